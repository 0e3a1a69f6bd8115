//! The Java and Kotlin classes of a module, as far as rules ask for them.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::java::{self, Constant, Language};
use super::tree::{Target, Tree};
use crate::catalogue::Vendor;
use crate::source::SourceFile;

/// The classes of a module's source sets.
#[derive(Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, Arc<SourceFile>>,
    constants: OnceCell<Vec<(Arc<SourceFile>, Constant)>>,
}

/// Reads the sources of the module that `target` is about.
pub(super) fn read(tree: &dyn Tree, target: &Target) -> Sources {
    let folder = match target.module.as_str() {
        "" => "src".to_owned(),
        module => format!("{module}/src"),
    };
    let mut files = BTreeMap::new();
    for path in tree.paths(&folder, &[".java", ".kt"]) {
        if let Ok(Some(file)) = tree.text(&path) {
            let package = package(&file.text).unwrap_or_default();
            let name = path.rsplit('/').next().unwrap_or_default();
            let class = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let class = match package {
                "" => class.to_owned(),
                package => format!("{package}.{class}"),
            };
            files.insert(class, Arc::new(file));
        }
    }
    Sources {
        files,
        constants: OnceCell::new(),
    }
}

impl Sources {
    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file that is called like the class; for an inner class, that of its outer one.
    pub fn file(&self, class: &str) -> Option<&Arc<SourceFile>> {
        let outer = class.split('$').next().unwrap_or_default();
        self.files.get(outer)
    }

    /// Whether a class or interface that apps extend for `vendor`'s SDK is named in one.
    pub(super) fn have_to_do_with(&self, vendor: &Vendor) -> bool {
        let names = vendor.base_classes.iter().map(|base| base.name.as_str());
        let names: Vec<&str> = names.collect();
        let mut files = self.files.values();
        files.any(|file| names.iter().any(|name| file.text.contains(name)))
    }

    /// The files of `package`.
    pub(super) fn of_package(&self, package: &str) -> impl Iterator<Item = &Arc<SourceFile>> {
        let in_it = move |class: &String| {
            let found = class.rsplit_once('.').map_or("", |(package, _)| package);
            found == package
        };
        let files = self.files.iter();
        files
            .filter(move |(class, _)| in_it(class))
            .map(|(_, file)| file)
    }

    /// Every name that is set to a literal in what ships, with its file.
    pub fn constants(&self) -> impl Iterator<Item = &(Arc<SourceFile>, Constant)> {
        let all = self.all_constants().iter();
        all.filter(|(file, _)| is_shipped(&file.name))
    }

    /// The same, with those of tests.
    pub(super) fn all_constants(&self) -> &[(Arc<SourceFile>, Constant)] {
        self.constants.get_or_init(|| {
            let constants = self.files.values().flat_map(|file| {
                let found = java::constants(&file.text, Language::of(&file.name));
                found.into_iter().map(|it| (Arc::clone(file), it))
            });
            constants.collect()
        })
    }

    /// Whether the text of one of them has one of `words` in it, be it in a comment.
    pub fn name_one_of(&self, words: &[&str]) -> bool {
        let mut files = self.files.values();
        files.any(|file| words.iter().any(|word| file.text.contains(word)))
    }

    /// Every file with the class that it is called like.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Arc<SourceFile>)> {
        self.files
            .iter()
            .map(|(class, file)| (class.as_str(), file))
    }
}

/// Whether the source at `path` is part of what ships: those of tests are not.
pub(super) fn is_shipped(path: &str) -> bool {
    let mut folders = path.split('/').skip_while(|folder| *folder != "src");
    let set = folders.nth(1).unwrap_or_default();
    !set.starts_with("test") && !set.starts_with("androidTest")
}

/// The package that a source declares.
pub(super) fn package(text: &str) -> Option<&str> {
    let line = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("package "))?;
    Some(line.split(['/', ';']).next().unwrap_or_default().trim())
}
