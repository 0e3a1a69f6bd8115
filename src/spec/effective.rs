//! The spec as it is for one variant, as text, with where each value comes from.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::outputs::MODE;
use super::read::SUBSTITUTION;
use super::variants::{Sources, laid_over};
use super::vendors::INCLUDE;
use super::{Spec, read};
use crate::catalogue;
use crate::source::SourceFile;
use crate::variant::Variant;

/// Stands for what should not be read over somebody's shoulder.
const MASK: &str = "\"…\"";
/// Tables of tables; in all others, a table is a value.
const OF_TABLES: &str = "vendors";
/// The words in a key that say that its value is for few eyes.
const CONFIDENTIAL: [&str; 4] = ["key", "secret", "token", "password"];

/// One `key = value`, and where it comes from.
struct Setting {
    key: String,
    value: String,
    origin: String,
}

/// The text of `spec`, which was read from its file for `variant`. Each line says where its value
/// comes from; what the file does not say is there with its default. Credentials are masked.
pub fn effective(spec: &Spec, variant: Option<&Variant>) -> String {
    let mut ignored = super::section::Reading {
        file: Arc::clone(&spec.file),
        findings: Vec::new(),
    };
    let Some(shared) = read::parse(&spec.file, &mut ignored) else {
        return String::new();
    };
    let unnamed = Variant::default();
    let (table, sources) = laid_over(&shared, variant.unwrap_or(&unnamed));
    let effective = Effective {
        file: &spec.file,
        sources,
    };
    let mut text = String::new();
    for key in [
        "schema",
        "app",
        "output",
        "catalogue",
        "vendors",
        "click",
        "constants",
        "lint",
    ] {
        match table.get(key).map(toml::Spanned::get_ref) {
            Some(DeValue::Table(vendors)) if key == OF_TABLES => {
                let mut ids: Vec<&str> = vendors.keys().map(|id| &**id.get_ref()).collect();
                ids.sort_by_key(|id| (catalogue::rank(id), (*id).to_owned()));
                for id in ids {
                    if let Some(DeValue::Table(vendor)) = vendors.get(id).map(|it| it.get_ref()) {
                        let path = [key, id];
                        effective.table(&path, vendor, Vec::new(), &mut text);
                    }
                }
                effective.switched_off(&mut text);
            }
            Some(DeValue::Table(inner)) => {
                effective.table(&[key], inner, defaults(key, spec), &mut text);
            }
            Some(value) => text.push_str(&format!("{key} = {}\n", shown(value))),
            None if key == "output" => {
                let none = DeTable::new();
                effective.table(&[key], &none, defaults(key, spec), &mut text);
            }
            None => {}
        }
    }
    text
}

/// What holds where the file says nothing.
fn defaults(table: &str, spec: &Spec) -> Vec<(&'static str, String)> {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let in_module = |path: &str| {
        let module = format!("{}/", spec.output.module);
        quoted(path.strip_prefix(&module).unwrap_or(path))
    };
    match table {
        "app" => vec![
            ("namespace", quoted(&spec.app.namespace)),
            (
                "substitution",
                quoted(word(SUBSTITUTION, spec.app.substitution)),
            ),
            ("include", quoted(word(INCLUDE, spec.app.include))),
        ],
        "output" => vec![
            ("mode", quoted(word(MODE, spec.output.mode))),
            ("module", quoted(&spec.output.module)),
            ("manifest", in_module(&spec.output.manifest.value)),
            ("proguard", in_module(&spec.output.proguard.value)),
        ],
        _ => Vec::new(),
    }
}

/// The word for `value` in a spec.
fn word<T: PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    let found = words.iter().find(|(_, known)| *known == value);
    found.map_or("", |(word, _)| word)
}

struct Effective<'s> {
    file: &'s SourceFile,
    sources: Sources,
}

impl Effective<'_> {
    fn table(
        &self,
        path: &[&str],
        table: &DeTable<'_>,
        defaults: Vec<(&'static str, String)>,
        text: &mut String,
    ) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut settings: Vec<Setting> = Vec::new();
        for (key, value) in entries {
            let name = key.get_ref().as_ref();
            // The namespace that was put there from the applicationId has no key of its own.
            if name == "namespace" && key.span() == value.span() {
                continue;
            }
            let layers = self.sources.get(&whole(path, name));
            let is_literal = matches!(value.get_ref(), DeValue::String(_) | DeValue::Integer(_));
            let is_masked = path[0] == OF_TABLES && is_literal && is_confidential(name);
            settings.push(Setting {
                key: bare(name),
                value: if is_masked {
                    MASK.to_owned()
                } else {
                    shown(value.get_ref())
                },
                origin: self.origin(&value.span(), layers.map_or(&[], Vec::as_slice)),
            });
        }
        for (key, value) in defaults {
            if !settings.iter().any(|setting| setting.key == key) {
                settings.push(Setting {
                    key: key.to_owned(),
                    value,
                    origin: "default".to_owned(),
                });
            }
        }
        let head: Vec<String> = path.iter().map(|key| bare(key)).collect();
        text.push_str(&format!("\n[{}]\n", head.join(".")));
        for setting in settings {
            let Setting { key, value, origin } = setting;
            text.push_str(&format!("{key} = {value} # {origin}\n"));
        }
    }

    /// The vendors that the variant does without.
    fn switched_off(&self, text: &mut String) {
        for (path, layers) in &self.sources {
            if let ([OF_TABLES, id], [.., layer]) = (&*strs(path), layers.as_slice()) {
                let (id, layer) = (bare(id), bare(layer));
                text.push_str(&format!(
                    "\n# [{OF_TABLES}.{id}] is switched off by [variants.{layer}]\n"
                ));
            }
        }
    }

    /// `pushweave.toml:12`, with the tables of `[variants]` that made the value.
    fn origin(&self, span: &Range<usize>, layers: &[String]) -> String {
        let line = self.file.line_column(span.start).line;
        let tables = layers
            .iter()
            .map(|layer| format!(", [variants.{}]", bare(layer)));
        let name = self.file.name.rsplit('/').next().unwrap_or_default();
        format!("{name}:{line}{}", tables.collect::<String>())
    }
}

fn strs(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn whole(path: &[&str], key: &str) -> Vec<String> {
    let keys = path.iter().copied().chain([key]);
    keys.map(str::to_owned).collect()
}

fn is_confidential(key: &str) -> bool {
    key.split('-').any(|word| CONFIDENTIAL.contains(&word))
}

/// `key` as it stands before a `=`.
fn bare(key: &str) -> String {
    let is_bare = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        toml::Value::from(key).to_string()
    }
}

/// `value` on one line.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => toml::Value::from(text.as_ref()).to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(key, _)| key.span().start);
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(key, value)| format!("{} = {}", bare(key.get_ref()), shown(value.get_ref())))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
