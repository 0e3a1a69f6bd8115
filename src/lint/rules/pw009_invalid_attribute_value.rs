//! An attribute has a value of a kind that it cannot have.
//!
//! # Why
//!
//! `android:exported` and its like are `true` or `false`, not `yes` or `1`; a protection level is one
//! of Android's words; a priority is a whole number. The resource compiler takes `True` and blanks
//! around a value as well, but other tools that read manifests compare letter by letter: to the
//! manifest merger, `True` in the app and `true` in a library are a conflict.
//!
//! # What you see
//!
//! From aapt2:
//!
//! > `error: 'yes' is incompatible with attribute exported (attr) boolean.`
//! >
//! > `error: 'signture' is incompatible with attribute protectionLevel (attr) flags […]`
//! >
//! > `error: 'high' is incompatible with attribute priority (attr) integer.`
//!
//! and from older manifest mergers:
//!
//! > `Invalid value for attribute permission#a.b.C@protectionLevel …, acceptable values are
//! > (normal,dangerous,signature,signatureOrSystem)`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.acme.chat.permission.RECEIVE"
//!         android:protectionLevel="Signature" />
//!     <application>
//!         <service android:name=".push.PushService" android:exported="no" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.acme.chat.permission.RECEIVE"
//!         android:protectionLevel="signature" />
//!     <application>
//!         <service android:name=".push.PushService" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where only capitals and white space are wrong. Unsafe where another word must be meant, such
//! as `true` for `yes`, or `signature` for `signture`.
//!
//! # Known problems
//!
//! Resources and `${…}` are not judged. A protection level that is in no list and resembles none is
//! only a warning: it may be newer than this rule.
//!
//! # References
//!
//! - developer.android.com, guide/topics/manifest/permission-element: the protection levels

use crate::finding::{Code, Finding, Fix, Severity, did_you_mean};
use crate::lint::android::{PROTECTION_LEVELS, ValueKind};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule, android};
use crate::manifest::ANDROID;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::surgery;

const CODE: Code = Code::new(&["PW009", "invalid-attribute-value"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    /// It works, but is not written as everybody writes it.
    Unusual(String),
    /// It does not work; only capitals and white space are wrong.
    Spelling(String),
    /// It does not work; this must be meant.
    Meant(String),
    /// It does not work.
    Hopeless,
    /// Nobody knows it.
    Unknown,
}

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        if element.tag() != "manifest" && android::parents(element.tag()).is_none() {
            continue;
        }
        for (namespace, name, attribute) in element.attributes() {
            if namespace == Some(ANDROID)
                && !android::is_open(attribute.value.trim())
                && let Some(kind) = android::attribute(name)
                && let Some(fault) = fault(kind, attribute.value)
            {
                findings.push(report(manifest, element, name, &attribute, kind, &fault));
            }
        }
    }
}

fn fault(kind: ValueKind, value: &str) -> Option<Fault> {
    match kind {
        ValueKind::Boolean => boolean(value),
        ValueKind::Integer => integer(value),
        ValueKind::ProtectionLevel => protection_level(value),
        ValueKind::Other => None,
    }
}

fn boolean(value: &str) -> Option<Fault> {
    if ["true", "false"].contains(&value) {
        return None;
    }
    let trimmed = value.trim();
    let lower = trimmed.to_ascii_lowercase();
    Some(match lower.as_str() {
        "true" | "false" if ["True", "TRUE", "False", "FALSE", &lower].contains(&trimmed) => {
            Fault::Unusual(lower)
        }
        "true" | "false" => Fault::Spelling(lower),
        "yes" | "1" | "on" => Fault::Meant("true".to_owned()),
        "no" | "0" | "off" => Fault::Meant("false".to_owned()),
        word => match did_you_mean(word, ["true", "false"]) {
            Some(near) => Fault::Meant(near.to_owned()),
            None => Fault::Hopeless,
        },
    })
}

fn integer(value: &str) -> Option<Fault> {
    let trimmed = value.trim();
    let hexadecimal = trimmed
        .strip_prefix("0x")
        .or_else(|| trimmed.strip_prefix("0X"));
    let is_number = match hexadecimal {
        Some(digits) => u32::from_str_radix(digits, 16).is_ok() && !digits.starts_with('+'),
        None => trimmed.parse::<i32>().is_ok() && !trimmed.starts_with('+'),
    };
    if !is_number {
        Some(Fault::Hopeless)
    } else if trimmed.len() < value.len() {
        Some(Fault::Unusual(trimmed.to_owned()))
    } else {
        None
    }
}

