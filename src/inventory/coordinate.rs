//! Coordinates: `group:name:version`, put together from pieces that stand in many places.

use super::Place;
use super::libraries::Library;
use super::unresolved::{Reason, pinned};
use super::values::{Piece, Source};
use crate::version::Version;

/// A coordinate.
#[derive(Clone, Debug)]
pub(super) struct Module {
    /// `group:name`.
    pub(super) coordinate: String,
    pub(super) version: Result<Version, Reason>,
    /// Where the version stands, where that is elsewhere.
    pub(super) defined: Option<Place>,
    /// The name and the properties file that the version comes from.
    pub(super) property: Option<(String, String)>,
    /// The version as it is written, where it may be shown.
    pub(super) written: Option<String>,
}

/// What stands between two colons.
#[derive(Default)]
pub(super) struct Segment {
    pub(super) text: String,
    pub(super) unknown: Option<Reason>,
    pub(super) defined: Option<Place>,
    pub(super) property: Option<(String, String)>,
}

impl Module {
    pub(super) fn new(coordinate: String, version: Option<Segment>) -> Self {
        let version = version.unwrap_or_default();
        let here = version.defined.is_none() && version.property.is_none();
        let read = match version.unknown {
            Some(reason) => Err(reason),
            None => pinned(&version.text),
        };
        let showable = read.is_ok() || here;
        let written = Some(version.text).filter(|text| showable && !text.is_empty());
        Self {
            coordinate,
            version: read,
            defined: version.defined,
            property: version.property,
            written,
        }
    }

    pub(super) fn of_library(library: &Library) -> Self {
        let coordinate = format!("{}:{}", library.group, library.name);
        let segment = library.version.as_ref().map(|version| Segment {
            text: version.text.clone().unwrap_or_default(),
            unknown: version.text.clone().err(),
            defined: Some(version.place.clone()),
            property: None,
        });
        let mut module = Self::new(coordinate, segment);
        if library.version.is_none() {
            module.defined = Some(library.place.clone());
        }
        module
    }
}

/// The text, where all of it is known.
pub(super) fn known_text(segment: Segment) -> Option<String> {
    segment.unknown.is_none().then_some(segment.text)
}

/// The pieces as one.
pub(super) fn joined(pieces: &[Piece]) -> Segment {
    let mut segment = Segment::default();
    for piece in pieces {
        match &piece.text {
            Ok(text) => segment.text.push_str(text),
            Err(reason) => segment.unknown = Some(reason.clone()),
        }
        segment.note(&piece.from);
    }
    segment
}

/// The pieces between the colons.
pub(super) fn segments(pieces: &[Piece]) -> Vec<Segment> {
    let mut segments = vec![Segment::default()];
    for piece in pieces {
        let texts = match &piece.text {
            Ok(text) => text.split(':').map(Ok).collect(),
            Err(reason) => vec![Err(reason)],
        };
        for (at, text) in texts.into_iter().enumerate() {
            if at > 0 {
                segments.push(Segment::default());
            }
            let Some(last) = segments.last_mut() else {
                continue;
            };
            match text {
                Ok("") => continue,
                Ok(text) => last.text.push_str(text),
                Err(reason) => last.unknown = Some(reason.clone()),
            }
            last.note(&piece.from);
        }
    }
    segments
}

impl Segment {
    fn note(&mut self, from: &Source) {
        match from {
            Source::Here => {}
            Source::There(place) => self.defined = Some(place.clone()),
            Source::Property { name, file } => {
                self.property = Some((name.clone(), file.clone()));
            }
        }
    }
}
