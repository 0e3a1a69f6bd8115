//! Which findings somebody wants to see.

use super::suppress::UNUSED;
use super::{ALL, Rule, find};
use crate::finding::{Code, Finding, Severity, did_you_mean};

/// Which rules count, and from which severity on.
#[derive(Clone, Debug)]
pub struct Selection {
    /// What `select` names; every rule that is not pedantic where it is empty.
    select: Vec<String>,
    /// What does not count, whatever else says so.
    ignore: Vec<String>,
    /// Whether pedantic rules count too.
    pedantic: bool,
    /// The least severity.
    least: Severity,
}

impl Selection {
    /// A selection of rules by code, name, or the beginning of codes, such as `PW2`.
    ///
    /// # Errors
    ///
    /// When a word fits no rule.
    pub fn new(
        select: &[String],
        ignore: &[String],
        pedantic: bool,
        least: Severity,
    ) -> Result<Self, Finding> {
        let words = select.iter().chain(ignore);
        if let Some(unknown) = words
            .clone()
            .find(|word| !ALL.iter().any(|rule| fits(word, rule)))
        {
            let known = ALL
                .iter()
                .flat_map(|rule| [rule.code.id(), rule.code.name()]);
            let help = match did_you_mean(unknown, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`pushweave rules` lists them".to_owned(),
            };
            let message = format!("no rule fits `{}`", unknown.escape_debug());
            return Err(Finding::error(Code::ARGUMENT_INVALID, message).help(help));
        }
        Ok(Self {
            select: select.to_vec(),
            ignore: ignore.to_vec(),
            pedantic,
            least,
        })
    }

    /// Whether findings of `code` at `severity` count.
    pub fn counts(&self, finding: &Finding) -> bool {
        if finding.severity < self.least {
            return false;
        }
        let is_all = self.select.is_empty() && self.ignore.is_empty();
        if finding.code == UNUSED && !is_all {
            // Only a run of every rule can tell.
            return false;
        }
        let Some(rule) = find(finding.code.id()) else {
            return true;
        };
        if self.ignore.iter().any(|word| fits(word, rule)) {
            return false;
        }
        if self.select.is_empty() {
            return !rule.pedantic || self.pedantic;
        }
        self.select.iter().any(|word| fits(word, rule))
    }
}

/// Whether `word` means `rule`.
fn fits(word: &str, rule: &Rule) -> bool {
    let (id, name) = (rule.code.id(), rule.code.name());
    let is_beginning = word.len() >= 2
        && id
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word));
    word.eq_ignore_ascii_case("all") || is_beginning || word.eq_ignore_ascii_case(name)
}
