//! Which SDK versions are read from a project: one folder a case, `fixtures/inventory/CASE`, with
//! the project's files and `expected.txt`.
//!
//! `UPDATE=1 cargo test --test inventory` writes what is found anew; read the diff.

mod support;

#[path = "inventory/archives.rs"]
mod archives;
#[path = "inventory/hostile.rs"]
mod hostile;
#[path = "inventory/real_aars.rs"]
mod real_aars;
#[path = "android_tools/tools.rs"]
#[allow(dead_code, reason = "this harness uses a part of it")]
mod tools;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pushweave::catalogue::{self, Vendor};
use pushweave::finding::Finding;
use pushweave::inventory::{Evidence, Inventory, Place, Verdict, disagreement};
use pushweave::project::Project;
use pushweave::source::SourceFile;

fn folder() -> PathBuf {
    support::root().join("fixtures/inventory")
}

/// The vendors of the cases, which have what cases need and are no real vendor's facts.
fn vendors() -> Vec<Vendor> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder().join("vendors"))
        .expect("the vendors")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a vendor file");
            let id = path.file_stem().expect("a name").to_string_lossy();
            catalogue::parse(&id, &text).unwrap_or_else(|error| panic!("{id}: {}", error.message))
        })
        .collect()
}

fn spec() -> Place {
    let text = "sdk = \"auto\"\n".to_owned();
    Place {
        file: Arc::new(SourceFile::new("pushweave.toml", text)),
        span: 6..12,
    }
}

fn shown_place(place: &Place) -> String {
    let at = place.file.line_column(place.span.start);
    let text = place.file.text[place.span.clone()].escape_debug();
    format!("{}:{}:{} {text}", place.file.name, at.line, at.column)
}

fn shown_evidence(evidence: &Evidence) -> String {
    let version = match &evidence.version {
        Ok(version) => version.to_string(),
        Err(reason) => format!("? ({reason})"),
    };
    let delivery = evidence
        .delivery
        .map_or("-".to_owned(), |it| it.to_string());
    let mut out = format!(
        "  {:?} {} = {version}, {delivery}\n",
        evidence.kind, evidence.shown
    );
    for (what, place) in [("at", &evidence.place), ("from", &evidence.defined)] {
        if let Some(place) = place {
            let _ = writeln!(out, "    {what} {}", shown_place(place));
        }
    }
    if let Some((name, file)) = &evidence.property {
        let _ = writeln!(out, "    from {name} in {file}");
    }
    out
}

fn shown_finding(finding: &Finding) -> String {
    let mut out = format!("  {} {}\n", finding.code, finding.message);
    for label in finding.labels.iter().skip(1) {
        let at = label.file.line_column(label.span.start);
        let name = &label.file.name;
        let _ = writeln!(out, "    {name}:{}:{} {}", at.line, at.column, label.text);
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "    = {help}");
    }
    out
}

/// What is found in the project in `root`.
fn found(root: &Path, vendors: &[Vendor]) -> String {
    let spec = root.join("pushweave.toml");
    fs::write(&spec, "").expect("a spec");
    let project = Project::at_spec(&spec).expect("a project");
    let module = if root.join("app").is_dir() {
        "app"
    } else {
        "."
    };
    let inventory = project.inventory(module);
    let mut out = String::new();
    for vendor in vendors {
        let evidence = inventory.evidence(vendor);
        if evidence.is_empty() && vendor.id != "meizu" {
            continue;
        }
        let verdict = Verdict::of(evidence.clone());
        let word = match &verdict {
            Verdict::Found(found) => format!("{}", found.version.as_ref().expect("a version")),
            Verdict::Nothing => "nothing".into(),
            Verdict::Unresolved(_) => "unresolved".into(),
            Verdict::Disagree(_) => "disagree".into(),
        };
        let _ = writeln!(out, "{}: {word}", vendor.id);
        evidence
            .iter()
            .for_each(|it| out.push_str(&shown_evidence(it)));
        if let Some(finding) = verdict.finding(vendor, &inventory, &self::spec()) {
            out.push_str(&shown_finding(&finding));
        }
    }
    for finding in inventory.notes() {
        let _ = writeln!(out, "note: {}", finding.message);
    }
    let shown = format!("{}/", root.display());
    out.replace(&shown, "")
}

