//! No input makes the inventory panic, and its time grows with the input and no faster.

use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use pushweave::finding::Finding;
use pushweave::inventory::{Files, Inventory, ReadSeek, Verdict};
use pushweave::source::SourceFile;

/// A project in memory, in which every script is the same.
struct Memory {
    name: &'static str,
    script: String,
    shared: String,
    archive: Vec<u8>,
}

impl Files for Memory {
    fn text(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        let text = if path.ends_with("libs.versions.toml") {
            &self.shared
        } else if path.ends_with(self.name) {
            &self.script
        } else {
            return Ok(None);
        };
        Ok(Some(SourceFile::new(path, text.clone())))
    }

    fn properties(&self, _: &str) -> Result<HashMap<String, String>, Finding> {
        Ok([("meizu".to_owned(), "4.1.4".to_owned())].into())
    }

    fn names(&self, _: &str) -> Result<Vec<String>, Finding> {
        // One tells its version, and for the other one the archive is opened.
        Ok(["push-internal-4.1.4.aar", "push-internal.aar"]
            .map(str::to_owned)
            .to_vec())
    }

    fn archive(&self, _: &str) -> Option<Box<dyn ReadSeek>> {
        Some(Box::new(Cursor::new(self.archive.clone())))
    }
}

fn take(script: &str, shared: &str, archive: &[u8]) {
    let vendors = super::vendors();
    for name in ["build.gradle", "build.gradle.kts"] {
        let memory = Memory {
            name,
            script: script.to_owned(),
            shared: shared.to_owned(),
            archive: archive.to_vec(),
        };
        let inventory = Inventory::take(Box::new(memory), "app");
        for vendor in &vendors {
            let verdict = Verdict::of(inventory.evidence(vendor));
            let finding = verdict.finding(vendor, &inventory, &super::spec());
            for label in finding.iter().flat_map(|finding| &finding.labels) {
                // A place that is no place would panic here.
                let _ = &label.file.text[label.span.clone()];
            }
        }
    }
}

/// Pieces that scripts are made of, so that random ones come across every rule.
const PIECES: &[&str] = &[
    "dependencies {",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
    "implementation ",
    "'",
    "\"",
    "\"\"\"",
    "'''",
    "${",
    "$",
    "x",
    "y",
    "ext",
    "ext.",
    "ext {",
    "def x = ",
    "val y by extra(",
    " = ",
    " + ",
    ":",
    ",",
    ".",
    "\n",
    "\r\n",
    "//",
    "/*",
    "*/",
    "/",
    "\\",
    "com.meizu.flyme.internet:push-internal:",
    "4.1.4",
    "@aar",
    "libs.a",
    "libs.bundles.a",
    "files(",
    "fileTree(",
    "dir: 'libs'",
    "name: ",
    "group: ",
    "version {",
    "strictly ",
    "apply from: ",
    "as String",
    "!!",
    "?.",
    "`",
    "小",
    "=",
    "object V {",
    "[\"x\"]",
    "rootProject.",
    "platform(",
    "to",
    ";",
    "include ",
    "flatDir { dirs ",
];

fn script() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..80).prop_map(|pieces| pieces.concat())
}

fn fixture_texts() -> Vec<String> {
    let is_script = |name: &str| matches!(name, "build.gradle" | "build.gradle.kts");
    super::support::texts_below(&super::folder(), is_script)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_scripts(script in script(), shared in script()) {
        take(&script, &shared, &[]);
    }

    #[test]
    fn random_texts(script in any::<String>(), shared in any::<String>()) {
        take(&script, &shared, &[]);
    }

    #[test]
    fn cut_and_changed_scripts(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..20,
        piece in prop::sample::select(PIECES),
    ) {
        let texts = fixture_texts();
        let text = which.get(&texts);
        let mut chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len() + 1);
        let end = (at + length).min(chars.len());
        chars.splice(at..end, piece.chars());
        take(&chars.into_iter().collect::<String>(), "", &[]);
    }

    #[test]
    fn random_archives(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        take("", "", &bytes);
        let mut zipped = b"PK\x03\x04".to_vec();
        zipped.extend(&bytes);
        zipped.extend(b"PK\x05\x06");
        zipped.extend([0; 18]);
        take("", "", &zipped);
    }

    #[test]
    fn broken_binary_manifests(
        at in any::<prop::sample::Index>(),
        value in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = super::archives::binary_manifest("com.meizu.push.VERSION", "4.1.4");
        let at = at.index(bytes.len());
        bytes[at] = value;
        take("", "", &super::archives::zipped(&bytes));
        bytes.truncate(cut.index(bytes.len()));
        take("", "", &super::archives::zipped(&bytes));
    }
}

proptest! {
    #[test]
    fn broken_classes(
        at in any::<prop::sample::Index>(),
        value in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = super::archives::class("4.1.4");
        let at = at.index(bytes.len());
        bytes[at] = value;
        take("", "", &super::archives::jar(&bytes));
        bytes.truncate(cut.index(bytes.len()));
        take("", "", &super::archives::jar(&bytes));
    }
}

/// The time that this thread had a processor, as far as the system tells; others run beside it.
fn on_processor() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The time for `text`, the best of three.
fn time(text: &str) -> Duration {
    let once = || {
        let (start, before) = (Instant::now(), on_processor());
        take(text, "", &[]);
        match (before, on_processor()) {
            (Some(before), Some(after)) if after > before => after - before,
            _ => start.elapsed(),
        }
    };
    (0..3).map(|_| once()).min().expect("three")
}

/// What is looked for is a square, so a generous bound is enough.
#[test]
fn time_grows_with_the_input_and_no_faster() {
    let dependency =
        "dependencies { implementation \"com.meizu.flyme.internet:push-internal:$x\" }\n";
    for (what, piece, end) in [
        ("dependencies", dependency, "ext.x = '4.1.4'\n"),
        ("definitions", "ext.x = '4.1.4'\n", dependency),
        ("one list", "'a:b:1', ", ""),
        ("opening brackets", "x = [(", ""),
        ("opening holes", "\"${", ""),
        ("slashes", "=/\\", ""),
        ("comments", "/*", ""),
        ("quotes", "'''\"\"\"", ""),
        ("additions", "x = 'a' + ", ""),
        ("paths", "a.", ""),
        ("one name", "aaaaaaaa", ""),
        ("blocks", "dependencies{", ""),
        ("chains", "ext.a = \"$a$a\"\n", dependency),
        ("colons", "a ? b : ", ""),
    ] {
        let text = |bytes: usize| format!("{}{end}", piece.repeat(bytes / piece.len()));
        let (small, large) = (time(&text(16 << 10)), time(&text(512 << 10)));
        // Thirty-two times the input; a square would take a thousand times as long.
        let bound = small.max(Duration::from_millis(2)) * 32 * 5;
        assert!(large < bound, "{what}: {small:?}, then {large:?}");
    }
}
