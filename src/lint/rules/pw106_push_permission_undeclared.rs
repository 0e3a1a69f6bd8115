//! A permission of the app's own, which guards its pushes, is not declared.
//!
//! # Why
//!
//! A permission that no app declares is never granted. SDKs that guard their messages with a
//! permission of the app's own look for its declaration as well as for its use, so that no other app
//! can declare it first, with a level that everybody gets.
//!
//! # What you see
//!
//! Nothing in the build. In the log of the device, under the tag `ManifestChecker`:
//!
//! > `<permission android:name="com.acme.chat.permission.MIPUSH_RECEIVE" .../> is undefined in
//! > AndroidManifest.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="${applicationId}.push.permission.MESSAGE" />
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
//! Safe where the manifest is the whole of the app's own: the declaration is added, with the level
//! that the SDK wants. Unsafe where another module may declare it with another level, which the
//! manifest merger would refuse. With a spec, `pushweave apply` adds it.
//!
//! # Known problems
//!
//! What the AAR of the SDK may declare is not asked for.
//!
//! # References
//!
//! - The document that the finding names
//! - Android documentation of `<permission>`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::pairs::unpaired;
use crate::lint::{Category, Input, Module, Remedy, Role, Rule};
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: CODE,
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

const CODE: Code = Code::PERMISSION_UNDECLARED;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let absent = module.drift(CODE);
    findings.extend(absent.filter(|it| !module.is_misnamed(Kind::Permission, it)));
    let unpaired = unpaired(module, Kind::UsesPermission, Kind::Permission, CODE);
    // A declaration for another package lacks its request, which is reported there.
    for it in unpaired.iter().filter(|it| it.rival.is_none()) {
        let file = it.manifest.file;
        let message = format!("`{}` is requested, and nothing declares it", it.name);
        let mut finding = Finding::new(CODE, it.severity, message)
            .at(
                file,
                it.element.range(),
                format!("{} needs the declaration, too", it.vendor),
            )
            .help(format!("add `{}`", it.text()));
        if it.manifest.role != Role::Merged {
            let fix = match it.severity {
                Severity::Error => Fix::safe("add the declaration"),
                _ => Fix::risky("add the declaration"),
            };
            finding = finding.fix(fix.edit(file, it.insertion()));
        }
        findings.push(finding);
    }
}
