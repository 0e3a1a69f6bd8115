//! `AndroidManifest.xml` as text with a structure: reading it, naming its elements the way the
//! manifest merger does, and turning wished changes into edits.
//!
//! Nothing here knows a vendor, and nothing here prints a whole manifest.

pub mod document;
pub mod fragment;
pub mod identity;
mod layout;
pub mod namespaces;
pub mod refusal;
pub mod style;
pub mod surgery;
pub mod value;

/// The namespace of `android:`.
pub const ANDROID: &str = "http://schemas.android.com/apk/res/android";
/// The namespace of `tools:`.
pub const TOOLS: &str = "http://schemas.android.com/tools";
