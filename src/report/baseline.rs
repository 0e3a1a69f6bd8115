//! A baseline: the findings that an old project has and nobody is asked to mend yet.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::finding::{Code, Finding};
use crate::source::SourceFile;

/// The version of the format.
const SCHEMA: u32 = 1;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    schema: u32,
    /// By file and code, what each finding is recognised by.
    findings: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// The baseline of `findings`, each with its fingerprint.
pub fn render(findings: &[Finding], fingerprints: &[String]) -> String {
    let mut baseline = Baseline {
        schema: SCHEMA,
        findings: BTreeMap::new(),
    };
    for (finding, fingerprint) in findings.iter().zip(fingerprints) {
        let first = finding.labels.first();
        let file = first.map_or(String::new(), |label| label.file.name.clone());
        let codes = baseline.findings.entry(file).or_default();
        let marks = codes.entry(finding.code.id().to_owned()).or_default();
        marks.push(fingerprint.clone());
    }
    for marks in baseline
        .findings
        .values_mut()
        .flat_map(BTreeMap::values_mut)
    {
        marks.sort();
    }
    let mut text = serde_json::to_string_pretty(&baseline).unwrap_or_default();
    text.push('\n');
    text
}

/// The fingerprints in the baseline `file`.
///
/// # Errors
///
/// When it is not one that [`render`] wrote.
pub fn read(file: &SourceFile) -> Result<HashSet<String>, Finding> {
    let invalid = |reason: String| {
        let message = format!("`{}` is no baseline: {reason}", file.name.escape_debug());
        Finding::error(Code::FILE_UNUSABLE, message).help("write it anew with `--update-baseline`")
    };
    let baseline: Baseline =
        serde_json::from_str(&file.text).map_err(|error| invalid(error.to_string()))?;
    if baseline.schema != SCHEMA {
        return Err(invalid(format!("its schema is {}", baseline.schema)));
    }
    let marks = baseline
        .findings
        .into_values()
        .flat_map(BTreeMap::into_values);
    Ok(marks.flatten().collect())
}
