//! Findings in merged manifests, taken back to the sources by the merger's logs.
//!
//! `fixtures/merged/*.case` are the files of a project after a build, and the findings in its merged
//! manifest: each with its first place, and what else is said of where it comes from.
//! `UPDATE=1 cargo test --test merged` writes the findings anew; read the diff.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushweave::finding::{Finding, Label, Severity};
use pushweave::lint::{self, Role, Target, manifest_target, spec_target};
use serde_json::Value;
use support::lint::{FINDINGS, KNOWLEDGE, files, severity};
use support::memory::Memory;

fn cases() -> Vec<(String, PathBuf)> {
    let folder = support::root().join("fixtures/merged");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
                path,
            )
        })
        .collect();
    cases.sort();
    assert!(cases.len() >= 10, "only {} cases", cases.len());
    cases
}

fn case(name: &str) -> Memory {
    let path = support::root().join(format!("fixtures/merged/{name}.case"));
    let mut files = files(&fs::read_to_string(path).expect("a case"));
    files.remove(FINDINGS);
    Memory(files)
}

fn merged_of(tree: &Memory) -> &str {
    let is_merged =
        |path: &&String| path.contains("/merged_manifest/") || path.contains("/manifests/full/");
    let mut all = tree.0.keys().filter(is_merged);
    all.next().expect("a merged manifest")
}

fn target(tree: &Memory) -> Target {
    let path = merged_of(tree);
    if !tree.0.contains_key("pushweave.toml") {
        return manifest_target(path, true);
    }
    let mut target = spec_target(tree, "pushweave.toml");
    target.manifests = vec![(path.to_owned(), Role::Merged)];
    target
}

fn check(tree: &Memory) -> Vec<Finding> {
    lint::check(tree, &target(tree), &KNOWLEDGE).findings
}

fn place(label: &Label) -> String {
    let place = label.file.line_column(label.span.start);
    let text = &label.file.text[label.span.clone()];
    let text: Vec<&str> = text.split_whitespace().collect();
    let text: String = text.join(" ").chars().take(60).collect();
    format!(
        "{}:{}:{} `{text}`",
        label.file.name, place.line, place.column
    )
}

fn shown(finding: &Finding) -> String {
    let mut out = format!(
        "{} {} {}\n",
        severity(finding),
        finding.code,
        finding.message
    );
    for label in &finding.labels {
        let _ = writeln!(out, "    {}: {}", place(label), label.text);
    }
    let reasons = finding.reason.iter().flat_map(|reason| reason.lines());
    let origins = reasons.filter(|it| it.ends_with("brings it") || it.starts_with("written in"));
    for origin in origins {
        let _ = writeln!(out, "    {origin}");
    }
    out
}

