//! One round: the difference between the wish and what is woven, as edits.

use std::collections::{HashMap, HashSet};

use super::Wish;
use super::describe::shown_route;
use super::desire::{Desire, Form, Piece, attribute_identity, identity};
use super::ledger::{Ledger, State};
use crate::edit::Edit;
use crate::finding::{Code, Finding};
use crate::lock::{Lock, Scaffold, WovenAttribute, WovenElement};
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::{Names, Route, Step};
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};
use crate::requirement::Kind;

fn behind_previous<'d>(manifest: Element<'d>, element: Element<'d>) -> Place<'d> {
    match element.previous() {
        Some(previous) => Place::After(previous),
        None => Place::Start(manifest),
    }
}

/// What one round does.
pub(super) struct Round {
    /// Edits of the text that was read; none in the last round.
    pub(super) edits: Vec<Edit>,
    /// The lock after them.
    pub(super) lock: Lock,
    pub(super) findings: Vec<Finding>,
}

/// Compares and makes the first kind of change that is due.
pub(super) fn round(
    doc: &ManifestDoc<'_>,
    ledger: &Ledger<'_>,
    desire: &Desire<'_>,
    lock: &Lock,
    wish: &Wish<'_>,
    style: &Style,
) -> Round {
    let mut weaver = Weaver {
        doc,
        ledger,
        desire,
        wish,
        style,
        edits: Vec::new(),
        findings: Vec::new(),
        lock: Lock {
            elements: Vec::new(),
            attributes: Vec::new(),
            scaffolds: Vec::new(),
            ..lock.clone()
        },
    };
    let missing = weaver.take_out();
    if weaver.edits.is_empty() {
        weaver.take_down(&missing);
    } else {
        weaver.lock.scaffolds.clone_from(&ledger.scaffolds);
    }
    if weaver.edits.is_empty() {
        weaver.make_room(&missing);
    }
    if weaver.edits.is_empty() {
        weaver.fill_in(&missing);
    }
    weaver.order_lock();
    Round {
        edits: weaver.edits,
        lock: weaver.lock,
        findings: weaver.findings,
    }
}

/// A round in the making.
pub(super) struct Weaver<'d, 'w> {
    pub(super) doc: &'d ManifestDoc<'d>,
    pub(super) ledger: &'d Ledger<'d>,
    desire: &'d Desire<'w>,
    pub(super) wish: &'d Wish<'w>,
    pub(super) style: &'d Style,
    pub(super) edits: Vec<Edit>,
    findings: Vec<Finding>,
    pub(super) lock: Lock,
}

/// What a piece is compared by: its identity and its fingerprint.
type Print = (String, String);

