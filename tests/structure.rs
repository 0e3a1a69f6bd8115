//! What no part of the code may know. A dependency has one doorway, the pure core has none to the
//! outside, and no vendor stands in Rust.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file of the library with its path below `src` and its text without unit tests.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let name = path.strip_prefix(&src).expect("below src");
            (name.to_string_lossy().replace('\\', "/"), code.to_owned())
        })
        .collect()
}

/// The lines of code, without comments, in files outside of `allowed` that hold one of `words`.
fn trespassers(words: &[&str], allowed: &[&str]) -> Vec<String> {
    let is_allowed = |name: &str| allowed.iter().any(|path| name.starts_with(path));
    let mut found = Vec::new();
    for (name, code) in sources().iter().filter(|(name, _)| !is_allowed(name)) {
        for (at, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("src/{name}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    found
}

#[track_caller]
fn check(what: &str, words: &[&str], allowed: &[&str]) {
    let found = trespassers(words, allowed);
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
    let known = trespassers(words, &[]);
    assert!(
        !known.is_empty(),
        "{what}: the words {words:?} find nothing at all"
    );
}

#[test]
fn each_dependency_has_one_doorway() {
    let readers_and_writers = [
        "report/baseline.rs",
        "lint/config_file.rs",
        "catalogue/mod.rs",
        "shell/vendors/",
        "report/json.rs",
        "report/sarif.rs",
    ];
    check(
        "JSON is read and printed at the edge",
        &["serde_json"],
        &readers_and_writers,
    );
    for (crate_name, doorway) in [
        ("quick_xml", "manifest/layout.rs"),
        ("roxmltree", "manifest/document.rs"),
        ("cafebabe", "inventory/archive.rs"),
        ("tera::", "render.rs"),
        ("miette", "report/human.rs"),
        ("clap::", "cli.rs"),
        ("toml_edit", "spec/edit.rs"),
        ("zip::", "inventory/archive.rs"),
        ("similar::", "shell/diff.rs"),
        ("globset", "lint/suppress.rs"),
    ] {
        check("one doorway a dependency", &[crate_name], &[doorway]);
    }
}

#[test]
fn only_the_project_touches_the_disk_and_the_environment() {
    check(
        "disk and environment are the project's",
        &[
            "std::fs",
            "fs::read",
            "fs::write",
            "File::open",
            "env::var",
            "env::current_dir",
        ],
        &["project/", "shell/mod.rs"],
    );
}

#[test]
fn only_the_shell_prints() {
    check(
        "printing is the shell's",
        &[
            "println!",
            "eprint",
            "stdout()",
            "stderr()",
            "writeln!(terminal",
            ".print()",
        ],
        &["shell/", "main.rs"],
    );
}

#[test]
fn the_core_knows_no_time_no_process_no_network() {
    let words = [
        "std::time",
        "SystemTime",
        "Instant::",
        "std::process::Command",
        "std::net",
    ];
    let found = trespassers(&words, &[]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn edits_know_no_xml_and_manifests_no_vendors() {
    for (file, words) in [
        ("edit.rs", &["xml", "manifest", "vendor", "<", "tag"][..]),
        (
            "manifest/",
            &["catalogue", "vendor", "spec::", "resolve::"][..],
        ),
        (
            "resolve/",
            &["ManifestDoc", "document::", "plan::", "lock::"][..],
        ),
        ("lock.rs", &["manifest::", "catalogue", "plan::"][..]),
    ] {
        for (name, code) in sources().iter().filter(|(name, _)| name.starts_with(file)) {
            for line in code.lines() {
                let code = line.split("//").next().unwrap_or_default();
                // Generics are no tags.
                let code = if file == "edit.rs" {
                    code.replace("Vec<", "")
                        .replace("Range<", "")
                        .replace("Result<", "")
                        .replace("Into<", "")
                        .replace("< pair", "")
                } else {
                    code.to_owned()
                };
                for word in words {
                    assert!(!code.contains(word), "src/{name} knows `{word}`: {line}");
                }
            }
        }
    }
}

#[test]
fn no_vendor_stands_in_rust() {
    let mut words: Vec<String> = Vec::new();
    for id in pushweave::catalogue::ids() {
        let vendor = pushweave::catalogue::load(id)
            .expect("registered")
            .expect("loads");
        words.push(vendor.constant_prefix.clone());
        for (_, facts) in vendor.facts() {
            let own = facts
                .iter()
                .filter(|fact| !fact.name.starts_with("android.") && !fact.name.starts_with("${"));
            words.extend(own.map(|fact| fact.name.clone()));
        }
        words.push(format!("\"{id}\""));
    }
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "QAL")
        .collect();
    let found = trespassers(&words, &["catalogue/mod.rs"]);
    assert!(found.is_empty(), "{found:#?}");
}

/// A file that grows past this is asking to be two.
#[test]
fn files_stay_small() {
    for (name, code) in sources() {
        let lines = code.lines().count();
        assert!(lines <= 500, "src/{name} has {lines} lines");
    }
}

#[test]
fn nothing_prints_a_whole_manifest() {
    let found = trespassers(&["Writer::new", "to_xml", "serialize_xml", "Regex"], &[]);
    assert!(found.is_empty(), "{found:#?}");
}
