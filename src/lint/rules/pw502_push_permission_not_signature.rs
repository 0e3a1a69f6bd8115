//! A permission that guards the app's pushes can be had by any other app.
//!
//! # Why
//!
//! With `android:protectionLevel="signature"` only apps with the same key get a permission. `normal`,
//! which is also what a missing level means, is given to every app that asks, and `dangerous` to every
//! app that a person trusts. Whoever has the permission can receive the messages of this app, or send
//! it forged ones.
//!
//! # What you see
//!
//! Nothing in the build and nothing on the device. Scanners of apps report the exported receiver as
//! guarded by a permission that anybody can have.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//!     <uses-permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the level becomes `signature`. The SDK runs in the app itself, which has its own key. Unsafe
//! where an AAR may declare the permission with another level, which the manifest merger would refuse.
//!
//! # Known problems
//!
//! A level from a resource is not looked at.
//!
//! # References
//!
//! - Android documentation of `<permission>`
//! - CWE-926: improper export of Android application components

use crate::finding::{Code, Finding, Fix, Safety, Severity};
use crate::lint::levels::{Level, wanted};
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Known, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::style::Style;
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Security,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: Some(926),
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::PUSH_PERMISSION_NOT_SIGNATURE;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let drift: Vec<Finding> = module.drift(CODE).collect();
    for (manifest, element) in module.elements() {
        if element.tag() != "permission"
            || is_under_node_instruction(element)
            || Level::of(element) != Level::Open
        {
            continue;
        }
        // The plan can say which SDK wants it, and why.
        let is_here = |finding: &&Finding| {
            let label = finding.labels.first();
            label.is_some_and(|label| {
                label.file.name == manifest.file.name && element.range().contains(&label.span.start)
            })
        };
        let own = look(module, manifest, element);
        let planned = drift.iter().find(is_here).filter(|_| {
            let fix = own.as_ref().and_then(|own| own.fix.as_ref());
            fix.is_some_and(|fix| fix.safety == Safety::Safe)
        });
        findings.extend(planned.cloned().or(own));
    }
}

fn look(module: &Module<'_>, manifest: &Manifest<'_>, element: Element<'_>) -> Option<Finding> {
    let name = element.android("name")?;
    let own = module.knowledge.own_name(Kind::Permission, name.value)?;
    let level = element.android("protectionLevel");
    let (place, message) = match &level {
        Some(level) => (
            level.range.clone(),
            format!(
                "`{}` has `android:protectionLevel=\"{}\"`",
                name.value, level.value
            ),
        ),
        None => (
            name.value_range(),
            format!("`{}` has no `android:protectionLevel`", name.value),
        ),
    };
    let finding = Finding::error(CODE, message)
        .at(manifest.file, place, "any app can have it")
        .help("write `android:protectionLevel=\"signature\"`");
    if manifest.role == Role::Merged {
        return Some(finding);
    }
    let edit = match level {
        Some(level) => surgery::replace_value(element, &level, "signature"),
        None if element.android_prefix().is_some() => {
            let style = Style::observe(&manifest.doc).at(element);
            surgery::add_attributes(element, &[("protectionLevel", "signature")], &style)
        }
        None => return Some(finding),
    };
    let may_clash = |known: &Known<'_>| {
        module.may_be_in_aar(known) && wanted(known) != Some(Level::Signature)
    };
    let fix = if own.entries.iter().any(may_clash) {
        Fix::risky("write `signature`")
    } else {
        Fix::safe("write `signature`")
    };
    Some(finding.fix(fix.edit(manifest.file, edit)))
}
