//! Class specifications.

use super::{Parser, is_mark};
use crate::edit::Edit;
use crate::finding::did_you_mean;
use crate::keep::pattern::ClassPattern;
use crate::keep::problem::ProblemKind;
use crate::keep::rules::{Base, ClassSpec, Written};
use crate::keep::words::Word;

const MODIFIERS: &[&str] = &["public", "final", "abstract", "synthetic"];
const KEYWORDS: &[&str] = &["class", "interface", "enum"];
const INHERITANCE: &[&str] = &["extends", "implements"];

impl<'a> Parser<'a> {
    /// A class specification that starts with the current word.
    pub(super) fn class(&mut self) -> ClassSpec {
        let mut class = ClassSpec::default();
        while self.is(",") {
            self.next();
            if let Some(word) = self.word.clone().filter(|word| !is_mark(word)) {
                class.suboptions.push(self.written(&word));
                self.next();
            }
        }
        if !self.head(&mut class) {
            self.skip_to_members();
        }
        class.names.names = self.names();
        if self.is_one_of(INHERITANCE) {
            class.base = self.base();
        }
        self.skip_to_members();
        if self.is("{") {
            class.members = Some(self.members());
        }
        class
    }

    fn skip_to_members(&mut self) {
        while !self.is("{") && !self.is_over(false) {
            self.next();
        }
    }

    /// Reads up to the names; whether they follow.
    fn head(&mut self, class: &mut ClassSpec) -> bool {
        while let Some(word) = self.word.clone().filter(|_| !self.is_over(true)) {
            let bare = word.text.strip_prefix('!').unwrap_or(word.text);
            if bare == "@" {
                if self
                    .words
                    .peek()
                    .is_some_and(|next| next.text == "interface")
                {
                    self.next();
                    class.keyword = Some(self.at_interface(&word));
                    self.next();
                    return true;
                }
                self.next();
                class.annotations.extend(self.names());
            } else if word.quoted || is_mark(&word) {
                return false;
            } else if MODIFIERS.contains(&bare) {
                class.modifiers.push(self.written(&word));
                self.next();
            } else if KEYWORDS.contains(&bare) {
                class.keyword = Some(self.written(&word));
                self.next();
                return true;
            } else if self.is_mistaken(&word) {
                let meant = self.unknown_keyword(&word);
                let mut keyword = self.written(&word);
                self.next();
                if let Some(meant) = meant.filter(|it| KEYWORDS.contains(it)) {
                    keyword.text = meant.to_owned();
                    class.keyword = Some(keyword);
                    return true;
                }
            } else {
                self.keyword_missing(&word);
                return true;
            }
        }
        false
    }

    fn at_interface(&self, at: &Word<'_>) -> Written {
        let end = self.word.as_ref().map_or(at.span.end, |word| word.span.end);
        Written {
            text: format!("{}interface", at.text),
            span: self.original(&(at.span.start..end)),
        }
    }

    /// Reports that there is no `class`. To R8 there is one in `classcom.x.A`, so it may be meant.
    fn keyword_missing(&mut self, name: &Word<'_>) {
        let kind = ProblemKind::ClassKeywordMissing;
        let bare = name.text.strip_prefix('!').unwrap_or(name.text);
        if KEYWORDS.iter().any(|keyword| bare.starts_with(keyword)) {
            self.problem(kind, name.span.clone());
        } else {
            let edit = Edit::insertion(name.span.start, "class ");
            self.repairable(kind, name.span.clone(), edit);
        }
    }

    /// Whether a name seems to follow `word`, so that it is no name itself.
    fn is_mistaken(&self, word: &Word<'a>) -> bool {
        let names = |next: &Word<'_>| {
            let is_word = !next.quoted && !next.is_option() && !is_mark(next);
            let goes_on = next.text.starts_with('.') || next.text.starts_with("//");
            is_word && !goes_on && !INHERITANCE.contains(&next.text)
        };
        let letters = word.text.chars().all(|c| c.is_ascii_alphabetic());
        letters && self.words.peek().is_some_and(|next| names(&next))
    }

    /// Reports the word; gives what was meant, as far as that is clear.
    fn unknown_keyword(&mut self, word: &Word<'_>) -> Option<&'static str> {
        let known = MODIFIERS.iter().chain(KEYWORDS).copied();
        let kind = ProblemKind::UnknownKeyword;
        let meant = did_you_mean(word.text, known);
        match meant {
            Some(meant) => {
                let edit = Edit::replacement(word.span.clone(), meant);
                self.repairable(kind, word.span.clone(), edit);
            }
            None => self.problem(kind, word.span.clone()),
        }
        meant
    }

    fn base(&mut self) -> Option<Base> {
        let keyword = self.word.clone().map(|word| self.written(&word))?;
        self.next();
        let mut annotations = Vec::new();
        while self.is("@") {
            self.next();
            annotations.extend(self.names());
        }
        let names = self.names();
        Some(Base {
            keyword,
            annotations,
            names: ClassPattern { names },
        })
    }
}
