//! The tokens of a Gradle script, in Groovy or in Kotlin.
//!
//! One pass without recursion: what a string opens and a hole in it opens again is kept on a stack.
//! Every input gives tokens; what is not closed is closed where it must end at the latest.

use std::ops::Range;

use crate::manifest::value;

/// The language of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Groovy,
    Kotlin,
}

impl Dialect {
    /// The language of the script called `name`.
    pub(super) fn of(name: &str) -> Self {
        if name.ends_with(".kts") {
            Self::Kotlin
        } else {
            Self::Groovy
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// The opening quote of a string.
    Open,
    /// What stands in a string; `escapes` tells whether a backslash means something.
    Text {
        escapes: bool,
    },
    /// `${` or `$` in a string; code follows.
    Hole,
    /// The end of that code.
    HoleEnd,
    /// The closing quote, or where the string ends without one.
    Close,
    Newline,
    Punct(u8),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy)]
struct Quoting {
    quote: u8,
    triple: bool,
    holes: bool,
    escapes: bool,
}

enum Mode {
    /// In a string.
    Quoted(Quoting),
    /// In the code of a hole, below so many braces.
    Hole(usize),
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
    modes: Vec<Mode>,
    tokens: Vec<Token>,
    /// No slash before this offset ends a pattern.
    no_slash_before: usize,
}

/// The tokens of `text`.
pub(super) fn tokens(text: &str, dialect: Dialect) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        dialect,
        modes: Vec::new(),
        tokens: Vec::new(),
        no_slash_before: 0,
    };
    while lexer.at < lexer.bytes.len() {
        match lexer.modes.last() {
            Some(Mode::Quoted(quoting)) => lexer.quoted(*quoting),
            _ => lexer.code(),
        }
    }
    while let Some(mode) = lexer.modes.pop() {
        let kind = match mode {
            Mode::Quoted(_) => Kind::Close,
            Mode::Hole(_) => Kind::HoleEnd,
        };
        lexer.push(kind, 0);
    }
    lexer.tokens
}

impl Lexer<'_> {
    /// Takes the next `length` bytes as a token.
    fn push(&mut self, kind: Kind, length: usize) {
        let end = (self.at + length).min(self.bytes.len());
        self.tokens.push(Token {
            kind,
            span: self.at..end,
        });
        self.at = end;
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    fn code(&mut self) {
        let Some(first) = self.text[self.at..].chars().next() else {
            return;
        };
        match first {
            '\n' | '\r' => self.push(Kind::Newline, 1),
            '\\' if self.rest().starts_with(b"\\\n") => self.at += 2,
            '\\' if self.rest().starts_with(b"\\\r\n") => self.at += 3,
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            '/' if self.rest().starts_with(b"//") => {
                let end = self.rest().iter().position(|b| matches!(b, b'\n' | b'\r'));
                self.at += end.unwrap_or(self.rest().len());
            }
            '/' if self.rest().starts_with(b"/*") => self.comment(),
            '"' | '\'' => self.open(first as u8),
            '/' if self.dialect == Dialect::Groovy && self.begins_pattern() => {
                self.push(Kind::Open, 1);
                self.modes.push(Mode::Quoted(Quoting {
                    quote: b'/',
                    triple: false,
                    holes: true,
                    escapes: false,
                }));
            }
            '`' => {
                let name = &self.bytes[self.at + 1..];
                let end = name
                    .iter()
                    .position(|b| matches!(b, b'`' | b'\n' | b'\r'))
                    .unwrap_or(name.len());
                self.at += 1;
                self.push(Kind::Word, end);
                self.at += usize::from(self.rest().starts_with(b"`"));
            }
            '0'..='9' => {
                let length = number(self.rest());
                self.push(Kind::Number, length);
            }
            _ if begins_word(first) => {
                let length = word(&self.text[self.at..]);
                self.push(Kind::Word, length);
            }
            '{' => {
                if let Some(Mode::Hole(braces)) = self.modes.last_mut() {
                    *braces += 1;
                }
                self.push(Kind::Punct(b'{'), 1);
            }
            '}' => match self.modes.last_mut() {
                Some(Mode::Hole(0)) => {
                    self.modes.pop();
                    self.push(Kind::HoleEnd, 1);
                }
                Some(Mode::Hole(braces)) => {
                    *braces -= 1;
                    self.push(Kind::Punct(b'}'), 1);
                }
                _ => self.push(Kind::Punct(b'}'), 1),
            },
            _ if first.is_ascii() => self.push(Kind::Punct(first as u8), 1),
            _ => self.at += first.len_utf8(),
        }
    }

    /// Skips a block comment. In Kotlin they nest.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            if self.rest().starts_with(b"*/") {
                self.at += 2;
                depth -= 1;
                if depth == 0 {
                    return;
                }
            } else if self.rest().starts_with(b"/*")
                && (depth == 0 || self.dialect == Dialect::Kotlin)
            {
                self.at += 2;
                depth += 1;
            } else {
                self.at += 1;
            }
        }
    }

    fn open(&mut self, quote: u8) {
        let triple = self.rest().starts_with(&[quote; 3]);
        let kotlin_raw = triple && self.dialect == Dialect::Kotlin;
        self.push(Kind::Open, if triple { 3 } else { 1 });
        self.modes.push(Mode::Quoted(Quoting {
            quote,
            triple,
            holes: quote == b'"',
            escapes: !kotlin_raw,
        }));
    }

    /// Whether the slash here begins one of Groovy's patterns, and is no division.
    fn begins_pattern(&mut self) -> bool {
        let operand_before = match self.tokens.last() {
            None => false,
            Some(token) => match token.kind {
                Kind::Word => &self.text[token.span.clone()] != "return",
                Kind::Number | Kind::Close | Kind::Text { .. } | Kind::HoleEnd => true,
                Kind::Punct(b) => matches!(b, b')' | b']' | b'}' | b'\\'),
                Kind::Newline | Kind::Open | Kind::Hole => false,
            },
        };
        if operand_before || self.at < self.no_slash_before {
            return false;
        }
        let (mut at, mut escaped) = (self.at + 1, false);
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\n' | b'\r' => break,
                b'/' if !escaped => return true,
                _ => escaped = byte == b'\\' && !escaped,
            }
            at += 1;
        }
        self.no_slash_before = at;
        false
    }

    /// Takes a piece of a string: text up to its end or up to a hole, and that end or hole.
    fn quoted(&mut self, quoting: Quoting) {
        let Quoting { quote, triple, .. } = quoting;
        let close = [quote; 3];
        let close = if triple { &close[..] } else { &close[..1] };
        let pattern = quote == b'/';
        let start = self.at;
        let mut end = start;
        loop {
            let rest = &self.bytes[end..];
            let (stop, length) = match rest {
                [] => (Kind::Close, 0),
                [b'\n' | b'\r', ..] if !triple => (Kind::Close, 0),
                [b'\\', next, ..]
                    if (quoting.escapes || pattern) && !matches!(next, b'\n' | b'\r') =>
                {
                    end += 2;
                    continue;
                }
                [b'$', b'{', ..] if quoting.holes => (Kind::Hole, 2),
                [b'$', next, ..]
                    if quoting.holes && (next.is_ascii_alphabetic() || *next == b'_') =>
                {
                    (Kind::Hole, 1)
                }
                _ if rest.starts_with(close) => (Kind::Close, close.len()),
                _ => {
                    end += 1;
                    continue;
                }
            };
            if end > start {
                let escapes = quoting.escapes;
                self.push(Kind::Text { escapes }, end - start);
            }
            self.push(stop, length);
            match (stop, length) {
                (Kind::Close, _) => {
                    self.modes.pop();
                }
                (_, 2) => self.modes.push(Mode::Hole(0)),
                _ => self.named_hole(),
            }
            return;
        }
    }

    /// The name after a `$`; in Groovy with the properties that follow.
    fn named_hole(&mut self) {
        loop {
            let length = word(&self.text[self.at..]);
            // `"$a$b"` is two names.
            let length = self.rest()[..length]
                .iter()
                .position(|b| *b == b'$')
                .unwrap_or(length);
            self.push(Kind::Word, length);
            let dotted = match self.rest() {
                [b'.', next, ..] => next.is_ascii_alphabetic() || *next == b'_',
                _ => false,
            };
            if !dotted || self.dialect == Dialect::Kotlin {
                break;
            }
            self.push(Kind::Punct(b'.'), 1);
        }
        self.push(Kind::HoleEnd, 0);
    }
}

