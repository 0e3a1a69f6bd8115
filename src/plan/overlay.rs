//! What is missing from an app's manifests, as a manifest of its own for the merger.
//!
//! The wish is compared with the app's manifests as in weaving, and what comes of it is woven into a
//! manifest that wins over all of them: an empty one, or one of the app's own. Where the part of a
//! component is missing, that manifest gets the component with its name and this part, which the
//! merger adds to the rest.
//!
//! The lock is of no concern here: what an earlier run wove into a manifest stands in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::desire::{Desire, Form, Piece, Prepared, desire, identity};
use super::layers::{Layer, is_told};
use super::{Change, MAX_ROUNDS, Wish, describe, edit_set, endless, fill, index, ledger, remnants};
use crate::edit::Edit;
use crate::finding::{Finding, has_errors};
use crate::grammar;
use crate::lock::Lock;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::fragment::{Content, Fragment, Name};
use crate::manifest::identity::{Names, Route, Step, is_component};
use crate::manifest::style::Style;
use crate::manifest::{ANDROID, TOOLS, surgery};
use crate::requirement::Requirement;
use crate::source::SourceFile;

/// The manifests that win over the one of a [`Wish`].
#[derive(Clone, Copy)]
pub struct Above<'a> {
    /// Those of other source sets, the highest priority first.
    pub manifests: &'a [Arc<SourceFile>],
    /// One that wins over all of these, and that the overlay is woven into.
    pub onto: Option<&'a Arc<SourceFile>>,
}

/// A manifest that makes those below it agree with a wish.
#[derive(Debug)]
pub struct Overlay {
    /// Its text, without a byte order mark.
    pub text: Arc<String>,
    /// What it adds.
    pub changes: Vec<Change>,
    /// Warnings.
    pub findings: Vec<Finding>,
}

/// The overlay that `wish` asks for, beside what its manifest and those `above` say.
///
/// # Errors
///
/// All findings, when a manifest cannot be read or contradicts a requirement.
pub fn overlay(wish: &Wish<'_>, above: &Above<'_>) -> Result<Overlay, Vec<Finding>> {
    let lock = &Lock::default();
    let wish = &Wish { lock, ..*wish };
    let prepared: Vec<Prepared<'_>> = wish
        .requirements
        .iter()
        .map(|requirement| Prepared::new(requirement, wish.names))
        .collect();
    let files: Vec<&Arc<SourceFile>> = above
        .onto
        .into_iter()
        .chain(above.manifests)
        .chain([wish.manifest])
        .collect();
    let mut findings = Vec::new();
    let docs: Vec<ManifestDoc<'_>> = files
        .iter()
        .filter_map(|file| {
            ManifestDoc::parse(file)
                .map_err(|it| findings.push(it))
                .ok()
        })
        .collect();
    if !findings.is_empty() {
        return Err(findings);
    }
    let indexes: Vec<index::Index<'_>> = docs
        .iter()
        .map(|doc| index::Index::read(doc, &prepared, wish.remnants, lock, wish.names))
        .collect();
    let ledgers: Vec<ledger::Ledger<'_>> = docs
        .iter()
        .zip(&indexes)
        .map(|(doc, index)| ledger::Ledger::read(doc, index, lock, wish.names))
        .collect();
    let layers: Vec<Layer<'_>> = (0..files.len())
        .map(|at| Layer {
            file: files[at],
            doc: &docs[at],
            index: &indexes[at],
            ledger: &ledgers[at],
        })
        .collect();
    let desire = desire(&layers, wish, &prepared);
    if has_errors(&desire.findings) {
        return Err(desire.findings);
    }
    let mut findings = desire.findings.clone();
    for layer in &layers {
        let manifest = layer.file;
        let wish = &Wish { manifest, ..*wish };
        let found = remnants::findings(layer.index, layer.ledger, &prepared, wish);
        findings.extend(found);
    }
    // The last of them is the main one.
    let main = docs.last().map(ManifestDoc::root);
    let package = main.and_then(|root| root.plain("package"));
    let package = package.map(|package| package.value);
    let below = &docs[usize::from(above.onto.is_some())..];
    let changes = describe::changes(&desire, &ledgers[0], wish);
    let text = Writer {
        wish,
        below,
        package,
    }
    .write(above.onto, &desire)?;
    Ok(Overlay {
        text,
        changes,
        findings,
    })
}

/// What writes an overlay.
struct Writer<'a, 'w> {
    wish: &'a Wish<'w>,
    /// The manifests that it wins over.
    below: &'a [ManifestDoc<'a>],
    /// What short names are relative to, where the main manifest says it.
    package: Option<&'a str>,
}

/// An element that wins over those below in some attributes.
struct Win {
    route: Route,
    names: Vec<String>,
}

impl Writer<'_, '_> {
    fn names(&self) -> &Names {
        self.wish.names
    }

