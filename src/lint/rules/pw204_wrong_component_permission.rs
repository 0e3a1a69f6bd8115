//! A component of an SDK is guarded by another permission than the SDK works with.
//!
//! # Why
//!
//! The permission of a component says who may call it. A job service without
//! `android.permission.BIND_JOB_SERVICE` is not started by Android. A service that the vendor's
//! system app calls must name the permission that this app holds, to the letter: OPPO's permissions
//! are spelt differently from its actions, and both spellings are right where they stand. With
//! another permission the call is refused; without one, every app may call.
//!
//! # What you see
//!
//! Nothing in the build. MiPush logs under the tag `ManifestChecker`:
//!
//! > `... had the wrong permission attribute, which should be
//! > android:permission="android.permission.BIND_JOB_SERVICE".`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.push.service.XMJobService"
//!             android:enabled="true"
//!             android:exported="false"
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
//! Safe: the permission that the SDK needs is written. Nothing else changes.
//!
//! # References
//!
//! - The vendor's own document, which the finding names
//! - Android Lint: `JobSchedulerService`
//! - OPPO push 3.0.0 guide, as copied in csdn 122809875

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::WRONG_COMPONENT_PERMISSION,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: Some("JobSchedulerService"),
    page: "",
    check: |module, findings| {
        let wrong = module.drift(Code::WRONG_COMPONENT_PERMISSION);
        // The package of a sample is another rule's matter.
        findings.extend(wrong.filter(|it| !module.is_guarded_by_sample(it)));
    },
};
