//! Tables and entries on a terminal.

use std::collections::BTreeSet;
use std::io::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

pub(super) use super::super::table::table;
use super::super::{Stop, Terminal};
use crate::catalogue::Vendor;
use crate::catalogue::schema::Why;
use crate::catalogue::setup::{Detail, Entry, Part};
use crate::version::Gate;

/// A heading after an empty line.
pub(super) fn heading(title: &str, terminal: &mut Terminal) -> Result<(), Stop> {
    let bold = Style::new().bold();
    writeln!(terminal.out, "\n{bold}{title}{bold:#}")?;
    Ok(())
}

/// A heading with rows below it; nothing where there are no rows.
pub(super) fn section<const N: usize>(
    title: &str,
    rows: &[[String; N]],
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    if rows.is_empty() {
        return Ok(());
    }
    heading(title, terminal)?;
    table(None, rows, "  ", terminal)
}

/// Something that is said of the line above it.
pub(super) fn dim(text: &str, terminal: &mut Terminal) -> Result<(), Stop> {
    let dim = Style::new().dimmed();
    writeln!(terminal.out, "      {dim}{text}{dim:#}")?;
    Ok(())
}

/// Whether `necessity` says something about the entries of `table`.
pub(super) fn is_graded(table: &str) -> bool {
    !matches!(
        table,
        "artifact"
            | "min-sdk"
            | "target-sdk"
            | "base-class"
            | "brand-test"
            | "manifest-placeholder"
    )
}

/// What people call the entries of `table`.
pub(super) fn title(table: &str) -> &str {
    match table {
        "keep-rule" => "keep rules",
        "artifact" => "published as",
        "repository" => "repositories",
        "dependency" => "dependencies",
        "plugin" => "Gradle plugins",
        "config-file" => "files from the console",
        "manifest-placeholder" => "manifest placeholders",
        "min-sdk" => "lowest minSdk",
        "target-sdk" => "highest targetSdk",
        "base-class" => "base classes",
        "callback" => "callbacks",
        "call" => "calls",
        "brand-test" => "whose device it is",
        tag => tag,
    }
}

/// What people call one entry of `table`.
pub(super) fn noun(table: &str) -> &str {
    match table {
        "keep-rule" => "keep rule",
        "queries-intent" => "queries intent",
        "queries-package" => "queries package",
        "config-file" => "file",
        "manifest-placeholder" => "manifest placeholder",
        "min-sdk" | "target-sdk" => "level",
        "base-class" => "base class",
        "brand-test" => "test",
        tag => tag,
    }
}

/// What an entry is and what it is called: `service com.example.Push`.
pub(super) fn named(entry: &Entry<'_>) -> String {
    format!("{} {}", noun(entry.table), entry.name)
}

/// What needs it when: `recommended, since 3.0.1, with target SDK 31 or higher`.
pub(super) fn terms(entry: &Entry<'_>) -> String {
    let mut terms = Vec::new();
    if is_graded(entry.table) && entry.part == Part::App {
        terms.push(entry.necessity.to_string());
    }
    if !entry.versions.is_unbounded() {
        terms.push(entry.versions.to_string());
    }
    terms.extend(entry.conditions.iter().cloned());
    terms.join(", ")
}

/// The lines of an entry below its head; attributes share one, and so do imports.
fn details(entry: &Entry<'_>, reasons: Reasons) -> Vec<String> {
    let attributes: Vec<&str> = entry
        .details
        .iter()
        .filter_map(|detail| match detail {
            Detail::Attribute(text) => Some(text.strip_prefix("android:").unwrap_or(text)),
            Detail::Line(_) => None,
        })
        .collect();
    let mut lines = Vec::new();
    if !attributes.is_empty() {
        lines.push(attributes.join(" "));
    }
    let mut imports = Vec::new();
    for detail in &entry.details {
        match detail {
            Detail::Attribute(_) => {}
            Detail::Line(text) => match text.strip_prefix("import ") {
                Some(class) => imports.push(class),
                None => lines.push(text.clone()),
            },
        }
    }
    if reasons == Reasons::Whole && !imports.is_empty() {
        lines.push(format!("imports {}", imports.join(", ")));
    }
    lines
}

