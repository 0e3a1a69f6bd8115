//! The shape of a vendor file. What each key means stands in `docs/catalogue.md`.

mod fact;
mod knowledge;
mod terms;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::version::{Gate, Version};

pub use fact::*;
pub use knowledge::*;
pub use terms::*;

/// A push SDK and its facts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vendor {
    /// The key under `[vendors]`, and the stem of the file.
    pub id: String,
    /// The name that people use.
    pub name: String,
    /// What the names of the vendor's constants begin with.
    pub constant_prefix: String,
    /// Lower-case values of `Build.MANUFACTURER`.
    pub manufacturers: Vec<String>,
    /// What the vendor's console takes for "open a page of the app".
    pub click: Option<ClickForm>,
    /// The releases that are known, oldest first.
    pub releases: Vec<Version>,
    /// Which releases come as a JAR, and which as an AAR.
    pub delivery: Deliveries,
    /// The documents that facts cite: key and title.
    pub documents: BTreeMap<String, String>,
    /// The keys that the spec takes for this vendor.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// Keys that are refused because their value belongs on a server.
    #[serde(default, rename = "server-secret")]
    pub server_secrets: Vec<ServerSecret>,
    /// `<permission>` elements.
    #[serde(default, rename = "permission")]
    pub permissions: Vec<Fact>,
    /// `<uses-permission>` elements.
    #[serde(default, rename = "uses-permission")]
    pub uses_permissions: Vec<Fact>,
    /// `<intent>` elements of `<queries>`, by their action.
    #[serde(default, rename = "queries-intent")]
    pub queries_intents: Vec<Fact>,
    /// `<package>` elements of `<queries>`.
    #[serde(default, rename = "queries-package")]
    pub queries_packages: Vec<Fact>,
    /// `<meta-data>` elements of the application.
    #[serde(default)]
    pub meta_data: Vec<Fact>,
    /// `<activity>` elements.
    #[serde(default, rename = "activity")]
    pub activities: Vec<Fact>,
    /// `<service>` elements.
    #[serde(default, rename = "service")]
    pub services: Vec<Fact>,
    /// `<receiver>` elements.
    #[serde(default, rename = "receiver")]
    pub receivers: Vec<Fact>,
    /// `<provider>` elements.
    #[serde(default, rename = "provider")]
    pub providers: Vec<Fact>,
    /// Rules for ProGuard and R8.
    #[serde(default, rename = "keep-rule")]
    pub keep_rules: Vec<KeepRule>,
    /// Files and coordinates that an SDK is published as.
    #[serde(default, rename = "artifact")]
    pub artifacts: Vec<Artifact>,
    /// Aggregators' packages that hold some version of the SDK.
    #[serde(default, rename = "bundle")]
    pub bundles: Vec<Bundle>,
    /// Repositories that have it.
    #[serde(default, rename = "repository")]
    pub repositories: Vec<Repository>,
    /// Libraries that it needs beside it.
    #[serde(default, rename = "dependency")]
    pub dependencies: Vec<Dependency>,
    /// Gradle plugins.
    #[serde(default, rename = "plugin")]
    pub plugins: Vec<Plugin>,
    /// Files that the vendor's console gives out.
    #[serde(default, rename = "config-file")]
    pub config_files: Vec<ConfigFile>,
    /// Manifest placeholders that integrators use.
    #[serde(default, rename = "manifest-placeholder")]
    pub manifest_placeholders: Vec<ManifestPlaceholder>,
    /// The lowest minSdk that it merges with.
    #[serde(default, rename = "min-sdk")]
    pub min_sdks: Vec<MinSdk>,
    /// The lowest release for a targetSdk.
    #[serde(default, rename = "target-sdk")]
    pub target_sdks: Vec<TargetSdk>,
    /// Classes and interfaces that the app extends.
    #[serde(default, rename = "base-class")]
    pub base_classes: Vec<BaseClass>,
    /// Their methods that the app overrides.
    #[serde(default, rename = "callback")]
    pub callbacks: Vec<Callback>,
    /// Calls that start or check push.
    #[serde(default, rename = "call")]
    pub calls: Vec<Call>,
    /// Ways to tell whose device it is.
    #[serde(default, rename = "brand-test")]
    pub brand_tests: Vec<BrandTest>,
    /// Fields of the vendor's console, and what to enter.
    #[serde(default, rename = "console-field")]
    pub console_fields: Vec<ConsoleField>,
    /// What a release changed.
    #[serde(default, rename = "change")]
    pub changes: Vec<Change>,
    /// Published vulnerabilities.
    #[serde(default, rename = "advisory")]
    pub advisories: Vec<Advisory>,
    /// What people write, and what is right.
    #[serde(default, rename = "mistake")]
    pub mistakes: Vec<Mistake>,
    /// Packages that documents and demos print where an app's own belongs.
    #[serde(default, rename = "sample-package")]
    pub sample_packages: Vec<SamplePackage>,
}

