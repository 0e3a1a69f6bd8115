//! Which elements of a manifest belong to push, and what the releases in use ask of them.

use super::Known;
use super::module::{Manifest, Module};
use super::own::takes_any_class;
use super::vendors::InUse;
use crate::catalogue::schema::{Delivery, Fact, Necessity};
use crate::manifest::document::Element;
use crate::manifest::identity::actions;
use crate::requirement::Kind;

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
                .filter(|entry| {
                    takes_any_class(entry.fact) && asks_for_one_of(entry.fact, &answered)
                })
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
