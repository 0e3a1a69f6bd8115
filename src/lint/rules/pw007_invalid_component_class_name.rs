//! The `android:name` of a component or of the application cannot be the name of a class.
//!
//! # Why
//!
//! The name has to be a Java class, letter by letter. A line break that a document put behind the
//! opening quote is part of the name, and so is a blank before the closing one. Documents with
//! wrapped lines, package names made from web addresses (`com.my-company`) and classes inside
//! classes, which a manifest writes with `$`, are where wrong names come from.
//!
//! # What you see
//!
//! From aapt2:
//!
//! > `error: attribute 'android:name' in <service> tag must be a valid Java class name.`
//!
//! It does not look for words of the Java language (`com.acme.new.Receiver`) and not for `Outer.Inner`.
//! These are built, and when the component is called, the device says
//!
//! > `java.lang.RuntimeException: Unable to instantiate receiver com.acme.chat.Outer.Inner:
//! > java.lang.ClassNotFoundException`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="
//!             com.acme.chat.push.PushMessageService"
//!             android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.acme.chat.push.PushMessageService"
//!             android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe for white space around a name, which is taken away. Unsafe for a class inside a class, where
//! the last dot becomes `$`. Nothing else can be guessed.
//!
//! # Known problems
//!
//! Names with `${…}` are not judged, nor names with letters beyond ASCII: Java allows them, and where
//! they are a document's prompt, another rule says so. Without the sources, `Outer.Inner` is only a
//! warning, and only below the app's own namespace, since a package may begin with a capital.
//!
//! # References
//!
//! - Tencent Push's document for OPPO: a line break inside `android:name`
//! - Android Lint: `InnerclassSeparator`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::grammar;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule, android};
use crate::manifest::TOOLS;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::identity::is_component;
use crate::manifest::surgery;

const CODE: Code = Code::new(&["PW007", "invalid-component-class-name"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Sources],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: Some("InnerclassSeparator"),
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        let application = manifest.doc.application().into_iter();
        for element in application.chain(manifest.components()) {
            match element.android("name") {
                Some(name) => findings.extend(judge(module, manifest, element, &name)),
                None => findings.extend(nameless(manifest, element)),
            }
        }
    }
}

/// A component must have a name. One without a prefix is another rule's.
fn nameless(manifest: &Manifest<'_>, element: Element<'_>) -> Option<Finding> {
    let is_excused =
        element.plain("name").is_some() || element.attribute(TOOLS, "node").is_some();
    if !is_component(element.tag()) || is_excused {
        return None;
    }
    let message = format!("`<{}>` has no `android:name`", element.tag());
    Some(
        Finding::error(CODE, message)
            .at(manifest.file, element.tag_range(), "which class?")
            .help("add the name of its class"),
    )
}

fn judge(
    module: &Module<'_>,
    manifest: &Manifest<'_>,
    element: Element<'_>,
    name: &Attribute<'_>,
) -> Option<Finding> {
    let is_foreign = |c: char| !c.is_ascii() && c.is_alphanumeric();
    if android::is_open(name.value) || name.value.chars().any(is_foreign) {
        return None;
    }
    let trimmed = name.value.trim_matches(is_blank);
    let problem = reason(trimmed);
    let at = |message: String, label: &str| {
        Finding::error(CODE, message).at(manifest.file, name.value_range(), label)
    };
    let has_space = trimmed.len() < name.value.len();
    match problem {
        None if has_space => {
            let edit = surgery::replace_value(element, name, trimmed);
            let fix = Fix::safe(format!("write `{trimmed}`")).edit(manifest.file, edit);
            let message = format!("`{trimmed}` is no class name with the white space around it");
            return Some(at(message, "white space").help("take it away").fix(fix));
        }
        Some(reason) => {
            let shown = shown(name.value);
            let message = format!("`{shown}` is no class name: {reason}");
            return Some(at(message, "no class name").help("write the name of the class"));
        }
        None => {}
    }
    let keyword = trimmed.split(['.', '$']).find(|part| is_keyword(part));
    if keyword.is_none() && !is_nested(trimmed) {
        return None;
    }
    let class = manifest.names.class(trimmed);
    if module.sources().file(&class).is_some() {
        return None;
    }
    if let Some(keyword) = keyword {
        let message = format!("`{trimmed}` is no class name: `{keyword}` is a word of the Java language");
        return Some(at(message, "no class has this name").help("write the name of the class"));
    }
    inner(module, manifest, trimmed).map(|(severity, with_dollar)| {
        let message = format!("`{trimmed}` looks like a class inside a class");
        let edit = surgery::replace_value(element, name, &with_dollar);
        let fix = Fix::risky(format!("write `{with_dollar}`")).edit(manifest.file, edit);
        Finding { severity, ..at(message, "two names of classes") }
            .help(format!("write `{with_dollar}`"))
            .fix(fix)
    })
}

/// White space, and what looks like nothing at all.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Why Android cannot take `name` for a class; words of Java's are left to the caller.
fn reason(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("it is empty".to_owned());
    }
    let relative = name.strip_prefix('.').unwrap_or(name);
    relative.split('.').find_map(|segment| {
        if segment.is_empty() {
            return Some("a part of it is empty".to_owned());
        }
        if segment.contains(is_blank) {
            return Some("white space stands in it".to_owned());
        }
        // Android takes `$` for a letter.
        let letters = segment.replace('$', "_");
        grammar::identifier(&letters)
            .err()
            .filter(|_| !is_keyword(&letters))
    })
}

/// Whether `word` is letters only, and no name all the same.
fn is_keyword(word: &str) -> bool {
    let is_spelt = word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_spelt && word.len() > 1 && word.len() < 20 && grammar::identifier(word).is_err()
}

/// Whether the last two parts of `name` are written as classes are.
fn is_nested(name: &str) -> bool {
    let is_class = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_uppercase())
            && part.contains(|c: char| c.is_ascii_lowercase())
    };
    let mut parts = name.rsplit('.');
    parts.next().is_some_and(is_class) && parts.next().is_some_and(is_class)
}

/// `name` with `$` before its last part, where that seems to be meant, and how sure that is.
fn inner(module: &Module<'_>, manifest: &Manifest<'_>, name: &str) -> Option<(Severity, String)> {
    let (outer, inner) = name.rsplit_once('.').filter(|_| is_nested(name))?;
    let with_dollar = format!("{outer}${inner}");
    let sources = module.sources();
    if sources.file(&manifest.names.class(outer)).is_some() {
        return Some((Severity::Error, with_dollar));
    }
    let namespace = manifest.names.namespace.as_str();
    let is_own = name.starts_with('.')
        || name
            .strip_prefix(namespace)
            .is_some_and(|rest| rest.starts_with('.'));
    (is_own && sources.is_empty()).then_some((Severity::Warning, with_dollar))
}

/// `name` on one line, with what cannot be seen as escapes.
fn shown(name: &str) -> String {
    let visible = |c: char| {
        if is_blank(c) && c != ' ' || c.is_control() {
            c.escape_unicode().to_string()
        } else {
            c.to_string()
        }
    };
    name.chars().take(80).map(visible).collect()
}
