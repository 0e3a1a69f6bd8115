//! Where a range of bytes stands, for the formats that programs read.

use std::ops::Range;

use crate::source::{BOM, LineColumn, SourceFile};

/// The first character of a range and the one behind its last.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
    /// Offsets in the file as it is on disk, with its byte order mark if it has one.
    pub(super) bytes: Range<usize>,
}

impl Place {
    pub(super) fn of(file: &SourceFile, span: &Range<usize>) -> Self {
        let mark = if file.bom { BOM.len() } else { 0 };
        let end = span.end.max(span.start);
        Self {
            start: file.line_column(span.start),
            end: file.line_column(end),
            bytes: span.start + mark..end + mark,
        }
    }

    /// The last line of which a character is in the range.
    pub(super) fn last_line(&self) -> usize {
        if self.end.column == 1 && self.end.line > self.start.line {
            self.end.line - 1
        } else {
            self.end.line
        }
    }
}