fn begins_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '$')
}

fn word(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')))
        .unwrap_or(text.len())
}

fn number(bytes: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match &bytes[length..] {
            [b'.', next, ..] if next.is_ascii_digit() => length += 2,
            [b, ..] if b.is_ascii_alphanumeric() || *b == b'_' => length += 1,
            _ => return length,
        }
    }
}

/// The text of a string with its escapes resolved.
pub(super) fn unescape(text: &str, escapes: bool) -> String {
    if escapes {
        value::decode_string(text).into_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens as text: strings in guillemets, holes in braces.
    fn shown(text: &str, dialect: Dialect) -> String {
        let mut out = String::new();
        for token in tokens(text, dialect) {
            let source = &text[token.span];
            match token.kind {
                Kind::Open => out.push('«'),
                Kind::Close => out.push_str("» "),
                Kind::Hole => out.push('{'),
                Kind::HoleEnd => out.push('}'),
                Kind::Newline => out.push_str("; "),
                Kind::Text { .. } => out.push_str(source),
                _ => {
                    out.push_str(source);
                    out.push(' ');
                }
            }
        }
        out.trim_end().to_owned()
    }

    #[test]
    fn strings_comments_and_holes() {
        for (dialect, text, expected) in [
            (Dialect::Groovy, "a 'b:$c' // 'x'", "a «b:$c»"),
            (Dialect::Groovy, "\"x:$a.b.c:1\"", "«x:{a . b . c }:1»"),
            (Dialect::Kotlin, "\"x:$a.b\"", "«x:{a }.b»"),
            (Dialect::Groovy, "\"${a[\"k}\"]}z\"", "«{a [ «k}» ] }z»"),
            (Dialect::Groovy, "/* a /* b */ c", "c"),
            (Dialect::Kotlin, "/* a /* b */ c */ d", "d"),
            (Dialect::Groovy, "'open\nb", "«open» ; b"),
            (
                Dialect::Kotlin,
                r#"""" a"b\ $c """ d"#,
                r#"« a"b\ {c } » d"#,
            ),
            (Dialect::Groovy, "x = ~/it's \\/ /", "x = ~ «it's \\/ »"),
            (Dialect::Groovy, "a / b / c", "a / b / c"),
            (Dialect::Groovy, "a \\\n b", "a b"),
            (Dialect::Groovy, "\"a${{ 'x' }}\"", "«a{{ «x» } }»"),
            (Dialect::Groovy, "\"a\\\"$\" b", "«a\\\"$» b"),
        ] {
            assert_eq!(shown(text, dialect), expected, "{text}");
        }
        assert_eq!(unescape(r"a\:\u0041\$\", true), "a:A$");
    }
}
