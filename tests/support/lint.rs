//! The linter on projects in memory, and the cases of its rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use pushweave::catalogue::Catalogue;
use pushweave::finding::{Finding, Severity};
use pushweave::lint::{self, Knowledge};

use super::memory::Memory;

/// The built-in catalogue.
pub static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::of(&Catalogue::default()).expect("a readable catalogue"));

/// The findings of every rule in every part of `tree`.
pub fn check(tree: &Memory) -> Vec<Finding> {
    let targets = tree.targets();
    let all = targets
        .iter()
        .flat_map(|target| lint::check(tree, target, &KNOWLEDGE).findings);
    let mut findings: Vec<Finding> = Vec::new();
    for finding in all {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

/// The word for a severity.
pub fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// The files of an example or a case.
pub fn files(text: &str) -> BTreeMap<String, String> {
    let sections = format!("\n{text}");
    let sections = sections.split("\n--- ").skip(1);
    let files = sections.filter_map(|section| {
        let (name, body) = section.split_once('\n')?;
        let body = body.strip_suffix('\n').unwrap_or(body);
        let body = if body.is_empty() {
            String::new()
        } else {
            format!("{body}\n")
        };
        Some((name.to_owned(), body))
    });
    files.collect()
}

/// The code and the path of every case.
pub fn case_files() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint");
    let mut cases = Vec::new();
    for folder in fs::read_dir(root).expect("cases") {
        let folder = folder.expect("an entry").path();
        let code = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        for case in fs::read_dir(&folder).into_iter().flatten() {
            cases.push((code.clone(), case.expect("an entry").path()));
        }
    }
    cases.sort();
    cases
}

/// The section of a case with its findings.
pub const FINDINGS: &str = "findings";

/// Every case: its rule, its name and its files.
pub fn cases() -> Vec<(String, String, Memory)> {
    let cases = case_files().into_iter().map(|(code, path)| {
        let mut files = files(&fs::read_to_string(&path).expect("a case"));
        files.remove(FINDINGS);
        let name = path.file_stem().expect("a name").to_string_lossy();
        (code, name.into_owned(), Memory(files))
    });
    cases.collect()
}
