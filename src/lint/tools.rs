//! Instructions for the manifest merger that name attributes: `tools:replace`, `tools:remove`.

use std::ops::Range;

use crate::manifest::document::Attribute;

/// One name in such an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<'d> {
    /// The name, as it is written; empty where there is a comma too many.
    pub(super) name: &'d str,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

impl<'d> Entry<'d> {
    /// What is before the colon.
    pub(super) fn prefix(&self) -> Option<&'d str> {
        self.name.split_once(':').map(|(prefix, _)| prefix)
    }

    /// What is behind the colon.
    pub(super) fn local(&self) -> &'d str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }
}

/// The names in `instruction`, which are separated by commas.
pub(super) fn entries<'d>(instruction: &Attribute<'d>) -> impl Iterator<Item = Entry<'d>> {
    let mut at = instruction.value_range().start;
    instruction.source().split(',').map(move |part| {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        let name = part.trim();
        Entry {
            name,
            range: start..start + name.len(),
        }
    })
}
