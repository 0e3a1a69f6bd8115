//! Class names with wildcards.

use std::ops::Range;

/// One element of a list of class names: `com.x.**`, `!com.x.A`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name without its `!`, as it was meant: without blanks, and with dots for slashes.
    pub text: String,
    /// Where it stands, with its `!`.
    pub span: Range<usize>,
    /// Whether it has a `!` in front.
    pub negated: bool,
}

/// A list of class names, of which the first that matches decides.
///
/// Where none matches, the list still does if its last element is negated: `!com.x.A` is all but one.
/// So do `proguard.util.ListParser` and R8's `ProguardClassNameList`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassPattern {
    /// The elements, in the order of the text.
    pub names: Vec<Name>,
}

impl ClassPattern {
    /// Whether the class with the full name `class`, such as `com.x.A$B`, is meant.
    ///
    /// In a name `?` stands for one letter, `*` for letters without `.`, and `**` for any letters; a
    /// lone `*` is any class. A name with a wildcard for types, `%` or `***`, with a reference to
    /// another wildcard, `<1>`, or with something that stands for nothing, `${x}`, matches no class.
    pub fn matches(&self, class: &str) -> bool {
        for name in &self.names {
            if name.text == "*" || matches(&name.text, class) {
                return !name.negated;
            }
        }
        self.names.last().is_some_and(|name| name.negated)
    }
}

/// Whether `pattern` is all of `text`, in time of at most the product of their lengths.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    if pattern.contains("***") || pattern.contains(['%', '<', '{']) {
        return false;
    }
    let text: Vec<char> = text.chars().collect();
    // `reached[at]`: whether what was read of the pattern can be the first `at` letters.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut rest = pattern;
    while let Some(wildcard) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**") {
            spread(&mut reached, &text, |_| true);
            rest = after;
            continue;
        }
        rest = &rest[wildcard.len_utf8()..];
        if wildcard == '*' {
            spread(&mut reached, &text, |letter| letter != '.');
        } else {
            let fits = |letter: char| letter == wildcard || (wildcard == '?' && letter != '.');
            for at in (0..text.len()).rev() {
                reached[at + 1] = reached[at] && fits(text[at]);
            }
            reached[0] = false;
        }
        if !reached.contains(&true) {
            return false;
        }
    }
    reached[text.len()]
}

fn spread(reached: &mut [bool], text: &[char], may_pass: impl Fn(char) -> bool) {
    for (at, letter) in text.iter().enumerate() {
        reached[at + 1] |= reached[at] && may_pass(*letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> ClassPattern {
        let names = text.split(',').map(|element| Name {
            text: element.trim_start_matches('!').to_owned(),
            span: 0..0,
            negated: element.starts_with('!'),
        });
        ClassPattern {
            names: names.collect(),
        }
    }

    #[test]
    fn wildcards() {
        for (pattern, class, expected) in [
            ("com.x.A", "com.x.A", true),
            ("com.x.A", "com.x.AB", false),
            ("com.x.*", "com.x.A$B", true),
            ("com.x.*", "com.x.y.A", false),
            ("com.x.**", "com.x.y.A", true),
            ("com.x.**", "com.x", false),
            ("com.x**", "com.x", true),
            ("**.R$*", "com.x.R$id", true),
            ("com.?.A", "com.x.A", true),
            ("com?x.A", "com.x.A", false),
            ("*", "com.x.A", true),
            ("*", "A", true),
            ("**A", "com.x.A", true),
            ("***", "com.x.A", false),
            ("com.x.<1>", "com.x.<1>", false),
            ("", "A", false),
            ("com.中.*", "com.中.A", true),
        ] {
            let matched = list(pattern).matches(class);
            assert_eq!(matched, expected, "{pattern} and {class}");
        }
    }

    #[test]
    fn the_first_element_that_matches_decides() {
        for (pattern, class, expected) in [
            ("a.A,b.B", "b.B", true),
            ("a.A,b.B", "c.C", false),
            ("!a.A,a.**", "a.A", false),
            ("!a.A,a.**", "a.B", true),
            ("a.**,!a.A", "a.A", true),
            ("!a.A", "a.A", false),
            ("!a.A", "b.B", true),
            ("!a.A,b.B", "c.C", false),
        ] {
            let matched = list(pattern).matches(class);
            assert_eq!(matched, expected, "{pattern} and {class}");
        }
        assert!(!ClassPattern::default().matches("a.A"));
    }
}
