//! A Maven repository is reached over plain `http`.
//!
//! # Why
//!
//! Whoever sits between the build and the repository can put other code into the app. Gradle refuses
//! such a repository since version 7 unless the script says that it is meant.
//!
//! # What you see
//!
//! Gradle says:
//!
//! > `Using insecure protocols with repositories, without explicit opt-in, is unsupported.`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! repositories {
//!     maven { url 'http://developer.huawei.com/repo/' }
//! }
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! repositories {
//!     maven { url 'https://developer.huawei.com/repo/' }
//! }
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.11.0.300'
//! }
//! ```
//!
//! # Fix
//!
//! Safe where the host is known to serve `https`: that of a vendor's own repository, or one of the
//! large public ones. Unsafe for another host, which may have no certificate.
//!
//! # Known problems
//!
//! It is an error where Gradle is known to be 7 or later, else a warning. A repository on the machine
//! itself is left out, though Gradle itself lets through only `127.0.0.1` and not `localhost`. Only
//! modules that have a push SDK are looked at.
//!
//! # References
//!
//! - yohom/amap_search_fluttify issue 51
//! - Gradle's manual: "Declaring repositories", on `allowInsecureProtocol`

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::inventory::build::{Repository, RepositoryKind, Section};
use crate::lint::gradle::host;
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Security,
    inputs: &[Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: Some(319),
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW701", "insecure-maven-url"]);

/// Large public repositories, all of which serve `https`.
const PUBLIC: [&str; 8] = [
    "dl.google.com",
    "jitpack.io",
    "maven.aliyun.com",
    "maven.google.com",
    "oss.sonatype.org",
    "plugins.gradle.org",
    "repo.maven.apache.org",
    "repo1.maven.org",
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.has_push() {
        let repositories = module.build.repositories().iter();
        findings.extend(repositories.filter_map(|it| insecure(module, it)));
    }
}

fn insecure(module: &Module<'_>, repository: &Repository) -> Option<Finding> {
    let is_remote = matches!(repository.kind, RepositoryKind::Maven | RepositoryKind::Ivy);
    let fact = repository.url.as_ref()?;
    let url = fact.known()?;
    let is_plain = url.get(..7)?.eq_ignore_ascii_case("http://");
    let host = host(url)?;
    let is_local = matches!(host, "localhost" | "127.0.0.1" | "::1");
    // What cannot be told may be a yes.
    let allowed = repository.allows_insecure.as_ref();
    let is_meant = allowed.is_some_and(|it| it.value != Ok(false));
    let is_ours = is_remote && repository.section != Section::Publishing;
    if !is_ours || !is_plain || is_local || is_meant {
        return None;
    }
    let severity = match module.gradle_has("7") {
        Some(true) => Severity::Error,
        _ => Severity::Warning,
    };
    // A password may stand in front of the host, and the host in a file of secrets.
    let message = match fact.shown() {
        Some(_) => format!("the repository at `{}` is reached over plain http", host.escape_debug()),
        None => "a repository is reached over plain http".to_owned(),
    };
    let place = fact.spelled().unwrap_or_else(|| fact.place.clone());
    let finding = Finding::new(CODE, severity, message)
        .at(&place.file, place.span.clone(), "anybody on the way can change what is fetched")
        .help("write `https`, or where the host has none, take the SDK from elsewhere");
    let finding = match place.text().find('@') {
        Some(at) => finding.redact(place.span.start..place.span.start + at),
        None => finding,
    };
    let Some(spelled) = fact.spelled() else {
        return Some(finding);
    };
    let scheme = spelled.span.start..spelled.span.start + "http".len();
    let fix = if serves_https(module, host) {
        Fix::safe("write `https`")
    } else {
        Fix::risky("write `https`")
    };
    Some(finding.fix(fix.edit(&spelled.file, Edit::replacement(scheme, "https"))))
}

/// Whether `host` is known to serve `https`.
fn serves_https(module: &Module<'_>, own: &str) -> bool {
    let vendors = module.knowledge.vendors().iter();
    let mut repositories = vendors.flat_map(|vendor| &vendor.repositories);
    let is_same = |other: &str| other.eq_ignore_ascii_case(own);
    PUBLIC.iter().any(|other| is_same(other))
        || repositories.any(|it| it.url.starts_with("https://") && host(&it.url).is_some_and(is_same))
}
