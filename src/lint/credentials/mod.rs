//! The credentials of vendors: the ids and keys that an SDK takes from the app.
//!
//! A [`Credential`] is a parameter of the catalogue with the value that the app has for it, in the
//! spec, in a manifest or in a constant ([`all`]). How an SDK reads what stands in a manifest, and
//! what the resource compiler makes of it, is the matter of [`meta_data`]; which types and literals
//! hold one in code, that of [`constants`].

mod found;
pub(super) mod meta_data;
mod mismatch;

use std::ops::Range;
use std::sync::Arc;

use crate::catalogue::Vendor;
use crate::catalogue::schema::Parameter;
use crate::lint::sources::is_shipped;
use crate::render::{Ownership, ownership};
use crate::source::SourceFile;

pub(super) use found::{all, in_manifests, in_sources, in_spec};
pub(super) use mismatch::{Mismatch, constants};

/// The value of a parameter, somewhere.
pub(super) struct Credential<'k> {
    /// Whose it is.
    pub(super) vendor: &'k Vendor,
    /// What it is.
    pub(super) parameter: &'k Parameter,
    /// The value, without what the SDK wants in front of it.
    pub(super) value: String,
    /// What it stands in.
    pub(super) place: Place,
    /// The file that has it, or says where it is.
    pub(super) file: Arc<SourceFile>,
    /// Where its name stands.
    pub(super) name_span: Range<usize>,
    /// Where the value stands; in code, the whole literal.
    pub(super) span: Range<usize>,
    /// Whether it is a string there, and no number.
    pub(super) is_text: bool,
    /// Whether it comes from elsewhere, and must be neither shown nor written down.
    pub(super) is_elsewhere: bool,
    /// Whether it stands where the SDK looks for it, in the form that the SDK reads.
    pub(super) is_as_read: bool,
}

/// What a credential stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Spec,
    Manifest,
    Code,
}

/// Whether `file` is a source that ships, and none that `apply` wrote.
fn is_shipped_by_hand(file: &SourceFile) -> bool {
    is_shipped(&file.name) && ownership(file) == Ownership::Foreign
}

impl Credential<'_> {
    /// Whether `other` is the same parameter.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.vendor.id == other.vendor.id && self.parameter.key == other.parameter.key
    }

    /// Whether the file is there to be copied and filled in.
    pub(super) fn is_template(&self) -> bool {
        self.file.name.ends_with(".example")
    }

    /// Whether the file is part of what ships, and no file that `apply` wrote.
    pub(super) fn is_shipped_by_hand(&self) -> bool {
        is_shipped_by_hand(&self.file)
    }

    /// The value for a message, or where it comes from.
    pub(super) fn shown(&self) -> String {
        if self.is_elsewhere {
            format!("what `{}` holds", &self.file.text[self.span.clone()])
        } else {
            format!("`{}`", self.value)
        }
    }

    /// Where the value stands, in code without the quotes or the suffix of the literal.
    pub(super) fn value_span(&self) -> Range<usize> {
        let (start, end) = (self.span.start, self.span.end);
        let written = &self.file.text[self.span.clone()];
        match self.place {
            Place::Spec | Place::Manifest => start..end,
            Place::Code if written.starts_with("\"\"\"") => start + 3..end - 3,
            Place::Code if self.is_text => start + 1..end - 1,
            Place::Code => start..start + written.trim_end_matches(['L', 'l']).len(),
        }
    }
}
