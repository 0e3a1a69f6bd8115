//! One round: the difference between the wish and what is woven, as edits.

use std::collections::{HashMap, HashSet};

use super::desire::{Desire, Form, Piece, attribute_identity, identity};
use super::ledger::{Ledger, State};
use super::{Change, Verb, Wish};
use crate::edit::Edit;
use crate::finding::{Code, Finding};
use crate::lock::{Lock, Scaffold, WovenAttribute, WovenElement};
use crate::manifest::ANDROID;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::fragment::Fragment;
use crate::manifest::identity::{Names, Route, Step};
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};
use crate::requirement::Kind;

/// What one round does.
pub(super) struct Round {
    /// Edits of the text that was read; none in the last round.
    pub(super) edits: Vec<Edit>,
    /// The lock after them.
    pub(super) lock: Lock,
    pub(super) findings: Vec<Finding>,
}

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
        });
    }
    let wished: HashSet<&str> = desire.pieces.iter().map(|piece| piece.identity.as_str()).collect();
    let elements = ledger.elements.iter().map(|(entry, state)| {
        let route = Route::parse(&entry.route);
        (identity(&route, wish.names), shown_route(&route), state)
    });
    let attributes = ledger.attributes.iter().map(|(entry, state)| {
        let route = Route::parse(&entry.route);
        let shown = format!("android:{} of {}", entry.name, shown_route(&route));
        (attribute_identity(&route, &entry.name, wish.names), shown, state)
    });
    for (identity, what, state) in elements.chain(attributes) {
        if matches!(state, State::Pristine(_)) && !wished.contains(identity.as_str()) {
            changes.push(Change {
                verb: Verb::Remove,
                what,
                origins: Vec::new(),
            });
        }
    }
    changes
}

/// Identity and fingerprint of everything woven that is as it was written.
fn woven(ledger: &Ledger<'_>, names: &Names) -> HashMap<String, String> {
    let elements = ledger.elements.iter().filter_map(|(entry, state)| {
        let pristine = matches!(state, State::Pristine(_));
        pristine.then(|| (identity(&Route::parse(&entry.route), names), entry.digest.clone()))
    });
    let attributes = ledger.attributes.iter().filter_map(|(entry, state)| {
        let route = Route::parse(&entry.route);
        let identity = attribute_identity(&route, &entry.name, names);
        matches!(state, State::Pristine(_)).then(|| (identity, entry.digest.clone()))
    });
    elements.chain(attributes).collect()
}

/// The last steps of a route: what it is, and inside of what unless that goes without saying.
fn shown_route(route: &Route) -> String {
    match route.0.as_slice() {
        [.., outer, inner] if outer.tag != "application" => format!("{inner} of {outer}"),
        [.., inner] => inner.to_string(),
        [] => "manifest".into(),
    }
}

