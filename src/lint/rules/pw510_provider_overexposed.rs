//! A content provider of a push SDK is open to other apps.
//!
//! # Why
//!
//! The providers of these SDKs hand out files for their own updates, or keep the SDK's settings.
//! They work closed, and give access to single files with a grant. Exported, or with a grant for the
//! path `/`, they give every app whatever the provider can read.
//!
//! # What you see
//!
//! Nothing on the device.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <provider
//!             android:name="com.huawei.hms.update.provider.UpdateProvider"
//!             android:authorities="com.acme.chat.hms.update.provider"
//!             android:exported="true"
//!             android:grantUriPermissions="true" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <provider
//!             android:name="com.huawei.hms.update.provider.UpdateProvider"
//!             android:authorities="com.acme.chat.hms.update.provider"
//!             android:exported="false"
//!             android:grantUriPermissions="true" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe for the flag: the SDK itself is not another app. Unsafe for a grant, which is taken out.
//!
//! # References
//!
//! - Android developer documentation: `<provider>`, `<grant-uri-permission>`
//! - CWE-926: improper export of Android application components
//! - Android Lint: `GrantAllUris`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: Code::PROVIDER_OVEREXPOSED,
    severity: Severity::Error,
    category: Category::Security,
    inputs: &[Input::Manifest, Input::Gradle, Input::Spec],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: Some(926),
    android_lint: Some("GrantAllUris"),
    page: "",
    check,
};

/// What of `<grant-uri-permission>` means every path.
const EVERYTHING: &[(&str, &str)] = &[
    ("path", "/"),
    ("pathPrefix", "/"),
    ("pathPrefix", ""),
    ("pathPattern", ".*"),
    ("pathPattern", "/.*"),
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    findings.extend(module.drift(Code::PROVIDER_OVEREXPOSED));
    for manifest in module.manifests {
        for provider in manifest.components().filter(|it| it.tag() == "provider") {
            if has_node_instruction(provider) || module.push_entries(manifest, provider).is_empty() {
                continue;
            }
            for grant in provider.children().filter(|it| it.tag() == "grant-uri-permission") {
                let wide = EVERYTHING.iter().find_map(|(name, value)| {
                    grant.android(name).filter(|it| it.value == *value)
                });
                let Some(wide) = wide else {
                    continue;
                };
                let shown = provider.android("name").map_or("", |name| name.value);
                let fix = Fix::risky("take the grant out");
                let finding = Finding::error(
                    Code::PROVIDER_OVEREXPOSED,
                    format!("`{}` grants access to every path", shown.escape_debug()),
                )
                .at(manifest.file, wide.range, "this is all that the provider has")
                .help("delete the element, or name the folder that the SDK shares");
                findings.push(finding.fix(fix.edit(manifest.file, surgery::remove(grant))));
            }
        }
    }
}
