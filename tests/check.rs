//! `pushweave check` on a disk: hostile names and links, runs side by side, a baseline, many modules.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

#[allow(dead_code, reason = "shared with the tests of Android's tools")]
#[path = "android_tools/tools.rs"]
mod tools;

const MANIFEST: &str = "src/main/AndroidManifest.xml";

fn manifest(exported: &str) -> String {
    format!(
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
    <application>
        <service
            android:name="com.xiaomi.push.service.XMJobService"
            android:enabled="true"
            android:exported="{exported}"
            android:permission="android.permission.BIND_JOB_SERVICE"
            android:process=":pushservice" />
    </application>
</manifest>
"#
    )
}

fn folder() -> TempDir {
    // Below the package, where no stray spec lies above.
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn pushweave(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("runs")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pushweave"));
    command
        .args(&arguments[..1])
        // One kind of problem is enough to see how it is reported.
        .args(["--select", "PW203"])
        .args(&arguments[1..])
        .current_dir(folder)
        .env("NO_COLOR", "1");
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", out(output)))
}

/// The paths that the findings of a JSON report name.
fn paths(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    let first = findings.iter().map(|finding| &finding["labels"][0]["path"]);
    first
        .map(|path| path.as_str().expect("a path").to_owned())
        .collect()
}

#[test]
fn checking_writes_nothing() {
    let folder = folder();
    let path = folder.path().join(MANIFEST);
    write(&path, &manifest("true"));
    for format in ["human", "json", "sarif", "github"] {
        let output = pushweave(folder.path(), &["check", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    }
    let output = pushweave(folder.path(), &["check", "--diff"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert_eq!(fs::read_to_string(&path).expect("there"), manifest("true"));
    let left: Vec<_> = fs::read_dir(folder.path()).expect("listed").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn names_that_mislead_are_only_names() {
    for name in [
        "-rf",
        "a\nb",
        "a\r\n::error::b",
        "a b%20",
        "\u{202e}gpj",
        "ein Modül",
    ] {
        let folder = folder();
        write(&folder.path().join(name).join(MANIFEST), &manifest("true"));
        let output = pushweave(folder.path(), &["check", "--format", "json"]);
        let found = paths(&json(&output));
        let is_refused = name.contains(['\n', '\r', '\u{202e}']);
        if is_refused {
            // A path that no output could hold is not looked at.
            assert_eq!(found, [""; 0], "{name:?}");
        } else {
            assert_eq!(found, [format!("{name}/{MANIFEST}")]);
        }
        for format in ["human", "github"] {
            let output = pushweave(folder.path(), &["check", "--format", format, "--", name]);
            let printed = out(&output);
            assert!(!printed.contains("\n::error::b"), "{name:?}: {printed}");
            assert!(!printed.contains(['\r', '\u{202e}']), "{name:?}: {printed}");
        }
    }
}

#[test]
fn names_that_are_no_text_are_survived() {
    let folder = folder();
    let name = OsStr::from_bytes(b"a\xff");
    write(&folder.path().join(name).join(MANIFEST), &manifest("true"));
    write(&folder.path().join("b").join(MANIFEST), &manifest("true"));
    let output = pushweave(folder.path(), &["check", "--format", "json"]);
    assert_eq!(paths(&json(&output)), [format!("b/{MANIFEST}")]);
    let mut command = command(folder.path(), &["check", "--format", "sarif"]);
    let output = command.arg(name).output().expect("runs");
    assert!(
        matches!(output.status.code(), Some(0..=2)),
        "{}",
        err(&output)
    );
}

#[test]
fn links_are_not_followed() {
    let folder = folder();
    write(&folder.path().join("elsewhere.xml"), &manifest("true"));
    fs::create_dir_all(folder.path().join("app/src/main")).expect("made");
    symlink(
        folder.path().join("elsewhere.xml"),
        folder.path().join("app").join(MANIFEST),
    )
    .expect("linked");
    symlink("/etc", folder.path().join("app/libs")).expect("linked");
    write(
        &folder.path().join("app/build.gradle"),
        "apply plugin: 'com.android.application'\n",
    );
    for arguments in [&["check"][..], &["check", "--fix", "app"]] {
        let output = pushweave(folder.path(), arguments);
        assert!(!out(&output).contains("PW203"), "{}", out(&output));
        assert!(!err(&output).contains("panicked"), "{}", err(&output));
    }
    let text = fs::read_to_string(folder.path().join("elsewhere.xml")).expect("there");
    assert_eq!(text, manifest("true"));
}

#[test]
fn runs_side_by_side_lose_nothing() {
    let folder = folder();
    let path = folder.path().join(MANIFEST);
    write(&path, &manifest("true"));
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let mut command = command(folder.path(), &["check", "--fix"]);
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .expect("runs")
        })
        .collect();
    for run in runs {
        let output = run.wait_with_output().expect("ends");
        // One that came second either finds nothing to do, or sees that the file has changed.
        assert!(
            matches!(output.status.code(), Some(0 | 2)),
            "{}",
            err(&output)
        );
    }
    assert_eq!(fs::read_to_string(&path).expect("there"), manifest("false"));
    let left: Vec<PathBuf> = fs::read_dir(path.parent().expect("a folder"))
        .expect("listed")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert_eq!(left, [path], "something staged was left");
}

#[test]
fn a_baseline_knows_a_finding_that_moved() {
    let folder = folder();
    let path = folder.path().join(MANIFEST);
    write(&path, &manifest("true"));
    let baseline = ["check", "--baseline", "known.json"];
    let update = [&baseline[..], &["--update-baseline"]].concat();
    let first = pushweave(folder.path(), &update);
    assert_eq!(
        first.status.code(),
        Some(0),
        "{}{}",
        out(&first),
        err(&first)
    );
    let written = fs::read_to_string(folder.path().join("known.json")).expect("written");

    write(
        &path,
        &manifest("true").replace("    <application>", "\n\n    <application>"),
    );
    let moved = pushweave(folder.path(), &baseline);
    assert_eq!(moved.status.code(), Some(0), "{}", out(&moved));
    assert!(out(&moved).contains("baseline"), "{}", out(&moved));

    let new = manifest("true").replace(
        "        <service",
        "        <service android:name=\"com.xiaomi.push.service.XMPushService\" \
         android:enabled=\"true\" android:exported=\"true\" android:process=\":pushservice\" />\n        <service",
    );
    write(&path, &new);
    let more = pushweave(folder.path(), &baseline);
    assert_eq!(more.status.code(), Some(1), "{}", out(&more));
    assert!(out(&more).contains("XMPushService"), "{}", out(&more));
    assert!(!out(&more).contains("XMJobService` has"), "{}", out(&more));

    write(&path, &manifest("true"));
    let again = pushweave(folder.path(), &update);
    assert_eq!(again.status.code(), Some(0));
    let rewritten = fs::read_to_string(folder.path().join("known.json")).expect("written");
    assert_eq!(rewritten, written, "the same findings give the same bytes");
}

#[test]
fn paths_are_relative_wherever_one_stands() {
    let folder = folder();
    write(
        &folder.path().join("project/settings.gradle"),
        "include ':app'\n",
    );
    write(
        &folder.path().join("project/app").join(MANIFEST),
        &manifest("true"),
    );
    write(&folder.path().join("project/app/build.gradle"), "");
    let spec = "schema = 1\n[app]\napplication-id = \"com.acme.chat\"\n[vendors.xiaomi]\n\
                sdk = \"3.6.12\"\nreceiver = \".MiReceiver\"\n";
    let with_spec = folder.path().join("spec");
    write(&with_spec.join("pushweave.toml"), spec);
    write(&with_spec.join("app").join(MANIFEST), &manifest("true"));
    let absolute = folder.path().join("project").display().to_string();
    for (place, argument, expected) in [
        ("", "project", format!("project/app/{MANIFEST}")),
        ("", absolute.as_str(), format!("project/app/{MANIFEST}")),
        ("project/app", ".", MANIFEST.to_owned()),
        (
            "project/app/src",
            "..",
            "main/AndroidManifest.xml".to_owned(),
        ),
        (
            "project/app/src",
            "main/AndroidManifest.xml",
            "main/AndroidManifest.xml".to_owned(),
        ),
        ("", "spec/app/src/main", format!("spec/app/{MANIFEST}")),
        ("spec/app", ".", MANIFEST.to_owned()),
        ("spec/app/src", "..", "main/AndroidManifest.xml".to_owned()),
    ] {
        let place = folder.path().join(place);
        let output = pushweave(&place, &["check", "--format", "json", argument]);
        assert_eq!(paths(&json(&output)), [expected], "{argument}");
        let output = pushweave(&place, &["check", "--format", "sarif", argument]);
        let root = folder.path().display().to_string();
        let printed = out(&output);
        let uris = printed
            .lines()
            .filter_map(|line| line.split_once("\"uri\": \""));
        let mut uris = uris.map(|(_, uri)| uri.trim_start_matches("../"));
        assert!(uris.all(|uri| !uri.contains("../")), "{printed}");
        assert!(
            !out(&output).contains(&root),
            "an absolute path: {}",
            out(&output)
        );
    }
}

#[test]
fn many_modules_are_checked_in_one_order() {
    let folder = folder();
    for number in 0..60 {
        let module = folder.path().join(format!("m{number:02}"));
        write(&module.join("build.gradle"), "");
        let exported = if number % 7 == 0 { "true" } else { "false" };
        write(&module.join(MANIFEST), &manifest(exported));
    }
    let first = out(&pushweave(folder.path(), &["check", "--format", "json"]));
    let found = paths(&serde_json::from_str(&first).expect("JSON"));
    let expected: Vec<String> = (0..60)
        .step_by(7)
        .map(|number| format!("m{number:02}/{MANIFEST}"))
        .collect();
    assert_eq!(found, expected);
    for _ in 0..3 {
        let again = out(&pushweave(folder.path(), &["check", "--format", "json"]));
        assert_eq!(again, first);
    }
}

/// `script` gives the command a terminal of its own.
#[test]
fn a_bar_moves_on_a_terminal_and_nowhere_else() {
    if !tools::installed(&["script"]) {
        return;
    }
    let folder = folder();
    for number in 0..40 {
        let module = folder.path().join(format!("m{number:02}"));
        write(&module.join("build.gradle"), "");
        write(&module.join(MANIFEST), &manifest("false"));
    }
    let run = format!("{} check", env!("CARGO_BIN_EXE_pushweave"));
    let mut on_a_terminal = Command::new("script");
    on_a_terminal
        .args(["-qec", &run, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .current_dir(folder.path());
    let shown = tools::succeed(&mut on_a_terminal);
    assert!(shown.contains("/40 modules"), "{shown}");
    // What is drawn is taken away again: the last line is the summary.
    let last = shown.trim_end().lines().last().expect("a line");
    assert!(last.contains("nothing is wrong in 80 files"), "{last}");
    let output = pushweave(folder.path(), &["check"]);
    assert!(!err(&output).contains("modules"), "{}", err(&output));
}
