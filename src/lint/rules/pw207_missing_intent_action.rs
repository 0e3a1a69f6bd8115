//! A component of an SDK lacks the intent filter by which it is found.
//!
//! # Why
//!
//! The SDK, or the vendor's system app, does not know what your receiver or service is called. It
//! looks for whichever answers to its action. Without the action nobody calls it: the device
//! registers, and no message, no token or no error ever reaches your code. The actions may share one
//! filter or have one each; both work.
//!
//! # What you see
//!
//! Nothing in the build. On the device, MiPush logs for a missing
//! `com.xiaomi.mipush.RECEIVE_MESSAGE`:
//!
//! > `Receiver: none of the subclasses of PushMessageReceiver is enabled or defined.`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_5_9_9-C_3rd.aar')
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_5_9_9-C_3rd.aar')
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: a filter with the missing actions is added to the component, beside the filters that it
//! has. With a spec, `pushweave apply` writes it.
//!
//! # Known problems
//!
//! An element that is written as `<receiver … />` is not opened; the help has the text to paste.
//!
//! # References
//!
//! - The vendor's own document, which the finding names

use crate::finding::{Code, Finding, Severity};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::INTENT_ACTION_MISSING,
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
    let missing = module.drift(Code::INTENT_ACTION_MISSING);
    // Where only the category of the filter is wrong, another rule writes the right one, and a
    // second filter would be too much.
    findings.extend(missing.filter_map(|finding| match module.misnamed_category(&finding) {
        Some(true) => None,
        Some(false) => Some(Finding { fix: None, ..finding }),
        None => Some(finding),
    }));
}
