//! The consumer rules of a library have an option that acts on the whole app.
//!
//! # Why
//!
//! The rules that `consumerProguardFiles` names are handed on to every app that takes the library.
//! An option such as `-dontoptimize`, or keeping `SourceFile`, would change all of the app and not
//! the library alone. From version 9 on, Android's plugin refuses to build such a library, and apps
//! ignore such options of the libraries that they take.
//!
//! # What you see
//!
//! R8 says:
//!
//! > `-dontoptimize not allowed in library consumer rules.`
//!
//! > `Illegal attempt to keep the attribute 'SourceFile' in library consumer rules.`
//!
//! # Example
//!
//! ```groovy fails
//! plugins {
//!     id 'com.android.library' version '9.0.0'
//! }
//! android {
//!     defaultConfig {
//!         consumerProguardFiles 'consumer-rules.pro'
//!     }
//! }
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```proguard fails consumer-rules.pro
//! -keepattributes Signature
//! -keepattributes SourceFile,LineNumberTable
//! ```
//!
//! ```groovy passes
//! plugins {
//!     id 'com.android.library' version '9.0.0'
//! }
//! android {
//!     defaultConfig {
//!         consumerProguardFiles 'consumer-rules.pro'
//!     }
//! }
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```proguard passes consumer-rules.pro
//! -keepattributes Signature
//! ```
//!
//! # Fix
//!
//! Unsafe: the option is deleted, or the attribute is taken out of the list. An app that wants it has to have it in rules of its own.
//!
//! # Known problems
//!
//! It is an error where Android's plugin is known to be 9 or later, else a warning. Only libraries
//! that have a push SDK are looked at, and of their files those that the build names as consumer
//! rules. Nothing is said where `android.r8.globalOptionsInConsumerRules.disallowed` is `false`.
//!
//! # References
//!
//! - ionic-team/capacitor-plugins pull request 2468
//! - exponea/exponea-android-sdk issue 93
//! - `ValidateLibraryConsumerRulesKeepRuleProcessor` in R8

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::inventory::build::{ModuleKind, RulesFile};
use crate::keep::options::{global_attributes, is_global};
use crate::keep::{Argument, Statement};
use crate::lint::keep_files::{KeepFile, deletion};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW606", "global-option-in-consumer-rules"]),
    severity: Severity::Error,
    category: Category::Compatibility,
    inputs: &[Input::KeepRules, Input::Gradle],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

/// Switches the check of the tools off.
const OPT_OUT: &str = "android.r8.globalOptionsInConsumerRules.disallowed";

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let is_library = module.build.kind() == ModuleKind::Library;
    let is_allowed = module.build.flag(OPT_OUT).is_some_and(|(is_on, _)| !is_on);
    if !is_library || is_allowed || !module.has_push() {
        return;
    }
    let severity = match module.android_plugin_has("9") {
        Some(true) => Severity::Error,
        _ => Severity::Warning,
    };
    for keep in module
        .rules_files()
        .iter()
        .filter(|it| is_consumer(module, it))
    {
        for statement in &keep.rules.statements {
            findings.extend(finding(keep, statement, severity));
        }
    }
}

/// Whether the build hands the file on to apps.
fn is_consumer(module: &Module<'_>, keep: &KeepFile) -> bool {
    let mut rules = module.build.rules().iter().filter(|it| it.consumer);
    rules
        .any(|it| matches!(it.file.known(), Some(RulesFile::File(path)) if *path == keep.file.name))
}

fn finding(keep: &KeepFile, statement: &Statement, severity: Severity) -> Option<Finding> {
    let name = statement.name?;
    // With a class specification an option is about these classes only.
    let is_of_classes = matches!(statement.argument, Argument::Class(_));
    let (message, label) = if name == "-keepattributes" {
        let elements = elements(&statement.argument);
        let elements: Vec<&str> = elements.iter().map(String::as_str).collect();
        let first = *global_attributes(&elements).first()?;
        (
            format!("the consumer rules keep the attribute `{first}` in the whole app"),
            format!("Illegal attempt to keep the attribute '{first}' in library consumer rules."),
        )
    } else if is_global(name) && (!is_of_classes || name.starts_with("-whyareyou")) {
        (
            format!("`{name}` in consumer rules acts on the whole app"),
            format!("{name} not allowed in library consumer rules."),
        )
    } else {
        return None;
    };
    let finding = Finding::new(RULE.code, severity, message)
        .at(&keep.file, statement.span.clone(), label)
        .help("delete it here; an app that wants it has it in rules of its own");
    if keep.is_ours {
        return Some(finding);
    }
    let edit = match harmless(statement) {
        rest if rest.is_empty() => deletion(&keep.file.text, statement.span.clone()),
        rest => {
            let text = format!("{name} {}", rest.join(","));
            Edit::replacement(statement.span.clone(), text)
        }
    };
    Some(finding.fix(Fix::risky("take it out").edit(&keep.file, edit)))
}

/// The attributes of a `-keepattributes` that a library may keep.
fn harmless(statement: &Statement) -> Vec<String> {
    if statement.name != Some("-keepattributes") {
        return Vec::new();
    }
    let elements = elements(&statement.argument).into_iter();
    elements
        .filter(|element| !element.starts_with('!') && global_attributes(&[element]).is_empty())
        .collect()
}

/// The attributes that are named, with their `!`; all where none is.
fn elements(argument: &Argument) -> Vec<String> {
    match argument {
        Argument::Names(names) if !names.names.is_empty() => names
            .names
            .iter()
            .map(|name| format!("{}{}", if name.negated { "!" } else { "" }, name.text))
            .collect(),
        Argument::Words(words) if !words.is_empty() => {
            words.iter().map(|word| word.text.clone()).collect()
        }
        _ => vec!["*".to_owned()],
    }
}
