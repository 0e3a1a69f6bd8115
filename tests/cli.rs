//! The command on a real project: what it writes, what it leaves alone, what it takes back.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use support::root;
use tempfile::TempDir;

/// A copy of the bundled example.
struct Project {
    folder: TempDir,
}

const MANIFEST: &str = "app/src/main/AndroidManifest.xml";
const CONSTANTS: &str = "app/src/main/java/com/example/chat/push/Constants.java";

impl Project {
    fn example() -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        support::copy(&root().join("fixtures/projects/chat-app"), project.path());
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        command(self.path(), arguments).output().expect("runs")
    }

    #[track_caller]
    fn expect(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = printed(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }

    /// Every file with its bytes.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for path in walk(self.path()) {
            let name = path
                .strip_prefix(self.path())
                .expect("below")
                .to_string_lossy();
            found.insert(name.replace('\\', "/"), fs::read(&path).expect("a file"));
        }
        found
    }

    fn times(&self) -> Vec<(PathBuf, SystemTime)> {
        walk(self.path())
            .into_iter()
            .map(|path| {
                let modified = fs::metadata(&path).and_then(|found| found.modified());
                (path, modified.expect("a time"))
            })
            .collect()
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pushweave"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS");
    command
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn apply_says_what_it_did_and_a_second_run_writes_nothing() {
    let project = Project::example();
    let text = project.expect(0, &["apply"]);
    for line in [
        "updated  app/src/main/AndroidManifest.xml",
        "created  app/proguard-push.pro",
        "created  app/src/main/java/com/example/chat/push/Constants.java",
        "created  pushweave.lock",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    let times = project.times();
    assert_eq!(project.expect(0, &["apply"]), "nothing changed\n");
    assert_eq!(project.times(), times);
    assert_eq!(
        project.expect(0, &["apply", "--check"]),
        "nothing changed\n"
    );
}

#[test]
fn verbose_gives_the_reason_for_each_change() {
    let text = Project::example().expect(0, &["apply", "--verbose"]);
    let at = text
        .find("+ service com.xiaomi.push.service.XMJobService")
        .expect("the service");
    let reason: String = text[at..].lines().skip(1).take(3).collect();
    assert!(reason.contains("xiaomi 3.6.12 (since 3.0.1): "), "{reason}");
    assert!(reason.contains("[Tencent Cloud IM"), "{reason}");
}

#[test]
fn check_and_diff_write_nothing() {
    let project = Project::example();
    let before = project.files();
    let text = project.expect(1, &["apply", "--check"]);
    assert!(
        text.contains("would be updated  app/src/main/AndroidManifest.xml"),
        "{text}"
    );
    assert!(
        text.contains("+ service com.xiaomi.push.service.XMPushService"),
        "{text}"
    );
    let diff = project.expect(0, &["apply", "--diff"]);
    assert!(
        diff.contains("--- a/app/src/main/AndroidManifest.xml\n+++ b/app/src/main/"),
        "{diff}"
    );
    assert!(
        diff.contains("--- /dev/null\n+++ b/app/proguard-push.pro\n"),
        "{diff}"
    );
    assert!(
        !diff.contains("5311700000000"),
        "a value from a properties file is shown"
    );
    assert!(diff.contains("<xm.appkey in push.properties>"), "{diff}");
    project.expect(1, &["apply", "--check", "--diff"]);
    assert_eq!(project.files(), before);
}

/// The diff is one that `patch` understands, and leads to what `apply` writes.
#[test]
fn the_diff_is_the_change() {
    let project = Project::example();
    project.edit(
        "pushweave.toml",
        "{ property = \"xm.appkey\", file = \"push.properties\" }",
        "\"1\"",
    );
    let diff = project.expect(0, &["apply", "--diff"]);
    let patched = Project::example();
    patched.write("pushweave.toml", &project.read("pushweave.toml"));
    patched.write("change.diff", &diff);
    let status = Command::new("git")
        .args(["apply", "change.diff"])
        .current_dir(patched.path())
        .status()
        .expect("git runs");
    assert!(status.success());
    fs::remove_file(patched.path().join("change.diff")).expect("removed");
    project.expect(0, &["apply"]);
    assert_eq!(patched.files(), project.files());
}

/// Neither a value that was looked up nor one that was looked up earlier is ever printed.
#[test]
fn values_from_elsewhere_are_never_printed() {
    let project = Project::example();
    let properties =
        |value: &str| project.write("push.properties", &format!("xm.appkey={value}\n"));
    properties("first-\\x-secret");
    for arguments in [
        &["apply", "--diff"][..],
        &["apply", "--verbose"],
        &["apply", "--check"],
    ] {
        let text = printed(&project.run(arguments));
        assert!(!text.contains("secret"), "{text}");
    }
    properties("second-secret");
    for arguments in [
        &["apply", "--diff"][..],
        &["remove", "--all", "--diff"],
        &["remove", "xiaomi", "--diff"],
        &["apply", "--verbose"],
    ] {
        let text = printed(&project.run(arguments));
        assert!(!text.contains("secret"), "{arguments:?}: {text}");
    }
}

#[test]
fn a_lost_lock_is_noticed() {
    let project = Project::example();
    project.expect(0, &["apply"]);
    fs::remove_file(project.path().join("pushweave.lock")).expect("removed");
    let text = project.expect(0, &["apply"]);
    assert!(text.contains("there is no `pushweave.lock`"), "{text}");
}

#[test]
fn out_leaves_the_sources_alone() {
    let project = Project::example();
    let before = project.files();
    project.expect(0, &["apply", "--out", "build/push"]);
    let mut after = project.files();
    let written: Vec<String> = after
        .keys()
        .filter(|path| path.starts_with("build/"))
        .cloned()
        .collect();
    for path in &written {
        after.remove(path);
    }
    assert_eq!(after, before);
    assert_eq!(
        written,
        [
            format!("build/push/{MANIFEST}"),
            "build/push/app/proguard-push.pro".into(),
            format!("build/push/{CONSTANTS}"),
            "build/push/pushweave.lock".into(),
        ]
        .into_iter()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
    let times = project.times();
    assert_eq!(
        project.expect(0, &["apply", "--out", "build/push"]),
        "nothing changed\n"
    );
    assert_eq!(project.times(), times);
    // What is no longer generated goes away; what is not ours stays.
    project.write("build/push/mine.txt", "mine");
    project.edit(
        "pushweave.toml",
        "proguard = \"proguard-push.pro\"",
        "proguard = \"push.pro\"",
    );
    project.expect(0, &["apply", "--out", "build/push"]);
    assert!(
        !project
            .path()
            .join("build/push/app/proguard-push.pro")
            .exists()
    );
    assert_eq!(project.read("build/push/mine.txt"), "mine");
    // The same as in place.
    let in_out = project.read(&format!("build/push/{MANIFEST}"));
    project.expect(0, &["apply"]);
    assert_eq!(project.read(MANIFEST), in_out);
}

#[test]
fn an_overlay_depends_on_nothing_that_was_in_its_folder() {
    let project = Project::example();
    let before = project.files();
    let run = |folder: &str| project.expect(0, &["apply", "--overlay", "--out", folder]);
    let made = |folder: &str| -> BTreeMap<String, Vec<u8>> {
        let files = project.files().into_iter();
        let made = files.filter_map(|(path, bytes)| {
            Some((
                path.strip_prefix(folder)?
                    .trim_start_matches('/')
                    .to_owned(),
                bytes,
            ))
        });
        made.collect()
    };
    run("build/one");
    let one = made("build/one");
    let names: Vec<&str> = one.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "AndroidManifest.xml",
            "java/com/example/chat/push/Constants.java",
            "keep-rules.pro",
            "pushweave.lock",
        ]
    );
    assert_eq!(run("build/one"), "nothing changed\n");

    // A folder that held the result of another spec, with other line endings.
    let constants = "constants = { class = \"com.example.chat.push.Constants\"";
    project.edit(
        "pushweave.toml",
        constants,
        "constants = { class = \"com.example.chat.Keys\"",
    );
    run("build/two");
    let rules = project.read("build/two/keep-rules.pro");
    project.write("build/two/keep-rules.pro", &rules.replace('\n', "\r\n"));
    project.edit(
        "pushweave.toml",
        "com.example.chat.Keys",
        "com.example.chat.push.Constants",
    );
    let text = run("build/two");
    assert!(
        text.contains("deleted  build/two/java/com/example/chat/Keys.java"),
        "{text}"
    );
    assert_eq!(made("build/two"), one);

    fs::remove_dir_all(project.path().join("build")).expect("removed");
    assert_eq!(project.files(), before, "the sources");

    // What is woven in place is there, and its lock is none of an overlay's.
    project.expect(0, &["apply"]);
    run("build/three");
    let overlay = project.read("build/three/AndroidManifest.xml");
    assert!(!overlay.contains("android:name"), "{overlay}");
    let woven = project.files();
    let text = project.expect(2, &["apply", "--overlay", "--out", "."]);
    assert!(text.contains("is the lock of a project"), "{text}");
    assert_eq!(project.files(), woven);

    project.edit(
        "build/three/AndroidManifest.xml",
        "</manifest>",
        "<!-- mine -->\n</manifest>",
    );
    let text = project.expect(2, &["apply", "--overlay", "--out", "build/three"]);
    assert!(text.contains("was edited by hand"), "{text}");
}

