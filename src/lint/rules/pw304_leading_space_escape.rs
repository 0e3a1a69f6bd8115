//! An id begins with a backslash, which the two resource compilers read in different ways.
//!
//! # Why
//!
//! Old documents tell you to write `\ ` in front of an id, so that it is compiled as a string. The
//! first resource compiler dropped that space. Today's, aapt2, keeps it: the id begins with a space,
//! and the server does not know it. A backslash directly in front of the first digit is the other
//! way round: aapt2 reads the id, and the old one lost its first digit.
//!
//! # What you see
//!
//! Nothing in the build. Registration fails as with a wrong id, unless the SDK trims what it reads.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <meta-data
//!             android:name="MIPUSH_APPID"
//!             android:value="\ 2882303761519836245" />
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
//! Unsafe: the first character is written as a unicode escape, which is a string on both compilers
//! and has no space. Code that cuts off the first character on purpose would cut off a digit then.
//!
//! # Known problems
//!
//! Some SDKs ask for the space, and trim it: mPaaS does. Only meta-data that is known to hold an id
//! of a push SDK is looked at.
//!
//! # References
//!
//! - Apktool #3853
//! - help.aliyun.com 223592: mPaaS asks for a backslash and a space

use crate::finding::{Code, Finding, Fix};
use crate::lint::credentials::meta_data::{self, MetaData};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::surgery;
use crate::manifest::value;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW304", "leading-space-escape"]),
    severity: crate::finding::Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::Unsafe,
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
    let rest = credential.attribute.value.strip_prefix('\\')?;
    let first = rest.chars().next()?;
    let (message, label) = match first {
        ' ' => (
            "begins with an escaped space",
            "aapt2 keeps the space, so the id begins with it",
        ),
        '0'..='9' => (
            "begins with an escaped digit",
            "the first resource compiler, aapt, loses the digit",
        ),
        _ => return None,
    };
    let finding = Finding::warning(RULE.code, format!("`{}` {message}", credential.name))
        .at(credential.manifest.file, credential.attribute.range.clone(), label)
        .help("write the first character as a unicode escape, such as `\\u0032` for 2, and no space");
    // What the placeholder begins with cannot be escaped here.
    if rest.contains("${") {
        return Some(finding);
    }
    let prefix = credential.prefix().unwrap_or_default();
    let text = value::decode_string(rest.trim()).into_owned();
    let bare = text.strip_prefix(prefix).unwrap_or(&text);
    let edit = surgery::replace_value(
        credential.element,
        &credential.attribute,
        &value::encode_string(&format!("{prefix}{bare}")),
    );
    let fix = Fix::risky("write the first character as a unicode escape");
    Some(finding.fix(fix.edit(credential.manifest.file, edit)))
}
