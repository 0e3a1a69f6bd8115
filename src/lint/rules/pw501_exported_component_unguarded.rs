//! A push component is open to every app on the device, though the SDK needs it closed or guarded.
//!
//! # Why
//!
//! Whoever reaches an exported component can talk to it: forge a message or a token, or make the app
//! start something on the sender's behalf. Some push components must be open, since the vendor's
//! service calls them without any permission. Others work just as well closed, or have a permission
//! that only the vendor's service holds.
//!
//! What must be open by the vendor's own design is no finding; the catalogue knows which that is.
//! Where the release in use is known and demands the flag or the permission, the finding is PW203
//! or PW204.
//!
//! # What you see
//!
//! Nothing on the device. Scanners such as MobSF list the component as not protected.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.VivoReceiver" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.vivo.pushclient.action.RECEIVE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver android:name=".push.VivoReceiver" android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.vivo.pushclient.action.RECEIVE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where the release in use is known, unsafe where only all releases together tell: the
//! component is closed, or gets the permission. An app of your own that calls it no longer reaches
//! it.
//!
//! # References
//!
//! - CWE-926: improper export of Android application components
//! - GitHub: MobSF/Mobile-Security-Framework-MobSF issue 717
//! - Android Lint: `ExportedReceiver`, `ExportedService`

use crate::finding::{Code, Finding, Fix};
use crate::lint::push_elements::agreed;
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Known, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::manifest::identity::actions;
use crate::manifest::style::Style;
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW501", "exported-component-unguarded"]),
    severity: crate::finding::Severity::Warning,
    category: Category::Security,
    inputs: &[Input::Manifest, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: Some(926),
    android_lint: Some("ExportedReceiver"),
    page: "",
    check: |module, findings| {
        for manifest in module.manifests {
            let open = manifest.components().filter(|it| is_open(*it));
            findings.extend(open.filter_map(|component| finding(module, manifest, component)));
        }
    },
};

/// Whether every app reaches `component`, and nobody says that this is meant.
fn is_open(component: Element<'_>) -> bool {
    let exported = component.android("exported");
    matches!(component.tag(), "service" | "receiver")
        && exported.is_some_and(|it| it.value.trim().eq_ignore_ascii_case("true"))
        && component.android("permission").is_none()
        && !has_node_instruction(component)
}

fn finding<'a>(
    module: &Module<'a>,
    manifest: &Manifest<'a>,
    component: Element<'a>,
) -> Option<Finding> {
    let entries = module.push_entries(manifest, component);
    let range = component.range();
    let is_told = [Code::WRONG_COMPONENT_FLAG, Code::WRONG_COMPONENT_PERMISSION]
        .iter()
        .any(|code| module.is_reported(*code, manifest.file, &range));
    if entries.is_empty() || is_told || !serves_only(component, &entries) {
        return None;
    }
    let attribute = component.android("exported")?;
    let shown = component.android("name")?.value.escape_debug();
    let vendor = entries.first()?.vendor;
    let is_sure = module.in_use(&vendor.id).is_some_and(|it| it.version.is_some());
    let fix = |title: String| if is_sure { Fix::safe(title) } else { Fix::risky(title) };
    let message = format!("every app can reach `{shown}`");
    let finding = Finding::warning(RULE.code, message);
    if agreed(&entries, "exported") == Some("false") {
        let edit = surgery::replace_value(component, &attribute, "false");
        let label = format!("{} does not need it exported", vendor.name);
        return Some(
            finding
                .at(manifest.file, attribute.range, label)
                .help("write `android:exported=\"false\"`")
                .fix(fix("write `false`".to_owned()).edit(manifest.file, edit)),
        );
    }
    let guard = agreed(&entries, "permission")?;
    let style = Style::observe(&manifest.doc).at(component);
    let edit = surgery::add_attributes(component, &[("permission", guard)], &style);
    let label = format!("{} has a permission for this", vendor.name);
    let finding = finding
        .at(manifest.file, attribute.range, label)
        .help(format!("add `android:permission=\"{guard}\"`"));
    component.android_prefix()?;
    let title = format!("add `android:permission=\"{guard}\"`");
    Some(finding.fix(fix(title).edit(manifest.file, edit)))
}

/// Whether `component` answers to nothing but what `entries` know, so that closing it to others
/// takes nothing away.
fn serves_only(component: Element<'_>, entries: &[Known<'_>]) -> bool {
    let filters = || entries.iter().flat_map(|entry| &entry.fact.filters);
    let is_known = |action: &String| {
        let mut known = filters().flat_map(|filter| filter.actions.iter().chain(&filter.optional));
        known.any(|it| it == action)
    };
    actions(component).iter().all(is_known)
}
