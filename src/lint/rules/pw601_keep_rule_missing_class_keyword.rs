//! A keep rule names a class without the word `class` in front of it.
//!
//! # Why
//!
//! `-keep` wants to know what kind of thing it keeps: `class`, `interface` or `enum`. Many push
//! vendors' documents print the rule for the app's own receiver without that word. ProGuard and R8
//! both stop at it, and the release build fails.
//!
//! # What you see
//!
//! ProGuard says:
//!
//! > `Error: Unexpected keyword 'com.acme.chat.PushReceiver' in line 1 of file 'proguard-rules.pro'`
//!
//! R8 says:
//!
//! > `Expected [!]interface|@interface|class|enum`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```proguard fails
//! -keep com.acme.chat.PushReceiver {*;}
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```proguard passes
//! -keep class com.acme.chat.PushReceiver {*;}
//! ```
//!
//! # Fix
//!
//! Safe: `class` is inserted. It also matches interfaces and enums of that name.
//!
//! # Known problems
//!
//! A file that the build does not name is looked at as well when it has rules in it, since somebody
//! will name it.
//!
//! # References
//!
//! - ProGuard manual: "Class specifications"
//! - Android developers: "Add keep rules"

use crate::finding::{Code, Finding, Fix, Severity};
use crate::keep::ProblemKind;
use crate::lint::keep_files::said;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW601", "keep-rule-missing-class-keyword"]),
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::KeepRules],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for keep in module.rules_files() {
        let problems = keep.rules.problems.iter();
        for problem in problems.filter(|it| it.kind == ProblemKind::ClassKeywordMissing) {
            let name = keep.file.text[problem.span.clone()].escape_debug();
            let words = said(module, problem).unwrap_or_else(|| "a class name".to_owned());
            let message = format!("`class` is missing in front of `{name}`");
            let finding = Finding::error(RULE.code, message)
                .at(&keep.file, problem.span.clone(), words)
                .help(format!("write `class {name}`"));
            findings.push(match &problem.repair {
                Some(edit) => {
                    finding.fix(Fix::safe("insert `class`").edit(&keep.file, edit.clone()))
                }
                None => finding,
            });
        }
    }
}
