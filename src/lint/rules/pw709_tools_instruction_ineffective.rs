//! An instruction for the manifest merger does nothing, stops the build, or takes away what push
//! needs.
//!
//! # Why
//!
//! `tools:replace` and `tools:remove` name attributes with their prefix: `tools:replace="exported"`
//! is taken without a word, and replaces nothing. What is replaced must be there, and what is removed
//! must not. `tools:node` on an element decides for all of it, also for what libraries declare
//! inside: `replace` or `remove` on `<application>` drops every component of every AAR.
//!
//! # What you see
//!
//! For a name without a prefix nothing, or the conflict that it was meant to settle. From the
//! manifest merger otherwise:
//!
//! > `tools:replace specified at line:4 for attribute android:exported, but no new value specified`
//! >
//! > `tools:remove specified at line:4 for attribute android:exported, but attribute also declared at
//! > line:4, do you want to use tools:replace instead ?`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android"
//!     xmlns:tools="http://schemas.android.com/tools"
//!     package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.PushService"
//!             android:exported="false"
//!             tools:replace="exported" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android"
//!     xmlns:tools="http://schemas.android.com/tools"
//!     package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.PushService"
//!             android:exported="false"
//!             tools:replace="android:exported" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe for a missing prefix, which is added, and for a `tools:node` in the wrong case. Unsafe for a
//! `tools:replace` of what is not there: the name is taken out. By hand otherwise.
//!
//! # Known problems
//!
//! Whether an SDK needs what is taken out is only said where its release is known.
//!
//! # References
//!
//! - developer.android.com, build/manage-manifests: node markers, attribute markers

use crate::catalogue::schema::{Delivery, Necessity};
use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity, did_you_mean, one_of};
use crate::lint::tools::{self, Entry};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule, android};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::{ANDROID, TOOLS, surgery};
use crate::requirement::Kind;

const CODE: Code = Code::TOOLS_INSTRUCTION;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

/// What `tools:node` can say.
const NODE: &[&str] = &[
    "merge",
    "merge-only-attributes",
    "remove",
    "removeAll",
    "replace",
    "strict",
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    findings.extend(module.drift(CODE));
    for (manifest, element) in module.elements() {
        if manifest.role == Role::Merged || !element.has_attribute_of(TOOLS) {
            continue;
        }
        for instruction in ["replace", "remove"] {
            if let Some(attribute) = element.attribute(TOOLS, instruction) {
                for entry in tools::entries(&attribute) {
                    let found = attribute_marker(manifest, element, instruction, &attribute, &entry);
                    findings.extend(found);
                }
            }
        }
        if let Some(node) = element.attribute(TOOLS, "node") {
            findings.extend(node_marker(module, manifest, element, &node));
        }
    }
}

fn attribute_marker(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    instruction: &str,
    attribute: &Attribute<'_>,
    entry: &Entry<'_>,
) -> Option<Finding> {
    let shown = format!("tools:{instruction}=\"{}\"", entry.name);
    if !entry.is_prefixed() {
        let has = element.android(entry.name).is_some();
        if !has && android::attribute(entry.name).is_none() {
            return None;
        }
        let prefix = element.android_prefix().unwrap_or("android");
        let right = format!("{prefix}:{}", entry.name);
        let finding = Finding::warning(CODE, format!("`{shown}` does nothing without a prefix"))
            .at(manifest.file, entry.range.clone(), "names no attribute of Android's")
            .help(format!("write `tools:{instruction}=\"{right}\"`"));
        let edit = Edit::insertion(entry.range.start, format!("{prefix}:"));
        let fix = Fix::safe(format!("write `{right}`")).edit(manifest.file, edit);
        // With the prefix it would contradict the element.
        let is_sound = has == (instruction == "replace");
        return Some(if is_sound { finding.fix(fix) } else { finding });
    }
    if element.namespace_of(entry.prefix()?) != Some(ANDROID) {
        return None;
    }
    let ours = element.android(entry.local());
    let finding = |message: String, label: &str| {
        Finding::error(CODE, message).at(manifest.file, entry.range.clone(), label)
    };
    match (instruction, ours) {
        ("replace", None) => {
            let message = format!("`{shown}` has nothing to put in place of it");
            let edit = without(element, attribute, entry);
            let fix = Fix::risky(format!("take `{}` out", entry.name)).edit(manifest.file, edit);
            Some(
                finding(message, "not an attribute of this element")
                    .help(format!("add `{}`, or take this out", entry.name))
                    .fix(fix),
            )
        }
        ("remove", Some(ours)) => {
            let message = format!("`{shown}` contradicts the attribute that is there");
            Some(
                finding(message, "removed here")
                    .at(manifest.file, ours.range, "and declared here")
                    .help("write `tools:replace` for a value of your own, or delete one of them"),
            )
        }
        _ => None,
    }
}

