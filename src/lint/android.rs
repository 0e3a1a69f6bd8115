//! What Android knows of manifests: which elements there are, where they may stand, and what kind
//! of value an attribute has.
//!
//! The elements are those that the resource compiler lets through, and those that the manifest
//! merger takes out before it. The compiler refuses every other one.

/// What kind of value an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// Words of [`PROTECTION_LEVELS`], joined by `|`.
    ProtectionLevel,
    /// Anything else.
    Other,
}

const MANIFEST: &[&str] = &["manifest"];
const APPLICATION: &[&str] = &["application"];
const COMPONENTS: &[&str] = &[
    "activity",
    "activity-alias",
    "service",
    "receiver",
    "provider",
    "apex-system-service",
];
const FILTERS: &[&str] = &["intent-filter", "intent", "preferred"];
const PROCESSES: &[&str] = &["processes", "process"];

/// Elements, with those that they may stand in.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("uses-sdk", MANIFEST),
    ("extension-sdk", &["uses-sdk"]),
    ("instrumentation", MANIFEST),
    ("attribution", MANIFEST),
    ("inherit-from", &["attribution"]),
    ("original-package", MANIFEST),
    ("overlay", MANIFEST),
    ("protected-broadcast", MANIFEST),
    ("adopt-permissions", MANIFEST),
    ("uses-permission", MANIFEST),
    ("required-feature", &["uses-permission"]),
    ("required-not-feature", &["uses-permission"]),
    ("uses-permission-sdk-23", MANIFEST),
    ("uses-permission-sdk-m", MANIFEST),
    ("permission", MANIFEST),
    ("permission-tree", MANIFEST),
    ("permission-group", MANIFEST),
    ("uses-configuration", MANIFEST),
    ("supports-screens", MANIFEST),
    ("supports-input", MANIFEST),
    ("input-type", &["supports-input"]),
    ("uses-feature", &["manifest", "feature-group"]),
    ("feature-group", MANIFEST),
    ("compatible-screens", MANIFEST),
    ("screen", &["compatible-screens"]),
    ("supports-gl-texture", MANIFEST),
    ("restrict-update", MANIFEST),
    ("install-constraints", MANIFEST),
    ("fingerprint-prefix", &["install-constraints"]),
    ("package-verifier", MANIFEST),
    ("uses-split", MANIFEST),
    ("queries", MANIFEST),
    ("package", &["queries", "manifest"]),
    ("intent", &["queries"]),
    ("key-sets", MANIFEST),
    ("key-set", &["key-sets"]),
    ("public-key", &["key-set"]),
    ("upgrade-key-set", &["key-sets"]),
    ("eat-comment", &["manifest", "application"]),
    ("application", MANIFEST),
    ("uses-library", APPLICATION),
    ("uses-native-library", APPLICATION),
    ("library", APPLICATION),
    ("static-library", APPLICATION),
    ("uses-static-library", APPLICATION),
    ("sdk-library", APPLICATION),
    ("uses-sdk-library", APPLICATION),
    ("uses-package", APPLICATION),
    (
        "additional-certificate",
        &["uses-static-library", "uses-sdk-library", "uses-package"],
    ),
    ("profileable", APPLICATION),
    ("processes", APPLICATION),
    ("process", &["processes"]),
    ("deny-permission", PROCESSES),
    ("allow-permission", PROCESSES),
    ("activity", APPLICATION),
    ("activity-alias", APPLICATION),
    ("service", APPLICATION),
    ("receiver", APPLICATION),
    ("apex-system-service", APPLICATION),
    ("provider", &["application", "queries"]),
    ("layout", &["activity"]),
    ("nav-graph", &["activity"]),
    ("intent-filter", COMPONENTS),
    ("preferred", COMPONENTS),
    ("action", FILTERS),
    ("category", FILTERS),
    (
        "data",
        &[
            "intent-filter",
            "intent",
            "preferred",
            "uri-relative-filter-group",
        ],
    ),
    ("uri-relative-filter-group", &["intent-filter"]),
    ("grant-uri-permission", &["provider"]),
    ("path-permission", &["provider"]),
    (
        "meta-data",
        &[
            "manifest",
            "application",
            "activity",
            "activity-alias",
            "service",
            "receiver",
            "provider",
            "apex-system-service",
            "instrumentation",
            "permission",
            "permission-group",
            "permission-tree",
        ],
    ),
    (
        "property",
        &[
            "application",
            "activity",
            "activity-alias",
            "service",
            "receiver",
            "provider",
            "apex-system-service",
        ],
    ),
];

