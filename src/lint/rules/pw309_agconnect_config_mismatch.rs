//! The file from the vendor's console is missing, or belongs to another app.
//!
//! # Why
//!
//! `agconnect-services.json` and its like carry the id of one app in the console, under one
//! applicationId. The vendor's Gradle plugin reads the file in the module's folder, or in that of a
//! source set, and the SDK takes the id from there. A file that was copied from a sample, or that
//! was downloaded before the applicationId changed, makes every registration fail.
//!
//! # What you see
//!
//! From HMS, in the app's callback:
//!
//! > `907135000: arguments invalid`
//!
//! That is a wrong or missing id. `6003: certificate fingerprint error` and 907135702 are about the
//! SHA-256 fingerprint of the signature in the console, 907135701 about a service that is not
//! enabled there.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```json fails
//! {
//!   "client": {
//!     "app_id": "10384756",
//!     "package_name": "com.acme.sample"
//!   }
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application />
//! </manifest>
//! ```
//!
//! ```json passes
//! {
//!   "client": {
//!     "app_id": "10384756",
//!     "package_name": "com.acme.chat"
//!   }
//! }
//! ```
//!
//! # Fix
//!
//! None: download the file again, for this applicationId.
//!
//! # Known problems
//!
//! Only the file in the module's own folder is compared, since flavors and build types have their
//! own applicationId; an applicationId that the Gradle script names anywhere is accepted. A file is
//! only missed where the script applies the plugin that reads it, and version control does not leave
//! it out. No value is printed, and the other values of the file are hidden.
//!
//! # References
//!
//! - hms-push-clientdemo #6 and #19: `907135000`
//! - Result codes of Push Kit, developer.huawei.com

use std::ops::Range;
use std::sync::Arc;

use crate::catalogue::Vendor;
use crate::catalogue::schema;
use crate::finding::{Code, Finding, Severity};
use crate::lint::config_file::ConfigFile;
use crate::lint::credentials::meta_data;
use crate::lint::{Category, Input, KnownFrom, Module, Remedy, Role, Rule};
use crate::spec::Value;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW309", "agconnect-config-mismatch"]),
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::ConfigFiles, Input::Gradle, Input::Manifest, Input::Spec],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let is_module = module.main().is_some_and(|main| main.role == Role::Main);
    if !is_module {
        return;
    }
    for vendor in module.knowledge.vendors() {
        for known in &vendor.config_files {
            match module.tree.text(&path(module, &known.name)) {
                Ok(Some(file)) => compare(module, vendor, known, &Arc::new(file), findings),
                Ok(None) => findings.extend(missing(module, vendor, known)),
                Err(_) => {}
            }
        }
    }
}

