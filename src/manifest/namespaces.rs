//! What prefixes stand for, and what Android's must stand for.

use std::ops::Range;
use std::sync::Arc;

use super::document::Element;
use super::{ANDROID, TOOLS, layout};
use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, did_you_mean};
use crate::source::{SourceFile, line_break_before};

/// The prefixes that everybody uses, with the namespaces that they must stand for.
const USUAL: [(&str, &str); 2] = [("android", ANDROID), ("tools", TOOLS)];

/// As many letters may differ in what is meant to be one of Android's namespaces.
const TYPOS: usize = 3;

/// A declaration such as `xmlns:android="…"` in a start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration<'d> {
    /// The prefix.
    pub prefix: &'d str,
    /// The namespace, as it is written.
    pub uri: &'d str,
    /// Where the namespace stands, between the quotes.
    pub range: Range<usize>,
}

/// The declarations in the start tag of `element`.
pub fn declarations(element: Element<'_>) -> Vec<Declaration<'_>> {
    let text = element.document_text();
    let name = element.tag_range();
    let end = element.start_tag().end;
    if !text[name.end..end].contains("xmlns:") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = name.end;
    while let Some(equals) = text[at..end].find('=').map(|equals| at + equals) {
        let key = text[at..equals].trim();
        let Some(opening) = text[equals..end].find(['"', '\'']).map(|it| equals + it) else {
            break;
        };
        let quote = char::from(text.as_bytes()[opening]);
        let start = opening + 1;
        let length = text[start..end].find(quote).unwrap_or(end - start);
        if let Some(prefix) = key.strip_prefix("xmlns:") {
            found.push(Declaration {
                prefix,
                uri: &text[start..start + length],
                range: start..start + length,
            });
        }
        at = (start + length + 1).min(end);
    }
    found
}

/// The namespace of Android's that `uri` is a misspelling of.
pub fn meant(uri: &str) -> Option<&'static str> {
    let near = |(_, right): &(&str, &'static str)| {
        let far = uri.len().abs_diff(right.len()) > TYPOS;
        uri != *right && !far && strsim::damerau_levenshtein(uri, right) <= TYPOS
    };
    let found = USUAL.iter().find(|usual| near(usual));
    found.map(|(_, right)| *right)
}

/// `android` and `tools` must stand for Android's namespaces where they stand for anything.
pub(super) fn check_root(root: Element<'_>, file: &Arc<SourceFile>) -> Result<(), Finding> {
    for (prefix, right) in USUAL {
        if root.namespace_of(prefix).is_none_or(|uri| uri == right) {
            continue;
        }
        let found = declarations(root);
        let wrong = found.iter().find(|it| it.prefix == prefix);
        let is_free = found.iter().all(|it| it.uri != right);
        let span = wrong.map_or(root.start_tag(), |it| it.range.clone());
        let message = format!("the prefix `{prefix}` stands for another namespace");
        let declaration = format!("xmlns:{prefix}=\"{right}\"");
        let finding = Finding::error(Code::NAMESPACE_WRONG, message)
            .at(file, span, "not Android's")
            .help(format!("write `{declaration}`"));
        return Err(match wrong.filter(|_| is_free) {
            Some(wrong) => finding.fix(correct(file, wrong, right)),
            None => finding,
        });
    }
    Ok(())
}

/// Writes the namespace `right` into `declaration`.
pub fn correct(file: &Arc<SourceFile>, declaration: &Declaration<'_>, right: &str) -> Fix {
    let edit = Edit::replacement(declaration.range.clone(), right);
    Fix::safe(format!("write `{right}`")).edit(file, edit)
}

/// The finding for the prefix at `at`, which stands for nothing.
pub(super) fn unbound(file: &Arc<SourceFile>, prefix: &str, at: usize) -> Finding {
    let text = file.text.as_str();
    let start = at + usize::from(text[at..].starts_with('<'));
    let span = match text[start..].strip_prefix(prefix) {
        Some(_) => start..start + prefix.len(),
        None => at..at,
    };
    let message = format!("the prefix `{prefix}` is not declared");
    let finding =
        Finding::error(Code::NAMESPACE_WRONG, message).at(file, span, "stands for nothing here");
    let Some((_, uri)) = USUAL.iter().find(|(usual, _)| *usual == prefix) else {
        return match did_you_mean(prefix, USUAL.map(|(usual, _)| usual)) {
            Some(near) => finding.help(format!("did you mean `{near}:`?")),
            None => finding.help(format!(
                "declare it on `<manifest>`: `xmlns:{prefix}=\"…\"`"
            )),
        };
    };
    let declaration = format!("xmlns:{prefix}=\"{uri}\"");
    let finding = finding.help(format!("add `{declaration}` to `<manifest>`"));
    match binding(text, prefix, uri) {
        Some(edit) => finding.fix(Fix::safe(format!("add `{declaration}`")).edit(file, edit)),
        None => finding,
    }
}

/// Binds `prefix` at the root element, behind its last attribute and in its manner.
fn binding(text: &str, prefix: &str, uri: &str) -> Option<Edit> {
    let (start, root) = layout::root(text)?;
    let tag = &text[start..root.attributes_end];
    let quote = if tag.ends_with('\'') { '\'' } else { '"' };
    let lines = tag.rfind('\n').map(|newline| start + newline + 1);
    let first = lines.map(|line| {
        let rest = &text[line..root.attributes_end];
        line + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
    });
    let break_before = first.and_then(|first| line_break_before(text, first));
    let separator = break_before.map_or(" ", |range| &text[range]);
    let declaration = format!("{separator}xmlns:{prefix}={quote}{uri}{quote}");
    Some(Edit::insertion(root.attributes_end, declaration))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::document::ManifestDoc;

    #[test]
    fn declarations_are_found_in_any_manner_of_writing() {
        let text = "<manifest a='x=\"y' xmlns:t = 'q' package=\"xmlns:b='c'\"\n xmlns:z=\"u\"/>";
        let file = Arc::new(SourceFile::new("m", text.into()));
        let doc = ManifestDoc::parse(&file).expect("a manifest");
        let found: Vec<(&str, &str)> = declarations(doc.root())
            .iter()
            .map(|it| (it.prefix, it.uri))
            .collect();
        assert_eq!(found, [("t", "q"), ("z", "u")]);
    }

    #[test]
    fn only_what_is_nearly_androids_is_meant_to_be() {
        assert_eq!(
            meant("https://schemas.android.com/apk/res/android"),
            Some(ANDROID)
        );
        assert_eq!(
            meant("http://schemas.android.com/apk/res/andriod"),
            Some(ANDROID)
        );
        assert_eq!(meant("http://schemas.android.com/tools/"), Some(TOOLS));
        for other in [
            ANDROID,
            TOOLS,
            "http://schemas.android.com/apk/res-auto",
            "http://schemas.amazon.com/apk/res/android",
            "http://schemas.android.com/aapt",
            "",
        ] {
            assert_eq!(meant(other), None, "{other}");
        }
    }
}