fn protection_level(value: &str) -> Option<Fault> {
    // An empty one is `normal`, and works.
    if value.trim().is_empty() {
        return None;
    }
    let mut fixed = Vec::new();
    let mut worst = None;
    for part in value.split('|') {
        let word = part.trim();
        if PROTECTION_LEVELS.contains(&word) {
            fixed.push(word);
            continue;
        }
        let mut levels = PROTECTION_LEVELS.iter();
        let same = levels.find(|level| level.eq_ignore_ascii_case(word));
        match same.copied() {
            Some(level) => {
                fixed.push(level);
                worst = worst.max(Some(1));
            }
            // There are no other letters in any of them.
            None if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) || word.is_empty() => {
                return Some(Fault::Hopeless);
            }
            None => match did_you_mean(word, PROTECTION_LEVELS.iter().copied()) {
                Some(level) => {
                    fixed.push(level);
                    worst = worst.max(Some(2));
                }
                None => return Some(Fault::Unknown),
            },
        }
    }
    let written = fixed.join("|");
    match worst {
        None if value.trim() == value => None,
        None => Some(Fault::Unusual(written)),
        Some(1) => Some(Fault::Spelling(written)),
        Some(_) => Some(Fault::Meant(written)),
    }
}

fn report(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    name: &str,
    attribute: &Attribute<'_>,
    kind: ValueKind,
    fault: &Fault,
) -> Finding {
    let shown: String = attribute.value.chars().take(60).collect();
    let expected = match kind {
        ValueKind::Integer => "a whole number",
        ValueKind::ProtectionLevel => "a protection level",
        _ => "`true` or `false`",
    };
    let (severity, message) = match fault {
        Fault::Unusual(_) => (
            Severity::Info,
            format!("`android:{name}=\"{shown}\"` is an unusual way to write it"),
        ),
        Fault::Unknown => (
            Severity::Warning,
            format!("`android:{name}=\"{shown}\"` is {expected} that is not known"),
        ),
        _ => (
            Severity::Error,
            format!("`android:{name}=\"{shown}\"` is not {expected}"),
        ),
    };
    let finding =
        Finding::new(CODE, severity, message).at(manifest.file, attribute.range.clone(), "here");
    let (right, is_safe) = match fault {
        Fault::Unusual(right) | Fault::Spelling(right) => (right, true),
        Fault::Meant(right) => (right, false),
        Fault::Hopeless | Fault::Unknown => return finding.help(format!("write {expected}")),
    };
    let title = format!("write `{right}`");
    let fix = if is_safe {
        Fix::safe(title)
    } else {
        Fix::risky(title)
    };
    let edit = surgery::replace_value(element, attribute, right);
    finding
        .help(format!("write `android:{name}=\"{right}\"`"))
        .fix(fix.edit(manifest.file, edit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_judged_as_the_resource_compiler_does() {
        let meant = |word: &str| Some(Fault::Meant(word.to_owned()));
        let spelling = |word: &str| Some(Fault::Spelling(word.to_owned()));
        let unusual = |word: &str| Some(Fault::Unusual(word.to_owned()));
        for (value, expected) in [
            ("true", None),
            ("TRUE", unusual("true")),
            (" false\n", unusual("false")),
            ("tRue", spelling("true")),
            ("yes", meant("true")),
            ("ture", meant("true")),
            ("", Some(Fault::Hopeless)),
            ("sometimes", Some(Fault::Hopeless)),
        ] {
            assert_eq!(boolean(value), expected, "{value:?}");
        }
        for (value, expected) in [
            ("5", None),
            ("-1000", None),
            ("0x10", None),
            ("5 ", unusual("5")),
            ("+5", Some(Fault::Hopeless)),
            ("2147483648", Some(Fault::Hopeless)),
            ("", Some(Fault::Hopeless)),
        ] {
            assert_eq!(integer(value), expected, "{value:?}");
        }
        for (value, expected) in [
            ("signature", None),
            ("signature|privileged", None),
            ("signature | privileged", None),
            ("", None),
            (" signature", unusual("signature")),
            ("Signature|privileged", spelling("signature|privileged")),
            ("signture", meant("signature")),
            ("signature|", Some(Fault::Hopeless)),
            ("secret", Some(Fault::Unknown)),
        ] {
            assert_eq!(protection_level(value), expected, "{value:?}");
        }
    }
}
