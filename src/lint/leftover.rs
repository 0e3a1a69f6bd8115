//! What an earlier release, or an earlier SDK of the same manufacturer, left in the manifest.

use super::Known;
use super::module::{Manifest, Module};
use super::own::{self, takes_any_class};
use super::releases::{LeftOver, Releases};
use super::vendors::{InUse, KnownFrom};
use crate::catalogue::Vendor;
use crate::catalogue::schema::Fact;
use crate::finding::{Finding, Fix};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::surgery;
use crate::requirement::Kind;

/// Something that is left over.
pub(super) struct Left<'a> {
    /// Where it stands.
    pub(super) manifest: &'a Manifest<'a>,
    /// The element.
    pub(super) element: Element<'a>,
    /// Its name.
    pub(super) name: &'a str,
    /// The SDK that is in use instead.
    pub(super) in_use: &'a InUse<'a>,
    /// Whose it was.
    pub(super) was: Known<'a>,
    /// Why it is too much.
    pub(super) why: LeftOver,
}

/// What is left over where the release is not known, so that the plan cannot tell: what no release
/// that it may be has the app declare.
pub(super) fn whatever_the_release<'a>(module: &Module<'a>) -> Vec<Left<'a>> {
    let untold = |in_use: &&InUse<'_>| {
        in_use.version.is_none() && in_use.known_from == KnownFrom::Dependency
    };
    let mut found = Vec::new();
    for in_use in module.vendors.iter().filter(untold) {
        let releases = Releases::of(in_use);
        for (manifest, element, kind, known) in elements(module) {
            let Some(was) = known.iter().find(|it| it.vendor.id == in_use.vendor.id) else {
                continue;
            };
            let why = releases.left_over(&twins(module, kind, was));
            if let Some(why) = why.filter(|_| !is_wanted(module, manifest, element)) {
                found.push(left(manifest, element, in_use, *was, why));
            }
        }
    }
    found
}

/// Components of an SDK that nothing brings in any more, beside another of the same manufacturer.
pub(super) fn earlier_generation<'a>(module: &Module<'a>) -> Vec<Left<'a>> {
    let mut found = Vec::new();
    for (manifest, element, kind, known) in elements(module) {
        let Some(was) = known.first().filter(|_| kind.is_component()) else {
            continue;
        };
        let mut instead = known.iter().map(|it| superseding(module, it.vendor));
        if let Some(in_use) =
            superseding(module, was.vendor).filter(|_| instead.all(|it| it.is_some()))
        {
            found.push(left(manifest, element, in_use, *was, LeftOver::Gone));
        }
    }
    found
}

/// The SDK that is in the app in the place of `vendor`'s: of the same manufacturer, while nothing
/// brings in this one.
pub(super) fn superseding<'a>(module: &Module<'a>, vendor: &Vendor) -> Option<&'a InUse<'a>> {
    let own = module.in_use(&vendor.id);
    let is_gone = own.is_none_or(|in_use| in_use.known_from == KnownFrom::Manifest)
        && module.inventory.evidence(vendor).is_empty();
    let is_brought =
        |in_use: &&InUse<'_>| matches!(in_use.known_from, KnownFrom::Spec | KnownFrom::Dependency);
    let mut brought = module.vendors.iter().filter(is_brought);
    let instead = brought.find(|in_use| {
        let mut theirs = in_use.vendor.manufacturers.iter();
        theirs.any(|it| vendor.manufacturers.contains(it))
    });
    instead.filter(|_| is_gone)
}

/// The elements that belong to an SDK by their name, and that nobody keeps on purpose.
fn elements<'a>(module: &Module<'a>) -> Vec<(&'a Manifest<'a>, Element<'a>, Kind, Vec<Known<'a>>)> {
    let found = module.elements().filter_map(|(manifest, element)| {
        let parent = element.parent().map(Element::tag);
        let kind = Kind::of(element.tag(), parent.filter(|tag| *tag != "manifest"))?;
        let name = element.android("name")?;
        let mut known = module.knowledge.entries(kind, name.value);
        known.retain(|it| it.is_telling() && !takes_any_class(it.fact));
        let counts = (kind.is_component() || kind == Kind::Permission)
            && !element.has_attribute_of(TOOLS)
            && !known.is_empty();
        counts.then_some((manifest, element, kind, known))
    });
    found.collect()
}

fn left<'a>(
    manifest: &'a Manifest<'a>,
    element: Element<'a>,
    in_use: &'a InUse<'a>,
    was: Known<'a>,
    why: LeftOver,
) -> Left<'a> {
    let name = element.android("name").map_or("", |name| name.value);
    Left {
        manifest,
        element,
        name,
        in_use,
        was,
        why,
    }
}

/// The element that `finding` points at with its first label.
pub(super) fn pointed_at<'a>(
    module: &Module<'a>,
    finding: &Finding,
) -> Option<(&'a Manifest<'a>, Element<'a>)> {
    let label = finding.labels.first()?;
    module.elements().find(|(manifest, element)| {
        manifest.file.name == label.file.name
            && element.range().start == label.span.start
            && element.start_tag() == label.span
    })
}

/// Whether another SDK that the build brings in, or the spec names, has the app declare `element`.
pub(super) fn is_wanted(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
) -> bool {
    let parent = element.parent().map(Element::tag);
    let Some(kind) = Kind::of(element.tag(), parent.filter(|tag| *tag != "manifest")) else {
        return false;
    };
    let name = element.android("name").map_or("", |name| name.value);
    let by_name = module.knowledge.entries(kind, name).into_iter();
    let components = own::components(module).into_iter();
    let by_action = components
        .filter(|it| it.manifest.path == manifest.path && it.element.id() == element.id())
        .flat_map(|it| it.entries);
    by_name.chain(by_action).any(|known| {
        let in_use = module.in_use(&known.vendor.id);
        let brought = in_use.filter(|it| it.known_from != KnownFrom::Manifest);
        brought.is_some_and(|in_use| {
            let twins = twins(module, kind, &known);
            !Releases::of(in_use).asking_for(&[twins]).is_empty()
        })
    })
}

/// The entries of the same SDK that are about the same thing as `known`, in other releases or in this.
fn twins<'a>(module: &Module<'a>, kind: Kind, known: &Known<'_>) -> Vec<&'a Fact> {
    let all = module.knowledge.all(kind);
    let twins = all.filter(|it| it.vendor.id == known.vendor.id && it.fact.name == known.fact.name);
    twins.map(|it| it.fact).collect()
}

/// What takes `element` out. Something else in the app may still use it.
pub(super) fn removal(manifest: &Manifest<'_>, element: Element<'_>) -> Fix {
    Fix::risky("delete the element").edit(manifest.file, surgery::remove(element))
}
