//! A file's text as it was read, and what can be observed in it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The byte order mark of UTF-8.
pub const BOM: &str = "\u{feff}";

/// The text of one input file.
///
/// A byte order mark is taken off once, here, and put back by [`SourceFile::restore`]: every offset
/// elsewhere is an offset into `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as shown to people: relative, with `/`.
    pub name: String,
    /// The content without a byte order mark.
    pub text: Arc<String>,
    /// Whether the file began with a byte order mark.
    pub bom: bool,
    lines: Lines,
}

/// Where the lines of a text begin, found when somebody first asks.
#[derive(Clone, Debug, Default)]
struct Lines(OnceLock<Vec<usize>>);

/// What is only worked out from the text makes no difference.
impl PartialEq for Lines {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lines {}

/// A place in a text, as people count: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl SourceFile {
    /// Takes `content`, with or without a byte order mark.
    pub fn new(name: impl Into<String>, content: String) -> Self {
        let (bom, text) = match content.strip_prefix(BOM) {
            Some(rest) => (true, rest.to_owned()),
            None => (false, content),
        };
        Self {
            name: name.into(),
            text: Arc::new(text),
            bom,
            lines: Lines::default(),
        }
    }

    /// The same file with another text.
    #[must_use]
    pub fn with_text(&self, text: impl Into<Arc<String>>) -> Self {
        Self {
            name: self.name.clone(),
            text: text.into(),
            bom: self.bom,
            lines: Lines::default(),
        }
    }

    /// The whole content, with the byte order mark if there was one.
    pub fn content(&self) -> Arc<String> {
        if self.bom {
            Arc::new(format!("{BOM}{}", self.text))
        } else {
            Arc::clone(&self.text)
        }
    }

    /// Where `offset` stands.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let starts = self.lines.0.get_or_init(|| line_starts(&self.text));
        line_column(&self.text, starts, offset)
    }
}

/// Where the lines of `text` begin.
pub fn line_starts(text: &str) -> Vec<usize> {
    let newlines = text.match_indices('\n');
    let starts = newlines.map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts).collect()
}

/// Where byte `offset` of `text` stands, whose lines begin at `starts`.
pub fn line_column(text: &str, starts: &[usize], offset: usize) -> LineColumn {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let line = starts.partition_point(|start| *start <= offset).max(1);
    LineColumn {
        line,
        column: text[starts[line - 1]..offset].chars().count() + 1,
    }
}

/// The byte offset of a place given by line and column, both from 1, the column in characters.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    text[start..]
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(text.len(), |(at, _)| start + at)
}

/// The line ending that is in use around `at`: of the line that holds it, else of the one before.
/// `None` where the text has no line ending at all.
pub fn line_ending_at(text: &str, at: usize) -> Option<&'static str> {
    let newline = text[at..]
        .find('\n')
        .map(|newline| at + newline)
        .or_else(|| text[..at].rfind('\n'))?;
    if newline > 0 && text.as_bytes()[newline - 1] == b'\r' {
        Some("\r\n")
    } else {
        Some("\n")
    }
}

/// The run of spaces and tabs before `at`, if nothing but them stands between the start of the line
/// and `at`. The range covers the run; the line's start is the range's start.
pub fn indent_before(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = at;
    while start > 0 && matches!(bytes[start - 1], b' ' | b'\t') {
        start -= 1;
    }
    (start == 0 || bytes[start - 1] == b'\n').then_some(start..at)
}

/// Like [`indent_before`], but the range also covers the line ending before the run. `None` on the
/// first line.
pub fn line_break_before(text: &str, at: usize) -> Option<Range<usize>> {
    let indent = indent_before(text, at)?;
    let bytes = text.as_bytes();
    let newline = indent.start.checked_sub(1)?;
    let start = if newline > 0 && bytes[newline - 1] == b'\r' {
        newline - 1
    } else {
        newline
    };
    Some(start..at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_comes_back() {
        let file = SourceFile::new("m", "\u{feff}<a/>".into());
        assert_eq!((file.text.as_str(), file.bom), ("<a/>", true));
        assert_eq!(file.content().as_str(), "\u{feff}<a/>");
    }

    #[test]
    fn columns_count_characters() {
        let text = "a\r\n小米x";
        let at = text.find('x').expect("present");
        assert_eq!(
            line_column(text, &line_starts(text), at),
            LineColumn { line: 2, column: 3 }
        );
        assert_eq!(offset_of(text, 2, 3), at);
        assert_eq!(line_column(text, &line_starts(text), 999).line, 2);
    }

    #[test]
    fn the_line_ending_is_the_one_nearby() {
        let text = "a\nb\r\nc";
        assert_eq!(line_ending_at(text, 0), Some("\n"));
        assert_eq!(line_ending_at(text, 2), Some("\r\n"));
        assert_eq!(line_ending_at(text, 5), Some("\r\n"));
        assert_eq!(line_ending_at("abc", 1), None);
        assert_eq!(line_break_before(text, 5), Some(3..5));
        assert_eq!(line_break_before(text, 1), None);
    }
}
