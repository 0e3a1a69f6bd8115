//! The Gradle plugin that an SDK reads its config file with is missing, not on the class path, or
//! applied before Android's plugin.
//!
//! # Why
//!
//! Some vendors give out a file with the app's ids, and a plugin makes it readable to the SDK. Without
//! the plugin the file is just a file, and the SDK finds no app at run time. A plugin that looks for
//! Android's when it is applied must stand behind it.
//!
//! # What you see
//!
//! Where it is not on the class path, Gradle says:
//!
//! > `Plugin with id 'com.huawei.agconnect' not found.`
//!
//! Where it cannot find Android's plugin:
//!
//! > `com.android.tools.build:gradle is no set in the build.gradle file`
//!
//! Where it is not applied, nothing; the SDK gets no token.
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.huawei.agconnect'
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! apply plugin: 'com.huawei.agconnect'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! # Fix
//!
//! None: the finding says which line to add or to move.
//!
//! # Known problems
//!
//! An app can give an SDK its ids in code, so a plugin that is not always needed is only missed where
//! the config file lies in the module's folder. Where a script cannot be read, or a plugin of somebody
//! else's is applied that might bring the other, nothing is said. That a release of the plugin is too
//! old for Android's is not found.
//!
//! # References
//!
//! - HMS-Core/hms-react-native-plugin issue 360, HMS-Core/hms-flutter-plugin issue 398
//! - SelligentMarketingCloud/MobileSDK-ReactNative issue 25

use crate::catalogue::schema::{Necessity, Plugin as Wanted};
use crate::finding::{Code, Finding, Severity};
use crate::inventory::build::{ModuleKind, Notation, Plugin, Section};
use crate::lint::gradle::is_before;
use crate::lint::{Category, InUse, Input, KnownFrom, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Gradle, Input::ConfigFiles],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW710", "agconnect-plugin-misapplied"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.build.kind() != ModuleKind::Application {
        return;
    }
    for in_use in module.vendors {
        for wanted in &in_use.vendor.plugins {
            let holds = match &in_use.version {
                Some(version) => wanted.versions.contains(version),
                None => wanted.versions.is_unbounded() || in_use.known_from != KnownFrom::Manifest,
            };
            if !holds {
                continue;
            }
            findings.extend(match module.build.applied(&wanted.id) {
                Some(applied) => too_early(module, wanted, applied)
                    .or_else(|| not_found(module, wanted, applied)),
                None => missing(module, in_use, wanted),
            });
        }
    }
}

/// The plugin stands before Android's, which it looks for.
fn too_early(module: &Module<'_>, wanted: &Wanted, applied: &Plugin) -> Option<Finding> {
    let android = module.build.applied("com.android.application")?;
    let is_early = is_before(&applied.statement, &android.statement);
    if !wanted.after_android || !is_early || applied.conditional || android.conditional {
        return None;
    }
    let place = &applied.id.place;
    let behind = &android.id.place;
    let message = format!("`{}` is applied before Android's plugin", wanted.id);
    let finding = Finding::warning(CODE, message)
        .at(&place.file, place.span.clone(), "looks for Android's plugin")
        .at(&behind.file, behind.span.clone(), "applied only here")
        .help("move it behind `com.android.application`");
    Some(finding)
}

/// The plugin is applied, and the build that puts Android's on the class path does not have it.
fn not_found(module: &Module<'_>, wanted: &Wanted, applied: &Plugin) -> Option<Finding> {
    let build = module.build;
    let android = build.class_path("com.android.tools.build:gradle")?;
    let mut named = build.plugins().iter().filter(|it| it.id.known() == Some(&wanted.id));
    let by_plugins = named.any(|it| it.version.is_some() || it.section != Section::Project);
    let mut on_class_path = build
        .dependencies()
        .iter()
        .filter(|it| it.section == Section::Buildscript || it.section == Section::Resolution);
    let is_there = on_class_path.any(|it| match &it.what {
        Notation::Module { coordinate, .. } => *coordinate == wanted.classpath,
        Notation::Other | Notation::Unreadable(_) => true,
        Notation::File(_) | Notation::Named(_) | Notation::Tree(_) => true,
    });
    let has_others = build.repositories().iter().any(|it| it.section == Section::PluginManagement);
    if by_plugins || is_there || has_others || !module.is_told_whole() {
        return None;
    }
    let place = &applied.id.place;
    let message = format!("nothing puts the plugin `{}` on the class path", wanted.id);
    let finding = Finding::warning(CODE, message)
        .at(&place.file, place.span.clone(), "not found when it is applied")
        .at(&android.place.file, android.place.span.clone(), "Android's plugin is put there here")
        .help(format!(
            "add `classpath '{}:{}'` to the dependencies of `buildscript`",
            wanted.classpath,
            wanted.seen.last().map_or("VERSION", String::as_str)
        ));
    Some(finding)
}

/// The plugin is not applied, and the app looks as if it were to be.
fn missing(module: &Module<'_>, in_use: &InUse<'_>, wanted: &Wanted) -> Option<Finding> {
    let is_brought = matches!(in_use.known_from, KnownFrom::Dependency | KnownFrom::Spec);
    let is_wanted = matches!(wanted.necessity, Necessity::Required | Necessity::Recommended);
    if !is_brought || !is_wanted || !module.build.is_gradle() || !module.is_told_whole() {
        return None;
    }
    let file = config_file(module, in_use);
    let is_named = module.build.class_path(&wanted.classpath).is_some()
        || module.build.plugins().iter().any(|it| it.id.known() == Some(&wanted.id));
    let is_expected = file.is_some() || (wanted.condition.is_none() && is_named);
    let place = in_use.place.as_ref().filter(|_| is_expected)?;
    let message = match file {
        Some(name) => format!(
            "`{name}` is there, and the plugin `{}`, which reads it, is not applied",
            wanted.id
        ),
        None => format!("the plugin `{}` is on the class path and not applied", wanted.id),
    };
    let finding = Finding::warning(CODE, message)
        .at(&place.file, place.span.clone(), "the SDK needs it")
        .help(format!("apply `{}` behind `com.android.application`", wanted.id));
    Some(finding)
}

/// The config file of the vendor that lies in the module's folder.
fn config_file<'v>(module: &Module<'_>, in_use: &InUse<'v>) -> Option<&'v str> {
    let names = module.tree.names(&module.target.module).ok()?;
    let mut files = in_use.vendor.config_files.iter();
    let found = files.find(|file| {
        let holds = in_use.version.as_ref().is_none_or(|it| file.versions.contains(it));
        holds && names.contains(&file.name)
    })?;
    Some(&found.name)
}
