//! Nobody has looked at this release of the SDK, and the ones around it differ.
//!
//! # Why
//!
//! What a release needs was read in its documents, or in the release itself. Where something is
//! needed in one release and not in another, and nothing between the two was looked at, the catalogue
//! knows both sides and not the boundary. For a release in between, what may be needed is woven, to
//! be on the safe side.
//!
//! # What you see
//!
//! The finding at the version in the spec. It names the entries in doubt.
//!
//! # Without an example
//!
//! Each one would be gone as soon as somebody looks at the release.
//!
//! # Fix
//!
//! None: use one of the releases on either side, or compare the AAR of yours with what is woven. If
//! you did, a vendor file of your own can say so, see docs/catalogue.md.
//!
//! # References
//!
//! - docs/catalogue.md: `bounds`

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::VERSION_UNCERTAIN,
    severity: Severity::Warning,
    category: Category::Tool,
    inputs: &[Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
