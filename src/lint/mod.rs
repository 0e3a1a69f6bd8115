//! The linter: what is wrong in a module, found by rules that each look for one kind of problem.

mod rule;
mod rules;

pub use rule::{Category, Input, Remedy, Rule};
pub use rules::ALL;

use crate::finding::{Code, Finding};

/// One module of a project, or one file of it, as the rules see it.
pub struct Module<'a> {
    drift: &'a [Finding],
}

impl Module<'_> {
    /// What `apply` would change, as findings of the kind `code`.
    pub fn drift(&self, code: Code) -> impl Iterator<Item = Finding> {
        let drift = self.drift.iter().filter(move |it| it.code == code);
        drift.cloned()
    }
}

/// The rule with the code or the name `word`, in any case.
pub fn find(word: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| {
        rule.code.id().eq_ignore_ascii_case(word) || rule.code.name().eq_ignore_ascii_case(word)
    })
}
