//! Which problem a tool complains of, and in which words.
//!
//! The parser finds what is wrong; the readings of ProGuard and R8 say whether a tool minds, and how.
//! What a tool would say of a problem is what it says once the problems in front are mended, provided
//! that it no longer says so once this one is.

use std::ops::Range;

use super::problem::{Problem, ProblemKind};
use super::words::{Mode, Words, is_delimiter, is_whitespace};
use super::{Refusal, Tool};
use crate::edit::{Edit, EditSet};

/// Of how many problems of one statement the words are looked for.
const MOST: usize = 8;

/// How much of the next statement is shown to a tool, since its message may name it.
const AHEAD: usize = 200;

/// Fills in what the tools say of `problems`, and adds what they refuse besides.
///
/// `starts` are the offsets at which `text` can be read on its own; the first is 0.
pub(super) fn blame(text: &str, starts: &[usize], problems: Vec<Problem>) -> Vec<Problem> {
    let mut blamed = Vec::with_capacity(problems.len());
    let mut problems = problems.into_iter().peekable();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(text.len());
        let is_last = at + 1 == starts.len();
        let mine = std::iter::from_fn(|| problems.next_if(|it| is_last || it.span.start < end));
        let part = Part::new(text, *start..end);
        blamed.extend(part.blame(mine.collect()));
    }
    for tool in [Tool::Proguard7, Tool::R8] {
        settle(text, tool, &mut blamed);
    }
    blamed.sort_by_key(|problem| problem.span.start);
    blamed
}

/// Sees to it that something is said if, and only if, the tool refuses the file: it may take other
/// pieces for statements than the parser.
fn settle(text: &str, tool: Tool, problems: &mut Vec<Problem>) {
    let Some(refusal) = tool.refusal(text) else {
        problems.iter_mut().for_each(|it| *said(it, tool) = None);
        return;
    };
    let message = Some(refusal.message);
    if problems.iter_mut().any(|it| *said(it, tool) == message) {
        return;
    }
    let span = Part::new(text, 0..text.len()).word_at(refusal.at);
    let mut problem = Problem::new(ProblemKind::Other, span);
    *said(&mut problem, tool) = message;
    problems.push(problem);
}

fn said(problem: &mut Problem, tool: Tool) -> &mut Option<String> {
    match tool {
        Tool::R8 => &mut problem.r8,
        Tool::Proguard6 | Tool::Proguard7 => &mut problem.proguard,
    }
}

/// A piece of a file that is read on its own.
struct Part<'a> {
    text: &'a str,
    range: Range<usize>,
    /// The end of what a tool is shown.
    shown: usize,
}

/// The words for each problem, and what is left when all are mended.
type Blame = (Vec<Option<String>>, Option<Refusal>);

impl<'a> Part<'a> {
    fn new(text: &'a str, range: Range<usize>) -> Self {
        let ahead = text[range.end..].char_indices().skip(1);
        let word_end = ahead
            .take_while(|(at, _)| *at < AHEAD)
            .find(|(_, c)| is_whitespace(*c) || is_delimiter(*c))
            .map(|(at, _)| range.end + at);
        let mut most = (range.end + AHEAD).min(text.len());
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        Self {
            text,
            shown: word_end.unwrap_or(most),
            range,
        }
    }

    fn blame(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        let (by_proguard, left_by_proguard) = self.ask(Tool::Proguard7, &problems);
        let (by_r8, left_by_r8) = self.ask(Tool::R8, &problems);
        for ((problem, proguard), r8) in problems.iter_mut().zip(by_proguard).zip(by_r8) {
            problem.proguard = proguard;
            problem.r8 = r8;
        }
        let place = left_by_proguard.as_ref().or(left_by_r8.as_ref());
        if let Some(at) = place.map(|left| left.at) {
            problems.push(Problem {
                proguard: left_by_proguard.map(|left| left.message),
                r8: left_by_r8.map(|left| left.message),
                ..Problem::new(ProblemKind::Other, self.word_at(at))
            });
        }
        problems
    }

    fn ask(&self, tool: Tool, problems: &[Problem]) -> Blame {
        let mut said = vec![None; problems.len()];
        let mut edits = Vec::new();
        let Some(mut now) = self.refusal(tool, &edits) else {
            return (said, None);
        };
        for (at, problem) in problems.iter().enumerate() {
            if at == MOST {
                let left = said.iter().all(Option::is_none).then_some(now);
                return (said, left);
            }
            if !concerns(problem.kind, tool) {
                continue;
            }
            let Some(repair) = &problem.repair else {
                if now.at < problem.span.start {
                    return (said, Some(now));
                }
                let next = problems.get(at + 1);
                if next.is_some_and(|next| next.span.start <= now.at) {
                    continue;
                }
                said[at] = Some(now.message);
                return (said, None);
            };
            edits.push(repair.clone());
            let next = self.refusal(tool, &edits);
            if next.as_ref() != Some(&now) {
                said[at] = Some(now.message);
            }
            match next {
                Some(next) => now = next,
                None => return (said, None),
            }
        }
        (said, Some(now))
    }

    /// What `tool` says of the part with `edits`, at an offset of the original text.
    fn refusal(&self, tool: Tool, edits: &[Edit]) -> Option<Refusal> {
        let start = self.range.start;
        let moved = edits.iter().map(|edit| Edit {
            range: edit.range.start - start..edit.range.end - start,
            text: edit.text.clone(),
        });
        let shown = &self.text[start..self.shown];
        let edits = EditSet::new(moved.collect()).unwrap_or_default();
        let text = edits.apply(shown);
        let end = text.len() - (self.shown - self.range.end);
        let refusal = tool.refusal_before(&text, end)?;
        Some(Refusal {
            at: start + unedited(&edits, refusal.at),
            message: refusal.message,
        })
    }

    /// The word at `at`, or the last one of the part if there is none.
    fn word_at(&self, at: usize) -> Range<usize> {
        let mut words = Words::new(&self.text[..self.range.end]);
        words.seek(self.range.start);
        let mut last = self.range.clone();
        while let Some(word) = words.next(Mode::Plain) {
            last = word.span;
            if last.end > at {
                return last.start.max(at)..last.end;
            }
        }
        last
    }
}

/// Whether `tool` can refuse something for this.
fn concerns(kind: ProblemKind, tool: Tool) -> bool {
    match kind {
        ProblemKind::AbbreviatedOption | ProblemKind::NotInR8 => tool == Tool::R8,
        ProblemKind::NotInProguard => tool != Tool::R8,
        _ => true,
    }
}

/// The offset in the original text of an offset in the edited one.
fn unedited(edits: &EditSet, at: usize) -> usize {
    let mut grown = 0isize;
    for edit in edits.edits() {
        let start = edit.range.start.saturating_add_signed(grown);
        if at < start {
            break;
        }
        if at < start + edit.text.len() {
            return edit.range.start;
        }
        grown += edit.text.len() as isize - edit.range.len() as isize;
    }
    at.saturating_add_signed(-grown)
}
