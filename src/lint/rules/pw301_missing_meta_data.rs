//! Meta-data that an SDK reads is declared nowhere.
//!
//! # Why
//!
//! Some SDKs take their ids not from code but from `<meta-data>` of the application. Without it the
//! registration ends with an error that names the SDK's own constant at best. Some of it comes with
//! the AAR: where that is missing, the AAR was unpacked, and only its classes were taken.
//!
//! # What you see
//!
//! Nothing in the build. vivo's SDK throws a `VivoPushException`:
//!
//! > `com.vivo.push.api_key is null`
//!
//! > `com.vivo.push.app_id is null`
//!
//! > `AndroidManifest.xml中未配置local_iv`
//!
//! > `sdkversion is null`
//!
//! HMS logs, and gives the code to the app's callback:
//!
//! > `In getMetaDataAppId, Failed to read meta data for the AppID.`
//!
//! > `907135000: arguments invalid`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/vivo_push_4.0.6.0.aar')
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="10457" />
//!         <receiver
//!             android:name=".push.VivoReceiver"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.vivo.pushclient.action.RECEIVE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/vivo_push_4.0.6.0.aar')
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="10457" />
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f0" />
//!         <receiver
//!             android:name=".push.VivoReceiver"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.vivo.pushclient.action.RECEIVE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! With a spec, `pushweave apply` writes it. Without one, only what is the same in every app is
//! written, by `--fix`: safe. An id is yours to enter.
//!
//! # Known problems
//!
//! What a library's manifest brings in is not seen; see `missing-required-component`.
//!
//! # References
//!
//! - The vendor's own document, which the finding names
//! - hms-push-clientdemo #6 and #19: `907135000`

use crate::finding::{Code, Finding, Severity};
use crate::lint::demanded::{self, Demanded};
use crate::lint::{Category, Input, Module, Remedy, Role, Rule};
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::META_DATA_MISSING,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let drift = module.drift(Code::META_DATA_MISSING);
    let drift = drift.filter(|finding| !is_of_another_rule(module, finding));
    findings.extend(drift.map(|finding| {
        // Without what a component has of its own, push works, if less well.
        if finding.message.contains(" of ") {
            finding.into_warning()
        } else {
            finding
        }
    }));
    let missing = demanded::missing(module).into_iter();
    let missing = missing.filter(|it| it.kind == Kind::MetaData);
    let found = missing.filter_map(|it| finding(&it));
    findings.extend(found.filter(|finding| !is_of_another_rule(module, finding)));
}

/// Whether the meta-data is there, but without a value or in the wrong place.
fn is_of_another_rule(module: &Module<'_>, finding: &Finding) -> bool {
    let mut all = module.elements().filter(|(_, it)| it.tag() == "meta-data");
    all.any(|(_, element)| {
        let Some(name) = element.android("name").map(|name| name.value) else {
            return false;
        };
        let in_application = element.parent().is_some_and(|it| it.tag() == "application");
        let absent = [
            format!("meta-data {name} is missing"),
            format!("meta-data `{name}` is missing"),
        ];
        let without_value = format!("`{name}` has no `android:value`");
        absent.contains(&finding.message) || (in_application && finding.message == without_value)
    })
}

fn finding(missing: &Demanded<'_>) -> Option<Finding> {
    let requirement = missing.requirement()?;
    let origin = requirement.origins.first()?;
    let name = missing.beside.android("name")?;
    let severity = match missing.manifest.role {
        Role::Merged if missing.by_all => Severity::Error,
        _ => Severity::Warning,
    };
    let message = format!("meta-data `{}` is missing", requirement.name);
    let finding = Finding::new(Code::META_DATA_MISSING, severity, message).at(
        missing.manifest.file,
        name.value_range(),
        format!("{} comes by hand here, and nothing else brings the rest", missing.vendor.name),
    );
    let finding = origin.explain(finding, missing.manifest.file, "it");
    Some(finding.help(format!(
        "add `<meta-data android:name=\"{}\" android:value=\"…\" />` to the application",
        requirement.name
    )))
}
