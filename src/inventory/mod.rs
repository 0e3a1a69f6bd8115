//! Which version of a vendor's SDK a project has, read from the project itself: the names of the
//! files in `libs/`, the dependencies in the Gradle scripts, and the manifests of AARs.
//!
//! Gradle is never run. What cannot be told without running it is reported as such.

mod archive;
mod binary_xml;
pub mod build;
mod command;
mod coordinate;
mod dependency;
mod evidence;
mod expression;
mod lexer;
mod libraries;
mod names;
mod place;
mod reader;
mod script;
mod settle;
mod statement;
mod syntax;
mod taking;
mod unresolved;
mod values;
mod verdict;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::finding::Finding;
use crate::source::SourceFile;
use build::Build;
use dependency::{Dependency, Reading, What};
use script::Script;
use values::Scope;

pub use archive::ReadSeek;
pub use evidence::{Evidence, Kind};
pub use place::Place;
pub(crate) use settle::as_listed;
pub use settle::settle;
pub use unresolved::Reason;
pub use verdict::{Verdict, disagreement};

const MAX_FOLDERS: usize = 8;

/// What an inventory is taken of. Paths are relative to the project, with `/`, and never lead out
/// of it.
pub trait Files {
    /// The text of the file at `path`, if there is one.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    fn text(&self, path: &str) -> Result<Option<SourceFile>, Finding>;

    /// The keys and values of the properties file at `path`; none where there is no such file.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    fn properties(&self, path: &str) -> Result<HashMap<String, String>, Finding>;

    /// The names of the files in `folder`, sorted; none where there is no such folder.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    fn names(&self, folder: &str) -> Result<Vec<String>, Finding>;

    /// The file at `path`, to be read as an archive.
    fn archive(&self, path: &str) -> Option<Box<dyn ReadSeek>>;

    /// Where the scripts above modules are kept once they were read, where the files do not change
    /// from one inventory to the next.
    fn scripts(&self) -> Option<&Scripts> {
        None
    }
}

/// Scripts that many modules have above them, by their paths.
#[derive(Default)]
pub struct Scripts(Mutex<HashMap<String, Option<Arc<Script>>>>);

impl Scripts {
    /// The script at `path`, read by `read` if it was not yet; `None` where there is none.
    pub(self) fn get(
        &self,
        path: &str,
        read: impl FnOnce() -> Option<Arc<Script>>,
    ) -> Option<Arc<Script>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(path.to_owned()).or_insert_with(read);
        found.clone()
    }
}

impl<T: Files + ?Sized> Files for &T {
    fn text(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        (**self).text(path)
    }

    fn properties(&self, path: &str) -> Result<HashMap<String, String>, Finding> {
        (**self).properties(path)
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, Finding> {
        (**self).names(folder)
    }

    fn archive(&self, path: &str) -> Option<Box<dyn ReadSeek>> {
        (**self).archive(path)
    }

    fn scripts(&self) -> Option<&Scripts> {
        (**self).scripts()
    }
}

/// What one module of a project depends on.
pub struct Inventory<'a> {
    files: Box<dyn Files + 'a>,
    scope: Scope,
    dependencies: Vec<Dependency>,
    /// The files that may be an SDK by their path, with the place that brings them in.
    binaries: BTreeMap<String, Option<Place>>,
    /// What was there and could not be read.
    notes: Vec<Finding>,
}

impl<'a> Inventory<'a> {
    /// Takes the inventory of `module`, a folder relative to the project.
    pub fn take(files: Box<dyn Files + 'a>, module: &str) -> Self {
        let module = normal(module).unwrap_or_default();
        let (scope, notes) = taking::scope(&*files, module);
        let (dependencies, flat_dirs) = read_dependencies(&scope);
        let mut inventory = Self {
            dependencies,
            binaries: BTreeMap::new(),
            notes,
            files,
            scope,
        };
        inventory.find_binaries(&flat_dirs);
        inventory
    }

    /// What the module's build says, as far as it can be told without running it.
    pub fn build(&self) -> Build {
        Build::read(&*self.files, &self.scope)
    }

