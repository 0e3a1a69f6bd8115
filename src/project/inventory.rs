//! The files that an inventory is taken of.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::properties::properties;
use super::{Project, Result, folder_reason, resolve, unusable};
use crate::inventory::{Files, Inventory, ReadSeek};
use crate::source::SourceFile;

const MAX_NAMES: usize = 4096;
const MAX_ARCHIVE: u64 = 32 << 20;

impl Project {
    /// What the module in the folder `module` depends on. Reads its build files, those above it up
    /// to the Gradle root or the spec's folder, and the names of the files in `libs/`.
    pub fn inventory(&self, module: &str) -> Inventory<'_> {
        Inventory::take(Box::new(Disk { project: self }), module)
    }

    /// Remembers that `names` were all that is in `folder` of what was looked for.
    pub(super) fn saw(&self, what: &'static str, folder: &str, names: &[String]) {
        if let Some(record) = &self.record {
            record.names(what, folder, names);
        }
    }

    /// An archive is read in parts; what is recorded is the whole.
    fn saw_archive(&self, path: &str) {
        let Some(record) = &self.record else {
            return;
        };
        let place = resolve(&self.root, path, path).ok().flatten();
        let small =
            |place: &PathBuf| fs::metadata(place).is_ok_and(|found| found.len() <= MAX_ARCHIVE);
        let bytes = place.filter(small).and_then(|place| fs::read(place).ok());
        record.file(path, bytes.as_deref());
    }
}

pub(super) struct Disk<'p> {
    pub(super) project: &'p Project,
}

impl Files for Disk<'_> {
    fn text(&self, path: &str) -> Result<Option<SourceFile>> {
        self.project.read(path)
    }

    fn properties(&self, path: &str) -> Result<HashMap<String, String>> {
        // Such a file may be in Latin-1; the keys and versions in it are ASCII.
        let bytes = self.project.read_bytes(path)?.unwrap_or_default();
        Ok(properties(&String::from_utf8_lossy(&bytes)))
    }

    fn names(&self, folder: &str) -> Result<Vec<String>> {
        let shown = self.project.shown(folder);
        let Some(place) = real_folder(&self.project.root, folder, &shown)? else {
            self.project.saw("names", folder, &[]);
            return Ok(Vec::new());
        };
        let entries =
            fs::read_dir(place).map_err(|error| unusable(&shown, folder_reason(&error)))?;
        let mut names: Vec<String> = entries
            .take(MAX_NAMES)
            .filter_map(|entry| {
                let entry = entry.ok()?;
                // Links are not followed, as everywhere.
                let is_file = entry.file_type().ok()?.is_file();
                entry.file_name().into_string().ok().filter(|_| is_file)
            })
            .collect();
        names.sort();
        self.project.saw("names", folder, &names);
        Ok(names)
    }

    fn archive(&self, path: &str) -> Option<Box<dyn ReadSeek>> {
        self.project.saw_archive(path);
        let place = resolve(&self.project.root, path, path).ok()??;
        let file = File::open(place).ok()?;
        let small = file.metadata().ok()?.len() <= MAX_ARCHIVE;
        small.then(|| Box::new(file) as Box<dyn ReadSeek>)
    }
}

/// Where `folder` is below `root`, if there is such a folder; links are not followed.
pub(super) fn real_folder(root: &Path, folder: &str, shown: &str) -> Result<Option<PathBuf>> {
    let mut place = root.to_path_buf();
    for segment in folder.split('/').filter(|it| !it.is_empty()) {
        place.push(segment);
        match fs::symlink_metadata(&place) {
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_symlink() => {
                return Err(unusable(shown, format!("`{segment}` is a symbolic link"))
                    .help("name the place that the link leads to; links are not followed"));
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(place))
}
