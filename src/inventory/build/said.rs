//! The statements of all scripts, each with what it is said of.

use std::collections::HashMap;
use std::ops::Range;

use super::fact::Owner;
use crate::inventory::place::Place;
use crate::inventory::statement::{Operator, Statement};
use crate::inventory::syntax::{Argument, Expr, Node};
use crate::inventory::values::Scope;

/// Blocks and receivers that do not change what is configured.
const TRANSPARENT: [&str; 14] = [
    "",
    "afterEvaluate",
    "also",
    "apply",
    "catch",
    "else",
    "if",
    "it",
    "let",
    "project",
    "run",
    "this",
    "try",
    "with",
];
/// Blocks that may not be reached.
const CONDITIONAL: [&str; 9] = [
    "catch",
    "else",
    "for",
    "if",
    "switch",
    "try",
    "when",
    "while",
    "withPlugin",
];
/// Names that stand for each element of a container.
const EACH: [&str; 5] = ["all", "configureEach", "each", "forEach", "whenObjectAdded"];

/// A statement in its script.
pub(super) struct Said<'s> {
    pub(super) statement: &'s Statement,
    pub(super) layer: usize,
    /// The blocks that it stands in and what its name is called on, the outermost first.
    pub(super) holders: Vec<&'s str>,
    /// What is called or assigned: `minifyEnabled`, also where it says `setMinifyEnabled` or
    /// `isMinifyEnabled`.
    pub(super) name: String,
    pub(super) operator: Operator,
}

/// All that the scripts say.
pub(super) struct Everything<'s> {
    pub(super) scope: &'s Scope,
    pub(super) said: Vec<Said<'s>>,
    /// What stands right in a block, by script and block.
    inside: HashMap<(usize, usize), Vec<usize>>,
}

impl<'s> Everything<'s> {
    /// Takes the statements of all scripts of `scope`.
    pub(super) fn of(scope: &'s Scope) -> Self {
        let mut everything = Self {
            scope,
            said: Vec::new(),
            inside: HashMap::new(),
        };
        for (layer, it) in scope.layers.iter().enumerate() {
            for statement in it.script.statements.iter() {
                // Of these a large project has thousands, and they say nothing of any module.
                if it.is_settings() && statement.path == ["include"] {
                    continue;
                }
                if let Some(block) = statement.block {
                    let inside = everything.inside.entry((layer, block)).or_default();
                    inside.push(everything.said.len());
                }
                let blocks = it.script.statements.names(statement.block);
                everything.said.push(Said::of(statement, layer, blocks));
            }
        }
        everything
    }

    /// What stands right in the block at the end of `said`.
    pub(super) fn inside(&self, said: &Said<'_>) -> impl Iterator<Item = &Said<'s>> {
        let opened = said.statement.opens.map(|block| (said.layer, block));
        let inside = opened.and_then(|opened| self.inside.get(&opened));
        inside.into_iter().flatten().map(|at| &self.said[*at])
    }

    /// What is said of the module itself.
    pub(super) fn of_module(&self) -> impl Iterator<Item = &Said<'s>> {
        self.said.iter().filter(|it| self.is_of_module(it))
    }

    /// Whether `said` configures the module.
    pub(super) fn is_of_module(&self, said: &Said<'_>) -> bool {
        let layer = &self.scope.layers[said.layer];
        let shares = |names: &[&str]| said.holders.iter().any(|it| names.contains(it));
        let own = layer.level == 0 && !layer.is_settings();
        if own {
            // The root as a module is no project below itself.
            !shares(&["subprojects"])
        } else {
            shares(&["allprojects", "subprojects", "configure"])
        }
    }

    /// The bytes `span` of the script that `said` stands in.
    pub(super) fn place(&self, said: &Said<'_>, span: &Range<usize>) -> Place {
        self.scope.place(said.layer, span)
    }

    /// `said` without its block.
    pub(super) fn head(&self, said: &Said<'_>) -> Place {
        self.place(said, &said.statement.head)
    }

    /// `said` with its block.
    pub(super) fn whole(&self, said: &Said<'_>) -> Place {
        self.place(said, &said.statement.span)
    }

    /// The last name of `said`, without quotes.
    pub(super) fn name(&self, said: &Said<'_>) -> Place {
        said.name_place(self.scope)
    }
}

