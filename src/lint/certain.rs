//! What all releases of an SDK ask for alike.

use crate::catalogue::Vendor;
use crate::catalogue::schema::{Fact, Necessity};
use crate::requirement::{Filter, Kind, Origin, Requirement};

/// The entries of `vendor` with what all releases that have them demand of them. None of them says
/// that the element must be there.
pub(super) fn requirements(vendor: &Vendor) -> Vec<Requirement> {
    let mut requirements = Vec::new();
    for (table, facts) in vendor.facts() {
        let Some(kind) = Kind::of_table(table) else {
            continue;
        };
        let mut seen: Vec<&str> = Vec::new();
        for fact in facts {
            if seen.contains(&fact.name.as_str()) || fact.necessity == Necessity::Obsolete {
                continue;
            }
            seen.push(&fact.name);
            let twins: Vec<&Fact> = facts.iter().filter(|twin| twin.name == fact.name).collect();
            if twins
                .iter()
                .all(|twin| twin.necessity != Necessity::Obsolete)
            {
                requirements.push(requirement(vendor, kind, fact, &twins));
            }
        }
    }
    requirements
}

fn requirement(vendor: &Vendor, kind: Kind, fact: &Fact, twins: &[&Fact]) -> Requirement {
    let in_all = |has: &dyn Fn(&Fact) -> bool| twins.iter().all(|twin| has(twin));
    let attributes = fact.shape.0.iter();
    let attributes = attributes
        .filter(|attribute| in_all(&|twin| twin.shape.0.contains(attribute)))
        .filter(|(_, value)| crate::catalogue::expand::parameters(value).next().is_none());
    let forbidden = fact.forbid.0.iter();
    let forbidden = forbidden.filter(|attribute| in_all(&|twin| twin.forbid.0.contains(attribute)));
    let filters = fact.filters.iter().filter_map(|filter| {
        let alike = in_all(&|twin| {
            let same = |other: &crate::catalogue::schema::Filter| {
                filter.actions.iter().all(|it| other.actions.contains(it))
            };
            twin.filters.iter().any(same)
        });
        let plain = filter.data.is_empty() && filter.categories.is_empty();
        (alike && plain).then(|| Filter {
            actions: filter.actions.clone(),
            optional: Vec::new(),
            categories: Vec::new(),
            data: Vec::new(),
        })
    });
    Requirement {
        kind,
        name: fact.name.clone(),
        alternatives: fact.alternatives.clone(),
        match_by: fact.match_by,
        attributes: attributes.cloned().collect(),
        forbidden: forbidden.cloned().collect(),
        filters: filters.collect(),
        meta_data: Vec::new(),
        value: None,
        names_app_class: false,
        expected: false,
        necessity: fact.necessity,
        origins: vec![Origin {
            vendor: vendor.id.clone(),
            gate: String::new(),
            note: fact.why.note.clone(),
            documents: fact
                .why
                .docs
                .iter()
                .filter_map(|doc| vendor.documents.get(doc).cloned())
                .collect(),
            span: 0..0,
        }],
    }
}
