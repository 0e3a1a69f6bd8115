//! The activity that a tapped notification opens has no filter for what the vendor's service sends.
//!
//! # Why
//!
//! The vendor's service starts the activity from outside the app, with an intent that names the
//! activity, or carries data or an action. What carries data only finds an activity with a `VIEW`
//! filter for exactly that scheme, host and path, in the category `DEFAULT`: an implicit start looks
//! at no others. A filter for the scheme alone takes more than it should; every page on the device
//! can then open the activity with any data.
//!
//! The finding compares the filter with `[click]` of the spec. Whether the activity is exported is
//! said by PW203 and PW401.
//!
//! # What you see
//!
//! A tap opens the app's first page, or nothing.
//!
//! # Example
//!
//! ```toml fails
//! schema = 1
//!
//! [app]
//! application-id = "com.acme.chat"
//!
//! [output]
//! module = "."
//! manifest = "src/main/AndroidManifest.xml"
//! proguard = "proguard-push.pro"
//!
//! [vendors.fcm]
//! sdk = "24.1.2"
//! certificate-id = 6666
//!
//! [click]
//! activity = ".ChatActivity"
//! scheme = "pushscheme"
//! host = "com.acme.chat"
//! path = "/detail"
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application>
//!         <activity android:name=".ChatActivity" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="android.intent.action.VIEW" />
//!                 <data
//!                     android:scheme="pushscheme"
//!                     android:host="com.acme.chat"
//!                     android:path="/detail" />
//!             </intent-filter>
//!         </activity>
//!     </application>
//! </manifest>
//! ```
//!
//! ```toml passes
//! schema = 1
//!
//! [app]
//! application-id = "com.acme.chat"
//!
//! [output]
//! module = "."
//! manifest = "src/main/AndroidManifest.xml"
//! proguard = "proguard-push.pro"
//!
//! [vendors.fcm]
//! sdk = "24.1.2"
//! certificate-id = 6666
//!
//! [click]
//! activity = ".ChatActivity"
//! scheme = "pushscheme"
//! host = "com.acme.chat"
//! path = "/detail"
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application>
//!         <activity android:name=".ChatActivity" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="android.intent.action.VIEW" />
//!                 <category android:name="android.intent.category.DEFAULT" />
//!                 <data
//!                     android:scheme="pushscheme"
//!                     android:host="com.acme.chat"
//!                     android:path="/detail" />
//!             </intent-filter>
//!         </activity>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! `pushweave apply` adds the filter that `[click]` describes.
//!
//! # References
//!
//! - Android developer documentation: intents and intent filters
//! - Getui, record of the vendors' SDK versions: vivo from 480 on starts only exported activities

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::CLICK_TARGET,
    severity: Severity::Warning,
    category: Category::Security,
    inputs: &[Input::Spec, Input::Manifest],
    remedy: Remedy::Apply,
    pedantic: false,
    cwe: Some(926),
    android_lint: None,
    page: "",
    check: |module, findings| findings.extend(module.drift(Code::CLICK_TARGET)),
};