/// Takes `entry` out of the instruction, or the whole instruction where it is the only one.
fn without(element: Element<'_>, attribute: &Attribute<'_>, entry: &Entry<'_>) -> Edit {
    let (source, start) = (attribute.source(), attribute.value_range().start);
    let (before, after) = (
        &source[..entry.range.start - start],
        &source[entry.range.end - start..],
    );
    let comma_before = before.trim_end().strip_suffix(',');
    let comma_after = after.trim_start().strip_prefix(',');
    match (comma_before, comma_after) {
        (Some(rest), _) => Edit::deletion(start + rest.len()..entry.range.end),
        (None, Some(rest)) => {
            let end = start + source.len() - rest.trim_start().len();
            Edit::deletion(entry.range.start..end)
        }
        (None, None) => surgery::remove_attribute(element, attribute),
    }
}

fn node_marker(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    node: &Attribute<'_>,
) -> Option<Finding> {
    let at = |finding: Finding, label: &str| finding.at(manifest.file, node.range.clone(), label);
    if !NODE.contains(&node.value) {
        let message = format!("`tools:node=\"{}\"` is no instruction", node.value);
        let finding = at(Finding::error(CODE, message), "the merger stops at this");
        let mut words = NODE.iter().copied();
        let same = words.find(|word| word.eq_ignore_ascii_case(node.value.trim()));
        return Some(match same {
            Some(right) => {
                let edit = surgery::replace_value(element, node, right);
                let fix = Fix::safe(format!("write `{right}`")).edit(manifest.file, edit);
                finding.help(format!("write `tools:node=\"{right}\"`")).fix(fix)
            }
            None => match did_you_mean(node.value, NODE.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help(format!("write {}", one_of(NODE.iter().copied()))),
            },
        });
    }
    let drops = match node.value {
        "remove" | "removeAll" => true,
        "replace" => element.tag() == "application",
        _ => false,
    };
    if !drops {
        return None;
    }
    if element.tag() == "application" {
        return Some(at(whole_application(module, node), "drops what libraries declare").help(
            "put the instruction on the components that you mean, or name attributes in `tools:replace`",
        ));
    }
    let (name, sdk) = needed(module, manifest, element)?;
    let message = format!("`tools:node=\"{}\"` takes `{name}` out of the merged manifest", node.value);
    Some(
        at(Finding::error(CODE, message), "taken out here")
            .help(format!("delete this; {sdk} does not work without it")),
    )
}

/// The finding for an instruction that is about all of the application.
fn whole_application(module: &Module<'_>, node: &Attribute<'_>) -> Finding {
    let mut vendors = module.vendors.iter();
    let of_aar = vendors.find(|in_use| in_use.delivery == Some(Delivery::Aar));
    let of = match of_aar {
        Some(in_use) => format!("every component that {} declares", in_use.shown()),
        None => "every component that a library declares".to_owned(),
    };
    let severity = if of_aar.is_some() {
        Severity::Error
    } else {
        Severity::Warning
    };
    let message = format!("`tools:node=\"{}\"` on `<application>` drops {of}", node.value);
    Finding::new(CODE, severity, message)
}

/// The name of `element`, and the SDK whose AAR brings it because push does not work without it.
fn needed(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
) -> Option<(String, String)> {
    let parent = element.parent().map(Element::tag);
    let kind = Kind::of(element.tag(), parent.filter(|tag| *tag != "manifest"))?;
    let name = element.android("name")?.value;
    let known = module.knowledge.entries(kind, name);
    let in_aar = known.iter().find_map(|known| {
        let in_use = module.in_use(&known.vendor.id)?;
        let version = in_use.version.as_ref()?;
        let terms = known.fact.terms();
        let is_needed = terms.necessity == Necessity::Required
            && terms.is_in_aar(version)
            && in_use.delivery == Some(Delivery::Aar)
            && manifest.names.is(element, kind.tag(), &known.fact.name);
        is_needed.then(|| in_use.shown())
    })?;
    Some((name.to_owned(), in_aar))
}
