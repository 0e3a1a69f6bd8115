//! What the linter reports, said by the tools themselves: aapt2 and the manifest merger refuse what
//! a rule finds, in the words of its page, and take it once it is mended.

use std::fmt::Write as _;
use std::fs;

use pushweave::catalogue::schema::Delivery;
use pushweave::finding::Safety;
use pushweave::lint;

use crate::aapt2::{aapt2_is_there, link_strictly};
use crate::merger::{Merge, aar_manifest, merge, merger_is_there};
use crate::project::APPLICATION_ID;
use crate::support::lint::{check, example, files, mended};
use crate::support::memory::Memory;
use crate::support::whole_vendor;
use crate::tools::{in_parallel, repository, say};

const MANIFEST: &str = "src/main/AndroidManifest.xml";

/// The page's example, instead of a case.
const PAGE: &str = "";

/// What is done with a rule's finding until the tool takes the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mending {
    /// Its safe fixes.
    Safe,
    /// All of its fixes.
    Unsafe,
    /// A person does it; only the page shows how.
    ByHand,
}

use Mending::{ByHand, Safe, Unsafe};

/// What aapt2 says of what a rule finds: the rule, the case, the words, and what mends it.
const REFUSED_BY_AAPT2: &[(&str, &str, &str, Mending)] = &[
    ("PW001", PAGE, "not well-formed (invalid token).", ByHand),
    (
        "PW001",
        "fails-curly-quotes",
        "not well-formed (invalid token).",
        ByHand,
    ),
    (
        "PW001",
        "fails-element-not-closed",
        "mismatched tag.",
        ByHand,
    ),
    (
        "PW001",
        "fails-comment-in-a-comment",
        "not well-formed (invalid token).",
        ByHand,
    ),
    (
        "PW001",
        "fails-bare-ampersand",
        "not well-formed (invalid token).",
        ByHand,
    ),
    (
        "PW002",
        PAGE,
        "reference to external entity in attribute.",
        ByHand,
    ),
    ("PW003", PAGE, "unbound prefix.", Safe),
    (
        "PW003",
        "fails-android-not-declared",
        "unbound prefix.",
        Safe,
    ),
    ("PW003", "fails-prefix-misspelt", "unbound prefix.", ByHand),
    (
        "PW003",
        "fails-https",
        "is missing attribute 'android:name'.",
        Safe,
    ),
    (
        "PW003",
        "fails-other-prefix-misspelt-namespace",
        "is missing attribute 'android:name'.",
        Safe,
    ),
    (
        "PW003",
        "fails-misspelt-beside-the-right-one",
        "attribute android/:enabled not found.",
        ByHand,
    ),
    (
        "PW004",
        PAGE,
        "unexpected element <permission> found in <manifest><application>.",
        Unsafe,
    ),
    (
        "PW004",
        "fails-misspelt",
        "unexpected element <reciever> found in <manifest><application>.",
        Safe,
    ),
    (
        "PW004",
        "fails-capital-letter",
        "unexpected element <Service> found in",
        Safe,
    ),
    (
        "PW004",
        "fails-permission-in-a-component",
        "unexpected element <uses-permission> found in <manifest><application><receiver>.",
        Unsafe,
    ),
    (
        "PW004",
        "fails-components-outside-of-the-application",
        "unexpected element <receiver> found in <manifest>.",
        Unsafe,
    ),
    (
        "PW004",
        "fails-action-beside-its-filter",
        "unexpected element <action> found in <manifest><application><receiver>.",
        Unsafe,
    ),
    (
        "PW004",
        "fails-component-in-a-component",
        "unexpected element <service> found in",
        Unsafe,
    ),
    (
        "PW004",
        "fails-unknown-element",
        "unexpected element <push-config> found in",
        ByHand,
    ),
    (
        "PW004",
        "fails-with-crlf-and-tabs",
        "unexpected element <permission> found in",
        Unsafe,
    ),
    (
        "PW005",
        PAGE,
        "<receiver> is missing attribute 'android:name'.",
        Safe,
    ),
    (
        "PW005",
        "fails-name",
        "is missing attribute 'android:name'.",
        Safe,
    ),
    (
        "PW005",
        "fails-with-another-prefix",
        "<service> is missing attribute 'android:name'.",
        Safe,
    ),
    (
        "PW007",
        PAGE,
        "attribute 'android:name' in <service> tag must be a valid Java class name.",
        Safe,
    ),
    (
        "PW007",
        "fails-blanks-around",
        "must be a valid Java class name.",
        Safe,
    ),
    (
        "PW007",
        "fails-blank-inside",
        "must be a valid Java class name.",
        ByHand,
    ),
    (
        "PW007",
        "fails-hyphen-digit-and-slash",
        "must be a valid Java class name.",
        ByHand,
    ),
    (
        "PW007",
        "fails-full-width-dot",
        "must be a valid Java class name.",
        ByHand,
    ),
    (
        "PW007",
        "fails-no-name",
        "<service> is missing attribute 'android:name'.",
        ByHand,
    ),
    (
        "PW007",
        "fails-application-class",
        "attribute 'android:name' in <application> tag must be a valid",
        Safe,
    ),
    (
        "PW009",
        PAGE,
        "'Signature' is incompatible with attribute protectionLevel (attr) flags [",
        Unsafe,
    ),
    (
        "PW009",
        "fails-booleans",
        "'no' is incompatible with attribute exported (attr) boolean.",
        ByHand,
    ),
    (
        "PW009",
        "fails-protection-levels",
        "'signture' is incompatible with attribute protectionLevel (attr) flags [",
        ByHand,
    ),
    (
        "PW009",
        "fails-numbers",
        "'high' is incompatible with attribute priority (attr) integer.",
        ByHand,
    ),
    (
        "PW009",
        "fails-with-another-prefix",
        "'No' is incompatible with attribute exported (attr) boolean.",
        Unsafe,
    ),
];

