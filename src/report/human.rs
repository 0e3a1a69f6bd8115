//! Findings with the source underlined. The only place that knows miette.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use super::{Report, redaction};
use crate::finding::{Finding, Label, Safety, Severity};
use crate::source::{SourceFile, line_column, line_starts};

/// How findings are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether colours are used.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

/// All of `report`: its findings, marked with `[*]` where `--fix` mends them, and what they come to.
pub fn report(report: &Report<'_>, look: Look) -> String {
    let mut sources = Sources::default();
    let findings = report.findings.iter();
    let drawings = findings.map(|finding| Drawing::marked(finding, &mut sources));
    let mut out = draw(drawings, look);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&report.summary().line(report));
    out.push('\n');
    out
}

/// All of `findings`, one after the other.
pub fn findings(findings: &[Finding], look: Look) -> String {
    let mut sources = Sources::default();
    let drawings = findings.iter();
    let drawings = drawings.map(|finding| Drawing::new(finding, &mut sources));
    draw(drawings, look)
}

fn draw(drawings: impl Iterator<Item = Drawing>, look: Look) -> String {
    let theme = if look.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false)
        .with_context_lines(1);
    let mut out = String::new();
    for (at, drawing) in drawings.enumerate() {
        if at > 0 {
            out.push('\n');
        }
        for part in std::iter::once(&drawing).chain(&drawing.related) {
            if handler.render_report(&mut out, part).is_err() {
                out.push_str(&part.message);
                out.push('\n');
            }
        }
    }
    out
}

/// `2 errors, 1 warning`; empty where there are none.
pub fn tally(findings: &[Finding]) -> String {
    let count = |severity: Severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let parts = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Info), "note"),
    ];
    parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(*count, word))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `1 rule`, `2 rules`.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// A finding as miette takes it. One drawing shows one file; what stands in other files is related.
#[derive(Debug)]
struct Drawing {
    message: String,
    code: Option<String>,
    severity: miette::Severity,
    help: Option<String>,
    source: Option<Excerpt>,
    labels: Vec<(Range<usize>, String)>,
    related: Vec<Drawing>,
}

/// How many lines two labels may lie apart to share a drawing.
const NEAR: usize = 3;

impl Drawing {
    fn new(finding: &Finding, sources: &mut Sources) -> Self {
        let severity = match finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        };
        let first = finding.labels.first().map(|label| &label.file);
        let line = |label: &Label| label.file.line_column(label.span.start).line;
        // What lies between two labels is drawn too, so far ones get a drawing of their own.
        let here = |label: &&Label| {
            finding.labels.first().is_some_and(|first| {
                Arc::ptr_eq(&first.file, &label.file) && line(first).abs_diff(line(label)) <= NEAR
            })
        };
        let related = finding
            .labels
            .iter()
            .filter(|label| !here(label))
            .map(|label| Self {
                message: printable(&label.text).into_owned(),
                code: None,
                severity: miette::Severity::Advice,
                help: None,
                source: Some(sources.of(&label.file, redaction::hidden(finding, &label.file))),
                labels: vec![(label.span.clone(), "here".into())],
                related: Vec::new(),
            })
            .collect();
        Self {
            message: printable(&finding.message).into_owned(),
            code: Some(format!("{} {}", finding.code.id(), finding.code.name())),
            severity,
            help: finding
                .advice()
                .as_deref()
                .map(|help| printable(help).into_owned()),
            source: first.map(|file| sources.of(file, finding.redacted())),
            labels: finding
                .labels
                .iter()
                .filter(here)
                .map(|label| (label.span.clone(), printable(&label.text).into_owned()))
                .collect(),
            related,
        }
    }

    /// The same with what can be done about it. A fix that has to be asked for has no mark.
    fn marked(finding: &Finding, sources: &mut Sources) -> Self {
        let mut drawing = Self::new(finding, sources);
        let Some(fix) = &finding.fix else {
            return drawing;
        };
        if let (Safety::Safe, Some(code)) = (fix.safety, &mut drawing.code) {
            code.push_str(" [*]");
        }
        if drawing.help.is_none() {
            drawing.help = Some(printable(&fix.title).into_owned());
        }
        drawing
    }
}

/// The texts of files as they are shown, each made once.
#[derive(Default)]
struct Sources(HashMap<*const SourceFile, Excerpt>);

impl Sources {
    /// The text of `file` as it may be shown: what would steer a terminal, and what is `redacted`,
    /// is covered by characters of the same length, so that all offsets stay right.
    fn of(&mut self, file: &Arc<SourceFile>, redacted: &[Range<usize>]) -> Excerpt {
        let cover = || {
            let text = redaction::cover(printable(&file.text).into_owned(), redacted);
            Excerpt(Arc::new(Shown {
                name: printable(&file.name).into_owned(),
                lines: line_starts(&text),
                text,
            }))
        };
        if redacted.is_empty() {
            self.0
                .entry(Arc::as_ptr(file))
                .or_insert_with(cover)
                .clone()
        } else {
            cover()
        }
    }
}

