//! Two artifacts bring the SDK of one vendor.
//!
//! # Why
//!
//! Aggregators pack a vendor's SDK into a library of their own. Two of them, or one of them and the
//! vendor's own file in `libs`, have the same classes, and no app can have a class twice.
//!
//! # What you see
//!
//! Android's plugin says:
//!
//! > `Duplicate class com.xiaomi.push.service.w found in modules
//! > xiaomi-1.3.2.0-release-runtime.jar (com.tencent.tpns:xiaomi:1.3.2.0-release) and
//! > xiaomi-4.0.9-runtime.jar (cn.jiguang.sdk.plugin:xiaomi:4.0.9)`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_3_6_12.jar')
//!     implementation 'com.umeng.umsdk:xiaomi-push:3.6.12'
//! }
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_3_6_12.jar')
//! }
//! ```
//!
//! # Fix
//!
//! None: keep the one whose release the rest of the app is written for.
//!
//! # Known problems
//!
//! What comes in by another library alone is not seen. Dependencies of two different flavors or build
//! types are left out, since no variant may have both, and so are those in a condition.
//!
//! # References
//!
//! - TencentCloud/TPNS-Flutter-Plugin issue 31

use crate::finding::{Code, Finding, Severity};
use crate::inventory::{Evidence, Kind, Place};
use crate::inventory::build::Dependency;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Gradle],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW707", "duplicate-vendor-sdk"]);

/// The configurations whose members are in every variant of an app.
const SHARED: [&str; 4] = ["implementation", "api", "compile", "runtimeOnly"];
/// The same, as they end the name of a configuration of some variants.
const OF_VARIANTS: [&str; 4] = ["Implementation", "Api", "Compile", "RuntimeOnly"];

/// An artifact that brings an SDK, with the dependency that takes it.
struct Bringing<'m> {
    evidence: Evidence,
    place: Place,
    dependency: &'m Dependency,
}

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for in_use in module.vendors {
        let all = bringing(module, in_use.vendor);
        let pair = all.iter().enumerate().find_map(|(at, one)| {
            let other = all[at + 1..].iter().find(|other| collide(one, other))?;
            Some((one, other))
        });
        let Some((one, other)) = pair else {
            continue;
        };
        let (one, other) = if one.place.span.start <= other.place.span.start {
            (one, other)
        } else {
            (other, one)
        };
        let message = format!("two artifacts bring the SDK of {}", in_use.vendor.name);
        let finding = Finding::error(CODE, message)
            .at(&other.place.file, other.place.span.clone(), "has it again")
            .at(&one.place.file, one.place.span.clone(), "has it")
            .help(format!(
                "keep `{}` or `{}`, and delete the other",
                one.evidence.shown, other.evidence.shown
            ));
        findings.push(finding);
    }
}

/// What brings the SDK of `vendor` for certain.
fn bringing<'m>(
    module: &'m Module<'_>,
    vendor: &crate::catalogue::Vendor,
) -> Vec<Bringing<'m>> {
    let evidence = module.inventory.evidence(vendor).into_iter();
    let brought = evidence.filter(|it| it.kind != Kind::LooseFile && it.property.is_none());
    brought
        .filter_map(|evidence| {
            let place = evidence.place.clone()?;
            let mut dependencies = module.build.dependencies().iter();
            let dependency = dependencies.find(|it| it.reaches_app && it.place == place)?;
            (!dependency.conditional).then_some(Bringing {
                evidence,
                place,
                dependency,
            })
        })
        .collect()
}

/// Whether one variant has both, and they are not the same thing.
fn collide(one: &Bringing<'_>, other: &Bringing<'_>) -> bool {
    let variants = |it: &Bringing<'_>| variants(&it.dependency.configuration).map(str::to_owned);
    let (Some(of_one), Some(of_other)) = (variants(one), variants(other)) else {
        return false;
    };
    let meet = of_one.is_empty() || of_other.is_empty() || of_one == of_other;
    // An aggregator's package may be glue that needs the vendor's own beside it, in its release.
    let is_bundle = |it: &Bringing<'_>| it.evidence.kind == Kind::Bundle;
    let is_glue = is_bundle(one) != is_bundle(other)
        && one.evidence.version.as_ref().ok() == other.evidence.version.as_ref().ok();
    meet && !is_glue && artifact(&one.evidence) != artifact(&other.evidence)
}

/// The variants that a configuration is for; the empty word is all of them.
fn variants(configuration: &str) -> Option<&str> {
    if SHARED.contains(&configuration) {
        return Some("");
    }
    let mut ends = OF_VARIANTS.iter();
    ends.find_map(|end| configuration.strip_suffix(end))
        .filter(|variants| !variants.is_empty())
}

/// The coordinate without its version, or the path of the file.
fn artifact(evidence: &Evidence) -> &str {
    match evidence.kind {
        Kind::Dependency | Kind::Bundle => {
            let mut colons = evidence.shown.match_indices(':').skip(1);
            let end = colons.next().map_or(evidence.shown.len(), |(at, _)| at);
            &evidence.shown[..end]
        }
        Kind::Archive | Kind::FileName | Kind::LooseFile => &evidence.shown,
    }
}
