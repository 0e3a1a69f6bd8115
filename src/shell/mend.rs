//! Fixes, applied round by round to a copy in memory, and written at the end.

use std::collections::HashSet;

use super::check::{Run, examine};
use crate::finding::{Code, Finding, Safety};
use crate::lint::{EditedTree, Selection, fix};

/// More rounds than any file needs: of fixes that touch, one is made a round.
const MAX_ROUNDS: usize = 32;

/// Applies the fixes that are at most as risky as `most` to `edited`, until there are none. Returns
/// what is left, and how many findings were mended.
///
/// A file in which a fix would make a finding that was not there is left as it was before that
/// round, and gets no more fixes.
pub(super) fn mend(
    run: &Run<'_>,
    edited: &mut EditedTree<'_>,
    selection: &Selection,
    most: Safety,
) -> (super::check::Examined, usize) {
    let mut mended = 0;
    let mut stuck: HashSet<String> = HashSet::new();
    let mut examined = examine(run, edited);
    for _ in 0..MAX_ROUNDS {
        let wanted: Vec<Finding> = examined
            .findings
            .iter()
            .filter(|finding| selection.counts(finding) && !is_stuck(finding, &stuck))
            .cloned()
            .collect();
        let fixed = fix::apply(&wanted, most);
        if fixed.count == 0 {
            break;
        }
        let known: HashSet<(Code, String)> = examined.findings.iter().flat_map(marks).collect();
        let mut before = Vec::new();
        for (file, text) in &fixed.files {
            before.push((file.name.clone(), edited.get(&file.name).cloned()));
            let content = file.with_text(text.clone()).content();
            edited.set(&file.name, Some(content.to_string()));
        }
        let after = examine(run, edited);
        let is_new = |finding: &&Finding| !marks(finding).iter().any(|mark| known.contains(mark));
        let worse: HashSet<String> = after
            .findings
            .iter()
            .filter(is_new)
            .filter_map(|finding| Some(finding.labels.first()?.file.name.clone()))
            .collect();
        if worse.is_empty() {
            mended += fixed.count;
            examined = after;
            continue;
        }
        // Which fix is to blame is not worth finding out: all of these files stay as they were.
        for (name, content) in before {
            edited.set(&name, content);
            stuck.insert(name);
        }
    }
    (examined, mended)
}

fn is_stuck(finding: &Finding, stuck: &HashSet<String>) -> bool {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    edits.clone().any(|(file, _)| stuck.contains(&file.name))
}

/// What a finding is recognised by when its place has moved: what it says, or the text that it is
/// about, since a fix may mend a part of it.
fn marks(finding: &Finding) -> Vec<(Code, String)> {
    let first = finding.labels.first();
    let text = first.and_then(|label| label.file.text.get(label.span.clone()));
    let texts = [Some(finding.message.as_str()), text];
    let texts = texts.into_iter().flatten();
    texts.map(|text| (finding.code, text.to_owned())).collect()
}
