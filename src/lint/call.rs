//! Calls in Gradle scripts, extended.

use crate::edit::Edit;
use crate::inventory::Place;

/// What adds the string `text` to the arguments of the call of `name` that stands at `place`, where
/// it is one that can be extended.
pub(super) fn with_argument(place: &Place, name: &str, text: &str) -> Option<Edit> {
    let source = place.text();
    let after = source.strip_prefix(name)?;
    let quote = if place.file.name.ends_with(".kts") || !source.contains('\'') {
        '"'
    } else {
        '\''
    };
    // A `$` in double quotes is no dollar.
    if text.contains(['"', '\'', '\\', '$', '\n']) {
        return None;
    }
    let arguments = after.trim_start();
    if arguments.starts_with('(') {
        let inside = closed(arguments)?;
        let end = place.span.end - (arguments.len() - inside.len());
        let trimmed = inside.trim_end();
        let at = end - (inside.len() - trimmed.len());
        let comma = if trimmed.ends_with([',', '(']) {
            ""
        } else {
            ","
        };
        let space = if trimmed.ends_with('(') { "" } else { " " };
        return Some(Edit::insertion(
            at,
            format!("{comma}{space}{quote}{text}{quote}"),
        ));
    }
    let is_list = after.starts_with([' ', '\t']) && arguments.starts_with(['\'', '"', 'g']);
    let ends = source.trim_end();
    let is_whole = ends.ends_with(['\'', '"', ')']) && !source.contains("//");
    (is_list && is_whole).then(|| {
        let at = place.span.start + ends.len();
        Edit::insertion(at, format!(", {quote}{text}{quote}"))
    })
}

/// `(` and what follows up to the parenthesis that closes it, if that is the end of `text`.
fn closed(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), '\\') | (None, '/') => return None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => {
                let is_last = text[at + 1..].trim().is_empty();
                return is_last.then(|| &text[..at]);
            }
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use std::sync::Arc;

    fn extended(script: &str) -> Option<String> {
        let file = Arc::new(SourceFile::new("build.gradle", script.to_owned()));
        let span = 0..script.len();
        let edit = with_argument(&Place { file, span }, "files", "new")?;
        let mut text = script.to_owned();
        text.replace_range(edit.range, &edit.text);
        Some(text)
    }

    #[test]
    fn calls_are_extended() {
        for (before, after) in [
            ("files 'a'", Some("files 'a', 'new'")),
            ("files get('a'), 'b'", Some("files get('a'), 'b', 'new'")),
            ("files get('a')", Some("files get('a'), 'new'")),
            (
                "files(get(\"a\"), \"b\")",
                Some("files(get(\"a\"), \"b\", \"new\")"),
            ),
            ("files(\n  'a',\n)", Some("files(\n  'a', 'new'\n)")),
            ("files()", Some("files(\"new\")")),
            ("files('a') + b", None),
            ("files ('a'), 'b'", None),
            ("files = ['a']", None),
            ("files += 'a'", None),
            ("files names", None),
            ("files(\n 'a', // (\n)", None),
        ] {
            assert_eq!(extended(before).as_deref(), after, "{before}");
        }
    }
}
