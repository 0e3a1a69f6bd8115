//! Reads the statements of a Gradle script one after the other.

use super::expression::Cursor;
use super::lexer::{Kind, Token};
use super::script::{Declared, Definition, Script, Visibility};
use super::syntax::{Argument, Expr, Node};

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

/// What a `dependencies` block holds beside dependencies.
const NO_CONFIGURATION: [&str; 14] = [
    "annotationProcessor",
    "artifactTypes",
    "attributesSchema",
    "because",
    "changing",
    "classpath",
    "components",
    "constraints",
    "exclude",
    "lintChecks",
    "module",
    "modules",
    "println",
    "transitive",
];

struct Block {
    name: String,
    /// What goes before the names of what is defined in it.
    prefix: Option<String>,
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    blocks: Vec<Block>,
    script: Script,
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
                    Some(name) if self.cursor.is(b'(') => self.command(&[name.to_owned()]),
                    _ => self.rest(""),
                }
            }
            Some(Kind::Punct(b'{')) => self.enter("", None),
            Some(Kind::Punct(b'}')) => {
                self.blocks.pop();
                self.cursor.at += 1;
            }
            Some(_) => self.cursor.at += 1,
            None => {}
        }
    }

    /// Goes into the block that begins here.
    fn enter(&mut self, name: &str, prefix: Option<String>) {
        self.cursor.at += 1;
        self.blocks.push(Block {
            name: name.to_owned(),
            prefix,
        });
    }

    /// Skips the rest of a statement; a block at its end is gone into as `name`.
    fn rest(&mut self, name: &str) {
        let mut depth = 0_usize;
        while let Some(kind) = self.cursor.kind() {
            match kind {
                Kind::Punct(b'{') if depth == 0 => {
                    self.enter(name, None);
                    return;
                }
                Kind::Newline | Kind::Punct(b';' | b'}') if depth == 0 => return,
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
                    self.enter(word, Some(prefix));
                }
            }
            Some(_) if typed => {
                self.cursor.at += 1;
                self.variable();
            }
            _ => {
                let path = self.path();
                self.command(&path);
            }
        }
    }

    /// `name = value`, `name: Type = value`, `name by extra(value)`.
    fn variable(&mut self) {
        let Some(name) = self.cursor.word().map(str::to_owned) else {
            return self.rest("");
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
            return self.rest("");
        };
        self.define(&[name], value, kind);
        self.rest("");
    }

    fn define(&mut self, path: &[String], value: Node, kind: Visibility) {
        let name = path.join(".");
        let prefix = self.blocks.last().and_then(|block| block.prefix.as_ref());
        let name = prefix.map_or(name.clone(), |prefix| format!("{prefix}.{name}"));
        let definitions = self.script.definitions.entry(name).or_default();
        definitions.push(Definition { value, kind });
    }

    /// `a.b.c`, also as `a["b"].c`.
    fn path(&mut self) -> Vec<String> {
        let mut path = vec![self.cursor.word().unwrap_or_default().to_owned()];
        self.cursor.at += 1;
        loop {
            if self.cursor.is(b'.')
                && let Some(word) = self.cursor.word_after(1)
            {
                path.push(word.to_owned());
                self.cursor.at += 2;
                continue;
            }
            let key = (self.cursor.is(b'[') && self.is_key()).then(|| {
                let token = &self.cursor.tokens[self.cursor.at + 2];
                self.cursor.text[token.span.clone()].to_owned()
            });
            match key {
                Some(key) => {
                    path.push(key);
                    self.cursor.at += 5;
                }
                None => return path,
            }
        }
    }

    /// Whether `["text"]` stands here.
    fn is_key(&self) -> bool {
        self.cursor.kind_after(1) == Some(Kind::Open)
            && matches!(self.cursor.kind_after(2), Some(Kind::Text { .. }))
            && self.cursor.kind_after(3) == Some(Kind::Close)
            && self.cursor.kind_after(4) == Some(Kind::Punct(b']'))
    }

    /// The statement that begins with `path`, which is behind the cursor.
    fn command(&mut self, path: &[String]) {
        let name = path.last().map_or("", String::as_str);
        let receivers = &path[..path.len().saturating_sub(1)];
        let extra = |names: &[String]| names.iter().any(|name| name == "ext" || name == "extra");
        let in_extra = self.blocks.last().is_some_and(|block| block.name == "ext");
        let assigns = self.cursor.is(b'=') && self.cursor.kind_after(1) != Some(Kind::Punct(b'='));
        let adds = self.cursor.is(b'+') && self.cursor.kind_after(1) == Some(Kind::Punct(b'='));
        if assigns || adds {
            self.cursor.at += 1 + usize::from(adds);
            self.cursor.newlines();
            let value = self.cursor.expression();
            let kind = if !adds && (extra(receivers) || (in_extra && path.len() == 1)) {
                Visibility::Extra
            } else {
                Visibility::Assigned
            };
            let own: Vec<String> = path
                .iter()
                .skip_while(|it| super::values::RECEIVERS.contains(&it.as_str()))
                .cloned()
                .collect();
            self.define(&own, value, kind);
            return self.rest("");
        }
        let block = match name {
            "apply" | "with" if extra(receivers) => "ext",
            "extra" => "ext",
            // `commonTest.dependencies`
            _ => path
                .iter()
                .map(String::as_str)
                .find(|it| is_test(it))
                .unwrap_or(name),
        };
        if self.cursor.is(b'{') {
            return self.enter(block, None);
        }
        if !self.is_command() {
            return self.rest(block);
        }
        match name {
            "set" if extra(receivers) || in_extra => {
                if let [key, value] = self.arguments().as_slice()
                    && let Some(key) = key.value.literal()
                {
                    let key = [key.to_owned()];
                    self.define(&key, value.value.clone(), Visibility::Extra);
                }
            }
            "apply" => {
                let arguments = self.arguments().into_iter();
                let from = arguments.filter(|it| it.name.as_deref() == Some("from"));
                self.script.applied.extend(from.map(|it| it.value));
            }
            "from" if self.innermost() == "apply" => {
                let arguments = self.arguments().into_iter();
                self.script.applied.extend(arguments.map(|it| it.value));
            }
            "dirs" | "dir" if self.innermost() == "flatDir" => {
                let arguments = self.arguments().into_iter();
                self.script.flat_dirs.extend(arguments.map(|it| it.value));
            }
            "flatDir" => {
                let arguments = self.arguments().into_iter();
                let dirs = arguments.filter(|it| it.name.as_deref() == Some("dirs"));
                self.script.flat_dirs.extend(dirs.map(|it| it.value));
            }
            "strictly" | "require" | "prefer" if self.innermost() == "version" => {
                let version = self.arguments().into_iter().next();
                if let (Some(version), Some(last)) = (version, self.script.dependencies.last_mut())
                {
                    last.version = Some(version.value);
                }
            }
            _ if self.is_configuration(name) => self.dependency(name),
            _ => {}
        }
        self.rest(block);
    }

    /// Whether arguments follow, in parentheses or as Groovy's commands take them.
    fn is_command(&self) -> bool {
        matches!(
            self.cursor.kind(),
            Some(Kind::Word | Kind::Open | Kind::Punct(b'(' | b'['))
        )
    }

    fn arguments(&mut self) -> Vec<Argument> {
        if self.cursor.take(b'(') {
            return self.cursor.arguments(b')', 0);
        }
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.cursor.argument(0));
            if !self.cursor.take(b',') {
                return arguments;
            }
            self.cursor.newlines();
        }
    }

    fn innermost(&self) -> &str {
        self.blocks.last().map_or("", |block| block.name.as_str())
    }

    /// Whether the block here is one of `dependencies` that counts, and `name` may be a
    /// configuration that reaches the app.
    fn is_configuration(&self, name: &str) -> bool {
        let mut blocks = self.blocks.iter().rev().map(|block| block.name.as_str());
        let nearest = blocks.find(|name| !matches!(*name, "if" | "else" | "for" | "each" | ""));
        nearest == Some("dependencies")
            && !self.blocks.iter().any(|block| {
                let name = block.name.as_str();
                matches!(name, "buildscript" | "pluginManagement") || is_test(name)
            })
            && !is_test(name)
            && !["kapt", "ksp"].iter().any(|tool| name.starts_with(tool))
            && !matches!(name, "if" | "else" | "for" | "return" | "while")
            && !NO_CONFIGURATION.contains(&name)
    }

    fn dependency(&mut self, name: &str) {
        let start = self.cursor.offset();
        let mut arguments = self.arguments();
        if name == "add" && !arguments.is_empty() {
            let configuration = arguments.remove(0);
            if configuration.value.literal().is_none_or(is_test) {
                return;
            }
        }
        let shared = self.blocks.iter().any(|block| {
            matches!(
                block.name.as_str(),
                "allprojects" | "subprojects" | "configure"
            )
        });
        self.script.dependencies.push(Declared {
            arguments,
            span: self.cursor.since(start),
            version: None,
            shared,
        });
    }
}

/// Whether `name` is that of a configuration or source set for tests.
fn is_test(name: &str) -> bool {
    name.starts_with("test") || name.contains("Test")
}
