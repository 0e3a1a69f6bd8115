//! The name of a permission or of an action is one or two letters off from one that an SDK knows.
//!
//! # Why
//!
//! Names are compared letter by letter. What makes it worse is that some real names look wrong: OPPO's
//! permissions are called `RECIEVE_MCS_MESSAGE`, its actions `RECEIVE_MCS_MESSAGE`. Whoever mends the
//! spelling of the one, or copies it into the other, switches push off.
//!
//! # What you see
//!
//! Nothing in the build. On the device the permission is not granted, or the component is never
//! called.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="com.coloros.mcs.permission.RECEIVE_MCS_MESSAGE" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="com.coloros.mcs.permission.RECIEVE_MCS_MESSAGE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where one name is nearest: it is written. Where the right name is there as well, the wrong one
//! is only noted.
//!
//! # Known problems
//!
//! Android's own names are left to Android Lint. Names that begin with the app's own are compared only
//! where something else of the SDK is there.
//!
//! # References
//!
//! - TencentCloud/TIMSDK: `AndroidManifest.xml` of the demo
//! - Android Lint: `SystemPermissionTypo`, `CustomPermissionTypo`

use crate::finding::{Code, Finding, Fix, Severity, one_of};
use crate::lint::misspelt::{Names, nearest};
use crate::lint::own::is_name;
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: Some("CustomPermissionTypo"),
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW110", "vendor-permission-misspelled"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        let owner = module.owner_in(manifest);
        let permissions = Names::of_permissions(module, owner.as_deref());
        let actions = Names::of_actions(module);
        for element in manifest.elements() {
            let names = match element.tag() {
                "permission" | "uses-permission" => &permissions,
                "action" => &actions,
                _ => continue,
            };
            if !is_under_node_instruction(element) {
                findings.extend(look(manifest, element, names));
            }
        }
    }
}

fn look(manifest: &Manifest<'_>, element: Element<'_>, names: &Names) -> Option<Finding> {
    let name = element.android("name").filter(|name| is_name(name.value))?;
    let found = nearest(names, name.value);
    let message = format!("no SDK knows a name `{}`", name.value);
    let file = manifest.file;
    let place = name.value_range();
    let [right] = found.as_slice() else {
        let nearest = found.iter().map(String::as_str);
        return (!found.is_empty()).then(|| {
            Finding::error(CODE, message)
                .at(file, place, "misspelt")
                .help(format!("write {}", one_of(nearest)))
        });
    };
    let finding = Finding::error(CODE, message)
        .at(file, place, "misspelt")
        .help(format!("write `{right}`"));
    if is_there(manifest, element, right) {
        let noted = Finding {
            severity: Severity::Info,
            ..finding
        };
        return Some(noted.help(format!("delete it: `{right}` is there as well")));
    }
    if manifest.role == Role::Merged {
        return Some(finding);
    }
    let edit = surgery::replace_value(element, &name, right);
    Some(finding.fix(Fix::safe(format!("write `{right}`")).edit(file, edit)))
}

/// Whether what `element` should be called is there already: a permission anywhere, an action in the
/// same component.
fn is_there(manifest: &Manifest<'_>, element: Element<'_>, right: &str) -> bool {
    let is_right = |other: Element<'_>| {
        other.tag() == element.tag()
            && other.android("name").is_some_and(|name| {
                manifest.names.expand(name.value) == manifest.names.expand(right)
            })
    };
    let component = element.parent().and_then(Element::parent);
    match component.filter(|_| element.tag() == "action") {
        Some(component) => component.descendants().any(is_right),
        None => manifest.elements().any(is_right),
    }
}
