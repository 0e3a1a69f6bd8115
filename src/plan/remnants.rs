//! Elements of the app's own that no SDK in use needs any more.

use super::Wish;
use super::desire::Prepared;
use super::index::Index;
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
    let mut findings: Vec<(u32, Finding)> = Vec::new();
    for remnant in wish.remnants {
        for element in index.left(remnant, wish.names, |filter| ledger.is_own(filter)) {
            let known = findings.iter().any(|(other, _)| *other == element.id());
            // A class of an older SDK has its actions too; what it is called tells.
            let by_action = remnant.name.is_none();
            let is_wanted = prepared
                .iter()
                .any(|wished| index.may_be(wished, element, by_action, wish.names));
            let is_meant = element.has_attribute_of(TOOLS);
            if ledger.is_own(element) && !is_meant && !is_wanted && !known {
                findings.push((element.id(), finding(element, remnant, wish)));
            }
        }
    }
    findings.into_iter().map(|(_, finding)| finding).collect()
}

fn finding(element: Element<'_>, remnant: &super::Remnant, wish: &Wish<'_>) -> Finding {
    let origin = &remnant.origin;
    let reason = origin.cited(format!("{origin}: {}", remnant.reason));
    let own = element.android("name").map(|name| name.value);
    let name = remnant.name.as_deref().or(own).unwrap_or_default();
    Finding::warning(
        remnant.code,
        format!("{} `{name}` is left over", remnant.kind.tag()),
    )
    .at(wish.manifest, element.start_tag(), "no longer needed")
    .at(wish.spec, origin.span.clone(), reason)
    .help("delete the element, unless another part of the app needs it")
}
