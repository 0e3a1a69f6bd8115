//! `pushweave explain`

use std::io::Write as _;

use super::{Status, Stop, Terminal};
use crate::cli::{ExplainArgs, Format};
use crate::finding::{Code, Finding, did_you_mean};
use crate::lint;
use crate::report::{json, pages};

/// Prints the page of a rule.
pub(super) fn explain(args: &ExplainArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let Some(rule) = lint::find(&args.rule) else {
        return Err(unknown(&args.rule).into());
    };
    let text = match args.format {
        Format::Human => pages::terminal(rule),
        Format::Json => json::rule(rule),
        Format::Markdown => pages::markdown(rule, 1),
    };
    terminal.out.write_all(text.as_bytes())?;
    Ok(Status::Clean)
}

fn unknown(word: &str) -> Finding {
    let finding = Finding::error(Code::ARGUMENT_INVALID, format!("there is no rule `{word}`"));
    let codes = lint::ALL.iter().map(|rule| rule.code.id());
    let names = lint::ALL.iter().map(|rule| rule.code.name());
    let meant = did_you_mean(&word.to_uppercase(), codes)
        .or_else(|| did_you_mean(&word.to_lowercase(), names));
    finding.help(match meant {
        Some(meant) => format!("did you mean `{meant}`? `pushweave rules` lists them all"),
        None => "`pushweave rules` lists them all".to_owned(),
    })
}
