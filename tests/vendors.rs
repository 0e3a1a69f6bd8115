//! `pushweave vendors`: what it prints, the pages in docs/vendors, what `--lint` finds, and what an
//! upgrade is.
//!
//! `UPDATE=1 cargo test --test vendors` writes the pages, the views and the findings anew; read the
//! diff.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pushweave::catalogue;
use pushweave::catalogue::schema::{Delivery, Vendor};
use pushweave::catalogue::setup::{Entry, Part, Setup};
use pushweave::catalogue::upgrade::{Step, Upgrade, between};
use pushweave::source::SourceFile;
use pushweave::version::Version;

/// What the command prints in `folder`, with what it says on the other stream and the exit code.
fn pushweave(folder: &Path, arguments: &str) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_pushweave"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env_remove("COLUMNS")
        .env("NO_COLOR", "1")
        .output()
        .expect("runs");
    let code = output.status.code().expect("an exit code");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!err.contains("panicked"), "{arguments}: {err}");
    (out, err, code)
}

/// Compares `found` with the file, or writes it there.
fn expect_file(path: &Path, found: &str, stale: &mut Vec<String>) {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, found).expect("written");
        return;
    }
    let differs = expected
        .lines()
        .zip(found.lines())
        .position(|(one, other)| one != other);
    let line = differs.unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    stale.push(format!(
        "{}:{}\n  stands there: {}\n  should stand: {}",
        path.strip_prefix(support::root()).unwrap_or(path).display(),
        line + 1,
        expected.lines().nth(line).unwrap_or_default(),
        found.lines().nth(line).unwrap_or_default(),
    ));
}

#[track_caller]
fn none_stale(stale: &[String]) {
    assert!(
        stale.is_empty(),
        "not current, `UPDATE=1 cargo test --test vendors` writes them:\n{}",
        stale.join("\n")
    );
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = support::root().join(folder);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

fn vendors() -> Vec<Vendor> {
    catalogue::ids()
        .map(|id| {
            catalogue::load_whole(id)
                .expect("registered")
                .expect("loads")
        })
        .collect()
}

fn acme() -> Vendor {
    let path = support::root().join("fixtures/catalogue/acme/acme.toml");
    let text = fs::read_to_string(path).expect("the vendor");
    catalogue::parse("acme", &text).unwrap_or_else(|error| panic!("{}", error.message))
}

#[test]
fn the_pages_are_current() {
    let folder = support::root().join("docs/vendors");
    let mut pages = BTreeMap::from([("README".to_owned(), String::new())]);
    pages.extend(catalogue::ids().map(|id| (id.to_owned(), id.to_owned())));
    let mut stale = Vec::new();
    for (name, argument) in &pages {
        let (out, err, code) = pushweave(
            support::root(),
            &format!("vendors {argument} --format markdown"),
        );
        assert_eq!((err.as_str(), code), ("", 0), "{name}");
        assert_sound(name, &out);
        expect_file(&folder.join(name).with_extension("md"), &out, &mut stale);
    }
    for path in files("docs/vendors", "md") {
        if !pages.contains_key(&stem(&path)) {
            stale.push(format!(
                "{}: there is no such vendor, delete it",
                path.display()
            ));
        }
    }
    none_stale(&stale);
}

/// What a reader of Markdown would stumble over.
fn assert_sound(name: &str, page: &str) {
    let mut fence = false;
    let mut columns = 0;
    let defined: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| {
            line.strip_prefix("[^")?
                .split_once("]: ")
                .map(|(key, _)| key)
        })
        .collect();
    for line in page.lines() {
        if line.starts_with("```") {
            fence = !fence;
            continue;
        }
        if fence {
            continue;
        }
        assert!(
            !line.contains("{{") && !line.contains("{%"),
            "{name}: {line}"
        );
        for key in line
            .split("[^")
            .skip(1)
            .filter_map(|rest| rest.split_once(']'))
        {
            assert!(defined.contains(key.0), "{name}: no source `{}`", key.0);
        }
        if line.starts_with('|') {
            let found = line.replace("\\|", "").matches('|').count();
            assert!(columns == 0 || columns == found, "{name}: {line}");
            columns = found;
        } else {
            columns = 0;
        }
    }
    assert!(!fence, "{name}: a code block has no end");
    assert_eq!(
        page.matches("<details>").count(),
        page.matches("</details>").count(),
        "{name}"
    );
}

