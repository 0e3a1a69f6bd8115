//! Character by character through a source, with the escapes that come before all syntax.

use super::Language;

/// A place in a text.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    language: Language,
    /// Whether an odd number of backslashes stands directly before.
    is_escaped: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, language: Language) -> Self {
        Self {
            text,
            at: 0,
            language,
            is_escaped: false,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The next character. Java's `\uXXXX` is one character, wherever it stands.
    pub(super) fn next(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        let c = rest.chars().next()?;
        let is_backslash = c == '\\';
        if is_backslash
            && !self.is_escaped
            && self.language == Language::Java
            && let Some((c, length)) = unicode_escape(rest)
        {
            self.at += length;
            return Some(c);
        }
        self.is_escaped = is_backslash && !self.is_escaped;
        self.at += c.len_utf8();
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        let mut ahead = *self;
        ahead.next()
    }

    /// Goes on if the next character is `c`.
    fn eat(&mut self, c: char) -> bool {
        let is_there = self.peek() == Some(c);
        if is_there {
            self.next();
        }
        is_there
    }

    fn eat_all(&mut self, text: &str) -> bool {
        let mut ahead = *self;
        let is_there = text.chars().all(|c| ahead.eat(c));
        if is_there {
            *self = ahead;
        }
        is_there
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|c| wanted(*c)) {
            taken.push(c);
            self.next();
        }
        taken
    }

    /// Goes behind a comment, whose first `/` was read. Whether there is one.
    pub(super) fn skip_comment(&mut self) -> bool {
        if self.language == Language::Json {
            return false;
        }
        if self.eat('/') {
            self.take_while(|c| c != '\n' && c != '\r');
            return true;
        }
        if !self.eat('*') {
            return false;
        }
        let mut depth = 1;
        while depth > 0 {
            if self.eat_all("*/") {
                depth -= 1;
            } else if self.language == Language::Kotlin && self.eat_all("/*") {
                depth += 1;
            } else if self.next().is_none() {
                return true;
            }
        }
        true
    }

    /// Goes behind a character literal, whose quote was read, if it ends on its line.
    pub(super) fn character(&mut self) {
        let mut ahead = *self;
        while let Some(c) = ahead.next().filter(|c| *c != '\n') {
            if c == '\\' {
                ahead.next();
            } else if c == '\'' {
                *self = ahead;
                return;
            }
        }
    }

    /// The value of the string whose quote was read; `None` where it does not end or is computed.
    pub(super) fn string(&mut self) -> Option<String> {
        if self.language != Language::Json && self.eat_all("\"\"") {
            return self.block();
        }
        let mut value = String::new();
        let mut is_plain = true;
        loop {
            let before = *self;
            match self.next() {
                Some('"') => return is_plain.then_some(value),
                Some('\\') => value.extend(self.escape()),
                Some('$') if self.is_template() => {
                    is_plain = false;
                    self.skip_expression();
                }
                Some('\n' | '\r') | None => {
                    *self = before;
                    return None;
                }
                Some(c) => value.push(c),
            }
        }
    }

    /// A string between triple quotes. Java takes indentation out of it, so its value is not told.
    fn block(&mut self) -> Option<String> {
        let mut value = String::new();
        let mut is_plain = self.language == Language::Kotlin;
        while !self.eat_all("\"\"\"") {
            match self.next()? {
                '\\' if self.language == Language::Java => {
                    self.next();
                }
                '$' if self.is_template() => {
                    is_plain = false;
                    self.skip_expression();
                }
                c => value.push(c),
            }
        }
        is_plain.then_some(value)
    }

    fn is_template(&self) -> bool {
        let begins = |c: char| c.is_alphabetic() || c == '_' || c == '{';
        self.language == Language::Kotlin && self.peek().is_some_and(begins)
    }

    /// Goes behind `${…}`, whose `$` was read.
    fn skip_expression(&mut self) {
        if !self.eat('{') {
            return;
        }
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some('{') => depth += 1,
                Some('}') => depth -= 1,
                Some('"') => {
                    while let Some(c) = self.next().filter(|c| *c != '"') {
                        if c == '\\' {
                            self.next();
                        }
                    }
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// The character of an escape in a string, whose backslash was read.
    fn escape(&mut self) -> Option<char> {
        let c = self.next()?;
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            's' if self.language == Language::Java => ' ',
            'u' => {
                let mut ahead = *self;
                let digits: String = (0..4).filter_map(|_| ahead.next()).collect();
                let code = u32::from_str_radix(&digits, 16).ok()?;
                *self = ahead;
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            '0'..='7' if self.language == Language::Java => self.octal(c),
            other => other,
        })
    }

    /// An octal escape: up to three digits, and no more than `\377`.
    fn octal(&mut self, first: char) -> char {
        let mut code = first.to_digit(8).unwrap_or_default();
        let more = if first <= '3' { 2 } else { 1 };
        for _ in 0..more {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else {
                break;
            };
            code = code * 8 + digit;
            self.next();
        }
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// The character of the unicode escape that `text` begins with, and its length.
fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let marks = text.strip_prefix('\\')?;
    let digits = marks.trim_start_matches('u');
    if digits.len() == marks.len() {
        return None;
    }
    let digits = digits.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    let length = 1 + (marks.len() - marks.trim_start_matches('u').len()) + 4;
    // Half of a pair stands for no character by itself.
    let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((c, length))
}
