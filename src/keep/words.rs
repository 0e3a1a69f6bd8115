//! Words of a rules file, cut as ProGuard's `WordReader` cuts them.

use std::ops::Range;

/// What the reader of the next word expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// A word, or a single delimiter.
    Plain,
    /// A file name: the rest of the line.
    File,
    /// One of several file names with `:` between them.
    Files,
}

/// A piece of text between blanks and delimiters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The word without its quotes.
    pub(super) text: &'a str,
    /// Its bytes, with its quotes.
    pub(super) span: Range<usize>,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
    /// Whether the quote at its start is not closed on the line.
    pub(super) unclosed: bool,
}

impl Word<'_> {
    /// Whether the word starts an option: nothing can go on past it.
    pub(super) fn is_option(&self) -> bool {
        self.text.starts_with('-')
    }
}

/// The words of a text from an offset on.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
    /// The comments that were passed, with their `#`.
    pub(super) comments: Vec<Range<usize>>,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            comments: Vec::new(),
        }
    }

    /// The text that is cut.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Goes on at `at`.
    pub(super) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// The word that [`Words::next`] would give; it forgets the comments on the way.
    pub(super) fn peek(&self) -> Option<Word<'a>> {
        let mut ahead = Words {
            at: self.at,
            ..Words::new(self.text)
        };
        ahead.next(Mode::Plain)
    }

    /// The end of the line that `at` is in, without its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find(is_line_break).unwrap_or(rest.len())
    }

    /// The next word, or none at the end of the text.
    pub(super) fn next(&mut self, mode: Mode) -> Option<Word<'a>> {
        self.skip_blanks();
        let first = self.text[self.at..].chars().next()?;
        let start = self.at;
        if is_quote(first) {
            return Some(self.quoted(first));
        }
        let end = if mode != Mode::Plain && first != '-' {
            let (end, next) = self.file_name(mode);
            self.at = next;
            end
        } else if first == '@' || is_delimiter(first) {
            self.at += 1;
            self.at
        } else {
            let ends = |c| is_delimiter(c) || is_whitespace(c) || c == '#';
            self.at += self.text[start..]
                .find(ends)
                .unwrap_or(self.text.len() - start);
            self.at
        };
        Some(Word {
            text: &self.text[start..end],
            span: start..end,
            quoted: false,
            unclosed: false,
        })
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start_matches(is_whitespace).len();
            if !self.text[self.at..].starts_with('#') {
                return;
            }
            let end = self.line_end(self.at);
            self.comments.push(self.at..end);
            self.at = end;
        }
    }

    fn quoted(&mut self, quote: char) -> Word<'a> {
        let start = self.at;
        let inner = &self.text[start + 1..];
        let length = inner.find(|c| c == quote || is_line_break(c));
        let length = length.unwrap_or(inner.len());
        let unclosed = !inner[length..].starts_with(quote);
        self.at = start + 1 + length + usize::from(!unclosed);
        Word {
            text: &inner[..length],
            span: start..self.at,
            quoted: true,
            unclosed,
        }
    }

    /// Where the file name at the current offset ends, and where to go on.
    fn file_name(&self, mode: Mode) -> (usize, usize) {
        let rest = &self.text[self.at..];
        let mut after_blank = false;
        let mut length = rest.len();
        for (at, c) in rest.char_indices() {
            let delimits = "(),;".contains(c) || (c == ':' && mode == Mode::Files);
            let ends = delimits || is_line_break(c);
            if ends || (after_blank && (c == '-' || c == '#')) {
                length = at;
                break;
            }
            after_blank = is_whitespace(c);
        }
        let name = rest[..length].trim_end_matches(is_whitespace);
        (self.at + name.len(), self.at + length)
    }
}

/// What Java's `Character.isWhitespace` says.
pub(super) fn is_whitespace(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..=' ' | '\u{1680}' | '\u{2000}'..='\u{2006}')
        || matches!(
            c,
            '\u{2008}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{205f}' | '\u{3000}'
        )
}

fn is_line_break(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// Whether `c` is a word of its own and ends the word before it.
pub(super) fn is_delimiter(c: char) -> bool {
    "{}(),;:".contains(c)
}

fn is_quote(c: char) -> bool {
    c == '\'' || c == '"'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, mode: Mode) -> Vec<&str> {
        let mut words = Words::new(text);
        std::iter::from_fn(|| words.next(mode).map(|word| word.text)).collect()
    }

    #[test]
    fn words_delimiters_and_comments() {
        assert_eq!(
            cut("-keep class a.B{*;} # all\n-x", Mode::Plain),
            ["-keep", "class", "a.B", "{", "*", ";", "}", "-x"]
        );
        assert_eq!(cut("@x 'a b' \"c", Mode::Plain), ["@", "x", "a b", "c"]);
        assert_eq!(cut("a@b", Mode::Plain), ["a@b"]);
    }

    #[test]
    fn a_file_name_is_the_rest_of_the_line() {
        let mut words = Words::new(" a b # c\nd -e");
        let names = [(); 3].map(|()| words.next(Mode::File).expect("a word").text);
        assert_eq!(names, ["a b", "d", "-e"]);
        assert_eq!(words.comments.first(), Some(&(5..8)));
    }
}
