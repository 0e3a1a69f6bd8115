//! The files that the vendors' consoles give out. The only place of the linter that knows JSON.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::source::SourceFile;

/// A file of JSON, with the place of every string in it.
pub(super) struct ConfigFile {
    /// The file.
    pub(super) file: Arc<SourceFile>,
    strings: Vec<Scalar>,
}

struct Scalar {
    /// The keys that lead to it; those in an array stand behind `[]`.
    path: String,
    value: String,
    /// Where it stands, between the quotes.
    place: Range<usize>,
}

/// Where reading failed, and on which line.
pub(super) struct Malformed {
    /// The byte.
    pub(super) at: usize,
}

/// No console nests deeper.
const MAX_DEPTH: usize = 32;

impl ConfigFile {
    /// Reads `file`.
    ///
    /// # Errors
    ///
    /// When it is no JSON.
    pub(super) fn read(file: &Arc<SourceFile>) -> Result<Self, Malformed> {
        let text = file.text.as_str();
        let mut strings = Vec::new();
        let whole: &RawValue = serde_json::from_str(text).map_err(|error| Malformed {
            at: crate::source::offset_of(text, error.line(), error.column()),
        })?;
        walk(text, whole, String::new(), MAX_DEPTH, &mut strings);
        Ok(Self {
            file: Arc::clone(file),
            strings,
        })
    }

    /// The values at `path`, such as `client.app_id` or `client[].name`, with their places.
    pub(super) fn values<'c>(
        &'c self,
        path: &str,
    ) -> impl Iterator<Item = (&'c str, Range<usize>)> + use<'c> {
        let path = path.to_owned();
        let found = self.strings.iter().filter(move |it| it.path == path);
        found.map(|it| (it.value.as_str(), it.place.clone()))
    }

    /// The places of all other values than the one at `shown`: secrets are among them.
    pub(super) fn others(&self, shown: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let places = self.strings.iter().map(|it| it.place.clone());
        places.filter(move |place| place != shown)
    }
}

fn walk(text: &str, value: &RawValue, path: String, depth: usize, strings: &mut Vec<Scalar>) {
    let source = value.get();
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    // `value` is a part of `text`.
    let start = source.as_ptr() as usize - text.as_ptr() as usize;
    match source.as_bytes().first() {
        Some(b'{') => {
            let entries: BTreeMap<String, &RawValue> =
                serde_json::from_str(source).unwrap_or_default();
            for (key, entry) in entries {
                let dot = if path.is_empty() { "" } else { "." };
                walk(text, entry, format!("{path}{dot}{key}"), depth, strings);
            }
        }
        Some(b'[') => {
            let entries: Vec<&RawValue> = serde_json::from_str(source).unwrap_or_default();
            for entry in entries {
                walk(text, entry, format!("{path}[]"), depth, strings);
            }
        }
        Some(b'"') => strings.push(Scalar {
            path,
            value: serde_json::from_str(source).unwrap_or_default(),
            place: start + 1..start + source.len() - 1,
        }),
        _ => strings.push(Scalar {
            path,
            value: source.to_owned(),
            place: start..start + source.len(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_with_their_places() {
        let text = r#"{ "client": { "app_id": "1\u0032", "list": [{ "n": "x" }, { "n": 7 }] } }"#;
        let file = Arc::new(SourceFile::new("a.json", text.to_owned()));
        let Ok(config) = ConfigFile::read(&file) else {
            panic!("it is JSON");
        };
        let found: Vec<_> = config.values("client.app_id").collect();
        assert_eq!(found[0].0, "12");
        assert_eq!(&text[found[0].1.clone()], "1\\u0032");
        let names: Vec<_> = config
            .values("client.list[].n")
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["x", "7"]);
        assert_eq!(config.others(&found[0].1).count(), 2);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let file = Arc::new(SourceFile::new("a.json", "{\n  \"a\": ,\n}".to_owned()));
        let malformed = ConfigFile::read(&file).err().map(|it| it.at);
        assert!(malformed.is_some_and(|at| at > 4), "{malformed:?}");
    }
}
