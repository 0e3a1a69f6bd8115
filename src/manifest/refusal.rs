//! Why a manifest is not patched: what cannot be changed faithfully is refused with a place.

use std::ops::Range;
use std::sync::Arc;

use super::layout::{MAX_ATTRIBUTES, MAX_DEPTH, Obstacle};
use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix};
use crate::source::{BOM, SourceFile, line_break_before};

/// A manifest is some kilobytes; past this size it is hostile or a mistake.
const MAX_BYTES: usize = 16 << 20;

/// Decodes the bytes of a manifest.
///
/// # Errors
///
/// What is not UTF-8 text, with or without a byte order mark, is refused: a compiled manifest,
/// UTF-16, bytes that are no characters, more than 16 MiB.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<SourceFile, Finding> {
    let refuse = |message: &str, text: String, span: Range<usize>, label: &str, help: &str| {
        let file = Arc::new(SourceFile::new(name, text));
        Err(Finding::error(Code::MANIFEST_NOT_WELL_FORMED, message)
            .at(&file, span, label)
            .help(help))
    };
    if bytes.len() > MAX_BYTES {
        return refuse(
            "the manifest is larger than 16 MiB",
            String::new(),
            0..0,
            "of this file",
            "check that this is the right file",
        );
    }
    if bytes.starts_with(&[0x03, 0x00, 0x08, 0x00]) {
        return refuse(
            "the manifest is compiled (binary XML)",
            String::new(),
            0..0,
            "of this file",
            "name the source manifest, not the one out of an APK",
        );
    }
    let utf_16 = match bytes.get(..2) {
        Some([0xff, 0xfe] | [_, 0x00]) => Some(u16::from_le_bytes as fn([u8; 2]) -> u16),
        Some([0xfe, 0xff] | [0x00, _]) => Some(u16::from_be_bytes as fn([u8; 2]) -> u16),
        _ => None,
    };
    if let Some(unit) = utf_16.filter(|_| bytes.len() > 3) {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        let end = text
            .trim_start_matches(BOM)
            .lines()
            .next()
            .map_or(0, str::len);
        return refuse(
            "the manifest is in UTF-16",
            text,
            0..end,
            "this is how it reads in UTF-16",
            "save it as UTF-8; the Android tools expect nothing else",
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(name, text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let bom = if bytes.starts_with(BOM.as_bytes()) {
                BOM.len()
            } else {
                0
            };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let at = valid - bom.min(valid);
            let width = char::REPLACEMENT_CHARACTER.len_utf8();
            refuse(
                "the manifest is not UTF-8",
                text,
                at..at + width,
                "these bytes are no character",
                "save the file as UTF-8",
            )
        }
    }
}

/// The declared encoding must be the one that the bytes are in.
pub(super) fn check_declaration(file: &Arc<SourceFile>) -> Result<(), Finding> {
    let text = &file.text;
    let Some(declaration) = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map(|(declaration, _)| declaration)
    else {
        return Ok(());
    };
    let Some(at) = declaration.find("encoding") else {
        return Ok(());
    };
    let value =
        declaration[at + "encoding".len()..].trim_start_matches([' ', '\t', '\r', '\n', '=']);
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Ok(());
    };
    let encoding = value[1..].split(quote).next().unwrap_or_default();
    if ["utf-8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    let start = "<?xml".len() + declaration.len() - value.len() + 1;
    Err(Finding::error(
        Code::MANIFEST_NOT_WELL_FORMED,
        format!(
            "the manifest declares the encoding `{}`",
            encoding.escape_debug()
        ),
    )
    .at(
        file,
        start..start + encoding.len(),
        "only UTF-8 can be patched",
    )
    .help("save the file as UTF-8 and write `encoding=\"utf-8\"`"))
}

