//! The app requests a permission that Android ignores, and no push SDK in it asks for it any more.
//!
//! # Why
//!
//! Documents of push SDKs carry permissions along for years. Android grants some of them to no app
//! since long ago, and gives others no effect. They cost nothing at run time, but stores and privacy
//! reviews count them, and whoever reads the manifest believes that something needs them.
//!
//! Old releases of some SDKs check the permission all the same. What the release in use asks for is
//! no finding; where the release is not known, neither is what any release asks for.
//!
//! # What you see
//!
//! Nothing, or a question in a privacy review.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <uses-permission android:name="android.permission.GET_TASKS" />
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
//!     <uses-permission android:name="android.permission.INTERNET" />
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
//! Unsafe: the element is deleted; `WRITE_EXTERNAL_STORAGE` gets `android:maxSdkVersion="29"`
//! instead, since it still works on Android 10 and lower.
//!
//! # References
//!
//! - Android developer documentation: `Manifest.permission`, storage updates in Android 11
//! - Android Lint: `ScopedStorage`, `ProtectedPermissions`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::push_elements::Demand;
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::manifest::style::Style;
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW409", "obsolete-permission"]),
    severity: Severity::Info,
    category: Category::Policy,
    inputs: &[Input::Manifest, Input::Gradle, Input::Spec],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("ScopedStorage"),
    page: "",
    check,
};

/// Permissions that no app gets anything by, and why.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("android.permission.GET_TASKS", "Android ignores it since API 21"),
    ("android.permission.RESTART_PACKAGES", "Android ignores it since API 8"),
    ("android.permission.RECEIVE_USER_PRESENT", "there is no such permission"),
    ("android.permission.MOUNT_UNMOUNT_FILESYSTEMS", "only apps of the system get it"),
    ("android.permission.BROADCAST_PACKAGE_ADDED", "only the system has it"),
    ("android.permission.BROADCAST_PACKAGE_CHANGED", "only the system has it"),
    ("android.permission.BROADCAST_PACKAGE_INSTALL", "only the system has it"),
    ("android.permission.BROADCAST_PACKAGE_REPLACED", "only the system has it"),
    ("android.permission.BROADCAST_PACKAGE_REMOVED", "only the system has it"),
];

/// Without effect from targetSdk 30 on, above Android 10.
const WRITE_STORAGE: &str = "android.permission.WRITE_EXTERNAL_STORAGE";

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.vendors.is_empty() {
        return;
    }
    for (name, reason) in WITHOUT_EFFECT {
        if module.demand(Kind::UsesPermission, name) < Demand::Brought {
            let plain = plain(module, name);
            findings.extend(plain.map(|(manifest, element)| {
                let fix = Fix::risky("delete it").edit(manifest.file, surgery::remove(element));
                finding(manifest, element, name, reason)
                    .help("delete the element")
                    .fix(fix)
            }));
        }
    }
    let target = module.app.target_sdk;
    let was_asked = module.demand(Kind::UsesPermission, WRITE_STORAGE) == Demand::Dropped;
    if was_asked && target >= Some(30) {
        findings.extend(plain(module, WRITE_STORAGE).map(|it| limited(it.0, it.1)));
    }
}

/// The elements that request the permission `name` without further conditions.
fn plain<'a>(
    module: &Module<'a>,
    name: &'a str,
) -> impl Iterator<Item = (&'a Manifest<'a>, Element<'a>)> {
    let found: Vec<_> = module
        .named("uses-permission", name)
        .filter(|(_, element)| {
            !has_node_instruction(*element) && element.android("maxSdkVersion").is_none()
        })
        .collect();
    found.into_iter()
}

fn finding(manifest: &Manifest<'_>, element: Element<'_>, name: &str, reason: &str) -> Finding {
    let message = format!("`{name}` has no effect, and no push SDK here asks for it");
    Finding::new(RULE.code, Severity::Info, message).at(
        manifest.file,
        element.start_tag(),
        reason,
    )
}

/// The finding for a permission that only older devices know.
fn limited(manifest: &Manifest<'_>, element: Element<'_>) -> Finding {
    let limit = [("maxSdkVersion", "29")];
    let style = Style::observe(&manifest.doc).at(element);
    let edit = surgery::add_attributes(element, &limit, &style);
    let fix = Fix::risky("add `android:maxSdkVersion=\"29\"`").edit(manifest.file, edit);
    finding(
        manifest,
        element,
        WRITE_STORAGE,
        "without effect above Android 10, with targetSdk 30 and higher",
    )
    .help("delete the element, or add `android:maxSdkVersion=\"29\"`")
    .fix(fix)
}
