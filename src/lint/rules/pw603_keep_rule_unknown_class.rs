//! A keep rule names a class of the app that does not exist.
//!
//! # Why
//!
//! Somebody renamed or moved the class and left the rule behind, or copied the rule and changed only
//! the package. The rule keeps nothing, and the class that was meant is not kept.
//!
//! # What you see
//!
//! The build passes. ProGuard says:
//!
//! > `Note: the configuration refers to the unknown class 'com.acme.chat.OldReceiver'`
//!
//! R8 says nothing.
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     namespace 'com.acme.chat'
//! }
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```proguard fails
//! -keep class com.acme.chat.OldReceiver { *; }
//! ```
//!
//! ```java fails src/main/java/com/acme/chat/PushReceiver.java
//! package com.acme.chat;
//! public class PushReceiver {}
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! android {
//!     namespace 'com.acme.chat'
//! }
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```proguard passes
//! -keep class com.acme.chat.PushReceiver { *; }
//! ```
//!
//! ```java passes src/main/java/com/acme/chat/PushReceiver.java
//! package com.acme.chat;
//! public class PushReceiver {}
//! ```
//!
//! # Fix
//!
//! Unsafe: the rule is deleted. If another class was meant, name that one.
//!
//! # Known problems
//!
//! Only full names of classes below the app's namespace or applicationId are looked at, and only in
//! a project of one module with nothing generated from AIDL or protocol buffers. A class whose simple
//! name is anywhere in the sources or in a manifest counts as there, and so does one that is called
//! like what tools generate. Classes of samples are left to PW101.
//!
//! # References
//!
//! - ProGuard manual: "Troubleshooting", on unknown classes

use crate::finding::{Code, Finding, Fix, Severity};
use crate::keep::{Argument, Name, Statement};
use crate::lint::keep_files::{KeepFile, deletion};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW603", "keep-rule-unknown-class"]),
    severity: Severity::Warning,
    category: Category::Hygiene,
    inputs: &[Input::KeepRules, Input::Sources],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

/// What the names of classes have in them that tools generate.
const GENERATED: [&str; 6] = [
    "_",
    "Binding",
    "Impl",
    "Dagger",
    "BuildConfig",
    "Directions",
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if !module.has_push() || !is_complete(module) {
        return;
    }
    for keep in module.rules_files().iter().filter(|it| !it.is_ours) {
        for statement in &keep.rules.statements {
            findings.extend(finding(module, keep, statement));
        }
    }
}

/// Whether every class of the app is in the sources that were read.
fn is_complete(module: &Module<'_>) -> bool {
    let folder = module.target.module.as_str();
    let generating = [".aidl", ".proto", ".g4"];
    let is_moved = module.script().is_some_and(|it| it.text.contains("srcDir"));
    module.has_files()
        && !module.sources().is_empty()
        && !module.target.has_siblings
        && !is_moved
        && module.tree.paths(folder, &generating).is_empty()
}

fn finding(module: &Module<'_>, keep: &KeepFile, statement: &Statement) -> Option<Finding> {
    let Argument::Class(class) = &statement.argument else {
        return None;
    };
    let [name] = class.names.names.as_slice() else {
        return None;
    };
    let is_keep = statement.name.is_some_and(|it| it.starts_with("-keep"));
    if !is_keep || statement.conditional || class.base.is_some() || !is_unknown(module, name) {
        return None;
    }
    let message = format!("there is no class `{}` to keep", name.text.escape_debug());
    let said = "ProGuard: Note: the configuration refers to the unknown class";
    let edit = deletion(&keep.file.text, statement.span.clone());
    Some(
        Finding::warning(RULE.code, message)
            .at(&keep.file, name.span.clone(), said)
            .help("name the class that is meant, or delete the rule")
            .fix(Fix::risky("delete the rule").edit(&keep.file, edit)),
    )
}

/// Whether `name` is a class of the app's own and nothing has it.
fn is_unknown(module: &Module<'_>, name: &Name) -> bool {
    let class = name.text.as_str();
    let is_literal = class
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$'));
    let own = [&module.app.application_id, &module.app.namespace];
    let is_own = own.into_iter().flatten().any(|package| {
        let rest = class.strip_prefix(package.as_str());
        package.contains('.') && rest.is_some_and(|rest| rest.starts_with('.'))
    });
    let outer = class.split('$').next().unwrap_or_default();
    let simple = outer.rsplit('.').next().unwrap_or_default();
    let is_generated = simple == "R" || GENERATED.iter().any(|part| simple.contains(part));
    let is_declared = || {
        let mut elements = module.elements();
        elements.any(|(_, it)| {
            it.android("name")
                .is_some_and(|it| it.value.contains(simple))
        })
    };
    is_literal
        && is_own
        && !name.negated
        && !is_generated
        && simple.starts_with(char::is_uppercase)
        && module.sources().file(outer).is_none()
        && !module.sources().name_one_of(&[simple])
        && !is_declared()
        && !is_known(module, class)
}

/// Whether the catalogue has a rule for `class`: a vendor's SDK may be below the app's package.
fn is_known(module: &Module<'_>, class: &str) -> bool {
    let vendors = module.knowledge.vendors().iter();
    let mut rules = vendors.flat_map(|vendor| &vendor.keep_rules);
    rules.any(|rule| rule.rule.contains(class))
}
