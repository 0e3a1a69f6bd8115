//! `[variants.NAME]`: what a build type, a flavor, a combination of flavors or one variant has
//! otherwise than the rest of the spec.
//!
//! A variant is laid over the spec before anything is read from it. So every value keeps its own
//! place in the file, and whatever reads a spec knows nothing of variants.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::VariantTable;
use super::section::{Located, Reading, Section, article};
use crate::catalogue;
use crate::finding::did_you_mean;
use crate::grammar;
use crate::variant::{Rank, Variant};

/// The table with what is different in the variants.
const VARIANTS: &str = "variants";
/// What a variant adds to the applicationId.
const SUFFIX: &str = "application-id-suffix";
/// The applicationId of a variant.
const ID: &str = "application-id";
/// The keys of `[app]` that a variant may have otherwise.
const OF_APP: [&str; 4] = [ID, "min-sdk", "target-sdk", "include"];
/// The vendors, in the rest of the spec and in a variant.
const VENDORS: &str = "vendors";
/// The tables that a variant may have otherwise.
const TABLES: [&str; 4] = ["output", VENDORS, "click", "constants"];

/// Where values of a spec come from that are not from the part that all variants share: by the path
/// of a key, the variants' tables.
pub(super) type Sources = BTreeMap<Vec<String>, Vec<String>>;

/// Checks the form of `[variants]`. What is in the tables is checked when they are laid over.
pub(super) fn read_variants(mut section: Section<'_>, reading: &mut Reading) -> Vec<VariantTable> {
    let mut tables = Vec::new();
    for (name, value) in section.entries() {
        if let Err(reason) = gradle_name(name.value) {
            reading.invalid(
                format!("`{}` cannot be a variant", name.value.escape_debug()),
                name.span,
                reason,
                "write the name of a build type, a flavor, a combination of flavors or a variant, \
                 such as `[variants.debug]`",
            );
            continue;
        }
        let Some(mut variant) = section.section(name.value, reading) else {
            continue;
        };
        for key in OF_APP.iter().chain(&TABLES) {
            variant.get(key);
        }
        variant.checked(
            SUFFIX,
            "a suffix of an applicationId",
            ".debug",
            |text| grammar::package(&format!("a.{}", without_dot(text))),
            reading,
        );
        let mut vendors = Vec::new();
        for key in TABLES {
            let inner = variant.section(key, reading);
            if let Some(inner) = inner.filter(|_| key == VENDORS) {
                vendors = read_vendors(name.value, inner, reading);
            }
        }
        variant.finish(reading);
        let says = |ids: bool| {
            let mut keys = table(value.get_ref()).into_iter().flatten();
            keys.any(|(key, value)| {
                let is_empty = table(value.get_ref()).is_some_and(|it| it.is_empty());
                !is_empty && matches!(key.get_ref().as_ref(), ID | SUFFIX) == ids
            })
        };
        tables.push(VariantTable {
            changes_id: says(true),
            changes_more: says(false),
            name: Located::new(name.value.to_owned(), name.span),
            vendors,
        });
    }
    section.finish(reading);
    tables
}

/// The vendors that a variant says something of.
fn read_vendors(
    variant: &str,
    mut section: Section<'_>,
    reading: &mut Reading,
) -> Vec<Located<String>> {
    let mut ids = Vec::new();
    for (id, value) in section.entries() {
        if !is_said(value.get_ref()) {
            let path = format!("variants.{variant}.{VENDORS}.{}", id.value);
            reading.invalid(
                format!("`{path}` must be a table or `false`"),
                value.span(),
                format!("this is {}", article(value.get_ref().type_str())),
                format!(
                    "`false` leaves the vendor out of this variant, and a table such as `[{path}]` \
                     changes it; without either, it is as in the rest of the spec"
                ),
            );
        }
        ids.push(Located::new(id.value.to_owned(), id.span));
    }
    ids
}

/// Whether a variant may say this of a vendor.
fn is_said(vendor: &DeValue<'_>) -> bool {
    matches!(vendor, DeValue::Table(_) | DeValue::Boolean(false))
}

