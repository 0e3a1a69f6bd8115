//! What rules on builds have in common.

use std::sync::Arc;

use super::module::Module;
use crate::finding::Finding;
use crate::inventory::Place;
use crate::inventory::build::{Fact, Placeholders};
use crate::source::SourceFile;
use crate::version::Version;

/// Frameworks whose plugins set manifest placeholders: the beginning of the plugins' ids, the script
/// that older ones apply, and the placeholder.
const PROVIDERS: [(&str, &str, &str); 2] = [
    (
        "dev.flutter.",
        "flutter_tools/gradle/flutter.gradle",
        FLUTTER_PLACEHOLDER,
    ),
    ("com.facebook.react", "", "usesCleartextTraffic"),
];

/// The placeholder that Flutter's plugin sets when it is applied.
pub(super) const FLUTTER_PLACEHOLDER: &str = "applicationName";

impl Module<'_> {
    /// Whether the module has anything to do with push.
    pub(super) fn has_push(&self) -> bool {
        self.spec.is_some() || !self.vendors.is_empty()
    }

    /// Whether Gradle is at least `least`, where that can be told.
    pub(super) fn gradle_has(&self, least: &str) -> Option<bool> {
        let stated = self.build.gradle().and_then(Fact::known);
        match stated {
            Some(version) => reaches(version, least),
            // Each major version of Android's plugin from the seventh on runs with no older Gradle.
            None => self
                .android_plugin_has(least)
                .filter(|has| *has && matches!(least, "7" | "8" | "9")),
        }
    }

    /// Whether Android's plugin is at least `least`, where that can be told.
    pub(super) fn android_plugin_has(&self, least: &str) -> Option<bool> {
        reaches(self.build.android_plugin()?.known()?, least)
    }

    /// `finding` with a label on the version of Android's plugin.
    pub(super) fn at_android_plugin(&self, finding: Finding) -> Finding {
        let Some(fact) = self.build.android_plugin() else {
            return finding;
        };
        let place = fact.spelled().unwrap_or_else(|| fact.place.clone());
        finding.at(&place.file, place.span, "the version of Android's plugin")
    }

    /// `the Android plugin 8.1.0`
    pub(super) fn android_plugin_shown(&self) -> String {
        match self.build.android_plugin().and_then(Fact::shown) {
            Some(version) => format!("Android's plugin {version}"),
            None => "this version of Android's plugin".to_owned(),
        }
    }

    /// Whether everything was read that configures the module, as far as that can be told: no
    /// script is out of reach, and no plugin of somebody else's may do more.
    pub(super) fn is_told_whole(&self) -> bool {
        let vendors = self.knowledge.vendors().iter();
        let known: Vec<&str> = vendors
            .flat_map(|vendor| &vendor.plugins)
            .map(|plugin| plugin.id.as_str())
            .collect();
        let is_known = |id: &str| {
            let provides = |(beginning, ..): &(&str, &str, &str)| id.starts_with(beginning);
            known.contains(&id) || PROVIDERS.iter().any(provides)
        };
        self.build.is_gradle()
            && !self.build.has_unread()
            && self
                .build
                .unread_plugins()
                .all(|plugin| plugin.id.known().is_some_and(|id| is_known(id)))
    }

    /// Whether a framework's plugin that the module has sets the placeholder `key`.
    pub(super) fn is_provided(&self, key: &str) -> bool {
        let mut providers = PROVIDERS.iter().filter(|(.., sets)| *sets == key);
        providers.any(|(beginning, script, _)| {
            let mut plugins = self.build.plugins().iter().filter(|it| it.applied);
            plugins.any(|it| it.id.known().is_some_and(|id| id.starts_with(beginning)))
                || (!script.is_empty() && self.scripts_name(script))
        })
    }

    /// Whether a script has `text` in it.
    fn scripts_name(&self, text: &str) -> bool {
        let scripts = self.inventory.scripts();
        scripts.iter().any(|script| script.text.contains(text))
    }

    /// The statements that give the placeholder `key` a value.
    pub(super) fn giving<'m>(&'m self, key: &'m str) -> impl Iterator<Item = &'m Placeholders> {
        let statements = self.build.placeholders().iter();
        statements.filter(move |it| it.entries.iter().any(|entry| entry.key == key))
    }

    /// The places in the module's own manifests that use a placeholder, with its name.
    pub(super) fn placeholders(&self) -> Vec<(&Arc<SourceFile>, std::ops::Range<usize>, &str)> {
        let mut used = Vec::new();
        for (manifest, element) in self.elements() {
            for (_, _, attribute) in element.attributes() {
                let start = attribute.value_range().start;
                for (span, name) in placeholders(attribute.source()) {
                    let span = start + span.start..start + span.end;
                    used.push((manifest.file, span, name));
                }
            }
        }
        used
    }
}

/// The placeholders in the text of an attribute, each with what stands between its braces.
fn placeholders(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("${").map(|at| from + at) {
        let Some(end) = text[start..].find('}').map(|at| start + at) else {
            break;
        };
        found.push((start..end + 1, &text[start + 2..end]));
        from = end + 1;
    }
    found
}

/// Whether `version` is `least` or later.
pub(super) fn reaches(version: &Version, least: &str) -> Option<bool> {
    let least: Version = least.parse().ok()?;
    Some(*version >= least)
}

/// The host of `url`, without a user and a port.
pub(super) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[') {
        Some(inside) => inside.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// Whether `one` stands before `other` in the same file.
pub(super) fn is_before(one: &Place, other: &Place) -> bool {
    Arc::ptr_eq(&one.file, &other.file) && one.span.start < other.span.start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_cut_out() {
        assert_eq!(host("http://a.b/c"), Some("a.b"));
        assert_eq!(host("http://u:p@a.b:80/c"), Some("a.b"));
        assert_eq!(host("http://[::1]:80"), Some("::1"));
        assert_eq!(host("http://"), None);
        assert_eq!(host("a.b"), None);
    }

    #[test]
    fn placeholders_are_cut_out() {
        assert_eq!(
            placeholders("a${B}c${D"),
            [(1..5, "B")],
            "an open one is none"
        );
        assert_eq!(placeholders("${A}${B}").len(), 2);
    }
}
