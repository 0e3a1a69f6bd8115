//! Names that begin with the app's own: whose they are, and what they should begin with.

use crate::grammar;
use crate::lint::knowledge::APPLICATION_ID;
use crate::lint::tree::Role;
use crate::lint::{Knowledge, Known, Manifest, Module};
use crate::requirement::Kind;

/// A name that the catalogue has with the app's own in front.
pub(in crate::lint) struct OwnName<'n, 'k> {
    /// What stands where the app's name belongs.
    pub(in crate::lint) owner: &'n str,
    /// The rest, with its dot.
    pub(in crate::lint) rest: &'n str,
    /// What the catalogue says of it.
    pub(in crate::lint) entries: Vec<Known<'k>>,
}

impl OwnName<'_, '_> {
    /// The name as it is right in any app.
    pub(in crate::lint) fn right(&self) -> String {
        format!("{APPLICATION_ID}{}", self.rest)
    }
}

impl Knowledge {
    /// `name`, if an element of `kind` is called like that with the app's name in front. Of several
    /// ways to cut it the longest known rest counts.
    pub(in crate::lint) fn own_name<'n>(
        &self,
        kind: Kind,
        name: &'n str,
    ) -> Option<OwnName<'n, '_>> {
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
    pub(in crate::lint) fn own_authority(&self, authority: &str) -> Option<&str> {
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
    pub(in crate::lint) fn own_permission<'n>(&self, name: &'n str) -> Option<OwnName<'n, '_>> {
        let declared = self.own_name(Kind::Permission, name);
        let requested = self.own_name(Kind::UsesPermission, name);
        match (declared, requested) {
            (Some(one), Some(other)) if other.rest.len() > one.rest.len() => Some(other),
            (None, requested) => requested,
            (declared, _) => declared,
        }
    }
}

/// `name` cut before each of its dots, the first one first: what may be an app's name, and the rest.
pub(in crate::lint) fn cuts(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let dots = name.match_indices('.').map(|(at, _)| name.split_at(at));
    dots.filter(|(owner, _)| !owner.is_empty())
}

impl Module<'_> {
    /// The applicationId that names in `manifest` must begin with; `None` where it is not certain,
    /// and in a library.
    pub(in crate::lint) fn owner_in(&self, manifest: &Manifest<'_>) -> Option<String> {
        match manifest.role {
            Role::Alone | Role::SourceSet => None,
            Role::Merged => Some(manifest.doc.root().plain("package")?.value.to_owned()),
            Role::Main if self.app.is_library => None,
            Role::Main => self.app.application_id.clone(),
        }
    }

    /// Whether `name` is or begins with the namespace where the applicationId is another: that has a
    /// rule of its own.
    pub(in crate::lint) fn is_of_namespace(&self, name: &str) -> bool {
        let (Some(id), Some(namespace)) = (&self.app.application_id, &self.app.namespace) else {
            return false;
        };
        let rest = name.strip_prefix(namespace.as_str());
        let is_of_it = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let own = id != namespace && !self.app.variants.contains(namespace);
        own && is_of_it && !(name == id || name.starts_with(&format!("{id}.")))
    }
}

/// Whether `name` is one that a build could come to: a package, or `${applicationId}` and more.
pub(in crate::lint) fn is_name(name: &str) -> bool {
    match name.strip_prefix(APPLICATION_ID) {
        Some(rest) => grammar::package(&format!("app{rest}")).is_ok(),
        None => grammar::package(name).is_ok(),
    }
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
