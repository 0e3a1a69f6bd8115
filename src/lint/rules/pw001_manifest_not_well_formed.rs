//! The manifest cannot be read: it is not well-formed XML, not UTF-8, not a manifest, or too large to
//! be one.
//!
//! # Why
//!
//! Nothing can be built from it. Declarations that were copied from a web page or a chat are the
//! usual cause: they bring curly quotes, full-width characters, a bare `&`, a comment in a comment,
//! or lose a quote on the way.
//!
//! Files that no manifest looks like are refused as well, so that they cannot keep the tool busy:
//! more than 16 MiB, elements nested more than 128 deep, more than 512 attributes in one element.
//! So are UTF-16 and compiled manifests out of an APK.
//!
//! # What you see
//!
//! From aapt2, one of
//!
//! > `error: not well-formed (invalid token).`
//! >
//! > `error: mismatched tag.`
//! >
//! > `error: duplicate attribute.`
//! >
//! > `error: junk after document element.`
//! >
//! > `error: XML or text declaration not at start of entity.`
//! >
//! > `error: no element found.`
//! >
//! > `error: undefined entity.`
//!
//! and from the manifest merger, for the example:
//!
//! > `org.xml.sax.SAXParseException; lineNumber: N; columnNumber: N; Open quote is expected for
//! > attribute "android:name" associated with an element type "permission".`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <permission
//!         android:name=${applicationId}.push.permission.MESSAGE"
//!         android:protectionLevel="signature" />
//!     <application />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <permission
//!         android:name="${applicationId}.push.permission.MESSAGE"
//!         android:protectionLevel="signature" />
//!     <application />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! By hand. The help names the likely cause where the line shows one.
//!
//! # References
//!
//! - MEIZUPUSH/PushDemo issue 37: the missing quote of the example, in a real app

use crate::finding::{Code, Severity};
use crate::lint::{Category, Input, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::MANIFEST_NOT_WELL_FORMED,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: Rule::met_while_reading,
};