/// The finding for what the scan stopped at.
pub(super) fn of_obstacle(file: &Arc<SourceFile>, obstacle: &Obstacle) -> Finding {
    match obstacle {
        Obstacle::Doctype(range) => doctype(file, range),
        Obstacle::Depth(range) => Finding::error(
            Code::MANIFEST_NOT_WELL_FORMED,
            format!("elements are nested more than {MAX_DEPTH} deep"),
        )
        .at(file, range.clone(), "too deep")
        .help("no manifest is; check that this is the right file"),
        Obstacle::Attributes(range) => {
            let start = range.start;
            let shown = (start + 1..range.end.min(start + 80))
                .rev()
                .find(|end| file.text.is_char_boundary(*end))
                .unwrap_or(range.end);
            Finding::error(
                Code::MANIFEST_NOT_WELL_FORMED,
                format!("an element has more than {MAX_ATTRIBUTES} attributes"),
            )
            .at(file, start..shown, "this one")
            .help("no manifest has; check that this is the right file")
        }
        Obstacle::Syntax(at, message) => malformed(file, *at, message.clone()),
    }
}

fn doctype(file: &Arc<SourceFile>, range: &Range<usize>) -> Finding {
    let finding = Finding::error(
        Code::MANIFEST_HAS_DOCTYPE,
        "the manifest has a document type declaration",
    )
    .at(file, range.clone(), "never needed, and able to read files")
    .help("delete the `<!DOCTYPE …>`, and write out what its entities stood for");
    let text = file.text.as_str();
    if uses_entities(&text[range.end..]) {
        return finding;
    }
    let gone = match line_break_before(text, range.start) {
        Some(break_before) => break_before.start..range.end,
        None => {
            let rest = &text[range.end..];
            range.start..range.end + (rest.len() - rest.trim_start().len())
        }
    };
    finding.fix(Fix::risky("delete the `<!DOCTYPE …>`").edit(file, Edit::deletion(gone)))
}

/// Whether `text` refers to entities that only a document type can declare.
fn uses_entities(text: &str) -> bool {
    text.split('&').skip(1).any(|after| {
        let name = after.split(';').next().unwrap_or_default();
        !name.starts_with('#') && !["amp", "lt", "gt", "quot", "apos"].contains(&name)
    })
}

/// The finding for text that is not XML, with the likely cause where one is visible.
pub(super) fn malformed(file: &Arc<SourceFile>, at: usize, reason: String) -> Finding {
    let text = &file.text;
    let mut start = at.min(text.len());
    if start == text.len() {
        start = text.trim_end().len().saturating_sub(1);
    }
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let end = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let help = if reason.starts_with("U+") {
        "delete the character"
    } else {
        cause(&text[line..line_end], &text[..start])
    };
    Finding::error(
        Code::MANIFEST_NOT_WELL_FORMED,
        format!("the manifest is not well-formed XML: {reason}"),
    )
    .at(file, start..end, "here")
    .help(help)
}

/// What most likely happened on `line`, after `before`.
fn cause(line: &str, before: &str) -> &'static str {
    let in_comment = before.rfind("<!--") > before.rfind("-->") || line.contains("<!--");
    let quote_above = before
        .trim_end()
        .rsplit('\n')
        .next()
        .is_some_and(|above| above.matches('"').count() % 2 == 1);
    if line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>") || line.starts_with("=======") {
        "this is the mark of a merge conflict; finish the merge first"
    } else if line.contains(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) {
        "the line has curly quotes from a document; write straight ones"
    } else if line.contains(['\u{ff02}', '\u{ff1d}', '\u{ff1c}', '\u{ff1e}', '\u{3000}']) {
        "the line has full-width characters; write the ASCII ones"
    } else if in_comment {
        "`--` cannot stand inside a comment, and a comment ends with `-->`"
    } else if before.trim().is_empty() && line.contains("<?xml") {
        "nothing may stand before `<?xml`"
    } else if line.matches('"').count() % 2 == 1 {
        "a quote is missing on this line"
    } else if quote_above {
        "a quote is missing on the line before"
    } else if line.contains('&') && !line.contains(';') {
        "write `&amp;` for `&`"
    } else {
        "mend it by hand, and run pushweave again"
    }
}
