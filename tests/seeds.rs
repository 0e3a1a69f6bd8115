//! The vendors' documents as a corpus: pasted verbatim into an app, each gives exactly the findings
//! that `seeds.toml` lists, and with a spec, the few words that only a person knows,
//! `check --fix` and `apply`, nothing is left to find.
//!
//! The documents are not part of this repository. Where `../shared/seeds` is missing, the check is
//! skipped, and only the list itself is read.

mod support;

#[path = "seeds/app.rs"]
mod app;
#[path = "seeds/list.rs"]
mod list;

use std::fmt::Write as _;

use app::{App, Found};
use list::{Found as Listed, List, Seed};
use support::documents::available;

/// All that `check` can say.
const ALL: &[&str] = &["--pedantic", "--min-severity", "info"];

/// A code, and what it points at.
type Pair = (String, String);

fn pairs(listed: &[Listed]) -> Vec<Pair> {
    let pairs = listed.iter().flat_map(|group| {
        let places = group.at.iter();
        places.map(|at| (group.code.clone(), at.clone()))
    });
    pairs.collect()
}

/// What was found and is not listed, and what is listed and was not found; each as often as it is
/// there.
fn compared(found: &[Found], listed: &[Listed]) -> (String, String) {
    let mut stale = pairs(listed);
    let mut unlisted = String::new();
    for it in found {
        let pair = (it.code.clone(), it.at.clone());
        match stale.iter().position(|other| *other == pair) {
            Some(at) => drop(stale.swap_remove(at)),
            None => {
                let _ = writeln!(
                    unlisted,
                    "    {} {}\n        {}",
                    it.code, it.at, it.message
                );
            }
        }
    }
    stale.sort();
    let stale = stale.iter().map(|(code, at)| format!("    {code} {at}\n"));
    (unlisted, stale.collect())
}

/// What is wrong with `found`, if anything.
fn unexpected(found: &[Found], listed: &[Listed]) -> String {
    let (unlisted, stale) = compared(found, listed);
    let mut text = String::new();
    if !unlisted.is_empty() {
        let _ = write!(text, "  found, and not in tests/seeds.toml:\n{unlisted}");
    }
    if !stale.is_empty() {
        let _ = write!(text, "  in tests/seeds.toml, and not found:\n{stale}");
    }
    text
}

