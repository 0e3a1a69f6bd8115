//! What a rules file says.

use std::ops::Range;

use super::pattern::{ClassPattern, Name};
use super::problem::Problem;

/// A rules file, with every place in bytes of the text that it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFile {
    /// The options with what belongs to them, in the order of the text.
    pub statements: Vec<Statement>,
    /// The comments, with their `#` and without the line break.
    pub comments: Vec<Range<usize>>,
    /// What a tool refuses, in the order of the text.
    pub problems: Vec<Problem>,
}

/// An option and its argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From the `-` to the end of the argument.
    pub span: Range<usize>,
    /// The option as it is written: `-ignorewarning`.
    pub option: Written,
    /// The full name of the option as ProGuard or R8 knows it, with its `-`; `@file` is `-include`.
    pub name: Option<&'static str>,
    /// What the option is given.
    pub argument: Argument,
    /// Whether an `-if` stands in front, so that the statement holds under a condition.
    pub conditional: bool,
}

impl Statement {
    /// Whether nothing seems to be missing.
    pub(super) fn is_complete(&self) -> bool {
        match &self.argument {
            Argument::None => true,
            Argument::Names(names) => !names.names.is_empty(),
            Argument::Class(class) => !class.names.names.is_empty(),
            Argument::Words(words) => !words.is_empty(),
        }
    }
}

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The word without quotes.
    pub text: String,
    /// Where it stands, with its quotes.
    pub span: Range<usize>,
}

/// What an option is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A list of class, package or attribute names; an empty one means all.
    Names(ClassPattern),
    /// A class specification.
    Class(Box<ClassSpec>),
    /// Files, numbers and what else there is. In file names `<user.home>` is a system property.
    Words(Vec<Written>),
}

/// Which classes, and which of their members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassSpec {
    /// What follows the option with commas: `allowshrinking`.
    pub suboptions: Vec<Written>,
    /// The annotations that the class must have, without `@`.
    pub annotations: Vec<Name>,
    /// The flags that the class must have, or not have: `public`, `!abstract`.
    pub modifiers: Vec<Written>,
    /// `class`, `interface`, `enum` or `@interface`, perhaps with `!`; none if it is missing.
    pub keyword: Option<Written>,
    /// The names.
    pub names: ClassPattern,
    /// What follows `extends` or `implements`, which mean the same.
    pub base: Option<Base>,
    /// The members; none if there are no braces.
    pub members: Option<Members>,
}

/// The class or interface that a class must have above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// `extends` or `implements`.
    pub keyword: Written,
    /// The annotations that it must have, without `@`.
    pub annotations: Vec<Name>,
    /// Its names.
    pub names: ClassPattern,
}

/// A list of members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// From `{` to `}`.
    pub span: Range<usize>,
    /// The members that could be read.
    pub list: Vec<Member>,
}

/// A description of members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Without the `;`.
    pub span: Range<usize>,
    /// The annotations that it must have, without `@`.
    pub annotations: Vec<Name>,
    /// The flags that it must have, or not have: `public`, `!static`.
    pub modifiers: Vec<Written>,
    /// Which members.
    pub kind: MemberKind,
}

/// Which members are described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// `*`
    All,
    /// `<fields>`
    Fields,
    /// `<methods>`
    Methods,
    /// A field.
    Field {
        /// Its type.
        of: Name,
        /// Its name.
        name: Written,
    },
    /// A method.
    Method {
        /// What it returns.
        returns: Name,
        /// Its name.
        name: Written,
        /// The types of its arguments.
        arguments: Vec<Name>,
    },
    /// A constructor.
    Constructor {
        /// `<init>`, or the name of the class.
        name: Name,
        /// The types of its arguments.
        arguments: Vec<Name>,
    },
}
