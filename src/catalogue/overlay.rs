//! A company's own vendor files, beside and over the built-in ones.
//!
//! A file with a new id is a vendor of its own. A file with a built-in id is laid over that one:
//! its entries replace all built-in entries of the same table and name, further ones are added, and
//! so are releases and documents.

use std::sync::Arc;

use serde::Deserialize as _;
use toml::{Table, Value};

use super::CatalogueError;
use super::check;
use super::schema::{Delivery, Fact, Necessity, Vendor};
use crate::finding::{Code, Finding};
use crate::source::SourceFile;
use crate::version::Version;

/// What tells the entries of a table apart.
const IDENTITIES: &[&str] = &[
    "key",
    "name",
    "rule",
    "signature",
    "code",
    "coordinate",
    "file",
    "id",
    "url",
    "level",
    "test",
    "wrong",
];

/// The vendor that `file` defines or changes, and what is wrong with it.
pub(super) fn read(file: &Arc<SourceFile>, allow_weaker: bool) -> (Option<Vendor>, Vec<Finding>) {
    let id = super::id_of(file);
    let Some(built_in) = super::built_in(id) else {
        return super::read(file);
    };
    let merged = toml::from_str::<Table>(&file.text).and_then(|layer| {
        let vendor = Vendor::deserialize(over(built_in.table(), layer.clone()))?;
        Ok((layer, vendor))
    });
    let (layer, vendor) = match merged {
        Ok(merged) => merged,
        Err(error) => return (None, vec![CatalogueError::new(id, &error).finding(file)]),
    };
    let documents = layer.get("documents");
    let cites = |key: &str| documents.is_some_and(|documents| documents.get(key).is_some());
    let mut findings: Vec<Finding> = check::problems(id, &vendor)
        .iter()
        // What cited a built-in document may be what is replaced.
        .filter(|problem| problem.table != "documents" || cites(&problem.text))
        .map(|problem| {
            let start = file.text.find(&problem.text).unwrap_or(0);
            let length = if start == 0 { 0 } else { problem.text.len() };
            Finding::error(Code::CATALOGUE_INVALID, &problem.message).at(
                file,
                start..start + length,
                format!("laid over the built-in `{id}`"),
            )
        })
        .collect();
    if !allow_weaker && let Some(Ok(before)) = super::load_whole(id) {
        findings.extend(weaker(&before, &vendor, file));
    }
    (Some(vendor), findings)
}

fn over(mut base: Table, layer: Table) -> Table {
    for (key, value) in layer {
        match (base.get_mut(&key), value) {
            (Some(Value::Array(entries)), Value::Array(more)) if key == "releases" => {
                entries.extend(more);
                entries.sort_by_key(|release| {
                    release.as_str().and_then(|it| it.parse::<Version>().ok())
                });
                entries.dedup();
            }
            (Some(Value::Array(entries)), Value::Array(more)) if is_entries(&more) => {
                entries.retain(|entry| !more.iter().any(|new| is_same(entry, new)));
                entries.extend(more);
            }
            (Some(Value::Table(table)), Value::Table(more)) if key == "documents" => {
                table.extend(more);
            }
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
    base
}

fn is_entries(values: &[Value]) -> bool {
    values.iter().all(Value::is_table)
}

/// Whether two entries of one table are about the same thing.
fn is_same(one: &Value, other: &Value) -> bool {
    let agree = |key: &str| one.get(key).is_some() && one.get(key) == other.get(key);
    // A bundle is one version of a package.
    let is_bundle = one.get("holds").is_some();
    IDENTITIES.iter().any(|key| agree(key)) && (!is_bundle || agree("version"))
}

/// What protects a component or a permission from other apps.
const GUARDS: &[&str] = &[
    "permission",
    "readPermission",
    "writePermission",
    "protectionLevel",
];

/// A finding for each protection that `after` lacks and `before` has.
fn weaker(before: &Vendor, after: &Vendor, file: &Arc<SourceFile>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for ((table, old), (_, new)) in before.facts().into_iter().zip(after.facts()) {
        for release in &before.releases {
            for delivery in before.delivery.of(release) {
                for fact in holding(old, release, delivery) {
                    let now = holding(new, release, delivery).find(|it| it.name == fact.name);
                    let Some(lost) = now.and_then(|now| lost(fact, now)) else {
                        continue;
                    };
                    let message = format!("{table} `{}` would lose {lost}", fact.name);
                    if findings.iter().any(|finding| finding.message == message) {
                        continue;
                    }
                    let start = file.text.find(&fact.name).unwrap_or(0);
                    let finding = Finding::error(Code::CATALOGUE_INVALID, message)
                        .at(
                            file,
                            start..start + fact.name.len(),
                            "this is weaker than the built-in entry",
                        )
                        .help(
                            "if that is meant, write `allow-weaker = true` in [catalogue], or run \
                             with `--allow-weaker`",
                        );
                    findings.push(finding);
                }
            }
        }
    }
    findings
}

fn holding<'a>(
    facts: &'a [Fact],
    release: &'a Version,
    delivery: Delivery,
) -> impl Iterator<Item = &'a Fact> {
    facts.iter().filter(move |fact| {
        fact.necessity > Necessity::Obsolete && fact.terms().concerns_app(release, delivery)
    })
}

/// The protection that `before` has and `after` lacks, as an attribute.
fn lost(before: &Fact, after: &Fact) -> Option<String> {
    let is_closed = |fact: &Fact| {
        fact.shape.get("exported") == Some("false") || fact.forbid.get("exported") == Some("true")
    };
    if is_closed(before) && !is_closed(after) {
        return Some("`android:exported=\"false\"`".into());
    }
    GUARDS.iter().find_map(|name| {
        let guard = before.shape.get(name)?;
        (after.shape.get(name) != Some(guard)).then(|| format!("`android:{name}=\"{guard}\"`"))
    })
}