#[test]
fn cases_give_their_findings() {
    let mut wrong = String::new();
    for (name, path) in cases() {
        let tree = case(&name);
        let text = fs::read_to_string(&path).expect("a case");
        let expected = files(&text).remove(FINDINGS).unwrap_or_default();
        let findings = check(&tree);
        assert!(!findings.is_empty(), "{name}: nothing is found");
        // Nothing is left open in a merged manifest, and nothing in it is worth mending.
        for finding in &findings {
            let is_absence = finding.message.ends_with("is missing");
            assert!(
                !is_absence || finding.severity > Severity::Info,
                "{name}: {}",
                finding.message
            );
            assert!(finding.fix.is_none(), "{name}: {}", finding.message);
        }
        let found: String = findings.iter().map(shown).collect();
        if std::env::var_os("UPDATE").is_some() {
            let head = text.split("--- findings\n").next().unwrap_or_default();
            fs::write(&path, format!("{head}--- findings\n{found}")).expect("written");
        } else if found != expected {
            let _ = writeln!(wrong, "{name}:\n--- expected\n{expected}--- found\n{found}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whatever the log says, the same is found: a log moves findings, and neither makes nor mends any.
#[test]
fn a_log_moves_findings_only() {
    for (name, _) in cases() {
        let tree = case(&name);
        let mut without = tree.clone();
        without.0.retain(|path, _| !path.ends_with(".txt"));
        let count = |tree: &Memory| {
            let target = target(tree);
            let checked = lint::check(tree, &target, &KNOWLEDGE);
            let mut messages: Vec<String> =
                checked.findings.into_iter().map(|it| it.message).collect();
            messages.sort();
            (messages, checked.suppressed)
        };
        let ((with, suppressed), (all, _)) = (count(&tree), count(&without));
        assert_eq!(with.len() + suppressed, all.len(), "{name}");
        assert!(with.iter().all(|message| all.contains(message)), "{name}");
    }
}

/// Logs that are cut off anywhere, or have a byte changed, do no harm.
#[test]
fn broken_logs_do_no_harm() {
    for name in ["blame-file-of-a-later-plugin", "report-of-an-old-plugin"] {
        let tree = case(name);
        let (path, log) = tree
            .0
            .iter()
            .find(|(path, _)| path.ends_with(".txt"))
            .expect("a log");
        let all = check(&tree).len();
        for at in (0..log.len()).step_by(97) {
            for text in [
                log[..at].to_owned(),
                format!("{}\u{1b}[0m{}", &log[..at], &log[at..]),
                format!("{}{}", &log[..at], "9".repeat(400)),
            ] {
                let mut broken = tree.clone();
                broken.0.insert(path.clone(), text);
                assert_eq!(check(&broken).len(), all, "{name}: cut at {at}");
            }
        }
    }
}

fn write(tree: &Memory, folder: &Path) {
    for (path, text) in &tree.0 {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

fn printed(folder: &Path, path: &str, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_pushweave"))
        .args(["check", path, "--format", format])
        .current_dir(folder)
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn fingerprints(json: &str) -> BTreeMap<String, String> {
    let report: Value = serde_json::from_str(json).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let pairs = findings.iter().map(|finding| {
        let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
        (text("message"), text("fingerprint"))
    });
    pairs.collect()
}

/// On disk: the place in the source is in every format, whatever folder a person stands in; and a
/// finding keeps its fingerprint from variant to variant.
#[test]
fn every_format_points_at_the_source() {
    let tree = case("blame-file-of-a-later-plugin");
    let merged = merged_of(&tree);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let root = folder.path();
    write(&tree, root);
    fs::write(root.join("settings.gradle"), "include ':app'\n").expect("written");
    let source = "app/src/main/AndroidManifest.xml";

    let human = printed(root, merged, "human");
    assert!(human.contains(&format!("╭─[{source}:15:46]")), "{human}");
    assert!(human.contains("`com.acme:push:1.2.0` brings it"), "{human}");
    let github = printed(root, merged, "github");
    let at = format!("file={source},line=15,col=46,endLine=15,endColumn=70,title=PW203");
    assert!(github.contains(&at), "{github}");
    let json = printed(root, merged, "json");
    let sarif: Value = serde_json::from_str(&printed(root, merged, "sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let is_there = results.iter().any(|result| {
        let place = &result["locations"][0]["physicalLocation"];
        place["artifactLocation"]["uri"] == source && place["region"]["startLine"] == 15
    });
    assert!(is_there, "{sarif:#}");

    let inside = root.join("app/src");
    let from_inside = printed(&inside, &format!("../../{merged}"), "github");
    assert!(
        from_inside.contains("file=main/AndroidManifest.xml,line=15,col=46")
            || from_inside.contains("/main/AndroidManifest.xml,line=15,col=46"),
        "{from_inside}"
    );

    // The same sources in another variant, whose merged manifest has other lines.
    let mut other = Memory::default();
    for (path, text) in &tree.0 {
        let path = path
            .replace("ebug/", "ebugger/")
            .replace("-debug-", "-debugger-");
        other
            .0
            .insert(path, text.replace("<uses-sdk", "<uses-sdk "));
    }
    let release = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    write(&other, release.path());
    fs::write(release.path().join("settings.gradle"), "").expect("written");
    let again = printed(release.path(), merged_of(&other), "json");
    let (one, two) = (fingerprints(&json), fingerprints(&again));
    let same = one
        .iter()
        .filter(|(message, mark)| two.get(*message) == Some(*mark));
    assert!(same.count() >= 5, "{one:#?}\n{two:#?}");
}
