//! One thing is declared twice in one manifest.
//!
//! # Why
//!
//! The manifest merger knows a component by its class, and everything else by its name. `.R` and
//! `com.acme.chat.R` are one component; a permission that is requested with `maxSdkVersion` and again
//! without is one permission. If the two declarations differ, it cannot know which one counts, and
//! stops. Blocks that were pasted for two SDKs, and tools that add their block on every run, leave
//! such twins.
//!
//! Two `<application>` elements pass the merger and aapt2, and what a tool adds goes into one of them
//! by chance.
//!
//! # What you see
//!
//! From the manifest merger, for twins that differ:
//!
//! > `Element receiver#com.acme.chat.push.PushReceiver at AndroidManifest.xml:L:C duplicated with
//! > element declared at AndroidManifest.xml:L:C`
//! >
//! > `Validation failed, exiting`
//!
//! For twins that are alike, the first of these as a warning.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!         <receiver android:name="com.acme.chat.push.PushReceiver" android:exported="true" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where both say the same: the second one is deleted. Where they differ there is none, since
//! only you know which one is right.
//!
//! # Known problems
//!
//! Elements with a `tools:node` are left alone. What `${applicationId}` stands for is only known from a
//! spec; without one, names with `${…}` are compared as they are written.
//!
//! # References
//!
//! - SocialSharing-PhoneGap-Plugin issue 295: one permission with and without `maxSdkVersion`
//! - cordova-custom-config issue 171, react-native-google-mobile-ads pull request 752: tools that add
//!   a block again

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::finding::{Code, Finding, Fix, Severity, listed};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::manifest::identity::is_component;
use crate::manifest::{ANDROID, TOOLS, surgery};

const CODE: Code = Code::DUPLICATE_DECLARATION;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: Some("DuplicateActivity"),
    page: "",
    check,
};

/// Elements beside components that the merger knows by their name, and allows once.
const NAMED: &[&str] = &[
    "meta-data",
    "permission",
    "permission-group",
    "permission-tree",
    "uses-feature",
    "uses-library",
    "uses-permission",
];

/// The first declaration of something, and what it says once that was asked for.
struct First<'a> {
    element: Element<'a>,
    meaning: Option<String>,
}

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        let mut seen: HashMap<(u32, &str, String), First<'_>> = HashMap::new();
        for element in manifest.elements() {
            let Some((key, parent)) = key(module, manifest, element).zip(element.parent()) else {
                continue;
            };
            match seen.entry((parent.id(), element.tag(), key)) {
                Entry::Vacant(free) => {
                    free.insert(First {
                        element,
                        meaning: None,
                    });
                }
                Entry::Occupied(mut taken) => {
                    let name = taken.key().2.clone();
                    findings.push(twin(manifest, &name, element, taken.get_mut()));
                }
            }
        }
    }
}

/// What the merger tells `element` from its siblings of the same tag by.
fn key(module: &Module<'_>, manifest: &Manifest<'_>, element: Element<'_>) -> Option<String> {
    let is_class = is_component(element.tag());
    if !(is_class || NAMED.contains(&element.tag())) || element.attribute(TOOLS, "node").is_some() {
        return None;
    }
    let name = element.android("name")?.value;
    let is_plain = !name.contains("${") || module.spec.is_some();
    Some(match is_class {
        _ if !is_plain => name.to_owned(),
        true => manifest.names.class(name).into_owned(),
        false => manifest.names.expand(name).into_owned(),
    })
}

fn twin(manifest: &Manifest<'_>, name: &str, element: Element<'_>, first: &mut First<'_>) -> Finding {
    let one = first.element;
    let meaning = first.meaning.get_or_insert_with(|| meaning(one, false));
    let is_same = *meaning == self::meaning(element, false);
    let place = |element: Element<'_>| {
        let name = element.android("name");
        name.map_or_else(|| element.tag_range(), |name| name.range)
    };
    let at = |finding: Finding| {
        finding
            .at(manifest.file, place(element), "the second one")
            .at(manifest.file, place(one), "the first one")
    };
    let tag = element.tag();
    if is_same {
        let message = format!("the {tag} `{name}` is declared twice, both times alike");
        let fix = Fix::safe("delete the second one");
        return at(Finding::new(CODE, Severity::Info, message))
            .help("delete one of them")
            .fix(fix.edit(manifest.file, surgery::remove(element)));
    }
    let how = match differences(one, element).as_slice() {
        [] => "different contents".to_owned(),
        names => format!("different {}", listed(names, "and")),
    };
    let message = format!("the {tag} `{name}` is declared twice, with {how}");
    at(Finding::error(CODE, message)).help("keep one of them, with what is right of both")
}

/// The attributes whose values differ.
fn differences(one: Element<'_>, other: Element<'_>) -> Vec<String> {
    let of = |element: Element<'_>| -> Vec<(String, String)> {
        let androids = element
            .attributes()
            .filter(|(namespace, name, _)| *namespace == Some(ANDROID) && *name != "name");
        let values = androids.map(|(_, name, it)| (name.to_owned(), it.value.to_owned()));
        values.collect()
    };
    let (one, other) = (of(one), of(other));
    let mut names: Vec<String> = one
        .iter()
        .filter(|pair| !other.contains(pair))
        .chain(other.iter().filter(|pair| !one.contains(pair)))
        .map(|(name, _)| format!("`android:{name}`"))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// What `element` says: without comments, white space, instructions for tools, and any order of
/// attributes and children. Its own name, which may be spelt in several ways, is left out.
fn meaning(element: Element<'_>, with_name: bool) -> String {
    let mut parts: Vec<String> = element
        .attributes()
        .filter(|(namespace, name, _)| {
            let is_name = *namespace == Some(ANDROID) && *name == "name";
            *namespace != Some(TOOLS) && (with_name || !is_name)
        })
        .map(|(namespace, name, attribute)| {
            let namespace = namespace.unwrap_or_default();
            format!("{namespace:?} {name}={:?}", attribute.value)
        })
        .collect();
    let children = element.children().map(|child| meaning(child, true));
    parts.extend(children);
    parts.sort_unstable();
    format!("<{:?} {}>", element.tag(), parts.join(","))
}
