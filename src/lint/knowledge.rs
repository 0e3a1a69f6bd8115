//! The whole catalogue, to look things up in: whose a name is, and what its vendor says of it.

use std::collections::{BTreeSet, HashMap};

use super::own::{cuts, takes_any_class};
use crate::catalogue::advisories::{self, Package};
use crate::catalogue::schema::{Advisory, Fact, Parameter};
use crate::catalogue::{Catalogue, CatalogueError, Vendor};
use crate::requirement::Kind;

/// Every vendor, with an index over the names in their entries.
pub struct Knowledge {
    vendors: Vec<Vendor>,
    packages: Vec<Package>,
    /// Entries by their kind and name; of a name that begins with the app's own, what follows it.
    index: HashMap<(Kind, String), Vec<Spot>>,
    /// Entries that any class of the app's own may be meant for, by an action that it answers to.
    by_action: HashMap<(Kind, String), Vec<Spot>>,
}

/// Where an entry stands: the vendor, the table among [`Vendor::facts`], and the entry in it.
type Spot = (usize, usize, usize);

/// An entry, and whose it is.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// The vendor.
    pub vendor: &'k Vendor,
    /// The entry.
    pub fact: &'k Fact,
}

/// What the catalogue writes for the app's own name.
pub(super) const APPLICATION_ID: &str = "${applicationId}";

impl Knowledge {
    /// Reads every vendor of `catalogue`.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read.
    pub fn of(catalogue: &Catalogue) -> Result<Self, CatalogueError> {
        let mut vendors = Vec::new();
        for id in catalogue.ids() {
            if let Some(vendor) = catalogue.load_whole(id) {
                vendors.push(vendor?);
            }
        }
        let mut index: HashMap<(Kind, String), Vec<Spot>> = HashMap::new();
        let mut by_action: HashMap<(Kind, String), Vec<Spot>> = HashMap::new();
        for (at, vendor) in vendors.iter().enumerate() {
            for (at_table, (table, facts)) in vendor.facts().into_iter().enumerate() {
                let Some(kind) = Kind::of_table(table) else {
                    continue;
                };
                for (entry, fact) in facts.iter().enumerate() {
                    for name in std::iter::once(&fact.name).chain(&fact.alternatives) {
                        let key = (kind, own_part(name).to_owned());
                        index.entry(key).or_default().push((at, at_table, entry));
                    }
                    let filters = fact.filters.iter().filter(|_| takes_any_class(fact));
                    for action in filters.flat_map(|filter| &filter.actions) {
                        let key = (kind, action.clone());
                        by_action
                            .entry(key)
                            .or_default()
                            .push((at, at_table, entry));
                    }
                }
            }
        }
        Ok(Self {
            vendors,
            packages: advisories::packages()?,
            index,
            by_action,
        })
    }

