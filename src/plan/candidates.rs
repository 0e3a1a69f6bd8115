//! What of the app's own could be taken as if it had been woven, looked at one by one.

use std::collections::HashSet;

use super::adopt::Scope;
use super::desire::{self, Desire, Prepared};
use super::index::Index;
use super::layers::Layer;
use super::ledger::{Ledger, State};
use super::likeness::{self, Obstacle};
use super::{Wish, describe};
use crate::lock::{Counterpart, WovenAttribute, WovenElement};
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::fragment;
use crate::manifest::identity::{Names, Route, Step};
use crate::requirement::{Requirement, meta_data};

/// Something of the app's own that would be taken.
pub(super) struct Candidate<'w> {
    pub(super) requirement: &'w Requirement,
    /// The component or other element that the requirement is met by.
    pub(super) met_by: u32,
    pub(super) entry: Entry,
}

pub(super) enum Entry {
    Element(WovenElement),
    Attribute(WovenAttribute),
}

/// What a requirement and the app's own element for it come to.
pub(super) struct Met<'w, 'd> {
    pub(super) requirement: &'w Requirement,
    pub(super) element: Element<'d>,
    pub(super) obstacle: Option<Obstacle>,
}

/// The identities of what weaving would add or write anew.
pub(super) fn missing(desire: &Desire<'_>, ledger: &Ledger<'_>, names: &Names) -> HashSet<String> {
    let woven = describe::woven(ledger, names);
    desire
        .pieces
        .iter()
        .filter(|piece| woven.get(&piece.identity) != Some(&piece.digest))
        .map(|piece| piece.identity.clone())
        .collect()
}

/// What could be taken, and what meets which requirement.
pub(super) fn gather<'w, 'd>(
    doc: &'d ManifestDoc<'_>,
    wish: &'w Wish<'_>,
    prepared: &'w [Prepared<'w>],
    scope: &Scope<'_>,
) -> (Vec<Candidate<'w>>, Vec<Met<'w, 'd>>) {
    let index = Index::read(doc, prepared, wish.remnants, wish.lock, wish.names);
    let ledger = Ledger::read(doc, &index, wish.lock, wish.names);
    let desire = desire::desire(&[Layer::alone(wish, doc, &index, &ledger)], wish, prepared);
    let leftover = leftover(&index, &ledger, wish);
    let missing = missing(&desire, &ledger, wish.names);
    let mut candidates = Vec::new();
    let mut met = Vec::new();
    for wished in prepared {
        let requirement = wished.requirement;
        if !scope.holds(requirement) {
            continue;
        }
        let (element, stands_in, is_several) =
            match own(wished, &index, &ledger, &leftover, wish.names) {
                Own::Named(elements) => (elements[0], false, elements.get(1).copied()),
                Own::StandIn(element) => (element, true, None),
                Own::Absent => continue,
            };
        let obstacle = if let Some(second) = is_several {
            Some(Obstacle {
                span: second.start_tag(),
                what: "declared a second time".into(),
                help: "delete one of them and run `pushweave adopt` again",
            })
        } else if stands_in {
            Some(Obstacle {
                span: element.start_tag(),
                what: "a class of yours in its place".into(),
                help: "keep it as it is, or name this class in the spec and run `pushweave adopt` again",
            })
        } else {
            let lacks = desire
                .pieces
                .iter()
                .filter(|piece| std::ptr::eq(piece.requirement, requirement))
                .find(|piece| missing.contains(&piece.identity));
            let mut part = Part {
                requirement,
                element,
                ledger: &ledger,
                names: wish.names,
                candidates: &mut candidates,
            };
            match lacks {
                Some(piece) => Some(Obstacle {
                    span: element.start_tag(),
                    what: format!("lacks {}", describe::describe(piece)),
                    help: "run `pushweave apply`, which adds it, and `pushweave adopt` again",
                }),
                None => part.whole(wished),
            }
        };
        met.push(Met {
            requirement,
            element,
            obstacle,
        });
    }
    (candidates, met)
}

/// One element of the app's own that a requirement is met by.
struct Part<'c, 'w, 'd> {
    requirement: &'w Requirement,
    element: Element<'d>,
    ledger: &'c Ledger<'d>,
    names: &'c Names,
    candidates: &'c mut Vec<Candidate<'w>>,
}

