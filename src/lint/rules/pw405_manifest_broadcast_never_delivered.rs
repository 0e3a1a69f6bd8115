//! A push receiver in the manifest waits for a broadcast that Android does not deliver there.
//!
//! # Why
//!
//! Since Android 7 and 8, most broadcasts of the system reach only receivers that the running app
//! registers in code: changes of the network from targetSdk 24 on, nearly all others from 26 on.
//! Documents go on printing such filters as if they kept the connection alive. They do nothing, and
//! whoever relies on them finds out late.
//!
//! What the SDK's own documents or its own check ask for at the release in use stays, and is no
//! finding.
//!
//! # What you see
//!
//! Nothing: the receiver is never called.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="29" />
//!     <application>
//!         <receiver android:name=".PushReceiver" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!             </intent-filter>
//!             <intent-filter>
//!                 <action android:name="android.net.conn.CONNECTIVITY_CHANGE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="29" />
//!     <application>
//!         <receiver android:name=".PushReceiver" android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe: the action is taken out, with its filter where nothing else is in it. A receiver that
//! also serves devices older than the targetSdk's rules would miss it there.
//!
//! # References
//!
//! - Android developer documentation: background optimizations, implicit broadcast exceptions
//! - Android Lint: `BatteryLife`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Known, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW405", "manifest-broadcast-never-delivered"]),
    severity: Severity::Info,
    category: Category::Compatibility,
    inputs: &[Input::Manifest],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("BatteryLife"),
    page: "",
    check,
};

/// Broadcasts, and the targetSdk from which on no receiver in a manifest gets them.
const UNDELIVERED: &[(&str, u32)] = &[
    ("android.intent.action.SCREEN_ON", 1),
    ("android.intent.action.SCREEN_OFF", 1),
    ("android.intent.action.TIME_TICK", 1),
    ("android.intent.action.BATTERY_CHANGED", 1),
    ("android.net.conn.CONNECTIVITY_CHANGE", 24),
    ("android.intent.action.USER_PRESENT", 26),
    ("android.intent.action.PACKAGE_ADDED", 26),
    ("android.intent.action.PACKAGE_REMOVED", 26),
    ("android.intent.action.PACKAGE_REPLACED", 26),
    ("android.intent.action.ACTION_POWER_CONNECTED", 26),
    ("android.intent.action.ACTION_POWER_DISCONNECTED", 26),
    ("android.intent.action.BATTERY_LOW", 26),
    ("android.intent.action.BATTERY_OKAY", 26),
    ("android.net.wifi.WIFI_STATE_CHANGED", 26),
    ("android.net.wifi.STATE_CHANGE", 26),
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        let receivers = manifest.components();
        let receivers = receivers.filter(|it| it.tag() == "receiver" && !has_node_instruction(*it));
        for receiver in receivers {
            let entries = module.push_entries(manifest, receiver);
            if entries.is_empty() {
                continue;
            }
            for filter in receiver.children().filter(|it| it.tag() == "intent-filter") {
                let actions = filter.children().filter(|child| child.tag() == "action");
                let found = actions
                    .filter_map(|action| finding(module, manifest, filter, action, &entries));
                findings.extend(found);
            }
        }
    }
}

fn finding(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    filter: Element<'_>,
    action: Element<'_>,
    entries: &[Known<'_>],
) -> Option<Finding> {
    let name = action.android("name")?;
    let (_, level) = UNDELIVERED.iter().find(|(it, _)| *it == name.value)?;
    let is_too_low = module.app.target_sdk.is_none_or(|target| target < *level);
    if is_prescribed(entries, name.value) || (is_too_low && *level > 1) {
        return None;
    }
    let is_only = filter.children().filter(|it| it.tag() == "action").count() == 1;
    let gone = if is_only { filter } else { action };
    let label = match level {
        1 => "only receivers that are registered in code get it".to_owned(),
        level => format!("targetSdk {level} and higher get it only in code"),
    };
    let fix = Fix::risky("take it out").edit(manifest.file, surgery::remove(gone));
    Some(
        Finding::new(
            RULE.code,
            Severity::Info,
            format!("`{}` is not delivered to receivers in the manifest", name.value),
        )
        .at(manifest.file, name.value_range(), label)
        .help("take it out, or register a receiver in code while the app runs")
        .fix(fix),
    )
}

/// Whether one of `entries` has the action in a filter.
fn is_prescribed(entries: &[Known<'_>], action: &str) -> bool {
    let filters = entries.iter().flat_map(|entry| &entry.fact.filters);
    let mut actions = filters.flat_map(|filter| filter.actions.iter().chain(&filter.optional));
    actions.any(|it| it == action)
}