fn describe(piece: &Piece<'_>) -> String {
    let requirement = piece.requirement;
    match &piece.form {
        Form::Attribute { route, name, value, .. } => {
            let shown = requirement
                .value
                .iter()
                .chain(requirement.meta_data.iter().map(|(_, value)| value))
                .find(|meta| meta.confidential.is_some() && meta.raw == *value)
                .map_or_else(|| format!("\"{value}\""), |meta| format!("<{}>", meta.shown()));
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

/// Compares and makes the first kind of change that is due.
pub(super) fn round(
    doc: &ManifestDoc<'_>,
    ledger: &Ledger<'_>,
    desire: &Desire<'_>,
    lock: &Lock,
    wish: &Wish<'_>,
) -> Round {
    let mut weaver = Weaver {
        doc,
        ledger,
        desire,
        wish,
        style: Style::observe(doc),
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

struct Weaver<'d, 'w> {
    doc: &'d ManifestDoc<'d>,
    ledger: &'d Ledger<'d>,
    desire: &'d Desire<'w>,
    wish: &'d Wish<'w>,
    style: Style,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
    lock: Lock,
}

/// What a piece is compared by: its identity and its fingerprint.
type Print = (String, String);

impl<'d, 'w> Weaver<'d, 'w> {
    fn names(&self) -> &'d Names {
        self.wish.names
    }

    fn element_print(&self, entry: &WovenElement) -> Print {
        let route = Route::parse(&entry.route);
        (identity(&route, self.names()), entry.digest.clone())
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
                State::Edited(element) if self.desire.asked.contains(&print.0) => {
                    let _ = element;
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
                (identity, entry.digest.clone())
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
            Some(was) => Edit::replacement(attribute.value_range, was.as_str()),
            None => surgery::remove_attribute(element, &attribute),
        });
    }

    /// Something woven was changed by hand and is no longer asked for.
    fn stays(&mut self, element: Element<'_>, route: &Route) {
        let finding = Finding::warning(
            Code::GeneratedDrift,
            format!("{} was woven, and changed by hand since: it stays", shown_route(route)),
        )
        .at(self.wish.manifest, element.start_tag(), "no longer asked for")
        .help("delete it if nothing else needs it");
        // The place is only right in the first round, when the text is still the file's.
        if self.doc.text() == self.wish.manifest.text {
            self.findings.push(finding);
        }
    }

    /// Takes down what made room and is not needed any more, innermost first, one a round.
    fn take_down(&mut self, missing: &[&Piece<'_>]) {
        let mut scaffolds = self.ledger.scaffolds.clone();
        let mut at = scaffolds.len();
        while at > 0 {
            at -= 1;
            let needed = match &scaffolds[at] {
                Scaffold::Opened { route, .. } | Scaffold::Created { route } => {
                    self.is_in_use(&Route::parse(route), missing)
                }
                Scaffold::Namespace { .. } => {
                    !missing.is_empty() || self.doc.uses_android_namespace()
                }
            };
            if needed && self.still_ours(&scaffolds[at], missing) {
                continue;
            }
            let scaffold = scaffolds.remove(at);
            if !needed && let Some(edit) = self.undo(&scaffold) {
                self.edits.push(edit);
                break;
            }
        }
        self.lock.scaffolds = scaffolds;
    }

    /// Whether the element at `route` has content, or is about to get some.
    fn is_in_use(&self, route: &Route, missing: &[&Piece<'_>]) -> bool {
        let Some(element) = self.names().find(self.doc, route) else {
            return false;
        };
        !surgery::is_empty(element) || is_wanted(route, missing, self.names())
    }

    /// Whether anything woven still stands on the scaffold; if not, what stands there is the app's.
    fn still_ours(&self, scaffold: &Scaffold, missing: &[&Piece<'_>]) -> bool {
        let names = self.names();
        match scaffold {
            Scaffold::Namespace { .. } => {
                !missing.is_empty()
                    || !self.lock.elements.is_empty()
                    || !self.lock.attributes.is_empty()
            }
            Scaffold::Opened { route, .. } | Scaffold::Created { route } => {
                let route = Route::parse(route);
                let inside = identity(&route, names);
                let below = |other: &str| {
                    let other = identity(&Route::parse(other), names);
                    inside.is_empty() || other.starts_with(&format!("{inside} > "))
                };
                is_wanted(&route, missing, names)
                    || self.lock.elements.iter().any(|entry| below(&entry.route))
                    || self.ledger.scaffolds.iter().any(|other| match other {
                        Scaffold::Created { route } => below(route) && other != scaffold,
                        _ => false,
                    })
            }
        }
    }

    fn undo(&self, scaffold: &Scaffold) -> Option<Edit> {
        let find = |route: &str| self.names().find(self.doc, &Route::parse(route));
        match scaffold {
            Scaffold::Opened { route, original } => {
                Some(surgery::close(find(route)?, original))
            }
            Scaffold::Created { route } => {
                let element = find(route)?;
                let untouched = element.attribute_ranges().next().is_none();
                untouched.then(|| surgery::remove(element))
            }
            Scaffold::Namespace { prefix } => {
                surgery::unbind_namespace(self.doc.root(), prefix)
            }
        }
    }

    /// Makes room for what is missing: an `<application>`, an end tag, a prefix. One a round.
    fn make_room(&mut self, missing: &[&Piece<'_>]) {
        let names = self.names();
        let root = self.doc.root();
        for piece in missing {
            let route = match &piece.form {
                Form::Element { parent, .. } => parent,
                Form::Attribute { route, .. } => route,
            };
            let Some(element) = names.find(self.doc, route) else {
                if surgery::is_closed(root) {
                    self.open(root, &Route::default());
                } else {
                    let created = Fragment::new("application", [], Vec::new());
                    let style = self.style.at(root);
                    self.edits.push(surgery::insert(Place::End(root), &created, &style));
                    self.lock.scaffolds.push(Scaffold::Created {
                        route: route.to_string(),
                    });
                }
                return;
            };
            if element.android_prefix().is_none() {
                let free = |prefix: &String| !element.is_bound(prefix) && !root.is_bound(prefix);
                let prefix = std::iter::once("android".to_owned())
                    .chain((1..).map(|number| format!("android{number}")))
                    .find(free)
                    .unwrap_or_default();
                let edit = surgery::bind_namespace(root, &prefix, ANDROID, &self.style);
                self.edits.push(edit);
                self.lock.scaffolds.push(Scaffold::Namespace { prefix });
                return;
            }
            if matches!(piece.form, Form::Element { .. }) && surgery::is_closed(element) {
                self.open(element, route);
                return;
            }
        }
    }

    fn open(&mut self, element: Element<'_>, route: &Route) {
        let (edit, original) = surgery::open(element);
        self.edits.push(edit);
        self.lock.scaffolds.push(Scaffold::Opened {
            route: route.to_string(),
            original,
        });
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
                    let key = match fragment.tag.as_str() {
                        "intent-filter" => {
                            use crate::manifest::identity::FilterKey;
                            Some(FilterKey::of_fragment(fragment).to_string())
                        }
                        _ => fragment.android("name").map(str::to_owned),
                    };
                    let step = Step {
                        tag: fragment.tag.clone(),
                        key,
                    };
                    self.lock.elements.push(WovenElement {
                        route: parent.child(step).to_string(),
                        vendors: piece.requirement.vendors(),
                        digest: piece.digest.clone(),
                    });
                }
                Form::Attribute { route, name, value, was } => {
                    let Some(element) = names.find(self.doc, route) else {
                        continue;
                    };
                    match (was, element.android(name)) {
                        (Some(_), Some(attribute)) => {
                            self.edits.push(surgery::replace_value(element, &attribute, value));
                        }
                        _ => match attributes.iter_mut().find(|(at, _)| at.id() == element.id()) {
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
                    });
                }
            }
        }
        for (element, group) in attributes {
            let style = self.style.at(element);
            self.edits.push(surgery::add_attributes(element, &group, &style));
        }
    }

    /// Everything woven that stays, with its place in weaving order.
    fn woven_neighbours(&self) -> Vec<(usize, Element<'d>)> {
        let order: HashMap<&str, usize> = self
            .desire
            .pieces
            .iter()
            .enumerate()
            .map(|(at, piece)| (piece.identity.as_str(), at))
            .collect();
        self.ledger
            .elements
            .iter()
            .filter_map(|(entry, state)| match state {
                State::Pristine(element) => {
                    let (identity, _) = self.element_print(entry);
                    Some((*order.get(identity.as_str())?, *element))
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
        let at = self
            .desire
            .pieces
            .iter()
            .position(|other| other.identity == piece.identity)
            .unwrap_or(usize::MAX);
        let beside = neighbours.iter().filter(|(_, element)| {
            element.parent().is_some_and(|other| other.id() == parent.id())
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
        let last = |tag: &str| {
            manifest
                .children()
                .rev()
                .find(|child| child.tag() == tag)
        };
        let own_last = |tag: &str| {
            manifest
                .children()
                .rev()
                .find(|child| child.tag() == tag && self.ledger.is_own(*child))
        };
        let (uses, definition) = (Kind::UsesPermission.tag(), Kind::Permission.tag());
        if let Some(same) = last(kind.tag()) {
            return Place::After(same);
        }
        if kind == Kind::Permission
            && let Some(last) = last(uses)
        {
            return Place::After(last);
        }
        if kind == Kind::UsesPermission {
            if let Some(last) = own_last(definition) {
                return Place::After(last);
            }
            if let Some(woven) = manifest.children().find(|child| child.tag() == definition) {
                return Place::Before(woven);
            }
        }
        match self.doc.application() {
            Some(application) => match application.previous() {
                Some(previous) => Place::After(previous),
                None => Place::Start(manifest),
            },
            None => Place::End(manifest),
        }
    }

    /// The lock lists things in weaving order, whatever the order of the runs that wove them.
    fn order_lock(&mut self) {
        let names = self.names();
        let position = |identity: &str| {
            self.desire
                .pieces
                .iter()
                .position(|piece| piece.identity == identity)
        };
        let vendors_of = |identity: &str| {
            self.desire
                .pieces
                .iter()
                .find(|piece| piece.identity == identity)
                .map(|piece| piece.requirement.vendors())
        };
        for entry in &mut self.lock.elements {
            let identity = identity(&Route::parse(&entry.route), names);
            if let Some(vendors) = vendors_of(&identity) {
                entry.vendors = vendors;
            }
        }
        self.lock.elements.sort_by_key(|entry| {
            position(&identity(&Route::parse(&entry.route), names)).unwrap_or(usize::MAX)
        });
        for entry in &mut self.lock.attributes {
            let identity = attribute_identity(&Route::parse(&entry.route), &entry.name, names);
            if let Some(vendors) = vendors_of(&identity) {
                entry.vendors = vendors;
            }
        }
        self.lock.attributes.sort_by_key(|entry| {
            let route = Route::parse(&entry.route);
            position(&attribute_identity(&route, &entry.name, names)).unwrap_or(usize::MAX)
        });
    }
}

/// Whether something that is missing goes right into the element at `route`.
fn is_wanted(route: &Route, missing: &[&Piece<'_>], names: &Names) -> bool {
    let inside = identity(route, names);
    missing.iter().any(|piece| match &piece.form {
        Form::Element { parent, .. } => {
            let parent = identity(parent, names);
            parent == inside || inside.is_empty()
        }
        Form::Attribute { .. } => false,
    })
}
