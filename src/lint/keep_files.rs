//! The module's files of keep rules, and what rules on them have in common.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::vendors::InUse;
use super::{KnownFrom, Module};
use crate::catalogue::schema::{Delivery, KeepRule, Necessity};
use crate::edit::Edit;
use crate::finding::Fix;
use crate::inventory::build::{ModuleKind, Rules, RulesFile};
use crate::keep::{self, Argument, ClassPattern, Problem, RuleFile, Statement};
use crate::render::{self, Ownership};
use crate::source::{SourceFile, line_ending_at};

/// A file of keep rules.
#[derive(Debug)]
pub(super) struct KeepFile {
    /// The file.
    pub(super) file: Arc<SourceFile>,
    /// What it says.
    pub(super) rules: RuleFile,
    /// Whether the build names it.
    pub(super) is_named: bool,
    /// Whether it is generated, and nobody has touched it since.
    pub(super) is_ours: bool,
}

/// Words of which a file that nothing names must have one, to be taken for a file of keep rules:
/// other tools have files that end in `.pro` as well.
const TELLING: [&str; 5] = ["-keep", "-dontwarn", "-ignorewarning", "-dont", "-assume"];

/// The texts of the files that the build of `module` names, and of those in its folder that may be
/// ones.
pub(super) fn texts(module: &Module<'_>) -> Vec<Arc<SourceFile>> {
    let folder = module.target.module.as_str();
    let names = module.tree.names(folder).unwrap_or_default();
    let beside = names
        .iter()
        .filter(|name| name.ends_with(".pro") || name.as_str() == "proguard-rules.txt")
        .map(|name| {
            format!("{folder}/{name}")
                .trim_start_matches('/')
                .to_owned()
        });
    let named = named(module).filter_map(path).map(str::to_owned);
    let paths: BTreeSet<String> = named.chain(beside).collect();
    paths
        .iter()
        .filter_map(|path| module.tree.text(path).ok().flatten())
        .map(Arc::new)
        .collect()
}

/// Those of `texts` that are files of keep rules of `module`; none where all there is of it is a
/// manifest.
pub(super) fn parsed(module: &Module<'_>, texts: &[Arc<SourceFile>]) -> Vec<KeepFile> {
    if !module.has_files() {
        return Vec::new();
    }
    let named: Vec<&str> = named(module).filter_map(path).collect();
    let files = texts.iter().map(|file| KeepFile {
        is_named: named.contains(&file.name.as_str()),
        is_ours: render::ownership(file) == Ownership::Ours,
        rules: keep::parse(&file.text),
        file: Arc::clone(file),
    });
    let is_one =
        |it: &KeepFile| it.is_named || TELLING.iter().any(|word| it.file.text.contains(word));
    files.filter(is_one).collect()
}

fn named<'m>(module: &'m Module<'_>) -> impl Iterator<Item = &'m Rules> {
    module.build.rules().iter()
}

/// The path of the file that the build names, where that can be told.
fn path(rules: &Rules) -> Option<&str> {
    match rules.file.known() {
        Some(RulesFile::File(path)) => Some(path),
        _ => None,
    }
}

impl Module<'_> {
    /// Whether ProGuard shrinks the module, and not R8.
    pub(super) fn is_for_proguard(&self) -> bool {
        let mut settings = self.build.use_proguard().iter();
        settings.any(|it| it.fact.value != Ok(false))
            || self.android_plugin_has("3.4") == Some(false)
            || self
                .build
                .flag("android.enableR8")
                .is_some_and(|(is_on, _)| !is_on)
    }

    /// The files whose rules apply when this app is shrunk, where every one of them could be read and
    /// nothing else may bring rules.
    pub(super) fn shrinking_rules(&self) -> Option<Vec<&KeepFile>> {
        let is_app = self.build.kind() == ModuleKind::Application;
        // What a spec asks for stands in the file that it generates.
        let is_open = self.spec.is_some() || !self.has_files() || !self.is_told_whole();
        if !is_app || is_open || !self.build.is_minified() || self.target.has_siblings {
            return None;
        }
        let mut files = Vec::new();
        for rules in named(self).filter(|rules| !rules.consumer) {
            match rules.file.known()? {
                RulesFile::Default(_) => {}
                RulesFile::File(path) => {
                    let file = self.rules_files().iter().find(|it| it.file.name == *path)?;
                    files.push(file);
                }
            }
        }
        let statements = || files.iter().flat_map(|it| &it.rules.statements);
        let has = |name: &str| statements().any(|it| it.name == Some(name));
        let is_off = has("-dontshrink") && has("-dontobfuscate");
        (!has("-include") && !is_off).then_some(files)
    }

    /// The SDKs that come as a JAR, which brings no rules of its own.
    pub(super) fn jars(&self) -> impl Iterator<Item = &InUse<'_>> {
        self.vendors.iter().filter(|it| {
            it.delivery == Some(Delivery::Jar) && it.known_from == KnownFrom::Dependency
        })
    }
}

