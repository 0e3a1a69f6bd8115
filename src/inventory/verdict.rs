//! What all evidence together says, and the findings where that is not one version.

use super::{Evidence, Inventory, Kind, Place};
use crate::catalogue::Vendor;
use crate::finding::{Code, Finding, listed};
use crate::version::Version;

/// So many places are shown of what may be many.
const MAX_SHOWN: usize = 4;

/// What the evidence for one vendor says.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// One version; the strongest evidence for it.
    Found(Evidence),
    /// There is no evidence at all.
    Nothing,
    /// Something is there, and its version cannot be told.
    Unresolved(Vec<Evidence>),
    /// Several versions; one piece of evidence for each.
    Disagree(Vec<Evidence>),
}

impl Verdict {
    /// Weighs `evidence`.
    ///
    /// A file that no script brings in counts only where there is nothing else. What cannot be told
    /// counts unless something more trustworthy tells.
    pub fn of(mut evidence: Vec<Evidence>) -> Self {
        evidence.retain(counting(&evidence));
        let strongest = evidence
            .iter()
            .filter(|it| it.version.is_ok())
            .map(|it| it.kind)
            .min();
        let (told, untold): (Vec<Evidence>, Vec<Evidence>) =
            evidence.into_iter().partition(|it| it.version.is_ok());
        let untold: Vec<Evidence> = untold
            .into_iter()
            .filter(|it| strongest.is_none_or(|strongest| it.kind <= strongest))
            .collect();
        if !untold.is_empty() {
            return Self::Unresolved(untold);
        }
        let mut versions: Vec<Evidence> = Vec::new();
        for it in told {
            let known = versions
                .iter()
                .any(|other| other.version.as_ref().ok() == it.version.as_ref().ok());
            if !known {
                versions.push(it);
            }
        }
        match versions.len() {
            0 => Self::Nothing,
            1 => Self::Found(versions.swap_remove(0)),
            _ => Self::Disagree(versions),
        }
    }

    /// The finding for a spec that asks, at `asked`, for the version that the project has. `None`
    /// where there is one.
    pub fn finding(
        &self,
        vendor: &Vendor,
        inventory: &Inventory<'_>,
        asked: &Place,
    ) -> Option<Finding> {
        let name = &vendor.name;
        let newest = vendor.releases.last().map_or("…", Version::as_str);
        let asking = "this asks for the version that the project has";
        let error = |code, message: String| {
            Finding::error(code, message).at(&asked.file, asked.span.clone(), asking)
        };
        match self {
            Self::Found(_) => None,
            Self::Nothing => {
                let message =
                    format!("there is no {name} SDK in what could be read of the project");
                let mut finding = error(Code::SDK_VERSION_UNRESOLVED, message);
                for (place, reason) in inventory.unreadable().take(MAX_SHOWN) {
                    let text = format!("this may be it, but {reason}");
                    finding = finding.at(&place.file, place.span.clone(), text);
                }
                let known = known_as(vendor);
                Some(finding.help(format!(
                    "add the SDK to the module{known}, or write its version, such as \
                     `sdk = \"{newest}\"`"
                )))
            }
            Self::Unresolved(evidence) => {
                let message = match evidence.as_slice() {
                    [only] => format!(
                        "`{}` does not tell the version of the {name} SDK: {}",
                        only.shown,
                        only.reason()
                    ),
                    _ => format!("the version of the {name} SDK cannot be told"),
                };
                let mut finding = error(Code::SDK_VERSION_UNRESOLVED, message);
                for it in evidence.iter().take(MAX_SHOWN) {
                    finding = it.labelled(finding, it.reason());
                }
                let reason = evidence.first().and_then(|it| it.version.as_ref().err());
                let instead = reason.map_or("", super::Reason::instead);
                Some(finding.help(format!(
                    "{instead}write the version in the spec, such as `sdk = \"{newest}\"`"
                )))
            }
            Self::Disagree(evidence) => {
                let shown = evidence.iter().take(MAX_SHOWN);
                let shown: Vec<String> = shown.map(|it| format!("`{}`", it.shown)).collect();
                let message = format!(
                    "the project has more than one version of the {name} SDK: {}",
                    listed(&shown, "and")
                );
                let mut finding = error(Code::SDK_VERSION_DISAGREES, message);
                for it in evidence.iter().take(MAX_SHOWN) {
                    finding = it.labelled(finding, it.told());
                }
                Some(
                    finding
                        .help("leave one of them in the project, or write the version in the spec"),
                )
            }
        }
    }
}

/// The finding for a spec that states `stated`, at `at`, where the project has another version.
pub fn disagreement(
    vendor: &Vendor,
    stated: &Version,
    at: &Place,
    evidence: &[Evidence],
) -> Option<Finding> {
    let counts = counting(evidence);
    let counting = evidence.iter().filter(|it| counts(it));
    let (other, found) = counting
        .filter_map(|it| Some((it, it.version.as_ref().ok()?)))
        .find(|(_, found)| *found != stated)?;
    let message = format!(
        "the spec says {} {stated}, but `{}` is {found}",
        vendor.name, other.shown
    );
    let finding = Finding::warning(Code::SDK_VERSION_DISAGREES, message).at(
        &at.file,
        at.span.clone(),
        "stated here",
    );
    let text = other.told();
    Some(other.labelled(finding, text).help(format!(
        "write `sdk = \"{found}\"` or `sdk = \"auto\"`, or change the project"
    )))
}

/// What counts: files that no script brings in do only for want of anything else.
fn counting(evidence: &[Evidence]) -> impl Fn(&Evidence) -> bool + use<> {
    let loose = |it: &Evidence| it.kind == Kind::LooseFile;
    let only_loose = evidence.iter().all(loose);
    move |it| only_loose || !loose(it)
}

/// The names under which the SDK would have been found.
fn known_as(vendor: &Vendor) -> String {
    let mut names: Vec<&str> = vendor
        .artifacts
        .iter()
        .flat_map(|it| [it.coordinate.as_deref(), it.file.as_deref()])
        .flatten()
        .collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(MAX_SHOWN);
    if names.is_empty() {
        return String::new();
    }
    format!(" as {}", crate::finding::one_of(names))
}

impl Evidence {
    /// Where the version comes from when that is a properties file.
    fn by_property(&self) -> String {
        self.property
            .as_ref()
            .map(|(name, file)| format!(" (`{}` in {file})", name.escape_debug()))
            .unwrap_or_default()
    }

    fn told(&self) -> String {
        match &self.version {
            Ok(version) => format!("{version} here{}", self.by_property()),
            Err(_) => self.reason(),
        }
    }

    fn reason(&self) -> String {
        match &self.version {
            Ok(_) => String::new(),
            Err(reason) => format!("{reason}{}", self.by_property()),
        }
    }

    /// `finding` with the places of this.
    fn labelled(&self, finding: Finding, text: String) -> Finding {
        let Some(place) = &self.place else {
            return finding;
        };
        let finding = finding.at(&place.file, place.span.clone(), text);
        match &self.defined {
            Some(defined) if !place.holds(defined) => {
                let text = if self.version.is_ok() {
                    "the version stands here"
                } else {
                    "it comes from here"
                };
                finding.at(&defined.file, defined.span.clone(), text)
            }
            _ => finding,
        }
    }
}
