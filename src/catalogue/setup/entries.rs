//! Every table of a vendor file as entries.

use super::{Detail, Entry, Part, conditions, fact};
use crate::catalogue::schema::{
    BaseClassKind, Bounds, Call, Callback, Delivery, Necessity, Terms, Vendor, Why, for_app,
};
use crate::version::{Gate, Version};

/// What holds for `version` where it comes as `delivery`.
pub(super) fn entries<'v>(
    vendor: &'v Vendor,
    version: &Version,
    delivery: Delivery,
) -> Vec<Entry<'v>> {
    let mut collector = Collector {
        version,
        delivery,
        entries: Vec::new(),
    };
    collector.woven(vendor);
    collector.build(vendor);
    collector.levels(vendor);
    collector.code(vendor);
    collector.entries
}

struct Collector<'c, 'v> {
    version: &'c Version,
    delivery: Delivery,
    entries: Vec<Entry<'v>>,
}

/// What an entry is before it is known whether it holds.
struct Candidate<'v> {
    table: &'static str,
    index: usize,
    identity: String,
    name: String,
    necessity: Necessity,
    conditions: Vec<String>,
    details: Vec<Detail>,
    versions: &'v Gate,
    why: &'v Why,
}

impl<'v> Collector<'_, 'v> {
    fn push(&mut self, candidate: Candidate<'v>, part: Part) {
        let Candidate {
            table,
            index,
            identity,
            name,
            necessity,
            conditions,
            details,
            versions,
            why,
        } = candidate;
        self.entries.push(Entry {
            table,
            index,
            part,
            identity,
            name,
            necessity,
            conditions,
            details,
            versions,
            why,
            uncertain: uncertain(self.version, versions, why.bounds.as_ref()),
        });
    }

    /// Adds what may be in the manifest or among the keep rules, once if it `concerns_app` and once
    /// for the AAR.
    fn with_terms(
        &mut self,
        candidate: impl Fn() -> Candidate<'v>,
        terms: &Terms<'_>,
        concerns_app: bool,
    ) {
        let is_obsolete = terms.necessity == Necessity::Obsolete;
        let has_begun = terms.versions.contains(self.version);
        if concerns_app && is_obsolete && has_begun {
            self.push(candidate(), Part::Obsolete);
        } else if concerns_app && !is_obsolete {
            self.push(candidate(), Part::App);
        }
        if self.delivery == Delivery::Aar && terms.is_in_aar(self.version) {
            self.push(candidate(), Part::Aar);
        }
    }

    /// Adds what has a gate only.
    fn gated(&mut self, candidate: Candidate<'v>) {
        let holds = candidate.versions.contains(self.version);
        let part = match candidate.necessity {
            Necessity::Obsolete => Part::Obsolete,
            Necessity::Internal => Part::Aar,
            _ => Part::App,
        };
        let may_hold = part == Part::App
            && uncertain(
                self.version,
                candidate.versions,
                candidate.why.bounds.as_ref(),
            )
            .is_some();
        if (holds || may_hold) && (part != Part::Aar || self.delivery == Delivery::Aar) {
            self.push(candidate, part);
        }
    }

    fn woven(&mut self, vendor: &'v Vendor) {
        for (table, facts) in vendor.facts() {
            let terms: Vec<_> = facts
                .iter()
                .map(|fact| (fact.name.as_str(), fact.terms()))
                .collect();
            let for_app = for_app(&terms, self.version, self.delivery);
            for (index, fact) in facts.iter().enumerate() {
                let version = self.version;
                let candidate = || Candidate {
                    table,
                    index,
                    identity: fact.name.clone(),
                    name: fact.name.clone(),
                    necessity: fact.necessity,
                    conditions: conditions_of(&fact.terms()),
                    details: fact::details(fact, version),
                    versions: &fact.versions,
                    why: &fact.why,
                };
                self.with_terms(candidate, &terms[index].1, for_app.contains(&index));
            }
        }
        for (index, it) in vendor.manifest_placeholders.iter().enumerate() {
            let parameter = it.parameter.as_ref();
            self.gated(Candidate {
                table: "manifest-placeholder",
                index,
                identity: it.name.clone(),
                name: it.name.clone(),
                necessity: Necessity::Optional,
                conditions: Vec::new(),
                details: lines([parameter.map(|key| format!("takes the value of `{key}`"))]),
                versions: &Gate::OPEN,
                why: &it.why,
            });
        }
        let terms: Vec<_> = vendor
            .keep_rules
            .iter()
            .map(|rule| (rule.rule.as_str(), rule.terms()))
            .collect();
        let for_app = for_app(&terms, self.version, self.delivery);
        for (index, rule) in vendor.keep_rules.iter().enumerate() {
            let candidate = || Candidate {
                table: "keep-rule",
                index,
                identity: rule.rule.clone(),
                name: rule.rule.clone(),
                necessity: rule.necessity,
                conditions: conditions_of(&rule.terms()),
                details: Vec::new(),
                versions: &rule.versions,
                why: &rule.why,
            };
            self.with_terms(candidate, &terms[index].1, for_app.contains(&index));
        }
    }

    fn build(&mut self, vendor: &'v Vendor) {
        for (index, it) in vendor.artifacts.iter().enumerate() {
            if it.delivery == self.delivery {
                let name = it.name().to_owned();
                self.gated(Candidate {
                    table: "artifact",
                    index,
                    identity: name.clone(),
                    name,
                    necessity: Necessity::Required,
                    conditions: Vec::new(),
                    details: Vec::new(),
                    versions: &it.versions,
                    why: &it.why,
                });
            }
        }
        for (index, it) in vendor.repositories.iter().enumerate() {
            self.gated(Candidate {
                table: "repository",
                index,
                identity: it.url.clone(),
                name: it.url.clone(),
                necessity: it.necessity,
                conditions: Vec::new(),
                details: lines([it.scope.as_ref().map(|scope| format!("in {scope}"))]),
                versions: &it.versions,
                why: &it.why,
            });
        }
        for (index, it) in vendor.dependencies.iter().enumerate() {
            self.gated(Candidate {
                table: "dependency",
                index,
                identity: it.coordinate.clone(),
                name: it.coordinate.clone(),
                necessity: it.necessity,
                conditions: it.condition.iter().cloned().collect(),
                details: lines([it.version.as_ref().map(|text| format!("version {text}"))]),
                versions: &it.versions,
                why: &it.why,
            });
        }
        for (index, it) in vendor.plugins.iter().enumerate() {
            let seen =
                (!it.seen.is_empty()).then(|| format!("versions seen: {}", it.seen.join(", ")));
            self.gated(Candidate {
                table: "plugin",
                index,
                identity: it.id.clone(),
                name: it.id.clone(),
                necessity: it.necessity,
                conditions: it.condition.iter().cloned().collect(),
                details: lines([Some(format!("class path {}", it.classpath)), seen]),
                versions: &it.versions,
                why: &it.why,
            });
        }
        for (index, it) in vendor.config_files.iter().enumerate() {
            let keys = (!it.keys.is_empty()).then(|| format!("has {}", it.keys.join(", ")));
            let id = it.application_id.as_ref();
            self.gated(Candidate {
                table: "config-file",
                index,
                identity: it.name.clone(),
                name: it.name.clone(),
                necessity: it.necessity,
                conditions: it.condition.iter().cloned().collect(),
                details: lines([keys, id.map(|key| format!("{key} is the applicationId"))]),
                versions: &it.versions,
                why: &it.why,
            });
        }
    }

    fn levels(&mut self, vendor: &'v Vendor) {
        for (index, it) in vendor.min_sdks.iter().enumerate() {
            self.gated(Candidate {
                table: "min-sdk",
                index,
                identity: "minSdk".into(),
                name: format!("minSdk {}", it.level),
                necessity: Necessity::Required,
                conditions: Vec::new(),
                details: Vec::new(),
                versions: &it.versions,
                why: &it.why,
            });
        }
        for (index, it) in vendor.target_sdks.iter().enumerate() {
            if *self.version < it.needs {
                self.gated(Candidate {
                    table: "target-sdk",
                    index,
                    identity: it.level.to_string(),
                    name: format!("targetSdk below {}", it.level),
                    necessity: Necessity::Required,
                    conditions: Vec::new(),
                    details: lines([Some(format!("{} needs {}", it.level, it.needs))]),
                    versions: &Gate::OPEN,
                    why: &it.why,
                });
            }
        }
    }

    fn code(&mut self, vendor: &'v Vendor) {
        for (index, it) in vendor.base_classes.iter().enumerate() {
            let kind = match it.kind {
                BaseClassKind::Receiver => "a receiver",
                BaseClassKind::Service => "a service",
                BaseClassKind::Interface => "an interface",
            };
            let imports = it
                .imports
                .iter()
                .map(|class| Some(format!("import {class}")));
            self.gated(Candidate {
                table: "base-class",
                index,
                identity: it.name.clone(),
                name: it.name.clone(),
                necessity: Necessity::Required,
                conditions: Vec::new(),
                details: lines([Some(kind.to_owned())].into_iter().chain(imports)),
                versions: &it.versions,
                why: &it.why,
            });
        }
        for (index, it) in vendor.callbacks.iter().enumerate() {
            self.gated(callback(index, it));
        }
        for (index, it) in vendor.calls.iter().enumerate() {
            self.gated(call(index, it));
        }
        for (index, it) in vendor.brand_tests.iter().enumerate() {
            let values = (!it.values.is_empty()).then(|| {
                let how = it.comparison.as_deref().unwrap_or("is one of");
                format!("{how} {}", it.values.join(", "))
            });
            self.gated(Candidate {
                table: "brand-test",
                index,
                identity: it.test.clone(),
                name: it.test.clone(),
                necessity: Necessity::Optional,
                conditions: Vec::new(),
                details: lines([values]),
                versions: &it.versions,
                why: &it.why,
            });
        }
    }
}

