//! The manifest has `<queries>`, and the version of Android's Gradle plugin is too old to know it.
//!
//! # Why
//!
//! `<queries>` came with Android 11. Plugins for Gradle from before that pass it to a resource
//! compiler that refuses what it does not know. The fix was brought back to older branches: 3.3.3,
//! 3.4.3, 3.5.4, 3.6.4 and 4.0.1 know the element, and every version from 4.1 on does.
//!
//! # What you see
//!
//! The resource compiler says:
//!
//! > `AAPT: error: unexpected element <queries> found in <manifest>.`
//!
//! # Example
//!
//! ```groovy fails
//! buildscript {
//!     dependencies {
//!         classpath 'com.android.tools.build:gradle:3.5.2'
//!     }
//! }
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <queries>
//!         <package android:name="com.acme.mail" />
//!     </queries>
//! </manifest>
//! ```
//!
//! ```groovy passes
//! buildscript {
//!     dependencies {
//!         classpath 'com.android.tools.build:gradle:3.5.4'
//!     }
//! }
//! apply plugin: 'com.android.application'
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <queries>
//!         <package android:name="com.acme.mail" />
//!     </queries>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! None: take a newer plugin. The last of the same branch needs no newer Gradle.
//!
//! # Known problems
//!
//! A `<queries>` that only an AAR has, and that fails the build the same way, is not seen.
//!
//! # References
//!
//! - vicajilau/flutter_file_picker issue 469, FlutterAds/flutter_pangle_ads issue 9
//! - Android developers: "Package visibility"

use crate::finding::{Code, Finding, Severity};
use crate::inventory::build::Fact;
use crate::lint::gradle::reaches;
use crate::lint::{Category, Input, Module, Remedy, Rule};
use crate::version::Version;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Gradle],
    remedy: Remedy::None,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW408", "queries-unsupported-by-toolchain"]);

/// The branches of the plugin, each with its first version that knows the element.
const BRANCHES: [(&str, &str); 6] = [
    ("4.1", "4.1"),
    ("4.0", "4.0.1"),
    ("3.6", "3.6.4"),
    ("3.5", "3.5.4"),
    ("3.4", "3.4.3"),
    ("0", "3.3.3"),
];

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let version = module.build.android_plugin().and_then(Fact::known);
    let Some(needed) = version.and_then(needed) else {
        return;
    };
    for manifest in module.manifests {
        let children = manifest.doc.root().children();
        for queries in children.filter(|child| child.tag() == "queries") {
            let message = format!(
                "{} does not know `<queries>`",
                module.android_plugin_shown()
            );
            let finding = Finding::error(CODE, message)
                .at(manifest.file, queries.tag_range(), "unknown to it")
                .help(format!("take {needed} or later"));
            findings.push(module.at_android_plugin(finding));
        }
    }
}

/// The first version of the branch of `version` that knows the element, if that is a later one.
fn needed(version: &Version) -> Option<&'static str> {
    let mut branches = BRANCHES.iter();
    let (_, first) = branches.find(|(branch, _)| reaches(version, branch) == Some(true))?;
    (reaches(version, first) == Some(false)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_branch_has_its_first_version() {
        let needed = |version: &str| needed(&version.parse().expect("a version"));
        assert_eq!(needed("8.1.0"), None);
        assert_eq!(needed("4.1.0-alpha01"), None);
        assert_eq!(needed("4.0.0"), Some("4.0.1"));
        assert_eq!(needed("3.6.4"), None);
        assert_eq!(needed("3.5.3"), Some("3.5.4"));
        assert_eq!(needed("3.3.3"), None);
        assert_eq!(needed("3.2.1"), Some("3.3.3"));
        assert_eq!(needed("2.3.0"), Some("3.3.3"));
    }
}
