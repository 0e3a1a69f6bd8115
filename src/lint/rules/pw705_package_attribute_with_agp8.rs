//! The manifest has a `package` attribute, which Android's plugin no longer reads from version 8 on.
//!
//! # Why
//!
//! The namespace is set in the build script now. What an old manifest or a guide says in `package` is
//! at best ignored; where it differs from the namespace, the build stops, since short class names
//! would mean something else than they seem to.
//!
//! # What you see
//!
//! Where it differs, the manifest merger says:
//!
//! > `Incorrect package="X" found in source AndroidManifest.xml: PATH. Setting the namespace via the
//! > package attribute in the source AndroidManifest.xml is no longer supported.`
//!
//! Where it is the same:
//!
//! > `package="X" found in source AndroidManifest.xml: PATH. Setting the namespace via the package
//! > attribute in the source AndroidManifest.xml is no longer supported, and the value is ignored.`
//!
//! # Example
//!
//! ```kotlin fails
//! plugins {
//!     id("com.android.application") version "8.2.0"
//! }
//! android {
//!     namespace = "com.acme.chat"
//! }
//! dependencies {
//!     implementation(files("libs/MiPush_SDK_Client_5_9_9-C_3rd.aar"))
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.app">
//!     <application android:label="Chat" />
//! </manifest>
//! ```
//!
//! ```kotlin passes
//! plugins {
//!     id("com.android.application") version "8.2.0"
//! }
//! android {
//!     namespace = "com.acme.chat"
//! }
//! dependencies {
//!     implementation(files("libs/MiPush_SDK_Client_5_9_9-C_3rd.aar"))
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application android:label="Chat" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where a namespace is set: the attribute is deleted. Short class names mean the same before and
//! after, for they belong to the namespace either way.
//!
//! # Known problems
//!
//! Where no namespace is set, the finding asks for one and has no fix. Only modules that have a push
//! SDK are looked at.
//!
//! # References
//!
//! - rollbar/rollbar-flutter issue 144, talsec/Free-RASP-Flutter issue 97
//! - Android developers: "Configure the app module", on the namespace

use crate::finding::{Code, Finding, Fix, Severity};
use crate::inventory::build::Fact;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW705", "package-attribute-with-agp8"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.has_push() && module.android_plugin_has("8") == Some(true) {
        let manifests = module.manifests.iter();
        findings.extend(manifests.filter_map(|manifest| with_package(module, manifest)));
    }
}

fn with_package(module: &Module<'_>, manifest: &Manifest<'_>) -> Option<Finding> {
    let root = manifest.doc.root();
    let package = root.plain("package")?;
    let namespace = module.build.namespace();
    let stated = namespace.and_then(Fact::known);
    let severity = match stated {
        _ if manifest.role != Role::Main => Severity::Warning,
        Some(namespace) if namespace != package.value => Severity::Error,
        None if namespace.is_none() && module.is_told_whole() => Severity::Error,
        // A plugin that nobody read may set the namespace.
        None if namespace.is_none() => return None,
        _ => Severity::Warning,
    };
    let message = match stated {
        Some(namespace) if namespace != package.value => format!(
            "`package` is `{}`, and the namespace is `{namespace}`",
            package.value
        ),
        _ if namespace.is_none() => {
            "the namespace is set in `package` only, which is no longer read".to_owned()
        }
        _ => "`package` is no longer read".to_owned(),
    };
    let finding = Finding::new(CODE, severity, message).at(
        manifest.file,
        package.range.clone(),
        "Android's plugin reads the namespace from the build script",
    );
    let Some(namespace) = namespace else {
        let help = format!(
            "write `namespace '{}'` into the block `android` of the build script",
            package.value
        );
        return Some(module.at_android_plugin(finding.help(help)));
    };
    let place = &namespace.place;
    let edit = surgery::remove_attribute(root, &package);
    let finding = finding
        .at(&place.file, place.span.clone(), "the namespace")
        .help("delete the attribute")
        .fix(Fix::safe("delete `package`").edit(manifest.file, edit));
    Some(finding)
}
