//! A module of a project as the rules see it.

use std::cell::OnceCell;
use std::sync::Arc;

use super::declared::Declared;
use super::sources::Sources;
use super::tree::{Role, Target, Tree};
use super::vendors::InUse;
use super::{Knowledge, sources};
use crate::finding::{Code, Finding};
use crate::inventory::Inventory;
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
    /// The SDKs in it.
    pub vendors: &'a [InUse<'a>],
    pub(super) drift: &'a [Finding],
    /// What its manifests declare, and those of the project's other modules.
    pub(super) declared: &'a Declared,
    pub(super) sources: OnceCell<Sources>,
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
    /// The applicationId of the main variant.
    pub application_id: Option<String>,
    /// The namespace.
    pub namespace: Option<String>,
    /// The minSdk.
    pub min_sdk: Option<u32>,
    /// The targetSdk.
    pub target_sdk: Option<u32>,
    /// Whether it is a library, whose names are filled in by the app that uses it.
    pub is_library: bool,
}

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
