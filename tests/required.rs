//! What each vendor's SDK is known to require, as ids. Nothing of it may be missing in the catalogue.
//!
//! `tests/required.txt` has a line for each: vendor, table, the first and the last release that
//! requires it, and the name. A line that begins with `!` is one where the catalogue deliberately
//! says something else; the reason follows behind ` # `.

mod support;

use std::fs;

use pushweave::catalogue::schema::{Necessity, Terms, Vendor};
use pushweave::version::{Gate, Version};

struct Line<'a> {
    text: &'a str,
    differs: bool,
    vendor: &'a str,
    table: &'a str,
    first: Version,
    last: Version,
    name: &'a str,
}

fn parse(text: &str) -> Line<'_> {
    let (body, reason) = match text.split_once(" # ") {
        Some((body, reason)) => (body, Some(reason)),
        None => (text, None),
    };
    let differs = body.starts_with("! ");
    assert_eq!(
        differs,
        reason.is_some(),
        "{text}: a reason where it differs"
    );
    let mut words = body.trim_start_matches("! ").splitn(5, ' ');
    let mut word = || words.next().unwrap_or_else(|| panic!("{text}: five words"));
    let version = |word: &str| word.parse().unwrap_or_else(|_| panic!("{text}: a version"));
    Line {
        text,
        differs,
        vendor: word(),
        table: word(),
        first: version(word()),
        last: version(word()),
        name: word(),
    }
}

/// Whether the app must have it at `release`, or its AAR has it, in every delivery.
fn holds(terms: &[Terms<'_>], vendor: &Vendor, release: &Version) -> bool {
    vendor.delivery.of(release).iter().all(|delivery| {
        terms.iter().any(|terms| {
            let in_app =
                terms.necessity >= Necessity::Required && terms.concerns_app(release, *delivery);
            in_app || terms.is_in_aar(release)
        })
    })
}

/// Whether one of `entries` requires it at `release`.
fn stands<'v>(entries: impl Iterator<Item = (&'v Gate, Necessity)>, release: &Version) -> bool {
    entries
        .filter(|(_, necessity)| *necessity >= Necessity::Required)
        .any(|(versions, _)| versions.contains(release))
}

fn is_required(line: &Line<'_>, vendor: &Vendor, release: &Version) -> bool {
    match line.table {
        "keep-rule" => {
            let rules = vendor
                .keep_rules
                .iter()
                .filter(|rule| rule.rule == line.name);
            holds(
                &rules.map(|rule| rule.terms()).collect::<Vec<_>>(),
                vendor,
                release,
            )
        }
        "callback" => {
            let callbacks = vendor
                .callbacks
                .iter()
                .filter(|it| it.signature == line.name);
            stands(callbacks.map(|it| (&it.versions, it.necessity)), release)
        }
        "constant" => vendor.parameters.iter().any(|parameter| {
            let constant = parameter.constant.as_ref();
            constant.is_some_and(|it| format!("{}_{it}", vendor.constant_prefix) == line.name)
        }),
        "artifact" => vendor
            .artifacts
            .iter()
            .any(|it| it.coordinate.as_deref() == Some(line.name) && it.versions.contains(release)),
        "dependency" => {
            let found = vendor
                .dependencies
                .iter()
                .filter(|it| it.coordinate == line.name);
            stands(found.map(|it| (&it.versions, it.necessity)), release)
        }
        "plugin" => {
            let found = vendor.plugins.iter().filter(|it| it.id == line.name);
            stands(found.map(|it| (&it.versions, it.necessity)), release)
        }
        "config-file" => {
            let found = vendor.config_files.iter().filter(|it| it.name == line.name);
            stands(found.map(|it| (&it.versions, it.necessity)), release)
        }
        "repository" => {
            let found = vendor.repositories.iter().filter(|it| it.url == line.name);
            stands(found.map(|it| (&it.versions, it.necessity)), release)
        }
        table => {
            let facts = vendor.facts();
            let (_, facts) = facts
                .iter()
                .find(|(name, _)| *name == table)
                .unwrap_or_else(|| panic!("{}: no table of that name", line.text));
            let named = facts.iter().filter(|fact| fact.name == line.name);
            holds(
                &named.map(|fact| fact.terms()).collect::<Vec<_>>(),
                vendor,
                release,
            )
        }
    }
}

#[test]
fn nothing_required_is_missing() {
    let file = support::root().join("tests/required.txt");
    let text = fs::read_to_string(file).expect("the list");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let line = parse(line);
        count += 1;
        let vendor = support::whole_vendor(line.vendor);
        let (first, last) = (&line.first, &line.last);
        let between: Vec<&Version> = vendor
            .releases
            .iter()
            .filter(|release| first <= *release && *release <= last)
            .collect();
        assert!(!between.is_empty(), "{}: no release", line.text);
        let missing: Vec<String> = between
            .iter()
            .filter(|release| !is_required(&line, &vendor, release))
            .map(|release| release.to_string())
            .collect();
        match (line.differs, missing.as_slice()) {
            (false, []) => {}
            (false, missing) => {
                wrong.push(format!("{}\n    not at {}", line.text, missing.join(", ")))
            }
            (true, []) => wrong.push(format!("{}\n    does not differ", line.text)),
            (true, _) => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count > 150, "only {count} lines");
}