#[test]
fn every_case_finds_what_it_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let vendors = vendors();
    let mut cases: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir() && !path.ends_with("vendors"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let mut failures = Vec::new();
    for case in &cases {
        let name = case.file_name().expect("a name").to_string_lossy();
        let work = tempfile::tempdir().expect("a folder");
        support::copy(case, work.path());
        let found = found(&work.path().canonicalize().expect("there"), &vendors);
        let file = case.join("expected.txt");
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if found == expected {
            continue;
        }
        if update {
            fs::write(&file, &found).expect("written");
        } else {
            failures.push(format!("{name}\nfound:\n{found}\nexpected:\n{expected}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Takes the inventory of a case and looks for `id`.
fn evidence_of(case: &str, id: &str) -> (Vendor, Vec<Evidence>) {
    let work = tempfile::tempdir().expect("a folder");
    support::copy(&folder().join(case), work.path());
    fs::write(work.path().join("pushweave.toml"), "").expect("a spec");
    let project = Project::at_spec(&work.path().join("pushweave.toml")).expect("a project");
    let inventory: Inventory<'_> = project.inventory("app");
    let vendor = vendors().into_iter().find(|vendor| vendor.id == id);
    let vendor = vendor.expect("a vendor of the cases");
    let evidence = inventory.evidence(&vendor);
    (vendor, evidence)
}

#[test]
fn a_stated_version_is_compared() {
    for (case, stated, other) in [
        ("groovy-shorthand", "4.1.4", None),
        ("groovy-shorthand", "v4_1_4-x", None),
        ("groovy-shorthand", "5.0.3", Some("4.1.4")),
        ("groovy-dynamic", "5.0.3", None),
        ("groovy-variants-disagree", "4.1.4", Some("5.0.3")),
        ("nothing-there", "4.1.4", None),
    ] {
        let (vendor, evidence) = evidence_of(case, "meizu");
        let stated = stated.parse().expect("a version");
        let finding = disagreement(&vendor, &stated, &spec(), &evidence);
        assert_eq!(finding.is_some(), other.is_some(), "{case} {stated}");
        if let (Some(finding), Some(other)) = (finding, other) {
            assert!(
                finding.message.ends_with(&format!("is {other}")),
                "{}",
                finding.message
            );
            assert_eq!(finding.labels.len(), 2, "{case}");
        }
    }
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let work = tempfile::tempdir().expect("a folder");
    let root = work.path().join("project");
    support::copy(&folder().join("libs-file-tree"), &root);
    let elsewhere = work.path().join("elsewhere");
    fs::rename(root.join("app/libs"), &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, root.join("app/libs")).expect("a link");
    let found = found(&root.canonicalize().expect("there"), &vendors());
    assert!(found.contains("`libs` is a symbolic link"), "{found}");
    assert!(!found.contains("MiPush"), "{found}");
}

/// Whatever the catalogue says an SDK is published as is found, with its version, in a project that
/// has it.
#[test]
fn every_artifact_of_the_catalogue_is_found() {
    let mut failures = Vec::new();
    for id in catalogue::ids() {
        let vendor = support::vendor(id);
        for artifact in &vendor.artifacts {
            let release = vendor
                .releases
                .iter()
                .rfind(|release| artifact.versions.contains(release));
            let Some(release) = release else {
                continue;
            };
            let work = tempfile::tempdir().expect("a folder");
            let app = work.path().join("app");
            fs::create_dir_all(app.join("libs")).expect("made");
            fs::write(work.path().join("pushweave.toml"), "").expect("a spec");
            let name = match (&artifact.file, &artifact.coordinate) {
                (Some(file), _) if !file.contains("{version}") => continue,
                (Some(file), _) => {
                    let name = file.replace("{version}", release.as_str());
                    fs::write(app.join("libs").join(&name), "").expect("written");
                    name
                }
                (None, Some(coordinate)) => {
                    let line = format!("dependencies {{ api '{coordinate}:{release}' }}\n");
                    fs::write(app.join("build.gradle"), line).expect("written");
                    format!("{coordinate}:{release}")
                }
                (None, None) => continue,
            };
            let project = Project::at_spec(&work.path().join("pushweave.toml"));
            let project = project.expect("a project");
            match Verdict::of(project.inventory("app").evidence(&vendor)) {
                Verdict::Found(found) if found.version.as_ref() == Ok(release) => {}
                other => failures.push(format!("{id} {name}: {other:?}")),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