/// Attributes that are true or false.
const BOOLEANS: &[&str] = &[
    "allowBackup",
    "allowClearUserData",
    "allowNativeHeapPointerTagging",
    "allowTaskReparenting",
    "alwaysRetainTaskState",
    "autoRemoveFromRecents",
    "autoVerify",
    "clearTaskOnLaunch",
    "debuggable",
    "directBootAware",
    "enabled",
    "excludeFromRecents",
    "exported",
    "externalService",
    "extractNativeLibs",
    "finishOnTaskLaunch",
    "forceQueryable",
    "fullBackupOnly",
    "grantUriPermissions",
    "hardwareAccelerated",
    "hasCode",
    "hasFragileUserData",
    "immersive",
    "isolatedProcess",
    "isGame",
    "killAfterRestore",
    "largeHeap",
    "multiprocess",
    "noHistory",
    "persistent",
    "relinquishTaskIdentity",
    "requestLegacyExternalStorage",
    "required",
    "resizeableActivity",
    "restoreAnyVersion",
    "showOnLockScreen",
    "showWhenLocked",
    "singleUser",
    "stateNotNeeded",
    "stopWithTask",
    "supportsPictureInPicture",
    "supportsRtl",
    "syncable",
    "testOnly",
    "turnScreenOn",
    "useAppZygote",
    "usesCleartextTraffic",
    "vmSafeMode",
];

/// Attributes that are whole numbers. Not `minSdkVersion` and `targetSdkVersion`, which may also be
/// the name of a version in preview.
const INTEGERS: &[&str] = &["initOrder", "maxSdkVersion", "priority", "versionCode"];

/// Attributes of any other kind that push declarations have, or whoever pastes them.
const OTHERS: &[&str] = &[
    "appComponentFactory",
    "authorities",
    "backupAgent",
    "configChanges",
    "foregroundServiceType",
    "glEsVersion",
    "host",
    "icon",
    "label",
    "launchMode",
    "mimeType",
    "minSdkVersion",
    "name",
    "networkSecurityConfig",
    "path",
    "pathPattern",
    "pathPrefix",
    "permission",
    "port",
    "process",
    "readPermission",
    "resource",
    "roundIcon",
    "scheme",
    "screenOrientation",
    "sharedUserId",
    "targetActivity",
    "targetSdkVersion",
    "taskAffinity",
    "theme",
    "value",
    "versionName",
    "windowSoftInputMode",
    "writePermission",
];

/// What a permission's protection can be made of.
pub(super) const PROTECTION_LEVELS: &[&str] = &[
    "normal",
    "dangerous",
    "signature",
    "signatureOrSystem",
    "internal",
    "appPredictor",
    "appop",
    "companion",
    "configurator",
    "development",
    "documenter",
    "incidentReportApprover",
    "installer",
    "instant",
    "knownSigner",
    "module",
    "oem",
    "pre23",
    "preinstalled",
    "privileged",
    "recents",
    "retailDemo",
    "role",
    "runtime",
    "setup",
    "system",
    "textClassifier",
    "vendorPrivileged",
    "verifier",
    "wellbeing",
];

/// The elements that `tag` may stand in; `None` where Android has no such element.
pub(super) fn parents(tag: &str) -> Option<&'static [&'static str]> {
    let found = ELEMENTS.iter().find(|(known, _)| *known == tag);
    found.map(|(_, parents)| *parents)
}

/// Every element but `<manifest>`.
pub(super) fn elements() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().map(|(tag, _)| *tag)
}

/// The elements that may stand in `parent`.
pub(super) fn children(parent: &str) -> impl Iterator<Item = &'static str> {
    let inside = ELEMENTS
        .iter()
        .filter(move |(_, parents)| parents.contains(&parent));
    inside.map(|(tag, _)| *tag)
}

/// What kind of value the attribute `name` has; `None` for one that is not listed here.
pub(super) fn attribute(name: &str) -> Option<ValueKind> {
    if BOOLEANS.contains(&name) {
        Some(ValueKind::Boolean)
    } else if INTEGERS.contains(&name) {
        Some(ValueKind::Integer)
    } else if name == "protectionLevel" {
        Some(ValueKind::ProtectionLevel)
    } else {
        OTHERS.contains(&name).then_some(ValueKind::Other)
    }
}

/// Whether only the build knows what `value` stands for: a resource, or a manifest placeholder.
pub(super) fn is_open(value: &str) -> bool {
    value.starts_with(['@', '?']) || value.contains("${")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_name_nothing_twice_and_know_every_parent() {
        for (at, (tag, inside)) in ELEMENTS.iter().enumerate() {
            assert!(
                ELEMENTS[at + 1..].iter().all(|(other, _)| other != tag),
                "{tag}"
            );
            for parent in *inside {
                assert!(
                    *parent == "manifest" || parents(parent).is_some(),
                    "{parent}"
                );
            }
        }
        let names: Vec<&&str> = BOOLEANS.iter().chain(INTEGERS).chain(OTHERS).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[at + 1..].contains(name), "{name}");
        }
    }
}
