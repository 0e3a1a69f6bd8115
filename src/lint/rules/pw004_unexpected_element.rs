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

/// As many moves are offered for one file at a time: each wants the same place, and has to wait for
/// the one before.
const MOVES: usize = 16;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        let mut visit = Visit {
            manifest,
            moves: MOVES,
            findings,
        };
        visit.children(manifest.doc.root());
    }
}

struct Visit<'a, 'f> {
    manifest: &'a Manifest<'a>,
    moves: usize,
    findings: &'f mut Vec<Finding>,
}

impl<'a> Visit<'a, '_> {
    /// Judges what is in `parent`. What is in something unexpected is not judged, since nobody knows
    /// what that would have to be.
    fn children(&mut self, parent: Element<'a>) {
        for element in parent.children().filter(|child| !child.tag().is_empty()) {
            match android::parents(element.tag()) {
                Some(parents) if parents.contains(&parent.tag()) => self.children(element),
                Some(parents) => self.misplaced(element, parent, parents),
                None => {
                    let finding = unknown(self.manifest, element, parent);
                    self.findings.push(finding);
                }
            }
        }
    }

    fn misplaced(&mut self, element: Element<'a>, parent: Element<'a>, parents: &[&str]) {
        let (tag, outer) = (element.tag(), parent.tag());
        let message = format!("`<{tag}>` stands in `<{outer}>`, where Android does not have it");
        let places: Vec<String> = parents.iter().map(|it| format!("`<{it}>`")).collect();
        let mut finding = Finding::error(CODE, message)
            .at(self.manifest.file, element.tag_range(), "not in here")
            .help(format!("move it into {}", listed(&places, "or")));
        if self.moves > 0 {
            self.moves -= 1;
            if let Some((place, title)) = home(self.manifest, element, parent) {
                let style = Style::observe(&self.manifest.doc);
                let edits = surgery::relocate(element, place, &style);
                finding = finding.fix(with_edits(self.manifest, Fix::risky(title), edits));
            }
        }
        self.findings.push(finding);
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

/// A longer word is no misspelling of anything.
const LONGEST: usize = 64;

fn unknown(manifest: &Manifest<'_>, element: Element<'_>, parent: Element<'_>) -> Finding {
    let (tag, outer) = (element.tag(), parent.tag());
    let shown: String = tag.chars().take(LONGEST).collect();
    let message = format!("Android has no element `<{shown}>` in `<{outer}>`");
    let near = nearest(tag, android::children(outer));
    if let Some((distance, known)) = near {
        let finding = Finding::error(CODE, message)
            .at(manifest.file, element.tag_range(), "misspelt")
            .help(format!("did you mean `<{known}>`?"));
        if distance > 1 {
            return finding;
        }
        let fix = Fix::safe(format!("write `<{known}>`"));
        return finding.fix(with_edits(manifest, fix, surgery::rename(element, known)));
    }
    match nearest(tag, android::elements()) {
        Some((_, known)) => Finding::error(CODE, message)
            .at(manifest.file, element.tag_range(), "misspelt, and not in here")
            .help(format!("did you mean `<{known}>`? It does not belong into `<{outer}>`")),
        None => Finding::warning(CODE, message)
            .at(manifest.file, element.tag_range(), "unknown")
            .help("delete it"),
    }
}

/// The one of `known` that `tag` can be a misspelling of, and in how many letters.
fn nearest(
    tag: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<(usize, &'static str)> {
    if tag.len() > LONGEST {
        return None;
    }
    let mut near: Vec<(usize, &str)> = known
        .map(|known| (strsim::damerau_levenshtein(tag, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 5)
        .collect();
    near.sort_unstable();
    let first = near.first().copied()?;
    let is_only = near.get(1).is_none_or(|(next, _)| *next > first.0);
    is_only.then_some(first)
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
