//! A provider of an SDK has an authority that does not begin with the applicationId.
//!
//! # Why
//!
//! An authority exists once on a device. The SDK looks for one that it puts together from the package
//! of the running app, such as `<applicationId>.hms.update.provider`; another one it does not find,
//! and whoever pasted the same lines cannot be installed beside this app.
//!
//! # What you see
//!
//! Nothing in the build, not even where there is no authority at all. From the installer:
//!
//! > `INSTALL_FAILED_CONFLICTING_PROVIDER: ... Can't install because provider name X (in package Y)
//! > is already used by Z`
//!
//! # Example
//!
//! ```xml fails app/src/main/AndroidManifest.xml
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <provider
//!             android:name="com.huawei.hms.update.provider.UpdateProvider"
//!             android:authorities="com.acme.mail.hms.update.provider"
//!             android:exported="false"
//!             android:grantUriPermissions="true" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy fails app/build.gradle
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```xml passes app/src/main/AndroidManifest.xml
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <provider
//!             android:name="com.huawei.hms.update.provider.UpdateProvider"
//!             android:authorities="${applicationId}.hms.update.provider"
//!             android:exported="false"
//!             android:grantUriPermissions="true" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes app/build.gradle
//! apply plugin: 'com.android.application'
//! ```
//!
//! # Fix
//!
//! Unsafe: the authority that the SDK looks for is written. Code of your own may have the old one as a
//! literal.
//!
//! # Known problems
//!
//! A second authority, behind a `;`, is looked at only where the applicationId is certain.
//!
//! # References
//!
//! - DownloadInstaller, issue 6; MaterialSearchView, issue 152; SSImagePicker, issue 30
//! - The document that the finding names

use crate::finding::{Code, Finding, Severity};
use crate::lint::knowledge::APPLICATION_ID;
use crate::lint::own::place_of;
use crate::lint::samples::Samples;
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::requirement::Kind;

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

const CODE: Code = Code::PROVIDER_AUTHORITY;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let samples = Samples::of(module);
    // The package of a sample is another rule's matter.
    let is_of_app = |finding: &Finding| {
        let label = finding.labels.first();
        let text = label.and_then(|label| label.file.text.get(label.span.clone()));
        let text = text.unwrap_or_default();
        let value = text.split(['"', '\'']).nth(1).unwrap_or_default();
        samples.iter().all(|sample| !text.contains(sample.name)) && !module.is_of_namespace(value)
    };
    findings.extend(module.drift(CODE).filter(is_of_app));
    for manifest in module.manifests {
        let Some(owner) = module.owner_in(manifest) else {
            continue;
        };
        for element in manifest.components() {
            if element.tag() == "provider" && !is_under_node_instruction(element) {
                further(module, manifest, element, &owner, &samples, findings);
            }
        }
    }
}

/// The authorities of a provider beside the one that the SDK looks for.
fn further(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    owner: &str,
    samples: &Samples<'_>,
    findings: &mut Vec<Finding>,
) {
    let (Some(class), Some(attribute)) = (manifest.class(element), element.android("authorities"))
    else {
        return;
    };
    let entries = module.knowledge.entries(Kind::Provider, &class);
    let is_scoped = |authority: &str| {
        let rest = authority.strip_prefix(owner);
        rest.is_some_and(|rest| rest.starts_with('.'))
            || module.is_of_namespace(authority)
            || authority.starts_with("${")
    };
    let wants_scope = entries.iter().any(|known| {
        let wanted = known.fact.shape.get("authorities");
        wanted.is_some_and(|wanted| wanted.starts_with(APPLICATION_ID))
    });
    let value = attribute.value;
    // One alone is compared with the one that the SDK looks for.
    if !wants_scope || !value.contains(';') {
        return;
    }
    let mut start = 0;
    for authority in value.split(';') {
        let range = start..start + authority.len();
        start = range.end + 1;
        let is_free = authority.is_empty()
            || authority.starts_with('@')
            || samples.begin(authority).is_some();
        if !is_free && !is_scoped(authority) {
            let message = format!(
                "the authority `{authority}` does not begin with the applicationId, `{owner}`"
            );
            let finding = Finding::error(CODE, message)
                .at(
                    manifest.file,
                    place_of(&attribute, range),
                    "another app may have it as well",
                )
                .help(format!("let it begin with `{APPLICATION_ID}`"));
            findings.push(finding);
        }
    }
}
