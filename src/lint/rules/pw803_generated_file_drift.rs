//! Something that `pushweave apply` wrote is not what it would write now.
//!
//! # Why
//!
//! The spec was changed and `apply` did not run, or somebody edited a generated file or a woven
//! element. What ships is then not what the spec says, and the next `apply` either overwrites the
//! edit or stops at it.
//!
//! # What you see
//!
//! Nothing in the build.
//!
//! # Example
//!
//! ```toml fails
//! EXAMPLE
//! ```
//!
//! # Fix
//!
//! Run `pushweave apply`. Where a generated file was edited by hand, it stops: move your lines into a
//! file of your own first.
//!
//! # References
//!
//! - README: `pushweave apply --check`, which a pre-commit hook runs

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::GENERATED_DRIFT,
    severity: Severity::Warning,
    category: Category::Hygiene,
    inputs: &[Input::Spec, Input::Manifest, Input::KeepRules, Input::Constants],
    remedy: Remedy::Apply,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| findings.extend(module.drift(Code::GENERATED_DRIFT)),
};
