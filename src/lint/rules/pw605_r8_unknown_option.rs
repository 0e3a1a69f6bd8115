//! An option is written short, or is one of ProGuard's alone, and R8 does not take it.
//!
//! # Why
//!
//! ProGuard takes the beginning of an option's name for the option, so `-ignorewarning` without its
//! `s` went unnoticed for years, and vendors' documents print it. R8, which has shrunk Android apps
//! since version 3.4 of Android's plugin, wants the whole word.
//!
//! # What you see
//!
//! R8 says:
//!
//! > `R8: Unknown option "-ignorewarning"`
//!
//! and of an option that it knows but does not have:
//!
//! > `Unsupported option: -skipnonpubliclibraryclasses`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```proguard fails
//! -keepattribute Signature
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```proguard passes
//! -keepattributes Signature
//! ```
//!
//! # Fix
//!
//! Safe: the name is written out, where only one option can be meant. Look at PW607 then: written out,
//! `-ignorewarnings` builds, and hides every missing class.
//!
//! # Known problems
//!
//! Nothing is said where ProGuard is known to shrink the app: with an Android plugin before 3.4, with
//! `useProguard true`, or with `android.enableR8=false`.
//!
//! # References
//!
//! - v7lin/fake_push issue 25
//! - ProGuard manual: "Usage"

use crate::finding::{Code, Finding, Fix, Severity};
use crate::keep::{Problem, ProblemKind};
use crate::lint::keep_files::KeepFile;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW605", "r8-unknown-option"]),
    severity: Severity::Error,
    category: Category::Compatibility,
    inputs: &[Input::KeepRules, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.is_for_proguard() {
        return;
    }
    for keep in module.rules_files() {
        let problems = keep.rules.problems.iter();
        findings.extend(problems.filter_map(|it| finding(keep, it)));
    }
}

fn finding(keep: &KeepFile, problem: &Problem) -> Option<Finding> {
    let said = problem.r8.as_ref()?;
    let option = &keep.file.text[problem.span.clone()];
    let (message, help) = match (problem.kind, &problem.repair) {
        (ProblemKind::AbbreviatedOption, Some(repair)) => (
            format!("R8 does not complete `{option}`"),
            format!("write `{}`", repair.text),
        ),
        (ProblemKind::AbbreviatedOption, None) => (
            format!("R8 does not complete `{option}`"),
            "write the whole option".to_owned(),
        ),
        (ProblemKind::NotInR8, _) => (
            format!("R8 does not have `{option}`"),
            "delete the option".to_owned(),
        ),
        _ => return None,
    };
    let finding = Finding::error(RULE.code, message)
        .at(&keep.file, problem.span.clone(), format!("R8: {said}"))
        .help(help.clone());
    Some(match &problem.repair {
        Some(edit) if problem.kind == ProblemKind::AbbreviatedOption => {
            finding.fix(Fix::safe(help).edit(&keep.file, edit.clone()))
        }
        _ => finding,
    })
}
