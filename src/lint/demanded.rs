//! What an SDK whose release nobody tells demands all the same: beside what the app declares of it
//! by hand, what the releases demand that have the app declare that.

use super::module::{Manifest, Module};
use super::push_elements::has_filter;
use super::releases::{Releases, entries};
use super::vendors::KnownFrom;
use super::{InUse, Known};
use super::{certain, leftover};
use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::Fact;
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::identity::is_component;
use crate::requirement::{Kind, Requirement};

/// Something that is demanded and nowhere declared.
pub(super) struct Demanded<'a> {
    /// The manifest that lacks it.
    pub(super) manifest: &'a Manifest<'a>,
    /// Whose it is.
    pub(super) vendor: &'a Vendor,
    /// What it is.
    pub(super) kind: Kind,
    /// The entries of its name that demand it.
    pub(super) twins: Vec<&'a Fact>,
    /// Whether every release does that it may be, and not only all but the oldest.
    pub(super) by_all: bool,
    /// What the manifest declares of the same SDK, with an entry of each.
    pub(super) declared: Vec<(Element<'a>, &'a Fact)>,
    /// The first of these, a component where there is one.
    pub(super) beside: Element<'a>,
}

/// Everything that is missing like this.
pub(super) fn missing<'a>(module: &Module<'a>) -> Vec<Demanded<'a>> {
    let Some(manifest) = module.whole().filter(|_| !module.app.is_library) else {
        return Vec::new();
    };
    let untold = module.vendors.iter().filter(|in_use| {
        in_use.version.is_none()
            && in_use.known_from != KnownFrom::Bundle
            && leftover::superseding(module, in_use.vendor).is_none()
    });
    untold
        .flat_map(|in_use| missing_of(module, manifest, in_use))
        .collect()
}

fn missing_of<'a>(
    module: &Module<'a>,
    manifest: &'a Manifest<'a>,
    in_use: &InUse<'a>,
) -> Vec<Demanded<'a>> {
    let groups = entries(in_use.vendor);
    let declared = declared(module, manifest, in_use);
    let is_adapted = declared
        .iter()
        .any(|(element, _)| element.has_attribute_of(TOOLS));
    let components = declared.iter().filter(|(it, _)| is_component(it.tag()));
    let beside = components.clone().chain(&declared).next();
    let Some((beside, _)) = beside.filter(|_| !is_adapted) else {
        return Vec::new();
    };
    let twins_of = |fact: &Fact| {
        let group = groups.iter().find(|(_, twins)| {
            let mut twins = twins.iter();
            twins.any(|twin| std::ptr::eq(*twin, fact))
        });
        group.map(|(_, twins)| twins.clone()).unwrap_or_default()
    };
    let by_hand: Vec<Vec<&Fact>> = declared.iter().map(|(_, fact)| twins_of(fact)).collect();
    let releases = Releases::of(in_use).asking_for(&by_hand);
    if releases.is_empty() {
        return Vec::new();
    }
    let required = releases.required(module.app).into_iter();
    // An aggregator leaves ids to the app, and brings the components.
    let has_components = components.count() > 0;
    let absent = required.filter(|(kind, twins, _)| {
        let mut twins = twins.iter();
        let is_there = twins.any(|twin| module.declared.has(*kind, twin));
        !is_there && (has_components || !kind.is_component())
    });
    absent
        .map(|(kind, twins, by_all)| Demanded {
            manifest,
            vendor: in_use.vendor,
            kind,
            twins,
            by_all,
            declared: declared.clone(),
            beside: *beside,
        })
        .collect()
}

/// What `manifest` declares by hand of the SDK's own components and meta-data.
fn declared<'a>(
    module: &Module<'a>,
    manifest: &'a Manifest<'a>,
    in_use: &InUse<'a>,
) -> Vec<(Element<'a>, &'a Fact)> {
    let Some(application) = manifest.doc.application() else {
        return Vec::new();
    };
    let found = application.children().filter_map(|element| {
        let kind = Kind::of(element.tag(), Some("application"))?;
        let name = element.android("name")?;
        let known = module.knowledge.entries(kind, name.value).into_iter();
        let mine = known.filter(|it| it.vendor.id == in_use.vendor.id && it.is_telling());
        let mine: Vec<Known<'a>> = mine.collect();
        let shaped = mine.iter().find(|it| is_written_out(element, it.fact));
        Some((element, shaped?.fact))
    });
    found.collect()
}

/// Whether `element` says something of what `fact` asks for, and does not only add to what an AAR
/// declares.
fn is_written_out(element: Element<'_>, fact: &Fact) -> bool {
    let mut shape = fact.shape.0.iter();
    let is_bare = fact.shape.0.is_empty() && fact.filters.is_empty();
    is_bare || shape.any(|(name, _)| element.android(name).is_some()) || has_filter(element)
}

impl Demanded<'_> {
    /// What it is, as far as all releases in question agree.
    pub(super) fn requirement(&self) -> Option<Requirement> {
        let mut requirement = certain::requirement(self.vendor, self.kind, &self.twins)?;
        requirement.meta_data = certain::meta_data(&self.twins);
        Some(requirement)
    }

    /// What the app's own class extends, where it is one.
    pub(super) fn base_class(&self) -> Option<&str> {
        let fact = self.twins.first()?;
        let has_own_name = parameters(&fact.name).next().is_some();
        let base = fact.extends.as_deref();
        has_own_name.then(|| base.unwrap_or(&self.vendor.name))
    }
}
