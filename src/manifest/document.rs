//! A manifest that was read: the text, and a tree over it. The only place that knows roxmltree.

use std::ops::Range;
use std::sync::Arc;

use roxmltree::{Document, Error, Node, NodeId, NodeType};

use super::fragment::{Content, Fragment, Name};
use super::layout::{self, ElementLayout, Obstacle};
use super::{ANDROID, namespaces, refusal};
use crate::finding::{Code, Finding};
use crate::source::{SourceFile, offset_of};

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
    text: &'d str,
}

impl<'d> Attribute<'d> {
    /// The value between the quotes, as it is written.
    pub fn source(&self) -> &'d str {
        &self.text[self.value_range()]
    }

    /// Where the value stands, between the quotes.
    pub fn value_range(&self) -> Range<usize> {
        // The last byte is the closing quote, and no name or `=` holds one.
        let source = &self.text[self.range.clone()];
        let quote = source.as_bytes()[source.len() - 1] as char;
        let opening = source.find(quote).unwrap_or(0);
        self.range.start + opening + 1..self.range.end - 1
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
        refusal::check_declaration(file)?;
        let scanned = layout::scan(&file.text);
        if let Err(obstacle) = &scanned
            && !matches!(obstacle, Obstacle::Syntax(..))
        {
            return Err(refusal::of_obstacle(file, obstacle));
        }
        let doc = Self::parse_edited(file)?;
        match scanned {
            Ok(()) => Ok(doc),
            Err(obstacle) => Err(refusal::of_obstacle(file, &obstacle)),
        }
    }

    /// Reads a text that was made by editing one that [`ManifestDoc::parse`] let through, whose
    /// encoding and limits need no second look.
    ///
    /// # Errors
    ///
    /// What is not well-formed, or no manifest.
    pub fn parse_edited(file: &'a Arc<SourceFile>) -> Result<Self, Finding> {
        let text = file.text.as_str();
        let tree = Document::parse(text).map_err(|error| not_well_formed(file, &error))?;
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
        if self.root().tag() != "manifest" {
            let message = if tag.name() == "manifest" {
                "the root element `<manifest>` is in a namespace, which Android's are not"
                    .to_owned()
            } else {
                format!("the root element is `<{}>`, not `<manifest>`", tag.name())
            };
            return Err(Finding::error(Code::MANIFEST_NOT_WELL_FORMED, message)
                .at(file, root_tag, "not a manifest")
                .help("name an AndroidManifest.xml under `output.manifest`"));
        }
        namespaces::check_root(self.root(), file)?;
        let mut applications = self
            .root()
            .children()
            .filter(|element| element.tag() == "application");
        let first = applications.next();
        if let (Some(first), Some(second)) = (first, applications.next()) {
            return Err(Finding::error(
                Code::DUPLICATE_DECLARATION,
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
}

impl<'d> Element<'d> {
    /// The element's name; empty for an element in some namespace, which is none of Android's.
    pub fn tag(self) -> &'d str {
        let name = self.node.tag_name();
        match name.namespace() {
            // `xmlns=""` says as much as no declaration.
            None | Some("") => name.name(),
            Some(_) => "",
        }
    }

    /// A number that identifies the element within its document.
    pub fn id(self) -> u32 {
        self.node.id().get()
    }

    /// The element's name in the start tag.
    pub fn tag_range(self) -> Range<usize> {
        let start = self.range().start + 1;
        let rest = &self.text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        start..start + end.unwrap_or(rest.len())
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

    /// Its intent filters.
    pub fn intent_filters(self) -> impl DoubleEndedIterator<Item = Element<'d>> {
        self.children()
            .filter(|child| child.tag() == "intent-filter")
    }

    /// The element and every one inside it, in the order of the text.
    pub fn descendants(self) -> impl Iterator<Item = Element<'d>> {
        self.node
            .descendants()
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

    /// The attribute `name` without a prefix.
    pub fn plain(self, name: &str) -> Option<Attribute<'d>> {
        let attribute = self.node.attribute_node(name)?;
        Some(self.located(attribute))
    }

    /// Whether it has any attribute of the namespace `uri`.
    pub fn has_attribute_of(self, uri: &str) -> bool {
        let mut attributes = self.node.attributes();
        attributes.any(|attribute| attribute.namespace() == Some(uri))
    }

    fn located(self, attribute: roxmltree::Attribute<'d, 'd>) -> Attribute<'d> {
        Attribute {
            value: attribute.value(),
            range: attribute.range(),
            text: self.text,
        }
    }

    /// The attributes but namespace declarations: namespace, name without prefix, and the rest.
    pub fn attributes(self) -> impl Iterator<Item = (Option<&'d str>, &'d str, Attribute<'d>)> {
        self.node.attributes().map(move |attribute| {
            let (namespace, name) = (attribute.namespace(), attribute.name());
            (namespace, name, self.located(attribute))
        })
    }

    /// The ranges of the texts directly in it that are not only white space, without the white space
    /// around them.
    pub fn texts(self) -> impl Iterator<Item = Range<usize>> {
        let texts = self
            .node
            .children()
            .filter(|node| node.is_text() && !is_blank(*node));
        texts.map(move |node| {
            // A node's own range ends where the first CDATA section in it begins.
            let end = match node.next_sibling() {
                Some(next) => next.range().start,
                None => self.layout().content_end,
            };
            let start = node.range().start;
            let source = &self.text[start..end];
            start + (source.len() - source.trim_start().len())..start + source.trim_end().len()
        })
    }

    /// The ranges of all attributes but namespace declarations.
    pub fn attribute_ranges(self) -> impl DoubleEndedIterator<Item = Range<usize>> {
        self.node.attributes().map(|attribute| attribute.range())
    }

    /// A prefix that stands for Android's namespace here.
    pub fn android_prefix(self) -> Option<&'d str> {
        self.prefix_of(ANDROID)
    }

    /// A prefix that stands for the namespace `uri` here.
    pub fn prefix_of(self, uri: &str) -> Option<&'d str> {
        self.node
            .namespaces()
            .filter(|namespace| namespace.uri() == uri)
            .filter_map(|namespace| namespace.name())
            .find(|prefix| self.node.lookup_namespace_uri(Some(prefix)) == Some(uri))
    }

    /// What `prefix` stands for here.
    pub fn namespace_of(self, prefix: &str) -> Option<&'d str> {
        self.node.lookup_namespace_uri(Some(prefix))
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

