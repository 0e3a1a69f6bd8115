//! What a class extends, as far as the text of Java and Kotlin sources tells it.

use std::ops::Range;
use std::sync::Arc;

use super::declarations::supertypes;
use super::{Language, all_tokens};
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
    if !file.text.contains(name) {
        return None;
    }
    let tokens = all_tokens(&file.text, Language::of(&file.name));
    let declares = |keyword: &&str| {
        let mut pairs = tokens.windows(2);
        pairs.position(|pair| pair[0].is_word(keyword) && pair[1].is_word(name))
    };
    let at = ["class", "interface", "object"].iter().find_map(declares)?;
    Some(Declaration {
        file: Arc::clone(file),
        name: tokens[at + 1].span.clone(),
        supertypes: supertypes(&tokens[at + 2..]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(text: &str, name: &str) -> Option<Vec<String>> {
        let is_java = text.contains("extends");
        let file_name = if is_java { "A.java" } else { "A.kt" };
        let file = Arc::new(SourceFile::new(file_name, text.to_owned()));
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
            ("class A extends @NonNull B {", &["B"]),
            (
                "class A(val f: () -> Unit = {}, val y: Int) : B() {",
                &["B"],
            ),
            ("class A<T> : B<T>(), C by c where T : D {", &["B", "C"]),
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
}
