//! A build script uses a configuration or a repository that Gradle, or its owner, took away.
//!
//! # Why
//!
//! Guides for push SDKs are old. `compile` and its relatives are gone since Gradle 7. JCenter takes
//! nothing new since 2021, and `jcenter()` itself is gone since Gradle 9. Bintray is switched off: its
//! addresses answer no more.
//!
//! # What you see
//!
//! Gradle says, for a configuration:
//!
//! > `Could not find method compile() for arguments [...] on object of type
//! > org.gradle.api.internal.artifacts.dsl.dependencies.DefaultDependencyHandler.`
//!
//! And for `jcenter()` from version 7 to 8:
//!
//! > `The RepositoryHandler.jcenter() method has been deprecated.`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! repositories {
//!     jcenter()
//! }
//! dependencies {
//!     compile 'com.meizu.flyme.internet:push-internal:4.1.0'
//! }
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! repositories {
//!     mavenCentral()
//! }
//! dependencies {
//!     implementation 'com.meizu.flyme.internet:push-internal:4.1.0'
//! }
//! ```
//!
//! # Fix
//!
//! Unsafe: `compile` becomes `implementation` (in a library `api`), `provided` becomes `compileOnly`,
//! `apk` becomes `runtimeOnly`, and `jcenter()` becomes `mavenCentral()`. What is on the class path of
//! other modules may change, and not everything that was on JCenter is on Maven Central.
//!
//! # Known problems
//!
//! It is an error where Gradle is known to be new enough to refuse it, else a warning. Only modules
//! that have a push SDK are looked at.
//!
//! # References
//!
//! - gradle/gradle issues 17482 and 34504
//! - Android Lint: `GradleDeprecatedConfiguration`, `JcenterRepositoryObsolete`

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::inventory::build::{Dependency, Repository, RepositoryKind};
use crate::lint::gradle::host;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Gradle],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("GradleDeprecatedConfiguration"),
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW702", "removed-gradle-construct"]);

/// Configurations, as they are at the end of a name, with what is there now.
const NOW: [(&str, &str); 5] = [
    ("compile", "implementation"),
    ("Compile", "Implementation"),
    ("provided", "compileOnly"),
    ("apk", "runtimeOnly"),
    ("runtime", "runtimeOnly"),
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if !module.has_push() {
        return;
    }
    let dependencies = module.build.dependencies().iter();
    let removed = dependencies.filter(|it| it.is_removed_configuration());
    findings.extend(removed.map(|it| configuration(module, it)));
    let repositories = module.build.repositories().iter();
    findings.extend(repositories.filter_map(|it| repository(module, it)));
}

/// An error where Gradle is known to refuse it, which is new in version `since`.
fn severity(module: &Module<'_>, since: &str) -> Severity {
    match module.gradle_has(since) {
        Some(true) => Severity::Error,
        _ => Severity::Warning,
    }
}

fn configuration(module: &Module<'_>, dependency: &Dependency) -> Finding {
    let name = dependency.configuration.as_str();
    let place = &dependency.configuration_place;
    let message = format!("Gradle has no configuration `{}` since version 7", name.escape_debug());
    let finding = Finding::new(CODE, severity(module, "7"), message).at(
        &place.file,
        place.span.clone(),
        "removed",
    );
    let Some(now) = now(name, module.app.is_library).filter(|_| place.text() == name) else {
        return finding.help("take the configuration that stands for it now");
    };
    let edit = Edit::replacement(place.span.clone(), now.as_str());
    finding
        .help(format!("write `{now}`"))
        .fix(Fix::risky(format!("write `{now}`")).edit(&place.file, edit))
}

/// What stands for the configuration `name` now.
fn now(name: &str, is_library: bool) -> Option<String> {
    if name == "compile" && is_library {
        return Some("api".to_owned());
    }
    NOW.iter().find_map(|(old, new)| {
        let before = name.strip_suffix(old)?;
        let fits = before.is_empty() || old.starts_with(|c: char| c.is_ascii_uppercase());
        fits.then(|| format!("{before}{new}"))
    })
}

fn repository(module: &Module<'_>, repository: &Repository) -> Option<Finding> {
    if repository.kind == RepositoryKind::JCenter {
        let place = &repository.place;
        let finding = Finding::new(CODE, severity(module, "9"), "JCenter is shut down")
            .at(&place.file, place.span.clone(), "takes nothing new since 2021")
            .help("write `mavenCentral()`");
        if place.text() != "jcenter()" {
            return Some(finding);
        }
        let edit = Edit::replacement(place.span.clone(), "mavenCentral()");
        return Some(finding.fix(Fix::risky("write `mavenCentral()`").edit(&place.file, edit)));
    }
    let fact = repository.url.as_ref()?;
    let host = host(fact.shown()?)?.to_ascii_lowercase();
    if host != "bintray.com" && !host.ends_with(".bintray.com") {
        return None;
    }
    let place = fact.spelled().unwrap_or_else(|| fact.place.clone());
    let finding = Finding::warning(CODE, format!("`{}` is switched off", host.escape_debug()))
        .at(&place.file, place.span, "answers no more")
        .help("delete it, and take the library from `mavenCentral()` or its vendor's repository");
    Some(finding)
}
