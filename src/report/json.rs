//! Findings and rules for programs. `docs/findings.md` says what the keys mean, and
//! `docs/findings.schema.json` what they may be.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use super::place::Place;
use super::{Report, redaction, severity};
use crate::finding::{Finding, Fix, Label, Safety};
use crate::lint::Rule;
use crate::lint::page::{Example, Page};
use crate::source::SourceFile;

/// The number of the form that is printed here; it grows when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// What was found.
pub fn render(report: &Report<'_>) -> String {
    let summary = report.summary();
    let findings: Vec<Value> = report
        .entries()
        .map(|(it, fingerprint)| finding(it, fingerprint))
        .collect();
    text(&json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "summary": {
            "files-checked": report.files_checked,
            "files-with-findings": summary.files,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "infos": summary.infos,
            "fixable": summary.fixable,
            "fixable-unsafely": summary.fixable_unsafely,
            "applicable": summary.applicable,
            "suppressed": report.suppressed,
            "baselined": report.baselined,
        },
        "findings": findings,
    }))
}

/// All of `rules`.
pub fn rules(rules: &[Rule]) -> String {
    let rules: Vec<Value> = rules.iter().map(describe).collect();
    text(&json!({ "schema": SCHEMA, "rules": rules }))
}

/// One rule with its page.
pub fn rule(rule: &Rule) -> String {
    let mut document = describe(rule);
    document["schema"] = SCHEMA.into();
    let examples: Vec<Value> = Page::parse(rule.page).examples().map(example).collect();
    document["examples"] = examples.into();
    document["page"] = rule.page.into();
    text(&document)
}

/// `value` as text in which no character steers a terminal: all such stand in strings, where an
/// escape means the same.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    for c in format!("{value:#}\n").chars() {
        match c {
            '\n' => out.push(c),
            _ if super::human::steers(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

fn finding(finding: &Finding, fingerprint: &str) -> Value {
    let labels: Vec<Value> = finding.labels.iter().map(label).collect();
    json!({
        "code": finding.code.id(),
        "name": finding.code.name(),
        "severity": severity(finding.severity),
        "message": finding.message,
        "help": finding.advice(),
        "labels": labels,
        "fix": finding.fix.as_ref().map(|it| fix(it, redaction::withholds_fix(finding))),
        "variants": Some(finding.variants()).filter(|it| !it.is_empty()),
        "fingerprint": fingerprint,
    })
}

fn label(label: &Label) -> Value {
    let mut value = place(&label.file, &label.span);
    value["text"] = label.text.as_str().into();
    value
}

fn fix(fix: &Fix, withheld: bool) -> Value {
    let edits = fix.edits.iter().filter(|_| !withheld).map(|(file, edit)| {
        let mut value = place(file, &edit.range);
        value["replacement"] = edit.text.as_str().into();
        value
    });
    json!({
        "title": fix.title,
        "safety": safety(fix.safety),
        "withheld": withheld,
        "edits": edits.collect::<Vec<Value>>(),
    })
}

pub(super) fn safety(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
    }
}

fn place(file: &Arc<SourceFile>, span: &Range<usize>) -> Value {
    let place = Place::of(file, span);
    let position = |line: usize, column: usize, offset: usize| json!({ "line": line, "column": column, "offset": offset });
    json!({
        "path": file.name,
        "start": position(place.start.line, place.start.column, place.bytes.start),
        "end": position(place.end.line, place.end.column, place.bytes.end),
    })
}

fn describe(rule: &Rule) -> Value {
    let inputs: Vec<&str> = rule.inputs.iter().map(|input| input.word()).collect();
    json!({
        "code": rule.code.id(),
        "name": rule.code.name(),
        "severity": severity(rule.severity),
        "category": rule.category.word(),
        "fix": rule.remedy.word(),
        "pedantic": rule.pedantic,
        "inputs": inputs,
        "cwe": rule.cwe,
        "android-lint": rule.android_lint,
        "summary": rule.summary(),
    })
}

fn example(example: Example<'_>) -> Value {
    json!({
        "language": example.language,
        "outcome": example.outcome.map(|outcome| outcome.word()),
        "path": example.path,
        "code": example.code,
    })
}
