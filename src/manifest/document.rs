//! A manifest that was read: the text, and a tree over it. The only place that knows roxmltree.

use std::ops::Range;
use std::sync::Arc;

use roxmltree::{Document, Error, Node, NodeId, NodeType};

use super::fragment::{Content, Fragment, Name};
use super::layout::{self, ElementLayout, MAX_ATTRIBUTES, MAX_DEPTH, Obstacle};
use super::{ANDROID, TOOLS};
use crate::finding::{Code, Finding};
use crate::source::{BOM, SourceFile, offset_of};

/// A manifest is some kilobytes; past this size it is hostile or a mistake.
const MAX_BYTES: usize = 16 << 20;

/// A manifest.
pub struct ManifestDoc<'a> {
    text: &'a str,
    tree: Document<'a>,
    application: Option<NodeId>,
}

/// An element of a manifest.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    text: &'d str,
    node: Node<'d, 'd>,
}

/// An attribute of an element.
pub struct Attribute<'d> {
    /// The value, with references resolved.
    pub value: &'d str,
    /// The attribute, from its name to the closing quote.
    pub range: Range<usize>,
    /// The value between the quotes, as it is written.
    pub value_range: Range<usize>,
}

/// Decodes the bytes of a manifest.
///
/// # Errors
///
/// What is not UTF-8 text, with or without a byte order mark, is refused: a compiled manifest,
/// UTF-16, bytes that are no characters, more than 16 MiB.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<SourceFile, Finding> {
    let refuse = |message: &str, text: String, span: Range<usize>, label: &str, help: &str| {
        let file = Arc::new(SourceFile::new(name, text));
        Err(Finding::error(Code::ManifestNotWellFormed, message)
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
        let end = text.trim_start_matches(BOM).lines().next().map_or(0, str::len);
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
            let bom = if bytes.starts_with(BOM.as_bytes()) { BOM.len() } else { 0 };
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

impl<'a> ManifestDoc<'a> {
    /// Reads the text of `file`.
    ///
    /// # Errors
    ///
    /// Everything that makes a faithful change impossible: not well-formed, a document type, another
    /// declared encoding, another root than `<manifest>`, `android:` bound to something else, two
    /// `<application>` elements, past the limits on depth and attributes.
    pub fn parse(file: &'a Arc<SourceFile>) -> Result<Self, Finding> {
        let text = file.text.as_str();
        check_declaration(file)?;
        let scanned = layout::scan(text);
        if let Err(obstacle) = &scanned
            && !matches!(obstacle, Obstacle::Syntax(..))
        {
            return Err(refusal(file, obstacle));
        }
        let tree = Document::parse(text).map_err(|error| not_well_formed(file, &error))?;
        if let Err(obstacle) = scanned {
            return Err(refusal(file, &obstacle));
        }
        let mut doc = Self {
            text,
            tree,
            application: None,
        };
        doc.application = doc.check_structure(file)?;
        Ok(doc)
    }

    fn check_structure(&self, file: &Arc<SourceFile>) -> Result<Option<NodeId>, Finding> {
        let root = self.tree.root_element();
        let tag = root.tag_name();
        let root_tag = self.root().start_tag();
        if tag.name() != "manifest" || tag.namespace().is_some() {
            return Err(Finding::error(
                Code::ManifestNotWellFormed,
                format!("the root element is `<{}>`, not `<manifest>`", tag.name()),
            )
            .at(file, root_tag, "not a manifest")
            .help("name an AndroidManifest.xml under `output.manifest`"));
        }
        for (prefix, uri) in [("android", ANDROID), ("tools", TOOLS)] {
            let bound = root.lookup_namespace_uri(Some(prefix));
            if let Some(found) = bound.filter(|found| *found != uri) {
                let start = self.text[root_tag.clone()].find(found);
                let span = start.map_or(root_tag.clone(), |at| {
                    root_tag.start + at..root_tag.start + at + found.len()
                });
                return Err(Finding::error(
                    Code::NamespaceWrong,
                    format!("the prefix `{prefix}` stands for another namespace"),
                )
                .at(file, span, "not Android's")
                .help(format!("write `xmlns:{prefix}=\"{uri}\"`")));
            }
        }
        let mut applications = self
            .root()
            .children()
            .filter(|element| element.tag() == "application");
        let first = applications.next();
        if let (Some(first), Some(second)) = (first, applications.next()) {
            return Err(Finding::error(
                Code::DuplicateDeclaration,
                "the manifest has two `<application>` elements",
            )
            .at(file, second.start_tag(), "the second one")
            .at(file, first.start_tag(), "the first one")
            .help("move everything into one `<application>`"));
        }
        Ok(first.map(|element| element.node.id()))
    }

    /// The text that the offsets refer to.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The `<manifest>` element.
    pub fn root(&self) -> Element<'_> {
        Element {
            text: self.text,
            node: self.tree.root_element(),
        }
    }

    /// The `<application>` element.
    pub fn application(&self) -> Option<Element<'_>> {
        let node = self.tree.get_node(self.application?)?;
        Some(Element {
            text: self.text,
            node,
        })
    }

    /// Whether an attribute anywhere is in Android's namespace.
    pub fn uses_android_namespace(&self) -> bool {
        self.tree.descendants().any(|node| {
            node.attributes()
                .any(|attribute| attribute.namespace() == Some(ANDROID))
        })
    }
}

