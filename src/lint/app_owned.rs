//! Names that begin with the app's own: whose they are, and what they should begin with.

use super::knowledge::APPLICATION_ID;
use super::own::is_apps_own;
use super::tree::Role;
use super::{Knowledge, Known, Manifest, Module};
use crate::catalogue::schema::{self as catalogue, Delivery, Necessity};
use crate::grammar;
use crate::manifest::TOOLS;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::identity::FilterKey;
use crate::requirement::Kind;
use crate::version::Gate;

/// A name that the catalogue has with the app's own in front.
pub(super) struct OwnName<'n, 'k> {
    /// What stands where the app's name belongs.
    pub(super) owner: &'n str,
    /// The rest, with its dot.
    pub(super) rest: &'n str,
    /// What the catalogue says of it.
    pub(super) entries: Vec<Known<'k>>,
}

impl OwnName<'_, '_> {
    /// The name as it is right in any app.
    pub(super) fn right(&self) -> String {
        format!("{APPLICATION_ID}{}", self.rest)
    }
}

impl Knowledge {
    /// `name`, if an element of `kind` is called like that with the app's name in front. Of several
    /// ways to cut it the longest known rest counts.
    pub(super) fn own_name<'n>(&self, kind: Kind, name: &'n str) -> Option<OwnName<'n, '_>> {
        cuts(name).find_map(|(owner, rest)| {
            let entries = self.of_own(kind, rest);
            (!entries.is_empty()).then_some(OwnName {
                owner,
                rest,
                entries,
            })
        })
    }

    /// What follows the app's name in `authority`, where a provider of the catalogue is found by one
    /// like that.
    pub(super) fn own_authority(&self, authority: &str) -> Option<&str> {
        let providers = self.all(Kind::Provider);
        let known = providers.filter_map(|known| {
            let wanted = known.fact.shape.get("authorities")?;
            wanted.strip_prefix(APPLICATION_ID)
        });
        known
            .filter(|rest| authority.ends_with(rest))
            .max_by_key(|rest| rest.len())
    }

    /// `name`, if it is a permission that begins with the app's name, declared or requested.
    pub(super) fn own_permission<'n>(&self, name: &'n str) -> Option<OwnName<'n, '_>> {
        let declared = self.own_name(Kind::Permission, name);
        let requested = self.own_name(Kind::UsesPermission, name);
        match (declared, requested) {
            (Some(one), Some(other)) if other.rest.len() > one.rest.len() => Some(other),
            (None, requested) => requested,
            (declared, _) => declared,
        }
    }
}

impl Knowledge {
    /// The entries of the app's own components called `tag` that answer to an action of the
    /// `<intent-filter>` `filter`, each with its filter that has it.
    pub(super) fn answered(
        &self,
        tag: &str,
        filter: Element<'_>,
    ) -> Vec<(Known<'_>, &catalogue::Filter)> {
        let key = FilterKey::of(filter);
        let mut found = Vec::new();
        let kinds = Kind::ALL.into_iter();
        for kind in kinds.filter(|kind| kind.is_component() && kind.tag() == tag) {
            for known in self.all(kind).filter(|known| is_apps_own(known.fact)) {
                let answers = |wanted: &&catalogue::Filter| {
                    let mut all = wanted.actions.iter().chain(&wanted.optional);
                    all.any(|action| key.actions.contains(action))
                };
                let filters = known.fact.filters.iter().filter(answers);
                found.extend(filters.map(|filter| (known, filter)));
            }
        }
        found
    }
}

/// `name` cut before each of its dots, the first one first.
fn cuts(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let dots = name.match_indices('.').map(|(at, _)| name.split_at(at));
    dots.filter(|(owner, _)| !owner.is_empty())
}

impl Module<'_> {
    /// The applicationId that names in `manifest` must begin with; `None` where it is not certain,
    /// and in a library.
    pub(super) fn owner_in(&self, manifest: &Manifest<'_>) -> Option<String> {
        match manifest.role {
            Role::Alone | Role::SourceSet => None,
            Role::Merged => Some(manifest.doc.root().plain("package")?.value.to_owned()),
            Role::Main if self.app.is_library => None,
            Role::Main => self.app.application_id.clone(),
        }
    }

    /// Whether `name` is or begins with the namespace where the applicationId is another: that has a
    /// rule of its own.
    pub(super) fn is_of_namespace(&self, name: &str) -> bool {
        let (Some(id), Some(namespace)) = (&self.app.application_id, &self.app.namespace) else {
            return false;
        };
        let rest = name.strip_prefix(namespace.as_str());
        let is_of_it = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let own = id != namespace && !self.app.variants.contains(namespace);
        own && is_of_it && !(name == id || name.starts_with(&format!("{id}.")))
    }

    /// Whether an AAR may bring the entry, as far as nothing that is known of the module says no.
    pub(super) fn aar_may_bring(&self, known: &Known<'_>) -> bool {
        let in_use = self.in_use(&known.vendor.id);
        if in_use.is_some_and(|it| it.delivery == Some(Delivery::Jar)) {
            return false;
        }
        let version = in_use.and_then(|it| it.version.as_ref());
        let holds = |gate: &Gate| version.is_none_or(|version| gate.contains(version));
        let fact = known.fact;
        fact.in_aar.as_ref().is_some_and(holds)
            || (fact.necessity == Necessity::Internal && holds(&fact.versions))
    }

    /// Whether files beside the manifests are at hand.
    pub(super) fn has_files(&self) -> bool {
        let role = self.main().map(|main| main.role);
        !matches!(role, Some(Role::Alone | Role::Merged))
    }
}

/// Whether `name` is one that a build could come to: a package, or `${applicationId}` and more.
pub(super) fn is_name(name: &str) -> bool {
    match name.strip_prefix(APPLICATION_ID) {
        Some(rest) => grammar::package(&format!("app{rest}")).is_ok(),
        None => grammar::package(name).is_ok(),
    }
}

/// Whether an instruction for the merger says what becomes of `element` or of what holds it.
pub(super) fn is_deliberate(element: Element<'_>) -> bool {
    let mut holders = std::iter::successors(Some(element), |element| element.parent());
    holders.any(|element| element.attribute(TOOLS, "node").is_some())
}

/// Where bytes `range` of the attribute's value stand in the file: the whole value, where it has
/// references in it.
pub(super) fn place_of(
    attribute: &Attribute<'_>,
    range: std::ops::Range<usize>,
) -> std::ops::Range<usize> {
    let whole = attribute.value_range();
    if attribute.source() != attribute.value {
        return whole;
    }
    whole.start + range.start..whole.start + range.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn the_longest_known_rest_counts() {
        let knowledge = Knowledge::of(&Catalogue::default()).expect("a readable catalogue");
        let cut = |name: &'static str| {
            let own = knowledge.own_permission(name)?;
            Some((own.owner, own.rest))
        };
        assert_eq!(
            cut("com.acme.permission.PROCESS_PUSH_MSG"),
            Some(("com.acme", ".permission.PROCESS_PUSH_MSG"))
        );
        assert_eq!(
            cut("com.acme.hihonor.permission.PROCESS_PUSH_MSG"),
            Some(("com.acme", ".hihonor.permission.PROCESS_PUSH_MSG"))
        );
        assert_eq!(
            cut("${applicationId}.permission.MIPUSH_RECEIVE"),
            Some(("${applicationId}", ".permission.MIPUSH_RECEIVE"))
        );
        assert_eq!(cut("permission.MIPUSH_RECEIVE"), None);
        assert_eq!(cut("com.acme.permission.MESSAGE"), None);
    }
}
