//! An assignment to `manifestPlaceholders` takes away the placeholders that were set before it.
//!
//! # Why
//!
//! Guides for push SDKs write `manifestPlaceholders = [...]`. Everything that was in the map is gone
//! then: what an earlier line put there, and what a plugin did, such as the `applicationName` of
//! Flutter's.
//!
//! # What you see
//!
//! The manifest merger says:
//!
//! > `requires a placeholder substitution but no value for <applicationName> is provided.`
//!
//! # Example
//!
//! ```groovy fails
//! plugins {
//!     id 'com.android.application'
//!     id 'dev.flutter.flutter-gradle-plugin'
//! }
//! android {
//!     namespace 'com.acme.chat'
//!     defaultConfig {
//!         manifestPlaceholders = [VIVO_APPKEY: 'e2b8f1c4a97d40568b3c1f9ad7e60235']
//!     }
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application android:name="${applicationName}">
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="${VIVO_APPKEY}" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! plugins {
//!     id 'com.android.application'
//!     id 'dev.flutter.flutter-gradle-plugin'
//! }
//! android {
//!     namespace 'com.acme.chat'
//!     defaultConfig {
//!         manifestPlaceholders += [VIVO_APPKEY: 'e2b8f1c4a97d40568b3c1f9ad7e60235']
//!     }
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <application android:name="${applicationName}">
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="${VIVO_APPKEY}" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: `=` becomes `+=`, where a map is written out behind it.
//!
//! # Known problems
//!
//! A placeholder that no manifest of the module uses is a warning only, for just an AAR may need it.
//! What other plugins than Flutter's set is not known.
//!
//! # References
//!
//! - jpush/jpush-flutter-plugin issue 339, MaikuB/flutter_appauth issue 287

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::inventory::build::{Change, Owner, Placeholders};
use crate::lint::gradle::{FLUTTER_PLACEHOLDER, is_before};
use crate::lint::{Category, Input, Module, Remedy, Rule};

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

const CODE: Code = Code::new(&["PW704", "manifest-placeholders-overwritten"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if !module.has_push() {
        return;
    }
    let used: Vec<String> = module
        .placeholders()
        .into_iter()
        .map(|(.., name)| name.to_owned())
        .collect();
    for assigned in module.build.placeholders() {
        let is_certain = assigned.complete && !assigned.conditional;
        if assigned.change != Change::Assigned || assigned.owner == Owner::Other || !is_certain {
            continue;
        }
        let is_used = |name: &str| used.iter().any(|it| it == name);
        if let Some((earlier, key)) = lost(module, assigned, &is_used) {
            let severity = if is_used(key) { Severity::Error } else { Severity::Warning };
            let message = format!("this takes the placeholder `{key}` away again");
            let finding = finding(assigned, severity, message);
            let place = &earlier.statement;
            findings.push(finding.at(&place.file, place.span.clone(), "set here"));
        } else if assigned.owner == Owner::DefaultConfig
            && module.is_provided(FLUTTER_PLACEHOLDER)
            && is_used(FLUTTER_PLACEHOLDER)
            && module.giving(FLUTTER_PLACEHOLDER).next().is_none()
        {
            let message =
                format!("this takes away the placeholder `{FLUTTER_PLACEHOLDER}`, which Flutter's plugin sets");
            findings.push(finding(assigned, Severity::Error, message));
        }
    }
}

/// The placeholder that an earlier statement sets, `assigned` takes away, and none sets again; one
/// that `is_used` first.
fn lost<'m>(
    module: &'m Module<'_>,
    assigned: &Placeholders,
    is_used: &dyn Fn(&str) -> bool,
) -> Option<(&'m Placeholders, &'m str)> {
    let statements = module.build.placeholders().iter();
    let earlier = statements.filter(|it| {
        it.owner == assigned.owner && !it.conditional && is_before(&it.statement, &assigned.statement)
    });
    let sets_again = |key: &str| {
        module
            .giving(key)
            .any(|it| !is_before(&it.statement, &assigned.statement))
    };
    let set = earlier.flat_map(|it| it.entries.iter().map(move |entry| (it, entry.key.as_str())));
    let lost: Vec<_> = set.filter(|(_, key)| !sets_again(key)).collect();
    let used = lost.iter().find(|(_, key)| is_used(key));
    used.or(lost.first()).copied()
}

fn finding(assigned: &Placeholders, severity: Severity, message: String) -> Finding {
    let statement = &assigned.statement;
    let finding = Finding::new(CODE, severity, message);
    let Some(operator) = &assigned.operator else {
        return finding
            .at(&statement.file, statement.span.clone(), "replaces the whole map")
            .help("add to `manifestPlaceholders` instead");
    };
    let finding = finding
        .at(&operator.file, operator.span.clone(), "replaces the whole map")
        .help("write `+=`");
    let after = statement.file.text.get(operator.span.end..statement.span.end);
    let value = after.unwrap_or_default().trim_start();
    let is_map = ["[", "mapOf(", "mutableMapOf("];
    let is_map = is_map.iter().any(|start| value.starts_with(start));
    if operator.text() != "=" || !is_map {
        return finding;
    }
    let edit = Edit::replacement(operator.span.clone(), "+=");
    finding.fix(Fix::safe("write `+=`").edit(&operator.file, edit))
}
