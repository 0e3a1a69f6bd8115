//! What is missing from a manifest, what is too much, and the text in which neither is left.
//!
//! Weaving goes in rounds. Each round reads the text, compares it with the wish, and makes one kind
//! of change in offsets of that text: take out what is no longer wanted, take down what made room
//! for it, make room, fill in. The last round finds nothing to do, so every result has been read
//! and compared again before anybody writes it.

mod adopt;
mod agreement;
mod candidates;
mod contradiction;
mod describe;
mod desire;
mod drift;
mod fill;
mod index;
mod layers;
mod ledger;
mod likeness;
mod overlay;
mod remnants;
mod scaffolding;

use std::sync::Arc;

use crate::edit::{Edit, EditSet};
use crate::finding::{Code, Finding, has_errors};
use crate::lock::Lock;
use crate::manifest::document::ManifestDoc;
use crate::manifest::identity::Names;
use crate::manifest::style::Style;
use crate::requirement::{Origin, Remnant, Requirement};
use crate::source::SourceFile;

pub use adopt::{Adoption, Scope, adopt};
pub use drift::{Drift, Mend, drift, drift_of_source_set};
pub use overlay::{Above, Overlay, overlay};

/// What to do where the manifest contradicts a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// Report it and stop.
    Fail,
    /// Report it, to somebody who does not weave.
    Report,
    /// Leave what is there, with a warning.
    Keep,
    /// Write what is required, and remember what was there.
    Replace,
}

/// What is woven into which manifest.
pub struct Wish<'a> {
    /// The manifest.
    pub manifest: &'a Arc<SourceFile>,
    /// What is in it already.
    pub lock: &'a Lock,
    /// What must be in it.
    pub requirements: &'a [Requirement],
    /// What should not be in it any more.
    pub remnants: &'a [Remnant],
    /// What its short names stand for.
    pub names: &'a Names,
    /// The spec, for findings.
    pub spec: &'a Arc<SourceFile>,
    /// What to do with contradictions.
    pub on_conflict: OnConflict,
}

/// A manifest in which nothing is missing and nothing too much.
#[derive(Debug)]
pub struct Woven {
    /// Its text, without a byte order mark.
    pub text: Arc<String>,
    /// What of it was woven. Of the lock, only what concerns the manifest.
    pub lock: Lock,
    /// What is different from before.
    pub changes: Vec<Change>,
    /// Warnings.
    pub findings: Vec<Finding>,
}

/// A planned semantic step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub verb: Verb,
    /// To what, such as `service com.example.Push`.
    pub what: String,
    /// Why; empty for what is taken out.
    pub origins: Vec<Origin>,
    /// For what is taken out: whom it was there for.
    pub formerly: Vec<String>,
}

/// What happens in a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// It was not there.
    Add,
    /// It was woven in another form.
    Update,
    /// It is no longer needed.
    Remove,
    /// It is the app's own, and from now on treated as woven.
    Adopt,
}

impl Verb {
    /// The sign in front of a change.
    pub fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Update => '~',
            Self::Remove => '-',
            Self::Adopt => '=',
        }
    }
}

/// Rounds that no manifest needs: at most one for each scaffold on the way in and out, and three.
const MAX_ROUNDS: usize = 64;

/// Weaves.
///
/// # Errors
///
/// All findings, when the manifest cannot be read or contradicts a requirement.
pub fn weave(wish: &Wish<'_>) -> Result<Woven, Vec<Finding>> {
    rounds(wish, false)
}

/// Weaves only what is woven already: it stays or is brought up to date where whoever demanded it
/// still does, and is taken out otherwise. What else is wished, and what the manifest says to that,
/// is nobody's concern.
///
/// # Errors
///
/// All findings, when the manifest cannot be read.
pub fn weave_again(wish: &Wish<'_>) -> Result<Woven, Vec<Finding>> {
    rounds(wish, true)
}

