//! A class that the SDK calls lacks a method that push needs.
//!
//! # Why
//!
//! The base classes of the SDKs have empty methods, so a subclass without them compiles. The token
//! arrives in one of them: without it the server never learns where to push to. Some were renamed
//! from one release to the next, and the old one is never called again.
//!
//! Looked at are direct subclasses in the module's sources. Methods that the compiler demands are
//! left to it.
//!
//! # What you see
//!
//! Push is registered, and no token comes.
//!
//! # Example
//!
//! ```java fails src/main/java/com/acme/chat/PushReceiver.java
//! package com.acme.chat;
//!
//! import com.xiaomi.mipush.sdk.PushMessageReceiver;
//!
//! public class PushReceiver extends PushMessageReceiver {
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```java passes src/main/java/com/acme/chat/PushReceiver.java
//! package com.acme.chat;
//!
//! import android.content.Context;
//! import com.xiaomi.mipush.sdk.MiPushCommandMessage;
//! import com.xiaomi.mipush.sdk.PushMessageReceiver;
//!
//! public class PushReceiver extends PushMessageReceiver {
//!     @Override
//!     public void onReceiveRegisterResult(Context context, MiPushCommandMessage message) {
//!     }
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
//! None: only a person knows what to do with the token.
//!
//! # Known problems
//!
//! Only looked for on request. A token can also be had by a call, for which some apps leave the
//! method out on purpose.
//!
//! # References
//!
//! - The vendor's own document; `pushweave vendors ID` lists the methods

use std::sync::Arc;

use crate::catalogue::schema::{Callback, Necessity};
use crate::catalogue::Vendor;
use crate::finding::{Code, Finding, Severity};
use crate::lint::java::{self, Class, Language};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::source::SourceFile;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW804", "callback-not-implemented"]),
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Sources],
    remedy: Remedy::None,
    pedantic: true,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for (_, file) in module.sources().files() {
        let vendors = module.knowledge.vendors().iter();
        let named = vendors.filter(|vendor| names_base(vendor, &file.text));
        let named: Vec<&Vendor> = named.collect();
        if named.is_empty() {
            continue;
        }
        for class in java::classes(&file.text, Language::of(&file.name)) {
            for vendor in named.iter().filter(|_| !class.is_abstract) {
                findings.extend(finding(module, file, &class, vendor));
            }
        }
    }
}

/// Whether `text` has a base class of `vendor`'s in it, with its package.
fn names_base(vendor: &Vendor, text: &str) -> bool {
    let mut bases = vendor.base_classes.iter();
    bases.any(|base| text.contains(&base.name))
}

fn finding(
    module: &Module<'_>,
    file: &Arc<SourceFile>,
    class: &Class,
    vendor: &Vendor,
) -> Option<Finding> {
    let is_base = |callback: &&Callback| {
        let simple = callback.class.rsplit('.').next().unwrap_or_default();
        let mut parents = class.parents.iter();
        parents.any(|it| *it == callback.class || it == simple) && file.text.contains(&callback.class)
    };
    let lacking: Vec<&Callback> = vendor
        .callbacks
        .iter()
        .filter(is_base)
        .filter(|callback| is_needed(module, vendor, callback))
        .filter(|callback| !java::has_method(&class.body, method(callback)))
        .collect();
    let first = lacking.first()?;
    let names: Vec<String> = lacking.iter().map(|it| format!("`{}`", method(it))).collect();
    let message = format!(
        "`{}` lacks {}",
        class.name,
        crate::finding::listed(&names, "and")
    );
    let note = first.why.note.as_deref().unwrap_or("the SDK calls it");
    Some(
        Finding::warning(RULE.code, message)
            .at(file, class.name_span.clone(), note)
            .help(format!("add `{}`", first.signature)),
    )
}

/// Whether push needs `callback` in the release in use, and no compiler asks for it.
fn is_needed(module: &Module<'_>, vendor: &Vendor, callback: &Callback) -> bool {
    let version = module.in_use(&vendor.id).and_then(|it| it.version.as_ref());
    let holds = match version {
        Some(version) => callback.versions.contains(version),
        None => callback.versions.is_unbounded(),
    };
    holds && callback.necessity == Necessity::Required && !callback.is_abstract
}

/// The name of the method.
fn method(callback: &Callback) -> &str {
    let head = callback.signature.split('(').next().unwrap_or_default();
    head.split_whitespace().next_back().unwrap_or_default()
}
