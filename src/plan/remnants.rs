//! Elements of the app's own that no SDK in use needs any more.

use super::Wish;
use super::desire::Prepared;
use super::index::{Index, key};
use super::ledger::Ledger;
use crate::finding::Finding;
use crate::manifest::TOOLS;
use crate::manifest::document::Element;

/// A warning for each one. What some requirement still asks for is none, and neither is an element
/// with an instruction for the merger: whoever wrote it knows of the SDK's own.
pub(super) fn findings(
    index: &Index<'_>,
    ledger: &Ledger<'_>,
    prepared: &[Prepared<'_>],
    wish: &Wish<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for remnant in wish.remnants {
        let key = key(remnant.kind, &remnant.name, wish.names);
        if prepared.iter().any(|wished| wished.keys.contains(&key)) {
            continue;
        }
        let left = index.named(&key).iter().filter(|element| {
            ledger.is_own(**element) && !element.has_attribute_of(TOOLS)
        });
        findings.extend(left.map(|element| finding(*element, remnant, wish)));
    }
    findings
}

fn finding(element: Element<'_>, remnant: &super::Remnant, wish: &Wish<'_>) -> Finding {
    let origin = &remnant.origin;
    let mut reason = format!("{origin}: {}", remnant.reason);
    if let Some(document) = origin.documents.first() {
        reason.push_str(&format!(" [{document}]"));
    }
    Finding::warning(
        remnant.code,
        format!("{} `{}` is left over", remnant.kind.tag(), remnant.name),
    )
    .at(wish.manifest, element.start_tag(), "no longer needed")
    .at(wish.spec, origin.span.clone(), reason)
    .help("delete the element, unless another part of the app needs it")
}
