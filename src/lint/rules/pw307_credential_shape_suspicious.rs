//! An id or a key does not look like those that the vendor gives out.
//!
//! # Why
//!
//! Consoles show several values side by side, and people copy the wrong one, copy one twice, or copy
//! a space or an invisible character with it. Each vendor's ids have a length and an alphabet; where
//! public apps show them, they are known.
//!
//! # What you see
//!
//! Registration fails with the vendor's code for a wrong id, on the devices of that vendor only.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="10457" />
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="10457" />
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f0" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: copy the value from the vendor's console again.
//!
//! # Known problems
//!
//! The shapes come from samples, and a vendor may change them any day. So the rule is only looked
//! for with `--pedantic`. No value is printed in a message.
//!
//! # References
//!
//! - `pushweave vendors ID` shows what is known of each value
//! - MEIZUPUSH/PushDemo, its README: spaces around the id

use crate::catalogue::Vendor;
use crate::catalogue::schema::{Parameter, ParameterKind, ValueShape};
use crate::finding::{Code, Finding, listed};
use crate::lint::credentials::meta_data;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::spec::Value;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW307", "credential-shape-suspicious"]),
    severity: crate::finding::Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Spec, Input::Manifest],
    remedy: Remedy::None,
    pedantic: true,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for credential in meta_data::all(module) {
        let (vendor, parameter) = (credential.vendor, credential.parameter);
        // An escaped space in front is another matter.
        if credential.is_open() || credential.attribute.value.starts_with("\\ ") {
            continue;
        }
        if let Some(what) = suspicion(parameter, &credential.text()) {
            let message = format!("`{}` of {} {what}", credential.name, vendor.name);
            let place = credential.attribute.value_range();
            findings.push(finding(message).at(credential.manifest.file, place, "copied wrong?"));
        }
    }
    of_spec(module, findings);
}

fn finding(message: String) -> Finding {
    Finding::warning(RULE.code, message).help("copy the value from the vendor's console again")
}

/// What is suspicious about the values of the spec.
fn of_spec(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let Some(spec) = module.spec else {
        return;
    };
    for asked in &spec.vendors {
        let Some(vendor) = module.knowledge.vendor(&asked.id) else {
            continue;
        };
        let mut seen: Vec<(String, &str, std::ops::Range<usize>)> = Vec::new();
        for (key, value) in &asked.values {
            let Some((parameter, text)) = given(module, vendor, &key.value, &value.value) else {
                continue;
            };
            let place = value.span.clone();
            if let Some(what) = suspicion(parameter, &text) {
                let message = format!("`vendors.{}.{}` {what}", vendor.id, key.value);
                let finding = finding(message).at(&spec.file, place.clone(), "copied wrong?");
                findings.push(finding);
            }
            if let Some((_, other, first)) = seen.iter().find(|(it, ..)| *it == text) {
                let message = format!(
                    "`vendors.{}.{}` is the same as `{other}`",
                    vendor.id, key.value
                );
                let finding = finding(message).at(&spec.file, place.clone(), "one of the two");
                findings.push(finding.at(&spec.file, first.clone(), "the other one"));
            }
            seen.push((text, &key.value, place));
        }
    }
}

/// The parameter of `key`, with its value, where that is a string and at hand.
fn given<'v>(
    module: &Module<'_>,
    vendor: &'v Vendor,
    key: &str,
    value: &Value,
) -> Option<(&'v Parameter, String)> {
    let parameter = vendor.parameters.iter().find(|it| it.key == key)?;
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Environment(_) | Value::Property { .. } => module.tree.value(value).ok()?,
        Value::Integer(_) | Value::Unreadable => return None,
    };
    (parameter.kind == ParameterKind::String).then_some((parameter, text))
}

/// What makes `text` no likely value of `parameter`. What the documents print is another matter, and
/// so is a text in words.
fn suspicion(parameter: &Parameter, text: &str) -> Option<String> {
    let is_sample = parameter.samples.iter().any(|sample| sample == text);
    if is_sample || !text.chars().any(char::is_numeric) || text.contains("${") {
        return None;
    }
    if let Some(c) = text.chars().find(|c| is_invisible(*c)) {
        return Some(format!("holds the invisible character U+{:04X}", u32::from(c)));
    }
    if text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}')) {
        return Some("holds full-width characters".to_owned());
    }
    if text.chars().any(char::is_whitespace) {
        return Some("holds white space".to_owned());
    }
    let fits = match parameter.shape {
        Some(ValueShape::Digits) => text.bytes().all(|byte| byte.is_ascii_digit()),
        Some(ValueShape::Hex) => text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        Some(ValueShape::Alphanumeric) => text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        None => true,
    };
    let length = text.chars().count();
    let has_length = parameter.lengths.is_empty() || parameter.lengths.contains(&length);
    let begins = parameter.begins.as_deref();
    let has_beginning = begins.is_none_or(|begins| text.starts_with(begins));
    (!(fits && has_length && has_beginning)).then(|| format!("is not {}", expected(parameter)))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// What values of `parameter` look like: ``19 digits that begin with `2882303761` ``.
fn expected(parameter: &Parameter) -> String {
    let lengths: Vec<String> = parameter.lengths.iter().map(ToString::to_string).collect();
    let count = match lengths.as_slice() {
        [] => String::new(),
        _ => format!("{} ", listed(&lengths, "or")),
    };
    let of = match parameter.shape {
        Some(ValueShape::Digits) => "digits",
        Some(ValueShape::Hex) => "hexadecimal digits",
        Some(ValueShape::Alphanumeric) => "letters and digits",
        None => "characters",
    };
    match &parameter.begins {
        Some(begins) => format!("{count}{of} that begin with `{begins}`"),
        None => format!("{count}{of}"),
    }
}
