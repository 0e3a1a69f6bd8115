//! What the app's own text says against the wish: the finding, and what is done about it.

use std::borrow::Cow;

use super::OnConflict;
use super::agreement;
use super::desire::Comparison;
use crate::finding::{Code, Finding, Fix};
use crate::manifest::document::Element;
use crate::manifest::{surgery, value};
use crate::requirement::{MetaValue, Requirement};

impl<'d, 'w> Comparison<'d, 'w, '_> {
    pub(super) fn contradicting_value(
        &mut self,
        element: Element<'d>,
        requirement: &'w Requirement,
        found: &str,
        value: &MetaValue,
    ) {
        let same_text = value::decode_string(found) == value.text;
        let message = if same_text && value.confidential.is_none() {
            format!(
                "`{}` is compiled as a number, and the SDK reads a string",
                requirement.name
            )
        } else {
            format!("`{}` has another value than the spec", requirement.name)
        };
        let code = match value::infer(found) {
            _ if !same_text => Code::CONSTANTS_DISAGREE,
            _ if found.trim().bytes().all(|byte| byte.is_ascii_digit()) => Code::NUMERIC_CREDENTIAL,
            _ => Code::CREDENTIAL_TYPE,
        };
        let attribute = element.android("value");
        let span = attribute
            .as_ref()
            .map_or(element.range(), |attribute| attribute.range.clone());
        let mut finding = Finding::error(code, message);
        if let Some(attribute) = attribute.filter(|_| same_text && value.confidential.is_none()) {
            let edit = surgery::replace_value(element, &attribute, &value.raw);
            let fix = Fix::safe("escape the first character");
            finding = finding.fix(fix.edit(self.wish.manifest, edit));
        }
        let wanted = format!("{} here", value.shown());
        let finding = self
            .explain(finding, span, "this value", requirement, &wanted)
            .help(self.choice(format!("write {} as the `android:value`", value.shown())));
        let raw = value.raw.clone();
        self.settle(finding, element, requirement, "value", Some(&raw));
    }

    pub(super) fn contradiction(
        &mut self,
        element: Element<'d>,
        requirement: &'w Requirement,
        name: &str,
        found: &str,
        demanded: Option<&str>,
    ) {
        let code = agreement::code(name).unwrap_or(Code::WRONG_COMPONENT_FLAG);
        let span = element
            .android(name)
            .map_or(element.range(), |attribute| attribute.range);
        let shown = found.escape_debug();
        let (wanted, help) = match demanded {
            Some(demanded) => (
                format!("`android:{name}=\"{demanded}\"`"),
                self.choice(format!("write `android:{name}=\"{demanded}\"`")),
            ),
            None => (
                format!("another `android:{name}`"),
                "change it by hand, or run with `--on-conflict keep`".to_owned(),
            ),
        };
        let subject = self.subject(element, requirement);
        let mut finding = Finding::error(
            code,
            format!("`{subject}` has `android:{name}=\"{shown}\"`"),
        );
        if let (Some(demanded), Some(attribute)) = (demanded, element.android(name)) {
            let edit = surgery::replace_value(element, &attribute, demanded);
            let title = format!("write `{demanded}`");
            // Code of the app's own may have the authority as a literal.
            let fix = match code {
                Code::PROVIDER_AUTHORITY => Fix::risky(title),
                _ => Fix::safe(title),
            };
            finding = finding.fix(fix.edit(self.wish.manifest, edit));
        }
        let finding = self
            .explain(finding, span, "contradicts the SDK", requirement, &wanted)
            .help(help);
        self.settle(finding, element, requirement, name, demanded);
    }

    /// `help` with what decides it for a run that weaves.
    fn choice(&self, help: String) -> String {
        match self.wish.on_conflict {
            OnConflict::Report => help,
            _ => format!("{help}; `--on-conflict replace` does, `--on-conflict keep` leaves yours"),
        }
    }

    /// What messages call `element`: what the SDK calls it, unless another stands in for that.
    fn subject<'r>(&self, element: Element<'d>, requirement: &'r Requirement) -> Cow<'r, str>
    where
        'd: 'r,
    {
        let tag = requirement.kind.tag();
        match element.android("name") {
            Some(found) if !self.names().is(element, tag, &requirement.name) => found.value.into(),
            _ => requirement.name.as_str().into(),
        }
    }

    /// Adds both places and both reasons to `finding`.
    pub(super) fn explain(
        &self,
        finding: Finding,
        span: std::ops::Range<usize>,
        label: &str,
        requirement: &Requirement,
        wanted: &str,
    ) -> Finding {
        let origin = &requirement.origins[0];
        let finding = finding.at(self.wish.manifest, span, label);
        origin.explain(finding, self.wish.spec, wanted)
    }

    fn settle(
        &mut self,
        finding: Finding,
        element: Element<'d>,
        requirement: &'w Requirement,
        name: &str,
        demanded: Option<&str>,
    ) {
        let settled = demanded.filter(|demanded| {
            self.wish.on_conflict == OnConflict::Replace
                || self.ledger.is_replaced(element, name, demanded)
        });
        match (self.wish.on_conflict, settled) {
            (_, Some(demanded)) => {
                let was = self.ledger.own_source(element, name);
                self.attribute(requirement, element, name, demanded, was);
            }
            (OnConflict::Keep, None) => {
                let kept = finding.into_warning();
                let kept = kept.help("kept, as `--on-conflict keep` asks");
                self.desire.findings.push(kept);
            }
            _ => self.desire.findings.push(finding),
        }
    }
}
