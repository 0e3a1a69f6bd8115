//! Single changes as edits. Every function's edit is undone exactly by its counterpart: what
//! [`insert`] adds, [`remove`] takes away, to the byte.

use std::ops::Range;

use super::document::{Attribute, Element};
use super::fragment::{self, Fragment, Name};
use super::style::Style;
use crate::edit::Edit;
use crate::source::{indent_before, line_break_before, line_ending_at};

/// Where among an element's children something new goes.
#[derive(Clone, Copy)]
pub enum Place<'d> {
    /// After this child.
    After(Element<'d>),
    /// Before this child.
    Before(Element<'d>),
    /// After everything that is in the element.
    End(Element<'d>),
    /// Before everything that is in the element.
    Start(Element<'d>),
}

/// Puts `fragment` at `place`: on lines of its own where the neighbour ends its line, else directly
/// behind it. `own_line` of the result tells which.
pub fn insert(place: Place<'_>, fragment: &Fragment, style: &Style) -> Edit {
    put(place, style, |line, out| fragment.render(style, line, out))
}

/// Moves `element` to `place` as it is written, with its lines indented anew.
pub fn relocate(element: Element<'_>, place: Place<'_>, style: &Style) -> [Edit; 2] {
    let source = &element.document_text()[element.range()];
    let old = own_indent(element).unwrap_or_default();
    let insertion = put(place, style, |line, out| {
        for (at, text) in source.split_inclusive('\n').enumerate() {
            match (line, text.strip_prefix(&old)) {
                (Some((_, indent)), Some(rest)) if at > 0 => {
                    out.push_str(indent);
                    out.push_str(rest);
                }
                _ => out.push_str(text),
            }
        }
    });
    [insertion, remove(element)]
}

/// Calls `element` by the name `tag`, in both of its tags.
pub fn rename(element: Element<'_>, tag: &str) -> Vec<Edit> {
    let name = element.tag_range();
    let layout = element.layout();
    let mut edits = vec![Edit::replacement(name.clone(), tag)];
    if !layout.self_closed {
        let start = layout.content_end + "</".len();
        edits.push(Edit::replacement(start..start + name.len(), tag));
    }
    edits
}

/// Puts what `write` writes at `place`. It is told the line ending and the indentation where it gets
/// lines of its own.
fn put(
    place: Place<'_>,
    style: &Style,
    write: impl FnOnce(Option<(&str, &str)>, &mut String),
) -> Edit {
    let (parent, spot) = match place {
        Place::After(child) => (
            child.parent(),
            after(child.document_text(), child.range().end),
        ),
        Place::Before(child) => (child.parent(), before(child)),
        Place::End(parent) => (
            Some(parent),
            match parent.content().next_back() {
                Some(last) => after(parent.document_text(), last.end),
                None => at_start(parent),
            },
        ),
        Place::Start(parent) => (Some(parent), at_start(parent)),
    };
    let neighbour = match place {
        Place::After(child) | Place::Before(child) => Some(child),
        Place::End(_) | Place::Start(_) => None,
    };
    let Some(parent) = parent else {
        // Only the root has no parent, and nothing is put beside the root.
        return Edit::insertion(spot.at, "");
    };
    let text = parent.document_text();
    let mut out = String::new();
    match line_ending_at(text, spot.at).filter(|_| spot.own_line) {
        Some(ending) => {
            let indent = neighbour
                .and_then(|neighbour| own_indent(neighbour))
                .unwrap_or_else(|| child_indent(parent, style));
            out.push_str(ending);
            out.push_str(&indent);
            write(Some((ending, &indent)), &mut out);
        }
        None => write(None, &mut out),
    }
    Edit::insertion(spot.at, out)
}

/// Takes `element` away, with the line break and the indentation before it where it begins its line.
pub fn remove(element: Element<'_>) -> Edit {
    let range = element.range();
    let start = line_break_before(element.document_text(), range.start)
        .map_or(range.start, |break_before| break_before.start);
    Edit::deletion(start..range.end)
}

/// Adds attributes of Android's namespace behind the last one, in the manner of the last one.
pub fn add_attributes(element: Element<'_>, attributes: &[(&str, &str)], style: &Style) -> Edit {
    let rendered = attributes
        .iter()
        .map(|(name, value)| fragment::attribute(style, &Name::android(name), value));
    append(element, rendered)
}

/// Adds `prefix:name` behind the last attribute; the prefix must be bound there.
pub fn add_prefixed(element: Element<'_>, name: (&str, &str), value: &str, style: &Style) -> Edit {
    let (prefix, name) = name;
    let quote = style.quote;
    let value = fragment::escape(value, quote);
    append(
        element,
        std::iter::once(format!("{prefix}:{name}={quote}{value}{quote}")),
    )
}

/// Binds `prefix` to `uri` at `element`.
pub fn bind_namespace(element: Element<'_>, prefix: &str, uri: &str, style: &Style) -> Edit {
    let quote = style.quote;
    let declaration = format!("xmlns:{prefix}={quote}{uri}{quote}");
    append(element, std::iter::once(declaration))
}

fn append(element: Element<'_>, attributes: impl Iterator<Item = String>) -> Edit {
    let text = element.document_text();
    let end = element.layout().attributes_end;
    let last = element.attribute_ranges().next_back();
    let separator = last
        .and_then(|last| line_break_before(text, last.start))
        .map_or(" ", |break_before| &text[break_before]);
    let mut out = String::new();
    for attribute in attributes {
        out.push_str(separator);
        out.push_str(&attribute);
    }
    Edit::insertion(end, out)
}

/// Takes an attribute away, with the white space before it.
pub fn remove_attribute(element: Element<'_>, attribute: &Attribute<'_>) -> Edit {
    Edit::deletion(with_space_before(
        element.document_text(),
        attribute.range.clone(),
    ))
}

/// Takes the declaration of `prefix` away, with the white space before it.
pub fn unbind_namespace(element: Element<'_>, prefix: &str) -> Option<Edit> {
    let text = element.document_text();
    let tag = element.start_tag();
    let declaration = format!("xmlns:{prefix}=");
    let start = tag.start + text[tag.clone()].find(&declaration)?;
    let value = start + declaration.len();
    let quote = text[value..].chars().next()?;
    let end = value + 1 + text[value + 1..].find(quote)? + 1;
    Some(Edit::deletion(with_space_before(text, start..end)))
}

fn with_space_before(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start]
        .trim_end_matches([' ', '\t', '\r', '\n'])
        .len();
    start..range.end
}

/// Puts `value` in the place of the attribute's value; the quotes stay.
pub fn replace_value(element: Element<'_>, attribute: &Attribute<'_>, value: &str) -> Edit {
    let text = element.document_text();
    let quote = if text[..attribute.range.end].ends_with('\'') {
        '\''
    } else {
        '"'
    };
    Edit::replacement(attribute.value_range(), fragment::escape(value, quote))
}

/// Whether children cannot be put into `element` as it is written: `<a/>`, or `<a></a>` in a file
/// with lines.
pub fn is_closed(element: Element<'_>) -> bool {
    let layout = element.layout();
    if layout.self_closed {
        return true;
    }
    let text = element.document_text();
    let inside = &text[layout.start_tag_end..layout.content_end];
    inside.trim().is_empty()
        && !inside.contains('\n')
        && line_ending_at(text, element.range().start).is_some()
        && own_indent(element).is_some()
}

/// Whether nothing but white space is in `element`.
pub fn is_empty(element: Element<'_>) -> bool {
    element.content().next().is_none()
}

/// Makes room for children in an element without content. Also gives the text that
/// [`close`] puts back.
pub fn open(element: Element<'_>) -> (Edit, String) {
    let text = element.document_text();
    let range = element.layout().attributes_end..element.range().end;
    let original = text[range.clone()].to_owned();
    let line = line_ending_at(text, range.start).zip(own_indent(element));
    let inside = line.map_or(String::new(), |(ending, indent)| {
        format!("{ending}{indent}")
    });
    let opened = format!(">{inside}</{}>", element.tag());
    (Edit::replacement(range, opened), original)
}

/// Undoes [`open`]: `original` becomes the end of the element again.
pub fn close(element: Element<'_>, original: &str) -> Edit {
    let range = element.layout().attributes_end..element.range().end;
    Edit::replacement(range, original)
}

#[derive(Debug, PartialEq, Eq)]
struct Spot {
    at: usize,
    own_line: bool,
}

/// Behind `end`: at the end of the line, if only white space and comments follow on it.
fn after(text: &str, end: usize) -> Spot {
    let mut at = end;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        at += blank;
        let rest = &text[at..];
        if rest.starts_with('\n') || rest.starts_with("\r\n") {
            return Spot { at, own_line: true };
        }
        match rest.strip_prefix("<!--").and_then(|rest| rest.find("-->")) {
            Some(length) => at += "<!--".len() + length + "-->".len(),
            None => {
                return Spot {
                    at: end,
                    own_line: false,
                };
            }
        }
    }
}

fn before(element: Element<'_>) -> Spot {
    let start = element.range().start;
    match line_break_before(element.document_text(), start) {
        Some(break_before) => Spot {
            at: break_before.start,
            own_line: true,
        },
        None => Spot {
            at: start,
            own_line: false,
        },
    }
}

fn at_start(parent: Element<'_>) -> Spot {
    after(parent.document_text(), parent.layout().start_tag_end)
}

/// The white space before an element that begins its line.
fn own_indent(element: Element<'_>) -> Option<String> {
    let text = element.document_text();
    indent_before(text, element.range().start).map(|range| text[range].to_owned())
}

/// How far a child of `parent` is indented.
fn child_indent(parent: Element<'_>, style: &Style) -> String {
    parent
        .children()
        .rev()
        .find_map(own_indent)
        .unwrap_or_else(|| {
            let outer = own_indent(parent).unwrap_or_default();
            format!("{outer}{}", style.unit)
        })
}
