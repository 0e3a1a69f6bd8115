//! What is right gets no finding: false positives are what makes people switch a linter off.
//!
//! `fixtures/correct/NAME/` is a project that works. Its findings must be none, apart from notes
//! that its `allowed.txt` lists, each with a reason. Beside these, what `apply` writes for every
//! vendor must be right in the eyes of the linter, with the spec and without it.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use pushweave::catalogue::schema::{
    Artifact, Delivery, Parameter, ParameterKind, ValueShape, Vendor,
};
use pushweave::catalogue::{self, Catalogue};
use pushweave::finding::{Finding, Severity};
use pushweave::lint::{self, Knowledge, Target, manifest_target, module_targets, spec_target};
use pushweave::lock::Lock;
use pushweave::render;
use pushweave::version::Version;
use support::lint::counts;
use support::memory::Memory;
use support::{in_parallel, resolved, weave, whole_vendor};

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::of(&Catalogue::default()).expect("a readable catalogue"));

fn check(tree: &Memory, targets: &[Target]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for target in targets {
        for finding in lint::check(tree, target, &KNOWLEDGE).findings {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// A line for `finding`: its code, where it is, and what it says.
fn shown(project: &str, finding: &Finding) -> String {
    let place = finding
        .labels
        .first()
        .map_or("no place".to_owned(), |label| {
            let at = label.file.line_column(label.span.start);
            format!("{}:{}:{}", label.file.name, at.line, at.column)
        });
    let (code, severity) = (finding.code, finding.severity);
    format!(
        "{code} {severity:?} {project} {place}\n    {}\n",
        finding.message
    )
}

/// Every file below `root` as text; what is no text, such as a JAR, is empty.
fn read(root: &Path) -> Memory {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, files);
                continue;
            }
            let name = path.strip_prefix(root).expect("below").to_string_lossy();
            let text = fs::read_to_string(&path).unwrap_or_default();
            files.insert(name.replace('\\', "/"), text);
        }
    }
    let mut files = BTreeMap::new();
    walk(root, root, &mut files);
    Memory(files)
}