impl<'d> Element<'d> {
    /// The element's name; empty for an element in some namespace, which is none of Android's.
    pub fn tag(self) -> &'d str {
        let name = self.node.tag_name();
        if name.namespace().is_some() {
            ""
        } else {
            name.name()
        }
    }

    /// A number that identifies the element within its document.
    pub fn id(self) -> u32 {
        self.node.id().get()
    }

    /// From `<` to the last `>`.
    pub fn range(self) -> Range<usize> {
        self.node.range()
    }

    /// From `<` to the end of the start tag.
    pub fn start_tag(self) -> Range<usize> {
        let range = self.range();
        range.start..self.layout().start_tag_end
    }

    /// Where the parts of its tags stand.
    pub(super) fn layout(self) -> ElementLayout {
        layout::element(self.text, self.range())
    }

    /// The text of the whole document.
    pub(super) fn document_text(self) -> &'d str {
        self.text
    }

    /// The element that holds this one.
    pub fn parent(self) -> Option<Self> {
        let node = self.node.parent_element()?;
        Some(Self { node, ..self })
    }

    /// The elements in it, without deeper ones.
    pub fn children(self) -> impl DoubleEndedIterator<Item = Element<'d>> {
        self.node
            .children()
            .filter(Node::is_element)
            .map(move |node| Self { node, ..self })
    }

    /// The ranges of everything in it but white space.
    pub fn content(self) -> impl DoubleEndedIterator<Item = Range<usize>> {
        self.node
            .children()
            .filter(|node| !is_blank(*node))
            .map(move |node| {
                let range = node.range();
                let trailing = if node.is_text() {
                    let source = &self.text[range.clone()];
                    source.len() - source.trim_end().len()
                } else {
                    0
                };
                range.start..range.end - trailing
            })
    }

    /// The element before it, under the same parent.
    pub fn previous(self) -> Option<Self> {
        let node = self.node.prev_sibling_element()?;
        Some(Self { node, ..self })
    }

    /// The attribute `name` of Android's namespace.
    pub fn android(self, name: &str) -> Option<Attribute<'d>> {
        self.attribute(ANDROID, name)
    }

    /// The attribute `name` of the namespace `uri`.
    pub fn attribute(self, uri: &str, name: &str) -> Option<Attribute<'d>> {
        let attribute = self.node.attribute_node((uri, name))?;
        Some(self.located(attribute))
    }

    /// The attribute `name` without a namespace.
    pub fn plain_attribute(self, name: &str) -> Option<Attribute<'d>> {
        self.node
            .attributes()
            .find(|attribute| attribute.namespace().is_none() && attribute.name() == name)
            .map(|attribute| self.located(attribute))
    }

    fn located(self, attribute: roxmltree::Attribute<'d, 'd>) -> Attribute<'d> {
        let range = attribute.range();
        // The last byte is the closing quote, and no name or `=` holds one.
        let source = &self.text[range.clone()];
        let quote = source.as_bytes()[source.len() - 1] as char;
        let opening = source.find(quote).unwrap_or(0);
        Attribute {
            value: attribute.value(),
            value_range: range.start + opening + 1..range.end - 1,
            range,
        }
    }

    /// The value of `attribute` as it is written between its quotes.
    pub fn source_of(self, attribute: &Attribute<'_>) -> Option<String> {
        self.text.get(attribute.value_range.clone()).map(str::to_owned)
    }

    /// The ranges of all attributes but namespace declarations.
    pub fn attribute_ranges(self) -> impl DoubleEndedIterator<Item = Range<usize>> {
        self.node.attributes().map(|attribute| attribute.range())
    }

    /// A prefix that stands for Android's namespace here.
    pub fn android_prefix(self) -> Option<&'d str> {
        self.node
            .namespaces()
            .filter(|namespace| namespace.uri() == ANDROID)
            .filter_map(|namespace| namespace.name())
            .find(|prefix| self.node.lookup_namespace_uri(Some(prefix)) == Some(ANDROID))
    }

    /// Whether `prefix` stands for something here.
    pub fn is_bound(self, prefix: &str) -> bool {
        self.node.lookup_namespace_uri(Some(prefix)).is_some()
    }

    /// What the element says, apart from white space and the order of its attributes.
    pub fn fragment(self) -> Fragment {
        let attributes = self
            .node
            .attributes()
            .map(|attribute| {
                let name = Name::new(attribute.namespace(), attribute.name());
                (name, attribute.value().to_owned())
            })
            .collect();
        let content = self
            .node
            .children()
            .filter(|node| !is_blank(*node))
            .map(|node| match node.node_type() {
                NodeType::Element => Content::Element(Self { node, ..self }.fragment()),
                _ => Content::Other(self.text[node.range()].to_owned()),
            })
            .collect();
        Fragment {
            tag: self.tag().to_owned(),
            attributes,
            content,
        }
    }
}