#[test]
fn out_overwrites_nothing_that_is_not_its_own() {
    let project = Project::example();
    let before = project.files();
    for folder in [".", "app/.."] {
        let text = project.expect(2, &["apply", "--out", folder]);
        assert!(text.contains("did not write it"), "{text}");
    }
    assert_eq!(project.files(), before);
}

#[test]
fn remove_all_gives_the_original_bytes_back() {
    let project = Project::example();
    let before = project.files();
    project.expect(0, &["apply"]);
    project.expect(0, &["remove", "--all"]);
    assert_eq!(project.files(), before);
    assert_eq!(project.expect(0, &["remove", "--all"]), "nothing changed\n");
}

#[test]
fn remove_takes_vendors_out_of_spec_and_project() {
    let project = Project::example();
    project.expect(0, &["apply"]);
    let spec = project.read("pushweave.toml");
    project.expect(0, &["remove", "meizu", "vivo"]);
    let left = project.read("pushweave.toml");
    let mut lines = spec.lines();
    assert!(
        left.lines().all(|line| lines.any(|other| other == line)),
        "lines only went away"
    );
    for (path, gone) in [
        ("pushweave.toml", "[vendors.meizu]"),
        (MANIFEST, "com.meizu"),
        (MANIFEST, "com.vivo"),
        ("app/proguard-push.pro", "Meizu"),
        (CONSTANTS, "MZ_PUSH"),
        ("pushweave.lock", "meizu"),
    ] {
        assert!(
            !project.read(path).contains(gone),
            "{path} still has {gone}"
        );
    }
    let fresh = Project::example();
    fresh.write("pushweave.toml", &left);
    fresh.expect(0, &["apply"]);
    assert_eq!(
        project.files(),
        fresh.files(),
        "as if it had never been there"
    );
}

