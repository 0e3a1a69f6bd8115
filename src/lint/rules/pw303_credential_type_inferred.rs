//! A key in the manifest is compiled as something else than a string.
//!
//! # Why
//!
//! `android:value` has no type: the resource compiler guesses one, and not only for digits. `1e5`
//! and `12E4567` are floats, the latter infinite; `0x1F` is a number, `#fff` a colour, `true` a
//! boolean. A hexadecimal key whose only letter is an `e` is rare enough to pass every test and
//! fail for one customer.
//!
//! # What you see
//!
//! Nothing in the build. The SDK gets `null`, `Infinity`, or another key than you wrote. In the log
//! of the device, with the type that it was given for `java.lang.Integer`:
//!
//! > `Bundle: Key K expected String but value was a java.lang.Integer. The default value <null> was
//! > returned.`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="12345678901234567890123456789e12" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="com.vivo.push.api_key"
//!             android:value="\u00312345678901234567890123456789e12" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the first character is written as a unicode escape. Both resource compilers then see a
//! string, and read the same text.
//!
//! # References
//!
//! - developer.android.com, `<meta-data>`: what `android:value` takes

use crate::finding::{Code, Finding, Fix};
use crate::lint::credentials::meta_data::{self, MetaData};
use crate::lint::{Category, Input, Remedy, Rule};
use crate::manifest::surgery;
use crate::manifest::value::{self, Type};

pub(super) const RULE: Rule = Rule {
    code: Code::CREDENTIAL_TYPE,
    severity: crate::finding::Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| {
        findings.extend(meta_data::lost(module, Code::CREDENTIAL_TYPE, finding));
    },
};

fn finding(credential: &MetaData<'_>) -> Option<Finding> {
    let raw = credential.attribute.value;
    let text = raw.trim();
    let kind = value::infer(raw);
    let label = match kind {
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        Type::Number => "compiled as a number",
        Type::Boolean => "compiled as a boolean",
        Type::Color => "compiled as a colour",
        _ => return None,
    };
    if credential.prefix().is_some() || credential.is_open() || !credential.is_lost_as(kind) {
        return None;
    }
    let edit = surgery::replace_value(
        credential.element,
        &credential.attribute,
        &value::encode_string(text),
    );
    let message = format!("`{}` is {label}", credential.name);
    Some(
        Finding::error(Code::CREDENTIAL_TYPE, message)
            .at(
                credential.manifest.file,
                credential.attribute.range.clone(),
                "the SDK reads a string",
            )
            .help("write the first character as a unicode escape, such as `\\u0031` for 1, or use a string resource")
            .fix(Fix::safe("escape the first character").edit(credential.manifest.file, edit)),
    )
}
