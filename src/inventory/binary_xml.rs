//! Android's binary XML, as far as the `<meta-data>` of a manifest needs it: the string pool, the
//! resource ids of attribute names, and the starts of elements.
//!
//! The layout is that of AOSP's `ResourceTypes.h`. All reads are checked; what does not fit in the
//! file gives nothing.

const XML: u16 = 0x0003;
const STRING_POOL: u16 = 0x0001;
const RESOURCE_MAP: u16 = 0x0180;
const START_ELEMENT: u16 = 0x0102;
const UTF8: u32 = 1 << 8;

/// `android:name` and `android:value` by their resource ids.
const NAME: u32 = 0x0101_0003;
const VALUE: u32 = 0x0101_0024;

const NONE: u32 = u32::MAX;
/// No name or version is longer; without a limit, many elements could share one giant string.
const MAX_STRING: usize = 1024;
const TYPE_STRING: u8 = 0x03;
const TYPE_DECIMAL: u8 = 0x10;

/// Whether `bytes` begin as binary XML does.
pub(super) fn is(bytes: &[u8]) -> bool {
    u16_at(bytes, 0) == Some(XML) && u16_at(bytes, 2) == Some(8)
}

/// The value of the first `<meta-data>` called `name`, as text.
pub(super) fn meta_data(bytes: &[u8], name: &str) -> Option<String> {
    let mut pool: &[u8] = &[];
    let mut ids: &[u8] = &[];
    let mut rest = bytes.get(8..)?;
    while let Some((kind, chunk)) = chunk(rest) {
        match kind {
            STRING_POOL if pool.is_empty() => pool = chunk,
            RESOURCE_MAP => ids = chunk,
            START_ELEMENT => {
                if let Some(value) = matching(chunk, pool, ids, name) {
                    return Some(value);
                }
            }
            _ => {}
        }
        rest = rest.get(chunk.len()..)?;
    }
    None
}

/// The chunk at the start of `bytes`, with its header.
fn chunk(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let size = usize::try_from(u32_at(bytes, 4)?).ok()?;
    let chunk = bytes.get(..size)?;
    (size >= 8).then_some((u16_at(bytes, 0)?, chunk))
}

/// The value of the element in `chunk`, if it is the meta-data called `name`.
fn matching(chunk: &[u8], pool: &[u8], ids: &[u8], name: &str) -> Option<String> {
    let header = usize::from(u16_at(chunk, 2)?);
    let element = chunk.get(header..)?;
    if string(pool, u32_at(element, 4)?)? != "meta-data" {
        return None;
    }
    let start = usize::from(u16_at(element, 8)?);
    let size = usize::from(u16_at(element, 10)?).max(20);
    let count = usize::from(u16_at(element, 12)?);
    let (mut named, mut value) = (false, None);
    for attribute in element.get(start..)?.chunks(size).take(count) {
        match attribute_id(attribute, pool, ids) {
            Some(NAME) => named = text(attribute, pool).as_deref() == Some(name),
            Some(VALUE) => value = text(attribute, pool),
            _ => {}
        }
    }
    value.filter(|_| named)
}

/// The resource id of the attribute's name; by its text where the file has no ids.
fn attribute_id(attribute: &[u8], pool: &[u8], ids: &[u8]) -> Option<u32> {
    let name = u32_at(attribute, 4)?;
    let at = usize::try_from(name).ok()?.checked_mul(4)?;
    match u32_at(ids, at.checked_add(8)?) {
        Some(id) => Some(id),
        None => match string(pool, name)?.as_str() {
            "name" => Some(NAME),
            "value" => Some(VALUE),
            _ => None,
        },
    }
}

fn text(attribute: &[u8], pool: &[u8]) -> Option<String> {
    // What was written, before the compiler guessed a type: `4.10` stays what it is.
    let raw = u32_at(attribute, 8)?;
    if raw != NONE {
        return string(pool, raw);
    }
    let data = u32_at(attribute, 16)?;
    match *attribute.get(15)? {
        TYPE_STRING => string(pool, data),
        TYPE_DECIMAL => Some(data.cast_signed().to_string()),
        _ => None,
    }
}

/// The string number `at` of the pool.
fn string(pool: &[u8], at: u32) -> Option<String> {
    let count = u32_at(pool, 8)?;
    if at >= count {
        return None;
    }
    let utf8 = u32_at(pool, 16)? & UTF8 != 0;
    let strings = usize::try_from(u32_at(pool, 20)?).ok()?;
    let header = usize::from(u16_at(pool, 2)?);
    let index = header.checked_add(usize::try_from(at).ok()?.checked_mul(4)?)?;
    let offset = usize::try_from(u32_at(pool, index)?).ok()?;
    let bytes = pool.get(strings.checked_add(offset)?..)?;
    if utf8 {
        // The length in UTF-16 units, then in bytes; each has one or two bytes.
        let (_, bytes) = short_length(bytes)?;
        let (length, bytes) = short_length(bytes)?;
        if length > MAX_STRING {
            return None;
        }
        return String::from_utf8(bytes.get(..length)?.to_vec()).ok();
    }
    let first = usize::from(u16_at(bytes, 0)?);
    let (length, bytes) = if first & 0x8000 == 0 {
        (first, bytes.get(2..)?)
    } else {
        let low = usize::from(u16_at(bytes, 2)?);
        ((first & 0x7fff) << 16 | low, bytes.get(4..)?)
    };
    if length > MAX_STRING {
        return None;
    }
    let units = bytes.get(..length.checked_mul(2)?)?.chunks_exact(2);
    let units: Vec<u16> = units.map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
    String::from_utf16(&units).ok()
}

fn short_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let first = usize::from(*bytes.first()?);
    if first & 0x80 == 0 {
        return Some((first, bytes.get(1..)?));
    }
    let second = usize::from(*bytes.get(1)?);
    Some(((first & 0x7f) << 8 | second, bytes.get(2..)?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}
