//! Generated files that are not what `apply` would write.

use std::sync::Arc;

use super::tree::Tree;
use crate::finding::{Code, Finding};
use crate::render::{self, Ownership};
use crate::resolve::Resolution;
use crate::source::SourceFile;
use crate::spec::{ConstantsMode, Spec};

/// A finding for each file that `spec` has generated and that is missing, out of date or edited.
pub(super) fn drift(
    tree: &dyn Tree,
    spec: &Spec,
    spec_path: &str,
    resolution: &Resolution,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let spec_name = spec_path.rsplit('/').next().unwrap_or_default();
    if !resolution.keep_groups.is_empty() {
        let output = &spec.output.proguard;
        let text = render::keep_rules(spec_name, &resolution.keep_groups);
        findings.extend(whole(tree, spec, &output.value, &output.span, &text));
    }
    // A class with a value that is not at hand here cannot be compared.
    let constants = spec.output.constants.as_ref();
    if let Some(output) = constants.filter(|_| resolution.unknown.is_empty()) {
        let groups = &resolution.constant_groups;
        match output.mode.value {
            ConstantsMode::File if groups.is_empty() => {}
            ConstantsMode::File => {
                let text = render::constants(spec_name, &output.class.value, groups);
                findings.extend(whole(tree, spec, &output.path, &output.class.span, &text));
            }
            ConstantsMode::Region => findings.extend(region(tree, &output.path, resolution)),
        }
    }
    findings
}

/// A file that is generated as a whole.
fn whole(
    tree: &dyn Tree,
    spec: &Spec,
    path: &str,
    named: &std::ops::Range<usize>,
    text: &str,
) -> Option<Finding> {
    let existing = match tree.text(path) {
        Ok(Some(existing)) => existing,
        Ok(None) => {
            return Some(
                Finding::warning(
                    Code::GENERATED_DRIFT,
                    format!("`{path}` is not generated yet"),
                )
                .at(&spec.file, named.clone(), "named here")
                .help("run `pushweave apply`"),
            );
        }
        Err(finding) => return Some(finding),
    };
    let wanted = render::with_endings_of(text, &existing);
    if *existing.content() == wanted {
        return None;
    }
    let (message, help) = match render::ownership(&existing) {
        Ownership::Ours => (
            format!("`{path}` is out of date"),
            "run `pushweave apply`, which writes it again",
        ),
        Ownership::Edited => (
            format!("`{path}` was edited by hand"),
            "move your lines into a file of your own, delete this one, and run `pushweave apply`",
        ),
        Ownership::Foreign => (
            format!("`{path}` exists, and pushweave did not write it"),
            "name another file in [output], or move this one away",
        ),
    };
    let (start, end) = first_difference(&existing.text, &wanted);
    let file = Arc::new(existing);
    Some(
        Finding::warning(Code::GENERATED_DRIFT, message)
            .at(&file, start..end, "differs from here on")
            .help(help),
    )
}

/// The region of a Java file that belongs to the app.
fn region(tree: &dyn Tree, path: &str, resolution: &Resolution) -> Option<Finding> {
    let source: Arc<SourceFile> = Arc::new(tree.text(path).ok()??);
    match render::constants_region(&source, &resolution.constant_groups) {
        Ok(text) if text == *source.text => None,
        Ok(text) => {
            let (start, end) = first_difference(&source.text, &text);
            let message = format!("the generated region of `{path}` is out of date");
            Some(
                Finding::warning(Code::GENERATED_DRIFT, message)
                    .at(&source, start..end, "differs from here on")
                    .help("run `pushweave apply`, which writes it again"),
            )
        }
        Err(finding) => Some(finding),
    }
}

/// The rest of the line of `found` in which it first differs from `wanted`.
fn first_difference(found: &str, wanted: &str) -> (usize, usize) {
    let same = found
        .bytes()
        .zip(wanted.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    let line = found[..floor(found, same)]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let end = found[line..]
        .find(['\r', '\n'])
        .map_or(found.len(), |at| line + at);
    (line, end)
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
