//! The app's manifest and that of an SDK's AAR have different values for one attribute.
//!
//! # Why
//!
//! The build merges the manifest of every AAR into the app's. Where both declare the same component,
//! permission or meta-data, an attribute that only one of them has is taken over; one that both have
//! must have the same value, or the build stops. This usually happens when an SDK that came as a JAR
//! comes as an AAR now, and the declarations for the JAR are still there.
//!
//! Two intent filters are one only if they have the same actions and categories. A filter with one
//! category more is a second filter, and no conflict.
//!
//! # What you see
//!
//! From the manifest merger:
//!
//! > `Attribute service#com.xiaomi.push.service.XMPushService@process value=(:push) from
//! > AndroidManifest.xml:L:C is also present at [lib] AndroidManifest.xml:L:C value=(:pushservice).`
//! >
//! > `Suggestion: add 'tools:replace="android:process"' to <service> element at AndroidManifest.xml
//! > to override.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.push.service.XMPushService"
//!             android:enabled="true"
//!             android:exported="false"
//!             android:process=":push" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     namespace 'com.acme.chat'
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!         targetSdkVersion 34
//!     }
//! }
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_6_0_1-C_3rd.aar')
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe, because the value may have been chosen with care: the app's element is deleted, and the
//! AAR's is what counts. To keep yours instead, add the `tools:replace` that the help names.
//!
//! # Known problems
//!
//! Only AARs that the catalogue knows, in a version that the project tells, are compared.
//!
//! # References
//!
//! - developer.android.com, build/manage-manifests: how attributes are merged
//! - cloudsender/TIMSDK issue 1320: `protectionLevel` of a permission that the AAR has as well

use crate::catalogue::schema::{Delivery, Fact};
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::android::ValueKind;
use crate::lint::{Category, InUse, Input, KnownFrom, Manifest, Module, Remedy, Role, Rule, android, tools};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::{TOOLS, surgery, value};
use crate::requirement::Kind;
use crate::version::Version;

const CODE: Code = Code::new(&["PW708", "predicted-merge-conflict"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for in_use in module.vendors {
        let comes_whole = in_use.delivery == Some(Delivery::Aar)
            && matches!(in_use.known_from, KnownFrom::Spec | KnownFrom::Dependency);
        let Some(version) = in_use.version.as_ref().filter(|_| comes_whole) else {
            continue;
        };
        for manifest in module.manifests {
            if manifest.role != Role::Merged {
                compare(module, manifest, in_use, version, findings);
            }
        }
    }
}

/// Compares the elements of `manifest` with those that the AAR of `in_use` has.
fn compare(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    in_use: &InUse<'_>,
    version: &Version,
    findings: &mut Vec<Finding>,
) {
    for element in manifest.elements() {
        let parent = element.parent().map(Element::tag);
        let kind = Kind::of(element.tag(), parent.filter(|tag| *tag != "manifest"));
        let Some((kind, name)) = kind.zip(element.android("name")) else {
            continue;
        };
        if element.attribute(TOOLS, "node").is_some() {
            continue;
        }
        let known = module.knowledge.entries(kind, name.value);
        let brought: Vec<&Fact> = known
            .iter()
            .filter(|known| known.vendor.id == in_use.vendor.id)
            .map(|known| known.fact)
            .filter(|fact| is_brought(module, fact, version))
            .filter(|fact| manifest.names.is(element, kind.tag(), &fact.name))
            .collect();
        // The AAR has one element of a name; several entries are for different apps.
        let [fact] = brought.as_slice() else {
            continue;
        };
        for (attribute, theirs) in attributes(fact, kind, version) {
            let ours = element.android(attribute);
            let ours = ours.filter(|_| !is_settled(element, attribute));
            if let Some(ours) = ours.filter(|it| differs(manifest, attribute, it.value, &theirs)) {
                let finding = conflict(manifest, element, attribute, &ours, &theirs, in_use);
                findings.push(finding);
            }
        }
    }
}

/// Whether the AAR of `version` is sure to have `fact`, in this app.
fn is_brought(module: &Module<'_>, fact: &Fact, version: &Version) -> bool {
    let (app, terms) = (module.app, fact.terms());
    let fits = |gate: &crate::version::Gate<u32>, level: Option<u32>| {
        level.is_none_or(|level| gate.contains(&level))
    };
    terms.is_in_aar(version)
        && !terms.may_have_ended(version)
        && fits(&fact.when.target_sdk, app.target_sdk)
        && fits(&fact.when.min_sdk, app.min_sdk)
}

/// The attributes of the AAR's element whose values are known for sure.
fn attributes<'f>(fact: &'f Fact, kind: Kind, version: &Version) -> Vec<(&'f str, String)> {
    let mut attributes: Vec<(&str, String)> = fact
        .shape
        .0
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    if kind == Kind::MetaData {
        let mut releases = fact.values.iter();
        let at_release = releases
            .find(|(release, _)| release.as_str() == version.as_str())
            .map(|(_, value)| value);
        let text = at_release.or(fact.value.as_ref());
        // How a value that has to be escaped is written in the AAR, nobody knows.
        let plain = text.filter(|text| value::encode_string(text) == text.as_str());
        let written = fact.raw.as_ref().or(plain);
        attributes.extend(written.map(|written| ("value", written.clone())));
    }
    let is_filled = |(_, value): &(&str, String)| !has_unknown(value);
    attributes.into_iter().filter(is_filled).collect()
}

/// Whether `value` has another placeholder than the applicationId.
fn has_unknown(value: &str) -> bool {
    value.replace("${applicationId}", "").contains("${")
}

fn differs(manifest: &Manifest<'_>, name: &str, ours: &str, theirs: &str) -> bool {
    if has_unknown(ours) {
        return false;
    }
    let (ours, theirs) = (manifest.names.expand(ours), manifest.names.expand(theirs));
    // An applicationId that nobody told equals anything.
    let is_open = ours.contains("${") != theirs.contains("${");
    // How a flag is spelt is another rule's.
    let is_flag = android::attribute(name) == Some(ValueKind::Boolean);
    let is_same = ours == theirs || (is_flag && ours.trim().eq_ignore_ascii_case(&theirs));
    !is_open && !is_same
}

/// Whether the app says what is to become of the attribute.
fn is_settled(element: Element<'_>, name: &str) -> bool {
    ["replace", "remove"].iter().any(|instruction| {
        let entries = element.attribute(TOOLS, instruction);
        entries.is_some_and(|entries| {
            tools::entries(&entries).any(|entry| entry.local() == name)
        })
    })
}

fn conflict(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    name: &str,
    ours: &Attribute<'_>,
    theirs: &str,
    in_use: &InUse<'_>,
) -> Finding {
    let sdk = in_use.shown();
    let of = element.android("name").map_or("", |name| name.value);
    let message = format!(
        "`{of}` has `android:{name}=\"{}\"`, and in the AAR of {sdk} it has `{theirs}`",
        ours.value
    );
    let finding = Finding::error(CODE, message).at(
        manifest.file,
        ours.range.clone(),
        "the merger stops at this",
    );
    let finding = match &in_use.place {
        Some(place) => finding.at(
            &place.file,
            place.span.clone(),
            format!("{sdk} comes as an AAR, with a manifest of its own"),
        ),
        None => finding,
    };
    let edit = surgery::remove(element);
    let fix = Fix::risky(format!("delete this <{}>", element.tag()));
    finding
        .help(format!(
            "delete the element, which the AAR declares, or add `tools:replace=\"android:{name}\"`"
        ))
        .fix(fix.edit(manifest.file, edit))
}
