//! A component that an SDK cannot do without is declared nowhere.
//!
//! # Why
//!
//! An SDK that comes as a JAR brings no manifest: every service, receiver and provider of it stands
//! in the app's own. Some are the app's even with an AAR, such as its subclass of the vendor's
//! message receiver. Most SDKs look for them when push is registered, and stop at the first one
//! that is missing. Android itself says nothing, since nobody has asked for the component yet.
//!
//! # What you see
//!
//! Nothing in the build. On the device, MiPush logs under the tag `ManifestChecker`:
//!
//! > `<service android:name="com.xiaomi.push.service.XMJobService" .../> is missing or disabled in
//! > AndroidManifest.`
//!
//! > `Receiver: none of the subclasses of PushMessageReceiver is enabled or defined.`
//!
//! vivo's SDK throws a `VivoPushException`:
//!
//! > `X module Push-SDK need is not exist`
//!
//! > `AndroidManifest.xml中receiver配置项错误，详见接入文档`
//!
//! # Example
//!
//! ```groovy fails
//! apply plugin: 'com.android.application'
//! android {
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!     }
//! }
//! dependencies {
//!     implementation files('libs/vivo_push_2.3.4.jar')
//! }
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application>
//!         <meta-data android:name="com.vivo.push.api_key" android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f0" />
//!         <meta-data android:name="com.vivo.push.app_id" android:value="10457" />
//!         <receiver
//!             android:name=".push.VivoReceiver"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.vivo.pushclient.action.RECEIVE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! apply plugin: 'com.android.application'
//! android {
//!     defaultConfig {
//!         applicationId 'com.acme.chat'
//!     }
//! }
//! dependencies {
//!     implementation files('libs/vivo_push_2.3.4.jar')
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.INTERNET" />
//!     <application>
//!         <meta-data android:name="com.vivo.push.api_key" android:value="0f1e2d3c4b5a69788796a5b4c3d2e1f0" />
//!         <meta-data android:name="com.vivo.push.app_id" android:value="10457" />
//!         <service
//!             android:name="com.vivo.push.sdk.service.CommandClientService"
//!             android:exported="true" />
//!         <receiver
//!             android:name=".push.VivoReceiver"
//!             android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.vivo.pushclient.action.RECEIVE" />
//!             </intent-filter>
//!         </receiver>
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! With a spec, `pushweave apply` writes the component. Without one, `--fix` writes a component of
//! the SDK's own where the Gradle script tells the release: safe. Where only the manifest tells
//! that the SDK is there, what every release in question asks for is written with
//! `--unsafe-fixes`: look whether it comes from elsewhere first. A class of the app's own is never
//! invented.
//!
//! # Known problems
//!
//! A component that a library's manifest brings in is not seen. Where that is likely, nothing is
//! said: the SDK's AAR without anything of it in the manifests or the sources, an aggregator's
//! package, a library module, a manifest that is looked at alone. Without a known release the
//! finding is a warning, unless the missing component shares its process with one that is
//! declared: those two only ever come together.
//!
//! # References
//!
//! - The vendor's own document, which the finding names
//! - dev.mi.com, Mi Push, pId=1704

use crate::catalogue::schema::Fact;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::demanded::{self, Demanded};
use crate::lint::{Category, Input, Module, Remedy, Role, Rule};
use crate::manifest::document::Element;
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};
use crate::requirement::Requirement;

pub(super) const RULE: Rule = Rule {
    code: Code::COMPONENT_MISSING,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    findings.extend(module.drift(Code::COMPONENT_MISSING));
    let missing = demanded::missing(module).into_iter();
    let components = missing.filter(|it| it.kind.is_component());
    findings.extend(components.filter_map(|it| finding(&it)));
}

fn finding(missing: &Demanded<'_>) -> Option<Finding> {
    let requirement = missing.requirement()?;
    let origin = requirement.origins.first()?;
    let partner = partner(missing);
    let severity = match missing.manifest.role {
        Role::Merged if missing.by_all => Severity::Error,
        _ if missing.by_all && partner.is_some() => Severity::Error,
        _ => Severity::Warning,
    };
    let what = match missing.base_class() {
        Some(base) => format!("the app's own subclass of `{base}` is not declared"),
        None => format!("{} `{}` is missing", missing.kind.tag(), requirement.name),
    };
    let beside = partner.unwrap_or(missing.beside);
    let name = beside.android("name")?;
    let finding = Finding::new(Code::COMPONENT_MISSING, severity, what).at(
        missing.manifest.file,
        name.value_range(),
        format!("{} comes by hand here, and nothing else brings the rest", missing.vendor.name),
    );
    let finding = origin.explain(finding, missing.manifest.file, "it");
    let finding = finding.help(format!("add\n{}", text(missing, &requirement)));
    Some(match fix(missing, &requirement, beside) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The declared component that must run in the same process: one of the two without the other is
/// wrong whatever else brings what.
fn partner<'a>(missing: &Demanded<'a>) -> Option<Element<'a>> {
    let process = |fact: &&Fact| fact.shape.get("process").map(str::to_owned);
    let wanted = process(&missing.twins.first()?)?;
    let mut declared = missing.declared.iter();
    let same = declared.find(|(_, fact)| process(fact).as_ref() == Some(&wanted));
    same.map(|(element, _)| *element)
}

/// The element that is to be written.
fn text(missing: &Demanded<'_>, requirement: &Requirement) -> String {
    let mut requirement = requirement.clone();
    if missing.base_class().is_some() {
        requirement.name = ".push.YourClass".to_owned();
    }
    let style = Style::observe(&missing.manifest.doc);
    let mut text = String::new();
    let fragment = requirement.fragment();
    fragment.render(&style, Some(("\n", "")), &mut text);
    text
}

fn fix(missing: &Demanded<'_>, requirement: &Requirement, beside: Element<'_>) -> Option<Fix> {
    let is_written_here = missing.manifest.role != Role::Merged;
    beside.android_prefix()?;
    (is_written_here && missing.base_class().is_none()).then(|| {
        let style = Style::observe(&missing.manifest.doc).at(beside);
        let edit = surgery::insert(Place::After(beside), &requirement.fragment(), &style);
        let title = format!("add {} `{}`", missing.kind.tag(), requirement.name);
        Fix::risky(title).edit(missing.manifest.file, edit)
    })
}
