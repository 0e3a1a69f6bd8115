//! The app's own push component is shrunk, and no rule keeps it.
//!
//! # Why
//!
//! The SDK calls the component's methods, some of them by reflection. What stands in the manifest keeps
//! its name and its constructor, since Android's own tools write a rule `-keep class X { <init>; }`
//! for it, but its other members can be removed or renamed. In full mode R8 takes away still more. An
//! SDK that comes as a JAR brings no rules of its own, so the app has to have the one that the vendor
//! documents.
//!
//! # What you see
//!
//! The debug build receives messages, and the release build does not, or it stops with a
//! `ClassCastException` out of the SDK.
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     namespace 'com.acme.chat'
//!     buildTypes {
//!         release {
//!             minifyEnabled true
//!             proguardFiles getDefaultProguardFile('proguard-android-optimize.txt'), 'proguard-rules.pro'
//!         }
//!     }
//! }
//! dependencies {
//!     implementation files('libs/vivo_push_2.3.4.jar')
//! }
//! ```
//!
//! ```proguard fails
//! -dontwarn com.vivo.push.**
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application>
//!         <receiver android:name=".PushReceiver" android:exported="false">
//!             <intent-filter><action android:name="com.vivo.pushclient.action.RECEIVE" /></intent-filter>
//!         </receiver>
//!         <service android:name="com.vivo.push.sdk.service.CommandClientService" android:exported="true" />
//!         <meta-data android:name="com.vivo.push.api_key" android:value="e2b8f1c4-a97d-4056-8b3c-1f9ad7e60235" />
//!         <meta-data android:name="com.vivo.push.app_id" android:value="100215079" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! android {
//!     namespace 'com.acme.chat'
//!     buildTypes {
//!         release {
//!             minifyEnabled true
//!             proguardFiles getDefaultProguardFile('proguard-android-optimize.txt'), 'proguard-rules.pro'
//!         }
//!     }
//! }
//! dependencies {
//!     implementation files('libs/vivo_push_2.3.4.jar')
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application>
//!         <receiver android:name=".PushReceiver" android:exported="false">
//!             <intent-filter><action android:name="com.vivo.pushclient.action.RECEIVE" /></intent-filter>
//!         </receiver>
//!         <service android:name="com.vivo.push.sdk.service.CommandClientService" android:exported="true" />
//!         <meta-data android:name="com.vivo.push.api_key" android:value="e2b8f1c4-a97d-4056-8b3c-1f9ad7e60235" />
//!         <meta-data android:name="com.vivo.push.app_id" android:value="100215079" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```proguard passes
//! -dontwarn com.vivo.push.**
//! -keep class com.acme.chat.PushReceiver { *; }
//! ```
//!
//! # Fix
//!
//! Safe: the documented rule is added to the last file that `proguardFiles` names.
//!
//! # Known problems
//!
//! Only an SDK that comes as a JAR, and whose release is known, is looked at: an AAR may bring rules
//! that keep the component. With a spec, the file that `apply` generates has them. Nothing is said
//! where one of the named files cannot be read, or where some rule names the class, however little
//! of it that rule keeps.
//!
//! # References
//!
//! - zhonghanwen/AndroidProguardPlugin issue 24
//! - GetStream/stream-chat-android pull request 3663
//! - Android developers: "R8 full mode", in the compatibility FAQ

use crate::catalogue::expand::parameters;
use crate::catalogue::schema::ParameterKind;
use crate::finding::{Code, Finding, Severity};
use crate::keep::{Argument, Kept};
use crate::lint::keep_files::{KeepFile, append, wanted};
use crate::lint::own::{self, OwnComponent};
use crate::lint::{Category, InUse, Input, Module, Remedy, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW604", "callback-class-not-kept"]),
    severity: Severity::Warning,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Gradle, Input::KeepRules],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let Some(files) = module.shrinking_rules() else {
        return;
    };
    let components = own::components(module);
    for in_use in module.jars() {
        for rule in wanted(in_use) {
            let component = components
                .iter()
                .find(|it| is_meant(it, in_use, &rule.rule));
            let Some(component) = component.filter(|it| !is_kept(module, &files, it)) else {
                continue;
            };
            if let Some(rule) = filled_in(&rule.rule, &component.class) {
                let finding = finding(in_use, component, &rule);
                findings.push(match append(&files, &[&rule]) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                });
            }
        }
    }
}

/// Whether `component` is the one whose class is to be filled in in `rule`.
fn is_meant(component: &OwnComponent<'_>, in_use: &InUse<'_>, rule: &str) -> bool {
    let classes = in_use.vendor.parameters.iter();
    let mut classes = classes.filter(|it| it.kind == ParameterKind::Class);
    let is_whole = component.class.contains('.') && !component.class.contains("${");
    is_whole
        && classes.any(|class| {
            let has = |text: &str| parameters(text).any(|name| name == class.key);
            let mut entries = component.entries.iter();
            has(rule) && entries.any(|it| it.vendor.id == in_use.vendor.id && has(&it.fact.name))
        })
}

/// `rule` for `class`; none where it asks for more than that.
fn filled_in(rule: &str, class: &str) -> Option<String> {
    let name = parameters(rule).next()?;
    let filled = rule.replace(&format!("${{{name}}}"), class);
    (!filled.contains("${")).then_some(filled)
}

/// Whether a rule keeps the class, or has at least something to do with it.
fn is_kept(module: &Module<'_>, files: &[&KeepFile], component: &OwnComponent<'_>) -> bool {
    let class = component.class.as_str();
    let entries = component.entries.iter();
    let mut above: Vec<&str> = entries
        .clone()
        .filter_map(|it| it.fact.extends.as_deref())
        .collect();
    let bases = entries.flat_map(|it| &it.vendor.base_classes);
    above.extend(bases.map(|base| base.name.as_str()));
    above.extend(["android.content.BroadcastReceiver", "android.app.Service"]);
    let is_named = |keep: &KeepFile| {
        keep.rules.statements.iter().any(|statement| {
            let is_keep = statement.name.is_some_and(|it| it.starts_with("-keep"));
            is_keep && matches!(&statement.argument, Argument::Class(it) if it.base.is_none() && it.names.matches(class))
        })
    };
    let source = module.sources().file(class);
    source.is_some_and(|file| file.text.contains("@Keep"))
        || files
            .iter()
            .any(|it| it.rules.kept(class, &above) != Kept::Nothing || is_named(it))
}

fn finding(in_use: &InUse<'_>, component: &OwnComponent<'_>, rule: &str) -> Finding {
    let message = format!("no rule keeps `{}`, which the SDK calls", component.class);
    let label = format!("{} comes as a JAR, without rules", in_use.vendor.name);
    Finding::warning(RULE.code, message)
        .at(component.manifest.file, component.place(), label)
        .help(format!("add `{rule}`"))
}
