//! A module of a project as the rules see it.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::declared::Declared;
use super::keep_files::{self, KeepFile};
use super::sources::Sources;
use super::tree::{Role, Target, Tree};
use super::vendors::InUse;
use super::{Knowledge, sources};
use crate::finding::{Code, Finding};
use crate::inventory::Inventory;
use crate::inventory::build::{Build, Fact, ModuleKind};
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::{Names, is_component};
use crate::source::SourceFile;
use crate::spec::Spec;

/// One module of a project, or one file of it.
pub struct Module<'a> {
    /// The files.
    pub tree: &'a dyn Tree,
    /// Which of them belong to the module.
    pub target: &'a Target,
    /// The catalogue.
    pub knowledge: &'a Knowledge,
    /// The spec, where there is one that can be used.
    pub spec: Option<&'a Spec>,
    /// The manifests that can be read, the main one first.
    pub manifests: &'a [Manifest<'a>],
    /// What is known of the app.
    pub app: &'a App,
    /// What its Gradle scripts bring in.
    pub inventory: &'a Inventory<'a>,
    /// What its Gradle scripts say.
    pub build: &'a Build,
    /// The SDKs in it.
    pub vendors: &'a [InUse<'a>],
    pub(super) drift: &'a [Finding],
    /// What its manifests declare, and those of the project's other modules.
    pub(super) declared: &'a Declared<'a>,
    pub(super) sources: OnceCell<Sources>,
    pub(super) keep_texts: OnceCell<Vec<Arc<SourceFile>>>,
    pub(super) keep: OnceCell<Vec<KeepFile>>,
}

/// A manifest of the module.
pub struct Manifest<'a> {
    /// The file.
    pub file: &'a Arc<SourceFile>,
    /// Its path in the tree.
    pub path: &'a str,
    /// What it is in the module.
    pub role: Role,
    /// Its elements.
    pub doc: ManifestDoc<'a>,
    /// What its short names stand for.
    pub names: &'a Names,
}

/// What is known of the app, from the spec, the Gradle scripts or the manifest.
#[derive(Clone, Debug)]
pub struct App {
    /// What short names in manifests stand for. An unknown applicationId or namespace is the
    /// placeholder itself, so that it equals nothing else.
    pub names: Names,
    /// The applicationId, without what build types and flavors make of it.
    pub application_id: Option<String>,
    /// What build types and flavors make of it, where they do.
    pub variants: Vec<String>,
    /// The namespace.
    pub namespace: Option<String>,
    /// The minSdk.
    pub min_sdk: Option<u32>,
    /// The targetSdk.
    pub target_sdk: Option<u32>,
    /// Whether it is a library, whose names are filled in by the app that uses it.
    pub is_library: bool,
}

impl App {
    /// What `spec`, else `build`, else the main manifest tell.
    pub(super) fn of(spec: Option<&Spec>, build: &Build, main: Option<&ManifestDoc<'_>>) -> Self {
        let package = main
            .and_then(|doc| doc.root().plain("package"))
            .map(|package| package.value.to_owned());
        let level = |name: &str| {
            let root = main?.root();
            let uses_sdk = root.children().find(|child| child.tag() == "uses-sdk")?;
            uses_sdk.android(name)?.value.trim().parse().ok()
        };
        let known = |fact: Option<&Fact<String>>| fact.and_then(Fact::known).cloned();
        let in_build = |fact: Option<&Fact<u32>>| fact.and_then(Fact::known).copied();
        let is_library = build.kind() == ModuleKind::Library;
        let namespace = spec
            .map(|spec| spec.app.namespace.clone())
            .or_else(|| known(build.namespace()))
            .or(package);
        let application_id = spec
            .map(|spec| spec.app.application_id.clone())
            .or_else(|| match build.application_id() {
                Some(stated) => stated.known().cloned(),
                // What Android's plugin takes where nothing is stated.
                None => namespace.clone(),
            })
            .filter(|_| !is_library);
        let open = |known: &Option<String>, name: &str| known.clone().unwrap_or(name.to_owned());
        Self {
            names: Names {
                application_id: open(&application_id, "${applicationId}"),
                namespace: open(&namespace, "${namespace}"),
            },
            variants: variants(application_id.as_deref(), build),
            application_id,
            namespace,
            min_sdk: spec
                .and_then(|spec| spec.app.min_sdk)
                .or_else(|| in_build(build.min_sdk()))
                .or_else(|| level("minSdkVersion")),
            target_sdk: spec
                .and_then(|spec| spec.app.target_sdk)
                .or_else(|| in_build(build.target_sdk()))
                .or_else(|| level("targetSdkVersion")),
            is_library,
        }
    }
}

impl App {
    /// Takes the applicationId that the merger wrote into `merged`, which is that of one variant.
    pub(super) fn take_package(&mut self, merged: Option<&ManifestDoc<'_>>) {
        let package = merged.and_then(|doc| doc.root().plain("package"));
        if let Some(package) = package {
            self.names.application_id = package.value.to_owned();
            self.application_id = Some(package.value.to_owned());
        }
    }
}

/// What build types and flavors make of the applicationId: those that flavors state, and each with
/// one suffix or two, for a build type may add its own to a flavor's.
fn variants(application_id: Option<&str>, build: &Build) -> Vec<String> {
    let stated = build.application_ids().iter();
    let stated = stated.filter_map(|setting| setting.fact.known().map(String::as_str));
    let mut ids: Vec<String> = application_id
        .into_iter()
        .chain(stated)
        .map(str::to_owned)
        .collect();
    ids.sort();
    ids.dedup();
    let suffixes: Vec<&str> = build
        .application_id_suffixes()
        .iter()
        .filter_map(|setting| setting.fact.known())
        .map(|suffix| suffix.trim_start_matches('.'))
        .take(MAX_SUFFIXES)
        .collect();
    for _ in 0..2 {
        let longer: Vec<String> = ids
            .iter()
            .flat_map(|id| suffixes.iter().map(move |suffix| format!("{id}.{suffix}")))
            .collect();
        ids.extend(longer);
        ids.sort();
        ids.dedup();
    }
    ids.retain(|id| Some(id.as_str()) != application_id);
    ids
}

