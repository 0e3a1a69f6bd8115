//! Permissions of the app's own that need two lines, of which one is there.

use std::ops::Range;

use super::Known;
use super::own::{OwnName, is_name};
use super::samples::Samples;
use super::tools::is_under_node_instruction;
use super::tree::Role;
use super::{Manifest, Module};
use crate::catalogue::schema::Necessity;
use crate::finding::{Code, Severity};
use crate::manifest::document::Element;
use crate::manifest::fragment::Fragment;
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};
use crate::requirement::Kind;

/// A line whose other one is missing.
pub(super) struct Unpaired<'m, 'a> {
    /// The manifest that has it.
    pub(super) manifest: &'m Manifest<'a>,
    /// The line.
    pub(super) element: Element<'m>,
    /// Its name as it is written.
    pub(super) name: &'m str,
    /// The line that is missing.
    pub(super) other: Fragment,
    /// A line of the missing kind that has another package in front.
    pub(super) rival: Option<(&'m Manifest<'a>, Range<usize>)>,
    /// Whose permission it is.
    pub(super) vendor: &'m str,
    /// How bad that is: what may be in another module is only probably missing.
    pub(super) severity: Severity,
}

impl Unpaired<'_, '_> {
    /// The edit that puts the missing line behind this one.
    pub(super) fn insertion(&self) -> crate::edit::Edit {
        let style = Style::observe(&self.manifest.doc).at(self.element);
        surgery::insert(Place::After(self.element), &self.other, &style)
    }

    /// The missing line as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let style = Style {
            attribute_per_line: false,
            ..Style::observe(&self.manifest.doc)
        };
        self.other.render(&style, None, &mut text);
        text
    }
}

/// The elements of the kind `there` whose permission an SDK wants as an element of the kind
/// `missing` as well, and which is nowhere. What the plan found already under `code` is left out,
/// what an AAR may bring, and names that are wrong themselves.
pub(super) fn unpaired<'m, 'a>(
    module: &'m Module<'a>,
    there: Kind,
    missing: Kind,
    code: Code,
) -> Vec<Unpaired<'m, 'a>> {
    let samples = Samples::of(module);
    let mut found: Vec<Unpaired<'m, 'a>> = Vec::new();
    // What the spec's vendors ask for is woven by the build.
    let is_woven = |known: &Known<'_>| {
        let spec = module.spec.filter(|_| module.target.is_built);
        spec.is_some_and(|spec| spec.vendors.iter().any(|it| it.id == known.vendor.id))
    };
    for manifest in module.manifests {
        let owner = module.owner_in(manifest);
        for element in manifest.elements() {
            if element.tag() != there.tag() || is_under_node_instruction(element) {
                continue;
            }
            let Some(name) = element.android("name").filter(|name| is_name(name.value)) else {
                continue;
            };
            let Some(own) = module.knowledge.own_name(missing, name.value) else {
                continue;
            };
            let expanded = manifest.names.expand(name.value);
            let is_foreign = |owner: &String| manifest.names.expand(own.owner) != owner.as_str();
            let is_wrong =
                samples.begin(name.value).is_some() || owner.as_ref().is_some_and(is_foreign);
            let is_known = module.knowledge.own_name(there, name.value).is_some();
            let is_said = module.drift(code).any(|it| it.message.contains(own.rest));
            let is_twin = |it: &Unpaired<'_, '_>| manifest.names.expand(it.name) == expanded;
            if is_wrong
                || !is_known
                || is_said
                || has(module, missing, &expanded)
                || own.entries.iter().any(|known| module.may_be_in_aar(known))
                || own.entries.iter().any(is_woven)
                || found.iter().any(is_twin)
            {
                continue;
            }
            if let Some(vendor) = own.entries.first().map(|known| known.vendor.name.as_str()) {
                found.push(Unpaired {
                    manifest,
                    element,
                    name: name.value,
                    other: other(missing, name.value, &own),
                    rival: rival(module, missing, own.rest),
                    vendor,
                    severity: severity(module, manifest, &own),
                });
            }
        }
    }
    found
}

/// The `kind` that is the same permission of another package.
fn rival<'m, 'a>(
    module: &'m Module<'a>,
    kind: Kind,
    rest: &str,
) -> Option<(&'m Manifest<'a>, Range<usize>)> {
    module.elements().find_map(|(manifest, element)| {
        let name = element.android("name")?;
        let own = module.knowledge.own_name(kind, name.value)?;
        (element.tag() == kind.tag() && own.rest == rest && !is_under_node_instruction(element))
            .then(|| (manifest, name.value_range()))
    })
}

/// Whether a manifest of the module has the `kind` called `name`; one that is taken out on purpose
/// counts.
fn has(module: &Module<'_>, kind: Kind, name: &str) -> bool {
    module.elements().any(|(manifest, element)| {
        element.tag() == kind.tag()
            && element
                .android("name")
                .is_some_and(|found| manifest.names.expand(found.value) == name)
    })
}

fn other(kind: Kind, name: &str, own: &OwnName<'_, '_>) -> Fragment {
    let mut attributes = vec![("name", name.to_owned())];
    if kind == Kind::Permission {
        let mut entries = own.entries.iter();
        let level = entries.find_map(|known| known.fact.shape.get("protectionLevel"));
        attributes.push(("protectionLevel", level.unwrap_or("signature").to_owned()));
    }
    Fragment::new(kind.tag(), attributes, Vec::new())
}

fn severity(module: &Module<'_>, manifest: &Manifest<'_>, own: &OwnName<'_, '_>) -> Severity {
    let mut entries = own.entries.iter();
    let is_required = entries.any(|known| known.fact.necessity == Necessity::Required);
    let is_whole = match manifest.role {
        Role::Merged => true,
        Role::Main => !module.target.has_siblings && !module.app.is_library,
        _ => false,
    };
    if is_required && is_whole {
        Severity::Error
    } else {
        Severity::Warning
    }
}
