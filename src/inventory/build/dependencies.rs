//! What the scripts declare as dependencies, with what declares it.

use super::fact::Fact;
use super::repositories::Section;
use super::said::Said;
use crate::inventory::coordinate::Module;
use crate::inventory::dependency::{Reading, What};
use crate::inventory::place::Place;
use crate::inventory::script::Declared;
use crate::inventory::values::{Layer, Scope};
use crate::inventory::{Reason, normal};
use crate::version::Version;

/// A dependency.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The configuration that takes it, such as `implementation`.
    pub configuration: String,
    /// Where that is named.
    pub configuration_place: Place,
    /// What it is.
    pub what: Notation,
    /// What stands for it.
    pub place: Place,
    /// The whole statement, without its block.
    pub statement: Place,
    /// Which part of the build takes it.
    pub section: Section,
    /// Whether it may reach the app: it is none for tests, for tools or for the build itself.
    pub reaches_app: bool,
    /// Whether it may not be reached.
    pub conditional: bool,
}

/// What is depended on.
#[derive(Clone, Debug)]
pub enum Notation {
    /// A module of a repository.
    Module {
        /// `group:name`
        coordinate: String,
        /// Its version.
        version: Fact<Version>,
        /// The text that is that version and nothing else, in a script or in the catalogue.
        version_text: Option<Place>,
    },
    /// A file by its path, from the project.
    File(String),
    /// A file by its name, in a folder of files.
    Named(String),
    /// The files in a folder, from the project.
    Tree(String),
    /// It cannot be told without running Gradle.
    Unreadable(Reason),
    /// A project, or what brings nothing of others.
    Other,
}

/// The configurations that Gradle 7 took away, in lower case as the end of a name.
const REMOVED: [&str; 5] = ["compile", "runtime", "apk", "provided", "publish"];

impl Dependency {
    /// Whether Gradle no longer has the configuration, such as `compile` and `debugCompile`.
    pub fn is_removed_configuration(&self) -> bool {
        let name = self.configuration.as_str();
        REMOVED.iter().any(|removed| {
            name == *removed
                || name.strip_suffix(&capital(removed)).is_some_and(|it| {
                    it.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
                })
        })
    }

    /// The version, where it is a module called `coordinate`.
    pub fn version_of(&self, coordinate: &str) -> Option<&Fact<Version>> {
        match &self.what {
            Notation::Module {
                coordinate: own,
                version,
                ..
            } if own == coordinate => Some(version),
            _ => None,
        }
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// The dependencies of the module, and those of the build itself.
pub(super) fn read(scope: &Scope) -> Vec<Dependency> {
    let mut dependencies = Vec::new();
    for (at, layer) in scope.layers.iter().enumerate() {
        for declared in &layer.script.dependencies {
            dependencies.extend(of(scope, layer, at, declared));
        }
    }
    dependencies
}

fn of(scope: &Scope, layer: &Layer, at: usize, declared: &Declared) -> Vec<Dependency> {
    let statements = &layer.script.statements;
    let Some(statement) = declared.statement.and_then(|it| statements.get(it)) else {
        return Vec::new();
    };
    let said = Said::of(statement, at, statements.names(statement.block));
    let section = Section::of(&said);
    let own = declared.shared || layer.level == 0 && !layer.is_settings();
    if !own && section != Section::Buildscript {
        return Vec::new();
    }
    let mut reading = Reading {
        scope,
        found: Vec::new(),
    };
    reading.declared(declared, at);
    let configuration_place = match said.value() {
        Some(first) if said.written() == "add" => scope.place(at, &first.span).unquoted(),
        _ => said.name_place(scope),
    };
    let dependency = |what, place| Dependency {
        configuration: declared.configuration.clone(),
        configuration_place: configuration_place.clone(),
        what,
        place,
        statement: scope.place(at, &statement.head),
        section,
        reaches_app: declared.reaches_app,
        conditional: said.is_conditional(),
    };
    if reading.found.is_empty() {
        let place = scope.place(at, &declared.span);
        return vec![dependency(Notation::Other, place)];
    }
    let found = reading.found.into_iter();
    found
        .map(|it| dependency(notation(it.what, &it.place), it.place))
        .collect()
}

fn notation(what: What, place: &Place) -> Notation {
    match what {
        What::Module(module) => {
            let version_text = version_text(&module, place);
            Notation::Module {
                coordinate: module.coordinate,
                version: Fact {
                    value: module.version,
                    place: version_text.clone().unwrap_or_else(|| place.clone()),
                    defined: module.defined,
                    property: module.property,
                },
                version_text,
            }
        }
        What::File(path) => Notation::File(normal(&path).unwrap_or(path)),
        What::Named(name) => Notation::Named(name),
        What::Tree { folder, .. } => Notation::Tree(normal(&folder).unwrap_or(folder)),
        What::Unreadable(reason) => Notation::Unreadable(reason),
    }
}

/// The text that is the version of `module` and nothing else. It stands where the version is
/// defined, else in `place`.
fn version_text(module: &Module, place: &Place) -> Option<Place> {
    let version = module.written.as_deref()?;
    if let Some(defined) = &module.defined {
        let inner = defined.unquoted();
        if inner.text() == version {
            return Some(inner);
        }
        return within(defined, module, version);
    }
    within(place, module, version)
}

/// The `version` after the coordinate in `place`, or as a string of its own.
fn within(place: &Place, module: &Module, version: &str) -> Option<Place> {
    let text = place.text();
    let shorthand = format!("{}:{version}", module.coordinate);
    let end = match text.find(&shorthand) {
        Some(at) => at + shorthand.len(),
        None => ["'", "\""].into_iter().find_map(|quote| {
            let string = format!("{quote}{version}{quote}");
            Some(text.rfind(&string)? + string.len() - 1)
        })?,
    };
    let end = place.span.start + end;
    Some(Place {
        file: place.file.clone(),
        span: end - version.len()..end,
    })
}
