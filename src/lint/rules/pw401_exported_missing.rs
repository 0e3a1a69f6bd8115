//! A component has an intent filter and does not say whether it is exported.
//!
//! # Why
//!
//! From Android 12 on, an app with targetSdk 31 or higher must say so for every activity, alias,
//! service and receiver with a filter. The build stops, or where no build looks, the installation.
//! Below targetSdk 31 the filter itself makes the component exported, which some SDKs refuse.
//!
//! Which value is right depends on the component. What an SDK's own components need, the catalogue
//! knows; writing `true` everywhere is the usual way to break push.
//!
//! # What you see
//!
//! The manifest merger, with targetSdk 31 or higher:
//!
//! > `android:exported needs to be explicitly specified for element <receiver#com.x.R>. Apps
//! > targeting Android 12 and higher are required to specify an explicit value for
//! > android:exported when the corresponding component has an intent filter defined.`
//!
//! The package manager of a device with Android 12 or higher:
//!
//! > `INSTALL_PARSE_FAILED_MANIFEST_MALFORMED: ... com.x.R: Targeting S+ (version 31 and above)
//! > requires that an explicit value for android:exported be defined when intent filters are
//! > present`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="33" />
//!     <application>
//!         <receiver
//!             android:name="com.xiaomi.push.service.receivers.PingReceiver"
//!             android:process=":pushservice">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.push.PING_TIMER" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="33" />
//!     <application>
//!         <receiver
//!             android:name="com.xiaomi.push.service.receivers.PingReceiver"
//!             android:exported="false"
//!             android:process=":pushservice">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.push.PING_TIMER" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where the catalogue knows the value. For any other component it is unsafe: the activity
//! that the launcher starts gets `true`, everything else `false`, and what another app starts
//! needs `true` all the same.
//!
//! # Known problems
//!
//! The component that the build complains about may come from a library. Then it is in no manifest
//! of the app, and a newer release of that library is what helps.
//!
//! # References
//!
//! - Android developer documentation: behavior changes of Android 12, safer component exporting
//! - GitHub: TencentCloud/TIMSDK issue 1320, MobPush issue 9
//! - Android Lint: `IntentFilterExportedReceiver`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::push_elements::{agreed, has_filter};
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::identity::actions;
use crate::manifest::style::Style;
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: Code::EXPORTED_MISSING,
    severity: Severity::Error,
    category: Category::Compatibility,
    inputs: &[Input::Manifest, Input::Spec],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: Some(926),
    android_lint: Some("IntentFilterExportedReceiver"),
    page: "",
    check,
};

/// The targetSdk from which on the attribute must be there.
const DEMANDED_FROM: u32 = 31;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let is_demanded = module.app.target_sdk >= Some(DEMANDED_FROM);
    findings.extend(module.drift(Code::EXPORTED_MISSING).map(|finding| Finding {
        severity: if is_demanded { Severity::Error } else { finding.severity },
        ..finding
    }));
    for manifest in module.manifests {
        for component in manifest.components() {
            if lacks(module, manifest, component) {
                findings.extend(finding(module, manifest, component, is_demanded));
            }
        }
    }
}

/// Whether `component` has a filter, and nothing anywhere says whether it is exported.
fn lacks<'a>(module: &Module<'a>, manifest: &Manifest<'a>, component: Element<'a>) -> bool {
    let reported =
        || module.is_reported(Code::EXPORTED_MISSING, manifest.file, &component.range());
    component.tag() != "provider"
        && component.android("exported").is_none()
        && has_filter(component)
        && !has_node_instruction(component)
        && !is_said_elsewhere(module, manifest, component)
        && !reported()
}

/// Whether the main manifest says it for a component that a build type or a flavor adds to.
fn is_said_elsewhere<'a>(
    module: &Module<'a>,
    manifest: &Manifest<'a>,
    component: Element<'a>,
) -> bool {
    let class = manifest.class(component);
    manifest.role == Role::SourceSet
        && module.main().is_some_and(|main| {
            main.components().any(|other| {
                other.tag() == component.tag()
                    && other.android("exported").is_some()
                    && main.class(other) == class
            })
        })
}

fn finding<'a>(
    module: &Module<'a>,
    manifest: &Manifest<'a>,
    component: Element<'a>,
    is_demanded: bool,
) -> Option<Finding> {
    let entries = module.push_entries(manifest, component);
    if entries.iter().any(|entry| module.may_be_in_aar(entry)) {
        return None;
    }
    if entries.is_empty() && !is_demanded {
        return None;
    }
    let name = component.android("name")?;
    let known = agreed(&entries, "exported");
    let value = known.unwrap_or(if is_launched(component) { "true" } else { "false" });
    let severity = if is_demanded { Severity::Error } else { Severity::Warning };
    let message = format!(
        "`{}` has an intent filter and no `android:exported`",
        name.value.escape_debug()
    );
    let label = if is_demanded {
        "targetSdk 31 and higher must say it"
    } else {
        "does not say whether other apps reach it"
    };
    let finding = Finding::new(Code::EXPORTED_MISSING, severity, message)
        .at(manifest.file, name.value_range(), label)
        .help(match known {
            Some(value) => format!("add `android:exported=\"{value}\"`, which the SDK needs"),
            None => format!(
                "add `android:exported=\"{value}\"`, or the other value if that is wrong: `true` \
                 is for what other apps or the system start"
            ),
        });
    component.android_prefix()?;
    let fix = match known {
        Some(value) => Fix::safe(format!("add `android:exported=\"{value}\"`")),
        None => Fix::risky(format!(
            "add `android:exported=\"{value}\"`; check that it is right"
        )),
    };
    let style = Style::observe(&manifest.doc).at(component);
    let edit = surgery::add_attributes(component, &[("exported", value)], &style);
    Some(finding.fix(fix.edit(manifest.file, edit)))
}

/// Whether the launcher starts it.
fn is_launched(component: Element<'_>) -> bool {
    let actions = actions(component);
    actions.iter().any(|action| action == "android.intent.action.MAIN")
}
