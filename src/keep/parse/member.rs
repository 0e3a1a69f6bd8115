//! Members of classes.

use super::{Parser, is_mark};
use crate::edit::Edit;
use crate::keep::pattern::Name;
use crate::keep::problem::ProblemKind;
use crate::keep::rules::{Member, MemberKind, Members, Written};

const MODIFIERS: &[&str] = &[
    "public",
    "private",
    "protected",
    "static",
    "final",
    "synchronized",
    "volatile",
    "transient",
    "bridge",
    "varargs",
    "native",
    "abstract",
    "strictfp",
    "synthetic",
    "constructor",
];

impl Parser<'_> {
    /// The members from the `{` that is the current word to the `}`.
    pub(super) fn members(&mut self) -> Members {
        let start = self.word.as_ref().map_or(0, |word| word.span.start);
        let mut list = Vec::new();
        self.next();
        while !self.is("}") && !self.is_over(true) {
            list.extend(self.member());
        }
        if self.is("}") {
            self.next();
        } else {
            let edit = Edit::insertion(self.passed.end, " }");
            self.repairable(ProblemKind::BraceMissing, self.passed.clone(), edit);
        }
        Members {
            span: self.original(&(start..self.passed.end)),
            list,
        }
    }

    /// A member with its `;`. What is none is passed, by a word at least.
    fn member(&mut self) -> Option<Member> {
        let start = self.word.as_ref()?.span.start;
        if self.is(";") {
            self.next();
            let semicolon = self.passed.clone();
            let edit = Edit::deletion(semicolon.clone());
            self.repairable(ProblemKind::StrayPunctuation, semicolon, edit);
            return None;
        }
        if self.is("{") {
            self.skip_block();
            return None;
        }
        let (annotations, modifiers) = self.member_head();
        let kind = self.member_kind();
        let end = self.passed.end;
        match kind {
            Some(_) => self.semicolon(),
            None => self.skip_member(start),
        }
        Some(Member {
            span: self.original(&(start..end)),
            annotations,
            modifiers,
            kind: kind?,
        })
    }

    /// Passes braces within braces.
    fn skip_block(&mut self) {
        let mut depth = 0usize;
        while !self.is_over(true) {
            depth += usize::from(self.is("{"));
            depth -= usize::from(self.is("}"));
            self.next();
            if depth == 0 {
                return;
            }
        }
        self.is_lost = true;
    }

    fn member_head(&mut self) -> (Vec<Name>, Vec<Written>) {
        let (mut annotations, mut modifiers) = (Vec::new(), Vec::new());
        while let Some(word) = self.word.clone() {
            if self.is("@") {
                self.next();
                annotations.extend(self.names());
            } else if self.is_modifier() {
                modifiers.push(self.written(&word));
                self.next();
            } else {
                break;
            }
        }
        (annotations, modifiers)
    }

    fn is_modifier(&self) -> bool {
        let word = self.word.as_ref().filter(|word| !word.quoted);
        word.is_some_and(|word| {
            MODIFIERS.contains(&word.text.strip_prefix('!').unwrap_or(word.text))
        })
    }

    fn member_kind(&mut self) -> Option<MemberKind> {
        let special = [
            ("<fields>", MemberKind::Fields),
            ("<methods>", MemberKind::Methods),
        ];
        if let Some((_, kind)) = special.into_iter().find(|(word, _)| self.is(word)) {
            self.next();
            return Some(kind);
        }
        let is_star = self.is("*");
        let of = self.name()?;
        if is_star && self.starts_member() {
            return Some(MemberKind::All);
        }
        if self.is("(") {
            let arguments = self.arguments()?;
            return Some(MemberKind::Constructor {
                name: of,
                arguments,
            });
        }
        let word = self.word.clone().filter(|word| !is_mark(word))?;
        if word.is_option() {
            return None;
        }
        let name = self.written(&word);
        self.next();
        let arguments = match self.is("(") {
            true => Some(self.arguments()?),
            false => None,
        };
        self.value();
        Some(match arguments {
            Some(arguments) => MemberKind::Method {
                returns: of,
                name,
                arguments,
            },
            None => MemberKind::Field { of, name },
        })
    }

    /// Whether a member must have ended: another one starts, or the list ends.
    fn starts_member(&self) -> bool {
        self.is_over(true) || self.is_one_of(&[";", "}", "@"]) || self.is_modifier()
    }

    fn arguments(&mut self) -> Option<Vec<Name>> {
        let mut arguments = Vec::new();
        self.next();
        while !self.is(")") {
            if self.is(",") {
                self.next();
            } else {
                arguments.push(self.name()?);
            }
        }
        self.next();
        Some(arguments)
    }

    /// Passes the value of a member, which only assumptions have.
    fn value(&mut self) {
        if !self.is_one_of(&["=", "return"]) {
            return;
        }
        while !self.is_one_of(&[";", "}"]) && !self.is_over(true) {
            self.next();
        }
    }

    fn semicolon(&mut self) {
        if self.is(";") {
            self.next();
            return;
        }
        let end = self.passed.end;
        let next = self.word.as_ref().map_or(end, |word| word.span.start);
        let gap = &self.words.text()[end..next];
        let is_complete = self.words.text()[..end].ends_with([')', '>']);
        let mark = self.word.as_ref().is_some_and(is_mark) && !self.is_one_of(&["}", "@"]);
        if !mark && (self.starts_member() || is_complete || gap.contains(['\n', '\r'])) {
            let edit = Edit::insertion(end, ";");
            self.repairable(ProblemKind::SemicolonMissing, self.passed.clone(), edit);
        } else {
            self.skip_member(end);
        }
    }

    /// Passes the rest of a member that began at `start`.
    fn skip_member(&mut self, start: usize) {
        let at_start = self
            .word
            .as_ref()
            .is_some_and(|word| word.span.start == start);
        if at_start && !self.is("}") {
            self.next();
        }
        while !self.is_one_of(&[";", "}"]) && !self.is_over(true) {
            self.next();
        }
        if self.is(";") {
            self.next();
        }
    }
}
