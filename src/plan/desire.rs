//! The wish compared with what the app itself declares: the pieces to weave, and contradictions.
//!
//! Everything woven earlier is looked through here, so the pieces depend on the app's own text and
//! the wish alone, not on the history of runs. That is what makes an upgrade equal to weaving the
//! newer version afresh.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::Wish;
use super::agreement::{self, Verdict};
use super::index;
use super::layers::{At, Layer, Stack, is_told};
use super::ledger::Demands;
use crate::finding::{Code, Finding};
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

impl Desire<'_> {
    /// Leaves the pieces that are `woven` for one of those who demand them.
    pub(super) fn keep_only(&mut self, woven: &Demands) {
        self.pieces.retain(|piece| {
            let vendors = woven.get(&piece.identity);
            let demands = piece.requirement.vendors();
            vendors.is_some_and(|vendors| demands.iter().any(|it| vendors.contains(it)))
        });
        self.findings.clear();
    }
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

/// Compares with what `layers` say, the one of the highest priority first.
pub(super) fn desire<'d, 'w>(
    layers: &'d [Layer<'d>],
    wish: &'w Wish<'_>,
    prepared: &'w [Prepared<'w>],
) -> Desire<'w> {
    let mut comparison = Comparison {
        layers,
        wish,
        desire: Desire {
            pieces: Vec::new(),
            asked: HashMap::new(),
            findings: Vec::new(),
        },
    };
    let mut leftover: HashSet<(usize, u32)> = HashSet::new();
    for (layer, Layer { index, ledger, .. }) in layers.iter().enumerate() {
        for remnant in wish.remnants {
            let left = index.left(remnant, wish.names, |filter| ledger.is_own(filter));
            leftover.extend(left.iter().map(|element| (layer, element.id())));
        }
    }
    for wished in prepared {
        if comparison.is_taken_away(wished.requirement) {
            continue;
        }
        let mut keys = wished.keys.iter();
        // What is left over from another release does not stand in for what this one needs.
        let stands_in = |at: &At<'d>| !leftover.contains(&(at.layer, at.element.id()));
        if let Some(found) = keys.find_map(|key| comparison.named(key)) {
            comparison.existing(&found, wished.requirement);
        } else if let Some(found) = comparison.answering(wished.requirement, stands_in) {
            comparison.stand_in(&found, wished.requirement);
        } else {
            comparison.absent(wished);
        }
    }
    comparison.desire
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
    pub(super) layers: &'d [Layer<'d>],
    pub(super) wish: &'w Wish<'a>,
    pub(super) desire: Desire<'w>,
}