    fn write(
        &self,
        onto: Option<&Arc<SourceFile>>,
        wished: &Desire<'_>,
    ) -> Result<Arc<String>, Vec<Finding>> {
        let wins = self.wins(wished);
        let bare = || {
            let tools = match wins.as_slice() {
                [] => String::new(),
                _ => format!("\n    xmlns:tools=\"{TOOLS}\""),
            };
            let text = format!("<manifest xmlns:android=\"{ANDROID}\"{tools}>\n</manifest>\n");
            Arc::new(SourceFile::new("AndroidManifest.xml", text))
        };
        let mut file = onto.map_or_else(bare, Arc::clone);
        let (desire, style) = {
            let doc = ManifestDoc::parse_edited(&file).map_err(|finding| vec![finding])?;
            (self.gathered(wished, &doc), Style::observe(&doc))
        };
        let mut lock = Lock::default();
        for _ in 0..MAX_ROUNDS {
            let doc = ManifestDoc::parse_edited(&file).map_err(|finding| vec![finding])?;
            let index = index::Index::read(&doc, &[], &[], &lock, self.names());
            let ledger = ledger::Ledger::read(&doc, &index, &lock, self.names());
            let round = fill::round(&doc, &ledger, &desire, &lock, self.wish, &style);
            let edits = edit_set(round.edits, &file)?;
            if edits.is_empty() {
                return self.winning(file, &wins, &style);
            }
            lock = round.lock;
            let text = edits.apply(&file.text);
            file = Arc::new(file.with_text(text));
        }
        Err(endless())
    }

    /// `desire` for the manifest `doc`: what goes into an element that is not there becomes that
    /// element, with its name and everything that goes into it.
    fn gathered<'w>(&self, desire: &Desire<'w>, doc: &ManifestDoc<'_>) -> Desire<'w> {
        let names = self.names();
        let mut pieces: Vec<Piece<'w>> = Vec::new();
        let mut parts: HashMap<String, usize> = HashMap::new();
        for piece in &desire.pieces {
            let route = piece.target();
            let there = (0..=route.0.len()).rev().find(|count| {
                let outer = Route(route.0[..*count].to_vec());
                names.find(doc, &outer).is_some()
            });
            // The only elements without a name that hold others are made where they are missing.
            let is_holder = |step: &Step| step.key.is_none();
            let there = there.unwrap_or(0);
            let there = there.max(route.0.iter().take_while(|step| is_holder(step)).count());
            let (outer, inner) = route.0.split_at(there);
            let outer = Route(outer.to_vec());
            let Some((first, deeper)) = inner.split_first() else {
                pieces.push(self.spelt(piece));
                continue;
            };
            let key = identity(&outer.child(first.clone()), names);
            let at = *parts.entry(key).or_insert_with(|| {
                pieces.push(self.shell(piece.requirement, outer, first));
                pieces.len() - 1
            });
            if let Form::Element { fragment, .. } = &mut pieces[at].form {
                let mut fragment = fragment.to_mut();
                for step in deeper {
                    fragment = self.child(fragment, step);
                }
                match &piece.form {
                    Form::Element { fragment: part, .. } => {
                        let part = self.qualified(part);
                        fragment.content.push(Content::Element(part));
                    }
                    Form::Attribute { name, value, .. } => {
                        fragment
                            .attributes
                            .push((Name::android(name), value.clone()));
                    }
                }
            }
        }
        let mut asked = HashMap::new();
        for piece in &mut pieces {
            if let Form::Element { parent, fragment } = &piece.form {
                piece.digest = fragment.digest();
                piece.identity = identity(&parent.child(Step::of_fragment(fragment)), names);
            }
            let next = asked.len();
            asked.entry(piece.identity.clone()).or_insert(next);
        }
        Desire {
            pieces,
            asked,
            findings: Vec::new(),
        }
    }

