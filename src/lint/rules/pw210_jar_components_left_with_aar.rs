//! The manifest declares what the SDK's AAR declares itself.
//!
//! # Why
//!
//! With the JAR, every component of the SDK stood in the app's manifest. The AAR has a manifest of
//! its own, and the two are merged. Where they differ, the merger stops the build; where they agree
//! today, they differ after the next upgrade. The vendors say to delete the old declarations
//! completely, and not to keep them to be safe.
//!
//! # What you see
//!
//! When the app's value differs, the manifest merger says:
//!
//! > `Attribute receiver#com.xiaomi.push.service.receivers.NetworkStatusReceiver@exported value=(true)
//! > from AndroidManifest.xml ... is also present at [...] value=(false). Suggestion: add
//! > 'tools:replace="android:exported"' ...`
//!
//! When the JAR is still there, too, Gradle says `Duplicate class`.
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_5_9_9-C_3rd.aar')
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.mipush.sdk.PushMessageHandler"
//!             android:enabled="true"
//!             android:exported="false" />
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_5_9_9-C_3rd.aar')
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe: the element is deleted. It is lost with it what you changed on purpose; to keep that,
//! keep the element, with `tools:replace`.
//!
//! # Known problems
//!
//! It is an error where the app's value is known to differ from the AAR's, which breaks the build,
//! and a warning elsewhere. An element with a `tools:` attribute is taken to be meant.
//!
//! # References
//!
//! - dev.mi.com, Mi Push with the AAR, pId=1692 and pId=1567
//! - TPNS-Flutter #31: duplicate classes of Mi Push

use crate::catalogue::schema::Fact;
use crate::finding::{Code, Finding, Severity};
use crate::lint::leftover::{self, Left};
use crate::lint::releases::{LeftOver, Releases};
use crate::lint::{Category, InUse, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::LEFT_WITH_AAR,
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
    for finding in module.drift(Code::LEFT_WITH_AAR) {
        let Some((manifest, element)) = leftover::pointed_at(module, &finding) else {
            continue;
        };
        if leftover::is_wanted(module, manifest, element) {
            continue;
        }
        let mut vendors = module.vendors.iter();
        let conflict = vendors.find_map(|it| conflict(module, manifest, element, it));
        let finding = finding.fix(leftover::removal(manifest, element));
        findings.push(judged(finding, manifest, element, conflict));
    }
    for left in leftover::whatever_the_release(module) {
        if left.why == LeftOver::InAar {
            findings.push(finding(module, &left));
        }
    }
}

fn finding(module: &Module<'_>, left: &Left<'_>) -> Finding {
    let tag = left.element.tag();
    let message = format!("{tag} `{}` is left over", left.name);
    let label = format!("every AAR of {} declares it", left.was.vendor.name);
    let mut finding = Finding::warning(Code::LEFT_WITH_AAR, message).at(
        left.manifest.file,
        left.element.start_tag(),
        label,
    );
    if let Some(place) = &left.in_use.place {
        finding = finding.at(&place.file, place.span.clone(), "this brings the AAR");
    }
    let finding = finding
        .help("delete the element, unless another part of the app needs it")
        .fix(leftover::removal(left.manifest, left.element));
    let conflict = conflict(module, left.manifest, left.element, left.in_use);
    judged(finding, left.manifest, left.element, conflict)
}

/// `finding`, as bad as a value makes it that the merger cannot bring together with the AAR's.
fn judged(
    finding: Finding,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    conflict: Option<(String, String)>,
) -> Finding {
    let attribute = conflict
        .as_ref()
        .and_then(|(name, _)| element.android(name));
    let (Some((name, value)), Some(attribute)) = (conflict, attribute) else {
        return finding.into_warning();
    };
    let label = format!("the AAR has `android:{name}=\"{value}\"`: the merger refuses the two");
    Finding {
        severity: Severity::Error,
        ..finding
    }
    .at(manifest.file, attribute.range, label)
}

/// An attribute that the AAR is known to have with another value, and that value.
fn conflict(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    in_use: &InUse<'_>,
) -> Option<(String, String)> {
    let parent = element.parent().map(Element::tag);
    let kind = Kind::of(element.tag(), parent.filter(|tag| *tag != "manifest"))?;
    let name = element.android("name")?;
    let known = module.knowledge.entries(kind, name.value).into_iter();
    let mine = known.filter(|it| it.vendor.id == in_use.vendor.id);
    let twins: Vec<&Fact> = mine.map(|it| it.fact).collect();
    let holding = Releases::of(in_use).holding(&twins);
    let (first, others) = holding.split_first()?;
    let mut shape = first.shape.0.iter();
    let found = shape.find(|(name, value)| {
        let in_all = others.iter().all(|twin| twin.shape.get(name) == Some(value));
        let own = element.android(name);
        in_all && own.is_some_and(|own| differs(manifest, name, own.value, value))
    });
    found.cloned()
}

/// Whether the merger sees two values. What is a matter of form is left out.
fn differs(manifest: &Manifest<'_>, name: &str, own: &str, theirs: &str) -> bool {
    let merged = [
        "exported",
        "enabled",
        "permission",
        "process",
        "authorities",
        "protectionLevel",
    ];
    let (own, theirs) = (manifest.names.expand(own), manifest.names.expand(theirs));
    let is_open = |value: &str| value.contains("${") || value.starts_with('@');
    merged.contains(&name)
        && !is_open(&own)
        && !is_open(&theirs)
        && !own.trim().eq_ignore_ascii_case(theirs.trim())
}
