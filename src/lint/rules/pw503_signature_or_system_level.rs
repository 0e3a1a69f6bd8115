//! A permission of the app's own has the level `signatureOrSystem`, which is deprecated.
//!
//! # Why
//!
//! The level also gives the permission to apps of the device's maker; no push SDK needs that of a
//! permission that the app itself declares. It has been deprecated since API 23. Where an AAR of the
//! SDK declares the same permission as `signature`, the two contradict each other.
//!
//! # What you see
//!
//! A warning of Android Lint, and with such an AAR the end of the build:
//!
//! > `Attribute permission#com.acme.chat.permission.PROCESS_PUSH_MSG@protectionLevel
//! > value=(signatureOrSystem) from AndroidManifest.xml is also present at
//! > [com.huawei.hms:push:6.7.0.300] AndroidManifest.xml value=(signature). Suggestion: add
//! > 'tools:replace="android:protectionLevel"' to <permission> element at AndroidManifest.xml to
//! > override.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signatureOrSystem" />
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
//! Safe: the level becomes `signature`. Unsafe where the AAR in use may declare it with another level,
//! so that the manifest merger would refuse that; then deleting the declaration is better. Where the
//! AAR is known to say `signatureOrSystem`, nothing is reported.
//!
//! # References
//!
//! - TencentCloud/TIMSDK, issue 1320
//! - Android Lint: `SignatureOrSystemPermissions`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::levels::{Level, wanted};
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Known, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: Some("SignatureOrSystemPermissions"),
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW503", "signature-or-system-level"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        if element.tag() == "permission"
            && !is_under_node_instruction(element)
            && Level::of(element) == Level::SignatureOrSystem
        {
            findings.extend(look(module, manifest, element));
        }
    }
}

fn look(module: &Module<'_>, manifest: &Manifest<'_>, element: Element<'_>) -> Option<Finding> {
    let name = element.android("name")?;
    let level = element.android("protectionLevel")?;
    let own = module.knowledge.own_name(Kind::Permission, name.value)?;
    let brought: Vec<&Known<'_>> = own
        .entries
        .iter()
        .filter(|known| module.may_be_in_aar(known))
        .collect();
    let says = |wished: Option<Level>| {
        let found = brought.iter().find(|known| wanted(known) == wished);
        found.copied()
    };
    if says(Some(Level::SignatureOrSystem)).is_some() {
        return None;
    }
    // An instruction for the merger settles what the AAR says.
    let is_settled = element.attribute(TOOLS, "replace").is_some();
    let clashing = says(Some(Level::Signature)).filter(|known| {
        let in_use = module.in_use(&known.vendor.id);
        !is_settled && in_use.is_some_and(|it| it.version.is_some() && it.delivery.is_some())
    });
    let message = format!(
        "`{}` has `android:protectionLevel=\"{}\"`",
        name.value, level.value
    );
    let finding = Finding::warning(CODE, message);
    let place = level.range.clone();
    let help = "write `android:protectionLevel=\"signature\"`";
    let mut finding = match clashing.and_then(|known| module.in_use(&known.vendor.id)) {
        Some(in_use) => Finding {
            severity: Severity::Error,
            ..finding
        }
        .at(
            manifest.file,
            place,
            format!("the AAR of {} says `signature`", in_use.shown()),
        )
        .help(format!("delete the element, or {help}")),
        None => finding.at(manifest.file, place, "deprecated").help(help),
    };
    if manifest.role != Role::Merged {
        let edit = surgery::replace_value(element, &level, "signature");
        let fix = match says(None) {
            None => Fix::safe("write `signature`"),
            Some(_) => Fix::risky("write `signature`"),
        };
        finding = finding.fix(fix.edit(manifest.file, edit));
    }
    Some(finding)
}