/// More suffixes than any app has.
const MAX_SUFFIXES: usize = 16;

impl<'a> Module<'a> {
    /// What `apply` would change, as findings of the kind `code`.
    pub fn drift(&self, code: Code) -> impl Iterator<Item = Finding> {
        let drift = self.drift.iter().filter(move |it| it.code == code);
        drift.cloned()
    }

    /// The main manifest.
    pub fn main(&self) -> Option<&'a Manifest<'a>> {
        self.manifests.first()
    }

    /// The vendor `id`, where the module has its SDK.
    pub fn in_use(&self, id: &str) -> Option<&'a InUse<'a>> {
        self.vendors.iter().find(|in_use| in_use.vendor.id == id)
    }

    /// The classes of the module's source sets. Read when first asked for.
    pub fn sources(&self) -> &Sources {
        self.sources
            .get_or_init(|| sources::read(self.tree, self.target))
    }

    /// The files beside the manifests that rules read, and in whose comments a finding can be
    /// suppressed.
    pub(super) fn texts(&self) -> Vec<Arc<SourceFile>> {
        let spec = self.spec.map(|spec| Arc::clone(&spec.file));
        let scripts = self.inventory.scripts();
        let keep_files = self.keep_texts().iter().cloned();
        spec.into_iter().chain(scripts).chain(keep_files).collect()
    }

    /// The texts of the module's files of keep rules. Read when first asked for.
    fn keep_texts(&self) -> &[Arc<SourceFile>] {
        self.keep_texts.get_or_init(|| keep_files::texts(self))
    }

    /// The module's files of keep rules; none where all there is of it is a manifest.
    pub(super) fn rules_files(&self) -> &[KeepFile] {
        let parsed = || keep_files::parsed(self, self.keep_texts());
        self.keep.get_or_init(parsed)
    }

    /// The module's own Gradle script.
    pub fn script(&self) -> Option<SourceFile> {
        let folder = match self.target.module.as_str() {
            "" => String::new(),
            module => format!("{module}/"),
        };
        let names = ["build.gradle", "build.gradle.kts"].into_iter();
        names
            .filter_map(|name| self.tree.text(&format!("{folder}{name}")).ok().flatten())
            .next()
    }

    /// The main manifest, where what is not in it, nor in another of the project, is nowhere.
    pub fn whole(&self) -> Option<&'a Manifest<'a>> {
        let main = self.main()?;
        matches!(main.role, Role::Main | Role::Merged).then_some(main)
    }

    /// Every element of every manifest, in the order of the text, with its manifest.
    pub fn elements(&self) -> impl Iterator<Item = (&'a Manifest<'a>, Element<'a>)> {
        self.manifests
            .iter()
            .flat_map(|manifest| manifest.elements().map(move |element| (manifest, element)))
    }

    /// Whether files beside the manifests are at hand.
    pub(super) fn has_files(&self) -> bool {
        let role = self.main().map(|main| main.role);
        !matches!(role, Some(Role::Alone | Role::Merged))
    }

    /// Whether what `apply` would change has a finding of the kind `code` inside `range`.
    pub(super) fn is_reported(
        &self,
        code: Code,
        file: &Arc<SourceFile>,
        range: &Range<usize>,
    ) -> bool {
        self.drift.iter().any(|finding| {
            finding.code == code
                && finding.labels.first().is_some_and(|label| {
                    label.file.name == file.name
                        && range.start <= label.span.start
                        && label.span.end <= range.end
                })
        })
    }

    /// `finding` at the place that brings `in_use` in, else at the manifest.
    pub(super) fn at_sdk(&self, finding: Finding, in_use: &InUse<'_>, label: &str) -> Finding {
        match (&in_use.place, self.main()) {
            (Some(place), _) => finding.at(&place.file, place.span.clone(), label),
            (None, Some(main)) => finding.at(main.file, main.doc.root().tag_range(), label),
            (None, None) => finding,
        }
    }

    /// Whether an element that no manifest of the module has is nowhere in the app.
    pub(super) fn absence_is_certain(&self) -> bool {
        self.whole().is_some() && !self.target.has_siblings && !self.app.is_library
    }

    /// The elements `tag` directly below `<manifest>` that are called `name`.
    pub(super) fn named(
        &self,
        tag: &'static str,
        name: &str,
    ) -> impl Iterator<Item = (&'a Manifest<'a>, Element<'a>)> {
        let found = self.manifests.iter().flat_map(move |manifest| {
            let children = manifest.doc.root().children();
            children
                .filter(move |child| child.tag() == tag)
                .map(move |child| (manifest, child))
        });
        found.filter(move |(_, element)| element.android("name").is_some_and(|it| it.value == name))
    }
}

impl<'a> Manifest<'a> {
    /// Every element, in the order of the text.
    pub fn elements(&'a self) -> impl Iterator<Item = Element<'a>> {
        self.doc.root().descendants()
    }

    /// The components.
    pub fn components(&'a self) -> impl Iterator<Item = Element<'a>> {
        let application = self.doc.application();
        application
            .into_iter()
            .flat_map(Element::children)
            .filter(|element| is_component(element.tag()))
    }

    /// The fully qualified class of the component `element`.
    pub fn class(&self, element: Element<'_>) -> Option<String> {
        let name = element.android("name")?;
        Some(self.names.class(name.value).into_owned())
    }
}
