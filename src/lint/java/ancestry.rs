//! What a class extends, as far as the text of Java and Kotlin sources tells it.

use std::ops::Range;
use std::sync::Arc;

use crate::lint::sources::{Sources, package};
use crate::source::SourceFile;

/// A class as its file declares it.
pub(in crate::lint) struct Declaration {
    /// The file.
    pub(in crate::lint) file: Arc<SourceFile>,
    /// Where its name stands.
    pub(in crate::lint) name: Range<usize>,
    /// What it extends and implements, as it is written.
    supertypes: Vec<String>,
}

/// What the line of a class's supertypes leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Ancestry {
    /// One of the classes that were asked for.
    Wanted,
    /// None of them; the last class that could be read extends this, or nothing.
    Other(Option<String>),
    /// A class that nobody here knows.
    Unknown,
}

/// Classes of classes are followed so far.
const MAX_DEPTH: usize = 8;

impl Sources {
    /// The declaration of `class`.
    pub(in crate::lint) fn declaration(&self, class: &str) -> Option<Declaration> {
        let (outer, simple) = simple_name(class);
        let own = self.file(class).into_iter();
        let others = self.of_package(outer);
        own.chain(others).find_map(|file| declaration(file, simple))
    }

    /// Where the supertypes of `class` lead. `is_wanted` and `is_known` are asked for every class
    /// outside the sources.
    pub(in crate::lint) fn ancestry(
        &self,
        class: &Declaration,
        is_wanted: &dyn Fn(&str) -> bool,
        is_known: &dyn Fn(&str) -> bool,
    ) -> Ancestry {
        self.ancestry_within(class, is_wanted, is_known, MAX_DEPTH)
    }

    fn ancestry_within(
        &self,
        class: &Declaration,
        is_wanted: &dyn Fn(&str) -> bool,
        is_known: &dyn Fn(&str) -> bool,
        depth: usize,
    ) -> Ancestry {
        let mut other = None;
        for supertype in &class.supertypes {
            let Some(name) = self.resolve(supertype, &class.file) else {
                return Ancestry::Unknown;
            };
            if is_wanted(&name) {
                return Ancestry::Wanted;
            }
            let next = self.declaration(&name);
            let found = match next {
                Some(_) if depth == 0 => Ancestry::Unknown,
                Some(next) => self.ancestry_within(&next, is_wanted, is_known, depth - 1),
                None if is_known(&name) => Ancestry::Other(Some(name)),
                None => Ancestry::Unknown,
            };
            match found {
                Ancestry::Other(name) => other = other.or(name),
                settled => return settled,
            }
        }
        Ancestry::Other(other)
    }

    /// The fully qualified name of `name`, as it is written in `file`.
    fn resolve(&self, name: &str, file: &SourceFile) -> Option<String> {
        if name.contains('.') {
            let is_package = name.starts_with(|c: char| c.is_ascii_lowercase());
            return is_package.then(|| name.to_owned());
        }
        let lines = file.text.lines();
        let imports = lines.filter_map(|line| line.trim_start().strip_prefix("import "));
        let imports = imports.map(|line| line.trim().trim_end_matches(';').trim());
        for import in imports.clone() {
            let (class, alias) = match import.split_once(" as ") {
                Some((class, alias)) => (class.trim(), alias.trim()),
                None => (import, simple_name(import).1),
            };
            if alias == name {
                return Some(class.to_owned());
            }
        }
        let own = package(&file.text).unwrap_or_default();
        let neighbour = format!("{own}.{name}");
        if self.declaration(&neighbour).is_some() {
            return Some(neighbour);
        }
        let mut open = imports.filter(|import| import.ends_with(".*"));
        (name == "Object" && open.next().is_none()).then(|| "java.lang.Object".to_owned())
    }
}

/// The package, and the name of the innermost class.
fn simple_name(class: &str) -> (&str, &str) {
    let (package, name) = class.rsplit_once('.').unwrap_or(("", class));
    (package, name.rsplit('$').next().unwrap_or(name))
}

fn declaration(file: &Arc<SourceFile>, name: &str) -> Option<Declaration> {
    let text = without_comments(&file.text);
    let at = ["class", "interface", "object"]
        .into_iter()
        .find_map(|keyword| declared_at(&text, keyword, name))?;
    let header = &text[at.end..];
    let end = header.find(['{', '\u{0}']).unwrap_or(header.len());
    Some(Declaration {
        file: Arc::clone(file),
        name: at,
        supertypes: supertypes(&header[..end]),
    })
}

