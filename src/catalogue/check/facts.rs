//! Checks on what is woven, and on what an AAR brings.

use super::{Check, Fact, KeepRule};
use crate::catalogue::expand::expand;
use crate::catalogue::schema::{Delivery, Filter, MatchBy, MistakePlace, Necessity, Terms, When};
use crate::grammar;
use crate::keep;
use crate::version::Gate;

impl<'a> Check<'a> {
    pub(super) fn facts(&mut self) {
        let vendor = self.vendor;
        for (table, facts) in vendor.facts() {
            for (at, fact) in facts.iter().enumerate() {
                self.entry = (table, Some(at));
                self.fact(fact);
            }
            let identities: Vec<_> = facts
                .iter()
                .map(|fact| (fact.name.as_str(), fact.terms()))
                .collect();
            self.disjoint(table, &identities);
        }
        for (at, rule) in vendor.keep_rules.iter().enumerate() {
            self.entry = ("keep-rule", Some(at));
            self.keep_rule(rule);
        }
        let rules: Vec<_> = vendor
            .keep_rules
            .iter()
            .map(|rule| (rule.rule.as_str(), rule.terms()))
            .collect();
        self.disjoint("keep-rule", &rules);
    }

    fn fact(&mut self, fact: &'a Fact) {
        let (table, _) = self.entry;
        self.bounded(&fact.versions, &fact.why);
        self.terms(
            &fact.when,
            fact.in_aar.as_ref(),
            fact.delivery,
            fact.necessity,
        );
        if fact.necessity == Necessity::Obsolete && fact.why.note.is_none() {
            self.problem("obsolete", "it is obsolete and has no note that says why");
        }
        self.names(table, fact);
        for (name, value) in fact.shape.0.iter().chain(&fact.forbid.0) {
            self.references(value);
            if !name.chars().all(|c| c.is_ascii_alphanumeric()) {
                self.problem(name, format!("`{name}` is no attribute name"));
            }
        }
        for filter in &fact.filters {
            self.filter(filter, fact.necessity);
        }
        if fact.match_by == MatchBy::Action && fact.filters.is_empty() {
            self.problem("match-by", "it is matched by its actions and has no filter");
        }
        let explicit = fact.shape.get("exported").is_some();
        if !fact.filters.is_empty() && !explicit && fact.necessity > Necessity::Obsolete {
            self.problem("filters", "it has a filter, so `exported` must be explicit");
        }
        self.values(table, fact);
    }

    /// The gates of a fact beside its versions.
    fn terms(
        &mut self,
        when: &When,
        in_aar: Option<&Gate>,
        delivery: Option<Delivery>,
        necessity: Necessity,
    ) {
        if !when.target_sdk.is_ordered() || !when.min_sdk.is_ordered() {
            self.problem("when", "a gate under `when` is empty");
        }
        if let Some(gate) = in_aar {
            self.gate(gate);
            if delivery.is_some() || necessity <= Necessity::Obsolete {
                self.problem(
                    "in-aar",
                    "`in-aar` is for what the app declares without the AAR",
                );
            }
        }
        if necessity == Necessity::Internal && delivery.is_some() {
            self.problem(
                "delivery",
                "what is internal comes with the AAR: leave `delivery` out",
            );
        }
    }

    fn names(&mut self, table: &str, fact: &Fact) {
        for name in std::iter::once(&fact.name).chain(&fact.alternatives) {
            self.references(name);
            if name.contains("${") {
                continue;
            }
            let valid = match table {
                "activity" | "service" | "receiver" | "provider" => grammar::class(name),
                "queries-package" => grammar::package(name),
                _ => grammar::action(name),
            };
            if let Err(reason) = valid {
                self.problem(name, format!("`{name}`: {reason}"));
            }
            if matches!(table, "permission" | "uses-permission") {
                self.misspelt(MistakePlace::Permission, name);
            }
        }
        if let Some(base) = &fact.extends
            && let Err(reason) = grammar::class(base)
        {
            self.problem(base, format!("`{base}`: {reason}"));
        }
    }

