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
    pw902_unused_or_unknown_suppression,
}
