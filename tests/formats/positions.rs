//! The oracle: the place that a format prints, looked up again in the file by counting.

use std::ops::Range;
use std::sync::Arc;

use pushweave::edit::{Edit, EditSet};
use pushweave::finding::{Code, Finding, Fix};
use pushweave::source::SourceFile;
use serde_json::Value;

use super::{file, human, rendered};

/// The byte of the character at `line` and `column`, both from 1, found by walking there.
fn walk(text: &str, line: u64, column: u64) -> usize {
    let (mut at_line, mut at_column) = (1, 1);
    for (offset, c) in text.char_indices() {
        if (at_line, at_column) == (line, column) {
            return offset;
        }
        if c == '\n' {
            (at_line, at_column) = (at_line + 1, 1);
        } else {
            at_column += 1;
        }
    }
    assert_eq!(
        (at_line, at_column),
        (line, column),
        "a place outside of {text:?}"
    );
    text.len()
}

const LINES: &str =
    "<a>\n    <b name=\"推送\" c=\"x\"/>\n\t<d\te=\"👩‍👩‍👧 f\" g=\"e\u{301}\"/>\n\n</a>\n";

/// Files of every shape, and the places in them that are asked for.
fn cases() -> Vec<(Arc<SourceFile>, Vec<Range<usize>>)> {
    let crlf = LINES.replace('\n', "\r\n");
    let long = format!("<a 小米=\"{}\"><b c=\"x\"/></a>", "é".repeat(900));
    let shapes = [
        ("lf.xml", LINES.to_owned()),
        ("crlf.xml", crlf.clone()),
        ("mark.xml", format!("\u{feff}{LINES}")),
        ("mark-crlf.xml", format!("\u{feff}{crlf}")),
        ("one-line.xml", "<a 推=\"送\"/>".to_owned()),
        ("long-line.xml", long.clone()),
        ("mixed.xml", format!("{LINES}{crlf}{long}\n{LINES}")),
        ("dir with space/推送,:%.xml", LINES.to_owned()),
    ];
    shapes
        .into_iter()
        .map(|(name, text)| {
            let file = file(name, &text);
            let spans = spans(&file.text);
            (file, spans)
        })
        .collect()
}

/// Attributes, single characters of every width, elements over several lines.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    for words in [
        "c=\"x\"",
        "g=\"e\u{301}\"",
        "<d",
        "推",
        "送",
        "👧",
        "name",
        "</a>",
        "<b",
    ] {
        let all = text.match_indices(words);
        spans.extend(all.map(|(at, _)| at..at + words.len()));
    }
    let (first, last) = (text.find("<b"), text.rfind("</a>"));
    spans.extend(first.zip(last).map(|(first, last)| first..last));
    spans.push(0..1);
    spans
}

fn finding(file: &Arc<SourceFile>, span: &Range<usize>) -> Finding {
    Finding::error(Code::WRONG_COMPONENT_FLAG, "m").at(file, span.clone(), "here")
}

