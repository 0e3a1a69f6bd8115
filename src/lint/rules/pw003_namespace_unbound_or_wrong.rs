//! A prefix such as `android:` or `tools:` stands for nothing, or for something that is nearly
//! Android's namespace.
//!
//! # Why
//!
//! Instructions that say "add `tools:replace`" rarely say that the prefix has to be declared. And a
//! namespace is compared letter by letter: with `https`, with a slash at the end or with two letters
//! swapped it is another one, and every attribute in it is unknown to Android, or ignored without a
//! word. The prefix itself may have any name; what counts is the namespace that it stands for.
//!
//! # What you see
//!
//! From aapt2, for a prefix that is not declared:
//!
//! > `error: unbound prefix.`
//!
//! and for a misspelt namespace:
//!
//! > `error: attribute andriod:label not found.`
//!
//! From the manifest merger:
//!
//! > `The prefix "tools" for attribute "tools:replace" associated with an element type "receiver" is
//! > not bound.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application android:label="@string/app_name" tools:replace="android:label" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android"
//!     xmlns:tools="http://schemas.android.com/tools"
//!     package="com.acme.chat">
//!     <application android:label="@string/app_name" tools:replace="android:label" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: `android` and `tools` are declared on `<manifest>`, and a misspelt namespace is written as
//! it must be. Nothing is mended where a second prefix stands for the right namespace already, since
//! an attribute could then be there twice; nor where the prefix itself is misspelt.
//!
//! # References
//!
//! - honeywell_scanner pull request 19: instructions that forget the declaration
//! - Android Lint: `NamespaceTypo`

use crate::finding::{Code, Finding, Severity};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::manifest::namespaces::{Declaration, correct, declarations, meant};
use crate::manifest::{ANDROID, TOOLS};

pub(super) const RULE: Rule = Rule {
    code: Code::NAMESPACE_WRONG,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: Some("NamespaceTypo"),
    page: "",
    check,
};

/// What reading lets through: prefixes with other names, and declarations further down.
fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        for declaration in declarations(element) {
            findings.extend(judge(manifest, element, &declaration));
        }
    }
}

fn judge(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    declaration: &Declaration<'_>,
) -> Option<Finding> {
    let prefix = declaration.prefix;
    if let Some(right) = meant(declaration.uri) {
        let message = format!("the prefix `{prefix}` stands for a misspelling of Android's namespace");
        let finding = Finding::error(Code::NAMESPACE_WRONG, message)
            .at(manifest.file, declaration.range.clone(), "not Android's")
            .help(format!("write `xmlns:{prefix}=\"{right}\"`"));
        let is_free = match right {
            ANDROID => element.android_prefix().is_none(),
            _ => element.namespace_of("tools") != Some(right),
        };
        return Some(if is_free {
            finding.fix(correct(manifest.file, declaration, right))
        } else {
            finding
        });
    }
    let usual = match prefix {
        "android" => ANDROID,
        "tools" => TOOLS,
        _ => return None,
    };
    // One of Android's namespaces under the name of the other is confusing, and works.
    if [ANDROID, TOOLS].contains(&declaration.uri) {
        return None;
    }
    let message = format!("from here on, the prefix `{prefix}` stands for another namespace");
    Some(
        Finding::warning(Code::NAMESPACE_WRONG, message)
            .at(manifest.file, declaration.range.clone(), "not Android's")
            .help(format!("write `xmlns:{prefix}=\"{usual}\"`, or take another prefix")),
    )
}
