//! Rules files for tests: the cases of `fixtures/keep`, and generated ones.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::Union;
use pushweave::edit::EditSet;
use pushweave::keep::RuleFile;

/// Where the rules of a case end.
pub(crate) const MARKER: &str = "--- found\n";

/// The cases of `fixtures/keep` in order.
pub(crate) fn paths() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keep");
    let entries = fs::read_dir(folder).expect("the cases");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "case"))
        .collect();
    paths.sort();
    paths
}

/// The rules of a case, and what was found in them.
pub(crate) fn read(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).expect("UTF-8");
    let (rules, found) = text.split_once(MARKER).unwrap_or((&text, ""));
    (rules.to_owned(), found.to_owned())
}

/// `text` with every repair of `file`, which was read from it.
pub(crate) fn repaired(text: &str, file: &RuleFile) -> String {
    let repairs = file.problems.iter().filter_map(|it| it.repair.clone());
    let edits = EditSet::new(repairs.collect()).expect("disjoint repairs");
    edits.apply(text)
}

/// Rules that look like rules: words, delimiters and blanks as they come, and good rules with a few
/// changes.
pub(crate) fn rules() -> impl Strategy<Value = String> {
    Union::new([soup().boxed(), spoilt().boxed()])
}

fn soup() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => select(OPTIONS),
        6 => select(WORDS),
        5 => select(MARKS),
        1 => select(ODD),
    ];
    let blank = prop_oneof![4 => Just(" "), 2 => Just(""), 1 => Just("\n")];
    vec((word, blank), 0..24).prop_map(|words| {
        words
            .iter()
            .flat_map(|(word, blank)| [*word, blank])
            .collect()
    })
}

/// Good rules in which pieces are taken out or put in.
fn spoilt() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![3 => select(MARKS), 2 => select(WORDS), 2 => select(ODD), 2 => Just(" ")];
    let change = (
        any::<Index>(),
        0usize..4,
        prop_oneof![2 => Just(""), 3 => piece],
    );
    (vec(select(GOOD), 1..4), vec(change, 0..4)).prop_map(|(rules, changes)| {
        let mut text: Vec<char> = rules.concat().chars().collect();
        for (at, removed, inserted) in changes {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, inserted.chars());
        }
        text.into_iter().collect()
    })
}

const OPTIONS: &[&str] = &[
    "-keep",
    "-keep",
    "-keep",
    "-keepclassmembers",
    "-keepclasseswithmembers",
    "-keepnames",
    "-keepattributes",
    "-keeppackagenames",
    "-keepc",
    "-if",
    "-dontwarn",
    "-dontnote",
    "-ignorewarning",
    "-verbose",
    "-assumevalues",
    "-assumenosideeffects",
    "-optimizations",
    "-optimizationpasses",
    "-printmapping",
    "-repackageclasses",
    "-adaptresourcefilenames",
    "-injars",
    "-alwaysinline",
    "-keepcode",
    "-dontrepackage",
    "-frob",
];

const WORDS: &[&str] = &[
    "class",
    "class",
    "class",
    "interface",
    "enum",
    "public",
    "!public",
    "final",
    "!abstract",
    "native",
    "synchronized",
    "static",
    "volatile",
    "!bridge",
    "extends",
    "implements",
    "a.B",
    "a.B",
    "a.b.**",
    "!a.C",
    "*",
    "**",
    "***",
    "int",
    "boolean",
    "void",
    "x",
    "<init>",
    "<fields>",
    "<methods>",
    "<1>",
    "a<b>",
    "...",
    "allowshrinking",
    "true",
    "3",
    "1..2",
    "return",
    "=",
    "Signature",
    "%",
    "B",
];

const MARKS: &[&str] = &["{", "}", ";", "(", ")", ",", "{", "}", ";", ":"];

const ODD: &[&str] = &[
    "//",
    "# c\n",
    "#",
    "'a.B'",
    "\"",
    "'",
    "a/b/C",
    "a.b.",
    ".C",
    "${x}",
    "｛",
    "；",
    "｝",
    "，",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "–",
    "\r",
    "\r\n",
    "\t",
    "中",
    "𝒜",
    "-",
    "@a.M ",
    "interface",
    "''",
];

const GOOD: &[&str] = &[
    "-keep class a.b.C { *; }\n",
    "-keep public class * extends a.b.C {\n  public <init>(...);\n  int x; # c\n}\n",
    "-keep class a.b.C,!a.d.** { <fields>; void on(int, java.lang.String[]); }\n",
    "-keep @a.M interface * { @a.M <methods>; }\n",
    "-keepclassmembers,allowshrinking class a.b.C { *** x(...); }\n",
    "-if class a.b.C\n-keep class a.b.D { *; }\n",
    "-dontwarn a.b.**,c.D\n",
    "-keepattributes *Annotation*, Signature\n",
    "-ignorewarnings\n",
    "# a comment\n",
    "-assumevalues class a.B { int x = 1..2; boolean y() return true; }\n",
    "-printmapping out/mapping.txt\n",
];
