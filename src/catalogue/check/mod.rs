//! Checks on the vendor files: what serde cannot see.

mod facts;
mod knowledge;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::expand::parameters;
use super::schema::{Fact, KeepRule, ParameterKind, Vendor, Why};
use crate::version::{Gate, Version};

/// What is wrong with a vendor file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The table, and which one of them.
    pub table: &'static str,
    /// Its place among those of the same name, from 0.
    pub index: Option<usize>,
    /// The offending text, as it stands in the file.
    pub text: String,
    /// What is wrong.
    pub message: String,
}

/// What is wrong with the vendor file `id`; empty when nothing is.
pub fn problems(id: &str, vendor: &Vendor) -> Vec<Problem> {
    let mut check = Check {
        vendor,
        problems: Vec::new(),
        entry: ("id", None),
        cited: HashSet::new(),
        used: HashSet::new(),
    };
    check.header(id);
    check.facts();
    check.knowledge();
    check.parameters();
    check.documents();
    check.problems
}

/// Where in `file` the text of `problem` stands.
pub fn place(file: &str, problem: &Problem) -> Range<usize> {
    let (root, _) = DeTable::parse_recoverable(file);
    // The span of a table is its header: what belongs to it goes on to the next one.
    let up_to = |start: usize, header: &str| {
        let rest = &file[start..];
        let length = rest.get(1..).and_then(|rest| rest.find(header));
        start..start + length.map_or(rest.len(), |at| at + 2)
    };
    let entry =
        root.get_ref()
            .get(problem.table)
            .map(|value| match (value.get_ref(), problem.index) {
                (DeValue::Array(entries), Some(index)) => {
                    let span = entries.get(index).map(toml::Spanned::span);
                    up_to(span.map_or(0, |span| span.start), "\n[[")
                }
                (DeValue::Table(_), None) => up_to(value.span().start, "\n["),
                _ => value.span(),
            });
    let entry = entry.unwrap_or(0..0);
    let within = file.get(entry.clone()).and_then(|text| {
        let at = text.find(&problem.text)?;
        Some(entry.start + at..entry.start + at + problem.text.len())
    });
    match within {
        Some(range) if !range.is_empty() => range,
        _ => {
            let line = file[entry.start..].find('\n');
            let end = line.map_or(file.len(), |length| entry.start + length);
            entry.start..end.min(entry.end.max(entry.start + 1)).min(file.len())
        }
    }
}

struct Check<'a> {
    vendor: &'a Vendor,
    problems: Vec<Problem>,
    /// What is being looked at.
    entry: (&'static str, Option<usize>),
    cited: HashSet<&'a str>,
    used: HashSet<String>,
}

impl<'a> Check<'a> {
    /// Notes that something is wrong with `text`, in the entry that is being looked at.
    fn problem(&mut self, text: impl Into<String>, message: impl Into<String>) {
        let (table, index) = self.entry;
        self.problems.push(Problem {
            table,
            index,
            text: text.into(),
            message: message.into(),
        });
    }

    fn header(&mut self, id: &str) {
        let vendor = self.vendor;
        if vendor.id != id {
            self.problem(
                &vendor.id,
                format!("the id is `{}`, the file is `{id}`", vendor.id),
            );
        }
        self.entry = ("releases", None);
        if vendor.releases.is_empty() {
            self.problem("[]", "there are no releases");
        }
        for pair in vendor.releases.windows(2) {
            if pair[0] >= pair[1] {
                let (first, second) = (&pair[0], &pair[1]);
                self.problem(first.as_str(), format!("{first} stands before {second}"));
            }
        }
        self.entry = ("delivery", None);
        let delivery = &vendor.delivery;
        for gate in [&delivery.jar, &delivery.aar].into_iter().flatten() {
            self.gate(gate);
        }
        self.why(&delivery.why);
        for release in &vendor.releases {
            if delivery.of(release).is_empty() {
                self.problem("", format!("{release} is neither a JAR nor an AAR"));
            }
        }
    }

    fn known(&mut self, version: Option<&Version>) {
        if let Some(version) = version
            && !self.vendor.releases.contains(version)
        {
            self.problem(version.as_str(), format!("{version} is no known release"));
        }
    }

    fn gate(&mut self, gate: &Gate) {
        if !gate.is_ordered() {
            self.problem("versions", format!("the gate is empty ({gate})"));
        }
        self.known(gate.since.as_ref());
        self.known(gate.until.as_ref());
    }

    fn why(&mut self, why: &'a Why) {
        if why.docs.is_empty() {
            self.problem("docs", "it cites no document");
        }
        for doc in &why.docs {
            if !self.vendor.documents.contains_key(doc) {
                self.problem(doc, format!("`{doc}` is not in [documents]"));
            }
            self.cited.insert(doc);
        }
    }

    /// `why` of an entry that has a gate, whose boundaries must lie in the brackets.
    fn bounded(&mut self, versions: &Gate, why: &'a Why) {
        self.gate(versions);
        self.why(why);
        let Some(bounds) = &why.bounds else { return };
        for (bracket, boundary) in [
            (&bounds.since, &versions.since),
            (&bounds.until, &versions.until),
        ] {
            let Some((first, second)) = bracket else {
                continue;
            };
            self.known(Some(first));
            self.known(Some(second));
            if first >= second {
                self.problem(
                    format!("\"{first}\", \"{second}\""),
                    format!("{first} is not before {second}"),
                );
            }
            match boundary {
                Some(boundary) if first < boundary && boundary <= second => {}
                Some(boundary) => self.problem(
                    boundary.as_str(),
                    format!("{boundary} is not after {first} and up to {second}"),
                ),
                None => self.problem("bounds", "these are bounds of a gate that is open there"),
            }
        }
    }

    /// Notes the parameters that `text` names, and refuses others.
    fn references(&mut self, text: &str) {
        for name in parameters(text) {
            if self.is_parameter(name) {
                self.used.insert(name.to_owned());
            } else {
                self.problem(
                    format!("${{{name}}}"),
                    format!("`${{{name}}}` is no [[parameter]]"),
                );
            }
        }
    }

    fn is_parameter(&self, name: &str) -> bool {
        let mut parameters = self.vendor.parameters.iter();
        parameters.any(|parameter| parameter.key == name)
    }

    fn parameters(&mut self) {
        let mut seen = HashSet::new();
        for (at, parameter) in self.vendor.parameters.iter().enumerate() {
            self.entry = ("parameter", Some(at));
            self.why(&parameter.why);
            if !seen.insert(&parameter.key) {
                self.problem(&parameter.key, format!("`{}` stands twice", parameter.key));
            }
            let constant = parameter.constant.is_some();
            if constant && parameter.kind == ParameterKind::Class {
                self.problem("constant", "a class cannot be a constant");
            }
            if !constant && !self.used.contains(&parameter.key) {
                self.problem(
                    &parameter.key,
                    format!("`{}` is used nowhere", parameter.key),
                );
            }
        }
        for (at, secret) in self.vendor.server_secrets.iter().enumerate() {
            self.entry = ("server-secret", Some(at));
            for key in &secret.keys {
                if self.vendor.parameters.iter().any(|p| &p.key == key) {
                    self.problem(key, format!("`{key}` is a parameter and a server secret"));
                }
            }
        }
    }

    fn documents(&mut self) {
        self.entry = ("documents", None);
        for key in self.vendor.documents.keys() {
            if !self.cited.contains(key.as_str()) {
                self.problem(key, format!("`{key}` is cited nowhere"));
            }
        }
    }
}
