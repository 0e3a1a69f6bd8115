//! What an upgrade asks of an app.

use std::io::Write as _;

use anstyle::Style;

use super::super::{Stop, Terminal};
use super::choose::{self, Chosen};
use super::print::{self, Reasons};
use super::{json, page, show};
use crate::catalogue::Vendor;
use crate::catalogue::schema::{Mistake, Why};
use crate::catalogue::setup::{Entry, Part, Topic};
use crate::catalogue::upgrade::{Alteration, Cause, Step, Upgrade, between};
use crate::cli::{Format, VendorsArgs};
use crate::finding::{Code, Finding};

/// Prints the way from `--since` to `--until`.
pub(super) fn upgrade(
    vendor: &Vendor,
    args: &VendorsArgs,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let from = choose::version(vendor, args.since.as_deref())?;
    let to = choose::version(vendor, args.until.as_deref())?;
    if to < from {
        let message = format!("{to} is older than {from}");
        return Err(Finding::error(Code::ARGUMENT_INVALID, message)
            .help("give the older version to `--since`")
            .into());
    }
    let chosen = choose::deliveries(vendor, (&from, args.from_delivery), (&to, args.delivery))?;
    let upgrade = between(vendor, (&from, chosen.0.delivery), (&to, chosen.1.delivery));
    match args.format {
        Format::Json => {
            let document = json::upgrade(vendor, &upgrade, (&chosen.0, &chosen.1));
            writeln!(terminal.out, "{document:#}")?;
        }
        Format::Markdown => write!(terminal.out, "{}", page::upgrade(vendor, &upgrade))?,
        Format::Human => human(vendor, &upgrade, chosen, args.all, terminal)?,
    }
    Ok(())
}

fn human(
    vendor: &Vendor,
    upgrade: &Upgrade<'_>,
    chosen: (Chosen, Chosen),
    all: bool,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let reasons = Reasons::new(all);
    let mut cited: Vec<&Why> = Vec::new();
    head(vendor, upgrade, chosen, terminal)?;
    for topic in Topic::ALL {
        for (place, verb) in verbs(topic).into_iter().enumerate() {
            let of_topic = |step: &&Step<'_>| step.topic() == topic && step.place() == place;
            let steps: Vec<&Step<'_>> = upgrade.steps.iter().filter(of_topic).collect();
            if steps.is_empty() {
                continue;
            }
            print::heading(&format!("{topic}: {verb}"), terminal)?;
            for step in steps {
                cited.push(match step {
                    Step::Remove(entry, cause) => because(upgrade, entry, cause).1,
                    other => other.entry().why,
                });
                show_step(upgrade, step, reasons, terminal)?;
            }
        }
    }
    uncertain(upgrade, terminal)?;
    aar(upgrade, reasons, all, terminal)?;
    if !upgrade.changes.is_empty() {
        print::heading("release by release", terminal)?;
    }
    let widths = upgrade
        .changes
        .iter()
        .map(|change| change.version.as_str().len());
    let width = widths.max().unwrap_or(0);
    for change in &upgrade.changes {
        cited.push(&change.why);
        writeln!(
            terminal.out,
            "  {:width$}  {}",
            change.version.as_str(),
            change.text
        )?;
        print::why(&change.why, reasons, terminal)?;
    }
    let of_age = |wanted: bool| -> Vec<&Mistake> {
        let mistakes = upgrade
            .mistakes
            .iter()
            .filter(|(is_new, _)| *is_new == wanted);
        mistakes.map(|(_, mistake)| *mistake).collect()
    };
    let (new, old) = (of_age(true), of_age(false));
    cited.extend(new.iter().map(|mistake| &mistake.why));
    show::mistakes("mistakes that were none before", &new, reasons, terminal)?;
    if all {
        cited.extend(old.iter().map(|mistake| &mistake.why));
        show::mistakes("common mistakes", &old, reasons, terminal)?;
    }
    print::sources(vendor, cited, reasons, terminal)?;
    if !all && !old.is_empty() {
        let count = old.len();
        writeln!(
            terminal.out,
            "\n`--all` lists what people get wrong anyway, too ({count})"
        )?;
    }
    Ok(())
}