#[test]
fn correct_projects_have_no_findings() {
    let root = support::root().join("fixtures/correct");
    let mut projects: Vec<_> = fs::read_dir(root)
        .expect("projects")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    projects.sort();
    assert!(projects.len() >= 10, "{} projects", projects.len());
    let mut wrong = String::new();
    for path in &projects {
        let mut tree = read(path);
        let allowed = tree.0.remove("allowed.txt").unwrap_or_default();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let is_seen = tree.targets().iter().any(|target| {
            target.spec.is_some() || !lint::check(&tree, target, &KNOWLEDGE).inferred.is_empty()
        });
        assert!(is_seen, "{name}: no SDK is seen in it");
        let mut used = Vec::new();
        for finding in check(&tree, &tree.targets()).into_iter().filter(counts) {
            let line = allowed.lines().find(|line| {
                let code = line.split_whitespace().next();
                code == Some(finding.code.id()) && finding.severity == Severity::Info
            });
            match line {
                Some(line) => used.push(line),
                None => wrong.push_str(&shown(&name, &finding)),
            }
        }
        for line in allowed
            .lines()
            .filter(|line| !line.is_empty() && !used.contains(line))
        {
            let _ = writeln!(wrong, "{name}/allowed.txt: nothing is found for `{line}`");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Findings that a release may have by its age.
const FLOORS: [&str; 5] = ["PW402", "PW407", "PW511", "PW703", "PW906"];

/// A value such as the vendor gives out.
fn value(at: usize, parameter: &Parameter) -> String {
    let (alphabet, usual) = match parameter.shape {
        Some(ValueShape::Digits) => ("1357924680", 9),
        Some(ValueShape::Hex) | None => ("0f1e2d3c4b5a6978", 32),
        Some(ValueShape::Alphanumeric) => ("a1B2c3D4e5F6g7H8", 25),
    };
    let length = parameter.lengths.last().copied().unwrap_or(usual);
    let begins = parameter.begins.as_deref().unwrap_or_default();
    let rest = alphabet.chars().cycle().skip(at % 5);
    begins.chars().chain(rest).take(length).collect()
}

fn spec_for(vendor: &Vendor, release: &Version, delivery: Delivery, target: u32) -> String {
    let mut text = format!(
        "schema = 1\n[app]\napplication-id = \"com.acme.chat\"\nmin-sdk = 23\ntarget-sdk = {target}\n\n\
         [vendors.{}]\nsdk = \"{release}\"\n",
        vendor.id
    );
    if vendor.delivery.of(release).len() > 1 {
        let _ = writeln!(text, "delivery = \"{delivery}\"");
    }
    for (at, parameter) in vendor.parameters.iter().enumerate() {
        let key = &parameter.key;
        let _ = match parameter.kind {
            ParameterKind::Class => writeln!(text, "{key} = \".push.Own{at}\""),
            ParameterKind::Long => writeln!(text, "{key} = {}", 7301 + at),
            ParameterKind::String => writeln!(text, "{key} = \"{}\"", value(at, parameter)),
        };
    }
    text
}

/// A dependency that brings in the release.
fn dependency(vendor: &Vendor, release: &Version, delivery: Delivery) -> Option<String> {
    let fits = |it: &&Artifact| it.delivery == delivery && it.versions.contains(release);
    let artifact = vendor.artifacts.iter().find(fits)?;
    Some(match (&artifact.file, &artifact.coordinate) {
        (Some(file), _) => {
            let file = file.replace("{version}", release.as_str());
            format!("implementation files('libs/{file}')")
        }
        (None, Some(coordinate)) => format!("implementation '{coordinate}:{release}'"),
        (None, None) => return None,
    })
}

const MANIFEST: &str = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n    \
                        <application android:label=\"Chat\">\n    </application>\n</manifest>\n";

/// What `apply` makes of an empty app, in the three ways in which it may be looked at.
fn woven(
    vendor: &Vendor,
    release: &Version,
    delivery: Delivery,
    target: u32,
) -> Vec<(Memory, Vec<Target>)> {
    let spec = spec_for(vendor, release, delivery, target);
    let resolved = resolved(&spec);
    let woven = weave("an empty app", MANIFEST, &Lock::default(), &resolved);
    let manifest = woven.text.to_string();
    let rules = render::keep_rules("pushweave.toml", &resolved.resolution.keep_groups);
    let main = "app/src/main/AndroidManifest.xml";
    let tree = |files: Vec<(&str, String)>| {
        let files = files.into_iter();
        Memory(files.map(|(path, text)| (path.to_owned(), text)).collect())
    };
    let with_spec = tree(vec![
        ("pushweave.toml", spec),
        ("pushweave.lock", woven.lock.render().unwrap_or_default()),
        ("app/proguard-push.pro", rules.clone()),
        (main, manifest.clone()),
    ]);
    let targets = vec![spec_target(&with_spec, "pushweave.toml")];
    let mut ways = vec![(with_spec, targets)];
    let packaged = manifest.replacen("<manifest ", "<manifest package=\"com.acme.chat\" ", 1);
    let alone = tree(vec![("AndroidManifest.xml", packaged)]);
    ways.push((alone, vec![manifest_target("AndroidManifest.xml", false)]));
    if let Some(dependency) = dependency(vendor, release, delivery) {
        let script = format!(
            "apply plugin: 'com.android.application'\nandroid {{\n    namespace 'com.acme.chat'\n    \
             defaultConfig {{\n        applicationId 'com.acme.chat'\n        minSdkVersion 23\n        \
             targetSdkVersion {target}\n    }}\n    buildTypes {{\n        release {{\n            \
             minifyEnabled true\n            proguardFiles 'proguard-push.pro'\n        }}\n    }}\n}}\n\
             dependencies {{\n    {dependency}\n}}\n"
        );
        let in_gradle = tree(vec![
            ("app/build.gradle", script),
            ("app/proguard-push.pro", rules),
            (main, manifest),
        ]);
        let paths: Vec<String> = in_gradle.0.keys().cloned().collect();
        let targets = module_targets(&paths);
        ways.push((in_gradle, targets));
    }
    ways
}

/// The oldest release, the newest, and some between them.
fn some_of(releases: &[Version]) -> Vec<&Version> {
    let last = releases.len() - 1;
    let mut places: Vec<usize> = (0..=4).map(|quarter| last * quarter / 4).collect();
    places.dedup();
    places.into_iter().map(|at| &releases[at]).collect()
}

#[test]
fn what_apply_writes_has_no_findings() {
    let mut cases = Vec::new();
    let vendors: Vec<Vendor> = catalogue::ids().map(whole_vendor).collect();
    for vendor in &vendors {
        for release in some_of(&vendor.releases) {
            for delivery in vendor.delivery.of(release) {
                cases.extend([28, 31, 34, 36].map(|target| (vendor, release, delivery, target)));
            }
        }
    }
    let wrong = Mutex::new(Vec::new());
    in_parallel(&cases, |(vendor, release, delivery, target)| {
        let ways = woven(vendor, release, *delivery, *target);
        for ((tree, targets), way) in ways.iter().zip(["spec", "manifest", "build"]) {
            let project = format!(
                "{} {release} {delivery} target {target}, by {way}",
                vendor.id
            );
            let seen = targets
                .iter()
                .any(|target| !lint::check(tree, target, &KNOWLEDGE).inferred.is_empty());
            // What has none of the vendor's names alone cannot be recognised.
            let is_known = seen || way != "build";
            assert!(is_known, "{project}: the SDK is not seen");
            for finding in check(tree, targets).into_iter().filter(counts) {
                if !FLOORS.contains(&finding.code.id()) {
                    let line = shown(&project, &finding);
                    wrong.lock().expect("no panic").push(line);
                }
            }
        }
    });
    let mut wrong = wrong.into_inner().expect("no panic");
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.concat()
    );
}
