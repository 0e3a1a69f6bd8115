//! What is linted: files below one folder, and which of them belong together.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::declared::Seen;
use crate::finding::Finding;
use crate::inventory;
use crate::source::SourceFile;
use crate::spec::OutputMode;
use crate::spec::{self, Value};

/// The files of a project. Paths are relative to its folder, with `/`, and never lead out of it.
pub trait Tree: inventory::Files + Sync {
    /// What the checks of all targets share.
    fn shared(&self) -> &Shared;

    /// `path` as it is shown to people, and as the names of its files are.
    fn shown(&self, path: &str) -> String;

    /// The manifest at `path`, if there is one.
    ///
    /// # Errors
    ///
    /// When it is there and is no text that can be read as a manifest.
    fn manifest(&self, path: &str) -> Result<Option<SourceFile>, Finding>;

    /// The paths of all files below `folder` whose names end in one of `endings`, sorted; not more
    /// than some thousands.
    fn paths(&self, folder: &str, endings: &[&str]) -> Vec<String>;

    /// The names of the folders in `folder`, sorted.
    fn folders(&self, folder: &str) -> Vec<String>;

    /// Whether version control leaves out the file at `path`; `None` where there is no version
    /// control.
    fn is_ignored(&self, path: &str) -> Option<bool>;

    /// The value that a spec takes from elsewhere, or why there is none.
    ///
    /// # Errors
    ///
    /// When the environment or the file does not have it.
    fn value(&self, value: &Value) -> Result<String, String>;
}

/// What is worked out once for a tree, however many targets it has.
#[derive(Debug, Default)]
pub struct Shared {
    pub(super) seen: OnceLock<Seen>,
}

/// What belongs together: a module with its manifests, or a manifest alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The module's folder; empty for the tree's own.
    pub module: String,
    /// The spec that is about it.
    pub spec: Option<String>,
    /// The manifests, the main one first.
    pub manifests: Vec<(String, Role)>,
    /// Whether other modules of the project were seen, which may have what is missing here.
    pub has_siblings: bool,
    /// Whether the build weaves a manifest of its own, so that nothing is missing in the sources.
    pub is_built: bool,
}

/// What a manifest is in its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one of `src/main`, or the only one.
    Main,
    /// One of a build type or a flavor.
    SourceSet,
    /// One that was named without its module: whatever is not in it may be elsewhere.
    Alone,
    /// The result of the manifest merger: what is not in it is nowhere.
    Merged,
}

/// The name of every manifest.
pub const MANIFEST: &str = "AndroidManifest.xml";
/// The names of a module's build script.
pub const SCRIPTS: [&str; 2] = ["build.gradle", "build.gradle.kts"];

/// The target of the spec at `path` in `tree`, whose folder is the spec's own.
pub fn spec_target(tree: &dyn Tree, path: &str) -> Target {
    let mut target = Target {
        module: String::new(),
        spec: Some(path.to_owned()),
        manifests: Vec::new(),
        has_siblings: false,
        is_built: false,
    };
    // What is wrong with the spec is said when the target is checked.
    let spec = tree
        .text(path)
        .ok()
        .flatten()
        .and_then(|file| spec::read(&Arc::new(file)).0);
    let Some(spec) = spec else {
        return target;
    };
    target.is_built = spec.output.mode == OutputMode::Overlay;
    target.module.clone_from(&spec.output.module);
    let main = spec.output.manifest.value;
    let sources = format!("{}/src", target.module);
    let sets = tree.folders(sources.trim_start_matches('/'));
    let others = sets
        .iter()
        .map(|set| format!("{}/{set}/{MANIFEST}", sources.trim_start_matches('/')))
        .filter(|path| *path != main && is_shipped(path));
    target.manifests = std::iter::once((main.clone(), Role::Main))
        .chain(others.map(|path| (path, Role::SourceSet)))
        .collect();
    target
}

/// The modules among the files `paths`, by folder: those with a manifest, and those with a build
/// script of their own.
pub fn module_targets(paths: &[String]) -> Vec<Target> {
    let mut modules: BTreeMap<&str, Vec<(String, Role)>> = BTreeMap::new();
    for path in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if SCRIPTS.contains(&name) {
            modules.entry(folder).or_default();
        } else if name == MANIFEST && is_shipped(path) {
            let (module, set) = source_set(folder);
            let role = match set {
                None | Some("main") => Role::Main,
                Some(_) => Role::SourceSet,
            };
            let manifests = modules.entry(module).or_default();
            manifests.push((path.clone(), role));
        }
    }
    let with_manifest = modules.values().filter(|all| !all.is_empty()).count();
    modules
        .into_iter()
        .map(|(module, mut manifests)| {
            manifests.sort_by_key(|(path, role)| (*role != Role::Main, path.clone()));
            Target {
                module: module.to_owned(),
                spec: None,
                manifests,
                has_siblings: with_manifest > 1,
                is_built: false,
            }
        })
        .collect()
}

/// The target of a manifest that was named without its module.
pub fn manifest_target(path: &str, is_merged: bool) -> Target {
    let role = if is_merged { Role::Merged } else { Role::Alone };
    Target {
        module: String::new(),
        spec: None,
        manifests: vec![(path.to_owned(), role)],
        has_siblings: false,
        is_built: false,
    }
}

/// The module that the folder of a manifest belongs to, and its source set.
fn source_set(folder: &str) -> (&str, Option<&str>) {
    let Some((above, set)) = folder.rsplit_once('/') else {
        return (folder, None);
    };
    match above.rsplit_once('/') {
        Some((module, "src")) => (module, Some(set)),
        None if above == "src" => ("", Some(set)),
        _ => (folder, None),
    }
}

/// Whether the manifest at `path` is part of what ships: those of tests are not.
fn is_shipped(path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (_, set) = source_set(folder);
    !set.is_some_and(|set| set.starts_with("test") || set.starts_with("androidTest"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_grouped_into_modules() {
        let paths = [
            "build.gradle",
            "app/build.gradle.kts",
            "app/src/debug/AndroidManifest.xml",
            "app/src/main/AndroidManifest.xml",
            "app/src/androidTest/AndroidManifest.xml",
            "old/AndroidManifest.xml",
        ];
        let targets = module_targets(&paths.map(str::to_owned));
        let shown: Vec<(String, Vec<String>)> = targets
            .into_iter()
            .map(|target| {
                let paths = target.manifests.into_iter();
                (target.module, paths.map(|(path, _)| path).collect())
            })
            .collect();
        assert_eq!(
            shown,
            [
                (String::new(), vec![]),
                (
                    "app".to_owned(),
                    vec![
                        "app/src/main/AndroidManifest.xml".to_owned(),
                        "app/src/debug/AndroidManifest.xml".to_owned()
                    ]
                ),
                ("old".to_owned(), vec!["old/AndroidManifest.xml".to_owned()]),
            ]
        );
    }
}
