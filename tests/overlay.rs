//! The invariants of overlays, on every fixture × every vendor set. What Google's merger makes of
//! them is asked in `tests/android_tools/overlay.rs`.

mod support;

use pushweave::lock::Lock;
use pushweave::plan::{OnConflict, Overlay};
use pushweave::source::BOM;
use support::{
    accepted_manifests, assert_parses, assert_same, in_parallel, overlay, overlay_with, resolved,
    spec_text, vendor_sets, weave,
};

const BARE: &str = "\
<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">
</manifest>
";

/// Manifests that a variant of an app may have of its own.
const VARIANTS: &[&str] = &[
    "<manifest/>",
    "<?xml version='1.0'?>\r\n<manifest xmlns:a='http://schemas.android.com/apk/res/android'>\r\n\
     \t<!-- debug only -->\r\n\t<application a:debuggable='true' />\r\n</manifest>",
    "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n    \
     <uses-permission android:name=\"android.permission.INTERNET\" />\n    \
     <application>\n        <activity android:name=\".chat.ChatActivity\" />\n    \
     </application>\n</manifest>\n",
];

#[track_caller]
fn assert_empty(case: &str, overlay: &Overlay) {
    assert_same(case, &overlay.text, BARE);
    assert_eq!(overlay.changes, [], "{case}");
}

/// Nothing of `before` is lost, and what is left stands in its order.
#[track_caller]
fn assert_kept(case: &str, before: &str, after: &str) {
    let mut bytes = after.bytes();
    let all = before.strip_prefix(BOM).unwrap_or(before).bytes();
    // An empty element may have been opened.
    let mut all = all.filter(|byte| *byte != b'/' && *byte != b' ');
    assert!(
        all.all(|byte| bytes.by_ref().any(|other| other == byte)),
        "{case}: {after}"
    );
}

#[test]
fn an_overlay_holds_what_is_missing_and_no_more() {
    let sets = vendor_sets();
    in_parallel(&accepted_manifests(), |(name, text)| {
        for (set, wish) in &sets {
            let case = format!("{name}, {set}");
            let made = overlay(&case, text, &[], None, wish);
            assert_parses(&case, &made.text);
            let again = overlay(&case, text, &[], None, wish);
            assert_same(&format!("{case}: again"), &again.text, &made.text);

            let woven = weave(&case, text, &Lock::default(), wish);
            let what = |changes: &[pushweave::plan::Change]| -> Vec<String> {
                changes.iter().map(|change| change.what.clone()).collect()
            };
            assert_eq!(what(&made.changes), what(&woven.changes), "{case}");
            let of_woven = overlay(&case, &woven.text, &[], None, wish);
            assert_empty(&format!("{case}: of the patched source"), &of_woven);
            let beside = overlay(&case, text, &[&made.text], None, wish);
            assert_empty(&format!("{case}: beside itself"), &beside);
            let over_woven = overlay(&case, text, &[&woven.text], None, wish);
            assert_empty(&format!("{case}: below the patched source"), &over_woven);
        }
    });
}

#[test]
fn an_overlay_leaves_what_it_is_woven_into() {
    let sets = vendor_sets();
    in_parallel(&accepted_manifests(), |(name, text)| {
        for (set, wish) in &sets {
            for (at, own) in VARIANTS.iter().enumerate() {
                let case = format!("{name}, {set}, variant {at}");
                let made = overlay(&case, text, &[], Some(own), wish);
                assert_parses(&case, &made.text);
                assert_kept(&case, own, &made.text);
                let again = overlay(&case, text, &[], Some(&made.text), wish);
                assert_same(&format!("{case}: again"), &again.text, &made.text);
                assert_eq!(again.changes, [], "{case}: again");
                let below = overlay(&case, text, &[&made.text], None, wish);
                assert_empty(&format!("{case}: beside itself"), &below);
            }
        }
    });
}

/// Where an attribute must win, it says so, once, and a second overlay has nothing to add.
#[test]
fn what_must_win_says_so() {
    let set = resolved(&spec_text(&[("xiaomi", "3.6.12")], ""));
    let head = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"";
    let service = |attributes: &str, root: &str| {
        format!(
            "{head}{root}><application><service \
             android:name=\"com.xiaomi.mipush.sdk.PushMessageHandler\" {attributes}/>\
             </application></manifest>"
        )
    };
    let closed = service("android:exported=\"false\" android:enabled=\"false\"", "");
    let tools = " xmlns:t=\"http://schemas.android.com/tools\"";
    let own = service("t:replace=\"android:icon\" android:icon=\"@null\"", tools);
    for (onto, instruction) in [
        (None, "tools:replace=\"android:enabled,android:exported\""),
        (
            Some(own.as_str()),
            "t:replace=\"android:icon,android:enabled,android:exported\"",
        ),
    ] {
        let refused = overlay_with(&closed, &[], onto, &set, OnConflict::Fail);
        assert_eq!(refused.map(|_| ()).map_err(|it| it.len()), Err(2));
        let made = overlay_with(&closed, &[], onto, &set, OnConflict::Replace).expect("is made");
        assert_eq!(made.text.matches(instruction).count(), 1, "{}", made.text);
        assert_eq!(made.text.matches("/tools\"").count(), 1, "{}", made.text);
        assert_parses("winning", &made.text);
        let again = overlay("again", &closed, &[&made.text], None, &set);
        assert_empty("again", &again);
        let kept = overlay_with(&closed, &[], onto, &set, OnConflict::Keep).expect("is made");
        let named = kept.text.matches("PushMessageHandler").count();
        assert_eq!(named, usize::from(onto.is_some()), "{}", kept.text);
        assert!(!kept.text.contains(instruction), "{}", kept.text);
        assert_eq!(kept.findings.len(), 2);
    }
}