/// What aapt2 takes although a rule finds something: the build does not tell.
const UNNOTICED: &[(&str, &str)] = &[
    ("PW002", "fails-after-the-declaration"),
    ("PW003", "fails-bound-anew-in-a-child"),
    ("PW005", "fails-guard-is-ignored"),
    ("PW006", PAGE),
    ("PW006", "fails-component-in-cdata"),
    ("PW007", "fails-java-keyword"),
    ("PW007", "fails-class-in-a-class-perhaps"),
    ("PW008", "fails-two-applications"),
    ("PW009", "fails-only-capitals-and-blanks"),
    ("PW206", PAGE),
    ("PW206", "fails-letters"),
    ("PW206", "fails-own-name-in-front"),
    ("PW709", PAGE),
];

/// Cases of any kind that are right, and that aapt2 takes.
const TAKEN: &[(&str, &str)] = &[
    ("PW001", "near-references-and-odd-quotes"),
    ("PW003", "near-other-prefixes-for-the-right-namespaces"),
    ("PW003", "near-other-namespaces"),
    ("PW003", "near-bound-in-a-child"),
    ("PW004", "near-commented-out"),
    ("PW004", "near-other-namespaces"),
    ("PW005", "near-elements-of-others"),
    ("PW007", "near-letters-beyond-ascii"),
    ("PW007", "near-short-names-and-dollars"),
    ("PW009", "near-values-that-are-no-booleans"),
    ("PW009", "passes-plain-values"),
];

/// The files of the case, or those of the page's example that is marked with `word`.
fn tree(code: &str, case: &str, word: &str) -> Memory {
    let mut files = if case == PAGE {
        let rule = lint::find(code).unwrap_or_else(|| panic!("no rule {code}"));
        example(rule.page, word)
    } else {
        let path = repository().join(format!("fixtures/lint/{code}/{case}.case"));
        files(
            &fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        )
    };
    files.remove("findings");
    Memory(files)
}

