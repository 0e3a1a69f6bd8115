//! Findings: what is wrong, where, why, and what to write instead.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::edit::Edit;
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

/// The kind of a finding. A code is never reused; a name reads as "allow <name>".
///
/// The codes below are those of findings that reading, planning and writing make themselves. The
/// others stand with their rules, see `lint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static [&'static str; 2]);

macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident = $id:literal $name:literal,)+) => {
        impl Code {
            $($(#[$doc])* pub const $constant: Code = Code::new(&[$id, $name]);)+

            /// Every code of this file.
            pub const ALL: &[Code] = &[$(Code::$constant,)+];
        }
    };
}

impl Code {
    /// A code with its identifier, such as `PW901`, and its name.
    pub const fn new(id_and_name: &'static [&'static str; 2]) -> Self {
        Self(id_and_name)
    }

    /// The stable identifier, such as `PW901`.
    pub fn id(self) -> &'static str {
        self.0[0]
    }

    /// The name in words, such as `spec-invalid`.
    pub fn name(self) -> &'static str {
        self.0[1]
    }
}

codes! {
    /// Not XML, not UTF-8, not a manifest, or past the limits on size and depth.
    MANIFEST_NOT_WELL_FORMED = "PW001" "manifest-not-well-formed",
    /// A document type declaration.
    MANIFEST_HAS_DOCTYPE = "PW002" "manifest-has-doctype",
    /// A prefix of Android's that stands for something else.
    NAMESPACE_WRONG = "PW003" "namespace-unbound-or-wrong",
    /// Two elements where one may be.
    DUPLICATE_DECLARATION = "PW008" "duplicate-declaration",
    /// A provider authority that differs from what the SDK asks for.
    PROVIDER_AUTHORITY = "PW108" "provider-authority-not-app-scoped",
    /// A permission of the app's own that nothing declares.
    PERMISSION_UNDECLARED = "PW106" "push-permission-undeclared",
    /// A permission that an SDK uses and the app does not request.
    PERMISSION_UNREQUESTED = "PW107" "push-permission-unrequested",
    /// A component that nothing declares.
    COMPONENT_MISSING = "PW201" "missing-required-component",
    /// A component or permission of an earlier release.
    OBSOLETE_COMPONENT = "PW202" "obsolete-component",
    /// A flag of a component that contradicts the SDK.
    WRONG_COMPONENT_FLAG = "PW203" "wrong-component-flag",
    /// A permission attribute of a component that contradicts the SDK.
    WRONG_COMPONENT_PERMISSION = "PW204" "wrong-component-permission",
    /// A component in another process than the SDK demands.
    COMPONENT_PROCESS = "PW205" "component-process-mismatch",
    /// An action that no filter of a component answers to.
    INTENT_ACTION_MISSING = "PW207" "missing-intent-action",
    /// A component that the SDK's AAR declares itself.
    LEFT_WITH_AAR = "PW210" "jar-components-left-with-aar",
    /// Meta-data that an SDK reads and nothing declares.
    META_DATA_MISSING = "PW301" "missing-meta-data",
    /// A credential of digits that is compiled as a number.
    NUMERIC_CREDENTIAL = "PW302" "numeric-credential-becomes-number",
    /// A credential that is compiled as something else than a string or a number of digits.
    CREDENTIAL_TYPE = "PW303" "credential-type-inferred",
    /// A component with an intent filter that does not say whether it is exported.
    EXPORTED_MISSING = "PW401" "exported-missing",
    /// An SDK that is too old for the app's targetSdk.
    SDK_TOO_OLD_FOR_TARGET = "PW402" "sdk-too-old-for-target",
    /// The permission to show notifications, which nothing requests.
    POST_NOTIFICATIONS_MISSING = "PW403" "post-notifications-missing",
    /// An entry of `<queries>` that an SDK needs.
    QUERIES_MISSING = "PW404" "queries-missing",
    /// An SDK that needs a higher minSdk than the app's.
    MIN_SDK_BELOW_VENDOR = "PW407" "min-sdk-below-vendor-minimum",
    /// A permission that other apps could hold.
    PUSH_PERMISSION_NOT_SIGNATURE = "PW502" "push-permission-not-signature",
    /// A secret of the server in something that ships.
    SERVER_SECRET = "PW507" "server-secret-in-client",
    /// An activity for taps that the vendor's service cannot start as it is meant to.
    CLICK_TARGET = "PW509" "click-target-activity-exposure",
    /// A provider of an SDK that other apps can reach.
    PROVIDER_OVEREXPOSED = "PW510" "provider-overexposed",
    /// An SDK version that the project does not tell.
    SDK_VERSION_UNRESOLVED = "PW703" "sdk-version-unresolved",
    /// A `tools:` instruction that takes away what the SDK needs.
    TOOLS_INSTRUCTION = "PW709" "tools-instruction-ineffective",
    /// An SDK version that the project, or the spec and the project, disagree on.
    SDK_VERSION_DISAGREES = "PW711" "sdk-version-disagrees",
    /// One credential with two values.
    CONSTANTS_DISAGREE = "PW801" "constants-disagree",
    /// Something generated that is no longer as it was generated.
    GENERATED_DRIFT = "PW803" "generated-file-drift",
    /// A spec that cannot be used.
    SPEC_INVALID = "PW901" "spec-invalid",
    /// A file that cannot be read or written.
    FILE_UNUSABLE = "PW903" "file-unusable",
    /// A command line that names something unknown.
    ARGUMENT_INVALID = "PW904" "argument-invalid",
    /// A vendor file that cannot be used.
    CATALOGUE_INVALID = "PW905" "catalogue-invalid",
    /// An SDK version between two that were inspected.
    VERSION_UNCERTAIN = "PW906" "sdk-version-uncertain",
    /// An entry of the app's own that cannot be treated as woven.
    NOT_ADOPTED = "PW907" "not-adopted",
    /// A mistake of the tool's own.
    INTERNAL = "PW999" "internal-error",
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

/// How sure a fix is to do no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// What the build or the SDK makes of the file is what was meant.
    Safe,
    /// It may change what the app does, or lose something that was meant.
    Unsafe,
}

