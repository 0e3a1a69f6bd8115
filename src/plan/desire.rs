//! The wish compared with what the app itself declares: the pieces to weave, and contradictions.
//!
//! Everything woven earlier is looked through here, so the pieces depend on the app's own text and
//! the wish alone, not on the history of runs. That is what makes an upgrade equal to weaving the
//! newer version afresh.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::agreement::{self, Verdict};
use super::index::{self, Index};
use super::ledger::Ledger;
use super::{OnConflict, Wish};
use crate::finding::{Code, Finding};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::fragment::{self, Fragment};
use crate::manifest::identity::{Names, Route, Step, is_component};
use crate::requirement::{Filter, Kind, MetaValue, Requirement, meta_data};

/// Something that must be woven.
pub(super) struct Piece<'w> {
    /// What demands it.
    pub(super) requirement: &'w Requirement,
    /// The same for every spelling of the same thing.
    pub(super) identity: String,
    /// The fingerprint of what is written.
    pub(super) digest: String,
    pub(super) form: Form<'w>,
}

impl Piece<'_> {
    /// The route to the element that gets something.
    pub(super) fn target(&self) -> &Route {
        match &self.form {
            Form::Element { parent, .. } => parent,
            Form::Attribute { route, .. } => route,
        }
    }
}

pub(super) enum Form<'w> {
    /// An element below `parent`.
    Element {
        parent: Route,
        fragment: Cow<'w, Fragment>,
    },
    /// An attribute of the app's own element at `route`.
    Attribute {
        route: Route,
        name: String,
        value: String,
        was: Option<String>,
    },
}

pub(super) struct Desire<'w> {
    /// The pieces, in weaving order.
    pub(super) pieces: Vec<Piece<'w>>,
    /// Identities that the wish still asks for, woven or not, with their place in weaving order.
    pub(super) asked: HashMap<String, usize>,
    pub(super) findings: Vec<Finding>,
}

/// A requirement with what each round asks of it, worked out once.
pub(super) struct Prepared<'w> {
    pub(super) requirement: &'w Requirement,
    pub(super) keys: Vec<index::Key>,
    fragment: Fragment,
    pub(super) digest: String,
    /// What it is when it is woven whole.
    pub(super) identity: String,
}

impl<'w> Prepared<'w> {
    pub(super) fn new(requirement: &'w Requirement, names: &Names) -> Self {
        let fragment = requirement.fragment();
        Self {
            requirement,
            keys: std::iter::once(&requirement.name)
                .chain(&requirement.alternatives)
                .map(|name| index::key(requirement.kind, name, names))
                .collect(),
            digest: fragment.digest(),
            identity: identity(
                &parent_of(requirement.kind).child(Step::of_fragment(&fragment)),
                names,
            ),
            fragment,
        }
    }
}

pub(super) fn desire<'d, 'w>(
    index: &Index<'d>,
    ledger: &'d Ledger<'d>,
    wish: &'w Wish<'_>,
    prepared: &'w [Prepared<'w>],
) -> Desire<'w> {
    let mut comparison = Comparison {
        ledger,
        wish,
        desire: Desire {
            pieces: Vec::new(),
            asked: HashMap::new(),
            findings: Vec::new(),
        },
    };
    let leftover = leftover(index, ledger, wish);
    for wished in prepared {
        match own(wished, index, ledger, &leftover, wish.names) {
            Own::Named(elements) => comparison.existing(elements[0], wished.requirement),
            Own::StandIn(element) => comparison.stand_in(element, wished.requirement),
            Own::Absent => comparison.absent(wished),
        }
    }
    comparison.desire
}

/// What the app itself has of something that is wished.
pub(super) enum Own<'d> {
    /// Elements of that name; more than one if it is declared several times.
    Named(Vec<Element<'d>>),
    /// One of another name that answers to the same actions.
    StandIn(Element<'d>),
    Absent,
}

pub(super) fn own<'d>(
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
pub(super) fn leftover(index: &Index<'_>, ledger: &Ledger<'_>, wish: &Wish<'_>) -> HashSet<u32> {
    wish.remnants
        .iter()
        .flat_map(|remnant| index.left(remnant, wish.names, |filter| ledger.is_own(filter)))
        .map(|element| element.id())
        .collect()
}

/// The same text for every spelling of one route.
pub(super) fn identity(route: &Route, names: &Names) -> String {
    route.written(|step, key| {
        if is_component(&step.tag) {
            names.class(key)
        } else {
            names.expand(key)
        }
    })
}

/// The identity of an attribute of the element with `identity`.
pub(super) fn attribute_identity(route: &Route, name: &str, names: &Names) -> String {
    format!("android:{name} of {}", identity(route, names))
}

impl Prepared<'_> {
    /// The route that it has when it is woven whole.
    pub(super) fn route(&self) -> Route {
        parent_of(self.requirement.kind).child(Step::of_fragment(&self.fragment))
    }
}

