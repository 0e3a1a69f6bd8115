//! An SDK refers to classes that are not in the app, and no rule tells the shrinker that this is
//! known.
//!
//! # Why
//!
//! A push SDK may have code for parts that the app does not have. R8 takes a missing class for a
//! mistake, and since version 8 of Android's plugin it fails the build. An SDK that comes as a JAR
//! brings no rules of its own, so the app has to have the `-dontwarn` that the vendor documents.
//!
//! # What you see
//!
//! R8 says:
//!
//! > `ERROR: Missing classes detected while running R8. Please add the missing classes or apply
//! > additional keep rules that are generated in .../missing_rules.txt.`
//! >
//! > `ERROR: R8: Missing class com.huawei... (referenced from: ...)`
//!
//! ProGuard says:
//!
//! > `Warning: X: can't find referenced class Y`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     buildTypes {
//!         release {
//!             minifyEnabled true
//!             proguardFiles getDefaultProguardFile('proguard-android-optimize.txt'), 'proguard-rules.pro'
//!         }
//!     }
//! }
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_3_6_12.jar')
//! }
//! ```
//!
//! ```proguard fails
//! -keepattributes Signature
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! android {
//!     buildTypes {
//!         release {
//!             minifyEnabled true
//!             proguardFiles getDefaultProguardFile('proguard-android-optimize.txt'), 'proguard-rules.pro'
//!         }
//!     }
//! }
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_3_6_12.jar')
//! }
//! ```
//!
//! ```proguard passes
//! -keepattributes Signature
//! -dontwarn com.xiaomi.push.**
//! ```
//!
//! # Fix
//!
//! Safe: the documented `-dontwarn` rules are added to the last file that `proguardFiles` names. Where
//! R8 wrote a `missing_rules.txt`, look into that first: it names what your build misses.
//!
//! # Known problems
//!
//! Only an SDK that comes as a JAR, and whose release is known, is looked at: an AAR may bring these
//! rules. With a spec, the file that `apply` generates has them. Nothing is said where one of the
//! named files cannot be read, or where `-ignorewarnings` hides all.
//!
//! # References
//!
//! - jpush/jpush-react-native issues 394 and 397
//! - Android developers: "Troubleshoot the optimization"

use crate::finding::{Code, Finding, Severity};
use crate::lint::keep_files::{append, missing_dontwarn};
use crate::lint::{Category, InUse, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW608", "dontwarn-missing"]),
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Gradle, Input::KeepRules],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let Some(files) = module.shrinking_rules() else {
        return;
    };
    let mut statements = files.iter().flat_map(|it| &it.rules.statements);
    if statements.any(|it| it.name == Some("-ignorewarnings")) {
        return;
    }
    for in_use in module.jars() {
        let missing = missing_dontwarn(std::iter::once(in_use), &files);
        if !missing.is_empty() {
            let finding = finding(in_use, &missing);
            findings.push(match append(&files, &missing) {
                Some(fix) => finding.fix(fix),
                None => finding,
            });
        }
    }
}

fn finding(in_use: &InUse<'_>, missing: &[&str]) -> Finding {
    let shown = missing.join("`, `");
    let message = format!(
        "no rule says that {} may refer to classes that are missing",
        in_use.vendor.name
    );
    let finding = Finding::warning(RULE.code, message).help(format!("add `{shown}`"));
    match &in_use.place {
        Some(place) => finding.at(&place.file, place.span.clone(), "a JAR brings no rules"),
        None => finding,
    }
}
