//! `pushweave gradle --init`, and `--inputs`, which the script asks for.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::tools;

const SCRIPT: &str = "gradle/pushweave.gradle";

fn pushweave(folder: &Path, arguments: &[&str]) -> Output {
    tools::run(
        Command::new(env!("CARGO_BIN_EXE_pushweave"))
            .current_dir(folder)
            .args(arguments)
            .env("MZ_APPKEY", "secret-of-a-variable"),
    )
}

#[track_caller]
fn prints(folder: &Path, arguments: &[&str], code: i32, texts: &[&str]) {
    let output = pushweave(folder, arguments);
    let printed = tools::text(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {printed}");
    for text in texts {
        assert!(
            printed.contains(text),
            "{arguments:?}: no {text} in\n{printed}"
        );
    }
}

#[test]
fn the_script_is_written_brought_up_to_date_and_not_taken_from_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let init = ["gradle", "--init"];
    let check = ["gradle", "--init", "--check"];
    prints(
        root,
        &check,
        1,
        &["would be created  gradle/pushweave.gradle"],
    );
    assert!(!root.join(SCRIPT).exists());
    prints(root, &init, 0, &["created  gradle/pushweave.gradle"]);
    let script = fs::read_to_string(root.join(SCRIPT)).expect("written");
    assert!(!script.contains("@VERSION@"));
    prints(root, &init, 0, &["nothing changed"]);
    prints(root, &check, 0, &["nothing changed"]);

    // One of an older release, which bears the mark of what it says.
    let body = "// an older script\n";
    let older = format!(
        "// pushweave:generated {}\n{body}",
        pushweave::manifest::fragment::digest(body)
    );
    fs::write(root.join(SCRIPT), older).expect("written");
    prints(
        root,
        &check,
        1,
        &["would be updated  gradle/pushweave.gradle"],
    );
    prints(root, &init, 0, &["updated  gradle/pushweave.gradle"]);
    assert_eq!(
        fs::read_to_string(root.join(SCRIPT)).expect("there"),
        script
    );

    for (theirs, text) in [
        (
            script.replace("group = 'pushweave'", "group = 'push'"),
            "was edited by hand",
        ),
        (
            "apply plugin: 'java'\n".to_owned(),
            "there is another script where pushweave's goes",
        ),
    ] {
        fs::write(root.join(SCRIPT), &theirs).expect("written");
        prints(
            root,
            &init,
            2,
            &[text, "gradle/pushweave.gradle:1:1", "nothing was written"],
        );
        assert_eq!(
            fs::read_to_string(root.join(SCRIPT)).expect("there"),
            theirs
        );
    }
}

/// Every kind of thing that a run reads: each changes what `--inputs` prints, and nothing else does.
#[test]
fn inputs_are_what_a_run_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("chat");
    let example = tools::repository().join("fixtures/gradle/chat");
    tools::succeed(Command::new("cp").arg("-r").arg(example).arg(&root));
    let write = |path: &str, text: &str| {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    };
    write("local.properties", "xm.appkey=secret-of-a-property\n");
    let inputs = |root: &Path| {
        let arguments = [
            "apply",
            "--overlay",
            "--out",
            "build/o",
            "--variant",
            "freeDebug",
            "--inputs",
        ];
        let output = pushweave(root, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", tools::text(&output));
        assert!(!root.join("build").exists(), "something was written");
        let text = tools::text(&output);
        assert!(!text.contains("secret-of"), "{text}");
        text
    };
    let before = inputs(&root);
    for line in [
        "value environment MZ_APPKEY",
        "value property xm.appkey in local.properties",
        "file pushweave.lock none",
    ] {
        // The lock is about what stands in the sources.
        assert_eq!(
            before.contains(line),
            !line.contains("lock"),
            "{line}\n{before}"
        );
    }

    write(
        "local.properties",
        "xm.appkey=secret-of-a-property\nother=1\n",
    );
    write("README.md", "");
    write("app/src/main/java/com/example/chat/More.java", "");
    assert_eq!(inputs(&root), before, "what is not read does not count");
    let elsewhere = folder.path().join("elsewhere");
    tools::succeed(Command::new("cp").arg("-r").arg(&root).arg(&elsewhere));
    assert_eq!(inputs(&elsewhere), before, "nor does the place");

    let mut seen = vec![before];
    for (path, text) in [
        ("local.properties", "xm.appkey=secret-of-another\n"),
        ("app/libs/some.jar", ""),
        ("gradle.properties", "a=1\n"),
        (
            "app/src/main/AndroidManifest.xml",
            "<manifest package=\"a\"/>\n",
        ),
        ("app/build.gradle", "\n"),
        ("pushweave.toml", "schema = 1\n"),
    ] {
        write(path, text);
        let now = inputs(&root);
        assert!(!seen.contains(&now), "{path} does not count:\n{now}");
        seen.push(now);
    }
}

#[test]
fn inputs_of_a_check_are_what_it_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("chat");
    let example = tools::repository().join("fixtures/gradle/chat");
    tools::succeed(Command::new("cp").arg("-r").arg(example).arg(&root));
    let inputs = || {
        let output = pushweave(
            &root,
            &["check", "--spec", "pushweave.toml", "--overlay", "--inputs"],
        );
        assert_eq!(output.status.code(), Some(0), "{}", tools::text(&output));
        tools::text(&output)
    };
    let mut seen = vec![inputs()];
    for (path, text) in [
        ("app/proguard-rules.pro", "-dontoptimize\n"),
        (
            "app/src/main/java/com/example/chat/ChatActivity.java",
            "package com.example.chat;\n",
        ),
        ("app/src/debug/AndroidManifest.xml", "<manifest/>\n"),
        ("local.properties", "xm.appkey=1\n"),
    ] {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
        let now = inputs();
        assert!(!seen.contains(&now), "{path} does not count:\n{now}");
        seen.push(now);
    }
    fs::create_dir_all(root.join("app/build")).expect("made");
    fs::write(root.join("app/build/x.txt"), "").expect("written");
    assert_eq!(
        seen.last(),
        Some(&inputs()),
        "what a build makes does not count"
    );
}
