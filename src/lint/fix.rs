//! The fixes of findings, applied.

use std::sync::Arc;

use crate::edit::{Edit, EditSet};
use crate::finding::{Finding, Safety};
use crate::source::SourceFile;

/// Files with fixes in them.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The files as they were read, each with its new text.
    pub files: Vec<(Arc<SourceFile>, String)>,
    /// How many findings were mended.
    pub count: usize,
}

/// Applies the fixes of `findings` that are at most as risky as `most`. A fix is applied whole or
/// not at all; of two that want the same bytes, the first wins, and the other has to wait for the
/// next round, when the files are read again.
pub fn apply(findings: &[Finding], most: Safety) -> Fixed {
    let mut files: Vec<(Arc<SourceFile>, Vec<Edit>)> = Vec::new();
    let mut count = 0;
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        if fix.safety > most || fix.edits.is_empty() {
            continue;
        }
        let is_free = |(file, edit): &(Arc<SourceFile>, Edit)| {
            let taken = files.iter().find(|(other, _)| other.name == file.name);
            taken.is_none_or(|(_, edits)| edits.iter().all(|other| is_apart(other, edit)))
        };
        if !fix.edits.iter().all(is_free) {
            continue;
        }
        count += 1;
        for (file, edit) in &fix.edits {
            match files.iter_mut().find(|(other, _)| other.name == file.name) {
                Some((_, edits)) if edits.contains(edit) => {}
                Some((_, edits)) => edits.push(edit.clone()),
                None => files.push((Arc::clone(file), vec![edit.clone()])),
            }
        }
    }
    let files = files.into_iter().filter_map(|(file, edits)| {
        let text = EditSet::new(edits).ok()?.apply(&file.text);
        Some((file, text))
    });
    Fixed {
        files: files.collect(),
        count,
    }
}

/// Whether both can be made in one go: they touch different bytes, or are one and the same.
fn is_apart(one: &Edit, other: &Edit) -> bool {
    let touch = one.range.start <= other.range.end && other.range.start <= one.range.end;
    one == other || !touch
}
