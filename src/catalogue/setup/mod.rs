//! What one release in one delivery asks of an app, as entries of one form: for people, and to be
//! compared with what another release asks.

mod entries;
mod fact;

use std::fmt;

use super::schema::{Advisory, Delivery, Mistake, Necessity, Vendor, When, Why};
use crate::version::{Gate, Version};

/// All that holds for one release in one delivery.
#[derive(Debug)]
pub struct Setup<'v> {
    /// The release.
    pub version: Version,
    /// How it comes.
    pub delivery: Delivery,
    /// What holds, in the order of the tables.
    pub entries: Vec<Entry<'v>>,
}

/// An entry of a vendor file, as it is for one release.
#[derive(Clone, Debug)]
pub struct Entry<'v> {
    /// Its table.
    pub table: &'static str,
    /// Its place among those of its table, from 0.
    pub index: usize,
    /// Whose matter it is.
    pub part: Part,
    /// What it is recognised by in another release.
    pub identity: String,
    /// What it is called.
    pub name: String,
    /// How much it is needed.
    pub necessity: Necessity,
    /// Under which conditions of the app's it holds; under all where there are none.
    pub conditions: Vec<String>,
    /// What there is to it beside its name.
    pub details: Vec<Detail>,
    /// The releases for which it holds.
    pub versions: &'v Gate,
    /// Where this is known from.
    pub why: &'v Why,
    /// The releases between which nothing was inspected, where this one lies there.
    pub uncertain: Option<&'v (Version, Version)>,
}

/// Whose matter an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The app has it.
    App,
    /// The AAR brings it.
    Aar,
    /// Nothing needs it, and the app should not have it.
    Obsolete,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::App => "app",
            Self::Aar => "aar",
            Self::Obsolete => "obsolete",
        })
    }
}

/// Something about an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// An attribute of its element.
    Attribute(String),
    /// Anything else, on one line.
    Line(String),
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Attribute(text) | Self::Line(text)) = self;
        f.write_str(text)
    }
}

/// What tables belong together for whoever integrates an SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The manifest.
    Manifest,
    /// The rules for ProGuard and R8.
    KeepRules,
    /// The build files, and what they fetch.
    Build,
    /// The app's minSdk and targetSdk.
    Levels,
    /// The app's own code.
    Code,
}

impl Topic {
    /// Every topic, in the order in which people read them.
    pub const ALL: [Self; 5] = [
        Self::Manifest,
        Self::KeepRules,
        Self::Build,
        Self::Levels,
        Self::Code,
    ];
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Manifest => "manifest",
            Self::KeepRules => "keep rules",
            Self::Build => "build files",
            Self::Levels => "SDK levels",
            Self::Code => "code",
        })
    }
}

impl Entry<'_> {
    /// What it belongs to.
    pub fn topic(&self) -> Topic {
        match self.table {
            "keep-rule" => Topic::KeepRules,
            "artifact" | "repository" | "dependency" | "plugin" | "config-file" => Topic::Build,
            "min-sdk" | "target-sdk" => Topic::Levels,
            "base-class" | "callback" | "call" | "brand-test" => Topic::Code,
            _ => Topic::Manifest,
        }
    }

    /// Whether it asks for the same as `other`, whatever is known of either.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.table == other.table
            && self.part == other.part
            && self.name == other.name
            && self.necessity == other.necessity
            && self.conditions == other.conditions
            && self.sorted_details() == other.sorted_details()
    }

    /// The releases inspected on both sides of a boundary that nobody knows more exactly.
    pub fn brackets(&self) -> Vec<&(Version, Version)> {
        let bounds = self.why.bounds.iter();
        bounds
            .flat_map(|bounds| bounds.open(self.versions))
            .collect()
    }

    fn sorted_details(&self) -> Vec<&Detail> {
        let mut details: Vec<_> = self.details.iter().collect();
        details.sort();
        details
    }
}

impl<'v> Setup<'v> {
    /// What `version` asks for where it comes as `delivery`.
    pub fn of(vendor: &'v Vendor, version: &Version, delivery: Delivery) -> Self {
        let mut entries = entries::entries(vendor, version, delivery);
        let sure: Vec<(&str, String)> = entries
            .iter()
            .filter(|entry| entry.part != Part::Obsolete && entry.versions.contains(version))
            .map(|entry| (entry.table, entry.identity.clone()))
            .collect();
        // What may have begun gives way to what is known to hold under the same name, be it the
        // app's or the AAR's.
        entries.retain(|entry| {
            entry.versions.contains(version)
                || !sure.contains(&(entry.table, entry.identity.clone()))
        });
        Self {
            version: version.clone(),
            delivery,
            entries,
        }
    }

    /// The entries that are `part`'s matter.
    pub fn part(&self, part: Part) -> impl Iterator<Item = &Entry<'v>> {
        self.entries.iter().filter(move |entry| entry.part == part)
    }

    /// Whether it asks of the app what `other` asks.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let asks = |setup: &Self| {
            setup
                .entries
                .iter()
                .filter(|entry| entry.part != Part::Aar)
                .count()
        };
        let has = |setup: &Self, wanted: &Entry<'_>| {
            setup
                .entries
                .iter()
                .any(|entry| entry.asks_the_same(wanted))
        };
        asks(self) == asks(other)
            && self
                .entries
                .iter()
                .all(|entry| entry.part == Part::Aar || has(other, entry))
    }

    /// The published vulnerabilities of this release.
    pub fn advisories<'m>(&'m self, vendor: &'v Vendor) -> impl Iterator<Item = &'v Advisory> + 'm {
        let advisories = vendor.advisories.iter();
        advisories.filter(|advisory| advisory.versions.contains(&self.version))
    }

    /// What people get wrong with this release.
    pub fn mistakes<'m>(&'m self, vendor: &'v Vendor) -> impl Iterator<Item = &'v Mistake> + 'm {
        let mistakes = vendor.mistakes.iter();
        mistakes.filter(|mistake| mistake.versions.contains(&self.version))
    }
}

/// `when` in words: `with target SDK 31 or higher`.
pub fn conditions(when: &When) -> Vec<String> {
    [("target SDK", &when.target_sdk), ("min SDK", &when.min_sdk)]
        .into_iter()
        .filter_map(|(name, gate)| match (gate.since, gate.until) {
            (None, None) => None,
            (Some(since), None) => Some(format!("with {name} {since} or higher")),
            (None, Some(until)) => Some(format!("with {name} below {until}")),
            (Some(since), Some(until)) => Some(format!("with {name} {since} to {}", until - 1)),
        })
        .collect()
}
