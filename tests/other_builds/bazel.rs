//! The genrules, with Bazel and in its sandbox.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::{OTHER_SECRET, PROGRAM, Project, SECRET, VARIABLE, contents, hold};
use crate::tools;

const SPEC: &str = "chat/pushweave.toml";
const BUILD: &str = "chat/BUILD.bazel";
const RULES: [&str; 2] = ["push_freeDebug", "push_paidRelease"];
/// How many files the two rules make.
const OUTPUTS: usize = 6;
const OVERLAY: [&str; 8] = [
    "apply",
    "--overlay",
    "--variant",
    "freeDebug",
    "--build-type",
    "debug",
    "--flavor",
    "free",
];

/// A workspace, and all that Bazel keeps of it.
struct Workspace {
    project: Project,
    /// Bazel's own folder.
    root: tempfile::TempDir,
}

/// What a build did, by its own account.
struct Built {
    log: String,
    succeeded: bool,
}

/// The actions that ran, by where: taken from the cache, and in a sandbox.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    hits: u32,
    sandboxed: u32,
}

const NOTHING: Ran = Ran {
    hits: 0,
    sandboxed: 0,
};
const FROM_CACHE: Ran = Ran {
    hits: 2,
    sandboxed: 0,
};
const IN_SANDBOX: Ran = Ran {
    hits: 0,
    sandboxed: 2,
};

/// The app without its Gradle scripts, since whoever builds with Bazel has none.
fn app() -> Project {
    let project = Project::new("bazel", "chat");
    for script in ["settings.gradle", "app/build.gradle"] {
        fs::remove_file(project.path("chat").join(script)).expect("removed");
    }
    project
}

impl Workspace {
    fn new() -> Self {
        let project = app();
        let program = project.path("tools/pushweave");
        std::os::unix::fs::symlink(PROGRAM, program).expect("a link");
        Self {
            project,
            root: tempfile::tempdir().expect("a folder"),
        }
    }

    fn command(&self) -> Command {
        let mut command = self.project.command("bazel");
        // The system's options stay: Debian's Bazel finds its own parts by them.
        command
            .args(["--nohome_rc", "--max_idle_secs=60"])
            .arg(format!("--output_user_root={}", self.root.path().display()));
        command
    }

    /// Builds everything, in a sandbox without a network, with `cache` or without any.
    fn build(&self, cache: Option<&Path>) -> Built {
        let cache = cache.unwrap_or(Path::new(""));
        let output = tools::run(
            self.command()
                .args([
                    "build",
                    "//chat:all",
                    "--spawn_strategy=sandboxed",
                    "--sandbox_default_allow_network=false",
                    "--nosandbox_debug",
                    "--color=no",
                    "--curses=no",
                ])
                .arg(format!("--disk_cache={}", cache.display())),
        );
        Built {
            log: tools::text(&output),
            succeeded: output.status.success(),
        }
    }

    /// The outputs of the rules, by their paths.
    fn made(&self) -> BTreeMap<String, Vec<u8>> {
        let mut made = BTreeMap::new();
        for rule in RULES {
            let below = contents(&self.project.path("bazel-bin/chat").join(rule));
            made.extend(
                below
                    .into_iter()
                    .map(|(path, bytes)| (format!("{rule}{path}"), bytes)),
            );
        }
        assert_eq!(made.len(), OUTPUTS, "{:?}", made.keys());
        made
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let stopped = self.command().arg("shutdown").output();
        if !stopped.is_ok_and(|it| it.status.success()) {
            tools::say("bazel does not shut down; it does in a minute by itself");
        }
    }
}

impl Built {
    /// What it says of its processes, as in `INFO: 3 processes: 1 internal, 2 linux-sandbox.`
    #[track_caller]
    fn ran(&self) -> Ran {
        assert!(self.succeeded, "{}", self.log);
        let counts = self.log.lines().find_map(|line| {
            let (head, counts) = line.strip_prefix("INFO: ")?.split_once(": ")?;
            let (_, word) = head.split_once(' ')?;
            word.starts_with("process").then_some(counts)
        });
        let counts = counts.unwrap_or_else(|| panic!("no processes in\n{}", self.log));
        let mut ran = NOTHING;
        for count in counts.trim_end_matches('.').split(", ") {
            let (number, what) = count.split_once(' ').expect("a number and a word");
            let number: u32 = number.parse().expect("a number");
            match what {
                "internal" => {}
                // Before its version 5, Bazel calls the cache on the disk a remote one, too.
                "disk cache hit" | "remote cache hit" => ran.hits += number,
                what if what.ends_with("-sandbox") => ran.sandboxed += number,
                what => panic!("{what}, outside of a sandbox:\n{}", self.log),
            }
        }
        ran
    }
}

