//! A placeholder is written in a way that the build does not know, such as `{$applicationId}`.
//!
//! # Why
//!
//! The manifest merger fills in `${name}` and nothing else. What only looks like it goes into the app
//! as it stands: a permission is then called `{$applicationId}.permission.MIPUSH_RECEIVE`, which no
//! SDK ever asks for. With `${…}` around a name that nothing defines, the build ends instead; case
//! counts, and so do blanks.
//!
//! # What you see
//!
//! For `{$applicationId}`, `{applicationId}` and `$applicationId` nothing at all: the manifest merger
//! and `aapt2` take them for text. For `${applicationid}` and `${ applicationId }` the merger says
//!
//! > `requires a placeholder substitution but no value for <applicationid> is provided.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="{$applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationid}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the placeholder is written as the merger knows it. Where there is a sentence in `${…}`, only
//! you know what belongs there.
//!
//! # Known problems
//!
//! A placeholder in another case is left alone if a Gradle script of the project has that very word,
//! since `manifestPlaceholders` may define it. `${packageName}` is right: the merger fills it in as
//! well. A well-formed placeholder that nothing defines is another rule's matter.
//!
//! # References
//!
//! - pengyuantao/OnePush, issue 5
//! - Android documentation, inject build variables into the manifest

use std::ops::Range;

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::own::place_of;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW103", "malformed-manifest-placeholder"]);

/// What the build fills in by itself.
const RIGHT: &str = "${applicationId}";
const APPLICATION_ID: &str = "applicationId";
/// The same to the merger, under its older name.
const PACKAGE_NAME: &str = "packageName";

/// Attributes whose values are names. A value of meta-data may be any text, with braces of its own.
const NAMES: &[&str] = &[
    "name",
    "authorities",
    "permission",
    "readPermission",
    "writePermission",
    "process",
    "taskAffinity",
    "host",
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        for name in NAMES {
            if let Some(attribute) = element.android(name) {
                let found = malformed(attribute.value, true);
                findings.extend(finding(module, manifest, element, &attribute, found));
            }
        }
        if let Some(attribute) = element.android("value") {
            let found = malformed(attribute.value, false);
            findings.extend(finding(module, manifest, element, &attribute, found));
        }
    }
}

/// A placeholder that is none.
#[derive(Debug, PartialEq, Eq)]
struct Malformed {
    range: Range<usize>,
    right: Option<String>,
    /// The name, where only its case is wrong.
    other_case: Option<String>,
}

/// The first malformed placeholder in `text`; of those without `$` and a brace around them only where
/// the text is a name.
fn malformed(text: &str, is_name: bool) -> Option<Malformed> {
    let braced = text.match_indices("${").find_map(|(start, _)| {
        let inside = &text[start + 2..];
        let length = inside.find('}')?;
        let range = start..start + 2 + length + 1;
        in_braces(&inside[..length], range)
    });
    braced.or_else(|| {
        [APPLICATION_ID, PACKAGE_NAME]
            .into_iter()
            .find_map(|word| bare(text, word, is_name))
    })
}

/// What is wrong with `${inside}`.
fn in_braces(inside: &str, range: Range<usize>) -> Option<Malformed> {
    let trimmed = inside.trim();
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let is_other_case = trimmed != APPLICATION_ID && trimmed.eq_ignore_ascii_case(APPLICATION_ID);
    let right = if trimmed.is_empty() || !trimmed.chars().all(is_word) {
        None
    } else if is_other_case {
        Some(RIGHT.to_owned())
    } else if trimmed == inside {
        return None;
    } else {
        Some(format!("${{{trimmed}}}"))
    };
    Some(Malformed {
        range,
        right,
        other_case: (is_other_case && trimmed == inside).then(|| inside.to_owned()),
    })
}

/// `word` in `text` with some of `${…}` around it.
fn bare(text: &str, word: &str, is_name: bool) -> Option<Malformed> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).find_map(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let closed = |bracket: char| usize::from(after.starts_with(bracket));
        let (opening, closing) = if before.ends_with("${") {
            if after.starts_with('}') || after.starts_with(is_word) {
                return None;
            }
            (2, 0)
        } else if before.ends_with("{$") {
            (2, closed('}'))
        } else if !is_name || after.starts_with(is_word) {
            return None;
        } else if before.ends_with("$(") {
            (2, closed(')'))
        } else if before.ends_with('$') || (before.ends_with('{') && after.starts_with('}')) {
            (1, closed('}'))
        } else {
            return None;
        };
        Some(Malformed {
            range: at - opening..at + word.len() + closing,
            right: Some(RIGHT.to_owned()),
            other_case: None,
        })
    })
}

fn finding(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    attribute: &Attribute<'_>,
    found: Option<Malformed>,
) -> Option<Finding> {
    let found = found?;
    if let Some(word) = &found.other_case
        && module.has_files()
        && is_in_scripts(module, word)
    {
        return None;
    }
    let value = attribute.value;
    let message = format!("`{}` is no placeholder", &value[found.range.clone()]);
    let place = place_of(attribute, found.range.clone());
    let finding = Finding::error(CODE, message);
    let Some(right) = found.right else {
        return Some(
            finding
                .at(manifest.file, place, "no name can be called like that")
                .help("write the value, or `${applicationId}` for the app's package"),
        );
    };
    let value = format!(
        "{}{right}{}",
        &value[..found.range.start],
        &value[found.range.end..]
    );
    let finding = finding
        .at(manifest.file, place, "the build leaves it, or stops at it")
        .help(format!("write `{right}`"));
    if manifest.role == Role::Merged {
        return Some(finding);
    }
    let edit = surgery::replace_value(element, attribute, &value);
    Some(finding.fix(Fix::safe(format!("write `{right}`")).edit(manifest.file, edit)))
}

/// Whether a Gradle script of the project has `word`.
fn is_in_scripts(module: &Module<'_>, word: &str) -> bool {
    let paths = module.tree.paths("", &[".gradle", ".gradle.kts"]);
    paths.iter().any(|path| {
        let script = module.tree.text(path).ok().flatten();
        script.is_some_and(|script| script.text.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_form_passes() {
        for (text, expected) in [
            ("{$applicationId}.p", Some("${applicationId}.p")),
            ("{applicationId}.p", Some("${applicationId}.p")),
            ("$applicationId.p", Some("${applicationId}.p")),
            ("$(applicationId).p", Some("${applicationId}.p")),
            ("${applicationId.p", Some("${applicationId}.p")),
            ("${applicationid}.p", Some("${applicationId}.p")),
            ("${ applicationId }.p", Some("${applicationId}.p")),
            ("${ VIVO_APPID }", Some("${VIVO_APPID}")),
            ("{$packageName}.p", Some("${applicationId}.p")),
            ("${Enter your package name}.p", Some("")),
            ("${applicationId}.p", None),
            ("${packageName}.p", None),
            ("${VIVO_APPID}", None),
            ("com.acme.applicationId", None),
            ("$applicationIdentity", None),
        ] {
            let mended = malformed(text, true).map(|found| {
                found.right.map_or(String::new(), |right| {
                    format!("{}{right}{}", &text[..found.range.start], &text[found.range.end..])
                })
            });
            assert_eq!(mended.as_deref(), expected, "{text}");
        }
        assert_eq!(malformed("https://x/{applicationId}", false), None);
    }
}
