//! Taking a vendor out of a spec without touching anything else.

use std::ops::Range;

use toml_edit::{Document, Item, Table, TableLike};

use crate::edit::{Edit, EditSet};
use crate::source::SourceFile;

const VENDORS: &str = "vendors";
const VARIANTS: &str = "variants";
const BY_HAND: &str = "it cannot be cut out faithfully; take it out by hand";

/// Why a vendor cannot be cut out of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncut {
    /// The reason, in a few words.
    pub reason: String,
    /// Where it stands, as far as that is known.
    pub span: Option<Range<usize>>,
}

/// The text of `file` without the vendor `id`: without `[vendors.ID]`, and without what the tables
/// of `[variants]` say of it.
///
/// toml_edit tells where things stand; the text itself is cut, so that line endings, spacing and
/// comments elsewhere stay as they are. The comment lines right above what is cut go with it.
///
/// # Errors
///
/// When the vendor is nowhere, or is written in a form that cannot be cut out faithfully.
pub fn without_vendor(file: &SourceFile, id: &str) -> Result<String, Uncut> {
    let text = file.text.as_str();
    let unread = |reason: String| Uncut { reason, span: None };
    let document = Document::parse(text).map_err(|error| unread(error.message().to_owned()))?;
    let root: &dyn TableLike = document.as_table();
    let mut ranges = Vec::new();
    cut_from(text, root, id, &mut ranges)?;
    if let Some(variants) = root.get(VARIANTS).and_then(Item::as_table_like) {
        for (_, variant) in variants.iter() {
            if let Some(variant) = variant.as_table_like() {
                cut_from(text, variant, id, &mut ranges)?;
            }
        }
    }
    if ranges.is_empty() {
        return Err(unread(format!("there is no [vendors.{id}]")));
    }
    let edits = whole_blocks(text, ranges)
        .into_iter()
        .map(|range| Edit::deletion(with_blank_lines(text, range)))
        .collect();
    let cut = EditSet::new(edits).map_err(|_| unread(BY_HAND.to_owned()))?;
    let cut = cut.apply(text);
    if agrees(text, &cut, id) {
        Ok(cut)
    } else {
        Err(unread(BY_HAND.to_owned()))
    }
}

/// The lines of the vendor `id` in `holder`, which is the spec or a table of `[variants]`.
fn cut_from(
    text: &str,
    holder: &dyn TableLike,
    id: &str,
    ranges: &mut Vec<Range<usize>>,
) -> Result<(), Uncut> {
    let vendors = holder.get(VENDORS).and_then(Item::as_table_like);
    let Some((key, item)) = vendors.and_then(|vendors| vendors.get_key_value(id)) else {
        return Ok(());
    };
    let inline = || Uncut {
        reason: "it stands in an inline table; take it out by hand".to_owned(),
        span: key.span(),
    };
    // Of a table that is all on one line, only a part would go.
    if holder
        .get(VENDORS)
        .is_none_or(|vendors| !vendors.is_table())
    {
        return Err(inline());
    }
    match item {
        Item::Table(table) => ranges_of(text, table, ranges),
        Item::Value(value) => {
            let start = key.span().ok_or_else(inline)?.start;
            let end = value.span().ok_or_else(inline)?.end;
            ranges.push(whole_lines(text, start..end));
        }
        _ => return Err(inline()),
    }
    Ok(())
}

/// The lines of `table` and of every table below it.
fn ranges_of(text: &str, table: &Table, ranges: &mut Vec<Range<usize>>) {
    let has_head = !table.is_implicit() && !table.is_dotted();
    let mut own: Option<Range<usize>> = table.span().filter(|_| has_head);
    for (key, item) in table {
        let span = match item {
            Item::Value(value) => {
                let key = table.key(key).and_then(toml_edit::Key::span);
                key.zip(value.span())
                    .map(|(key, value)| key.start..value.end)
            }
            Item::Table(inner) => {
                ranges_of(text, inner, ranges);
                None
            }
            _ => None,
        };
        let Some(span) = span else {
            continue;
        };
        match &mut own {
            Some(own) => *own = own.start.min(span.start)..own.end.max(span.end),
            // Keys with dots may stand apart, with those of others between them.
            None => ranges.push(whole_lines(text, span)),
        }
    }
    ranges.extend(own.map(|range| whole_lines(text, range)));
}

/// `ranges` with the comments above them; those with nothing but blank lines between are one.
fn whole_blocks(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let is_blank = |gap: Range<usize>| text[gap].trim().is_empty();
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        let range = with_comments_above(text, range);
        match blocks.last_mut() {
            Some(last) if range.start <= last.end || is_blank(last.end..range.start) => {
                last.end = last.end.max(range.end)
            }
            _ => blocks.push(range),
        }
    }
    blocks
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

