//! The two makefiles, with GNU make.

use std::fs;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::project::{OTHER_SECRET, PROGRAM, Project, SECRET, VARIABLE};
use crate::tools;

const CONSTANTS: &str = "build/push/freeDebug/java/com/acme/chat/push/Constants.java";

/// Runs `make`, after any file that was written before is older than what it writes.
fn make(project: &Project) -> (bool, String) {
    thread::sleep(Duration::from_millis(30));
    let bin = project.path("bin");
    if !bin.exists() {
        fs::create_dir(&bin).expect("a folder");
        std::os::unix::fs::symlink(PROGRAM, bin.join("pushweave")).expect("a link");
    }
    let path = std::env::var("PATH").expect("a PATH");
    let output = tools::run(
        project
            .command("make")
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("LC_ALL", "C.UTF-8")
            // Those of a make that runs these tests.
            .env_remove("MAKEFLAGS")
            .env_remove("MAKELEVEL"),
    );
    thread::sleep(Duration::from_millis(30));
    (output.status.success(), tools::text(&output))
}

fn touch(project: &Project, path: &str) {
    let file = fs::File::options()
        .append(true)
        .open(project.path(path))
        .expect("a file");
    file.set_modified(SystemTime::now()).expect("touched");
}

/// Whether make ran pushweave to weave; where it did not, it must have succeeded.
#[track_caller]
fn weaves(project: &Project) -> bool {
    let (succeeded, log) = make(project);
    assert!(succeeded, "{log}");
    log.contains("pushweave apply")
}

#[track_caller]
fn fails_at_the_spec(project: &Project) {
    project.edit("pushweave.toml", "sdk = \"3.6.12\"", "sdk = \"banana\"");
    // Twice: a failure leaves nothing that looks as if it were made.
    for _ in 0..2 {
        let (succeeded, log) = make(project);
        assert!(!succeeded, "{log}");
        for text in [
            "`banana` is not a version",
            "pushweave.toml:13:7",
            "Error 2",
        ] {
            assert!(log.contains(text), "no {text} in\n{log}");
        }
    }
    project.edit("pushweave.toml", "sdk = \"banana\"", "sdk = \"3.6.12\"");
    assert!(weaves(project));
    assert!(!weaves(project));
}

#[test]
fn what_is_older_than_its_inputs_is_made_again() {
    if !tools::installed(&["make"]) {
        return;
    }
    let project = Project::new("make", "");
    assert!(weaves(&project));
    assert!(project.read(CONSTANTS).contains(SECRET));
    let (succeeded, log) = make(&project);
    assert!(succeeded && log.contains("Nothing to be done"), "{log}");
    for input in ["pushweave.toml", "app/src/main/AndroidManifest.xml"] {
        touch(&project, input);
        assert!(weaves(&project), "{input}");
        assert!(!weaves(&project), "{input}");
    }
    fs::remove_file(project.path(CONSTANTS)).expect("removed");
    assert!(weaves(&project));
    assert!(project.path(CONSTANTS).exists());
    fails_at_the_spec(&project);
}

#[test]
fn what_depends_on_something_that_changed_is_made_again() {
    if !tools::installed(&["make", "cmp"]) {
        return;
    }
    let mut project = Project::new("make-exact", "");
    assert!(weaves(&project));
    assert!(!weaves(&project));
    // Newer, and the same; and what no run reads.
    touch(&project, "pushweave.toml");
    project.write("local.properties", "sdk.dir=/nowhere\n");
    project.set("ANOTHER_VARIABLE", "1");
    assert!(!weaves(&project));

    project.set(VARIABLE, OTHER_SECRET);
    assert!(weaves(&project));
    assert!(project.read(CONSTANTS).contains(OTHER_SECRET));
    assert!(!weaves(&project));
    assert!(
        !project
            .read("build/push/freeDebug.inputs")
            .contains(OTHER_SECRET)
    );

    project.edit("app/build.gradle", "21", "22");
    assert!(weaves(&project));
    assert!(!weaves(&project));
    fails_at_the_spec(&project);
}
