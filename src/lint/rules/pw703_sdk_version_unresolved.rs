//! The project has a push SDK, and does not tell which release.
//!
//! # Why
//!
//! What an SDK needs changes from release to release. A dynamic version, a version that is computed
//! when Gradle runs, or a JAR without a version in its name leaves open what the manifest must have;
//! and a dynamic one changes it between two builds of the same source. Only what all releases agree
//! on is checked then.
//!
//! A manifest that is looked at alone is no reason for this finding.
//!
//! # What you see
//!
//! Nothing in the build. `pushweave apply` stops where the spec says `sdk = "auto"`.
//!
//! # Example
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:23.+'
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
//! None: pin the version where the project takes the SDK from, put it into the name of the file, or
//! write a spec.
//!
//! # References
//!
//! - Gradle documentation: declaring versions and ranges
//! - Android Lint: `GradleDynamicVersion`

use crate::finding::{Code, Finding, Severity};
use crate::inventory::{Reason, Verdict};
use crate::lint::{Category, InUse, Input, KnownFrom, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::SDK_VERSION_UNRESOLVED,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Gradle, Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: Some("GradleDynamicVersion"),
    page: "",
    check: |module, findings| {
        let untold = module.vendors.iter().filter_map(|it| finding(module, it));
        findings.extend(untold);
    },
};

/// What cannot be looked for without the release.
const SKIPPED: &str = "until then nothing is said of what it needs and no longer needs (PW106, \
                       PW107, PW201, PW202, PW207, PW210, PW301), of levels (PW402, PW404, PW407) \
                       and of vulnerabilities (PW511)";

fn finding(module: &Module<'_>, in_use: &InUse<'_>) -> Option<Finding> {
    let is_untold = in_use.version.is_none() && in_use.known_from == KnownFrom::Dependency;
    let place = in_use.place.as_ref().filter(|_| is_untold)?;
    let evidence = match Verdict::of(module.inventory.evidence(in_use.vendor)) {
        Verdict::Unresolved(evidence) => evidence,
        _ => return None,
    };
    let first = evidence.first()?;
    let reason = first.version.as_ref().err()?;
    let name = &in_use.vendor.name;
    let message = format!("`{}` does not tell the release of {name}", first.shown);
    // A platform that pins the versions is a good way to do it, only not one to read here.
    let severity = match reason {
        Reason::Elsewhere => Severity::Info,
        _ => Severity::Warning,
    };
    Some(
        Finding::new(Code::SDK_VERSION_UNRESOLVED, severity, message)
            .at(&place.file, place.span.clone(), reason.to_string())
            .help(format!("pin the version; {SKIPPED}")),
    )
}