/// Where `name` stands behind `keyword`.
fn declared_at(text: &str, keyword: &str, name: &str) -> Option<Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(keyword).find_map(|(at, _)| {
        let behind = &text[at + keyword.len()..];
        let rest = behind.trim_start();
        let is_word = !text[..at].ends_with(is_part) && rest.len() < behind.len();
        let is_it = rest
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(is_part));
        let start = at + keyword.len() + (behind.len() - rest.len());
        (is_word && is_it).then_some(start..start + name.len())
    })
}

/// Words that begin another declaration.
const DECLARING: [&str; 7] = [
    "class",
    "interface",
    "object",
    "fun",
    "val",
    "var",
    "typealias",
];

/// The types that a class header names behind the class's name: `extends A implements B, C` of Java,
/// `(val a: Int) : A(a), B` of Kotlin.
fn supertypes(header: &str) -> Vec<String> {
    let flat = outside_brackets(header);
    // Without a body, a Kotlin class ends where the next declaration begins.
    let words = flat.split_inclusive(char::is_whitespace);
    let own = words.take_while(|word| !DECLARING.contains(&word.trim()));
    let flat: String = own.collect();
    let list = match flat.split_once(':') {
        Some((_, list)) => list.split(" where ").next().unwrap_or_default().to_owned(),
        None => {
            let words = flat.split_whitespace();
            let words = words.map(|word| match word {
                "extends" | "implements" | "permits" => ",",
                word => word,
            });
            let words: Vec<&str> = words.collect();
            let joined = words.join(" ");
            joined
                .split_once(',')
                .map_or(String::new(), |(_, list)| list.to_owned())
        }
    };
    let types = list
        .split(',')
        .map(|it| it.split_whitespace().next().unwrap_or_default());
    let types = types.filter(|it| !it.is_empty());
    types.map(str::to_owned).collect()
}

/// `text` without what stands in `()`, `<>` and `[]`.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// `text` with blanks in the place of comments and of what is quoted, byte for byte.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inside) = rest.strip_prefix("/*") {
            inside.find("*/").map_or(rest.len(), |at| at + 4)
        } else if let Some(inside) = rest.strip_prefix("\"\"\"") {
            inside.find("\"\"\"").map_or(rest.len(), |at| at + 6)
        } else if first == '"' || first == '\'' {
            quoted(rest, first)
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        out.extend(
            rest[..length]
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
        rest = &rest[length..];
    }
    out
}

/// How long the literal is that `text` begins with; it ends with its line at the latest.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            '\n' => return at,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(text: &str, name: &str) -> Option<Vec<String>> {
        let file = Arc::new(SourceFile::new("A.java", text.to_owned()));
        declaration(&file, name).map(|it| it.supertypes)
    }

    #[test]
    fn supertypes_are_read() {
        for (text, expected) in [
            (
                "public class A extends B<C> implements D, E {",
                &["B", "D", "E"][..],
            ),
            ("class A {", &[]),
            ("class A\n    extends\n    a.b.C\n{", &["a.b.C"]),
            ("class A : B(), C {", &["B", "C"]),
            ("class A(val x: Int = 1) : B(x)", &["B"]),
            (
                "open class A @Inject constructor(\n  b: B\n) : a.b.C(b), D {",
                &["a.b.C", "D"],
            ),
            (
                "// class A extends Z\n/* class A : Y */ class A extends B {",
                &["B"],
            ),
            (
                "String s = \"class A extends Z {\"; class A extends B {",
                &["B"],
            ),
            ("class A\n\nopen class B : C()\n", &[]),
            ("class A : B()\n\ninternal class C : D {", &["B"]),
            ("class Outer { static class A extends B { } }", &["B"]),
            ("class AB extends Z {} class A extends B<C<D>, E> {", &["B"]),
        ] {
            assert_eq!(
                types(text, "A").as_deref(),
                Some(expected)
                    .map(|it| { it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>() })
                    .as_deref(),
                "{text}"
            );
        }
        assert_eq!(types("class AB {} subclass A {}", "A"), None);
    }

    #[test]
    fn blanks_keep_the_length() {
        let text = "a /* é\n */ \"x\\\"y\" 'c' // z\nb";
        let out = without_comments(text);
        assert_eq!(out.len(), text.len());
        assert_eq!(out.split_whitespace().collect::<Vec<_>>(), ["a", "b"]);
    }
}
