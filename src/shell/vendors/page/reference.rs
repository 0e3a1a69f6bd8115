//! Every entry with its releases, how it is known and why it is there.

use serde::Serialize;

use super::super::print::confidence;
use super::Text;
use super::markdown::{code, codes, prose, reason, releases};
use crate::catalogue::Vendor;
use crate::catalogue::schema::{BaseClassKind, Callback, Delivery, Fact, Necessity, Terms, Why};
use crate::catalogue::setup::conditions;
use crate::version::Gate;

/// The published vulnerabilities: what, releases, the first without it, reason.
pub(super) fn advisories(vendor: &Vendor) -> Vec<[Text; 4]> {
    let rows = vendor.advisories.iter().map(|it| {
        let fixed = it.fixed_in.as_ref();
        [
            prose(&format!("{} ({})", it.title, it.reference)),
            releases(&it.versions, &it.why),
            fixed.map_or_else(|| "none".to_owned(), ToString::to_string),
            reason(&it.why),
        ]
    });
    rows.collect()
}

/// The entries of one table.
#[derive(Serialize)]
pub(super) struct Table {
    title: String,
    /// Name, necessity, releases, confidence, reason.
    rows: Vec<[Text; 5]>,
}

/// What an app may have to declare, table by table.
pub(super) fn tables(vendor: &Vendor) -> Vec<Table> {
    let mut tables = Vec::new();
    for (table, facts) in vendor.facts() {
        let rows: Vec<[Text; 5]> = facts
            .iter()
            .filter(|fact| fact.necessity != Necessity::Internal)
            .map(|fact| row(&fact.name, needed(&fact.terms()), &fact.versions, &fact.why))
            .collect();
        tables.push(Table {
            title: format!("`<{}>`", table.strip_prefix("queries-").unwrap_or(table)),
            rows,
        });
    }
    let rules: Vec<[Text; 5]> = vendor
        .keep_rules
        .iter()
        .filter(|rule| rule.necessity != Necessity::Internal)
        .map(|rule| row(&rule.rule, needed(&rule.terms()), &rule.versions, &rule.why))
        .collect();
    tables.push(Table {
        title: "Keep rules".to_owned(),
        rows: rules,
    });
    tables.extend(build(vendor));
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// What the build needs, table by table.
fn build(vendor: &Vendor) -> [Table; 5] {
    let table = |title: &str, rows: Vec<[Text; 5]>| Table {
        title: title.to_owned(),
        rows,
    };
    let artifacts = vendor.artifacts.iter().map(|it| {
        let form = it.delivery.to_string().to_uppercase();
        row(it.name(), form, &it.versions, &it.why)
    });
    let repositories = vendor
        .repositories
        .iter()
        .map(|it| row(&it.url, it.necessity.to_string(), &it.versions, &it.why));
    let dependencies = vendor.dependencies.iter().map(|it| {
        row(
            &it.coordinate,
            it.necessity.to_string(),
            &it.versions,
            &it.why,
        )
    });
    let plugins = vendor
        .plugins
        .iter()
        .map(|it| row(&it.id, it.necessity.to_string(), &it.versions, &it.why));
    let files = vendor
        .config_files
        .iter()
        .map(|it| row(&it.name, it.necessity.to_string(), &it.versions, &it.why));
    [
        table("The SDK itself", artifacts.collect()),
        table("Repositories", repositories.collect()),
        table("Dependencies", dependencies.collect()),
        table("Gradle plugins", plugins.collect()),
        table("Files from the console", files.collect()),
    ]
}

fn row(name: &str, needed: Text, versions: &Gate, why: &Why) -> [Text; 5] {
    [
        code(name),
        needed,
        releases(versions, why),
        confidence(why).to_owned(),
        reason(why),
    ]
}

fn needed(terms: &Terms<'_>) -> Text {
    let mut texts = vec![terms.necessity.to_string()];
    texts.extend(terms.delivery.map(|delivery| match delivery {
        Delivery::Jar => "with the JAR".to_owned(),
        Delivery::Aar => "with the AAR".to_owned(),
    }));
    texts.extend(conditions(terms.when));
    let build = terms.build.map(|build| code(&format!("-{build}")));
    texts.extend(build.map(|build| format!("in builds {build}")));
    texts.join(", ")
}

/// What the AAR brings: kind, name, releases, reason.
pub(super) fn aar(vendor: &Vendor) -> Vec<[Text; 4]> {
    let gate = |necessity: Necessity, in_aar: &Option<Gate>, versions: &Gate, why: &Why| match (
        necessity, in_aar,
    ) {
        (Necessity::Internal, _) => Some(releases(versions, why)),
        (_, Some(gate)) => Some(releases(gate, &unbounded(why))),
        _ => None,
    };
    let mut rows = Vec::new();
    for (table, facts) in vendor.facts() {
        for fact in facts {
            if let Some(releases) = gate(fact.necessity, &fact.in_aar, &fact.versions, &fact.why) {
                let tag = table.strip_prefix("queries-").unwrap_or(table);
                rows.push([tag.to_owned(), described(fact), releases, reason(&fact.why)]);
            }
        }
    }
    for rule in &vendor.keep_rules {
        if let Some(releases) = gate(rule.necessity, &rule.in_aar, &rule.versions, &rule.why) {
            let row = [
                "keep rule".to_owned(),
                code(&rule.rule),
                releases,
                reason(&rule.why),
            ];
            // There are many, and most of them are there at the same time for the same reason.
            let alike = |other: &&mut [Text; 4]| other[0] == row[0] && other[2..] == row[2..];
            match rows.iter_mut().find(alike) {
                Some(other) => other[1].push_str(&format!("<br>{}", row[1])),
                None => rows.push(row),
            }
        }
    }
    rows
}

/// The bounds of a reason are about `versions`, not about `in-aar`.
fn unbounded(why: &Why) -> Why {
    Why {
        bounds: None,
        ..why.clone()
    }
}

/// The name of what an AAR has, and the attributes that matter for safety.
fn described(fact: &Fact) -> Text {
    let mut text = code(&fact.name);
    let shown: Vec<String> = fact
        .shape
        .0
        .iter()
        .filter(|(name, _)| {
            matches!(
                name.as_str(),
                "exported" | "permission" | "process" | "authorities" | "protectionLevel"
            )
        })
        .map(|(name, value)| code(&format!("{name}={value}")))
        .collect();
    if !shown.is_empty() {
        text.push_str(&format!(" ({})", shown.join(", ")));
    }
    text
}

/// The levels of the app's that releases need: level, releases, reason.
pub(super) fn levels(vendor: &Vendor) -> Vec<[Text; 3]> {
    let min = vendor.min_sdks.iter().map(|it| {
        let level = format!("minSdk {} or higher", it.level);
        [level, releases(&it.versions, &it.why), reason(&it.why)]
    });
    let target = vendor.target_sdks.iter().map(|it| {
        let level = format!("targetSdk {} or higher", it.level);
        [level, format!("only since {}", it.needs), reason(&it.why)]
    });
    min.chain(target).collect()
}

/// A base class with its callbacks.
#[derive(Serialize)]
pub(super) struct Class {
    name: String,
    kind: &'static str,
    releases: Text,
    reason: Text,
    imports: Text,
    /// Signature, necessity, releases, reason.
    callbacks: Vec<[Text; 4]>,
}

/// What the app extends.
pub(super) fn classes(vendor: &Vendor) -> Vec<Class> {
    let classes = vendor.base_classes.iter().map(|it| {
        let callbacks = vendor
            .callbacks
            .iter()
            .filter(|callback| callback.class == it.name);
        Class {
            name: it.name.clone(),
            kind: match it.kind {
                BaseClassKind::Receiver => "receiver",
                BaseClassKind::Service => "service",
                BaseClassKind::Interface => "interface",
            },
            releases: releases(&it.versions, &it.why),
            reason: reason(&it.why),
            imports: codes(it.imports.iter().map(String::as_str)),
            callbacks: callbacks.map(callback).collect(),
        }
    });
    classes.collect()
}

fn callback(it: &Callback) -> [Text; 4] {
    let needed = if it.is_abstract {
        "abstract: must be there".to_owned()
    } else {
        it.necessity.to_string()
    };
    [
        code(&it.signature),
        needed,
        releases(&it.versions, &it.why),
        reason(&it.why),
    ]
}

/// A call and what there is to say about it.
#[derive(Serialize)]
pub(super) struct CallText {
    purpose: Option<&'static str>,
    code: String,
    example: Option<String>,
    lines: Vec<Text>,
}

/// What the app calls.
pub(super) fn calls(vendor: &Vendor) -> Vec<CallText> {
    let calls = vendor.calls.iter().map(|it| {
        let imports = (!it.imports.is_empty())
            .then(|| format!("Imports: {}", codes(it.imports.iter().map(String::as_str))));
        let main = it
            .main_process
            .then(|| "Only in the app's main process".to_owned());
        let lines = [
            Some(format!("Releases: {}", releases(&it.versions, &it.why))),
            Some(format!("Needed: {}", it.necessity)),
            it.place
                .as_ref()
                .map(|text| format!("Where: {}", prose(text))),
            main,
            it.throws
                .as_ref()
                .map(|text| format!("Throws: {}", prose(text))),
            it.callback
                .as_ref()
                .map(|text| format!("Its callback: {}", prose(text))),
            imports,
            Some(format!("Known from: {}", reason(&it.why))),
        ];
        CallText {
            purpose: it.purpose.in_words(),
            code: it.code.clone(),
            example: it.example.clone().filter(|example| *example != it.code),
            lines: lines.into_iter().flatten().collect(),
        }
    });
    calls.collect()
}

/// Ways to tell whose device it is: test, values, releases, reason.
pub(super) fn brand_tests(vendor: &Vendor) -> Vec<[Text; 4]> {
    let tests = vendor.brand_tests.iter().map(|it| {
        let values = codes(it.values.iter().map(String::as_str));
        let how = it.comparison.as_deref().map(prose).unwrap_or_default();
        [
            code(&it.test),
            format!("{how} {values}").trim().to_owned(),
            releases(&it.versions, &it.why),
            reason(&it.why),
        ]
    });
    tests.collect()
}
