//! What the app's own text says against the wish: the finding, and what is done about it.

use std::borrow::Cow;

use super::OnConflict;
use super::agreement;
use super::desire::Comparison;
use super::layers::{At, Stack, is_struck, is_told};
use crate::finding::{Code, Finding, Fix};
use crate::manifest::document::Element;
use crate::manifest::{TOOLS, surgery, value};
use crate::requirement::{MetaValue, Requirement};

impl<'d, 'w> Comparison<'d, 'w, '_> {
    /// The value that the app itself gives to `android:name`, and where: what the manifest of the
    /// highest priority says that says something.
    pub(super) fn own_value(&self, element: &Stack<'d>, name: &str) -> Option<(At<'d>, String)> {
        for at in element.iter() {
            if let Some(value) = self.layers[at.layer].ledger.own_value(at.element, name) {
                return Some((at, value));
            }
            if is_struck(at.element, name) {
                return None;
            }
        }
        None
    }

    /// Nothing states `android:name` of `element`, unless to say that it must not be there.
    pub(super) fn absent_attribute(
        &mut self,
        element: &Stack<'d>,
        requirement: &'w Requirement,
        name: &str,
        demanded: &str,
    ) {
        let Some(at) = element.iter().find(|at| is_struck(at.element, name)) else {
            self.attribute(requirement, element, name, demanded, None);
            return;
        };
        let Some(instruction) = at.element.attribute(TOOLS, "remove") else {
            return;
        };
        let subject = self.subject(at.element, requirement);
        let message = format!("`tools:remove` takes `android:{name}` of `{subject}` out");
        let finding = Finding::error(Code::TOOLS_INSTRUCTION, message).at(
            self.layers[at.layer].file,
            instruction.range,
            "taken out here",
        );
        let finding = self
            .explain(finding, requirement, "it")
            .help("delete the name from `tools:remove`, or leave the vendor out of the spec");
        self.desire.findings.push(self.weighed(finding));
    }

    /// `finding`, which is only a warning to somebody who keeps what contradicts.
    fn weighed(&self, finding: Finding) -> Finding {
        match self.wish.on_conflict {
            OnConflict::Keep => finding.into_warning(),
            _ => finding,
        }
    }

    /// `tools:node="remove"` on `element` or around it declares that `what` must not be there.
    pub(super) fn is_removed(
        &mut self,
        element: &Stack<'d>,
        requirement: &Requirement,
        what: &str,
    ) -> bool {
        let removed = element.iter().find_map(|at| {
            let mut outer = std::iter::successors(Some(at.element), |outer| outer.parent());
            let told = outer.find(|it| is_told(*it, "remove") || is_told(*it, "removeAll"))?;
            Some(At {
                element: told,
                ..at
            })
        });
        if let Some(at) = removed {
            self.taken_out(at, requirement, what);
        }
        removed.is_some()
    }

    /// Whether another manifest than the main one takes out all that `requirement` is one of, or
    /// what it stands in.
    pub(super) fn is_taken_away(&mut self, requirement: &Requirement) -> bool {
        let (tag, parent) = (requirement.kind.tag(), requirement.kind.parent());
        let above = self.layers.split_last().map_or(&[][..], |(_, above)| above);
        let taken = above.iter().enumerate().find_map(|(layer, it)| {
            let root = it.doc.root();
            let holders = root.children().filter(|child| Some(child.tag()) == parent);
            let mut holders = holders.chain(parent.is_none().then_some(root));
            let told = holders.find_map(|holder| {
                if is_told(holder, "remove") || is_told(holder, "removeAll") {
                    return Some(holder);
                }
                let mut same = holder.children().filter(|child| child.tag() == tag);
                same.find(|child| is_told(*child, "removeAll"))
            });
            told.map(|element| At { layer, element })
        });
        if let Some(at) = taken {
            self.taken_out(at, requirement, &requirement.name);
        }
        taken.is_some()
    }

    /// The finding for an instruction at `at` that takes `what` out.
    fn taken_out(&mut self, at: At<'d>, requirement: &Requirement, what: &str) {
        let Some(node) = at.element.attribute(TOOLS, "node") else {
            return;
        };
        let finding = Finding::error(
            Code::TOOLS_INSTRUCTION,
            format!(
                "`tools:node=\"{}\"` takes `{what}` out of the merged manifest",
                node.value
            ),
        )
        .at(self.layers[at.layer].file, node.range, "taken out here");
        let finding = self
            .explain(finding, requirement, "it")
            .help("delete the `tools:node`, or leave the vendor out of the spec");
        self.desire.findings.push(self.weighed(finding));
    }

    pub(super) fn contradicting_value(
        &mut self,
        (whole, at): (&Stack<'d>, At<'d>),
        requirement: &'w Requirement,
        found: &str,
        value: &MetaValue,
    ) {
        let (file, element) = (self.layers[at.layer].file, at.element);
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
            finding = finding.fix(fix.edit(file, edit));
        }
        let wanted = format!("{} here", value.shown());
        let finding = self
            .explain(finding.at(file, span, "this value"), requirement, &wanted)
            .help(self.choice(format!("write {} as the `android:value`", value.shown())));
        let raw = value.raw.clone();
        self.settle(finding, (whole, at), requirement, "value", Some(&raw));
    }

    pub(super) fn contradiction(
        &mut self,
        (whole, at): (&Stack<'d>, At<'d>),
        requirement: &'w Requirement,
        name: &str,
        found: &str,
        demanded: Option<&str>,
    ) {
        let (file, element) = (self.layers[at.layer].file, at.element);
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
            finding = finding.fix(fix.edit(file, edit));
        }
        let finding = self
            .explain(
                finding.at(file, span, "contradicts the SDK"),
                requirement,
                &wanted,
            )
            .help(help);
        self.settle(finding, (whole, at), requirement, name, demanded);
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

    /// Adds the place and the reason of what `requirement` asks for to `finding`.
    fn explain(&self, finding: Finding, requirement: &Requirement, wanted: &str) -> Finding {
        let origin = &requirement.origins[0];
        origin.explain(finding, self.wish.spec, wanted)
    }

    fn settle(
        &mut self,
        finding: Finding,
        (whole, at): (&Stack<'d>, At<'d>),
        requirement: &'w Requirement,
        name: &str,
        demanded: Option<&str>,
    ) {
        let ledger = self.layers[at.layer].ledger;
        let settled = demanded.filter(|demanded| {
            self.wish.on_conflict == OnConflict::Replace
                || ledger.is_replaced(at.element, name, demanded)
        });
        match (self.wish.on_conflict, settled) {
            (_, Some(demanded)) => {
                let was = ledger.own_source(at.element, name);
                self.attribute(requirement, whole, name, demanded, was);
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
