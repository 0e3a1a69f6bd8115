//! A copy of `fixtures/projects/two-markets` with the files of a build laid over it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::tools;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_pushweave");
/// The credential that the spec takes from the environment, and its name there.
pub(crate) const VARIABLE: &str = "XM_APPKEY";
pub(crate) const SECRET: &str = "5151740602026";
pub(crate) const OTHER_SECRET: &str = "5151740602099";

pub(crate) struct Project {
    pub(crate) folder: TempDir,
    environment: BTreeMap<&'static str, String>,
}

impl Project {
    /// The app at `place` below the folder, and the files of `fixtures/builds/<build>` over it.
    pub(crate) fn new(build: &str, place: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let fixtures = tools::repository().join("fixtures");
        for (from, to) in [
            (fixtures.join("projects/two-markets"), place),
            (fixtures.join("builds").join(build), ""),
        ] {
            let to = folder.path().join(to);
            fs::create_dir_all(&to).expect("made");
            tools::succeed(Command::new("cp").arg("-r").arg(from.join(".")).arg(to));
        }
        Self {
            folder,
            environment: BTreeMap::from([(VARIABLE, SECRET.to_owned())]),
        }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let file = self.path(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("written");
    }

    /// Replaces `old`, which must be there, in the file at `path`.
    #[track_caller]
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old}:\n{text}");
        self.write(path, &text.replace(old, new));
    }

    pub(crate) fn set(&mut self, variable: &'static str, value: &str) {
        self.environment.insert(variable, value.to_owned());
    }

    /// `program` in the folder, with the environment of whoever builds.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).envs(&self.environment);
        command
    }
}

/// The files below `folder`, by their paths, with their bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, path: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = format!("{path}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().expect("a type").is_dir() {
                walk(&entry.path(), &path, found);
            } else {
                found.insert(path, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

/// Whether `bytes` hold `text`.
pub(crate) fn hold(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|it| it == text.as_bytes())
}
