//! The app declares a permission under a name that is somebody else's, or shares its last part with
//! another one.
//!
//! # Why
//!
//! A permission belongs to the app that declares it first. Names of Android and of the vendors'
//! services are taken on the devices that have them: there the app cannot be installed. On others it
//! would own the vendor's permission, and decide who has it. Two permissions of one app whose names
//! end alike become one constant in the class `Manifest.permission` that the build generates.
//!
//! # What you see
//!
//! From the installer:
//!
//! > `INSTALL_FAILED_DUPLICATE_PERMISSION: Package A attempting to redeclare permission X already
//! > owned by B`
//!
//! and from Android Lint, for names that end alike:
//!
//! > `Permission name SEND_SMS is not unique (appears in both ...)`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.meizu.flyme.push.permission.RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="com.meizu.flyme.push.permission.RECEIVE" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="com.meizu.flyme.push.permission.RECEIVE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe: the declaration of a name that is not the app's is deleted; requesting the permission is
//! enough. Of two names that end alike one must be renamed, everywhere.
//!
//! # Known problems
//!
//! Names that end alike are reported only where one of them is a push SDK's; Android Lint looks at all
//! of them. Where both are, the SDKs want it so.
//!
//! # References
//!
//! - Android Lint: `UniquePermission`, `ReservedSystemPermission`

use std::collections::HashMap;

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("UniquePermission"),
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW506", "permission-name-collision"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        let declared: Vec<Element<'_>> = manifest
            .elements()
            .filter(|element| element.tag() == "permission" && !is_under_node_instruction(*element))
            .collect();
        for element in &declared {
            findings.extend(taken(module, manifest, *element));
        }
        let mut by_end: HashMap<&str, Vec<Element<'_>>> = HashMap::new();
        for element in declared {
            let Some(name) = element.android("name") else {
                continue;
            };
            let end = name.value.rsplit('.').next().unwrap_or_default();
            let others = by_end.entry(end).or_default();
            let alike = others
                .iter()
                .find_map(|other| ends_alike(module, manifest, *other, element));
            findings.extend(alike);
            if others.len() < MOST_ALIKE {
                others.push(element);
            }
        }
    }
}

/// With so many before it a permission is compared; no app has more that end alike.
const MOST_ALIKE: usize = 16;

/// A declaration of a permission that is Android's or a vendor's.
fn taken(module: &Module<'_>, manifest: &Manifest<'_>, element: Element<'_>) -> Option<Finding> {
    let name = element.android("name")?;
    let owner = if name.value.starts_with("android.") {
        "Android".to_owned()
    } else {
        let kinds = [Kind::UsesPermission, Kind::Permission].into_iter();
        let mut entries = kinds.flat_map(|kind| module.knowledge.entries(kind, name.value));
        let of_vendor = entries.find(|known| !known.is_named_after_app())?;
        of_vendor.vendor.name.clone()
    };
    let message = format!("`{}` is declared, and is not the app's", name.value);
    let finding = Finding::error(CODE, message)
        .at(
            manifest.file,
            name.value_range(),
            format!("a name of {owner}"),
        )
        .help("delete the <permission>; `<uses-permission>` requests it");
    if manifest.role == Role::Merged {
        return Some(finding);
    }
    let fix = Fix::risky("delete the declaration");
    Some(finding.fix(fix.edit(manifest.file, surgery::remove(element))))
}

/// Two declarations of different permissions whose names end alike, one of them an SDK's.
fn ends_alike(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    first: Element<'_>,
    second: Element<'_>,
) -> Option<Finding> {
    let (one, other) = (first.android("name")?, second.android("name")?);
    let last = |name: &'_ str| name.rsplit('.').next().map(str::to_owned);
    let expand = |name| manifest.names.expand(name);
    if last(one.value) != last(other.value) || expand(one.value) == expand(other.value) {
        return None;
    }
    let own = |name| module.knowledge.own_name(Kind::Permission, name);
    let (known, also) = (own(one.value), own(other.value));
    // Both are an SDK's: of two, or one of them with a wrong owner.
    if known.is_some() == also.is_some() {
        return None;
    }
    let last = last(other.value).unwrap_or_default();
    let message = format!("two permissions are called `{last}`");
    let finding = Finding::error(CODE, message)
        .at(manifest.file, other.value_range(), "the second one")
        .at(manifest.file, one.value_range(), "the first one")
        .help("rename the one that is not an SDK's");
    Some(finding)
}
