//! An element is misspelt, or stands where Android does not have it.
//!
//! # Why
//!
//! Permissions belong into `<manifest>`, components into `<application>`, and actions into an
//! `<intent-filter>`. Whoever pastes a vendor's block as a whole gets one of them wrong. The
//! resource compiler of today stops there; the one before it ignored the element without a word, and
//! so did the device.
//!
//! # What you see
//!
//! From aapt2, for the example and for a name that is misspelt:
//!
//! > `AAPT: error: unexpected element <permission> found in <manifest><application>.`
//! >
//! > `AAPT: error: unexpected element <reciever> found in <manifest><application>.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <permission
//!             android:name="com.acme.chat.permission.RECEIVE"
//!             android:protectionLevel="signature" />
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.acme.chat.permission.RECEIVE"
//!         android:protectionLevel="signature" />
//!     <application>
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where one letter is wrong and only one element can be meant: it gets its right name. Unsafe
//! where a known element stands in the wrong place and there is one right place for it: it is moved
//! there as it is written, and then has the effect that it did not have before.
//!
//! # Known problems
//!
//! An element that no Android of today knows, and that resembles none, is only a warning: it may be
//! newer than this rule. Elements in a namespace of their own are not judged.
//!
//! # References
//!
//! - react-native-fused-location issue 41, CommonUtilLibrary issue 39: a permission in the
//!   application
//! - material-dialogs issue 1658: a misspelt element
//! - react-native-call-detection issue 6: the old resource compiler says nothing
//! - Android Lint: `WrongManifestParent`, `ManifestTypo`

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity, listed};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule, android};
use crate::manifest::document::Element;
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};

const CODE: Code = Code::new(&["PW004", "unexpected-element"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: Some("WrongManifestParent"),
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        visit(manifest, manifest.doc.root(), findings);
    }
}

/// Judges what is in `parent`. What is in something unexpected is not judged, since nobody knows
/// what that would have to be.
fn visit(manifest: &Manifest<'_>, parent: Element<'_>, findings: &mut Vec<Finding>) {
    for element in parent.children().filter(|child| !child.tag().is_empty()) {
        match android::parents(element.tag()) {
            Some(parents) if parents.contains(&parent.tag()) => visit(manifest, element, findings),
            Some(parents) => findings.push(misplaced(manifest, element, parent, parents)),
            None => findings.push(unknown(manifest, element, parent)),
        }
    }
}

fn misplaced(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    parent: Element<'_>,
    parents: &[&str],
) -> Finding {
    let (tag, outer) = (element.tag(), parent.tag());
    let message = format!("`<{tag}>` stands in `<{outer}>`, where Android does not have it");
    let places: Vec<String> = parents.iter().map(|parent| format!("`<{parent}>`")).collect();
    let finding = Finding::error(CODE, message)
        .at(manifest.file, element.tag_range(), "not in here")
        .help(format!("move it into {}", listed(&places, "or")));
    match home(manifest, element, parent) {
        Some((place, title)) => {
            let style = Style::observe(&manifest.doc);
            let edits = surgery::relocate(element, place, &style);
            finding.fix(with_edits(manifest, Fix::risky(title), edits))
        }
        None => finding,
    }
}

/// The one place where `element` can be meant to stand.
fn home<'d>(
    manifest: &'d Manifest<'_>,
    element: Element<'d>,
    parent: Element<'d>,
) -> Option<(Place<'d>, &'static str)> {
    let application = manifest.doc.application();
    let is_around = |holder: Element<'_>| {
        let (outer, inner) = (element.range(), holder.range());
        outer.start <= inner.start && inner.end <= outer.end
    };
    match android::parents(element.tag())? {
        ["manifest"] => {
            let application = application.filter(|it| !is_around(*it))?;
            Some((Place::Before(application), "move it before `<application>`"))
        }
        ["application"] | ["application", "queries"] => {
            let application = application.filter(|it| !is_around(*it))?;
            let has_room = !surgery::is_closed(application);
            has_room.then_some((Place::End(application), "move it into `<application>`"))
        }
        parents if parents.contains(&"intent-filter") => {
            let mut filters = parent.children().filter(|it| it.tag() == "intent-filter");
            let only = filters.next().filter(|_| filters.next().is_none())?;
            let has_room = !surgery::is_closed(only);
            has_room.then_some((Place::End(only), "move it into the `<intent-filter>`"))
        }
        _ => None,
    }
}

fn unknown(manifest: &Manifest<'_>, element: Element<'_>, parent: Element<'_>) -> Finding {
    let (tag, outer) = (element.tag(), parent.tag());
    let message = format!("Android has no element `<{tag}>` in `<{outer}>`");
    let mut near: Vec<(usize, &str)> = android::children(outer)
        .map(|known| (strsim::damerau_levenshtein(tag, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 5)
        .collect();
    near.sort_unstable();
    let Some((distance, known)) = near.first().copied() else {
        return Finding::warning(CODE, message)
            .at(manifest.file, element.tag_range(), "unknown")
            .help("delete it");
    };
    let finding = Finding::error(CODE, message)
        .at(manifest.file, element.tag_range(), "misspelt")
        .help(format!("did you mean `<{known}>`?"));
    let is_only = near.get(1).is_none_or(|(next, _)| *next > distance);
    if distance == 1 && is_only {
        let edits = surgery::rename(element, known);
        return finding.fix(with_edits(
            manifest,
            Fix::safe(format!("write `<{known}>`")),
            edits,
        ));
    }
    finding
}

fn with_edits(
    manifest: &Manifest<'_>,
    fix: Fix,
    edits: impl IntoIterator<Item = Edit>,
) -> Fix {
    edits
        .into_iter()
        .fold(fix, |fix, edit| fix.edit(manifest.file, edit))
}
