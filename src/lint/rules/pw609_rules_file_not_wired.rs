//! Keep rules are written to a file that the build does not take, or come from a file that it takes
//! no longer.
//!
//! # Why
//!
//! The shrinker reads the files that `proguardFiles` names and no others. A file of keep rules beside
//! the build script that nothing names keeps nothing: the SDK's classes are renamed or removed in
//! the release build only. And from version 9 on, Android's plugin refuses the default file
//! `proguard-android.txt`.
//!
//! # What you see
//!
//! For a file that is not named, nothing in the build, and no push in the release. For the default
//! file, Gradle says:
//!
//! > `` `getDefaultProguardFile('proguard-android.txt')` is no longer supported since it includes
//! > `-dontoptimize`, which prevents R8 from performing many optimizations. ``
//!
//! # Example
//!
//! ```groovy fails
//! plugins {
//!     id 'com.android.application' version '9.0.0'
//! }
//! android {
//!     namespace 'com.acme.chat'
//!     buildTypes {
//!         release {
//!             minifyEnabled true
//!             proguardFiles getDefaultProguardFile('proguard-android.txt'), 'proguard-rules.pro'
//!         }
//!     }
//! }
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_5_9_9-C_3rd.aar')
//! }
//! ```
//!
//! ```groovy passes
//! plugins {
//!     id 'com.android.application' version '9.0.0'
//! }
//! android {
//!     namespace 'com.acme.chat'
//!     buildTypes {
//!         release {
//!             minifyEnabled true
//!             proguardFiles getDefaultProguardFile('proguard-android-optimize.txt'), 'proguard-rules.pro'
//!         }
//!     }
//! }
//! dependencies {
//!     implementation files('libs/MiPush_SDK_Client_5_9_9-C_3rd.aar')
//! }
//! ```
//!
//! # Fix
//!
//! Safe: the file's name is added to the `proguardFiles` of the build type that is shrunk, and the
//! default file becomes `proguard-android-optimize.txt`. Where no such statement stands in a form that
//! can be extended, you have to add one.
//!
//! # Known problems
//!
//! Only the file that `apply` generates for a spec is looked for. Where one of the named files cannot
//! be told, it may be that one, and nothing is said.
//!
//! # References
//!
//! - getsentry/sentry-capacitor issue 1197, rnmapbox/maps issue 4281
//! - Android developers: "Enable app optimization with R8"

use crate::finding::{Code, Finding, Fix, Severity};
use crate::inventory::build::{ModuleKind, Owner, Rules, RulesFile};
use crate::lint::call::with_argument;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::edit::Edit;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Spec, Input::Gradle, Input::KeepRules],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW609", "rules-file-not-wired"]);

const REFUSED: &str = "proguard-android.txt";
const OPTIMIZING: &str = "proguard-android-optimize.txt";

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.has_push() && module.android_plugin_has("9") == Some(true) {
        findings.extend(module.build.rules().iter().filter_map(refused));
    }
    findings.extend(unnamed(module));
}

/// The default file that Android's plugin refuses.
fn refused(rules: &Rules) -> Option<Finding> {
    let name = rules.file.place.unquoted();
    let is_default = matches!(rules.file.known(), Some(RulesFile::Default(it)) if it == REFUSED);
    if !is_default {
        return None;
    }
    let message = format!("Android's plugin refuses `{REFUSED}` since version 9");
    let mut finding = Finding::error(CODE, message)
        .at(&name.file, name.span.clone(), "switches optimizing off")
        .help(format!("write `{OPTIMIZING}`"));
    if name.text() == REFUSED {
        let edit = Edit::replacement(name.span.clone(), OPTIMIZING);
        finding = finding.fix(Fix::safe(format!("write `{OPTIMIZING}`")).edit(&name.file, edit));
    }
    Some(finding)
}

/// The generated file, where the build does not take it.
fn unnamed(module: &Module<'_>) -> Option<Finding> {
    let spec = module.spec?;
    let path = &spec.output.proguard.value;
    // A spec without keep rules generates no such file.
    module.tree.text(path).ok().flatten()?;
    let consumer = match module.build.kind() {
        ModuleKind::Library => true,
        _ if module.build.is_minified() => false,
        _ => return None,
    };
    let named = module.build.rules().iter().filter(|it| it.consumer == consumer);
    let named: Vec<&Rules> = named.collect();
    let may_be = |rules: &&Rules| match rules.file.known() {
        Some(RulesFile::File(file)) => file == path,
        Some(RulesFile::Default(_)) => false,
        None => true,
    };
    let is_closed = module.build.is_gradle() && (!named.is_empty() || module.is_told_whole());
    if !is_closed || named.iter().any(may_be) {
        return None;
    }
    let statement = if consumer { "consumerProguardFiles" } else { "proguardFiles" };
    let message = format!("`{path}` is named in no `{statement}`");
    let own = match module.build.module() {
        "" => Some(path.as_str()),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    };
    let shown = own.unwrap_or(path);
    let finding = Finding::warning(CODE, message).help(format!("add `{shown}` to `{statement}`"));
    let extended = named.iter().find(|it| applies(module, it));
    let Some(rules) = extended else {
        let span = spec.output.proguard.span.clone();
        return Some(finding.at(&spec.file, span, "the shrinker does not get these rules"));
    };
    let place = &rules.statement;
    let finding = finding.at(&place.file, place.span.clone(), "it is not among these");
    let edit = own.and_then(|own| with_argument(place, statement, own));
    Some(match edit {
        Some(edit) => finding.fix(Fix::safe(format!("add `{shown}`")).edit(&place.file, edit)),
        None => finding,
    })
}

/// Whether what `rules` name is there wherever the module is shrunk.
fn applies(module: &Module<'_>, rules: &Rules) -> bool {
    let mut minify = module.build.minify().iter();
    !rules.conditional
        && (rules.consumer
            || rules.owner == Owner::DefaultConfig
            || minify.any(|it| it.fact.value == Ok(true) && it.owner == rules.owner))
}
