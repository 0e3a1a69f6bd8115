//! `-ignorewarnings` hides every missing class of the app.
//!
//! # Why
//!
//! Some push vendors' documents ask for it so that the build gets past parts of their SDK that are
//! not there. But it is for the whole app: a class that any other library needs and that is missing
//! does not fail the build any more, and the app crashes where it is used.
//!
//! # What you see
//!
//! Nothing in the build. On a device, `java.lang.NoClassDefFoundError` in a release, perhaps long
//! after.
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```proguard fails
//! -ignorewarnings
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```proguard passes
//! -dontwarn com.huawei.**
//! ```
//!
//! # Fix
//!
//! Unsafe: the `-dontwarn` rules of the SDKs in use take its place, or it is deleted where there are
//! none. A class that something else misses then fails the build. R8 lists such classes in
//! `missing_rules.txt`; read that list before you copy it.
//!
//! # Known problems
//!
//! Only modules that have a push SDK are looked at.
//!
//! # References
//!
//! - firebase/firebase-cpp-sdk issue 951
//! - exponea/exponea-android-sdk issue 93

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::keep::Statement;
use crate::lint::keep_files::{KeepFile, deletion, missing_dontwarn};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::source::line_ending_at;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW607", "ignore-warnings-blanket"]),
    severity: Severity::Warning,
    category: Category::Hygiene,
    inputs: &[Input::KeepRules],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if !module.has_push() {
        return;
    }
    for keep in module.rules_files() {
        let statements = keep.rules.statements.iter();
        let blankets = statements.filter(|it| it.name == Some("-ignorewarnings"));
        findings.extend(blankets.map(|it| finding(module, keep, it)));
    }
}

fn finding(module: &Module<'_>, keep: &KeepFile, statement: &Statement) -> Finding {
    let files: Vec<&KeepFile> = module.rules_files().iter().collect();
    let rules = missing_dontwarn(module.vendors.iter(), &files);
    let span = statement.span.clone();
    let (title, edit) = if rules.is_empty() {
        (
            "delete it".to_owned(),
            deletion(&keep.file.text, span.clone()),
        )
    } else {
        let newline = line_ending_at(&keep.file.text, span.start).unwrap_or("\n");
        let shown = rules.join("`, `");
        let edit = Edit::replacement(span.clone(), rules.join(newline));
        (format!("write `{shown}`"), edit)
    };
    let message = "`-ignorewarnings` hides every missing class of the app";
    Finding::warning(RULE.code, message)
        .at(
            &keep.file,
            span,
            "for all libraries, not only for the one that asks for it",
        )
        .help(title.clone())
        .fix(Fix::risky(title).edit(&keep.file, edit))
}
