//! The shape of a vendor file. What each key means stands in `docs/catalogue.md`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::version::{Gate, Version};

/// A push SDK and its facts.
#[derive(Debug, Deserialize)]
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
}

/// How a vendor's console names the page that a tapped notification opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Deserialize)]
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
    /// Where this is known from.
    pub why: Why,
}

/// The type of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServerSecret {
    /// The spec keys that people put it under.
    pub keys: Vec<String>,
    /// Its name in the vendor's console.
    pub name: String,
    /// What whoever holds it can do.
    pub reason: String,
}

/// How much an SDK needs an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Necessity {
    /// Only for a feature that few use.
    Optional,
    /// Push works without it, less well or not everywhere.
    Recommended,
    /// Push does not work without it.
    #[default]
    Required,
}

impl fmt::Display for Necessity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Optional => "optional",
            Self::Recommended => "recommended",
            Self::Required => "required",
        })
    }
}

/// An element that an SDK needs in the manifest, for the releases of its gate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fact {
    /// `android:name`, with `${applicationId}` and `${parameter}`.
    pub name: String,
    /// The releases for which it holds.
    #[serde(default)]
    pub versions: Gate,
    /// How much the SDK needs it.
    #[serde(default)]
    pub necessity: Necessity,
    /// Further gates.
    #[serde(default)]
    pub when: When,
    /// The `android:` attributes beside the name, in writing order.
    #[serde(default)]
    pub shape: Attributes,
    /// Attribute values that contradict the SDK although it demands none.
    #[serde(default)]
    pub forbid: Attributes,
    /// Intent filters.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// `<meta-data>` children.
    #[serde(default)]
    pub meta_data: Vec<MetaData>,
    /// The base class of the app's own component.
    pub extends: Option<String>,
    /// For meta-data: the value, with `${…}`.
    pub value: Option<String>,
    /// For meta-data: the value, written as it stands here.
    pub raw: Option<String>,
    /// For meta-data: how the SDK reads it.
    #[serde(default)]
    pub read_as: ReadAs,
    /// Where this is known from.
    pub why: Why,
}

/// A `<meta-data>` child of a component.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetaData {
    /// `android:name`.
    pub name: String,
    /// The value, with `${…}`.
    pub value: Option<String>,
    /// The value, written as it stands here.
    pub raw: Option<String>,
    /// How the SDK reads it.
    #[serde(default)]
    pub read_as: ReadAs,
}

/// How an SDK reads a `<meta-data>` value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadAs {
    /// `getString`: a number reads as nothing.
    #[default]
    String,
    /// `get(…).toString()`: a number survives as long as it keeps its digits.
    Text,
}

/// An `<intent-filter>`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Filter {
    /// Actions that must be there.
    pub actions: Vec<String>,
    /// Actions that are written into a new filter, but not demanded of one that exists.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Categories.
    #[serde(default)]
    pub categories: Vec<String>,
    /// `<data>` elements.
    #[serde(default)]
    pub data: Vec<Attributes>,
}

/// Gates on the app instead of the SDK.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct When {
    /// The app's targetSdk.
    #[serde(default)]
    pub target_sdk: Gate<u32>,
    /// The app's minSdk.
    #[serde(default)]
    pub min_sdk: Gate<u32>,
}

/// A rule for ProGuard and R8.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeepRule {
    /// The rule, with `${parameter}`.
    pub rule: String,
    /// The releases for which it holds.
    #[serde(default)]
    pub versions: Gate,
    /// How much the SDK needs it.
    #[serde(default)]
    pub necessity: Necessity,
    /// Further gates.
    #[serde(default)]
    pub when: When,
    /// Where this is known from.
    pub why: Why,
}

/// The reason for a fact.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Why {
    /// Keys of [`Vendor::documents`].
    pub docs: Vec<String>,
    /// What it is for, or what happens without it.
    pub note: Option<String>,
    /// What a document printed, and why this differs.
    pub correction: Option<String>,
    /// How sure this is.
    pub confidence: Confidence,
    /// The releases on both sides of a boundary that is only known as a bracket.
    pub bounds: Option<Bounds>,
}

/// How a fact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A vendor's or integrator's document says so.
    Documented,
    /// Read in the SDK's own code or manifest.
    Binary,
    /// Seen in apps that work.
    Field,
    /// Concluded from the rest.
    Inferred,
}

/// Releases inspected around a boundary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bounds {
    /// A release without the fact.
    pub without: Option<Version>,
    /// A release with it.
    pub with: Option<Version>,
}

/// Attributes of the `android:` namespace in writing order: name without prefix, and value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(pub Vec<(String, String)>);

impl Attributes {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Scalar {
            Boolean(bool),
            Integer(i64),
            Text(String),
        }

        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Attributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of attributes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
                let mut attributes = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Scalar>()? {
                    let value = match value {
                        Scalar::Boolean(value) => value.to_string(),
                        Scalar::Integer(value) => value.to_string(),
                        Scalar::Text(value) => value,
                    };
                    attributes.push((name, value));
                }
                Ok(Attributes(attributes))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| de::Error::custom(format!("`{text}` is not a version")))
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Gate<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Interval<V> {
            since: Option<V>,
            until: Option<V>,
        }
        let Interval { since, until } = Interval::deserialize(deserializer)?;
        Ok(Self { since, until })
    }
}

impl Vendor {
    /// Every kind of manifest element with its facts, in the order in which elements are woven.
    pub fn facts(&self) -> [(&'static str, &[Fact]); 7] {
        [
            ("permission", &self.permissions),
            ("uses-permission", &self.uses_permissions),
            ("meta-data", &self.meta_data),
            ("activity", &self.activities),
            ("service", &self.services),
            ("receiver", &self.receivers),
            ("provider", &self.providers),
        ]
    }
}
