//! Values of members, as in `-assumevalues class A { int x return 1..3; }`.

use super::{Reader, Step};
use crate::keep::words::Mode;

impl Reader<'_> {
    /// Reads a constant, or a range of constants, of the type `kind`.
    pub(super) fn value(&mut self, kind: &str) -> Step {
        self.need(&format!("{kind} constant"), Mode::Plain, false)?;
        let word = self.text();
        match word.split_once("..") {
            Some((low, high)) => {
                self.constant(kind, low)?;
                self.constant(kind, high)
            }
            None => self.constant(kind, word),
        }
    }

    fn constant(&self, kind: &str, text: &str) -> Step {
        match kind {
            "boolean" if ["true", "false"].contains(&self.text()) => Ok(()),
            "boolean" => self.refuse(format!("Unknown boolean constant {}", self.here())),
            "byte" | "char" | "short" | "int" if is_integer(text) => Ok(()),
            "byte" | "char" | "short" | "int" => {
                self.refuse(format!("Can't parse {kind} constant {}", self.here()))
            }
            _ => self.refuse(format!("Can't handle '{kind}' constant {}", self.here())),
        }
    }
}

/// What `Integer.decode` takes.
fn is_integer(text: &str) -> bool {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (&text[..1], digits),
        None => ("", text),
    };
    let hexadecimal = ["0x", "0X", "#"]
        .iter()
        .find_map(|it| digits.strip_prefix(it));
    let (digits, radix) = match (hexadecimal, digits.strip_prefix('0')) {
        (Some(digits), _) => (digits, 16),
        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
        _ => (digits, 10),
    };
    let unsigned = digits.starts_with(|c: char| c.is_digit(radix));
    unsigned && i32::from_str_radix(&format!("{sign}{digits}"), radix).is_ok()
}
