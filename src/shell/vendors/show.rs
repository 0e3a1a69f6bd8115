//! What one release asks of an app, for people.

use std::io::Write as _;

use anstyle::Style;

use super::super::{Stop, Terminal};
use super::choose::Chosen;
use super::print::{self, Reasons};
use crate::catalogue::Vendor;
use crate::catalogue::schema::{ClickForm, Delivery, Mistake, MistakePlace, Why};
use crate::catalogue::setup::{Entry, Part, Setup, Topic};

/// Prints what concerns the app, and the rest as well where `all`.
pub(super) fn show(
    vendor: &Vendor,
    setup: &Setup<'_>,
    chosen: &Chosen,
    all: bool,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let reasons = Reasons::new(all);
    let mut cited: Vec<&Why> = Vec::new();
    head(vendor, setup, chosen, terminal)?;
    parameters(vendor, terminal)?;
    for topic in Topic::ALL {
        let of_topic = |entry: &&Entry<'_>| entry.topic() == topic;
        let entries: Vec<&Entry<'_>> = setup.part(Part::App).filter(of_topic).collect();
        cited.extend(entries.iter().map(|entry| entry.why));
        by_table(&entries, reasons, terminal)?;
    }
    let obsolete: Vec<&Entry<'_>> = setup.part(Part::Obsolete).collect();
    if !obsolete.is_empty() {
        cited.extend(obsolete.iter().map(|entry| entry.why));
        print::heading("obsolete: to be taken out", terminal)?;
        tagged(&obsolete, reasons, terminal)?;
    }
    let brought: Vec<&Entry<'_>> = setup.part(Part::Aar).collect();
    if setup.delivery == Delivery::Aar && !brought.is_empty() {
        print::heading("brought by the AAR: not to be declared", terminal)?;
        if all {
            cited.extend(brought.iter().map(|entry| entry.why));
            tagged(&brought, reasons, terminal)?;
        } else {
            writeln!(terminal.out, "  {} (`--all` lists them)", counts(&brought))?;
        }
    }
    console(vendor, terminal)?;
    let changes: Vec<_> = vendor
        .changes
        .iter()
        .filter(|change| all || change.version == setup.version)
        .collect();
    if !changes.is_empty() {
        print::heading(
            if all {
                "releases"
            } else {
                "new in this release"
            },
            terminal,
        )?;
    }
    for change in changes {
        cited.push(&change.why);
        if all {
            writeln!(terminal.out, "  {}  {}", change.version, change.text)?;
        } else {
            writeln!(terminal.out, "  {}", change.text)?;
        }
        print::why(&change.why, reasons, terminal)?;
    }
    let vulnerable: Vec<[String; 2]> = setup
        .advisories(vendor)
        .map(|it| {
            let fixed = it.fixed_in.as_ref();
            let mended = fixed.map_or_else(String::new, |fixed| format!("not in {fixed}; "));
            [it.title.clone(), format!("{mended}see {}", it.reference)]
        })
        .collect();
    print::section("known vulnerabilities", &vulnerable, terminal)?;
    let wrong: Vec<&Mistake> = setup.mistakes(vendor).collect();
    if all {
        cited.extend(wrong.iter().map(|mistake| &mistake.why));
        mistakes("common mistakes", &wrong, reasons, terminal)?;
        let bundles: Vec<[String; 2]> = vendor
            .bundles
            .iter()
            .map(|it| {
                [
                    format!("{}:{}", it.coordinate, it.version),
                    format!("holds {}", it.holds),
                ]
            })
            .collect();
        print::section("packages of aggregators", &bundles, terminal)?;
    }
    print::sources(vendor, cited, reasons, terminal)?;
    if !all && !wrong.is_empty() {
        let count = wrong.len();
        writeln!(
            terminal.out,
            "\n`--all` lists what people get wrong, too ({count})"
        )?;
    }
    Ok(())
}

