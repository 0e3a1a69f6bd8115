//! Facts about the manifest and the keep rules.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::version::{Gate, Version};

/// How much an SDK needs an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Necessity {
    /// The SDK's AAR brings it; the app never declares it.
    Internal,
    /// Nothing needs it any more, and it should not stand there.
    Obsolete,
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
            Self::Internal => "internal",
            Self::Obsolete => "obsolete",
            Self::Optional => "optional",
            Self::Recommended => "recommended",
            Self::Required => "required",
        })
    }
}

/// An element that an SDK needs in the manifest, for the releases of its gate.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// The delivery that it is for; either where none is given.
    pub delivery: Option<Delivery>,
    /// The releases whose AAR declares it, so that the app must not.
    pub in_aar: Option<Gate>,
    /// The build that it is for, such as the `G` of `5.0.6-G`; every one where none is given.
    pub build: Option<String>,
    /// Further gates.
    #[serde(default)]
    pub when: When,
    /// What an element is recognised by.
    #[serde(default)]
    pub match_by: MatchBy,
    /// Other names that serve as well.
    #[serde(default)]
    pub alternatives: Vec<String>,
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
    /// For meta-data: the value at each release, where it differs.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// For meta-data: how the SDK reads it.
    #[serde(default)]
    pub read_as: ReadAs,
    /// Where this is known from.
    pub why: Why,
}

/// How an SDK comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Classes only: the app's manifest must declare the SDK's components.
    Jar,
    /// With a manifest of its own, which the build merges in.
    Aar,
}

impl Delivery {
    /// `a JAR` or `an AAR`.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Jar => "a JAR",
            Self::Aar => "an AAR",
        }
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jar => "jar",
            Self::Aar => "aar",
        })
    }
}

/// What an element of the app is recognised by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchBy {
    /// Its `android:name`.
    #[default]
    Name,
    /// The actions of its filters: the SDK asks for those, and any class may answer.
    Action,
}

/// A `<meta-data>` child of a component.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadAs {
    /// `getString`: a number reads as nothing.
    #[default]
    String,
    /// `get(…).toString()`: a number survives as long as it keeps its digits.
    Text,
}

/// An `<intent-filter>`.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// `android:priority`, for filters in an AAR.
    pub priority: Option<i64>,
    /// `<data>` elements.
    #[serde(default)]
    pub data: Vec<Attributes>,
}

/// Gates on the app instead of the SDK.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
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
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// The delivery that it is for; either where none is given.
    pub delivery: Option<Delivery>,
    /// The releases whose AAR has it among its consumer rules.
    pub in_aar: Option<Gate>,
    /// The build that it is for.
    pub build: Option<String>,
    /// Further gates.
    #[serde(default)]
    pub when: When,
    /// Where this is known from.
    pub why: Why,
}

/// The reason for a fact.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// The releases inspected on both sides of the gate's boundaries.
    pub bounds: Option<Bounds>,
}

/// How a fact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
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

/// Releases inspected on both sides of the boundaries of a gate.
///
/// Where a boundary is the second of its two releases, nobody knows more: what lies between them is
/// uncertain. Where it lies between them, a document names it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bounds {
    /// The last release seen without the fact, and the first seen with it.
    pub since: Option<(Version, Version)>,
    /// The last release seen with the fact, and the first seen without it.
    pub until: Option<(Version, Version)>,
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

/// A string, a boolean or an integer, as text. Not an untagged enum: that reads a value twice.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsText;

        impl Visitor<'_> for AsText {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, a boolean or an integer")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar(value.to_owned()))
            }
        }

        deserializer.deserialize_any(AsText)
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Attributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of attributes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
                let mut attributes = Vec::new();
                while let Some((name, Scalar(value))) = map.next_entry()? {
                    attributes.push((name, value));
                }
                Ok(Attributes(attributes))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<V: Serialize> Serialize for Gate<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("since", &self.since), ("until", &self.until)])
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InText;

        impl Visitor<'_> for InText {
            type Value = Version;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a version")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Version, E> {
                text.parse()
                    .map_err(|_| E::custom(format!("`{text}` is not a version")))
            }
        }

        deserializer.deserialize_str(InText)
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

impl Fact {
    /// Of `values`, the one at `version`, or the last before it.
    pub fn value_at(&self, version: &Version) -> Option<&String> {
        self.values
            .iter()
            .filter_map(|(release, value)| Some((release.parse::<Version>().ok()?, value)))
            .filter(|(release, _)| release <= version)
            .max_by(|one, other| one.0.cmp(&other.0))
            .map(|(_, value)| value)
    }

    /// The texts in it that may have placeholders.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let attributes = self.shape.0.iter().map(|(_, value)| value);
        let categories = self.filters.iter().flat_map(|filter| &filter.categories);
        let children = self
            .meta_data
            .iter()
            .filter_map(|child| child.value.as_ref());
        std::iter::once(&self.name)
            .chain(&self.value)
            .chain(attributes)
            .chain(categories)
            .chain(children)
            .map(String::as_str)
    }
}
