//! Two components of one manifest answer to the same action of an SDK.
//!
//! # Why
//!
//! The SDK looks for *the* component that answers to its action, takes the first that it finds, and
//! calls that one only. Which one is first is chance. Meizu's own guide says so: of several
//! receivers only one is called back. For a service of HMS or FCM, Android decides the same way. It
//! usually happens when a second push library, or a sample, was added beside the first.
//!
//! # What you see
//!
//! Nothing in the build and nothing in the log. One of the classes gets the token and the messages,
//! the other one never does; after an unrelated change it may be the other way round.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.ChatMessagingService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.google.firebase.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!         <service
//!             android:name=".ads.CampaignMessagingService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.google.firebase.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name=".push.ChatMessagingService"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.google.firebase.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None. Declare one of them, and let it hand the messages on to the other.
//!
//! # Known problems
//!
//! Components of libraries are not seen. A filter with `android:priority` says which one is meant,
//! and is left alone; so is an action that the SDKs of two vendors share.
//!
//! # References
//!
//! - MEIZUPUSH/PushDemo, its README

use crate::finding::{Code, Finding, Severity};
use crate::lint::own::{self, OwnComponent};
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::manifest::document::Element;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW209", "competing-message-receivers"]),
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let mut components = own::components(module);
    components.retain(|it| !is_ranked(it.element));
    for (at, second) in components.iter().enumerate() {
        let before = components[..at].iter();
        let mut rivals = before.filter_map(|first| Some((first, shared(first, second)?)));
        if let Some((first, action)) = rivals.next() {
            findings.push(finding(first, second, action));
        }
    }
}

/// Whether a filter says how important it is.
fn is_ranked(element: Element<'_>) -> bool {
    let mut filters = element.children();
    filters.any(|filter| filter.tag() == "intent-filter" && filter.android("priority").is_some())
}

/// The action that both answer to, which only one SDK looks for.
fn shared<'s>(first: &OwnComponent<'_>, second: &'s OwnComponent<'_>) -> Option<&'s String> {
    let is_twin = first.manifest.path != second.manifest.path
        || first.class == second.class
        || first.element.tag() != second.element.tag();
    if is_twin {
        return None;
    }
    let mut actions = second.actions.iter();
    actions.find(|action| {
        let demanding = second.entries.iter().filter(|entry| {
            let mut filters = entry.fact.filters.iter();
            filters.any(|filter| filter.actions.contains(action))
        });
        let mut vendors: Vec<&str> = demanding.map(|it| it.vendor.id.as_str()).collect();
        vendors.dedup();
        vendors.len() == 1 && first.actions.contains(action)
    })
}

fn finding(first: &OwnComponent<'_>, second: &OwnComponent<'_>, action: &str) -> Finding {
    let message = format!("two components answer to `{action}`");
    Finding::warning(RULE.code, message)
        .at(second.manifest.file, second.place(), "the second one")
        .at(first.manifest.file, first.place(), "the first one")
        .help("declare one of them, and let it hand the messages on")
}
