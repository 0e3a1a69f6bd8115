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
    pw001_manifest_not_well_formed,
    pw002_manifest_has_doctype,
    pw003_namespace_unbound_or_wrong,
    pw004_unexpected_element,
    pw005_attribute_missing_android_prefix,
    pw006_stray_text_in_manifest,
    pw007_invalid_component_class_name,
    pw008_duplicate_declaration,
    pw009_invalid_attribute_value,
    pw203_wrong_component_flag,
    pw206_invalid_process_name,
    pw708_predicted_merge_conflict,
    pw709_tools_instruction_ineffective,
}
