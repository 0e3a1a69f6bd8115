//! The expressions of a Gradle script that a version or a dependency can stand in.
//!
//! What it does not know becomes [`Expr::Computed`]. It never goes back: every token is looked at
//! a bounded number of times, and nesting past a limit is skipped.

use std::ops::Range;

use super::lexer::{Kind, Token, unescape};
use super::syntax::{Argument, Expr, Node, Part, call, collection};

const MAX_DEPTH: usize = 24;
const MAX_SEGMENTS: usize = 8;
const MAX_NAME: usize = 128;

/// A place in the tokens of a script.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind_after(0)
    }

    pub(super) fn kind_after(&self, count: usize) -> Option<Kind> {
        self.tokens.get(self.at + count).map(|token| token.kind)
    }

    /// The word here.
    pub(super) fn word(&self) -> Option<&'a str> {
        self.word_after(0)
    }

    pub(super) fn word_after(&self, count: usize) -> Option<&'a str> {
        let token = self.tokens.get(self.at + count)?;
        (token.kind == Kind::Word).then(|| &self.text[token.span.clone()])
    }

    pub(super) fn is(&self, punct: u8) -> bool {
        self.kind() == Some(Kind::Punct(punct))
    }

    /// Goes past `punct`, if it is here.
    pub(super) fn take(&mut self, punct: u8) -> bool {
        let here = self.is(punct);
        self.at += usize::from(here);
        here
    }

    pub(super) fn newlines(&mut self) {
        while self.kind() == Some(Kind::Newline) {
            self.at += 1;
        }
    }

    /// Whether nothing stands between the token here and the one before.
    pub(super) fn is_adjacent(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| token.span.end == self.offset())
    }

    /// Where the token here begins.
    pub(super) fn offset(&self) -> usize {
        self.tokens
            .get(self.at)
            .map_or(self.text.len(), |token| token.span.start)
    }

    /// From `start` to the end of the token before.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        start..before.map_or(start, |token| token.span.end.max(start))
    }

    /// Goes to the next comma or closing bracket of the list that is open here.
    fn skip_argument(&mut self) {
        let mut depth = 0_usize;
        while let Some(kind) = self.kind() {
            match kind {
                Kind::Punct(b'(' | b'[' | b'{') | Kind::Open | Kind::Hole => depth += 1,
                Kind::Punct(b',') if depth == 0 => return,
                Kind::Punct(b')' | b']' | b'}') | Kind::Close | Kind::HoleEnd => {
                    match depth.checked_sub(1) {
                        Some(outer) => depth = outer,
                        None => return,
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// An expression.
    pub(super) fn expression(&mut self) -> Node {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Node {
        let start = self.offset();
        let mut node = self.primary(depth);
        let mut parts = Vec::new();
        loop {
            match self.kind() {
                Some(Kind::Word) if self.word() == Some("as") => {
                    self.at += 1;
                    while self.kind() == Some(Kind::Word) || self.is(b'.') || self.is(b'?') {
                        self.at += 1;
                    }
                }
                Some(Kind::Punct(b'+')) => {
                    self.at += 1;
                    self.newlines();
                    parts.push(Part::Hole(node));
                    node = self.primary(depth);
                }
                Some(Kind::Punct(
                    b'?' | b':' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' | b'&' | b'|' | b'%',
                )) => {
                    node.expr = Expr::Computed;
                    break;
                }
                _ => break,
            }
        }
        if !parts.is_empty() {
            let computed = matches!(node.expr, Expr::Computed);
            parts.push(Part::Hole(node));
            let expr = if computed {
                Expr::Computed
            } else {
                Expr::Text(parts)
            };
            return Node {
                expr,
                span: self.since(start),
            };
        }
        node
    }

    fn primary(&mut self, depth: usize) -> Node {
        let start = self.offset();
        let too_deep = depth >= MAX_DEPTH;
        let expr = match self.kind() {
            Some(Kind::Open) if too_deep => {
                self.at += 1;
                self.skip_argument();
                self.at += 1;
                Expr::Computed
            }
            Some(Kind::Open) => self.string(depth),
            Some(Kind::Number) => {
                let number = self.text[self.tokens[self.at].span.clone()].to_owned();
                self.at += 1;
                Expr::Text(vec![Part::Literal(number)])
            }
            Some(Kind::Punct(b'[' | b'(')) if too_deep => {
                self.at += 1;
                self.skip_list();
                Expr::Computed
            }
            Some(Kind::Punct(b'[')) => {
                self.at += 1;
                collection(self.arguments(b']', depth))
            }
            Some(Kind::Punct(b'(')) => {
                self.at += 1;
                let mut inner = self.arguments(b')', depth);
                match inner.len() {
                    1 => inner.swap_remove(0).value.expr,
                    _ => Expr::Computed,
                }
            }
            Some(Kind::Word) if self.word() == Some("new") => Expr::Computed,
            Some(Kind::Word) => self.path(depth),
            _ => Expr::Computed,
        };
        Node {
            expr,
            span: self.since(start),
        }
    }

    /// Goes past the bracket that closes the list here.
    fn skip_list(&mut self) {
        loop {
            self.skip_argument();
            if !self.take(b',') {
                self.at += 1;
                return;
            }
        }
    }

    fn string(&mut self, depth: usize) -> Expr {
        self.at += 1;
        let mut parts = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token.kind {
                Kind::Text { escapes } => {
                    let text = &self.text[token.span.clone()];
                    parts.push(Part::Literal(unescape(text, escapes)));
                }
                Kind::Hole => {
                    self.newlines();
                    let mut node = self.nested(depth + 1);
                    if self.kind() != Some(Kind::HoleEnd) {
                        node.expr = Expr::Computed;
                        // Commas do not end a hole.
                        loop {
                            self.skip_argument();
                            if !self.take(b',') {
                                break;
                            }
                        }
                    }
                    self.at += usize::from(self.kind() == Some(Kind::HoleEnd));
                    parts.push(Part::Hole(node));
                }
                Kind::Close => break,
                _ => {}
            }
        }
        Expr::Text(parts)
    }

    /// A path, with what is called on its way.
    fn path(&mut self, depth: usize) -> Expr {
        let mut segments = vec![self.word().unwrap_or_default().to_owned()];
        self.at += 1;
        let mut expr = None;
        loop {
            match self.kind() {
                Some(Kind::Punct(b'.')) if self.word_after(1).is_some() => {
                    segments.push(self.word_after(1).unwrap_or_default().to_owned());
                    self.at += 2;
                }
                Some(Kind::Punct(b'?'))
                    if self.kind_after(1) == Some(Kind::Punct(b'.'))
                        && self.word_after(2).is_some() =>
                {
                    self.at += 1;
                }
                Some(Kind::Punct(b'!')) if self.kind_after(1) != Some(Kind::Punct(b'=')) => {
                    self.at += 1;
                }
                Some(Kind::Punct(b'[')) if depth < MAX_DEPTH => {
                    // In a command such as `dirs ['libs']` a space stands before the bracket.
                    if !self.is_adjacent() {
                        break;
                    }
                    self.at += 1;
                    let index = self.arguments(b']', depth);
                    match index.first().and_then(|first| first.value.literal()) {
                        Some(key) if index.len() == 1 => segments.push(key.to_owned()),
                        _ => expr = Some(Expr::Computed),
                    }
                }
                Some(Kind::Punct(b'(')) if depth < MAX_DEPTH => {
                    self.at += 1;
                    let arguments = self.arguments(b')', depth);
                    if expr.is_none() {
                        expr = call(&mut segments, arguments);
                    }
                }
                _ => break,
            }
            if segments.len() > MAX_SEGMENTS {
                segments.truncate(MAX_SEGMENTS);
                expr = Some(Expr::Computed);
            }
        }
        if let Some(Expr::Call(name, arguments)) = &mut expr
            && name == "fileTree"
            && self.take(b'{')
        {
            self.patterns(arguments, depth);
        }
        if segments.iter().any(|segment| segment.len() > MAX_NAME) {
            return Expr::Computed;
        }
        expr.unwrap_or(Expr::Path(segments))
    }

    /// The patterns in the block of a file tree, added to its arguments.
    fn patterns(&mut self, arguments: &mut Vec<Argument>, depth: usize) {
        loop {
            self.newlines();
            match (self.kind(), self.word()) {
                (None, _) => return,
                (_, Some(name @ ("include" | "exclude"))) => {
                    self.at += 1;
                    let values = if self.take(b'(') {
                        self.arguments(b')', depth + 1)
                    } else {
                        let mut values = vec![self.argument(depth + 1)];
                        while self.take(b',') {
                            self.newlines();
                            values.push(self.argument(depth + 1));
                        }
                        values
                    };
                    arguments.extend(values.into_iter().map(|it| Argument {
                        name: Some(name.to_owned()),
                        ..it
                    }));
                }
                _ => {
                    self.skip_argument();
                    if self.kind() == Some(Kind::Punct(b'}')) {
                        self.at += 1;
                        return;
                    }
                    if !self.take(b',') {
                        return;
                    }
                }
            }
        }
    }

    /// What stands up to `closing`, whose opening bracket is behind the cursor.
    pub(super) fn arguments(&mut self, closing: u8, depth: usize) -> Vec<Argument> {
        let mut arguments = Vec::new();
        loop {
            self.newlines();
            match self.kind() {
                None => return arguments,
                Some(Kind::Punct(b',')) => self.at += 1,
                Some(Kind::Punct(punct)) if punct == closing => {
                    self.at += 1;
                    return arguments;
                }
                // A bracket that somebody else opened: this list was never closed.
                Some(Kind::Punct(b')' | b']' | b'}') | Kind::Close | Kind::HoleEnd) => {
                    return arguments;
                }
                // `[:]` is an empty map.
                Some(Kind::Punct(b':')) => self.at += 1,
                Some(_) => {
                    let mut argument = self.argument(depth + 1);
                    self.newlines();
                    let ended = match self.kind() {
                        None | Some(Kind::Punct(b',')) => true,
                        Some(Kind::Punct(punct)) => punct == closing,
                        Some(_) => false,
                    };
                    if !ended {
                        argument.value.expr = Expr::Computed;
                        self.skip_argument();
                    }
                    arguments.push(argument);
                }
            }
        }
    }

    /// An argument, which may have a name: `group: 'a'`, `group = "a"`, `"group" to "a"`.
    pub(super) fn argument(&mut self, depth: usize) -> Argument {
        let named = self.word().filter(|_| match self.kind_after(1) {
            Some(Kind::Punct(b':')) => true,
            Some(Kind::Punct(b'=')) => self.kind_after(2) != Some(Kind::Punct(b'=')),
            _ => false,
        });
        if let Some(name) = named {
            let key = self.tokens[self.at].span.clone();
            self.at += 2;
            self.newlines();
            return Argument {
                name: Some(name.to_owned()),
                key,
                value: self.nested(depth),
            };
        }
        // A colon after a string makes it a key, and no condition.
        let quoted = self.kind() == Some(Kind::Open);
        let value = if quoted {
            self.primary(depth)
        } else {
            self.nested(depth)
        };
        let paired = self.is(b':') || self.word() == Some("to");
        if quoted && !paired {
            return Argument::unnamed(self.continued(value, depth));
        }
        match value.literal() {
            Some(name) if paired => {
                let name = name.to_owned();
                self.at += 1;
                self.newlines();
                Argument {
                    name: Some(name),
                    key: value.span,
                    value: self.nested(depth),
                }
            }
            _ => Argument::unnamed(value),
        }
    }

    /// `first` with what is put together with it.
    fn continued(&mut self, first: Node, depth: usize) -> Node {
        if !self.is(b'+') {
            return first;
        }
        self.at += 1;
        self.newlines();
        let start = first.span.start;
        let second = self.nested(depth);
        if matches!(second.expr, Expr::Computed) {
            return second;
        }
        Node {
            expr: Expr::Text(vec![Part::Hole(first), Part::Hole(second)]),
            span: self.since(start),
        }
    }
}
