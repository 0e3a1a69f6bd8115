//! Text stands between the elements of the manifest.
//!
//! # Why
//!
//! A manifest has elements, attributes and comments; Android reads no text in it. Vendors mark their
//! snippets with `// push start`, which is a comment in Java and text in XML, and a stray `;` or `>`
//! is what is left of a line that somebody deleted by half. The text does no harm itself, but what it
//! is the rest of may be missing: a component inside `<![CDATA[…]]>` looks declared and is not.
//!
//! # What you see
//!
//! Nothing. The manifest merger and aapt2 take it.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         // push start
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <!-- push start -->
//!         <receiver android:name=".push.PushReceiver" android:exported="false" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Unsafe, because text that was meant to be an element stays without effect: it becomes a comment.
//! There is none for text that holds `--`, which a comment cannot.
//!
//! # References
//!
//! - Android Lint: `ExtraText`, which looks at resources only

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;

const CODE: Code = Code::new(&["PW006", "stray-text-in-manifest"]);

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Warning,
    category: Category::Hygiene,
    inputs: &[Input::Manifest],
    remedy: Remedy::Unsafe,
    pedantic: true,
    cwe: None,
    android_lint: Some("ExtraText"),
    page: "",
    check,
};

/// As much of the text is shown.
const SHOWN: usize = 40;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    for manifest in module.manifests {
        visit(manifest, manifest.doc.root(), findings);
    }
}

/// Looks at `element` and what is in it. What is in another namespace may have text.
fn visit(manifest: &Manifest<'_>, element: Element<'_>, findings: &mut Vec<Finding>) {
    if element.tag().is_empty() {
        return;
    }
    for range in element.texts() {
        let text = &manifest.file.text[range.clone()];
        let shown: String = text.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        let message = format!("`{shown}{more}` is text, which Android does not read");
        let finding = Finding::warning(CODE, message)
            .at(manifest.file, range.clone(), "not part of any element")
            .help("delete it, or write it as a comment: `<!-- … -->`");
        findings.push(if text.contains("--") || text.ends_with('-') {
            finding
        } else {
            let edit = Edit::replacement(range, format!("<!-- {text} -->"));
            finding.fix(Fix::risky("make it a comment").edit(manifest.file, edit))
        });
    }
    for child in element.children() {
        visit(manifest, child, findings);
    }
}
