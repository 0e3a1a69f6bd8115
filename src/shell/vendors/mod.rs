//! `pushweave vendors`

mod lint;

use std::io::Write as _;

use anstyle::Style;
use serde_json::{Value, json};

use super::{Status, Stop, Terminal, load_vendor};
use crate::catalogue;
use crate::catalogue::schema::{
    Attributes, ClickForm, Fact, Filter, KeepRule, MetaData, Necessity, ParameterKind, Vendor,
    When, Why,
};
use crate::cli::{Format, VendorsArgs};
use crate::finding::{Code, Finding, did_you_mean, one_of};
use crate::version::{Gate, Version};

pub(super) fn vendors(args: &VendorsArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    if let Some(file) = &args.lint {
        return lint::lint(file, terminal);
    }
    match &args.vendor {
        None => list(args.format, terminal)?,
        Some(id) => {
            let vendor = find(id)?;
            let version = version(&vendor, args.sdk.as_deref())?;
            match args.format {
                Format::Json => {
                    writeln!(terminal.out, "{:#}", as_json(&vendor, &version))?;
                }
                Format::Human => show(&vendor, &version, terminal)?,
            }
        }
    }
    Ok(Status::Clean)
}

fn find(id: &str) -> Result<Vendor, Stop> {
    if catalogue::ids().any(|known| known == id) {
        return load_vendor(id);
    }
    let help = match did_you_mean(id, catalogue::ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the catalogue has {}", one_of(catalogue::ids())),
    };
    Err(Finding::error(
        Code::ArgumentInvalid,
        format!("unknown vendor `{}`", id.escape_debug()),
    )
    .help(help)
    .into())
}

/// The version asked for, which must be one of the vendor's; else the newest.
fn version(vendor: &Vendor, asked: Option<&str>) -> Result<Version, Stop> {
    let releases = || {
        let releases: Vec<&str> = vendor.releases.iter().map(Version::as_str).collect();
        format!("known releases: {}", releases.join(", "))
    };
    let Some(text) = asked else {
        return match vendor.releases.last() {
            Some(newest) => Ok(newest.clone()),
            None => Err(Finding::error(Code::ArgumentInvalid, "no releases are known").into()),
        };
    };
    let known = text
        .parse()
        .ok()
        .filter(|version| vendor.releases.contains(version));
    known.ok_or_else(|| {
        let message = format!(
            "{} has no known release {}",
            vendor.name,
            text.escape_debug()
        );
        Finding::error(Code::ArgumentInvalid, message)
            .help(releases())
            .into()
    })
}

fn list(format: Format, terminal: &mut Terminal) -> Result<(), Stop> {
    let vendors: Vec<Vendor> = catalogue::ids()
        .map(load_vendor)
        .collect::<Result<_, _>>()?;
    let range = |vendor: &Vendor| match (vendor.releases.first(), vendor.releases.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    };
    if format == Format::Json {
        let vendors: Vec<Value> = vendors
            .iter()
            .map(|vendor| {
                json!({
                    "id": vendor.id,
                    "name": vendor.name,
                    "manufacturers": vendor.manufacturers,
                    "releases": vendor.releases.iter().map(Version::as_str).collect::<Vec<_>>(),
                })
            })
            .collect();
        writeln!(
            terminal.out,
            "{:#}",
            json!({ "schema": 1, "vendors": vendors })
        )?;
        return Ok(());
    }
    let rows: Vec<[String; 3]> = vendors
        .iter()
        .map(|vendor| [vendor.id.clone(), vendor.name.clone(), range(vendor)])
        .collect();
    let header = ["id", "vendor", "releases"].map(str::to_owned);
    table(Some(header), &rows, "", terminal)
}