/// Reports vendors that a variant leaves out, and that are nowhere in `spec`.
pub(super) fn left_out_for_nothing(spec: &DeTable<'_>, reading: &mut Reading) {
    let Some(variants) = table_in(spec, VARIANTS) else {
        return;
    };
    let each = || variants.values().filter_map(|it| table(it.get_ref()));
    let holders = || std::iter::once(spec).chain(each());
    let vendors = || holders().filter_map(|it| table_in(it, VENDORS)).flatten();
    let is_off = |vendor: &Item<'_>| matches!(vendor.get_ref(), DeValue::Boolean(false));
    let there: Vec<&str> = vendors()
        .filter(|(_, vendor)| !is_off(vendor))
        .map(|(id, _)| id.get_ref().as_ref())
        .collect();
    let mut stray: Vec<_> = each()
        .filter_map(|variant| table_in(variant, VENDORS))
        .flatten()
        .filter(|(id, vendor)| is_off(vendor) && !there.contains(&id.get_ref().as_ref()))
        .map(|(id, _)| (id.span(), id.get_ref().as_ref()))
        .collect();
    stray.sort_by_key(|(span, _)| span.start);
    for (span, id) in stray {
        let shown = id.escape_debug();
        let near = match catalogue::ids().any(|known| known == id) {
            true => None,
            false => did_you_mean(id, there.iter().copied()),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("take this out: the spec has no `{shown}` anywhere"),
        };
        reading.invalid(
            format!("there is no `{shown}` to leave out of a variant"),
            span,
            "nothing to switch off",
            help,
        );
    }
}

