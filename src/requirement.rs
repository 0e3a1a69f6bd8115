//! What one app needs in its manifest: the facts of the catalogue, resolved.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::catalogue::schema::{MatchBy, Necessity, ReadAs};
use crate::finding::{Code, Finding};
use crate::manifest::fragment::Fragment;
use crate::manifest::identity::is_component;
use crate::manifest::value;
use crate::source::SourceFile;

/// The kinds of elements that are woven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `<uses-permission>`
    UsesPermission,
    /// `<permission>`
    Permission,
    /// `<intent>` in `<queries>`
    QueriesIntent,
    /// `<package>` in `<queries>`
    QueriesPackage,
    /// `<meta-data>` of the application
    MetaData,
    /// `<activity>`
    Activity,
    /// `<service>`
    Service,
    /// `<receiver>`
    Receiver,
    /// `<provider>`
    Provider,
}

impl Kind {
    /// Every kind, in the order in which elements are woven.
    pub const ALL: [Self; 9] = [
        Self::UsesPermission,
        Self::Permission,
        Self::QueriesIntent,
        Self::QueriesPackage,
        Self::MetaData,
        Self::Activity,
        Self::Service,
        Self::Receiver,
        Self::Provider,
    ];

    /// The element's name.
    pub fn tag(self) -> &'static str {
        match self {
            Self::UsesPermission => "uses-permission",
            Self::Permission => "permission",
            Self::QueriesIntent => "intent",
            Self::QueriesPackage => "package",
            Self::MetaData => "meta-data",
            Self::Activity => "activity",
            Self::Service => "service",
            Self::Receiver => "receiver",
            Self::Provider => "provider",
        }
    }

    /// The kind of the facts in the catalogue's `table`.
    pub fn of_table(table: &str) -> Option<Self> {
        let name = |kind: &Self| match kind {
            Self::QueriesIntent => "queries-intent",
            Self::QueriesPackage => "queries-package",
            other => other.tag(),
        };
        Self::ALL.into_iter().find(|kind| name(kind) == table)
    }

    /// The kind of the elements called `tag` in `parent`.
    pub fn of(tag: &str, parent: Option<&str>) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.tag() == tag && kind.parent() == parent)
    }

    /// Whether it declares a component, whose name is a class.
    pub fn is_component(self) -> bool {
        is_component(self.tag())
    }

    /// The element that it stands in; `None` for `<manifest>` itself.
    pub fn parent(self) -> Option<&'static str> {
        match self {
            Self::UsesPermission | Self::Permission => None,
            Self::QueriesIntent | Self::QueriesPackage => Some("queries"),
            _ => Some("application"),
        }
    }
}

/// An element that the manifest must have.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// What it is.
    pub kind: Kind,
    /// Its `android:name`, as it is written; of an `<intent>`, the action.
    pub name: String,
    /// Other names that serve as well.
    pub alternatives: Vec<String>,
    /// What an element of the app's own is recognised by.
    pub match_by: MatchBy,
    /// Its other attributes, in writing order.
    pub attributes: Vec<(String, String)>,
    /// Attribute values that it must not have.
    pub forbidden: Vec<(String, String)>,
    /// Its intent filters.
    pub filters: Vec<Filter>,
    /// Its `<meta-data>` children.
    pub meta_data: Vec<(String, MetaValue)>,
    /// The value, where it is meta-data itself.
    pub value: Option<MetaValue>,
    /// Whether its name is a class of the app's own that the spec names.
    pub names_app_class: bool,
    /// Whether it is part of the app and expected to be declared already.
    pub expected: bool,
    /// How much it is needed.
    pub necessity: Necessity,
    /// Who demands it.
    pub origins: Vec<Origin>,
}

/// An intent filter that a component must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Actions that must be there, in one filter or several.
    pub actions: Vec<String>,
    /// Actions that a new filter gets as well.
    pub optional: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// The attributes of each `<data>`.
    pub data: Vec<Vec<(String, String)>>,
}

/// The value of a `<meta-data>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaValue {
    /// The text that the SDK must read.
    pub text: String,
    /// `android:value`, before XML escaping.
    pub raw: String,
    /// How the SDK reads it.
    pub read_as: ReadAs,
    /// Where the value comes from, if it must not be shown.
    pub confidential: Option<String>,
    /// Whether `text` and `raw` are the value; else it is one that only the app knows.
    pub is_known: bool,
}

/// An element that should not be in the manifest any more.
#[derive(Clone, Debug)]
pub struct Remnant {
    /// What it is.
    pub kind: Kind,
    /// Its name, as an app may have written it; `None` where it is a class of the app's own.
    pub name: Option<String>,
    /// The actions that an app's own class is recognised by.
    pub actions: Vec<String>,
    /// What kind of finding it makes.
    pub code: Code,
    /// Why it is too much, such as `the AAR brings it`.
    pub reason: String,
    /// Whose entry it was.
    pub origin: Origin,
}

