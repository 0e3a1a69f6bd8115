//! Reads the statements of a Gradle script one after the other.

use super::expression::Cursor;
use super::lexer::{Kind, Token};
use super::script::{Definition, Script, Visibility};
use super::statement::Within;
use super::syntax::{Expr, Node};

const MAX_DEFINITIONS: usize = 64;

const MODIFIERS: [&str; 8] = [
    "private",
    "internal",
    "public",
    "protected",
    "final",
    "static",
    "const",
    "override",
];

/// A block that is open.
pub(super) struct Block {
    pub(super) name: String,
    /// What goes before the names of what is defined in it.
    prefix: Option<String>,
    within: Within,
    /// The statement that it is the end of.
    by: Option<usize>,
}

/// Goes through the tokens of a script.
pub(super) struct Reader<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) blocks: Vec<Block>,
    pub(super) script: Script,
}

/// Reads the statements in `tokens`, which are those of `text`, into `script`.
pub(super) fn read(text: &str, tokens: &[Token], script: Script) -> Script {
    let mut reader = Reader {
        cursor: Cursor {
            text,
            tokens,
            at: 0,
        },
        blocks: Vec::new(),
        script,
    };
    while reader.cursor.kind().is_some() {
        reader.statement();
    }
    reader.script
}

impl Reader<'_> {
    fn statement(&mut self) {
        match self.cursor.kind() {
            Some(Kind::Word) => self.worded(),
            Some(Kind::Open) => {
                let name = self.cursor.expression();
                match name.literal() {
                    Some(text) if self.cursor.is(b'(') => {
                        self.command(vec![text.to_owned()], name.span);
                    }
                    _ => self.rest("", &[], None),
                }
            }
            Some(Kind::Punct(b'{')) => self.enter("", None, &[], None),
            Some(Kind::Punct(b'}')) => {
                self.cursor.at += 1;
                if let Some(block) = self.blocks.pop() {
                    let end = self.cursor.since(0).end;
                    self.script.statements.close(block.by, end);
                }
            }
            Some(_) => self.cursor.at += 1,
            None => {}
        }
    }

    /// Where what is read now stands.
    pub(super) fn within(&self) -> Within {
        self.blocks.last().map_or(Within::Top, |block| block.within)
    }

    /// Goes into the block that begins here, the end of the statement `by`. It is kept under
    /// `names`.
    pub(super) fn enter(
        &mut self,
        name: &str,
        prefix: Option<String>,
        names: &[String],
        by: Option<usize>,
    ) {
        self.cursor.at += 1;
        let within = self.script.statements.open(self.within(), names, by);
        self.blocks.push(Block {
            name: name.to_owned(),
            prefix,
            within,
            by,
        });
    }

    /// Skips the rest of the statement `by`; a block at its end is gone into as `name`, and kept
    /// under `names`.
    pub(super) fn rest(&mut self, name: &str, names: &[String], by: Option<usize>) {
        self.skip();
        let end = self.cursor.since(0).end;
        self.script.statements.ends(by, end);
        if self.cursor.is(b'{') {
            self.enter(name, None, names, by);
        }
    }

    /// Goes to the end of the statement, or to the block at its end.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(kind) = self.cursor.kind() {
            match kind {
                Kind::Newline | Kind::Punct(b';' | b'{' | b'}') if depth == 0 => return,
                Kind::Punct(b'(' | b'[' | b'{') | Kind::Open | Kind::Hole => depth += 1,
                Kind::Punct(b')' | b']' | b'}') | Kind::Close | Kind::HoleEnd => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            self.cursor.at += 1;
        }
    }

    fn worded(&mut self) {
        while self
            .cursor
            .word()
            .is_some_and(|word| MODIFIERS.contains(&word))
            && self.cursor.word_after(1).is_some()
        {
            self.cursor.at += 1;
        }
        let typed = self.cursor.word_after(1).is_some()
            && self.cursor.kind_after(2) == Some(Kind::Punct(b'='))
            && self.cursor.kind_after(3) != Some(Kind::Punct(b'='));
        match self.cursor.word() {
            Some("def" | "val" | "var") => {
                // `def String x`
                self.cursor.at += 1 + usize::from(
                    self.cursor.word_after(2).is_some() && self.cursor.word_after(2) != Some("by"),
                );
                self.variable();
            }
            Some(word @ ("object" | "class" | "interface")) => {
                self.cursor.at += 1;
                let name = self.cursor.word().unwrap_or_default().to_owned();
                while !matches!(
                    self.cursor.kind(),
                    None | Some(Kind::Newline | Kind::Punct(b'{'))
                ) {
                    self.cursor.at += 1;
                }
                if self.cursor.is(b'{') {
                    let outer = self.blocks.last().and_then(|block| block.prefix.clone());
                    let prefix = outer.map_or(name.clone(), |outer| format!("{outer}.{name}"));
                    self.enter(word, Some(prefix), &[], None);
                }
            }
            Some(_) if typed => {
                self.cursor.at += 1;
                self.variable();
            }
            _ => {
                let start = self.cursor.offset();
                let path = self.path();
                let name = self.cursor.since(start);
                self.command(path, name);
            }
        }
    }

    /// `name = value`, `name: Type = value`, `name by extra(value)`.
    fn variable(&mut self) {
        let Some(name) = self.cursor.word().map(str::to_owned) else {
            return self.rest("", &[], None);
        };
        self.cursor.at += 1;
        if self.cursor.take(b':') {
            while !matches!(
                self.cursor.kind(),
                None | Some(Kind::Newline | Kind::Punct(b'=' | b'{'))
            ) && self.cursor.word() != Some("by")
            {
                self.cursor.at += 1;
            }
        }
        let mut kind = Visibility::Local;
        let value = if self.cursor.take(b'=') {
            self.cursor.newlines();
            self.cursor.expression()
        } else if self.cursor.word() == Some("by") {
            self.cursor.at += 1;
            let start = self.cursor.offset();
            let mut path = self.path();
            if path.last().is_some_and(|last| last == "extra")
                && (self.cursor.is(b'(') || self.cursor.is(b'{'))
            {
                kind = Visibility::Extra;
                self.cursor.at += 1;
                self.cursor.newlines();
                let value = self.cursor.expression();
                self.cursor.newlines();
                let _ = self.cursor.take(b')') || self.cursor.take(b'}');
                value
            } else {
                path.push(name.clone());
                Node {
                    expr: Expr::Path(path),
                    span: self.cursor.since(start),
                }
            }
        } else {
            return self.rest("", &[], None);
        };
        // `val release by getting { … }`
        let names = if matches!(&value.expr, Expr::Path(path) if is_delegate(path)) {
            vec![name.clone()]
        } else {
            Vec::new()
        };
        self.define(&[name], value, kind);
        self.rest("", &names, None);
    }

    pub(super) fn define(&mut self, path: &[String], value: Node, kind: Visibility) {
        let name = path.join(".");
        let prefix = self.blocks.last().and_then(|block| block.prefix.as_ref());
        let name = prefix.map_or(name.clone(), |prefix| format!("{prefix}.{name}"));
        let definitions = self.script.definitions.entry(name).or_default();
        // So many are ambiguous; more of them say nothing new.
        if definitions.len() < MAX_DEFINITIONS {
            definitions.push(Definition { value, kind });
        }
    }

    /// `a.b.c`, also as `a["b"].c`.
    pub(super) fn path(&mut self) -> Vec<String> {
        let mut path = vec![self.cursor.word().unwrap_or_default().to_owned()];
        self.cursor.at += 1;
        self.path_from(&mut path);
        path
    }

    /// Adds to `path` what follows it.
    pub(super) fn path_from(&mut self, path: &mut Vec<String>) {
        loop {
            if self.cursor.is(b'.')
                && let Some(word) = self.cursor.word_after(1)
            {
                path.push(word.to_owned());
                self.cursor.at += 2;
                continue;
            }
            if !(self.cursor.is(b'[') && self.is_key()) {
                return;
            }
            let token = &self.cursor.tokens[self.cursor.at + 2];
            path.push(self.cursor.text[token.span.clone()].to_owned());
            self.cursor.at += 5;
        }
    }

    /// Whether `["text"]` stands here.
    fn is_key(&self) -> bool {
        // In a command such as `dirs ['libs']` a space stands before the bracket.
        self.cursor.is_adjacent()
            && self.cursor.kind_after(1) == Some(Kind::Open)
            && matches!(self.cursor.kind_after(2), Some(Kind::Text { .. }))
            && self.cursor.kind_after(3) == Some(Kind::Close)
            && self.cursor.kind_after(4) == Some(Kind::Punct(b']'))
    }
}

/// Whether `path`, the name of what is delegated at its end, is that of an element of a container.
fn is_delegate(path: &[String]) -> bool {
    let delegate = path.iter().rev().nth(1);
    delegate.is_some_and(|it| ["getting", "creating", "registering"].contains(&it.as_str()))
}