/// The manifest of `tree` as aapt2 gets it: without resources, and with a package.
fn manifest(tree: &Memory) -> String {
    let text = &tree.0[MANIFEST];
    let text = text
        .replace("@string/app_name", "Chat")
        .replace("${applicationId}", "com.acme.chat");
    match text.contains(" package=") {
        true => text,
        false => text.replacen("<manifest", "<manifest package=\"com.acme.chat\"", 1),
    }
}

/// What aapt2 says against `tree`; nothing where it takes it.
fn said_by_aapt2(tree: &Memory) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    link_strictly(&manifest(tree), folder.path())
        .err()
        .unwrap_or_default()
}

/// Whether the linter finds a problem of the kind `code`.
fn is_found(tree: &Memory, code: &str) -> bool {
    check(tree).iter().any(|finding| finding.code.id() == code)
}

fn mended_by(tree: Memory, mending: Mending) -> Memory {
    mended(
        "an example",
        tree,
        if mending == Safe {
            Safety::Safe
        } else {
            Safety::Unsafe
        },
    )
}

#[test]
fn aapt2_refuses_what_rules_find_and_takes_what_is_mended() {
    if !aapt2_is_there() {
        return;
    }
    let wrong = in_parallel(REFUSED_BY_AAPT2, |(code, case, words, mending)| {
        let mut wrong = String::new();
        let failing = tree(code, case, "fails");
        let said = said_by_aapt2(&failing);
        if !is_found(&failing, code) || !said.contains(words) {
            let _ = writeln!(wrong, "{code} {case}: aapt2 says {said:?}, not {words:?}");
        }
        let passing = match (mending, *case) {
            (ByHand, PAGE) => tree(code, PAGE, "passes"),
            (ByHand, _) => return wrong,
            (mending, _) => mended_by(failing, *mending),
        };
        let said = said_by_aapt2(&passing);
        if !said.is_empty() || is_found(&passing, code) {
            let _ = writeln!(
                wrong,
                "{code} {case}: mended, aapt2 says {said:?}\n{}",
                manifest(&passing)
            );
        }
        wrong
    });
    let wrong: String = wrong.concat();
    assert!(wrong.is_empty(), "{wrong}");
    say(&format!(
        "aapt2: {} problems refused as their rules say",
        REFUSED_BY_AAPT2.len()
    ));
}

#[test]
fn aapt2_takes_what_only_the_linter_finds_and_what_it_lets_pass() {
    if !aapt2_is_there() {
        return;
    }
    for (cases, expected) in [(UNNOTICED, true), (TAKEN, false)] {
        for (code, case) in cases {
            let tree = tree(code, case, "fails");
            assert_eq!(said_by_aapt2(&tree), "", "{code} {case}");
            assert_eq!(is_found(&tree, code), expected, "{code} {case}");
        }
    }
}

/// `tree` as the merger gets it, beside the AAR of Mi Push where there is one in it.
fn merging(tree: &Memory) -> Merge {
    let text = tree.0[MANIFEST].replace("com.acme.chat", APPLICATION_ID);
    let has_aar = tree.0.values().any(|text| text.contains("6_0_1"));
    let library = has_aar.then(|| {
        let vendor = whole_vendor("xiaomi");
        let version = "6.0.1".parse().expect("a version");
        assert!(vendor.delivery.of(&version).contains(&Delivery::Aar));
        aar_manifest(&vendor, &version)
    });
    Merge {
        main: text,
        overlays: Vec::new(),
        library,
        min_sdk: 21,
        target_sdk: 34,
    }
}

