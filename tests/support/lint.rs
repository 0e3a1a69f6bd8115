//! The linter on projects in memory, and the cases of its rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use pushweave::catalogue::Catalogue;
use pushweave::finding::{Finding, Safety, Severity};
use pushweave::lint::page::Page;
use pushweave::lint::{self, Knowledge, Selection, fix};

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

/// Where an example in a language stands unless it says so.
fn default_path(language: &str) -> &'static str {
    match language {
        "xml" => "src/main/AndroidManifest.xml",
        "toml" => "pushweave.toml",
        "groovy" => "build.gradle",
        "kotlin" => "build.gradle.kts",
        "proguard" => "proguard-rules.pro",
        "java" => "src/main/java/com/acme/chat/Constants.java",
        "json" => "agconnect-services.json",
        "properties" => "gradle.properties",
        other => panic!("no file is known for examples in {other}"),
    }
}

/// The files of the example of `page` that is marked with `word`.
pub fn example(page: &str, word: &str) -> BTreeMap<String, String> {
    let page = Page::parse(page);
    let examples = page.examples();
    let marked = examples.filter(|it| it.outcome.is_some_and(|it| it.word() == word));
    let files = marked.map(|it| {
        let path = it.path.unwrap_or_else(|| default_path(it.language));
        (path.to_owned(), it.code.to_owned())
    });
    files.collect()
}

/// Applies fixes until there are none, and returns the files of what is called `name`.
pub fn mended(name: &str, mut tree: Memory, most: Safety) -> Memory {
    for _ in 0..20 {
        let fixed = fix::apply(&check(&tree), most);
        if fixed.count == 0 {
            return tree;
        }
        for (file, text) in fixed.files {
            let text = file.with_text(text).content().to_string();
            tree.0.insert(file.name.clone(), text);
        }
    }
    let left: Vec<String> = check(&tree)
        .iter()
        .filter(|finding| finding.fix.is_some())
        .map(|finding| format!("{} {}", finding.code, finding.message))
        .collect();
    panic!("{name}: fixing does not come to an end: {left:#?}");
}

/// Whether `finding` is shown to somebody who asks for nothing in particular.
pub fn counts(finding: &Finding) -> bool {
    Selection::new(&[], &[], false, Severity::Warning).is_ok_and(|default| default.counts(finding))
}
