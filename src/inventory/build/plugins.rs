//! The plugins of a build.

use super::fact::Fact;
use super::repositories::Section;
use super::said::{Everything, Said};
use super::values::shared;
use crate::inventory::place::Place;
use crate::inventory::statement::Operator;
use crate::inventory::syntax::{Expr, Node};
use crate::inventory::{Reason, libraries};
use crate::version::Version;

/// A plugin that a script names.
#[derive(Clone, Debug)]
pub struct Plugin {
    /// Its id.
    pub id: Fact<String>,
    /// The version that is asked for here.
    pub version: Option<Fact<Version>>,
    /// Whether the module gets it; else it is only named, as with `apply false`.
    pub applied: bool,
    /// Which part of the build names it.
    pub section: Section,
    /// The whole statement.
    pub statement: Place,
    /// Whether it may not be reached.
    pub conditional: bool,
}

/// What a module is built to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    /// An app.
    Application,
    /// A library.
    Library,
    /// A part of an app that is delivered on its own.
    Feature,
    /// It cannot be told.
    Unknown,
}

/// The plugins that the scripts name, those of the module's script first, in the order in which they
/// stand.
pub(super) fn read(all: &Everything<'_>) -> Vec<Plugin> {
    all.said
        .iter()
        .filter_map(|said| plugin(all, said))
        .collect()
}

/// What the module is built to, by its `plugins`.
pub(super) fn kind(plugins: &[Plugin]) -> ModuleKind {
    let kinds =
        plugins
            .iter()
            .filter(|it| it.applied)
            .filter_map(|it| match it.id.known()?.as_str() {
                "com.android.application" | "android" => Some(ModuleKind::Application),
                "com.android.library" | "android-library" => Some(ModuleKind::Library),
                "com.android.kotlin.multiplatform.library" => Some(ModuleKind::Library),
                "com.android.dynamic-feature" => Some(ModuleKind::Feature),
                _ => None,
            });
    let mut kinds: Vec<ModuleKind> = kinds.collect();
    kinds.dedup();
    match kinds.as_slice() {
        [kind] => *kind,
        // A module that is built to either, depending on a property.
        _ => ModuleKind::Unknown,
    }
}

fn plugin(all: &Everything<'_>, said: &Said<'_>) -> Option<Plugin> {
    if said.operator != Operator::Call {
        return None;
    }
    let holder = said.holders.last().copied().unwrap_or_default();
    let (id, version) = if said.name == "apply" {
        let container = matches!(holder, "plugins" | "pluginManager");
        let node = said
            .named("plugin")
            .or(said.value().filter(|_| container))?;
        (id(all, said, node), None)
    } else if said.name == "plugin" && holder == "apply" {
        (id(all, said, said.value()?), None)
    } else if holder == "plugins" {
        requested(all, said)?
    } else {
        return None;
    };
    let declined = said
        .named("apply")
        .is_some_and(|it| all.flag(said, it).value == Ok(false));
    let managed = said.is_in("pluginManagement");
    Some(Plugin {
        id,
        version,
        applied: !declined && !managed && all.is_of_module(said),
        section: Section::of(said),
        statement: all.head(said),
        conditional: said.is_conditional(),
    })
}

/// A line of a block of plugins.
fn requested(
    all: &Everything<'_>,
    said: &Said<'_>,
) -> Option<(Fact<String>, Option<Fact<Version>>)> {
    let version = said.named("version").map(|node| all.version(said, node));
    let id = match (said.written(), said.value()) {
        ("id", Some(node)) => id(all, said, node),
        ("kotlin", Some(node)) => all
            .text(said, node)
            .and_then(|name| Ok(format!("org.jetbrains.kotlin.{name}"))),
        ("alias", Some(node)) => {
            let place = all.place(said, &node.span);
            let Some(found) = of_catalogue(all, node) else {
                return Some((unknown(node, place), version));
            };
            let own = found.version.as_ref().map(|it| shared(it, &place));
            return Some((known(found, place), version.or(own)));
        }
        (name, None) if !name.is_empty() => Fact {
            value: Ok(name.to_owned()),
            place: all.name(said),
            defined: None,
            property: None,
        },
        _ => return None,
    };
    Some((id, version))
}

/// The id that `node` comes to.
fn id(all: &Everything<'_>, said: &Said<'_>, node: &Node) -> Fact<String> {
    match of_catalogue(all, node) {
        Some(plugin) => known(plugin, all.place(said, &node.span)),
        None => all.text(said, node),
    }
}

fn known(plugin: &libraries::Plugin, place: Place) -> Fact<String> {
    Fact {
        value: Ok(plugin.id.clone()),
        place,
        defined: Some(plugin.place.clone()),
        property: None,
    }
}

fn unknown(node: &Node, place: Place) -> Fact<String> {
    let reason = match &node.expr {
        Expr::Path(path) => Reason::Unknown(path.join(".").chars().take(64).collect()),
        _ => Reason::Computed,
    };
    Fact {
        value: Err(reason),
        place,
        defined: None,
        property: None,
    }
}

/// The plugin that `libs.plugins.NAME` stands for.
fn of_catalogue<'s>(all: &Everything<'s>, node: &Node) -> Option<&'s libraries::Plugin> {
    let Expr::Path(path) = &node.expr else {
        return None;
    };
    match path.as_slice() {
        [libs, plugins, name @ .., last] if libs == "libs" && plugins == "plugins" => {
            let mut name = name.to_vec();
            if last != "pluginId" {
                name.push(last.clone());
            }
            all.scope.libraries.plugin(&name.join("."))
        }
        _ => None,
    }
}