fn path(module: &Module<'_>, name: &str) -> String {
    match module.target.module.as_str() {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// The finding for a file that is nowhere, although the plugin that reads it is applied.
fn missing(
    module: &Module<'_>,
    vendor: &Vendor,
    known: &schema::ConfigFile,
) -> Option<Finding> {
    let in_use = module.in_use(&vendor.id)?;
    let is_brought = matches!(in_use.known_from, KnownFrom::Spec | KnownFrom::Dependency);
    let version = in_use.version.as_ref();
    let is_asked = version.map_or(known.versions.is_unbounded(), |it| known.versions.contains(it));
    let elsewhere = module.tree.paths("", &[known.name.as_str()]);
    let own = path(module, &known.name);
    let is_left_out = module.tree.is_ignored(&own) == Some(true);
    if !is_brought || !is_asked || !elsewhere.is_empty() || is_left_out || module.app.is_library {
        return None;
    }
    let script = Arc::new(module.script()?);
    // A plugin whose condition is the file itself is applied where the file is.
    let reading = vendor.plugins.iter().filter(|plugin| {
        let condition = known.condition.as_deref();
        condition.is_none_or(|condition| condition.contains(plugin.id.as_str()))
    });
    let (plugin, place) = reading
        .filter_map(|plugin| Some((plugin, applied(&script.text, &plugin.id)?)))
        .next()?;
    let message = format!("`{own}` is missing");
    let label = format!("`{}` reads it", plugin.id);
    Some(
        Finding::error(RULE.code, message)
            .at(&script, place, label)
            .help("download it from the vendor's console, or list it in .gitignore if the build brings it"),
    )
}

/// Where `script` applies the plugin `id`, whatever else is the case: not behind a condition, and
/// not only for other modules.
fn applied(script: &str, id: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in script.split_inclusive('\n') {
        let code = line.trim_start();
        let word = code.split(|c: char| !c.is_alphanumeric()).next();
        let is_plain = match word {
            Some("apply") => line.starts_with("apply"),
            Some("id") => !code.contains("apply false") && !code.contains("apply(false)"),
            _ => false,
        };
        let quoted = [format!("'{id}'"), format!("\"{id}\"")];
        let found = quoted.iter().find_map(|quoted| line.find(quoted.as_str()));
        if let Some(at) = found.filter(|_| is_plain) {
            return Some(start + at + 1..start + at + 1 + id.len());
        }
        start += line.len();
    }
    None
}

fn compare(
    module: &Module<'_>,
    vendor: &Vendor,
    known: &schema::ConfigFile,
    file: &Arc<crate::source::SourceFile>,
    findings: &mut Vec<Finding>,
) {
    let config = match ConfigFile::read(file) {
        Ok(config) => config,
        Err(malformed) => {
            let line = file.line_column(malformed.at).line;
            findings.push(
                Finding::error(RULE.code, format!("`{}` is no JSON", file.name))
                    .at(file, 0..0, format!("reading fails on line {line}"))
                    .redact(0..file.text.len())
                    .help("download it again from the vendor's console"),
            );
            return;
        }
    };
    let absent = known.keys.iter().find(|key| config.values(key).next().is_none());
    if let Some(key) = absent {
        let finding = Finding::error(RULE.code, format!("`{}` has no `{key}`", file.name))
            .at(file, 0..0, "not the file of an app")
            .redact(0..file.text.len());
        findings.push(finding.help("download it again from the vendor's console"));
        return;
    }
    findings.extend(other_app(module, known, &config));
    findings.extend(known.keys.iter().filter_map(|key| other_id(module, vendor, key, &config)));
}

/// `finding` at a value of the file, with all others hidden.
fn at(finding: Finding, config: &ConfigFile, place: &Range<usize>, label: &str) -> Finding {
    let finding = finding.at(&config.file, place.clone(), label);
    config.others(place).fold(finding, Finding::redact)
}

fn other_app(
    module: &Module<'_>,
    known: &schema::ConfigFile,
    config: &ConfigFile,
) -> Option<Finding> {
    let id = module.app.application_id.as_deref()?;
    let key = known.application_id.as_deref()?;
    let script = module.script().map(|script| script.text);
    let is_named = |name: &str| {
        let quoted = [format!("'{name}'"), format!("\"{name}\"")];
        let script = script.as_ref().map_or("", |script| script.as_str());
        quoted.iter().any(|it| script.contains(it.as_str()))
    };
    // The manifest's package is only the applicationId where the script gives no other.
    let is_overridden = script
        .as_ref()
        .is_some_and(|script| script.contains("applicationId"))
        && !is_named(id)
        && module.spec.is_none();
    let is_own = |name: &str| {
        name == id || is_named(name) || name.strip_prefix(id).is_some_and(|it| it.starts_with('.'))
    };
    let mut values = config.values(key);
    let (_, place) = values.next()?;
    if is_overridden || module.app.is_library || config.values(key).any(|(name, _)| is_own(name)) {
        return None;
    }
    let message = format!("`{}` is not for `{id}`", config.file.name);
    let finding = Finding::error(RULE.code, message);
    let finding = at(finding, config, &place, "another app's applicationId");
    Some(finding.help(format!("download the file of `{id}` from the vendor's console")))
}

/// The finding for a value that the spec or the manifest has, too, and has differently.
fn other_id(
    module: &Module<'_>,
    vendor: &Vendor,
    key: &str,
    config: &ConfigFile,
) -> Option<Finding> {
    let last = key.rsplit('.').next()?.replace('_', "-");
    let parameter = vendor.parameters.iter().find(|it| it.key == last)?;
    let mut values = config.values(key);
    let (value, place) = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let message = format!("`{}` has another `{key}`", config.file.name);
    let finding = Finding::error(RULE.code, message);
    let finding = at(finding, config, &place, "not the one in use");
    let help = format!("`{}` is one value: take that of the console in both places", parameter.key);
    let given = module.spec.and_then(|spec| {
        let asked = spec.vendors.iter().find(|it| it.id == vendor.id)?;
        let found = asked.values.iter().find(|(key, _)| key.value == parameter.key);
        Some((&spec.file, &found?.1))
    });
    if let Some((file, given)) = given
        && let Value::Text(text) = &given.value
        && text != value
    {
        return Some(finding.at(file, given.span.clone(), "the spec has this one").help(help));
    }
    let credentials = meta_data::all(module);
    let other = credentials.iter().find(|it| {
        let is_it = it.vendor.id == vendor.id && it.parameter.key == parameter.key;
        is_it && !it.is_open() && it.text().trim() != value
    })?;
    let place = other.attribute.value_range();
    Some(finding.at(other.manifest.file, place, "the manifest has this one").help(help))
}
