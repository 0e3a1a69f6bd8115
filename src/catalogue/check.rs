//! Checks on the vendor files: what serde cannot see.

use std::collections::HashSet;

use super::expand::{expand, references};
use super::schema::{Fact, Filter, KeepRule, ParameterKind, Vendor, Why};
use crate::grammar;
use crate::keep;
use crate::version::{Gate, Version};

/// What is wrong with the vendor file `id`, one line each; empty when nothing is.
pub fn problems(id: &str, vendor: &Vendor) -> Vec<String> {
    let mut check = Check {
        vendor,
        problems: Vec::new(),
        cited: HashSet::new(),
        used: HashSet::new(),
    };
    check.header(id);
    for (kind, facts) in vendor.facts() {
        for fact in facts {
            check.fact(kind, fact);
        }
        check.disjoint(
            kind,
            facts
                .iter()
                .map(|fact| (fact.name.as_str(), &fact.versions)),
        );
    }
    for rule in &vendor.keep_rules {
        check.keep_rule(rule);
    }
    check.disjoint(
        "keep-rule",
        vendor
            .keep_rules
            .iter()
            .map(|rule| (rule.rule.as_str(), &rule.versions)),
    );
    check.parameters();
    check.documents();
    check.problems
}

struct Check<'a> {
    vendor: &'a Vendor,
    problems: Vec<String>,
    cited: HashSet<&'a str>,
    used: HashSet<String>,
}

impl<'a> Check<'a> {
    fn problem(&mut self, what: &str, message: impl AsRef<str>) {
        self.problems.push(format!("{what}: {}", message.as_ref()));
    }

    fn header(&mut self, id: &str) {
        if self.vendor.id != id {
            self.problem("id", format!("is `{}`, the file is `{id}`", self.vendor.id));
        }
        if self.vendor.releases.is_empty() {
            self.problem("releases", "are missing");
        }
        for pair in self.vendor.releases.windows(2) {
            if pair[0] >= pair[1] {
                let (first, second) = (&pair[0], &pair[1]);
                self.problem("releases", format!("{first} stands before {second}"));
            }
        }
    }

    fn known(&mut self, what: &str, version: Option<&Version>) {
        if let Some(version) = version
            && !self.vendor.releases.contains(version)
        {
            self.problem(what, format!("{version} is no known release"));
        }
    }

    fn gate(&mut self, what: &str, gate: &Gate) {
        if !gate.is_ordered() {
            self.problem(what, format!("the gate is empty ({gate})"));
        }
        self.known(what, gate.since.as_ref());
        self.known(what, gate.until.as_ref());
    }

    fn why(&mut self, what: &str, why: &'a Why) {
        if why.docs.is_empty() {
            self.problem(what, "cites no document");
        }
        for doc in &why.docs {
            if !self.vendor.documents.contains_key(doc) {
                self.problem(what, format!("cites `{doc}`, which is not in [documents]"));
            }
            self.cited.insert(doc);
        }
        if let Some(bounds) = &why.bounds {
            self.known(what, bounds.without.as_ref());
            self.known(what, bounds.with.as_ref());
        }
    }

    /// Notes the parameters that `text` names, and refuses others.
    fn references(&mut self, what: &str, text: &str) {
        for name in references(text) {
            if name == "applicationId" {
                continue;
            }
            if self
                .vendor
                .parameters
                .iter()
                .any(|parameter| parameter.key == name)
            {
                self.used.insert(name.to_owned());
            } else {
                self.problem(what, format!("`${{{name}}}` is no [[parameter]]"));
            }
        }
    }

    fn fact(&mut self, kind: &str, fact: &'a Fact) {
        let what = format!("{kind} {}", fact.name);
        self.gate(&what, &fact.versions);
        if !fact.when.target_sdk.is_ordered() || !fact.when.min_sdk.is_ordered() {
            self.problem(&what, "a gate under `when` is empty");
        }
        self.why(&what, &fact.why);
        self.references(&what, &fact.name);
        if !fact.name.contains("${") {
            let valid = match kind {
                "activity" | "service" | "receiver" | "provider" => grammar::class(&fact.name),
                _ => grammar::action(&fact.name),
            };
            if let Err(reason) = valid {
                self.problem(&what, reason);
            }
        }
        for (name, value) in fact.shape.0.iter().chain(&fact.forbid.0) {
            self.references(&what, value);
            if !name.chars().all(|c| c.is_ascii_alphanumeric()) {
                self.problem(&what, format!("`{name}` is no attribute name"));
            }
        }
        for filter in &fact.filters {
            self.filter(&what, filter);
        }
        let explicit = fact.shape.get("exported").is_some();
        if !fact.filters.is_empty() && !explicit {
            self.problem(&what, "has a filter, so `exported` must be explicit");
        }
        let is_meta_data = kind == "meta-data";
        let values = usize::from(fact.value.is_some()) + usize::from(fact.raw.is_some());
        if values != usize::from(is_meta_data) {
            self.problem(&what, "meta-data has one of `value` and `raw`, others none");
        }
        for child in &fact.meta_data {
            if child.value.is_some() == child.raw.is_some() {
                self.problem(
                    &what,
                    format!("{} has one of `value` and `raw`", child.name),
                );
            }
            self.references(&what, child.value.as_deref().unwrap_or_default());
        }
        self.references(&what, fact.value.as_deref().unwrap_or_default());
    }

