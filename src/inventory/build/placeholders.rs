//! `manifestPlaceholders`, in all the ways in which scripts write them.

use std::ops::Range;

use super::fact::{Fact, Owner};
use super::said::{Everything, Said, owner};
use crate::inventory::place::Place;
use crate::inventory::statement::Operator;
use crate::inventory::syntax::{Expr, Map, Node, Part};

const NAME: &str = "manifestPlaceholders";
const MAX_DEPTH: usize = 8;

/// How a statement changes the placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `manifestPlaceholders = [A: 'x']`: what was there before is gone.
    Assigned,
    /// `manifestPlaceholders += [A: 'x']`
    Added,
    /// `manifestPlaceholders["A"] = "x"`, `manifestPlaceholders.A = 'x'`
    Indexed,
    /// `manifestPlaceholders([A: 'x'])`, `addManifestPlaceholders(…)`
    Called,
    /// `manifestPlaceholders.put("A", "x")`, `.putAll(…)`
    Put,
}

/// A placeholder and its value.
#[derive(Clone, Debug)]
pub struct Placeholder {
    /// Its name.
    pub key: String,
    /// Where that stands, a string with its quotes.
    pub place: Place,
    /// Its value.
    pub value: Fact<String>,
}

/// A statement about `manifestPlaceholders`.
#[derive(Clone, Debug)]
pub struct Placeholders {
    /// What they are for.
    pub owner: Owner,
    /// What the statement does.
    pub change: Change,
    /// The placeholders that it names, in their order.
    pub entries: Vec<Placeholder>,
    /// Whether it names no others.
    pub complete: bool,
    /// The whole statement.
    pub statement: Place,
    /// The `=` or `+=` of an assignment.
    pub operator: Option<Place>,
    /// Whether it may not be reached.
    pub conditional: bool,
}

/// What the scripts say of the module's placeholders.
pub(super) fn read(all: &Everything<'_>) -> Vec<Placeholders> {
    all.of_module()
        .filter_map(|said| statement(all, said))
        .collect()
}

fn statement(all: &Everything<'_>, said: &Said<'_>) -> Option<Placeholders> {
    let (owner, change) = change(said)?;
    let mut found = Entries {
        all,
        list: Vec::new(),
        complete: true,
    };
    match (change, said.arguments()) {
        (Change::Indexed, [value]) => {
            let place = all.name(said);
            let value = all.text(said, &value.value);
            found.add(said.written(), quoted(place), value);
        }
        (Change::Put, [key, value]) if key.name.is_none() => match key.value.literal() {
            Some(name) => {
                let place = all.place(said, &key.value.span);
                found.add(name, place, all.text(said, &value.value));
            }
            None => found.complete = false,
        },
        (_, arguments) => {
            for argument in arguments {
                match &argument.name {
                    Some(name) => {
                        let place = all.place(said, &argument.key);
                        found.add(name, place, all.text(said, &argument.value));
                    }
                    None => found.of(&argument.value, said.layer, 0),
                }
            }
        }
    }
    let operator = &said.statement.operator_span;
    Some(Placeholders {
        owner,
        change,
        entries: found.list,
        complete: found.complete,
        statement: all.head(said),
        operator: (!operator.is_empty()).then(|| all.place(said, operator)),
        conditional: said.is_conditional(),
    })
}

/// What `said` does to the placeholders of whom, if it is about them.
fn change(said: &Said<'_>) -> Option<(Owner, Change)> {
    let holders = said.below("android");
    let owner = |inside: bool| {
        let mut holders = holders.clone()?;
        if inside {
            holders.pop();
        }
        Some(owner(&holders))
    };
    let held = said.below(NAME).is_some_and(|below| below.is_empty());
    let change = if held {
        match (said.written(), said.operator) {
            ("put" | "set", Operator::Call) | ("putAll", _) => Change::Put,
            ("plusAssign", _) => Change::Added,
            (_, Operator::Assign) => Change::Indexed,
            _ => return None,
        }
    } else if said.name == NAME {
        match said.operator {
            Operator::Assign if keeps(said) => Change::Added,
            Operator::Assign => Change::Assigned,
            Operator::Add => Change::Added,
            Operator::Call if said.arguments().is_empty() => return None,
            Operator::Call => Change::Called,
        }
    } else if said.name == "addManifestPlaceholders" {
        Change::Called
    } else {
        return None;
    };
    Some((owner(held).unwrap_or(Owner::Other), change))
}

/// Whether the value is put together with the placeholders that were there before.
fn keeps(said: &Said<'_>) -> bool {
    let is_own = |node: &Node| match &node.expr {
        Expr::Path(path) => path.last().is_some_and(|it| it == NAME),
        _ => false,
    };
    match said.value().map(|it| &it.expr) {
        Some(Expr::Text(parts)) => parts
            .iter()
            .any(|part| matches!(part, Part::Hole(node) if is_own(node))),
        _ => false,
    }
}

/// `key`, with the quotes that stand right around it.
fn quoted(key: Place) -> Place {
    let (before, after) = (key.span.start.checked_sub(1), key.span.end);
    let bytes = key.file.text.as_bytes();
    let quote = before.and_then(|at| bytes.get(at));
    let is_quoted = matches!(quote, Some(b'"' | b'\'')) && quote == bytes.get(after);
    let span: Range<usize> = match before.filter(|_| is_quoted) {
        Some(before) => before..after + 1,
        None => key.span.clone(),
    };
    Place { span, ..key }
}

struct Entries<'a> {
    all: &'a Everything<'a>,
    list: Vec<Placeholder>,
    complete: bool,
}

impl Entries<'_> {
    fn add(&mut self, key: &str, place: Place, value: Fact<String>) {
        self.list.push(Placeholder {
            key: key.to_owned(),
            place,
            value,
        });
    }

    /// Adds what `node`, which stands in `layer`, holds.
    fn of(&mut self, node: &Node, layer: usize, depth: usize) {
        if depth > MAX_DEPTH {
            self.complete = false;
            return;
        }
        match &node.expr {
            Expr::Map(map) => self.of_map(map, layer),
            Expr::List(members) if members.is_empty() => {}
            Expr::Text(parts) => {
                for part in parts {
                    match part {
                        Part::Hole(node) => self.of(node, layer, depth + 1),
                        Part::Literal(_) => self.complete = false,
                    }
                }
            }
            // What was there before.
            Expr::Path(path) if path.last().is_some_and(|it| it == NAME) => {}
            Expr::Path(path) => self.of_name(path, layer, depth),
            _ => self.complete = false,
        }
    }

    fn of_map(&mut self, map: &Map, layer: usize) {
        self.complete &= map.complete;
        let mut members: Vec<_> = map.members.iter().collect();
        members.sort_by_key(|(_, member)| member.key.start);
        for (key, member) in members {
            let place = self.all.scope.place(layer, &member.key);
            let value = self.all.text_in(layer, &member.value);
            self.add(key, place, value);
        }
    }

    fn of_name(&mut self, path: &[String], layer: usize, depth: usize) {
        self.all.scope.refuel();
        match self.all.scope.find(path, layer, depth) {
            Ok(found) if !found.is_empty() => {
                // Of several, it is open which one holds.
                self.complete &= found.len() == 1;
                for it in found {
                    self.of(it.node, it.layer, depth + 1);
                }
            }
            _ => self.complete = false,
        }
    }
}