fn rounds(wish: &Wish<'_>, again: bool) -> Result<Woven, Vec<Finding>> {
    let mut file = Arc::clone(wish.manifest);
    let mut lock = Lock {
        files: Vec::new(),
        ..wish.lock.clone()
    };
    let prepared: Vec<desire::Prepared<'_>> = wish
        .requirements
        .iter()
        .map(|requirement| desire::Prepared::new(requirement, wish.names))
        .collect();
    let mut first: Option<First> = None;
    let mut woven: Option<ledger::Demands> = None;
    for _ in 0..MAX_ROUNDS {
        let doc = match first {
            None => ManifestDoc::parse(&file),
            Some(_) => ManifestDoc::parse_edited(&file),
        }
        .map_err(|finding| vec![finding])?;
        let index = index::Index::read(&doc, &prepared, wish.remnants, &lock, wish.names);
        let ledger = ledger::Ledger::read(&doc, &index, &lock, wish.names);
        let layers = [layers::Layer::alone(wish, &doc, &index, &ledger)];
        let mut desire = desire::desire(&layers, wish, &prepared);
        if again {
            // A later round has no entry of what an earlier one took out to write it anew.
            let woven = woven.get_or_insert_with(|| ledger.demands(wish.names));
            desire.keep_only(woven);
        }
        if has_errors(&desire.findings) {
            return Err(desire.findings);
        }
        let first = match &mut first {
            Some(first) => first,
            None => {
                let changes = describe::changes(&desire, &ledger, wish);
                let style = style(&doc, wish, &changes)?;
                let mut findings = desire.findings.clone();
                if !again {
                    findings.extend(remnants::findings(&index, &ledger, &prepared, wish));
                }
                first.insert(First {
                    changes,
                    findings,
                    style,
                })
            }
        };
        let round = fill::round(&doc, &ledger, &desire, &lock, wish, &first.style);
        first.findings.extend(round.findings);
        lock = round.lock;
        let edits = edit_set(round.edits, &file)?;
        if edits.is_empty() {
            return Ok(Woven {
                text: Arc::clone(&file.text),
                lock,
                changes: std::mem::take(&mut first.changes),
                findings: std::mem::take(&mut first.findings),
            });
        }
        file = Arc::new(file.with_text(edits.apply(&file.text)));
    }
    Err(endless())
}

/// The edits of a round of `file`.
fn edit_set(edits: Vec<Edit>, file: &Arc<SourceFile>) -> Result<EditSet, Vec<Finding>> {
    EditSet::new(edits).map_err(|overlap| {
        let place = overlap.second.range;
        let finding = internal("two changes touch the same bytes");
        vec![finding.at(file, place, "both want to change this")]
    })
}

fn endless() -> Vec<Finding> {
    vec![internal("weaving does not come to an end")]
}

/// The finding for what must never happen. It stops the run before anything is written.
fn internal(message: &str) -> Finding {
    Finding::error(Code::INTERNAL, message)
        .help("this is a mistake in pushweave: please report it with the manifest and the lock")
}

/// What the first round found, in the text as it was given.
struct First {
    changes: Vec<Change>,
    findings: Vec<Finding>,
    style: Style,
}

/// The habits of the app's own text, whatever was woven into it: what an earlier run wrote, opened
/// or added to must not sway how a later one writes.
fn style(
    doc: &ManifestDoc<'_>,
    wish: &Wish<'_>,
    changes: &[Change],
) -> Result<Style, Vec<Finding>> {
    let is_bare = wish.lock.elements.is_empty() && wish.lock.attributes.is_empty();
    let writes = changes.iter().any(|change| change.verb != Verb::Remove);
    if is_bare || !writes {
        return Ok(Style::observe(doc));
    }
    let bare = weave(&Wish {
        requirements: &[],
        remnants: &[],
        on_conflict: OnConflict::Keep,
        ..*wish
    })?;
    let file = Arc::new(wish.manifest.with_text(bare.text));
    let doc = ManifestDoc::parse_edited(&file).map_err(|finding| vec![finding])?;
    Ok(Style::observe(&doc))
}