#[test]
fn a_newer_sdk_adds_and_prunes() {
    let project = Project::example();
    project.edit("pushweave.toml", "target-sdk = 29", "target-sdk = 31");
    project.expect(0, &["apply"]);
    project.edit("pushweave.toml", "sdk = \"3.6.12\"", "sdk = \"4.9.1\"");
    let text = project.expect(0, &["apply", "--verbose"]);
    assert!(
        text.contains("- uses-permission android.permission.GET_TASKS"),
        "{text}"
    );
    assert!(
        text.contains("+ activity com.xiaomi.mipush.sdk.NotificationClickedActivity"),
        "{text}"
    );
    let fresh = Project::example();
    fresh.edit("pushweave.toml", "target-sdk = 29", "target-sdk = 31");
    fresh.edit("pushweave.toml", "sdk = \"3.6.12\"", "sdk = \"4.9.1\"");
    fresh.expect(0, &["apply"]);
    assert_eq!(project.files(), fresh.files());
}

#[test]
fn less_and_more_can_be_included() {
    let count = |include: &str| {
        let project = Project::example();
        project.edit(
            "pushweave.toml",
            "[app]\n",
            &format!("[app]\ninclude = \"{include}\"\n"),
        );
        project.expect(0, &["apply"]);
        project.read(MANIFEST).lines().count()
    };
    let (required, recommended, optional) =
        (count("required"), count("recommended"), count("optional"));
    assert!(required < recommended && recommended < optional);
    let project = Project::example();
    project.edit(
        "pushweave.toml",
        "[vendors.xiaomi]\n",
        "[vendors.xiaomi]\ninclude = \"required\"\n",
    );
    project.expect(0, &["apply"]);
    assert!(!project.read(MANIFEST).contains("NetworkStatusReceiver"));
    assert!(
        project.read(MANIFEST).contains("C2D_MESSAGE"),
        "the others stay as they are"
    );
}

