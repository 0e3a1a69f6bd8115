//! The elements of a manifest that matter to one weaving, found in one pass however many there are.

use std::collections::{HashMap, HashSet};

use super::desire::Prepared;
use crate::lock::Lock;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::{Names, Route, Step, is_component};
use crate::requirement::Kind;

/// What an element is found by: its kind, and its name in the form that all spellings share.
pub(super) type Key = (Kind, String);

/// The children of `<manifest>` and `<application>` that a requirement or the lock names.
pub(super) struct Index<'d> {
    found: HashMap<Key, Vec<Element<'d>>>,
}

/// The key of the element called `name`.
pub(super) fn key(kind: Kind, name: &str, names: &Names) -> Key {
    let name = if is_component(kind.tag()) {
        names.class(name)
    } else {
        names.expand(name)
    };
    (kind, name.into_owned())
}

/// The key of a child of `<manifest>` or `<application>`, and how many steps lead to it.
fn key_of_route(route: &Route, names: &Names) -> Option<(Key, usize)> {
    let (at, inside) = match route.0.first()?.tag.as_str() {
        "application" => (1, true),
        _ => (0, false),
    };
    let Step { tag, key: name } = route.0.get(at)?;
    let kind = Kind::of(tag).filter(|kind| kind.in_application() == inside)?;
    Some((key(kind, name.as_deref()?, names), at + 1))
}

impl<'d> Index<'d> {
    pub(super) fn read(
        doc: &'d ManifestDoc<'_>,
        prepared: &[Prepared<'_>],
        lock: &Lock,
        names: &Names,
    ) -> Self {
        let routes = lock
            .elements
            .iter()
            .map(|entry| &entry.route)
            .chain(lock.attributes.iter().map(|entry| &entry.route));
        let wanted: HashSet<Key> =
            prepared
                .iter()
                .map(|wished| wished.key.clone())
                .chain(routes.filter_map(|route| {
                    key_of_route(&Route::parse(route), names).map(|(key, _)| key)
                }))
                .collect();
        let mut found: HashMap<Key, Vec<Element<'d>>> = HashMap::new();
        let mut note = |element: Element<'d>, inside: bool| {
            let kind = Kind::of(element.tag()).filter(|kind| kind.in_application() == inside);
            if let Some(kind) = kind
                && let Some(name) = element.android("name")
            {
                let key = key(kind, name.value, names);
                if wanted.contains(&key) {
                    found.entry(key).or_default().push(element);
                }
            }
        };
        for element in doc.root().children() {
            note(element, false);
        }
        for element in doc.application().into_iter().flat_map(Element::children) {
            note(element, true);
        }
        Self { found }
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
