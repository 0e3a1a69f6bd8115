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
    pw203_wrong_component_flag,
    pw401_exported_missing,
    pw402_sdk_too_old_for_target,
    pw403_post_notifications_missing,
    pw404_queries_missing,
    pw405_manifest_broadcast_never_delivered,
    pw406_foreground_service_type_missing,
    pw407_min_sdk_below_vendor_minimum,
    pw409_obsolete_permission,
    pw501_exported_component_unguarded,
    pw504_device_id_permission,
    pw505_store_restricted_permission,
    pw507_server_secret_in_client,
    pw508_credential_file_tracked,
    pw509_click_target_activity_exposure,
    pw510_provider_overexposed,
    pw511_known_vulnerable_sdk,
    pw703_sdk_version_unresolved,
    pw711_sdk_version_disagrees,
    pw801_constants_disagree,
    pw802_constant_type_wrong,
    pw803_generated_file_drift,
    pw804_callback_not_implemented,
    pw901_spec_invalid,
    pw903_file_unusable,
    pw904_argument_invalid,
    pw905_catalogue_invalid,
    pw906_sdk_version_uncertain,
    pw999_internal_error,
}