impl<'w, 'd> Part<'_, 'w, 'd> {
    /// Takes the element, or else what of it can be taken, and gives the reason.
    fn whole(&mut self, wished: &Prepared<'w>) -> Option<Obstacle> {
        if self.requirement.expected {
            return self.parts();
        }
        if let Err(obstacle) = self
            .replaced()
            .and_then(|()| likeness::whole(self.element, self.requirement, self.names))
        {
            let _ = self.parts();
            return Some(obstacle);
        }
        self.take(self.element, &wished.route(), wished.digest.clone());
        None
    }

    /// A value that was woven over one of the app's own is known by its attribute only.
    fn replaced(&self) -> Result<(), Obstacle> {
        let mut attributes = self.ledger.attributes.iter();
        let over = attributes.find(|(entry, state)| match state {
            State::Pristine(element) => element.id() == self.element.id() && entry.was.is_some(),
            _ => false,
        });
        match over {
            Some((entry, _)) => Err(Obstacle {
                span: self.element.start_tag(),
                what: format!(
                    "`android:{}` stands in place of a value of yours",
                    entry.name
                ),
                help: "keep it as it is: `remove` brings back your value",
            }),
            None => Ok(()),
        }
    }

    /// Takes those filters, meta-data and attributes that are just as asked for.
    fn parts(&mut self) -> Option<Obstacle> {
        let (requirement, element, names) = (self.requirement, self.element, self.names);
        let route = Route::to(element);
        let own = |child: &Element<'d>| self.ledger.is_own(*child);
        let mut first = None;
        let mut taken = Vec::new();
        for filter in &requirement.filters {
            let filters: Vec<_> = element.intent_filters().filter(own).collect();
            let fits = |it: &&Element<'d>| likeness::filter(**it, filter, names).is_ok();
            if let Some(found) = filters.iter().copied().find(|it| fits(&it)) {
                let fragment = filter.fragment(&filter.all_actions());
                let route = route.child(Step::of_fragment(&fragment));
                taken.push((found, route, fragment.digest()));
            } else if first.is_none() {
                let mut filters = filters.into_iter();
                first = filters.find_map(|it| likeness::filter(it, filter, names).err());
            }
        }
        let is_taken = |it: &Element<'d>| taken.iter().any(|(other, ..)| other.id() == it.id());
        let is_all_ours = element.intent_filters().filter(own).all(|it| is_taken(&it));
        for (name, value) in &requirement.meta_data {
            let mut children = element.children().filter(own);
            let Some(found) = children.find(|it| names.is(*it, "meta-data", name)) else {
                continue;
            };
            match likeness::meta_data(found, value) {
                Ok(()) => {
                    let fragment = meta_data(name, value);
                    let route = route.child(Step::of_fragment(&fragment));
                    taken.push((found, route, fragment.digest()));
                }
                Err(obstacle) => first = first.or(Some(obstacle)),
            }
        }
        for (found, route, digest) in taken {
            self.take(found, &route, digest);
        }
        // Filters of the app's own need them, too.
        if is_all_ours && first.is_none() && !requirement.filters.is_empty() {
            self.attributes();
        }
        first
    }

    /// Takes the attributes, all of them or none, since they are written together.
    fn attributes(&mut self) {
        let mut entries = Vec::new();
        for (name, demanded) in &self.requirement.attributes {
            let Some(found) = self.element.android(name) else {
                return;
            };
            if likeness::same(self.names, name, demanded, &found).is_err() {
                return;
            }
            let (digest, wanted) = (fragment::digest(found.value), fragment::digest(demanded));
            let is_woven = self.ledger.own_value(self.element, name).is_none();
            entries.extend((!is_woven).then(|| WovenAttribute {
                route: Route::to(self.element).to_string(),
                name: name.clone(),
                vendors: self.requirement.vendors(),
                instead_of: (digest != wanted).then_some(wanted),
                digest,
                was: None,
            }));
        }
        let entries = entries.into_iter().map(Entry::Attribute);
        let (requirement, met_by) = (self.requirement, self.element.id());
        self.candidates.extend(entries.map(|entry| Candidate {
            requirement,
            met_by,
            entry,
        }));
    }

    /// Takes `found` for what would be woven as `wished`.
    fn take(&mut self, found: Element<'d>, wished: &Route, wanted: String) {
        let (route, digest) = (Route::to(found), found.fragment().digest());
        let is_it = digest == wanted && route == *wished;
        self.candidates.push(Candidate {
            requirement: self.requirement,
            met_by: self.element.id(),
            entry: Entry::Element(WovenElement {
                route: route.to_string(),
                vendors: self.requirement.vendors(),
                digest,
                instead_of: (!is_it).then(|| Counterpart {
                    route: wished.to_string(),
                    digest: wanted,
                }),
            }),
        });
    }
}

/// What the app itself has of something that is wished.
enum Own<'d> {
    /// Elements of that name; more than one if it is declared several times.
    Named(Vec<Element<'d>>),
    /// One of another name that answers to the same actions.
    StandIn(Element<'d>),
    Absent,
}

fn own<'d>(
    wished: &Prepared<'_>,
    index: &Index<'d>,
    ledger: &Ledger<'d>,
    leftover: &HashSet<u32>,
    names: &Names,
) -> Own<'d> {
    let own = |element: &Element<'d>| ledger.is_own(*element);
    let named = wished.keys.iter().flat_map(|key| index.named(key));
    let named: Vec<_> = named.copied().filter(own).collect();
    if !named.is_empty() {
        return Own::Named(named);
    }
    let answering = index.answering(wished.requirement, names, |filter| own(&filter));
    // What is left over from another release does not stand in for what this one needs.
    let stands_in = |element: &Element<'d>| own(element) && !leftover.contains(&element.id());
    match answering.into_iter().find(stands_in) {
        Some(element) => Own::StandIn(element),
        None => Own::Absent,
    }
}

/// The app's own elements that are left over from another release.
fn leftover(index: &Index<'_>, ledger: &Ledger<'_>, wish: &Wish<'_>) -> HashSet<u32> {
    wish.remnants
        .iter()
        .flat_map(|remnant| index.left(remnant, wish.names, |filter| ledger.is_own(filter)))
        .map(|element| element.id())
        .collect()
}