impl<'d, 'w> Weaver<'d, 'w> {
    pub(super) fn names(&self) -> &'d Names {
        self.wish.names
    }

    fn element_print(&self, entry: &WovenElement) -> Print {
        let route = Route::parse(entry.wished_route());
        (
            identity(&route, self.names()),
            entry.wished_digest().to_owned(),
        )
    }

    /// Takes out what is woven and no longer wished in that form. Gives the pieces that are missing.
    fn take_out(&mut self) -> Vec<&'d Piece<'w>> {
        let mut kept: HashSet<Print> = HashSet::new();
        let wished: HashSet<Print> = self
            .desire
            .pieces
            .iter()
            .map(|piece| (piece.identity.clone(), piece.digest.clone()))
            .collect();
        for (entry, state) in &self.ledger.elements {
            let print = self.element_print(entry);
            match state {
                State::Pristine(element) => {
                    if wished.contains(&print) && kept.insert(print) {
                        self.lock.elements.push(entry.clone());
                    } else {
                        self.edits.push(surgery::remove(*element));
                    }
                }
                State::Edited(_) if self.desire.asked.contains_key(&print.0) => {
                    self.lock.elements.push(entry.clone());
                }
                State::Edited(element) => self.stays(*element, &Route::parse(&entry.route)),
                State::Gone => {}
            }
        }
        self.take_out_attributes(&mut kept);
        self.desire
            .pieces
            .iter()
            .filter(|piece| !kept.contains(&(piece.identity.clone(), piece.digest.clone())))
            .collect()
    }

    /// The woven attributes of one element are kept together or written anew together, so that
    /// their order never tells of earlier versions.
    fn take_out_attributes(&mut self, kept: &mut HashSet<Print>) {
        let names = self.names();
        let mut wished: HashMap<String, Vec<Print>> = HashMap::new();
        for piece in &self.desire.pieces {
            if let Form::Attribute { route, .. } = &piece.form {
                let prints = wished.entry(identity(route, names)).or_default();
                prints.push((piece.identity.clone(), piece.digest.clone()));
            }
        }
        let mut groups: Vec<(String, Vec<(&WovenAttribute, State<'d>)>)> = Vec::new();
        for (entry, state) in &self.ledger.attributes {
            let element = identity(&Route::parse(&entry.route), names);
            match groups.iter_mut().find(|(other, _)| *other == element) {
                Some((_, group)) => group.push((entry, *state)),
                None => groups.push((element, vec![(entry, *state)])),
            }
        }
        for (element, group) in groups {
            let print = |entry: &WovenAttribute| {
                let route = Route::parse(&entry.route);
                let identity = attribute_identity(&route, &entry.name, names);
                (identity, entry.wished_digest().to_owned())
            };
            let pristine: Vec<_> = group
                .iter()
                .filter(|(_, state)| matches!(state, State::Pristine(_)))
                .collect();
            let prints: Vec<Print> = pristine.iter().map(|(entry, _)| print(entry)).collect();
            if wished.get(&element) == Some(&prints) {
                kept.extend(prints);
                self.lock
                    .attributes
                    .extend(pristine.iter().map(|(entry, _)| (*entry).clone()));
            } else {
                for (entry, state) in &pristine {
                    if let State::Pristine(element) = state {
                        self.take_out_attribute(*element, entry);
                    }
                }
            }
            for (entry, state) in &group {
                if let State::Edited(element) = state {
                    self.stays(*element, &Route::parse(&entry.route));
                }
            }
        }
    }

    fn take_out_attribute(&mut self, element: Element<'d>, entry: &WovenAttribute) {
        let Some(attribute) = element.android(&entry.name) else {
            return;
        };
        self.edits.push(match &entry.was {
            Some(was) => Edit::replacement(attribute.value_range(), was.as_str()),
            None => surgery::remove_attribute(element, &attribute),
        });
    }

    /// Something woven was changed by hand and is no longer asked for.
    fn stays(&mut self, element: Element<'_>, route: &Route) {
        let finding = Finding::warning(
            Code::GENERATED_DRIFT,
            format!(
                "{} was woven, and changed by hand since: it stays",
                shown_route(route)
            ),
        )
        .at(
            self.wish.manifest,
            element.start_tag(),
            "no longer asked for",
        )
        .help("delete it if nothing else needs it");
        // The place is only right in the first round, when the text is still the file's.
        if self.doc.text() == self.wish.manifest.text.as_str() {
            self.findings.push(finding);
        }
    }

    /// Writes what is missing.
    fn fill_in(&mut self, missing: &[&'d Piece<'w>]) {
        let names = self.names();
        let neighbours = self.woven_neighbours();
        let mut attributes: Vec<(Element<'_>, Vec<(&str, &str)>)> = Vec::new();
        for piece in missing {
            match &piece.form {
                Form::Element { parent, fragment } => {
                    let Some(element) = names.find(self.doc, parent) else {
                        continue;
                    };
                    let place = self.place(element, piece, &neighbours);
                    let style = self.style.at(element);
                    self.edits.push(surgery::insert(place, fragment, &style));
                    let step = Step::of_fragment(fragment);
                    self.lock.elements.push(WovenElement {
                        route: parent.child(step).to_string(),
                        vendors: piece.requirement.vendors(),
                        digest: piece.digest.clone(),
                        instead_of: None,
                    });
                }
                Form::Attribute {
                    route,
                    name,
                    value,
                    was,
                } => {
                    let Some(element) = names.find(self.doc, route) else {
                        continue;
                    };
                    match (was, element.android(name)) {
                        (Some(_), Some(attribute)) => {
                            self.edits
                                .push(surgery::replace_value(element, &attribute, value));
                        }
                        _ => match attributes
                            .iter_mut()
                            .find(|(at, _)| at.id() == element.id())
                        {
                            Some((_, group)) => group.push((name, value)),
                            None => attributes.push((element, vec![(name, value)])),
                        },
                    }
                    self.lock.attributes.push(WovenAttribute {
                        route: route.to_string(),
                        name: name.clone(),
                        vendors: piece.requirement.vendors(),
                        digest: piece.digest.clone(),
                        was: was.clone(),
                        instead_of: None,
                    });
                }
            }
        }
        for (element, group) in attributes {
            let style = self.style.at(element);
            self.edits
                .push(surgery::add_attributes(element, &group, &style));
        }
    }

    /// Everything woven that stays, with its place in weaving order.
    fn woven_neighbours(&self) -> Vec<(usize, Element<'d>)> {
        self.ledger
            .elements
            .iter()
            .filter_map(|(entry, state)| match state {
                State::Pristine(element) => {
                    let (identity, _) = self.element_print(entry);
                    Some((*self.desire.asked.get(&identity)?, *element))
                }
                _ => None,
            })
            .collect()
    }

    /// Where a missing element goes: beside what is woven already, in weaving order; else behind
    /// the app's own elements of its kind.
    fn place(
        &self,
        parent: Element<'d>,
        piece: &Piece<'_>,
        neighbours: &[(usize, Element<'d>)],
    ) -> Place<'d> {
        let tag = piece.requirement.kind.tag();
        let in_manifest = parent.parent().is_none();
        let asked = self.desire.asked.get(&piece.identity).copied();
        let at = asked.unwrap_or(usize::MAX);
        let beside = neighbours.iter().filter(|(_, element)| {
            element
                .parent()
                .is_some_and(|other| other.id() == parent.id())
                && (!in_manifest || element.tag() == tag)
        });
        if let Some((_, before)) = beside
            .clone()
            .filter(|(other, _)| *other < at)
            .max_by_key(|(other, _)| *other)
        {
            return Place::After(*before);
        }
        if let Some((_, after)) = beside.min_by_key(|(other, _)| *other) {
            return Place::Before(*after);
        }
        if in_manifest {
            self.place_in_manifest(parent, piece.requirement.kind)
        } else {
            Place::End(parent)
        }
    }

    fn place_in_manifest(&self, manifest: Element<'d>, kind: Kind) -> Place<'d> {
        let last = |tag: &str| manifest.children().rev().find(|child| child.tag() == tag);
        let (uses, definition) = (Kind::UsesPermission.tag(), Kind::Permission.tag());
        if let Some(same) = last(kind.tag()) {
            return Place::After(same);
        }
        if kind == Kind::Permission
            && let Some(last) = last(uses)
        {
            return Place::After(last);
        }
        if kind == Kind::UsesPermission
            && let Some(first) = manifest.children().find(|child| child.tag() == definition)
        {
            return if self.ledger.is_own(first) {
                behind_previous(manifest, first)
            } else {
                Place::Before(first)
            };
        }
        // In front of `<queries>` too, whether an earlier run made it or this one.
        let anchor = manifest
            .children()
            .find(|child| matches!(child.tag(), "application" | "queries"));
        match anchor {
            Some(anchor) => behind_previous(manifest, anchor),
            None => Place::End(manifest),
        }
    }

    /// In front of `<application>`, if there is one; else at the end. One that an earlier run made
    /// would have come later in a single run.
    pub(super) fn before_application(&self) -> Place<'d> {
        let root = self.doc.root();
        let is_ours = |scaffold: &Scaffold| match scaffold {
            Scaffold::Created { route } => route == "application",
            _ => false,
        };
        match self.doc.application() {
            Some(application) if self.ledger.scaffolds.iter().any(is_ours) => {
                Place::Before(application)
            }
            Some(application) => behind_previous(root, application),
            None => Place::End(root),
        }
    }

    fn order_lock(&mut self) {
        order(&mut self.lock, self.desire, self.wish.names);
    }
}

/// The lock lists things in weaving order, whatever the order of the runs that wove them.
pub(super) fn order(lock: &mut Lock, desire: &Desire<'_>, names: &Names) {
    let wished: HashMap<&str, &Piece<'_>> = desire
        .pieces
        .iter()
        .map(|piece| (piece.identity.as_str(), piece))
        .collect();
    let place = |identity: &str| desire.asked.get(identity).copied();
    let element = |entry: &WovenElement| identity(&Route::parse(entry.wished_route()), names);
    let attribute = |entry: &WovenAttribute| {
        attribute_identity(&Route::parse(&entry.route), &entry.name, names)
    };
    let last = usize::MAX;
    let mut elements: Vec<(usize, WovenElement)> = Vec::new();
    for mut entry in std::mem::take(&mut lock.elements) {
        let identity = element(&entry);
        if let Some(piece) = wished.get(identity.as_str()) {
            entry.vendors = piece.requirement.vendors();
        }
        elements.push((place(&identity).unwrap_or(last), entry));
    }
    elements.sort_by_key(|(place, _)| *place);
    lock.elements = elements.into_iter().map(|(_, entry)| entry).collect();
    let mut attributes: Vec<(usize, WovenAttribute)> = Vec::new();
    for mut entry in std::mem::take(&mut lock.attributes) {
        let identity = attribute(&entry);
        if let Some(piece) = wished.get(identity.as_str()) {
            entry.vendors = piece.requirement.vendors();
        }
        attributes.push((place(&identity).unwrap_or(last), entry));
    }
    attributes.sort_by_key(|(place, _)| *place);
    lock.attributes = attributes.into_iter().map(|(_, entry)| entry).collect();
    // Outer ones first: they are taken down from the end.
    lock.scaffolds.sort_by_key(|scaffold| match scaffold {
        Scaffold::Namespace { prefix } => (0, 0, prefix.clone(), 0),
        Scaffold::Created { route } => (1, Route::parse(route).0.len(), route.clone(), 0),
        Scaffold::Opened { route, .. } => (1, Route::parse(route).0.len(), route.clone(), 1),
    });
}