/// Line and column in `[file:line:column]`.
fn from_human(text: &str, name: &str) -> (u64, u64) {
    let (_, rest) = text.split_once(&format!("[{name}:")).expect("a place");
    let (line, rest) = rest.split_once(':').expect("a line");
    let (column, _) = rest.split_once(']').expect("a column");
    (
        line.parse().expect("a number"),
        column.parse().expect("a number"),
    )
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn check_json(log: &str, file: &SourceFile, span: &Range<usize>) {
    let log: Value = serde_json::from_str(log).expect("JSON");
    let label = &log["findings"][0]["labels"][0];
    let side = |side: &str| {
        walk(
            &file.text,
            number(&label[side]["line"]),
            number(&label[side]["column"]),
        )
    };
    assert_eq!(side("start")..side("end"), *span);
    let bytes = |side: &str| number(&label[side]["offset"]) as usize;
    let content = file.content();
    assert_eq!(
        content[bytes("start")..bytes("end")],
        file.text[span.clone()]
    );
    assert_eq!(label["path"], file.name.as_str());
}

fn region(text: &str, region: &Value) -> Range<usize> {
    let side =
        |line: &str, column: &str| walk(text, number(&region[line]), number(&region[column]));
    side("startLine", "startColumn")..side("endLine", "endColumn")
}

fn check_sarif(log: &str, file: &SourceFile, span: &Range<usize>) {
    let log: Value = serde_json::from_str(log).expect("JSON");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(region(&file.text, &place["region"]), *span);
    let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
    assert_eq!(unescaped(uri), file.name);
}

fn check_github(log: &str, file: &SourceFile, span: &Range<usize>) {
    let line = log.strip_prefix("::error ").expect("a command");
    let (properties, _) = line.split_once("::").expect("a message");
    let property = |name: &str| {
        let mut all = properties.split(',').filter_map(|it| it.split_once('='));
        all.find(|(key, _)| *key == name)
            .map(|(_, value)| unescaped(value))
    };
    let number = |name: &str| property(name).map(|it| it.parse::<u64>().expect("a number"));
    assert_eq!(property("file").as_deref(), Some(file.name.as_str()));
    let (line, end) = (
        number("line").expect("a line"),
        number("endLine").expect("a line"),
    );
    match (number("col"), number("endColumn")) {
        (Some(column), Some(end_column)) => {
            let place = walk(&file.text, line, column)..walk(&file.text, end, end_column);
            assert_eq!(place, *span);
        }
        _ => {
            let lines = |at: usize| file.text[..at].matches('\n').count() as u64 + 1;
            assert_eq!((line, end), (lines(span.start), lines(span.end - 1)));
            assert!(
                line < end,
                "a place within a line has no columns: {properties}"
            );
        }
    }
}

/// `text` with `%41` taken back.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%' {
            let digits = std::str::from_utf8(&after[..2]).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
            rest = &after[2..];
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn every_format_points_at_the_text_under_the_label() {
    let mut count = 0;
    for (file, spans) in cases() {
        for span in spans {
            count += 1;
            let case = format!("{} {span:?} {:?}", file.name, &file.text[span.clone()]);
            let findings = [finding(&file, &span)];
            let [(_, human), (_, json), (_, sarif), (_, github)] = rendered(&findings);
            let (line, column) = from_human(&human, &file.name);
            assert_eq!(
                walk(&file.text, line, column),
                span.start,
                "{case}\n{human}"
            );
            let checks: [(&str, &dyn Fn()); 3] = [
                ("json", &|| check_json(&json, &file, &span)),
                ("sarif", &|| check_sarif(&sarif, &file, &span)),
                ("github", &|| check_github(&github, &file, &span)),
            ];
            for (format, check) in checks {
                let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
                assert!(held.is_ok(), "{format}: {case}");
            }
        }
    }
    assert!(count > 60, "{count} places");
}

#[test]
fn an_empty_place_is_a_place() {
    for text in ["", "ab\n", "ab\r\nc"] {
        let file = file("empty.xml", text);
        for span in [0..0, text.len()..text.len()] {
            let findings = [finding(&file, &span)];
            let [_, (_, json), (_, sarif), (_, github)] = rendered(&findings);
            check_json(&json, &file, &span);
            check_sarif(&sarif, &file, &span);
            check_github(&github, &file, &span);
            assert!(human(&findings).contains("1 error in 1 file"));
        }
    }
}

#[test]
fn a_line_break_at_the_end_of_a_place_is_no_other_line_for_github() {
    let file = file("a.xml", "ab\ncd\n");
    let findings = [finding(&file, &(0..3))];
    let [.., (_, github)] = rendered(&findings);
    assert!(github.contains("line=1,endLine=1,"), "{github}");
}

#[test]
fn edits_of_every_format_give_the_same_file() {
    for (file, spans) in cases() {
        for span in spans {
            let edits = [
                Edit::insertion(0, "<!-- 推 -->\n"),
                Edit::replacement(span.clone(), "送"),
            ];
            let fix = edits
                .iter()
                .fold(Fix::safe("t"), |fix, edit| fix.edit(&file, edit.clone()));
            let findings = [finding(&file, &span).fix(fix)];
            let expected = EditSet::new(edits.to_vec())
                .expect("disjoint")
                .apply(&file.text);
            let [_, (_, json), (_, sarif), _] = rendered(&findings);
            assert_eq!(applied_json(&json, &file), expected);
            assert_eq!(applied_sarif(&sarif, &file), expected);
        }
    }
}

/// The file after the edits, made in bytes from the last to the first.
fn applied(mut content: String, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.reverse();
    for (range, text) in edits {
        content.replace_range(range, &text);
    }
    content
}

fn applied_json(log: &str, file: &SourceFile) -> String {
    let log: Value = serde_json::from_str(log).expect("JSON");
    let edits = log["findings"][0]["fix"]["edits"]
        .as_array()
        .expect("edits")
        .clone();
    let offset = |edit: &Value, side: &str| number(&edit[side]["offset"]) as usize;
    let edits = edits.iter().map(|edit| {
        let text = edit["replacement"].as_str().expect("a text").to_owned();
        (offset(edit, "start")..offset(edit, "end"), text)
    });
    let content = applied(file.content().to_string(), edits.collect());
    content
        .strip_prefix('\u{feff}')
        .unwrap_or(&content)
        .to_owned()
}

fn applied_sarif(log: &str, file: &SourceFile) -> String {
    let log: Value = serde_json::from_str(log).expect("JSON");
    let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    let edits = change["replacements"]
        .as_array()
        .expect("replacements")
        .iter();
    let edits = edits.map(|edit| {
        let text = edit["insertedContent"]["text"].as_str().expect("a text");
        (region(&file.text, &edit["deletedRegion"]), text.to_owned())
    });
    applied(file.text.to_string(), edits.collect())
}