fn head(
    vendor: &Vendor,
    setup: &Setup<'_>,
    chosen: &Chosen,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let bold = Style::new().bold();
    let (version, form) = (&setup.version, setup.delivery.in_words());
    writeln!(
        terminal.out,
        "{bold}{} {version} as {form}{bold:#}",
        vendor.name
    )?;
    if chosen.assumed {
        writeln!(
            terminal.out,
            "it comes as a JAR and as an AAR: `--delivery jar` shows the other"
        )?;
    }
    if let (Some(first), Some(last)) = (vendor.releases.first(), vendor.releases.last()) {
        let count = vendor.releases.len();
        writeln!(terminal.out, "known releases: {first} to {last} ({count})")?;
    }
    if let Some(form) = vendor.click {
        writeln!(terminal.out, "opens a page by: {}", click_text(form))?;
    }
    Ok(())
}

/// What a console takes for the page that a notification opens.
fn click_text(form: ClickForm) -> &'static str {
    match form {
        ClickForm::IntentUri => "an intent URI (`pushweave intent-uri`)",
        ClickForm::Activity => "the activity's class name",
        ClickForm::Action => "an intent action",
    }
}

fn parameters(vendor: &Vendor, terminal: &mut Terminal) -> Result<(), Stop> {
    let rows: Vec<[String; 4]> = vendor
        .parameters
        .iter()
        .map(|parameter| {
            let constant = vendor.constant(parameter);
            let constant = constant.map(|name| format!("{} {name}", parameter.kind.java_type()));
            let needed = if parameter.required {
                "required"
            } else {
                "optional"
            };
            [
                parameter.key.clone(),
                needed.to_owned(),
                constant.unwrap_or_default(),
                parameter.description.clone(),
            ]
        })
        .collect();
    print::section("spec keys and constants", &rows, terminal)
}

/// The entries of each table under a heading of their own.
fn by_table(entries: &[&Entry<'_>], reasons: Reasons, terminal: &mut Terminal) -> Result<(), Stop> {
    for group in entries.chunk_by(|one, other| one.table == other.table) {
        print::heading(print::title(group[0].table), terminal)?;
        print::entries(group, reasons, terminal)?;
    }
    Ok(())
}

/// Entries of several tables under one heading, each with what it is.
pub(super) fn tagged(
    entries: &[&Entry<'_>],
    reasons: Reasons,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let named: Vec<Entry<'_>> = entries
        .iter()
        .map(|entry| {
            let mut entry = (*entry).clone();
            entry.name = print::named(&entry);
            entry
        })
        .collect();
    let named: Vec<&Entry<'_>> = named.iter().collect();
    print::entries(&named, reasons, terminal)
}

/// `4 entries: 3 uses-permission, 1 service`.
pub(super) fn counts(entries: &[&Entry<'_>]) -> String {
    let groups = entries.chunk_by(|one, other| one.table == other.table);
    let counts: Vec<String> = groups
        .map(|group| format!("{} {}", group.len(), print::noun(group[0].table)))
        .collect();
    format!("{}: {}", plural_entries(entries.len()), counts.join(", "))
}

fn plural_entries(count: usize) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

fn console(vendor: &Vendor, terminal: &mut Terminal) -> Result<(), Stop> {
    let fields: Vec<[String; 2]> = vendor
        .console_fields
        .iter()
        .map(|field| [field.name.clone(), field.value.clone().unwrap_or_default()])
        .collect();
    print::section("fields of the console", &fields, terminal)
}

/// What people write, and what is right, two lines each.
pub(super) fn mistakes(
    title: &str,
    mistakes: &[&Mistake],
    reasons: Reasons,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    if mistakes.is_empty() {
        return Ok(());
    }
    print::heading(title, terminal)?;
    for mistake in mistakes {
        let (place, gate) = (place(mistake.place), print::gate(&mistake.versions));
        writeln!(terminal.out, "  {place}{gate}: {}", mistake.wrong)?;
        match &mistake.right {
            Some(right) => writeln!(terminal.out, "      right: {right}")?,
            None => writeln!(terminal.out, "      right: nothing at all")?,
        }
        print::why(&mistake.why, reasons, terminal)?;
    }
    Ok(())
}

/// What a mistake is made in.
pub(super) fn place(place: MistakePlace) -> &'static str {
    match place {
        MistakePlace::Permission => "permission",
        MistakePlace::Action => "action",
        MistakePlace::Manifest => "manifest",
        MistakePlace::KeepRule => "keep rule",
        MistakePlace::Code => "code",
        MistakePlace::Gradle => "Gradle",
        MistakePlace::Value => "value",
    }
}
