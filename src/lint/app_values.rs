//! The values that an app has for the credentials of SDKs, wherever they stand.

use std::ops::Range;
use std::sync::Arc;

use super::literals::literals;
use super::{Manifest, Module};
use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::Parameter;
use crate::manifest::document::Element;
use crate::manifest::value::decode_string;
use crate::source::SourceFile;
use crate::spec::{Spec, Value};

/// The value of a credential.
pub(super) struct Credential<'k> {
    /// Whose it is.
    pub(super) vendor: &'k Vendor,
    /// What it is.
    pub(super) parameter: &'k Parameter,
    /// What stands there, without what the SDK wants in front of it.
    pub(super) text: String,
    /// Whether it stands elsewhere and must not be shown.
    pub(super) is_elsewhere: bool,
    /// The file that has it, or says where it is.
    pub(super) file: Arc<SourceFile>,
    /// The place in it.
    pub(super) span: Range<usize>,
}

impl Credential<'_> {
    /// Whether the file is there to be copied and filled in.
    pub(super) fn is_template(&self) -> bool {
        self.file.name.ends_with(".example")
    }

    /// The value for a message, or where it comes from.
    pub(super) fn shown(&self) -> String {
        if self.is_elsewhere {
            format!("what `{}` holds", &self.file.text[self.span.clone()])
        } else {
            format!("`{}`", self.text)
        }
    }
}

/// Every value of a credential in the module: in its manifests, its spec and its constants.
pub(super) fn credentials<'k>(module: &Module<'k>) -> Vec<Credential<'k>> {
    let mut found = Vec::new();
    for (manifest, element) in module.elements() {
        if element.tag() == "meta-data" {
            in_meta_data(module, manifest, element, &mut found);
        }
    }
    if let Some(spec) = module.spec {
        in_spec(module, spec, &mut found);
    }
    if module.has_files() {
        in_constants(module, &mut found);
    }
    found
}

fn in_meta_data<'k>(
    module: &Module<'k>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    found: &mut Vec<Credential<'k>>,
) {
    let (Some(name), Some(value)) = (element.android("name"), element.android("value")) else {
        return;
    };
    if value.value.contains("${") || value.value.starts_with(['@', '?']) {
        return;
    }
    let decoded = decode_string(value.value);
    let mut here: Vec<Credential<'k>> = Vec::new();
    for (vendor, parameter, template) in templates(module, name.value) {
        let prefix = template.split("${").next().unwrap_or_default();
        let text = decoded.strip_prefix(prefix).unwrap_or(&decoded);
        let is_same = |it: &&mut Credential<'_>| {
            it.vendor.id == vendor.id && it.parameter.key == parameter.key
        };
        // What the SDK wants in front may differ from release to release.
        match here.iter_mut().find(is_same) {
            Some(known) if text.len() < known.text.len() => text.clone_into(&mut known.text),
            Some(_) => {}
            None => here.push(Credential {
                vendor,
                parameter,
                text: text.to_owned(),
                is_elsewhere: false,
                file: Arc::clone(manifest.file),
                span: value.value_range(),
            }),
        }
    }
    found.extend(here);
}

/// What the values of the meta-data called `name` are made of.
fn templates<'k>(module: &Module<'k>, name: &str) -> Vec<(&'k Vendor, &'k Parameter, &'k str)> {
    let mut found = Vec::new();
    for vendor in module.knowledge.vendors() {
        for (table, facts) in vendor.facts() {
            for fact in facts {
                let own = (table == "meta-data" && fact.name == name)
                    .then_some(fact.value.as_deref())
                    .flatten();
                let children = fact.meta_data.iter().filter(|child| child.name == name);
                let all = own
                    .into_iter()
                    .chain(children.filter_map(|child| child.value.as_deref()));
                found.extend(all.filter_map(|template| {
                    let key = parameters(template).next()?;
                    let parameter = vendor.parameters.iter().find(|it| it.key == key)?;
                    Some((vendor, parameter, template))
                }));
            }
        }
    }
    found
}

fn in_spec<'k>(module: &Module<'k>, spec: &Spec, found: &mut Vec<Credential<'k>>) {
    for asked in &spec.vendors {
        let Some(vendor) = module.knowledge.vendor(&asked.id) else {
            continue;
        };
        for (key, value) in &asked.values {
            let Some(parameter) = vendor.parameters.iter().find(|it| it.key == key.value) else {
                continue;
            };
            let (text, is_elsewhere) = match &value.value {
                Value::Text(text) => (text.clone(), false),
                Value::Integer(number) => (number.to_string(), false),
                Value::Unreadable => continue,
                source @ (Value::Environment(_) | Value::Property { .. }) => {
                    match module.tree.value(source) {
                        Ok(text) => (text, true),
                        Err(_) => continue,
                    }
                }
            };
            found.push(Credential {
                vendor,
                parameter,
                text,
                is_elsewhere,
                file: Arc::clone(&spec.file),
                span: value.span.clone(),
            });
        }
    }
}

/// Constants that are called as the catalogue calls them. Those that the spec has generated say what
/// the spec says.
fn in_constants<'k>(module: &Module<'k>, found: &mut Vec<Credential<'k>>) {
    let generated = module.spec.and_then(|spec| spec.output.constants.as_ref());
    let generated = generated.map(|output| output.path.as_str());
    let mut names: Vec<(String, &'k Vendor, &'k Parameter)> = Vec::new();
    for (vendor, parameter) in module.knowledge.parameters() {
        names.extend(
            vendor
                .constant(parameter)
                .map(|name| (name, vendor, parameter)),
        );
    }
    for (_, file) in module.sources().files() {
        let is_generated = Some(file.name.as_str()) == generated;
        let has_one = || {
            names
                .iter()
                .any(|(name, ..)| file.text.contains(name.as_str()))
        };
        if is_generated || !has_one() {
            continue;
        }
        for literal in literals(&file.text) {
            let named = |(name, ..): &&(String, _, _)| literal.name == Some(name.as_str());
            if let Some((_, vendor, parameter)) = names.iter().find(named) {
                found.push(Credential {
                    vendor,
                    parameter,
                    text: literal.text.to_owned(),
                    is_elsewhere: false,
                    file: Arc::clone(file),
                    span: literal.span,
                });
            }
        }
    }
}