    /// The scripts that were read, the module's own first, and the version catalogue.
    pub fn scripts(&self) -> Vec<Arc<SourceFile>> {
        let layers = self.scope.layers.iter();
        let scripts = layers.map(|layer| &layer.script.file);
        let catalogue = self.scope.libraries.file().into_iter();
        scripts.chain(catalogue).map(Arc::clone).collect()
    }

    /// What was there and could not be read, as warnings.
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }

    /// Looks for the files that the dependencies name, and for those that only lie in `libs/`.
    fn find_binaries(&mut self, flat_dirs: &[String]) {
        let libs = normal(&format!("{}/libs", self.scope.module)).unwrap_or_default();
        let mut folders: BTreeSet<String> = [libs].into();
        for dependency in &self.dependencies {
            if let What::Tree { folder, .. } = &dependency.what {
                folders.extend(normal(folder));
            }
        }
        folders.extend(flat_dirs.iter().filter_map(|folder| normal(folder)));
        let mut names = BTreeMap::new();
        for folder in folders.into_iter().take(MAX_FOLDERS) {
            let found = self.files.names(&folder).unwrap_or_else(|finding| {
                self.notes.push(finding.into_warning());
                Vec::new()
            });
            let found: Vec<String> = found.into_iter().filter(|name| is_binary(name)).collect();
            for name in &found {
                self.binaries.insert(join(&folder, name), None);
            }
            names.insert(folder, found);
        }
        let mut named: HashMap<String, &Place> = HashMap::new();
        for dependency in self.dependencies.iter().rev() {
            let place = &dependency.place;
            match &dependency.what {
                What::File(path) if is_binary(path) => {
                    if let Some(path) = normal(path) {
                        self.binaries.insert(path, Some(place.clone()));
                    }
                }
                What::Named(name) if is_binary(name) => {
                    named.insert(name.to_lowercase(), place);
                }
                What::Tree {
                    folder,
                    includes,
                    excludes,
                } => {
                    let folder = normal(folder).unwrap_or_default();
                    let any = |patterns: &[String], name: &str| {
                        patterns.iter().take(32).any(|it| names::includes(it, name))
                    };
                    for name in names.get(&folder).into_iter().flatten() {
                        if (includes.is_empty() || any(includes, name)) && !any(excludes, name) {
                            self.binaries
                                .insert(join(&folder, name), Some(place.clone()));
                        }
                    }
                }
                _ => {}
            }
        }
        for (path, place) in &mut self.binaries {
            let name = path.rsplit('/').next().unwrap_or_default();
            if let Some(found) = named.remove(&name.to_lowercase()) {
                *place = Some(found.clone());
            }
        }
        for (name, place) in named {
            self.binaries.insert(name, Some(place.clone()));
        }
    }
}

/// What the module depends on, and the folders in which files are looked for by name.
fn read_dependencies(scope: &Scope) -> (Vec<Dependency>, Vec<String>) {
    let mut reading = Reading {
        scope,
        found: Vec::new(),
    };
    let mut flat_dirs = Vec::new();
    for (at, layer) in scope.layers.iter().enumerate() {
        let declared = layer.script.dependencies.iter();
        for declared in declared
            .filter(|it| it.reaches_app)
            .filter(|it| it.shared || layer.level == 0)
        {
            reading.declared(declared, at);
        }
        for node in layer.script.flat_dirs.iter().take(MAX_FOLDERS) {
            scope.refuel();
            let texts = reading.texts(node, at);
            flat_dirs.extend(texts.iter().map(|text| scope.below(text, at)));
        }
    }
    (reading.found, flat_dirs)
}

fn is_binary(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    extension.eq_ignore_ascii_case("jar") || extension.eq_ignore_ascii_case("aar")
}

/// The path of `name` in `folder`, which is empty for the project's own.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// `path` without `.` and `..`; `None` where it leads out of the project.
fn normal(path: &str) -> Option<String> {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    Some(segments.join("/"))
}
