//! The vendors' documents, which are not part of this repository.

use std::fs;
use std::io::Write as _;

use super::root;

/// Where they are, seen from the package.
pub const FOLDER: &str = "../shared/seeds";

/// Whether the documents are there; says so if not, and what `harness` leaves out then.
pub fn available(harness: &str, left_out: &str) -> bool {
    let there = root().join(FOLDER).is_dir();
    if !there {
        // Past the harness, which would keep it from whoever reads the log.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: tests/{harness}.rs: {FOLDER} is not there, so {left_out}"
        );
    }
    there
}

/// The document whose file's name begins with `number`.
#[track_caller]
pub fn read(number: &str) -> String {
    let folder = fs::read_dir(root().join(FOLDER)).expect("the documents");
    let path = folder
        .map(|entry| entry.expect("an entry").path())
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(number) && name.ends_with(".txt")
        })
        .unwrap_or_else(|| panic!("no document {number}"));
    fs::read_to_string(path).expect("a readable document")
}

/// The content of the fences of a Markdown text.
pub fn fences(text: &str) -> Vec<String> {
    let mut fences = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&mut open, line.trim_start().starts_with("```")) {
            (None, true) => open = Some(String::new()),
            (Some(_), true) => fences.extend(open.take()),
            (Some(content), false) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, false) => {}
        }
    }
    assert!(open.is_none(), "a fence is left open");
    fences
}
