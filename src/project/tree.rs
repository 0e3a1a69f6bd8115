//! The project as the linter sees it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use ignore::gitignore::GitignoreBuilder;

use super::inventory::{Disk, real_folder};
use super::{Project, Result};
use crate::inventory::{Files, ReadSeek};
use crate::lint::Tree;
use crate::source::SourceFile;
use crate::spec::Value;

/// How many files of one module's sources are listed.
const MAX_PATHS: usize = 8192;
const MAX_DEPTH: usize = 32;

impl Project {
    /// The project's files.
    pub fn tree(&self) -> impl Tree + '_ {
        OnDisk {
            project: self,
            files: Disk { project: self },
        }
    }
}

struct OnDisk<'p> {
    project: &'p Project,
    files: Disk<'p>,
}

impl Files for OnDisk<'_> {
    fn text(&self, path: &str) -> Result<Option<SourceFile>> {
        self.files.text(path)
    }

    fn properties(&self, path: &str) -> Result<HashMap<String, String>> {
        self.files.properties(path)
    }

    fn names(&self, folder: &str) -> Result<Vec<String>> {
        self.files.names(folder)
    }

    fn archive(&self, path: &str) -> Option<Box<dyn ReadSeek>> {
        self.files.archive(path)
    }
}

impl Tree for OnDisk<'_> {
    fn shown(&self, path: &str) -> String {
        self.project.shown(path)
    }

    fn manifest(&self, path: &str) -> Result<Option<SourceFile>> {
        self.project.find_manifest(path)
    }

    fn paths(&self, folder: &str, endings: &[&str]) -> Vec<String> {
        let mut paths = Vec::new();
        let mut open = vec![(folder.to_owned(), 0)];
        while let Some((folder, depth)) = open.pop() {
            if paths.len() >= MAX_PATHS {
                break;
            }
            let names = self.names(&folder).unwrap_or_default();
            let wanted = names
                .into_iter()
                .filter(|name| endings.iter().any(|ending| name.ends_with(ending)));
            paths.extend(wanted.map(|name| join(&folder, &name)));
            if depth < MAX_DEPTH {
                let folders = self.folders(&folder).into_iter();
                open.extend(folders.map(|name| (join(&folder, &name), depth + 1)));
            }
        }
        paths.sort();
        paths
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        let shown = self.project.shown(folder);
        let Ok(Some(place)) = real_folder(&self.project.root, folder, &shown) else {
            return Vec::new();
        };
        let entries = fs::read_dir(place).into_iter().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let is_folder = entry.file_type().ok()?.is_dir();
                entry.file_name().into_string().ok().filter(|_| is_folder)
            })
            .collect();
        names.sort();
        names
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        let place = self.project.root.join(path);
        let repository = place
            .ancestors()
            .find(|folder| folder.join(".git").exists())?;
        let within = place.parent()?.ancestors();
        // The nearest file that says something decides.
        for folder in within.take_while(|folder| folder.starts_with(repository)) {
            match verdict(folder, &place) {
                ignore::Match::None => {}
                found => return Some(found.is_ignore()),
            }
        }
        Some(false)
    }

    fn value(&self, value: &Value) -> std::result::Result<String, String> {
        self.project.values()(value)
    }
}

/// What the `.gitignore` in `folder` says of the file at `place`.
fn verdict(folder: &Path, place: &Path) -> ignore::Match<()> {
    let mut builder = GitignoreBuilder::new(folder);
    if builder.add(folder.join(".gitignore")).is_some() {
        return ignore::Match::None;
    }
    match builder.build() {
        Ok(rules) => rules.matched_path_or_any_parents(place, false).map(|_| ()),
        Err(_) => ignore::Match::None,
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
