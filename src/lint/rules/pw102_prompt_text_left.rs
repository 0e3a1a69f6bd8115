//! What a document writes for people, such as `your_appid` or `你的包名`, stands where a value belongs.
//!
//! # Why
//!
//! No tool of the build minds: a permission may be called `你的包名.permission.MIPUSH_RECEIVE`, and
//! `your_appid` is a text like any other. On the device the SDK asks for another permission, or the
//! vendor's server does not know the app, and push stays silent.
//!
//! # What you see
//!
//! Nothing in the build. On the device the registration fails, or nothing ever arrives.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="your_appid" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.app_id"
//!             android:value="${VIVO_APPID}" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: only you know the value. The applicationId is written `${applicationId}`; ids and keys come
//! from the vendor's console.
//!
//! # Known problems
//!
//! In names of classes and actions the last part is not looked at, since a class may be called
//! `YourProjectActivity`. Words in meta-data count only where the meta-data is an SDK's.
//!
//! # References
//!
//! - MEIZUPUSH/PushDemo, `README.md`: `【替换您的包名】`
//! - The documents of the vendors, which print such texts

use std::ops::Range;

use crate::catalogue::schema::ParameterKind;
use crate::finding::{Code, Finding, Severity};
use crate::lint::credentials::{self, Credential};
use crate::lint::own::place_of;
use crate::lint::prompt::{prompt, prompt_for_credential};
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::manifest::identity::is_component;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Constants],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW102", "prompt-text-left"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        if is_under_node_instruction(element) {
            continue;
        }
        for name in looked_at(element.tag()) {
            let Some(attribute) = element.android(name) else {
                continue;
            };
            let text = looked_at_part(element, name, attribute.value);
            let found = prompt(text).filter(|range| !is_in_placeholder(text, range));
            if let Some(range) = found {
                let message = format!(
                    "`{}` asks for a value, and is none",
                    &attribute.value[range.clone()]
                );
                let finding = Finding::error(CODE, message)
                    .at(
                        manifest.file,
                        place_of(&attribute, range),
                        "left from a document",
                    )
                    .help("for the app's package write `${applicationId}`");
                findings.push(finding);
            }
        }
    }
    findings.extend(credentials::all(module).iter().filter_map(in_credential));
}

/// The attributes of an element whose values are names.
fn looked_at(tag: &str) -> &'static [&'static str] {
    match tag {
        "permission" | "uses-permission" | "category" | "action" | "meta-data" => &["name"],
        tag if is_component(tag) => &[
            "name",
            "authorities",
            "permission",
            "readPermission",
            "writePermission",
        ],
        _ => &[],
    }
}

/// The part of a value that is no class and no word of the app's own choice.
fn looked_at_part<'v>(element: Element<'_>, attribute: &str, value: &'v str) -> &'v str {
    let is_free = is_component(element.tag()) || matches!(element.tag(), "action" | "meta-data");
    if attribute != "name" || !is_free || !value.is_ascii() {
        return value;
    }
    value.rsplit_once('.').map_or("", |(package, _)| package)
}

/// Whether the prompt stands in `${…}`, which is another mistake.
fn is_in_placeholder(text: &str, range: &Range<usize>) -> bool {
    let opened = text[..range.start].rfind("${");
    opened.is_some_and(|start| !text[start..range.start].contains('}'))
}

fn in_credential(credential: &Credential<'_>) -> Option<Finding> {
    let text = credential.value.as_str();
    let found = match credential.parameter.kind {
        ParameterKind::String => prompt_for_credential(text),
        ParameterKind::Class => prompt(text.rsplit_once('.').map_or("", |(package, _)| package)),
        ParameterKind::Long => None,
    };
    found?;
    let severity = if credential.is_template() {
        Severity::Info
    } else {
        Severity::Error
    };
    let message = format!("{} asks for a value, and is none", credential.shown());
    let finding = Finding::new(CODE, severity, message)
        .at(
            &credential.file,
            credential.value_span(),
            "left from a document",
        )
        .help(format!(
            "write the `{}` of {}: {}",
            credential.parameter.key, credential.vendor.name, credential.parameter.description
        ));
    Some(finding)
}
