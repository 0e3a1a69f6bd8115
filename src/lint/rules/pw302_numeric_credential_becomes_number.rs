//! An id of digits in the manifest is compiled as a number, and the SDK reads a string.
//!
//! # Why
//!
//! `android:value` has no type: the resource compiler guesses one. Digits become an `int` as long as
//! they fit, and a `float` when they do not, which keeps seven of them. There is no 64-bit number in
//! a manifest. An SDK that asks for a string then gets `null`; one that takes anything gets
//! `2.88230376E18`.
//!
//! # What you see
//!
//! Nothing in the build. In the log of the device:
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
//!             android:name="MIPUSH_APPID"
//!             android:value="2882303761519836245" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="MIPUSH_APPID"
//!             android:value="\u0032882303761519836245" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the first digit is written as `\u0031` and the like. Both resource compilers then see a
//! string, and read the same digits. A string resource does it, too: `android:value="@string/…"`.
//!
//! # Known problems
//!
//! An SDK that takes any type gets short ids right, and nothing is said. What a placeholder such as
//! `${VIVO_APPID}` stands for is not looked up.
//!
//! # References
//!
//! - Apktool #767, #2077 and #3685: ids that became floats
//! - artharyoung/Template #14: an AppID of Mi Push
//! - AndroidUtilCode #1336; meta-wearables-dat-android #65

use crate::finding::{Code, Finding, Fix};
use crate::lint::credentials::meta_data::{self, MetaData};
use crate::lint::{Category, Input, Remedy, Rule};
use crate::manifest::surgery;
use crate::manifest::value::{self, Type};

pub(super) const RULE: Rule = Rule {
    code: Code::NUMERIC_CREDENTIAL,
    severity: crate::finding::Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check: |module, findings| {
        findings.extend(meta_data::lost(module, Code::NUMERIC_CREDENTIAL, finding));
    },
};

fn finding(credential: &MetaData<'_>) -> Option<Finding> {
    let raw = credential.attribute.value;
    let digits = raw.trim();
    let kind = value::infer(raw);
    let is_number = matches!(kind, Type::Integer | Type::Number);
    let is_of_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // With a prefix in front, it would be none.
    let is_bare = credential.prefix().is_none();
    if !(is_number && is_of_digits && is_bare && credential.is_lost_as(kind)) {
        return None;
    }
    let label = match kind {
        Type::Integer => "compiled as an `int`, and read as a string: the SDK gets nothing",
        _ => "compiled as a number that has not all of these digits",
    };
    let edit = surgery::replace_value(
        credential.element,
        &credential.attribute,
        &value::encode_string(digits),
    );
    let message = format!("`{}` is compiled as a number", credential.name);
    Some(
        Finding::error(Code::NUMERIC_CREDENTIAL, message)
            .at(credential.manifest.file, credential.attribute.range.clone(), label)
            .help("write the first digit as a unicode escape, such as `\\u0031` for 1, or use a string resource")
            .fix(Fix::safe("escape the first digit").edit(credential.manifest.file, edit)),
    )
}
