//! Findings and rules for readers: people at a terminal, programs, code scanning, the log of a CI run.
//!
//! Every format is a pure function of a [`Report`] and gives text that ends with a line break. None
//! of them prints a time, a host or what a finding wants hidden. `docs/findings.md` shows them all.

pub mod baseline;
pub mod fingerprint;
pub mod github;
pub mod human;
pub mod json;
pub mod pages;
mod place;
mod redaction;
pub mod sarif;
mod summary;

pub use summary::Summary;

use crate::finding::{Finding, Severity};
use crate::lint::Rule;

/// What a run of the linter has to say.
#[derive(Clone)]
pub struct Report<'a> {
    /// What was found and is to be shown, in the order in which it is shown.
    pub findings: &'a [Finding],
    /// What each finding is recognised by in the next run.
    pub fingerprints: Vec<String>,
    /// The rules that were asked.
    pub rules: &'a [Rule],
    /// How many files were read.
    pub files_checked: usize,
    /// How many findings a comment in a file or the configuration took away.
    pub suppressed: usize,
    /// How many findings the baseline took away.
    pub baselined: usize,
}

impl<'a> Report<'a> {
    /// A report from which nothing was taken away.
    ///
    /// Where findings were taken away, set `fingerprints` to those of [`fingerprint::of`] all
    /// findings: among equal ones they say which it is.
    pub fn new(findings: &'a [Finding], rules: &'a [Rule], files_checked: usize) -> Self {
        Self {
            findings,
            fingerprints: fingerprint::of(findings),
            rules,
            files_checked,
            suppressed: 0,
            baselined: 0,
        }
    }

    /// What the report comes to.
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }

    /// The findings with what each is recognised by.
    fn entries(&self) -> impl Iterator<Item = (&'a Finding, &str)> {
        let fingerprints = self.fingerprints.iter().map(String::as_str);
        self.findings
            .iter()
            .zip(fingerprints.chain(std::iter::repeat("")))
    }
}

/// The word for a severity in JSON and on pages.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
