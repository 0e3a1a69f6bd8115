//! What a rule is.

use super::Module;
use crate::finding::{Code, Finding, Severity};

/// A kind of problem that is looked for. Each stands in a file of its own below `rules/`, whose
/// documentation comment is the rule's page.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its code and name.
    pub code: Code,
    /// How bad a finding is, where nothing in the case at hand makes it better or worse.
    pub severity: Severity,
    /// What kind of harm it does.
    pub category: Category,
    /// What it reads.
    pub inputs: &'static [Input],
    /// What can be done about it without a person.
    pub remedy: Remedy,
    /// Whether it is only looked for on request.
    pub pedantic: bool,
    /// The weakness in the Common Weakness Enumeration, where it is one.
    pub cwe: Option<u16>,
    /// The issue of Android Lint that finds some of the same.
    pub android_lint: Option<&'static str>,
    /// Its page, in Markdown. The registry puts it in; in a rule's own file it is empty.
    pub page: &'static str,
    /// Looks for it.
    pub check: fn(&Module<'_>, &mut Vec<Finding>),
}

/// What kind of harm a problem does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// The build fails, or push does not work.
    Correctness,
    /// Push works, but not on every device or version.
    Compatibility,
    /// Another app or a person can abuse it.
    Security,
    /// A store or a privacy review objects.
    Policy,
    /// Whoever reads it next is misled.
    Hygiene,
    /// The tool's own input.
    Tool,
}

/// What a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// `AndroidManifest.xml`
    Manifest,
    /// `pushweave.toml`
    Spec,
    /// Gradle scripts, the version catalog and the wrapper's properties.
    Gradle,
    /// Rules for ProGuard and R8.
    KeepRules,
    /// The class of constants.
    Constants,
    /// Java and Kotlin sources.
    Sources,
    /// Files that the vendors' consoles give out.
    ConfigFiles,
}

/// What can be done about a problem without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing.
    None,
    /// `--fix` mends it.
    Safe,
    /// `--fix --unsafe-fixes` mends it.
    Unsafe,
    /// `--fix` mends some cases, `--unsafe-fixes` the others.
    Mixed,
    /// `pushweave apply` mends it.
    Apply,
}

impl Rule {
    /// Finds nothing: for problems that are met while reading, before rules run.
    pub fn met_while_reading(_: &Module<'_>, _: &mut Vec<Finding>) {}

    /// The page's first paragraph, in one line.
    pub fn summary(&self) -> String {
        let first = self.page.trim_start().split("\n\n").next();
        first.unwrap_or_default().replace('\n', " ")
    }
}

macro_rules! words {
    ($($kind:ty { $($variant:ident $word:literal)+ })+) => {
        $(impl $kind {
            /// The word for it in every format.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        })+
    };
}

words! {
    Category {
        Correctness "correctness"
        Compatibility "compatibility"
        Security "security"
        Policy "policy"
        Hygiene "hygiene"
        Tool "tool"
    }
    Input {
        Manifest "manifest"
        Spec "spec"
        Gradle "gradle"
        KeepRules "keep rules"
        Constants "constants"
        Sources "sources"
        ConfigFiles "config files"
    }
    Remedy {
        None "none"
        Safe "safe"
        Unsafe "unsafe"
        Mixed "safe or unsafe"
        Apply "apply"
    }
}
