//! The statements of a script in the order in which they stand, with the blocks that hold them.

use std::ops::Range;

use super::syntax::{Argument, Expr};

/// Statements below so many blocks are not kept, nor more than so many of one script.
const MAX_NESTED: usize = 24;
const MAX_STATEMENTS: usize = 20_000;
/// A longer name is none that anybody looks for.
const MAX_NAME: usize = 128;
const MAX_SEGMENTS: usize = 12;

/// How a statement says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `a = b`
    Assign,
    /// `a += b`
    Add,
    /// `a b`, `a(b)`, or `a` alone.
    Call,
}

/// A statement that is no definition.
pub(super) struct Statement {
    /// The block that it stands in; `None` at the top.
    pub(super) block: Option<usize>,
    /// `a.b.c`
    pub(super) path: Vec<String>,
    /// Where that path stands.
    pub(super) name: Range<usize>,
    pub(super) operator: Operator,
    /// Where the operator stands; empty for a call.
    pub(super) operator_span: Range<usize>,
    /// What it is called with, or the one value that it assigns.
    pub(super) arguments: Vec<Argument>,
    /// All of it but its block.
    pub(super) head: Range<usize>,
    /// All of it.
    pub(super) span: Range<usize>,
    /// The block at its end.
    pub(super) opens: Option<usize>,
}

/// A block, by what opens it.
struct Block {
    parent: Option<usize>,
    names: Vec<String>,
    depth: usize,
}

/// The statements of a script.
#[derive(Default)]
pub(super) struct Statements {
    list: Vec<Statement>,
    blocks: Vec<Block>,
}

/// Where a statement stands, as far as that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Top,
    Block(usize),
    /// Below more blocks than are looked into.
    TooDeep,
}

impl Statements {
    /// All of them, in the order in which they stand.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Statement> {
        self.list.iter()
    }

    /// The statement that `add` gave the number `at`.
    pub(super) fn get(&self, at: usize) -> Option<&Statement> {
        self.list.get(at)
    }

    /// Keeps `statement`, which stands `within`, and gives its number.
    pub(super) fn add(&mut self, within: Within, mut statement: Statement) -> Option<usize> {
        let short = statement.path.iter().all(|name| name.len() <= MAX_NAME)
            && statement.path.len() <= MAX_SEGMENTS;
        if !short || self.list.len() >= MAX_STATEMENTS {
            return None;
        }
        statement.block = match within {
            Within::Top => None,
            Within::Block(block) => Some(block),
            Within::TooDeep => return None,
        };
        self.list.push(statement);
        Some(self.list.len() - 1)
    }

    /// Gives the statement `by` its arguments.
    pub(super) fn called_with(&mut self, by: Option<usize>, arguments: Vec<Argument>) {
        if let Some(statement) = by.and_then(|by| self.list.get_mut(by)) {
            statement.arguments = arguments;
        }
    }

    /// Says that the statement `by` ends at `end`, but for its block.
    pub(super) fn ends(&mut self, by: Option<usize>, end: usize) {
        let Some(statement) = by.and_then(|by| self.list.get_mut(by)) else {
            return;
        };
        // An expression that was not understood ends where the statement does, unless a bracket
        // ends it.
        if let Some(last) = statement.arguments.last_mut()
            && matches!(last.value.expr, Expr::Computed)
            && last.value.span.end >= statement.head.end
        {
            let span = &mut last.value.span;
            span.end = end.max(span.start);
        }
        statement.head.end = end.max(statement.head.end);
        statement.span.end = end.max(statement.span.end);
    }

    /// Opens the block called `names`, which stands `within`, at the end of the statement `by`.
    pub(super) fn open(&mut self, within: Within, names: &[String], by: Option<usize>) -> Within {
        let (parent, depth) = match within {
            Within::Top => (None, 0),
            Within::Block(block) => (Some(block), self.blocks[block].depth + 1),
            Within::TooDeep => return Within::TooDeep,
        };
        if depth >= MAX_NESTED || self.blocks.len() >= MAX_STATEMENTS {
            return Within::TooDeep;
        }
        let names = names.iter().take(MAX_SEGMENTS);
        let names = names.filter(|it| it.len() <= MAX_NAME);
        self.blocks.push(Block {
            parent,
            names: names.cloned().collect(),
            depth,
        });
        let opened = self.blocks.len() - 1;
        if let Some(statement) = by.and_then(|by| self.list.get_mut(by)) {
            statement.opens = Some(opened);
        }
        Within::Block(opened)
    }

    /// Says that the block of the statement `by` ends at `end`.
    pub(super) fn close(&mut self, by: Option<usize>, end: usize) {
        if let Some(statement) = by.and_then(|by| self.list.get_mut(by)) {
            statement.span.end = end.max(statement.span.end);
        }
    }

    /// The names of the blocks that hold what stands in `block`, the outermost first.
    pub(super) fn names(&self, block: Option<usize>) -> Vec<&str> {
        let mut blocks = Vec::new();
        let mut at = block;
        while let Some(block) = at {
            blocks.push(&self.blocks[block]);
            at = self.blocks[block].parent;
        }
        let names = blocks.into_iter().rev().flat_map(|it| &it.names);
        names.map(String::as_str).collect()
    }
}
