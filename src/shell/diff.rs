//! What changes in a file, as a diff.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

use super::Terminal;
use crate::report::human::printable;

/// Prints what leads from `before` to `after` of the file shown as `name`; no text is no file. Each
/// line is shown as `cover` gives it.
pub(super) fn print(
    name: &str,
    before: Option<&str>,
    after: Option<&str>,
    cover: impl Fn(&str) -> String,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let side = |text: Option<&str>, side: &str| match text {
        Some(_) => format!("{side}/{name}"),
        None => "/dev/null".to_owned(),
    };
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    let text = diff
        .unified_diff()
        .header(&side(before, "a"), &side(after, "b"))
        .to_string();
    for line in text.lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => Style::new().fg_color(Some(AnsiColor::Green.into())),
            Some(b'-') => Style::new().fg_color(Some(AnsiColor::Red.into())),
            Some(b'@') => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
            _ => Style::new(),
        };
        let shown = cover(line);
        writeln!(terminal.out, "{style}{}{style:#}", printable(&shown))?;
    }
    Ok(())
}