/// Rows in aligned columns; the last column is not padded.
fn table<const N: usize>(
    header: Option<[String; N]>,
    rows: &[[String; N]],
    indent: &str,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let width = |column: usize| {
        header
            .iter()
            .chain(rows)
            .map(|row| unicode_width::UnicodeWidthStr::width(row[column].as_str()))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    for (at, row) in header.iter().chain(rows).enumerate() {
        let style = if at == 0 && header.is_some() {
            Style::new().bold()
        } else {
            Style::new()
        };
        let mut line = indent.to_owned();
        for (column, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if column + 1 < N {
                let used = unicode_width::UnicodeWidthStr::width(cell.as_str());
                line.push_str(&" ".repeat(widths[column] - used + 2));
            }
        }
        writeln!(terminal.out, "{style}{}{style:#}", line.trim_end())?;
    }
    Ok(())
}

fn show(vendor: &Vendor, version: &Version, terminal: &mut Terminal) -> Result<(), Stop> {
    let bold = Style::new().bold();
    writeln!(terminal.out, "{bold}{} {version}{bold:#}", vendor.name)?;
    if let (Some(first), Some(last)) = (vendor.releases.first(), vendor.releases.last()) {
        let count = vendor.releases.len();
        writeln!(terminal.out, "known releases: {first} to {last} ({count})")?;
    }
    if let Some(form) = vendor.click {
        writeln!(terminal.out, "opens a page by: {}", click_text(form))?;
    }
    let parameters: Vec<[String; 4]> = vendor
        .parameters
        .iter()
        .map(|parameter| {
            [
                parameter.key.clone(),
                if parameter.required {
                    "required"
                } else {
                    "optional"
                }
                .to_owned(),
                parameter
                    .constant
                    .as_ref()
                    .map(|suffix| {
                        let kind = match parameter.kind {
                            ParameterKind::Long => "long",
                            _ => "String",
                        };
                        format!("{kind} {}_{suffix}", vendor.constant_prefix)
                    })
                    .unwrap_or_default(),
                parameter.description.clone(),
            ]
        })
        .collect();
    section("spec keys and constants", &parameters, terminal)?;
    for (tag, facts) in vendor.facts() {
        let holding: Vec<&Fact> = facts
            .iter()
            .filter(|fact| fact.versions.contains(version))
            .collect();
        if holding.is_empty() {
            continue;
        }
        writeln!(terminal.out, "\n{bold}{tag}{bold:#}")?;
        let width = holding
            .iter()
            .map(|fact| fact.name.len())
            .max()
            .unwrap_or(0);
        for fact in holding {
            show_fact(fact, width, terminal)?;
        }
    }
    let rules: Vec<&KeepRule> = vendor
        .keep_rules
        .iter()
        .filter(|rule| rule.versions.contains(version))
        .collect();
    if !rules.is_empty() {
        writeln!(terminal.out, "\n{bold}keep rules{bold:#}")?;
    }
    let width = rules.iter().map(|rule| rule.rule.len()).max().unwrap_or(0);
    for rule in rules {
        let gate = gate_text(&rule.versions, &rule.when);
        show_head(&rule.rule, width, rule.necessity, &gate, terminal)?;
        show_why(&rule.why, terminal)?;
    }
    writeln!(terminal.out, "\n{bold}sources{bold:#}")?;
    let documents: Vec<[String; 2]> = vendor
        .documents
        .iter()
        .map(|(key, title)| [key.clone(), title.clone()])
        .collect();
    table(None, &documents, "  ", terminal)
}

fn section<const N: usize>(
    title: &str,
    rows: &[[String; N]],
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    if rows.is_empty() {
        return Ok(());
    }
    let bold = Style::new().bold();
    writeln!(terminal.out, "\n{bold}{title}{bold:#}")?;
    table(None, rows, "  ", terminal)
}

fn click_text(form: ClickForm) -> &'static str {
    match form {
        ClickForm::IntentUri => "an intent URI (`pushweave intent-uri`)",
        ClickForm::Activity => "the activity's class name",
        ClickForm::Action => "an intent action",
    }
}

fn gate_text(versions: &Gate, when: &When) -> String {
    let mut text = versions.to_string();
    for (name, gate) in [("targetSdk", &when.target_sdk), ("minSdk", &when.min_sdk)] {
        if !gate.is_unbounded() {
            text.push_str(&format!(", {name} {gate}"));
        }
    }
    text
}

/// The row of an entry: what, how much it is needed, and for which versions.
fn show_head(
    name: &str,
    width: usize,
    necessity: Necessity,
    gate: &str,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let necessity = necessity.to_string();
    writeln!(terminal.out, "  {name:width$}  {necessity:<11}  {gate}")?;
    Ok(())
}

fn show_fact(fact: &Fact, width: usize, terminal: &mut Terminal) -> Result<(), Stop> {
    let gate = gate_text(&fact.versions, &fact.when);
    show_head(&fact.name, width, fact.necessity, &gate, terminal)?;
    let value = fact.value.as_ref().or(fact.raw.as_ref());
    if let Some(value) = value {
        writeln!(terminal.out, "      value = {value}")?;
    }
    if !fact.shape.0.is_empty() {
        writeln!(terminal.out, "      {}", attributes_text(&fact.shape))?;
    }
    if !fact.forbid.0.is_empty() {
        writeln!(
            terminal.out,
            "      never {}",
            attributes_text(&fact.forbid)
        )?;
    }
    if let Some(base) = &fact.extends {
        writeln!(terminal.out, "      extends {base}")?;
    }
    for filter in &fact.filters {
        writeln!(terminal.out, "      filter: {}", filter_text(filter))?;
    }
    for child in &fact.meta_data {
        let value = child.value.as_ref().or(child.raw.as_ref());
        let value = value.map(String::as_str).unwrap_or_default();
        writeln!(terminal.out, "      meta-data: {} = {value}", child.name)?;
    }
    show_why(&fact.why, terminal)
}

