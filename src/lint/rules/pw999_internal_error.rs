//! The tool made a mistake, and stopped before it wrote anything.
//!
//! # Why
//!
//! Every result is read again and compared with what it should be before a file is touched. Where
//! they differ, or weaving does not come to an end, that is a mistake in pushweave, whatever the
//! input is.
//!
//! # What you see
//!
//! The finding. No file has changed.
//!
//! # Without an example
//!
//! If there were one, it would be mended.
//!
//! # Fix
//!
//! None: please report it, with the manifest and the lock that it happened with, or as much of them
//! as you can show.
//!
//! # References
//!
//! - The repository's list of issues

use crate::finding::{Code, Severity};
use crate::lint::{Category, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::INTERNAL,
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
