//! The elements of a manifest that matter to one weaving, found in one pass however many there are.

use std::collections::{HashMap, HashSet};

use super::desire::Prepared;
use crate::catalogue::schema::MatchBy;
use crate::lock::Lock;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::{FilterKey, Names, Route, Step};
use crate::requirement::{Kind, Remnant, Requirement};

/// What an element is found by: its kind, and its name in the form that all spellings share.
pub(super) type Key = (Kind, String);

/// The children of `<manifest>` and `<application>` that a requirement or the lock names.
pub(super) struct Index<'d> {
    found: HashMap<Key, Vec<Element<'d>>>,
    /// Components with filters, of kinds that a requirement recognises by these.
    filtering: Vec<(Kind, Element<'d>)>,
}

/// The key of the element called `name`.
pub(super) fn key(kind: Kind, name: &str, names: &Names) -> Key {
    let name = if kind.is_component() {
        names.class(name)
    } else {
        names.expand(name)
    };
    (kind, name.into_owned())
}

/// The key of a child of `<manifest>` or `<application>`, and how many steps lead to it.
fn key_of_route(route: &Route, names: &Names) -> Option<(Key, usize)> {
    let (at, parent) = match route.0.first()?.tag.as_str() {
        outer @ ("application" | "queries") => (1, Some(outer)),
        _ => (0, None),
    };
    let Step { tag, key: name } = route.0.get(at)?;
    let kind = Kind::of(tag, parent)?;
    Some((key(kind, name.as_deref()?, names), at + 1))
}

/// What `element` is called: its `android:name`, and of an `<intent>` its only action.
fn name(element: Element<'_>, kind: Kind) -> Option<String> {
    if kind != Kind::QueriesIntent {
        return Some(element.android("name")?.value.to_owned());
    }
    let mut filter = FilterKey::of(element);
    // With a category or data it sees fewer apps than the action alone.
    let plain = filter.categories.is_empty() && filter.data.is_empty();
    (plain && filter.actions.len() == 1)
        .then(|| filter.actions.pop())
        .flatten()
}

const FILTER: &str = "intent-filter";

impl<'d> Index<'d> {
    pub(super) fn read(
        doc: &'d ManifestDoc<'_>,
        prepared: &[Prepared<'_>],
        remnants: &[Remnant],
        lock: &Lock,
        names: &Names,
    ) -> Self {
        let routes = lock
            .elements
            .iter()
            .map(|entry| &entry.route)
            .chain(lock.attributes.iter().map(|entry| &entry.route));
        let own_classes = remnants.iter().filter(|remnant| remnant.name.is_none());
        let remnants = remnants
            .iter()
            .filter_map(|remnant| Some(key(remnant.kind, remnant.name.as_ref()?, names)));
        let of_routes = routes
            .filter_map(|route| key_of_route(&Route::parse(route), names).map(|(key, _)| key));
        let wanted: HashSet<Key> = prepared
            .iter()
            .flat_map(|wished| wished.keys.clone())
            .chain(remnants)
            .chain(of_routes)
            .collect();
        let by_action: HashSet<Kind> = prepared
            .iter()
            .filter(|wished| wished.requirement.match_by == MatchBy::Action)
            .map(|wished| wished.requirement.kind)
            .chain(own_classes.map(|remnant| remnant.kind))
            .collect();
        let mut index = Self {
            found: HashMap::new(),
            filtering: Vec::new(),
        };
        let mut note = |element: Element<'d>, parent: Option<&str>| {
            let Some(kind) = Kind::of(element.tag(), parent) else {
                return;
            };
            if let Some(name) = name(element, kind) {
                let key = key(kind, &name, names);
                if wanted.contains(&key) {
                    index.found.entry(key).or_default().push(element);
                }
            }
            if by_action.contains(&kind) && element.children().any(|child| child.tag() == FILTER) {
                index.filtering.push((kind, element));
            }
        };
        for element in doc.root().children() {
            note(element, None);
            if let parent @ ("application" | "queries") = element.tag() {
                for child in element.children() {
                    note(child, Some(parent));
                }
            }
        }
        index
    }

    /// The elements that stand in for `requirement`: those with a filter, one that `counts`, for an
    /// action that it is recognised by.
    pub(super) fn answering(
        &self,
        requirement: &Requirement,
        names: &Names,
        counts: impl Fn(Element<'d>) -> bool,
    ) -> Vec<Element<'d>> {
        if requirement.match_by == MatchBy::Name {
            return Vec::new();
        }
        let filters = requirement.filters.iter();
        let actions = filters.flat_map(|filter| &filter.actions);
        self.with_action(requirement.kind, actions, names, counts)
    }

    /// The elements that `remnant` is about.
    pub(super) fn left(
        &self,
        remnant: &Remnant,
        names: &Names,
        counts: impl Fn(Element<'d>) -> bool,
    ) -> Vec<Element<'d>> {
        match &remnant.name {
            Some(name) => self.named(&key(remnant.kind, name, names)).to_vec(),
            None => self.with_action(remnant.kind, remnant.actions.iter(), names, counts),
        }
    }

    /// Whether `element` is what `wished` asks for by its name; or, if `by_action`, by its actions.
    pub(super) fn may_be(
        &self,
        wished: &Prepared<'_>,
        element: Element<'d>,
        by_action: bool,
        names: &Names,
    ) -> bool {
        let is = |other: &Element<'d>| other.id() == element.id();
        let answers = || self.answering(wished.requirement, names, |_| true);
        wished.keys.iter().any(|key| self.named(key).iter().any(is))
            || (by_action && answers().iter().any(is))
    }

    fn with_action<'a>(
        &self,
        kind: Kind,
        actions: impl Iterator<Item = &'a String>,
        names: &Names,
        counts: impl Fn(Element<'d>) -> bool,
    ) -> Vec<Element<'d>> {
        let wanted: Vec<_> = actions.map(|action| names.expand(action)).collect();
        let answers = |filter: Element<'d>| {
            let actions = FilterKey::of(filter).actions;
            actions
                .iter()
                .any(|action| wanted.contains(&names.expand(action)))
        };
        let filtering = self.filtering.iter().filter(|(other, element)| {
            *other == kind
                && element
                    .children()
                    .any(|child| child.tag() == FILTER && counts(child) && answers(child))
        });
        filtering.map(|(_, element)| *element).collect()
    }

    /// The elements called `name`, in the order of the text.
    pub(super) fn named(&self, key: &Key) -> &[Element<'d>] {
        self.found.get(key).map_or(&[], Vec::as_slice)
    }

    /// Every element that `route` leads to.
    pub(super) fn at(
        &self,
        doc: &'d ManifestDoc<'_>,
        route: &Route,
        names: &Names,
    ) -> Vec<Element<'d>> {
        let (mut elements, rest) = match key_of_route(route, names) {
            Some((key, steps)) => (self.named(&key).to_vec(), &route.0[steps..]),
            None => (vec![doc.root()], &route.0[..]),
        };
        for step in rest {
            elements = elements
                .into_iter()
                .flat_map(|element| element.children())
                .filter(|child| names.matches(*child, step))
                .collect();
        }
        elements
    }
}
