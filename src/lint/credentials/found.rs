//! Where credentials are found: in the spec, in manifests, in constants.

use std::sync::Arc;

use super::{Credential, Place, mismatch};
use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Parameter, ParameterKind};
use crate::lint::java::{Constant, Literal};
use crate::lint::{Manifest, Module};
use crate::manifest::document::Element;
use crate::manifest::value::decode_string;
use crate::source::SourceFile;
use crate::spec::Value;

/// Every credential in the module: in its manifests, its spec and its constants.
pub(in crate::lint) fn all<'k>(module: &Module<'k>) -> Vec<Credential<'k>> {
    let mut found = in_manifests(module);
    found.extend(in_spec(module));
    if module.has_files() {
        found.extend(in_sources(module));
    }
    found
}

/// What the spec says, as far as it is at hand.
pub(in crate::lint) fn in_spec<'k>(module: &Module<'k>) -> Vec<Credential<'k>> {
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
            let (text, is_elsewhere) = match &value.value {
                Value::Text(text) => (Some(text.clone()), false),
                Value::Integer(number) => (Some(number.to_string()), false),
                Value::Unreadable => (None, false),
                elsewhere => (module.tree.value(elsewhere).ok(), true),
            };
            if let (Some(parameter), Some(value_text)) = (known, text) {
                credentials.push(Credential {
                    vendor,
                    parameter,
                    is_text: parameter.kind == ParameterKind::String,
                    value: value_text,
                    place: Place::Spec,
                    file: Arc::clone(&spec.file),
                    name_span: key.span.clone(),
                    span: value.span.clone(),
                    is_elsewhere,
                    is_as_read: true,
                });
            }
        }
    }
    credentials
}

/// What the manifests say in meta-data that is called as the catalogue calls it.
pub(in crate::lint) fn in_manifests<'k>(module: &Module<'k>) -> Vec<Credential<'k>> {
    let mut found = Vec::new();
    for (manifest, element) in module.elements() {
        if element.tag() == "meta-data" {
            found.extend(in_meta_data(module, manifest, element));
        }
    }
    found
}

fn in_meta_data<'k>(
    module: &Module<'k>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
) -> Vec<Credential<'k>> {
    let mut here: Vec<Credential<'k>> = Vec::new();
    let (Some(name), Some(attribute)) = (element.android("name"), element.android("value")) else {
        return here;
    };
    // Only the build knows what these stand for.
    if attribute.value.contains("${") || attribute.value.starts_with(['@', '?']) {
        return here;
    }
    let parent = element.parent().map(Element::tag);
    let decoded = decode_string(attribute.value);
    for template in templates(module, name.value) {
        let text = decoded.strip_prefix(template.before);
        let text = text.and_then(|text| text.strip_suffix(template.after));
        let is_as_read = parent == Some(template.parent) && text.is_some_and(|it| !it.is_empty());
        let text = text.unwrap_or(&decoded);
        let found = Credential {
            vendor: template.vendor,
            parameter: template.parameter,
            value: text.to_owned(),
            place: Place::Manifest,
            file: Arc::clone(manifest.file),
            name_span: name.value_range(),
            span: attribute.value_range(),
            is_text: true,
            is_elsewhere: false,
            is_as_read,
        };
        // What the SDK wants in front may differ from release to release.
        match here.iter_mut().find(|it| it.is_same_as(&found)) {
            Some(known) => {
                known.is_as_read |= is_as_read;
                if text.len() < known.value.len() {
                    known.value = found.value;
                }
            }
            None => here.push(found),
        }
    }
    here
}

/// What the value of some meta-data is made of.
struct Template<'k> {
    vendor: &'k Vendor,
    parameter: &'k Parameter,
    /// What the SDK wants in front of the parameter.
    before: &'k str,
    /// What it wants behind it.
    after: &'k str,
    /// What the meta-data stands in.
    parent: &'static str,
}

/// What the values of the meta-data called `name` are made of.
fn templates<'k>(module: &Module<'k>, name: &str) -> Vec<Template<'k>> {
    let mut found = Vec::new();
    for vendor in module.knowledge.vendors() {
        for (table, facts) in vendor.facts() {
            for fact in facts {
                let names = || std::iter::once(&fact.name).chain(&fact.alternatives);
                let is_it = table == "meta-data" && names().any(|it| it == name);
                let own = fact.value.as_deref().filter(|_| is_it);
                let own = own.map(|template| ("application", template));
                let children = fact.meta_data.iter().filter(|child| child.name == name);
                let children = children.filter_map(|child| Some((table, child.value.as_deref()?)));
                found.extend(
                    own.into_iter()
                        .chain(children)
                        .filter_map(|(parent, template)| {
                            let key = parameters(template).next()?;
                            let (before, rest) = template.split_once("${")?;
                            Some(Template {
                                vendor,
                                parameter: vendor.parameters.iter().find(|it| it.key == key)?,
                                before,
                                after: rest.split_once('}')?.1,
                                parent,
                            })
                        }),
                );
            }
        }
    }
    found
}

/// What the sources say, those of tests as well, but for the file that the spec has generated, which says what the spec says.
pub(in crate::lint) fn in_sources<'k>(module: &Module<'k>) -> Vec<Credential<'k>> {
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
            is_elsewhere: false,
            is_as_read: true,
        }));
    }
    credentials
}

/// The constants of the sources that the spec has not generated.
pub(super) fn own_constants<'s>(
    module: &'s Module<'_>,
) -> impl Iterator<Item = (&'s Arc<SourceFile>, &'s Constant)> {
    let output = module.spec.and_then(|spec| spec.output.constants.as_ref());
    let generated = output.map(|output| output.path.as_str());
    let constants = module.sources().all_constants().iter();
    constants
        .map(|(file, constant)| (file, constant))
        .filter(move |(file, _)| generated != Some(file.name.as_str()))
}

/// The parameter whose constant is called `name`.
pub(super) fn carried<'k>(module: &Module<'k>, name: &str) -> Option<(&'k Vendor, &'k Parameter)> {
    let mut parameters = module.knowledge.parameters();
    parameters.find(|(vendor, parameter)| vendor.constant(parameter).as_deref() == Some(name))
}
