//! The manifest has a `<!DOCTYPE>`.
//!
//! # Why
//!
//! No Android manifest needs one. What it is good for is an attack: a document type can define
//! entities that read files of the machine that builds, or that grow to gigabytes. Google's own
//! manifest merger followed such references: an entity with `SYSTEM "file:///etc/hostname"` put the
//! host's name into the merged manifest. The same flaw was found in Apktool and in Android Studio in
//! 2017, and called ParseDroid.
//!
//! pushweave expands no entity, and neither checks nor changes a manifest with a document type.
//!
//! # What you see
//!
//! Nothing, as long as no entity is used. From aapt2, for an external entity in an attribute, and
//! for entities that grow:
//!
//! > `error: reference to external entity in attribute.`
//! >
//! > `error: limit on input amplification factor (from DTD and entities) breached.`
//!
//! and from the manifest merger, on a JDK with its usual limits, a message with `JAXP00010001`.
//!
//! # Example
//!
//! ```xml fails
//! <?xml version="1.0" encoding="utf-8"?>
//! <!DOCTYPE manifest [
//!     <!ENTITY host SYSTEM "file:///etc/hostname">
//! ]>
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application android:label="&host;" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <?xml version="1.0" encoding="utf-8"?>
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application android:label="@string/app_name" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe, because default values of attributes that it declares are lost: the `<!DOCTYPE>` is
//! deleted. There is none where the manifest uses its entities; write out what they stood for.
//!
//! # References
//!
//! - iBotPeaches/Apktool issue 1696
//! - opengapps/opengapps pull request 524
//! - Check Point Research, "ParseDroid: Targeting The Android Development & Research Community"

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::MANIFEST_HAS_DOCTYPE,
    severity: Severity::Error,
    category: Category::Security,
    inputs: &[Input::Manifest],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: Some(611),
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
