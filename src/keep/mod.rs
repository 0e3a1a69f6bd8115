//! Rules files of ProGuard and R8: what they say, what is wrong in them, and what the tools say of it.
//!
//! ProGuard ([`Tool::Proguard6`], [`Tool::Proguard7`]) and R8 ([`Tool::R8`]) read differently, and
//! stop at the first thing that they refuse; both readings are here. [`check`] is narrower: it knows
//! the one grammar in which the catalogue writes its rules.

pub mod options;
mod pattern;
mod proguard;
mod r8;
mod strict;
mod words;

pub use pattern::{ClassPattern, Name};
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
    /// What the tool prints. ProGuard's ends before the place.
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
