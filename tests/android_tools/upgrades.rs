//! Upgrades of one vendor's SDK in the example app, one for each file of `fixtures/upgrades`: by
//! the spec alone, and in an app whose manifest was written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pushweave::catalogue::schema::Delivery;
use pushweave::manifest::fragment::Fragment;
use pushweave::requirement::{Kind, Requirement};
use pushweave::resolve::resolve;
use pushweave::source::SourceFile;
use pushweave::spec;
use pushweave::version::Version;
use serde::Deserialize;
use tempfile::TempDir;
use toml_edit::{DocumentMut, Item};

use crate::merger::{self, Merge, merger_is_there};
use crate::project::APPLICATION_ID;
use crate::support;
use crate::tools::{in_parallel, installed, present, repository, run, say, succeed, text};

const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";
const MANIFEST: &str = "app/src/main/AndroidManifest.xml";
const KEEP_RULES: &str = "app/proguard-push.pro";
const LOCK: &str = "pushweave.lock";
const SPEC: &str = "pushweave.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Upgrade {
    vendor: String,
    from: String,
    to: String,
    /// Keys that the vendor's table in the spec gets for the newer release.
    add: BTreeMap<String, String>,
    /// Keys that it loses.
    drop: Vec<String>,
    gone: Gone,
    /// What no finding tells where the app declares it by hand.
    silent: Vec<String>,
}

/// What is there before the upgrade and must not be after it, as text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone {
    /// From the manifest, the keep rules and the lock of the app.
    app: Vec<String>,
    /// From the merged manifest.
    apk: Vec<String>,
}

fn upgrades() -> Vec<Upgrade> {
    let folder = repository().join("fixtures/upgrades");
    let entries = fs::read_dir(folder).expect("the upgrades");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an upgrade").path())
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("UTF-8");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

/// The example app.
struct App(TempDir);

impl App {
    /// The example with `spec`, and nothing woven.
    fn new(spec: &str) -> Self {
        let app = Self(tempfile::tempdir().expect("a temporary folder"));
        support::copy(&example(), app.0.path());
        app.write(SPEC, spec);
        app
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.path().join(file), text).expect("a file of the app");
    }

    fn read(&self, file: &str) -> String {
        let text = fs::read_to_string(self.0.path().join(file));
        text.unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Runs pushweave, which must succeed; what it printed.
    fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pushweave"));
        succeed(command.args(arguments).arg("-C").arg(self.0.path()))
    }

    /// Every file, by its path.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).expect("a folder of the app") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    gather(&path, files);
                } else {
                    let bytes = fs::read(&path).expect("a file of the app");
                    files.insert(path, bytes);
                }
            }
        }
        let mut files = BTreeMap::new();
        gather(self.0.path(), &mut files);
        let relative = |path: PathBuf| match path.strip_prefix(self.0.path()) {
            Ok(relative) => relative.to_owned(),
            Err(_) => path,
        };
        files
            .into_iter()
            .map(|(path, bytes)| (relative(path), bytes))
            .collect()
    }

    /// What pushweave wrote of the vendor, where a trace of an older release could be.
    fn traces(&self) -> String {
        [MANIFEST, KEEP_RULES, LOCK]
            .map(|file| self.read(file))
            .concat()
    }
}

fn example() -> PathBuf {
    repository().join("fixtures/projects/chat-app")
}

impl Upgrade {
    fn title(&self) -> String {
        format!("{} {} to {}", self.vendor, self.from, self.to)
    }

    /// The example's spec with this vendor alone, at the older and at the newer release.
    fn specs(&self) -> [String; 2] {
        let text = fs::read_to_string(example().join(SPEC)).expect("the example's spec");
        let mut spec: DocumentMut = text.parse().expect("TOML");
        let vendors = spec["vendors"].as_table_mut().expect("a table");
        vendors.retain(|id, _| id == self.vendor);
        spec["vendors"][&self.vendor]["sdk"] = toml_edit::value(&self.from);
        let before = spec.to_string();
        spec["vendors"][&self.vendor]["sdk"] = toml_edit::value(&self.to);
        let vendor: &mut Item = &mut spec["vendors"][&self.vendor];
        for (key, value) in &self.add {
            vendor[key] = toml_edit::value(value);
        }
        let table = vendor.as_table_mut().expect("a table");
        for key in &self.drop {
            assert!(table.remove(key).is_some(), "no {key} to drop");
        }
        [before, spec.to_string()]
    }

