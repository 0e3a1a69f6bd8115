//! An id or a key that a document or a demo prints is still there.
//!
//! # Why
//!
//! Samples look like real credentials, and they are of the right length. The vendor's server does
//! not know them, or knows them for the demo's package: the app never gets a token.
//!
//! # What you see
//!
//! Nothing in the build. On the device, for a sample of Huawei's,
//!
//! > `907135000: arguments invalid`
//!
//! and with other vendors a registration that fails or never answers.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.huawei.hms.client.appid"
//!             android:value="appid=1234567890" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.huawei.hms.client.appid"
//!             android:value="appid=104762815" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: the vendor's console has the value of your app.
//!
//! # Known problems
//!
//! Numbers of certificates are not looked at: they are short, and the one that a document prints may
//! be somebody's. In a file whose name ends in `.example` a sample is only noted.
//!
//! # References
//!
//! - The documents that the parameter of the finding cites: `pushweave vendors`
//! - HMS-Core/hms-push-clientdemo-android, issues 6 and 19

use crate::catalogue::schema::ParameterKind;
use crate::finding::{Code, Finding, Severity};
use crate::lint::credentials::{self, Credential};
use crate::lint::{Category, Input, Knowledge, Module, Remedy, Rule};

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

const CODE: Code = Code::new(&["PW306", "sample-credential-left"]);

/// A sample of this length is nobody's value under any other key either.
const TELLING: usize = 10;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let credentials = credentials::all(module);
    let left = credentials
        .iter()
        .filter(|credential| is_sample(module.knowledge, credential));
    findings.extend(left.map(finding));
}

fn is_sample(knowledge: &Knowledge, credential: &Credential<'_>) -> bool {
    let text = &credential.value;
    let mut samples = knowledge
        .parameters()
        .filter(|(_, parameter)| parameter.kind == ParameterKind::String);
    credential.parameter.kind == ParameterKind::String
        && samples.any(|(vendor, parameter)| {
            let is_same = vendor.id == credential.vendor.id
                && parameter.key == credential.parameter.key;
            (is_same || text.len() >= TELLING) && parameter.samples.contains(text)
        })
}

fn finding(credential: &Credential<'_>) -> Finding {
    let severity = if credential.is_template() {
        Severity::Info
    } else {
        Severity::Error
    };
    let message = format!(
        "{} is a sample, not the `{}` of an app",
        credential.shown(),
        credential.parameter.key
    );
    Finding::new(CODE, severity, message)
        .at(
            &credential.file,
            credential.value_span(),
            format!("printed in documents on {}", credential.vendor.name),
        )
        .help(format!(
            "write the `{}` of {}: {}",
            credential.parameter.key, credential.vendor.name, credential.parameter.description
        ))
}
