//! The Java and Kotlin classes of a module, as far as rules ask for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Target, Tree};
use crate::source::SourceFile;

/// The classes of a module's source sets.
#[derive(Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, Arc<SourceFile>>,
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
    Sources { files }
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

    /// Every file with the class that it is called like.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Arc<SourceFile>)> {
        self.files
            .iter()
            .map(|(class, file)| (class.as_str(), file))
    }
}

/// The package that a source declares.
fn package(text: &str) -> Option<&str> {
    let line = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("package "))?;
    Some(line.split(['/', ';']).next().unwrap_or_default().trim())
}
