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
//! # References
//!
//! - The vendor's own document, which the finding names
//! - Android Lint: `ExportedService`, `ExportedReceiver`

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::WRONG_COMPONENT_FLAG,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| findings.extend(module.drift(Code::WRONG_COMPONENT_FLAG)),
};
