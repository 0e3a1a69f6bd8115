//! What a run read, as a text: where it is the same, so is the result.
//!
//! A build tool compares such texts and keeps them, so no value that was looked up stands in one:
//! all of them together have one digest. Paths are relative to the project, so that another copy of
//! it elsewhere gives the same text.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

/// What was read so far.
#[derive(Default)]
pub(super) struct Record(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    /// By path, and by what was asked of it.
    lines: BTreeMap<(String, &'static str), String>,
    values: BTreeMap<String, Option<String>>,
    /// Goes into the digest of the values, so that nobody has a table of it for all projects.
    salt: Vec<u8>,
}

impl Record {
    /// The file at `path` had these bytes, or was not there.
    pub(super) fn file(&self, path: &str, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.line(path, "file", &hex(bytes)),
            None => self.line(path, "file", "none"),
        }
    }

    /// What is at `path` could not be read.
    pub(super) fn unusable(&self, path: &str) {
        self.line(path, "file", "unusable");
    }

    /// `names` were all in `folder` of `what` was looked for.
    pub(super) fn names(&self, what: &'static str, folder: &str, names: &[String]) {
        self.line(folder, what, &hex(names.join("\0").as_bytes()));
    }

    /// `source`, such as an environment variable, had this value, or none.
    pub(super) fn value(&self, source: &str, value: Option<&str>) {
        let source = source.escape_debug().to_string();
        let value = value.map(str::to_owned);
        self.entries().values.insert(source, value);
    }

    /// The digest of the values depends on `salt`, too.
    pub(super) fn salt(&self, salt: &[u8]) {
        self.entries().salt = salt.to_vec();
    }

    /// All of it, a line each, sorted; without what was looked up.
    pub(super) fn text(&self) -> String {
        let entries = self.entries();
        let mut text = String::new();
        for ((path, what), found) in &entries.lines {
            text.push_str(&format!("{what} {path} {found}\n"));
        }
        if !entries.values.is_empty() {
            let mut hasher = Sha256::new_with_prefix(Sha256::digest(&entries.salt));
            for (source, value) in &entries.values {
                text.push_str(&format!("value {source}\n"));
                // A value cannot hold the byte that ends it, so no two lists are fed alike.
                let value = value
                    .as_ref()
                    .map_or("\0".to_owned(), |value| format!("={value}\0"));
                hasher.update(format!("{source}{value}"));
            }
            text.push_str(&format!("values {}\n", digits(&hasher.finalize())));
        }
        text
    }

    fn line(&self, path: &str, what: &'static str, found: &str) {
        let key = (path.escape_debug().to_string(), what);
        self.entries().lines.insert(key, found.to_owned());
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hex(bytes: &[u8]) -> String {
    digits(&Sha256::digest(bytes))
}

fn digits(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_count_and_do_not_show() {
        let text = |value: Option<&str>| {
            let record = Record::default();
            record.file("a", Some(b"1"));
            record.file("b", None);
            record.value("environment KEY", value);
            record.text()
        };
        assert_eq!(text(Some("geheim")), text(Some("geheim")));
        assert_ne!(text(Some("geheim")), text(Some("geheimer")));
        assert_ne!(text(Some("")), text(None));
        assert!(!text(Some("geheim")).contains("geheim"));
        let lines: Vec<String> = text(None).lines().map(str::to_owned).collect();
        assert!(lines[0].starts_with("file a 6b86b273"), "{lines:?}");
        assert_eq!(lines[1], "file b none");
        assert_eq!(lines[2], "value environment KEY");
    }

    #[test]
    fn the_same_value_of_another_spec_has_another_digest() {
        let text = |spec: &[u8]| {
            let record = Record::default();
            record.salt(spec);
            record.value("environment KEY", Some("6666"));
            record.text()
        };
        assert_eq!(text(b"one"), text(b"one"));
        assert_ne!(text(b"one"), text(b"another"));
    }

    #[test]
    fn a_path_stays_on_its_line() {
        let record = Record::default();
        record.file("a\nfile b", None);
        assert_eq!(record.text(), "file a\\nfile b none\n");
    }
}
