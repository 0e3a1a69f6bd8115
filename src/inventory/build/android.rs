//! What the `android` block says.

use super::fact::{Element, Fact, Owner, Setting, effective};
use super::said::{Everything, Said, is_each, members, owner};
use crate::inventory::place::Place;
use crate::inventory::statement::Operator;
use crate::inventory::syntax::{Expr, Node};

/// Settings of the Android plugin, each as often as it is made.
#[derive(Debug, Default)]
pub(super) struct Android {
    pub(super) application_ids: Vec<Setting<String>>,
    pub(super) id_suffixes: Vec<Setting<String>>,
    pub(super) namespaces: Vec<Setting<String>>,
    pub(super) min_sdks: Vec<Setting<u32>>,
    pub(super) target_sdks: Vec<Setting<u32>>,
    pub(super) compile_sdks: Vec<Setting<u32>>,
    pub(super) minify: Vec<Setting<bool>>,
    pub(super) shrink_resources: Vec<Setting<bool>>,
    pub(super) use_proguard: Vec<Setting<bool>>,
    pub(super) build_types: Vec<Element>,
    pub(super) flavors: Vec<Element>,
    pub(super) dimensions: Vec<Setting<String>>,
    pub(super) dimension_order: Vec<Fact<String>>,
    pub(super) sources: Vec<SourcePath>,
    pub(super) application_id: Option<Fact<String>>,
    pub(super) namespace: Option<Fact<String>>,
    pub(super) min_sdk: Option<Fact<u32>>,
    pub(super) target_sdk: Option<Fact<u32>>,
    pub(super) compile_sdk: Option<Fact<u32>>,
}

/// What a path of a source set leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// The manifest.
    Manifest,
    /// A folder with Java sources.
    Java,
    /// A folder with Kotlin sources.
    Kotlin,
}

/// A path that a source set is given.
#[derive(Clone, Debug)]
pub struct SourcePath {
    /// The name of the source set.
    pub set: String,
    /// What the path leads to.
    pub kind: SourceKind,
    /// The path, from the project.
    pub path: Fact<String>,
    /// Whether it takes the place of what was there.
    pub replaces: bool,
    /// Whether it may not be reached.
    pub conditional: bool,
}

impl Android {
    /// Takes what the scripts say of the module.
    pub(super) fn read(all: &Everything<'_>) -> Self {
        let mut android = Self::default();
        for said in all.of_module() {
            if let Some(holders) = said.below("android") {
                android.take(all, said, &holders);
            }
        }
        android.application_id = effective(&android.application_ids, &Owner::DefaultConfig);
        android.namespace = effective(&android.namespaces, &Owner::Android);
        android.min_sdk = effective(&android.min_sdks, &Owner::DefaultConfig);
        android.target_sdk = effective(&android.target_sdks, &Owner::DefaultConfig);
        android.compile_sdk = effective(&android.compile_sdks, &Owner::Android);
        android
    }

    fn take(&mut self, all: &Everything<'_>, said: &Said<'_>, holders: &[&str]) {
        if let ["sourceSets", set, rest @ ..] = holders {
            return self.source(all, said, set, rest);
        }
        if let ["buildTypes" | "productFlavors"] = holders
            && said.operator == Operator::Call
        {
            return self.element(all, said, holders[0] == "buildTypes");
        }
        if holders.is_empty() && said.name == "flavorDimensions" {
            let arguments = said.arguments().iter();
            let named = arguments.flat_map(|it| members(&it.value));
            self.dimension_order
                .extend(named.map(|it| all.text(said, it)));
        }
        let Some(value) = said.value() else {
            return;
        };
        // `minSdk { version = release(24) }`
        let (name, holders, value) = match (holders, &value.expr) {
            ([outer @ .., name], Expr::Call(release, arguments))
                if said.name == "version" && release == "release" =>
            {
                let version = arguments.first().map_or(value, |it| &it.value);
                (*name, outer, version)
            }
            _ => (said.name.as_str(), holders, value),
        };
        let owner = owner(holders);
        if owner == Owner::Other {
            return;
        }
        self.set(all, said, owner, name, value);
    }

