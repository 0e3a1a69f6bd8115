//! A suppression names a rule that there is not, or covers nothing.
//!
//! # Why
//!
//! A suppression that covers nothing hides the next real finding at its place, and one with a typo
//! never worked.
//!
//! # What you see
//!
//! Nothing: a misspelt suppression is silent, and the finding that it was for stays.
//!
//! # Example
//!
//! ```proguard fails
//! -keepattributes Signature # pushweave: allow PW602
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" />
//! ```
//!
//! ```proguard passes
//! -keepattributes Signature
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" />
//! ```
//!
//! # Fix
//!
//! Safe: the word is deleted, and the whole comment or attribute where it is the only one.
//!
//! # Known problems
//!
//! Only a run of every rule can tell: with `--select` or `--ignore` nothing is called unused.
//!
//! # References
//!
//! - The README's section on suppressing findings

use crate::finding::Severity;
use crate::lint::suppress::UNUSED;
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: UNUSED,
    severity: Severity::Warning,
    category: Category::Hygiene,
    inputs: &[
        Input::Manifest,
        Input::Spec,
        Input::Gradle,
        Input::KeepRules,
        Input::Constants,
    ],
    remedy: Remedy::Safe,
    pedantic: true,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
