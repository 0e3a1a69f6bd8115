//! What a Gradle script declares, as far as it can be told without running it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::lexer::{Dialect, tokens};
use super::reader;
use super::statement::Statements;
use super::syntax::{Argument, Node};
use crate::source::SourceFile;

/// A script that was read.
pub(super) struct Script {
    pub(super) file: Arc<SourceFile>,
    /// What names are set to, by their path with dots.
    pub(super) definitions: HashMap<String, Vec<Definition>>,
    pub(super) dependencies: Vec<Declared>,
    pub(super) statements: Statements,
    /// The scripts that it applies.
    pub(super) applied: Vec<Node>,
    /// The folders in which it looks for files without a group.
    pub(super) flat_dirs: Vec<Node>,
}

pub(super) struct Definition {
    pub(super) value: Node,
    pub(super) kind: Visibility,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    /// In this script only.
    Local,
    /// Where this project's properties are looked up.
    Extra,
    /// An assignment to something that is defined elsewhere.
    Assigned,
}

/// A line of a `dependencies` block.
pub(super) struct Declared {
    /// The name of the configuration.
    pub(super) configuration: String,
    /// The number of the statement, if that is kept.
    pub(super) statement: Option<usize>,
    /// Whether it may reach the app: it is none for tests, for tools or for the build itself.
    pub(super) reaches_app: bool,
    pub(super) arguments: Vec<Argument>,
    pub(super) span: Range<usize>,
    /// The version that its block asks for.
    pub(super) version: Option<Node>,
    /// Whether a script above a module declares it for the modules.
    pub(super) shared: bool,
}

impl Script {
    /// Reads `file`.
    pub(super) fn read(file: &Arc<SourceFile>) -> Self {
        let text = file.text.as_str();
        let tokens = tokens(text, Dialect::of(&file.name));
        let script = Self {
            file: Arc::clone(file),
            definitions: HashMap::new(),
            dependencies: Vec::new(),
            statements: Statements::default(),
            applied: Vec::new(),
            flat_dirs: Vec::new(),
        };
        reader::read(text, &tokens, script)
    }

    /// What `path` is set to here, with `local` names or without.
    pub(super) fn definitions(&self, path: &str, local: bool) -> Vec<&Definition> {
        let head = path.split('.').next().unwrap_or_default();
        let defined = |name: &str| {
            let found = self.definitions.get(name);
            found.is_some_and(|all| all.iter().any(|it| it.kind != Visibility::Assigned))
        };
        let Some(all) = self.definitions.get(path) else {
            return Vec::new();
        };
        let rooted = defined(path) || defined(head);
        all.iter()
            .filter(|it| match it.kind {
                Visibility::Extra => true,
                Visibility::Local => local,
                Visibility::Assigned => rooted,
            })
            .collect()
    }
}
