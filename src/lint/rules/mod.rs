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
    pw101_placeholder_package_left,
    pw102_prompt_text_left,
    pw103_malformed_manifest_placeholder,
    pw104_unresolved_manifest_placeholder,
    pw105_push_permission_wrong_package,
    pw106_push_permission_undeclared,
    pw107_push_permission_unrequested,
    pw108_provider_authority_not_app_scoped,
    pw109_receiver_category_not_application_id,
    pw110_vendor_permission_misspelled,
    pw111_hardcoded_package_with_id_suffix,
    pw201_missing_required_component,
    pw202_obsolete_component,
    pw203_wrong_component_flag,
    pw204_wrong_component_permission,
    pw205_component_process_mismatch,
    pw206_invalid_process_name,
    pw207_missing_intent_action,
    pw208_component_class_missing,
    pw209_competing_message_receivers,
    pw210_jar_components_left_with_aar,
    pw211_custom_receiver_in_remote_process,
    pw301_missing_meta_data,
    pw302_numeric_credential_becomes_number,
    pw303_credential_type_inferred,
    pw304_leading_space_escape,
    pw305_missing_value_prefix,
    pw306_sample_credential_left,
    pw307_credential_shape_suspicious,
    pw308_meta_data_in_wrong_place,
    pw309_agconnect_config_mismatch,
    pw401_exported_missing,
    pw402_sdk_too_old_for_target,
    pw403_post_notifications_missing,
    pw404_queries_missing,
    pw405_manifest_broadcast_never_delivered,
    pw406_foreground_service_type_missing,
    pw407_min_sdk_below_vendor_minimum,
    pw408_queries_unsupported_by_toolchain,
    pw409_obsolete_permission,
    pw501_exported_component_unguarded,
    pw502_push_permission_not_signature,
    pw503_signature_or_system_level,
    pw504_device_id_permission,
    pw505_store_restricted_permission,
    pw506_permission_name_collision,
    pw507_server_secret_in_client,
    pw508_credential_file_tracked,
    pw509_click_target_activity_exposure,
    pw510_provider_overexposed,
    pw511_known_vulnerable_sdk,
    pw601_keep_rule_missing_class_keyword,
    pw602_keep_rule_syntax,
    pw603_keep_rule_unknown_class,
    pw604_callback_class_not_kept,
    pw605_r8_unknown_option,
    pw606_global_option_in_consumer_rules,
    pw607_ignore_warnings_blanket,
    pw608_dontwarn_missing,
    pw609_rules_file_not_wired,
    pw701_insecure_maven_url,
    pw702_removed_gradle_construct,
    pw703_sdk_version_unresolved,
    pw704_manifest_placeholders_overwritten,
    pw705_package_attribute_with_agp8,
    pw706_namespace_used_as_application_id,
    pw707_duplicate_vendor_sdk,
    pw708_predicted_merge_conflict,
    pw709_tools_instruction_ineffective,
    pw710_agconnect_plugin_misapplied,
    pw711_sdk_version_disagrees,
    pw801_constants_disagree,
    pw802_constant_type_wrong,
    pw803_generated_file_drift,
    pw804_callback_not_implemented,
    pw901_spec_invalid,
    pw902_unused_or_unknown_suppression,
    pw903_file_unusable,
    pw904_argument_invalid,
    pw905_catalogue_invalid,
    pw906_sdk_version_uncertain,
    pw999_internal_error,
}
