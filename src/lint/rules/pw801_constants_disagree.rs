//! One credential has two values in the project.
//!
//! # Why
//!
//! An app id stands in the manifest for the SDK, in a class for the code that registers, and in the
//! spec. Where one of them is changed and the others stay, the SDK registers with one account and the
//! server pushes with another. Values are compared as the SDK reads them: escapes and the quotes of
//! Java and XML make no difference.
//!
//! # What you see
//!
//! Nothing in the build. The vendor's server refuses the token, or accepts the message and delivers
//! it to nobody.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data android:name="com.vivo.push.app_id" android:value="17325" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```java fails
//! package com.acme.chat;
//!
//! public class Constants {
//!     public static final String VIVO_PUSH_APPID = "17352";
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data android:name="com.vivo.push.app_id" android:value="17325" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```java passes
//! package com.acme.chat;
//!
//! public class Constants {
//!     public static final String VIVO_PUSH_APPID = "17325";
//! }
//! ```
//!
//! # Fix
//!
//! Unsafe, and only where the spec has the value: the constant gets it. Without a spec only a person
//! knows which one is right.
//!
//! # Known problems
//!
//! Constants are recognised by the names that `pushweave apply` gives them. Source sets of flavors
//! may differ from the main one, and are compared only within themselves.
//!
//! # References
//!
//! - The console of the vendor, which has the right value

use std::ops::Range;
use std::sync::Arc;

use crate::catalogue::schema::ParameterKind;
use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::credentials::{self, Credential, Place};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::source::SourceFile;

pub(super) const RULE: Rule = Rule {
    code: Code::CONSTANTS_DISAGREE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Spec, Input::Manifest, Input::Constants, Input::Sources],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    findings.extend(module.drift(Code::CONSTANTS_DISAGREE));
    let mut in_code = credentials::in_sources(module);
    in_code.retain(|it| it.is_shipped_by_hand());
    let mut in_spec = credentials::in_spec(module);
    in_spec.retain(|it| it.parameter.kind != ParameterKind::Class);
    let mut in_manifest = credentials::in_manifests(module);
    in_manifest.retain(|it| it.is_as_read);
    for found in &in_code {
        let said = in_spec
            .iter()
            .chain(in_manifest.iter().filter(|_| in_spec.is_empty()))
            .chain(in_code.iter().take_while(|other| !std::ptr::eq(*other, found)));
        let other = said
            .filter(|other| other.is_same_as(found) && may_be_compared(found, other))
            .find(|other| other.value != found.value);
        if let Some(other) = other {
            findings.push(finding(found, other));
        }
    }
}

/// Whether both are in the same variant of the app. What another flavor has is its own matter.
fn may_be_compared(one: &Credential<'_>, other: &Credential<'_>) -> bool {
    let set = |credential: &Credential<'_>| {
        let path = credential.file.name.as_str();
        let mut folders = path.split('/').skip_while(|folder| *folder != "src");
        folders.nth(1).map(str::to_owned)
    };
    other.place == Place::Spec || set(one) == set(other)
}

fn finding(found: &Credential<'_>, other: &Credential<'_>) -> Finding {
    let (vendor, key) = (found.vendor, &found.parameter.key);
    let message = format!("`{}` of {} has two values", key, vendor.name);
    let label = match other.place {
        Place::Spec => "the spec has another one",
        Place::Manifest => "the manifest has another one",
        Place::Code => "this one",
    };
    let finding = Finding::error(Code::CONSTANTS_DISAGREE, message)
        .at(&found.file, found.name_span.clone(), "this constant")
        .at(&other.file, other.name_span.clone(), label)
        .redact(found.span.clone())
        .help("write the value that the vendor's console shows in both places");
    match (&other.place, literal(found, other)) {
        (Place::Spec, Some(literal)) => finding.fix(replaced(&found.file, &found.span, literal)),
        _ => finding,
    }
}

/// The value of `other` in the form that the constant has.
fn literal(found: &Credential<'_>, other: &Credential<'_>) -> Option<String> {
    let value = &other.value;
    if other.is_elsewhere {
        return None;
    }
    if found.is_text {
        return Some(crate::render::java_string(value));
    }
    value.parse::<i64>().ok().map(|number| format!("{number}L"))
}

fn replaced(file: &Arc<SourceFile>, span: &Range<usize>, literal: String) -> Fix {
    Fix::risky("write the spec's value").edit(file, Edit::replacement(span.clone(), literal))
}
