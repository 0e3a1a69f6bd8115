//! A tree in which some files have another text than on disk.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use super::{Shared, Tree};
use crate::finding::Finding;
use crate::inventory::{Files, ReadSeek};
use crate::source::SourceFile;
use crate::spec::Value;

/// A tree over another one, with edits that are in memory only.
pub struct EditedTree<'t> {
    below: &'t dyn Tree,
    /// Whole contents by the names that files are shown under.
    texts: BTreeMap<String, String>,
    /// The paths of the files that were read, by name.
    paths: Mutex<HashMap<String, String>>,
}

impl<'t> EditedTree<'t> {
    /// The files of `below` as they are.
    pub fn new(below: &'t dyn Tree) -> Self {
        Self {
            below,
            texts: BTreeMap::new(),
            paths: Mutex::default(),
        }
    }

    /// Puts `content` in the place of the file called `name`; without one, what is below shows again.
    pub fn set(&mut self, name: &str, content: Option<String>) {
        match content {
            Some(content) => self.texts.insert(name.to_owned(), content),
            None => self.texts.remove(name),
        };
    }

    /// The content that was put in the place of the file called `name`.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.texts.get(name)
    }

    /// What is different from below: path and content, in the order of the names.
    pub fn changes(&self) -> Vec<(String, &String)> {
        let paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        let changes = self.texts.iter();
        changes
            .filter_map(|(name, text)| Some((paths.get(name)?.clone(), text)))
            .collect()
    }

    /// The name of the file at `path`, and its content if it is another than below.
    fn replaced(&self, path: &str) -> (String, Option<&String>) {
        let name = self.below.shown(path);
        let mut paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        paths.entry(name.clone()).or_insert_with(|| path.to_owned());
        let text = self.texts.get(&name);
        (name, text)
    }
}

impl Files for EditedTree<'_> {
    fn text(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        match self.replaced(path) {
            (name, Some(text)) => Ok(Some(SourceFile::new(name, text.clone()))),
            _ => self.below.text(path),
        }
    }

    fn properties(&self, path: &str) -> Result<HashMap<String, String>, Finding> {
        self.below.properties(path)
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, Finding> {
        self.below.names(folder)
    }

    fn archive(&self, path: &str) -> Option<Box<dyn ReadSeek>> {
        self.below.archive(path)
    }
}

impl Tree for EditedTree<'_> {
    fn shared(&self) -> &Shared {
        self.below.shared()
    }

    fn shown(&self, path: &str) -> String {
        self.below.shown(path)
    }

    fn manifest(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        match self.replaced(path) {
            (name, Some(text)) => Ok(Some(SourceFile::new(name, text.clone()))),
            _ => self.below.manifest(path),
        }
    }

    fn paths(&self, folder: &str, endings: &[&str]) -> Vec<String> {
        self.below.paths(folder, endings)
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        self.below.folders(folder)
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        self.below.is_ignored(path)
    }

    fn value(&self, value: &Value) -> Result<String, String> {
        self.below.value(value)
    }
}
