//! The hooks in `.pre-commit-hooks.yaml`, run by the real pre-commit and by prek: a good commit goes
//! through, a bad one is stopped with the finding shown, and files of no interest wake neither.

#![cfg(unix)]

#[allow(dead_code, reason = "shared with the tests of Android's tools")]
#[path = "android_tools/tools.rs"]
mod tools;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tools::{present, repository, run, succeed, text};

const RUNNERS: [&str; 2] = ["pre-commit", "prek"];
const MANIFEST: &str = "app/src/main/AndroidManifest.xml";

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

/// A repository with the hook `id`, and a way to run things in it.
struct Repository {
    folder: tempfile::TempDir,
    path: OsString,
    runner: PathBuf,
}

impl Repository {
    /// Installs the hook with `runner`. The hook's own repository is a copy of the hooks file in
    /// which the command is the one under test, instead of one that is built from its sources.
    fn new(runner: &Path, id: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let binary = Path::new(env!("CARGO_BIN_EXE_pushweave"));
        let mut path = vec![binary.parent().expect("a folder").to_path_buf()];
        path.push(runner.parent().expect("a folder").to_path_buf());
        path.extend(std::env::split_paths(
            &std::env::var_os("PATH").unwrap_or_default(),
        ));
        let this = Self {
            path: std::env::join_paths(path).expect("a path"),
            folder,
            runner: runner.to_path_buf(),
        };
        let hooks = fs::read_to_string(repository().join(".pre-commit-hooks.yaml"));
        let hooks = hooks
            .expect("the hooks")
            .replace("language: rust", "language: system");
        this.write("hooks/.pre-commit-hooks.yaml", &hooks);
        this.git("hooks", &["init", "-q"]);
        this.git("hooks", &["add", "."]);
        this.git("hooks", &["commit", "-q", "-m", "hooks"]);
        let revision = this.git("hooks", &["rev-parse", "HEAD"]);
        let hooks = this.folder.path().join("hooks");
        // One kind of problem is enough to see that the hook stops it.
        let arguments = match id {
            "pushweave-check" => "        args: [--select, PW203]\n",
            _ => "",
        };
        this.write(
            "app/.pre-commit-config.yaml",
            &format!(
                "repos:\n  - repo: {}\n    rev: {}\n    hooks:\n      - id: {id}\n{arguments}",
                hooks.display(),
                revision.trim()
            ),
        );
        this.git("app", &["init", "-q"]);
        succeed(this.command("app", &this.runner).arg("install"));
        this
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }

    fn command(&self, folder: &str, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path().join(folder))
            .env("PATH", &self.path)
            .env("HOME", self.folder.path())
            .env("PRE_COMMIT_HOME", self.folder.path().join("cache"))
            .env("PREK_HOME", self.folder.path().join("cache"))
            .env("NO_COLOR", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for name in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{name}_NAME"), "A Tester");
            command.env(format!("GIT_{name}_EMAIL"), "tester@example.com");
        }
        command
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        succeed(self.command(folder, Path::new("git")).args(arguments))
    }

    /// Commits everything, which runs the hook.
    fn commit(&self) -> Output {
        self.git("app", &["add", "."]);
        let arguments = ["commit", "-m", "a change"];
        run(self.command("app", Path::new("git")).args(arguments))
    }
}

/// Runs `test` with each runner that is installed.
fn with_each(id: &str, test: impl Fn(&Repository)) {
    for name in RUNNERS {
        let runner = repository().join(".tools/hooks/bin").join(name);
        if present(name, &runner) {
            test(&Repository::new(&runner, id));
        }
    }
}

#[test]
fn check_stops_a_bad_commit_and_lets_a_good_one_through() {
    with_each("pushweave-check", |repository| {
        repository.write(&format!("app/{MANIFEST}"), &manifest("false"));
        let good = repository.commit();
        assert!(good.status.success(), "{}", text(&good));
        assert!(text(&good).contains("Passed"), "{}", text(&good));

        repository.write(&format!("app/{MANIFEST}"), &manifest("true"));
        let bad = repository.commit();
        let printed = text(&bad);
        assert!(!bad.status.success(), "{printed}");
        assert!(printed.contains("PW203 wrong-component-flag"), "{printed}");
        assert!(printed.contains(&format!("{MANIFEST}:6:13")), "{printed}");
        assert!(printed.contains("android:exported=\"false\""), "{printed}");
    });
}

#[test]
fn files_of_no_interest_wake_no_hook() {
    with_each("pushweave-check", |repository| {
        repository.write(&format!("app/{MANIFEST}"), &manifest("false"));
        let first = repository.commit();
        assert!(first.status.success(), "{}", text(&first));
        repository.write("app/README.md", "nothing of interest\n");
        repository.write("app/app/src/main/java/Main.java", "class Main {}\n");
        let other = repository.commit();
        let printed = text(&other);
        assert!(other.status.success(), "{printed}");
        assert!(printed.contains("Skipped"), "{printed}");
    });
}

#[test]
fn apply_stops_a_commit_that_forgot_to_apply() {
    with_each("pushweave-apply", |repository| {
        let spec = "schema = 1\n\n[app]\napplication-id = \"com.acme.chat\"\n\n\
                    [vendors.xiaomi]\nsdk = \"3.6.12\"\napp-id = \"2882303761517000000\"\n\
                    app-key = \"5371700000000\"\ncertificate-id = 6666\n\
                    receiver = \".push.Receiver\"\n";
        repository.write("app/pushweave.toml", spec);
        repository.write(&format!("app/{MANIFEST}"), &manifest("false"));
        let bad = repository.commit();
        let printed = text(&bad);
        assert!(!bad.status.success(), "{printed}");
        assert!(printed.contains("would be updated"), "{printed}");

        let binary = Path::new(env!("CARGO_BIN_EXE_pushweave"));
        succeed(repository.command("app", binary).arg("apply"));
        let good = repository.commit();
        assert!(good.status.success(), "{}", text(&good));
    });
}
