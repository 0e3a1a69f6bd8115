//! What a report comes to, in numbers and in a line.

use std::collections::BTreeSet;

use super::Report;
use super::human::{plural, tally};
use crate::finding::{Finding, Safety, Severity};
use crate::lint::{Remedy, Rule};

/// The numbers of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are worth knowing.
    pub infos: usize,
    /// Files in which something was found.
    pub files: usize,
    /// Findings that `--fix` mends.
    pub fixable: usize,
    /// Findings that only `--fix --unsafe-fixes` mends.
    pub fixable_unsafely: usize,
    /// Findings that `pushweave apply` mends.
    pub applicable: usize,
}

impl Summary {
    pub(super) fn of(report: &Report<'_>) -> Self {
        let mut summary = Self::default();
        for finding in report.findings {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
            }
            match finding.fix.as_ref().map(|fix| fix.safety) {
                Some(Safety::Safe) => summary.fixable += 1,
                Some(Safety::Unsafe) => summary.fixable_unsafely += 1,
                None if is_applicable(finding, report.rules) => summary.applicable += 1,
                None => {}
            }
        }
        let places = report
            .findings
            .iter()
            .filter_map(|finding| finding.labels.first());
        let files: BTreeSet<&str> = places.map(|label| label.file.name.as_str()).collect();
        Self {
            files: files.len(),
            ..summary
        }
    }

    /// `3 errors, 1 warning in 2 files; 2 can be fixed with --fix`
    pub(super) fn line(&self, report: &Report<'_>) -> String {
        let found = match tally(report.findings) {
            tally if tally.is_empty() => {
                format!(
                    "nothing is wrong in {}",
                    plural(report.files_checked, "file")
                )
            }
            tally if self.files == 0 => tally,
            tally => format!("{tally} in {}", plural(self.files, "file")),
        };
        let remedies = self.remedies();
        let mut parts = vec![found];
        if !remedies.is_empty() {
            parts.push(remedies);
        }
        if report.suppressed > 0 {
            parts.push(format!("{} suppressed", report.suppressed));
        }
        if report.baselined > 0 {
            parts.push(format!("{} in the baseline", report.baselined));
        }
        parts.join("; ")
    }

    /// `2 can be fixed with --fix, 1 with --fix --unsafe-fixes`
    fn remedies(&self) -> String {
        let remedies = [
            (self.fixable, "--fix"),
            (self.fixable_unsafely, "--fix --unsafe-fixes"),
            (self.applicable, "pushweave apply"),
        ];
        let mut parts = Vec::new();
        for (count, how) in remedies.iter().filter(|(count, _)| *count > 0) {
            let verb = if parts.is_empty() {
                " can be fixed"
            } else {
                ""
            };
            parts.push(format!("{count}{verb} with {how}"));
        }
        parts.join(", ")
    }
}

fn is_applicable(finding: &Finding, rules: &[Rule]) -> bool {
    rules
        .iter()
        .any(|rule| rule.code == finding.code && rule.remedy == Remedy::Apply)
}
