//! The app does not request a permission that an SDK needs: one of its own, or one of Android's.
//!
//! # Why
//!
//! Declaring a permission gives it to nobody, not even to the app itself. The sender of a push asks
//! for it of whoever is to receive it, so without the request nothing is delivered. Often only one of
//! the two lines was changed when they were pasted. Without a permission of Android's, such as
//! `INTERNET`, the SDK does not get to its server, and some SDKs do not even try.
//!
//! # What you see
//!
//! Nothing in the build. In the log of the device, under the tag `ManifestChecker`:
//!
//! > `<uses-permission android:name="com.acme.chat.permission.MIPUSH_RECEIVE"/> is missing in
//! > AndroidManifest.`
//!
//! or from the system:
//!
//! > `Permission Denial: receiving Intent { act=... } ... require X.permission.C2D_MESSAGE due to
//! > sender ...`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.push.permission.MESSAGE"
//!         android:protectionLevel="signature" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.push.permission.MESSAGE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationId}.push.permission.MESSAGE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the request is added behind the declaration. With a spec, `pushweave apply` adds it.
//!
//! # Known problems
//!
//! What the AAR of the SDK may request is not asked for.
//!
//! # References
//!
//! - microg/GmsCore, pull request 1028
//! - Android Lint: `CustomPermissionTypo`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::pairs::unpaired;
use crate::lint::{Category, Input, Module, Remedy, Role, Rule};
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: Some("CustomPermissionTypo"),
    page: "",
    check,
};

const CODE: Code = Code::PERMISSION_UNREQUESTED;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let absent = module.drift(CODE);
    findings.extend(absent.filter(|it| !module.is_misnamed(Kind::UsesPermission, it)));
    for it in unpaired(module, Kind::Permission, Kind::UsesPermission, CODE) {
        let file = it.manifest.file;
        let message = format!("`{}` is declared, and nothing requests it", it.name);
        let mut finding = Finding::new(CODE, it.severity, message)
            .at(
                file,
                it.element.range(),
                format!("{} delivers nothing without the request", it.vendor),
            )
            .help(format!("add `{}`", it.text()));
        if let Some((manifest, range)) = &it.rival {
            finding = finding.at(manifest.file, range.clone(), "this is of another package");
        } else if it.manifest.role != Role::Merged {
            let fix = Fix::safe("add the request");
            finding = finding.fix(fix.edit(file, it.insertion()));
        }
        findings.push(finding);
    }
}
