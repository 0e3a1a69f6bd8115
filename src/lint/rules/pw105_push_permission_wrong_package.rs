//! A permission that must begin with the app's own applicationId begins with another package.
//!
//! # Why
//!
//! Some SDKs ask for a permission that they put together from the package of the running app, such as
//! `<applicationId>.permission.MIPUSH_RECEIVE`: when they check the manifest, and when they send the
//! message. One that begins with the namespace, with the package of another variant, or with that of
//! the app from which the lines were copied is another permission.
//!
//! # What you see
//!
//! Nothing in the build, and no crash. In the log of the device, under the tag `ManifestChecker`:
//!
//! > `<permission android:name="com.acme.chat.permission.MIPUSH_RECEIVE" .../> is undefined in
//! > AndroidManifest.`
//!
//! # Example
//!
//! ```xml fails app/src/main/AndroidManifest.xml
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.acme.mail.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="com.acme.mail.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! ```groovy fails app/build.gradle
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```xml passes app/src/main/AndroidManifest.xml
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! ```groovy passes app/build.gradle
//! apply plugin: 'com.android.application'
//! ```
//!
//! # Fix
//!
//! Safe: `${applicationId}` is written, which is right in every variant. Where the right permission is
//! there already, the wrong one is yours to delete.
//!
//! # Known problems
//!
//! Nothing is said where the applicationId is not certain: in libraries, in the manifests of build
//! types and flavors, and in a manifest that is looked at without its project.
//!
//! # References
//!
//! - The manifest check in the JARs of Mi Push
//! - The documents that the vendor's permission cites

use std::collections::HashSet;

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::own::{OwnName, place_of};
use crate::lint::samples::Samples;
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: CODE,
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

const CODE: Code = Code::new(&["PW105", "push-permission-wrong-package"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let samples = Samples::of(module);
    for manifest in module.manifests {
        let Some(owner) = module.owner_in(manifest) else {
            continue;
        };
        let there: HashSet<String> = manifest
            .elements()
            .filter_map(|element| element.android("name"))
            .map(|name| manifest.names.expand(name.value).into_owned())
            .collect();
        let permissions = manifest
            .elements()
            .filter(|element| matches!(element.tag(), "permission" | "uses-permission"));
        for element in permissions.filter(|element| !is_under_node_instruction(*element)) {
            let Some(name) = element.android("name") else {
                continue;
            };
            // Those have a rule of their own, and what is no package another one.
            let is_package = crate::grammar::package(name.value).is_ok();
            if !is_package || samples.begin(name.value).is_some() {
                continue;
            }
            if let Some(own) = module.knowledge.own_permission(name.value)
                && own.owner != owner
                && !module.is_of_namespace(name.value)
            {
                findings.push(finding(manifest, element, &own, &owner, &there));
            }
        }
    }
}

fn finding(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    own: &OwnName<'_, '_>,
    owner: &str,
    there: &HashSet<String>,
) -> Finding {
    let message = format!(
        "`{}{}` does not begin with the applicationId, `{owner}`",
        own.owner, own.rest
    );
    let mut finding = Finding::error(CODE, message);
    if let Some(name) = element.android("name") {
        let place = place_of(&name, 0..own.owner.len());
        let vendor = own.entries.first().map(|known| known.vendor.name.as_str());
        let label = format!(
            "{} asks for `{owner}{}`",
            vendor.unwrap_or("the SDK"),
            own.rest
        );
        finding = finding.at(manifest.file, place, label);
        let right = own.right();
        if there.contains(&format!("{owner}{}", own.rest)) {
            return finding
                .into_warning()
                .help("delete it: the right one is there as well");
        }
        if manifest.role != Role::Merged {
            let edit = surgery::replace_value(element, &name, &right);
            finding = finding.fix(Fix::safe(format!("write `{right}`")).edit(manifest.file, edit));
        }
        finding = finding.help(format!("write `{right}`"));
    }
    finding
}
