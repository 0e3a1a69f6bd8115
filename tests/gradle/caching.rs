//! When the tasks run, and when not.

use std::fs;
use std::path::Path;

use crate::builds::{Home, Outcome, PROPERTY, Project, VARIABLE, can_build};

const FREE: &str = ":app:pushweaveGenerateFreeDebug";
const PAID: &str = ":app:pushweaveGeneratePaidDebug";
const CHECK: &str = ":app:pushweaveCheck";
const ALL: [&str; 3] = [FREE, PAID, CHECK];
const MADE: &str = "app/build/generated/pushweave/freeDebug";

#[test]
fn tasks_run_again_when_something_changed_and_only_then() {
    if !can_build() {
        return;
    }
    let home = Home::new();
    let mut project = home.project("chat");
    nothing_shows_credentials(&home, &project);
    project.gradle(&ALL).all_are(Outcome::UpToDate, &ALL);
    let made = contents(&project.root.join(MADE));
    project
        .gradle(&[&["clean"], &ALL[..]].concat())
        .all_are(Outcome::FromCache, &ALL);
    assert_eq!(contents(&project.root.join(MADE)), made);

    // Another checkout at another path, with the Android SDK at another path, too.
    let other = home.project("chat");
    other.gradle(&ALL).all_are(Outcome::FromCache, &ALL);
    assert_eq!(contents(&other.root.join(MADE)), made);
    drop(other);

    // What no task of ours reads.
    project.write(
        "app/src/main/java/com/example/chat/More.java",
        "package com.example.chat; class More {}\n",
    );
    project.edit("local.properties", "sdk.dir", "other.key=1\nsdk.dir");
    project.set("ANOTHER_VARIABLE", "1");
    let generating = [FREE, PAID];
    project
        .gradle(&generating)
        .all_are(Outcome::UpToDate, &generating);

    type Change = (
        &'static str,
        fn(&mut Project<'_>),
        &'static str,
        &'static str,
    );
    let changes: [Change; 5] = [
        (
            "the spec",
            |it| {
                it.edit(
                    "pushweave.toml",
                    "certificate-id = 6666",
                    "certificate-id = 7777",
                )
            },
            "java/com/example/chat/push/Constants.java",
            "7777L",
        ),
        (
            "a manifest of a source set",
            |it| it.write("app/src/debug/AndroidManifest.xml", DEBUG),
            "AndroidManifest.xml",
            "MIPUSH_RECEIVE",
        ),
        (
            "a property that the spec names",
            |it| it.edit("local.properties", PROPERTY, "5311700000001"),
            "java/com/example/chat/push/Constants.java",
            "5311700000001",
        ),
        (
            "a variable that the spec names",
            |it| it.set("MZ_APPKEY", "another"),
            "java/com/example/chat/push/Constants.java",
            "\"another\"",
        ),
        (
            "the program",
            |it| it.use_another_program(),
            "keep-rules.pro",
            "XiaomiMsgReceiver",
        ),
    ];
    for (what, change, file, text) in changes {
        change(&mut project);
        let built = project.gradle(&[FREE]);
        assert_eq!(
            built.outcome(FREE),
            Outcome::Executed,
            "{what}\n{}",
            built.log
        );
        assert!(built.succeeded, "{what}\n{}", built.log);
        let made = project.read(&format!("{MADE}/{file}"));
        assert!(made.contains(text), "{what}: no {text} in\n{made}");
    }
}

/// A source set that has one of the permissions already.
const DEBUG: &str = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <uses-permission android:name="android.permission.VIBRATE" />
</manifest>
"#;

/// The first build, in which all tasks run and Gradle says all that it knows of their inputs.
fn nothing_shows_credentials(home: &Home, project: &Project<'_>) {
    let loud = ["--info", "-Dorg.gradle.caching.debug=true"];
    let built = project.gradle(&[&ALL[..], &loud].concat());
    for task in ALL {
        assert!(built.succeeded, "{}", built.log);
        assert!(
            built
                .log
                .contains(&format!("Build cache key for task '{task}'")),
            "{}",
            built.log
        );
    }
    let constants = project.read(&format!("{MADE}/java/com/example/chat/push/Constants.java"));
    for secret in [PROPERTY, VARIABLE] {
        assert!(constants.contains(secret), "{constants}");
        assert!(
            !built.log.contains(secret),
            "{secret} in the log:\n{}",
            built.log
        );
        // Where Gradle remembers the inputs of tasks, what the tasks leave behind, and the report.
        for folder in [".gradle", "app/build/tmp", "app/build/reports"] {
            no_file_has(&project.root.join(folder), secret);
        }
        no_file_has(home.path(), secret);
    }
    assert!(
        project
            .read("app/build/reports/pushweave/pushweave.sarif")
            .contains("\"2.1.0\"")
    );
}

#[track_caller]
fn no_file_has(folder: &Path, secret: &str) {
    for (path, bytes) in contents(folder) {
        let has = bytes
            .windows(secret.len())
            .any(|it| it == secret.as_bytes());
        assert!(!has, "{} has {secret}", folder.join(path).display());
    }
}

/// Every file below `folder`, by its path.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read(&path).expect("a file")));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}
