//! What a module's build says: one file a case, `fixtures/build/NAME.case`, with the module, the
//! project's files, and the facts, each with the text that its place covers.
//!
//! `UPDATE=1 cargo test --test build` writes the facts anew; read the diff.

mod support;

#[path = "build/hostile.rs"]
mod hostile;
#[path = "build/shown.rs"]
mod shown;

use std::collections::{BTreeMap, HashMap};
use std::fs;

use pushweave::finding::Finding;
use pushweave::inventory::{Files, Inventory, ReadSeek};
use pushweave::source::SourceFile;

const FACTS: &str = "--- facts\n";

/// A project in memory.
struct Memory {
    files: BTreeMap<String, String>,
}

impl Files for Memory {
    fn text(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        let text = self.files.get(path);
        Ok(text.map(|text| SourceFile::new(path, text.clone())))
    }

    fn properties(&self, path: &str) -> Result<HashMap<String, String>, Finding> {
        let lines = self.files.get(path).map_or("", String::as_str).lines();
        let pairs = lines.filter_map(|line| line.split_once('='));
        Ok(pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect())
    }

    fn names(&self, _: &str) -> Result<Vec<String>, Finding> {
        Ok(Vec::new())
    }

    fn archive(&self, _: &str) -> Option<Box<dyn ReadSeek>> {
        None
    }
}

/// The facts of the case in `input`: a line `module: NAME`, and the files below their headers.
fn facts(input: &str) -> String {
    let (module, rest) = input.split_once('\n').expect("a module");
    let module = module.strip_prefix("module: ").expect("`module: …`");
    let mut files = BTreeMap::new();
    for section in format!("\n{rest}").split("\n--- ").skip(1) {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        let body = body.trim_end_matches('\n');
        files.insert(name.to_owned(), format!("{body}\n"));
    }
    let inventory = Inventory::take(Box::new(Memory { files }), module);
    shown::facts(&inventory, &inventory.build())
}

#[test]
fn every_case_says_what_it_says() {
    let folder = support::root().join("fixtures/build");
    let update = std::env::var_os("UPDATE").is_some();
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    let mut failures = Vec::new();
    for path in &cases {
        let text = fs::read_to_string(path).expect("a case");
        let (input, expected) = text.split_once(FACTS).unwrap_or((&text, ""));
        let found = facts(input);
        if found == expected {
            continue;
        }
        if update {
            fs::write(path, format!("{input}{FACTS}{found}")).expect("written");
        } else {
            let name = path.display();
            failures.push(format!("{name}\nfound:\n{found}\nexpected:\n{expected}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// A build is put into messages and logs with `{:?}`; neither the secrets of a script nor values of
/// properties files may get there.
#[test]
fn what_is_shown_for_debugging_has_no_secret() {
    let script = "android {
    defaultConfig { applicationId appId }
    signingConfigs { release { storePassword 'hunter2'; keyPassword = \"hunter3\"; keyAlias 'hunter4' } }
}
";
    let files = [
        ("app/build.gradle".to_owned(), script.to_owned()),
        ("settings.gradle".to_owned(), String::new()),
        ("gradle.properties".to_owned(), "appId=hunter5\n".to_owned()),
    ];
    let files = files.into_iter().collect();
    let inventory = Inventory::take(Box::new(Memory { files }), "app");
    let build = inventory.build();
    assert_eq!(build.secrets().len(), 3);
    let id = build.application_id().expect("an id");
    assert_eq!(id.known().map(String::as_str), Some("hunter5"));
    assert_eq!(id.shown(), None);
    let shown = format!("{build:?}");
    assert!(!shown.contains("hunter"), "{shown}");
}
