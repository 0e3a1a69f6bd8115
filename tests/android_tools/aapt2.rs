//! Manifests as aapt2 reads them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushweave::manifest::value::{Type, infer};

use crate::project::{APPLICATION_ID, Project, VENDORS, Vendor, spec};
use crate::tools::{in_parallel, installed, present, repository, run, say, succeed, text};

const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";
const BOM: char = '\u{feff}';

fn aapt2_is_there() -> bool {
    installed(&["aapt2"]) && present("android-framework-res", Path::new(FRAMEWORK))
}

/// Links `manifest` with compiled `resources` into an APK; what aapt2 says where it cannot.
fn link(manifest: &str, resources: Option<&Path>, folder: &Path) -> Result<PathBuf, String> {
    let input = folder.join("AndroidManifest.xml");
    let apk = folder.join("linked.apk");
    fs::write(&input, manifest).expect("the manifest to link");
    let output = run(Command::new("aapt2")
        .args(["link", "-I", FRAMEWORK, "--auto-add-overlay"])
        // Debian's aapt2 is older than <queries> and <property>.
        .arg("--warn-manifest-validation")
        .arg("--manifest")
        .arg(&input)
        .arg("-o")
        .arg(&apk)
        .args(resources));
    if output.status.success() {
        Ok(apk)
    } else {
        Err(text(&output))
    }
}

/// The manifest of an APK, one line an attribute.
fn dump(apk: &Path) -> String {
    succeed(
        Command::new("aapt2")
            .args(["dump", "xmltree", "--file", "AndroidManifest.xml"])
            .arg(apk),
    )
}

/// `manifest` as the merger hands it on: with a package, and without placeholders for it.
fn merged(manifest: &str) -> String {
    let (bom, text) = match manifest.strip_prefix(BOM) {
        Some(text) => ("\u{feff}", text),
        None => ("", manifest),
    };
    let document = roxmltree::Document::parse(text).expect("well-formed XML");
    let root = document.root_element();
    let package = if root.has_attribute("package") {
        String::new()
    } else {
        format!(" package=\"{APPLICATION_ID}\"")
    };
    let (before, after) = text.split_at(root.range().start + "<manifest".len());
    format!("{bom}{before}{package}{after}").replace("${applicationId}", APPLICATION_ID)
}

fn compiled_resources(app: &Path, folder: &Path) -> PathBuf {
    let archive = folder.join("resources.zip");
    let mut command = Command::new("aapt2");
    command.args(["compile", "--dir"]).arg(app.join("res"));
    succeed(command.arg("-o").arg(&archive));
    archive
}

/// What aapt2 makes of a manifest before and after `apply`.
struct Linked {
    name: String,
    original: Result<PathBuf, String>,
    patched: Result<PathBuf, String>,
    changed: bool,
}

fn link_before_and_after(path: &Path, resources: Option<&Path>) -> Linked {
    let original = fs::read(path).expect("a fixture");
    let project = Project::new(&spec(VENDORS, ""), &original);
    project.apply();
    let original = String::from_utf8(original).expect("UTF-8");
    let patched = fs::read_to_string(project.manifest()).expect("UTF-8");
    Linked {
        name: path.display().to_string(),
        original: link(&merged(&original), resources, project.folder()),
        patched: link(&merged(&patched), resources, project.folder()),
        changed: original != patched,
    }
}

#[test]
fn aapt2_links_every_patched_manifest_whose_original_it_links() {
    if !aapt2_is_there() {
        return;
    }
    let app = repository().join("fixtures/projects/chat-app/app/src/main");
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let resources = compiled_resources(&app, scratch.path());
    let mut manifests = vec![app.join("AndroidManifest.xml")];
    let corpus = repository().join("fixtures/manifests/accepted");
    for entry in fs::read_dir(corpus).expect("the corpus") {
        manifests.push(entry.expect("an entry of the corpus").path());
    }
    manifests.sort();

    let linked = in_parallel(&manifests, |path| {
        link_before_and_after(path, Some(&resources))
    });
    let mut originals = 0;
    let mut broken = Vec::new();
    for one in &linked {
        assert!(one.changed, "{} was not patched", one.name);
        match (&one.original, &one.patched) {
            (Ok(_), Ok(_)) => originals += 1,
            (Ok(_), Err(said)) => broken.push(format!("{}\n{said}", one.name)),
            (Err(said), _) => say(&format!("not linked: {}\n{said}", one.name)),
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(originals >= 30, "only {originals} originals link");
    say(&format!(
        "aapt2: {originals} of {} originals link, all {originals} patched ones do",
        linked.len()
    ));
}
