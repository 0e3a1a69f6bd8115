//! Gets ready what the binary carries: the vendor files and the pages of the rules.
//!
//! Turns the vendor files into JSON, which is read several times faster than TOML at each start,
//! once with everything for the commands that ask for everything, and once without what weaving
//! never asks for. Their
//! text is checked by tests, also that nothing is left out that weaving needs; here it only has to
//! be TOML.

use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

/// Tables that no requirement, keep rule or constant comes from.
const FOR_PEOPLE: &[&str] = &[
    "repository",
    "dependency",
    "plugin",
    "config-file",
    "manifest-placeholder",
    "base-class",
    "callback",
    "call",
    "brand-test",
    "console-field",
    "change",
    "advisory",
    "mistake",
    "sample-package",
];

/// Tables whose reasons are never shown with a change.
const WITHOUT_REASON: &[&str] = &["artifact", "bundle", "min-sdk", "parameter"];

/// What is asked of an entry that the app never declares: whether there is one.
const OF_INTERNAL: &[&str] = &[
    "name",
    "rule",
    "versions",
    "necessity",
    "build",
    "when",
    "why",
];

fn main() {
    vendors();
    pages();
}

/// The documentation comment of each rule, without the marks of a comment.
fn pages() {
    let folder = Path::new("src/lint/rules");
    println!("cargo::rerun-if-changed={}", folder.display());
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules");
    fs::create_dir_all(&out).expect("OUT_DIR can be written");
    for entry in fs::read_dir(folder).expect("the rules") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a readable rule");
        let comment = text.lines().map_while(|line| line.strip_prefix("//!"));
        let page: String = comment
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        let name = Path::new(path.file_name().expect("a name")).with_extension("md");
        fs::write(out.join(name), page).expect("OUT_DIR can be written");
    }
}

fn vendors() {
    let folder = Path::new("src/catalogue/vendors");
    println!("cargo::rerun-if-changed={}", folder.display());
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    for entry in fs::read_dir(folder).expect("the vendor files") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a readable vendor file");
        let name = Path::new(path.file_name().expect("a name")).with_extension("json");
        // A file that is no TOML goes in as an empty object: the tests then say what is wrong with it.
        let mut vendor: Table = toml::from_str(&text).unwrap_or_default();
        let whole = serde_json::to_string(&vendor).expect("a table has a JSON form");
        let path = Path::new(&out).join(name.with_extension("whole.json"));
        fs::write(path, whole).expect("OUT_DIR can be written");
        vendor.retain(|key, _| !FOR_PEOPLE.contains(&key));
        for (table, entries) in &mut vendor {
            for entry in entries.as_array_mut().into_iter().flatten() {
                if let Some(entry) = entry.as_table_mut() {
                    shorten(table, entry);
                }
            }
        }
        let cited = cited(&vendor);
        if let Some(documents) = vendor.get_mut("documents").and_then(Value::as_table_mut) {
            documents.retain(|key, _| cited.iter().any(|cited| cited == key));
        }
        let json = serde_json::to_string(&vendor).expect("a table has a JSON form");
        fs::write(Path::new(&out).join(name), json).expect("OUT_DIR can be written");
    }
}

/// The documents that what is left cites.
fn cited(vendor: &Table) -> Vec<String> {
    let docs = |entry: &Value| Some(entry.get("why")?.get("docs")?.as_array()?.clone());
    let entries = vendor.values().flat_map(|entries| match entries {
        Value::Array(entries) => entries.iter().filter_map(docs).collect(),
        other => docs(other).into_iter().collect::<Vec<_>>(),
    });
    let keys = entries.flatten();
    keys.filter_map(|key| key.as_str().map(str::to_owned))
        .collect()
}

fn shorten(table: &str, entry: &mut Table) {
    let is_internal = entry.get("necessity").and_then(Value::as_str) == Some("internal");
    if is_internal {
        entry.retain(|key, _| OF_INTERNAL.contains(&key));
    }
    for key in ["lengths", "begins", "samples"] {
        entry.remove(key);
    }
    let versions = entry.get("versions").cloned();
    if let Some(why) = entry.get_mut("why").and_then(Value::as_table_mut) {
        why.remove("correction");
        // Where a document names the boundary, what was inspected around it decides nothing.
        if let Some(bounds) = why.get_mut("bounds").and_then(Value::as_table_mut) {
            bounds.retain(|side, bracket| {
                let boundary = versions.as_ref().and_then(|versions| versions.get(side));
                bracket.get(1) == boundary
            });
        }
        let has_no_reason = WITHOUT_REASON.contains(&table);
        if is_internal || has_no_reason {
            why.remove("note");
        }
        if has_no_reason {
            why.insert("docs".into(), Value::Array(Vec::new()));
        }
    }
}
