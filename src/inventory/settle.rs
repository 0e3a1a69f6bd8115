//! The releases that a spec leaves to the project.

use std::borrow::Borrow;
use std::ops::Range;
use std::sync::Arc;

use super::{Inventory, Place, Verdict, disagreement};
use crate::catalogue::Vendor;
use crate::finding::Finding;
use crate::spec::{Located, Spec};
use crate::version::Version;

/// Fills into `spec` what `inventory` tells of its vendors: the release where the spec leaves it to
/// the project, the delivery where the version does not tell. Returns what cannot be told, and where
/// the project has another release than the spec states.
pub fn settle(
    inventory: &Inventory<'_>,
    spec: &mut Spec,
    vendors: &[impl Borrow<Vendor>],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let asks = spec.vendors.iter().any(|asked| asked.auto.is_some());
    findings.extend(inventory.notes().iter().filter(|_| asks).cloned());
    for (asked, vendor) in spec.vendors.iter_mut().zip(vendors) {
        let vendor = vendor.borrow();
        let evidence = inventory.evidence(vendor);
        let place = |span: &Range<usize>| Place {
            file: Arc::clone(&spec.file),
            span: span.clone(),
        };
        if let Some(stated) = &asked.sdk {
            let at = place(&stated.span);
            findings.extend(disagreement(vendor, &stated.value, &at, &evidence));
        }
        let verdict = Verdict::of(evidence);
        if let Some(span) = asked.auto.clone() {
            findings.extend(verdict.finding(vendor, inventory, &place(&span)));
            if let Verdict::Found(found) = &verdict
                && let Ok(version) = &found.version
            {
                asked.sdk = Some(Located::new(as_listed(vendor, version), span));
                // It is there, whether the catalogue lists it or not.
                asked.unlisted = true;
            }
        }
        if let (Some(sdk), Verdict::Found(found)) = (&asked.sdk, &verdict)
            && asked.delivery.is_none()
            && found.version.as_ref() == Ok(&sdk.value)
            && vendor.delivery.of(&sdk.value).len() != 1
        {
            let located = |delivery| Located::new(delivery, sdk.span.clone());
            asked.delivery = found.delivery.map(located);
        }
    }
    findings
}

/// `version` as the catalogue writes it: file names have it in many ways. A build that some entry
/// is for is kept.
pub(crate) fn as_listed(vendor: &Vendor, version: &Version) -> Version {
    let build = version.build();
    let facts = vendor.facts();
    let mut builds = facts.iter().flat_map(|(_, facts)| facts.iter());
    let matters = build.is_some() && builds.any(|fact| fact.build.as_deref() == build);
    let listed = vendor.releases.iter().find(|release| *release == version);
    match listed {
        Some(listed) if !matters || listed.build() == build => listed.clone(),
        _ => version.clone(),
    }
}
