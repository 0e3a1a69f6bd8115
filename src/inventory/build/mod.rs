//! What a module's Gradle build says, as data for rules: what it is built to, with which plugins and
//! tools, what its `android` block sets, and where its dependencies come from.
//!
//! As everywhere in the inventory, nothing is run. What cannot be told is an answer with a reason,
//! and every fact has the place that a finding about it would underline.

mod android;
mod dependencies;
mod fact;
mod placeholders;
mod plugins;
mod repositories;
mod rules;
mod said;
mod tools;
mod values;
mod variants;

use std::collections::HashMap;

use super::values::Scope;
use super::{Files, taking};
use crate::finding::Finding;
use crate::variant::Variant;
use crate::version::Version;
use android::Android;
use said::Everything;

pub use android::{Secret, SecretKind, SourceKind, SourcePath};
pub use dependencies::{Dependency, Notation};
pub use fact::{Element, Fact, Owner, Setting};
pub use placeholders::{Change, Placeholder, Placeholders};
pub use plugins::{ModuleKind, Plugin};
pub use repositories::{Repository, RepositoryKind, Section};
pub use rules::{Rules, RulesFile};

/// What the build of one module says.
#[derive(Debug)]
pub struct Build {
    is_gradle: bool,
    module: String,
    root: String,
    kind: ModuleKind,
    plugins: Vec<Plugin>,
    android: Android,
    placeholders: Vec<Placeholders>,
    rules: Vec<Rules>,
    repositories: Vec<Repository>,
    dependencies: Vec<Dependency>,
    secrets: Vec<Secret>,
    android_plugin: Option<Fact<Version>>,
    gradle: Option<Fact<Version>>,
    flags: HashMap<String, (bool, String)>,
    /// The names of the files of the scripts, without their endings.
    scripts: Vec<String>,
    has_unread: bool,
    notes: Vec<Finding>,
}

impl Build {
    /// Reads what the scripts of `scope` say.
    pub(super) fn read(files: &dyn Files, scope: &Scope) -> Self {
        scope.refuel_all();
        let all = Everything::of(scope);
        let plugins = plugins::read(&all);
        let dependencies = dependencies::read(scope);
        let mut notes = Vec::new();
        let gradle = tools::gradle(files, scope).unwrap_or_else(|finding| {
            notes.push(finding.into_warning());
            None
        });
        Self {
            is_gradle: scope
                .layers
                .iter()
                .any(|it| it.level == 0 && !it.is_settings()),
            module: scope.module.clone(),
            root: scope.root.clone(),
            kind: plugins::kind(&plugins),
            android: Android::read(&all),
            placeholders: placeholders::read(&all),
            rules: rules::read(&all),
            repositories: repositories::read(&all),
            secrets: android::secrets(&all),
            android_plugin: tools::android(scope, &plugins, &dependencies),
            plugins,
            dependencies,
            gradle,
            flags: flags(scope),
            scripts: scripts(scope),
            has_unread: scope.has_unread,
            notes,
        }
    }

    /// Whether the module has a script at all.
    pub fn is_gradle(&self) -> bool {
        self.is_gradle
    }

    /// The module's folder, from the project.
    pub fn module(&self) -> &str {
        &self.module
    }

    /// The folder of the Gradle root, from the project.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// What the module is built to.
    pub fn kind(&self) -> ModuleKind {
        self.kind
    }

    /// All plugins that are named, those of the module's script first, in the order in which they
    /// stand.
    pub fn plugins(&self) -> &[Plugin] {
        &self.plugins
    }

    /// Where the module gets the plugin called `id`.
    pub fn applied(&self, id: &str) -> Option<&Plugin> {
        let mut applied = self.plugins.iter().filter(|it| it.applied);
        applied.find(|it| it.id.known().is_some_and(|own| own == id))
    }

    /// Whether a script is applied that could not be found, and that may say anything.
    pub fn has_unread(&self) -> bool {
        self.has_unread
    }

    /// The plugins that the module gets whose code nobody read: neither a script of the project nor
    /// one of those that Android, Gradle, Google and JetBrains publish.
    pub fn unread_plugins(&self) -> impl Iterator<Item = &Plugin> {
        let is_read = |id: &str| {
            taking::PUBLISHED.iter().any(|group| id.starts_with(group))
                || self.scripts.iter().any(|script| script == id)
                // The short ids of those.
                || id.starts_with("kotlin-")
                || !id.contains('.')
        };
        let applied = self.plugins.iter().filter(|it| it.applied);
        applied.filter(move |it| !it.id.known().is_some_and(|id| is_read(id)))
    }

    /// The version of the Android Gradle plugin.
    pub fn android_plugin(&self) -> Option<&Fact<Version>> {
        self.android_plugin.as_ref()
    }