    fn filter(&mut self, what: &str, filter: &Filter) {
        if filter.actions.is_empty() {
            self.problem(what, "a filter without actions");
        }
        for name in filter.actions.iter().chain(&filter.optional) {
            if let Err(reason) = grammar::action(name) {
                self.problem(what, reason);
            }
        }
        for category in &filter.categories {
            self.references(what, category);
        }
    }

    /// Two shapes of one identity must never hold for one release and one targetSdk.
    fn disjoint<'b>(
        &mut self,
        kind: &str,
        identities: impl Iterator<Item = (&'b str, &'b Gate)> + Clone,
    ) {
        for (at, (name, gate)) in identities.clone().enumerate() {
            for (other, other_gate) in identities.clone().skip(at + 1) {
                if name == other && gate.overlaps(other_gate) {
                    self.problem(
                        &format!("{kind} {name}"),
                        format!("two entries hold at once ({gate}; {other_gate})"),
                    );
                }
            }
        }
    }

    fn keep_rule(&mut self, rule: &'a KeepRule) {
        let what = format!("keep-rule {}", rule.rule);
        self.gate(&what, &rule.versions);
        self.why(&what, &rule.why);
        self.references(&what, &rule.rule);
        let sample = expand(&rule.rule, |_| Some("com.example.Sample".to_owned()));
        if let Err(reason) = keep::check(&sample) {
            self.problem(&what, reason);
        }
    }

    fn parameters(&mut self) {
        let mut seen = HashSet::new();
        for parameter in &self.vendor.parameters {
            let what = format!("parameter {}", parameter.key);
            self.why(&what, &parameter.why);
            if !seen.insert(&parameter.key) {
                self.problem(&what, "stands twice");
            }
            let constant = parameter.constant.is_some();
            if constant && parameter.kind == ParameterKind::Class {
                self.problem(&what, "a class cannot be a constant");
            }
            if !constant && !self.used.contains(&parameter.key) {
                self.problem(&what, "is used nowhere");
            }
        }
        for secret in &self.vendor.server_secrets {
            for key in &secret.keys {
                if self.vendor.parameters.iter().any(|p| &p.key == key) {
                    self.problem(key, "is both a parameter and a server secret");
                }
            }
        }
    }

    fn documents(&mut self) {
        for key in self.vendor.documents.keys() {
            if !self.cited.contains(key.as_str()) {
                self.problem("documents", format!("`{key}` is cited nowhere"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vendor file that passes, for a case to spoil.
    const SOUND: &str = r#"
id = "x"
name = "X"
constant-prefix = "X"
manufacturers = ["x"]
releases = ["1.0", "2.0", "3.0"]
[documents]
d = "The document"
[[parameter]]
key = "receiver"
description = "The receiver"
type = "class"
why = { docs = ["d"], confidence = "documented" }
[[receiver]]
name = "${receiver}"
shape = { exported = true }
filters = [{ actions = ["x.A"] }]
why = { docs = ["d"], confidence = "documented" }
[[keep-rule]]
rule = "-keep class ${receiver} { *; }"
why = { docs = ["d"], confidence = "documented" }
"#;

    #[track_caller]
    fn check(replace: &str, by: &str, expected: &str) {
        assert!(SOUND.contains(replace), "{replace}");
        let text = SOUND.replacen(replace, by, 1);
        let vendor = super::super::parse("x", &text).expect("parses");
        let found = problems("x", &vendor).join("\n");
        if expected.is_empty() {
            assert_eq!(found, "");
        } else {
            assert!(found.contains(expected), "{found:?} lacks {expected:?}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        check("1.0", "1.0", "");
        check(
            r#""1.0", "2.0""#,
            r#""2.0", "1.0""#,
            "2.0 stands before 1.0",
        );
        check(r#"id = "x""#, r#"id = "y""#, "the file is `x`");
        check("shape = { exported = true }\n", "", "must be explicit");
        check("${receiver} {", "${recever} {", "no [[parameter]]");
        check("-keep class", "-keep", "class");
        check(r#"["x.A"]"#, "[]", "without actions");
        check(
            "shape = {",
            "versions = { since = \"2.5\" }\nshape = {",
            "no known release",
        );
        check(
            "shape = {",
            "versions = { since = \"3.0\", until = \"2.0\" }\nshape = {",
            "the gate is empty",
        );
        check("d = \"The", "e = \"Other\"\nd = \"The", "cited nowhere");
        check("docs = [\"d\"]", "docs = [\"z\"]", "not in [documents]");
        let twice = "[[keep-rule]]\nrule = \"-keep class ${receiver} { *; }\"\n\
                     why = { docs = [\"d\"], confidence = \"field\" }\n[[keep-rule]]";
        check("[[keep-rule]]", twice, "hold at once");
    }
}
