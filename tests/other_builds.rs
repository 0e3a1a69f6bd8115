//! Builds without Gradle: Bazel and make run pushweave as docs/other-builds.md shows it.
//!
//! Both are real. `.ci/install-tools` installs them; where one is missing the tests are skipped
//! loudly, or fail if `PUSHWEAVE_REQUIRE_TOOLS` is set.

#![cfg(unix)]

#[path = "other_builds/bazel.rs"]
mod bazel;
#[path = "other_builds/make.rs"]
mod make;
#[path = "other_builds/project.rs"]
mod project;
#[path = "other_builds/shown.rs"]
mod shown;
#[allow(dead_code, reason = "tests/android_tools uses the rest")]
#[path = "android_tools/tools.rs"]
mod tools;
