//! A file cannot be read or written.
//!
//! # Why
//!
//! The run needs the file: it does not exist, is a folder, is no UTF-8, is larger than such files
//! are, or lies behind a link that leads out of the project. Nothing outside of the project is ever
//! read or written, and a file that changes during a run is not overwritten.
//!
//! Where a build script is too large or broken, the run goes on without it, and the finding is a
//! warning: an SDK that stands there is not seen.
//!
//! # What you see
//!
//! The finding, with the path and what the system says about it.
//!
//! # Without an example
//!
//! It takes a file system to have it.
//!
//! # Fix
//!
//! None: name another file in the spec or on the command line, or mend what the finding says.
//!
//! # References
//!
//! - README: the files that are read and written

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::FILE_UNUSABLE,
    severity: Severity::Error,
    category: Category::Tool,
    inputs: &[Input::Spec, Input::Manifest, Input::Gradle],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
