//! A name that must begin with the applicationId is spelled out, though some variants have another
//! applicationId.
//!
//! # Why
//!
//! The SDK puts the applicationId of the installed app in front of its permission, authority or
//! category. With an `applicationIdSuffix` or a flavor that is not what the manifest says, so push is
//! dead in that variant. Worse, two variants with one permission or one authority cannot be installed
//! side by side when they are signed with different keys.
//!
//! # What you see
//!
//! In the log of the variant's device, under the tag `ManifestChecker`:
//!
//! > `<permission android:name="com.acme.chat.debug.permission.MIPUSH_RECEIVE" .../> is undefined in
//! > AndroidManifest.`
//!
//! And when both are installed, `INSTALL_FAILED_DUPLICATE_PERMISSION` or
//! `INSTALL_FAILED_CONFLICTING_PROVIDER`.
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!     }
//!     buildTypes {
//!         debug {
//!             applicationIdSuffix '.debug'
//!         }
//!     }
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.acme.chat.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="com.acme.chat.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! android {
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!     }
//!     buildTypes {
//!         debug {
//!             applicationIdSuffix '.debug'
//!         }
//!     }
//! }
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
//! Safe: the applicationId becomes `${applicationId}`, which is the same in the variant without a
//! suffix. For the authority of a provider it is unsafe, since code of the app may spell the authority
//! out as well.
//!
//! # Known problems
//!
//! Only the main manifest is looked at: one of a flavor may well spell out that flavor's name. The
//! vendors' consoles register one package name, so the other variants need an app of their own there.
//!
//! # References
//!
//! - Android developers: "Configure build variants", on `applicationIdSuffix`
//! - openhab/openhab-android issue 54, on a permission that two apps declare

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::own::Sort;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW111", "hardcoded-package-with-id-suffix"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let (Some(id), Some(variant)) = (&module.app.application_id, module.app.variants.first())
    else {
        return;
    };
    for own in module.app_names() {
        if own.owner != id {
            continue;
        }
        let message = format!(
            "`{}` is right for `{id}` only, and a variant is `{variant}`",
            own.name
        );
        let right = own.right();
        let title = format!("write `{right}`");
        let fix = match own.sort {
            Sort::Authority => Fix::risky(title),
            Sort::Permission | Sort::Category => Fix::safe(title),
        };
        let owner = own.span.start..own.span.start + own.owner.len();
        let mut finding = Finding::warning(CODE, message)
            .at(own.file, owner, "spelled out")
            .help(format!("write `{right}`"))
            .fix(fix.edit(own.file, own.edit()));
        if let Some(place) = another_id(module) {
            finding = finding.at(&place.file, place.span.clone(), "makes another applicationId");
        }
        findings.push(finding);
    }
}

/// What makes a variant with another applicationId.
fn another_id<'m>(module: &'m Module<'_>) -> Option<&'m crate::inventory::Place> {
    let suffix = module.build.application_id_suffixes().first();
    let stated = module.build.application_ids().iter();
    let mut other = stated.filter(|it| it.fact.known() != module.app.application_id.as_ref());
    suffix
        .or_else(|| other.next())
        .map(|setting| &setting.fact.place)
}