    /// What a build has of this release beside `manifest`, the app's.
    fn built(&self, release: &str, spec: &Resolved, manifest: String) -> Built {
        let version: Version = release.parse().expect("a version");
        let vendor = support::whole_vendor(&self.vendor);
        assert!(vendor.releases.contains(&version), "{release} is not known");
        let known = vendor.delivery.of(&version);
        let aar = match spec.delivery {
            Some(stated) => stated == Delivery::Aar,
            None => known == [Delivery::Aar],
        };
        let merge = Merge {
            main: manifest,
            overlays: Vec::new(),
            library: aar.then(|| merger::aar_manifest(&vendor, &version)),
            min_sdk: spec.min_sdk,
            target_sdk: spec.target_sdk,
        };
        let brought = aar.then(|| merger::brought(&vendor, &version));
        Built {
            requirements: spec.requirements.clone(),
            brought: brought.unwrap_or_default(),
            merge,
        }
    }

    /// Upgrades the example by its spec, and takes everything out again: what a build would have
    /// before and after.
    fn carry_out(&self) -> [Built; 2] {
        let [before, after] = self.specs();
        let app = App::new(&before);
        let original = app.files();
        app.run(&["apply"]);
        let woven = app.read(MANIFEST);
        let traces = app.traces();
        for gone in &self.gone.app {
            assert!(traces.contains(gone), "{}: no {gone} before", self.title());
        }

        app.write(SPEC, &after);
        let said = app.run(&["apply"]);
        assert!(!said.contains("left over"), "{}: {said}", self.title());
        let traces = app.traces();
        for gone in &self.gone.app {
            assert!(!traces.contains(gone), "{}: {gone} is left", self.title());
        }
        let upgraded = app.files();
        app.run(&["apply"]);
        app.run(&["apply", "--check"]);
        assert!(app.files() == upgraded, "{}: not stable", self.title());

        let fresh = App::new(&after);
        fresh.run(&["apply"]);
        assert!(
            fresh.files() == upgraded,
            "{}: not as woven afresh",
            self.title()
        );

        let result = app.read(MANIFEST);
        app.run(&["remove", "--all"]);
        app.write(SPEC, &before);
        assert!(app.files() == original, "{}: not restored", self.title());
        [
            self.built(&self.from, &resolved(&before), woven),
            self.built(&self.to, &resolved(&after), result),
        ]
    }

    /// What nobody needs after the upgrade where the app declares it by hand.
    fn left_over(&self) -> BTreeSet<String> {
        let [before, after] = self.specs();
        let own: BTreeSet<String> =
            titles(&fs::read_to_string(example().join(MANIFEST)).expect("UTF-8"));
        let left = &wanted(&before) - &wanted(&after);
        &left - &own
    }
}

/// A build with one release.
struct Built {
    requirements: Vec<Requirement>,
    brought: Vec<(Kind, Fragment)>,
    merge: Merge,
}

/// What a spec asks for.
struct Resolved {
    requirements: Vec<Requirement>,
    delivery: Option<Delivery>,
    min_sdk: u32,
    target_sdk: u32,
}

fn resolved(text: &str) -> Resolved {
    let file = Arc::new(SourceFile::new(SPEC, text.to_owned()));
    let (spec, findings) = spec::read(&file);
    let spec = spec.unwrap_or_else(|| panic!("{}", support::messages(&findings)));
    let ids = spec.vendors.iter().map(|asked| &asked.id);
    let vendors: Vec<_> = ids.map(|id| support::whole_vendor(id)).collect();
    let (resolution, findings) = resolve(&spec, &vendors, &|_| Ok("5551747900259".to_owned()));
    let errors = pushweave::finding::has_errors(&findings);
    assert!(!errors, "{}", support::messages(&findings));
    let stated = spec.vendors[0].delivery.as_ref();
    Resolved {
        requirements: resolution.requirements,
        delivery: stated.map(|stated| stated.value),
        min_sdk: spec.app.min_sdk.expect("the example's minSdk"),
        target_sdk: spec.app.target_sdk.expect("the example's targetSdk"),
    }
}

/// What a spec asks for, by title.
fn wanted(spec: &str) -> BTreeSet<String> {
    let requirements = resolved(spec).requirements;
    let titles = requirements.iter().map(|one| title(one.kind, &one.name));
    titles.collect()
}

/// An element as findings name it.
fn title(kind: Kind, name: &str) -> String {
    let name = merger::filled(name);
    let package = if name.starts_with('.') {
        APPLICATION_ID
    } else {
        ""
    };
    format!("{} {package}{name}", kind.tag())
}

fn titles(manifest: &str) -> BTreeSet<String> {
    let elements = merger::elements(manifest);
    let titles = elements
        .iter()
        .map(|(kind, element)| title(*kind, &merger::name(*kind, element)));
    titles.collect()
}

