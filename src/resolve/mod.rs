//! Spec × catalogue → what this app needs. Pure: knows no disk and no manifest.

mod given;
mod holding;

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use given::Given;

use crate::catalogue::expand::{expand, parameters, references};
use crate::catalogue::schema::{
    ClickForm, Delivery, Fact, MatchBy, Necessity, ParameterKind, ReadAs, Vendor, Why,
};
use crate::finding::{Code, Finding};
use crate::requirement::{Filter, Kind, MetaValue, Origin, Remnant, Requirement};
use crate::source::SourceFile;
use crate::spec::{Click, ConstantValue, Spec, Substitution, Value, VendorSpec};
use crate::version::{Gate, Version};

/// What an app needs, in the order in which it is woven.
#[derive(Debug, Default)]
pub struct Resolution {
    /// Manifest elements.
    pub requirements: Vec<Requirement>,
    /// Elements that should not be in the manifest any more.
    pub remnants: Vec<Remnant>,
    /// Keep rules by vendor.
    pub keep_groups: Vec<KeepGroup>,
    /// Constants by vendor, the app's own first.
    pub constant_groups: Vec<ConstantGroup>,
    /// Values that must not be shown, with what stands for them.
    pub confidential: Vec<(String, String)>,
    /// What stands for the values that are not at hand.
    pub unknown: Vec<String>,
}

/// The keep rules of one vendor.
#[derive(Debug)]
pub struct KeepGroup {
    /// The vendor's name and version.
    pub title: String,
    /// The rules.
    pub rules: Vec<String>,
}

/// The constants of one vendor, or the app's own.
#[derive(Debug)]
pub struct ConstantGroup {
    /// The vendor's name; `None` for the app's own.
    pub title: Option<String>,
    /// The constants.
    pub constants: Vec<Constant>,
}

/// A Java constant.
#[derive(Debug)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: ConstantValue,
}

/// Looks up an environment variable or a property.
///
/// The error says why there is none, in a few words.
pub type Lookup<'a> = &'a dyn Fn(&Value) -> Result<String, String>;

/// Resolves `spec`. `vendors` are the catalogue's files for the spec's vendors, in the same order.
/// The findings hold every problem; the resolution is complete when none of them is an error.
pub fn resolve(
    spec: &Spec,
    vendors: &[impl Borrow<Vendor>],
    lookup: Lookup<'_>,
) -> (Resolution, Vec<Finding>) {
    let mut resolver = Resolver {
        spec,
        lookup,
        resolution: Resolution::default(),
        findings: Vec::new(),
        constants: HashMap::new(),
        reported: HashSet::new(),
    };
    resolver.own_constants();
    for (asked, vendor) in spec.vendors.iter().zip(vendors) {
        resolver.vendor(asked, vendor.borrow());
    }
    if let Some(click) = &spec.click {
        resolver.click(click, vendors);
    }
    resolver
        .resolution
        .requirements
        .sort_by(|one, other| order(one).cmp(&order(other)));
    (resolver.resolution, resolver.findings)
}

/// Permissions, which vendors share, are ordered by kind and name, so that their order does not
/// depend on which vendors are there; the application's children stay vendor by vendor.
fn order(requirement: &Requirement) -> (bool, Option<(Kind, &str)>) {
    let inside = requirement.kind.parent() == Some("application");
    let shared = (!inside).then_some((requirement.kind, requirement.name.as_str()));
    (inside, shared)
}

struct Resolver<'a> {
    spec: &'a Spec,
    lookup: Lookup<'a>,
    resolution: Resolution,
    findings: Vec<Finding>,
    /// Lower-case names of constants, and where each comes from.
    constants: HashMap<String, Range<usize>>,
    /// Vendors and keys that were reported as missing.
    reported: HashSet<(String, String)>,
}

/// What the facts of one vendor are resolved with.
struct Scope<'v> {
    asked: &'v VendorSpec,
    version: &'v Version,
    vendor: &'v Vendor,
    delivery: Delivery,
    values: HashMap<&'v str, Given>,
    least: Necessity,
}