/// Fails with what `work` says of each document.
fn each(work: impl Fn(&Seed) -> String) {
    if !available("seeds", "no document was pasted into an app and checked") {
        return;
    }
    let mut wrong = String::new();
    for seed in &List::read().seed {
        let said = work(seed);
        if !said.is_empty() {
            let _ = write!(wrong, "document {}\n{said}", seed.document);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_pasted_document_has_the_findings_that_are_listed() {
    each(|seed| unexpected(&App::paste(seed).check(ALL), &seed.found));
}

/// Some defects show only with another release of the SDK, in a library, or without a sample's name.
#[test]
fn variations_show_what_is_listed() {
    each(|seed| {
        let mut wrong = String::new();
        for variation in &seed.variation {
            let libs = variation.libs.as_ref().unwrap_or(&seed.libs);
            let app = App::paste_beside(seed, libs);
            if let Some(change) = &variation.change {
                app.replace(change);
            }
            let (_, missing) = compared(&app.check(ALL), &variation.shows);
            if !missing.is_empty() {
                let _ = write!(wrong, "  {}: not found:\n{missing}", variation.app);
            }
        }
        wrong
    });
}

/// A fix that gets in the way of another would leave the whole file as it was.
#[test]
fn without_a_spec_every_fix_is_made() {
    each(|seed| {
        let app = App::paste(seed);
        app.mend();
        let left = app.check(ALL);
        let left = left.iter().filter(|it| it.has_fix);
        let left = left.map(|it| format!("  not mended: {} {}\n", it.code, it.at));
        left.collect()
    });
}

/// Some rules need a spec to compare with, and the app's names to compare.
#[test]
fn with_a_spec_it_has_the_findings_that_are_listed() {
    each(|seed| unexpected(&prepared(seed).check(ALL), &seed.found_with_spec));
}

/// The app with a spec and with what only a person knows.
fn prepared(seed: &Seed) -> App {
    let app = App::paste(seed);
    app.write("pushweave.toml", &seed.spec);
    for replacement in &seed.by_hand {
        app.replace(replacement);
    }
    app
}

#[test]
fn fixed_and_woven_it_is_clean() {
    each(|seed| {
        let app = prepared(seed);
        app.mend();
        app.apply();
        // The file of keep rules is there now, and `--fix` names it in the Gradle script.
        app.mend();
        let found = app.check(ALL);
        let mut wrong = unexpected(&found, &[]);

        for kept in &seed.keeps {
            if !app.manifest().contains(kept) {
                let _ = writeln!(wrong, "  lost: {kept}");
            }
        }

        let files = app.files();
        app.mend();
        app.apply();
        let again = app.files();
        for path in again.symmetric_difference(&files).map(|(path, _)| path) {
            let _ = writeln!(wrong, "  changed again: {path}");
        }
        wrong
    });
}

/// Without the documents, too: every defect that is known of a document is one of the findings, or
/// the list says why it is none, and every other finding has a reason.
#[test]
fn the_list_is_complete() {
    let list = List::read();
    assert_eq!(list.seed.len(), 5);
    for seed in &list.seed {
        for group in seed.groups() {
            let what = format!("document {}: {}", seed.document, group.code);
            let is_reason = |text: &String| !text.trim().is_empty();
            assert!(
                group.defect.is_some() != group.reason.as_ref().is_some_and(is_reason),
                "{what}: either a defect or a reason"
            );
            if let Some(name) = &group.defect {
                let defect = list.defect.iter().find(|it| it.name == *name);
                let defect = defect.unwrap_or_else(|| panic!("{what}: no defect `{name}`"));
                assert!(
                    defect.documents.contains(&seed.document) && defect.codes.contains(&group.code),
                    "{what}: `{name}` is not one of its defects"
                );
            }
            assert!(!group.at.is_empty(), "{what}: nowhere");
        }
        for change in &seed.by_hand {
            assert!(
                !change.reason.trim().is_empty(),
                "document {}",
                seed.document
            );
        }
    }
    for defect in &list.defect {
        for document in &defect.documents {
            let seed = list.seed.iter().find(|seed| seed.document == *document);
            let seed = seed.unwrap_or_else(|| panic!("no document {document}"));
            for code in &defect.codes {
                let is_found = seed
                    .groups()
                    .filter(|group| group.code == *code)
                    .any(|group| group.defect.as_ref() == Some(&defect.name));
                let excuse = defect.instead.iter().find(|it| {
                    it.code == *code && (it.documents.is_empty() || it.documents.contains(document))
                });
                let is_excused = excuse.is_some_and(|it| !it.reason.trim().is_empty());
                assert!(
                    is_found != is_excused,
                    "document {document}: {code} for `{}` is found: {is_found}, excused: {is_excused}",
                    defect.name
                );
            }
        }
    }
}

/// The list of known defects has every rule that the table of them names.
#[test]
fn no_known_defect_is_left_out() {
    if !available("seeds", "the list of defects was compared with no table") {
        return;
    }
    let table = support::root().join("../shared/lint-rules.md");
    let text = std::fs::read_to_string(table).expect("the table's page");
    let sections = text.split("\n### ");
    let mut sections = sections.filter(|it| it.starts_with("3.4 "));
    let section = sections.next().expect("the table of defects");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|row| row.rsplit('|').nth(1));
    let codes: Vec<&str> = rows
        .flat_map(|codes| codes.split([',', ' ']))
        .filter(|code| code.starts_with("PW"))
        .collect();
    assert!(codes.len() > 30, "the table is read: {codes:?}");
    let list = List::read();
    for code in codes {
        let has = |defect: &list::Defect| defect.codes.iter().any(|it| it == code);
        assert!(list.defect.iter().any(has), "no defect has {code}");
    }
}