    /// `piece` with its names spelt for a manifest that may have another package.
    fn spelt<'w>(&self, piece: &Piece<'w>) -> Piece<'w> {
        let form = match &piece.form {
            Form::Element { parent, fragment } => Form::Element {
                parent: parent.clone(),
                fragment: Cow::Owned(self.qualified(fragment)),
            },
            Form::Attribute {
                route,
                name,
                value,
                was,
            } => Form::Attribute {
                route: route.clone(),
                name: name.clone(),
                value: value.clone(),
                was: was.clone(),
            },
        };
        Piece {
            requirement: piece.requirement,
            identity: piece.identity.clone(),
            digest: piece.digest.clone(),
            form,
        }
    }

    /// The element at `step`, with nothing but its name.
    fn shell<'w>(&self, requirement: &'w Requirement, parent: Route, step: &Step) -> Piece<'w> {
        Piece {
            requirement,
            identity: String::new(),
            digest: String::new(),
            form: Form::Element {
                parent,
                fragment: Cow::Owned(self.named(step)),
            },
        }
    }

    fn named(&self, step: &Step) -> Fragment {
        let name = step.key.iter().map(|key| ("name", key.clone()));
        self.qualified(&Fragment::new(&step.tag, name, Vec::new()))
    }

    /// The child of `fragment` at `step`, made if it is not there.
    fn child<'f>(&self, fragment: &'f mut Fragment, step: &Step) -> &'f mut Fragment {
        let is_it = |content: &Content| match content {
            Content::Element(child) => Step::of_fragment(child) == *step,
            Content::Other(_) => false,
        };
        let at = fragment.content.iter().position(is_it).unwrap_or_else(|| {
            fragment.content.push(Content::Element(self.named(step)));
            fragment.content.len() - 1
        });
        match &mut fragment.content[at] {
            Content::Element(child) => child,
            Content::Other(_) => unreachable!("an element was looked for"),
        }
    }

    /// `fragment` with a full name where it has a short one. The merger takes a short name in an
    /// overlay for one below the applicationId unless the overlay says its package, which newer
    /// builds refuse. Those take it from the build, as they do for the main manifest without one.
    fn qualified(&self, fragment: &Fragment) -> Fragment {
        let mut fragment = fragment.clone();
        let is_class = is_component(&fragment.tag);
        for (name, value) in &mut fragment.attributes {
            let is_short = value.starts_with('.') || !value.contains(['.', '$']);
            if let Some(package) = self.package
                && (is_class && is_short && *name == Name::android("name"))
            {
                *value = grammar::qualified(value, package);
            }
        }
        fragment
    }

    /// The overlay `file` with instructions for what must win over the manifests below.
    fn winning(
        &self,
        mut file: Arc<SourceFile>,
        wins: &[Win],
        style: &Style,
    ) -> Result<Arc<String>, Vec<Finding>> {
        // In the first round a prefix is bound, where there is none yet.
        for _ in 0..2 {
            let doc = ManifestDoc::parse_edited(&file).map_err(|finding| vec![finding])?;
            let won = |win: &Win| self.names().find(&doc, &win.route);
            let lacks = |win: &Win| won(win).is_some_and(|it| it.prefix_of(TOOLS).is_none());
            let edits = if wins.iter().any(lacks) {
                let root = doc.root();
                let prefix = std::iter::once("tools".to_owned())
                    .chain((1..).map(|number| format!("tools{number}")))
                    .find(|prefix| !doc.root().descendants().any(|it| it.is_bound(prefix)))
                    .unwrap_or_default();
                vec![surgery::bind_namespace(root, &prefix, TOOLS, style)]
            } else {
                let edits = wins
                    .iter()
                    .filter_map(|win| Some(replace(won(win)?, win, style)));
                edits.collect()
            };
            let is_done = !wins.iter().any(lacks);
            let text = edit_set(edits, &file)?.apply(&file.text);
            file = Arc::new(file.with_text(text));
            if is_done {
                return Ok(Arc::clone(&file.text));
            }
        }
        Err(endless())
    }

    /// The attributes that a manifest below states otherwise.
    fn wins(&self, desire: &Desire<'_>) -> Vec<Win> {
        let mut wins: Vec<Win> = Vec::new();
        for piece in &desire.pieces {
            let Form::Attribute {
                route, name, value, ..
            } = &piece.form
            else {
                continue;
            };
            if !self.is_stated_otherwise(route, name, value) {
                continue;
            }
            match wins.iter_mut().find(|win| win.route == *route) {
                Some(win) => win.names.push(name.clone()),
                None => wins.push(Win {
                    route: route.clone(),
                    names: vec![name.clone()],
                }),
            }
        }
        wins
    }

    /// Whether a manifest below gives another value to `android:name` of the element at `route`, and
    /// none above that one replaces the element as a whole.
    fn is_stated_otherwise(&self, route: &Route, name: &str, value: &str) -> bool {
        for doc in self.below {
            let Some(element) = self.names().find(doc, route) else {
                continue;
            };
            let stated = element.android(name);
            if stated.is_some_and(|stated| stated.value != value) {
                return true;
            }
            if is_told(element, "replace") {
                return false;
            }
        }
        false
    }
}

/// Names the attributes of `win` in the `tools:replace` of `element`.
fn replace(element: Element<'_>, win: &Win, style: &Style) -> Edit {
    let prefix = element.android_prefix().unwrap_or("android");
    let found = element.attribute(TOOLS, "replace");
    let stated = found.as_ref().map_or("", |found| found.value);
    let mut list: Vec<String> = stated
        .split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    for name in &win.names {
        let name = format!("{prefix}:{name}");
        if !list.contains(&name) {
            list.push(name);
        }
    }
    let list = list.join(",");
    match found {
        Some(found) => surgery::replace_value(element, &found, &list),
        None => {
            let tools = element.prefix_of(TOOLS).unwrap_or("tools");
            surgery::add_prefixed(element, (tools, "replace"), &list, style)
        }
    }
}
