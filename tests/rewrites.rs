//! What a manifest means does not depend on how it is written: every case of every rule gives the
//! same findings with other line endings, a byte order mark, attributes in another order, another
//! prefix, tags closed in another way, and comments in between.

mod support;

use std::fmt::Write as _;

use pushweave::finding::Finding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use support::lint::{cases, check, severity};
use support::memory::Memory;

/// A way to write the same manifest.
type Rewrite = fn(&str) -> Option<String>;

const REWRITES: [(&str, Rewrite); 6] = [
    ("CRLF", crlf),
    ("byte order mark", byte_order_mark),
    ("attribute order", |text| {
        rewritten(
            text,
            &Manner {
                reversed: true,
                ..PLAIN
            },
        )
    }),
    ("another prefix", another_prefix),
    ("open tags", |text| {
        rewritten(
            text,
            &Manner {
                opened: true,
                ..PLAIN
            },
        )
    }),
    ("comments", |text| {
        rewritten(
            text,
            &Manner {
                commented: true,
                ..PLAIN
            },
        )
    }),
];

#[derive(Clone, Copy)]
struct Manner {
    reversed: bool,
    opened: bool,
    commented: bool,
    prefix: Option<&'static str>,
}

const PLAIN: Manner = Manner {
    reversed: false,
    opened: false,
    commented: false,
    prefix: None,
};

fn crlf(text: &str) -> Option<String> {
    (!text.contains('\r')).then(|| text.replace('\n', "\r\n"))
}

fn byte_order_mark(text: &str) -> Option<String> {
    (!text.starts_with('\u{feff}')).then(|| format!("\u{feff}{text}"))
}

/// The merger reads prefixes in the values of its own attributes, so those stay as they are.
fn another_prefix(text: &str) -> Option<String> {
    let is_spelt = text.contains(":replace=") || text.contains(":remove=");
    let manner = Manner {
        prefix: Some("droid"),
        ..PLAIN
    };
    (!is_spelt).then(|| rewritten(text, &manner)).flatten()
}

/// `text` with its tags written anew; `None` where it is not well-formed.
fn rewritten(text: &str, manner: &Manner) -> Option<String> {
    roxmltree::Document::parse(text).ok()?;
    let mut reader = Reader::from_str(text);
    let mut out = String::new();
    let mut depth = 0;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Eof => return Some(out),
            Event::Start(tag) => {
                depth += 1;
                out.push_str(&open_tag(&tag, manner)?);
                out.push('>');
                comment(manner, &mut out);
            }
            Event::Empty(tag) => {
                out.push_str(&open_tag(&tag, manner)?);
                if manner.opened {
                    let name = tag.name();
                    let name: &str = name.as_ref();
                    let _ = write!(out, "></{name}>");
                } else {
                    out.push_str(" />");
                }
                if depth > 0 {
                    comment(manner, &mut out);
                }
            }
            Event::End(_) => {
                depth -= 1;
                comment(manner, &mut out);
                out.push_str(&text[start..end]);
            }
            _ => out.push_str(&text[start..end]),
        }
    }
}

fn comment(manner: &Manner, out: &mut String) {
    if manner.commented {
        out.push_str("<!-- <receiver android:name=\".NotHere\" /> -->");
    }
}

fn open_tag(tag: &BytesStart<'_>, manner: &Manner) -> Option<String> {
    let name = tag.name();
    let mut out = format!("<{}", AsRef::<str>::as_ref(&name));
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let key = AsRef::<str>::as_ref(&attribute.key).to_owned();
        let value = attribute.value.to_string();
        let key = match manner.prefix {
            Some(prefix) if key == "xmlns:android" => format!("xmlns:{prefix}"),
            Some(prefix) => match key.strip_prefix("android:") {
                Some(local) => format!("{prefix}:{local}"),
                None => key,
            },
            None => key,
        };
        let quote = if value.contains('"') { '\'' } else { '"' };
        attributes.push(format!(" {key}={quote}{value}{quote}"));
    }
    if manner.reversed {
        attributes.reverse();
    }
    out.push_str(&attributes.concat());
    Some(out)
}

/// What of a finding does not depend on how the manifest is written.
fn meaning(findings: &[Finding]) -> Vec<String> {
    let lines = findings.iter().map(|finding| {
        let severity = severity(finding);
        format!("{severity} {} {}", finding.code, finding.message)
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

#[test]
fn findings_do_not_depend_on_how_a_manifest_is_written() {
    let mut wrong = String::new();
    let mut compared = 0;
    for (code, name, tree) in cases() {
        let expected = meaning(&check(&tree));
        for (manner, rewrite) in REWRITES {
            // This rule is about the prefixes themselves.
            if code == "PW003" && manner == "another prefix" {
                continue;
            }
            let mut other = Memory(tree.0.clone());
            let mut is_other = false;
            for (path, text) in &mut other.0 {
                let is_manifest = path.ends_with("AndroidManifest.xml");
                if let Some(new) = rewrite(text).filter(|_| is_manifest) {
                    *text = new;
                    is_other = true;
                }
            }
            if !is_other {
                continue;
            }
            compared += 1;
            let found = meaning(&check(&other));
            if found != expected {
                let _ = writeln!(
                    wrong,
                    "{code}/{name}, {manner}: {expected:#?} became {found:#?}"
                );
            }
        }
    }
    assert!(compared > 0, "no case has a manifest");
    assert!(wrong.is_empty(), "{wrong}");
}