fn table<'s, 't>(value: &'s DeValue<'t>) -> Option<&'s DeTable<'t>> {
    match value {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn table_in<'s, 't>(holder: &'s DeTable<'t>, key: &str) -> Option<&'s DeTable<'t>> {
    table(holder.get(key)?.get_ref())
}

fn gradle_name(name: &str) -> Result<(), String> {
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-'));
    if !is_name {
        return Err("Gradle has no build type or flavor of such a name".to_owned());
    }
    match name {
        "main" => Err("the rest of the spec is what all variants share".to_owned()),
        _ if name.starts_with("test") || name.starts_with("androidTest") => {
            Err("tests have no push".to_owned())
        }
        _ => Ok(()),
    }
}

fn without_dot(suffix: &str) -> &str {
    suffix.strip_prefix('.').unwrap_or(suffix)
}

/// The names of the tables below `[variants]`.
pub(super) fn names<'t>(spec: &'t DeTable<'_>) -> Vec<&'t str> {
    let variants = table_in(spec, VARIANTS);
    let names = variants.iter().flat_map(|variants| variants.keys());
    names.map(|key| &**key.get_ref()).collect()
}

/// `spec` as it is for `variant`, and where what is not from the shared part comes from.
///
/// Values are replaced whole, so `{ env = "A" }` does not mix with `{ property = "b", … }`. A
/// vendor that is `false` is taken out. What is of the wrong type stays as it is: it is reported
/// where it is read, but for vendors, of which only [`read_variants`] knows what they may be.
pub(super) fn laid_over<'t>(spec: &DeTable<'t>, variant: &Variant) -> (DeTable<'t>, Sources) {
    let mut merged = Merged {
        shared: spec,
        spec: spec.clone(),
        sources: Sources::new(),
    };
    merged.keep_namespace();
    let Some(variants) = table_in(spec, VARIANTS) else {
        return (merged.spec, merged.sources);
    };
    let mut layers: Vec<(Rank, &str, &DeTable<'t>)> = Vec::new();
    for (rank, name) in variant.ranked(names(spec)) {
        if let Some(table) = table_in(variants, name) {
            layers.push((rank, name, table));
        }
    }
    for (_, layer, table) in &layers {
        for (key, value) in *table {
            if OF_APP.contains(&key.get_ref().as_ref()) {
                merged.set(layer, &["app"], key, value);
            } else if let DeValue::Table(inner) = value.get_ref() {
                merged.table(layer, key, value, inner);
            }
        }
    }
    layers.sort_by_key(|(rank, ..)| rank.of_suffix());
    for (_, layer, table) in layers {
        if let Some(suffix) = table.get(SUFFIX) {
            merged.suffix(layer, suffix);
        }
    }
    (merged.spec, merged.sources)
}

type Key<'t> = Spanned<Cow<'t, str>>;
type Item<'t> = Spanned<DeValue<'t>>;

struct Merged<'s, 't> {
    shared: &'s DeTable<'t>,
    spec: DeTable<'t>,
    sources: Sources,
}

impl<'t> Merged<'_, 't> {
    fn table(&mut self, layer: &str, key: &Key<'t>, value: &Item<'t>, inner: &DeTable<'t>) {
        let name = key.get_ref().as_ref();
        if !TABLES.contains(&name) {
            return;
        }
        let empty = || Spanned::new(value.span(), DeValue::Table(DeTable::new()));
        self.spec.entry(key.clone()).or_insert_with(empty);
        for (key, value) in inner {
            match value.get_ref() {
                vendor if name == VENDORS && !is_said(vendor) => {}
                DeValue::Table(vendor) if name == VENDORS => {
                    self.vendor(key, value);
                    for (inner_key, inner) in vendor {
                        self.set(layer, &[name, key.get_ref()], inner_key, inner);
                    }
                }
                DeValue::Boolean(false) if name == VENDORS => self.without(layer, key.get_ref()),
                _ => self.set(layer, &[name], key, value),
            }
        }
    }

    /// A vendor that only a variant has begins empty, one that was taken out as all variants have
    /// it.
    fn vendor(&mut self, key: &Key<'t>, value: &Item<'t>) {
        let shared = table_in(self.shared, VENDORS);
        let shared = shared.and_then(|vendors| vendors.get(key.get_ref().as_ref()).cloned());
        let empty = || Spanned::new(value.span(), DeValue::Table(DeTable::new()));
        if let Some(vendors) = self.at(&[VENDORS]) {
            let begin = || shared.unwrap_or_else(empty);
            vendors.entry(key.clone()).or_insert_with(begin);
        }
        self.sources.remove(&path(&[VENDORS, key.get_ref()]));
    }

    fn without(&mut self, layer: &str, id: &str) {
        if let Some(vendors) = self.at(&[VENDORS]) {
            vendors.remove(id);
        }
        let path = path(&[VENDORS, id]);
        self.sources.retain(|known, _| !known.starts_with(&path));
        self.sources.insert(path, vec![layer.to_owned()]);
    }

    fn set(&mut self, layer: &str, table: &[&str], key: &Key<'t>, value: &Item<'t>) {
        let Some(found) = self.at(table) else {
            return;
        };
        // An insertion alone would keep the key that stands elsewhere in the file.
        found.remove(key.get_ref().as_ref());
        found.insert(key.clone(), value.clone());
        let mut path = path(table);
        path.push(key.get_ref().to_string());
        self.sources.insert(path, vec![layer.to_owned()]);
    }

    /// The namespace is the module's, whatever a variant makes of the applicationId.
    fn keep_namespace(&mut self) {
        let Some(app) = self.at(&["app"]) else {
            return;
        };
        let id = app.get(ID).cloned();
        if let Some(id) = id.filter(|_| !app.contains_key("namespace")) {
            app.insert(Spanned::new(id.span(), "namespace".into()), id);
        }
    }

    fn suffix(&mut self, layer: &str, suffix: &Item<'t>) {
        let key = ID;
        let Some(app) = self.at(&["app"]) else {
            return;
        };
        let (Some(DeValue::String(id)), DeValue::String(text)) =
            (app.get(key).map(Spanned::get_ref), suffix.get_ref())
        else {
            return;
        };
        let whole = format!("{id}.{}", without_dot(text));
        app.remove(key);
        let value = Spanned::new(suffix.span(), DeValue::String(whole.into()));
        app.insert(Spanned::new(suffix.span(), key.into()), value);
        let layers = self.sources.entry(path(&["app", key])).or_default();
        layers.push(layer.to_owned());
    }

    /// The table at `path` of the merged spec.
    fn at(&mut self, path: &[&str]) -> Option<&mut DeTable<'t>> {
        let mut table = &mut self.spec;
        for key in path {
            table = match table.get_mut(*key).map(Spanned::get_mut) {
                Some(DeValue::Table(inner)) => inner,
                _ => return None,
            };
        }
        Some(table)
    }
}

fn path(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}
