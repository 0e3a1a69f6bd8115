//! Which elements belong to push, and what the releases in use ask of them.

use std::ops::Range;
use std::sync::Arc;

use super::Known;
use super::module::{Manifest, Module};
use super::tree::Role;
use super::vendors::InUse;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Delivery, Fact, MatchBy, Necessity};
use crate::finding::{Code, Finding};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::identity::actions;
use crate::requirement::Kind;
use crate::source::SourceFile;

/// What the SDKs in a module want of an element that its manifest has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Demand {
    /// Nothing, in any release.
    Never,
    /// Nothing, though another release asks for it.
    Dropped,
    /// Nothing, since the AAR brings it.
    Brought,
    /// That it is there, or nobody knows that they do not.
    Asked,
}

/// Whether `component` has an intent filter.
pub(super) fn has_filter(component: Element<'_>) -> bool {
    component.intent_filters().next().is_some()
}

/// Whether a person told the manifest merger what to do with `element`.
pub(super) fn is_deliberate(element: Element<'_>) -> bool {
    element.attribute(TOOLS, "node").is_some()
}

impl<'a> Module<'a> {
    /// What the catalogue says of `component`: by its class, or for a class of the app's own by
    /// the actions that it answers to. Entries that do not hold for a release in use are left out.
    pub(super) fn push_entries(
        &self,
        manifest: &Manifest<'a>,
        component: Element<'a>,
    ) -> Vec<Known<'a>> {
        let Some(kind) = Kind::of(component.tag(), Some("application")) else {
            return Vec::new();
        };
        let class = manifest.class(component).unwrap_or_default();
        let mut entries = self.knowledge.entries(kind, &class);
        entries.retain(Known::is_telling);
        if entries.is_empty() {
            let answered = actions(component);
            entries = self
                .knowledge
                .all(kind)
                .filter(|entry| is_of_app(entry.fact) && asks_for_one_of(entry.fact, &answered))
                .collect();
        }
        entries.retain(|entry| self.may_hold(entry));
        entries
    }

    /// Whether nothing says that `entry` is none of the release in use, or of the app's targetSdk.
    fn may_hold(&self, entry: &Known<'_>) -> bool {
        let in_use = self.in_use(&entry.vendor.id);
        let version = in_use.and_then(|it| it.version.as_ref());
        let delivery = in_use.and_then(|it| it.delivery);
        let when = &entry.fact.when.target_sdk;
        version.is_none_or(|version| entry.fact.versions.contains(version))
            && delivery.is_none_or(|found| entry.fact.delivery.is_none_or(|only| only == found))
            && self
                .app
                .target_sdk
                .is_none_or(|target| when.contains(&target))
    }

    /// Whether `entry` may come with the SDK's AAR, which then says what the app leaves out.
    pub(super) fn may_be_in_aar(&self, entry: &Known<'_>) -> bool {
        let in_use = self.in_use(&entry.vendor.id);
        let fact = entry.fact;
        if in_use.is_some_and(|it| it.delivery == Some(Delivery::Jar)) {
            return false;
        }
        match in_use.and_then(|it| it.version.as_ref()) {
            Some(version) => fact.terms().is_in_aar(version),
            None => fact.necessity == Necessity::Internal || fact.in_aar.is_some(),
        }
    }

    /// What the SDKs in use want of elements of `kind` called `name`, all taken together.
    pub(super) fn demand(&self, kind: Kind, name: &str) -> Demand {
        let demands = self.vendors.iter().map(|in_use| in_use.demand(kind, name));
        demands.max().unwrap_or(Demand::Never)
    }

    /// Whether what `apply` would change has a finding of the kind `code` inside `range`.
    pub(super) fn is_reported(
        &self,
        code: Code,
        file: &Arc<SourceFile>,
        range: &Range<usize>,
    ) -> bool {
        self.drift.iter().any(|finding| {
            finding.code == code
                && finding.labels.first().is_some_and(|label| {
                    label.file.name == file.name
                        && range.start <= label.span.start
                        && label.span.end <= range.end
                })
        })
    }

    /// `finding` at the place that brings `in_use` in, else at the manifest.
    pub(super) fn at_sdk(&self, finding: Finding, in_use: &InUse<'_>, label: &str) -> Finding {
        match (&in_use.place, self.main()) {
            (Some(place), _) => finding.at(&place.file, place.span.clone(), label),
            (None, Some(main)) => finding.at(main.file, main.doc.root().tag_range(), label),
            (None, None) => finding,
        }
    }

    /// Whether an element that no manifest of the module has is nowhere in the app.
    pub(super) fn absence_is_certain(&self) -> bool {
        let role = self.main().map(|main| main.role);
        let is_whole = matches!(role, Some(Role::Main | Role::Merged));
        is_whole && !self.target.has_siblings && !self.app.is_library
    }

    /// The elements `tag` directly below `<manifest>` that are called `name`.
    pub(super) fn named(
        &self,
        tag: &'static str,
        name: &str,
    ) -> impl Iterator<Item = (&'a Manifest<'a>, Element<'a>)> {
        let found = self.manifests.iter().flat_map(move |manifest| {
            let children = manifest.doc.root().children();
            children
                .filter(move |child| child.tag() == tag)
                .map(move |child| (manifest, child))
        });
        found.filter(move |(_, element)| element.android("name").is_some_and(|it| it.value == name))
    }
}

impl InUse<'_> {
    /// What the SDK wants of elements of `kind` called `name`.
    fn demand(&self, kind: Kind, name: &str) -> Demand {
        let facts = self.vendor.facts();
        let facts = facts
            .iter()
            .filter(|(table, _)| Kind::of_table(table) == Some(kind))
            .flat_map(|(_, facts)| facts.iter());
        let of_name = facts.filter(|fact| fact.name == name);
        of_name
            .map(|fact| self.demand_of(fact))
            .max()
            .unwrap_or(Demand::Never)
    }

    fn demand_of(&self, fact: &Fact) -> Demand {
        let holds = match &self.version {
            Some(version) => fact.versions.contains(version),
            None => true,
        };
        match fact.necessity {
            _ if !holds => Demand::Dropped,
            Necessity::Obsolete => Demand::Dropped,
            Necessity::Internal => Demand::Brought,
            _ => Demand::Asked,
        }
    }
}

/// Whether `fact` is about a component that is the app's own.
fn is_of_app(fact: &Fact) -> bool {
    fact.match_by == MatchBy::Action || parameters(&fact.name).next().is_some()
}

fn asks_for_one_of(fact: &Fact, answered: &[String]) -> bool {
    let mut asked = fact.filters.iter().flat_map(|filter| &filter.actions);
    asked.any(|action| !action.starts_with("android.") && answered.contains(action))
}

/// The value of the attribute `name`, where all of `entries` have the same one.
pub(super) fn agreed<'k>(entries: &[Known<'k>], name: &str) -> Option<&'k str> {
    let (first, rest) = entries.split_first()?;
    let value = first.fact.shape.get(name)?;
    let same = rest.iter().all(|it| it.fact.shape.get(name) == Some(value));
    same.then_some(value)
}
