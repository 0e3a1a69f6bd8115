//! What of a manifest was woven, found again by the lock.

use std::collections::{HashMap, HashSet};

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

/// The lock's entries, each with what it refers to now.
pub(super) struct Ledger<'d> {
    pub(super) elements: Vec<(WovenElement, State<'d>)>,
    pub(super) attributes: Vec<(WovenAttribute, State<'d>)>,
    pub(super) scaffolds: Vec<Scaffold>,
    pristine: HashSet<u32>,
    pristine_attributes: HashMap<(u32, String), Option<String>>,
}

impl<'d> Ledger<'d> {
    pub(super) fn read(doc: &'d ManifestDoc<'_>, lock: &Lock, names: &Names) -> Self {
        let elements: Vec<_> = lock
            .elements
            .iter()
            .map(|entry| (entry.clone(), find_element(doc, entry, names)))
            .collect();
        let attributes: Vec<_> = lock
            .attributes
            .iter()
            .map(|entry| (entry.clone(), find_attribute(doc, entry, names)))
            .collect();
        let pristine = elements
            .iter()
            .filter_map(|(_, state)| match state {
                State::Pristine(element) => Some(element.id()),
                _ => None,
            })
            .collect();
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
            None => element.source_of(&element.android(name)?),
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

fn find_element<'d>(doc: &'d ManifestDoc<'_>, entry: &WovenElement, names: &Names) -> State<'d> {
    let mut route = Route::parse(&entry.route);
    let Some(step) = route.0.pop() else {
        return State::Gone;
    };
    let Some(parent) = names.find(doc, &route) else {
        return State::Gone;
    };
    let mut edited = None;
    for candidate in parent
        .children()
        .filter(|child| names.matches(*child, &step))
    {
        if candidate.fragment().digest() == entry.digest {
            return State::Pristine(candidate);
        }
        edited.get_or_insert(candidate);
    }
    edited.map_or(State::Gone, State::Edited)
}

fn find_attribute<'d>(
    doc: &'d ManifestDoc<'_>,
    entry: &WovenAttribute,
    names: &Names,
) -> State<'d> {
    let Some(element) = names.find(doc, &Route::parse(&entry.route)) else {
        return State::Gone;
    };
    match element.android(&entry.name) {
        Some(attribute) if fragment::digest(attribute.value) == entry.digest => {
            State::Pristine(element)
        }
        Some(_) => State::Edited(element),
        None => State::Gone,
    }
}