/// The catalogue's rules for the release that the module has; none where that is unknown.
pub(super) fn wanted<'v>(in_use: &'v InUse<'_>) -> impl Iterator<Item = &'v KeepRule> {
    let rules = in_use.vendor.keep_rules.iter();
    rules.filter(|rule| {
        let version = in_use.version.as_ref();
        let is_for = |delivery| in_use.delivery.is_none_or(|own| own == delivery);
        version.is_some_and(|it| rule.versions.contains(it))
            && rule.necessity >= Necessity::Recommended
            && rule.delivery.is_none_or(is_for)
            && rule.build.is_none()
            && rule.when.target_sdk.is_unbounded()
            && rule.when.min_sdk.is_unbounded()
    })
}

/// The catalogue's `-dontwarn` rules for the SDKs `of` that none of `files` has.
pub(super) fn missing_dontwarn<'v>(
    of: impl Iterator<Item = &'v InUse<'v>>,
    files: &[&KeepFile],
) -> Vec<&'v str> {
    let mut missing: Vec<&str> = Vec::new();
    for rule in of.flat_map(wanted) {
        let parsed = keep::parse(&rule.rule);
        let Some(pattern) = parsed.statements.first().and_then(dontwarn) else {
            continue;
        };
        let own = files.iter().flat_map(|it| &it.rules.statements);
        let is_there = own.filter_map(dontwarn).any(|has| covers(has, pattern));
        if !is_there && !missing.contains(&rule.rule.as_str()) {
            missing.push(&rule.rule);
        }
    }
    missing
}

/// What a `-dontwarn` is about.
fn dontwarn(statement: &Statement) -> Option<&ClassPattern> {
    static ALL: ClassPattern = ClassPattern { names: Vec::new() };
    match &statement.argument {
        _ if statement.name != Some("-dontwarn") => None,
        Argument::Names(names) => Some(names),
        _ => Some(&ALL),
    }
}

/// Whether `has` takes in every class that `wanted` does, as far as trying some of them tells.
fn covers(has: &ClassPattern, wanted: &ClassPattern) -> bool {
    let takes = |class: String| has.names.is_empty() || has.matches(&class);
    wanted.names.iter().all(|name| {
        let classes = ["Probe", "probe.Probe"].map(|tail| name.text.replace("**", tail));
        classes
            .into_iter()
            .all(|class| takes(class.replace('*', "Probe")))
    })
}

/// Adds `rules` at the end of the last of `files` that a person writes.
pub(super) fn append(files: &[&KeepFile], rules: &[&str]) -> Option<Fix> {
    let last = files.iter().rfind(|it| !it.is_ours)?;
    let file = &last.file;
    let text = file.text.as_str();
    let newline = line_ending_at(text, text.len()).unwrap_or("\n");
    let mut added = String::new();
    if !text.is_empty() && !text.ends_with('\n') {
        added.push_str(newline);
    }
    for rule in rules {
        added.push_str(rule);
        added.push_str(newline);
    }
    let title = format!("add this to `{}`", file.name);
    Some(Fix::safe(title).edit(file, Edit::insertion(text.len(), added)))
}

/// Deletes `span`, and its line where nothing else is on it.
pub(super) fn deletion(text: &str, span: Range<usize>) -> Edit {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at + 1);
    let is_alone =
        text[start..span.start].trim().is_empty() && text[span.end..end].trim().is_empty();
    Edit::deletion(if is_alone { start..end } else { span })
}

/// What the tools say of `problem`, for a label: R8's words, or ProGuard's where that shrinks.
pub(super) fn said(module: &Module<'_>, problem: &Problem) -> Option<String> {
    let by_r8 = problem.r8.as_ref().map(|words| format!("R8: {words}"));
    let by_proguard = problem
        .proguard
        .as_ref()
        .map(|words| format!("ProGuard: {words}"));
    if module.is_for_proguard() {
        by_proguard
    } else {
        by_r8
    }
}
