//! The documents that the first vendor files were made from, held against what is woven.
//!
//! Optional: the documents are not part of the project. Where they lie beside it, every element,
//! keep rule and constant that they print must be in the output for its vendor and version, or
//! stand in `documents.toml` with the reason for the difference.

mod support;

use std::collections::BTreeSet;
use std::fs;

use pushweave::lock::Lock;
use roxmltree::{Document, Node};
use serde::Deserialize;
use support::{resolved, weave};

const ANDROID: &str = "http://schemas.android.com/apk/res/android";

#[derive(Deserialize)]
struct Expected {
    /// How many XML elements the documents print.
    elements: usize,
    /// The same with those inside of others.
    nested: usize,
    document: Vec<Expectation>,
    correction: Vec<Correction>,
}

/// What a document is about.
#[derive(Deserialize)]
struct Expectation {
    number: String,
    /// The package that the document has its readers replace.
    package: String,
    /// The vendors' tables.
    vendors: String,
    /// `[click]`, where the document has an activity for it.
    #[serde(default)]
    click: String,
}

#[derive(Deserialize)]
struct Correction {
    document: String,
    difference: String,
    #[allow(dead_code, reason = "for the reader")]
    reason: String,
}

/// The code blocks of a document.
fn blocks(text: &str) -> Vec<&str> {
    text.split("```").skip(1).step_by(2).collect()
}

/// The manifest snippet in a code block, as a document; `None` for other code.
fn manifest(block: &str) -> Option<String> {
    let (_, body) = block.split_once('\n')?;
    let is_manifest = body.contains("android:name=") && body.trim_start().starts_with('<');
    is_manifest.then(|| format!("<root xmlns:android=\"{ANDROID}\">{body}</root>"))
}

fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.attribute((ANDROID, "name")).unwrap_or_default()
}

/// Every line of a filter: actions, categories, data; sorted, so that the order does not count.
fn filter_lines(node: Node<'_, '_>) -> BTreeSet<String> {
    node.children()
        .filter(Node::is_element)
        .map(|child| {
            let attributes: BTreeSet<String> = child
                .attributes()
                .map(|attribute| format!("{}={}", attribute.name(), attribute.value()))
                .collect();
            format!("{} {attributes:?}", child.tag_name().name())
        })
        .collect()
}

/// What of `printed` is not, or is otherwise, among `output`'s elements.
fn differences(printed: Node<'_, '_>, output: &Document<'_>) -> Vec<String> {
    let tag = printed.tag_name().name();
    let what = format!("{tag} {}", name(printed));
    let found = output
        .descendants()
        .find(|node| node.tag_name().name() == tag && name(*node) == name(printed));
    let Some(found) = found else {
        return vec![format!("{what}: missing")];
    };
    let mut list = Vec::new();
    for attribute in printed.attributes() {
        match found.attribute((ANDROID, attribute.name())) {
            Some(value) if value == attribute.value() => {}
            Some(value) => list.push(format!("{what}: {}={value}", attribute.name())),
            None => list.push(format!("{what}: {} missing", attribute.name())),
        }
    }
    for attribute in found.attributes() {
        if !printed.has_attribute((ANDROID, attribute.name())) {
            list.push(format!(
                "{what}: adds {}={}",
                attribute.name(),
                attribute.value()
            ));
        }
    }
    let filters: Vec<BTreeSet<String>> = found
        .children()
        .filter(|child| child.has_tag_name("intent-filter"))
        .map(filter_lines)
        .collect();
    for child in printed.children().filter(Node::is_element) {
        match child.tag_name().name() {
            "intent-filter" => {
                let lines = filter_lines(child);
                if !filters.contains(&lines) {
                    let nearest = filters
                        .iter()
                        .max_by_key(|other| other.intersection(&lines).count());
                    let other = nearest.cloned().unwrap_or_default();
                    list.extend(
                        lines
                            .difference(&other)
                            .map(|line| format!("{what}: without {line}")),
                    );
                    list.extend(
                        other
                            .difference(&lines)
                            .map(|line| format!("{what}: adds {line}")),
                    );
                }
            }
            "meta-data" => {
                let same = found.children().any(|other| {
                    name(other) == name(child)
                        && other.attribute((ANDROID, "value"))
                            == child.attribute((ANDROID, "value"))
                });
                if !same {
                    list.push(format!("{what}: meta-data {} differs", name(child)));
                }
            }
            _ => {}
        }
    }
    list
}

