//! A vendor file of your own catalogue cannot be used.
//!
//! # Why
//!
//! A company may lay files of its own over the built-in catalogue. Such a file is held to the same
//! checks as a built-in one: known keys, ordered gates, a document behind every fact. It may also
//! take no protection away, such as an `exported="false"` or a permission, unless the spec allows
//! that.
//!
//! # What you see
//!
//! The finding, with the place in the vendor file. `pushweave vendors --lint FILE` shows the same.
//!
//! # Without an example
//!
//! The catalogue is read before any project is.
//!
//! # Fix
//!
//! None. Where an entry is meant to be weaker than the built-in one, write `allow-weaker = true`
//! beside `folder`, or run with `--allow-weaker`.
//!
//! # References
//!
//! - docs/catalogue.md: every key of a vendor file

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::CATALOGUE_INVALID,
    severity: Severity::Error,
    category: Category::Tool,
    inputs: &[Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
