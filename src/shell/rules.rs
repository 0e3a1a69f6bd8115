//! `pushweave rules`

use std::io::Write as _;

use anstyle::Style;

use super::table::table;
use super::{Status, Stop, Terminal};
use crate::cli::{Format, RulesArgs};
use crate::lint;
use crate::report::{json, pages};

/// Lists the rules.
pub(super) fn rules(args: &RulesArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    match args.format {
        Format::Human => list(terminal)?,
        Format::Json => terminal.out.write_all(json::rules(lint::ALL).as_bytes())?,
        Format::Markdown => terminal.out.write_all(pages::all(lint::ALL).as_bytes())?,
    }
    Ok(Status::Clean)
}

/// A row a rule; what each finds would make the rows too long, so that stands below them.
fn list(terminal: &mut Terminal) -> Result<(), Stop> {
    let header = ["code", "name", "severity", "fix", "reads"].map(str::to_owned);
    let rows: Vec<[String; 5]> = lint::ALL
        .iter()
        .map(|rule| {
            [
                rule.code.id().to_owned(),
                rule.code.name().to_owned(),
                pages::default_severity(rule),
                rule.remedy.word().to_owned(),
                pages::reads(rule),
            ]
        })
        .collect();
    table(Some(header), &rows, "", terminal)?;
    let bold = Style::new().bold();
    writeln!(terminal.out)?;
    for rule in lint::ALL {
        let (code, summary) = (rule.code.id(), rule.summary());
        writeln!(terminal.out, "{bold}{code}{bold:#}  {summary}")?;
    }
    writeln!(
        terminal.err,
        "\n`pushweave explain CODE` prints the page of a rule"
    )?;
    Ok(())
}
