//! An entry that was written by hand cannot be treated as if pushweave had woven it.
//!
//! # Why
//!
//! What is woven is taken out again whole, when a vendor goes or a newer release does without it.
//! `adopt` takes such entries only as say what the SDK asks for and nothing else, so that nothing of
//! yours goes with them: no filter, no attribute, no comment.
//!
//! # What you see
//!
//! A warning of `pushweave adopt` with the place of what is yours. The entry stays in the manifest
//! and counts as yours, as before; nothing is written over it.
//!
//! # Without an example
//!
//! It is about the command `adopt`: `check` has nothing to say of such an entry.
//!
//! # Fix
//!
//! None. Leave it as it is, or write what the SDK asks for and run `adopt` again.
//!
//! # References
//!
//! - docs/moving-in.md: what is taken, and what stays yours

use crate::finding::{Code, Severity};
use crate::lint::{Category, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::NOT_ADOPTED,
    severity: Severity::Warning,
    category: Category::Tool,
    inputs: &[],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
