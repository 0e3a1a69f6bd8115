//! Entries of the app's own that are what the wish asks for, recorded as if they had been woven.
//!
//! The text stays as it is, so only such entries are taken that weaving afterwards leaves alone and
//! that weaving would bring back: with them looked through, the wish asks for exactly them, and for
//! nothing more than before. What goes further than that stays the app's, with a reason.

use std::collections::HashSet;

use super::candidates::{Candidate, Entry, Met, gather, missing};
use super::describe::shown_route;
use super::desire::{self, Prepared, attribute_identity, identity};
use super::index::Index;
use super::layers::Layer;
use super::ledger::{Ledger, State};
use super::likeness::Obstacle;
use super::{Change, OnConflict, Verb, Wish, fill};
use crate::finding::{Code, Finding, Severity};
use crate::lock::{Lock, Scaffold};
use crate::manifest::document::ManifestDoc;
use crate::manifest::identity::{Names, Route};
use crate::requirement::{Kind, Requirement};

/// What was taken, and what was not.
#[derive(Debug)]
pub struct Adoption {
    /// The lock with what was taken. Of it, only what concerns the manifest was changed.
    pub lock: Lock,
    /// What was taken, in weaving order.
    pub changes: Vec<Change>,
    /// A warning for each element that is asked for, and that stays the app's for a reason.
    pub findings: Vec<Finding>,
}

/// What is to be taken.
#[derive(Debug)]
pub struct Scope<'a> {
    /// Only what these vendors ask for; of all where there are none.
    pub vendors: &'a [String],
    /// Also permissions of Android's own, such as the one for the network.
    pub platform_permissions: bool,
}

/// What permissions of Android's own begin with. Any part of an app may need them.
const PLATFORM: &str = "android.permission.";

/// Takes what agrees with those requirements of `wish` that are in `scope`.
///
/// # Errors
///
/// When the manifest cannot be read.
pub fn adopt(wish: &Wish<'_>, scope: &Scope<'_>) -> Result<Adoption, Vec<Finding>> {
    let wish = &Wish {
        on_conflict: OnConflict::Report,
        ..*wish
    };
    let doc = ManifestDoc::parse(wish.manifest).map_err(|finding| vec![finding])?;
    let prepared: Vec<Prepared<'_>> = wish
        .requirements
        .iter()
        .map(|requirement| Prepared::new(requirement, wish.names))
        .collect();
    let (mut candidates, mut met) = gather(&doc, wish, &prepared, scope);
    let lock = settle(&doc, wish, &prepared, &mut candidates, &mut met);
    let changes = candidates.iter().map(change).collect();
    let mut findings: Vec<Finding> = met
        .iter()
        .filter_map(|met| {
            let obstacle = met.obstacle.as_ref()?;
            let in_part = candidates.iter().any(|it| it.met_by == met.element.id());
            Some(finding(wish, met, obstacle, in_part))
        })
        .collect();
    findings.extend(common(&doc, wish, scope));
    Ok(Adoption {
        lock,
        changes,
        findings,
    })
}

impl Scope<'_> {
    pub(super) fn holds(&self, requirement: &Requirement) -> bool {
        let is_common = !self.platform_permissions && is_common(requirement);
        let mut vendors = requirement.origins.iter().map(|origin| &origin.vendor);
        !is_common && (self.vendors.is_empty() || vendors.any(|id| self.vendors.contains(id)))
    }
}

fn is_common(requirement: &Requirement) -> bool {
    requirement.kind == Kind::UsesPermission && requirement.name.starts_with(PLATFORM)
}

