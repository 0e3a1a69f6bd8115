//! `docs/findings.md` shows what is printed. A comment above a fence names the format; with
//! `UPDATE=1` the fences are written anew.

use serde_json::Value;

use super::support::{assert_same, root};
use super::{rendered, samples, without_version};

/// What the guide shows of each format.
fn shown() -> Vec<(&'static str, String)> {
    let findings = &samples()[..1];
    let mut shown: Vec<(&str, String)> = rendered(findings).into();
    for (format, text) in &mut shown {
        if *format == "sarif" {
            let log: Value = serde_json::from_str(text).expect("JSON");
            *text = format!("{:#}\n", log["runs"][0]["results"][0]);
        }
        *text = without_version(text);
    }
    shown
}

#[test]
fn the_guide_shows_what_is_printed() {
    let path = root().join("docs/findings.md");
    let text = std::fs::read_to_string(&path).expect("the guide");
    let mut updated = text.clone();
    for (format, example) in shown() {
        let mark = format!("<!-- {format} -->\n");
        let (before, rest) = updated
            .split_once(&mark)
            .unwrap_or_else(|| panic!("no {mark}"));
        let (fence, rest) = rest.split_once('\n').expect("a fence");
        let (_, after) = rest.split_once("```\n").expect("its end");
        updated = format!("{before}{mark}{fence}\n{}```\n{after}", trimmed(&example));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, updated).expect("written");
    } else {
        assert_same(
            "docs/findings.md (UPDATE=1 cargo test --test formats)",
            &text,
            &updated,
        );
    }
}

/// Without white space at the ends of lines, which editors take away.
fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}
