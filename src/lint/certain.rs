//! What all releases of an SDK ask for alike.

use super::own::takes_any_class;
use super::releases::entries;
use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{self, Fact, MatchBy, Necessity};
use crate::requirement::{Filter, Kind, MetaValue, Origin, Requirement};

/// The entries of `vendor` with what all releases that have them demand of them. None of them says
/// that the element must be there.
pub(super) fn requirements(vendor: &Vendor) -> Vec<Requirement> {
    let alive = |twins: &[&Fact]| {
        let mut twins = twins.iter();
        twins.all(|twin| twin.necessity != Necessity::Obsolete)
    };
    let groups = entries(vendor).into_iter();
    groups
        .filter(|(_, twins)| alive(twins))
        .filter_map(|(kind, twins)| requirement(vendor, kind, &twins))
        .collect()
}

/// What all of `twins`, the entries of one name, demand.
pub(super) fn requirement(vendor: &Vendor, kind: Kind, twins: &[&Fact]) -> Option<Requirement> {
    let fact = *twins.first()?;
    let in_all = |has: &dyn Fn(&Fact) -> bool| twins.iter().all(|twin| has(twin));
    let attributes = fact.shape.0.iter();
    let attributes = attributes
        .filter(|attribute| in_all(&|twin| twin.shape.0.contains(attribute)))
        .filter(|(_, value)| parameters(value).next().is_none());
    let forbidden = fact.forbid.0.iter();
    let forbidden = forbidden.filter(|attribute| in_all(&|twin| twin.forbid.0.contains(attribute)));
    let filters = fact.filters.iter().filter_map(|filter| {
        let alike = in_all(&|twin| twin.filters.iter().any(|other| is_part(filter, other)));
        (alike && filter.data.is_empty()).then(|| plain(filter))
    });
    let levels = twins.iter().map(|twin| twin.necessity);
    let for_app = levels.clone().filter(|it| *it > Necessity::Obsolete).min();
    Some(Requirement {
        kind,
        name: fact.name.clone(),
        alternatives: fact.alternatives.clone(),
        match_by: if takes_any_class(fact) {
            MatchBy::Action
        } else {
            MatchBy::Name
        },
        attributes: attributes.cloned().collect(),
        forbidden: forbidden.cloned().collect(),
        filters: filters.collect(),
        meta_data: Vec::new(),
        value: None,
        names_app_class: false,
        expected: false,
        necessity: for_app.or(levels.min())?,
        origins: vec![origin(vendor, fact)],
    })
}

/// The meta-data that the first of `twins` has, where no app has another value of it.
pub(super) fn meta_data(twins: &[&Fact]) -> Vec<(String, MetaValue)> {
    let children = twins.first().into_iter().flat_map(|fact| &fact.meta_data);
    let values = children.filter_map(|child| {
        let value = match (&child.value, &child.raw) {
            (Some(value), _) if parameters(value).next().is_none() => {
                MetaValue::new(value.clone(), child.read_as, None)
            }
            (None, Some(raw)) => MetaValue::verbatim(raw.clone()),
            _ => return None,
        };
        Some((child.name.clone(), value))
    });
    values.collect()
}

/// Whether `other` answers to all that `filter` does, in the same categories.
fn is_part(filter: &schema::Filter, other: &schema::Filter) -> bool {
    let mut actions = filter.actions.iter();
    actions.all(|action| other.actions.contains(action)) && filter.categories == other.categories
}

/// What of `filter` decides whether something arrives: a category of Android's does not, since none
/// of the broadcasts has one.
fn plain(filter: &schema::Filter) -> Filter {
    let categories = filter.categories.iter();
    let own = categories.filter(|category| category.contains("${"));
    Filter {
        actions: filter.actions.clone(),
        optional: Vec::new(),
        categories: own.cloned().collect(),
        data: Vec::new(),
    }
}

fn origin(vendor: &Vendor, fact: &Fact) -> Origin {
    let docs = fact.why.docs.iter();
    Origin {
        vendor: vendor.id.clone(),
        gate: String::new(),
        note: fact.why.note.clone(),
        documents: docs
            .filter_map(|doc| vendor.documents.get(doc).cloned())
            .collect(),
        span: 0..0,
    }
}
