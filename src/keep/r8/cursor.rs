//! A place in a text, as R8 goes through it.

use crate::keep::words::is_whitespace;

#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The start of `text`, behind a byte order mark.
    pub(super) fn new(text: &'a str) -> Self {
        let bom = text.len() - text.trim_start_matches('\u{feff}').len();
        Self {
            text,
            at: bom.min('\u{feff}'.len_utf8()),
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes `expected`, if the text goes on with it.
    pub(super) fn accept(&mut self, expected: &str) -> bool {
        let there = self.rest().starts_with(expected);
        if there {
            self.at += expected.len();
        }
        there
    }

    /// Passes `c`, if it is next.
    pub(super) fn accept_char(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        if there {
            self.at += c.len_utf8();
        }
        there
    }

    /// Passes one of `words`, if the text goes on with one.
    pub(super) fn accept_one<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().find(|word| self.accept(word)).copied()
    }

    pub(super) fn accept_quote(&mut self) -> Option<char> {
        let quote = self.peek().filter(|c| *c == '"' || *c == '\'')?;
        self.at += 1;
        Some(quote)
    }

    pub(super) fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !accepts(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Passes blanks and comments; a comment ends at a line feed only.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            self.take_while(|c| is_whitespace(c) || c == '\u{feff}');
            if self.peek() != Some('#') {
                return;
            }
            self.take_while(|c| c != '\n');
        }
    }
}
