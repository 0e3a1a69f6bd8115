//! The app requests access to the device's identity for a push SDK that no longer uses it.
//!
//! # Why
//!
//! `READ_PHONE_STATE` gave old SDKs the IMEI. Android gives it to no normal app any more since
//! Android 10, newer SDKs do without, and the permission is still a dangerous one: the user is asked,
//! privacy reviews object, and the store wants it explained.
//!
//! The finding comes only where an SDK in use asked for it in another release, does not in this one,
//! and the app's own sources do not use it.
//!
//! # What you see
//!
//! A dialog on the device, or the objection of a store.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.READ_PHONE_STATE" />
//!     <application>
//!         <service android:name=".HmsService" android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service android:name=".HmsService" android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! # Fix
//!
//! Unsafe: the element is deleted. A library of yours may use it; if one brings it along and nobody
//! needs it, write the element with `tools:node="remove"` instead.
//!
//! # References
//!
//! - GitHub: HMS-Core/hms-video-demo issue 35
//! - Android developer documentation: best practices for unique identifiers

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::push_elements::Demand;
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW504", "device-id-permission"]),
    severity: Severity::Warning,
    category: Category::Policy,
    inputs: &[Input::Manifest, Input::Gradle, Input::Spec, Input::Sources],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const PERMISSION: &str = "android.permission.READ_PHONE_STATE";

/// What sources that use the permission name.
const USES: &[&str] = &["TelephonyManager", "READ_PHONE_STATE", "PhoneStateListener"];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.demand(Kind::UsesPermission, PERMISSION) != Demand::Dropped {
        return;
    }
    for (manifest, element) in module.named("uses-permission", PERMISSION) {
        let is_limited = element.android("maxSdkVersion").is_some();
        if has_node_instruction(element) || is_limited || module.sources().name_one_of(USES) {
            continue;
        }
        let fix = Fix::risky("delete it").edit(manifest.file, surgery::remove(element));
        let finding = Finding::warning(
            RULE.code,
            format!("`{PERMISSION}` is requested, and no push SDK here uses it"),
        )
        .at(manifest.file, element.start_tag(), "only older releases asked for it")
        .help("delete the element, unless another part of the app needs it");
        findings.push(finding.fix(fix));
    }
}
