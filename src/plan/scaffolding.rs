//! Making room for what is woven, and taking it down again.

use std::sync::Arc;

use super::desire::{Form, Piece, identity};
use super::fill::Weaver;
use crate::edit::{Edit, EditSet};
use crate::lock::Scaffold;
use crate::manifest::ANDROID;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::fragment::Fragment;
use crate::manifest::identity::{Names, Route};
use crate::manifest::surgery;
use crate::source::SourceFile;

impl Weaver<'_, '_> {
    /// Takes down what made room and is not needed any more, innermost first, one a round.
    pub(super) fn take_down(&mut self, missing: &[&Piece<'_>]) {
        let mut scaffolds = self.ledger.scaffolds.clone();
        let mut at = scaffolds.len();
        while at > 0 {
            at -= 1;
            let needed = match &scaffolds[at] {
                Scaffold::Opened { route, .. } | Scaffold::Created { route } => {
                    self.is_in_use(&Route::parse(route), missing)
                }
                Scaffold::Namespace { prefix } => self.needs_declaration(prefix, missing),
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

    /// Whether something in the text, or about to get in, relies on the root's declaration of
    /// `prefix`: without it, the text would not be well-formed, or have no prefix where one is due.
    fn needs_declaration(&self, prefix: &str, missing: &[&Piece<'_>]) -> bool {
        let edits = surgery::unbind_namespace(self.doc.root(), prefix).into_iter();
        let Ok(edits) = EditSet::new(edits.collect()) else {
            return true;
        };
        let text = edits.apply(self.doc.text());
        let without = Arc::new(SourceFile::new(self.wish.manifest.name.as_str(), text));
        let Ok(doc) = ManifestDoc::parse_edited(&without) else {
            return true;
        };
        missing.iter().any(|piece| {
            let target = self.names().find(&doc, piece.target());
            target.is_none_or(|element| element.android_prefix().is_none())
        })
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
            Scaffold::Opened { route, original } => Some(surgery::close(find(route)?, original)),
            Scaffold::Created { route } => {
                let element = find(route)?;
                let untouched = element.attribute_ranges().next().is_none();
                untouched.then(|| surgery::remove(element))
            }
            Scaffold::Namespace { prefix } => surgery::unbind_namespace(self.doc.root(), prefix),
        }
    }

    /// Makes room for what is missing: an `<application>`, an end tag, a prefix. One a round.
    pub(super) fn make_room(&mut self, missing: &[&Piece<'_>]) {
        let names = self.names();
        let root = self.doc.root();
        for piece in missing {
            let route = piece.target();
            let Some(element) = names.find(self.doc, route) else {
                if surgery::is_closed(root) {
                    self.open(root, &Route::default());
                } else {
                    // Only a child of the root can be missing.
                    let tag = route
                        .0
                        .first()
                        .map_or("application", |step| step.tag.as_str());
                    let created = Fragment::new(tag, [], Vec::new());
                    let style = self.style.at(root);
                    let place = self.before_application();
                    self.edits.push(surgery::insert(place, &created, &style));
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
                let edit = surgery::bind_namespace(root, &prefix, ANDROID, self.style);
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