/// A source of which miette gets the lines around a span, and of lines that nobody could read only
/// the span's surroundings.
#[derive(Clone, Debug)]
struct Excerpt(Arc<Shown>);

/// The text of a file as it is shown.
#[derive(Debug)]
struct Shown {
    name: String,
    text: String,
    /// Where its lines begin.
    lines: Vec<usize>,
}

/// The length in bytes from which a line is cut.
const LONG_LINE: usize = 600;
/// What is shown of such a line, on both sides of the span's start.
const SURROUNDINGS: usize = 60;

impl Shown {
    fn contents<'a>(
        &'a self,
        data: &'a [u8],
        span: SourceSpan,
        (line, column): (usize, usize),
        count: usize,
    ) -> Box<dyn SpanContents<'a> + 'a> {
        let name = self.name.clone();
        Box::new(MietteSpanContents::new_named(
            name, data, span, line, column, count,
        ))
    }

    /// The span alone, which is read for the place in the heading. miette would count bytes.
    fn place<'a>(
        &'a self,
        span: &SourceSpan,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let bytes = self.text.as_bytes().get(start..end);
        let bytes = bytes.ok_or(MietteError::OutOfBounds)?;
        let at = line_column(&self.text, &self.lines, start);
        Ok(self.contents(bytes, *span, (at.line - 1, at.column - 1), 1))
    }

    /// The lines from `before` ones above the span to `after` ones below, with one to spare, and the
    /// number of the first, from nought. miette would look through the whole text.
    fn window(&self, span: &SourceSpan, before: usize, after: usize) -> (usize, Range<usize>) {
        let line = |at: usize| self.lines.partition_point(|start| *start <= at).max(1) - 1;
        let first = line(span.offset()).saturating_sub(before + 1);
        let last = line(span.offset() + span.len()) + after + 2;
        let end = self.lines.get(last).copied().unwrap_or(self.text.len());
        (first, self.lines[first]..end)
    }

    fn boundary(&self, mut at: usize) -> usize {
        at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let shown = &*self.0;
        if lines_before == 0 && lines_after == 0 {
            return shown.place(span);
        }
        let (first, window) = shown.window(span, lines_before, lines_after);
        let within = (span.offset() - window.start, span.len()).into();
        let lines = &shown.text.as_bytes()[window.clone()];
        let part = lines.read_span(&within, lines_before, lines_after)?;
        let is_long = |line: &[u8]| line.len() > LONG_LINE;
        if !part.data().split(|byte| *byte == b'\n').any(is_long) {
            let place = (part.span().offset() + window.start, part.span().len());
            let at = (part.line() + first, part.column());
            return Ok(shown.contents(part.data(), place.into(), at, part.line_count()));
        }
        let at = shown.boundary(span.offset());
        let number = line_column(&shown.text, &shown.lines, at).line - 1;
        let line = shown.lines[number];
        let next = shown.lines.get(number + 1).map(|next| next - 1);
        let line_end = next.unwrap_or(shown.text.len());
        let start = shown.boundary(at.saturating_sub(SURROUNDINGS)).max(line);
        let end = shown.boundary(at + SURROUNDINGS).min(line_end);
        let column = shown.text[line..start].chars().count();
        let data = &shown.text.as_bytes()[start..end];
        let place = (start, end - start).into();
        Ok(shown.contents(data, place, (number, column), 1))
    }
}

/// `text` with every character that would steer a terminal covered, byte for byte.
pub fn printable(text: &str) -> Cow<'_, str> {
    let lone_return = |at: usize| !text[at + 1..].starts_with('\n');
    let covered = |at: usize, c: char| match c {
        '\n' | '\t' => false,
        '\r' => lone_return(at),
        _ => steers(c),
    };
    if !text.char_indices().any(|(at, c)| covered(at, c)) {
        return Cow::Borrowed(text);
    }
    let cover = |(at, c): (usize, char)| match c.len_utf8() {
        _ if !covered(at, c) => c,
        1 => '?',
        2 => '\u{bf}',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.char_indices().map(cover).collect())
}

/// Whether `c` is a command to a terminal, or changes the order in which others are shown.
pub(super) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let code = self.code.as_ref()?;
        Some(Box::new(code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.labels.iter().enumerate().map(|(at, (span, text))| {
            let span = span.clone();
            if at == 0 {
                LabeledSpan::new_primary_with_span(Some(text.clone()), span)
            } else {
                LabeledSpan::new_with_span(Some(text.clone()), span)
            }
        });
        Some(Box::new(labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        let text = "a\u{1b}[31m\u{9b}\u{202e}b\r\nc\rd\te";
        let shown = printable(text);
        assert_eq!(shown, "a?[31m\u{bf}\u{fffd}b\r\nc?d\te");
        assert_eq!(shown.len(), text.len());
        assert!(matches!(printable("plain\r\n"), Cow::Borrowed(_)));
    }
}