/// One note for all permissions of Android's own that are not taken: whether only the SDKs need them
/// is not to be seen in a manifest.
fn common(doc: &ManifestDoc<'_>, wish: &Wish<'_>, scope: &Scope<'_>) -> Option<Finding> {
    if scope.platform_permissions || !scope.vendors.is_empty() {
        return None;
    }
    let asked: HashSet<&str> = wish
        .requirements
        .iter()
        .filter(|requirement| is_common(requirement))
        .map(|requirement| requirement.name.as_str())
        .collect();
    let routes: HashSet<&str> = wish
        .lock
        .elements
        .iter()
        .map(|it| it.route.as_str())
        .collect();
    let mut own = doc.root().children().filter_map(|child| {
        let name = child.android("name")?;
        let is_it = child.tag() == Kind::UsesPermission.tag() && asked.contains(name.value);
        let is_woven = routes.contains(Route::to(child).to_string().as_str());
        (is_it && !is_woven).then_some(name)
    });
    let first = own.next()?;
    let message = match own.count() {
        0 => "1 permission of Android's own stays yours".to_owned(),
        more => format!("{} permissions of Android's own stay yours", more + 1),
    };
    let help =
        "where no other part of the app needs them, `--platform-permissions` takes them, too";
    let finding = Finding::new(Code::NOT_ADOPTED, Severity::Info, message);
    Some(
        finding
            .at(wish.manifest, first.range, "an SDK asks for it")
            .help(help),
    )
}

/// Leaves of `candidates` those that weaving leaves alone together, and gives the lock with them.
fn settle<'w>(
    doc: &ManifestDoc<'_>,
    wish: &'w Wish<'_>,
    prepared: &'w [Prepared<'w>],
    candidates: &mut Vec<Candidate<'w>>,
    met: &mut [Met<'w, '_>],
) -> Lock {
    let before = {
        let index = Index::read(doc, prepared, wish.remnants, wish.lock, wish.names);
        let ledger = Ledger::read(doc, &index, wish.lock, wish.names);
        let desire = desire::desire(&[Layer::alone(wish, doc, &index, &ledger)], wish, prepared);
        missing(&desire, &ledger, wish.names)
    };
    // Each turn but the last drops one candidate or more.
    loop {
        let mut lock = with(wish.lock, candidates);
        let index = Index::read(doc, prepared, wish.remnants, &lock, wish.names);
        let ledger = Ledger::read(doc, &index, &lock, wish.names);
        let desire = desire::desire(&[Layer::alone(wish, doc, &index, &ledger)], wish, prepared);
        let now = missing(&desire, &ledger, wish.names);
        let prints: HashSet<(&str, &str)> = desire
            .pieces
            .iter()
            .map(|piece| (piece.identity.as_str(), piece.digest.as_str()))
            .collect();
        let mut dropped: HashSet<u32> = candidates
            .iter()
            .filter(|candidate| {
                let (identity, digest) = print(candidate, wish.names);
                !prints.contains(&(identity.as_str(), digest.as_str()))
            })
            .map(|candidate| candidate.met_by)
            .collect();
        // What is missing of a sudden was met by something that would be taken.
        let arisen = desire
            .pieces
            .iter()
            .filter(|piece| now.contains(&piece.identity) && !before.contains(&piece.identity));
        for piece in arisen {
            let wants = |met: &&Met<'_, '_>| std::ptr::eq(met.requirement, piece.requirement);
            dropped.extend(met.iter().filter(wants).map(|met| met.element.id()));
        }
        if dropped.is_empty() && now.is_subset(&before) {
            if candidates.is_empty() {
                return wish.lock.clone();
            }
            forget_inner(&mut lock, &ledger);
            lock.scaffolds.extend(emptied_queries(doc, &ledger, &lock));
            fill::order(&mut lock, &desire, wish.names);
            return lock;
        }
        let count = candidates.len();
        candidates.retain(|candidate| !dropped.contains(&candidate.met_by));
        if candidates.len() == count {
            dropped.extend(candidates.drain(..).map(|candidate| candidate.met_by));
        }
        for met in met.iter_mut() {
            if dropped.contains(&met.element.id()) && met.obstacle.is_none() {
                met.obstacle = Some(Obstacle {
                    span: met.element.start_tag(),
                    what: "serves something else that is asked for, too".into(),
                    help: "keep it as it is, or write one element for each of them",
                });
            }
        }
    }
}

