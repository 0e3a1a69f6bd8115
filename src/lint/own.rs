//! Components of the app's own that an SDK finds by their actions.

use super::Known;
use super::module::{Manifest, Module};
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Fact, MatchBy};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::identity::actions;
use crate::requirement::Kind;

/// A component that answers to an action of some SDK.
pub(super) struct OwnComponent<'a> {
    /// Where it stands.
    pub(super) manifest: &'a Manifest<'a>,
    /// The component.
    pub(super) element: Element<'a>,
    /// Its fully qualified class.
    pub(super) class: String,
    /// The entries that it may be meant for.
    pub(super) entries: Vec<Known<'a>>,
    /// The actions that it answers to.
    pub(super) actions: Vec<String>,
}

/// Whether any class of the app's own may be what `fact` is about.
pub(super) fn is_apps_own(fact: &Fact) -> bool {
    fact.match_by == MatchBy::Action || parameters(&fact.name).next().is_some()
}

/// The app's own components that some SDK finds by their actions. What has an instruction for the
/// merger, what is switched off, and the classes of SDKs themselves are none.
pub(super) fn components<'a>(module: &Module<'a>) -> Vec<OwnComponent<'a>> {
    let mut found = Vec::new();
    for manifest in module.manifests {
        for element in manifest.components() {
            found.extend(component(module, manifest, element));
        }
    }
    found
}

fn component<'a>(
    module: &Module<'a>,
    manifest: &'a Manifest<'a>,
    element: Element<'a>,
) -> Option<OwnComponent<'a>> {
    let kind = Kind::of(element.tag(), Some("application"))?;
    let class = manifest.class(element)?;
    let is_off = element
        .android("enabled")
        .is_some_and(|it| it.value.trim() != "true");
    if is_off || element.attribute(TOOLS, "node").is_some() {
        return None;
    }
    let actions = actions(element);
    let entries = module.knowledge.answering(kind, &actions);
    let of_sdk = || module.knowledge.entries(kind, &class);
    if entries.is_empty() || of_sdk().iter().any(Known::is_telling) {
        return None;
    }
    Some(OwnComponent {
        manifest,
        element,
        class,
        entries,
        actions,
    })
}

impl OwnComponent<'_> {
    /// Where the name stands.
    pub(super) fn place(&self) -> std::ops::Range<usize> {
        let name = self.element.android("name");
        name.map_or_else(|| self.element.tag_range(), |name| name.value_range())
    }
}
