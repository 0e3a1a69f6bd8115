//! Meta-data that holds a credential: how an SDK reads its value, and what is lost when it is compiled.

use std::ops::Range;

use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Fact, Parameter, ParameterKind, ReadAs, ValueShape};
use crate::finding::{Code, Finding};
use crate::lint::module::{Manifest, Module};
use crate::lint::releases::Releases;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::value::{self, Type};
use crate::requirement::Kind;

/// Meta-data whose value only the app knows.
pub(in crate::lint) struct MetaData<'a> {
    /// Where it stands.
    pub(in crate::lint) manifest: &'a Manifest<'a>,
    /// The meta-data.
    pub(in crate::lint) element: Element<'a>,
    /// Its `android:name`.
    pub(in crate::lint) name: &'a str,
    /// Its `android:value`.
    pub(in crate::lint) attribute: Attribute<'a>,
    /// Whose it is.
    pub(in crate::lint) vendor: &'a Vendor,
    /// What it is.
    pub(in crate::lint) parameter: &'a Parameter,
    /// How the releases that the SDK may be read it.
    readings: Vec<(String, ReadAs)>,
}

/// So long is a beginning that no other number has by chance.
const TELLING: usize = 6;

/// What `apply` would mend of the kind `code`, and what `look` finds among the credentials that are
/// not reported by it.
pub(in crate::lint) fn lost(
    module: &Module<'_>,
    code: Code,
    look: impl Fn(&MetaData<'_>) -> Option<Finding>,
) -> Vec<Finding> {
    let credentials = all(module).into_iter();
    let others = credentials.filter(|it| !it.is_drift(module, code));
    let found = others.filter_map(|it| look(&it));
    module.drift(code).chain(found).collect()
}

/// Every credential in the manifests: meta-data that an SDK in use reads, by its name, and any other
/// whose value can be nothing else.
pub(in crate::lint) fn all<'a>(module: &Module<'a>) -> Vec<MetaData<'a>> {
    let found = module.elements().filter_map(|(manifest, element)| {
        if element.tag() != "meta-data" {
            return None;
        }
        let name = element.android("name")?.value;
        let attribute = element.android("value")?;
        let (vendor, parameter, readings) =
            by_name(module, name).or_else(|| by_value(module, attribute.value))?;
        Some(MetaData {
            manifest,
            element,
            name,
            attribute,
            vendor,
            parameter,
            readings,
        })
    });
    found.collect()
}

type Read<'a> = (&'a Vendor, &'a Parameter, Vec<(String, ReadAs)>);

fn by_name<'a>(module: &Module<'a>, name: &str) -> Option<Read<'a>> {
    let known = module.knowledge.entries(Kind::MetaData, name).into_iter();
    for entry in known {
        let Some(in_use) = module.in_use(&entry.vendor.id) else {
            continue;
        };
        let facts = entry.vendor.meta_data.iter();
        let twins: Vec<&Fact> = facts.filter(|fact| fact.name == entry.fact.name).collect();
        let parameter = twins.iter().find_map(|fact| {
            let key = parameters(fact.value.as_ref()?).next()?;
            entry.vendor.parameters.iter().find(|it| it.key == key)
        });
        let Some(parameter) = parameter.filter(|it| it.kind == ParameterKind::String) else {
            continue;
        };
        let holding = Releases::of(in_use).holding(&twins);
        let chosen = if holding.is_empty() { twins } else { holding };
        let readings = chosen.iter().filter_map(|fact| {
            let prefix = fact.value.as_ref()?.split("${").next()?;
            Some((prefix.to_owned(), fact.read_as))
        });
        return Some((entry.vendor, parameter, readings.collect()));
    }
    None
}

/// Some credentials begin like nothing else, whatever the app calls the meta-data.
fn by_value<'a>(module: &Module<'a>, raw: &str) -> Option<Read<'a>> {
    let decoded = value::decode_string(raw);
    let text = decoded.trim();
    let (vendor, parameter) = module.knowledge.parameters().find(|(_, parameter)| {
        let begins = parameter.begins.as_deref();
        begins.is_some_and(|begins| begins.len() >= TELLING && text.starts_with(begins))
            && parameter.shape == Some(ValueShape::Digits)
            && parameter.lengths.contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    Some((vendor, parameter, vec![(String::new(), ReadAs::String)]))
}

impl MetaData<'_> {
    /// What stands in front of the value in the form that every release reads.
    pub(in crate::lint) fn prefix(&self) -> Option<&str> {
        let (first, _) = self.readings.first()?;
        let alike = self.readings.iter().all(|(prefix, _)| prefix == first);
        (alike && !first.is_empty()).then_some(first)
    }

    /// Whether no release gets the text that is written, since it is compiled as a `kind`.
    pub(in crate::lint) fn is_lost_as(&self, kind: Type) -> bool {
        self.readings.iter().all(|(_, read_as)| match kind {
            Type::Number | Type::Color => true,
            Type::Integer | Type::Boolean => *read_as == ReadAs::String,
            Type::String | Type::Reference => false,
        })
    }

    /// Whether only the build knows the value.
    pub(in crate::lint) fn is_open(&self) -> bool {
        self.attribute.value.contains("${") || value::infer(self.attribute.value) == Type::Reference
    }

    /// The value itself, as an SDK reads it from a string.
    pub(in crate::lint) fn text(&self) -> String {
        let text = value::decode_string(self.attribute.value);
        let prefixes = self.readings.iter().map(|(prefix, _)| prefix);
        let longest = prefixes
            .filter(|prefix| text.starts_with(prefix.as_str()))
            .max();
        let prefix = longest.map_or("", String::as_str);
        text[prefix.len()..].to_owned()
    }

    /// Whether what `apply` would change has a finding of the kind `code` on this value.
    fn is_drift(&self, module: &Module<'_>, code: Code) -> bool {
        let mut found = module.drift(code);
        let range = &self.attribute.range;
        found.any(|finding| {
            let label = finding.labels.first();
            label.is_some_and(|label| {
                label.file.name == self.manifest.file.name && touches(&label.span, range)
            })
        })
    }
}

fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
