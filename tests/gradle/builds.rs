//! Builds to run: a copy of a project of `fixtures/gradle`, and a home that Gradle shares with nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;

use crate::tools;

/// Where `.ci/install-tools` puts what there is no package for.
const SDK: &str = ".tools/android-sdk";
/// The Android plugin of Debian needs these on the boot class path.
const JARS: [&str; 9] = [
    "gradle-helper-hook",
    "maven-repo-helper",
    "jaxb-api",
    "jaxb-impl",
    "jaxb-core",
    "jaxb-runtime",
    "javax.activation",
    "istack-commons-runtime",
    "txw2",
];
const OPENED: [&str; 4] = ["java.lang", "java.util", "java.io", "java.lang.invoke"];
/// There is neither an aidl nor a RenderScript compiler, and nothing for them to compile.
const INIT: &str = "allprojects { it.tasks.matching { it.name =~ /^compile.*(Aidl|Renderscript)$/ }.all { enabled = false } }\n";

/// Credentials of the example, which must not be seen.
pub(crate) const PROPERTY: &str = "5311700000000";
pub(crate) const VARIABLE: &str = "5f0c1e9ab3d84726";

/// Gradle fills two processors, so one build runs at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Whether there is all that a build needs.
pub(crate) fn can_build() -> bool {
    let jars = Path::new("/usr/share/java");
    let repository = "/usr/share/maven-repo/com/android/tools/build/gradle/debian";
    tools::installed(&["gradle", "java", "aapt"])
        && tools::present("the Android plugin", Path::new(repository))
        && tools::present(
            "an Android SDK",
            &sdk().join("platforms/android-23/android.jar"),
        )
        && JARS
            .iter()
            .all(|jar| tools::present(jar, &jars.join(format!("{jar}.jar"))))
}

fn sdk() -> PathBuf {
    tools::repository().join(SDK)
}

/// What Gradle keeps between builds: its caches, and with them the build cache.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        fs::write(home.path().join("init.gradle"), INIT).expect("a file");
        home
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A copy of the example `name`, with the script in it. Each has an SDK at another path.
    pub(crate) fn project(&self, name: &str) -> Project<'_> {
        let folder = tempfile::tempdir().expect("a folder");
        let example = tools::repository().join("fixtures/gradle").join(name);
        tools::succeed(Command::new("cp").arg("-r").arg(example).arg(folder.path()));
        let project = Project {
            home: self,
            root: folder.path().join(name),
            folder,
            environment: BTreeMap::from([("MZ_APPKEY", VARIABLE.to_owned())]),
            program: PathBuf::from(env!("CARGO_BIN_EXE_pushweave")),
        };
        let link = project.folder.path().join("sdk");
        std::os::unix::fs::symlink(sdk(), &link).expect("a link");
        project.write(
            "local.properties",
            &format!("sdk.dir={}\nxm.appkey={PROPERTY}\n", link.display()),
        );
        tools::succeed(
            Command::new(&project.program)
                .args(["gradle", "--init", "-C"])
                .arg(&project.root),
        );
        project
    }
}

/// A project to build.
pub(crate) struct Project<'h> {
    home: &'h Home,
    folder: TempDir,
    pub(crate) root: PathBuf,
    environment: BTreeMap<&'static str, String>,
    /// The program that is on the PATH as `pushweave`.
    program: PathBuf,
}

impl Project<'_> {
    pub(crate) fn read(&self, path: &str) -> String {
        let file = self.root.join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }

    /// Replaces `old`, which must be there, in the file at `path`.
    #[track_caller]
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old}:\n{text}");
        self.write(path, &text.replace(old, new));
    }

    pub(crate) fn set(&mut self, variable: &'static str, value: &str) {
        self.environment.insert(variable, value.to_owned());
    }

    /// Puts another program on the PATH: the same one with a byte more, which does the same.
    pub(crate) fn use_another_program(&mut self) {
        let mut bytes = fs::read(&self.program).expect("the program");
        bytes.push(0);
        self.program = self.folder.path().join("another-program");
        fs::write(&self.program, bytes).expect("written");
        make_executable(&self.program);
    }

    /// Puts a script on the PATH in place of the program.
    pub(crate) fn use_script(&mut self, script: &str) {
        self.program = self.folder.path().join("a-script");
        fs::write(&self.program, script).expect("written");
        make_executable(&self.program);
    }

    /// Puts no program on the PATH.
    pub(crate) fn use_no_program(&mut self) {
        self.program = self.folder.path().join("not-there");
    }

    /// Runs `gradle`, offline and with the build cache.
    pub(crate) fn gradle(&self, arguments: &[&str]) -> Built {
        let _turn = TURN.lock();
        let programs = self.folder.path().join("bin");
        let _ = fs::remove_dir_all(&programs);
        fs::create_dir(&programs).expect("a folder");
        if self.program.exists() {
            std::os::unix::fs::symlink(&self.program, programs.join("pushweave")).expect("a link");
        }
        let mut options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xbootclasspath/a".to_owned();
        for jar in JARS {
            let _ = write!(options, ":/usr/share/java/{jar}.jar");
        }
        for package in OPENED {
            let _ = write!(options, " --add-opens=java.base/{package}=ALL-UNNAMED");
        }
        let path = std::env::var("PATH").expect("a PATH");
        let output = tools::run(
            Command::new("gradle")
                .current_dir(&self.root)
                .args([
                    "--offline",
                    "--no-daemon",
                    "--console=plain",
                    "--build-cache",
                ])
                .arg("-I")
                .arg(self.home.path().join("init.gradle"))
                .args(arguments)
                .env("PATH", format!("{}:{path}", programs.display()))
                .env("GRADLE_USER_HOME", self.home.path())
                .env("GRADLE_OPTS", options)
                .env_remove("JAVA_TOOL_OPTIONS")
                .envs(&self.environment),
        );
        Built {
            succeeded: output.status.success(),
            log: tools::text(&output),
        }
    }
}

fn make_executable(file: &Path) {
    tools::succeed(Command::new("chmod").arg("+x").arg(file));
}

/// What came of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Executed,
    UpToDate,
    FromCache,
    Failed,
}

/// What came of a build.
pub(crate) struct Built {
    pub(crate) succeeded: bool,
    pub(crate) log: String,
}

impl Built {
    #[track_caller]
    pub(crate) fn outcome(&self, task: &str) -> Outcome {
        let line = self.log.lines().find_map(|line| line.strip_prefix(task));
        match line.map(str::trim) {
            Some("UP-TO-DATE") => Outcome::UpToDate,
            Some("FROM-CACHE") => Outcome::FromCache,
            Some("FAILED") => Outcome::Failed,
            Some(_) => Outcome::Executed,
            None => panic!("{task} did not run:\n{}", self.log),
        }
    }

    /// Fails unless the build succeeded and all `tasks` came out as `expected`.
    #[track_caller]
    pub(crate) fn all_are(&self, expected: Outcome, tasks: &[&str]) {
        assert!(self.succeeded, "{}", self.log);
        for task in tasks {
            assert_eq!(self.outcome(task), expected, "{task}\n{}", self.log);
        }
    }

    /// Fails unless the build failed, and said all of `texts`.
    #[track_caller]
    pub(crate) fn fails_with(&self, texts: &[&str]) {
        assert!(!self.succeeded, "{}", self.log);
        for text in texts {
            assert!(self.log.contains(text), "no {text}\n{}", self.log);
        }
        assert!(!self.log.contains("\tat "), "a stack trace:\n{}", self.log);
    }
}