/// `lock` with `candidates` in it.
fn with(lock: &Lock, candidates: &[Candidate<'_>]) -> Lock {
    let mut lock = lock.clone();
    for candidate in candidates {
        match &candidate.entry {
            Entry::Element(entry) => lock.elements.push(entry.clone()),
            Entry::Attribute(entry) => lock.attributes.push(entry.clone()),
        }
    }
    lock
}

/// What `candidate` stands for: its identity and its fingerprint.
fn print(candidate: &Candidate<'_>, names: &Names) -> (String, String) {
    match &candidate.entry {
        Entry::Element(entry) => (
            identity(&Route::parse(entry.wished_route()), names),
            entry.wished_digest().to_owned(),
        ),
        Entry::Attribute(entry) => (
            attribute_identity(&Route::parse(&entry.route), &entry.name, names),
            entry.wished_digest().to_owned(),
        ),
    }
}

/// Takes out of `lock` what was woven into an element that is now taken whole, which speaks for it.
fn forget_inner(lock: &mut Lock, ledger: &Ledger<'_>) {
    let is_there = |state: &State<'_>| !matches!(state, State::Gone);
    let elements = ledger.elements.iter();
    let elements: Vec<_> = elements.filter(|(_, state)| is_there(state)).collect();
    lock.elements
        .retain(|entry| elements.iter().any(|(other, _)| other == entry));
    let attributes = ledger.attributes.iter();
    let attributes: Vec<_> = attributes.filter(|(_, state)| is_there(state)).collect();
    lock.attributes
        .retain(|entry| attributes.iter().any(|(other, _)| other == entry));
}

/// A `<queries>` that holds nothing but what is woven, and says nothing itself: it goes with them.
fn emptied_queries(doc: &ManifestDoc<'_>, ledger: &Ledger<'_>, lock: &Lock) -> Option<Scaffold> {
    let mut all = doc
        .root()
        .children()
        .filter(|child| child.tag() == "queries");
    let (queries, None) = (all.next()?, all.next()) else {
        return None;
    };
    let created = Scaffold::Created {
        route: Route::to(queries).to_string(),
    };
    let is_bare = queries.attribute_ranges().next().is_none();
    let is_ours = |range: std::ops::Range<usize>| {
        let mut children = queries.children().filter(|child| !ledger.is_own(*child));
        children.any(|child| child.range() == range)
    };
    let is_filled = queries.content().next().is_some() && queries.content().all(is_ours);
    (is_bare && is_filled && !lock.scaffolds.contains(&created)).then_some(created)
}

fn change(candidate: &Candidate<'_>) -> Change {
    let what = match &candidate.entry {
        Entry::Element(entry) => shown_route(&Route::parse(&entry.route)),
        Entry::Attribute(entry) => format!(
            "android:{} of {}",
            entry.name,
            shown_route(&Route::parse(&entry.route))
        ),
    };
    Change {
        verb: Verb::Adopt,
        what,
        origins: candidate.requirement.origins.clone(),
        formerly: Vec::new(),
    }
}

fn finding(wish: &Wish<'_>, met: &Met<'_, '_>, obstacle: &Obstacle, in_part: bool) -> Finding {
    let Met {
        requirement,
        element,
        ..
    } = met;
    let name = element.android("name");
    let name = name.map_or(requirement.name.as_str(), |name| name.value);
    let kept = if in_part {
        "is adopted in part only"
    } else {
        "stays yours"
    };
    let message = format!(
        "{} `{}` {kept}",
        requirement.kind.tag(),
        name.escape_debug()
    );
    let (span, what) = (obstacle.span.clone(), obstacle.what.as_str());
    let finding = Finding::warning(Code::NOT_ADOPTED, message).at(wish.manifest, span, what);
    requirement.origins[0]
        .explain(finding, wish.spec, "it")
        .help(obstacle.help)
}