impl<'s> Said<'s> {
    /// `statement`, which stands in the `blocks` of the script of `layer`.
    pub(super) fn of(statement: &'s Statement, layer: usize, blocks: Vec<&'s str>) -> Self {
        let (mut operator, path) = (statement.operator, statement.path.as_slice());
        let sets = operator == Operator::Call && statement.arguments.len() == 1;
        let (mut last, mut before) = match path.split_last() {
            Some((last, before)) => (last.as_str(), before),
            None => ("", path),
        };
        if last == "set" && sets && !before.is_empty() {
            operator = Operator::Assign;
            (last, before) = match before.split_last() {
                Some((last, before)) => (last.as_str(), before),
                None => (last, before),
            };
        }
        let setter = last.strip_prefix("set").filter(|it| sets && is_upper(it));
        if setter.is_some() {
            operator = Operator::Assign;
        }
        let getter = last.strip_prefix("is").filter(|it| is_upper(it));
        let name = match setter.or(getter) {
            Some(property) => lower(property),
            None => last.to_owned(),
        };
        let mut holders = blocks;
        holders.extend(before.iter().map(String::as_str));
        Self {
            statement,
            layer,
            holders,
            name,
            operator,
        }
    }

    /// The name as it is written.
    pub(super) fn written(&self) -> &'s str {
        self.statement.path.last().map_or("", String::as_str)
    }

    /// Where its last name stands, without quotes.
    pub(super) fn name_place(&self, scope: &Scope) -> Place {
        let whole = scope.place(self.layer, &self.statement.name).unquoted();
        let last = self.written();
        match whole.text().rfind(last).filter(|_| !last.is_empty()) {
            Some(at) => {
                let start = whole.span.start + at;
                scope.place(self.layer, &(start..start + last.len()))
            }
            None => whole,
        }
    }

    /// What it is called with, or the one value that it assigns.
    pub(super) fn arguments(&self) -> &'s [Argument] {
        &self.statement.arguments
    }

    /// The first argument without a name.
    pub(super) fn value(&self) -> Option<&'s Node> {
        let first = self.arguments().iter().find(|it| it.name.is_none());
        first.map(|it| &it.value)
    }

    /// The argument called `name`.
    pub(super) fn named(&self, name: &str) -> Option<&'s Node> {
        let mut named = self.arguments().iter();
        let found = named.find(|it| it.name.as_deref() == Some(name))?;
        Some(&found.value)
    }

    /// Whether it may not be reached.
    pub(super) fn is_conditional(&self) -> bool {
        self.holders.iter().any(|it| CONDITIONAL.contains(it))
    }

    /// Whether one of the blocks is called `name`.
    pub(super) fn is_in(&self, name: &str) -> bool {
        self.holders.contains(&name)
    }

    /// The holders that matter below the innermost one called `name`.
    pub(super) fn below(&self, name: &str) -> Option<Vec<&'s str>> {
        let at = self.holders.iter().rposition(|it| *it == name)?;
        let below = self.holders[at + 1..].iter().copied();
        Some(below.filter(|it| !TRANSPARENT.contains(it)).collect())
    }
}

/// What stands below `android` as `holders`.
pub(super) fn owner(holders: &[&str]) -> Owner {
    match holders {
        [] => Owner::Android,
        ["defaultConfig"] => Owner::DefaultConfig,
        ["buildTypes", name] => Owner::BuildType(element(name)),
        ["productFlavors", name] => Owner::Flavor(element(name)),
        // `all { flavor -> flavor.minSdk = 21 }`
        ["buildTypes", name, _] if is_each(name) => Owner::BuildType(element(name)),
        ["productFlavors", name, _] if is_each(name) => Owner::Flavor(element(name)),
        _ => Owner::Other,
    }
}

/// Whether `name` stands for each element of a container.
pub(super) fn is_each(name: &str) -> bool {
    EACH.contains(&name)
}

fn element(name: &str) -> String {
    if is_each(name) { "*" } else { name }.to_owned()
}

/// The members of `node` as arguments, where it is a list; else itself.
pub(super) fn members(node: &Node) -> Vec<&Node> {
    match &node.expr {
        Expr::List(members) => members.iter().collect(),
        _ => vec![node],
    }
}

fn is_upper(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}
