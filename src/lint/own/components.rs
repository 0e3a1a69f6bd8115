//! Components of the app's own that an SDK finds by their actions.

use std::ops::Range;

use super::takes_any_class;
use crate::catalogue::schema::Filter;
use crate::lint::tools::has_node_instruction;
use crate::lint::{Knowledge, Known, Manifest, Module};
use crate::manifest::document::Element;
use crate::manifest::identity::{FilterKey, actions};
use crate::requirement::Kind;

/// A component that answers to an action of some SDK.
pub(in crate::lint) struct OwnComponent<'a> {
    /// Where it stands.
    pub(in crate::lint) manifest: &'a Manifest<'a>,
    /// The component.
    pub(in crate::lint) element: Element<'a>,
    /// Its fully qualified class.
    pub(in crate::lint) class: String,
    /// The entries that it may be meant for.
    pub(in crate::lint) entries: Vec<Known<'a>>,
    /// The actions that it answers to.
    pub(in crate::lint) actions: Vec<String>,
}

/// The app's own components that some SDK finds by their actions. What has an instruction for the
/// merger, what is switched off, and the classes of SDKs themselves are none.
pub(in crate::lint) fn components<'a>(module: &Module<'a>) -> Vec<OwnComponent<'a>> {
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
    if is_off || has_node_instruction(element) {
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
    pub(in crate::lint) fn place(&self) -> Range<usize> {
        let name = self.element.android("name");
        name.map_or_else(|| self.element.tag_range(), |name| name.value_range())
    }
}

impl Knowledge {
    /// The entries of the app's own components called `tag` that answer to an action of the
    /// `<intent-filter>` `filter`, each with its filter that has it.
    pub(in crate::lint) fn answered(
        &self,
        tag: &str,
        filter: Element<'_>,
    ) -> Vec<(Known<'_>, &Filter)> {
        let key = FilterKey::of(filter);
        let mut found = Vec::new();
        let kinds = Kind::ALL.into_iter();
        for kind in kinds.filter(|kind| kind.is_component() && kind.tag() == tag) {
            for known in self.all(kind).filter(|known| takes_any_class(known.fact)) {
                let answers = |wanted: &&Filter| {
                    let mut all = wanted.actions.iter().chain(&wanted.optional);
                    all.any(|action| key.actions.contains(action))
                };
                let filters = known.fact.filters.iter().filter(answers);
                found.extend(filters.map(|filter| (known, filter)));
            }
        }
        found
    }
}
