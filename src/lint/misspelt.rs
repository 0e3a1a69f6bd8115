//! Names that are nearly those of the catalogue.

use super::knowledge::APPLICATION_ID;
use super::{Knowledge, Module};
use crate::catalogue::schema::MistakePlace;
use crate::requirement::Kind;

/// How many letters may differ.
const MOST: usize = 2;
/// In a name that is shorter, two other letters make another word.
const SHORTEST: usize = 16;

/// Names that SDKs know, of one kind.
#[derive(Default)]
pub(super) struct Names {
    /// What no name is wrong for.
    right: Vec<String>,
    /// What is known to be written instead, with what is right.
    mistakes: Vec<(String, String)>,
}

impl Names {
    /// Permissions. Those that begin with the app's own name are among them for the SDKs in use: with
    /// the placeholder, and with `owner` where that is known.
    pub(super) fn of_permissions(module: &Module<'_>, owner: Option<&str>) -> Self {
        let mut names = Self::default();
        for kind in [Kind::Permission, Kind::UsesPermission] {
            for known in module.knowledge.all(kind) {
                let name = known.fact.name.as_str();
                let Some(rest) = name.strip_prefix(APPLICATION_ID) else {
                    names.add(name.to_owned());
                    continue;
                };
                if module.in_use(&known.vendor.id).is_some() {
                    names.add(name.to_owned());
                    if let Some(owner) = owner {
                        names.add(format!("{owner}{rest}"));
                    }
                }
            }
        }
        // What guards a component is a real name, too.
        for kind in Kind::ALL.into_iter().filter(|kind| kind.is_component()) {
            for known in module.knowledge.all(kind) {
                let guard = known.fact.shape.get("permission");
                names.right.extend(guard.map(str::to_owned));
            }
        }
        names.mistaken(module.knowledge, MistakePlace::Permission);
        names
    }

    /// Actions.
    pub(super) fn of_actions(module: &Module<'_>) -> Self {
        let mut names = Self::default();
        for kind in Kind::ALL {
            for known in module.knowledge.all(kind) {
                if kind == Kind::QueriesIntent {
                    names.add(known.fact.name.clone());
                }
                for filter in &known.fact.filters {
                    let all = filter.actions.iter().chain(&filter.optional);
                    all.for_each(|action| names.add(action.clone()));
                }
            }
        }
        names.mistaken(module.knowledge, MistakePlace::Action);
        names
    }

    fn add(&mut self, name: String) {
        if !self.right.contains(&name) {
            self.right.push(name);
        }
    }

    /// Takes up the mistakes of the catalogue that are a matter of letters.
    fn mistaken(&mut self, knowledge: &Knowledge, place: MistakePlace) {
        let all = knowledge
            .vendors()
            .iter()
            .flat_map(|vendor| &vendor.mistakes)
            .filter(|mistake| mistake.place == place);
        for mistake in all {
            if let Some(right) = &mistake.right
                && distance(&mistake.wrong, right) <= MOST
            {
                self.mistakes.push((mistake.wrong.clone(), right.clone()));
            }
        }
    }
}

/// What `name` was meant to be: nothing where it is right or far from everything, several where they
/// are equally near.
pub(super) fn nearest(names: &Names, name: &str) -> Vec<String> {
    if names.right.iter().any(|right| right == name) {
        return Vec::new();
    }
    if let Some((_, right)) = names.mistakes.iter().find(|(wrong, _)| wrong == name) {
        return vec![right.clone()];
    }
    if name.len() < SHORTEST || is_androids(name) {
        return Vec::new();
    }
    let near = names.right.iter().filter(|right| {
        right.len() >= SHORTEST
            && right.len().abs_diff(name.len()) <= MOST
            && !is_androids(right)
            && !is_opposite(name, right)
            && right.contains("${") == name.contains("${")
    });
    let measured: Vec<(usize, &String)> = near
        .map(|right| (distance(name, right), right))
        .filter(|(distance, _)| *distance <= MOST)
        .collect();
    let least = measured.iter().map(|(distance, _)| *distance).min();
    let nearest = measured
        .iter()
        .filter(|(distance, _)| Some(*distance) == least);
    nearest.map(|(_, right)| (*right).clone()).collect()
}

/// Letters that differ, swapped neighbours as one; case counts for nothing.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    strsim::damerau_levenshtein(&one, &other)
}

/// Whether one is the other with a syllable in front of its last part: `UNREGISTER` is no misspelt
/// `REGISTER`.
fn is_opposite(one: &str, other: &str) -> bool {
    let (Some((holder, first)), Some((other_holder, second))) =
        (one.rsplit_once('.'), other.rsplit_once('.'))
    else {
        return false;
    };
    let is_longer = first.ends_with(second) || second.ends_with(first);
    holder == other_holder && first != second && is_longer
}

/// Names that Android and its launchers have; they differ by a letter or two among themselves.
fn is_androids(name: &str) -> bool {
    ["android.", "com.android."]
        .iter()
        .any(|begin| name.starts_with(begin))
}