#[test]
fn every_element_rule_and_constant_is_there_or_corrected() {
    let folder = support::root().join("../shared/seeds");
    if !folder.is_dir() {
        eprintln!("SKIPPED: the vendor documents are not here");
        return;
    }
    let data = fs::read_to_string(support::root().join("tests/documents.toml")).expect("the list");
    let expected: Expected = toml::from_str(&data).expect("the list is well-formed");
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    let (mut elements, mut nested) = (0, 0);
    for expectation in &expected.document {
        let file = fs::read_dir(&folder)
            .expect("the documents")
            .map(|entry| entry.expect("an entry").path())
            .find(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(&format!("{}_", expectation.number))
            })
            .unwrap_or_else(|| panic!("no document {}", expectation.number));
        let text = fs::read_to_string(file).expect("a document");
        let spec = format!(
            "schema = 1\n[app]\napplication-id = \"{}\"\nsubstitution = \"literal\"\ntarget-sdk = 26\n{}\n{}",
            expectation.package, expectation.vendors, expectation.click
        );
        let spec = resolved(&spec);
        let minimal = format!("<manifest xmlns:android=\"{ANDROID}\">\n</manifest>\n");
        let woven = weave(&expectation.number, &minimal, &Lock::default(), &spec);
        let output = Document::parse(&woven.text).expect("well-formed");
        let rules: Vec<&String> = spec
            .resolution
            .keep_groups
            .iter()
            .flat_map(|group| &group.rules)
            .collect();
        let constants: Vec<&str> = spec
            .resolution
            .constant_groups
            .iter()
            .flat_map(|group| {
                group
                    .constants
                    .iter()
                    .map(|constant| constant.name.as_str())
            })
            .collect();
        let mut differ = |difference: String| {
            found.insert((expectation.number.clone(), difference));
        };
        for block in blocks(&text) {
            if let Some(wrapped) = manifest(block) {
                let printed = Document::parse(&wrapped).expect("the documents' XML is well-formed");
                let root = printed.root_element();
                elements += root.children().filter(Node::is_element).count();
                nested += root.descendants().filter(Node::is_element).count() - 1;
                for element in root.children().filter(Node::is_element) {
                    for difference in differences(element, &output) {
                        differ(difference);
                    }
                }
            }
            for line in block.lines().map(str::trim) {
                if line.starts_with('-') {
                    let rule = line.replace("{*;}", " { *; }").replace("  {", " {");
                    if !rules.iter().any(|found| **found == rule) {
                        differ(line.to_owned());
                    }
                }
                if let Some(constant) = line.strip_prefix("public static final ") {
                    let name = constant.split_whitespace().nth(1).unwrap_or_default();
                    if name.contains("_PUSH_") && !constants.contains(&name) {
                        differ(format!("constant {name}"));
                    }
                }
            }
        }
    }
    let counts = (elements, nested);
    assert_eq!(
        counts,
        (expected.elements, expected.nested),
        "the elements of all documents"
    );
    let listed: BTreeSet<(String, String)> = expected
        .correction
        .iter()
        .map(|correction| (correction.document.clone(), correction.difference.clone()))
        .collect();
    let unlisted: Vec<_> = found.difference(&listed).collect();
    let rotten: Vec<_> = listed.difference(&found).collect();
    assert!(
        unlisted.is_empty(),
        "differences without a reason: {unlisted:#?}"
    );
    assert!(
        rotten.is_empty(),
        "reasons without a difference: {rotten:#?}"
    );
}
