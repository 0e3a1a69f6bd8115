//! An overlay and the source below it, merged by Google's manifest merger, give what the patched
//! source gives.

use std::collections::BTreeSet;

use pushweave::lock::Lock;
use pushweave::manifest::TOOLS;
use pushweave::plan::OnConflict;
use roxmltree::{Document, Node};

use crate::merger::{Merge, merge_in_spite, merger_is_there, prepared};
use crate::support::{
    self, Resolved, accepted_manifests, fixtures, overlay_with, resolved, spec_text, vendor_sets,
    weave_with,
};
use crate::tools::{repository, say};

/// A library below the app, to which the instructions of some fixtures are addressed.
const LIBRARY: &str = "\
<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"com.example.charts\">
    <uses-sdk android:minSdkVersion=\"21\" android:targetSdkVersion=\"34\" />
    <uses-permission android:name=\"com.example.charts.P\" />
    <application>
        <service
            android:name=\"com.example.charts.RenderService\"
            android:exported=\"true\"
            android:process=\":charts\" />
        <receiver android:name=\"com.example.upload.UploadReceiver\" android:exported=\"true\">
            <intent-filter>
                <action android:name=\"com.example.charts.DONE\" />
            </intent-filter>
        </receiver>
    </application>
</manifest>
";

/// Two ways to one merged manifest.
struct Case {
    title: String,
    patched: Merge,
    overlaid: Merge,
}

impl Case {
    /// `main`, below `own` where the app has one, for `set`; `None` where they contradict it.
    fn new(
        title: String,
        (main, own): (&str, Option<&str>),
        set: &Resolved,
        on_conflict: OnConflict,
    ) -> Option<Self> {
        let main = &filled(&prepared(main));
        let woven = weave_with(main, &Lock::default(), set, on_conflict);
        let overlay = overlay_with(main, &[], own, set, on_conflict);
        let (woven, overlay) = match (woven, overlay) {
            (Ok(woven), Ok(overlay)) => (woven, overlay),
            (Err(_), Err(_)) => return None,
            (Ok(_), Err(findings)) => panic!("{title}: {}", support::messages(&findings)),
            (Err(findings), Ok(_)) => panic!("{title}: {}", support::messages(&findings)),
        };
        let merge = |main: &str, overlay: Option<&str>| Merge {
            main: main.to_owned(),
            overlays: overlay.map(str::to_owned).into_iter().collect(),
            library: main.contains(" tools:").then(|| LIBRARY.to_owned()),
            min_sdk: 21,
            target_sdk: 34,
        };
        Some(Self {
            title,
            patched: merge(&woven.text, own),
            overlaid: merge(main, Some(&overlay.text)),
        })
    }
}

/// `text` without the placeholders that only a build knows, and without an instruction for one
/// library, which this merger does not find by its package.
fn filled(text: &str) -> String {
    let text = text.replace("tools:selector=\"com.example.charts\"", "");
    let mut parts = text.split("${");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((name, rest)) if name != "applicationId" => {
                out.push_str(&format!("filled.{name}{rest}"));
            }
            _ => out.push_str(&format!("${{{part}")),
        }
    }
    out
}

/// What `manifest` says: no comments, no order, nothing that is for the merger.
fn meaning(manifest: &str) -> String {
    fn say(node: Node<'_, '_>, indent: usize, out: &mut Vec<String>) {
        let pad = " ".repeat(indent);
        let mut attributes: Vec<String> = node
            .attributes()
            .filter(|it| it.namespace() != Some(TOOLS))
            .map(|it| {
                format!(
                    "{{{}}}{}={}",
                    it.namespace().unwrap_or(""),
                    it.name(),
                    it.value()
                )
            })
            .collect();
        attributes.sort();
        out.push(format!(
            "{pad}{} {}",
            node.tag_name().name(),
            attributes.join(" ")
        ));
        for child in children(&[node], indent + 1) {
            out.push(child);
        }
    }
    /// The merger of 2016 leaves two `<queries>` where newer ones make one; Android reads both.
    fn children(nodes: &[Node<'_, '_>], indent: usize) -> Vec<String> {
        let all = nodes
            .iter()
            .flat_map(|node| node.children().filter(Node::is_element));
        let (queries, others): (Vec<_>, Vec<_>) = all.partition(|it| it.has_tag_name("queries"));
        let mut said: Vec<String> = others
            .iter()
            .map(|child| {
                let mut lines = Vec::new();
                say(*child, indent, &mut lines);
                lines.join("\n")
            })
            .collect();
        if !queries.is_empty() {
            let inner: BTreeSet<String> = children(&queries, indent + 1).into_iter().collect();
            let inner: Vec<String> = inner.into_iter().collect();
            said.push(format!("queries\n{}", inner.join("\n")));
        }
        said.sort();
        said
    }
    let document = Document::parse(manifest).expect("the merger writes XML");
    let mut lines = Vec::new();
    say(document.root_element(), 0, &mut lines);
    lines.join("\n")
}

