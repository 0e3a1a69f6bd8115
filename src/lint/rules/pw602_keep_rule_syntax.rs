//! A file of keep rules has something in it that ProGuard and R8 cannot read.
//!
//! # Why
//!
//! The tools stop at the first mistake, so that a stray blank in a class name, a missing `;` or a
//! full-width brace from a web page fails the whole release build. Nothing in such a file fills in
//! `${applicationId}`, comments begin with `#` and not with `//`, and packages are written with dots.
//!
//! # What you see
//!
//! ProGuard says one of these, with the line behind it:
//!
//! > `Expecting opening '{' at 'pushselfshow.**'`
//! >
//! > `Expecting separator ';' before '}'`
//! >
//! > `Unknown option '//'`
//! >
//! > `Expecting opening '{' at '｛*'`
//! >
//! > `Expecting java type before 'com/x/A'`
//! >
//! > `Expecting class member name before '}'`
//! >
//! > `Unknown option '{'`
//!
//! R8 says:
//!
//! > `Expected char '-'`
//! >
//! > `Class name expected`
//! >
//! > `Unknown option "-x"`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```proguard fails
//! // the vendor's SDK
//! -keep class com.huawei.android. pushselfshow.**{*;}
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```proguard passes
//! # the vendor's SDK
//! -keep class com.huawei.android.pushselfshow.**{*;}
//! ```
//!
//! # Fix
//!
//! Safe where there is no doubt what was meant: blanks in names, full-width punctuation, a missing
//! `;` or `}`, and comments with slashes. Else you have to write what you mean.
//!
//! # Known problems
//!
//! The two tools do not refuse the same things. It is an error where the tool that shrinks the app
//! refuses it. What only the other one refuses is not reported.
//!
//! # References
//!
//! - ProGuard manual: "Configuration", "Class specifications"
//! - Android developers: "Add keep rules"

use crate::finding::{Code, Finding, Fix, Severity};
use crate::keep::{Problem, ProblemKind};
use crate::lint::keep_files::{KeepFile, said};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW602", "keep-rule-syntax"]),
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
        findings.extend(problems.filter_map(|it| finding(module, keep, it)));
    }
}

fn finding(module: &Module<'_>, keep: &KeepFile, problem: &Problem) -> Option<Finding> {
    let (message, help) = words(problem.kind)?;
    let said = said(module, problem)?;
    // ProGuard's are the words that people search for; the label has those of the tool in use.
    let message = match &problem.proguard {
        Some(words) if words.ends_with(" of") => format!("{message}: {words} …"),
        Some(words) => format!("{message}: {words}"),
        None => message.to_owned(),
    };
    let finding = Finding::error(RULE.code, message)
        .at(&keep.file, problem.span.clone(), said)
        .help(help);
    Some(match &problem.repair {
        Some(edit) => finding.fix(Fix::safe(help).edit(&keep.file, edit.clone())),
        None => finding,
    })
}

/// What is wrong, and what to do; none for what other rules are about.
fn words(kind: ProblemKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ProblemKind::ClassKeywordMissing
        | ProblemKind::AbbreviatedOption
        | ProblemKind::NotInR8
        | ProblemKind::NotInProguard => return None,
        ProblemKind::UnknownKeyword => (
            "no kind of class is called like that",
            "write `class`, `interface`, `enum` or `@interface`",
        ),
        ProblemKind::SpaceInName => ("a blank in a name", "delete the blank"),
        ProblemKind::SlashInName => ("slashes in a class name", "write dots for the slashes"),
        ProblemKind::Substitution => (
            "nothing fills in a placeholder in a file of keep rules",
            "write the full name of the class",
        ),
        ProblemKind::SemicolonMissing => ("a member without `;`", "add `;`"),
        ProblemKind::BraceMissing => ("members without a closing brace", "add `}`"),
        ProblemKind::StrayPunctuation => ("punctuation that belongs to nothing", "delete it"),
        ProblemKind::QuoteMissing => ("a quote that is not closed", "close it on the same line"),
        ProblemKind::SlashComment => ("a comment with slashes", "begin the comment with `#`"),
        ProblemKind::ForeignPunctuation => (
            "punctuation of a word processor or an input method",
            "write it in ASCII",
        ),
        ProblemKind::MembersNotAllowed => ("members behind an option that has none", "delete them"),
        ProblemKind::TextOutside => (
            "text that belongs to no option",
            "put `#` in front if it is a comment",
        ),
        ProblemKind::UnknownOption => ("there is no such option", "correct or delete the option"),
        ProblemKind::Other => ("a rule that cannot be read", "correct the rule"),
    })
}
