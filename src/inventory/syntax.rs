//! What an expression of a Gradle script is, and what calls stand for.

use std::collections::HashMap;
use std::ops::Range;

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) expr: Expr,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// A string, or several put together with `+`.
    Text(Vec<Part>),
    /// `a.b.c`, also written `a["b"].c`.
    Path(Vec<String>),
    Map(Map),
    List(Vec<Node>),
    Call(String, Vec<Argument>),
    /// Anything else.
    Computed,
}

#[derive(Clone, Debug)]
pub(super) enum Part {
    Literal(String),
    Hole(Node),
}

/// A map by its keys.
#[derive(Clone, Debug)]
pub(super) struct Map {
    pub(super) members: HashMap<String, Member>,
    /// Whether these are all that it has.
    pub(super) complete: bool,
}

/// A value in a map.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Where its key stands.
    pub(super) key: Range<usize>,
    pub(super) value: Node,
}

#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub(super) name: Option<String>,
    /// Where the name stands; empty where there is none.
    pub(super) key: Range<usize>,
    pub(super) value: Node,
}

impl Argument {
    /// `value` without a name.
    pub(super) fn unnamed(value: Node) -> Self {
        let key = value.span.start..value.span.start;
        let name = None;
        Self { name, key, value }
    }
}

impl Node {
    /// The text, where the expression is one string without holes.
    pub(super) fn literal(&self) -> Option<&str> {
        match &self.expr {
            Expr::Text(parts) => match parts.as_slice() {
                [] => Some(""),
                [Part::Literal(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What `segments(arguments)` stands for; `None` where it is still a path.
pub(super) fn call(segments: &mut Vec<String>, arguments: Vec<Argument>) -> Option<Expr> {
    let name = segments.last()?.clone();
    let key = match arguments.as_slice() {
        [only] => only.value.literal().map(str::to_owned),
        _ => None,
    };
    match (name.as_str(), key) {
        (
            "get" | "getOrNull" | "orNull" | "toString" | "trim" | "asProvider" | "toInt"
            | "toInteger" | "intValue",
            None,
        ) if arguments.is_empty() && segments.len() > 1 => {
            segments.pop();
            None
        }
        ("property" | "findProperty" | "getProperty" | "get" | "getByName", Some(key)) => {
            segments.pop();
            segments.push(key);
            None
        }
        // What it gives is a path from the folder of the root.
        ("file", Some(key)) if segments.first().is_some_and(|it| it == "rootProject") => {
            let root = Node {
                expr: Expr::Path(vec!["rootDir".to_owned()]),
                span: arguments[0].value.span.clone(),
            };
            let path = Part::Literal(format!("/{key}"));
            Some(Expr::Text(vec![Part::Hole(root), path]))
        }
        ("gradleProperty", Some(key)) => {
            *segments = vec![key];
            None
        }
        ("mapOf" | "hashMapOf" | "linkedMapOf" | "mutableMapOf", _)
        | ("listOf" | "setOf" | "arrayOf" | "mutableListOf", _) => Some(collection(arguments)),
        _ => Some(Expr::Call(name, arguments)),
    }
}

/// What a list or a map holds.
pub(super) fn collection(arguments: Vec<Argument>) -> Expr {
    if arguments.iter().any(|argument| argument.name.is_some()) {
        let complete = arguments.iter().all(|argument| argument.name.is_some());
        let named = arguments.into_iter().filter_map(|argument| {
            let Argument { name, key, value } = argument;
            Some((name?, Member { key, value }))
        });
        let members = named.collect();
        Expr::Map(Map { members, complete })
    } else {
        Expr::List(arguments.into_iter().map(|it| it.value).collect())
    }
}
