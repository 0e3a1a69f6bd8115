//! The credentials of the vendors in the spec, in manifests and in constants.

mod mismatch;

use std::ops::Range;
use std::sync::Arc;

use super::java::{Constant, Language, Literal};
use super::module::Module;
use crate::catalogue::Vendor;
use crate::catalogue::schema::{Fact, Parameter, ParameterKind};
use crate::manifest::document::Element;
use crate::manifest::value::decode_string;
use crate::render::{Ownership, ownership};
use crate::source::SourceFile;
use crate::spec::Value;

pub(super) use mismatch::Mismatch;

/// The value of a parameter, somewhere.
pub(super) struct Credential<'k> {
    pub(super) vendor: &'k Vendor,
    pub(super) parameter: &'k Parameter,
    /// The value as the SDK gets it.
    pub(super) value: String,
    pub(super) place: Place,
    pub(super) file: Arc<SourceFile>,
    /// Where its name stands.
    pub(super) name_span: Range<usize>,
    /// Where the value stands.
    pub(super) span: Range<usize>,
    /// Whether it is a string there, and no number.
    pub(super) is_text: bool,
    /// Whether it comes from elsewhere, and must not be written down.
    pub(super) is_confidential: bool,
}

/// What a credential stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Spec,
    Manifest,
    Code,
}

/// A constant that carries a parameter.
pub(super) struct Found<'s> {
    pub(super) file: &'s Arc<SourceFile>,
    pub(super) constant: &'s Constant,
    language: Language,
    kind: ParameterKind,
}

impl Credential<'_> {
    /// Whether `other` is the same parameter.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.vendor.id == other.vendor.id && self.parameter.key == other.parameter.key
    }
}

/// What the spec says, as far as it is at hand.
pub(super) fn in_spec<'a>(module: &Module<'a>) -> Vec<Credential<'a>> {
    let mut credentials = Vec::new();
    let Some(spec) = module.spec else {
        return credentials;
    };
    for asked in &spec.vendors {
        let Some(vendor) = module.knowledge.vendor(&asked.id) else {
            continue;
        };
        for (key, value) in &asked.values {
            let known = vendor.parameters.iter().find(|it| it.key == key.value);
            let known = known.filter(|it| it.kind != ParameterKind::Class);
            let (text, is_confidential) = match &value.value {
                Value::Text(text) => (Some(text.clone()), false),
                Value::Integer(number) => (Some(number.to_string()), false),
                Value::Unreadable => (None, false),
                elsewhere => (module.tree.value(elsewhere).ok(), true),
            };
            if let (Some(parameter), Some(text)) = (known, text) {
                credentials.push(Credential {
                    vendor,
                    parameter,
                    is_text: parameter.kind == ParameterKind::String,
                    value: text,
                    place: Place::Spec,
                    file: Arc::clone(&spec.file),
                    name_span: key.span.clone(),
                    span: value.span.clone(),
                    is_confidential,
                });
            }
        }
    }
    credentials
}

/// What the sources say, but for what `apply` writes.
pub(super) fn in_sources<'a>(module: &Module<'a>) -> Vec<Credential<'a>> {
    let mut credentials = Vec::new();
    for (file, constant) in own_constants(module) {
        let Some((vendor, parameter)) = carried(module, &constant.name) else {
            continue;
        };
        let (value, is_text) = match &constant.literal {
            Literal::Text(text) => (Some(text.clone()), true),
            Literal::Number(written) => (mismatch::decimal(written), false),
        };
        credentials.extend(value.map(|value| Credential {
            vendor,
            parameter,
            value,
            place: Place::Code,
            file: Arc::clone(file),
            name_span: constant.name_span.clone(),
            span: constant.literal_span.clone(),
            is_text,
            is_confidential: false,
        }));
    }
    credentials
}

/// The constants that carry parameters, but for those that `apply` writes.
pub(super) fn constants<'s>(module: &'s Module<'_>) -> Vec<Found<'s>> {
    let found = own_constants(module).filter_map(|(file, constant)| {
        let (_, parameter) = carried(module, &constant.name)?;
        Some(Found {
            file,
            constant,
            language: Language::of(&file.name),
            kind: parameter.kind,
        })
    });
    found.collect()
}

fn own_constants<'s>(
    module: &'s Module<'_>,
) -> impl Iterator<Item = (&'s Arc<SourceFile>, &'s Constant)> {
    let output = module.spec.and_then(|spec| spec.output.constants.as_ref());
    let generated = output.map(|output| output.path.as_str());
    let constants = module.sources().constants().iter();
    constants
        .map(|(file, constant)| (file, constant))
        .filter(move |(file, _)| {
            generated != Some(file.name.as_str()) && ownership(file) == Ownership::Foreign
        })
}

/// The parameter whose constant is called `name`.
fn carried<'a>(module: &Module<'a>, name: &str) -> Option<(&'a Vendor, &'a Parameter)> {
    let mut parameters = module.knowledge.parameters();
    parameters.find(|(vendor, parameter)| vendor.constant(parameter).as_deref() == Some(name))
}

/// What the manifests say.
pub(super) fn in_manifest<'a>(module: &Module<'a>) -> Vec<Credential<'a>> {
    let mut credentials = Vec::new();
    for (manifest, element) in module.elements() {
        let parent = element.parent().map(|parent| parent.tag());
        if element.tag() != "meta-data" || parent != Some("application") {
            continue;
        }
        let (Some(name), Some(value)) = (element.android("name"), element.android("value")) else {
            continue;
        };
        for vendor in module.knowledge.vendors() {
            let facts = vendor.meta_data.iter();
            let fact = facts.filter(|fact| {
                fact.name == name.value || fact.alternatives.iter().any(|it| it == name.value)
            });
            // What the SDK wants in front may differ from release to release.
            let told = fact
                .filter_map(|fact| told(vendor, fact, element))
                .min_by_key(|(_, text)| text.len());
            credentials.extend(told.map(|(parameter, text)| Credential {
                vendor,
                parameter,
                value: text,
                place: Place::Manifest,
                file: Arc::clone(manifest.file),
                name_span: name.value_range(),
                span: value.value_range(),
                is_text: true,
                is_confidential: false,
            }));
        }
    }
    credentials
}

/// The parameter of `fact` and its value in `element`.
fn told<'v>(
    vendor: &'v Vendor,
    fact: &Fact,
    element: Element<'_>,
) -> Option<(&'v Parameter, String)> {
    let value = element.android("value")?.value;
    // Only the build knows what these stand for.
    if value.contains("${") || value.starts_with('@') {
        return None;
    }
    let (before, rest) = fact.value.as_ref()?.split_once("${")?;
    let (key, after) = rest.split_once('}')?;
    let parameter = vendor.parameters.iter().find(|it| it.key == key)?;
    let text = decode_string(value);
    let text = text.strip_prefix(before)?.strip_suffix(after)?;
    (!text.is_empty()).then(|| (parameter, text.to_owned()))
}
