//! The rules, each on its examples and its cases.
//!
//! A rule's page has one example that fails and one that passes. `fixtures/lint/CODE/` has more:
//! `fails-*.case`, `passes-*.case`, and `near-*.case` for what looks like the problem and is none.
//! A case is files and the findings in them; `UPDATE=1 cargo test --test lint` writes the findings
//! anew. Read the diff: a position is shown with the text that it points at.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use pushweave::catalogue::Catalogue;
use pushweave::finding::{Finding, Safety, Severity};
use pushweave::lint::{self, Knowledge, fix};
use pushweave::lock::Lock;
use support::memory::Memory;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::of(&Catalogue::default()).expect("a readable catalogue"));

/// The findings of every rule in every part of `tree`.
fn check(tree: &Memory) -> Vec<Finding> {
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

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// One finding as a case has it: the place with the text there, the message, the fix.
fn shown(finding: &Finding) -> String {
    let mut out = format!("{} {}", severity(finding), finding.code);
    if let Some(label) = finding.labels.first() {
        let place = label.file.line_column(label.span.start);
        let text = &label.file.text[label.span.clone()];
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = text.chars().take(80).collect();
        let _ = write!(
            out,
            " {}:{}:{} `{text}`",
            label.file.name, place.line, place.column
        );
    }
    let _ = writeln!(out, "\n    {}", finding.message);
    if let Some(fix) = &finding.fix {
        let how = match fix.safety {
            Safety::Safe => "fix",
            Safety::Unsafe => "unsafe fix",
        };
        let _ = writeln!(out, "    {how}: {}", fix.title);
    }
    out
}

/// The files of an example or a case.
fn files(text: &str) -> BTreeMap<String, String> {
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
fn example(page: &str, word: &str) -> BTreeMap<String, String> {
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

#[test]
fn the_examples_of_every_page_are_true() {
    for rule in lint::ALL
        .iter()
        .filter(|rule| !rule.page.contains("\n# Without an example\n"))
    {
        let code = rule.code;
        for (word, expected) in [("fails", true), ("passes", false)] {
            let tree = Memory(example(rule.page, word));
            assert!(!tree.0.is_empty(), "{code}: an example that {word}");
            let findings = check(&tree);
            let found = findings.iter().any(|finding| finding.code == code);
            let all: String = findings.iter().map(shown).collect();
            assert_eq!(found, expected, "{code}: the example that {word}:\n{all}");
            if !expected {
                assert_eq!(
                    all, "",
                    "{code}: the example that passes has other findings"
                );
            }
        }
    }
}

fn cases() -> Vec<(String, PathBuf)> {
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

const FINDINGS: &str = "findings";

#[test]
fn cases_give_their_findings() {
    let mut wrong = String::new();
    for (code, path) in cases() {
        let text = fs::read_to_string(&path).expect("a case");
        let mut tree = files(&text);
        let expected = tree.remove(FINDINGS).unwrap_or_default();
        let findings = check(&Memory(tree));
        let found: String = findings.iter().map(shown).collect();
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let must = name.starts_with("fails-");
        let has = findings.iter().any(|finding| finding.code.id() == code);
        if must != has {
            let _ = writeln!(wrong, "{code}/{name}: the rule fires: {has}\n{found}");
        } else if std::env::var_os("UPDATE").is_some() {
            let head = text.split("--- findings\n").next().unwrap_or_default();
            fs::write(&path, format!("{head}--- findings\n{found}")).expect("written");
        } else if found != expected {
            let _ = writeln!(
                wrong,
                "{code}/{name}:\n--- expected\n{expected}--- found\n{found}"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_cases_of_each_kind() {
    let cases = cases();
    let mut missing = String::new();
    for rule in lint::ALL
        .iter()
        .filter(|rule| !rule.page.contains("\n# Without an example\n"))
    {
        for kind in ["fails-", "passes-", "near-"] {
            let has = cases.iter().any(|(code, path)| {
                let name = path.file_name().expect("a name").to_string_lossy();
                *code == rule.code.id() && name.starts_with(kind)
            });
            if !has {
                let _ = writeln!(missing, "fixtures/lint/{}/{kind}*.case", rule.code);
            }
        }
    }
    assert!(missing.is_empty(), "there is no\n{missing}");
}

/// What identifies a finding whose place may have moved.
fn identity(finding: &Finding) -> (String, String) {
    (finding.code.to_string(), finding.message.clone())
}

/// Applies fixes until there are none, and returns the files.
fn mended(mut tree: Memory, most: Safety) -> Memory {
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

#[test]
fn fixes_mend_and_break_nothing() {
    for (code, path) in cases() {
        let mut files = files(&fs::read_to_string(&path).expect("a case"));
        files.remove(FINDINGS);
        let tree = Memory(files);
        let before = check(&tree);
        for most in [Safety::Safe, Safety::Unsafe] {
            let after = check(&mended(tree.clone(), most));
            let name = format!(
                "{code}/{}",
                path.file_stem().expect("a name").to_string_lossy()
            );
            for finding in &after {
                let could_be_fixed = finding.fix.as_ref().is_some_and(|fix| fix.safety <= most);
                assert!(!could_be_fixed, "{name}: still there: {}", shown(finding));
                let known = before.iter().any(|old| identity(old) == identity(finding));
                assert!(known, "{name}: a fix made this: {}", shown(finding));
            }
        }
    }
}

/// The targetSdks around which something changes.
const TARGETS: [u32; 7] = [28, 29, 30, 31, 33, 34, 36];

/// What is true of a release whatever is woven, and files that are not part of the manifest.
const BESIDE_THE_MANIFEST: &[&str] = &["PW402", "PW407", "PW511", "PW803", "PW906"];

#[test]
fn nothing_is_wrong_with_what_apply_weaves() {
    let bare = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n    \
                <application>\n    </application>\n</manifest>\n";
    let output = "\n[output]\nmodule = \".\"\nmanifest = \"src/main/AndroidManifest.xml\"\n";
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for vendor in KNOWLEDGE.vendors() {
        for (release, target) in vendor
            .releases
            .iter()
            .flat_map(|release| TARGETS.map(|target| (release, target)))
        {
            let spec = support::spec_text(&[(&vendor.id, release.as_str())], output);
            let spec = spec.replace("target-sdk = 34", &format!("target-sdk = {target}"));
            let resolved = support::resolved(&spec);
            let woven = support::weave(&vendor.id, bare, &Lock::default(), &resolved);
            let manifest = "src/main/AndroidManifest.xml".to_owned();
            let with_spec = Memory(
                [
                    (manifest.clone(), woven.text.to_string()),
                    ("pushweave.toml".to_owned(), spec),
                ]
                .into(),
            );
            let alone = Memory([(manifest, woven.text.to_string())].into());
            for (how, tree) in [("with its spec", with_spec), ("alone", alone)] {
                for finding in check(&tree) {
                    if !BESIDE_THE_MANIFEST.contains(&finding.code.id()) {
                        let case = format!("{} {release}, targetSdk {target}, {how}", vendor.id);
                        wrong.entry(shown(&finding)).or_insert(case);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
