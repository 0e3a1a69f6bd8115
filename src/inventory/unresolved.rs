//! Why a version cannot be told, and what to write instead.

use std::fmt;

use crate::version::Version;

/// Why a version cannot be told without running Gradle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `3.6.+`, `latest.release`: Gradle asks the repository.
    Dynamic,
    /// `[3,4)`: the same, between bounds.
    Range,
    /// Code that would have to run.
    Computed,
    /// A name that nothing that was read sets.
    Unknown(String),
    /// A name that is set to different values.
    Ambiguous(String),
    /// It goes through too many names, or in a circle.
    TooDeep,
    /// No version stands there: a platform or a constraint gives it.
    Elsewhere,
    /// What stands there is no version.
    NoVersion,
    /// What stands there is no number, such as the name of a preview.
    NoNumber,
    /// What stands there is neither `true` nor `false`.
    NoFlag,
    /// The file's name has no version.
    Nameless,
    /// The aggregator's package is known, the release in it is not.
    UnknownBundle,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dynamic => f.write_str("Gradle asks the repository for the version"),
            Self::Range => f.write_str("Gradle picks a version in this range"),
            Self::Computed => f.write_str("the version is computed when Gradle runs"),
            Self::Unknown(name) => write!(f, "no file that was read sets `{name}`"),
            Self::Ambiguous(name) => write!(f, "`{name}` is set to more than one value"),
            Self::TooDeep => f.write_str("the version goes through too many names, or in a circle"),
            Self::Elsewhere => {
                f.write_str("no version stands here: a platform or a constraint gives it")
            }
            Self::NoVersion => f.write_str("what stands for the version is none"),
            Self::NoNumber => f.write_str("what stands here is no number"),
            Self::NoFlag => f.write_str("what stands here is neither `true` nor `false`"),
            Self::Nameless => f.write_str("the file's name has no version"),
            Self::UnknownBundle => {
                f.write_str("the catalogue does not know which release this package holds")
            }
        }
    }
}

impl Reason {
    /// What to write instead, up to the alternative that there always is.
    pub(super) fn instead(&self) -> &'static str {
        match self {
            Self::Nameless => "put the version into the name of the file, or ",
            Self::NoVersion => "correct it there, or ",
            Self::UnknownBundle => "",
            _ => "pin the version there, or ",
        }
    }
}

/// The version that `text` pins in a dependency.
pub(super) fn pinned(text: &str) -> Result<Version, Reason> {
    // `4.1.4!!` is short for "strictly".
    let text = text.trim();
    let text = text.strip_suffix("!!").unwrap_or(text);
    if text.is_empty() {
        Err(Reason::Elsewhere)
    } else if text.ends_with('+') || text.starts_with("latest.") {
        Err(Reason::Dynamic)
    } else if text.starts_with(['[', '(', ']']) {
        Err(Reason::Range)
    } else {
        text.parse().map_err(|_| Reason::NoVersion)
    }
}