/// How a vendor's console names the page that a tapped notification opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClickForm {
    /// An `intent://` URI.
    IntentUri,
    /// The activity's class name.
    Activity,
    /// The action of one of the activity's intent filters.
    Action,
}

/// A key that the spec takes for a vendor.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// The key.
    pub key: String,
    /// What it is and where to find it.
    pub description: String,
    /// What kind of value it takes.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// Whether the vendor cannot be woven without it.
    #[serde(default)]
    pub required: bool,
    /// The Java constant that carries it, without the vendor's prefix.
    pub constant: Option<String>,
    /// What real values look like; for messages, never a reason to refuse.
    pub shape: Option<ValueShape>,
    /// The lengths that real values have; any where none is given.
    #[serde(default)]
    pub lengths: Vec<usize>,
    /// What real values begin with.
    pub begins: Option<String>,
    /// Values that documents print, which nobody's app has.
    #[serde(default)]
    pub samples: Vec<String>,
    /// Where this is known from.
    pub why: Why,
}

/// The type of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterKind {
    /// A string, becoming a `String` constant.
    String,
    /// A whole number, becoming a `long` constant.
    Long,
    /// A class of the app.
    Class,
}

/// What the values of a parameter are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueShape {
    /// Decimal digits.
    Digits,
    /// Lower-case hexadecimal digits.
    Hex,
    /// ASCII letters and digits.
    Alphanumeric,
}

/// A credential that must never reach the app.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServerSecret {
    /// The spec keys that people put it under.
    pub keys: Vec<String>,
    /// Its name in the vendor's console.
    pub name: String,
    /// What whoever holds it can do.
    pub reason: String,
}

/// Which releases come in which delivery. A release in both comes in either.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deliveries {
    /// The releases that there are as a JAR; none where it is left out.
    pub jar: Option<Gate>,
    /// The releases that there are as an AAR; none where it is left out.
    pub aar: Option<Gate>,
    /// Where this is known from.
    pub why: Why,
}

impl Deliveries {
    /// The deliveries that there are of `version`.
    pub fn of(&self, version: &Version) -> Vec<Delivery> {
        [(Delivery::Jar, &self.jar), (Delivery::Aar, &self.aar)]
            .into_iter()
            .filter(|(_, gate)| gate.as_ref().is_some_and(|gate| gate.contains(version)))
            .map(|(delivery, _)| delivery)
            .collect()
    }
}

impl ParameterKind {
    /// The Java type of its constant.
    pub fn java_type(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::String | Self::Class => "String",
        }
    }
}

impl Vendor {
    /// The name of the Java constant that carries `parameter`, if one does.
    pub fn constant(&self, parameter: &Parameter) -> Option<String> {
        let suffix = parameter.constant.as_ref()?;
        Some(format!("{}_{suffix}", self.constant_prefix))
    }

    /// Every kind of manifest element with its facts, in the order in which elements are woven.
    pub fn facts(&self) -> [(&'static str, &[Fact]); 9] {
        [
            ("permission", &self.permissions),
            ("uses-permission", &self.uses_permissions),
            ("queries-intent", &self.queries_intents),
            ("queries-package", &self.queries_packages),
            ("meta-data", &self.meta_data),
            ("activity", &self.activities),
            ("service", &self.services),
            ("receiver", &self.receivers),
            ("provider", &self.providers),
        ]
    }
}