#[test]
fn every_view_is_as_it_stands() {
    let folder = support::root().join("fixtures/catalogue");
    let views = files("fixtures/catalogue/views", "out");
    assert!(views.len() > 20, "only {} views", views.len());
    let stale = std::sync::Mutex::new(Vec::new());
    support::in_parallel(&views, |path| {
        let text = fs::read_to_string(path).expect("a view");
        let command = text.lines().next().unwrap_or_default();
        let arguments = command
            .strip_prefix("$ pushweave ")
            .expect("`$ pushweave …`");
        let (out, err, code) = pushweave(&folder, arguments);
        if code == 2 {
            assert_eq!(out, "", "{command}: errors belong on the other stream");
        } else if arguments.contains("markdown") {
            assert_sound(command, &out);
        }
        let found = format!("{command}\n{out}{err}(exit {code})\n");
        expect_file(path, &found, &mut stale.lock().expect("no panic"));
    });
    none_stale(&stale.into_inner().expect("no panic"));
}

/// The findings on a spoilt file, each with its place and the text there.
fn findings(text: &str) -> Vec<String> {
    let file = Arc::new(SourceFile::new("acme.toml", text.to_owned()));
    let (_, findings) = catalogue::read(&file);
    findings
        .iter()
        .map(|finding| {
            let label = finding.labels.first().expect("a place");
            let place = file.line_column(label.span.start);
            let marked = file.text[label.span.clone()]
                .lines()
                .next()
                .unwrap_or_default();
            format!(
                "{}:{}: {} -- {marked}\n",
                place.line, place.column, finding.message
            )
        })
        .collect()
}

#[test]
fn every_spoilt_vendor_file_is_found_out() {
    let cases = files("fixtures/catalogue/spoilt", "toml");
    let mut stale = Vec::new();
    for path in &cases {
        let text = fs::read_to_string(path).expect("a case");
        let found = findings(&text).concat();
        assert!(!found.is_empty(), "{}: nothing is wrong", path.display());
        expect_file(&path.with_extension("expected"), &found, &mut stale);
    }
    none_stale(&stale);
}

#[test]
fn the_invented_vendor_is_sound() {
    let path = support::root().join("fixtures/catalogue/acme/acme.toml");
    let text = fs::read_to_string(path).expect("the vendor");
    assert_eq!(findings(&text), Vec::<String>::new());
}

/// Every message of the checks stands in what some case expects.
#[test]
fn every_message_has_a_case() {
    let expected: String = files("fixtures/catalogue/spoilt", "toml")
        .iter()
        .flat_map(|path| findings(&fs::read_to_string(path).expect("a case")))
        .collect();
    let mut messages = BTreeSet::new();
    for path in files("src/catalogue/check", "rs") {
        if stem(&path) != "tests" {
            let source = fs::read_to_string(&path).expect("a source");
            messages.extend(messages_in(&source));
        }
    }
    assert!(messages.len() > 25, "only {messages:#?}");
    let has = |line: &str, message: &String| {
        let mut rest = line;
        pieces(message)
            .iter()
            .all(|piece| match rest.split_once(piece.as_str()) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            })
    };
    let missing: Vec<&String> = messages
        .iter()
        .filter(|message| !expected.lines().any(|line| has(line, message)))
        .collect();
    assert!(
        missing.is_empty(),
        "no spoilt file in fixtures/catalogue/spoilt shows {missing:#?}"
    );
}

