//! What the values of statements come to.

use super::fact::Fact;
use super::said::{Everything, Said};
use crate::inventory::Reason;
use crate::inventory::coordinate::{Segment, joined};
use crate::inventory::libraries::Shared;
use crate::inventory::normal;
use crate::inventory::place::Place;
use crate::inventory::syntax::{Expr, Node};
use crate::inventory::unresolved::pinned;
use crate::version::Version;

impl Everything<'_> {
    /// The text that `node`, which stands in `said`, comes to.
    pub(super) fn text(&self, said: &Said<'_>, node: &Node) -> Fact<String> {
        self.text_in(said.layer, node)
    }

    /// The text that `node`, which stands in `layer`, comes to.
    pub(super) fn text_in(&self, layer: usize, node: &Node) -> Fact<String> {
        let inner = match &node.expr {
            // `uri("…")` and `file("…")` are the text for all that is asked here.
            Expr::Call(name, arguments) if matches!(name.as_str(), "uri" | "file" | "URI") => {
                arguments.first().map_or(node, |it| &it.value)
            }
            _ => node,
        };
        self.scope.refuel();
        let Segment {
            text,
            unknown,
            defined,
            property,
        } = joined(&self.scope.text(inner, layer));
        Fact {
            value: unknown.map_or(Ok(text), Err),
            place: self.scope.place(layer, &inner.span),
            defined,
            property,
        }
    }

    /// The number that `node` comes to; of `android-34` that is 34.
    pub(super) fn number(&self, said: &Said<'_>, node: &Node) -> Fact<u32> {
        self.text(said, node).and_then(|text| {
            let number = text.strip_prefix("android-").unwrap_or(&text);
            number.parse().map_err(|_| Reason::NoNumber)
        })
    }

    /// Whether `node` comes to `true`.
    pub(super) fn flag(&self, said: &Said<'_>, node: &Node) -> Fact<bool> {
        let mut text = self.text(said, node);
        // Those are words like names, and nothing sets them.
        if let Err(Reason::Unknown(name)) = &text.value
            && matches!(name.as_str(), "true" | "false")
        {
            text.value = Ok(name.clone());
        }
        text.and_then(|text| text.parse().map_err(|_| Reason::NoFlag))
    }

    /// The version that `node` comes to.
    pub(super) fn version(&self, said: &Said<'_>, node: &Node) -> Fact<Version> {
        self.text(said, node).and_then(|text| pinned(&text))
    }

    /// The file that `node` names, from the project.
    pub(super) fn path(&self, said: &Said<'_>, node: &Node) -> Fact<String> {
        self.text(said, node).and_then(|text| {
            let path = self.scope.below(&text, said.layer);
            normal(&path).ok_or(Reason::Computed)
        })
    }
}

/// The version that the catalogue gives, which `place` refers to.
pub(super) fn shared(version: &Shared, place: &Place) -> Fact<Version> {
    Fact {
        value: version.text.clone().and_then(|text| pinned(&text)),
        place: place.clone(),
        defined: Some(version.place.clone()),
        property: None,
    }
}
