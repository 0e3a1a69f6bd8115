//! Findings: what is wrong, where, why, and what to write instead.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::source::SourceFile;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Info,
    /// Probably wrong; the run goes on.
    Warning,
    /// The run stops and nothing is written.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $id:literal $name:literal,)+) => {
        /// The kind of a finding. A code is never reused; a name reads as "allow <name>".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The stable identifier, such as `PW901`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)+ }
            }

            /// The name in words, such as `spec-invalid`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    /// Not XML, not UTF-8, not a manifest, or past the limits on size and depth.
    ManifestNotWellFormed = "PW001" "manifest-not-well-formed",
    /// A document type declaration.
    ManifestHasDoctype = "PW002" "manifest-has-doctype",
    /// A prefix of Android's that stands for something else.
    NamespaceWrong = "PW003" "namespace-unbound-or-wrong",
    /// Two elements where one may be.
    DuplicateDeclaration = "PW008" "duplicate-declaration",
    /// A provider authority that differs from what the SDK asks for.
    ProviderAuthority = "PW108" "provider-authority-not-app-scoped",
    /// A component that nothing declares.
    ComponentMissing = "PW201" "missing-required-component",
    /// A component or permission of an earlier release.
    ObsoleteComponent = "PW202" "obsolete-component",
    /// A flag of a component that contradicts the SDK.
    WrongComponentFlag = "PW203" "wrong-component-flag",
    /// A permission attribute of a component that contradicts the SDK.
    WrongComponentPermission = "PW204" "wrong-component-permission",
    /// A component in another process than the SDK demands.
    ComponentProcess = "PW205" "component-process-mismatch",
    /// A component that the SDK's AAR declares itself.
    LeftWithAar = "PW210" "jar-components-left-with-aar",
    /// An SDK that is too old for the app's targetSdk.
    SdkTooOldForTarget = "PW402" "sdk-too-old-for-target",
    /// An SDK that needs a higher minSdk than the app's.
    MinSdkBelowVendor = "PW407" "min-sdk-below-vendor-minimum",
    /// A permission that other apps could hold.
    PushPermissionNotSignature = "PW502" "push-permission-not-signature",
    /// A secret of the server in something that ships.
    ServerSecret = "PW507" "server-secret-in-client",
    /// An SDK version that the project does not tell.
    SdkVersionUnresolved = "PW703" "sdk-version-unresolved",
    /// A `tools:` instruction that takes away what the SDK needs.
    ToolsInstruction = "PW709" "tools-instruction-ineffective",
    /// An SDK version that the project, or the spec and the project, disagree on.
    SdkVersionDisagrees = "PW711" "sdk-version-disagrees",
    /// One credential with two values.
    ConstantsDisagree = "PW801" "constants-disagree",
    /// Something generated that is no longer as it was generated.
    GeneratedDrift = "PW803" "generated-file-drift",
    /// A spec that cannot be used.
    SpecInvalid = "PW901" "spec-invalid",
    /// A file that cannot be read or written.
    FileUnusable = "PW903" "file-unusable",
    /// An SDK version between two that were inspected.
    VersionUncertain = "PW906" "sdk-version-uncertain",
    /// A vendor file that cannot be used.
    CatalogueInvalid = "PW905" "catalogue-invalid",
    /// A mistake of the tool's own.
    Internal = "PW999" "internal-error",
    /// A command line that names something unknown.
    ArgumentInvalid = "PW904" "argument-invalid",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A place in a file, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes that the label points at.
    pub span: Range<usize>,
    /// What is here, in a few words.
    pub text: String,
}

/// One occurrence of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of problem.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One line: specific, without a full stop.
    pub message: String,
    /// Where: the first label is the place of the problem, the others say why it is one.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// Bytes of the first label's file that must not be shown.
    pub redacted: Vec<Range<usize>>,
}

impl Finding {
    /// An error without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            redacted: Vec::new(),
        }
    }

    /// A warning without a place yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::error(code, message).into_warning()
    }

    /// The same finding as one that does not stop the run.
    #[must_use]
    pub fn into_warning(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }

    /// Adds a place. The first one is where the problem is.
    #[must_use]
    pub fn at(
        mut self,
        file: &Arc<SourceFile>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.labels.push(Label {
            file: Arc::clone(file),
            span,
            text: text.into(),
        });
        self
    }

    /// Hides bytes of the first label's file wherever the finding is shown.
    #[must_use]
    pub fn redact(mut self, span: Range<usize>) -> Self {
        self.redacted.push(span);
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Whether one of `findings` stops the run.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

/// The candidate nearest to `word`, if one is near enough to be what was meant.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(word.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` or `c` ``
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    listed(&words, "or")
}

/// `a, b and c`, with `conjunction` in front of the last.
pub fn listed(words: &[String], conjunction: &str) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} {conjunction} {last}", rest.join(", "))
        }
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_unique() {
        for (at, code) in Code::ALL.iter().enumerate() {
            for other in &Code::ALL[at + 1..] {
                assert_ne!(code.id(), other.id());
                assert_ne!(code.name(), other.name());
            }
        }
    }

    #[test]
    fn suggestions_are_near() {
        assert_eq!(did_you_mean("xaomi", ["xiaomi", "huawei"]), Some("xiaomi"));
        assert_eq!(did_you_mean("samsung", ["xiaomi", "huawei"]), None);
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
