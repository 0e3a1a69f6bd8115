//! The app's own push receiver or service runs in another process.
//!
//! # Why
//!
//! A process of its own is a second copy of the app: `Application.onCreate` runs again, static
//! fields are empty, and databases are opened twice. A receiver that hands the token to the rest of
//! the app finds nothing there to hand it to. The SDKs keep their own components in a process such
//! as `:pushservice` and call the app's in the main one, where MiPush gives out the regId.
//!
//! # What you see
//!
//! Nothing in the build. Push registers twice, or the token arrives and the logged-in user is
//! `null`.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true"
//!             android:process=":pushservice">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe: the `android:process` is deleted. Code that counts on being alone in its process then
//! shares it with the rest of the app.
//!
//! # Known problems
//!
//! An app that is made for several processes may want just this, so the rule is only looked for
//! with `--pedantic`.
//!
//! # References
//!
//! - JPush, guide to the Mi Push channel, as copied in csdn 128776210: the regId and processes

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::own::{self, OwnComponent};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW211", "custom-receiver-in-remote-process"]),
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Unsafe,
    pedantic: true,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    findings.extend(own::components(module).iter().filter_map(finding));
}

fn finding(component: &OwnComponent<'_>) -> Option<Finding> {
    let element = component.element;
    let attribute = element.android("process")?;
    let process = component.manifest.names.expand(attribute.value);
    let is_main = *process == component.manifest.names.application_id;
    let is_open = process.contains("${") && !process.starts_with("${applicationId}:");
    let mut shapes = component.entries.iter().map(|it| &it.fact.shape);
    let is_documented = shapes.any(|shape| shape.get("process").is_some());
    if is_main || is_open || process.starts_with('@') || is_documented {
        return None;
    }
    let edit = surgery::remove_attribute(element, &attribute);
    let fix = Fix::risky("delete the `android:process`").edit(component.manifest.file, edit);
    let message = format!("`{}` does not run in the app's main process", component.class);
    Some(
        Finding::warning(RULE.code, message)
            .at(component.manifest.file, attribute.range, "another process")
            .help("delete the attribute: the SDK calls the app where the rest of it is")
            .fix(fix),
    )
}
