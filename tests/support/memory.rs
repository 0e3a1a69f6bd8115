//! A project that is only in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pushweave::finding::Finding;
use pushweave::inventory::{Files, ReadSeek};
use pushweave::lint::{Shared, Target, Tree, manifest_target, module_targets, spec_target};
use pushweave::manifest::refusal;
use pushweave::source::SourceFile;
use pushweave::spec::Value;

/// Files by path.
#[derive(Clone, Default)]
pub struct Memory(pub BTreeMap<String, String>);

impl Memory {
    /// What of it is linted: by the spec where there is one, else module by module. A manifest
    /// without anything beside it counts as named alone.
    pub fn targets(&self) -> Vec<Target> {
        if self.0.contains_key("pushweave.toml") {
            return vec![spec_target(self, "pushweave.toml")];
        }
        let paths: Vec<String> = self.0.keys().cloned().collect();
        match paths.as_slice() {
            [only] if only.ends_with(".xml") => {
                vec![manifest_target(only, only.contains("merged_manifest"))]
            }
            _ => module_targets(&paths),
        }
    }
}

impl Files for Memory {
    fn text(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        let text = self.0.get(path);
        Ok(text.map(|text| SourceFile::new(path, text.clone())))
    }

    fn properties(&self, path: &str) -> Result<HashMap<String, String>, Finding> {
        let text = self.0.get(path).map(String::as_str).unwrap_or_default();
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        let pairs = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
        Ok(pairs.collect())
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, Finding> {
        let inside = self.0.keys().filter_map(|path| strip(path, folder));
        let names = inside.filter(|rest| !rest.contains('/'));
        Ok(names.map(str::to_owned).collect())
    }

    fn archive(&self, _: &str) -> Option<Box<dyn ReadSeek>> {
        None
    }
}

impl Tree for Memory {
    fn shared(&self) -> &Shared {
        // Each check sees the files as they are then.
        Box::leak(Box::default())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }

    fn manifest(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        let text = self.0.get(path);
        text.map(|text| refusal::decode(path, text.clone().into_bytes()))
            .transpose()
    }

    fn paths(&self, folder: &str, endings: &[&str]) -> Vec<String> {
        let inside = self.0.keys().filter(|path| strip(path, folder).is_some());
        let wanted = inside.filter(|path| endings.iter().any(|end| path.ends_with(end)));
        wanted.cloned().collect()
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        let inside = self.0.keys().filter_map(|path| strip(path, folder));
        let folders = inside.filter_map(|rest| rest.split_once('/').map(|(first, _)| first));
        let folders: BTreeSet<&str> = folders.collect();
        folders.into_iter().map(str::to_owned).collect()
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        let ignored = self.0.get(".gitignore")?;
        let name = path.rsplit('/').next().unwrap_or_default();
        Some(ignored.lines().any(|line| line == path || line == name))
    }

    fn value(&self, _: &Value) -> Result<String, String> {
        Err("it is not at hand".to_owned())
    }
}

fn strip<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}
