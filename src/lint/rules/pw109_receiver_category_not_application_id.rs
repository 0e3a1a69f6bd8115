//! A push receiver's filter must have the applicationId as a category, and has another package.
//!
//! # Why
//!
//! Some SDKs put the package of the app into the intent as a category. An intent reaches a filter
//! only if the filter has every category of the intent. A common mistake is the Java package of the
//! receiver's class, which one guide prints; it is the package of the app that is asked for.
//!
//! # What you see
//!
//! Nothing at all: the receiver is never called.
//!
//! # Example
//!
//! ```xml fails app/src/main/AndroidManifest.xml
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.MeizuReceiver" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.meizu.c2dm.intent.REGISTRATION" />
//!                 <action android:name="com.meizu.c2dm.intent.RECEIVE" />
//!                 <category android:name="com.acme.chat.push" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy fails app/build.gradle
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```xml passes app/src/main/AndroidManifest.xml
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.MeizuReceiver" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.meizu.c2dm.intent.REGISTRATION" />
//!                 <action android:name="com.meizu.c2dm.intent.RECEIVE" />
//!                 <category android:name="${applicationId}" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes app/build.gradle
//! apply plugin: 'com.android.application'
//! ```
//!
//! # Fix
//!
//! Safe: the category becomes `${applicationId}`, or is added.
//!
//! # Known problems
//!
//! A filter with the SDK's newer actions only is left alone if it has no such category. Where the
//! applicationId is not certain, nothing is said.
//!
//! # References
//!
//! - MEIZUPUSH/PushDemo, `README.md` and `AndroidManifest.xml`
//! - The document that the vendor's receiver cites

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::knowledge::APPLICATION_ID;
use crate::lint::samples::Samples;
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::fragment::Fragment;
use crate::manifest::identity::FilterKey;
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW109", "receiver-category-not-application-id"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let samples = Samples::of(module);
    for manifest in module.manifests {
        let Some(owner) = module.owner_in(manifest) else {
            continue;
        };
        for component in manifest.components() {
            if is_under_node_instruction(component) {
                continue;
            }
            let filters = component.children();
            for filter in filters.filter(|child| child.tag() == "intent-filter") {
                let asked = Asked::by(module, component, filter);
                let of_namespace = |child: Element<'_>| {
                    child.android("name").is_some_and(|it| module.is_of_namespace(it.value))
                };
                if let Some(asked) = asked.filter(|_| !filter.children().any(of_namespace)) {
                    findings.extend(look(manifest, filter, &asked, &owner, &samples));
                }
            }
        }
    }
}

/// An SDK that asks for the category.
struct Asked<'k> {
    vendor: &'k str,
    /// Whether no intent that the filter is for comes without it.
    always: bool,
}

impl<'k> Asked<'k> {
    fn by(module: &Module<'k>, component: Element<'_>, filter: Element<'_>) -> Option<Self> {
        let found = FilterKey::of(filter).actions;
        let answered = module.knowledge.answered(component.tag(), filter);
        let (known, wanted) = answered.into_iter().find(|(_, wanted)| {
            let mut categories = wanted.categories.iter();
            categories.any(|category| category == APPLICATION_ID)
        })?;
        Some(Self {
            vendor: &known.vendor.name,
            always: wanted.optional.iter().any(|action| found.contains(action)),
        })
    }
}

fn look(
    manifest: &Manifest<'_>,
    filter: Element<'_>,
    asked: &Asked<'_>,
    owner: &str,
    samples: &Samples<'_>,
) -> Option<Finding> {
    let categories: Vec<Element<'_>> = filter
        .children()
        .filter(|child| child.tag() == "category")
        .collect();
    let names: Vec<&str> = categories.iter().copied().filter_map(name_of).collect();
    let is_open = |name: &&str| {
        manifest.names.expand(name) == owner
            || name.contains('$')
            || samples.begin(name).is_some()
            || crate::grammar::package(name).is_err()
    };
    let others: Vec<Element<'_>> = categories
        .iter()
        .copied()
        .filter(|element| name_of(*element).is_some_and(|name| !name.starts_with("android.")))
        .collect();
    // What cannot be told, and what another rule tells.
    if names.iter().any(|name| !name.starts_with("android.") && is_open(name)) {
        return None;
    }
    match others.as_slice() {
        [] if asked.always => Some(absent(manifest, filter, asked)),
        [] => None,
        [wrong, rest @ ..] => Some(other(manifest, *wrong, rest.is_empty(), asked, owner)),
    }
}

fn name_of(element: Element<'_>) -> Option<&str> {
    element.android("name").map(|name| name.value)
}

fn absent(manifest: &Manifest<'_>, filter: Element<'_>, asked: &Asked<'_>) -> Finding {
    let category = Fragment::new(
        "category",
        [("name", APPLICATION_ID.to_owned())],
        Vec::new(),
    );
    let finding = Finding::error(CODE, "the filter has no category for the app")
        .at(
            manifest.file,
            filter.tag_range(),
            format!("{} sends its intents with one", asked.vendor),
        )
        .help(format!("add `<category android:name=\"{APPLICATION_ID}\" />`"));
    if manifest.role == Role::Merged {
        return finding;
    }
    let style = Style::observe(&manifest.doc).at(filter);
    let edit = surgery::insert(Place::End(filter), &category, &style);
    finding.fix(Fix::safe("add the category").edit(manifest.file, edit))
}

fn other(
    manifest: &Manifest<'_>,
    wrong: Element<'_>,
    is_only: bool,
    asked: &Asked<'_>,
    owner: &str,
) -> Finding {
    let name = wrong.android("name");
    let value = name.as_ref().map_or("", |name| name.value);
    let severity = if asked.always {
        Severity::Error
    } else {
        Severity::Warning
    };
    let place = name
        .as_ref()
        .map_or_else(|| wrong.range(), |name| name.value_range());
    let message = format!("the category `{value}` is not the applicationId, `{owner}`");
    let finding = Finding::new(CODE, severity, message)
        .at(
            manifest.file,
            place,
            format!("{} sends the package of the app", asked.vendor),
        )
        .help(format!("write `{APPLICATION_ID}`"));
    match name.filter(|_| is_only && manifest.role != Role::Merged) {
        Some(name) => {
            let edit = surgery::replace_value(wrong, &name, APPLICATION_ID);
            let fix = Fix::safe(format!("write `{APPLICATION_ID}`"));
            finding.fix(fix.edit(manifest.file, edit))
        }
        None => finding,
    }
}
