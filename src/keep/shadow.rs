//! A rules file with ASCII punctuation in the place of look-alikes, and the way back to its offsets.
//!
//! Rules are copied from web pages and word processors, which know better how a dash looks, and are
//! written with an input method for Chinese. The parser reads what was meant, and what was not ASCII is
//! a problem of its own.

use std::borrow::Cow;
use std::ops::Range;

use super::options;
use super::problem::{Problem, ProblemKind};
use super::words::is_whitespace;
use crate::edit::{Edit, EditSet};

/// A text, and where it differs from the original one.
pub(super) struct Shadow<'a> {
    /// The text to read.
    pub(super) text: Cow<'a, str>,
    swaps: Vec<Swap>,
}

/// The same piece in both texts.
struct Swap {
    here: Range<usize>,
    original: Range<usize>,
    ascii: String,
}

impl<'a> Shadow<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        let swaps = swaps(original);
        let edits = swaps
            .iter()
            .map(|swap| Edit::replacement(swap.original.clone(), swap.ascii.as_str()));
        let text = match EditSet::new(edits.collect()) {
            Ok(edits) if !edits.is_empty() => Cow::Owned(edits.apply(original)),
            _ => Cow::Borrowed(original),
        };
        Self { text, swaps }
    }

    /// The original offset of an offset in the text; of two that are the same here, the later one.
    pub(super) fn original(&self, at: usize) -> usize {
        let passed = self.swaps.partition_point(|swap| swap.here.end <= at);
        let inside = self.swaps.get(passed).filter(|swap| swap.here.start < at);
        match (inside, passed.checked_sub(1)) {
            (Some(swap), _) => swap.original.start,
            (None, Some(last)) => {
                let last = &self.swaps[last];
                last.original.end + (at - last.here.end)
            }
            (None, None) => at,
        }
    }

    /// The edit of the original text that does what `edit` does to this one; none if it begins or ends
    /// within a look-alike.
    pub(super) fn edit(&self, edit: Edit) -> Option<Edit> {
        let splits = |at: usize| {
            let passed = self.swaps.partition_point(|swap| swap.here.end <= at);
            let next = self.swaps.get(passed);
            next.is_some_and(|swap| swap.here.start < at)
        };
        if splits(edit.range.start) || splits(edit.range.end) {
            return None;
        }
        let range = self.original(edit.range.start)..self.original(edit.range.end);
        Some(Edit::replacement(range, edit.text))
    }

    /// The look-alikes that none of `edits`, which are disjoint, takes away anyhow.
    pub(super) fn problems(&self, edits: &[Edit]) -> Vec<Problem> {
        let mut ranges: Vec<Range<usize>> = edits.iter().map(|edit| edit.range.clone()).collect();
        ranges.sort_by_key(|range| range.start);
        let is_left = |swap: &&Swap| {
            let before = ranges.partition_point(|range| range.start <= swap.original.start);
            let range = before.checked_sub(1).map(|at| &ranges[at]);
            range.is_none_or(|range| range.end < swap.original.end)
        };
        let left = self.swaps.iter().filter(is_left);
        left.map(|swap| {
            let span = swap.original.clone();
            let repair = Edit::replacement(span.clone(), swap.ascii.as_str());
            Problem::new(ProblemKind::ForeignPunctuation, span).repair(repair)
        })
        .collect()
    }
}

fn swaps(original: &str) -> Vec<Swap> {
    let mut swaps = Vec::new();
    let mut shrunk = 0;
    let mut at = 0;
    for line in original.split_inclusive(['\n', '\r']) {
        if !line.is_ascii() && !is_prose(line) {
            for (range, ascii) in look_alikes(line) {
                let original = at + range.start..at + range.end;
                let start = original.start - shrunk;
                shrunk += original.len() - ascii.len();
                swaps.push(Swap {
                    here: start..start + ascii.len(),
                    original,
                    ascii: ascii.to_owned(),
                });
            }
        }
        at += line.len();
    }
    swaps
}

/// Whether a line holds letters that are not ASCII in front of its comment: then punctuation like
/// theirs may be meant.
fn is_prose(line: &str) -> bool {
    let code = line.split(['#', '＃']).next().unwrap_or_default();
    let code = code.split("//").next().unwrap_or_default();
    code.chars().any(|c| !c.is_ascii() && c.is_alphanumeric())
}

/// The look-alikes of a line outside of quotes and comments.
fn look_alikes(line: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        let starts_option =
            !c.is_ascii() && is_whitespace(last) && names_option(&line[at + c.len_utf8()..]);
        let ascii = look_alike(c, starts_option);
        let seen = match ascii {
            Some(ascii) => ascii.chars().next(),
            None => Some(c),
        };
        if let Some(ascii) = ascii.filter(|_| quote.is_none() || quote == seen) {
            found.push((at..at + c.len_utf8(), ascii));
        }
        let Some(seen) = seen else {
            continue;
        };
        if quote == Some(seen) {
            quote = None;
        } else if quote.is_none() {
            if seen == '#' || (seen == '/' && last == '/') {
                break;
            }
            quote = Some(seen).filter(|c| *c == '"' || *c == '\'');
        }
        last = seen;
    }
    found
}

/// Whether `text` goes on with an option, but for its dash.
fn names_option(text: &str) -> bool {
    let ends = |c: char| !c.is_ascii_lowercase();
    let word = &text[..text.find(ends).unwrap_or(text.len())];
    !word.is_empty() && options::all().any(|name| &name[1..] == word)
}

/// What was meant with `c`, if it is not ASCII and looks like something that is; a dash only where an
/// option starts.
fn look_alike(c: char, starts_option: bool) -> Option<&'static str> {
    Some(match c {
        '｛' => "{",
        '｝' => "}",
        '（' => "(",
        '）' => ")",
        '；' => ";",
        '，' | '、' => ",",
        '：' => ":",
        '．' | '。' => ".",
        '＊' => "*",
        '？' => "?",
        '！' => "!",
        '＠' => "@",
        '＃' => "#",
        '／' => "/",
        '＄' => "$",
        '＿' => "_",
        '＜' => "<",
        '＞' => ">",
        '＝' => "=",
        '－' => "-",
        '\u{2010}'..='\u{2015}' | '\u{2212}' if starts_option => "-",
        '…' => "...",
        '“' | '”' | '„' | '＂' => "\"",
        '‘' | '’' | '＇' => "'",
        '\u{a0}' | '\u{2007}' | '\u{202f}' => " ",
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_become_ascii_and_offsets_go_back() {
        let shadow = Shadow::new("–keep class a｛*；\u{200b}｝# ｛\n");
        assert_eq!(shadow.text, "-keep class a{*;}# ｛\n");
        let original = |at| shadow.original(at);
        assert_eq!([0, 1, 13, 14, 15, 16].map(original), [0, 3, 15, 18, 19, 25]);
        let spans = |edits: &[Edit]| -> Vec<_> {
            let problems = shadow.problems(edits).into_iter();
            problems.map(|it| it.span).collect()
        };
        assert_eq!(spans(&[]), [0..3, 15..18, 19..22, 22..25, 25..28]);
        assert_eq!(spans(&[Edit::deletion(18..25)]), [0..3, 15..18, 25..28]);
    }

    #[test]
    fn prose_quotes_and_comments_stay() {
        for text in [
            "# ｛｝\n",
            "请将，改成。\n",
            "-injars '｛'\n",
            "// ｛\n",
            "-keep class 中.｛\n",
        ] {
            assert_eq!(Shadow::new(text).text, text);
        }
        assert_eq!(Shadow::new("-injars “a”").text, "-injars \"a\"");
    }
}
