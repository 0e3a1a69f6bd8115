//! What an AAR or a JAR says of itself: the `<meta-data>` of its manifest, and the constants of its
//! classes. The only place that knows zip and class files.

use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use cafebabe::attributes::AttributeData;
use cafebabe::constant_pool::LiteralConstant;
use zip::ZipArchive;

use super::binary_xml;
use crate::manifest::document::ManifestDoc;
use crate::manifest::refusal;
use crate::source::SourceFile;

const MANIFEST: &str = "AndroidManifest.xml";
/// A library's manifest has a few kilobytes; what unpacks to more is no manifest.
const MAX_MANIFEST: u64 = 4 << 20;
/// The classes of an SDK, and one of them.
const CLASSES: &str = "classes.jar";
const MAX_CLASSES: u64 = 32 << 20;
const MAX_CLASS: u64 = 4 << 20;
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

/// The value of the Java constant `name`, a class with its field, in a JAR or in the classes of an
/// AAR.
pub(super) fn constant(mut archive: impl Read + Seek, name: &str) -> Option<String> {
    let (class, field) = name.rsplit_once('.')?;
    let path = format!("{}.class", class.replace('.', "/"));
    if let Some(bytes) = entry(&mut archive, &path, MAX_CLASS) {
        return value_of(&bytes, field);
    }
    let classes = entry(&mut archive, CLASSES, MAX_CLASSES)?;
    value_of(&entry(&mut Cursor::new(classes), &path, MAX_CLASS)?, field)
}

/// The value of the constant `field` in a class file.
fn value_of(class: &[u8], field: &str) -> Option<String> {
    let mut options = cafebabe::ParseOptions::default();
    options.parse_bytecode(false);
    let class = cafebabe::parse_class_with_options(class, &options).ok()?;
    let field = class.fields.iter().find(|it| it.name == field)?;
    field
        .attributes
        .iter()
        .find_map(|attribute| match &attribute.data {
            AttributeData::ConstantValue(LiteralConstant::String(text)) => Some(text.to_string()),
            _ => None,
        })
}

/// The manifest in an archive.
fn manifest(mut archive: impl Read + Seek) -> Option<Vec<u8>> {
    entry(&mut archive, MANIFEST, MAX_MANIFEST)
}

/// The entry called `name`; none where it unpacks to more than `most` bytes.
fn entry(archive: &mut (impl Read + Seek), name: &str, most: u64) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(archive).ok()?;
    if archive.len() > MAX_ENTRIES {
        return None;
    }
    let entry = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    // The size that the archive states is not to be trusted.
    entry.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}
