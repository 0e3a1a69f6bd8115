//! The catalogue for programs. `docs/catalogue.md` says what the keys mean.

use serde::Serialize;
use serde_json::{Value, json};

use super::choose::Chosen;
use crate::catalogue::Vendor;
use crate::catalogue::schema::{Advisory, Mistake};
use crate::catalogue::setup::{Entry, Setup};
use crate::catalogue::upgrade::{Cause, Step, Upgrade};

/// The number of the form that is printed here; it grows when a key changes its meaning or goes.
pub(super) const SCHEMA: u32 = 2;

/// All that is known of one release.
pub(super) fn setup(vendor: &Vendor, setup: &Setup<'_>, chosen: &Chosen) -> Value {
    let entries: Vec<Value> = setup.entries.iter().map(|it| entry(vendor, it)).collect();
    let releases: Vec<Value> = vendor
        .releases
        .iter()
        .map(|release| json!({ "version": release, "delivery": vendor.delivery.of(release) }))
        .collect();
    json!({
        "schema": SCHEMA,
        "id": vendor.id,
        "name": vendor.name,
        "version": setup.version,
        "delivery": setup.delivery,
        "delivery-assumed": chosen.assumed,
        "manufacturers": vendor.manufacturers,
        "click": vendor.click,
        "constant-prefix": vendor.constant_prefix,
        "releases": releases,
        "parameters": vendor.parameters,
        "server-secrets": vendor.server_secrets,
        "entries": entries,
        "console-fields": vendor.console_fields,
        "bundles": vendor.bundles,
        "changes": vendor.changes,
        "advisories": setup.advisories(vendor).collect::<Vec<&Advisory>>(),
        "mistakes": setup.mistakes(vendor).collect::<Vec<&Mistake>>(),
        "sample-packages": vendor.sample_packages,
        "documents": vendor.documents,
    })
}

/// What an upgrade asks for.
pub(super) fn upgrade(vendor: &Vendor, upgrade: &Upgrade<'_>, chosen: (&Chosen, &Chosen)) -> Value {
    let side = |setup: &Setup<'_>, chosen: &Chosen| {
        json!({
            "version": setup.version,
            "delivery": setup.delivery,
            "delivery-assumed": chosen.assumed,
        })
    };
    let entries = |entries: &[Entry<'_>]| -> Vec<Value> {
        entries.iter().map(|it| entry(vendor, it)).collect()
    };
    let mistakes: Vec<Value> = upgrade
        .mistakes
        .iter()
        .map(|(is_new, mistake)| json!({ "new": is_new, "mistake": mistake }))
        .collect();
    let uncertain: Vec<Value> = upgrade
        .uncertain
        .iter()
        .map(|(version, it)| json!({ "version": version, "entry": entry(vendor, it) }))
        .collect();
    let steps: Vec<Value> = upgrade.steps.iter().map(|it| step(vendor, it)).collect();
    json!({
        "schema": SCHEMA,
        "id": vendor.id,
        "name": vendor.name,
        "from": side(&upgrade.from, chosen.0),
        "to": side(&upgrade.to, chosen.1),
        "steps": steps,
        "aar-brings": entries(&upgrade.brought),
        "aar-drops": entries(&upgrade.dropped),
        "uncertain": uncertain,
        "changes": upgrade.changes,
        "mistakes": mistakes,
        "documents": vendor.documents,
    })
}

fn step(vendor: &Vendor, step: &Step<'_>) -> Value {
    let topic = step.topic().to_string();
    match step {
        Step::Add(it) => json!({ "step": "add", "topic": topic, "entry": entry(vendor, it) }),
        Step::Alter(alteration) => {
            let (gone, new) = alteration.differences();
            json!({
                "step": "change",
                "topic": topic,
                "entry": entry(vendor, &alteration.after),
                "before": entry(vendor, &alteration.before),
                "gone": gone,
                "new": new,
                "aar-brings-the-rest": alteration.aar_has_the_rest,
            })
        }
        Step::Remove(it, cause) => {
            let (because, by) = match cause {
                Cause::Gone => ("gone", Value::Null),
                Cause::InAar(by) => ("in-aar", entry(vendor, by)),
                Cause::Obsolete(by) => ("obsolete", entry(vendor, by)),
            };
            json!({
                "step": "remove",
                "topic": topic,
                "entry": entry(vendor, it),
                "because": because,
                "by": by,
            })
        }
    }
}

/// An entry as it stands in the vendor file, and what it is for this release.
fn entry(vendor: &Vendor, entry: &Entry<'_>) -> Value {
    json!({
        "table": entry.table,
        "part": entry.part.to_string(),
        "name": entry.name,
        "conditions": entry.conditions,
        "uncertain": entry.uncertain,
        "entry": as_written(vendor, entry.table, entry.index),
    })
}

fn as_written(vendor: &Vendor, table: &str, index: usize) -> Value {
    let fact = vendor.facts().into_iter().find(|(name, _)| *name == table);
    if let Some((_, facts)) = fact {
        return at(facts, index);
    }
    match table {
        "keep-rule" => at(&vendor.keep_rules, index),
        "artifact" => at(&vendor.artifacts, index),
        "repository" => at(&vendor.repositories, index),
        "dependency" => at(&vendor.dependencies, index),
        "plugin" => at(&vendor.plugins, index),
        "config-file" => at(&vendor.config_files, index),
        "manifest-placeholder" => at(&vendor.manifest_placeholders, index),
        "min-sdk" => at(&vendor.min_sdks, index),
        "target-sdk" => at(&vendor.target_sdks, index),
        "base-class" => at(&vendor.base_classes, index),
        "callback" => at(&vendor.callbacks, index),
        "call" => at(&vendor.calls, index),
        "brand-test" => at(&vendor.brand_tests, index),
        other => unreachable!("no entries come from [[{other}]]"),
    }
}

fn at<T: Serialize>(entries: &[T], index: usize) -> Value {
    match serde_json::to_value(&entries[index]) {
        Ok(value) => value,
        Err(error) => unreachable!("an entry has a JSON form: {error}"),
    }
}
