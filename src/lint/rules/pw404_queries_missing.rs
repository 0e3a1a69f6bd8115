//! The manifest does not say which vendor app the SDK looks for.
//!
//! # Why
//!
//! From Android 11 on, an app with targetSdk 30 or higher sees only the apps that its `<queries>`
//! name. A push SDK that talks to its vendor's service takes it for not installed without them.
//! Newer AARs bring the entry themselves; older releases leave it to the app.
//!
//! # What you see
//!
//! Push works up to Android 10 and not above. HMS reports the service as missing, on a phone that
//! has it:
//!
//! > `907135003: client api invalid`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="30" />
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
//!     implementation 'com.huawei.hms:push:5.3.0.304'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="30" />
//!     <queries>
//!         <intent>
//!             <action android:name="com.huawei.hms.core.aidlservice" />
//!         </intent>
//!     </queries>
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
//!     implementation 'com.huawei.hms:push:5.3.0.304'
//! }
//! ```
//!
//! # Fix
//!
//! With a spec, `pushweave apply` adds the entry. Without one, paste what the finding shows into
//! `<queries>`, which stands directly in `<manifest>`.
//!
//! # Known problems
//!
//! An Android Gradle Plugin older than 4.1 does not know the element and stops at it, unless it has
//! one of the fixes that were made for 3.3 to 4.0.
//!
//! # References
//!
//! - Android developer documentation: package visibility
//! - GitHub: adjust/android_sdk issue 658

use crate::finding::{Code, Finding, Severity};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::QUERIES_MISSING,
    severity: Severity::Warning,
    category: Category::Compatibility,
    inputs: &[Input::Manifest, Input::Gradle, Input::Spec],
    remedy: Remedy::Apply,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    // Without a spec, nobody says that an unknown targetSdk is one that needs it.
    if module.spec.is_none() && module.app.target_sdk.is_none() {
        return;
    }
    let missing = module.drift(Code::QUERIES_MISSING);
    findings.extend(missing.map(|finding| Finding {
        severity: finding.severity.min(Severity::Warning),
        ..finding
    }));
}
