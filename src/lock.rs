//! `pushweave.lock`: what the tool wove into a project or adopted there, so that it can take exactly
//! that away.
//!
//! The lock holds identities and fingerprints, never values.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::{Code, Finding};
use crate::source::SourceFile;

/// The version of the lock's format.
const SCHEMA: u32 = 1;

const HEADER: &str = "\
# Written by pushweave: what it wove into this project, and needs to know to take it out again.
# Commit this file; do not edit it.
";

/// The content of a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The version of the format.
    pub schema: u32,
    /// The manifest that was patched, relative to the lock.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manifest: String,
    /// Files that were generated as a whole, relative to the lock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Files of the app's own that hold a generated region, relative to the lock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Elements that were added.
    #[serde(default, rename = "element", skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<WovenElement>,
    /// Attributes that were added to elements of the app's own.
    #[serde(default, rename = "attribute", skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<WovenAttribute>,
    /// What was needed to make room.
    #[serde(default, rename = "scaffold", skip_serializing_if = "Vec::is_empty")]
    pub scaffolds: Vec<Scaffold>,
}

/// An element that was added, or adopted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WovenElement {
    /// The route to it.
    pub route: String,
    /// Who demanded it.
    pub vendors: Vec<String>,
    /// The fingerprint of what was written, or found when it was adopted.
    pub digest: String,
    /// What would have been written in its place, where it was adopted in another spelling.
    #[serde(
        default,
        rename = "instead-of",
        skip_serializing_if = "Option::is_none"
    )]
    pub instead_of: Option<Counterpart>,
}

/// The element that an adopted one stands for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Counterpart {
    /// The route that it would have.
    pub route: String,
    /// The fingerprint that it would have.
    pub digest: String,
}

impl WovenElement {
    /// The route to what the wish asks for, which this element is or stands for.
    pub fn wished_route(&self) -> &str {
        match &self.instead_of {
            Some(counterpart) => &counterpart.route,
            None => &self.route,
        }
    }

    /// The fingerprint of the same.
    pub fn wished_digest(&self) -> &str {
        match &self.instead_of {
            Some(counterpart) => &counterpart.digest,
            None => &self.digest,
        }
    }
}

/// An attribute that was added, changed or adopted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WovenAttribute {
    /// The route to the element.
    pub route: String,
    /// The attribute of Android's namespace.
    pub name: String,
    /// Who demanded it.
    pub vendors: Vec<String>,
    /// The fingerprint of the value that was written.
    pub digest: String,
    /// The raw value that was there before, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The fingerprint of the value that would have been written, where it was adopted in another
    /// spelling.
    #[serde(
        default,
        rename = "instead-of",
        skip_serializing_if = "Option::is_none"
    )]
    pub instead_of: Option<String>,
}

impl WovenAttribute {
    /// The fingerprint of the value that the wish asks for, which this one is or stands for.
    pub fn wished_digest(&self) -> &str {
        self.instead_of.as_deref().unwrap_or(&self.digest)
    }
}

/// Something that was needed to make room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind", deny_unknown_fields)]
pub enum Scaffold {
    /// An element without content was written out as start and end tag.
    Opened {
        /// The route to it.
        route: String,
        /// What its tags ended with.
        original: String,
    },
    /// An element was added to hold others.
    Created {
        /// The route to it.
        route: String,
    },
    /// Android's namespace was bound at the root.
    Namespace {
        /// The prefix.
        prefix: String,
    },
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    ///
    /// A lock that is not as the tool wrote it is refused: guessing would take away the wrong things.
    pub fn parse(file: &Arc<SourceFile>) -> Result<Self, Finding> {
        let refuse = |message: String, span| {
            Finding::error(Code::GENERATED_DRIFT, message)
                .at(file, span, "here")
                .help("take the file from version control again; it is never edited by hand")
        };
        let lock: Self = toml::from_str(&file.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            refuse(
                format!("the lock cannot be read: {}", error.message()),
                span,
            )
        })?;
        if lock.schema > SCHEMA {
            return Err(refuse(
                format!(
                    "the lock has schema {}, and this pushweave knows {SCHEMA}",
                    lock.schema
                ),
                0..0,
            )
            .help("update pushweave"));
        }
        Ok(lock)
    }

    /// The lock as text; `None` when there is nothing to remember.
    pub fn render(&self) -> Option<String> {
        let nothing = self.files.is_empty()
            && self.regions.is_empty()
            && self.elements.is_empty()
            && self.attributes.is_empty()
            && self.scaffolds.is_empty();
        if nothing {
            return None;
        }
        let mut text = String::from(HEADER);
        let body = toml::to_string(&Self {
            schema: SCHEMA,
            ..self.clone()
        });
        // Strings, numbers and lists of them always have a TOML form.
        write!(text, "\n{}", body.unwrap_or_default()).ok()?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_back() {
        let lock = Lock {
            schema: SCHEMA,
            manifest: "app/AndroidManifest.xml".into(),
            files: vec!["app/push.pro".into()],
            regions: vec!["app/C.java".into()],
            elements: vec![WovenElement {
                route: "application > service .S".into(),
                vendors: vec!["x".into()],
                digest: "00".into(),
                instead_of: Some(Counterpart {
                    route: "application > service com.x.S".into(),
                    digest: "02".into(),
                }),
            }],
            attributes: vec![WovenAttribute {
                route: "application > activity .A".into(),
                name: "exported".into(),
                vendors: vec!["click".into()],
                digest: "01".into(),
                was: Some("a\"b\\u0031\r\n".into()),
                instead_of: None,
            }],
            scaffolds: vec![
                Scaffold::Opened {
                    route: "application".into(),
                    original: "\r\n    />".into(),
                },
                Scaffold::Namespace {
                    prefix: "android".into(),
                },
            ],
        };
        let text = lock.render().expect("something to remember");
        let file = Arc::new(SourceFile::new("pushweave.lock", text));
        assert_eq!(Lock::parse(&file).expect("reads"), lock);
        assert_eq!(Lock::default().render(), None);
    }

    #[test]
    fn a_spoiled_lock_is_refused() {
        for text in [
            "schema = 1\n[[elements]]\n",
            "schema = 99\n",
            "schema = \"x\"",
        ] {
            let file = Arc::new(SourceFile::new("pushweave.lock", text.into()));
            assert!(Lock::parse(&file).is_err(), "{text}");
        }
    }
}
