//! The command line names something that is not there.
//!
//! # Why
//!
//! A vendor, a release or a rule that nobody knows, or options that exclude each other. A run with
//! half of what was asked for would look like a result.
//!
//! # What you see
//!
//! The finding, with what is known and is nearly the same. The exit code is 2.
//!
//! # Without an example
//!
//! It is about the command line, not about a file.
//!
//! # Fix
//!
//! None: `pushweave vendors` lists the vendors, `pushweave vendors ID` their releases, and
//! `pushweave help` the options.
//!
//! # References
//!
//! - README: the commands

use crate::finding::{Code, Severity};
use crate::lint::{Category, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::ARGUMENT_INVALID,
    severity: Severity::Error,
    category: Category::Tool,
    inputs: &[],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