    fn set(&mut self, all: &Everything<'_>, said: &Said<'_>, owner: Owner, name: &str, it: &Node) {
        match name {
            "applicationId" => {
                let fact = all.text(said, it);
                self.application_ids.push(setting(all, said, owner, fact));
            }
            "applicationIdSuffix" => {
                let fact = all.text(said, it);
                self.id_suffixes.push(setting(all, said, owner, fact));
            }
            "dimension" | "flavorDimension" => {
                let fact = all.text(said, it);
                self.dimensions.push(setting(all, said, owner, fact));
            }
            "namespace" => {
                let fact = all.text(said, it);
                self.namespaces.push(setting(all, said, owner, fact));
            }
            "minSdk" | "minSdkVersion" => {
                let fact = all.number(said, it);
                self.min_sdks.push(setting(all, said, owner, fact));
            }
            "targetSdk" | "targetSdkVersion" => {
                let fact = all.number(said, it);
                self.target_sdks.push(setting(all, said, owner, fact));
            }
            "compileSdk" | "compileSdkVersion" => {
                let fact = all.number(said, it);
                self.compile_sdks.push(setting(all, said, owner, fact));
            }
            "minifyEnabled" => {
                let fact = all.flag(said, it);
                self.minify.push(setting(all, said, owner, fact));
            }
            "shrinkResources" => {
                let fact = all.flag(said, it);
                self.shrink_resources.push(setting(all, said, owner, fact));
            }
            "useProguard" => {
                let fact = all.flag(said, it);
                self.use_proguard.push(setting(all, said, owner, fact));
            }
            _ => {}
        }
    }

    /// A build type or a flavor that is created or configured.
    fn element(&mut self, all: &Everything<'_>, said: &Said<'_>, is_type: bool) {
        let literal = said.value().and_then(|it| Some((it, it.literal()?)));
        let (name, place) = match literal {
            Some((node, name)) => (name.to_owned(), all.place(said, &node.span)),
            None if said.statement.opens.is_some() => (said.written().to_owned(), all.name(said)),
            None => return,
        };
        let elements = if is_type {
            &mut self.build_types
        } else {
            &mut self.flavors
        };
        // So many are none that anybody wrote, and would be a square.
        let known = elements.len() >= 256 || elements.iter().any(|it| it.name == name);
        if !known && !is_each(&name) {
            elements.push(Element { name, place });
        }
    }

    /// `manifest.srcFile 'x'` and the like, of the source set called `set`.
    fn source(&mut self, all: &Everything<'_>, said: &Said<'_>, set: &str, holders: &[&str]) {
        let (kind, rest) = match holders {
            ["manifest", rest @ ..] => (SourceKind::Manifest, rest),
            ["java", rest @ ..] => (SourceKind::Java, rest),
            ["kotlin", rest @ ..] => (SourceKind::Kotlin, rest),
            _ => return,
        };
        let names = matches!(said.name.as_str(), "srcFile" | "srcDir" | "srcDirs");
        if !rest.is_empty() || !names {
            return;
        }
        let replaces = kind == SourceKind::Manifest || said.operator == Operator::Assign;
        for argument in said.arguments().iter().filter(|it| it.name.is_none()) {
            for node in members(&argument.value) {
                self.sources.push(SourcePath {
                    set: set.to_owned(),
                    kind,
                    path: all.path(said, node),
                    replaces,
                    conditional: said.is_conditional(),
                });
            }
        }
    }
}

fn setting<T>(all: &Everything<'_>, said: &Said<'_>, owner: Owner, fact: Fact<T>) -> Setting<T> {
    Setting {
        owner,
        fact,
        statement: all.head(said),
        conditional: said.is_conditional(),
    }
}

/// Which property of a signing configuration a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// `storePassword`
    StorePassword,
    /// `keyPassword`
    KeyPassword,
    /// `keyAlias`
    KeyAlias,
}

/// A secret that stands in a script. Its value is nowhere in it.
#[derive(Clone, Debug)]
pub struct Secret {
    /// What it is for.
    pub kind: SecretKind,
    /// The string, with its quotes.
    pub place: Place,
    /// Whether it is the one of the debug keystore, which everybody knows.
    pub is_debug: bool,
}

/// The secrets that stand in scripts.
pub(super) fn secrets(all: &Everything<'_>) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for said in &all.said {
        let kind = match said.name.as_str() {
            "storePassword" => SecretKind::StorePassword,
            "keyPassword" => SecretKind::KeyPassword,
            "keyAlias" => SecretKind::KeyAlias,
            _ => continue,
        };
        let Some(node) = said.value() else {
            continue;
        };
        if let Some(text) = node.literal().filter(|it| !it.is_empty()) {
            secrets.push(Secret {
                kind,
                place: all.place(said, &node.span),
                is_debug: matches!(text, "android" | "androiddebugkey"),
            });
        }
    }
    secrets
}
