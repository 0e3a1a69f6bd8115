//! Meta-data of an SDK stands where the SDK does not look, or has no value that it can read.
//!
//! # Why
//!
//! The SDKs read the metadata of the *application*. The resource compiler takes `<meta-data>` under
//! `<manifest>` and in every component as well, where it belongs to the package or the component,
//! and says nothing. It also takes meta-data without any value. And `android:resource` gives the
//! reader the number of a resource, not the text in it.
//!
//! # What you see
//!
//! Nothing in the build. The SDK says what it says when the meta-data is missing, for vivo:
//!
//! > `com.vivo.push.app_id is null`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <meta-data
//!         android:name="com.vivo.push.app_id"
//!         android:value="10457" />
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f0" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f0" />
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="10457" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the element moves to the end of `<application>`, and `android:resource` becomes
//! `android:value`, which gives the text of the same resource. A value that is not there cannot be
//! written.
//!
//! # References
//!
//! - developer.android.com, `<meta-data>`: `android:resource` and `android:value`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::catalogue::schema::{Fact, Necessity};
use crate::edit::Edit;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::TOOLS;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW308", "meta-data-in-wrong-place"]),
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        let is_meant = element.has_attribute_of(TOOLS);
        if element.tag() != "meta-data" || is_meant {
            continue;
        }
        let Some(name) = element.android("name").map(|name| name.value) else {
            continue;
        };
        if !is_read(module, name) {
            continue;
        }
        match element.parent().map(Element::tag) {
            Some("application") => findings.extend(without_value(manifest, element, name)),
            Some(parent) if !is_twice(manifest, name) => {
                findings.push(misplaced(manifest, element, name, parent));
            }
            _ => {}
        }
    }
}

/// Whether an SDK has the app write a value for `name`, which nothing else is called.
fn is_read(module: &Module<'_>, name: &str) -> bool {
    let known = module.knowledge.entries(Kind::MetaData, name);
    let is_written = |fact: &Fact| {
        let has_value = fact.value.is_some() || fact.raw.is_some() || !fact.values.is_empty();
        fact.necessity > Necessity::Obsolete && fact.name == name && has_value
    };
    name.contains(['.', '_']) && known.iter().any(|it| is_written(it.fact))
}

/// Whether the application has it, too.
fn is_twice(manifest: &Manifest<'_>, name: &str) -> bool {
    let application = manifest.doc.application();
    let mut children = application.into_iter().flat_map(Element::children);
    children.any(|it| manifest.names.is(it, "meta-data", name))
}

fn misplaced(manifest: &Manifest<'_>, element: Element<'_>, name: &str, parent: &str) -> Finding {
    let message = format!("meta-data `{name}` stands in `<{parent}>`");
    let finding = Finding::error(RULE.code, message)
        .at(
            manifest.file,
            element.tag_range(),
            "the SDK reads the metadata of the application",
        )
        .help("move it into `<application>`");
    let application = manifest.doc.application();
    let Some(application) = application.filter(|it| !surgery::is_closed(*it)) else {
        return finding;
    };
    let has_child = element.content().next().is_some();
    if has_child || application.android_prefix().is_none() {
        return finding;
    }
    let style = Style::observe(&manifest.doc).at(application);
    let insertion = surgery::insert(Place::End(application), &element.fragment(), &style);
    let removal = surgery::remove(element);
    let touch = removal.range.start <= insertion.range.end && insertion.range.start <= removal.range.end;
    if touch {
        return finding;
    }
    let fix = Fix::safe("move it into `<application>`");
    finding.fix(fix.edit(manifest.file, removal).edit(manifest.file, insertion))
}

fn without_value(manifest: &Manifest<'_>, element: Element<'_>, name: &str) -> Option<Finding> {
    if element.android("value").is_some() {
        return None;
    }
    let Some(resource) = element.android("resource") else {
        return Some(
            Finding::error(RULE.code, format!("meta-data `{name}` has no value"))
                .at(manifest.file, element.tag_range(), "nothing to read here")
                .help("add `android:value`"),
        );
    };
    let finding = Finding::error(
        RULE.code,
        format!("meta-data `{name}` has a resource in the place of a value"),
    )
    .at(
        manifest.file,
        resource.range.clone(),
        "the SDK gets the number of the resource, not its text",
    )
    .help("write `android:value` for `android:resource`");
    Some(match renamed(manifest, &resource) {
        Some(edit) => {
            let fix = Fix::safe("write `android:value`");
            finding.fix(fix.edit(manifest.file, edit))
        }
        None => finding,
    })
}

/// The attribute under the name `value`.
fn renamed(manifest: &Manifest<'_>, resource: &Attribute<'_>) -> Option<Edit> {
    let name = &manifest.file.text[resource.range.start..resource.value_range().start];
    let at = resource.range.start + name.find("resource")?;
    let is_text = resource.value.starts_with("@string/");
    is_text.then(|| Edit::replacement(at..at + "resource".len(), "value"))
}
