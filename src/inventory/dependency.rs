//! The dependencies of a module: coordinates with their versions, and files.

use std::ops::Range;

use super::Place;
use super::coordinate::{Module, Segment, joined, known_text, segments};
use super::script::Declared;
use super::syntax::{Argument, Expr, Map, Node};
use super::unresolved::Reason;
use super::values::{Piece, Scope, Source};

const MAX_DEPTH: usize = 16;

/// Something that a module depends on.
#[derive(Clone, Debug)]
pub(super) struct Dependency {
    pub(super) what: What,
    /// Where the script says so.
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Module(Module),
    /// A file by its path, from the project.
    File(String),
    /// A file by its name, in whatever folder such files are looked for.
    Named(String),
    /// The files in a folder that one of the patterns is for; any where there is none.
    Tree {
        folder: String,
        includes: Vec<String>,
        excludes: Vec<String>,
    },
    /// Something that cannot be told without running Gradle.
    Unreadable(Reason),
}

/// An argument and its name.
type Named<'a> = (Option<&'a str>, &'a Node);

/// Reads the lines of `dependencies` blocks.
pub(super) struct Reading<'s> {
    pub(super) scope: &'s Scope,
    pub(super) found: Vec<Dependency>,
}

impl Reading<'_> {
    /// Adds what `declared`, of the script in `layer`, brings.
    pub(super) fn declared(&mut self, declared: &Declared, layer: usize) {
        self.scope.refuel();
        let positional: Vec<&Node> = declared
            .arguments
            .iter()
            .filter(|it| it.name.is_none())
            .map(|it| &it.value)
            .collect();
        let version = declared.version.as_ref();
        let from = self.found.len();
        let place = &declared.span;
        let plain = |node: &&Node| matches!(node.expr, Expr::Text(_));
        let in_words = positional.len() >= 2
            && positional.iter().all(plain)
            && positional
                .iter()
                .all(|it| it.literal().is_none_or(|it| !it.contains(':')));
        if positional.len() < declared.arguments.len() || in_words {
            self.named(&pairs(&declared.arguments), layer, place, layer);
        } else {
            for node in positional {
                self.value(node, layer, &node.span, layer, 0);
            }
        }
        let Some(version) = version else {
            return;
        };
        let there = self.scope.place(layer, &version.span);
        for dependency in &mut self.found[from..] {
            if let What::Module(module) = &mut dependency.what {
                let mut asked = joined(&self.scope.text(version, layer));
                asked.defined.get_or_insert_with(|| there.clone());
                *module = Module::new(module.coordinate.clone(), Some(asked));
            }
        }
    }

    fn add(&mut self, what: What, span: &Range<usize>, layer: usize) {
        let place = self.scope.place(layer, span);
        self.found.push(Dependency { what, place });
    }

    /// What `node` in `layer` stands for; the script names it at `span` of the layer `at`.
    fn value(&mut self, node: &Node, layer: usize, span: &Range<usize>, at: usize, depth: usize) {
        if depth > MAX_DEPTH {
            return self.add(What::Unreadable(Reason::TooDeep), span, at);
        }
        match &node.expr {
            Expr::Text(_) => {
                let mut pieces = self.scope.text(node, layer);
                if layer != at || node.span != *span {
                    let there = self.scope.place(layer, &node.span);
                    for piece in &mut pieces {
                        if matches!(piece.from, Source::Here) {
                            piece.from = Source::There(there.clone());
                        }
                    }
                }
                self.shorthand(&pieces, span, at);
            }
            Expr::List(members) => {
                for member in members {
                    let own = layer == at && depth == 0;
                    let span = if own { &member.span } else { span };
                    if own {
                        self.scope.refuel();
                    } else if !self.scope.fuel.burn() {
                        return self.add(What::Unreadable(Reason::TooDeep), span, at);
                    }
                    self.value(member, layer, span, at, depth + 1);
                }
            }
            Expr::Map(map) => {
                self.named(&of_map(map), layer, span, at);
            }
            Expr::Path(path) => self.path(path, layer, span, at, depth),
            Expr::Call(name, arguments) => match (name.as_str(), arguments.first()) {
                ("files", _) => {
                    for argument in arguments {
                        for path in self.texts(&argument.value, layer) {
                            let path = self.scope.below(&path, layer);
                            self.add(What::File(path), span, at);
                        }
                    }
                }
                ("fileTree", _) => {
                    let options = arguments.iter().flat_map(|it| match &it.value.expr {
                        Expr::Map(map) if it.name.is_none() => of_map(map),
                        _ => vec![(it.name.as_deref(), &it.value)],
                    });
                    let options: Vec<Named<'_>> = options.collect();
                    self.tree(&options, layer, span, at);
                }
                ("create" | "variantOf" | "enforcedPlatform" | "platform", Some(first)) => {
                    self.value(&first.value, layer, span, at, depth + 1);
                }
                ("project" | "kotlin" | "npm" | "gradleApi" | "localGroovy", _) => {}
                _ => self.add(What::Unreadable(Reason::Computed), span, at),
            },
            Expr::Computed => {
                self.add(What::Unreadable(Reason::Computed), span, at);
            }
        }
    }

    /// What the name `path` stands for.
    fn path(
        &mut self,
        path: &[String],
        layer: usize,
        span: &Range<usize>,
        at: usize,
        depth: usize,
    ) {
        if let [first, alias @ ..] = path
            && first == "libs"
        {
            let libraries = self.scope.libraries.named(&alias.join("."));
            for library in &libraries {
                let module = Module::of_library(library);
                self.add(What::Module(module), span, at);
            }
            if !libraries.is_empty() {
                return;
            }
        }
        match self.scope.find(path, layer, depth) {
            Ok(found) if !found.is_empty() => {
                for it in found {
                    self.value(it.node, it.layer, span, at, depth + 1);
                }
            }
            Ok(_) => {
                let node = Node {
                    expr: Expr::Path(path.to_vec()),
                    span: span.clone(),
                };
                let pieces = self.scope.text(&node, layer);
                self.shorthand(&pieces, span, at);
            }
            Err(reason) => self.add(What::Unreadable(reason), span, at),
        }
    }

    /// `group:name:version:classifier@extension`.
    fn shorthand(&mut self, pieces: &[Piece], span: &Range<usize>, at: usize) {
        let mut segments = segments(pieces).into_iter();
        let (group, name) = (segments.next(), segments.next());
        let version = segments.next();
        let unknown = [&group, &name]
            .into_iter()
            .flatten()
            .find_map(|segment| segment.unknown.clone());
        if let Some(reason) = unknown {
            return self.add(What::Unreadable(reason), span, at);
        }
        let (Some(group), Some(name)) = (group, name) else {
            return;
        };
        let without = |text: &str| text.split('@').next().unwrap_or_default().to_owned();
        if group.text.is_empty() {
            // `:push-4.1.4@aar` is a file of a flat folder.
            let last = version.as_ref().unwrap_or(&name);
            let extension = last.text.split('@').nth(1).unwrap_or("jar");
            let mut file = without(&name.text);
            if let Some(version) = &version {
                file = format!("{file}-{}", without(&version.text));
            }
            return self.add(What::Named(format!("{file}.{extension}")), span, at);
        }
        let coordinate = format!("{}:{}", group.text, without(&name.text));
        let version = version.map(|version| Segment {
            text: without(&version.text),
            ..version
        });
        self.add(What::Module(Module::new(coordinate, version)), span, at);
    }

    /// `group: 'a', name: 'b', version: 'c'`, or the three without their names.
    /// They stand in `layer`; the script names them at `span` of the layer `at`.
    fn named(&mut self, arguments: &[Named<'_>], layer: usize, span: &Range<usize>, at: usize) {
        let order = [
            "group",
            "name",
            "version",
            "configuration",
            "classifier",
            "ext",
        ];
        let positional = arguments
            .iter()
            .filter(|(name, _)| name.is_none())
            .zip(order);
        let positional = positional.map(|((_, node), name)| (name, *node));
        let explicit = arguments
            .iter()
            .filter_map(|(name, node)| Some(((*name)?, *node)));
        let all: Vec<(&str, &Node)> = explicit.chain(positional).collect();
        let get = |name: &str| -> Option<Segment> {
            let (_, node) = all.iter().find(|(key, _)| *key == name)?;
            let mut segment = joined(&self.scope.text(node, layer));
            if layer != at || !span.contains(&node.span.start) {
                let there = self.scope.place(layer, &node.span);
                segment.defined.get_or_insert(there);
            }
            Some(segment)
        };
        let (group, name, version) = (get("group"), get("name"), get("version"));
        let known = |segment: Option<Segment>| match segment {
            None => Ok(String::new()),
            Some(Segment {
                unknown: Some(reason),
                ..
            }) => Err(reason),
            Some(segment) => Ok(segment.text),
        };
        let what = match (known(group), known(name)) {
            (Err(reason), _) | (_, Err(reason)) => What::Unreadable(reason),
            // A string with a block or options: `implementation("a:b:1", { … })`.
            (Ok(text), _) if text.contains(':') => {
                let first = all.iter().find(|(key, _)| *key == "group");
                if let Some((_, node)) = first {
                    let pieces = self.scope.text(node, layer);
                    self.shorthand(&pieces, span, at);
                }
                return;
            }
            (Ok(group), Ok(name)) if group.is_empty() => {
                let extension = known(get("ext")).unwrap_or_default();
                let extension = if extension.is_empty() {
                    "jar"
                } else {
                    &extension
                };
                let suffix = known(version).unwrap_or_default();
                let suffix = if suffix.is_empty() {
                    suffix
                } else {
                    format!("-{suffix}")
                };
                What::Named(format!("{name}{suffix}.{extension}"))
            }
            (Ok(group), Ok(name)) => What::Module(Module::new(format!("{group}:{name}"), version)),
        };
        self.add(what, span, at);
    }

    fn tree(&mut self, options: &[Named<'_>], layer: usize, span: &Range<usize>, at: usize) {
        let get = |name: &str| -> Vec<String> {
            let named = options.iter().filter(|(key, _)| *key == Some(name));
            named
                .flat_map(|(_, node)| self.texts(node, layer))
                .collect()
        };
        let first = options.iter().find(|(name, _)| name.is_none());
        let folder = match first {
            Some((_, node)) => self.texts(node, layer).into_iter().next(),
            None => get("dir").into_iter().next(),
        };
        let Some(folder) = folder else {
            return self.add(What::Unreadable(Reason::Computed), span, at);
        };
        let what = What::Tree {
            folder: self.scope.below(&folder, layer),
            includes: get("include").into_iter().chain(get("includes")).collect(),
            excludes: get("exclude").into_iter().chain(get("excludes")).collect(),
        };
        self.add(what, span, at);
    }

    /// The texts that `node` comes to: one, or those of a list.
    pub(super) fn texts(&self, node: &Node, layer: usize) -> Vec<String> {
        match &node.expr {
            Expr::List(members) => {
                let members = members.iter().take_while(|_| self.scope.fuel.burn());
                let texts = members.map(|member| self.scope.text(member, layer));
                texts
                    .map(|pieces| joined(&pieces))
                    .filter_map(known_text)
                    .collect()
            }
            Expr::Call(name, arguments) if matches!(name.as_str(), "file" | "dir") => arguments
                .first()
                .map(|argument| self.scope.text(&argument.value, layer))
                .and_then(|pieces| known_text(joined(&pieces)))
                .into_iter()
                .collect(),
            _ => known_text(joined(&self.scope.text(node, layer)))
                .into_iter()
                .collect(),
        }
    }
}

fn pairs(arguments: &[Argument]) -> Vec<Named<'_>> {
    let pairs = arguments.iter();
    pairs.map(|it| (it.name.as_deref(), &it.value)).collect()
}

fn of_map(map: &Map) -> Vec<Named<'_>> {
    let pairs = map.members.iter().take(16);
    pairs
        .map(|(name, member)| (Some(name.as_str()), &member.value))
        .collect()
}
