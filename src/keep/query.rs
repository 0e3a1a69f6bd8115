//! What the rules of a file keep.

use super::rules::{Argument, ClassSpec, MemberKind, RuleFile, Written};

/// How much of a class is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Nothing, as far as the file tells.
    Nothing,
    /// The class with its name; members may go or be renamed.
    Class,
    /// The class with its name and all its members.
    Whole,
}

impl RuleFile {
    /// How much of `class` the `-keep` rules of the file keep.
    ///
    /// `above` are its super classes and interfaces, as far as they are known. The class is taken to be
    /// a public one, neither abstract nor an interface, without annotations. A rule under a condition
    /// and one that allows shrinking or obfuscation keep nothing.
    pub fn kept(&self, class: &str, above: &[&str]) -> Kept {
        let statements = self.statements.iter();
        let rules = statements.filter(|it| it.name == Some("-keep") && !it.conditional);
        let kept = rules.map(|rule| match &rule.argument {
            Argument::Class(spec) if keeps(spec, class, above) => members(spec),
            _ => Kept::Nothing,
        });
        kept.max().unwrap_or(Kept::Nothing)
    }

    /// Whether `class` is kept with its name and all its members, see [`RuleFile::kept`].
    pub fn keeps(&self, class: &str, above: &[&str]) -> bool {
        self.kept(class, above) == Kept::Whole
    }
}

fn keeps(spec: &ClassSpec, class: &str, above: &[&str]) -> bool {
    let allows = |word: &Written| {
        let weaker = ["allowshrinking", "allowobfuscation"];
        weaker.iter().any(|it| it.starts_with(word.text.as_str()))
    };
    let fits = |word: &Written| match word.text.strip_prefix('!') {
        Some(flag) => flag != "public" && flag != "class",
        None => ["public", "final", "class"].contains(&word.text.as_str()),
    };
    let below = |base: &super::rules::Base| {
        base.annotations.is_empty() && above.iter().any(|it| base.names.matches(it))
    };
    !spec.suboptions.iter().any(allows)
        && spec.annotations.is_empty()
        && spec.modifiers.iter().all(fits)
        && spec.keyword.as_ref().is_none_or(fits)
        && spec.names.matches(class)
        && spec.base.as_ref().is_none_or(below)
}

fn members(spec: &ClassSpec) -> Kept {
    let list = spec
        .members
        .as_ref()
        .map_or(&[][..], |members| &members.list);
    let has = |kind: &MemberKind| {
        list.iter().any(|member| {
            member.kind == *kind && member.modifiers.is_empty() && member.annotations.is_empty()
        })
    };
    let all = has(&MemberKind::All);
    if all || (has(&MemberKind::Fields) && has(&MemberKind::Methods)) {
        Kept::Whole
    } else {
        Kept::Class
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::parse;

    #[test]
    fn what_is_kept() {
        let base = "com.x.Base";
        for (rules, expected) in [
            ("-keep class com.x.A { *; }", Kept::Whole),
            ("-keep class com.x.A { <fields>; <methods>; }", Kept::Whole),
            ("-keep class com.x.A", Kept::Class),
            ("-keep class com.x.A { public *; }", Kept::Class),
            ("-keep class com.x.** { *; }", Kept::Whole),
            (
                "-keep public class * extends com.x.Base { *; }",
                Kept::Whole,
            ),
            ("-keep class * extends com.x.Other { *; }", Kept::Nothing),
            ("-keep interface com.x.A { *; }", Kept::Nothing),
            ("-keep abstract class com.x.A { *; }", Kept::Nothing),
            ("-keep !abstract class com.x.A { *; }", Kept::Whole),
            ("-keep,allowshrinking class com.x.A { *; }", Kept::Nothing),
            ("-keep,allowoptimization class com.x.A { *; }", Kept::Whole),
            ("-keepclassmembers class com.x.A { *; }", Kept::Nothing),
            (
                "-if class com.x.B -keep class com.x.A { *; }",
                Kept::Nothing,
            ),
            ("-keep @com.x.Mark class * { *; }", Kept::Nothing),
            ("-keep class com.x.!A,com.x.A { *; }", Kept::Whole),
            ("-keep com.x.A { *; }", Kept::Whole),
            ("-keep class com. x.A {*}", Kept::Whole),
            ("# -keep class com.x.A { *; }", Kept::Nothing),
        ] {
            assert_eq!(parse(rules).kept("com.x.A", &[base]), expected, "{rules}");
        }
    }
}
