//! The app requests a permission that Google Play grants only for a declared purpose, and push is
//! none.
//!
//! # Why
//!
//! `REQUEST_INSTALL_PACKAGES` came with the update dialog of old HMS SDKs, and
//! `QUERY_ALL_PACKAGES` is what people add when the SDK does not find its vendor's app. Google Play
//! rejects an app that has either without a declaration; a rejected bundle on another track keeps
//! the new one back, too. `<queries>` does for push what the second is meant to do.
//!
//! Nothing is said while the release in use asks the app for the permission, or where the app's own
//! sources use it.
//!
//! # What you see
//!
//! Google Play rejects the release until the use of the permission is declared.
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <uses-permission android:name="android.permission.REQUEST_INSTALL_PACKAGES" />
//!     <application>
//!         <service android:name=".HmsService" android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy fails
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android"
//!     xmlns:tools="http://schemas.android.com/tools" package="com.acme.chat">
//!     <uses-permission
//!         android:name="android.permission.REQUEST_INSTALL_PACKAGES"
//!         tools:node="remove" />
//!     <application>
//!         <service android:name=".HmsService" android:exported="false">
//!             <intent-filter>
//!                 <action android:name="com.huawei.push.action.MESSAGING_EVENT" />
//!             </intent-filter>
//!         </service>
//!     </application>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! dependencies {
//!     implementation 'com.huawei.hms:push:6.13.0.300'
//! }
//! ```
//!
//! # Fix
//!
//! Unsafe: the element gets `tools:node="remove"`, which also takes out what a library brings. HMS
//! then no longer updates itself on phones without its store; push is not touched.
//!
//! # References
//!
//! - Google Play policy: use of the REQUEST_INSTALL_PACKAGES and QUERY_ALL_PACKAGES permissions
//! - GitHub: HMS-Core/hms-codelabs issue 3, crazecoder/open_file issue 204,
//!   transistorsoft/flutter_background_geolocation issue 999
//! - Android Lint: `QueryAllPackagesPermission`

use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::push_elements::Demand;
use crate::lint::tools::has_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::style::Style;
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::new(&["PW505", "store-restricted-permission"]),
    severity: Severity::Warning,
    category: Category::Policy,
    inputs: &[Input::Manifest, Input::Gradle, Input::Spec, Input::Sources],
    remedy: Remedy::Unsafe,
    pedantic: false,
    cwe: None,
    android_lint: Some("QueryAllPackagesPermission"),
    page: "",
    check,
};

const INSTALL: &str = "android.permission.REQUEST_INSTALL_PACKAGES";
const QUERY_ALL: &str = "android.permission.QUERY_ALL_PACKAGES";

/// What sources name that install apps.
const INSTALLS: &[&str] = &[
    "ACTION_INSTALL_PACKAGE",
    "PackageInstaller",
    "REQUEST_INSTALL_PACKAGES",
    "application/vnd.android.package-archive",
    "canRequestPackageInstalls",
];

/// What sources name that look through the apps on the device.
const LISTS: &[&str] = &[
    "QUERY_ALL_PACKAGES",
    "getInstalledApplications",
    "getInstalledPackages",
    "queryIntentActivities",
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let install = module.demand(Kind::UsesPermission, INSTALL);
    if matches!(install, Demand::Dropped | Demand::Brought) {
        report(module, INSTALL, INSTALLS, findings);
    }
    // Without sources, nobody can tell whether the app itself is the reason.
    let is_clear = !module.vendors.is_empty() && !module.sources().is_empty();
    if is_clear && module.demand(Kind::UsesPermission, QUERY_ALL) < Demand::Asked {
        report(module, QUERY_ALL, LISTS, findings);
    }
}

fn report(module: &Module<'_>, name: &'static str, uses: &[&str], findings: &mut Vec<Finding>) {
    for (manifest, element) in module.named("uses-permission", name) {
        if has_node_instruction(element)
            || element.android("maxSdkVersion").is_some()
            || module.sources().name_one_of(uses)
        {
            continue;
        }
        let finding = Finding::warning(
            RULE.code,
            format!("`{name}` is requested, which Google Play restricts"),
        )
        .at(manifest.file, element.start_tag(), "push does not need it")
        .help("delete the element, or add `tools:node=\"remove\"` where a library brings it");
        findings.push(finding.fix(removed(manifest, element)));
    }
}

/// `tools:node="remove"` added, with the prefix where it is not there yet.
fn removed(manifest: &Manifest<'_>, element: Element<'_>) -> Fix {
    let style = Style::observe(&manifest.doc);
    let edit = surgery::add_prefixed(element, ("tools", "node"), "remove", &style);
    let fix = Fix::risky("add `tools:node=\"remove\"`").edit(manifest.file, edit);
    if element.is_bound("tools") {
        return fix;
    }
    let root = manifest.doc.root();
    fix.edit(
        manifest.file,
        surgery::bind_namespace(root, "tools", TOOLS, &style),
    )
}
