//! Constants and classes among the pieces of a source.

use std::ops::Range;

use super::{Language, Token, TokenKind, tokens};

/// A name that is set to a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// The type that it is declared with, and where that stands.
    pub declared: Option<(String, Range<usize>)>,
    /// What it is set to.
    pub literal: Literal,
    /// Where the literal stands.
    pub literal_span: Range<usize>,
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string, with its value.
    Text(String),
    /// A number, as it is written.
    Number(String),
}

/// A class that a source declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its simple name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// Whether there can be no object of it.
    pub is_abstract: bool,
    /// What it extends and implements, as it is written.
    pub parents: Vec<String>,
    /// What stands between its braces.
    pub body: Vec<Token>,
}

/// So many classes of one file are looked at.
const MAX_CLASSES: usize = 64;

/// Every name in `text` that is set to a single literal.
pub fn constants(text: &str, language: Language) -> Vec<Constant> {
    let tokens = tokens(text, language);
    let at = 0..tokens.len();
    at.filter_map(|at| constant(&tokens, at, text, language))
        .collect()
}

fn constant(tokens: &[Token], at: usize, text: &str, language: Language) -> Option<Constant> {
    let name = tokens[at].word()?;
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let mut next = at + 1;
    let mut declared = None;
    if language == Language::Kotlin {
        // A type stands there like a name.
        if before.is_some_and(|before| before.is_sign(':')) {
            return None;
        }
        if tokens.get(next)?.is_sign(':') {
            let kind = tokens.get(next + 1)?;
            declared = Some((kind.word()?.to_owned(), kind.span.clone()));
            next += 2;
        }
    } else {
        declared = before.and_then(|kind| Some((kind.word()?.to_owned(), kind.span.clone())));
    }
    if !tokens.get(next)?.is_sign('=') {
        return None;
    }
    next += 1;
    let first = tokens.get(next)?;
    if first.is_sign('-') {
        next += 1;
    }
    let last = tokens.get(next)?;
    let span = first.span.start..last.span.end;
    let literal = match &last.kind {
        TokenKind::Text(Some(value)) if !first.is_sign('-') => Literal::Text(value.clone()),
        TokenKind::Number => Literal::Number(text.get(span.clone())?.to_owned()),
        _ => return None,
    };
    ends(tokens.get(next + 1), language).then(|| Constant {
        name: name.to_owned(),
        name_span: tokens[at].span.clone(),
        declared,
        literal,
        literal_span: span,
    })
}

/// Whether an expression ends before `next`.
fn ends(next: Option<&Token>, language: Language) -> bool {
    match (next.map(|next| &next.kind), language) {
        (Some(TokenKind::Sign(sign)), Language::Java) => matches!(sign, ';' | ',' | ')'),
        (Some(TokenKind::Sign(sign)), _) => matches!(sign, ';' | ',' | ')' | '}' | '@'),
        (_, Language::Java) => false,
        _ => true,
    }
}

/// The strings in a JSON text that are the value of `key`, and where they stand, with their quotes.
pub fn entries(text: &str, key: &str) -> Vec<(String, Range<usize>)> {
    let tokens = tokens(text, Language::Json);
    let found = tokens.windows(3).filter_map(|three| {
        let is_key = three[0].kind == TokenKind::Text(Some(key.to_owned()));
        match &three[2].kind {
            TokenKind::Text(Some(value)) if is_key && three[1].is_sign(':') => {
                Some((value.clone(), three[2].span.clone()))
            }
            _ => None,
        }
    });
    found.collect()
}

/// The classes that `text` declares.
pub fn classes(text: &str, language: Language) -> Vec<Class> {
    let tokens = tokens(text, language);
    let at = 0..tokens.len();
    at.filter(|at| tokens[*at].is_word("class"))
        .take(MAX_CLASSES)
        .filter_map(|at| class(&tokens, at))
        .collect()
}

fn class(tokens: &[Token], at: usize) -> Option<Class> {
    let named = tokens.get(at + 1)?;
    let name = named.word()?.to_owned();
    let before = &tokens[at.saturating_sub(4)..at];
    let is_abstract = before.iter().any(|it| it.is_word("abstract"));
    let open = tokens[at..].iter().position(|it| it.is_sign('{'))? + at;
    let close = closing(tokens, open);
    Some(Class {
        name,
        name_span: named.span.clone(),
        is_abstract,
        parents: supertypes(&tokens[at + 2..]),
        body: tokens[open + 1..close].to_vec(),
    })
}