    /// Every vendor, in the order in which they are woven.
    pub fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    /// The vendor `id`.
    pub fn vendor(&self, id: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| vendor.id == id)
    }

    /// What the catalogue says of elements of `kind` called `name`, whatever their release. `name`
    /// may begin with any app's name where the catalogue has the app's own.
    pub fn entries(&self, kind: Kind, name: &str) -> Vec<Known<'_>> {
        let own = cuts(name).map(|(_, rest)| rest.to_owned());
        let literal = (!name.starts_with(APPLICATION_ID)).then(|| name.to_owned());
        let mut found: Vec<Known<'_>> = Vec::new();
        for (key, is_own) in own
            .map(|part| (part, true))
            .chain(literal.map(|name| (name, false)))
        {
            let entries = self.index.get(&(kind, key)).into_iter().flatten();
            found.extend(entries.filter_map(|spot| {
                let known = self.known(*spot)?;
                (known.fact.name.starts_with(APPLICATION_ID) == is_own).then_some(known)
            }));
        }
        found
    }

    /// What the catalogue says of elements of `kind` whose names are the app's own and `rest`.
    pub(super) fn of_own(&self, kind: Kind, rest: &str) -> Vec<Known<'_>> {
        let entries = self
            .index
            .get(&(kind, rest.to_owned()))
            .into_iter()
            .flatten();
        let known = entries.filter_map(|spot| self.known(*spot));
        known.filter(Known::is_named_after_app).collect()
    }

    /// The entries that a class of the app's own of `kind` may be meant for that answers to
    /// `actions`.
    pub(super) fn answering(&self, kind: Kind, actions: &[String]) -> Vec<Known<'_>> {
        let spots = actions
            .iter()
            .filter_map(|action| self.by_action.get(&(kind, action.clone())));
        let spots: BTreeSet<Spot> = spots.flatten().copied().collect();
        spots.into_iter().filter_map(|it| self.known(it)).collect()
    }

    fn known(&self, (vendor, table, entry): Spot) -> Option<Known<'_>> {
        let vendor = self.vendors.get(vendor)?;
        let (_, facts) = vendor.facts().get(table).copied()?;
        let fact = facts.get(entry)?;
        Some(Known { vendor, fact })
    }

    /// Every entry of `kind`.
    pub fn all(&self, kind: Kind) -> impl Iterator<Item = Known<'_>> {
        self.vendors.iter().flat_map(move |vendor| {
            let tables = vendor.facts().into_iter();
            let mine = tables.filter(move |(table, _)| Kind::of_table(table) == Some(kind));
            mine.flat_map(move |(_, facts)| facts.iter().map(move |fact| Known { vendor, fact }))
        })
    }

    /// The published vulnerabilities of the package at `coordinate`, which is no vendor's SDK.
    pub fn advisories_of(&self, coordinate: &str) -> impl Iterator<Item = &Advisory> {
        let packages = self.packages.iter();
        packages
            .filter(move |package| package.coordinate == coordinate)
            .flat_map(|package| &package.advisories)
    }

    /// Every parameter of every vendor.
    pub fn parameters(&self) -> impl Iterator<Item = (&Vendor, &Parameter)> {
        self.vendors
            .iter()
            .flat_map(|vendor| vendor.parameters.iter().map(move |it| (vendor, it)))
    }
}

/// What follows the app's name in `name`, or all of it.
fn own_part(name: &str) -> &str {
    name.strip_prefix(APPLICATION_ID).unwrap_or(name)
}

impl Known<'_> {
    /// Whether the name says that it is this vendor's: no class of the app's own, and nothing of
    /// Android's.
    pub fn is_telling(&self) -> bool {
        let name = own_part(&self.fact.name);
        !name.contains("${") && !name.starts_with("android.") && name.contains('.')
    }

    /// Whether its name begins with the app's own.
    pub fn is_named_after_app(&self) -> bool {
        self.fact.name.starts_with(APPLICATION_ID)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_the_app() {
        let knowledge = Knowledge::of(&Catalogue::default()).expect("a readable catalogue");
        let ids = |kind, name: &str| -> Vec<String> {
            let mut ids: Vec<String> = knowledge
                .entries(kind, name)
                .iter()
                .map(|known| known.vendor.id.clone())
                .collect();
            ids.dedup();
            ids
        };
        for name in [
            "com.acme.chat.permission.MIPUSH_RECEIVE",
            "${applicationId}.permission.MIPUSH_RECEIVE",
            "chat.permission.MIPUSH_RECEIVE",
        ] {
            assert_eq!(ids(Kind::Permission, name), ["xiaomi"], "{name}");
        }
        assert_eq!(
            ids(Kind::Service, "com.xiaomi.push.service.XMJobService"),
            ["xiaomi"]
        );
        assert!(ids(Kind::Service, "com.acme.XMJobService").is_empty());
        assert!(ids(Kind::Permission, "permission.MIPUSH_RECEIVE").is_empty());
    }
}
