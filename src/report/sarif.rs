//! Findings as SARIF 2.1.0, as GitHub's code scanning and other viewers take them.
//!
//! What is left out is left out on purpose: `automationDetails`, since an upload fills it with the
//! category that the workflow names, and only where it is missing; the fingerprint
//! `primaryLocationLineHash`, since the upload computes it and warns of any other; snippets, since a
//! line may hold what must not be shown; and all of time, host and account.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use super::json::{safety, text};
use super::place::Place;
use super::{Report, pages, redaction};
use crate::finding::{Code, Finding, Fix, Label, Severity};
use crate::lint::page::Page;
use crate::lint::{Category, Rule};
use crate::source::SourceFile;

/// The base of all paths.
const ROOT: &str = "%SRCROOT%";
/// The most characters that GitHub takes of a description.
const DESCRIPTION: usize = 1024;

/// One run.
pub fn render(report: &Report<'_>) -> String {
    let codes = codes(report);
    let rules: Vec<Value> = codes
        .iter()
        .map(
            |code| match report.rules.iter().find(|rule| rule.code == *code) {
                Some(rule) => descriptor(rule),
                None => bare_descriptor(*code),
            },
        )
        .collect();
    let (placed, placeless): (Vec<_>, Vec<_>) = report
        .entries()
        .partition(|(finding, _)| !finding.labels.is_empty());
    let results: Vec<Value> = placed
        .iter()
        .map(|(finding, fingerprint)| result(finding, fingerprint, &codes))
        .collect();
    let run = json!({
        "tool": { "driver": {
            "name": "pushweave",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        } },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: { "description": { "text": "The folder that pushweave was run in." } },
        },
        "invocations": [invocation(&placeless)],
        "results": results,
    });
    text(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }))
}

/// The codes of all rules, then those of findings that no rule made.
fn codes(report: &Report<'_>) -> Vec<Code> {
    let mut codes: Vec<Code> = report.rules.iter().map(|rule| rule.code).collect();
    for finding in report.findings {
        if !codes.contains(&finding.code) {
            codes.push(finding.code);
        }
    }
    codes
}

/// How the run went. A viewer shows a result at its place, so what has none is a notification.
fn invocation(placeless: &[(&Finding, &str)]) -> Value {
    let notifications: Vec<Value> = placeless
        .iter()
        .map(|(finding, _)| {
            json!({
                "descriptor": { "id": finding.code.id() },
                "level": level(finding.severity),
                "message": { "text": message(finding) },
            })
        })
        .collect();
    let failed = placeless
        .iter()
        .any(|(finding, _)| finding.severity == Severity::Error);
    json!({
        "executionSuccessful": !failed,
        "toolExecutionNotifications": notifications,
    })
}

fn result(finding: &Finding, fingerprint: &str, codes: &[Code]) -> Value {
    let mut labels = finding.labels.iter().enumerate().map(|(at, label)| {
        let mut value = location(label);
        // Other parts of the result could name it by this number; the place itself needs none.
        if at > 0 {
            value["id"] = at.into();
        }
        value
    });
    let first: Vec<Value> = labels.by_ref().take(1).collect();
    let related: Vec<Value> = labels.collect();
    let mut value = json!({
        "ruleId": finding.code.id(),
        "level": level(finding.severity),
        "message": { "text": message(finding) },
        "locations": first,
        "partialFingerprints": { "pushweave/v1": fingerprint },
    });
    if let Some(at) = codes.iter().position(|code| *code == finding.code) {
        value["ruleIndex"] = at.into();
    }
    if !related.is_empty() {
        value["relatedLocations"] = related.into();
    }
    let shown = finding
        .fix
        .as_ref()
        .filter(|fix| !fix.edits.is_empty() && !redaction::withholds_fix(finding));
    if let Some(fix) = shown {
        value["fixes"] = json!([proposal(fix)]);
    }
    value
}

/// What is wrong and what to write instead, without what would be a link.
fn message(finding: &Finding) -> String {
    let lines: Vec<String> = std::iter::once(finding.message.clone())
        .chain(finding.advice())
        .map(|line| plain(&line))
        .collect();
    lines.join("\n")
}

/// `[text](1)` is a link in a message of SARIF; no value becomes one.
fn plain(text: &str) -> String {
    text.replace("](", "] (")
}

