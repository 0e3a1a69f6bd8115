//! The spec, `pushweave.toml`, cannot be used as it is.
//!
//! # Why
//!
//! A key that nothing reads, a value that no generated file can hold, a release that the vendor never
//! had: going on would write something that is not what was meant. So the run stops, nothing is
//! written, and the linter looks at nothing that depends on the spec.
//!
//! What makes no difference to the result is a warning, such as a spec without any vendor.
//!
//! # What you see
//!
//! The finding, with the place in the spec and what to write there. All mistakes of one spec are
//! shown at once.
//!
//! # Example
//!
//! ```toml fails
//! schema = 1
//!
//! [app]
//! aplication-id = "com.acme.chat"
//!
//! [output]
//! module = "."
//! manifest = "src/main/AndroidManifest.xml"
//! proguard = "proguard-push.pro"
//!
//! [vendors.fcm]
//! sdk = "24.1.2"
//! certificate-id = 6666
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
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
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: only a person knows what was meant. Where a word is nearly a known one, the finding says
//! which.
//!
//! # References
//!
//! - README: the spec

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::SPEC_INVALID,
    severity: Severity::Error,
    category: Category::Tool,
    inputs: &[Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
