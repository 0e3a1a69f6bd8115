//! What the app's own text says against the wish: the finding, and what is done about it.

use std::borrow::Cow;

use super::OnConflict;
use super::agreement;
use super::desire::Comparison;
use crate::finding::{Code, Finding};
use crate::manifest::document::Element;
use crate::manifest::value;
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
        let span = element
            .android("value")
            .map_or(element.range(), |attribute| attribute.range);
        let finding = Finding::error(Code::CONSTANTS_DISAGREE, message);
        let wanted = format!("{} here", value.shown());
        let finding = self
            .explain(finding, span, "this value", requirement, &wanted)
            .help(format!(
                "write {} as the `android:value`; `--on-conflict replace` does, `--on-conflict keep` leaves yours",
                value.shown()
            ));
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
                format!(
                    "write `android:{name}=\"{demanded}\"`; `--on-conflict replace` does, `--on-conflict keep` leaves yours"
                ),
            ),
            None => (
                format!("another `android:{name}`"),
                "change it by hand, or run with `--on-conflict keep`".to_owned(),
            ),
        };
        let subject = self.subject(element, requirement);
        let finding = Finding::error(
            code,
            format!("`{subject}` has `android:{name}=\"{shown}\"`"),
        );
        let finding = self
            .explain(finding, span, "contradicts the SDK", requirement, &wanted)
            .help(help);
        self.settle(finding, element, requirement, name, demanded);
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
        let mut reason = format!("{origin} needs {wanted}");
        if let Some(note) = &origin.note {
            reason.push_str(": ");
            reason.push_str(note);
        }
        finding.at(self.wish.manifest, span, label).at(
            self.wish.spec,
            origin.span.clone(),
            origin.cited(reason),
        )
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
