//! An app on the disk with a document's fences in it, and what the program does with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::list::{Replacement, Seed};
use super::support::documents::{fences, read};

const MANIFEST: &str = "app/src/main/AndroidManifest.xml";
const RULES: &str = "app/proguard-rules.pro";
const SOURCES: &str = "app/src/main/java/com/example/chat";

const SETTINGS: &str = "rootProject.name = 'chat'\ninclude ':app'\n";
const ROOT_SCRIPT: &str = "\
plugins {
    id 'com.android.application' version '8.5.0' apply false
}
";
const APP_SCRIPT: &str = "\
plugins {
    id 'com.android.application'
}

android {
    namespace 'com.example.chat'
    compileSdk 34

    defaultConfig {
        applicationId 'com.example.chat'
        minSdk 21
        targetSdk TARGET
    }

    buildTypes {
        release {
            minifyEnabled true
            proguardFiles getDefaultProguardFile('proguard-android-optimize.txt'), 'proguard-rules.pro'
        }
    }
}

dependencies {
    implementation fileTree(dir: 'libs', include: ['*.jar'])
}
";
const APPLICATION: &str = "<application android:label=\"@string/app_name\">\n";
const LAUNCHER: &str = "\
<activity
    android:name=\".MainActivity\"
    android:exported=\"true\">
    <intent-filter>
        <action android:name=\"android.intent.action.MAIN\" />
        <category android:name=\"android.intent.category.LAUNCHER\" />
    </intent-filter>
</activity>
";

/// The app's folder.
pub(crate) struct App {
    folder: TempDir,
}

/// A finding of `check`.
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) message: String,
    /// What it points at: the file, and the name or the text there.
    pub(crate) at: String,
    pub(crate) has_fix: bool,
}

/// The fences of a document by where Android wants them.
#[derive(Default)]
struct Parts {
    /// Children of `<manifest>`.
    manifest: String,
    /// `<application>` up to its end tag, where the document prints one.
    application: Option<String>,
    /// Children of `<application>`.
    components: String,
    project: String,
    module: String,
    rules: String,
    constants: String,
    /// Java classes by their names. A later fence with the same class replaces an earlier one.
    classes: BTreeMap<String, String>,
}

impl Parts {
    fn of(fences: &[String]) -> Self {
        let mut parts = Self::default();
        for fence in fences {
            let lines = || fence.lines().map(str::trim);
            let begins = |start: &str| lines().any(|line| line.starts_with(start));
            let class = lines().find_map(|line| {
                let name = line.strip_prefix("public class ")?;
                name.split_whitespace().next()
            });
            if fence.trim_start().starts_with('<') {
                parts.xml(fence);
            } else if begins("allprojects {") {
                parts.project += fence;
            } else if begins("dependencies {") {
                parts.module += fence;
            } else if begins("-keep") {
                parts.rules += fence;
            } else if begins("public static final ") {
                parts.constants += fence;
            } else if let Some(name) = class {
                parts.classes.insert(name.to_owned(), fence.clone());
            }
        }
        parts
    }

    fn xml(&mut self, fence: &str) {
        let wrapped =
            format!("<x xmlns:android=\"http://schemas.android.com/apk/res/android\">{fence}</x>");
        let document = roxmltree::Document::parse(&wrapped).expect("a fence that is XML");
        let mut tags = document.root_element().children();
        let first = tags.find(roxmltree::Node::is_element).expect("an element");
        match first.tag_name().name() {
            "permission" | "uses-permission" => self.manifest += fence,
            "application" => {
                let open = fence.replace("</application>", "");
                assert!(self.application.replace(open).is_none(), "two applications");
            }
            _ => self.components += fence,
        }
    }
}

impl App {
    /// A new app with what the document has, byte for byte.
    pub(crate) fn paste(seed: &Seed) -> Self {
        Self::paste_beside(seed, &seed.libs)
    }

    /// The same with other files of the SDK, which are empty: their names tell enough.
    pub(crate) fn paste_beside(seed: &Seed, libs: &[String]) -> Self {
        // Below the package, where no stray spec lies above.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let app = Self { folder };
        let parts = Parts::of(&fences(&read(&seed.document)));
        app.write("settings.gradle", SETTINGS);
        app.write("build.gradle", &format!("{ROOT_SCRIPT}\n{}", parts.project));
        let script = APP_SCRIPT.replace("TARGET", &seed.target_sdk.to_string());
        app.write("app/build.gradle", &format!("{script}\n{}", parts.module));
        app.write(RULES, &parts.rules);
        app.write(
            MANIFEST,
            &format!(
                "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n\
                 {}{}{LAUNCHER}{}</application>\n</manifest>\n",
                parts.manifest,
                parts.application.as_deref().unwrap_or(APPLICATION),
                parts.components,
            ),
        );
        for name in libs {
            app.write(&format!("app/libs/{name}"), "");
        }
        for name in ["MainActivity", "chat/ChatActivity"] {
            app.class(
                name,
                &format!("{} extends Activity {{\n}}\n", declared(name)),
            );
        }
        for (name, fence) in &parts.classes {
            app.class(&format!("push/{name}"), fence);
        }
        if !parts.constants.is_empty() {
            let body = format!("public final class Constants {{\n{}}}\n", parts.constants);
            app.class("Constants", &body);
        }
        app
    }