fn head(
    vendor: &Vendor,
    upgrade: &Upgrade<'_>,
    chosen: (Chosen, Chosen),
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let bold = Style::new().bold();
    let (from, to) = (&upgrade.from, &upgrade.to);
    writeln!(
        terminal.out,
        "{bold}{} from {} as {} to {} as {}{bold:#}",
        vendor.name,
        from.version,
        from.delivery.in_words(),
        to.version,
        to.delivery.in_words(),
    )?;
    for (setup, chosen, option) in [
        (from, chosen.0, "--from-delivery"),
        (to, chosen.1, "--delivery"),
    ] {
        if chosen.assumed {
            writeln!(
                terminal.out,
                "{} comes in both forms: {} is assumed, `{option}` says otherwise",
                setup.version,
                setup.delivery.in_words(),
            )?;
        }
    }
    if upgrade.is_empty() {
        writeln!(terminal.out, "\nNothing changes for the app.")?;
    }
    Ok(())
}

/// What is done to what is new, different and gone.
pub(super) fn verbs(topic: Topic) -> [&'static str; 3] {
    match topic {
        Topic::Levels => ["new limits", "other limits", "no limits any more"],
        Topic::Code => ["new", "different", "gone"],
        _ => ["add", "change", "take out"],
    }
}

fn show_step(
    upgrade: &Upgrade<'_>,
    step: &Step<'_>,
    reasons: Reasons,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    // It is published under many names, and an app takes any one of them.
    if step.entry().table == "artifact" && reasons == Reasons::Brief {
        writeln!(terminal.out, "  artifact {}", step.entry().name)?;
        return Ok(());
    }
    match step {
        Step::Add(entry) => show::tagged(&[entry], reasons, terminal),
        Step::Alter(alteration) => show_alteration(alteration, reasons, terminal),
        Step::Remove(entry, cause) => {
            writeln!(terminal.out, "  {}", print::named(entry))?;
            let (reason, why) = because(upgrade, entry, cause);
            writeln!(terminal.out, "      {reason}")?;
            print::uncertain(entry, terminal)?;
            print::why(why, reasons, terminal)
        }
    }
}

/// Why an entry goes, in words, and where that is known from.
pub(super) fn because<'v>(
    upgrade: &Upgrade<'v>,
    entry: &Entry<'v>,
    cause: &Cause<'v>,
) -> (String, &'v Why) {
    let by = match cause {
        Cause::InAar(by) => return ("the AAR brings it".to_owned(), by.why),
        Cause::Obsolete(by) if entry.part == Part::App => {
            return ("nothing needs it any more".to_owned(), by.why);
        }
        Cause::Obsolete(by) => {
            return ("nothing needs it; it may still be there".to_owned(), by.why);
        }
        Cause::Gone => entry.why,
    };
    let to = &upgrade.to;
    let reason = match &entry.versions.until {
        Some(until) if *until <= to.version => format!("not since {until}"),
        _ if entry.table == "target-sdk" => "no limit any more".to_owned(),
        _ if upgrade.from.delivery != to.delivery => format!("not with {}", to.delivery.in_words()),
        _ => "not with this release".to_owned(),
    };
    (reason, by)
}

/// Names what may or may not hold before or after.
fn uncertain(upgrade: &Upgrade<'_>, terminal: &mut Terminal) -> Result<(), Stop> {
    let rows: Vec<[String; 3]> = upgrade
        .uncertain
        .iter()
        .filter_map(|(version, entry)| {
            let (first, second) = entry.uncertain?;
            Some([
                version.to_string(),
                print::named(entry),
                format!("not inspected between {first} and {second}"),
            ])
        })
        .collect();
    print::section("uncertain", &rows, terminal)
}

fn show_alteration(
    alteration: &Alteration<'_>,
    reasons: Reasons,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let entry = &alteration.after;
    writeln!(terminal.out, "  {}", print::named(entry))?;
    let (gone, new) = alteration.differences();
    for line in gone {
        writeln!(terminal.out, "    - {line}")?;
    }
    for line in new {
        writeln!(terminal.out, "    + {line}")?;
    }
    if alteration.aar_has_the_rest {
        writeln!(terminal.out, "      the AAR brings the rest")?;
    }
    print::uncertain(entry, terminal)?;
    print::why(entry.why, reasons, terminal)
}

fn aar(
    upgrade: &Upgrade<'_>,
    reasons: Reasons,
    all: bool,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    for (title, entries) in [
        ("the AAR brings", &upgrade.brought),
        ("the AAR no longer brings", &upgrade.dropped),
    ] {
        if entries.is_empty() {
            continue;
        }
        let entries: Vec<&Entry<'_>> = entries.iter().collect();
        print::heading(title, terminal)?;
        if all {
            show::tagged(&entries, reasons, terminal)?;
        } else {
            writeln!(
                terminal.out,
                "  {} (`--all` lists them)",
                show::counts(&entries)
            )?;
        }
    }
    Ok(())
}
