//! What of a manifest was woven, found again by the lock.

use std::collections::{HashMap, HashSet};

use super::desire::{attribute_identity, identity};
use super::index::Index;
use crate::lock::{Lock, Scaffold, WovenAttribute, WovenElement};
use crate::manifest::document::{self, Element, ManifestDoc};
use crate::manifest::fragment;
use crate::manifest::identity::{Names, Route};

/// What became of something woven.
#[derive(Clone, Copy)]
pub(super) enum State<'d> {
    /// It is as it was written.
    Pristine(Element<'d>),
    /// A person changed it; from then on it is theirs, and stays.
    Edited(Element<'d>),
    /// A person took it out.
    Gone,
}

/// What is as it was woven, by its identity, with whoever demanded it.
pub(super) type Demands = HashMap<String, Vec<String>>;

/// The lock's entries, each with what it refers to now.
pub(super) struct Ledger<'d> {
    pub(super) elements: Vec<(WovenElement, State<'d>)>,
    pub(super) attributes: Vec<(WovenAttribute, State<'d>)>,
    pub(super) scaffolds: Vec<Scaffold>,
    pristine: HashSet<u32>,
    pristine_attributes: HashMap<(u32, String), Option<String>>,
}

impl<'d> Ledger<'d> {
    pub(super) fn read(
        doc: &'d ManifestDoc<'_>,
        index: &Index<'d>,
        lock: &Lock,
        names: &Names,
    ) -> Self {
        let find = |route: &str| index.at(doc, &Route::parse(route), names);
        let mut elements: Vec<_> = lock
            .elements
            .iter()
            .map(|entry| (entry.clone(), state_of_element(find(&entry.route), entry)))
            .collect();
        let mut attributes: Vec<_> = lock
            .attributes
            .iter()
            .map(|entry| (entry.clone(), state_of_attribute(find(&entry.route), entry)))
            .collect();
        let pristine: HashSet<u32> = elements
            .iter()
            .filter_map(|(_, state)| match state {
                State::Pristine(element) => Some(element.id()),
                _ => None,
            })
            .collect();
        // A woven element that was edited, mended by a later run, and is again as it was written,
        // speaks for everything in it.
        let inside = |element: Element<'d>| {
            std::iter::successors(element.parent(), |outer| outer.parent())
                .any(|outer| pristine.contains(&outer.id()))
        };
        for (_, state) in &mut elements {
            if let State::Pristine(element) | State::Edited(element) = *state
                && inside(element)
            {
                *state = State::Gone;
            }
        }
        for (_, state) in &mut attributes {
            if let State::Pristine(element) | State::Edited(element) = *state
                && (inside(element) || pristine.contains(&element.id()))
            {
                *state = State::Gone;
            }
        }
        let pristine_attributes = attributes
            .iter()
            .filter_map(|(entry, state)| match state {
                State::Pristine(element) => {
                    Some(((element.id(), entry.name.clone()), entry.was.clone()))
                }
                _ => None,
            })
            .collect();
        Self {
            elements,
            attributes,
            scaffolds: lock.scaffolds.clone(),
            pristine,
            pristine_attributes,
        }
    }

    /// What is as it was woven.
    pub(super) fn demands(&self, names: &Names) -> Demands {
        let is_pristine = |state: &State<'_>| matches!(state, State::Pristine(_));
        let elements = self.elements.iter().filter(|(_, state)| is_pristine(state));
        let elements = elements.map(|(entry, _)| {
            let route = Route::parse(entry.wished_route());
            (identity(&route, names), entry.vendors.clone())
        });
        let attributes = self.attributes.iter();
        let attributes = attributes.filter(|(_, state)| is_pristine(state));
        let attributes = attributes.map(|(entry, _)| {
            let route = Route::parse(&entry.route);
            let identity = attribute_identity(&route, &entry.name, names);
            (identity, entry.vendors.clone())
        });
        elements.chain(attributes).collect()
    }

    /// Whether `element` is the app's own: not woven, or changed since.
    pub(super) fn is_own(&self, element: Element<'_>) -> bool {
        !self.pristine.contains(&element.id())
    }

    fn woven_attribute(&self, element: Element<'_>, name: &str) -> Option<&Option<String>> {
        self.pristine_attributes
            .get(&(element.id(), name.to_owned()))
    }

    /// The value that the app itself gives to `android:name`, whatever was woven over it.
    pub(super) fn own_value(&self, element: Element<'d>, name: &str) -> Option<String> {
        match self.woven_attribute(element, name) {
            Some(was) => was.as_deref().map(document::resolve_references),
            None => element.android(name).map(|found| found.value.to_owned()),
        }
    }

    /// The same, as it is or was written between the quotes.
    pub(super) fn own_source(&self, element: Element<'d>, name: &str) -> Option<String> {
        match self.woven_attribute(element, name) {
            Some(was) => was.clone(),
            None => Some(element.android(name)?.source().to_owned()),
        }
    }

    /// Whether `value` was woven over a value of the app's own.
    pub(super) fn is_replaced(&self, element: Element<'d>, name: &str, value: &str) -> bool {
        matches!(self.woven_attribute(element, name), Some(Some(_)))
            && element
                .android(name)
                .is_some_and(|found| found.value == value)
    }
}

fn state_of_element<'d>(found: Vec<Element<'d>>, entry: &WovenElement) -> State<'d> {
    let pristine = found
        .iter()
        .find(|element| element.fragment().digest() == entry.digest);
    match (pristine, found.first()) {
        (Some(element), _) => State::Pristine(*element),
        (None, Some(element)) => State::Edited(*element),
        (None, None) => State::Gone,
    }
}

fn state_of_attribute<'d>(found: Vec<Element<'d>>, entry: &WovenAttribute) -> State<'d> {
    let Some(element) = found.first() else {
        return State::Gone;
    };
    match element.android(&entry.name) {
        Some(attribute) if fragment::digest(attribute.value) == entry.digest => {
            State::Pristine(*element)
        }
        Some(_) => State::Edited(*element),
        None => State::Gone,
    }
}
