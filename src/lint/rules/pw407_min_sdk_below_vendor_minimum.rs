//! The app's minSdk is lower than a push SDK's.
//!
//! # Why
//!
//! An AAR says which Android it needs at least, and the manifest merger refuses it in an app that
//! also runs below. Overriding that with `tools:overrideLibrary` builds an app that crashes on those
//! devices as soon as the SDK starts.
//!
//! # What you see
//!
//! The manifest merger:
//!
//! > `uses-sdk:minSdkVersion 16 cannot be smaller than version 19 declared in library [...]`
//! >
//! > `Suggestion: use tools:overrideLibrary=...`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="32" />
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:25.0.0'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:minSdkVersion="23" android:targetSdkVersion="32" />
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application />
//! </manifest>
//! ```
//!
//! ```groovy passes
//! dependencies {
//!     implementation 'com.google.firebase:firebase-messaging:25.0.0'
//! }
//! ```
//!
//! # Fix
//!
//! Unsafe, and only where the level stands in the manifest: it is raised, and the app no longer
//! installs on older devices. Elsewhere, raise `minSdk` in the Gradle script, or stay with an older
//! release of the SDK.
//!
//! A JAR has no manifest, so nothing stops the build; there the finding is a warning.
//!
//! # References
//!
//! - The SDK's own manifest, or the vendor's page that the catalogue cites

use crate::catalogue::schema::Delivery;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::{Category, InUse, Input, Module, Remedy, Rule};
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: Code::MIN_SDK_BELOW_VENDOR,
    severity: Severity::Error,
    category: Category::Compatibility,
    inputs: &[Input::Gradle, Input::Spec, Input::Manifest],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| {
        let low = module.vendors.iter().filter_map(|it| finding(module, it));
        findings.extend(low);
    },
};

fn finding(module: &Module<'_>, in_use: &InUse<'_>) -> Option<Finding> {
    let min = module.app.min_sdk?;
    let version = in_use.version.as_ref()?;
    let floors = in_use.vendor.min_sdks.iter();
    let missed = floors.filter(|floor| floor.versions.contains(version) && min < floor.level);
    let level = missed.map(|floor| floor.level).max()?;
    let severity = match in_use.delivery {
        Some(Delivery::Jar) => Severity::Warning,
        _ => Severity::Error,
    };
    let message = format!("{} needs minSdk {level}, and the app has {min}", in_use.shown());
    let finding = Finding::new(Code::MIN_SDK_BELOW_VENDOR, severity, message);
    let finding = module
        .at_sdk(finding, in_use, "this SDK needs a higher minSdk")
        .help(format!("raise the app's minSdk to {level}, or use an older release of the SDK"));
    Some(match raised(module, min, level) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The level raised where the main manifest has it.
fn raised(module: &Module<'_>, min: u32, level: u32) -> Option<Fix> {
    let main = module.main()?;
    let mut children = main.doc.root().children();
    let uses_sdk = children.find(|child| child.tag() == "uses-sdk")?;
    let attribute = uses_sdk.android("minSdkVersion")?;
    if attribute.value.trim().parse() != Ok(min) {
        return None;
    }
    let edit = surgery::replace_value(uses_sdk, &attribute, &level.to_string());
    Some(Fix::risky(format!("raise minSdk to {level}")).edit(main.file, edit))
}
