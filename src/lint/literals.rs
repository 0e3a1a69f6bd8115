//! The string and number literals of Java and Kotlin sources.

use std::ops::Range;

/// A literal in a source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal<'s> {
    /// What it is assigned to, where a name and `=` stand before it.
    pub(super) name: Option<&'s str>,
    /// The text between the quotes as it is written, or the digits.
    pub(super) text: &'s str,
    /// Where `text` stands.
    pub(super) span: Range<usize>,
}

/// The literals of `source`, without what is in comments. Texts over several lines are left out.
pub(super) fn literals(source: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        at += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + "*/".len())
        } else if let Some(text) = rest.strip_prefix("\"\"\"") {
            text.find("\"\"\"").map_or(rest.len(), |end| end + 6)
        } else if let Some(text) = rest.strip_prefix('"') {
            let length = quoted(text, '"');
            found.push(literal(source, at + 1..at + 1 + length, at));
            length + 2
        } else if let Some(text) = rest.strip_prefix('\'') {
            quoted(text, '\'') + 2
        } else if let Some(length) = number(source, at) {
            found.push(literal(source, at..at + length, at));
            length
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    found
}

fn literal(source: &str, span: Range<usize>, begin: usize) -> Literal<'_> {
    Literal {
        name: assigned(&source[..begin]),
        text: &source[span.clone()],
        span,
    }
}

/// How long the text up to `quote` is; a line break ends it, too.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.find(|c: char| {
        let ends = c == '\n' || (c == quote && !escaped);
        escaped = c == '\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// The digits that begin at `at`, where no name goes on.
fn number(source: &str, at: usize) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if source[..at].ends_with(is_word) {
        return None;
    }
    let rest = &source[at..];
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    (length > 0).then_some(length)
}

/// The name in `NAME = `, or `NAME: Type = `, at the end of `before`.
fn assigned(before: &str) -> Option<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let left = before.trim_end().strip_suffix('=')?.trim_end();
    let word = |text: &str| text.len() - text.trim_end_matches(is_word).len();
    let last = word(left);
    let (rest, name) = left.split_at(left.len() - last);
    let (rest, name) = match rest.trim_end().strip_suffix(':') {
        Some(rest) => {
            let rest = rest.trim_end();
            rest.split_at(rest.len() - word(rest))
        }
        None => (rest, name),
    };
    (!name.is_empty() && !rest.ends_with('.')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_with_their_names() {
        let source = r#"
// static final String A = "no";
/* "no" */ class K {
    public static final String A_B = "one \" two"; char c = '"';
    static final long C = 6666L; int x1 = f("three", 4);
    const val D: String = "five"
}
"#;
        let found: Vec<(Option<&str>, &str)> = literals(source)
            .iter()
            .map(|literal| (literal.name, literal.text))
            .collect();
        assert_eq!(
            found,
            [
                (Some("A_B"), "one \\\" two"),
                (Some("C"), "6666"),
                (None, "three"),
                (None, "4"),
                (Some("D"), "five"),
            ]
        );
        assert!(literals("\"").len() == 1 && literals("'").is_empty());
    }
}
