//! An app with targetSdk 33 or higher does not request the permission to show notifications.
//!
//! # Why
//!
//! From Android 13 on, an app shows no notification before the user has granted
//! `POST_NOTIFICATIONS`, and Android only asks for what the manifest requests. With targetSdk 33 it
//! does not ask by itself any more. What the vendor's service shows for the app may come through on
//! some devices; what the SDK or the app shows itself does not.
//!
//! The finding comes only for SDKs of which the catalogue knows that they rely on it, and where no
//! AAR in use brings the permission.
//!
//! # What you see
//!
//! Nothing. The message arrives, the callback runs, and no notification is shown.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="33" />
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:22.0.0'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="33" />
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <uses-permission android:name="android.permission.POST_NOTIFICATIONS" />
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy passes
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:22.0.0'
//! }
//! ```
//!
//! # Fix
//!
//! Unsafe: the permission is requested in the manifest. The app must still ask for it at run time,
//! and the stores show it. With a spec, `pushweave apply` adds it.
//!
//! # References
//!
//! - Android developer documentation: notification runtime permission
//! - Android Lint: `NotificationPermission`

use crate::catalogue::schema::{Fact, Necessity};
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::{Category, InUse, Input, Module, Remedy, Role, Rule};
use crate::manifest::fragment::Fragment;
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};

pub(super) const RULE: Rule = Rule {
    code: Code::POST_NOTIFICATIONS_MISSING,
    severity: Severity::Warning,
    category: Category::Compatibility,
    inputs: &[Input::Manifest, Input::Gradle, Input::Spec],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("NotificationPermission"),
    page: "",
    check,
};

const PERMISSION: &str = "android.permission.POST_NOTIFICATIONS";

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    findings.extend(module.drift(Code::POST_NOTIFICATIONS_MISSING));
    // With a spec, it is `apply` that knows.
    let Some(target) = module.app.target_sdk.filter(|_| module.spec.is_none()) else {
        return;
    };
    let is_there = module.named("uses-permission", PERMISSION).next().is_some();
    if is_there || !module.absence_is_certain() {
        return;
    }
    let is_merged = module.main().is_some_and(|main| main.role == Role::Merged);
    let is_brought = |it: &InUse<'_>| !is_merged && facts(it).any(|fact| may_bring(it, fact));
    if module.vendors.iter().any(is_brought) {
        return;
    }
    let relies = |it: &&InUse<'_>| facts(it).any(|fact| asks(it, fact, target));
    if let Some(in_use) = module.vendors.iter().find(relies) {
        findings.extend(finding(module, in_use));
    }
}

fn facts<'v>(in_use: &InUse<'v>) -> impl Iterator<Item = &'v Fact> {
    let facts = in_use.vendor.uses_permissions.iter();
    facts.filter(|fact| fact.name == PERMISSION)
}

/// Whether the AAR in use has the permission, as far as anybody knows.
fn may_bring(in_use: &InUse<'_>, fact: &Fact) -> bool {
    match &in_use.version {
        Some(version) => fact.terms().is_in_aar(version),
        None => fact.in_aar.is_some() || fact.necessity == Necessity::Internal,
    }
}

fn asks(in_use: &InUse<'_>, fact: &Fact, target: u32) -> bool {
    let holds = match &in_use.version {
        Some(version) => fact.versions.contains(version),
        None => fact.versions.is_unbounded(),
    };
    holds && fact.necessity >= Necessity::Recommended && fact.when.target_sdk.contains(&target)
}

fn finding(module: &Module<'_>, in_use: &InUse<'_>) -> Option<Finding> {
    let main = module.main()?;
    let root = main.doc.root();
    let message = format!("nothing requests `{PERMISSION}`");
    let label = format!("{} shows notifications, and the app has targetSdk 33 or higher", in_use.vendor.name);
    let finding = Finding::warning(Code::POST_NOTIFICATIONS_MISSING, message)
        .at(main.file, root.tag_range(), label)
        .help(format!(
            "add `<uses-permission android:name=\"{PERMISSION}\" />`, and ask for it at run time"
        ));
    if root.android_prefix().is_none() || surgery::is_closed(root) {
        return Some(finding);
    }
    let fragment = Fragment::new("uses-permission", [("name", PERMISSION.to_owned())], Vec::new());
    let last = root.children().rfind(|child| child.tag() == "uses-permission");
    let place = last.map_or(Place::Start(root), Place::After);
    let edit = surgery::insert(place, &fragment, &Style::observe(&main.doc));
    let fix = Fix::risky(format!("request `{PERMISSION}`"));
    Some(finding.fix(fix.edit(main.file, edit)))
}