fn parent_of(kind: Kind) -> Route {
    Route(
        kind.parent()
            .map(|tag| Step::new(tag, None))
            .into_iter()
            .collect(),
    )
}

pub(super) struct Comparison<'d, 'w, 'a> {
    pub(super) ledger: &'d Ledger<'d>,
    pub(super) wish: &'w Wish<'a>,
    pub(super) desire: Desire<'w>,
}

impl<'d, 'w> Comparison<'d, 'w, '_> {
    pub(super) fn names(&self) -> &'w Names {
        self.wish.names
    }

    fn ask(&mut self, identity: String) {
        let next = self.desire.asked.len();
        self.desire.asked.entry(identity).or_insert(next);
    }

    fn piece(
        &mut self,
        requirement: &'w Requirement,
        parent: Route,
        fragment: Cow<'w, Fragment>,
        digest: String,
        identity: String,
    ) {
        self.ask(identity.clone());
        self.desire.pieces.push(Piece {
            requirement,
            identity,
            digest,
            form: Form::Element { parent, fragment },
        });
    }

    /// A piece of a component that is there already.
    fn part(&mut self, requirement: &'w Requirement, route: &Route, fragment: Fragment) {
        let digest = fragment.digest();
        let whole = route.child(Step::of_fragment(&fragment));
        let identity = identity(&whole, self.names());
        let fragment = Cow::Owned(fragment);
        self.piece(requirement, route.clone(), fragment, digest, identity);
    }

    pub(super) fn attribute(
        &mut self,
        requirement: &'w Requirement,
        element: Element<'_>,
        name: &str,
        value: &str,
        was: Option<String>,
    ) {
        let route = Route::to(element);
        let identity = attribute_identity(&route, name, self.names());
        self.ask(identity.clone());
        self.desire.pieces.push(Piece {
            requirement,
            identity,
            digest: fragment::digest(value),
            form: Form::Attribute {
                route,
                name: name.to_owned(),
                value: value.to_owned(),
                was,
            },
        });
    }

    fn absent(&mut self, wished: &'w Prepared<'w>) {
        let requirement = wished.requirement;
        if requirement.expected {
            let origin = &requirement.origins[0];
            let finding = Finding::warning(
                Code::COMPONENT_MISSING,
                format!("`{}` is not declared in {}", requirement.name, self.wish.manifest.name),
            )
            .at(self.wish.spec, origin.span.clone(), "named here")
            .help("it is declared there now; check the class name, unless another module declares it too");
            self.desire.findings.push(finding);
        }
        let fragment = Cow::Borrowed(&wished.fragment);
        let parent = parent_of(requirement.kind);
        let (digest, identity) = (wished.digest.clone(), wished.identity.clone());
        self.piece(requirement, parent, fragment, digest, identity);
    }

    /// A component of another class answers to the actions that the SDK looks for.
    fn stand_in(&mut self, element: Element<'d>, requirement: &'w Requirement) {
        if requirement.names_app_class {
            let found = element.android("name");
            let class = found.as_ref().map_or("another class", |name| name.value);
            let origin = &requirement.origins[0];
            let finding = Finding::warning(
                Code::COMPONENT_MISSING,
                format!(
                    "`{}` is not declared: `{class}` answers to its action",
                    requirement.name
                ),
            )
            .at(
                self.wish.manifest,
                found.map_or(element.start_tag(), |name| name.range),
                "taken for it",
            )
            .at(
                self.wish.spec,
                origin.span.clone(),
                "another class is named here",
            )
            .help("name the same class in the spec: keep rules and constants go by it");
            self.desire.findings.push(finding);
        }
        self.existing(element, requirement);
    }

    fn existing(&mut self, element: Element<'d>, requirement: &'w Requirement) {
        let route = Route::to(element);
        self.ask(identity(&route, self.names()));
        if self.is_removed(element, requirement) {
            return;
        }
        for (name, demanded) in &requirement.attributes {
            self.compare_attribute(element, requirement, name, demanded);
        }
        for (name, refused) in &requirement.forbidden {
            self.refuse_value(element, requirement, name, refused);
        }
        if let Some(value) = &requirement.value {
            self.compare_value(element, requirement, value);
        }
        for filter in &requirement.filters {
            self.compare_filter(element, &route, requirement, filter);
        }
        for (name, value) in &requirement.meta_data {
            self.compare_meta_data(element, &route, requirement, name, value);
        }
    }

    /// `tools:node="remove"` declares that something must not be there.
    fn is_removed(&mut self, element: Element<'_>, requirement: &Requirement) -> bool {
        let mut at = Some(element);
        while let Some(element) = at {
            if let Some(node) = element.attribute(TOOLS, "node")
                && matches!(node.value, "remove" | "removeAll")
            {
                let finding = Finding::error(
                    Code::TOOLS_INSTRUCTION,
                    format!(
                        "`tools:node=\"{}\"` takes `{}` out of the merged manifest",
                        node.value, requirement.name
                    ),
                );
                let finding = self
                    .explain(
                        finding,
                        node.range.clone(),
                        "taken out here",
                        requirement,
                        "it",
                    )
                    .help("delete the `tools:node`, or leave the vendor out of the spec");
                self.desire.findings.push(match self.wish.on_conflict {
                    OnConflict::Keep => finding.into_warning(),
                    _ => finding,
                });
                return true;
            }
            at = element.parent();
        }
        false
    }

    fn compare_attribute(
        &mut self,
        element: Element<'d>,
        requirement: &'w Requirement,
        name: &str,
        demanded: &str,
    ) {
        let Some(found) = self.ledger.own_value(element, name) else {
            self.attribute(requirement, element, name, demanded, None);
            return;
        };
        if agreement::judge(self.names(), name, demanded, &found) == Verdict::Contradicts {
            self.contradiction(element, requirement, name, &found, Some(demanded));
        }
    }

    fn refuse_value(
        &mut self,
        element: Element<'d>,
        requirement: &'w Requirement,
        name: &str,
        refused: &str,
    ) {
        let Some(found) = self.ledger.own_value(element, name) else {
            return;
        };
        if !found.trim().eq_ignore_ascii_case(refused) {
            return;
        }
        let opposite = match refused {
            "true" => Some("false"),
            "false" => Some("true"),
            _ => None,
        };
        self.contradiction(element, requirement, name, &found, opposite);
    }

    fn compare_value(
        &mut self,
        element: Element<'d>,
        requirement: &'w Requirement,
        value: &MetaValue,
    ) {
        if element.android("resource").is_some() {
            return;
        }
        match self.ledger.own_value(element, "value") {
            None => self.attribute(requirement, element, "value", &value.raw, None),
            Some(found) if is_unknown(&found) || value.agrees(&found) => {}
            Some(found) => {
                self.contradicting_value(element, requirement, &found, value);
            }
        }
    }

    fn compare_filter(
        &mut self,
        element: Element<'d>,
        route: &Route,
        requirement: &'w Requirement,
        filter: &'w Filter,
    ) {
        let own: Vec<Element<'_>> = element
            .children()
            .filter(|child| child.tag() == "intent-filter" && self.ledger.is_own(*child))
            .collect();
        let missing = agreement::missing_actions(self.names(), filter, &own);
        if missing.is_empty() {
            return;
        }
        let actions = if missing.len() == filter.actions.len() {
            filter.all_actions()
        } else {
            missing
        };
        self.part(requirement, route, filter.fragment(&actions));
    }

    fn compare_meta_data(
        &mut self,
        element: Element<'d>,
        route: &Route,
        requirement: &'w Requirement,
        name: &str,
        value: &MetaValue,
    ) {
        let own = element
            .children()
            .filter(|child| self.ledger.is_own(*child))
            .find(|child| self.names().is(*child, "meta-data", name));
        match own {
            Some(child) => self.compare_value(child, requirement, value),
            None => self.part(requirement, route, meta_data(name, value)),
        }
    }
}

/// Whether only the build knows what the raw value stands for.
pub(super) fn is_unknown(raw: &str) -> bool {
    raw.contains("${") || raw.starts_with('@')
}