/// Edits that mend a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What they do, as an instruction: ``write `true` ``.
    pub title: String,
    /// Whether they are made without being asked for by name.
    pub safety: Safety,
    /// The edits, in offsets of the files as they were read; those of one file are disjoint.
    pub edits: Vec<(Arc<SourceFile>, Edit)>,
}

impl Fix {
    /// A fix that can do no harm, without edits yet.
    pub fn safe(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            safety: Safety::Safe,
            edits: Vec::new(),
        }
    }

    /// A fix that may do harm, without edits yet.
    pub fn risky(title: impl Into<String>) -> Self {
        Self {
            safety: Safety::Unsafe,
            ..Self::safe(title)
        }
    }

    /// Adds an edit of `file`.
    #[must_use]
    pub fn edit(mut self, file: &Arc<SourceFile>, edit: Edit) -> Self {
        self.edits.push((Arc::clone(file), edit));
        self
    }
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
    /// Why it is wrong, where no label says so.
    pub reason: Option<Box<str>>,
    /// What mends it.
    pub fix: Option<Box<Fix>>,
    /// What few findings have.
    pub rare: Option<Box<Rare>>,
}

/// What few findings have, apart so that the others stay small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rare {
    /// Bytes of the first label's file that must not be shown.
    pub redacted: Vec<Range<usize>>,
    /// The variants in which it holds, where it does not in all of them.
    pub variants: Vec<String>,
}

impl Finding {
    /// A finding without a place yet.
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            ..Self::error(code, message)
        }
    }

    /// An error without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            reason: None,
            fix: None,
            rare: None,
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
        self.rare.get_or_insert_default().redacted.push(span);
        self
    }

    /// Says what mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Says in which variants it holds.
    #[must_use]
    pub fn in_variants(mut self, variants: Vec<String>) -> Self {
        self.rare.get_or_insert_default().variants = variants;
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Finding {
    /// The bytes of the first label's file that must not be shown.
    pub fn redacted(&self) -> &[Range<usize>] {
        self.rare.as_ref().map_or(&[], |rare| &rare.redacted)
    }

    /// The variants in which it holds; none where it holds in all of them.
    pub fn variants(&self) -> &[String] {
        self.rare.as_ref().map_or(&[], |rare| &rare.variants)
    }

    /// What to write instead, why where no label says so, and where it holds only in some variants,
    /// in which.
    pub fn advice(&self) -> Option<String> {
        let variants = match self.variants() {
            [] => None,
            [one] => Some(format!("only in the variant {one}")),
            several => Some(format!("only in the variants {}", several.join(", "))),
        };
        let reason = self.reason.as_deref().map(str::to_owned);
        let parts = [self.help.clone(), reason, variants];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("\n"))
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
    // The comparison takes as much room as both are long, and no candidate is this long.
    if word.len() > 256 {
        return None;
    }
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
