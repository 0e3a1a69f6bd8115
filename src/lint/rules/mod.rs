//! The rules. A rule is one file here and one word in the list below.
//!
//! The documentation comment of the file is the rule's page: `pushweave explain` prints it, and the
//! examples in it are run as tests. `CONTRIBUTING.md` says what a page must have.

use super::Rule;

macro_rules! rules {
    ($($module:ident,)+) => {
        $(mod $module;)+

        /// Every rule, by code.
        pub static ALL: &[Rule] = &[
            $(Rule {
                page: include_str!(concat!(env!("OUT_DIR"), "/rules/", stringify!($module), ".md")),
                ..$module::RULE
            },)+
        ];
    };
}

rules! {
    pw104_unresolved_manifest_placeholder,
    pw111_hardcoded_package_with_id_suffix,
    pw203_wrong_component_flag,
    pw408_queries_unsupported_by_toolchain,
    pw609_rules_file_not_wired,
    pw701_insecure_maven_url,
    pw702_removed_gradle_construct,
    pw704_manifest_placeholders_overwritten,
    pw705_package_attribute_with_agp8,
    pw706_namespace_used_as_application_id,
    pw707_duplicate_vendor_sdk,
    pw710_agconnect_plugin_misapplied,
    pw902_unused_or_unknown_suppression,
}
