//! The page shows the files that the tests run.

use std::fs;

use crate::tools;

const FILES: [&str; 6] = [
    "bazel/.bazelrc",
    "bazel/chat/BUILD.bazel",
    "bazel/tools/BUILD.bazel",
    "bazel/tools/pushweave.bzl",
    "make/Makefile",
    "make-exact/Makefile",
];

#[test]
fn the_page_shows_what_is_run() {
    let page = tools::repository().join("docs/other-builds.md");
    let page = fs::read_to_string(page).expect("the page");
    for file in FILES {
        let path = tools::repository().join("fixtures/builds").join(file);
        let text = fs::read_to_string(path).expect("a file");
        assert!(
            page.contains(&format!("\n{text}```\n")),
            "docs/other-builds.md does not show fixtures/builds/{file} as it is"
        );
    }
}
