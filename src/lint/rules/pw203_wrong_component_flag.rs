//! A component of an SDK has another `exported` or `enabled` than the SDK works with.
//!
//! # Why
//!
//! The vendor's service on the device calls some components from outside, so they must be exported;
//! others are the SDK's own, and an exported one lets any app talk to it. Some SDKs compare the
//! manifest with what they expect when push is registered, and give up in silence where it differs.
//! The advice to write `exported="true"` everywhere for Android 12 is the usual way to get here.
//!
//! # What you see
//!
//! Nothing in the build. In the log of the device, under the tag `ManifestChecker`:
//!
//! > `<service android:name="com.xiaomi.push.service.XMJobService" .../> in AndroidManifest had the
//! > wrong exported attribute, which should be android:exported=false.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.push.service.XMJobService"
//!             android:enabled="true"
//!             android:exported="true"
//!             android:permission="android.permission.BIND_JOB_SERVICE"
//!             android:process=":pushservice" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.push.service.XMJobService"
//!             android:enabled="true"
//!             android:exported="false"
//!             android:permission="android.permission.BIND_JOB_SERVICE"
//!             android:process=":pushservice" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the value that the SDK needs is written. Nothing else changes.
//!
//! # Known problems
//!
//! Where Android's default is the value that the SDK needs, it need not be written; with a spec, a
//! note says that `apply` would. A class of the app's own that is exported although its SDK does not
//! need it works all the same, and is a warning.
//!
//! # References
//!
//! - The vendor's own document, which the finding names
//! - Android Lint: `ExportedService`, `ExportedReceiver`

use crate::finding::{Code, Finding, Severity};
use crate::lint::{Category, Input, Module, Remedy, Rule, own};

pub(super) const RULE: Rule = Rule {
    code: Code::WRONG_COMPONENT_FLAG,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let drift = module.drift(Code::WRONG_COMPONENT_FLAG);
    findings.extend(drift.map(|finding| {
        if is_only_more_open(module, &finding) {
            finding.into_warning()
        } else {
            finding
        }
    }));
}

/// Whether it is the app's own class that is exported without need: the SDK calls it all the same.
fn is_only_more_open(module: &Module<'_>, finding: &Finding) -> bool {
    let Some(label) = finding.labels.first() else {
        return false;
    };
    own::components(module).iter().any(|component| {
        let exported = component.element.android("exported");
        component.manifest.file.name == label.file.name
            && exported.is_some_and(|it| it.range == label.span && it.value.trim() == "true")
    })
}