    /// Refuses a name that the file itself lists as a mistake.
    fn misspelt(&mut self, place: MistakePlace, name: &str) {
        let mut mistakes = self.vendor.mistakes.iter();
        if let Some(mistake) = mistakes.find(|known| known.place == place && known.wrong == name) {
            let message = match &mistake.right {
                Some(right) => format!("the vendor spells it `{right}`"),
                None => "it is listed under [[mistake]]".to_owned(),
            };
            self.problem(name, message);
        }
    }

    fn values(&mut self, table: &str, fact: &Fact) {
        let texts = [
            fact.value.is_some(),
            fact.raw.is_some(),
            !fact.values.is_empty(),
        ];
        let given = texts.into_iter().filter(|given| *given).count();
        // What an AAR has need not be known, nor what must go.
        let least = usize::from(table == "meta-data" && fact.necessity > Necessity::Obsolete);
        let most = usize::from(table == "meta-data");
        if given < least || given > most {
            self.problem(
                &fact.name,
                "meta-data has one of `value`, `raw` and `values`, others none",
            );
        }
        for release in fact.values.keys() {
            match release.parse() {
                Ok(version) => self.known(Some(&version)),
                Err(_) => self.problem(release, format!("`{release}` is not a version")),
            }
        }
        for child in &fact.meta_data {
            if child.value.is_some() == child.raw.is_some() {
                self.problem(
                    &child.name,
                    format!("{} has one of `value` and `raw`", child.name),
                );
            }
            self.references(child.value.as_deref().unwrap_or_default());
        }
        self.references(fact.value.as_deref().unwrap_or_default());
    }

    fn filter(&mut self, filter: &Filter, necessity: Necessity) {
        if filter.actions.is_empty() {
            self.problem("actions", "a filter without actions");
        }
        for name in filter.actions.iter().chain(&filter.optional) {
            if let Err(reason) = grammar::action(name) {
                self.problem(name, format!("`{name}`: {reason}"));
            }
            self.misspelt(MistakePlace::Action, name);
        }
        for category in &filter.categories {
            self.references(category);
        }
        if filter.priority.is_some() && necessity != Necessity::Internal {
            self.problem("priority", "only filters of an AAR have a priority");
        }
    }

    /// Two entries of one identity must never hold for one release in one delivery, neither for the
    /// app nor in the AAR.
    fn disjoint(&mut self, table: &'static str, identities: &[(&str, Terms<'_>)]) {
        for (at, (name, terms)) in identities.iter().enumerate() {
            self.entry = (table, Some(at));
            let twins = identities[..at].iter().filter(|(other, _)| other == name);
            for (_, earlier) in twins {
                let clash = self.vendor.releases.iter().find(|release| {
                    let deliveries = self.vendor.delivery.of(release);
                    let in_app = deliveries.iter().any(|delivery| {
                        terms.concerns_app(release, *delivery)
                            && earlier.concerns_app(release, *delivery)
                    });
                    let in_aar = terms.is_in_aar(release) && earlier.is_in_aar(release);
                    (in_app || in_aar) && terms.when.overlaps(earlier.when)
                });
                if let Some(release) = clash {
                    let (first, second) = (earlier.versions, terms.versions);
                    self.problem(
                        *name,
                        format!("two entries hold at once, as at {release} ({first}; {second})"),
                    );
                }
            }
        }
    }

    fn keep_rule(&mut self, rule: &'a KeepRule) {
        self.bounded(&rule.versions, &rule.why);
        self.terms(
            &rule.when,
            rule.in_aar.as_ref(),
            rule.delivery,
            rule.necessity,
        );
        self.references(&rule.rule);
        let sample = expand(&rule.rule, |_| Some("com.example.Sample".to_owned()));
        if let Err(reason) = keep::check(&sample) {
            self.problem(&rule.rule, reason);
        }
        self.misspelt(MistakePlace::KeepRule, &rule.rule);
    }
}
