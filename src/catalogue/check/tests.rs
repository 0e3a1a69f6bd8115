//! A sound vendor file, spoilt in one place at a time.

use super::*;
use crate::catalogue::parse;

/// A vendor file that passes, for a case to spoil.
const SOUND: &str = r#"
id = "x"
name = "X"
constant-prefix = "X"
manufacturers = ["x"]
releases = ["1.0", "2.0", "3.0"]
[delivery]
jar = {}
why = { docs = ["d"], confidence = "documented" }
[documents]
d = "The document"
[[parameter]]
key = "receiver"
description = "The receiver"
type = "class"
why = { docs = ["d"], confidence = "documented" }
[[receiver]]
name = "${receiver}"
shape = { exported = true }
filters = [{ actions = ["x.A"] }]
why = { docs = ["d"], confidence = "documented" }
[[keep-rule]]
rule = "-keep class ${receiver} { *; }"
why = { docs = ["d"], confidence = "documented" }
"#;

#[track_caller]
fn check(replace: &str, by: &str, expected: &str) {
    assert!(SOUND.contains(replace), "{replace}");
    let text = SOUND.replacen(replace, by, 1);
    let vendor = parse("x", &text).expect("parses");
    let found: Vec<String> = problems("x", &vendor)
        .into_iter()
        .map(|problem| problem.message)
        .collect();
    let found = found.join("\n");
    if expected.is_empty() {
        assert_eq!(found, "");
    } else {
        assert!(found.contains(expected), "{found:?} lacks {expected:?}");
    }
}

#[test]
fn mistakes_are_named() {
    check("1.0", "1.0", "");
    check(
        r#""1.0", "2.0""#,
        r#""2.0", "1.0""#,
        "2.0 stands before 1.0",
    );
    check(r#"id = "x""#, r#"id = "y""#, "the file is `x`");
    check("shape = { exported = true }\n", "", "must be explicit");
    check("${receiver} {", "${recever} {", "no [[parameter]]");
    check("-keep class", "-keep", "class");
    check(r#"["x.A"]"#, "[]", "without actions");
    check(
        "shape = {",
        "versions = { since = \"2.5\" }\nshape = {",
        "no known release",
    );
    check(
        "shape = {",
        "versions = { since = \"3.0\", until = \"2.0\" }\nshape = {",
        "the gate is empty",
    );
    check("d = \"The", "e = \"Other\"\nd = \"The", "cited nowhere");
    check("docs = [\"d\"]", "docs = [\"z\"]", "not in [documents]");
    let twice = "[[keep-rule]]\nrule = \"-keep class ${receiver} { *; }\"\n\
                 why = { docs = [\"d\"], confidence = \"field\" }\n[[keep-rule]]";
    check("[[keep-rule]]", twice, "hold at once");
}