    /// The version of Gradle that the wrapper gets; its place is in the wrapper's properties file.
    pub fn gradle(&self) -> Option<&Fact<Version>> {
        self.gradle.as_ref()
    }

    /// The version of `coordinate` on the class path of the build.
    pub fn class_path(&self, coordinate: &str) -> Option<&Fact<Version>> {
        let dependencies = self.dependencies.iter();
        let mut own = dependencies.filter(|it| it.configuration == "classpath");
        own.find_map(|it| it.version_of(coordinate))
    }

    /// The applicationId of `defaultConfig`, without suffixes.
    pub fn application_id(&self) -> Option<&Fact<String>> {
        self.android.application_id.as_ref()
    }

    /// Every applicationId, those of flavors too.
    pub fn application_ids(&self) -> &[Setting<String>] {
        &self.android.application_ids
    }

    /// Every suffix of the applicationId.
    pub fn application_id_suffixes(&self) -> &[Setting<String>] {
        &self.android.id_suffixes
    }

    /// The namespace.
    pub fn namespace(&self) -> Option<&Fact<String>> {
        self.android.namespace.as_ref()
    }

    /// The minSdk of `defaultConfig`.
    pub fn min_sdk(&self) -> Option<&Fact<u32>> {
        self.android.min_sdk.as_ref()
    }

    /// Every minSdk, those of flavors too.
    pub fn min_sdks(&self) -> &[Setting<u32>] {
        &self.android.min_sdks
    }

    /// The targetSdk of `defaultConfig`.
    pub fn target_sdk(&self) -> Option<&Fact<u32>> {
        self.android.target_sdk.as_ref()
    }

    /// Every targetSdk, those of flavors too.
    pub fn target_sdks(&self) -> &[Setting<u32>] {
        &self.android.target_sdks
    }

    /// The compileSdk.
    pub fn compile_sdk(&self) -> Option<&Fact<u32>> {
        self.android.compile_sdk.as_ref()
    }

    /// The build types that are named.
    pub fn build_types(&self) -> &[Element] {
        &self.android.build_types
    }

    /// The product flavors.
    pub fn flavors(&self) -> &[Element] {
        &self.android.flavors
    }

    /// The variants, where the scripts tell all of their parts: flavors of each dimension with each
    /// build type. Empty where they do not, or where there are more than anybody builds.
    pub fn variants(&self) -> Vec<Variant> {
        if self.is_gradle {
            variants::of(&self.android)
        } else {
            Vec::new()
        }
    }

    /// Every `minifyEnabled`.
    pub fn minify(&self) -> &[Setting<bool>] {
        &self.android.minify
    }

    /// Whether something switches shrinking on.
    pub fn is_minified(&self) -> bool {
        let mut minify = self.android.minify.iter();
        minify.any(|it| it.fact.value == Ok(true))
    }

    /// Every `shrinkResources`.
    pub fn shrink_resources(&self) -> &[Setting<bool>] {
        &self.android.shrink_resources
    }

    /// Every `useProguard`.
    pub fn use_proguard(&self) -> &[Setting<bool>] {
        &self.android.use_proguard
    }

    /// The paths that source sets are given.
    pub fn sources(&self) -> &[SourcePath] {
        &self.android.sources
    }

    /// Every statement about `manifestPlaceholders`, in the order in which they stand.
    pub fn placeholders(&self) -> &[Placeholders] {
        &self.placeholders
    }

    /// The files with keep rules that are named.
    pub fn rules(&self) -> &[Rules] {
        &self.rules
    }

    /// The repositories of all scripts.
    pub fn repositories(&self) -> &[Repository] {
        &self.repositories
    }

    /// The dependencies of the module, and those of the build itself.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// The secrets that stand in scripts.
    pub fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// What a `gradle.properties` says of `name`, if that is `true` or `false`, and the file. Such
    /// files also hold secrets, so nothing else of them is given.
    pub fn flag(&self, name: &str) -> Option<(bool, &str)> {
        let (value, file) = self.flags.get(name)?;
        Some((*value, file))
    }

    /// What was there and could not be read, as warnings, beside what the inventory notes.
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}

fn scripts(scope: &Scope) -> Vec<String> {
    let layers = scope.layers.iter();
    let names = layers.filter_map(|layer| {
        let name = layer.script.file.name.rsplit('/').next()?;
        let stem = name.strip_suffix(".kts").unwrap_or(name);
        Some(stem.strip_suffix(".gradle")?.to_owned())
    });
    names.collect()
}

fn flags(scope: &Scope) -> HashMap<String, (bool, String)> {
    let flags = scope.properties.iter().filter_map(|(name, value)| {
        let (value, file) = value;
        let value = value.trim().parse().ok()?;
        Some((name.clone(), (value, file.clone())))
    });
    flags.collect()
}
