//! From the spec to the shrunk classes, with all tools of the Android plugin in between.

use crate::builds::{Home, Outcome, can_build};

const RECEIVER: &str = "com.example.chat.push.XiaomiMsgReceiver";
const CALLED_BY_THE_SDK: &str =
    "void onReceiveRegisterResult(android.content.Context,java.lang.String)";

#[test]
fn two_variants_are_merged_compiled_and_shrunk() {
    if !can_build() {
        return;
    }
    let home = Home::new();
    let project = home.project("chat");
    let variants = [
        ("Free", "com.example.chat"),
        ("Paid", "com.example.chat.paid"),
    ];
    let shrink = variants.map(|(flavor, _)| {
        format!(":app:transformClassesAndResourcesWithProguardFor{flavor}Release")
    });
    let tasks: Vec<&str> = shrink.iter().map(String::as_str).collect();
    let built = project.gradle(&tasks);
    built.all_are(Outcome::Executed, &tasks);

    for (flavor, id) in variants {
        let flavor_folder = flavor.to_lowercase();
        let merged = project.read(&format!(
            "app/build/intermediates/manifests/full/{flavor_folder}/release/AndroidManifest.xml"
        ));
        for text in [
            format!("package=\"{id}\""),
            format!(
                "<permission\n        android:name=\"{id}.permission.MIPUSH_RECEIVE\"\n        android:protectionLevel=\"signature\" />"
            ),
            format!("<uses-permission android:name=\"{id}.permission.MIPUSH_RECEIVE\" />"),
            format!("android:name=\"{RECEIVER}\""),
            "android:name=\"com.example.chat.ChatActivity\"".to_owned(),
            "android:scheme=\"pushscheme\"".to_owned(),
        ] {
            assert!(merged.contains(&text), "{flavor}: no {text} in\n{merged}");
        }
        assert!(!merged.contains("${"), "{flavor}: {merged}");
        let others = merged.matches(".permission.MIPUSH_RECEIVE").count();
        assert_eq!(others, 2, "{flavor}: {merged}");
        // The manifest of paidRelease is in the overlay that takes its place.
        let own = merged.contains("com.example.chat.CHANNEL");
        assert_eq!(own, flavor == "Paid", "{flavor}: {merged}");

        let mapping = format!("app/build/outputs/mapping/{flavor_folder}/release");
        let seeds = project.read(&format!("{mapping}/seeds.txt"));
        // The plugin keeps constructors of what the manifest names; the method only our rule keeps.
        assert!(
            seeds.contains(&format!("{RECEIVER}: {CALLED_BY_THE_SDK}")),
            "{flavor}: {seeds}"
        );
        let names = project.read(&format!("{mapping}/mapping.txt"));
        assert!(
            names.contains(&format!("{RECEIVER} -> {RECEIVER}:")),
            "{flavor}: {names}"
        );
        assert!(
            !names.contains(&format!("{RECEIVER}$Unkept -> {RECEIVER}$Unkept:")),
            "{flavor}: {names}"
        );
    }
    let app_id = |flavor: &str| {
        project.read(&format!("app/build/generated/pushweave/{flavor}Release/java/com/example/chat/push/Constants.java"))
    };
    assert!(app_id("free").contains("\"118364\""));
    assert!(app_id("paid").contains("\"118365\""));
}

#[test]
fn a_library_gives_its_rules_to_the_app() {
    if !can_build() {
        return;
    }
    let home = Home::new();
    let project = home.project("library");
    let built = project.gradle(&[
        ":push:processReleaseManifest",
        ":push:mergeReleaseProguardFiles",
    ]);
    built.all_are(Outcome::Executed, &[":push:pushweaveGenerateRelease"]);
    let merged = project.read("push/build/intermediates/bundles/release/AndroidManifest.xml");
    assert!(
        merged.contains("com.xiaomi.push.service.XMPushService"),
        "{merged}"
    );
    assert!(
        merged.contains("\"${applicationId}.permission.MIPUSH_RECEIVE\""),
        "{merged}"
    );
    let rules = project.read("push/build/intermediates/bundles/release/proguard.txt");
    assert!(
        rules.contains("-keep class com.example.push.XiaomiMsgReceiver { *; }"),
        "{rules}"
    );
    assert!(rules.contains("# Rules of the library's own"), "{rules}");

    // What would run: the check with `check`, and what patches sources with nothing.
    let all = project.gradle(&["--dry-run", "check", "assemble"]);
    assert!(all.succeeded, "{}", all.log);
    assert!(
        all.log.contains(":push:pushweaveCheck SKIPPED"),
        "{}",
        all.log
    );
    assert!(!all.log.contains(":push:pushweaveApply"), "{}", all.log);
}

#[test]
fn in_place_it_is_woven_on_demand_and_checked() {
    if !can_build() {
        return;
    }
    let home = Home::new();
    let project = home.project("chat");
    project.edit(
        "pushweave.toml",
        "mode = \"overlay\"",
        "mode = \"in-place\"",
    );
    project.edit(
        "app/build.gradle",
        "\nandroid {",
        "\npushweave { mode = 'in-place' }\n\nandroid {",
    );
    let missing = project.gradle(&[
        "--continue",
        ":app:pushweaveCheck",
        ":app:generateFreeDebugSources",
    ]);
    missing.fails_with(&["is missing", "run `pushweave apply`, which adds it"]);
    assert!(
        !missing.log.contains(":app:pushweaveGenerate"),
        "{}",
        missing.log
    );
    assert!(
        !missing.log.contains(":app:pushweaveApply"),
        "{}",
        missing.log
    );
    let built = project.gradle(&[":app:pushweaveApply"]);
    built.all_are(Outcome::Executed, &[":app:pushweaveApply"]);
    assert!(
        built
            .log
            .contains("updated  app/src/main/AndroidManifest.xml"),
        "{}",
        built.log
    );
    assert!(
        project
            .read("app/src/main/AndroidManifest.xml")
            .contains("XMPushService")
    );
}
