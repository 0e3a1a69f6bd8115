//! What a build says when it fails: one message, with the place and what to do.

use crate::builds::{Home, Outcome, can_build};

const FREE: &str = ":app:pushweaveGenerateFreeDebug";
const CHECK: &str = ":app:pushweaveCheck";

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
    let built = project.gradle(&["--continue", FREE, CHECK]);
    built.fails_with(&[
        "[app/src/main/AndroidManifest.xml:19:",
        "`com.xiaomi.push.service.XMJobService`",
        "android:exported=\"false\"",
    ]);
    assert_eq!(built.outcome(FREE), Outcome::Failed);
    assert_eq!(built.outcome(CHECK), Outcome::Executed, "{}", built.log);

    project.use_script("#!/bin/sh\n[ \"$1\" = --version ] && echo 'pushweave 0.0.9' && exit\necho 'no such option' >&2; exit 2\n");
    project.gradle(&["--continue", FREE, CHECK]).fails_with(&[
        "is pushweave 0.0.9, which is too old",
        "gradle/pushweave.gradle needs",
        "2: Task failed with an exception.",
    ]);

    project.use_no_program();
    project.edit(
        "app/build.gradle",
        "failOn = 'never'",
        "executable = 'pushweave-of-nobody'",
    );
    project.gradle(&[FREE]).fails_with(&[
        "there is no program `pushweave-of-nobody` on the PATH",
        "in app/build.gradle, write",
        "pushweave { executable = file('/path/to/pushweave') }",
    ]);
}