fn show_why(why: &Why, terminal: &mut Terminal) -> Result<(), Stop> {
    let dim = Style::new().dimmed();
    let note = why
        .note
        .as_deref()
        .map(|note| format!("{note} "))
        .unwrap_or_default();
    let docs = why.docs.join(", ");
    writeln!(terminal.out, "      {dim}{note}[{docs}]{dim:#}")?;
    if let Some(correction) = &why.correction {
        writeln!(terminal.out, "      {dim}corrected: {correction}{dim:#}")?;
    }
    Ok(())
}

fn attributes_text(attributes: &Attributes) -> String {
    attributes
        .0
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect::<Vec<_>>()
        .join(" ")
}

fn filter_text(filter: &Filter) -> String {
    let mut parts = filter.actions.clone();
    parts.extend(filter.optional.iter().map(|action| format!("({action})")));
    parts.extend(
        filter
            .categories
            .iter()
            .map(|name| format!("category {name}")),
    );
    parts.extend(
        filter
            .data
            .iter()
            .map(|data| format!("data {}", attributes_text(data))),
    );
    parts.join(", ")
}

fn as_json(vendor: &Vendor, version: &Version) -> Value {
    let elements: Vec<Value> = vendor
        .facts()
        .into_iter()
        .flat_map(|(tag, facts)| facts.iter().map(move |fact| (tag, fact)))
        .filter(|(_, fact)| fact.versions.contains(version))
        .map(|(tag, fact)| fact_json(tag, fact))
        .collect();
    let keep_rules: Vec<Value> = vendor
        .keep_rules
        .iter()
        .filter(|rule| rule.versions.contains(version))
        .map(|rule| {
            json!({
                "rule": rule.rule,
                "necessity": rule.necessity.to_string(),
                "since": rule.versions.since.as_ref().map(Version::as_str),
                "until": rule.versions.until.as_ref().map(Version::as_str),
                "why": why_json(&rule.why),
            })
        })
        .collect();
    let parameters: Vec<Value> = vendor
        .parameters
        .iter()
        .map(|parameter| {
            let constant = parameter.constant.as_ref();
            json!({
                "key": parameter.key,
                "description": parameter.description,
                "required": parameter.required,
                "constant": constant.map(|suffix| format!("{}_{suffix}", vendor.constant_prefix)),
            })
        })
        .collect();
    json!({
        "schema": 1,
        "id": vendor.id,
        "name": vendor.name,
        "version": version.as_str(),
        "releases": vendor.releases.iter().map(Version::as_str).collect::<Vec<_>>(),
        "manufacturers": vendor.manufacturers,
        "parameters": parameters,
        "elements": elements,
        "keep-rules": keep_rules,
        "documents": vendor.documents,
    })
}

fn fact_json(tag: &str, fact: &Fact) -> Value {
    let filters: Vec<Value> = fact
        .filters
        .iter()
        .map(|filter| {
            json!({
                "actions": filter.actions,
                "optional-actions": filter.optional,
                "categories": filter.categories,
                "data": filter.data.iter().map(attributes_json).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "element": tag,
        "name": fact.name,
        "necessity": fact.necessity.to_string(),
        "since": fact.versions.since.as_ref().map(Version::as_str),
        "until": fact.versions.until.as_ref().map(Version::as_str),
        "target-sdk": gate_json(&fact.when.target_sdk),
        "min-sdk": gate_json(&fact.when.min_sdk),
        "value": fact.value.as_ref().or(fact.raw.as_ref()),
        "attributes": attributes_json(&fact.shape),
        "forbidden": attributes_json(&fact.forbid),
        "extends": fact.extends,
        "filters": filters,
        "meta-data": fact.meta_data.iter().map(meta_data_json).collect::<Vec<_>>(),
        "why": why_json(&fact.why),
    })
}

fn gate_json(gate: &Gate<u32>) -> Value {
    json!({ "since": gate.since, "until": gate.until })
}

fn meta_data_json(child: &MetaData) -> Value {
    json!({ "name": child.name, "value": child.value.as_ref().or(child.raw.as_ref()) })
}

fn attributes_json(attributes: &Attributes) -> Value {
    attributes
        .0
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn why_json(why: &Why) -> Value {
    json!({ "documents": why.docs, "note": why.note, "correction": why.correction })
}
