//! The refused and the contradicting manifests: each message, in one text to read.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

const CLICK: &str = "
[click]
activity = \".chat.ChatActivity\"
scheme = \"pushscheme\"
host = \"com.example.chat\"
path = \"/detail\"
";

/// Applies every vendor to the manifest and gives what is printed. Nothing may be written.
fn refused(name: &str, manifest: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("app/src/main/AndroidManifest.xml");
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, manifest).expect("written");
    let pairs: Vec<(&str, &str)> = pushweave::catalogue::ids()
        .map(|id| (id, support::fullest(id)))
        .collect();
    let spec = support::spec_text(&pairs, CLICK);
    fs::write(folder.path().join("pushweave.toml"), spec).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_pushweave"))
        .arg("apply")
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .output()
        .expect("runs");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{name}: {text}");
    assert!(!text.contains("panicked"), "{name}: {text}");
    assert_eq!(fs::read(&path).expect("there"), manifest, "{name}");
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 2, "{name}: something was written");
    text
}

fn all(folder: &str, least: usize) -> String {
    let fixtures = support::fixtures(folder);
    assert!(
        fixtures.len() >= least,
        "only {} in {folder}",
        fixtures.len()
    );
    let mut text = String::new();
    for (name, manifest) in fixtures {
        writeln!(text, "##### {name}\n{}", refused(&name, &manifest)).expect("a string");
    }
    text
}

#[test]
fn refused_manifests() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("refused-manifests", all("manifests/refused", 25));
    });
}

#[test]
fn contradicting_manifests() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("contradicting-manifests", all("manifests/conflicts", 8));
    });
}
