//! What is known about an SDK beside the manifest and the keep rules: where it comes from, how the
//! app calls it, what changed when, and what people get wrong.

use serde::{Deserialize, Serialize};

use super::fact::{Delivery, Necessity, Why};
use crate::version::{Gate, Version};

/// A file or a coordinate that an SDK is published as. `{version}` stands for the version, with any
/// separator and suffix.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Artifact {
    /// A file name, such as `MiPush_SDK_Client_{version}.jar`.
    pub file: Option<String>,
    /// `group:name` of a Maven coordinate whose version is the SDK's.
    pub coordinate: Option<String>,
    /// For an AAR: the meta-data of its manifest whose value is the version.
    pub version_meta_data: Option<String>,
    /// The class and field of the Java constant whose value is the version, where the name does not
    /// tell it.
    pub version_constant: Option<String>,
    /// What it is.
    pub delivery: Delivery,
    /// The releases that come like this.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

impl Artifact {
    /// The file, or the coordinate.
    pub fn name(&self) -> &str {
        let name = self.file.as_deref().or(self.coordinate.as_deref());
        name.unwrap_or_default()
    }
}

/// An aggregator's package that holds some version of the SDK.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bundle {
    /// `group:name` of its Maven coordinate.
    pub coordinate: String,
    /// The version of the package, up to its suffix.
    pub version: Version,
    /// The version of the SDK in it.
    pub holds: Version,
    /// Where this is known from.
    pub why: Why,
}

/// A repository that has the SDK.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repository {
    /// A function of Gradle's such as `google()`, or an address.
    pub url: String,
    /// Where in the build it is listed.
    pub scope: Option<String>,
    /// How much it is needed.
    #[serde(default)]
    pub necessity: Necessity,
    /// The releases that are there.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A library that the SDK needs and does not bring.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Dependency {
    /// `group:name`.
    pub coordinate: String,
    /// The least version, or the one that documents print.
    pub version: Option<String>,
    /// When it is needed, where not always.
    pub condition: Option<String>,
    /// How much it is needed.
    #[serde(default)]
    pub necessity: Necessity,
    /// The releases that need it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A Gradle plugin.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plugin {
    /// What `apply plugin` takes.
    pub id: String,
    /// `group:name` of its class path.
    pub classpath: String,
    /// Versions seen, oldest first.
    pub seen: Vec<String>,
    /// Whether it fails where it is applied before Android's plugin.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_android: bool,
    /// When it is needed, where not always.
    pub condition: Option<String>,
    /// How much it is needed.
    #[serde(default)]
    pub necessity: Necessity,
    /// The releases that need it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A file that the vendor's console gives out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfigFile {
    /// Its name, in the folder of the app's module.
    pub name: String,
    /// Keys that it must have, as paths with `.`.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Those of the keys in it that no app needs, and that nobody else should have.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// The key that must be the applicationId.
    pub application_id: Option<String>,
    /// When it is needed, where not always.
    pub condition: Option<String>,
    /// How much it is needed.
    #[serde(default)]
    pub necessity: Necessity,
    /// The releases that need it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A manifest placeholder that integrators use.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ManifestPlaceholder {
    /// Its name.
    pub name: String,
    /// The parameter whose value it takes.
    pub parameter: Option<String>,
    /// Where this is known from.
    pub why: Why,
}

/// The lowest minSdk that releases merge with.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MinSdk {
    /// The level.
    pub level: u32,
    /// The releases that demand it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// The lowest release that works with a targetSdk.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TargetSdk {
    /// The level.
    pub level: u32,
    /// The release.
    pub needs: Version,
    /// Where this is known from.
    pub why: Why,
}

/// A class or interface that the app extends.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BaseClass {
    /// The fully qualified name.
    pub name: String,
    /// What it is.
    pub kind: BaseClassKind,
    /// What a subclass imports.
    #[serde(default)]
    pub imports: Vec<String>,
    /// The releases that have it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// What a base class is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaseClassKind {
    /// A receiver.
    Receiver,
    /// A service.
    Service,
    /// An interface.
    Interface,
}

