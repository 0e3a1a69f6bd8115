//! What is wrong in a rules file.

use std::ops::Range;

use crate::edit::Edit;

/// A place in a rules file that a tool refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// Where: never empty, unless the file ends there.
    pub span: Range<usize>,
    /// What mends it without a doubt. Those of one file are disjoint.
    pub repair: Option<Edit>,
    /// What ProGuard 7 prints once everything in front is mended, without the place, see
    /// [`in_full`]; none if ProGuard takes it.
    pub proguard: Option<String>,
    /// What R8 prints once everything in front is mended; none if R8 takes it.
    pub r8: Option<String>,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// `-keep com.x.A`: there is no `class`.
    ClassKeywordMissing,
    /// `-keep Class com.x.A`: a word in front of a class name that is no keyword.
    UnknownKeyword,
    /// `com.x. A`
    SpaceInName,
    /// `com/x/A`
    SlashInName,
    /// `${applicationId}`, which nothing fills in.
    Substitution,
    /// A member without its `;`.
    SemicolonMissing,
    /// Members without their `}`.
    BraceMissing,
    /// `;` or `}` where nothing needs one.
    StrayPunctuation,
    /// A quote that is not closed on its line.
    QuoteMissing,
    /// `// comment`
    SlashComment,
    /// Full-width punctuation, dashes, quotes and blanks of word processors, invisible letters.
    ForeignPunctuation,
    /// `{ … }` behind an option that has no members.
    MembersNotAllowed,
    /// Text that belongs to no option.
    TextOutside,
    /// An option that neither ProGuard nor R8 knows.
    UnknownOption,
    /// An option that only ProGuard completes.
    AbbreviatedOption,
    /// An option of ProGuard's that R8 does not have or support.
    NotInR8,
    /// An option of R8's that ProGuard does not have.
    NotInProguard,
    /// Anything else that a tool refuses.
    Other,
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, span: Range<usize>) -> Self {
        Self {
            kind,
            span,
            repair: None,
            proguard: None,
            r8: None,
        }
    }

    pub(super) fn repair(mut self, edit: Edit) -> Self {
        self.repair = Some(edit);
        self
    }
}

/// A message of ProGuard's with the place as it prints it: `line` counts from 1, and `file` is the
/// path that ProGuard was given.
pub fn in_full(message: &str, line: usize, file: &str) -> String {
    let joint = if message.ends_with("end of") {
        ""
    } else {
        "in "
    };
    format!("{message} {joint}line {line} of file '{file}'")
}
