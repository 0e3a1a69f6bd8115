//! Gathers the build files of a module: its own, those above it, and those that these apply.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::dependency::Reading;
use super::libraries::Libraries;
use super::script::Script;
use super::values::{Fuel, Layer, Scope};
use super::{Files, join, normal};
use crate::finding::{Code, Finding};
use crate::source::SourceFile;

/// How many folders up the Gradle root is looked for.
const MAX_LEVELS: usize = 12;
const MAX_SCRIPTS: usize = 24;
/// Where a project keeps plugins of its own that are scripts, and what such a plugin's id has.
const CONVENTIONS: [&str; 3] = ["buildSrc", "build-logic", "build-logic/convention"];
const MAX_ID: usize = 128;
/// Plugins whose ids begin with these are published.
pub(super) const PUBLISHED: [&str; 4] = [
    "com.android.",
    "com.google.",
    "org.gradle.",
    "org.jetbrains.",
];
/// Scripts past this size are generated, and no place for a dependency.
const MAX_SCRIPT: usize = 1 << 20;

/// What is gathered on the way.
struct Taking<'f> {
    files: &'f dyn Files,
    layers: Vec<Layer>,
    properties: HashMap<String, (String, String)>,
    libraries: Libraries,
    notes: Vec<Finding>,
}

/// Everything that names are looked up in for `module`, and what was there and could not be read.
pub(super) fn scope(files: &dyn Files, module: String) -> (Scope, Vec<Finding>) {
    let mut taking = Taking {
        files,
        layers: Vec::new(),
        properties: HashMap::new(),
        libraries: Libraries::default(),
        notes: Vec::new(),
    };
    let root = taking.climb(&module);
    let mut scope = Scope {
        layers: taking.layers,
        properties: taking.properties,
        libraries: taking.libraries,
        module,
        root,
        has_unread: false,
        fuel: Fuel::default(),
    };
    let mut notes = taking.notes;
    apply(files, &mut scope, &mut notes);
    (scope, notes)
}

impl Taking<'_> {
    /// Reads the module's build files and those above it, up to the folder with the settings, which
    /// is returned.
    fn climb(&mut self, module: &str) -> String {
        let mut folder = module.to_owned();
        for level in 0..MAX_LEVELS {
            self.build_files(&folder, level);
            let is_root = self.layer(&folder, level, &["settings.gradle", "settings.gradle.kts"]);
            if is_root || folder.is_empty() {
                break;
            }
            folder = folder
                .rsplit_once('/')
                .map_or("", |(above, _)| above)
                .to_owned();
        }
        let shared = join(&folder, "gradle/libs.versions.toml");
        if let Some(file) = self.text(&shared) {
            match Libraries::read(&file) {
                Ok(libraries) => self.libraries = libraries,
                Err(finding) => self.notes.push(finding),
            }
        }
        folder
    }

    fn build_files(&mut self, folder: &str, level: usize) {
        self.layer(folder, level, &["build.gradle", "build.gradle.kts"]);
        let path = join(folder, "gradle.properties");
        match self.files.properties(&path) {
            Ok(properties) => {
                for (name, value) in properties {
                    let value = (value, path.clone());
                    self.properties.entry(name).or_insert(value);
                }
            }
            Err(finding) => self.notes.push(finding.into_warning()),
        }
    }

    /// Takes the first script in `folder` that is called one of `names`; false where there is none.
    fn layer(&mut self, folder: &str, level: usize, names: &[&str]) -> bool {
        let first = names
            .iter()
            .find_map(|name| self.script(&join(folder, name), level));
        let is_there = first.is_some();
        self.layers.extend(first.map(|script| Layer {
            script,
            folder: folder.to_owned(),
            level,
        }));
        is_there
    }

    fn script(&mut self, path: &str, level: usize) -> Option<Arc<Script>> {
        let shared = self.files.scripts().filter(|_| level > 0);
        let mut read = || {
            let text = self.text(path)?;
            Some(Arc::new(Script::read(&text)))
        };
        match shared {
            Some(shared) => shared.get(path, read),
            None => read(),
        }
    }

    fn text(&mut self, path: &str) -> Option<Arc<SourceFile>> {
        script_text(self.files, path, &mut self.notes)
    }
}

fn script_text(files: &dyn Files, path: &str, notes: &mut Vec<Finding>) -> Option<Arc<SourceFile>> {
    let file = match files.text(path) {
        Ok(file) => Arc::new(file?),
        Err(finding) => {
            notes.push(finding.into_warning());
            return None;
        }
    };
    if file.text.len() > MAX_SCRIPT {
        let name = file.name.escape_debug();
        let message = format!("`{name}`: it is too large to be a script that declares an SDK");
        notes.push(Finding::warning(Code::FILE_UNUSABLE, message));
        return None;
    }
    Some(file)
}

/// Where the scripts may be that `script` applies as plugins of the project's own.
fn conventions(script: &Script, root: &str) -> Vec<String> {
    let statements = script.statements.iter();
    let ids = statements.filter_map(|it| {
        let first = it.arguments.first()?;
        let requests = match it.path.as_slice() {
            [id] if id == "id" => script.statements.names(it.block).last() == Some(&"plugins"),
            [apply] if apply == "apply" => first.name.as_deref() == Some("plugin"),
            _ => false,
        };
        let id = first.value.literal().filter(|_| requests)?;
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let own = !PUBLISHED.iter().any(|group| id.starts_with(group));
        (own && id.len() <= MAX_ID && id.chars().all(known)).then_some(id)
    });
    let mut paths = Vec::new();
    for id in ids.take(MAX_SCRIPTS) {
        for folder in CONVENTIONS {
            let sources = join(root, &format!("{folder}/src/main"));
            paths.push(format!("{sources}/kotlin/{id}.gradle.kts"));
            paths.push(format!("{sources}/groovy/{id}.gradle"));
        }
    }
    paths
}

/// Reads the scripts that are applied, and those that these apply.
fn apply(files: &dyn Files, scope: &mut Scope, notes: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while at < scope.layers.len() && scope.layers.len() < MAX_SCRIPTS {
        let reading = Reading {
            scope,
            found: Vec::new(),
        };
        let mut paths = Vec::new();
        let mut has_unread = scope.layers[at].script.applied.len() > MAX_SCRIPTS;
        for node in scope.layers[at].script.applied.iter().take(MAX_SCRIPTS) {
            scope.refuel();
            let texts = reading.texts(node, at);
            has_unread |= texts.is_empty();
            paths.extend(texts.iter().map(|text| scope.below(text, at)));
        }
        let stated = paths.len();
        if scope.layers[at].level == 0 && !scope.layers[at].is_settings() {
            paths.extend(conventions(&scope.layers[at].script, &scope.root));
        }
        let (level, folder) = (scope.layers[at].level, scope.layers[at].folder.clone());
        for (which, path) in paths.iter().enumerate() {
            let is_stated = which < stated;
            let Some(path) = normal(path) else {
                has_unread |= is_stated;
                continue;
            };
            if !seen.insert(path.clone()) {
                continue;
            }
            if scope.layers.len() >= MAX_SCRIPTS {
                has_unread = true;
                continue;
            }
            match script_text(files, &path, notes) {
                Some(file) => scope.layers.push(Layer {
                    script: Arc::new(Script::read(&file)),
                    folder: folder.clone(),
                    level,
                }),
                None => has_unread |= is_stated,
            }
        }
        scope.has_unread |= has_unread;
        at += 1;
    }
}
