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
    pw101_placeholder_package_left,
    pw102_prompt_text_left,
    pw103_malformed_manifest_placeholder,
    pw105_push_permission_wrong_package,
    pw106_push_permission_undeclared,
    pw107_push_permission_unrequested,
    pw108_provider_authority_not_app_scoped,
    pw109_receiver_category_not_application_id,
    pw110_vendor_permission_misspelled,
    pw203_wrong_component_flag,
    pw306_sample_credential_left,
    pw502_push_permission_not_signature,
    pw503_signature_or_system_level,
    pw506_permission_name_collision,
}
