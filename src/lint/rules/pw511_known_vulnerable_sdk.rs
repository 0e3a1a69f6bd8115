//! A push SDK or an aggregator's package has a release with a published vulnerability.
//!
//! # Why
//!
//! A component that an AAR merges into the app is the app's own for everybody who attacks it. In
//! EngageLab's SDK before 5.2.1 an exported activity started whatever intent another app handed it,
//! with the rights of the app that has it; more than 50 million installations had it when Microsoft
//! published it in April 2026. It is in no source of the app, so nobody saw it there.
//!
//! The catalogue lists such releases: for the vendors' SDKs in their files, for packages of others in
//! a list of its own.
//!
//! # What you see
//!
//! Nothing, or the warning of a store. Google Play, of implicit pending intents:
//!
//! > `Your app contains an Implicit PendingIntent vulnerability.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.engagelab:engagelab:4.5.4'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy passes
//! dependencies {
//!     implementation 'com.engagelab:engagelab:5.2.1'
//! }
//! ```
//!
//! # Fix
//!
//! None: upgrade to the release that the finding names. Packages of one publisher are upgraded
//! together. Where only an integrator's notes tell of it, the finding is a warning.
//!
//! # Known problems
//!
//! Only dependencies that the module's own scripts declare are seen, not what they bring along.
//!
//! # References
//!
//! - Microsoft Security Blog, 2026-04-09: intent redirection vulnerability in a third-party SDK
//! - GitHub: HackTricks-wiki/hacktricks pull request 2114, HMS-Core/hms-flutter-plugin issue 100

use crate::catalogue::schema::{Advisory, Confidence};
use crate::finding::{Code, Finding, Severity};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW511", "known-vulnerable-sdk"]),
    severity: Severity::Error,
    category: Category::Security,
    inputs: &[Input::Gradle, Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: Some(1395),
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for in_use in module.vendors {
        let Some(version) = &in_use.version else {
            continue;
        };
        let advisories = in_use.vendor.advisories.iter();
        for advisory in advisories.filter(|it| it.versions.contains(version)) {
            let finding = finding(&in_use.shown(), advisory);
            findings.push(module.at_sdk(finding, in_use, &advisory.title));
        }
    }
    for (coordinate, version, place) in module.inventory.modules() {
        let advisories = module.knowledge.advisories_of(coordinate);
        for advisory in advisories.filter(|it| it.versions.contains(version)) {
            let shown = format!("`{coordinate}:{version}`");
            let finding = finding(&shown, advisory);
            findings.push(finding.at(&place.file, place.span.clone(), advisory.title.clone()));
        }
    }
}

/// The finding for what people call `shown`, without its place.
fn finding(shown: &str, advisory: &Advisory) -> Finding {
    let severity = match advisory.why.confidence {
        Confidence::Documented | Confidence::Binary => Severity::Error,
        Confidence::Field | Confidence::Inferred => Severity::Warning,
    };
    let upgrade = match &advisory.fixed_in {
        Some(fixed) => format!("upgrade to {fixed} or newer"),
        None => "no release is known that mends it".to_owned(),
    };
    Finding::new(
        RULE.code,
        severity,
        format!("{shown} has a known vulnerability"),
    )
    .help(format!("{upgrade}; see {}", advisory.reference))
}
