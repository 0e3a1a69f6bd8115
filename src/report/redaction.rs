//! What a finding wants hidden.

use std::ops::Range;
use std::sync::Arc;

use crate::finding::{Finding, Label};
use crate::source::SourceFile;

/// The bytes of `file` that must not be shown with `finding`.
pub(super) fn hidden<'f>(finding: &'f Finding, file: &Arc<SourceFile>) -> &'f [Range<usize>] {
    let is_same = |label: &Label| Arc::ptr_eq(&label.file, file) || label.file.name == file.name;
    if finding.labels.first().is_some_and(is_same) {
        finding.redacted()
    } else {
        &[]
    }
}

/// `text` with the bytes of `hidden` covered by as many stars.
pub(super) fn cover(mut text: String, hidden: &[Range<usize>]) -> String {
    for range in hidden {
        if text.get(range.clone()).is_some() {
            text.replace_range(range.clone(), &"*".repeat(range.len()));
        }
    }
    text
}

/// The text under `label`, with what must not be shown covered.
pub(super) fn under(finding: &Finding, label: &Label) -> String {
    let text = label.file.text.as_str();
    let span = label.span.clone();
    let Some(shown) = text.get(span.clone()) else {
        return String::new();
    };
    let within = hidden(finding, &label.file).iter().filter_map(|range| {
        let (start, end) = (range.start.max(span.start), range.end.min(span.end));
        (start < end).then(|| start - span.start..end - span.start)
    });
    let within: Vec<Range<usize>> = within.collect();
    cover(shown.to_owned(), &within)
}

/// Whether the edits of the fix would show what must not be shown: they replace some of it, and so
/// hold what stands there afterwards, or they write it elsewhere.
pub(super) fn withholds_fix(finding: &Finding) -> bool {
    let secrets = finding.labels.first().map_or_else(Vec::new, |label| {
        let texts = finding.redacted().iter();
        texts
            .filter_map(|range| label.file.text.get(range.clone()))
            .filter(|text| !text.is_empty())
            .collect()
    });
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    edits.into_iter().any(|(file, edit)| {
        let touches =
            |range: &Range<usize>| edit.range.start < range.end && range.start < edit.range.end;
        hidden(finding, file).iter().any(touches)
            || secrets.iter().any(|secret| edit.text.contains(secret))
    })
}