/// The last string in each call of `problem(…)`.
fn messages_in(source: &str) -> Vec<String> {
    let mut messages = Vec::new();
    for (at, _) in source.match_indices(".problem(") {
        let mut depth = 0;
        let mut strings: Vec<String> = Vec::new();
        let mut chars = source[at + ".problem".len()..].chars();
        while let Some(c) = chars.next() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                '"' => {
                    let mut text = String::new();
                    while let Some(c) = chars.next() {
                        match c {
                            '"' => break,
                            '\\' => text.extend(chars.next()),
                            c => text.push(c),
                        }
                    }
                    strings.push(text);
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        // Where there is one string only, it may be the place, and the message a variable.
        messages.extend(strings.pop().filter(|text| text.contains(' ')));
    }
    messages
}

/// What stands between the `{…}` of a format string.
fn pieces(format: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut chars = format
        .replace("{{", "\u{1}")
        .replace("}}", "\u{2}")
        .chars()
        .collect::<Vec<_>>()
        .into_iter();
    while let Some(c) = chars.next() {
        match c {
            '{' => {
                let _ = chars.by_ref().find(|c| *c == '}');
                pieces.push(String::new());
            }
            '\u{1}' => pieces.last_mut().expect("one").push('{'),
            '\u{2}' => pieces.last_mut().expect("one").push('}'),
            c => pieces.last_mut().expect("one").push(c),
        }
    }
    pieces
}

/// Every release in every delivery.
fn set_ups(vendor: &Vendor) -> Vec<(&Version, Delivery)> {
    let releases = vendor.releases.iter();
    releases
        .flat_map(|release| {
            let deliveries = vendor.delivery.of(release);
            deliveries
                .into_iter()
                .map(move |delivery| (release, delivery))
        })
        .collect()
}

fn shown(entry: &Entry<'_>) -> String {
    let details: BTreeSet<String> = entry.details.iter().map(ToString::to_string).collect();
    format!(
        "{} {} {} {:?} {details:?}",
        entry.table, entry.name, entry.necessity, entry.conditions
    )
}

/// What the app has with a set-up, as texts.
fn app_side(setup: &Setup<'_>) -> BTreeSet<String> {
    setup.part(Part::App).map(shown).collect()
}

/// What is new and what is gone, as texts. A change is both.
fn new_and_gone(upgrade: &Upgrade<'_>) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut new, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for step in &upgrade.steps {
        match step {
            Step::Add(entry) => {
                new.insert(shown(entry));
            }
            Step::Alter(alteration) => {
                new.insert(shown(&alteration.after));
                gone.insert(shown(&alteration.before));
            }
            // What was no matter of the app's before is only a reminder.
            Step::Remove(entry, _) if entry.part == Part::App => {
                gone.insert(shown(entry));
            }
            Step::Remove(..) => {}
        }
    }
    (new, gone)
}

#[test]
fn upgrades_lead_from_one_set_up_to_the_other_and_back() {
    for vendor in vendors().into_iter().chain([acme()]) {
        let set_ups = set_ups(&vendor);
        let newest = set_ups.len().saturating_sub(1);
        // All neighbours, and the way from the oldest and to the newest.
        let pairs = (1..set_ups.len()).map(|at| (at - 1, at));
        let ends = (0..set_ups.len()).flat_map(|at| [(0, at), (at, newest)]);
        for (one, other) in pairs.chain(ends) {
            let (from, to) = (set_ups[one], set_ups[other]);
            let context = format!("{}: {from:?} to {to:?}", vendor.id);
            let there = between(&vendor, from, to);
            let (before, after) = (app_side(&there.from), app_side(&there.to));
            let (new, gone) = new_and_gone(&there);
            assert!(new.is_subset(&after), "{context}");
            assert!(gone.is_subset(&before), "{context}");
            assert_eq!(&before - &after, gone, "{context}");
            assert_eq!(&after - &before, new, "{context}");
            assert_eq!(
                there.from.asks_the_same(&there.to),
                there.is_empty(),
                "{context}"
            );

            let back = between(&vendor, to, from);
            let (new_back, gone_back) = new_and_gone(&back);
            assert_eq!((new, gone), (gone_back, new_back), "{context}, and back");
            let names =
                |entries: &[Entry<'_>]| -> BTreeSet<String> { entries.iter().map(shown).collect() };
            assert_eq!(
                names(&there.brought),
                names(&back.dropped),
                "{context}: the AAR"
            );
        }
    }
}

#[test]
fn the_changes_on_the_way_are_those_after_the_older_release() {
    for vendor in vendors() {
        for pair in set_ups(&vendor).windows(2) {
            let upgrade = between(&vendor, pair[0], pair[1]);
            for change in &upgrade.changes {
                assert!(*pair[0].0 < change.version && change.version <= *pair[1].0);
            }
        }
        let (Some(first), Some(last)) = (vendor.releases.first(), vendor.releases.last()) else {
            continue;
        };
        let whole = between(&vendor, (first, Delivery::Jar), (last, Delivery::Aar));
        let later = vendor
            .changes
            .iter()
            .filter(|change| change.version > *first)
            .count();
        assert_eq!(whole.changes.len(), later, "{}", vendor.id);
    }
}