    fn class(&self, path: &str, body: &str) {
        let package = match path.rsplit_once('/') {
            Some((folder, _)) => format!("com.example.chat.{folder}"),
            None => "com.example.chat".to_owned(),
        };
        let import = "import android.app.Activity;\n";
        let import = if body.contains(" Activity {") {
            import
        } else {
            ""
        };
        let text = format!("package {package};\n\n{import}{body}");
        self.write(&format!("{SOURCES}/{path}.java"), &text);
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pushweave"));
        let command = command.args(arguments).current_dir(self.folder.path());
        command.env("NO_COLOR", "1").output().expect("runs")
    }

    /// What `check` finds.
    #[track_caller]
    pub(crate) fn check(&self, arguments: &[&str]) -> Vec<Found> {
        let output = self.run(&[&["check", "--format", "json"], arguments].concat());
        assert_ran(&output, &[0, 1]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings");
        findings.iter().map(|finding| self.found(finding)).collect()
    }

    fn found(&self, finding: &Value) -> Found {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let label = &finding["labels"][0];
        let offset = |end: &str| {
            label[end]["offset"]
                .as_u64()
                .and_then(|it| it.try_into().ok())
        };
        let at = match label["path"].as_str() {
            None => "nowhere".to_owned(),
            Some(path) => {
                let file = fs::read_to_string(self.folder.path().join(path)).expect("a file");
                let span: Option<(usize, usize)> = offset("start").zip(offset("end"));
                let (start, end) = span.expect("a span");
                let name = path.rsplit('/').next().unwrap_or_default();
                format!("{name}: {}", shown(&file[start..end]))
            }
        };
        Found {
            code: text(&finding["code"]),
            message: text(&finding["message"]),
            at,
            has_fix: !finding["fix"].is_null(),
        }
    }

    /// Makes every fix there is.
    #[track_caller]
    pub(crate) fn mend(&self) {
        let arguments = ["check", "--pedantic", "--fix", "--unsafe-fixes"];
        assert_ran(&self.run(&arguments), &[0, 1]);
    }

    /// Weaves; nothing may be in the way.
    #[track_caller]
    pub(crate) fn apply(&self) {
        assert_ran(&self.run(&["apply"]), &[0]);
    }

    /// Does what a person would; each text must be there in one of the files.
    #[track_caller]
    pub(crate) fn replace(&self, replacement: &Replacement) {
        for (from, to) in &replacement.texts {
            let mut count = 0;
            for path in &replacement.files {
                let file = self.folder.path().join(path);
                let text =
                    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
                count += text.matches(from.as_str()).count();
                fs::write(&file, text.replace(from.as_str(), to)).expect("written");
            }
            assert!(count > 0, "`{from}` is not in {:?}", replacement.files);
        }
    }

    pub(crate) fn manifest(&self) -> String {
        fs::read_to_string(self.folder.path().join(MANIFEST)).expect("a manifest")
    }

    /// Every file with its bytes.
    pub(crate) fn files(&self) -> BTreeSet<(String, Vec<u8>)> {
        fn walk(folder: &Path, files: &mut BTreeSet<(String, Vec<u8>)>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, files);
                } else {
                    let bytes = fs::read(&path).expect("a file");
                    files.insert((path.display().to_string(), bytes));
                }
            }
        }
        let mut files = BTreeSet::new();
        walk(self.folder.path(), &mut files);
        files
    }
}

fn declared(path: &str) -> String {
    format!("public class {}", path.rsplit('/').next().unwrap_or(path))
}

/// A short name for a piece of a file: of an element its tag and name, else the text on one line.
fn shown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let Some(rest) = line.strip_prefix('<') else {
        return line;
    };
    let tag = rest.split(|c: char| c.is_whitespace() || c == '>').next();
    let name = rest.split("android:name=\"").nth(1);
    let name = name.and_then(|it| it.split('"').next());
    format!("<{}> {}", tag.unwrap_or_default(), name.unwrap_or_default())
}

#[track_caller]
fn assert_ran(output: &Output, codes: &[i32]) {
    let code = output.status.code();
    assert!(
        code.is_some_and(|code| codes.contains(&code)),
        "exit code {code:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