/// What aapt2 has against `manifest`.
fn link(manifest: &str, resources: &Path) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("AndroidManifest.xml");
    fs::write(&input, manifest).expect("the manifest to link");
    let output = run(Command::new("aapt2")
        // Debian's aapt2 is older than <queries>.
        .args(["link", "-I", FRAMEWORK, "--warn-manifest-validation"])
        .arg("--manifest")
        .arg(&input)
        .arg("-o")
        .arg(folder.path().join("linked.apk"))
        .arg(resources));
    (!output.status.success()).then(|| text(&output))
}

#[test]
fn upgrades_leave_nothing_behind_and_build() {
    let tools = installed(&["aapt2"]) && present("android-framework-res", Path::new(FRAMEWORK));
    if !tools || !merger_is_there() {
        return;
    }
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let resources = scratch.path().join("resources.zip");
    succeed(
        Command::new("aapt2")
            .args(["compile", "--dir"])
            .arg(example().join("app/src/main/res"))
            .arg("-o")
            .arg(&resources),
    );
    let upgrades = upgrades();
    let built: Vec<Built> = in_parallel(&upgrades, Upgrade::carry_out)
        .into_iter()
        .flatten()
        .collect();
    let merges: Vec<Merge> = built.iter().map(|built| built.merge.clone()).collect();
    let merged = merger::merge(&merges);
    let mut wrong = Vec::new();
    for (upgrade, at) in upgrades.iter().zip((0..).step_by(2)) {
        let mut say = |what: String| wrong.push(format!("{}: {what}", upgrade.title()));
        for at in [at, at + 1] {
            let built = &built[at];
            match &merged[at] {
                Ok(merged) => {
                    let (wanted, target) = (&built.requirements, built.merge.target_sdk);
                    let faults = merger::faults(merged, wanted, &built.brought, target);
                    faults.into_iter().for_each(&mut say);
                    link(merged, &resources).into_iter().for_each(&mut say);
                }
                Err(said) => say(said.clone()),
            }
        }
        for gone in &upgrade.gone.apk {
            let there = |at: usize| merged[at].as_ref().is_ok_and(|text| text.contains(gone));
            if !there(at) {
                say(format!("no {gone} before"));
            }
            if there(at + 1) {
                say(format!("{gone} is left"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    say(&format!(
        "upgrades: {} on the example, merged and linked before and after",
        upgrades.len()
    ));
}

/// The elements that `said` calls left over.
fn reported(said: &str) -> BTreeSet<String> {
    let words: Vec<&str> = said
        .split_whitespace()
        .filter(|word| *word != "│")
        .collect();
    let said = words.join(" ");
    let parts: Vec<&str> = said.split("⚠ ").collect();
    let mut reported = BTreeSet::new();
    for pair in parts.windows(2) {
        let Some((element, _)) = pair[1].split_once(" is left over") else {
            continue;
        };
        let code = pair[0].split(' ').rev().nth(2).unwrap_or_default();
        assert!(["PW202", "PW210"].contains(&code), "{code}: {element}");
        assert!(
            reported.insert(merger::filled(&element.replace('`', ""))),
            "twice: {element}"
        );
    }
    reported
}

#[test]
fn upgrades_of_integrations_by_hand_report_what_is_left_and_keep_it() {
    let mut wrong = Vec::new();
    for upgrade in upgrades() {
        let [before, after] = upgrade.specs();
        let woven = App::new(&before);
        woven.run(&["apply"]);
        let by_hand = woven.read(MANIFEST);

        let app = App::new(&after);
        app.write(MANIFEST, &by_hand);
        let reported = reported(&app.run(&["apply"]));
        let result = app.read(MANIFEST);
        app.run(&["remove", "--all"]);
        let restored = app.read(MANIFEST);

        let left_over = upgrade.left_over();
        let mut expect = |held: bool, what: &str| {
            if !held {
                wrong.push(format!("{}: {what}", upgrade.title()));
            }
        };
        for name in &left_over {
            let silent = upgrade.silent.contains(name);
            expect(
                reported.contains(name) != silent,
                &format!("{name} and its report"),
            );
            let of_name = |manifest: &str| -> Vec<_> {
                let elements = merger::elements(manifest).into_iter();
                let titled = elements.map(|(kind, it)| (title(kind, &merger::name(kind, &it)), it));
                titled.filter(|(title, _)| title == name).collect()
            };
            let kept = of_name(&result) == of_name(&by_hand);
            expect(kept, &format!("{name} was not kept"));
        }
        for name in reported.iter().chain(&upgrade.silent) {
            expect(left_over.contains(name), &format!("{name} is no leftover"));
        }
        for name in &wanted(&after) - &titles(&result) {
            expect(false, &format!("{name} is missing"));
        }
        expect(restored == by_hand, "not restored");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
