//! An `android:process` is no name that Android accepts.
//!
//! # Why
//!
//! A process is either private to the app, `:push`, or has a name of its own with at least one dot,
//! `com.acme.push`. Behind the colon and between the dots stand ASCII letters, then also digits and
//! `_`; nothing else. `com.acme.chat:push` is how the device shows the private process, and not how a
//! manifest writes it.
//!
//! # What you see
//!
//! Nothing in the build: neither the merger nor aapt2 looks. The app cannot be installed:
//!
//! > `Bad process name : in package com.acme.chat: must be at least two characters`
//! >
//! > `Invalid process name :push service in package com.acme.chat: bad character ' '`
//! >
//! > `Invalid process name pushservice in package com.acme.chat: must have at least one '.'
//! > separator`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.PushService"
//!             android:exported="false"
//!             android:process=":push service" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.PushService"
//!             android:exported="false"
//!             android:process=":pushservice" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where the name of the private process has the applicationId in front, or blanks around it:
//! they are taken away. By hand otherwise, since components that share a process must name it alike.
//!
//! # References
//!
//! - aosp-mirror/platform_frameworks_base, `PackageParser.validateName` and `buildCompoundName`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule, android};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::surgery;

const CODE: Code = Code::new(&["PW206", "invalid-process-name"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
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
    for manifest in module.manifests {
        let application = manifest.doc.application().into_iter();
        for element in application.chain(manifest.components()) {
            if let Some(process) = element.android("process") {
                findings.extend(judge(manifest, element, &process));
            }
        }
    }
}

fn judge(
    manifest: &Manifest<'_>,
    element: Element<'_>,
    process: &Attribute<'_>,
) -> Option<Finding> {
    // The app's own name is a name, whatever it is.
    let name = process.value.replace("${applicationId}", "a.b");
    // Nothing at all stands for the app's own process.
    if android::is_open(&name) || name.is_empty() {
        return None;
    }
    let problem = problem(&name)?;
    let message = format!("`{}` is no name of a process: {problem}", process.value);
    let finding = Finding::error(CODE, message)
        .at(manifest.file, process.value_range(), "cannot be installed")
        .help("write `:name` for a process of the app's own, or a name with a dot");
    let Some(right) = meant(manifest, process.value) else {
        return Some(finding);
    };
    let edit = surgery::replace_value(element, process, &right);
    let fix = Fix::safe(format!("write `{right}`")).edit(manifest.file, edit);
    Some(finding.help(format!("write `{right}`")).fix(fix))
}

/// What Android says against `name`.
fn problem(name: &str) -> Option<String> {
    let (part, is_private) = match name.strip_prefix(':') {
        Some("") => return Some("nothing stands behind the colon".to_owned()),
        Some(part) => (part, true),
        None => (name, false),
    };
    let mut is_first = true;
    for c in part.chars() {
        let is_later = c.is_ascii_digit() || c == '_';
        if c == '.' {
            is_first = true;
        } else if c.is_ascii_alphabetic() || (is_later && !is_first) {
            is_first = false;
        } else if is_later {
            return Some(format!("`{c}` cannot be the first letter of a part"));
        } else {
            return Some(format!("`{}` cannot stand in it", c.escape_debug()));
        }
    }
    let is_global = part.contains('.') || part == "system";
    (!is_private && !is_global).then(|| "it has neither a `:` in front nor a `.`".to_owned())
}

/// The name that must be meant.
fn meant(manifest: &Manifest<'_>, name: &str) -> Option<String> {
    let trimmed = name.trim();
    let own = ["${applicationId}", manifest.names.application_id.as_str()];
    let short = own
        .iter()
        .filter_map(|own| trimmed.strip_prefix(own))
        .find(|rest| rest.starts_with(':'));
    let right = short.unwrap_or(trimmed);
    (right != name && problem(right).is_none()).then(|| right.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_as_the_package_parser_does() {
        for name in [":push", ":p", ":push.a", "com.acme.push", "a.b", "system", ":A1_", "a..b"] {
            assert_eq!(problem(name), None, "{name}");
        }
        for name in [":", "push", ":push service", ":1push", "com.acme:push", ":_a", "com.acme.1", ":推送", "a.b "] {
            assert!(problem(name).is_some(), "{name}");
        }
    }
}
