//! What an upgrade from one release to another asks of an app.

use super::schema::{Change, Delivery, Mistake, Vendor};
use super::setup::{Detail, Entry, Part, Setup, Topic};
use crate::version::Version;

/// The way from one release in one delivery to another.
#[derive(Debug)]
pub struct Upgrade<'v> {
    /// What is left behind.
    pub from: Setup<'v>,
    /// What is upgraded to.
    pub to: Setup<'v>,
    /// What the app must do, in the order of the tables.
    pub steps: Vec<Step<'v>>,
    /// What the AAR brings now and did not bring before.
    pub brought: Vec<Entry<'v>>,
    /// What the AAR brought before and no longer brings.
    pub dropped: Vec<Entry<'v>>,
    /// What is uncertain before or after and no step: the release, and the entry.
    pub uncertain: Vec<(Version, Entry<'v>)>,
    /// What the releases on the way changed, oldest first.
    pub changes: Vec<&'v Change>,
    /// What people get wrong with the newer release: whether it was right before, and what.
    pub mistakes: Vec<(bool, &'v Mistake)>,
}

/// One thing to do.
#[derive(Clone, Debug)]
pub enum Step<'v> {
    /// The app needs this now.
    Add(Entry<'v>),
    /// The app needs this as before, but otherwise.
    Alter(Box<Alteration<'v>>),
    /// The app does not need this any more.
    Remove(Entry<'v>, Cause<'v>),
}

/// An entry before and after.
#[derive(Clone, Debug)]
pub struct Alteration<'v> {
    /// As it was.
    pub before: Entry<'v>,
    /// As it is.
    pub after: Entry<'v>,
    /// Whether the AAR brings what is left out of it.
    pub aar_has_the_rest: bool,
}

/// Why an entry is not needed any more.
#[derive(Clone, Debug)]
pub enum Cause<'v> {
    /// The SDK neither has nor uses it.
    Gone,
    /// The AAR brings it, by this entry.
    InAar(Box<Entry<'v>>),
    /// Nothing needs it, as this entry says.
    Obsolete(Box<Entry<'v>>),
}

impl<'v> Step<'v> {
    /// The entry as it is after the upgrade, or was before where it is gone.
    pub fn entry(&self) -> &Entry<'v> {
        match self {
            Self::Add(entry) | Self::Remove(entry, _) => entry,
            Self::Alter(alteration) => &alteration.after,
        }
    }

    /// What it belongs to.
    pub fn topic(&self) -> Topic {
        self.entry().topic()
    }

    /// First what is new, then what is different, then what is gone.
    pub fn place(&self) -> usize {
        match self {
            Self::Add(_) => 0,
            Self::Alter(_) => 1,
            Self::Remove(..) => 2,
        }
    }
}

impl Alteration<'_> {
    /// What it no longer has, and what it has now, as texts.
    pub fn differences(&self) -> (Vec<String>, Vec<String>) {
        let texts = |entry: &Entry<'_>| {
            let mut texts: Vec<String> = Vec::new();
            if self.before.name != self.after.name {
                texts.push(entry.name.clone());
            }
            if self.before.necessity != self.after.necessity {
                texts.push(entry.necessity.to_string());
            }
            if self.before.conditions != self.after.conditions {
                texts.push(match entry.conditions.as_slice() {
                    [] => "in any case".to_owned(),
                    conditions => conditions.join(", "),
                });
            }
            texts.extend(entry.details.iter().map(Detail::to_string));
            texts
        };
        let (before, after) = (texts(&self.before), texts(&self.after));
        let lacks = |text: &&String, other: &[String]| !other.contains(text);
        (
            before
                .iter()
                .filter(|text| lacks(text, &after))
                .cloned()
                .collect(),
            after
                .iter()
                .filter(|text| lacks(text, &before))
                .cloned()
                .collect(),
        )
    }
}

impl Upgrade<'_> {
    /// Whether the app has nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// What is different for an app that goes from `from` to `to`.
