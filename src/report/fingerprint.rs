//! What a finding is recognised by when lines above it come and go.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::redaction;
use crate::finding::Finding;

/// A fingerprint for each of `findings`.
///
/// It is a hash of the code, the path, the message, and the text under the first label with white
/// space evened out; among findings that agree in all of that, also of how many came before. So it
/// stays when lines move, and goes when the text is mended. It holds nothing that must not be shown.
pub fn of(findings: &[Finding]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let fingerprint = |finding: &Finding| {
        let key = key(finding);
        let before = seen.entry(key.clone()).or_default();
        let hash = Sha256::digest(format!("{key}\0{before}"));
        *before += 1;
        hash.iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    findings.iter().map(fingerprint).collect()
}

/// What equal findings agree in.
fn key(finding: &Finding) -> String {
    let (path, text) = match finding.labels.first() {
        Some(label) => (label.file.name.as_str(), redaction::under(finding, label)),
        None => ("", String::new()),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    format!("{}\0{path}\0{}\0{text}", finding.code, finding.message)
}
