//! A constant of a credential has a type or a literal that does not hold its value.
//!
//! # Why
//!
//! Ids of digits look like numbers, and some are: the id of a certificate is a `long`. An app id or
//! a key is a `String`, however many digits it has. Without its `L`, a number beyond 2147483647 does
//! not compile; with a leading zero it is octal, which compiles and means another number.
//!
//! # What you see
//!
//! javac:
//!
//! > `error: integer number too large`
//!
//! > `error: incompatible types: String cannot be converted to long`
//!
//! With a leading zero, nothing: `0123` is 83.
//!
//! # Example
//!
//! ```java fails
//! package com.acme.chat;
//!
//! public class Constants {
//!     public static final long XM_PUSH_BUZID = 3000000001;
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
//!     public static final long XM_PUSH_BUZID = 3000000001L;
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
//! Safe where the file does not compile: an `L`, or quotes, are added or taken away. Unsafe where it
//! does and the type or the value changes, since other code may rely on it.
//!
//! # Known problems
//!
//! Constants are recognised by the names that `pushweave apply` gives them. In Kotlin, only types
//! that are written out are looked at.
//!
//! # References
//!
//! - Java Language Specification, 3.10.1: integer literals

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Safety, Severity};
use crate::lint::credentials::{Mismatch, constants};
use crate::lint::{Category, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW802", "constant-type-wrong"]),
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Constants, Input::Sources],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for found in constants(module) {
        let Some(Mismatch { reason, compiles, title, literal, kind }) = found.mismatch() else {
            continue;
        };
        let severity = if compiles { Severity::Warning } else { Severity::Error };
        let constant = found.constant;
        let message = format!("`{}` {reason}", constant.name);
        let finding = Finding::new(RULE.code, severity, message)
            .at(found.file, constant.name_span.clone(), title.clone())
            .redact(constant.literal_span.clone());
        let Some(literal) = literal else {
            findings.push(finding.help(title));
            continue;
        };
        let edit = Edit::replacement(constant.literal_span.clone(), literal);
        let mut fix = Fix {
            safety: if compiles { Safety::Unsafe } else { Safety::Safe },
            ..Fix::safe(title.clone())
        }
        .edit(found.file, edit);
        if let (Some(kind), Some((_, span))) = (kind, &constant.declared) {
            fix = fix.edit(found.file, Edit::replacement(span.clone(), kind));
        }
        findings.push(finding.help(title).fix(fix));
    }
}