/// The text that `source`, the inside of an attribute's quotes, stands for.
pub fn resolve_references(source: &str) -> String {
    layout::unescape(source)
}

fn is_blank(node: Node<'_, '_>) -> bool {
    node.is_text() && node.text().is_none_or(|text| text.trim().is_empty())
}

/// The declared encoding must be the one that the bytes are in.
fn check_declaration(file: &Arc<SourceFile>) -> Result<(), Finding> {
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
    let value = declaration[at + "encoding".len()..].trim_start_matches([' ', '\t', '\r', '\n', '=']);
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Ok(());
    };
    let encoding = value[1..].split(quote).next().unwrap_or_default();
    if ["utf-8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    let start = "<?xml".len() + declaration.len() - value.len() + 1;
    Err(Finding::error(
        Code::ManifestNotWellFormed,
        format!(
            "the manifest declares the encoding `{}`",
            encoding.escape_debug()
        ),
    )
    .at(file, start..start + encoding.len(), "only UTF-8 can be patched")
    .help("save the file as UTF-8 and write `encoding=\"utf-8\"`"))
}

fn refusal(file: &Arc<SourceFile>, obstacle: &Obstacle) -> Finding {
    match obstacle {
        Obstacle::Doctype(range) => Finding::error(
            Code::ManifestHasDoctype,
            "the manifest has a document type declaration",
        )
        .at(file, range.clone(), "never needed, and able to read files")
        .help("delete the `<!DOCTYPE …>`, and write out what its entities stood for"),
        Obstacle::Depth(range) => Finding::error(
            Code::ManifestNotWellFormed,
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
                Code::ManifestNotWellFormed,
                format!("an element has more than {MAX_ATTRIBUTES} attributes"),
            )
            .at(file, start..shown, "this one")
            .help("no manifest has; check that this is the right file")
        }
        Obstacle::Syntax(at, message) => malformed(file, *at, message.clone()),
    }
}

fn not_well_formed(file: &Arc<SourceFile>, error: &Error) -> Finding {
    let text = &file.text;
    let at = match error {
        Error::NoRootNode => 0,
        Error::UnclosedRootNode => text.trim_end().len().saturating_sub(1),
        _ => {
            let pos = error.pos();
            offset_of(text, pos.row as usize, pos.col as usize)
        }
    };
    if matches!(error, Error::NoRootNode) && text.trim().is_empty() {
        return malformed(file, 0, "the file is empty".into());
    }
    let message = error.to_string();
    let message = match message.rfind(" at ") {
        Some(place) => &message[..place],
        None => &message,
    };
    malformed(file, at, message.to_owned())
}

/// The finding for text that is not XML, with the likely cause where one is visible.
fn malformed(file: &Arc<SourceFile>, at: usize, reason: String) -> Finding {
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
    let help = cause(&text[line..line_end], &text[..start]);
    Finding::error(
        Code::ManifestNotWellFormed,
        format!("the manifest is not well-formed XML: {reason}"),
    )
    .at(file, start..end, "here")
    .help(help)
}

/// What most likely happened on `line`, after `before`.
fn cause(line: &str, before: &str) -> &'static str {
    let in_comment = before.rfind("<!--") > before.rfind("-->");
    if line.contains(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) {
        "the line has curly quotes from a document; write straight ones"
    } else if line.contains(['\u{ff02}', '\u{ff1d}', '\u{ff1c}', '\u{ff1e}', '\u{3000}']) {
        "the line has full-width characters; write the ASCII ones"
    } else if in_comment {
        "`--` cannot stand inside a comment, and a comment ends with `-->`"
    } else if before.trim().is_empty() && line.contains("<?xml") {
        "nothing may stand before `<?xml`"
    } else if line.matches('"').count() % 2 == 1 {
        "a quote is missing on this line"
    } else if line.contains('&') && !line.contains(';') {
        "write `&amp;` for `&`"
    } else {
        "mend it by hand; nothing was written"
    }
}
