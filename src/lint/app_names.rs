//! The places of a manifest in which a name stands that must begin with the app's own.

use std::ops::Range;
use std::sync::Arc;

use super::app_owned::is_deliberate;
use super::knowledge::APPLICATION_ID;
use super::module::{Manifest, Module};
use super::tree::Role;
use crate::edit::Edit;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::identity::{FilterKey, is_component};
use crate::requirement::Kind;
use crate::source::SourceFile;

/// What the name is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A permission: declared, requested, or demanded by a component.
    Permission,
    /// An authority of a provider.
    Authority,
    /// A category of an intent filter.
    Category,
}

/// A name that the catalogue has with the app's own in front, where a manifest has it.
pub(super) struct AppName<'m> {
    /// What it is.
    pub(super) sort: Sort,
    /// The manifest.
    pub(super) file: &'m Arc<SourceFile>,
    /// The name.
    pub(super) name: &'m str,
    /// What stands where the app's name belongs.
    pub(super) owner: &'m str,
    /// Where the name stands.
    pub(super) span: Range<usize>,
}

impl AppName<'_> {
    /// The name as it is right in every app.
    pub(super) fn right(&self) -> String {
        format!("{APPLICATION_ID}{}", &self.name[self.owner.len()..])
    }

    /// What makes it right.
    pub(super) fn edit(&self) -> Edit {
        let start = self.span.start;
        Edit::replacement(start..start + self.owner.len(), APPLICATION_ID)
    }
}

impl<'a> Module<'a> {
    /// The names in the main manifest that the catalogue has with the app's own in front. Those that
    /// a person tells the merger about are left out, and those with references in them.
    pub(super) fn app_names(&self) -> Vec<AppName<'a>> {
        let mut names = Vec::new();
        let main = self.main().filter(|main| main.role == Role::Main);
        for manifest in main.into_iter().filter(|_| !self.app.is_library) {
            for element in manifest.elements().filter(|it| !is_deliberate(*it)) {
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
        let mut add = |sort, attribute: &Attribute<'a>, own: Option<(&'a str, usize)>| {
            let Some((name, owner)) = own else {
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
                owner: &name[..owner],
                span: start..start + name.len(),
            });
        };
        let tag = element.tag();
        if matches!(tag, "permission" | "uses-permission")
            && let Some(name) = element.android("name")
        {
            add(Sort::Permission, &name, self.own_permission(name.value));
        }
        if is_component(tag) {
            for key in ["permission", "readPermission", "writePermission"] {
                if let Some(name) = element.android(key) {
                    add(Sort::Permission, &name, self.own_permission(name.value));
                }
            }
        }
        if tag == "provider"
            && let Some(authorities) = element.android("authorities")
        {
            for authority in authorities.value.split(';') {
                add(Sort::Authority, &authorities, self.own_authority(authority));
            }
        }
        if tag == "category"
            && let Some(name) = element.android("name")
            && self.is_own_category(element)
        {
            add(Sort::Category, &name, Some((name.value, name.value.len())));
        }
    }

    /// `name` with the length of its owner, if a permission is called like that with the app's name
    /// in front.
    fn own_permission<'n>(&self, name: &'n str) -> Option<(&'n str, usize)> {
        let kinds = [Kind::Permission, Kind::UsesPermission].into_iter();
        let entries = kinds.flat_map(|kind| self.knowledge.entries(kind, name));
        let rests = entries.filter_map(|known| {
            let rest = known.fact.name.strip_prefix(APPLICATION_ID)?;
            Some(name.strip_suffix(rest)?.len())
        });
        Some((name, rests.min()?))
    }

    /// The same of an authority of a provider.
    fn own_authority<'n>(&self, authority: &'n str) -> Option<(&'n str, usize)> {
        let owners = self.knowledge.all(Kind::Provider).filter_map(|known| {
            let wanted = known.fact.shape.get("authorities")?;
            let rest = wanted.strip_prefix(APPLICATION_ID)?;
            Some(authority.strip_suffix(rest)?.len())
        });
        Some((authority, owners.min().filter(|owner| *owner > 0)?))
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
