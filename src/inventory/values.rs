//! What an expression of a script comes to: names are looked up in the script, in those above it
//! and in properties files, as far as that takes no running of Gradle.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::Place;
use super::libraries::Libraries;
use super::script::{Script, Visibility};
use super::syntax::{Expr, Node, Part};
use super::unresolved::Reason;

/// What a path may begin with before the name of a property.
pub(super) const RECEIVERS: [&str; 8] = [
    "rootProject",
    "project",
    "gradle",
    "ext",
    "extra",
    "this",
    "properties",
    "settings",
];

const MAX_DEPTH: usize = 24;
const MAX_TEXT: usize = 1024;
const MAX_PIECES: usize = 64;
/// How many steps one dependency is worth, and all of them.
const FUEL: usize = 256;
const ALL_FUEL: usize = 200_000;
/// As many places that set a name are compared.
const MAX_DEFINITIONS: usize = 8;

/// A script, and how far it is from the module's own.
pub(super) struct Layer {
    pub(super) script: Arc<Script>,
    /// Its folder, from the project.
    pub(super) folder: String,
    /// Nought is the module; what is applied counts as what applies it.
    pub(super) level: usize,
}

impl Layer {
    /// Whether it is the script of the settings, which configures no project.
    pub(super) fn is_settings(&self) -> bool {
        let name = &self.script.file.name;
        name.ends_with("settings.gradle") || name.ends_with("settings.gradle.kts")
    }
}

/// Everything that names are looked up in.
pub(super) struct Scope {
    /// The nearest first.
    pub(super) layers: Vec<Layer>,
    /// Values with the files that they are in.
    pub(super) properties: HashMap<String, (String, String)>,
    pub(super) libraries: Libraries,
    pub(super) module: String,
    pub(super) root: String,
    /// Whether a script is applied that could not be found.
    pub(super) has_unread: bool,
    pub(super) fuel: Fuel,
}

/// What is left of the steps that looking up names may take.
pub(super) struct Fuel {
    one: Cell<usize>,
    all: Cell<usize>,
}

impl Default for Fuel {
    fn default() -> Self {
        Self {
            one: Cell::new(FUEL),
            all: Cell::new(ALL_FUEL),
        }
    }
}

impl Fuel {
    pub(super) fn burn(&self) -> bool {
        let left = self.one.get().min(self.all.get());
        self.one.set(self.one.get().saturating_sub(1));
        self.all.set(self.all.get().saturating_sub(1));
        left > 0
    }
}

/// A part of a text, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: Result<String, Reason>,
    pub(super) from: Source,
}

#[derive(Clone, Debug)]
pub(super) enum Source {
    /// Written where it is used.
    Here,
    /// Written there.
    There(Place),
    /// In a properties file. Such files also hold secrets, so they are never quoted.
    Property { name: String, file: String },
}

/// An expression that a name stands for, with the layer that it stands in.
pub(super) struct Found<'s> {
    pub(super) node: &'s Node,
    pub(super) layer: usize,
}

impl Scope {
    /// Begins work that has nothing to do with what was done so far.
    pub(super) fn refuel_all(&self) {
        self.fuel.all.set(ALL_FUEL);
    }

    /// Begins the work on another dependency.
    pub(super) fn refuel(&self) {
        self.fuel.one.set(FUEL);
    }

    /// A place in the script of `layer`.
    pub(super) fn place(&self, layer: usize, span: &Range<usize>) -> Place {
        Place {
            file: Arc::clone(&self.layers[layer].script.file),
            span: span.clone(),
        }
    }

