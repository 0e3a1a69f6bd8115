//! Writing several files: all of them, or none.
//!
//! New content is staged beside each target. A journal then names what is about to happen, and each
//! staged file is renamed into place. A run that is killed before the journal leaves the old files;
//! one that is killed after it leaves a journal that the next run finishes.
//!
//! What replaces a file is synced before it does, so that not even a power failure costs the old
//! text. Files that were not there before have nothing to lose, and are not waited for.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{reason, resolve, unusable};
use crate::finding::Finding;
use crate::grammar;

const JOURNAL: &str = ".pushweave-journal";
const STAGED: &str = ".pushweave-new";

/// A change of one file.
#[derive(Debug)]
pub struct FileChange<'a> {
    /// The file, relative to the folder of the transaction.
    pub path: &'a str,
    /// Its content as the plan saw it; `None` where there was no file.
    pub before: Option<&'a str>,
    /// Its new content; `None` to delete it.
    pub after: Option<&'a str>,
}

/// A folder to write below.
pub struct Transaction {
    root: PathBuf,
    shown: String,
}

impl Transaction {
    pub(super) fn new(root: PathBuf, shown: String) -> Self {
        Self { root, shown }
    }

    /// `path` as it is shown to people.
    pub fn shown(&self, path: &str) -> String {
        if self.shown.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.shown)
        }
    }

    /// The content of the file at `path`, if there is one.
    ///
    /// # Errors
    ///
    /// When it is something else than a file, or cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<String>, Finding> {
        let bytes = self.read_bytes(path)?;
        Ok(bytes.map(|bytes| match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }))
    }

    fn read_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, Finding> {
        let name = self.shown(path);
        let Some(place) = resolve(&self.root, path, &name)? else {
            return Ok(None);
        };
        match fs::read(&place) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => Err(unusable(&name, reason(&error))),
        }
    }

    /// Makes all of `changes`.
    ///
    /// # Errors
    ///
    /// When one of them cannot be made, or a file is not as the plan saw it: then none is made.
    pub fn commit(&self, changes: &[FileChange<'_>]) -> Result<(), Finding> {
        self.stage(changes).inspect_err(|_| self.discard(changes))?;
        for change in changes {
            let name = self.shown(change.path);
            let found = self.read_bytes(change.path)?;
            if found.as_deref() != change.before.map(str::as_bytes) {
                self.discard(changes);
                return Err(unusable(&name, "somebody else changed it in the meantime")
                    .help("run pushweave again"));
            }
        }
        let journal = self.root.join(JOURNAL);
        let write = || -> io::Result<()> {
            if changes.len() > 1 {
                let text: String = changes.iter().map(journal_line).collect();
                let mut file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&journal)?;
                file.write_all(text.as_bytes())?;
            }
            for change in changes {
                settle(&self.root, change.path, change.after.is_some())?;
            }
            match fs::remove_file(&journal) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        };
        write().map_err(|error| unusable(&self.shown(""), reason(&error)))
    }

    /// Writes each new content beside its target.
    fn stage(&self, changes: &[FileChange<'_>]) -> Result<(), Finding> {
        for change in changes {
            let name = self.shown(change.path);
            let existing = resolve(&self.root, change.path, &name)?;
            let Some(after) = change.after else {
                continue;
            };
            let target = self.root.join(change.path);
            let place = staged_beside(&target);
            let write = || -> io::Result<()> {
                if let Some(folder) = target.parent() {
                    fs::create_dir_all(folder)?;
                }
                remove_if_there(&place)?;
                let mut file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&place)?;
                file.write_all(after.as_bytes())?;
                if let Some(existing) = &existing {
                    file.set_permissions(fs::metadata(existing)?.permissions())?;
                    file.sync_data()?;
                }
                Ok(())
            };
            write().map_err(|error| unusable(&name, reason(&error)))?;
        }
        Ok(())
    }

    fn discard(&self, changes: &[FileChange<'_>]) {
        for change in changes.iter().filter(|change| change.after.is_some()) {
            // The staged file is ours; if it cannot be deleted now, the next run does.
            let _ = remove_if_there(&staged_beside(&self.root.join(change.path)));
        }
    }
}

fn staged_beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}{STAGED}"))
}

fn journal_line(change: &FileChange<'_>) -> String {
    let verb = if change.after.is_some() {
        "put"
    } else {
        "delete"
    };
    format!("{verb} {}\n", change.path)
}