#[test]
fn declared_inputs_decide_and_nothing_else() {
    if !tools::installed(&["bazel"]) {
        return;
    }
    let cache = tempfile::tempdir().expect("a folder");
    let cache = Some(cache.path());
    let mut one = Workspace::new();
    assert_eq!(one.build(cache).ran(), IN_SANDBOX);
    let made = one.made();
    is_what_the_program_makes(&one.project, &made);

    // Another checkout at another path, with another `PATH`, takes all of it from the cache, and
    // makes the same without one.
    let mut two = Workspace::new();
    let path = std::env::var("PATH").expect("a PATH");
    two.project.set("PATH", &format!("{path}:/nowhere"));
    assert_eq!(two.build(cache).ran(), FROM_CACHE);
    assert_eq!(two.made(), made);
    tools::succeed(two.command().arg("clean"));
    assert_eq!(two.build(None).ran(), IN_SANDBOX);
    assert_eq!(two.made(), made);
    drop(two);

    // What the program would read if the sandbox had it, and what it would not.
    let script = "android { defaultConfig { minSdkVersion 30 } }\n";
    one.project.write("chat/app/build.gradle", script);
    assert!(read_by_the_program(&one.project).contains(&"app/build.gradle".to_owned()));
    one.project.set("ANOTHER_VARIABLE", "1");
    assert_eq!(one.build(cache).ran(), NOTHING);

    one.project.set(VARIABLE, OTHER_SECRET);
    assert_eq!(one.build(cache).ran(), IN_SANDBOX);
    for (path, bytes) in one.made() {
        let is_constants = path.ends_with("Constants.java");
        assert_eq!(hold(&bytes, OTHER_SECRET), is_constants, "{path}");
        assert_eq!(bytes != made[&path], is_constants, "{path}");
    }

    one.project.edit(SPEC, "112662", "112663");
    assert_eq!(one.build(cache).ran(), IN_SANDBOX);
    let changed = one.made();
    let constants = "push_paidRelease/app/src/main/java/com/acme/chat/push/Constants.java";
    assert!(hold(&changed[constants], "112663"));

    one.project
        .edit(SPEC, "sdk = \"3.6.12\"", "sdk = \"banana\"");
    let built = one.build(cache);
    assert!(!built.succeeded, "{}", built.log);
    for text in [
        "`banana` is not a version",
        "chat/pushweave.toml:13:7",
        "(Exit 2)",
    ] {
        assert!(built.log.contains(text), "no {text} in\n{}", built.log);
    }
}

/// Runs the program where the spec is, without Bazel.
#[track_caller]
fn is_what_the_program_makes(project: &Project, made: &BTreeMap<String, Vec<u8>>) {
    let out = tempfile::tempdir().expect("a folder");
    tools::succeed(
        project
            .command(PROGRAM)
            .args(OVERLAY)
            .args(["-C", "chat", "--out"])
            .arg(out.path()),
    );
    let mut files = contents(out.path());
    files.remove("/pushweave.lock").expect("a lock");
    assert_eq!(files.len(), 3);
    for (path, bytes) in files {
        assert_eq!(made[&format!("push_freeDebug{path}")], bytes, "{path}");
    }
}

/// The files that `--inputs` names with a digest.
fn read_by_the_program(project: &Project) -> Vec<String> {
    let inputs = tools::succeed(
        project
            .command(PROGRAM)
            .args(OVERLAY)
            .args(["-C", "chat", "--out", "out", "--inputs"]),
    );
    let files = inputs.lines().filter_map(|line| {
        let (path, digest) = line.strip_prefix("file ")?.split_once(' ')?;
        (digest != "none").then(|| path.to_owned())
    });
    files.collect()
}

#[test]
fn all_that_the_program_reads_is_declared() {
    let project = app();
    let read = read_by_the_program(&project);
    assert_eq!(read, ["app/src/main/AndroidManifest.xml", "pushweave.toml"]);
    for path in read {
        assert!(
            project.read(BUILD).contains(&format!("\"{path}\"")),
            "{path}"
        );
    }
}

#[test]
fn where_credentials_are_in_a_cache() {
    if !tools::installed(&["bazel"]) {
        return;
    }
    let it = Workspace::new();
    let with_secret = |it: &Workspace| {
        let cache = tempfile::tempdir().expect("a folder");
        assert_eq!(it.build(Some(cache.path())).ran(), IN_SANDBOX);
        let mut files: Vec<Vec<u8>> = contents(cache.path()).into_values().collect();
        files.retain(|bytes| hold(bytes, SECRET));
        files
    };
    let is_output = |bytes: &Vec<u8>| hold(bytes, "class Constants");

    // From the environment: also in what Bazel writes about the action.
    let files = with_secret(&it);
    assert!(files.iter().any(|bytes| hold(bytes, VARIABLE)));
    assert!(files.iter().any(is_output));

    // From a file: only in the class that is made.
    it.project
        .write("chat/local.properties", &format!("xm.appkey={SECRET}\n"));
    it.project
        .write(".bazelrc", "build --incompatible_strict_action_env\n");
    it.project.edit(
        SPEC,
        "{ env = \"XM_APPKEY\" }",
        "{ property = \"xm.appkey\", file = \"local.properties\" }",
    );
    it.project.edit(
        BUILD,
        "srcs = [MANIFEST]",
        "srcs = [MANIFEST, \"local.properties\"]",
    );
    let files = with_secret(&it);
    assert!(!files.is_empty() && files.iter().all(is_output));

    // And with a tag nowhere.
    it.project.edit(
        BUILD,
        "    spec =",
        "    tags = [\"no-cache\"],\n    spec =",
    );
    assert_eq!(with_secret(&it), Vec::<Vec<u8>>::new());
    let constants = "bazel-bin/chat/push_freeDebug/java/com/acme/chat/push/Constants.java";
    assert!(it.project.read(constants).contains(SECRET));
}