fn location(label: &Label) -> Value {
    let mut value = json!({ "physicalLocation": {
        "artifactLocation": artifact(&label.file),
        "region": region(&label.file, &label.span),
    } });
    if !label.text.is_empty() {
        value["message"] = json!({ "text": plain(&label.text) });
    }
    value
}

fn region(file: &Arc<SourceFile>, span: &Range<usize>) -> Value {
    let place = Place::of(file, span);
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn proposal(fix: &Fix) -> Value {
    let mut changes: Vec<(&Arc<SourceFile>, Vec<Value>)> = Vec::new();
    for (file, edit) in &fix.edits {
        let replacement = json!({
            "deletedRegion": region(file, &edit.range),
            "insertedContent": { "text": edit.text },
        });
        match changes
            .iter_mut()
            .find(|(known, _)| known.name == file.name)
        {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(file, replacements)| {
            json!({ "artifactLocation": artifact(file), "replacements": replacements })
        })
        .collect();
    json!({
        "description": { "text": plain(&fix.title) },
        "artifactChanges": changes,
        "properties": { "safety": safety(fix.safety) },
    })
}

/// Where a file is: below the root where its path is relative and does not lead out of it.
fn artifact(file: &SourceFile) -> Value {
    let name = file.name.as_str();
    if name.starts_with('/') {
        return json!({ "uri": format!("file://{}", encoded(name)) });
    }
    if let Some((drive, rest)) = name.split_once(":/").filter(|(drive, _)| drive.len() == 1) {
        return json!({ "uri": format!("file:///{drive}:/{}", encoded(rest)) });
    }
    let uri = encoded(name);
    if name.split('/').any(|segment| segment == "..") {
        json!({ "uri": uri })
    } else {
        json!({ "uri": uri, "uriBaseId": ROOT })
    }
}

/// `path` as the path of a URI.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    let page = Page::parse(rule.page);
    let summary = rule.summary();
    let why = page.section("Why").and_then(|section| section.lead());
    json!({
        "id": rule.code.id(),
        "name": pascal_case(rule.code.name()),
        "shortDescription": { "text": short(&summary) },
        "fullDescription": { "text": short(why.as_deref().unwrap_or(&summary)) },
        "help": { "text": pages::plain(rule), "markdown": pages::body(rule, 2) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": properties(rule),
    })
}

/// For what is met before rules run.
fn bare_descriptor(code: Code) -> Value {
    let words = code.name().replace('-', " ");
    json!({
        "id": code.id(),
        "name": pascal_case(code.name()),
        "shortDescription": { "text": words },
        "fullDescription": { "text": words },
        "help": { "text": words },
    })
}

/// What GitHub filters and orders by.
fn properties(rule: &Rule) -> Value {
    let mut tags = vec![rule.category.word().to_owned(), "android".to_owned()];
    if let Some(cwe) = rule.cwe {
        tags.push(format!("external/cwe/cwe-{cwe:03}"));
    }
    let mut value = json!({ "tags": tags });
    if rule.category == Category::Security {
        // A score in the middle of the band that GitHub calls high, medium or low.
        value["security-severity"] = match rule.severity {
            Severity::Error => "8.0",
            Severity::Warning => "5.5",
            Severity::Info => "2.0",
        }
        .into();
    } else {
        value["problem.severity"] = match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "recommendation",
        }
        .into();
    }
    value
}

fn pascal_case(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    name.split('-').map(word).collect()
}

fn short(text: &str) -> String {
    text.chars().take(DESCRIPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let uri = |name: &str| artifact(&SourceFile::new(name, String::new()));
        assert_eq!(
            uri("my app/推送#1.xml"),
            json!({ "uri": "my%20app/%E6%8E%A8%E9%80%81%231.xml", "uriBaseId": ROOT })
        );
        assert_eq!(uri("C:/a b"), json!({ "uri": "file:///C:/a%20b" }));
        assert_eq!(uri("../x"), json!({ "uri": "../x" }));
        assert_eq!(uri("/srv/a b"), json!({ "uri": "file:///srv/a%20b" }));
        assert_eq!(uri("a:c")["uri"], "a%3Ac");
    }

    #[test]
    fn names_are_in_the_form_of_sarif() {
        assert_eq!(pascal_case("wrong-component-flag"), "WrongComponentFlag");
        assert_eq!(plain("see [x](http://e) [1]"), "see [x] (http://e) [1]");
    }
}