    /// `path` as a script in `layer` means it, from the project. One that begins with a slash comes
    /// from a name such as `rootDir` and is from the project already.
    pub(super) fn below(&self, path: &str, layer: usize) -> String {
        let path = path.replace('\\', "/");
        match path.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None if self.layers[layer].level == 0 => format!("{}/{path}", self.module),
            None => format!("{}/{path}", self.layers[layer].folder),
        }
    }

    /// The text that `node`, which stands in `layer`, comes to.
    pub(super) fn text(&self, node: &Node, layer: usize) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.append(node, layer, 0, false, &mut pieces);
        pieces
    }

    fn append(
        &self,
        node: &Node,
        layer: usize,
        depth: usize,
        looked_up: bool,
        out: &mut Vec<Piece>,
    ) {
        let unknown = |reason| Piece {
            text: Err(reason),
            from: self.source(layer, node, looked_up),
        };
        if depth > MAX_DEPTH || out.len() >= MAX_PIECES || !self.fuel.burn() {
            out.push(unknown(Reason::TooDeep));
            return;
        }
        match &node.expr {
            Expr::Text(parts) => {
                for part in parts {
                    match part {
                        Part::Literal(text) => out.push(Piece {
                            text: bounded(text),
                            from: self.source(layer, node, looked_up),
                        }),
                        Part::Hole(hole) => self.append(hole, layer, depth + 1, looked_up, out),
                    }
                    if out.len() > MAX_PIECES {
                        return;
                    }
                }
            }
            Expr::Path(path) => self.append_path(node, path, layer, depth, out),
            Expr::Map(_) | Expr::List(_) | Expr::Call(..) | Expr::Computed => {
                out.push(unknown(Reason::Computed));
            }
        }
    }

    fn source(&self, layer: usize, node: &Node, looked_up: bool) -> Source {
        if looked_up {
            Source::There(self.place(layer, &node.span))
        } else {
            Source::Here
        }
    }

    fn append_path(
        &self,
        node: &Node,
        path: &[String],
        layer: usize,
        depth: usize,
        out: &mut Vec<Piece>,
    ) {
        if let Some(folder) = self.folder(path, layer) {
            let text = Ok(folder.to_owned());
            out.push(Piece {
                text,
                from: Source::Here,
            });
            return;
        }
        if let [first, second, alias @ ..] = path
            && first == "libs"
            && second == "versions"
            && let Some(version) = self.libraries.version(&alias.join("."))
        {
            out.push(Piece {
                text: version.text.clone(),
                from: Source::There(version.place.clone()),
            });
            return;
        }
        let before = out.len();
        match self.find(path, layer, depth) {
            Ok(found) if !found.is_empty() => {
                let mut texts: Vec<Vec<Piece>> = Vec::new();
                for Found { node, layer } in found {
                    let mut pieces = Vec::new();
                    self.append(node, layer, depth + 1, true, &mut pieces);
                    texts.push(pieces);
                }
                let first = texts.swap_remove(0);
                if texts.iter().all(|other| same_text(&first, other)) {
                    out.extend(first);
                } else {
                    let from = first.into_iter().next().map_or(Source::Here, |it| it.from);
                    let text = Err(Reason::Ambiguous(shown(path)));
                    out.push(Piece { text, from });
                }
            }
            Ok(_) => out.extend(self.property(&own(path).join("."))),
            Err(reason) => out.push(Piece {
                text: Err(reason),
                from: Source::Here,
            }),
        }
        if out.len() == before {
            out.push(Piece {
                text: Err(Reason::Unknown(shown(path))),
                from: self.source(layer, node, depth > 0),
            });
        }
    }

    fn property(&self, name: &str) -> Option<Piece> {
        let (value, file) = self.properties.get(name)?;
        Some(Piece {
            text: bounded(value),
            from: Source::Property {
                name: name.to_owned(),
                file: file.clone(),
            },
        })
    }

    /// The folder that `path` stands for, from the project, with a slash before it.
    fn folder(&self, path: &[String], layer: usize) -> Option<String> {
        let root = path
            .iter()
            .any(|it| it == "rootProject" || it == "settings");
        let folder = match path.last()?.as_str() {
            "rootDir" => &self.root,
            "projectDir" if root => &self.root,
            "projectDir" if self.layers[layer].level == 0 => &self.module,
            "projectDir" => &self.layers[layer].folder,
            _ => return None,
        };
        own(path).len().eq(&1).then(|| format!("/{folder}"))
    }

    /// What `path` is set to, as seen from `layer`: everything in the nearest layer that sets it.
    pub(super) fn find(
        &self,
        path: &[String],
        layer: usize,
        depth: usize,
    ) -> Result<Vec<Found<'_>>, Reason> {
        if depth > MAX_DEPTH || !self.fuel.burn() {
            return Err(Reason::TooDeep);
        }
        let own = own(path);
        let from_root = path.first().is_some_and(|it| it == "rootProject");
        let explicit = own.len() < path.len();
        let outermost = self.layers.iter().map(|it| it.level).max();
        let mut order = vec![layer];
        order.extend((0..self.layers.len()).filter(|at| *at != layer));
        for at in order {
            let here = at == layer && !explicit;
            if from_root && Some(self.layers[at].level) != outermost {
                continue;
            }
            for length in (1..=own.len()).rev() {
                let name = own[..length].join(".");
                let definitions = self.layers[at].script.definitions(&name, here);
                if definitions.is_empty() {
                    continue;
                }
                if definitions.len() > MAX_DEFINITIONS {
                    return Err(Reason::Ambiguous(shown(path)));
                }
                let mut found = Vec::new();
                for definition in definitions {
                    let rest = &own[length..];
                    found.extend(self.inside(&definition.value, rest, at, depth)?);
                    debug_assert!(here || definition.kind != Visibility::Local, "local there");
                }
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
        Ok(Vec::new())
    }

    /// What stands in `node` below the keys `rest`.
    fn inside<'s>(
        &'s self,
        node: &'s Node,
        rest: &[String],
        layer: usize,
        depth: usize,
    ) -> Result<Vec<Found<'s>>, Reason> {
        if rest.is_empty() {
            return Ok(vec![Found { node, layer }]);
        }
        match &node.expr {
            Expr::Map(map) => {
                for length in (1..=rest.len()).rev() {
                    if let Some(member) = map.members.get(&rest[..length].join(".")) {
                        return self.inside(&member.value, &rest[length..], layer, depth + 1);
                    }
                }
                Ok(Vec::new())
            }
            Expr::Path(alias) => {
                let path: Vec<String> = alias.iter().chain(rest).cloned().collect();
                if path.len() > MAX_DEPTH {
                    return Err(Reason::TooDeep);
                }
                self.find(&path, layer, depth + 1)
            }
            Expr::Computed | Expr::Call(..) => Err(Reason::Computed),
            _ => Ok(Vec::new()),
        }
    }
}

fn bounded(text: &str) -> Result<String, Reason> {
    if text.len() > MAX_TEXT {
        return Err(Reason::TooDeep);
    }
    Ok(text.to_owned())
}

/// `path` without what only says whose property it is.
fn own(path: &[String]) -> &[String] {
    let receivers = path
        .iter()
        .take(path.len().saturating_sub(1))
        .take_while(|it| RECEIVERS.contains(&it.as_str()));
    &path[receivers.count()..]
}

fn shown(path: &[String]) -> String {
    let mut shown: String = path.join(".").escape_debug().to_string();
    if let Some((at, _)) = shown.char_indices().nth(64) {
        shown.truncate(at);
        shown.push('…');
    }
    shown
}

fn same_text(one: &[Piece], other: &[Piece]) -> bool {
    let text = |pieces: &[Piece]| -> Option<String> {
        pieces.iter().map(|it| it.text.as_deref().ok()).collect()
    };
    text(one).is_some_and(|one| text(other) == Some(one))
}