fn remove_if_there(place: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Renames the staged file onto `path`, or deletes `path` and the folders that it leaves empty.
fn settle(root: &Path, path: &str, put: bool) -> io::Result<()> {
    let target = root.join(path);
    if put {
        return fs::rename(staged_beside(&target), &target);
    }
    remove_if_there(&target)?;
    let mut folder = target.parent();
    while let Some(empty) = folder.filter(|folder| *folder != root) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

/// Finishes what a killed run began below `root`.
pub(super) fn recover(root: &Path) -> io::Result<()> {
    let journal = root.join(JOURNAL);
    let found = match fs::symlink_metadata(&journal) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !found.is_file() {
        return Err(io::Error::other(format!("`{JOURNAL}` is not a file")));
    }
    let text = fs::read_to_string(&journal)?;
    // Without its last line the journal was not finished, and nothing was renamed yet.
    let finished = text.ends_with('\n');
    for line in text.lines() {
        let Some((verb, path)) = line.split_once(' ') else {
            continue;
        };
        // A journal from elsewhere must not reach out of the project.
        if grammar::relative_path(path).is_err() || resolve(root, path, path).is_err() {
            continue;
        }
        let staged = staged_beside(&root.join(path));
        let is_staged = fs::symlink_metadata(&staged).is_ok_and(|found| found.is_file());
        match verb {
            "put" if finished && is_staged => settle(root, path, true)?,
            "put" => remove_if_there(&staged)?,
            "delete" if finished => settle(root, path, false)?,
            _ => {}
        }
    }
    fs::remove_file(&journal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change<'a>(
        path: &'a str,
        before: Option<&'a str>,
        after: Option<&'a str>,
    ) -> FileChange<'a> {
        FileChange {
            path,
            before,
            after,
        }
    }

    fn in_folder(test: impl FnOnce(&Path, &Transaction)) {
        let folder = tempfile::tempdir().expect("a folder");
        let transaction = Transaction::new(folder.path().to_path_buf(), String::new());
        test(folder.path(), &transaction);
        let left: Vec<_> = walk(folder.path())
            .into_iter()
            .filter(|path| path.to_string_lossy().contains(".pushweave"))
            .collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }

    fn walk(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                found.extend(walk(&path));
            }
            found.push(path);
        }
        found
    }

    #[test]
    fn all_are_written_and_deleted_together() {
        in_folder(|root, transaction| {
            fs::create_dir(root.join("d")).expect("a folder");
            fs::write(root.join("d/old"), "x").expect("a file");
            transaction
                .commit(&[
                    change("a/b/new", None, Some("1")),
                    change("d/old", Some("x"), None),
                ])
                .expect("commits");
            assert_eq!(
                fs::read_to_string(root.join("a/b/new")).expect("written"),
                "1"
            );
            assert!(!root.join("d").exists(), "the empty folder goes too");
        });
    }

    #[test]
    fn a_file_that_changed_meanwhile_stops_everything() {
        in_folder(|root, transaction| {
            fs::write(root.join("b"), "theirs").expect("a file");
            let failed = transaction.commit(&[
                change("a", None, Some("1")),
                change("b", Some("before"), Some("ours")),
            ]);
            assert!(failed.is_err());
            assert!(!root.join("a").exists());
            assert_eq!(fs::read_to_string(root.join("b")).expect("there"), "theirs");
        });
    }

    #[test]
    fn a_target_that_is_no_file_stops_everything() {
        in_folder(|root, transaction| {
            fs::create_dir(root.join("b")).expect("a folder");
            let failed =
                transaction.commit(&[change("a", None, Some("1")), change("b", None, Some("2"))]);
            assert!(failed.is_err());
            assert!(!root.join("a").exists());
        });
    }

    /// A kill at every point of a commit, imitated by what it leaves behind.
    #[test]
    fn a_killed_run_leaves_old_or_new() {
        let stage = |root: &Path, renamed: usize, journal: Option<&str>| {
            for (at, name) in ["a", "b"].iter().enumerate() {
                if at < renamed {
                    fs::write(root.join(name), "new").expect("renamed");
                } else {
                    fs::write(root.join(name), "old").expect("old");
                    fs::write(staged_beside(&root.join(name)), "new").expect("staged");
                }
            }
            if let Some(text) = journal {
                fs::write(root.join(JOURNAL), text).expect("journal");
            }
        };
        let whole = "put a\nput b\n";
        for (renamed, journal, expected) in [
            (0, Some("put a\npu"), "old"),
            (0, Some(whole), "new"),
            (1, Some(whole), "new"),
            (2, Some(whole), "new"),
        ] {
            in_folder(|root, transaction| {
                stage(root, renamed, journal);
                recover(root).expect("recovers");
                for name in ["a", "b"] {
                    let text = fs::read_to_string(root.join(name)).expect("there");
                    assert_eq!(text, expected, "{name} after {renamed} renames");
                }
                let changes = [
                    change("a", Some(expected), Some("next")),
                    change("b", Some(expected), Some("next")),
                ];
                transaction.commit(&changes).expect("the next run goes on");
            });
        }
    }

    #[test]
    fn a_forged_journal_reaches_nothing_outside() {
        in_folder(|root, _| {
            let inner = root.join("inner");
            fs::create_dir(&inner).expect("a folder");
            fs::write(root.join("victim"), "x").expect("a file");
            fs::write(inner.join(JOURNAL), "delete ../victim\nput ../victim\n").expect("a journal");
            recover(&inner).expect("recovers");
            assert!(root.join("victim").exists());
        });
    }
}
