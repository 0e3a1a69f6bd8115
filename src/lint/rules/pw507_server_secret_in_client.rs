//! A secret of the server stands in something that ships with the app.
//!
//! # Why
//!
//! The consoles of the vendors show several values side by side. Some belong into the app. The
//! AppSecret of most vendors, the MasterSecret, the Client Secret sign requests to the server:
//! whoever takes one out of the APK, which needs no more than an unzip, can push to every user of
//! the app. OPPO's AppSecret is the exception, its client registers with it.
//!
//! Looked at are the spec, the `<meta-data>` of manifests, and string constants in Java and Kotlin,
//! by their names. No value is ever shown.
//!
//! # What you see
//!
//! Nothing, until somebody uses it.
//!
//! # Example
//!
//! ```java fails
//! package com.acme.chat;
//!
//! public class Constants {
//!     public static final String XM_PUSH_APPSECRET = "q7Zk1n0vT3xB5mWc9yHd2g==";
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```java passes
//! package com.acme.chat;
//!
//! public class Constants {
//!     public static final String OPPO_PUSH_APPSECRET = "e81b5c3f07d94a62b0f6a72d19c4583e";
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None that a tool could make: delete it from the app and from the history, keep it on the server,
//! and renew it in the console if it was ever committed or shipped.
//!
//! # References
//!
//! - Xiaomi developer documentation, Mi Push, pId=1704
//! - CWE-798: use of hard-coded credentials

use std::sync::Arc;

use crate::catalogue::Vendor;
use crate::catalogue::schema::ServerSecret;
use crate::finding::{Code, Finding, Severity};
use crate::lint::java::Literal;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::spec::ConstantValue;

pub(super) const RULE: Rule = Rule {
    code: Code::SERVER_SECRET,
    severity: Severity::Error,
    category: Category::Security,
    inputs: &[Input::Spec, Input::Manifest, Input::Constants, Input::Sources],
    remedy: Remedy::None,
    pedantic: false,
    cwe: Some(798),
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    in_manifests(module, findings);
    in_sources(module, findings);
    in_spec(module, findings);
}

fn in_manifests(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (manifest, element) in module.elements() {
        if element.tag() != "meta-data" {
            continue;
        }
        let (Some(name), Some(value)) = (element.android("name"), element.android("value")) else {
            continue;
        };
        if value.value.trim().is_empty() {
            continue;
        }
        if let Some(secret) = Named::of(module, name.value) {
            let finding = secret
                .finding(name.value)
                .at(manifest.file, name.value_range(), secret.label())
                .redact(value.value_range());
            findings.push(finding);
        }
    }
}

fn in_sources(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (file, constant) in module.sources().constants() {
        if !matches!(&constant.literal, Literal::Text(text) if !text.is_empty()) {
            continue;
        }
        if let Some(secret) = Named::of(module, &constant.name) {
            let finding = secret
                .finding(&constant.name)
                .at(file, constant.name_span.clone(), secret.label())
                .redact(constant.literal_span.clone());
            findings.push(finding);
        }
    }
}

fn in_spec(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let Some(spec) = module.spec else {
        return;
    };
    for own in &spec.constants {
        if !matches!(&own.value, ConstantValue::Text(text) if !text.is_empty()) {
            continue;
        }
        if let Some(secret) = Named::of(module, &own.name.value) {
            let line = rest_of_line(&spec.file.text, own.name.span.end);
            let finding = secret
                .finding(&own.name.value)
                .at(&Arc::clone(&spec.file), own.name.span.clone(), secret.label())
                .redact(line);
            findings.push(finding);
        }
    }
}

fn rest_of_line(text: &str, from: usize) -> std::ops::Range<usize> {
    let rest = text.get(from..).unwrap_or_default();
    from..from + rest.find('\n').unwrap_or(rest.len())
}

/// A secret that something is called after.
struct Named<'k> {
    vendor: &'k Vendor,
    secret: &'k ServerSecret,
}

/// Words that more than one vendor's name has.
const GENERIC: &[&str] = &["push", "cloud", "messaging", "im", "app"];

impl<'k> Named<'k> {
    /// The secret that `name` says it is, with the vendor.
    fn of(module: &Module<'k>, name: &str) -> Option<Self> {
        let words = words(name);
        let joined = words.concat();
        let vendors = module.knowledge.vendors().iter();
        vendors
            .filter(|vendor| is_of(vendor, &words))
            .find_map(|vendor| {
                let is_named = |key: &&String| {
                    let is_secret = key.ends_with("secret") || key.ends_with("key");
                    is_secret && joined.ends_with(&key.replace('-', ""))
                };
                let mut secrets = vendor.server_secrets.iter();
                let secret = secrets.find(|secret| secret.keys.iter().any(|it| is_named(&it)))?;
                Some(Self { vendor, secret })
            })
    }

    fn finding(&self, name: &str) -> Finding {
        let message = format!(
            "`{}` puts the {} of {} into the app",
            name.escape_debug(),
            self.secret.name,
            self.vendor.name
        );
        Finding::error(Code::SERVER_SECRET, message)
            .help("delete it, keep it on the server, and renew it if it was committed or shipped")
    }

    fn label(&self) -> String {
        format!("it {}", self.secret.reason)
    }
}

/// Whether one of `words` is a name of `vendor`'s.
fn is_of(vendor: &Vendor, words: &[String]) -> bool {
    let names = std::iter::once(&vendor.id)
        .chain(std::iter::once(&vendor.name))
        .chain(std::iter::once(&vendor.constant_prefix))
        .chain(&vendor.manufacturers);
    let own: Vec<String> = names
        .flat_map(|name| self::words(name))
        .filter(|word| !GENERIC.contains(&word.as_str()))
        .collect();
    words.iter().any(|word| {
        let word = word.strip_suffix("push").filter(|it| !it.is_empty()).unwrap_or(word);
        own.iter().any(|it| it == word)
    })
}

/// The words of a name in any manner of writing it, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let begins = c.is_ascii_uppercase() && was_lower;
        was_lower = c.is_ascii_lowercase();
        if !c.is_ascii_alphanumeric() || begins {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            last.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
