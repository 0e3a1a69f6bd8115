//! What a project could do to whoever reads a report, and what no report may show.

use pushweave::edit::Edit;
use pushweave::finding::{Code, Finding, Fix};
use serde_json::Value;

use super::{at, file, rendered};

/// What would end a line, begin a command or a property, or steer a terminal.
const HOSTILE: &str = "a\n::error::b\r\n::add-mask::c,title=d:e%0A%\u{1b}]8;;http://x\u{7}\u{9b}2J\u{202e}\u{7f}](http://evil)";

pub(super) fn hostile() -> Vec<Finding> {
    let file = file(HOSTILE, &format!("<a>\n{HOSTILE}</a>\n"));
    let fix = Fix::safe(HOSTILE).edit(&file, Edit::insertion(0, HOSTILE));
    let finding = Finding::warning(Code::WRONG_COMPONENT_FLAG, HOSTILE).help(HOSTILE);
    let finding = at(finding, &file, "<a>", HOSTILE);
    vec![
        at(finding, &file, "</a>", HOSTILE).fix(fix),
        Finding::error(Code::FILE_UNUSABLE, HOSTILE),
    ]
}

#[test]
fn no_format_steers_a_terminal() {
    for (format, text) in rendered(&hostile()) {
        let steers = |c: char| (c.is_control() && c != '\n' && c != '\r') || c == '\u{202e}';
        let found: Vec<char> = text.chars().filter(|c| steers(*c)).collect();
        assert!(found.is_empty(), "{format}: {found:?}");
    }
}

#[test]
fn a_value_is_no_command_of_the_runner() {
    let [.., (_, github)] = rendered(&hostile());
    let lines: Vec<&str> = github.lines().collect();
    assert_eq!(lines.len(), 2, "{github}");
    assert!(lines[0].starts_with("::warning file=a%0A%3A%3Aerror%3A%3Ab%0D%0A%3A%3A"));
    assert!(lines[1].starts_with("::error title=PW903 file-unusable::a%0A::error::b"));
    for line in lines {
        assert!(!line.contains('\r'));
        let (properties, _) = line[2..].split_once("::").expect("a message");
        let names: Vec<&str> = properties
            .split(',')
            .filter_map(|it| it.split_once('='))
            .map(|it| it.0)
            .collect();
        let (first, rest) = names.split_first().expect("a property");
        assert!(matches!(*first, "warning file" | "error title"), "{first}");
        let known = ["line", "col", "endLine", "endColumn", "title"];
        assert!(rest.iter().all(|name| known.contains(name)), "{names:?}");
    }
}

#[test]
fn programs_get_the_text_as_it_is() {
    let [_, (_, json), (_, sarif), _] = rendered(&hostile());
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"][0]["message"], HOSTILE);
    assert_eq!(json["findings"][0]["labels"][0]["path"], HOSTILE);
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    let text = result["message"]["text"].as_str().expect("a text");
    assert!(!text.contains("](") && text.contains("] (http://evil)"));
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(uri.as_str().expect("a URI").is_ascii());
}

#[test]
fn nothing_hidden_is_shown() {
    const SECRET: &str = "s3cr3t-v4lue";
    let text = format!("<a>\n  <b c=\"{SECRET}\"/>\n  <d e=\"f\"/>\n\n\n\n  <g h=\"i\"/>\n</a>\n");
    let manifest = file("m.xml", &text);
    let start = text.find(SECRET).expect("the secret");
    let secret = start..start + SECRET.len();
    let finding = || {
        Finding::error(Code::SERVER_SECRET, "a secret")
            .at(&manifest, secret.clone(), "here")
            .redact(secret.clone())
    };
    let far = text.find("<g").expect("an element");
    // The context of the last one is the line of the secret, in a drawing of its own.
    let near_the_secret = text.find("<d").expect("an element");
    let replaced = Edit::replacement(secret.start - 1..secret.end, format!("\"x{SECRET}"));
    let copied = Edit::insertion(far, format!("<!-- {SECRET} -->"));
    let within = Edit::replacement(secret.start..secret.start + 3, "cr3t");
    let findings = [
        finding(),
        at(finding(), &manifest, "<g", "and here"),
        Finding::error(Code::SERVER_SECRET, "m")
            .at(&manifest, far..far + 2, "far away")
            .at(&manifest, near_the_secret..near_the_secret + 2, "beside it")
            .redact(secret.clone()),
        finding().fix(Fix::safe("t").edit(&manifest, replaced)),
        finding().fix(Fix::safe("t").edit(&manifest, copied)),
        finding().fix(Fix::safe("t").edit(&manifest, within)),
    ];
    for (format, text) in rendered(&findings) {
        assert!(!text.contains(SECRET), "{format}:\n{text}");
        assert!(!text.contains("cr3t\""), "{format}:\n{text}");
    }
    let [_, (_, json), (_, sarif), _] = rendered(&findings[3..4]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"][0]["fix"]["withheld"], true);
    assert_eq!(
        json["findings"][0]["fix"]["edits"],
        Value::Array(Vec::new())
    );
    assert!(!sarif.contains("\"fixes\""));
}

#[test]
fn a_fingerprint_tells_nothing_of_what_is_hidden() {
    let of = |secret: &str| {
        let manifest = file("m.xml", &format!("key = \"{secret}\"\n"));
        let span = 0..manifest.text.len();
        let hidden = 7..7 + secret.len();
        let finding = Finding::error(Code::SERVER_SECRET, "m")
            .at(&manifest, span, "")
            .redact(hidden);
        pushweave::report::fingerprint::of(&[finding])
    };
    assert_eq!(of("abcd"), of("efgh"));
}
