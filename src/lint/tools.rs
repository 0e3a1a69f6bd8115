//! Instructions for the manifest merger: what becomes of an element (`tools:node`), and of attributes
//! that they name (`tools:replace`, `tools:remove`).

use std::ops::Range;

use crate::manifest::TOOLS;
use crate::manifest::document::{Attribute, Element};

/// Whether a person told the merger what to do with `element` itself.
pub(super) fn has_node_instruction(element: Element<'_>) -> bool {
    element.attribute(TOOLS, "node").is_some()
}

/// Whether a person told the merger what to do with `element` or with something that holds it.
pub(super) fn is_under_node_instruction(element: Element<'_>) -> bool {
    let mut holders = std::iter::successors(Some(element), |element| element.parent());
    holders.any(has_node_instruction)
}

/// One name in an instruction on attributes.
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