/// The brace that closes the one at `open`, or the end.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is_sign('{') {
            depth += 1;
        } else if token.is_sign('}') {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

/// Words that begin another declaration: without a body, a Kotlin class ends there.
const DECLARING: [&str; 7] = [
    "class",
    "interface",
    "object",
    "fun",
    "val",
    "var",
    "typealias",
];

/// What the word before belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing; it is `@`.
    At,
    /// An annotation.
    Annotation,
    /// A type that was found.
    Type,
    /// Something else.
    Other,
}

/// The types, with their dots, that a class extends and implements whose name stands before `header`:
/// `extends A implements B, C` of Java, `(val a: Int) : A(a), B` of Kotlin.
pub(super) fn supertypes(header: &[Token]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    let (mut has_begun, mut is_due, mut goes_on) = (false, false, false);
    let mut before = Before::Other;
    for (at, token) in header.iter().enumerate() {
        // The arrow of a function type closes nothing.
        let is_arrow = token.is_sign('>') && at > 0 && header[at - 1].is_sign('-');
        match &token.kind {
            TokenKind::Sign('(' | '<' | '[') => depth += 1,
            TokenKind::Sign(')' | '>' | ']') if !is_arrow => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            TokenKind::Sign('{' | '}' | ';') => break,
            TokenKind::Sign(':') => (has_begun, is_due) = (true, true),
            TokenKind::Sign(',') => is_due = has_begun,
            TokenKind::Sign('@') => before = Before::At,
            TokenKind::Sign('.') => goes_on = true,
            TokenKind::Word(word) => {
                let has_dot = std::mem::take(&mut goes_on);
                match (word.as_str(), before) {
                    ("extends" | "implements", _) => (has_begun, is_due) = (true, true),
                    ("where" | "permits", _) => break,
                    (word, _) if DECLARING.contains(&word) => break,
                    (_, Before::At) => before = Before::Annotation,
                    (_, Before::Annotation) if has_dot => {}
                    (word, Before::Type) if has_dot => {
                        if let Some(last) = found.last_mut() {
                            last.push('.');
                            last.push_str(word);
                        }
                    }
                    (word, _) if is_due => {
                        found.push(word.to_owned());
                        (is_due, before) = (false, Before::Type);
                    }
                    _ => before = Before::Other,
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, language: Language) -> Vec<String> {
        let constants = constants(text, language).into_iter();
        let shown = constants.map(|it| {
            let kind = it.declared.map(|(kind, _)| kind).unwrap_or_default();
            format!("{kind} {} {}", it.name, &text[it.literal_span])
        });
        shown.collect()
    }

    #[test]
    fn only_single_literals_are_constants() {
        let java = "final String A = \"1\"; long B = -2L; String C = \"a\" + b; int D = x; \
                    // String E = \"5\";\n boolean f = G == \"6\"; String H = \"\".trim();";
        assert_eq!(
            shown(java, Language::Java),
            ["String A \"1\"", "long B -2L"]
        );
        let kotlin =
            "const val A = \"1\"\nconst val B: Long = 2L\nval C = \"a\" + b\nval D = \"$x\"";
        assert_eq!(shown(kotlin, Language::Kotlin), [" A \"1\"", "Long B 2L"]);
    }

    #[test]
    fn classes_have_parents() {
        let java = "abstract class A extends com.x.B<C> implements D, E { void f() {} } class G {}";
        let found = classes(java, Language::Java);
        assert_eq!(found[0].parents, ["com.x.B", "D", "E"]);
        assert!(found[0].is_abstract && !found[1].is_abstract);
        assert!(super::super::has_method(&found[0].body, "f"));
        let kotlin = "class A(val x: Int) : B(x), C { override fun f() {} }";
        assert_eq!(classes(kotlin, Language::Kotlin)[0].parents, ["B", "C"]);
    }

    #[test]
    fn json_values_are_found_by_their_key() {
        let json = r#"{"client": {"client_secret": "x\u0041", "other": "client_secret"}}"#;
        let found = entries(json, "client_secret");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "xA");
    }
}
