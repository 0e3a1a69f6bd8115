//! What the manifests of a project declare, by name and by action.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::Knowledge;
use super::knowledge::APPLICATION_ID;
use super::module::Manifest;
use super::own::takes_any_class;
use super::tree::{Target, Tree};
use crate::catalogue::Vendor;
use crate::catalogue::schema::Fact;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::{FilterKey, Names, actions};
use crate::requirement::{Kind, Requirement};

/// What a module's manifests and those beside it declare.
pub(super) struct Declared<'s> {
    own: Seen,
    /// What all manifests of the project declare, where there are others.
    all: Option<&'s Seen>,
    /// What the applicationId is, where it is known.
    application_id: Option<String>,
}

/// Elements by what they are called, and components by what they answer to.
#[derive(Debug, Default)]
pub(super) struct Seen {
    names: HashSet<(Kind, String)>,
    actions: HashSet<(Kind, String)>,
    /// What [`Seen::has_ending`] gave: many modules ask for the same.
    endings: Mutex<HashMap<(Kind, String), bool>>,
}

impl<'s> Declared<'s> {
    /// What `manifests` declare, and those of other modules of the project.
    pub(super) fn of(
        tree: &'s dyn Tree,
        target: &Target,
        manifests: &[Manifest<'_>],
        application_id: Option<&str>,
    ) -> Self {
        let mut own = Seen::default();
        for manifest in manifests {
            own.add(&manifest.doc, manifest.names);
        }
        let all = target
            .has_siblings
            .then(|| tree.shared().seen.get_or_init(|| Seen::in_all(tree)));
        Self {
            own,
            all,
            application_id: application_id.map(str::to_owned),
        }
    }

    fn seen(&self) -> impl Iterator<Item = &Seen> {
        std::iter::once(&self.own).chain(self.all)
    }

    /// Whether an element of `kind` is called `name`, which may begin with the app's own.
    fn names(&self, kind: Kind, name: &str) -> bool {
        let has = |name: String| {
            let key = (kind, name);
            self.seen().any(|seen| seen.names.contains(&key))
        };
        let Some(part) = name.strip_prefix(APPLICATION_ID) else {
            return has(name.to_owned());
        };
        match &self.application_id {
            Some(id) => has(format!("{id}{part}")) || has(name.to_owned()),
            None => self.seen().any(|seen| seen.has_ending(kind, part)),
        }
    }

    fn answers<'f>(&self, kind: Kind, mut actions: impl Iterator<Item = &'f String>) -> bool {
        actions.any(|action| {
            let key = (kind, action.clone());
            self.seen().any(|seen| seen.actions.contains(&key))
        })
    }

    /// Whether something is what `requirement` asks for.
    pub(super) fn meets(&self, requirement: &Requirement) -> bool {
        let mut names = std::iter::once(&requirement.name).chain(&requirement.alternatives);
        let is_open = requirement.names_app_class
            || requirement.match_by == crate::catalogue::schema::MatchBy::Action;
        let actions = requirement.filters.iter().flat_map(|it| &it.actions);
        names.any(|name| self.names(requirement.kind, name))
            || (is_open && self.answers(requirement.kind, actions))
    }

    /// Whether something is what `fact` is about.
    pub(super) fn has(&self, kind: Kind, fact: &Fact) -> bool {
        let mut names = std::iter::once(&fact.name).chain(&fact.alternatives);
        let actions = fact.filters.iter().flat_map(|it| &it.actions);
        names.any(|name| self.names(kind, name))
            || (takes_any_class(fact) && self.answers(kind, actions))
    }

    /// Whether something is there that only an app has which was given `vendor`'s SDK by hand: a
    /// component, or something else.
    pub(super) fn has_some_of(
        &self,
        knowledge: &Knowledge,
        vendor: &Vendor,
        components: bool,
    ) -> bool {
        let kinds = Kind::ALL.into_iter();
        let mut kinds = kinds.filter(|kind| kind.is_component() == components);
        kinds.any(|kind| {
            let mine = knowledge.all(kind).filter(|it| it.vendor.id == vendor.id);
            mine.filter(|known| known.is_telling() || takes_any_class(known.fact))
                .any(|known| self.has(kind, known.fact))
        })
    }
}

impl Seen {
    /// What every manifest below the tree declares.
    fn in_all(tree: &dyn Tree) -> Self {
        let mut seen = Self::default();
        for path in tree.paths("", &["AndroidManifest.xml"]) {
            let Ok(Some(file)) = tree.manifest(&path) else {
                continue;
            };
            let file = Arc::new(file);
            if let Ok(doc) = ManifestDoc::parse(&file) {
                let package = doc.root().plain("package");
                let names = Names {
                    application_id: APPLICATION_ID.to_owned(),
                    namespace: package.map_or(String::new(), |it| it.value.to_owned()),
                };
                seen.add(&doc, &names);
            }
        }
        seen
    }

    /// Whether the name of an element of `kind` ends with `part`.
    fn has_ending(&self, kind: Kind, part: &str) -> bool {
        let mut endings = self.endings.lock().unwrap_or_else(PoisonError::into_inner);
        let found = endings.entry((kind, part.to_owned())).or_insert_with(|| {
            let mut names = self.names.iter();
            names.any(|(other, found)| *other == kind && found.ends_with(part))
        });
        *found
    }

    fn add(&mut self, doc: &ManifestDoc<'_>, names: &Names) {
        for element in doc.root().descendants() {
            let parent = element.parent().map(Element::tag);
            let parent = parent.filter(|tag| *tag != "manifest");
            let Some(kind) = Kind::of(element.tag(), parent) else {
                continue;
            };
            if kind == Kind::QueriesIntent {
                let actions = FilterKey::of(element).actions;
                self.names.extend(actions.into_iter().map(|it| (kind, it)));
            }
            let Some(name) = element.android("name") else {
                continue;
            };
            self.names.insert((kind, names.expand(name.value).into()));
            if kind.is_component() {
                self.names.insert((kind, names.class(name.value).into()));
            }
            let actions = actions(element).into_iter();
            self.actions.extend(actions.map(|it| (kind, it)));
        }
    }
}
