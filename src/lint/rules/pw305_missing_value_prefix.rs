//! A value lacks the marker that the SDK's documents put in front of it.
//!
//! # Why
//!
//! HMS documents the id as `appid=1234…`. The marker is there to make a string of it: HMS strips it,
//! and gets along without it as long as the number keeps its digits. Without the marker the resource
//! compiler makes a number of the id, and one above 2147483647 loses digits. Code that asks the
//! metadata for a string gets `null` even for a short one.
//!
//! # What you see
//!
//! Nothing in the build. HMS gives the code to the app's callback:
//!
//! > `907135000: arguments invalid`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.huawei.hms.client.appid"
//!             android:value="10384756" />
//!         <service
//!             android:name=".push.HmsService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.huawei.hms.client.appid"
//!             android:value="appid=10384756" />
//!         <service
//!             android:name=".push.HmsService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the marker is written in front of the value.
//!
//! # Known problems
//!
//! A value that is a string without the marker, such as a string resource or one with a unicode
//! escape, works and is left alone. It is an error where digits are lost, and a warning elsewhere.
//!
//! # References
//!
//! - hms-push-clientdemo #6 and #19: `907135000`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::credentials::meta_data::{self, MetaData};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::surgery;
use crate::manifest::value::{self, Type};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW305", "missing-value-prefix"]),
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let credentials = meta_data::all(module);
    findings.extend(credentials.iter().filter_map(finding));
}

fn finding(credential: &MetaData<'_>) -> Option<Finding> {
    let prefix = credential.prefix()?;
    let raw = credential.attribute.value;
    let kind = value::infer(raw);
    let severity = match kind {
        Type::Number | Type::Color | Type::Boolean => Severity::Error,
        Type::Integer => Severity::Warning,
        Type::String | Type::Reference => return None,
    };
    if credential.is_open() {
        return None;
    }
    let edit = surgery::replace_value(
        credential.element,
        &credential.attribute,
        &format!("{prefix}{}", raw.trim()),
    );
    let label = match severity {
        Severity::Error => "compiled as a number that loses digits",
        _ => "compiled as a number",
    };
    let message = format!("`{}` lacks the prefix `{prefix}`", credential.name);
    Some(
        Finding::new(RULE.code, severity, message)
            .at(credential.manifest.file, credential.attribute.range.clone(), label)
            .help(format!("write `{prefix}` in front of the value"))
            .fix(Fix::safe(format!("write `{prefix}` in front")).edit(credential.manifest.file, edit)),
    )
}
