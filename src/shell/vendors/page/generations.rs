//! Runs of releases that ask for the same.

use crate::catalogue::Vendor;
use crate::catalogue::schema::Delivery;
use crate::catalogue::setup::{Detail, Entry, Part, Setup, Topic};
use crate::version::Version;

/// Releases in one delivery, one after the other, that ask for the same in manifest, keep rules and
/// build files.
pub(super) struct Generation<'v> {
    /// The releases, oldest first.
    pub(super) releases: Vec<&'v Version>,
    /// What the newest of them asks for.
    pub(super) setup: Setup<'v>,
}

/// The generations of `vendor`, newest first; the AAR before the JAR.
pub(super) fn generations(vendor: &Vendor) -> Vec<Generation<'_>> {
    let mut all = Vec::new();
    for delivery in [Delivery::Jar, Delivery::Aar] {
        let mut generations: Vec<Generation<'_>> = Vec::new();
        for release in &vendor.releases {
            if !vendor.delivery.of(release).contains(&delivery) {
                continue;
            }
            let setup = Setup::of(vendor, release, delivery);
            match generations.last_mut() {
                Some(last) if declares_the_same(vendor, &last.setup, &setup) => {
                    last.releases.push(release);
                    last.setup = setup;
                }
                _ => generations.push(Generation {
                    releases: vec![release],
                    setup,
                }),
            }
        }
        all.extend(generations);
    }
    all.reverse();
    all
}

/// Whether an entry stands in the manifest, among the keep rules or in a build file.
pub(super) fn is_declared(entry: &Entry<'_>) -> bool {
    matches!(
        entry.topic(),
        Topic::Manifest | Topic::KeepRules | Topic::Build
    )
}

fn declares_the_same(vendor: &Vendor, one: &Setup<'_>, other: &Setup<'_>) -> bool {
    let (one, other) = (declared(vendor, one), declared(vendor, other));
    one.len() == other.len()
        && one
            .iter()
            .all(|entry| other.iter().any(|candidate| candidate.asks_the_same(entry)))
}

fn declared<'v>(vendor: &Vendor, setup: &Setup<'v>) -> Vec<Entry<'v>> {
    let mut entries: Vec<Entry<'v>> = setup
        .entries
        .iter()
        .filter(|entry| entry.part != Part::Aar)
        .filter(|entry| is_declared(entry))
        .cloned()
        .collect();
    // A value that every release has anew makes no generation.
    for entry in entries
        .iter_mut()
        .filter(|entry| entry.table == "meta-data")
    {
        if !vendor.meta_data[entry.index].values.is_empty() {
            let is_value = |detail: &Detail| detail.to_string().starts_with("value = ");
            entry.details.retain(|detail| !is_value(detail));
        }
    }
    entries
}
