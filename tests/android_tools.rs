//! What the binary writes, read by the tools that read it in a real build: aapt2, the manifest merger,
//! ProGuard, javac.
//!
//! `.ci/install-tools` installs them. Where one is missing its tests are skipped loudly, or fail if
//! `PUSHWEAVE_REQUIRE_TOOLS` is set.

#[path = "android_tools/aapt2.rs"]
mod aapt2;
#[path = "android_tools/constant_types.rs"]
mod constant_types;
#[path = "android_tools/constants.rs"]
mod constants;
#[path = "android_tools/keep_rules.rs"]
mod keep_rules;
#[path = "android_tools/linting.rs"]
mod linting;
#[path = "android_tools/merge_logs.rs"]
mod merge_logs;
#[path = "android_tools/merger.rs"]
mod merger;
#[path = "android_tools/overlay.rs"]
mod overlay;
#[path = "android_tools/project.rs"]
mod project;
#[path = "android_tools/real_aars.rs"]
mod real_aars;
#[path = "android_tools/rule_files.rs"]
mod rule_files;
#[path = "support/rules.rs"]
mod rules;
#[path = "support/mod.rs"]
mod support;
#[path = "android_tools/tools.rs"]
mod tools;
#[path = "android_tools/upgrades.rs"]
mod upgrades;
