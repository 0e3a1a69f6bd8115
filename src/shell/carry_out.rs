//! An outcome shown and written.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use super::outcome::{Outcome, PlannedFile};
use super::{Status, Stop, Terminal, diff};
use crate::cli::PreviewArgs;
use crate::manifest::{fragment, value};
use crate::plan::Verb;
use crate::project::{FileChange, Transaction};
use crate::render;
use crate::report::human::printable;

impl Outcome {
    /// Prints, and writes unless `preview` says otherwise.
    pub(super) fn carry_out(
        &self,
        transaction: &Transaction,
        preview: &PreviewArgs,
        terminal: &mut Terminal,
    ) -> Result<Status, Stop> {
        terminal.findings(&self.findings)?;
        let changed: Vec<&PlannedFile> =
            self.files.iter().filter(|file| file.is_change()).collect();
        if preview.diff {
            for file in &changed {
                self.print_diff(file, transaction, terminal)?;
            }
        }
        if changed.is_empty() {
            writeln!(terminal.out, "nothing changed")?;
            return Ok(Status::Clean);
        }
        if !preview.check && !preview.diff {
            let changes: Vec<FileChange<'_>> = changed
                .iter()
                .map(|file| FileChange {
                    path: &file.path,
                    before: file.before.as_ref().map(|text| text.as_str()),
                    after: file.after.as_ref().map(|text| text.as_str()),
                })
                .collect();
            transaction.commit(&changes)?;
        }
        if preview.check || !preview.diff {
            self.print_summary(&changed, transaction, preview, terminal)?;
        }
        Ok(if preview.check {
            Status::Changes
        } else {
            Status::Clean
        })
    }

    fn print_summary(
        &self,
        changed: &[&PlannedFile],
        transaction: &Transaction,
        preview: &PreviewArgs,
        terminal: &mut Terminal,
    ) -> Result<(), Stop> {
        let shown: Vec<String> = changed
            .iter()
            .map(|file| printable(&transaction.shown(&file.path)).into_owned())
            .collect();
        let width = shown
            .iter()
            .map(|path| path.chars().count())
            .max()
            .unwrap_or(0);
        let bold = Style::new().bold();
        for (file, path) in changed.iter().zip(&shown) {
            let verb = if preview.check {
                format!("would be {}", file.verb())
            } else {
                file.verb().to_owned()
            };
            let line = format!("{bold}{verb}{bold:#}  {path:width$}  {}", file.summary);
            writeln!(terminal.out, "{}", line.trim_end())?;
            let is_manifest = path == &shown[0] && !self.changes.is_empty();
            if is_manifest && (preview.verbose || preview.check) {
                self.print_changes(preview.verbose, terminal)?;
            }
        }
        Ok(())
    }

    fn print_changes(&self, reasons: bool, terminal: &mut Terminal) -> Result<(), Stop> {
        let dim = Style::new().dimmed();
        for change in &self.changes {
            let color = Style::new().fg_color(Some(
                match change.verb {
                    Verb::Add => AnsiColor::Green,
                    Verb::Update => AnsiColor::Yellow,
                    Verb::Remove => AnsiColor::Red,
                    Verb::Adopt => AnsiColor::Blue,
                }
                .into(),
            ));
            let (sign, what) = (change.verb.sign(), printable(&change.what));
            writeln!(terminal.out, "  {color}{sign}{color:#} {what}")?;
            if reasons && !change.formerly.is_empty() {
                let vendors = change.formerly.join(", ");
                writeln!(
                    terminal.out,
                    "      {dim}no longer needed by {vendors}{dim:#}"
                )?;
            }
            for origin in change.origins.iter().filter(|_| reasons) {
                let note = match &origin.note {
                    Some(note) => format!(": {note}"),
                    None => String::new(),
                };
                writeln!(terminal.out, "      {dim}{origin}{note}{dim:#}")?;
                if let Some((first, others)) = origin.documents.split_first() {
                    let more = match others.len() {
                        0 => String::new(),
                        count => format!(", and {count} more"),
                    };
                    writeln!(terminal.out, "        {dim}[{first}]{more}{dim:#}")?;
                }
            }
        }
        Ok(())
    }

    fn print_diff(
        &self,
        file: &PlannedFile,
        transaction: &Transaction,
        terminal: &mut Terminal,
    ) -> Result<(), Stop> {
        let path = transaction.shown(&file.path);
        let before = file.before.as_ref().map(|text| text.as_str());
        let after = file.after.as_ref().map(|text| text.as_str());
        diff::print(
            &path,
            before,
            after,
            |line| self.without_confidential(line),
            terminal,
        )?;
        Ok(())
    }

    /// `line` of a diff with the values that must not be shown covered.
    fn without_confidential(&self, line: &str) -> String {
        let mut shown = line.to_owned();
        for (value, source) in &self.confidential {
            for form in [
                value.clone(),
                value::encode_string(value).into_owned(),
                render::java_string(value).trim_matches('"').to_owned(),
                fragment::escape(value, '"'),
            ] {
                shown = shown.replace(&form, &format!("<{source}>"));
            }
        }
        // An old value is not known any more, only where it would stand.
        if self.hide_old_values && shown.starts_with('-') {
            for before in [" = \"", ":value=\""] {
                if let Some((start, rest)) = shown.split_once(before)
                    && let Some((_, end)) = rest.rsplit_once('"')
                {
                    shown = format!("{start}{before}<hidden>\"{end}");
                }
            }
        }
        shown
    }
}
