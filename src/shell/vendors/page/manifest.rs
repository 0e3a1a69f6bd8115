//! What an app declares, as XML to read.

use crate::catalogue::Vendor;
use crate::catalogue::expand::references;
use crate::catalogue::schema::{Fact, Necessity, ReadAs};
use crate::catalogue::setup::{Entry, Part, Setup, Topic};
use crate::manifest::fragment::{Content, Fragment};
use crate::manifest::style::Style;
use crate::requirement::{Filter, Kind, MetaValue, Requirement};
use crate::version::Version;

/// One step of indentation.
const UNIT: &str = "    ";
/// What fits on a line.
const WIDTH: usize = 100;

/// The manifest of an app that has what `setup` asks for and nothing else; empty where it asks for
/// nothing.
pub(super) fn manifest(vendor: &Vendor, setup: &Setup<'_>) -> String {
    let entries: Vec<&Entry<'_>> = setup
        .part(Part::App)
        .filter(|entry| entry.topic() == Topic::Manifest && entry.table != "manifest-placeholder")
        .collect();
    if entries.is_empty() {
        return String::new();
    }
    let mut out =
        String::from("<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n");
    for (parent, indent) in [(None, 1), (Some("queries"), 2), (Some("application"), 2)] {
        let mut body = String::new();
        for kind in Kind::ALL.into_iter().filter(|kind| kind.parent() == parent) {
            let of_kind = |entry: &&&Entry<'_>| Kind::of_table(entry.table) == Some(kind);
            for entry in entries.iter().filter(of_kind) {
                element(vendor, setup, kind, entry, indent, &mut body);
            }
        }
        if body.is_empty() {
            continue;
        }
        match parent {
            None => out.push_str(&body),
            Some(tag) => {
                out.push_str(&format!("{UNIT}<{tag}>\n{body}{UNIT}</{tag}>\n"));
            }
        }
    }
    out.push_str("</manifest>\n");
    out
}

fn element(
    vendor: &Vendor,
    setup: &Setup<'_>,
    kind: Kind,
    entry: &Entry<'_>,
    depth: usize,
    out: &mut String,
) {
    let facts = vendor
        .facts()
        .into_iter()
        .find(|(table, _)| *table == entry.table);
    let Some(fact) = facts.and_then(|(_, facts)| facts.get(entry.index)) else {
        return;
    };
    let indent = UNIT.repeat(depth);
    let mut remarks: Vec<String> = Vec::new();
    if entry.necessity < Necessity::Required {
        remarks.push(entry.necessity.to_string());
    }
    remarks.extend(entry.conditions.iter().cloned());
    if !fact.values.is_empty() {
        let values: Vec<String> = fact
            .values
            .iter()
            .map(|(release, value)| format!("{value} for {release}"))
            .collect();
        remarks.push(values.join(", "));
    }
    if !remarks.is_empty() {
        out.push_str(&format!(
            "{indent}<!-- {} -->\n",
            remarks.join(", ").replace("--", "- -")
        ));
    }
    out.push_str(&indent);
    render(&fragment(kind, fact, &setup.version), &indent, out);
    out.push('\n');
}

/// Attributes share a line as long as they fit there.
fn render(fragment: &Fragment, indent: &str, out: &mut String) {
    let style = |attribute_per_line| Style {
        prefix: "android".into(),
        quote: '"',
        self_closing: " />",
        attribute_per_line,
        unit: UNIT.into(),
    };
    let mut tag = String::new();
    let alone = Fragment {
        content: Vec::new(),
        ..fragment.clone()
    };
    alone.render(&style(false), None, &mut tag);
    if indent.len() + tag.len() > WIDTH {
        tag.clear();
        alone.render(&style(true), Some(("\n", indent)), &mut tag);
    }
    if fragment.content.is_empty() {
        out.push_str(&tag);
        return;
    }
    out.push_str(tag.trim_end_matches(" />"));
    out.push_str(">\n");
    let deeper = format!("{indent}{UNIT}");
    for content in &fragment.content {
        if let Content::Element(child) = content {
            out.push_str(&deeper);
            render(child, &deeper, out);
            out.push('\n');
        }
    }
    out.push_str(&format!("{indent}</{}>", fragment.tag));
}

/// The element as it would be woven, with its placeholders.
fn fragment(kind: Kind, fact: &Fact, version: &Version) -> Fragment {
    let own = value(fact.value.as_ref(), fact.raw.as_ref(), fact.read_as)
        .or_else(|| fact.value_at(version).cloned());
    let filters = fact.filters.iter().map(|filter| Filter {
        actions: filter.actions.clone(),
        optional: filter.optional.clone(),
        categories: filter.categories.clone(),
        data: filter.data.iter().map(|data| data.0.clone()).collect(),
    });
    let children = fact.meta_data.iter().map(|child| {
        let value = value(child.value.as_ref(), child.raw.as_ref(), child.read_as);
        let value = MetaValue::verbatim(value.unwrap_or_default());
        (child.name.clone(), value)
    });
    let requirement = Requirement {
        kind,
        name: fact.name.clone(),
        alternatives: Vec::new(),
        match_by: fact.match_by,
        attributes: fact.shape.0.clone(),
        forbidden: Vec::new(),
        filters: filters.collect(),
        meta_data: children.collect(),
        value: own.map(MetaValue::verbatim),
        names_app_class: false,
        expected: false,
        necessity: fact.necessity,
        origins: Vec::new(),
    };
    requirement.fragment()
}

/// A value as it is written; one with a parameter stays as it is.
fn value(value: Option<&String>, raw: Option<&String>, read_as: ReadAs) -> Option<String> {
    match value {
        Some(text) if references(text).next().is_none() => {
            Some(MetaValue::new(text.clone(), read_as, None).raw)
        }
        other => other.or(raw).cloned(),
    }
}

/// The parameters of `setup` whose value must be read as a string: of those that are digits, the
/// first is written as an escape.
pub(super) fn escaped<'v>(vendor: &'v Vendor, setup: &Setup<'v>) -> Vec<&'v str> {
    let mut keys: Vec<&str> = Vec::new();
    for entry in setup
        .part(Part::App)
        .filter(|entry| entry.table == "meta-data")
    {
        let fact = &vendor.meta_data[entry.index];
        let value = fact
            .value
            .as_deref()
            .filter(|_| fact.read_as == ReadAs::String);
        // Where there is more to the value than the parameter, it is no number.
        let parameter = value.and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
        if let Some(key) = parameter
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    keys
}
