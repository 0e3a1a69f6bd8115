//! A file with credentials is under version control.
//!
//! # Why
//!
//! What is committed stays in the history, in every clone, and in forks. The ids of a vendor's
//! console are public by design, since every APK has them, and nothing is said about those. The
//! configuration file of some consoles also holds what an app does not need: HMS works without the
//! client secret and the API key in `agconnect-services.json`, which can be downloaded without them.
//! A constant in the spec that is called a password or a secret is meant to be one.
//!
//! # What you see
//!
//! Nothing, or a scanner of secrets that stops the push.
//!
//! # Example
//!
//! ```json fails
//! {
//!     "client": {
//!         "app_id": "100000001",
//!         "package_name": "com.acme.chat",
//!         "client_secret": "0123456789ABCDEF0123456789ABCDEF"
//!     }
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```properties fails .gitignore
//! local.properties
//! ```
//!
//! ```json passes
//! {
//!     "client": {
//!         "app_id": "100000001",
//!         "package_name": "com.acme.chat"
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
//! ```properties passes .gitignore
//! local.properties
//! ```
//!
//! # Fix
//!
//! None: take the value out of the file, or the file out of version control, and renew the value in
//! the console, since the history keeps it. A spec takes a value from the environment with
//! `{ env = "NAME" }`.
//!
//! # References
//!
//! - GitHub: HMS-Core/hms-unity-plugin issue 30
//! - CWE-312: cleartext storage of sensitive information

use std::sync::Arc;

use crate::finding::{Code, Finding, Severity};
use crate::lint::java;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::spec::ConstantValue;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW508", "credential-file-tracked"]),
    severity: Severity::Warning,
    category: Category::Security,
    inputs: &[Input::ConfigFiles, Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: Some(312),
    android_lint: None,
    page: "",
    check: |module, findings| {
        config_files(module, findings);
        spec(module, findings);
    },
};

/// What names of constants end in that hold no public value.
const SECRETIVE: &[&str] = &["SECRET", "PASSWORD", "PASSWD", "PRIVATE_KEY"];

fn config_files(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let files = module.knowledge.vendors().iter().flat_map(|it| &it.config_files);
    for known in files.filter(|it| !it.secrets.is_empty()) {
        for path in paths(module, &known.name) {
            if module.tree.is_ignored(&path) != Some(false) {
                continue;
            }
            let Ok(Some(file)) = module.tree.text(&path) else {
                continue;
            };
            let file = Arc::new(file);
            for secret in &known.secrets {
                let key = secret.rsplit('.').next().unwrap_or(secret);
                let values = java::entries(&file.text, key).into_iter();
                let values = values.filter(|(value, _)| !value.is_empty());
                findings.extend(values.map(|(_, span)| {
                    Finding::warning(
                        RULE.code,
                        format!("`{}` is under version control with `{secret}` in it", known.name),
                    )
                    .at(&file, span.start..span.start + 1, "no app needs it here")
                    .redact(span)
                    .help("download the file without it, and renew the value in the console")
                }));
            }
        }
    }
}

/// Where the build looks for the file `name`: in the module's folder and in its source sets.
fn paths(module: &Module<'_>, name: &str) -> Vec<String> {
    let folder = module.target.module.as_str();
    let own = if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    };
    let sources = format!("{folder}/src");
    let sets = module.tree.paths(sources.trim_start_matches('/'), &[name]);
    let of_sets = sets.into_iter().filter(|path| path.rsplit('/').next() == Some(name));
    std::iter::once(own).chain(of_sets).collect()
}

fn spec(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let (Some(spec), Some(path)) = (module.spec, &module.target.spec) else {
        return;
    };
    let is_tracked = || module.tree.is_ignored(path) == Some(false);
    let secrets = spec.constants.iter().filter(|own| {
        let name = own.name.value.to_ascii_uppercase();
        let is_literal = matches!(&own.value, ConstantValue::Text(text) if !text.is_empty());
        is_literal && SECRETIVE.iter().any(|end| name.ends_with(end))
    });
    for own in secrets.filter(|_| is_tracked()) {
        let text = &spec.file.text[own.name.span.end..];
        let end = own.name.span.end + text.find('\n').unwrap_or(text.len());
        findings.push(
            Finding::warning(
                RULE.code,
                format!("`{}` stands in a spec under version control", own.name.value),
            )
            .at(&spec.file, own.name.span.clone(), "its value is in the history from now on")
            .redact(own.name.span.end..end)
            .help("keep it out of the app; where it must ship, keep it out of the repository"),
        );
    }
}
