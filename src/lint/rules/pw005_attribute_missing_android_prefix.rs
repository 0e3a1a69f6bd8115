//! An attribute of Android's has no prefix.
//!
//! # Why
//!
//! `name="…"` and `android:name="…"` are two attributes, and Android reads the second. A component
//! without the right one has no name, and the build stops. Everything else is worse: beside an
//! `android:name`, a bare `exported="false"` or `permission="…"` is ignored without a word, and the
//! component is open although the manifest seems to say otherwise.
//!
//! # What you see
//!
//! Where the name is missing, from the manifest merger and from aapt2:
//!
//! > `Missing 'name' key attribute on element receiver at AndroidManifest.xml:4:1-27`
//! >
//! > `<receiver> is missing attribute 'android:name'.`
//!
//! For any other attribute nothing.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the prefix is added. Unsafe where that would open something that is closed so far, such as
//! `exported="true"` or `debuggable="true"`. Where the attribute is there with its prefix as well,
//! the bare one is deleted: safely if both say the same, else unsafely.
//!
//! # References
//!
//! - Android Lint: `MissingPrefix`

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule, android};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::surgery;

const CODE: Code = Code::new(&["PW005", "attribute-missing-android-prefix"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: Some("MissingPrefix"),
    page: "",
    check,
};

/// Attributes whose absence stops the build, or leaves a component open or without its purpose.
const WEIGHTY: &[&str] = &[
    "name",
    "exported",
    "permission",
    "readPermission",
    "writePermission",
    "protectionLevel",
    "authorities",
    "value",
    "resource",
];

/// Flags that let others in where they are true.
const OPENING: &[&str] = &[
    "exported",
    "debuggable",
    "testOnly",
    "allowBackup",
    "grantUriPermissions",
    "usesCleartextTraffic",
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        let tag = element.tag();
        let is_androids = tag == "manifest" || android::parents(tag).is_some();
        for (namespace, name, attribute) in element.attributes().filter(|_| is_androids) {
            // `xmlns=""` makes no difference to attributes, but some have no namespace at all.
            if namespace.is_none() && android::attribute(name).is_some() {
                findings.push(judge(manifest, element, name, &attribute));
            }
        }
    }
}

fn judge(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    name: &str,
    attribute: &Attribute<'_>,
) -> Finding {
    let subject = match element.android("name") {
        Some(of) if name != "name" => format!("`{}`", of.value),
        _ => format!("`<{}>`", element.tag()),
    };
    let severity = if WEIGHTY.contains(&name) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let message = format!("{subject} has `{name}` without the prefix `android:`");
    let finding = Finding::new(CODE, severity, message)
        .at(manifest.file, attribute.range.clone(), "Android does not read this")
        .help(format!("write `android:{name}=\"{}\"`", attribute.source()));
    if let Some(prefixed) = element.android(name) {
        let title = format!("delete `{name}`");
        let fix = if prefixed.value == attribute.value {
            Fix::safe(title)
        } else {
            Fix::risky(title)
        };
        let edit = surgery::remove_attribute(element, attribute);
        return finding
            .into_warning()
            .at(manifest.file, prefixed.range, "this is what counts")
            .help("delete it")
            .fix(fix.edit(manifest.file, edit));
    }
    let Some(prefix) = element.android_prefix() else {
        return finding;
    };
    let title = format!("write `{prefix}:{name}`");
    let fix = if opens(element, name, attribute.value) {
        Fix::risky(title)
    } else {
        Fix::safe(title)
    };
    let edit = Edit::insertion(attribute.range.start, format!("{prefix}:"));
    finding.fix(fix.edit(manifest.file, edit))
}

/// Whether the attribute lets others in once it is read.
fn opens(element: Element<'_>, name: &str, value: &str) -> bool {
    // A component with a filter is open unless it says otherwise.
    let is_open = name == "exported" && element.children().any(|it| it.tag() == "intent-filter");
    OPENING.contains(&name) && !is_open && !value.trim().eq_ignore_ascii_case("false")
}
