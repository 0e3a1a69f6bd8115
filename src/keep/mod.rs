//! Rules files of ProGuard and R8: what they say, what is wrong in them, and what the tools say of it.
//!
//! [`parse`] reads a whole file, past every problem, into statements with their places. ProGuard
//! ([`Tool::Proguard6`], [`Tool::Proguard7`]) and R8 ([`Tool::R8`]) read differently, and stop at the
//! first thing that they refuse; both readings are here too, so that a problem has the words of the
//! tool. [`check`] is narrower: it knows the one grammar in which the catalogue writes its rules.

mod blame;
pub mod options;
mod parse;
mod pattern;
mod problem;
mod proguard;
mod query;
mod r8;
mod rules;
mod shadow;
mod strict;
mod words;

pub use parse::parse;
pub use pattern::{ClassPattern, Name};
pub use problem::{Problem, ProblemKind, in_full};
pub use query::Kept;
pub use rules::{
    Argument, Base, ClassSpec, Member, MemberKind, Members, RuleFile, Statement, Written,
};
pub use strict::check;

/// A tool that reads rules files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// ProGuard 6, which old Android plugins and Debian have.
    Proguard6,
    /// ProGuard 7.
    Proguard7,
    /// R8, of the Android plugin.
    R8,
}

/// The first thing in a file that a tool refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the tool prints. ProGuard's ends before the place, see [`in_full`].
    pub message: String,
    /// The byte at which it was noticed, which may be after the mistake.
    pub at: usize,
}

impl Tool {
    /// What the tool says of a file with this text; none if it takes it.
    ///
    /// Files that the rules name and system properties are taken to be there.
    pub fn refusal(self, text: &str) -> Option<Refusal> {
        self.refusal_before(text, text.len())
    }

    /// The same of the options that start before `end`.
    fn refusal_before(self, text: &str, end: usize) -> Option<Refusal> {
        match self {
            Tool::Proguard6 => proguard::refusal(text, end, 6),
            Tool::Proguard7 => proguard::refusal(text, end, 7),
            Tool::R8 => r8::refusal(text, end),
        }
    }
}
