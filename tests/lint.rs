//! The rules, each on its examples and its cases.
//!
//! A rule's page has one example that fails and one that passes. `fixtures/lint/CODE/` has more:
//! `fails-*.case`, `passes-*.case`, and `near-*.case` for what looks like the problem and is none.
//! A case is files and the findings in them; `UPDATE=1 cargo test --test lint` writes the findings
//! anew. Read the diff: a position is shown with the text that it points at.

mod support;

use std::fmt::Write as _;
use std::fs;

use pushweave::finding::{Finding, Safety, Severity};
use pushweave::lint;
use support::lint::{FINDINGS, case_files, cases, check, example, files, mended, severity};
use support::memory::Memory;

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

#[test]
fn the_examples_of_every_page_are_true() {
    let mut wrong = String::new();
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
            let has_errors = findings.iter().any(|it| it.severity == Severity::Error);
            if found != expected || (!expected && has_errors) {
                let _ = writeln!(wrong, "{code}: the example that {word}:\n{all}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn cases_give_their_findings() {
    let mut wrong = String::new();
    for (code, path) in case_files() {
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
    let cases = case_files();
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

/// Whether both are the same, although the place may have moved, or a part of it was mended.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let text = |finding: &Finding| {
        let first = finding.labels.first()?;
        Some(first.file.text[first.span.clone()].to_owned())
    };
    one.code == other.code && (one.message == other.message || text(one) == text(other))
}

#[test]
fn fixes_mend_and_break_nothing() {
    for (code, name, tree) in cases() {
        let before = check(&tree);
        for most in [Safety::Safe, Safety::Unsafe] {
            let after = check(&mended(&format!("{code}/{name}"), tree.clone(), most));
            for finding in &after {
                let could_be_fixed = finding.fix.as_ref().is_some_and(|fix| fix.safety <= most);
                assert!(
                    !could_be_fixed,
                    "{code}/{name}: still there: {}",
                    shown(finding)
                );
                let known = before.iter().any(|old| is_same(old, finding));
                assert!(known, "{code}/{name}: a fix made this: {}", shown(finding));
            }
        }
    }
}
