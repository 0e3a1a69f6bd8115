//! An element as its meaning: to be written, or to be compared with what was written.

use sha2::{Digest, Sha256};

use super::style::Style;
use super::{ANDROID, TOOLS};

/// The name of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    namespace: Option<String>,
    local: String,
}

impl Name {
    /// The attribute `local` of `namespace`.
    pub fn new(namespace: Option<&str>, local: &str) -> Self {
        Self {
            namespace: namespace.map(str::to_owned),
            local: local.to_owned(),
        }
    }

    /// The attribute `local` of Android's namespace.
    pub fn android(local: &str) -> Self {
        Self::new(Some(ANDROID), local)
    }
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Its name; Android's elements are in no namespace.
    pub tag: String,
    /// Its attributes, in writing order; values without XML escaping.
    pub attributes: Vec<(Name, String)>,
    /// What is in it.
    pub content: Vec<Content>,
}

/// Something in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An element.
    Element(Fragment),
    /// A comment, text or processing instruction, as it is written.
    Other(String),
}

impl Fragment {
    /// An element with attributes of Android's namespace.
    pub fn new<'a>(
        tag: &str,
        attributes: impl IntoIterator<Item = (&'a str, String)>,
        children: Vec<Fragment>,
    ) -> Self {
        Self {
            tag: tag.to_owned(),
            attributes: attributes
                .into_iter()
                .map(|(name, value)| (Name::android(name), value))
                .collect(),
            content: children.into_iter().map(Content::Element).collect(),
        }
    }

    /// The value of the attribute `name` of Android's namespace.
    pub fn android(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(found, _)| found.local == name && found.namespace.as_deref() == Some(ANDROID))
            .map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub fn children(&self) -> impl Iterator<Item = &Fragment> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(child) => Some(child),
            Content::Other(_) => None,
        })
    }

    /// A short fingerprint of what the element says. White space and the order of attributes do not
    /// count; comments do, so that an element with a comment of the user's is not taken for ours.
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        self.feed(&mut hasher);
        short(&hasher.finalize())
    }

    fn feed(&self, hasher: &mut Sha256) {
        // Every part is ended by a byte that cannot stand in XML, so that no two trees are fed alike.
        let mut part = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update([0]);
        };
        part(&self.tag);
        let mut attributes: Vec<_> = self.attributes.iter().collect();
        attributes.sort();
        for (name, value) in attributes {
            part(name.namespace.as_deref().unwrap_or_default());
            part(&name.local);
            part(value);
        }
        hasher.update([1]);
        for content in &self.content {
            match content {
                Content::Element(child) => child.feed(hasher),
                Content::Other(text) => {
                    hasher.update([2]);
                    hasher.update(text.trim().replace("\r\n", "\n").as_bytes());
                    hasher.update([0]);
                }
            }
        }
        hasher.update([3]);
    }

    /// Appends the element to `out`. With a line ending, each further line begins with `indent`;
    /// without one, everything goes on one line.
    pub fn render(&self, style: &Style, line: Option<(&str, &str)>, out: &mut String) {
        out.push('<');
        out.push_str(&self.tag);
        let separate = line.filter(|_| style.attribute_per_line && self.attributes.len() > 1);
        for (name, value) in &self.attributes {
            match separate {
                Some((ending, indent)) => {
                    out.push_str(ending);
                    out.push_str(indent);
                    out.push_str(&style.unit);
                }
                None => out.push(' '),
            }
            out.push_str(&attribute(style, name, value));
        }
        if self.content.is_empty() {
            out.push_str(style.self_closing);
            return;
        }
        out.push('>');
        let deeper = line.map(|(ending, indent)| (ending, format!("{indent}{}", style.unit)));
        for content in &self.content {
            let line = deeper
                .as_ref()
                .map(|(ending, indent)| (*ending, indent.as_str()));
            if let Some((ending, indent)) = line {
                out.push_str(ending);
                out.push_str(indent);
            }
            match content {
                Content::Element(child) => child.render(style, line, out),
                Content::Other(text) => out.push_str(text),
            }
        }
        if let Some((ending, indent)) = line {
            out.push_str(ending);
            out.push_str(indent);
        }
        out.push_str("</");
        out.push_str(&self.tag);
        out.push('>');
    }
}

/// An attribute as it is written: name, quotes, and the value escaped.
pub(super) fn attribute(style: &Style, name: &Name, value: &str) -> String {
    let prefix = match name.namespace.as_deref() {
        Some(ANDROID) => format!("{}:", style.prefix),
        Some(TOOLS) => "tools:".to_owned(),
        _ => String::new(),
    };
    let (quote, value) = (style.quote, escape(value, style.quote));
    format!("{prefix}{}={quote}{value}{quote}", name.local)
}

/// `value` as it may stand between two `quote`s.
pub fn escape(value: &str, quote: char) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quote == '"' => out.push_str("&quot;"),
            '\'' if quote == '\'' => out.push_str("&apos;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
    out
}

/// A short fingerprint of `text`.
pub fn digest(text: &str) -> String {
    short(&Sha256::digest(text.as_bytes()))
}

fn short(hash: &[u8]) -> String {
    let halves = hash.iter().take(8).flat_map(|byte| [byte >> 4, byte & 15]);
    halves
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_sees_meaning_only() {
        let one = Fragment::new("a", [("x", "1".into()), ("y", "2".into())], vec![]);
        let other = Fragment::new("a", [("y", "2".into()), ("x", "1".into())], vec![]);
        assert_eq!(one.digest(), other.digest());
        let mut comment = one.clone();
        comment.content.push(Content::Other("<!-- mine -->".into()));
        assert_ne!(one.digest(), comment.digest());
        let nested = Fragment::new("a", [], vec![Fragment::new("b", [], vec![])]);
        let beside = Fragment::new("a", [], vec![]);
        assert_ne!(nested.digest(), beside.digest());
    }

    #[test]
    fn values_cannot_leave_their_attribute() {
        assert_eq!(
            escape("\" android:exported=\"true", '"'),
            "&quot; android:exported=&quot;true"
        );
        assert_eq!(escape("]]>\n<'", '\''), "]]&gt;&#10;&lt;&apos;");
    }
}