/// Why something is demanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The vendor's id, or `click`.
    pub vendor: String,
    /// The release and the gate, such as `3.6.12 (since 3.0.1)`.
    pub gate: String,
    /// What it is for.
    pub note: Option<String>,
    /// The titles of the documents that say so.
    pub documents: Vec<String>,
    /// The place in the spec that asks for it.
    pub span: Range<usize>,
}

impl Origin {
    /// `finding` with the place in `spec` that asks for `wanted`, and the reason.
    pub fn explain(&self, finding: Finding, spec: &Arc<SourceFile>, wanted: &str) -> Finding {
        let mut reason = format!("{self} needs {wanted}");
        if let Some(note) = &self.note {
            reason.push_str(": ");
            reason.push_str(note);
        }
        let reason = self.cited(reason);
        if !self.span.is_empty() {
            return finding.at(spec, self.span.clone(), reason);
        }
        Finding {
            reason: Some(reason.into()),
            ..finding
        }
    }

    /// `text` with the best document behind it.
    pub fn cited(&self, mut text: String) -> String {
        if let Some(document) = self.documents.first() {
            text.push_str(&format!(" [{document}]"));
        }
        text
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.vendor)?;
        if !self.gate.is_empty() {
            write!(f, " {}", self.gate)?;
        }
        Ok(())
    }
}

impl MetaValue {
    /// The value for an SDK that must read `text`.
    pub fn new(text: String, read_as: ReadAs, confidential: Option<String>) -> Self {
        let keeps = read_as == ReadAs::Text && value::infer(&text) == value::Type::Integer;
        let raw = if keeps {
            text.clone()
        } else {
            value::encode_string(&text).into_owned()
        };
        Self {
            text,
            raw,
            read_as,
            confidential,
            is_known: true,
        }
    }

    /// A value that is written just so.
    pub fn verbatim(raw: String) -> Self {
        Self {
            text: value::decode_string(&raw).into_owned(),
            raw,
            read_as: ReadAs::String,
            confidential: None,
            is_known: true,
        }
    }

    /// Whether an SDK that reads the raw value `found` gets the text it must get.
    pub fn agrees(&self, found: &str) -> bool {
        if !self.is_known {
            return true;
        }
        match value::infer(found) {
            value::Type::String => value::decode_string(found) == self.text,
            value::Type::Integer => self.read_as == ReadAs::Text && found == self.text,
            // A value that is prescribed as it is written, such as `true`, has its own type.
            other => other == value::infer(&self.raw) && found.trim() == self.raw.trim(),
        }
    }

    /// The value as it may be shown to people.
    pub fn shown(&self) -> String {
        match &self.confidential {
            Some(source) => format!("the value of {source}"),
            None if !self.is_known => "the app's value".to_owned(),
            None => format!("`{}`", self.raw),
        }
    }
}

impl Filter {
    /// The filter as an element, with `actions` as its actions.
    pub fn fragment(&self, actions: &[&str]) -> Fragment {
        let named =
            |tag: &str, name: &str| Fragment::new(tag, [("name", name.to_owned())], Vec::new());
        let mut children: Vec<Fragment> = actions
            .iter()
            .map(|action| named("action", action))
            .collect();
        children.extend(self.categories.iter().map(|name| named("category", name)));
        children.extend(self.data.iter().map(|data| {
            let attributes = data
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone()));
            Fragment::new("data", attributes, Vec::new())
        }));
        Fragment::new("intent-filter", [], children)
    }

    /// All actions of a new filter.
    pub fn all_actions(&self) -> Vec<&str> {
        let all = self.actions.iter().chain(&self.optional);
        all.map(String::as_str).collect()
    }
}

impl Requirement {
    /// The complete element.
    pub fn fragment(&self) -> Fragment {
        if self.kind == Kind::QueriesIntent {
            let action = Fragment::new("action", [("name", self.name.clone())], Vec::new());
            return Fragment::new(self.kind.tag(), [], vec![action]);
        }
        let mut attributes = vec![("name", self.name.clone())];
        attributes.extend(
            self.attributes
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone())),
        );
        attributes.extend(self.value.iter().map(|value| ("value", value.raw.clone())));
        let mut children: Vec<Fragment> = self
            .filters
            .iter()
            .map(|filter| filter.fragment(&filter.all_actions()))
            .collect();
        children.extend(
            self.meta_data
                .iter()
                .map(|(name, value)| meta_data(name, value)),
        );
        Fragment::new(self.kind.tag(), attributes, children)
    }

    /// The ids of the vendors that demand it.
    pub fn vendors(&self) -> Vec<String> {
        let mut vendors = Vec::new();
        for origin in &self.origins {
            if !vendors.contains(&origin.vendor) {
                vendors.push(origin.vendor.clone());
            }
        }
        vendors
    }
}

/// A `<meta-data>` element.
pub fn meta_data(name: &str, value: &MetaValue) -> Fragment {
    let attributes = [("name", name.to_owned()), ("value", value.raw.clone())];
    Fragment::new("meta-data", attributes, Vec::new())
}
