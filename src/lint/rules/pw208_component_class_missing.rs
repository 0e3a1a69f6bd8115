//! The class of a push component is not in the app, or extends something else than the SDK expects.
//!
//! # Why
//!
//! The manifest names the app's own receiver or service as a string, and no compiler reads it. After
//! a rename or a move the string is stale: Android finds the component, cannot load its class, and
//! the app crashes in the background with every push. A short name such as `.push.MyReceiver` is
//! relative to the namespace, not to the applicationId. And a class that exists, but does not extend
//! the vendor's base class, gets a raw intent that it cannot read; MiPush does not count it at all.
//!
//! # What you see
//!
//! The build succeeds; Android Lint may report `MissingClass` or `Instantiatable`. On the device:
//!
//! > `java.lang.RuntimeException: Unable to instantiate receiver X:
//! > java.lang.ClassNotFoundException: Didn't find class "X" on path: DexPathList[...]`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.XiaomiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```java fails src/main/java/com/acme/chat/push/MiReceiver.java
//! package com.acme.chat.push;
//!
//! import com.xiaomi.mipush.sdk.PushMessageReceiver;
//!
//! public class MiReceiver extends PushMessageReceiver {
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <receiver
//!             android:name=".push.MiReceiver"
//!             android:exported="true">
//!             <intent-filter>
//!                 <action android:name="com.xiaomi.mipush.RECEIVE_MESSAGE" />
//!                 <action android:name="com.xiaomi.mipush.MESSAGE_ARRIVED" />
//!                 <action android:name="com.xiaomi.mipush.ERROR" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```java passes src/main/java/com/acme/chat/push/MiReceiver.java
//! package com.acme.chat.push;
//!
//! import com.xiaomi.mipush.sdk.PushMessageReceiver;
//!
//! public class MiReceiver extends PushMessageReceiver {
//! }
//! ```
//!
//! # Fix
//!
//! None: only you know which of the two names is the right one.
//!
//! # Known problems
//!
//! Sources are read as text, without a compiler. A class counts as missing only where its package
//! has sources in the module, the project has no other module, and the Gradle script moves no source
//! folder. It counts as extending the wrong class only where the whole way up can be read.
//!
//! # References
//!
//! - CleverTap #323, intercom_flutter #551: receivers whose class was not found
//! - Android Lint: `MissingClass`, `Instantiatable`

use crate::catalogue::Vendor;
use crate::catalogue::schema::MatchBy;
use crate::finding::{Code, Finding, Severity, did_you_mean, one_of};
use crate::lint::java::{Ancestry, Declaration};
use crate::lint::own::{self, OwnComponent};
use crate::lint::{Category, Input, Module, Remedy, Role, Rule};
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW208", "component-class-missing"]),
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Sources],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: Some("MissingClass"),
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let components = own::components(module).into_iter();
    for component in components.filter(|it| is_known_well(it)) {
        if module.sources().is_empty() {
            return;
        }
        match module.sources().declaration(&component.class) {
            Some(declaration) => findings.extend(other_base(module, &component, &declaration)),
            None => findings.extend(missing(module, &component)),
        }
    }
}

/// Whether the name of the class is one, and not one that only the build fills in.
fn is_known_well(component: &OwnComponent<'_>) -> bool {
    matches!(component.manifest.role, Role::Main | Role::SourceSet)
        && component.class.contains('.')
        && !component.class.contains("${")
}

fn missing(module: &Module<'_>, component: &OwnComponent<'_>) -> Option<Finding> {
    let (package, name) = component.class.rsplit_once('.')?;
    let sources = module.sources();
    let has_package = sources.of_package(package).next().is_some();
    let script = module.script();
    let is_moved = script.is_some_and(|it| it.text.contains("srcDir"));
    if !has_package || module.target.has_siblings || is_moved {
        return None;
    }
    let outer = name.split('$').next().unwrap_or(name);
    let simple = |class: &str| class.rsplit('.').next().unwrap_or_default().to_owned();
    let neighbours: Vec<String> = sources.files().map(|(class, _)| simple(class)).collect();
    let near = did_you_mean(outer, neighbours.iter().map(String::as_str));
    let finding = Finding::error(
        RULE.code,
        format!("there is no class `{}` in the module", component.class),
    )
    .at(
        component.manifest.file,
        component.place(),
        "Android cannot load it",
    );
    Some(finding.help(match near {
        Some(near) => format!("did you mean `{near}`? a name with a dot in front is relative to the namespace"),
        None => "name the class that the app has; a name with a dot in front is relative to the namespace".to_owned(),
    }))
}

fn other_base(
    module: &Module<'_>,
    component: &OwnComponent<'_>,
    declaration: &Declaration,
) -> Option<Finding> {
    let bases = bases(component);
    let base = *bases.first()?;
    let is_wanted = |name: &str| bases.contains(&name);
    let is_known = |name: &str| {
        let android = ["android.", "androidx.", "java.", "kotlin."];
        android.iter().any(|package| name.starts_with(package)) || is_of_some_sdk(module, name)
    };
    let ancestry = module
        .sources()
        .ancestry(declaration, &is_wanted, &is_known);
    let Ancestry::Other(extends) = ancestry else {
        return None;
    };
    let class = &component.class;
    let shown: Vec<&str> = bases.iter().copied().take(3).collect();
    let message = match extends {
        Some(other) => format!("`{class}` extends `{other}`, and not `{base}`"),
        None => format!("`{class}` does not extend `{base}`"),
    };
    let vendor = component.entries.first().map(|it| it.vendor.name.as_str());
    let asking = format!("{} calls it by this class", vendor.unwrap_or("the SDK"));
    Some(
        Finding::error(RULE.code, message)
            .at(&declaration.file, declaration.name.clone(), "declared here")
            .at(component.manifest.file, component.place(), asking)
            .help(format!("extend {}", one_of(shown))),
    )
}

/// The classes that the component may extend: whatever any release of the SDKs takes that look for
/// its actions. None where one of them does not say.
fn bases<'a>(component: &OwnComponent<'a>) -> Vec<&'a str> {
    let mut bases: Vec<&str> = Vec::new();
    let mut vendors: Vec<&Vendor> = Vec::new();
    for entry in &component.entries {
        let own = entry.fact.extends.as_deref();
        let named = (entry.fact.match_by == MatchBy::Action).then_some(entry.fact.name.as_str());
        match own.or(named.filter(|name| !name.contains("${"))) {
            Some(base) => bases.push(base),
            None => return Vec::new(),
        }
        vendors.push(entry.vendor);
    }
    let further = vendors.iter().flat_map(|vendor| &vendor.base_classes);
    for base in further {
        if !bases.contains(&base.name.as_str()) {
            bases.push(&base.name);
        }
    }
    bases.dedup();
    bases
}

/// Whether `name` is a class of an SDK's that the catalogue knows.
fn is_of_some_sdk(module: &Module<'_>, name: &str) -> bool {
    let knowledge = module.knowledge;
    let mut vendors = knowledge.vendors().iter();
    let is_base = vendors.any(|vendor| vendor.base_classes.iter().any(|base| base.name == name));
    is_base
        || [Kind::Service, Kind::Receiver]
            .into_iter()
            .any(|kind| knowledge.entries(kind, name).iter().any(|it| it.is_telling()))
}
