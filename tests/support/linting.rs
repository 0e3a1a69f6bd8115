//! Linting what is in memory: the examples of pages and the files of cases.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pushweave::catalogue::Catalogue;
use pushweave::finding::{Finding, Safety};
use pushweave::lint::{self, Knowledge, fix};

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
    let mut files = BTreeMap::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else {
            continue;
        };
        let body: String = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .map(|line| format!("{line}\n"))
            .collect();
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or_default();
        if words.next() == Some(word) {
            let path = words.next().unwrap_or_else(|| default_path(language));
            files.insert(path.to_owned(), body);
        }
    }
    files
}

/// Applies fixes until there are none, and returns the files.
pub fn mended(mut tree: Memory, most: Safety) -> Memory {
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
    panic!("fixing does not come to an end");
}
