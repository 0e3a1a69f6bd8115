//! What a user sees: one file a case, with the command, the project's files, and the output.
//!
//! A case that ends with exit code 2 must leave the project as it was, to the byte.
//! `UPDATE=1 cargo test --test cases` writes the outputs anew; read the diff.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

struct Case {
    command: String,
    files: BTreeMap<String, String>,
    output: String,
}

const OUTPUT: &str = "output";

fn parse(text: &str) -> Case {
    let (command, rest) = text.split_once('\n').expect("a command line");
    let command = command
        .strip_prefix("$ pushweave ")
        .expect("`$ pushweave …`");
    // The output comes last: a diff in it has headers of its own.
    let marker = format!("--- {OUTPUT}\n");
    let (rest, output) = rest.split_once(&marker).expect("an output");
    let mut files = BTreeMap::new();
    for section in format!("\n{rest}").split("\n--- ").skip(1) {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        // The newline before the next header belongs to the body.
        let body = if body.is_empty() || body.ends_with('\n') {
            body.to_owned()
        } else {
            format!("{body}\n")
        };
        files.insert(name.to_owned(), body);
    }
    Case {
        command: command.to_owned(),
        files,
        output: output.to_owned(),
    }
}

fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("below")
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// Runs the case and gives what it printed, with the exit code.
fn run(name: &str, case: &Case) -> String {
    // Below the package, where no stray spec lies above.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    for (path, text) in &case.files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let before = snapshot(folder.path());
    let output = Command::new(env!("CARGO_BIN_EXE_pushweave"))
        .args(case.command.split_whitespace())
        .current_dir(folder.path())
        .env_remove("COLUMNS")
        .env("NO_COLOR", "1")
        .output()
        .expect("runs");
    let code = output
        .status
        .code()
        .unwrap_or_else(|| panic!("{name}: killed"));
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!err.contains("panicked"), "{name}: {err}");
    if code == 2 {
        assert!(
            before == snapshot(folder.path()),
            "{name}: something was written"
        );
        assert_eq!(out, "", "{name}: errors belong on the other stream");
    }
    assert_positions(name, case, &err);
    assert_positions(name, case, &out);
    format!("{out}{err}(exit {code})\n")
}

/// The oracle beside the expected text: each place that is named exists, and what is underlined
/// first on that line begins at the column that is named.
fn assert_positions(name: &str, case: &Case, err: &str) {
    for header in err.lines().filter(|line| line.contains("╭─[")) {
        let place = header
            .split("╭─[")
            .nth(1)
            .and_then(|rest| rest.split(']').next());
        let place = place.unwrap_or_else(|| panic!("{name}: {header}"));
        let mut parts = place.rsplitn(3, ':');
        let column: usize = parts.next().and_then(|n| n.parse().ok()).expect("a column");
        let line: usize = parts.next().and_then(|n| n.parse().ok()).expect("a line");
        let file = parts.next().expect("a file");
        let text = case
            .files
            .get(file)
            .unwrap_or_else(|| panic!("{name}: no file {file}"));
        let found = text.lines().nth(line - 1).unwrap_or_default();
        assert!(
            column <= found.chars().count() + 1,
            "{name}: {place} is not in {found:?}"
        );
    }
}

#[test]
fn every_case_prints_what_it_says() {
    let folder = support::root().join("fixtures/cases");
    let update = std::env::var_os("UPDATE").is_some();
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "case")
        })
        .collect();
    cases.sort();
    assert!(cases.len() > 50, "only {} cases", cases.len());
    let failures = std::sync::Mutex::new(Vec::new());
    support::in_parallel(&cases, |path| {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = fs::read_to_string(path).expect("a case");
        let case = parse(&text);
        let found = run(&name, &case);
        if found == case.output {
            return;
        }
        if update {
            let input = text
                .split(&format!("--- {OUTPUT}\n"))
                .next()
                .unwrap_or_default();
            fs::write(path, format!("{input}--- {OUTPUT}\n{found}")).expect("written");
        } else {
            let mut failures = failures.lock().expect("no panic");
            failures.push(format!(
                "{name}\nfound:\n{found}\nexpected:\n{}",
                case.output
            ));
        }
    });
    let failures = failures.into_inner().expect("no panic");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
