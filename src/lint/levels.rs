//! The protection levels of permissions.

use super::Known;
use crate::manifest::document::Element;

/// What a protection level comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Every app can have the permission.
    Open,
    /// Only apps with the same key can.
    Signature,
    /// Also apps of the device's maker.
    SignatureOrSystem,
    /// Only the build or a later Android knows.
    Unknown,
}

impl Level {
    /// The level of a `<permission>`; without one it is `normal`.
    pub(super) fn of(permission: Element<'_>) -> Self {
        let level = permission.android("protectionLevel");
        level.map_or(Self::Open, |level| Self::parse(level.value))
    }

    pub(super) fn parse(text: &str) -> Self {
        let mut flags = text.split('|').map(str::trim);
        let base = flags.next().unwrap_or_default();
        match base {
            "normal" | "dangerous" | "0" | "1" | "0x0" | "0x1" | "" => Self::Open,
            "signatureOrSystem" | "3" | "0x3" => Self::SignatureOrSystem,
            "signature" if flags.any(|flag| flag == "system") => Self::SignatureOrSystem,
            "signature" | "2" | "0x2" => Self::Signature,
            _ => Self::Unknown,
        }
    }
}

/// What the catalogue says of the level of an entry.
pub(super) fn wanted(known: &Known<'_>) -> Option<Level> {
    let level = known.fact.shape.get("protectionLevel")?;
    Some(Level::parse(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_come_down_to_a_few() {
        for (text, level) in [
            ("normal", Level::Open),
            ("dangerous|instant", Level::Open),
            ("signature", Level::Signature),
            ("signature|privileged", Level::Signature),
            ("signature|system", Level::SignatureOrSystem),
            ("signatureOrSystem", Level::SignatureOrSystem),
            ("internal|role", Level::Unknown),
            ("@integer/level", Level::Unknown),
        ] {
            assert_eq!(Level::parse(text), level, "{text}");
        }
    }
}
