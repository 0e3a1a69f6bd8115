//! Taking a vendor out of a spec without touching anything else.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

use crate::edit::{Edit, EditSet};
use crate::source::SourceFile;

/// The text of `file` without `[vendors.ID]`.
///
/// toml_edit tells where things stand; the text itself is cut, so that line endings, spacing and
/// comments elsewhere stay as they are. The comment lines right above the table go with it.
///
/// # Errors
///
/// The reason, when the vendor is written in a form that cannot be cut out faithfully.
pub fn without_vendor(file: &SourceFile, id: &str) -> Result<String, String> {
    let text = file.text.as_str();
    let document = Document::parse(text).map_err(|error| error.message().to_owned())?;
    let vendors = document
        .get("vendors")
        .ok_or_else(|| "there is no [vendors]".to_owned())?;
    let inline = || "it stands in an inline table; take it out by hand".to_owned();
    let vendors = vendors.as_table().ok_or_else(inline)?;
    let (key, item) = vendors
        .get_key_value(id)
        .ok_or_else(|| format!("there is no [vendors.{id}]"))?;
    let mut ranges = Vec::new();
    match item {
        Item::Table(table) => ranges_of(text, table, &mut ranges),
        Item::Value(value) => {
            let start = key.span().ok_or_else(inline)?.start;
            let end = value.span().ok_or_else(inline)?.end;
            ranges.push(whole_lines(text, start..end));
        }
        _ => return Err(inline()),
    }
    if ranges.is_empty() {
        return Err(inline());
    }
    ranges.sort_by_key(|range| range.start);
    let edits = ranges
        .into_iter()
        .map(|range| Edit::deletion(with_blank_lines(text, with_comments_above(text, range))))
        .collect();
    let cut = EditSet::new(edits).map_err(|_| inline())?.apply(text);
    agrees(text, &cut, id)?;
    Ok(cut)
}

/// The lines of `table` and of every table below it.
fn ranges_of(text: &str, table: &Table, ranges: &mut Vec<Range<usize>>) {
    let mut own: Option<Range<usize>> = table.span().filter(|_| !table.is_implicit());
    for (key, item) in table {
        let item_span = match item {
            Item::Value(value) => {
                let key = table.key(key).and_then(toml_edit::Key::span);
                key.zip(value.span())
                    .map(|(key, value)| key.start..value.end)
            }
            Item::Table(inner) if inner.is_dotted() => {
                let mut inner_ranges = Vec::new();
                ranges_of(text, inner, &mut inner_ranges);
                ranges.extend(inner_ranges);
                None
            }
            Item::Table(inner) => {
                ranges_of(text, inner, ranges);
                None
            }
            _ => None,
        };
        if let Some(span) = item_span {
            own = Some(match own {
                Some(own) => own.start.min(span.start)..own.end.max(span.end),
                None => span,
            });
        }
    }
    ranges.extend(own.map(|range| whole_lines(text, range)));
}

fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |at| range.end + at + 1);
    start..end
}

fn line_before(text: &str, at: usize) -> Option<Range<usize>> {
    let end = at.checked_sub(1)?;
    let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
    Some(start..at)
}

fn with_comments_above(text: &str, mut range: Range<usize>) -> Range<usize> {
    while let Some(line) = line_before(text, range.start) {
        if !text[line.clone()].trim_start().starts_with('#') {
            break;
        }
        range.start = line.start;
    }
    range
}

/// Takes one neighbouring run of blank lines along: the one after, or at the end of the file the
/// one before.
fn with_blank_lines(text: &str, mut range: Range<usize>) -> Range<usize> {
    let after = text[range.end..]
        .split_inclusive('\n')
        .take_while(|line| line.trim().is_empty())
        .map(str::len)
        .sum::<usize>();
    range.end += after;
    if range.end == text.len() {
        while let Some(line) = line_before(text, range.start) {
            if !text[line.clone()].trim().is_empty() {
                break;
            }
            range.start = line.start;
        }
    }
    range
}

/// The cut text must say the same as the original but for the vendor.
fn agrees(before: &str, after: &str, id: &str) -> Result<(), String> {
    let failed = || "it cannot be cut out faithfully; take it out by hand".to_owned();
    let mut before: toml::Table = toml::from_str(before).map_err(|_| failed())?;
    let mut after: toml::Table = toml::from_str(after).map_err(|_| failed())?;
    if let Some(vendors) = before
        .get_mut("vendors")
        .and_then(toml::Value::as_table_mut)
    {
        vendors.remove(id);
    }
    for table in [&mut before, &mut after] {
        let empty = table
            .get("vendors")
            .and_then(toml::Value::as_table)
            .is_some_and(toml::Table::is_empty);
        if empty {
            table.remove("vendors");
        }
    }
    if before == after {
        Ok(())
    } else {
        Err(failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        for (from, to) in [("\n", "\n"), ("\n", "\r\n")] {
            let file = SourceFile::new("pushweave.toml", text.replace(from, to));
            assert_eq!(without_vendor(&file, "x"), Ok(expected.replace(from, to)));
        }
    }

    #[test]
    fn a_table_is_cut_with_its_comments() {
        check(
            "a = 1\n\n# about x\n[vendors.x]   # here\nsdk = \"1\" # old\n\n# about y\n[vendors.y]\nsdk = \"2\"\n",
            "a = 1\n\n# about y\n[vendors.y]\nsdk = \"2\"\n",
        );
        check("a = 1\n\n[vendors.x]\nsdk = \"1\"\n", "a = 1\n");
        check("a = 1\n\n[vendors.x]\nsdk = \"1\"", "a = 1\n");
        check("[vendors.x]\n[other]\nb = 2\n", "[other]\nb = 2\n");
    }

    #[test]
    fn other_ways_to_write_a_table() {
        check(
            "[vendors]\nx = { sdk = \"1\" }\ny = { sdk = \"2\" }\n",
            "[vendors]\ny = { sdk = \"2\" }\n",
        );
        check(
            "[vendors]\nx.sdk = \"1\"\nx.app-id = \"2\"\n",
            "[vendors]\n",
        );
        check(
            "[vendors.x]\nsdk = \"1\"\n[vendors.x.app-key]\nenv = \"K\"\n\n[vendors.y]\nsdk = \"2\"\n",
            "[vendors.y]\nsdk = \"2\"\n",
        );
        check("[vendors.x]\nsdk = \"\"\"\n1\n2\"\"\"\n[z]\n", "[z]\n");
    }

    #[test]
    fn what_cannot_be_cut_is_refused() {
        for text in ["vendors = { x = { sdk = \"1\" } }\n", "[vendors.y]\n", ""] {
            let file = SourceFile::new("pushweave.toml", text.into());
            assert!(without_vendor(&file, "x").is_err(), "{text}");
        }
    }
}
