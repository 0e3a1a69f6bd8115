//! The layout of tags: what a tree does not keep. The only place that knows quick-xml.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements inside elements; Android needs five.
pub(super) const MAX_DEPTH: usize = 128;
/// Attributes of one element; real manifests stay below forty.
pub(super) const MAX_ATTRIBUTES: usize = 512;

/// Why a text is not let through to the tree.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// A document type declaration.
    Doctype(Range<usize>),
    /// Past [`MAX_DEPTH`], at this start tag.
    Depth(Range<usize>),
    /// Past [`MAX_ATTRIBUTES`], at this start tag.
    Attributes(Range<usize>),
    /// Not well-formed, at this offset.
    Syntax(usize, String),
}

/// One linear pass that keeps hostile documents away from the tree, whose checks for duplicates
/// take quadratic time within one element. Entities are never expanded.
pub(super) fn scan(text: &str) -> Result<(), Obstacle> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0usize;
    loop {
        let start = offset(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            Obstacle::Syntax(offset(reader.error_position()), error.to_string())
        })?;
        let end = offset(reader.buffer_position());
        let tag = match &event {
            Event::Start(tag) => {
                depth += 1;
                Some(tag)
            }
            Event::Empty(tag) => Some(tag),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                None
            }
            Event::DocType(_) => return Err(Obstacle::Doctype(start..end)),
            Event::Eof => return Ok(()),
            _ => None,
        };
        if depth > MAX_DEPTH {
            return Err(Obstacle::Depth(start..end));
        }
        // The shortest attribute takes five bytes, as in ` a=''`; shorter tags need no count.
        let may_exceed = end - start > MAX_ATTRIBUTES * 5;
        if may_exceed
            && let Some(tag) = tag
            && tag.attributes().with_checks(false).count() > MAX_ATTRIBUTES
        {
            return Err(Obstacle::Attributes(start..end));
        }
    }
}

/// Where the parts of an element's tags stand, in offsets of the whole text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ElementLayout {
    /// The end of the last attribute, or of the tag's name where there is none.
    pub(super) attributes_end: usize,
    /// The end of the start tag, after its `>`.
    pub(super) start_tag_end: usize,
    /// The end of the content, before `</`; of a self-closed element, the end of the element.
    pub(super) content_end: usize,
    /// Whether the element is written `<a/>`.
    pub(super) self_closed: bool,
}

/// The layout of the element at `range` of `text`, which must be an element of a well-formed
/// document.
pub(super) fn element(text: &str, range: Range<usize>) -> ElementLayout {
    let source = &text[range.clone()];
    let mut reader = Reader::from_str(source);
    let event = reader.read_event();
    let start_tag_end = range.start + offset(reader.buffer_position());
    let (tag, self_closed) = match &event {
        Ok(Event::Start(tag)) => (Some(tag), false),
        Ok(Event::Empty(tag)) => (Some(tag), true),
        _ => (None, false),
    };
    let closing = if self_closed { 2 } else { 1 };
    let inside = &text[range.start..start_tag_end.saturating_sub(closing)];
    let attributes_end = range.start + inside.trim_end().len();
    debug_assert!(tag.is_some(), "not an element: {source:.40}");
    let content_end = if self_closed {
        range.end
    } else {
        range.start + source.rfind("</").unwrap_or(source.len())
    };
    ElementLayout {
        attributes_end,
        start_tag_end,
        content_end,
        self_closed,
    }
}

/// Where the root element begins, and the layout of its start tag.
pub(super) fn root(text: &str) -> Option<(usize, ElementLayout)> {
    let mut reader = Reader::from_str(text);
    loop {
        let start = offset(reader.buffer_position());
        match reader.read_event().ok()? {
            Event::Start(_) | Event::Empty(_) => {
                return Some((start, element(text, start..text.len())));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// `source` with its character references resolved; as it is where one is unknown.
pub(super) fn unescape(source: &str) -> String {
    quick_xml::escape::unescape(source).map_or_else(|_| source.to_owned(), Into::into)
}

/// quick-xml counts in `u64`; a text in memory fits `usize`.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_of_elements() {
        let text = "<m><a b='>'  c=\"/\" />\n<d >x</d ></m>";
        let a = element(text, 3..21);
        assert_eq!(&text[3..a.attributes_end], "<a b='>'  c=\"/\"");
        assert_eq!((a.start_tag_end, a.self_closed), (21, true));
        let d = element(text, 22..text.len() - 4);
        assert_eq!(&text[d.start_tag_end..d.content_end], "x");
        assert_eq!(&text[22..d.attributes_end], "<d");
        assert!(!d.self_closed);
    }

    #[test]
    fn hostile_texts_are_stopped() {
        let deep = "<a>".repeat(1_000_000);
        assert!(matches!(scan(&deep), Err(Obstacle::Depth(_))));
        let wide: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
        assert!(matches!(
            scan(&format!("<a{wide}/>")),
            Err(Obstacle::Attributes(_))
        ));
        assert!(matches!(
            scan("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
            Err(Obstacle::Doctype(range)) if range == (0..30)
        ));
        assert!(matches!(scan("<a></b>"), Err(Obstacle::Syntax(_, _))));
    }
}
