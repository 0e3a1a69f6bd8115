//! Names of classes, put together where they were torn apart.

use std::borrow::Cow;

use super::{Parser, is_mark};
use crate::edit::Edit;
use crate::keep::pattern::Name;
use crate::keep::problem::ProblemKind;
use crate::keep::words::{Word, is_delimiter, is_whitespace};

/// Words that may stand behind a name and do not go on with it.
const KEYWORDS: &[&str] = &[
    "class",
    "interface",
    "enum",
    "extends",
    "implements",
    "public",
    "private",
    "protected",
    "final",
    "abstract",
    "static",
    "native",
    "return",
];

impl Parser<'_> {
    /// A list of names with commas.
    pub(super) fn names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            if !self.is(",") {
                break;
            }
            self.next();
        }
        names
    }

    /// The name that starts with the current word, if that can be one.
    pub(super) fn name(&mut self) -> Option<Name> {
        let word = self.word.clone()?;
        if word.is_option() || is_mark(&word) {
            return None;
        }
        let mut text = String::new();
        self.piece(&word, &mut text);
        let torn = |it: &Self, text: &str| {
            let next = it.word.clone().filter(|_| !word.quoted);
            next.filter(|next| it.is_torn(text, next))
        };
        while let Some(next) = torn(self, &text) {
            let gap = self.passed.end..next.span.start;
            let span = self.passed.start..next.span.end;
            self.repairable(ProblemKind::SpaceInName, span, Edit::deletion(gap));
            self.piece(&next, &mut text);
        }
        let negated = text.starts_with('!');
        Some(Name {
            text: text.split_off(usize::from(negated)),
            span: self.original(&(word.span.start..self.passed.end)),
            negated,
        })
    }

    /// Adds a word to a name, and reads on.
    fn piece(&mut self, word: &Word<'_>, name: &mut String) {
        if word.quoted {
            name.push_str(word.text);
            self.next();
            return;
        }
        name.push_str(&self.without_slashes(word));
        let mut end = word.span.end;
        while let Some(length) = self.substitution(end) {
            let span = end - 1..end + length;
            self.problem(ProblemKind::Substitution, span.clone());
            let rest = &self.words.text()[span.end..];
            let ends = |c| is_delimiter(c) || is_whitespace(c) || c == '#';
            let glued = rest.find(ends).unwrap_or(rest.len());
            name.push_str(&self.words.text()[end..span.end + glued]);
            end = span.end + glued;
            self.words.seek(end);
        }
        if let Some(word) = &mut self.word {
            word.span.end = end;
        }
        self.next();
    }

    /// The length of `{x}` at `end`, with a `$` in front.
    fn substitution(&self, end: usize) -> Option<usize> {
        let (before, after) = self.words.text().split_at(end);
        let inner = after.strip_prefix('{').filter(|_| before.ends_with('$'))?;
        let is_key = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let length = inner.find(|c| !is_key(c))?;
        (length > 0 && inner[length..].starts_with('}')).then_some(length + 2)
    }

    /// The text of a word, with dots if it was written with slashes.
    fn without_slashes<'w>(&mut self, word: &Word<'w>) -> Cow<'w, str> {
        if !word.text.contains('/') {
            return Cow::Borrowed(word.text);
        }
        let dotted = word.text.replace('/', ".");
        let bare = dotted.trim_start_matches('!');
        let is_name = !bare.starts_with('.') && !bare.ends_with('.') && !bare.contains("..");
        let span = word.span.clone();
        if !is_name {
            self.problem(ProblemKind::SlashInName, span);
            return Cow::Borrowed(word.text);
        }
        let edit = Edit::replacement(span.clone(), dotted.as_str());
        self.repairable(ProblemKind::SlashInName, span, edit);
        Cow::Owned(dotted)
    }

    /// Whether `next` belongs to the name that was read so far.
    fn is_torn(&self, name: &str, next: &Word<'_>) -> bool {
        let ends = name.ends_with('.') && !name.ends_with("..");
        let goes_on = next.text.starts_with('.') && !next.text.starts_with("..");
        let gap = &self.words.text()[self.passed.end..next.span.start];
        let letter = |c: char| c.is_alphanumeric() || "_$*?./[]".contains(c);
        let is_word = !next.quoted && next.text.chars().all(letter);
        is_word
            && !KEYWORDS.contains(&next.text)
            && (ends || goes_on)
            && !gap.is_empty()
            && gap.chars().all(is_whitespace)
    }
}
