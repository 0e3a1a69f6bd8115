//! The release of a push SDK is older than the app's targetSdk allows.
//!
//! # Why
//!
//! A targetSdk switches on checks that older releases of an SDK were not written for: targetSdk 31
//! wants every pending intent to say whether it can change, and forbids opening a page through a
//! service; targetSdk 34 wants receivers that code registers to say whether they are exported. The
//! app is built and starts. The SDK fails in its own process, or a tapped notification does
//! nothing.
//!
//! # What you see
//!
//! On the device, with targetSdk 31 or higher:
//!
//! > `Targeting S+ (version 31 and above) requires that one of FLAG_IMMUTABLE or FLAG_MUTABLE be
//! > specified when creating a PendingIntent.`
//!
//! With targetSdk 34 or higher:
//!
//! > `SecurityException: One of RECEIVER_EXPORTED or RECEIVER_NOT_EXPORTED should be specified when
//! > a receiver isn't being registered exclusively for system broadcasts`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="33" />
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
//!     implementation 'com.huawei.hms:push:6.5.0.300'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="33" />
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
//!     implementation 'com.huawei.hms:push:6.7.0.300'
//! }
//! ```
//!
//! # Fix
//!
//! None: upgrade the SDK. `pushweave vendors ID --since OLD --until NEW` says what that asks of the
//! app. Where the vendor names the release, the finding is an error; where only an integrator's
//! notes do, it is a warning.
//!
//! # References
//!
//! - Xiaomi developer documentation, Mi Push, pId=1704
//! - GitHub: GetStream/stream-chat-android issue 3677, CleverTap/clevertap-android-sdk pull request
//!   227
//! - Android developer documentation: behavior changes of Android 12 and 14

use crate::catalogue::schema::{Confidence, TargetSdk};
use crate::finding::{Code, Finding, Severity};
use crate::lint::{Category, InUse, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::SDK_TOO_OLD_FOR_TARGET,
    severity: Severity::Error,
    category: Category::Compatibility,
    inputs: &[Input::Gradle, Input::Spec, Input::Manifest],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| {
        let old = module.vendors.iter().filter_map(|it| finding(module, it));
        findings.extend(old);
    },
};

fn finding(module: &Module<'_>, in_use: &InUse<'_>) -> Option<Finding> {
    let target = module.app.target_sdk?;
    let version = in_use.version.as_ref()?;
    let missed = in_use
        .vendor
        .target_sdks
        .iter()
        .filter(|floor| target >= floor.level && *version < floor.needs);
    // What is sure comes first, whatever else is said of a higher level.
    let floor = missed.max_by_key(|floor| (is_sure(floor), floor.level))?;
    let severity = if is_sure(floor) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let message = format!("{} is too old for targetSdk {target}", in_use.shown());
    let label = format!("targetSdk {} needs {} or newer", floor.level, floor.needs);
    let why = floor.why.note.as_ref();
    let why = why.map_or(String::new(), |note| format!(": {note}"));
    let help = format!("upgrade the SDK to {} or newer{why}", floor.needs);
    let finding = Finding::new(Code::SDK_TOO_OLD_FOR_TARGET, severity, message);
    Some(module.at_sdk(finding, in_use, &label).help(help))
}

/// Whether the vendor or the SDK itself says so.
fn is_sure(floor: &TargetSdk) -> bool {
    matches!(
        floor.why.confidence,
        Confidence::Documented | Confidence::Binary
    )
}
