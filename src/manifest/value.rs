//! How Android's resource compilers read a `<meta-data>` value.
//!
//! `android:value` has no type of its own: aapt and aapt2 guess one. A credential of digits becomes
//! an `int`, or a `float` that loses digits; `12E4567` becomes infinity; `@x` a reference. A unicode
//! escape of the first character stops the guess on both tools and stands for the same text.

use std::borrow::Cow;

/// What a resource compiler makes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// The text, with escapes resolved.
    String,
    /// A whole number that keeps its digits.
    Integer,
    /// A number whose digits change: a float, hexadecimal, or with leading zeros.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `#rgb` and longer.
    Color,
    /// `@type/name` or `?attr/name`.
    Reference,
}

/// The type that aapt2 gives to the raw `value` (XML references already resolved).
pub fn infer(value: &str) -> Type {
    let text = value.trim_matches([' ', '\t', '\r', '\n']);
    match text.as_bytes() {
        [] => Type::String,
        [b'@' | b'?', _, ..] => Type::Reference,
        [b'#', digits @ ..]
            if matches!(digits.len(), 3 | 4 | 6 | 8)
                && digits.iter().all(u8::is_ascii_hexdigit) =>
        {
            Type::Color
        }
        _ if ["true", "TRUE", "True", "false", "FALSE", "False"].contains(&text) => Type::Boolean,
        _ => infer_number(text, value),
    }
}

fn infer_number(text: &str, value: &str) -> Type {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit());
    if digits {
        let fits = unsigned.parse::<u64>().is_ok_and(|n| n <= i32::MAX as u64);
        let plain = (unsigned == "0" || !unsigned.starts_with('0')) && text == value;
        return if fits && plain && text == unsigned {
            Type::Integer
        } else {
            Type::Number
        };
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let hexadecimal = unsigned
        .strip_prefix("0x")
        .or_else(|| unsigned.strip_prefix("0X"));
    if let Some(hex) = hexadecimal
        && !hex.is_empty()
        && hex
            .bytes()
            .all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b'p' | b'P' | b'+' | b'-'))
    {
        return Type::Number;
    }
    let begins = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if (unsigned.len() < text.len() && is_special(unsigned))
        || (begins && unsigned.parse::<f64>().is_ok())
    {
        Type::Number
    } else {
        Type::String
    }
}

/// Whether C's `strtof` takes `unsigned` for infinity or for no number; `nan(…)` is one, too.
fn is_special(unsigned: &str) -> bool {
    let lower = unsigned.to_ascii_lowercase();
    matches!(lower.as_str(), "inf" | "infinity" | "nan")
        || (lower.starts_with("nan(") && lower.ends_with(')'))
}

/// The raw value (before XML escaping) that reads back as the string `text` on aapt and aapt2.
pub fn encode_string(text: &str) -> Cow<'_, str> {
    let needs_type = infer(text) != Type::String;
    let needs_escape = text.contains('\\') || text.starts_with(['@', '?', '#', '"', '\'', ' ']);
    if !needs_type && !needs_escape {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 6);
    for (at, c) in text.chars().enumerate() {
        if at == 0 && u32::from(c) <= 0xffff {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else if c == '\\' {
            out.push_str("\\\\");
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The text that the raw value stands for when it is read as a string.
pub fn decode_string(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let hex: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&hex, 16).ok();
                out.extend(code.and_then(char::from_u32));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values and the types that aapt2 gives them; `tests/android_tools.rs` holds `infer` against
    /// the real aapt2 with these and many more.
    const TYPES: &[(&str, Type)] = &[
        ("abc", Type::String),
        ("appid=1234567890", Type::String),
        ("1234567890", Type::Integer),
        ("0", Type::Integer),
        ("2147483647", Type::Integer),
        ("2147483648", Type::Number),
        ("2882303761517479259", Type::Number),
        ("007", Type::Number),
        ("1e5", Type::Number),
        ("12E4567", Type::Number),
        ("0x1F", Type::Number),
        ("1.5", Type::Number),
        ("+5", Type::Number),
        ("+0x1F", Type::Number),
        ("-0X1F", Type::Number),
        ("+inf", Type::Number),
        ("-nan(1)", Type::Number),
        ("nan", Type::String),
        ("12ab", Type::String),
        ("5e", Type::String),
        ("e5", Type::String),
        ("#fff", Type::Color),
        ("#ggg", Type::String),
        ("true", Type::Boolean),
        ("tRue", Type::String),
        ("\\u0032705", Type::String),
    ];

    #[test]
    fn types_are_guessed_as_aapt2_does() {
        for (value, expected) in TYPES {
            assert_eq!(infer(value), *expected, "{value}");
        }
        assert_eq!(infer("@string/x"), Type::Reference);
        assert_eq!(infer("?attr/x"), Type::Reference);
        assert_eq!(infer("12 "), Type::Number, "padding is lost");
    }

    #[test]
    fn encoded_strings_stay_strings() {
        for text in [
            "1234567890",
            "12E4567",
            "0x1F",
            "true",
            "@null",
            "?x",
            "#fff",
            "a\\u0022b",
            "007",
            "appid=1",
            "abc",
            "+5",
            "+0x1F",
            "-nan(1)",
            "\\",
            "\"x",
            "-1",
            "1.5",
            "#zzz",
        ] {
            let raw = encode_string(text);
            assert_eq!(infer(&raw), Type::String, "{text} as {raw}");
            assert_eq!(decode_string(&raw), text, "{raw}");
        }
        assert_eq!(encode_string("1234567890"), "\\u0031234567890");
        assert_eq!(encode_string("appid=12"), "appid=12");
        assert_eq!(decode_string("\\u0032\\u0037\\u0030\\u0035"), "2705");
    }
}
