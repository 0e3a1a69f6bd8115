//! Something that `pushweave apply` wrote is not what it would write now.
//!
//! # Why
//!
//! The spec was changed and `apply` did not run, or somebody edited a generated file or a woven
//! element. What ships is then not what the spec says, and the next `apply` either overwrites the
//! edit or stops at it.
//!
//! # What you see
//!
//! Nothing in the build.
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
//! constants = { class = "com.acme.chat.Constants", source-root = "src/main/java" }
//!
//! [vendors.fcm]
//! sdk = "24.1.2"
//! certificate-id = 6667
//! ```
//!
//! ```java fails
//! // pushweave:generated de97143b39659313
//! // Written by pushweave from pushweave.toml: edit that file, not this one.
//! package com.acme.chat;
//!
//! public final class Constants {
//!
//!     // Firebase Cloud Messaging
//!     public static final long FCM_PUSH_BUZID = 6666L;
//!
//!     private Constants() {
//!     }
//! }
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
//! constants = { class = "com.acme.chat.Constants", source-root = "src/main/java" }
//!
//! [vendors.fcm]
//! sdk = "24.1.2"
//! certificate-id = 6666
//! ```
//!
//! ```java passes
//! // pushweave:generated de97143b39659313
//! // Written by pushweave from pushweave.toml: edit that file, not this one.
//! package com.acme.chat;
//!
//! public final class Constants {
//!
//!     // Firebase Cloud Messaging
//!     public static final long FCM_PUSH_BUZID = 6666L;
//!
//!     private Constants() {
//!     }
//! }
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
//! Run `pushweave apply`. Where a generated file was edited by hand, it stops: move your lines into a
//! file of your own first.
//!
//! # References
//!
//! - README: `pushweave apply --check`, which a pre-commit hook runs

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::GENERATED_DRIFT,
    severity: Severity::Warning,
    category: Category::Hygiene,
    inputs: &[Input::Spec, Input::Manifest, Input::KeepRules, Input::Constants],
    remedy: Remedy::Apply,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| findings.extend(module.drift(Code::GENERATED_DRIFT)),
};
