//! What the linter says of the types of constants, held against javac.

use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use pushweave::catalogue::Catalogue;
use pushweave::finding::{Finding, Safety, Severity};
use pushweave::lint::{self, Knowledge, fix};

use crate::support::memory::Memory;
use crate::tools::{in_parallel, installed, run};

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::of(&Catalogue::default()).expect("a readable catalogue"));

const PATH: &str = "src/main/java/com/acme/chat/Constants.java";

/// Declarations of constants that carry a number or a string.
const DECLARATIONS: &[&str] = &[
    "long XM_PUSH_BUZID = 6666L",
    "long XM_PUSH_BUZID = 6666l",
    "long XM_PUSH_BUZID = 6666",
    "long XM_PUSH_BUZID = 0",
    "long XM_PUSH_BUZID = 6_666",
    "long XM_PUSH_BUZID = 2147483647",
    "long XM_PUSH_BUZID = 2147483648",
    "long XM_PUSH_BUZID = 3000000001",
    "long XM_PUSH_BUZID = 9223372036854775807L",
    "long XM_PUSH_BUZID = 9223372036854775808L",
    "long XM_PUSH_BUZID = 0123",
    "long XM_PUSH_BUZID = 0123L",
    "long XM_PUSH_BUZID = 0689",
    "long XM_PUSH_BUZID = 0x1A0A",
    "long XM_PUSH_BUZID = \"6666\"",
    "long XM_PUSH_BUZID = \"none\"",
    "int XM_PUSH_BUZID = 6666",
    "int XM_PUSH_BUZID = 6666L",
    "int XM_PUSH_BUZID = 3000000001",
    "int XM_PUSH_BUZID = \"6666\"",
    "int XM_PUSH_BUZID = 0123",
    "Long XM_PUSH_BUZID = 6666L",
    "String XM_PUSH_BUZID = \"6666\"",
    "String XM_PUSH_BUZID = 6666",
    "String XM_PUSH_BUZID = 6666L",
    "String XM_PUSH_APPID = \"2882303761517000000\"",
    "String XM_PUSH_APPID = 2882303761517000000",
    "String XM_PUSH_APPID = 2882303761517000000L",
    "String XM_PUSH_APPID = 1234567890",
    "String XM_PUSH_APPID = 0123",
    "long XM_PUSH_APPID = 2882303761517000000L",
    "long XM_PUSH_APPID = 2882303761517000000",
    "int XM_PUSH_APPID = 118364",
];

/// A project whose class of constants has `declaration`.
fn project(declaration: &str) -> Memory {
    let class = format!(
        "package com.acme.chat;\n\nclass Constants {{\n    static final {declaration};\n}}\n"
    );
    let manifest = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" />\n";
    let files = [
        (
            "src/main/AndroidManifest.xml".to_owned(),
            manifest.to_owned(),
        ),
        (PATH.to_owned(), class),
    ];
    Memory(files.into())
}

fn check(tree: &Memory) -> Vec<Finding> {
    let targets = tree.targets();
    let found = targets
        .iter()
        .flat_map(|target| lint::check(tree, target, &KNOWLEDGE).findings);
    found.filter(|it| it.code.id() == "PW802").collect()
}

/// Whether javac takes the class in `tree`.
fn compiles(tree: &Memory) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Constants.java");
    fs::write(&file, &tree.0[PATH]).expect("a source");
    let mut javac = Command::new("javac");
    javac.arg("-d").arg(folder.path()).arg(&file);
    run(&mut javac).status.success()
}

#[test]
fn javac_refuses_what_is_an_error_and_takes_what_is_mended() {
    if !installed(&["javac"]) {
        return;
    }
    in_parallel(DECLARATIONS, |declaration| {
        let tree = project(declaration);
        let findings = check(&tree);
        let is_error = findings.iter().any(|it| it.severity == Severity::Error);
        assert_eq!(compiles(&tree), !is_error, "{declaration}");
        let fixed = fix::apply(&findings, Safety::Unsafe);
        for (file, text) in fixed.files {
            let mut mended = tree.clone();
            mended.0.insert(file.name.clone(), text.clone());
            assert!(compiles(&mended), "{declaration} became\n{text}");
            assert!(check(&mended).is_empty(), "{declaration} became\n{text}");
        }
    });
}