#[test]
fn what_a_person_changed_stays() {
    let project = Project::example();
    project.expect(0, &["apply"]);
    let service = "android:name=\"com.xiaomi.push.service.XMJobService\"";
    project.edit(
        MANIFEST,
        service,
        &format!("{service}\n            android:label=\"mine\""),
    );
    project.edit(MANIFEST, "<receiver\n            android:name=\"com.xiaomi.push.service.receivers.PingReceiver\"", "<!-- mine -->\n        <receiver\n            android:name=\"com.xiaomi.push.service.receivers.PingReceiver\"");
    assert_eq!(project.expect(0, &["apply"]), "nothing changed\n");
    let text = project.expect(0, &["remove", "xiaomi"]);
    assert!(text.contains("changed by hand since: it stays"), "{text}");
    let manifest = project.read(MANIFEST);
    assert!(
        manifest.contains("XMJobService") && manifest.contains("<!-- mine -->"),
        "{manifest}"
    );
    assert!(
        !manifest.contains("XMPushService") && !manifest.contains("PingReceiver"),
        "{manifest}"
    );
}

#[test]
fn what_a_person_wrote_is_never_removed() {
    let project = Project::example();
    let own =
        "    <uses-permission android:name=\"android.permission.VIBRATE\" />\n\n    <application";
    project.edit(MANIFEST, "    <application", own);
    let before = project.read(MANIFEST);
    project.expect(0, &["apply"]);
    assert_eq!(
        project.read(MANIFEST).matches("permission.VIBRATE").count(),
        1
    );
    project.expect(0, &["remove", "--all"]);
    assert_eq!(project.read(MANIFEST), before);
}

#[test]
fn what_a_person_took_out_comes_back() {
    let project = Project::example();
    project.expect(0, &["apply"]);
    let woven = project.files();
    let line = "    <uses-permission android:name=\"android.permission.VIBRATE\" />\n";
    project.edit(MANIFEST, line, "");
    project.expect(1, &["apply", "--check"]);
    project.expect(0, &["apply"]);
    assert_eq!(project.files(), woven);
}

