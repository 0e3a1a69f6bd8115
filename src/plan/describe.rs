//! A plan in words.

use std::collections::{HashMap, HashSet};

use super::desire::{Desire, Form, Piece, attribute_identity, identity};
use super::ledger::{Ledger, State};
use super::{Change, Verb, Wish};
use crate::manifest::identity::{Names, Route, Step};

/// What is different between the wish and what is woven, for people.
pub(super) fn changes(desire: &Desire<'_>, ledger: &Ledger<'_>, wish: &Wish<'_>) -> Vec<Change> {
    let woven = woven(ledger, wish.names);
    let mut changes = Vec::new();
    for piece in &desire.pieces {
        let verb = match woven.get(&piece.identity) {
            None => Verb::Add,
            Some(digest) if *digest != piece.digest => Verb::Update,
            Some(_) => continue,
        };
        changes.push(Change {
            verb,
            what: describe(piece),
            origins: piece.requirement.origins.clone(),
            formerly: Vec::new(),
        });
    }
    let wished: HashSet<&str> = desire
        .pieces
        .iter()
        .map(|piece| piece.identity.as_str())
        .collect();
    let elements = ledger.elements.iter().map(|(entry, state)| {
        let route = Route::parse(&entry.route);
        let wished = Route::parse(entry.wished_route());
        let shown = shown_route(&route);
        (identity(&wished, wish.names), shown, &entry.vendors, state)
    });
    let attributes = ledger.attributes.iter().map(|(entry, state)| {
        let route = Route::parse(&entry.route);
        let shown = format!("android:{} of {}", entry.name, shown_route(&route));
        (
            attribute_identity(&route, &entry.name, wish.names),
            shown,
            &entry.vendors,
            state,
        )
    });
    for (identity, what, vendors, state) in elements.chain(attributes) {
        if matches!(state, State::Pristine(_)) && !wished.contains(identity.as_str()) {
            changes.push(Change {
                verb: Verb::Remove,
                what,
                origins: Vec::new(),
                formerly: vendors.clone(),
            });
        }
    }
    changes
}

/// Identity and fingerprint of everything woven that is as it was written.
pub(super) fn woven(ledger: &Ledger<'_>, names: &Names) -> HashMap<String, String> {
    let elements = ledger.elements.iter().filter_map(|(entry, state)| {
        let pristine = matches!(state, State::Pristine(_));
        pristine.then(|| {
            (
                identity(&Route::parse(entry.wished_route()), names),
                entry.wished_digest().to_owned(),
            )
        })
    });
    let attributes = ledger.attributes.iter().filter_map(|(entry, state)| {
        let route = Route::parse(&entry.route);
        let identity = attribute_identity(&route, &entry.name, names);
        matches!(state, State::Pristine(_)).then(|| (identity, entry.wished_digest().to_owned()))
    });
    elements.chain(attributes).collect()
}

/// The last steps of a route: what it is, and inside of what unless that goes without saying.
pub(super) fn shown_route(route: &Route) -> String {
    match route.0.as_slice() {
        [.., outer, inner] if outer.tag != "application" => format!("{inner} of {outer}"),
        [.., inner] => inner.to_string(),
        [] => "manifest".into(),
    }
}

pub(super) fn describe(piece: &Piece<'_>) -> String {
    let requirement = piece.requirement;
    match &piece.form {
        Form::Attribute {
            route, name, value, ..
        } => {
            let shown = requirement
                .value
                .iter()
                .chain(requirement.meta_data.iter().map(|(_, value)| value))
                .find(|meta| meta.confidential.is_some() && meta.raw == *value)
                .map_or_else(
                    || format!("\"{value}\""),
                    |meta| format!("<{}>", meta.shown()),
                );
            format!("android:{name}={shown} of {}", shown_route(route))
        }
        Form::Element { parent, fragment } => {
            let step = match fragment.android("name") {
                Some(name) => Step::new(&fragment.tag, Some(name)),
                None => {
                    let actions: Vec<&str> = fragment
                        .children()
                        .filter(|child| child.tag == "action")
                        .filter_map(|child| child.android("name"))
                        .collect();
                    Step::new(&fragment.tag, Some(&actions.join("+")))
                }
            };
            shown_route(&parent.child(step))
        }
    }
}
