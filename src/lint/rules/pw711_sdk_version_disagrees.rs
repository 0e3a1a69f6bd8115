//! The project has two releases of one push SDK, or another than the spec states.
//!
//! # Why
//!
//! A manifest fits one release. Where a JAR of an old release lies beside a dependency on a new one,
//! the build ends with duplicate classes, or takes whichever comes first. Where the spec states
//! another release than the module has, everything that was woven is for the wrong one.
//!
//! # What you see
//!
//! Gradle, where both bring the same classes:
//!
//! > `Duplicate class C found in modules A (g:a:v) and B (g:b:v)`
//!
//! # Example
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:22.0.0'
//!     implementation 'com.google.firebase:firebase-messaging:23.4.1'
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy passes
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:23.4.1'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: leave one of the two, or make the spec state the release that the module has. `sdk =
//! "auto"` takes it from there.
//!
//! # Known problems
//!
//! Flavors may mean to have different releases; there, give each a module or a spec of its own.
//!
//! # References
//!
//! - GitHub: TencentCloud TPNS-Flutter issue 31

use crate::finding::{Code, Finding, Severity};
use crate::inventory::{Evidence, Verdict};
use crate::lint::{Category, InUse, Input, KnownFrom, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::SDK_VERSION_DISAGREES,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Gradle, Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| {
        // With a spec, settling its releases has said so already.
        let untold = module.vendors.iter();
        let untold = untold.filter(|it| it.known_from != KnownFrom::Spec && it.version.is_none());
        findings.extend(untold.filter_map(|it| finding(module, it)));
    },
};

/// So many places are shown.
const MAX_SHOWN: usize = 4;

fn finding(module: &Module<'_>, in_use: &InUse<'_>) -> Option<Finding> {
    let Verdict::Disagree(evidence) = Verdict::of(module.inventory.evidence(in_use.vendor)) else {
        return None;
    };
    let message = format!("there is more than one release of {}", in_use.vendor.name);
    let mut finding = Finding::warning(Code::SDK_VERSION_DISAGREES, message);
    for it in evidence.iter().take(MAX_SHOWN) {
        finding = labelled(finding, it);
    }
    Some(finding.help("leave one of them"))
}

fn labelled(finding: Finding, evidence: &Evidence) -> Finding {
    match (&evidence.place, &evidence.version) {
        (Some(place), Ok(version)) => {
            finding.at(&place.file, place.span.clone(), format!("{version} here"))
        }
        _ => finding,
    }
}