#[test]
fn contradictions_are_replaced_or_kept_on_demand() {
    let project = Project::example();
    let own = "<service android:name=\"com.xiaomi.push.service.XMJobService\" android:exported='true' android:process=\":a&amp;b\"/>\n    </application>";
    project.edit(MANIFEST, "</application>\n", &format!("{own}\n"));
    let before = project.files();
    let text = project.expect(2, &["apply"]);
    assert!(text.contains("PW203") && text.contains("PW205"), "{text}");
    assert_eq!(project.files(), before);

    let text = project.expect(0, &["apply", "--on-conflict", "keep"]);
    assert!(text.contains("kept, as"), "{text}");
    assert!(
        project
            .read(MANIFEST)
            .contains("android:exported='true' android:process=\":a&amp;b\"")
    );
    project.expect(0, &["remove", "--all"]);
    assert_eq!(project.files(), before);

    project.expect(0, &["apply", "--on-conflict", "replace"]);
    let replaced = "android:exported='false' android:process=\":pushservice\"";
    assert!(
        project.read(MANIFEST).contains(replaced),
        "{}",
        project.read(MANIFEST)
    );
    assert_eq!(
        project.expect(0, &["apply"]),
        "nothing changed\n",
        "the decision is remembered"
    );
    project.expect(0, &["remove", "--all"]);
    assert_eq!(project.files(), before);
}

#[test]
fn constants_can_share_a_file_with_the_app() {
    let project = Project::example();
    project.edit(
        "pushweave.toml",
        "constants = { class = \"com.example.chat.push.Constants\", source-root = \"src/main/java\" }",
        "constants = { class = \"com.example.chat.push.Constants\", mode = \"region\" }",
    );
    let class = "package com.example.chat.push;\n\nclass Constants {\n\tint mine = 1;\n\t// pushweave:begin\n\t// pushweave:end\n}\n";
    project.write(CONSTANTS, class);
    let before = project.files();
    project.expect(0, &["apply"]);
    let text = project.read(CONSTANTS);
    assert!(
        text.contains("\tint mine = 1;\n\t// pushweave:begin "),
        "{text}"
    );
    assert!(
        text.contains("\n\tpublic static final long XM_PUSH_BUZID = 6666L;\n"),
        "{text}"
    );
    assert_eq!(project.expect(0, &["apply"]), "nothing changed\n");
    project.edit(CONSTANTS, "mine = 1", "mine = 2");
    assert_eq!(project.expect(0, &["apply"]), "nothing changed\n");
    project.edit(CONSTANTS, "mine = 2", "mine = 1");
    project.expect(0, &["remove", "--all"]);
    assert_eq!(project.files(), before);
}

#[test]
fn the_spec_is_found_from_below_and_by_name() {
    let project = Project::example();
    let below = project.path().join("app/src/main");
    let output = command(&below, &["apply", "--check"])
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    assert!(printed(&output).contains("../../../app/src/main/AndroidManifest.xml"));
    fs::rename(
        project.path().join("pushweave.toml"),
        project.path().join("other.toml"),
    )
    .expect("renamed");
    project.expect(2, &["apply", "--check"]);
    project.expect(1, &["apply", "--check", "--spec", "other.toml"]);
    let parent = project.path().parent().expect("a folder");
    let folder = project
        .path()
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let spec = format!("{folder}/other.toml");
    let output = command(parent, &["apply", "--spec", &spec])
        .output()
        .expect("runs");
    assert!(
        printed(&output).contains(&format!("{folder}/app/proguard-push.pro")),
        "{}",
        printed(&output)
    );
    project.expect(0, &["apply", "--spec", "other.toml", "--check"]);
}

#[test]
fn values_come_from_the_environment() {
    let project = Project::example();
    project.edit(
        "pushweave.toml",
        "{ property = \"xm.appkey\", file = \"push.properties\" }",
        "{ env = \"PUSHWEAVE_TEST_KEY\" }",
    );
    let text = project.expect(2, &["apply"]);
    assert!(text.contains("PUSHWEAVE_TEST_KEY is not set"), "{text}");
    let output = command(project.path(), &["apply", "--verbose"])
        .env("PUSHWEAVE_TEST_KEY", "s3cr3t")
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", printed(&output));
    assert!(!printed(&output).contains("s3cr3t"));
    assert!(
        project
            .read(CONSTANTS)
            .contains("XM_PUSH_APPKEY = \"s3cr3t\";")
    );
    assert!(!project.read("pushweave.lock").contains("s3cr3t"));
}