fn not_well_formed(file: &Arc<SourceFile>, error: &Error) -> Finding {
    let text = &file.text;
    if let Error::UnknownNamespace(prefix, at) = error {
        let at = offset_of(text, at.row as usize, at.col as usize);
        return namespaces::unbound(file, prefix, at);
    }
    let at = match error {
        Error::NoRootNode => 0,
        Error::UnclosedRootNode => text.len(),
        _ => {
            let pos = error.pos();
            offset_of(text, pos.row as usize, pos.col as usize)
        }
    };
    let found = || match text[at..].chars().next() {
        Some(c) if c.is_control() => format!("U+{:04X}", u32::from(c)),
        Some(c) => format!("`{c}`"),
        None => "the end of the file".to_owned(),
    };
    let reason = match error {
        Error::NoRootNode if text.trim().is_empty() => "the file is empty".to_owned(),
        Error::NoRootNode => "there is no element in it".to_owned(),
        Error::UnclosedRootNode => "it ends before its elements are closed".to_owned(),
        Error::UnexpectedCloseTag(expected, actual, _) => {
            format!("`</{actual}>` stands where `</{expected}>` is due")
        }
        Error::DuplicatedAttribute(name, _) => format!("the attribute `{name}` stands twice"),
        Error::UnknownEntityReference(name, _) => format!("the entity `&{name};` is not known"),
        Error::MalformedEntityReference(_) => "`&` begins no valid reference".to_owned(),
        Error::InvalidComment(_) => "a comment holds `--`, or ends in `--->`".to_owned(),
        Error::InvalidCharacterData(_) => "`]]>` stands in a text".to_owned(),
        Error::NonXmlChar(c, _) => format!("U+{:04X} is no character of XML", u32::from(*c)),
        Error::InvalidChar(expected, ..) => {
            format!(
                "{} stands where `{}` is due",
                found(),
                char::from(*expected)
            )
        }
        Error::InvalidChar2(expected, ..) => {
            format!("{} stands where {expected} is due", found())
        }
        Error::UnexpectedDeclaration(_) => "`<?xml` stands behind something else".to_owned(),
        _ => {
            let message = error.to_string();
            message.split(" at ").next().unwrap_or_default().to_owned()
        }
    };
    refusal::malformed(file, at, reason)
}
