//! Java, Kotlin and JSON as far as rules ask: what a constant holds, which methods a class has, what
//! it extends.
//!
//! No grammar: a flat list of words, literals and signs, in which comments are nothing and escapes
//! are resolved as the compilers resolve them. Whatever a text is, reading it ends.

mod ancestry;
mod declarations;
mod reader;

use std::ops::Range;

use reader::Reader;

pub(super) use ancestry::{Ancestry, Declaration};
pub use declarations::{Class, Constant, Literal, classes, constants, entries};

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Java, which resolves `\uXXXX` before anything else.
    Java,
    /// Kotlin, whose strings hold expressions.
    Kotlin,
    /// JSON.
    Json,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a piece of a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword.
    Word(String),
    /// A number.
    Number,
    /// A string with its value; `None` where it is computed.
    Text(Option<String>),
    /// Anything else.
    Sign(char),
}

/// Texts past this size are generated, and hold nothing that a person wrote.
const MAX_TEXT: usize = 1 << 20;

impl Language {
    /// The language of the file called `name`.
    pub fn of(name: &str) -> Self {
        match name.rsplit('.').next() {
            Some("kt") => Self::Kotlin,
            Some("json") => Self::Json,
            _ => Self::Java,
        }
    }
}

impl Token {
    /// Whether it is the word `word`.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, TokenKind::Word(found) if found == word)
    }

    /// Whether it is the sign `sign`.
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }

    /// The word, where it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The pieces of `text`, without comments. None at all where it is too long.
pub fn tokens(text: &str, language: Language) -> Vec<Token> {
    if text.len() > MAX_TEXT {
        return Vec::new();
    }
    all_tokens(text, language)
}

/// The pieces of `text`, however long it is: whether it declares a class is not to be guessed.
fn all_tokens(text: &str, language: Language) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut reader = Reader::new(text, language);
    loop {
        let start = reader.at();
        let Some(c) = reader.next() else {
            return tokens;
        };
        let kind = match c {
            _ if c.is_whitespace() => continue,
            '/' if reader.skip_comment() => continue,
            '"' => TokenKind::Text(reader.string()),
            '\'' => {
                reader.character();
                TokenKind::Sign(c)
            }
            '0'..='9' => {
                reader.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
                TokenKind::Number
            }
            _ if begins_word(c) => {
                let mut word = String::from(c);
                word.push_str(&reader.take_while(|c| begins_word(c) || c.is_numeric()));
                TokenKind::Word(word)
            }
            _ => TokenKind::Sign(c),
        };
        tokens.push(Token {
            kind,
            span: start..reader.at(),
        });
    }
}

fn begins_word(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

/// The strings on one line in `text`, each as it is written between its quotes, and where that is.
pub fn strings(text: &str, language: Language) -> Vec<(&str, Range<usize>)> {
    let tokens = tokens(text, language).into_iter();
    let strings = tokens.filter_map(|token| {
        let written = text.get(token.span.clone())?;
        let is_string = matches!(token.kind, TokenKind::Text(_)) && !written.starts_with("\"\"\"");
        let inside = written.strip_prefix('"').filter(|_| is_string)?;
        let inside = inside.strip_suffix('"').unwrap_or(inside);
        let start = token.span.start + 1;
        Some((inside, start..start + inside.len()))
    });
    strings.collect()
}

/// Whether the pieces have a call, or a declaration, of the method `name`.
pub fn has_method(tokens: &[Token], name: &str) -> bool {
    let mut pairs = tokens.windows(2);
    pairs.any(|pair| pair[0].is_word(name) && pair[1].is_sign('('))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, language: Language) -> Vec<Option<String>> {
        let tokens = tokens(text, language).into_iter();
        let texts = tokens.filter_map(|token| match token.kind {
            TokenKind::Text(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn strings_are_read_as_compilers_read_them() {
        let some = |text: &str| vec![Some(text.to_owned())];
        for (source, expected) in [
            (r#""abc""#, some("abc")),
            (r#""a\"b\\""#, some("a\"b\\")),
            (r#""\u0041""#, some("A")),
            (r#""\\u0041""#, some("\\u0041")),
            (r#""\uuu0041\101\0""#, some("AA\0")),
            (r"\u0022x\u0022", some("x")),
            ("// \"no\"\n\"yes\"", some("yes")),
            ("// \\u000a\"yes\"", some("yes")),
            ("/* \" */\"yes\"/*", some("yes")),
            ("'\"' \"yes\"", some("yes")),
            ("'\\'' \"yes\"", some("yes")),
            ("\"open\n\"yes\"", vec![None, Some("yes".into())]),
            ("\"\"\"\n block\"\"\"", vec![None]),
        ] {
            assert_eq!(texts(source, Language::Java), expected, "{source}");
        }
        for (source, expected) in [
            (r#""a\$b""#, some("a$b")),
            (r#""a$b""#, vec![None]),
            (r#""a${"}"}b" "c""#, vec![None, Some("c".into())]),
            (r#""costs 5$""#, some("costs 5$")),
            ("/* /* */ \"no\" */ \"yes\"", some("yes")),
            ("\"\"\"a\\u0041\"\"\"", some("a\\u0041")),
            (r#""\u0041""#, some("A")),
        ] {
            assert_eq!(texts(source, Language::Kotlin), expected, "{source}");
        }
        assert_eq!(texts(r#""a\/\u0022""#, Language::Json), some("a/\""));
    }

    #[test]
    fn whatever_it_is_reading_ends() {
        for hostile in [
            "\"", "'", "\\", "\\u", "\\uuuu", "/*", "\"\\", "\"${", "\"${\"", "\"\"\"", "0x", "'\\",
        ] {
            for language in [Language::Java, Language::Kotlin, Language::Json] {
                tokens(hostile, language);
                tokens(&hostile.repeat(1000), language);
            }
        }
    }
}
