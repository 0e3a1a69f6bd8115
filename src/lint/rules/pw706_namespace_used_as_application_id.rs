//! A name that must begin with the applicationId begins with the namespace, which is another.
//!
//! # Why
//!
//! The namespace is what Java classes are generated in and what `.Receiver` is short for. The
//! applicationId is what the installed app is called, and what SDKs and the system put in front of
//! permissions, authorities and categories. While both are the same nobody notices which one was
//! meant; after one of them changes, push is dead.
//!
//! # What you see
//!
//! Nothing in the build. In the log of the device, under the tag `ManifestChecker`:
//!
//! > `<permission android:name="PKG.permission.MIPUSH_RECEIVE" .../> is undefined in AndroidManifest.`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     namespace 'com.acme.chat'
//!     defaultConfig {
//!         applicationId 'com.acme.chat.cn'
//!     }
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
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
//!     namespace 'com.acme.chat'
//!     defaultConfig {
//!         applicationId 'com.acme.chat.cn'
//!     }
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <permission
//!         android:name="${applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe: the namespace becomes `${applicationId}`. Code of the app may spell the same name out, and
//! has to change with it.
//!
//! # Known problems
//!
//! Only the main manifest is looked at. Where a flavor's applicationId is the namespace, the name is
//! right in that flavor, and nothing is said here.
//!
//! # References
//!
//! - Android developers: "Configure the app module", on the application ID and the namespace

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::{Category, Input, Module, Remedy, Rule};

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

const CODE: Code = Code::new(&["PW706", "namespace-used-as-application-id"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let (Some(id), Some(namespace)) = (&module.app.application_id, &module.app.namespace) else {
        return;
    };
    if id == namespace || module.app.variants.contains(namespace) {
        return;
    }
    for own in module.app_names() {
        if own.owner != namespace {
            continue;
        }
        let right = own.right();
        let message = format!(
            "`{}` begins with the namespace, and must with the applicationId, `{id}`",
            own.name
        );
        let owner = own.span.start..own.span.start + own.owner.len();
        let fix = Fix::risky(format!("write `{right}`"));
        let finding = Finding::error(CODE, message)
            .at(own.file, owner, "the namespace")
            .help(format!("write `{right}`"))
            .fix(fix.edit(own.file, own.edit()));
        findings.push(finding);
    }
}
