//! What an AAR says of itself: the `<meta-data>` of its manifest. The only place that knows zip.

use std::io::{Read, Seek};
use std::sync::Arc;

use zip::ZipArchive;

use super::binary_xml;
use crate::manifest::document::ManifestDoc;
use crate::manifest::refusal;
use crate::source::SourceFile;

const MANIFEST: &str = "AndroidManifest.xml";
/// A library's manifest has a few kilobytes; what unpacks to more is no manifest.
const MAX_MANIFEST: u64 = 4 << 20;
const MAX_ENTRIES: usize = 1 << 16;

/// What an archive is read from.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// The value of the manifest's `<meta-data>` called `name`.
pub(super) fn meta_data(archive: impl Read + Seek, name: &str) -> Option<String> {
    let bytes = manifest(archive)?;
    if binary_xml::is(&bytes) {
        return binary_xml::meta_data(&bytes, name);
    }
    let file: Arc<SourceFile> = Arc::new(refusal::decode(MANIFEST, bytes).ok()?);
    let doc = ManifestDoc::parse(&file).ok()?;
    let mut entries = doc.application()?.children();
    entries.find_map(|element| {
        let named = element.tag() == "meta-data"
            && element.android("name").is_some_and(|it| it.value == name);
        let value = element.android("value").filter(|_| named)?;
        Some(value.value.trim().to_owned())
    })
}

/// The manifest in an archive.
fn manifest(archive: impl Read + Seek) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(archive).ok()?;
    if archive.len() > MAX_ENTRIES {
        return None;
    }
    let entry = archive.by_name(MANIFEST).ok()?;
    let mut bytes = Vec::new();
    // The size that the archive states is not to be trusted.
    entry.take(MAX_MANIFEST + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= MAX_MANIFEST).then_some(bytes)
}
