//! A push service of the app's own goes to the foreground and declares no type for that.
//!
//! # Why
//!
//! With targetSdk 34, Android 14 demands that a service which calls `startForeground` says in the
//! manifest what kind of work it does. Without the attribute the call throws, usually in the middle
//! of handling a message.
//!
//! Looked for are services that answer to a vendor's actions, or extend a vendor's class, and whose
//! source is in the module.
//!
//! # What you see
//!
//! On Android 14 and higher:
//!
//! > `android.app.MissingForegroundServiceTypeException: Starting FGS without a type`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="34" />
//!     <application>
//!         <service android:name=".PushService" android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.google.firebase.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```java fails src/main/java/com/acme/chat/PushService.java
//! package com.acme.chat;
//!
//! public class PushService extends com.google.firebase.messaging.FirebaseMessagingService {
//!     @Override
//!     public void onNewToken(String token) {
//!     }
//!
//!     @Override
//!     public void onMessageReceived(com.google.firebase.messaging.RemoteMessage message) {
//!         startForeground(1, Notifications.of(message));
//!     }
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-sdk android:targetSdkVersion="34" />
//!     <application>
//!         <service
//!             android:name=".PushService"
//!             android:exported="false"
//!             android:foregroundServiceType="remoteMessaging">
//!             <intent-filter>
//!                 <action android:name="com.google.firebase.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```java passes src/main/java/com/acme/chat/PushService.java
//! package com.acme.chat;
//!
//! public class PushService extends com.google.firebase.messaging.FirebaseMessagingService {
//!     @Override
//!     public void onNewToken(String token) {
//!     }
//!
//!     @Override
//!     public void onMessageReceived(com.google.firebase.messaging.RemoteMessage message) {
//!         startForeground(1, Notifications.of(message));
//!     }
//! }
//! ```
//!
//! # Fix
//!
//! None: only the app knows the type, and each has a permission of its own. The compileSdk must
//! know the type, too; an older one stops with
//! `'remoteMessaging' is incompatible with attribute foregroundServiceType (attr) flags`.
//!
//! # References
//!
//! - Android developer documentation: foreground service types are required
//! - Android Lint: `ForegroundServiceType`

use crate::finding::{Code, Finding, Severity};
use crate::lint::java::{self, Language};
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::document::Element;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW406", "foreground-service-type-missing"]),
    severity: Severity::Error,
    category: Category::Compatibility,
    inputs: &[Input::Manifest, Input::Sources],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: Some("ForegroundServiceType"),
    page: "",
    check,
};

/// The targetSdk from which on a type must be declared.
const DEMANDED_FROM: u32 = 34;

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    if module.app.target_sdk < Some(DEMANDED_FROM) {
        return;
    }
    for manifest in module.manifests {
        let services = manifest.components();
        let services = services.filter(|it| it.tag() == "service" && !has_node_instruction(*it));
        findings.extend(services.filter_map(|service| finding(module, manifest, service)));
    }
}

fn finding<'a>(
    module: &Module<'a>,
    manifest: &Manifest<'a>,
    service: Element<'a>,
) -> Option<Finding> {
    let name = service.android("name")?;
    let class = manifest.class(service)?;
    let source = module.sources().file(&class)?;
    if has_type(module, &class) {
        return None;
    }
    let tokens = java::tokens(&source.text, Language::of(&source.name));
    let call = tokens.iter().find(|token| token.is_word("startForeground"))?;
    let is_push = !module.push_entries(manifest, service).is_empty() || extends_sdk(module, &class);
    if !is_push || !java::has_method(&tokens, "startForeground") {
        return None;
    }
    let shown = name.value.escape_debug();
    let message = format!("`{shown}` goes to the foreground and has no `android:foregroundServiceType`");
    Some(
        Finding::error(RULE.code, message)
            .at(manifest.file, name.value_range(), "targetSdk 34 and higher demand a type")
            .at(source, call.span.clone(), "called here")
            .help(
                "add `android:foregroundServiceType` with the type that fits, such as \
                 `remoteMessaging`, and request its permission",
            ),
    )
}

/// Whether some manifest of the module has the type for the service `class`.
fn has_type(module: &Module<'_>, class: &str) -> bool {
    module.manifests.iter().any(|manifest| {
        manifest.components().any(|component| {
            component.android("foregroundServiceType").is_some()
                && manifest.class(component).as_deref() == Some(class)
        })
    })
}

/// Whether `class` extends a class of an SDK.
fn extends_sdk(module: &Module<'_>, class: &str) -> bool {
    let Some(source) = module.sources().file(class) else {
        return false;
    };
    let declared = java::classes(&source.text, Language::of(&source.name));
    let mut parents = declared.iter().flat_map(|it| &it.parents);
    let bases = || module.knowledge.vendors().iter().flat_map(|it| &it.base_classes);
    parents.any(|parent| {
        bases().any(|base| {
            let simple = base.name.rsplit('.').next();
            *parent == base.name || (simple == Some(parent) && source.text.contains(&base.name))
        })
    })
}