/// A method that the app overrides.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Callback {
    /// The class or interface that has it.
    pub class: String,
    /// The Java signature, from the modifiers to the closing parenthesis.
    pub signature: String,
    /// Whether a subclass does not compile without it.
    #[serde(default, rename = "abstract")]
    pub is_abstract: bool,
    /// Imports beside those of the class.
    #[serde(default)]
    pub imports: Vec<String>,
    /// How much push needs it.
    #[serde(default)]
    pub necessity: Necessity,
    /// The releases that have it like this.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A call that starts or checks push.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Call {
    /// What it is for.
    pub purpose: Purpose,
    /// The Java expression, with types or names for its arguments.
    pub code: String,
    /// An example of it.
    pub example: Option<String>,
    /// Where an app calls it.
    pub place: Option<String>,
    /// Whether only the app's main process may call it.
    #[serde(default)]
    pub main_process: bool,
    /// What it throws.
    pub throws: Option<String>,
    /// What its callback gets.
    pub callback: Option<String>,
    /// What the caller imports.
    #[serde(default)]
    pub imports: Vec<String>,
    /// How much push needs it.
    #[serde(default)]
    pub necessity: Necessity,
    /// The releases that have it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It starts push.
    Register,
    /// It gives the token.
    Token,
    /// It makes the SDK check the app's manifest.
    SelfCheck,
    /// Something else.
    Other,
}

impl Purpose {
    /// What it is for, where that can be said in general.
    pub fn in_words(self) -> Option<&'static str> {
        match self {
            Self::Register => Some("starts push"),
            Self::Token => Some("gives the token"),
            Self::SelfCheck => Some("makes the SDK check the manifest"),
            Self::Other => None,
        }
    }
}

/// A way to tell whose device it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BrandTest {
    /// A Java expression, or the field that is compared.
    pub test: String,
    /// What it is compared with; empty for an expression that is true or false.
    #[serde(default)]
    pub values: Vec<String>,
    /// How it is compared.
    pub comparison: Option<String>,
    /// What the caller imports.
    #[serde(default)]
    pub imports: Vec<String>,
    /// The releases that have it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A field of the vendor's console.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConsoleField {
    /// Its name.
    pub name: String,
    /// What to enter.
    pub value: Option<String>,
    /// Where this is known from.
    pub why: Why,
}

/// What a release changed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Change {
    /// The release.
    pub version: Version,
    /// What is different from the one before.
    pub text: String,
    /// Where this is known from.
    pub why: Why,
}

/// A published vulnerability.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Advisory {
    /// What it lets others do, in a few words.
    pub title: String,
    /// The first release without it, where there is one.
    pub fixed_in: Option<Version>,
    /// Where it is published: an address, or an issue of a repository.
    pub reference: String,
    /// The releases that have it.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// What people write, and what is right.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mistake {
    /// What it is written in.
    #[serde(rename = "in")]
    pub place: MistakePlace,
    /// What people write.
    pub wrong: String,
    /// What is right; nothing where it must not stand there at all.
    pub right: Option<String>,
    /// The releases for which it is wrong.
    #[serde(default)]
    pub versions: Gate,
    /// Where this is known from.
    pub why: Why,
}

/// A package that documents and demos print where an app's own belongs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SamplePackage {
    /// The package.
    pub name: String,
    /// Whether classes of a library are in it, or below it, that apps rightly name.
    #[serde(default)]
    pub library: bool,
    /// Where this is known from.
    pub why: Why,
}

/// What a mistake is made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MistakePlace {
    /// The name of a permission.
    Permission,
    /// The name of an action.
    Action,
    /// An attribute or a value of the manifest.
    Manifest,
    /// A keep rule.
    KeepRule,
    /// The app's own code.
    Code,
    /// A Gradle file.
    Gradle,
    /// A value of the vendor's console, or a credential.
    Value,
}
