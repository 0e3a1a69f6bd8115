//! What the manifest merger wrote down about where each part of a merged manifest comes from.
//!
//! Two forms are read. The *blame file* (`manifest-merger-blame-VARIANT-report.txt`) is the merged
//! manifest with its lines numbered, and behind a line, as `7-->PLACE`, the places of what begins on
//! it. The *report* (`manifest-merger-VARIANT-report.txt`) lists elements as `service#com.example.S`,
//! and below each `ADDED from PLACE` or `MERGED from PLACE`, for attributes indented by tabs. A place
//! is `[LIBRARY] PATH:LINE:COLUMN-END`, with the library only where it is in one.
//!
//! Logs are other programs' output, and often of another day: what is not understood is left out.

use std::collections::BTreeMap;

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The library that has it, such as `com.example:push:1.0` or `:module`.
    pub(super) library: Option<String>,
    /// The path on the machine that merged, with `/`.
    pub(super) path: String,
    /// The line, from 1.
    pub(super) line: usize,
    /// The character in it, from 1.
    pub(super) column: usize,
}

/// A log that was read.
#[derive(Debug)]
pub(super) enum MergeLog {
    /// A blame file: the text that it is about, and places by the lines of that text.
    Blame {
        text: String,
        lines: BTreeMap<usize, Vec<Place>>,
    },
    /// A report: places by element, such as `service#com.example.S`, and by attribute of one.
    Report {
        elements: BTreeMap<String, Vec<Place>>,
        attributes: BTreeMap<(String, String), Vec<Place>>,
    },
}

impl MergeLog {
    /// Reads a log of either form; `None` where `text` is neither.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.starts_with("-- Merging decision tree log") {
            true => Some(report(text)),
            false => blame(text),
        }
    }

    /// All places in it.
    pub(super) fn places(&self) -> Box<dyn Iterator<Item = &Place> + '_> {
        match self {
            Self::Blame { lines, .. } => Box::new(lines.values().flatten()),
            Self::Report {
                elements,
                attributes,
            } => Box::new(elements.values().chain(attributes.values()).flatten()),
        }
    }
}

fn blame(log: &str) -> Option<MergeLog> {
    let mut text = String::new();
    let mut lines: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
    let mut number = 0;
    for line in log.lines() {
        let of_last = line
            .strip_prefix(&number.to_string())
            .and_then(|rest| rest.strip_prefix("-->"));
        if let Some(place) = of_last.filter(|_| number > 0) {
            lines.entry(number).or_default().extend(parse_place(place));
        } else if let Some(rest) = line.strip_prefix(&(number + 1).to_string()) {
            number += 1;
            text.push_str(rest);
            text.push('\n');
        } else if !line.trim().is_empty() {
            return None;
        }
    }
    (!lines.is_empty()).then_some(MergeLog::Blame { text, lines })
}

fn report(log: &str) -> MergeLog {
    let mut elements: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut attributes: BTreeMap<(String, String), Vec<Place>> = BTreeMap::new();
    let (mut element, mut attribute) = (String::new(), String::new());
    for line in log.lines().skip(1) {
        let depth = line.len() - line.trim_start_matches('\t').len();
        let words = line.trim();
        let from = ["ADDED from ", "MERGED from "]
            .iter()
            .find_map(|verb| words.strip_prefix(verb));
        let is_action = words.split_once(" from ").is_some_and(|(verb, _)| {
            verb.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        });
        match (depth, from.and_then(parse_place)) {
            (0, Some(place)) => elements.entry(element.clone()).or_default().push(place),
            (2, Some(place)) => {
                let key = (element.clone(), attribute.clone());
                attributes.entry(key).or_default().push(place);
            }
            _ if is_action => {}
            (0, None) => {
                let key = words.strip_prefix("android:").unwrap_or(words);
                element = key.to_owned();
                attribute.clear();
            }
            (1, None) => attribute = words.to_owned(),
            _ => {}
        }
    }
    MergeLog::Report {
        elements,
        attributes,
    }
}

/// Reads `[LIBRARY] PATH:LINE:COLUMN-END`; `None` where it names no line, or says why it is there,
/// which what a person wrote needs no reason for.
fn parse_place(text: &str) -> Option<Place> {
    let text = text.trim();
    if text.contains(" reason: ") {
        return None;
    }
    let (library, text) = match text.strip_prefix('[') {
        Some(rest) => {
            let (library, rest) = rest.split_once(']')?;
            (Some(library.to_owned()), rest.trim_start())
        }
        None => (None, text),
    };
    let is_end = |end: &str| {
        end.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':')
    };
    let start = match text.rsplit_once('-') {
        Some((start, end)) if !end.is_empty() && is_end(end) => start,
        _ => text,
    };
    let mut parts = start.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let path = parts.next()?.replace('\\', "/");
    Some(Place {
        library,
        path,
        line,
        column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_all_machines_are_read() {
        let read = |text: &str| {
            parse_place(text)
                .map(|it| (it.library.unwrap_or_default(), it.path, it.line, it.column))
        };
        let place = |library: &str, path: &str, line, column| {
            Some((library.to_owned(), path.to_owned(), line, column))
        };
        for (text, expected) in [
            (
                "/w/a-b/AndroidManifest.xml:5:22-64",
                place("", "/w/a-b/AndroidManifest.xml", 5, 22),
            ),
            (
                "/w/AndroidManifest.xml:5:5-19:19",
                place("", "/w/AndroidManifest.xml", 5, 5),
            ),
            (
                "/w/AndroidManifest.xml:6:9-6:35",
                place("", "/w/AndroidManifest.xml", 6, 9),
            ),
            (
                "E:\\w\\AndroidManifest.xml:7:5-80",
                place("", "E:/w/AndroidManifest.xml", 7, 5),
            ),
            (
                "[androidx.core:core:1.3.1] C:\\g\\core-1.3.1\\AndroidManifest.xml:24:18-86",
                place(
                    "androidx.core:core:1.3.1",
                    "C:/g/core-1.3.1/AndroidManifest.xml",
                    24,
                    18,
                ),
            ),
            ("/w/AndroidManifest.xml", None),
            (
                "/w/AndroidManifest.xml:2:1-5:12 reason: it has a targetSdkVersion < 4",
                None,
            ),
            ("[broken /w/a.xml:1:1-2", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_log_is_none() {
        for text in [
            "",
            "\n",
            "hello\n1-->/a:1:1-2",
            "1<a/>\n2\n",
            "2<a/>\n2-->/a:1:1-2",
        ] {
            assert!(MergeLog::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_line_of_the_manifest_may_look_like_a_place() {
        let log = "1<a>\n2-->\n3<b/>\n3-->/w/a.xml:9:1-5\n4</a>\n";
        let Some(MergeLog::Blame { text, lines }) = MergeLog::parse(log) else {
            panic!("a blame file");
        };
        assert_eq!(text, "<a>\n-->\n<b/>\n</a>\n");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[&3][0].line, 9);
    }
}