impl<'a> Resolver<'a> {
    fn file(&self) -> &'a Arc<SourceFile> {
        &self.spec.file
    }

    fn invalid(
        &mut self,
        message: impl Into<String>,
        span: Range<usize>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Finding::error(Code::SPEC_INVALID, message)
            .at(self.file(), span, label)
            .help(help);
        self.findings.push(finding);
    }

    fn own_constants(&mut self) {
        let mut group = ConstantGroup {
            title: None,
            constants: Vec::new(),
        };
        for own in &self.spec.constants {
            self.claim_constant(&own.name.value, own.name.span.clone());
            group.constants.push(Constant {
                name: own.name.value.clone(),
                value: own.value.clone(),
            });
        }
        if !group.constants.is_empty() {
            self.resolution.constant_groups.push(group);
        }
    }

    /// Names that differ in case only are refused too: they are one on some file systems and to
    /// every reader.
    fn claim_constant(&mut self, name: &str, span: Range<usize>) {
        let file = self.file();
        if let Some(first) = self.constants.insert(name.to_lowercase(), span.clone()) {
            let finding = Finding::error(
                Code::SPEC_INVALID,
                format!("the constant `{name}` is defined twice"),
            )
            .at(file, span, "the second one")
            .at(file, first, "the first one")
            .help("rename one of them under [constants]");
            self.findings.push(finding);
        }
    }

    fn vendor(&mut self, asked: &'a VendorSpec, vendor: &'a Vendor) {
        let values = self.values(asked, vendor);
        let Some(sdk) = &asked.sdk else {
            return;
        };
        self.release(sdk, asked.unlisted, vendor);
        self.floors(sdk, vendor);
        let Some(delivery) = self.delivery(asked, sdk, vendor) else {
            return;
        };
        let scope = Scope {
            asked,
            version: &sdk.value,
            vendor,
            delivery,
            values,
            least: asked.include.unwrap_or(self.spec.app.include),
        };
        let mut uncertain = Vec::new();
        for (table, facts) in vendor.facts() {
            let Some(kind) = Kind::of_table(table) else {
                continue;
            };
            let terms: Vec<_> = facts
                .iter()
                .map(|fact| (fact.name.as_str(), fact.terms()))
                .collect();
            for at in self.holding(&terms, &scope, &mut uncertain) {
                self.fact(kind, &facts[at], &scope);
            }
            self.remnants(kind, facts, &scope);
        }
        self.keep_rules(&scope, &mut uncertain);
        self.vendor_constants(&scope);
        self.warn_of_uncertainty(sdk, &uncertain, &scope);
    }

    /// `text` with parameters filled in; `${applicationId}` too where the spec wants the literal.
    fn expand(&self, text: &str, scope: &Scope<'_>) -> String {
        expand(text, |name| {
            if name == "applicationId" {
                let app = &self.spec.app;
                return (app.substitution == Substitution::Literal)
                    .then(|| app.application_id.clone());
            }
            scope.values.get(name).map(|given| given.text.clone())
        })
    }

    /// Where the confidential part of `text` comes from.
    fn confidential(text: &str, scope: &Scope<'_>) -> Option<String> {
        references(text).find_map(|name| scope.values.get(name)?.confidential.clone())
    }

    fn meta_value(
        &self,
        value: Option<&String>,
        raw: Option<&String>,
        read_as: ReadAs,
        scope: &Scope<'_>,
    ) -> Option<MetaValue> {
        match (value, raw) {
            (Some(text), _) => Some(MetaValue::new(
                self.expand(text, scope),
                read_as,
                Self::confidential(text, scope),
            )),
            (None, Some(raw)) => Some(MetaValue::verbatim(raw.clone())),
            (None, None) => None,
        }
    }

    fn fact(&mut self, kind: Kind, fact: &Fact, scope: &Scope<'_>) {
        let is_complete = fact
            .texts()
            .all(|text| self.has_values(text, fact.necessity, scope));
        if !is_complete {
            return;
        }
        let expand_all = |attributes: &[(String, String)]| {
            attributes
                .iter()
                .map(|(name, value)| (name.clone(), self.expand(value, scope)))
                .collect::<Vec<_>>()
        };
        let name = self.expand(&fact.name, scope);
        let filters = fact.filters.iter().map(|filter| Filter {
            actions: filter.actions.clone(),
            optional: filter.optional.clone(),
            categories: filter
                .categories
                .iter()
                .map(|category| self.expand(category, scope))
                .collect(),
            data: filter.data.iter().map(|data| expand_all(&data.0)).collect(),
        });
        let meta_data = fact.meta_data.iter().filter_map(|child| {
            let value = self.meta_value(
                child.value.as_ref(),
                child.raw.as_ref(),
                child.read_as,
                scope,
            )?;
            Some((child.name.clone(), value))
        });
        let own_value = fact
            .values
            .iter()
            .find(|(release, _)| release.parse().ok().as_ref() == Some(scope.version));
        let value = fact.value.as_ref().or(own_value.map(|(_, value)| value));
        if value.is_none() && !fact.values.is_empty() {
            self.unknown_value(&fact.name, scope);
            return;
        }
        self.demand(Requirement {
            kind,
            alternatives: fact.alternatives.clone(),
            match_by: fact.match_by,
            names_app_class: parameters(&fact.name).next().is_some(),
            attributes: expand_all(&fact.shape.0),
            forbidden: expand_all(&fact.forbid.0),
            filters: filters.collect(),
            meta_data: meta_data.collect(),
            value: self.meta_value(value, fact.raw.as_ref(), fact.read_as, scope),
            expected: false,
            necessity: fact.necessity,
            origins: vec![origin(&fact.versions, &fact.why, scope)],
            name,
        });
    }

    /// Adds `requirement`, or its origins to an equal one that another vendor demands.
    fn demand(&mut self, requirement: Requirement) {
        let same = self
            .resolution
            .requirements
            .iter_mut()
            .find(|other| other.kind == requirement.kind && other.name == requirement.name);
        let Some(other) = same else {
            self.resolution.requirements.push(requirement);
            return;
        };
        let clash = requirement.attributes.iter().find_map(|(name, value)| {
            let (_, found) = other.attributes.iter().find(|(found, _)| found == name)?;
            (found != value).then(|| (name.clone(), value.clone(), found.clone()))
        });
        if let Some((name, value, found)) = clash {
            let spec = &self.spec.file;
            let (second, first) = (&requirement.origins[0], &other.origins[0]);
            let finding = Finding::error(
                Code::SPEC_INVALID,
                format!(
                    "two vendors want `{}` with another `android:{name}`",
                    requirement.name
                ),
            )
            .at(
                spec,
                second.span.clone(),
                format!("{} wants `{value}`", second.vendor),
            )
            .at(
                spec,
                first.span.clone(),
                format!("{} wants `{found}`", first.vendor),
            )
            .help("give each vendor a class of its own");
            self.findings.push(finding);
            return;
        }
        for (name, value) in requirement.attributes {
            if !other.attributes.iter().any(|(found, _)| *found == name) {
                other.attributes.push((name, value));
            }
        }
        for filter in requirement.filters {
            if !other.filters.contains(&filter) {
                other.filters.push(filter);
            }
        }
        for (name, value) in requirement.meta_data {
            if !other.meta_data.iter().any(|(found, _)| *found == name) {
                other.meta_data.push((name, value));
            }
        }
        other.forbidden.extend(requirement.forbidden);
        other.necessity = other.necessity.max(requirement.necessity);
        other.expected |= requirement.expected;
        other.origins.extend(requirement.origins);
    }

    fn keep_rules(&mut self, scope: &Scope<'_>, uncertain: &mut Vec<String>) {
        let mut rules = Vec::new();
        let known = &scope.vendor.keep_rules;
        let terms: Vec<_> = known
            .iter()
            .map(|rule| (rule.rule.as_str(), rule.terms()))
            .collect();
        for at in self.holding(&terms, scope, uncertain) {
            let expanded = self.expand(&known[at].rule, scope);
            if !expanded.contains("${") && !rules.contains(&expanded) {
                rules.push(expanded);
            }
        }
        if !rules.is_empty() {
            self.resolution.keep_groups.push(KeepGroup {
                title: format!("{} {}", scope.vendor.name, scope.version),
                rules,
            });
        }
    }

    fn vendor_constants(&mut self, scope: &Scope<'_>) {
        let mut constants = Vec::new();
        for parameter in &scope.vendor.parameters {
            let (Some(name), Some(given)) = (
                scope.vendor.constant(parameter),
                scope.values.get(parameter.key.as_str()),
            ) else {
                continue;
            };
            self.claim_constant(&name, scope.asked.span.clone());
            let value = match (parameter.kind, given.number) {
                (ParameterKind::Long, Some(number)) => ConstantValue::Long(number),
                _ => ConstantValue::Text(given.text.clone()),
            };
            constants.push(Constant { name, value });
        }
        if !constants.is_empty() {
            self.resolution.constant_groups.push(ConstantGroup {
                title: Some(scope.vendor.name.clone()),
                constants,
            });
        }
    }

    /// The activity that a tapped notification opens, with a VIEW filter, and one with an action
    /// where a vendor's console takes nothing else.
    fn click(&mut self, click: &Click, vendors: &[impl Borrow<Vendor>]) {
        let mut filters = vec![Filter {
            actions: vec!["android.intent.action.VIEW".into()],
            optional: Vec::new(),
            categories: vec!["android.intent.category.DEFAULT".into()],
            data: vec![vec![
                ("host".into(), click.host.clone()),
                ("path".into(), click.path.clone()),
                ("scheme".into(), click.scheme.clone()),
            ]],
        }];
        if vendors
            .iter()
            .any(|vendor| vendor.borrow().click == Some(ClickForm::Action))
        {
            let action = match self.spec.app.substitution {
                Substitution::Placeholder => click_action(click, "${applicationId}"),
                Substitution::Literal => click_action(click, &self.spec.app.application_id),
            };
            filters.push(Filter {
                actions: vec![action],
                optional: Vec::new(),
                categories: vec!["android.intent.category.DEFAULT".into()],
                data: Vec::new(),
            });
        }
        self.demand(Requirement {
            kind: Kind::Activity,
            alternatives: Vec::new(),
            match_by: MatchBy::Name,
            names_app_class: true,
            name: click.activity.value.clone(),
            attributes: vec![("exported".into(), "true".into())],
            forbidden: Vec::new(),
            filters,
            meta_data: Vec::new(),
            value: None,
            expected: true,
            necessity: Necessity::Required,
            origins: vec![Origin {
                vendor: "[click]".into(),
                gate: String::new(),
                note: Some(
                    "the vendor's service starts the activity from outside, by an intent with this data"
                        .into(),
                ),
                documents: Vec::new(),
                span: click.activity.span.clone(),
            }],
        });
    }
}

/// The intent action for consoles that take one.
pub fn click_action(click: &Click, application_id: &str) -> String {
    match &click.action {
        Some(action) => action.clone(),
        None => format!("{application_id}.action.OPEN_PUSH"),
    }
}

fn origin(versions: &Gate, why: &Why, scope: &Scope<'_>) -> Origin {
    let version = scope.version;
    let gate = if versions.is_unbounded() {
        version.to_string()
    } else {
        format!("{version} ({versions})")
    };
    Origin {
        vendor: scope.vendor.id.clone(),
        gate,
        note: why.note.clone(),
        documents: why
            .docs
            .iter()
            .filter_map(|doc| scope.vendor.documents.get(doc).cloned())
            .collect(),
        span: scope.asked.span.clone(),
    }
}