pub fn between<'v>(
    vendor: &'v Vendor,
    from: (&Version, Delivery),
    to: (&Version, Delivery),
) -> Upgrade<'v> {
    let (from, to) = (
        Setup::of(vendor, from.0, from.1),
        Setup::of(vendor, to.0, to.1),
    );
    let mut steps = Vec::new();
    let pairs = pairs(&of_part(&from, Part::App), &of_part(&to, Part::App));
    for (before, after) in pairs {
        steps.push(match (before, after) {
            (Some(before), Some(after)) => Step::Alter(Box::new(Alteration {
                aar_has_the_rest: has(&to, Part::Aar, &after) && !has(&from, Part::Aar, &before),
                before,
                after,
            })),
            (None, Some(after)) => Step::Add(after),
            (Some(before), None) => {
                let cause = cause(&to, &before);
                Step::Remove(before, cause)
            }
            (None, None) => continue,
        });
    }
    // What the app should not have had either is a step too: it may still be there.
    for (before, after) in pairs_of(&from, &to, Part::Obsolete) {
        if let (None, Some(entry)) = (before, after)
            && !has(&from, Part::App, &entry)
        {
            let cause = Cause::Obsolete(Box::new(entry.clone()));
            steps.push(Step::Remove(entry, cause));
        }
    }
    let uncertain = [&from, &to]
        .into_iter()
        .flat_map(|setup| {
            setup
                .part(Part::App)
                .map(|entry| (setup.version.clone(), entry))
        })
        .filter(|(_, entry)| entry.uncertain.is_some())
        .filter(|(_, entry)| !steps.iter().any(|step| is_same(step.entry(), entry)))
        .map(|(version, entry)| (version, entry.clone()))
        .collect();
    steps.sort_by_key(|step| (step.topic(), step.place()));
    let (mut brought, mut dropped) = (Vec::new(), Vec::new());
    for (before, after) in pairs_of(&from, &to, Part::Aar) {
        match (before, after) {
            (None, Some(entry)) => brought.push(entry),
            (Some(entry), None) => dropped.push(entry),
            _ => {}
        }
    }
    let on_the_way =
        |change: &&Change| from.version < change.version && change.version <= to.version;
    let mistakes = vendor.mistakes.iter();
    Upgrade {
        changes: vendor.changes.iter().filter(on_the_way).collect(),
        mistakes: mistakes
            .filter(|mistake| mistake.versions.contains(&to.version))
            .map(|mistake| (!mistake.versions.contains(&from.version), mistake))
            .collect(),
        from,
        to,
        steps,
        brought,
        dropped,
        uncertain,
    }
}

fn of_part<'v>(setup: &Setup<'v>, part: Part) -> Vec<Entry<'v>> {
    setup.part(part).cloned().collect()
}

fn pairs_of<'v>(from: &Setup<'v>, to: &Setup<'v>, part: Part) -> Vec<Pair<'v>> {
    pairs(&of_part(from, part), &of_part(to, part))
}

fn is_same(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    one.table == other.table && one.identity == other.identity
}

fn find<'s, 'v>(setup: &'s Setup<'v>, part: Part, entry: &Entry<'_>) -> Option<&'s Entry<'v>> {
    setup.part(part).find(|other| is_same(other, entry))
}

fn has(setup: &Setup<'_>, part: Part, entry: &Entry<'_>) -> bool {
    find(setup, part, entry).is_some()
}

fn cause<'v>(to: &Setup<'v>, entry: &Entry<'v>) -> Cause<'v> {
    let boxed = |entry: &Entry<'v>| Box::new(entry.clone());
    if let Some(brought) = find(to, Part::Aar, entry) {
        return Cause::InAar(boxed(brought));
    }
    find(to, Part::Obsolete, entry).map_or(Cause::Gone, |entry| Cause::Obsolete(boxed(entry)))
}

/// An entry as it was and as it is.
type Pair<'v> = (Option<Entry<'v>>, Option<Entry<'v>>);

/// The entries that differ. Of several with one identity, equal ones belong together first, then
/// those under equal conditions, then the rest in their order.
fn pairs<'v>(before: &[Entry<'v>], after: &[Entry<'v>]) -> Vec<Pair<'v>> {
    let mut partners: Vec<Option<usize>> = vec![None; after.len()];
    let mut matched = vec![false; before.len()];
    let criteria: [fn(&Entry<'_>, &Entry<'_>) -> bool; 3] = [
        |one, other| one.asks_the_same(other),
        |one, other| one.conditions == other.conditions,
        |_, _| true,
    ];
    for criterion in criteria {
        for (at, entry) in before.iter().enumerate() {
            if matched[at] {
                continue;
            }
            let partner = after.iter().enumerate().position(|(place, other)| {
                partners[place].is_none() && is_same(entry, other) && criterion(entry, other)
            });
            if let Some(place) = partner {
                partners[place] = Some(at);
                matched[at] = true;
            }
        }
    }
    let mut pairs: Vec<Pair<'v>> = Vec::new();
    for (entry, partner) in after.iter().zip(partners) {
        let earlier = partner.map(|at| before[at].clone());
        if !earlier
            .as_ref()
            .is_some_and(|earlier| earlier.asks_the_same(entry))
        {
            pairs.push((earlier, Some(entry.clone())));
        }
    }
    let gone = before.iter().zip(matched).filter(|(_, matched)| !matched);
    pairs.extend(gone.map(|(entry, _)| (Some(entry.clone()), None)));
    pairs
}
