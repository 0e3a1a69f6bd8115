//! An instruction for the manifest merger stops the build, or takes away what push needs.
//!
//! # Why
//!
//! What `tools:replace` names must be an attribute of the same element, since its value is what
//! replaces the library's; what `tools:remove` names must not be there. `tools:node` on an element
//! decides for all of it, also for what libraries declare inside: `replace` on `<application>` drops
//! every component of every AAR, and `remove` all of the application. The wrong ones are often the
//! rest of an instruction that settled a conflict with a release that is no longer used.
//!
//! # What you see
//!
//! From the manifest merger:
//!
//! > `tools:replace specified at line:4 for attribute android:exported, but no new value specified`
//! >
//! > `tools:remove specified at line:4 for attribute android:exported, but attribute also declared at
//! > line:4, do you want to use tools:replace instead ?`
//! >
//! > `No enum constant com.android.manifmerger.NodeOperationType.DELETE`
//!
//! For an instruction that takes away too much nothing: the component is not in the merged manifest.
//! One in the manifest of a build type or a flavor takes it out of these variants only.
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
//!             tools:replace="android:exported,android:process" />
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
//! Unsafe for a `tools:replace` of what is not there: the name is taken out. Safe for a comma too
//! many, and for a `tools:node` in the wrong case. By hand otherwise.
//!
//! # Known problems
//!
//! A name without a prefix, `tools:replace="exported"`, is only a note, with a safe fix: the merger
//! takes it for one of Android's attributes, though its documentation does not say so. Whether an SDK
//! needs what is taken out is only said where its release is known.
//!
//! # References
//!
//! - developer.android.com, build/manage-manifests: node markers, attribute markers

use crate::catalogue::schema::{Delivery, Necessity};
use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity, did_you_mean, one_of};
use crate::lint::tools::{self, Entry};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::{ANDROID, TOOLS, surgery};
use crate::requirement::Kind;

const CODE: Code = Code::TOOLS_INSTRUCTION;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

/// What `tools:node` can say, as it is documented, and as the merger also takes it.
const NODE: &[&str] = &[
    "merge",
    "merge-only-attributes",
    "remove",
    "removeAll",
    "replace",
    "strict",
    "mergeOnlyAttributes",
    "merge_only_attributes",
];
const DOCUMENTED: usize = 6;

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
    let finding = |severity: Severity, message: String, label: &str| {
        Finding::new(CODE, severity, message).at(manifest.file, entry.range.clone(), label)
    };
    if entry.name.is_empty() {
        let message = format!("`tools:{instruction}` names nothing where a name is due");
        let edit = without(element, attribute, entry);
        let fix = Fix::safe("take the comma out").edit(manifest.file, edit);
        let finding = finding(Severity::Error, message, "no name");
        return Some(finding.help("take the comma out").fix(fix));
    }
    let is_androids = match entry.prefix() {
        Some(prefix) => element.namespace_of(prefix) == Some(ANDROID),
        None => true,
    };
    if !is_androids {
        return None;
    }
    match (instruction, element.android(entry.local())) {
        ("replace", None) => {
            let message = format!("`{shown}` has nothing to put in place of it");
            let edit = without(element, attribute, entry);
            let fix = Fix::risky(format!("take `{}` out", entry.name)).edit(manifest.file, edit);
            Some(
                finding(Severity::Error, message, "not an attribute of this element")
                    .help(format!("add `{}`, or take this out", entry.name))
                    .fix(fix),
            )
        }
        ("remove", Some(ours)) => {
            let message = format!("`{shown}` contradicts the attribute that is there");
            Some(
                finding(Severity::Error, message, "removed here")
                    .at(manifest.file, ours.range, "and declared here")
                    .help("write `tools:replace` for a value of your own, or delete one of them"),
            )
        }
        _ if entry.prefix().is_none() => {
            let prefix = element.android_prefix().unwrap_or("android");
            let right = format!("{prefix}:{}", entry.name);
            let message = format!("`{shown}` has no prefix");
            let edit = Edit::insertion(entry.range.start, format!("{prefix}:"));
            let fix = Fix::safe(format!("write `{right}`")).edit(manifest.file, edit);
            Some(
                finding(Severity::Info, message, "taken for an attribute of Android's")
                    .help(format!("write `tools:{instruction}=\"{right}\"`"))
                    .fix(fix),
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
    let shown: String = node.value.chars().take(40).collect();
    // The merger does not mind a capital in front.
    let mut letters = node.value.chars();
    let lower = letters.next().map(|first| first.to_ascii_lowercase());
    let word: String = lower.into_iter().chain(letters).collect();
    if !NODE.contains(&word.as_str()) {
        let finding = at(
            Finding::error(CODE, format!("`tools:node=\"{shown}\"` is no instruction")),
            "the merger stops at this",
        );
        let mut words = NODE.iter().copied();
        let same = words.find(|known| known.eq_ignore_ascii_case(word.trim()));
        let documented = NODE.iter().copied().take(DOCUMENTED);
        return Some(match same {
            Some(right) => {
                let edit = surgery::replace_value(element, node, right);
                let fix = Fix::safe(format!("write `{right}`")).edit(manifest.file, edit);
                finding.help(format!("write `tools:node=\"{right}\"`")).fix(fix)
            }
            None => match did_you_mean(&word, documented.clone()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help(format!("write {}", one_of(documented))),
            },
        });
    }
    if element.tag() == "application" {
        let finding = whole_application(module, &word)?;
        return Some(at(finding, "for all of the application").help(
            "put the instruction on the components that you mean, or name attributes in `tools:replace`",
        ));
    }
    if !word.starts_with("remove") {
        return None;
    }
    let (name, sdk) = needed(module, manifest, element)?;
    let message = format!("`tools:node=\"{shown}\"` takes `{name}` out of the merged manifest");
    Some(
        at(Finding::error(CODE, message), "taken out here")
            .help(format!("delete this; {sdk} does not work without it")),
    )
}

/// The finding for the instruction `word` about all of the application.
fn whole_application(module: &Module<'_>, word: &str) -> Option<Finding> {
    let subject = format!("`tools:node=\"{word}\"` on `<application>`");
    match word {
        "remove" | "removeAll" => {
            let message = format!("{subject} takes all of it out of the merged manifest");
            Some(Finding::error(CODE, message))
        }
        "replace" => {
            let mut vendors = module.vendors.iter();
            let of_aar = vendors.find(|in_use| in_use.delivery == Some(Delivery::Aar));
            let (severity, of) = match of_aar {
                Some(in_use) => (Severity::Error, in_use.shown()),
                None => (Severity::Warning, "a library".to_owned()),
            };
            let message = format!("{subject} drops every component that {of} declares");
            Some(Finding::new(CODE, severity, message))
        }
        _ => None,
    }
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
