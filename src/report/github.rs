//! Findings as commands in the log of GitHub Actions, which shows them beside the lines of a change.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Report;
use super::human::printable;
use super::place::Place;
use crate::finding::{Finding, Label, Severity};

/// One line a finding: `::error file=…,line=…,…,title=…::message`.
///
/// No value can end its line, begin a property or a command, or steer a terminal.
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in report.findings {
        let kind = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let title = property(&format!("{} {}", finding.code.id(), finding.code.name()));
        let place = finding.labels.first().map(place).unwrap_or_default();
        let message = data(&message(finding));
        let _ = writeln!(out, "::{kind} {place}title={title}::{message}");
    }
    out
}

/// `file=a.xml,line=1,col=2,endLine=1,endColumn=5,`
///
/// GitHub takes columns only of a place within one line.
fn place(label: &Label) -> String {
    let place = Place::of(&label.file, &label.span);
    let file = property(&label.file.name);
    let (line, end) = (place.start.line, place.last_line());
    if place.start.line == place.end.line {
        let (column, end_column) = (place.start.column, place.end.column);
        format!("file={file},line={line},col={column},endLine={end},endColumn={end_column},")
    } else {
        format!("file={file},line={line},endLine={end},")
    }
}

/// What is wrong, what to write instead, and the other places.
fn message(finding: &Finding) -> String {
    let mut message = finding.message.clone();
    if let Some(help) = finding.advice() {
        let _ = write!(message, "\nhelp: {help}");
    }
    for label in finding.labels.iter().skip(1) {
        let start = label.file.line_column(label.span.start);
        let (file, text) = (&label.file.name, &label.text);
        let _ = write!(message, "\n{file}:{}:{}: {text}", start.line, start.column);
    }
    message
}

/// `text` behind the `::` of a command. The runner takes back exactly these escapes.
fn data(text: &str) -> String {
    escape(
        printable(text),
        &[('%', "%25"), ('\r', "%0D"), ('\n', "%0A")],
    )
}

/// `text` as a property of a command.
fn property(text: &str) -> String {
    let text = data(text);
    escape(Cow::Owned(text), &[(':', "%3A"), (',', "%2C")])
}

fn escape(text: Cow<'_, str>, escapes: &[(char, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match escapes.iter().find(|(escaped, _)| *escaped == c) {
            Some((_, escape)) => out.push_str(escape),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_values() {
        assert_eq!(data("100%\r\n::add-mask::x"), "100%25%0D%0A::add-mask::x");
        assert_eq!(property("a,b:c%2C\nd"), "a%2Cb%3Ac%252C%0Ad");
        assert_eq!(data("\u{1b}[31m\r"), "?[31m?");
    }
}
