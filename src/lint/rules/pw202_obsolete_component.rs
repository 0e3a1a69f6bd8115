//! A component of an SDK generation that is no longer in the app.
//!
//! # Why
//!
//! Vendors rename and drop classes: HwPush became HMS, HMS 2 became HMS Core 4, `com.coloros` became
//! `com.heytap`. What the manifest still declares of the old generation names classes that are not
//! in the app. Android starts them all the same when a broadcast fits, and the app crashes in the
//! background; and whoever reads the manifest next takes the wrong document for it.
//!
//! # What you see
//!
//! Android Lint reports `MissingClass`. On the device, when the broadcast comes:
//!
//! > `java.lang.RuntimeException: Unable to instantiate receiver X:
//! > java.lang.ClassNotFoundException: Didn't find class "X" on path: DexPathList[...]`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <provider
//!             android:name="com.huawei.hms.update.provider.UpdateProvider"
//!             android:authorities="com.acme.chat.hms.update.provider"
//!             android:exported="false"
//!             android:grantUriPermissions="true" />
//!         <service
//!             android:name=".push.HmsService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.HmsService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe: the element is deleted. Another part of the app, or another release that a flavor has,
//! may still need it.
//!
//! # Known problems
//!
//! An element with a `tools:` attribute is taken to be meant. Android's own permissions are left to
//! other rules, since an app may need them for something else.
//!
//! # References
//!
//! - The document that the finding names
//! - Android Lint: `MissingClass`
//! - CleverTap #323, intercom_flutter #551: receivers whose class was gone

use crate::finding::{Code, Finding};
use crate::lint::leftover::{self, Left};
use crate::lint::releases::LeftOver;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::OBSOLETE_COMPONENT,
    severity: crate::finding::Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("MissingClass"),
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for finding in module.drift(Code::OBSOLETE_COMPONENT) {
        let Some((manifest, element)) = leftover::pointed_at(module, &finding) else {
            continue;
        };
        if leftover::is_wanted(module, manifest, element) {
            continue;
        }
        let name = element.android("name").map_or("", |name| name.value);
        if element.tag() == "uses-permission" && name.starts_with("android.") {
            continue;
        }
        findings.push(finding.fix(leftover::removal(manifest, element)));
    }
    let unknown = leftover::whatever_the_release(module).into_iter();
    let gone = unknown.filter(|left| left.why == LeftOver::Gone);
    let earlier = leftover::earlier_generation(module).into_iter();
    findings.extend(gone.chain(earlier).map(|left| finding(&left)));
}

fn finding(left: &Left<'_>) -> Finding {
    let tag = left.element.tag();
    let message = format!("{tag} `{}` is left over", left.name);
    let was = &left.was.vendor.name;
    let label = if left.was.vendor.id == left.in_use.vendor.id {
        format!("no release of {was} that this can be has it")
    } else {
        format!("it is of {was}, which nothing brings in")
    };
    let mut finding = Finding::warning(Code::OBSOLETE_COMPONENT, message).at(
        left.manifest.file,
        left.element.start_tag(),
        label,
    );
    if let Some(place) = &left.in_use.place {
        finding = finding.at(&place.file, place.span.clone(), "this is in use instead");
    }
    finding
        .help("delete the element, unless another part of the app needs it")
        .fix(leftover::removal(left.manifest, left.element))
}
