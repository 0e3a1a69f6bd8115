//! The manifests of an app, one over the other, as the merger puts them together.

use std::sync::Arc;

use super::Wish;
use super::index::Index;
use super::ledger::Ledger;
use crate::manifest::TOOLS;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::Names;
use crate::source::SourceFile;

/// One manifest, with what is known of it.
pub(super) struct Layer<'d> {
    /// The file, for findings.
    pub(super) file: &'d Arc<SourceFile>,
    pub(super) doc: &'d ManifestDoc<'d>,
    pub(super) index: &'d Index<'d>,
    pub(super) ledger: &'d Ledger<'d>,
}

impl<'d> Layer<'d> {
    /// The manifest of `wish`, with no other above or below.
    pub(super) fn alone(
        wish: &'d Wish<'_>,
        doc: &'d ManifestDoc<'d>,
        index: &'d Index<'d>,
        ledger: &'d Ledger<'d>,
    ) -> Self {
        Self {
            file: wish.manifest,
            doc,
            index,
            ledger,
        }
    }
}

/// An element of one of the layers.
#[derive(Clone, Copy)]
pub(super) struct At<'d> {
    /// Which of them.
    pub(super) layer: usize,
    pub(super) element: Element<'d>,
}

/// What the layers say of one element, the highest priority first. There is at least one.
pub(super) struct Stack<'d> {
    top: At<'d>,
    below: Vec<At<'d>>,
}

impl<'d> Stack<'d> {
    /// One element out of `found`, which are the same one in the order of the layers; those that an
    /// instruction of a higher layer replaces are left out.
    pub(super) fn of(found: impl IntoIterator<Item = At<'d>>) -> Option<Self> {
        let mut found = found.into_iter();
        let top = found.next()?;
        let mut below = Vec::new();
        let mut last = top;
        // Twins in one manifest are one element to the merger, and the first one is looked at.
        for at in found.filter(|at| at.layer > top.layer) {
            if is_told(last.element, "replace") {
                break;
            }
            if at.layer > last.layer {
                below.push(at);
                last = at;
            }
        }
        Some(Self { top, below })
    }

    /// Where the layer of the highest priority declares it.
    pub(super) fn top(&self) -> At<'d> {
        self.top
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = At<'d>> {
        std::iter::once(self.top).chain(self.below.iter().copied())
    }

    /// The child that is the `tag` called `name`, of those that `counts` lets through.
    pub(super) fn child(
        &self,
        names: &Names,
        (tag, name): (&str, &str),
        counts: impl Fn(At<'d>) -> bool,
    ) -> Option<Self> {
        let children = self.iter().flat_map(|at| {
            let children = at.element.children();
            children.map(move |element| At { element, ..at })
        });
        let mut named = Vec::new();
        for child in children {
            if names.is(child.element, tag, name) && counts(child) {
                named.push(child);
            }
        }
        Self::of(named)
    }
}

/// Whether `tools:node` on `element` says `word`.
pub(super) fn is_told(element: Element<'_>, word: &str) -> bool {
    element
        .attribute(TOOLS, "node")
        .is_some_and(|node| node.value == word)
}

/// Whether `tools:remove` on `element` names the attribute `name` of Android's.
pub(super) fn is_struck(element: Element<'_>, name: &str) -> bool {
    let Some(list) = element.attribute(TOOLS, "remove") else {
        return false;
    };
    list.value.split(',').any(|entry| {
        let entry = entry.trim();
        entry.rsplit_once(':').map_or(entry, |(_, local)| local) == name
    })
}
