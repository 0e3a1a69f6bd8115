//! The places of a manifest in which a name stands that must begin with the app's own.

use std::ops::Range;
use std::sync::Arc;

use crate::edit::Edit;
use crate::lint::knowledge::APPLICATION_ID;
use crate::lint::tools::is_under_node_instruction;
use crate::lint::tree::Role;
use crate::lint::{Manifest, Module};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::identity::{FilterKey, is_component};
use crate::requirement::Kind;
use crate::source::SourceFile;

/// What the name is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Sort {
    /// A permission: declared, requested, or demanded by a component.
    Permission,
    /// An authority of a provider.
    Authority,
    /// A category of an intent filter.
    Category,
}

/// A name that the catalogue has with the app's own in front, where a manifest has it.
pub(in crate::lint) struct AppName<'m> {
    /// What it is.
    pub(in crate::lint) sort: Sort,
    /// The manifest.
    pub(in crate::lint) file: &'m Arc<SourceFile>,
    /// The name.
    pub(in crate::lint) name: &'m str,
    /// What stands where the app's name belongs.
    pub(in crate::lint) owner: &'m str,
    /// Where the name stands.
    pub(in crate::lint) span: Range<usize>,
}

impl AppName<'_> {
    /// The name as it is right in every app.
    pub(in crate::lint) fn right(&self) -> String {
        format!("{APPLICATION_ID}{}", &self.name[self.owner.len()..])
    }

    /// What makes it right.
    pub(in crate::lint) fn edit(&self) -> Edit {
        let start = self.span.start;
        Edit::replacement(start..start + self.owner.len(), APPLICATION_ID)
    }
}

impl<'a> Module<'a> {
    /// The names in the main manifest that the catalogue has with the app's own in front. Those that
    /// a person tells the merger about are left out, and those with references in them.
    pub(in crate::lint) fn app_names(&self) -> Vec<AppName<'a>> {
        let mut names = Vec::new();
        let main = self.main().filter(|main| main.role == Role::Main);
        for manifest in main.into_iter().filter(|_| !self.app.is_library) {
            for element in manifest
                .elements()
                .filter(|it| !is_under_node_instruction(*it))
            {
                self.of_element(manifest, element, &mut names);
            }
        }
        names
    }

    fn of_element(
        &self,
        manifest: &'a Manifest<'a>,
        element: Element<'a>,
        names: &mut Vec<AppName<'a>>,
    ) {
        let knowledge = self.knowledge;
        // `owner` is as much of `name` as stands where the app's name belongs.
        let mut add = |sort, attribute: &Attribute<'a>, name: &'a str, owner: Option<&'a str>| {
            let Some(owner) = owner else {
                return;
            };
            let value = attribute.value;
            if attribute.source() != value {
                return;
            }
            let start = attribute.value_range().start + offset(value, name);
            names.push(AppName {
                sort,
                file: manifest.file,
                name,
                owner,
                span: start..start + name.len(),
            });
        };
        let tag = element.tag();
        if matches!(tag, "permission" | "uses-permission")
            && let Some(name) = element.android("name")
        {
            let own = knowledge.own_permission(name.value);
            add(
                Sort::Permission,
                &name,
                name.value,
                own.map(|own| own.owner),
            );
        }
        if is_component(tag) {
            for key in ["permission", "readPermission", "writePermission"] {
                if let Some(name) = element.android(key) {
                    let own = knowledge.own_permission(name.value);
                    add(
                        Sort::Permission,
                        &name,
                        name.value,
                        own.map(|own| own.owner),
                    );
                }
            }
        }
        if tag == "provider"
            && let Some(authorities) = element.android("authorities")
        {
            for authority in authorities.value.split(';') {
                let rest = knowledge.own_authority(authority);
                let owner = rest.and_then(|rest| authority.strip_suffix(rest));
                let owner = owner.filter(|owner| !owner.is_empty());
                add(Sort::Authority, &authorities, authority, owner);
            }
        }
        if tag == "category"
            && let Some(name) = element.android("name")
            && self.is_own_category(element)
        {
            add(Sort::Category, &name, name.value, Some(name.value));
        }
    }

    /// Whether `category` stands in a filter for which the catalogue asks for the app's name.
    fn is_own_category(&self, category: Element<'_>) -> bool {
        let filter = category.parent().filter(|it| it.tag() == "intent-filter");
        let Some((filter, component)) = filter.and_then(|it| Some((it, it.parent()?))) else {
            return false;
        };
        let Some(kind) = Kind::of(component.tag(), Some("application")) else {
            return false;
        };
        let actions = FilterKey::of(filter).actions;
        let is_package = category
            .android("name")
            .is_some_and(|name| crate::grammar::package(name.value).is_ok());
        is_package
            && self.knowledge.all(kind).any(|known| {
                known.fact.filters.iter().any(|wanted| {
                    wanted.categories.iter().any(|it| it == APPLICATION_ID)
                        && wanted.actions.iter().any(|it| actions.contains(it))
                })
            })
    }
}

/// Where `part`, a piece of `whole`, begins in it.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// Where bytes `range` of the attribute's value stand in the file: the whole value, where it has
/// references in it.
pub(in crate::lint) fn place_of(attribute: &Attribute<'_>, range: Range<usize>) -> Range<usize> {
    let whole = attribute.value_range();
    if attribute.source() != attribute.value {
        return whole;
    }
    whole.start + range.start..whole.start + range.end
}
