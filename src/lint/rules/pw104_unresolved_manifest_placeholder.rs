//! The manifest uses a placeholder that no Gradle script gives a value.
//!
//! # Why
//!
//! Guides for push SDKs put the credentials into the manifest as `${VIVO_APPID}` and the values into
//! `manifestPlaceholders` of the build. Where only one half is copied, the manifest merger has nothing
//! to put in, and the build stops.
//!
//! # What you see
//!
//! The manifest merger says:
//!
//! > `Attribute meta-data#XIAOMI_APP_ID@value at AndroidManifest.xml:49:9-83 requires a placeholder
//! > substitution but no value for <XIAOMI_APP_ID> is provided.`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!     }
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="${VIVO_APPKEY}" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! android {
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!         manifestPlaceholders += [VIVO_APPKEY: 'e2b8f1c4a97d40568b3c1f9ad7e60235']
//!     }
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="${VIVO_APPKEY}" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: only you know the value. The finding has the line that the script needs.
//!
//! # Known problems
//!
//! A placeholder counts as given where any build type or flavor gives it, so one that only some
//! variants lack is not found. Where a script cannot be read, or a plugin of somebody else's is
//! applied that might set placeholders, nothing is said. Libraries are left out: the app that uses
//! them fills their placeholders in. So are placeholders that only the manifest of an AAR has.
//!
//! # References
//!
//! - MEIZUPUSH/UpsDemo issue 5
//! - Android developers: "Inject build variables into the manifest"

use crate::finding::{Code, Finding, Severity};
use crate::inventory::build::ModuleKind;
use crate::lint::{Category, Input, Module, Remedy, Role, Rule};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Gradle],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW104", "unresolved-manifest-placeholder"]);

/// What the manifest merger fills in itself, in any case: other cases have a rule of their own.
const BUILT_IN: [&str; 2] = ["applicationId", "packageName"];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let is_app = module.build.kind() == ModuleKind::Application;
    let is_source = module
        .main()
        .is_some_and(|main| matches!(main.role, Role::Main | Role::SourceSet));
    let statements = module.build.placeholders();
    let is_open = statements.iter().any(|it| !it.complete) || !module.is_told_whole();
    if !is_app || !is_source || is_open || !module.has_push() {
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    let used = module.placeholders();
    for (file, span, name) in &used {
        if !is_missing(module, name) || seen.contains(name) {
            continue;
        }
        seen.push(name);
        let message = format!("no script gives a value for the placeholder `{name}`");
        let mut finding = Finding::error(CODE, message)
            .at(file, span.clone(), "it is to be filled in here")
            .help(format!(
                "add `{}` to `defaultConfig`",
                statement(module, name)
            ));
        let others = used.iter().filter(|(.., other)| other == name).skip(1);
        for (file, span, _) in others.take(3) {
            finding = finding.at(file, span.clone(), "and here");
        }
        findings.push(finding);
    }
}

/// Whether `name` is a placeholder that nothing gives a value.
fn is_missing(module: &Module<'_>, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_name = !name.is_empty() && name.chars().all(is_word);
    let is_built_in = BUILT_IN.iter().any(|own| own.eq_ignore_ascii_case(name));
    is_name
        && !is_built_in
        && module.giving(name).next().is_none()
        && !module.is_provided(name)
}

/// The statement that gives `name` a value, in the language of the module's script.
fn statement(module: &Module<'_>, name: &str) -> String {
    let scripts = module.inventory.scripts();
    let is_kotlin = scripts
        .first()
        .is_some_and(|script| script.name.ends_with(".kts"));
    if is_kotlin {
        format!("manifestPlaceholders[\"{name}\"] = \"…\"")
    } else {
        format!("manifestPlaceholders += ['{name}': '…']")
    }
}