fn callback(index: usize, it: &Callback) -> Candidate<'_> {
    let head = it.signature.split('(').next().unwrap_or_default();
    let method = head.split_whitespace().next_back().unwrap_or_default();
    let class = it.class.rsplit('.').next().unwrap_or_default();
    let kind = it
        .is_abstract
        .then(|| "abstract: a subclass must have it".to_owned());
    let imports = it
        .imports
        .iter()
        .map(|class| Some(format!("import {class}")));
    Candidate {
        table: "callback",
        index,
        identity: format!("{}.{method}", it.class),
        name: format!("{class}.{method}"),
        necessity: it.necessity,
        conditions: Vec::new(),
        details: lines(
            [Some(it.signature.clone()), kind]
                .into_iter()
                .chain(imports),
        ),
        versions: &it.versions,
        why: &it.why,
    }
}

fn call(index: usize, it: &Call) -> Candidate<'_> {
    let main_process = it
        .main_process
        .then(|| "in the main process only".to_owned());
    let facts = [
        it.purpose.in_words().map(str::to_owned),
        it.place.as_ref().map(|place| format!("place: {place}")),
        main_process,
        it.throws.as_ref().map(|throws| format!("throws {throws}")),
        it.callback
            .as_ref()
            .map(|callback| format!("callback: {callback}")),
    ];
    let imports = it
        .imports
        .iter()
        .map(|class| Some(format!("import {class}")));
    Candidate {
        table: "call",
        index,
        identity: it.code.split('(').next().unwrap_or_default().to_owned(),
        name: it.code.clone(),
        necessity: it.necessity,
        conditions: Vec::new(),
        details: lines(facts.into_iter().chain(imports)),
        versions: &it.versions,
        why: &it.why,
    }
}

fn lines(texts: impl IntoIterator<Item = Option<String>>) -> Vec<Detail> {
    texts.into_iter().flatten().map(Detail::Line).collect()
}

fn conditions_of(terms: &Terms<'_>) -> Vec<String> {
    let mut conditions = conditions(terms.when);
    conditions.extend(terms.build.map(|build| format!("in builds `-{build}`")));
    conditions
}

/// The bracket of a boundary in which `version` lies.
fn uncertain<'v>(
    version: &Version,
    versions: &Gate,
    bounds: Option<&'v Bounds>,
) -> Option<&'v (Version, Version)> {
    bounds?
        .open(versions)
        .find(|(first, second)| first < version && version < second)
}
