//! Texts as they may stand in Markdown.

use crate::catalogue::schema::Why;
use crate::catalogue::setup::Entry;
use crate::shell::vendors::print::is_graded;
use crate::version::Gate;

/// `text` as code, in a table or outside of one.
pub(super) fn code(text: &str) -> String {
    let text = text.replace('|', "\\|").replace('\n', " ");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// `texts` as code, separated by commas.
pub(super) fn codes<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(code).collect();
    texts.join(", ")
}

/// `text` as prose: what stands between backticks stays code, and nothing else is taken for markup.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        let is_code = at % 2 == 1;
        if at > 0 {
            out.push('`');
        }
        for c in part.chars() {
            match c {
                '|' => out.push_str("\\|"),
                '\n' => out.push(' '),
                '*' | '<' | '[' | ']' if !is_code => {
                    out.push('\\');
                    out.push(c);
                }
                _ => out.push(c),
            }
        }
    }
    out
}

/// The documents that `why` cites, as footnotes.
pub(super) fn footnotes(why: &Why) -> String {
    why.docs.iter().map(|doc| format!("[^{doc}]")).collect()
}

/// What it is for, what a document got wrong, and who says so.
pub(super) fn reason(why: &Why) -> String {
    let note = why.note.as_deref().map(prose);
    let correction = why
        .correction
        .as_deref()
        .map(|text| format!("Corrected: {}", prose(text)));
    let texts: Vec<String> = note.into_iter().chain(correction).collect();
    format!("{} {}", texts.join(". "), footnotes(why))
        .trim_start()
        .to_owned()
}

/// The releases of a gate: `since 3.7.9 (not in 3.7.6)` where nothing between the two was inspected.
pub(super) fn releases(versions: &Gate, why: &Why) -> String {
    if versions.is_unbounded() {
        return "all".to_owned();
    }
    let bounds = why.bounds.as_ref();
    let mut parts = Vec::new();
    if let Some(since) = &versions.since {
        parts.push(
            match bounds.and_then(|bounds| bounds.open_since(versions)) {
                Some((without, _)) => format!("since {since} (not in {without})"),
                None => format!("since {since}"),
            },
        );
    }
    if let Some(until) = &versions.until {
        parts.push(
            match bounds.and_then(|bounds| bounds.open_until(versions)) {
                Some((with, _)) => format!("until {until} (still in {with})"),
                None => format!("until {until}"),
            },
        );
    }
    parts.join(", ")
}

/// `required, with target SDK 31 or higher`.
pub(super) fn needed(entry: &Entry<'_>) -> String {
    let mut terms = Vec::new();
    if is_graded(entry.table) {
        terms.push(entry.necessity.to_string());
    }
    terms.extend(entry.conditions.iter().map(|condition| prose(condition)));
    terms.join(", ")
}

/// The first few of `names`, and how many more there are.
pub(super) fn few(names: &[String]) -> String {
    const FEW: usize = 3;
    let mut shown = codes(names.iter().take(FEW).map(String::as_str));
    if let Some(more) = names.len().checked_sub(FEW).filter(|more| *more > 0) {
        shown.push_str(&format!(" and {more} more"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(prose("x.* and <b> `y.*|`"), "x.\\* and \\<b> `y.*\\|`");
        let names: Vec<String> = "a b c d".split(' ').map(str::to_owned).collect();
        assert_eq!(few(&names), "`a`, `b`, `c` and 1 more");
    }
}
