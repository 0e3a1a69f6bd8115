//! `templates/gradle/pushweave.gradle` in real builds: Debian's Gradle 4.4.1 with the Android plugin
//! 2.2.2, offline.
//!
//! `.ci/install-tools` installs both, and an Android SDK of few files below `.tools`. Where something
//! is missing the tests are skipped loudly, or fail if `PUSHWEAVE_REQUIRE_TOOLS` is set.

#[path = "gradle/builds.rs"]
mod builds;
#[path = "gradle/caching.rs"]
mod caching;
#[path = "gradle/chain.rs"]
mod chain;
#[path = "gradle/failures.rs"]
mod failures;
#[path = "gradle/script.rs"]
mod script;
#[allow(dead_code, reason = "tests/android_tools uses the rest")]
#[path = "android_tools/tools.rs"]
mod tools;
