//! The project as the linter sees it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::GitignoreBuilder;

use super::discover::written_files;
use super::inventory::{Disk, real_folder};
use super::{Project, Result};
use crate::inventory::{Files, ReadSeek, Scripts, join};
use crate::lint::{Shared, Tree};
use crate::source::SourceFile;
use crate::spec::Value;

/// How many files of one module's sources are listed.
const MAX_PATHS: usize = 8192;

impl Project {
    /// The project's files.
    pub fn tree(&self) -> impl Tree + '_ {
        OnDisk {
            project: self,
            files: Disk { project: self },
            listed: Mutex::default(),
            scripts: Scripts::default(),
            shared: Shared::default(),
        }
    }
}

struct OnDisk<'p> {
    project: &'p Project,
    files: Disk<'p>,
    /// What [`Tree::paths`] gave for the whole tree: many modules ask, and the answer is one.
    listed: Mutex<HashMap<String, Arc<[String]>>>,
    scripts: Scripts,
    shared: Shared,
}

impl OnDisk<'_> {
    /// The paths below `folder` with one of `endings`, without what nobody wrote.
    fn listed(&self, folder: &str, endings: &[&str]) -> Vec<String> {
        let shown = self.project.shown(folder);
        let Ok(Some(place)) = real_folder(&self.project.root, folder, &shown) else {
            self.project.saw("files", folder, &[]);
            return Vec::new();
        };
        let is_wanted = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
        let mut paths: Vec<String> = written_files(&place, is_wanted)
            .take(MAX_PATHS)
            .map(|path| join(folder, &path))
            .collect();
        paths.sort();
        let looked_for = format!("{folder}/**/*{}", endings.join(" *"));
        self.project.saw("files", &looked_for, &paths);
        paths
    }
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

    fn scripts(&self) -> Option<&Scripts> {
        Some(&self.scripts)
    }
}

impl Tree for OnDisk<'_> {
    fn shared(&self) -> &Shared {
        &self.shared
    }

    fn shown(&self, path: &str) -> String {
        self.project.shown(path)
    }

    fn manifest(&self, path: &str) -> Result<Option<SourceFile>> {
        self.project.find_manifest(path)
    }

    fn paths(&self, folder: &str, endings: &[&str]) -> Vec<String> {
        if !folder.is_empty() {
            return self.listed(folder, endings);
        }
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        let all = listed
            .entry(endings.join(" "))
            .or_insert_with(|| self.listed(folder, endings).into());
        all.to_vec()
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        let shown = self.project.shown(folder);
        let Ok(Some(place)) = real_folder(&self.project.root, folder, &shown) else {
            self.project.saw("folders", folder, &[]);
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
        self.project.saw("folders", folder, &names);
        names
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        let is_ignored = self.says_git(path);
        let said = is_ignored.map(|it| it.to_string());
        self.project.saw("ignored", path, said.as_slice());
        is_ignored
    }

    fn value(&self, value: &Value) -> std::result::Result<String, String> {
        self.project.values()(value)
    }
}

impl OnDisk<'_> {
    /// Whether git leaves the file at `path` out; `None` outside of a repository.
    fn says_git(&self, path: &str) -> Option<bool> {
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