impl<'d, 'w> Comparison<'d, 'w, '_> {
    pub(super) fn names(&self) -> &'w Names {
        self.wish.names
    }

    /// Whether what is at `at` is the app's own: not woven, or changed since.
    fn is_own(&self, at: At<'d>) -> bool {
        self.layers[at.layer].ledger.is_own(at.element)
    }

    /// The app's own element that `key` finds.
    fn named(&self, key: &index::Key) -> Option<Stack<'d>> {
        let layers = self.layers.iter().enumerate();
        let found = layers.flat_map(|(layer, it)| {
            let named = it.index.named(key).iter();
            named.map(move |element| At {
                layer,
                element: *element,
            })
        });
        Stack::of(found.filter(|at| self.is_own(*at)))
    }

    /// An element of the app's own, one that `counts`, that answers to the actions of `requirement`.
    fn answering(
        &self,
        requirement: &Requirement,
        counts: impl Fn(&At<'d>) -> bool,
    ) -> Option<Stack<'d>> {
        let names = self.names();
        let mut layers = self.layers.iter().enumerate();
        let first = layers.find_map(|(layer, it)| {
            let own = |filter: Element<'d>| it.ledger.is_own(filter);
            let found = it.index.answering(requirement, names, own);
            let mut found = found.into_iter().map(|element| At { layer, element });
            found.find(|at| self.is_own(*at) && counts(at))
        })?;
        let Some(name) = first
            .element
            .android("name")
            .filter(|_| self.layers.len() > 1)
        else {
            return Stack::of([first]);
        };
        // Other manifests may say more of the same class.
        let all = self.layers.iter().enumerate().flat_map(|(layer, it)| {
            let siblings = it.doc.application().into_iter().flat_map(Element::children);
            siblings.map(move |element| At { layer, element })
        });
        let tag = first.element.tag();
        Stack::of(all.filter(|at| names.is(at.element, tag, name.value) && self.is_own(*at)))
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
        element: &Stack<'_>,
        name: &str,
        value: &str,
        was: Option<String>,
    ) {
        let route = Route::to(element.top().element);
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
    fn stand_in(&mut self, found: &Stack<'d>, requirement: &'w Requirement) {
        if requirement.names_app_class {
            let At { layer, element } = found.top();
            let named = element.android("name");
            let class = named.as_ref().map_or("another class", |name| name.value);
            let origin = &requirement.origins[0];
            let finding = Finding::warning(
                Code::COMPONENT_MISSING,
                format!(
                    "`{}` is not declared: `{class}` answers to its action",
                    requirement.name
                ),
            )
            .at(
                self.layers[layer].file,
                named.map_or(element.start_tag(), |name| name.range),
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
        self.existing(found, requirement);
    }

    fn existing(&mut self, found: &Stack<'d>, requirement: &'w Requirement) {
        let route = Route::to(found.top().element);
        self.ask(identity(&route, self.names()));
        if self.is_removed(found, requirement, &requirement.name) {
            return;
        }
        for (name, demanded) in &requirement.attributes {
            self.compare_attribute(found, requirement, name, demanded);
        }
        for (name, refused) in &requirement.forbidden {
            self.refuse_value(found, requirement, name, refused);
        }
        if let Some(value) = &requirement.value {
            self.compare_value(found, requirement, value);
        }
        for filter in &requirement.filters {
            self.compare_filter(found, &route, requirement, filter);
        }
        for (name, value) in &requirement.meta_data {
            self.compare_meta_data(found, &route, requirement, name, value);
        }
    }

    fn compare_attribute(
        &mut self,
        element: &Stack<'d>,
        requirement: &'w Requirement,
        name: &str,
        demanded: &str,
    ) {
        let Some((at, found)) = self.own_value(element, name) else {
            self.absent_attribute(element, requirement, name, demanded);
            return;
        };
        if agreement::judge(self.names(), name, demanded, &found) == Verdict::Contradicts {
            self.contradiction((element, at), requirement, name, &found, Some(demanded));
        }
    }

    fn refuse_value(
        &mut self,
        element: &Stack<'d>,
        requirement: &'w Requirement,
        name: &str,
        refused: &str,
    ) {
        let Some((at, found)) = self.own_value(element, name) else {
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
        self.contradiction((element, at), requirement, name, &found, opposite);
    }

    fn compare_value(
        &mut self,
        element: &Stack<'d>,
        requirement: &'w Requirement,
        value: &MetaValue,
    ) {
        let from_resource = |at: At<'d>| at.element.android("resource").is_some();
        if element.iter().any(from_resource) {
            return;
        }
        match self.own_value(element, "value") {
            None => self.absent_attribute(element, requirement, "value", &value.raw),
            Some((_, found)) if is_unknown(&found) || value.agrees(&found) => {}
            Some((at, found)) => {
                self.contradicting_value((element, at), requirement, &found, value);
            }
        }
    }

    fn compare_filter(
        &mut self,
        element: &Stack<'d>,
        route: &Route,
        requirement: &'w Requirement,
        filter: &'w Filter,
    ) {
        let own: Vec<Element<'_>> = element
            .iter()
            .flat_map(|at| {
                let filters = at.element.intent_filters();
                filters.map(move |element| At { element, ..at })
            })
            .filter(|at| self.is_own(*at) && !is_told(at.element, "remove"))
            .map(|at| at.element)
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
        element: &Stack<'d>,
        route: &Route,
        requirement: &'w Requirement,
        name: &str,
        value: &MetaValue,
    ) {
        let own = |at: At<'d>| self.is_own(at);
        match element.child(self.names(), ("meta-data", name), own) {
            Some(child) if self.is_removed(&child, requirement, name) => {}
            Some(child) => self.compare_value(&child, requirement, value),
            None => self.part(requirement, route, meta_data(name, value)),
        }
    }
}

/// Whether only the build knows what the raw value stands for.
pub(super) fn is_unknown(raw: &str) -> bool {
    raw.contains("${") || raw.starts_with('@')
}
