//! How much of what a file holds, in words.

use crate::plan::{Change, Verb};
use crate::report::human::plural;
use crate::resolve::{ConstantGroup, KeepGroup};

/// `19 keep rules`
pub(super) fn keep_rules(groups: &[KeepGroup]) -> String {
    match groups.iter().map(|group| group.rules.len()).sum() {
        0 => "no keep rules".to_owned(),
        rules => plural(rules, "keep rule"),
    }
}

/// `16 constants`
pub(super) fn constants(groups: &[ConstantGroup]) -> String {
    match groups.iter().map(|group| group.constants.len()).sum() {
        0 => "no constants".to_owned(),
        constants => plural(constants, "constant"),
    }
}

/// `+42 ~1 -3`
pub(super) fn pieces(changes: &[Change]) -> String {
    [Verb::Add, Verb::Update, Verb::Remove, Verb::Adopt]
        .iter()
        .filter_map(|verb| {
            let count = changes.iter().filter(|change| change.verb == *verb).count();
            (count > 0).then(|| format!("{}{count}", verb.sign()))
        })
        .collect::<Vec<_>>()
        .join(" ")
}
