//! A place in a file.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::source::SourceFile;

/// A place in a file. How it looks for debugging shows nothing of the text, in which secrets may
/// stand.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes.
    pub span: Range<usize>,
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:?}", self.file.name, self.span)
    }
}

impl Place {
    /// What stands there.
    pub fn text(&self) -> &str {
        self.file.text.get(self.span.clone()).unwrap_or_default()
    }

    /// The same without the quotes around it, where there are any.
    #[must_use]
    pub fn unquoted(&self) -> Self {
        let text = self.text();
        let quotes = ["\"\"\"", "'''", "\"", "'"];
        let quote = quotes.into_iter().find(|quote| {
            let length = quote.len();
            text.len() >= 2 * length && text.starts_with(quote) && text.ends_with(quote)
        });
        let inset = quote.map_or(0, str::len);
        Self {
            file: Arc::clone(&self.file),
            span: self.span.start + inset..self.span.end - inset,
        }
    }

    /// Whether `other` stands in it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file, &other.file)
            && self.span.start <= other.span.start
            && other.span.end <= self.span.end
    }
}