/// The entries, each with its reason, their terms aligned.
pub(super) fn entries(
    entries: &[&Entry<'_>],
    reasons: Reasons,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    // One long name must not push the terms of all others out of sight.
    const WIDEST: usize = 72;
    let widths = entries.iter().map(|entry| entry.name.width());
    let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or(0);
    for entry in entries {
        let head = format!("  {:width$}  {}", entry.name, terms(entry));
        writeln!(terminal.out, "{}", head.trim_end())?;
        for line in details(entry, reasons) {
            writeln!(terminal.out, "      {line}")?;
        }
        uncertain(entry, terminal)?;
        why(entry.why, reasons, terminal)?;
        if reasons == Reasons::Whole {
            for (first, second) in entry.brackets() {
                dim(
                    &format!("not inspected between {first} and {second}"),
                    terminal,
                )?;
            }
        }
    }
    Ok(())
}

/// Says that nobody knows whether `entry` holds.
pub(super) fn uncertain(entry: &Entry<'_>, terminal: &mut Terminal) -> Result<(), Stop> {
    if let Some((first, second)) = entry.uncertain {
        let warning = Style::new().bold();
        writeln!(
            terminal.out,
            "      {warning}uncertain:{warning:#} not inspected between {first} and {second}"
        )?;
    }
    Ok(())
}

/// How much of a reason is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reasons {
    /// What it is for, and who says so best.
    Brief,
    /// Also who else, how it is known, and what documents got wrong.
    Whole,
}

impl Reasons {
    /// All of it where `all`.
    pub(super) fn new(all: bool) -> Self {
        if all { Self::Whole } else { Self::Brief }
    }
}

/// Where something is known from.
pub(super) fn why(why: &Why, reasons: Reasons, terminal: &mut Terminal) -> Result<(), Stop> {
    let note = why
        .note
        .as_deref()
        .map(|note| format!("{note} "))
        .unwrap_or_default();
    if reasons == Reasons::Brief {
        let more = why.docs.len().saturating_sub(1);
        let more = if more == 0 {
            String::new()
        } else {
            format!(" +{more}")
        };
        let best = why.docs.first().map(String::as_str).unwrap_or_default();
        return dim(&format!("{note}[{best}{more}]"), terminal);
    }
    dim(
        &format!("{note}[{}: {}]", confidence(why), why.docs.join(", ")),
        terminal,
    )?;
    if let Some(correction) = &why.correction {
        dim(&format!("corrected: {correction}"), terminal)?;
    }
    Ok(())
}

/// How it is known, in a word.
pub(super) fn confidence(why: &Why) -> &'static str {
    use crate::catalogue::schema::Confidence::{Binary, Documented, Field, Inferred};
    match why.confidence {
        Documented => "documented",
        Binary => "binary",
        Field => "field",
        Inferred => "inferred",
    }
}

/// The documents that were named with `whys`.
pub(super) fn sources<'w>(
    vendor: &Vendor,
    whys: impl IntoIterator<Item = &'w Why>,
    reasons: Reasons,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let named = match reasons {
        Reasons::Brief => 1,
        Reasons::Whole => usize::MAX,
    };
    let cited: BTreeSet<&str> = whys
        .into_iter()
        .flat_map(|why| why.docs.iter().take(named).map(String::as_str))
        .collect();
    let documents: Vec<[String; 2]> = vendor
        .documents
        .iter()
        .filter(|(key, _)| cited.contains(key.as_str()))
        .map(|(key, title)| [key.clone(), title.clone()])
        .collect();
    section("sources", &documents, terminal)
}

/// `, since 3.0.1`; nothing where the gate is open.
pub(super) fn gate(versions: &Gate) -> String {
    if versions.is_unbounded() {
        String::new()
    } else {
        format!(", {versions}")
    }
}
