//! Tables on a terminal.

use std::io::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::{Stop, Terminal};

/// Rows in aligned columns; the last column is not padded.
pub(in crate::shell) fn table<const N: usize>(
    header: Option<[String; N]>,
    rows: &[[String; N]],
    indent: &str,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let width = |column: usize| {
        let cells = header.iter().chain(rows).map(|row| row[column].width());
        cells.max().unwrap_or(0)
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
                line.push_str(&" ".repeat(widths[column] - cell.width() + 2));
            }
        }
        writeln!(terminal.out, "{style}{}{style:#}", line.trim_end())?;
    }
    Ok(())
}