/// The same bytes at another path, at another time, and nothing of the machine in them.
#[test]
fn outputs_are_deterministic() {
    let (one, other) = (Project::example(), Project::example());
    one.expect(0, &["apply"]);
    other.expect(0, &["apply", "-C", "."]);
    assert_eq!(one.files(), other.files());
    let path = one.path().to_string_lossy().into_owned();
    for (name, bytes) in one.files() {
        assert!(
            !String::from_utf8_lossy(&bytes).contains(&path),
            "{name} holds an absolute path"
        );
    }
}

#[test]
fn runs_at_once_take_turns() {
    let project = Project::example();
    let children: Vec<_> = (0..8)
        .map(|at| {
            let arguments: &[&str] = if at % 2 == 0 {
                &["apply"]
            } else {
                &["remove", "--all"]
            };
            command(project.path(), arguments)
                .stdout(std::process::Stdio::null())
                .spawn()
                .expect("runs")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("ends").success());
    }
    project.expect(0, &["apply"]);
    let fresh = Project::example();
    fresh.expect(0, &["apply"]);
    assert_eq!(project.files(), fresh.files());
}

/// A run that is killed leaves every file old or new, and the next run goes on from there.
#[test]
fn a_killed_run_leaves_old_or_new() {
    let fresh = Project::example();
    let old = fresh.files();
    fresh.expect(0, &["apply"]);
    let new = fresh.files();
    for delay in (0..60).step_by(2) {
        let project = Project::example();
        let mut child = command(project.path(), &["apply"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("runs");
        std::thread::sleep(std::time::Duration::from_micros(delay * 100));
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("ends");
        for (path, bytes) in project.files() {
            if path.contains(".pushweave-") {
                continue;
            }
            let whole = Some(&bytes) == old.get(&path) || Some(&bytes) == new.get(&path);
            assert!(whole, "{path} is half-written after {delay}");
        }
        project.expect(0, &["apply"]);
        assert_eq!(project.files(), new);
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_not_followed() {
        for target in [
            MANIFEST,
            "app/proguard-push.pro",
            "app/src/main/java",
            "app",
        ] {
            let project = Project::example();
            let outside = tempfile::tempdir().expect("a folder");
            let path = project.path().join(target);
            let moved = outside.path().join("moved");
            if path.exists() {
                fs::rename(&path, &moved).expect("moved");
            } else {
                fs::write(&moved, "").expect("written");
            }
            symlink(&moved, &path).expect("a link");
            let text = project.expect(2, &["apply"]);
            assert!(text.contains("symbolic link"), "{target}: {text}");
        }
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let project = Project::example();
        let pipe = project.path().join("app/proguard-push.pro");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("runs");
        assert!(made.success());
        let text = project.expect(2, &["apply"]);
        assert!(text.contains("not a regular file"), "{text}");
        fs::remove_file(&pipe).expect("removed");
        fs::create_dir(&pipe).expect("made");
        project.expect(2, &["apply"]);
        assert!(!project.path().join("pushweave.lock").exists());
    }

    #[test]
    fn permissions_are_kept() {
        let project = Project::example();
        let path = project.path().join(MANIFEST);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        project.expect(0, &["apply"]);
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[test]
    fn a_staged_file_that_is_a_link_is_not_written_through() {
        let project = Project::example();
        let victim = project.path().join("victim");
        fs::write(&victim, "theirs").expect("written");
        symlink(
            &victim,
            project.path().join("app/.proguard-push.pro.pushweave-new"),
        )
        .expect("a link");
        project.expect(0, &["apply"]);
        assert_eq!(fs::read_to_string(&victim).expect("there"), "theirs");
    }
}