/// Takes one neighbouring run of blank lines along: the one after, where blank lines are before it
/// too, or at the end of the file the one before.
fn with_blank_lines(text: &str, mut range: Range<usize>) -> Range<usize> {
    let is_blank = |line: Range<usize>| text[line].trim().is_empty();
    if line_before(text, range.start).is_none_or(is_blank) {
        let after = text[range.end..]
            .split_inclusive('\n')
            .take_while(|line| line.trim().is_empty())
            .map(str::len)
            .sum::<usize>();
        range.end += after;
    }
    if text[range.end..].trim().is_empty() {
        range.end = text.len();
        while let Some(line) = line_before(text, range.start).filter(|line| is_blank(line.clone()))
        {
            range.start = line.start;
        }
    }
    range
}

/// Whether the cut text says the same as the original but for the vendor.
fn agrees(before: &str, after: &str, id: &str) -> bool {
    let (Ok(mut before), Ok(mut after)) = (toml::from_str(before), toml::from_str(after)) else {
        return false;
    };
    take_out(&mut before, Some(id));
    take_out(&mut after, None);
    before == after
}

/// Takes the vendor `id` out of `spec`, and tables that hold nothing, which say nothing.
fn take_out(spec: &mut toml::Table, id: Option<&str>) {
    take_out_of(spec, id);
    let variants = spec.get_mut(VARIANTS).and_then(toml::Value::as_table_mut);
    if let Some(variants) = variants {
        for variant in variants.iter_mut().map(|(_, variant)| variant) {
            if let Some(variant) = variant.as_table_mut() {
                take_out_of(variant, id);
            }
        }
        variants.retain(|_, variant| variant.as_table().is_none_or(|it| !it.is_empty()));
        if variants.is_empty() {
            spec.remove(VARIANTS);
        }
    }
}

fn take_out_of(holder: &mut toml::Table, id: Option<&str>) {
    if let Some(vendors) = holder.get_mut(VENDORS).and_then(toml::Value::as_table_mut) {
        if let Some(id) = id {
            vendors.remove(id);
        }
        if vendors.is_empty() {
            holder.remove(VENDORS);
        }
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
    fn variants_forget_it_too() {
        check(
            "[vendors.x]\nsdk = \"1\"\n\n[variants.debug]\nmin-sdk = 21\n# x's app for tests\nvendors.x.app-id = \"2\"\n\n[variants.free]\nvendors.x = false # not here\nvendors.y = false\n\n# x again\n[variants.paid.vendors.x]\nsdk = \"2\"\n[variants.paid.vendors.x.key]\nenv = \"K\"\n",
            "[variants.debug]\nmin-sdk = 21\n\n[variants.free]\nvendors.y = false\n",
        );
        // Only a variant has it.
        check(
            "[variants.debug.vendors.x]\nsdk = \"1\"\n[vendors.y]\nsdk = \"2\"\n",
            "[vendors.y]\nsdk = \"2\"\n",
        );
        check(
            "a = 1\n\n[vendors.x]\nsdk = \"1\"\n\n[variants.debug.vendors.x]\nsdk = \"2\"\n",
            "a = 1\n",
        );
        check(
            "[variants]\nfree.vendors.x = false\nfree.min-sdk = 21\n",
            "[variants]\nfree.min-sdk = 21\n",
        );
        check(
            "[variants.free.vendors]\ny = false\nx = false\n",
            "[variants.free.vendors]\ny = false\n",
        );
    }

    #[test]
    fn keys_with_dots_go_one_by_one() {
        check(
            "[variants.debug]\nvendors.x.app-id = \"1\"\nvendors.y.app-id = \"2\"\nvendors.x.app-key = \"3\"\nvendors.x.sdk.version = \"4\"\n\n[z]\n",
            "[variants.debug]\nvendors.y.app-id = \"2\"\n\n[z]\n",
        );
        check(
            "[vendors.x]\nsdk.version = \"1\"\n# why\nsdk.unlisted = true\nreceiver = \".R\"\n\n[z]\n",
            "[z]\n",
        );
    }

    #[test]
    fn what_cannot_be_cut_is_refused() {
        let inline = [
            "vendors = { x = { sdk = \"1\" } }\n",
            "[vendors.x]\nsdk = \"1\"\n[variants.free]\nvendors = { x = false, y = false }\n",
            "[variants]\nfree = { vendors = { x = false } }\n",
            "variants = { free = { vendors.x = false } }\n",
        ];
        for text in inline {
            let file = SourceFile::new("pushweave.toml", text.into());
            let uncut = without_vendor(&file, "x").expect_err(text);
            let at = text.rfind("x = ").expect("the vendor");
            assert_eq!(uncut.span, Some(at..at + 1), "{text}");
        }
        for text in ["[vendors.y]\n", "[variants.free]\nvendors.y = false\n", ""] {
            let file = SourceFile::new("pushweave.toml", text.into());
            assert!(without_vendor(&file, "x").is_err(), "{text}");
        }
    }
}