/// What the merger says of what a rule finds.
const REFUSED_BY_THE_MERGER: &[(&str, &str, &str, Mending)] = &[
    (
        "PW001",
        PAGE,
        "Open quote is expected for attribute \"android:name\"",
        ByHand,
    ),
    (
        "PW003",
        PAGE,
        "The prefix \"tools\" for attribute \"tools:replace\" associated with an element type \"application\" is not bound.",
        Safe,
    ),
    (
        "PW005",
        PAGE,
        "Missing 'name' key attribute on element receiver",
        Safe,
    ),
    (
        "PW008",
        PAGE,
        "Element receiver#com.example.chat.push.PushReceiver at ",
        ByHand,
    ),
    (
        "PW008",
        "fails-permission-with-and-without-a-limit",
        TWICE,
        ByHand,
    ),
    ("PW008", "fails-meta-data-with-two-values", TWICE, ByHand),
    ("PW008", "fails-other-filters", TWICE, ByHand),
    ("PW008", "fails-both-alike", TWICE, Safe),
    (
        "PW008",
        "fails-alike-but-for-comments-and-order",
        TWICE,
        Safe,
    ),
    (
        "PW009",
        PAGE,
        "value=(Signature), acceptable values are (normal,dangerous,",
        Unsafe,
    ),
    (
        "PW708",
        PAGE,
        "Attribute service#com.xiaomi.push.service.XMPushService@process value=(:push)",
        Unsafe,
    ),
    (
        "PW708",
        "fails-left-from-the-jar",
        "Suggestion: add 'tools:replace=\"android:process\"' to <service> element",
        Unsafe,
    ),
    (
        "PW709",
        PAGE,
        "for attribute android:process, but no new value specified",
        Unsafe,
    ),
    (
        "PW709",
        "fails-nothing-to-replace",
        "for attribute android:exported, but no new value specified",
        Unsafe,
    ),
    (
        "PW709",
        "fails-removed-and-declared",
        "do you want to use tools:replace instead ?",
        ByHand,
    ),
    (
        "PW709",
        "fails-comma-too-many",
        "for attribute tools:, but no new value",
        Safe,
    ),
    ("PW709", "fails-no-instruction", "No enum constant", ByHand),
];

/// What the merger says of twins: an error, or a warning where they are alike.
const TWICE: &str = "duplicated with element declared at";

/// What the merger takes without a word against it.
const TAKEN_BY_THE_MERGER: &[(&str, &str)] = &[
    ("PW006", PAGE),
    ("PW008", "fails-two-applications"),
    ("PW008", "near-filters-may-repeat"),
    ("PW008", "near-meta-data-of-two-components"),
    ("PW008", "near-one-name-for-two-things"),
    ("PW008", "near-what-the-merger-does-not-know-by-name"),
    ("PW708", "near-told-what-to-do"),
    ("PW708", "near-replace-without-a-prefix"),
    ("PW708", "passes-left-to-the-aar"),
    ("PW709", "fails-without-a-prefix"),
    ("PW709", "fails-on-the-application"),
];

#[test]
fn the_merger_refuses_what_rules_find_and_takes_what_is_mended() {
    if !merger_is_there() {
        return;
    }
    let mut merges = Vec::new();
    let mut expected: Vec<(String, &str)> = Vec::new();
    let mut ask = |title: String, tree: &Memory, words: &'static str| {
        merges.push(merging(tree));
        expected.push((title, words));
    };
    for (code, case, words, mending) in REFUSED_BY_THE_MERGER {
        let failing = tree(code, case, "fails");
        assert!(is_found(&failing, code), "{code} {case}");
        ask(format!("{code} {case}"), &failing, words);
        let passing = match (mending, *case) {
            (ByHand, PAGE) => tree(code, PAGE, "passes"),
            (ByHand, _) => continue,
            (mending, _) => mended_by(failing, *mending),
        };
        ask(format!("{code} {case}, mended"), &passing, "");
    }
    for (code, case) in TAKEN_BY_THE_MERGER {
        ask(format!("{code} {case}"), &tree(code, case, "fails"), "");
    }
    let merged = merge(&merges);
    let mut wrong = String::new();
    for ((title, words), merged) in expected.iter().zip(&merged) {
        let is_right = match merged {
            Ok(_) => words.is_empty(),
            Err(said) => !words.is_empty() && said.contains(words),
        };
        if !is_right {
            let _ = writeln!(wrong, "{title}: not {words:?}\n{merged:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    say(&format!(
        "manifest merger: {} manifests as the rules say",
        merged.len()
    ));
}