/// Both ways give the same in every case, but for those of the fixtures that the merger has no
/// answer to either way.
fn assert_equal(what: &str, cases: &[Case], unanswered: &[&str]) {
    let merges: BTreeSet<&Merge> = cases
        .iter()
        .flat_map(|case| [&case.patched, &case.overlaid])
        .collect();
    let merges: Vec<Merge> = merges.into_iter().cloned().collect();
    let merged = merge_in_spite(&merges);
    let of = |merge: &Merge| &merged[merges.binary_search(merge).expect("it was merged")];
    let mut wrong = Vec::new();
    let mut without = BTreeSet::new();
    for case in cases {
        match (of(&case.patched), of(&case.overlaid)) {
            ((Some(patched), _), (Some(overlaid), _)) => {
                let (patched, overlaid) = (meaning(patched), meaning(overlaid));
                if patched != overlaid {
                    let differs = differences(&patched, &overlaid);
                    wrong.push(format!("{}:\n{}", case.title, differs.join("\n")));
                }
            }
            ((None, _), (None, _)) => {
                without.extend(case.title.split(',').next());
            }
            ((_, said), (_, other)) => wrong.push(format!("{}: {said}\n{other}", case.title)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let without: Vec<&str> = without.into_iter().collect();
    assert_eq!(without, unanswered);
    say(&format!(
        "manifest merger: {} {what} give what the patched source gives ({} merges)",
        cases.len(),
        merges.len()
    ));
}

/// The lines that only one of the two has.
fn differences(one: &str, other: &str) -> Vec<String> {
    let only = |sign: char, one: &str, other: &str| -> Vec<String> {
        let lines: BTreeSet<&str> = other.lines().collect();
        let mine = one.lines().filter(|line| !lines.contains(line));
        mine.map(|line| format!("{sign}{line}")).collect()
    };
    [only('-', one, other), only('+', other, one)].concat()
}

/// The merger of 2016 stops at elements of other namespaces without a prefix, and at a `<provider>`
/// in `<queries>`, which has no name.
const UNANSWERED: &[&str] = &[
    "default-namespace-on-a-foreign-child",
    "default-namespace-undeclared",
    "queries-package-intent-provider",
];

#[test]
fn an_overlay_gives_what_the_patched_source_gives() {
    if !merger_is_there() {
        return;
    }
    let sets = vendor_sets();
    let mut cases = Vec::new();
    for (name, text) in accepted_manifests() {
        for (set, wish) in &sets {
            let title = format!("{name}, {set}");
            cases.extend(Case::new(title, (&text, None), wish, OnConflict::Fail));
        }
    }
    assert!(cases.len() > 1000, "only {} cases", cases.len());
    assert_equal("overlays", &cases, UNANSWERED);
}

/// The same where the variant has a manifest of its own, which wins over the patched source, or
/// which the overlay is woven into.
#[test]
fn an_overlay_woven_into_a_variants_manifest_gives_the_same() {
    if !merger_is_there() {
        return;
    }
    let set = &resolved(&spec_text(&support::every_fullest(), support::CLICK));
    let own = prepared(
        "<manifest xmlns:a='http://schemas.android.com/apk/res/android'>
             <uses-permission a:name='android.permission.RECORD_AUDIO' />
             <application a:logo='@drawable/debug'>
                 <!-- only in this variant -->
                 <activity a:name='.chat.ChatActivity' a:theme='@style/Debug' />
                 <service a:name='com.xiaomi.push.service.XMJobService' a:label='@string/job' />
             </application>
         </manifest>",
    );
    let cases: Vec<Case> = accepted_manifests()
        .iter()
        .filter_map(|(name, text)| {
            let both = (text.as_str(), Some(own.as_str()));
            Case::new(name.clone(), both, set, OnConflict::Fail)
        })
        .collect();
    assert!(cases.len() > 100, "only {} cases", cases.len());
    assert_equal("overlays in a variant's manifest", &cases, UNANSWERED);
}

/// What contradicts an SDK is replaced in the source, or the overlay wins over it.
#[test]
fn an_overlay_wins_where_the_source_would_be_changed() {
    if !merger_is_there() {
        return;
    }
    let spec = repository().join("fixtures/projects/chat-app/pushweave.toml");
    let spec = std::fs::read_to_string(spec).expect("the example's spec");
    let spec = spec.replace(
        "{ property = \"xm.appkey\", file = \"push.properties\" }",
        "\"key\"",
    );
    let set = &resolved(&spec);
    let mut cases = Vec::new();
    for (name, bytes) in fixtures("manifests/conflicts") {
        let text = String::from_utf8(bytes).expect("UTF-8");
        // This merger loses track of an element that is called after a placeholder and has something
        // replaced (`No record for key`); so it gets the name that the placeholder stands for.
        let text = text.replace(
            "<permission\n        android:name=\"${applicationId}",
            "<permission android:name=\"com.example.chat",
        );
        for on_conflict in [OnConflict::Replace, OnConflict::Keep] {
            let title = format!("{name}, {on_conflict:?}");
            cases.extend(Case::new(title, (&text, None), set, on_conflict));
        }
    }
    assert!(cases.len() > 30, "only {} cases", cases.len());
    assert_equal("overlays of contradicting manifests", &cases, &[]);
}

/// The names of classes are those of the package, whatever the build makes of the applicationId.
#[test]
fn short_names_are_those_of_the_package() {
    if !merger_is_there() {
        return;
    }
    let spec = spec_text(&[("xiaomi", "3.6.12")], support::CLICK);
    let spec = spec.replacen("[app]", "[app]\nnamespace = \"com.example.base\"", 1);
    let set = &resolved(&spec);
    let cases: Vec<Case> = ["<activity android:name='.chat.ChatActivity' />", ""]
        .iter()
        .chain(&["<activity android:name='com.example.base.chat.ChatActivity' android:label='a'/>"])
        .filter_map(|activity| {
            let main = format!(
                "<manifest xmlns:android='http://schemas.android.com/apk/res/android' \
                 package=\"com.example.base\"><application>{activity}</application></manifest>"
            );
            Case::new((*activity).to_owned(), (&main, None), set, OnConflict::Fail)
        })
        .collect();
    assert_eq!(cases.len(), 3);
    assert_equal("overlays of another package", &cases, &[]);
}

/// With the overlay above the manifests of all source sets, nothing is missing in what they merge to.
#[test]
fn an_overlay_above_source_sets_leaves_nothing_missing() {
    if !merger_is_there() {
        return;
    }
    let set = &resolved(&spec_text(&support::every_fullest(), support::CLICK));
    let app = |body: &str| {
        prepared(&format!(
            "<manifest xmlns:android='http://schemas.android.com/apk/res/android' \
             xmlns:tools='http://schemas.android.com/tools'>{body}</manifest>"
        ))
    };
    let job = "android:name='com.xiaomi.push.service.XMJobService'";
    let receiver = "android:name='com.example.chat.push.VivoReceiver'";
    let debugs = [
        app(""),
        app("<uses-permission android:name='android.permission.VIBRATE' /><application />"),
        // A part of a component, and another part of it in the main manifest.
        app(&format!(
            "<application><service {job} android:enabled='true' /></application>"
        )),
        // Whatever the main manifest says of it is replaced.
        app(&format!(
            "<application><service {job} android:label='@string/job' tools:node='replace' />\
             <receiver {receiver} tools:node='replace' /></application>"
        )),
        // What the main manifest says wrong is right in the build type.
        app(&format!(
            "<application><service {job} android:exported='false' \
             tools:replace='android:exported' /></application>"
        )),
    ];
    let mains = [
        app("<application />"),
        app(&format!(
            "<application><service {job} android:process=':pushservice' />\
             <receiver {receiver} android:exported='false'><intent-filter>\
             <action android:name='com.vivo.pushclient.action.RECEIVE' />\
             </intent-filter></receiver></application>"
        )),
        app(&format!(
            "<application><service {job} android:exported='true' /></application>"
        )),
    ];
    let flavor = app("<application><activity android:name='.chat.ChatActivity' /></application>");
    let mut merges = Vec::new();
    for (debug, main) in debugs
        .iter()
        .flat_map(|debug| mains.iter().map(move |it| (debug, it)))
    {
        // A contradiction of two manifests of the app's own is no matter of an overlay.
        let contradicts = main.contains("exported='true'") && !debug.contains("exported='false'");
        let above = [debug.as_str(), flavor.as_str()];
        let on_conflict = OnConflict::Replace;
        let overlay = overlay_with(main, &above, None, set, on_conflict).expect("an overlay");
        assert_eq!(
            overlay.text.contains("tools:replace=\"android:exported\""),
            contradicts && !debug.contains("tools:node='replace'"),
            "{debug}\n{main}\n{}",
            overlay.text
        );
        merges.push(Merge {
            main: main.clone(),
            overlays: vec![overlay.text.to_string(), debug.clone(), flavor.clone()],
            library: None,
            min_sdk: 21,
            target_sdk: 34,
        });
    }
    for (merge, (merged, said)) in merges.iter().zip(merge_in_spite(&merges)) {
        let merged = merged.unwrap_or_else(|| panic!("{said}\n{merge:#?}"));
        let missing = overlay_with(&merged, &[], None, set, OnConflict::Fail);
        let missing = missing.unwrap_or_else(|it| panic!("{}", support::messages(&it)));
        assert_eq!(missing.changes, [], "{merge:#?}\n{merged}");
    }
}
