//! Under which conditions an entry holds, and how sure that is.

use super::fact::{Bounds, Delivery, Fact, KeepRule, Necessity, When};
use crate::version::{Gate, Version};

/// Under which conditions something holds, whatever it is.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The releases for which it holds.
    pub versions: &'a Gate,
    /// How much the SDK needs it.
    pub necessity: Necessity,
    /// Further gates.
    pub when: &'a When,
    /// The delivery that it is for; either where none is given.
    pub delivery: Option<Delivery>,
    /// The build that it is for; every one where none is given.
    pub build: Option<&'a str>,
    in_aar: Option<&'a Gate>,
    bounds: Option<&'a Bounds>,
}

impl Terms<'_> {
    /// Whether it is the app's matter with this release in this delivery: to declare, or to take
    /// out if it is obsolete.
    pub fn concerns_app(&self, version: &Version, delivery: Delivery) -> bool {
        self.versions.contains(version) && self.fits(version, delivery)
    }

    /// Whether the AAR of this release has it.
    pub fn is_in_aar(&self, version: &Version) -> bool {
        let brings = self.necessity == Necessity::Internal
            || self.in_aar.is_some_and(|gate| gate.contains(version));
        brings
            && self.versions.contains(version)
            && self.delivery != Some(Delivery::Jar)
            && self.is_of_build(version)
    }

    /// Whether `version` lies between the last release that was seen without it and the first with
    /// it, and nothing is known of those in between.
    pub fn may_begin_before(&self, version: &Version, delivery: Delivery) -> bool {
        let bracket = self
            .bounds
            .and_then(|bounds| bounds.open_since(self.versions));
        bracket.is_some_and(|(without, with)| without < version && version < with)
            && self.fits(version, delivery)
    }

    /// Whether `version` lies between the last release that was seen with it and the first without.
    pub fn may_have_ended(&self, version: &Version) -> bool {
        let bracket = self
            .bounds
            .and_then(|bounds| bounds.open_until(self.versions));
        bracket.is_some_and(|(with, without)| with < version && version < without)
    }

    fn fits(&self, version: &Version, delivery: Delivery) -> bool {
        let in_aar =
            delivery == Delivery::Aar && self.in_aar.is_some_and(|gate| gate.contains(version));
        self.necessity != Necessity::Internal
            && self.delivery.is_none_or(|only| only == delivery)
            && !in_aar
            && self.is_of_build(version)
    }

    fn is_of_build(&self, version: &Version) -> bool {
        self.build
            .is_none_or(|build| version.build() == Some(build))
    }
}

impl Bounds {
    /// The two releases between which a gate begins, where nobody knows it more exactly.
    pub fn open_since(&self, versions: &Gate) -> Option<&(Version, Version)> {
        let bracket = self.since.as_ref();
        bracket.filter(|(_, with)| versions.since.as_ref() == Some(with))
    }

    /// The two releases between which a gate ends, where nobody knows it more exactly.
    pub fn open_until(&self, versions: &Gate) -> Option<&(Version, Version)> {
        let bracket = self.until.as_ref();
        bracket.filter(|(_, without)| versions.until.as_ref() == Some(without))
    }

    /// Both of them, as far as they are open.
    pub fn open(&self, versions: &Gate) -> impl Iterator<Item = &(Version, Version)> {
        let since = self.open_since(versions).into_iter();
        since.chain(self.open_until(versions))
    }
}

macro_rules! terms {
    ($($kind:ty),+) => {
        $(impl $kind {
            /// Under which conditions it holds.
            pub fn terms(&self) -> Terms<'_> {
                Terms {
                    versions: &self.versions,
                    necessity: self.necessity,
                    when: &self.when,
                    delivery: self.delivery,
                    in_aar: self.in_aar.as_ref(),
                    build: self.build.as_deref(),
                    bounds: self.why.bounds.as_ref(),
                }
            }
        })+
    };
}

terms!(Fact, KeepRule);

/// The places of what is the app's matter with this release in this delivery, among the entries of
/// one table, each with its identity. What may have begun is, unless something of the same identity
/// is known to hold, for the app or in the AAR.
pub fn for_app(entries: &[(&str, Terms<'_>)], version: &Version, delivery: Delivery) -> Vec<usize> {
    let holds = |terms: &Terms<'_>| {
        terms.concerns_app(version, delivery)
            || (delivery == Delivery::Aar && terms.is_in_aar(version))
    };
    let concerns = |(name, terms): &(&str, Terms<'_>)| {
        let mut twins = entries.iter().filter(|(twin, _)| twin == name);
        terms.concerns_app(version, delivery)
            || (terms.may_begin_before(version, delivery) && !twins.any(|(_, twin)| holds(twin)))
    };
    let places = entries.iter().enumerate();
    places
        .filter(|(_, entry)| concerns(entry))
        .map(|(at, _)| at)
        .collect()
}

impl When {
    /// Whether some app satisfies both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.target_sdk.overlaps(&other.target_sdk) && self.min_sdk.overlaps(&other.min_sdk)
    }
}
