//! What a build says when it fails: one message, with the place and what to do.

use std::fs;

use crate::builds::{Home, Outcome, can_build};

const FREE: &str = ":app:pushweaveGenerateFreeDebug";
const CHECK: &str = ":app:pushweaveCheck";
const APPLY: &str = ":app:pushweaveApply";
const LIB: &str = ":lib:pushweaveGenerateDebug";
const LIB_CHECK: &str = ":lib:pushweaveCheck";
const LIBRARY: &str = "apply plugin: 'com.android.library'
apply from: \"$rootDir/gradle/pushweave.gradle\"

android {
    compileSdkVersion 23
    buildToolsVersion '29.0.3'
}
";

#[test]
fn a_failure_names_the_file_the_line_and_what_to_do() {
    if !can_build() {
        return;
    }
    let home = Home::new();
    let mut project = home.project("chat");

    // A spec that is wrong.
    project.edit(
        "pushweave.toml",
        "certificate-id = 6666",
        "certificate-id = \"x\"",
    );
    let built = project.gradle(&["--continue", FREE, CHECK]);
    built.fails_with(&[
        "pushweave cannot make what freeDebug needs",
        "pushweave found something wrong",
        "[pushweave.toml:17:18]",
        "write `certificate-id = 6666`",
        "report: app/build/reports/pushweave/pushweave.sarif",
    ]);
    assert_eq!(built.outcome(FREE), Outcome::Failed);
    project.edit(
        "pushweave.toml",
        "certificate-id = \"x\"",
        "certificate-id = 6666",
    );

    // A second module that the spec is not about.
    project.edit("settings.gradle", "':app'", "':app', ':lib'");
    project.write("lib/build.gradle", LIBRARY);
    project.write(
        "lib/src/main/AndroidManifest.xml",
        "<manifest package=\"com.example.lib\" />\n",
    );

    // A manifest that contradicts an SDK, and an app that does not mind what check finds.
    project.edit(
        "app/src/main/AndroidManifest.xml",
        "</application>",
        "<service\n android:name=\"com.xiaomi.push.service.XMJobService\"\n android:exported=\"true\" />\n</application>",
    );
    project.edit(
        "app/build.gradle",
        "\nandroid {",
        "\npushweave { failOn = 'never' }\n\nandroid {",
    );
    let built = project.gradle(&["--continue", FREE, CHECK, APPLY, LIB, LIB_CHECK]);
    built.fails_with(&[
        "[app/src/main/AndroidManifest.xml:19:",
        "`com.xiaomi.push.service.XMJobService`",
        "android:exported=\"false\"",
        "in app/build.gradle, write `pushweave { onConflict = 'replace' }`",
        "pushweaveApply weaves into the sources, but the build weaves this spec",
        "`output.mode` is \"overlay\" in `pushweave.toml`",
        "pushweave { mode = 'in-place' }",
        "pushweave cannot check the module",
        "[pushweave.toml:9:1]",
    ]);
    let other = "the spec is about the module `app`, and this is `lib`";
    assert_eq!(built.log.matches(other).count(), 2, "{}", built.log);
    assert!(!built.log.contains("--out DIR"), "{}", built.log);
    assert_eq!(built.outcome(FREE), Outcome::Failed);
    assert_eq!(built.outcome(CHECK), Outcome::Executed, "{}", built.log);

    // The same one, replaced; and a module that names its spec in the wrong folder.
    project.edit(
        "app/build.gradle",
        "failOn = 'never'",
        "failOn = 'never'; onConflict = 'replace'",
    );
    project.edit(
        "lib/build.gradle",
        "\nandroid {",
        "\npushweave { spec = file('pushweave.toml') }\n\nandroid {",
    );
    let built = project.gradle(&["--continue", FREE, LIB, LIB_CHECK]);
    built.fails_with(&["there is one at `pushweave.toml` of the root: write `rootProject.file('pushweave.toml')`, or leave the line out"]);
    let absent = "there is no spec at `lib/pushweave.toml`, which lib/build.gradle names";
    assert_eq!(built.log.matches(absent).count(), 2, "{}", built.log);
    assert_eq!(built.outcome(FREE), Outcome::Executed, "{}", built.log);
    let made = project.read("app/build/generated/pushweave/freeDebug/AndroidManifest.xml");
    assert!(
        made.contains("tools:replace=\"android:exported\""),
        "{made}"
    );

    project.use_script("#!/bin/sh\n[ \"$1\" = --version ] && echo 'pushweave 0.0.9' && exit\necho 'no such option' >&2; exit 2\n");
    project.gradle(&["--continue", FREE, CHECK]).fails_with(&[
        "is pushweave 0.0.9, which is too old",
        "gradle/pushweave.gradle needs",
        "2: Task failed with an exception.",
    ]);

    // No program for the app, and no spec for the library: its own is elsewhere.
    project.use_no_program();
    project.edit(
        "app/build.gradle",
        "failOn = 'never'",
        "executable = 'pushweave-of-nobody'; spec = rootProject.file('chat.toml')",
    );
    project.edit("lib/build.gradle", "spec = file('pushweave.toml')", "");
    let spec = project.read("pushweave.toml");
    project.write("chat.toml", &spec);
    fs::remove_file(project.root.join("pushweave.toml")).expect("removed");
    let built = project.gradle(&["--continue", FREE, LIB, LIB_CHECK]);
    let absent = "there is no `pushweave.toml` in `lib` or above it, up to the root of the build";
    assert_eq!(built.log.matches(absent).count(), 2, "{}", built.log);
    built.fails_with(&[
        "in lib/build.gradle, write",
        "pushweave { spec = file('…') }",
        "there is no program `pushweave-of-nobody` on the PATH",
        "in app/build.gradle, write",
        "pushweave { executable = file('/path/to/pushweave') }",
    ]);
}
