//! Text edits: replacements of byte ranges of one immutable text.
//!
//! Nothing here knows what the text means. A pass over a file collects edits in the offsets of the
//! text that it read, and applies them once; positions and mutation never mix.

use std::ops::Range;

/// The replacement of `range` of the original text by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte offsets in the original text.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Inserts `text` before the byte at `at`.
    pub fn insertion(at: usize, text: impl Into<String>) -> Self {
        Self {
            range: at..at,
            text: text.into(),
        }
    }

    /// Deletes `range`.
    pub fn deletion(range: Range<usize>) -> Self {
        Self {
            range,
            text: String::new(),
        }
    }

    /// Puts `text` in the place of `range`.
    pub fn replacement(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }
}

/// Two edits of one set wanted the same bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The edit that comes first in the text.
    pub first: Edit,
    /// The edit that starts before the first one ends.
    pub second: Edit,
}

/// Edits of one text.
///
/// Invariant: sorted by start, and disjoint. Insertions at one offset keep the order in which they
/// were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSet {
    edits: Vec<Edit>,
}

impl EditSet {
    /// Sorts `edits` and checks that no two of them touch the same bytes.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, Overlap> {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        for pair in edits.windows(2) {
            if pair[1].range.start < pair[0].range.end {
                return Err(Overlap {
                    first: pair[0].clone(),
                    second: pair[1].clone(),
                });
            }
        }
        Ok(Self { edits })
    }

    /// Whether the set changes nothing.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edits, in the order of the text.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The text after all edits.
    pub fn apply(&self, original: &str) -> String {
        let grown: usize = self.edits.iter().map(|edit| edit.text.len()).sum();
        let mut out = String::with_capacity(original.len() + grown);
        let mut copied = 0;
        for edit in &self.edits {
            out.push_str(&original[copied..edit.range.start]);
            out.push_str(&edit.text);
            copied = edit.range.end;
        }
        out.push_str(&original[copied..]);
        out
    }

    /// The edits that lead from the result of [`EditSet::apply`] back to `original`.
    pub fn inverse(&self, original: &str) -> Self {
        let mut shift = 0isize;
        let mut edits = Vec::with_capacity(self.edits.len());
        for edit in &self.edits {
            let start = edit.range.start.saturating_add_signed(shift);
            edits.push(Edit {
                range: start..start + edit.text.len(),
                text: original[edit.range.clone()].to_owned(),
            });
            shift += edit.text.len() as isize - edit.range.len() as isize;
        }
        Self { edits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applies_in_the_order_of_the_text() {
        let set = EditSet::new(vec![
            Edit::insertion(6, "c"),
            Edit::deletion(1..3),
            Edit::insertion(6, "d"),
            Edit::replacement(0..1, "X"),
        ])
        .expect("disjoint");
        assert_eq!(set.apply("0123456"), "X345cd6");
        assert_eq!(
            set.inverse("0123456").apply(&set.apply("0123456")),
            "0123456"
        );
    }

    #[test]
    fn refuses_overlapping_edits() {
        let overlap = EditSet::new(vec![Edit::deletion(0..4), Edit::insertion(3, "x")]);
        assert_eq!(overlap.expect_err("overlap").second.range, 3..3);
    }
}
