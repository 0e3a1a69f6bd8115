//! The grammars of the names and values that reach a generated file.
//!
//! They are strict on purpose. A class name goes into XML, into a keep rule and into a path; a keep
//! rule can write and read files (`-printseeds`, `@file`), and a path can leave the project. What
//! does not match is refused with a reason, never cleaned up.

/// Words that no segment of a Java name may be (JLS 3.9, with `true`, `false`, `null` and `_`).
const JAVA_KEYWORDS: &[&str] = &[
    "_",
    "abstract",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "goto",
    "if",
    "implements",
    "import",
    "instanceof",
    "int",
    "interface",
    "long",
    "native",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "strictfp",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "void",
    "volatile",
    "while",
];

/// Names that Windows gives to devices, in any folder and with any extension.
const WINDOWS_DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

const MAX_NAME: usize = 255;
const MAX_VALUE: usize = 256;

type Checked = Result<(), String>;

/// A Java identifier in ASCII that is no keyword.
pub fn identifier(text: &str) -> Checked {
    let mut chars = text.chars();
    match chars.next() {
        None => return Err("it is empty".into()),
        Some(first) if first.is_ascii_alphabetic() || first == '_' => {}
        Some(first) => return Err(format!("`{}` cannot begin a Java name", printable(first))),
    }
    if let Some(bad) = chars.find(|c| !(c.is_ascii_alphanumeric() || *c == '_')) {
        return Err(format!("`{}` cannot stand in a Java name", printable(bad)));
    }
    if JAVA_KEYWORDS.contains(&text) {
        return Err(format!("`{text}` is a word of the Java language"));
    }
    if text.len() > MAX_NAME {
        return Err(format!("it is longer than {MAX_NAME} characters"));
    }
    Ok(())
}

/// A package, applicationId or namespace: at least two identifiers, separated by dots.
pub fn package(text: &str) -> Checked {
    if text.len() > MAX_NAME {
        return Err(format!("it is longer than {MAX_NAME} characters"));
    }
    for segment in text.split('.') {
        identifier(segment).map_err(|reason| segment_error(text, segment, &reason))?;
    }
    if !text.contains('.') {
        return Err("it needs at least two segments, such as `com.example`".into());
    }
    Ok(())
}

/// A fully qualified class name; inner classes are written with `$`.
pub fn class(text: &str) -> Checked {
    let (outer, inner) = match text.split_once('$') {
        Some((outer, inner)) => (outer, Some(inner)),
        None => (text, None),
    };
    package(outer)?;
    for segment in inner.iter().flat_map(|inner| inner.split('$')) {
        let valid = !segment.is_empty()
            && segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !valid {
            return Err(format!("`{text}` has no valid inner class after `$`"));
        }
    }
    if text.len() > MAX_NAME {
        return Err(format!("it is longer than {MAX_NAME} characters"));
    }
    Ok(())
}

/// The fully qualified form of a class as a manifest may name it: `.Foo` and `Foo` are in
/// `namespace`, everything else is complete.
pub fn qualified(class: &str, namespace: &str) -> String {
    if class.starts_with('.') {
        format!("{namespace}{class}")
    } else if class.contains('.') {
        class.to_owned()
    } else {
        format!("{namespace}.{class}")
    }
}

/// A credential or another value for a string literal: visible ASCII without spaces, short, and not
/// something that a later tool expands.
pub fn value(text: &str) -> Checked {
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if let Some(bad) = text.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(format!(
            "it holds {}, and only visible ASCII characters can stand here",
            describe(bad)
        ));
    }
    if text.len() > MAX_VALUE {
        return Err(format!("it is longer than {MAX_VALUE} characters"));
    }
    if text.contains("${") {
        return Err("`${` would be expanded by the manifest merger or by Gradle".into());
    }
    Ok(())
}

/// Whether nobody sees `c`, although it may turn round what is seen.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}

/// A text for a string literal: anything that a reader sees, on one line.
pub fn text(text: &str) -> Checked {
    let hidden = |c: char| c.is_control() || is_invisible(c);
    if let Some(bad) = text.chars().find(|c| hidden(*c)) {
        return Err(format!("it holds {}, which nobody sees", describe(bad)));
    }
    if text.len() > MAX_VALUE {
        return Err(format!("it is longer than {MAX_VALUE} bytes"));
    }
    Ok(())
}

/// A part of a URI that goes into an intent filter and an intent URI.
pub fn uri_part(text: &str) -> Checked {
    value(text)?;
    match text
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || "-._~/+".contains(*c)))
    {
        Some(bad) => Err(format!("`{bad}` cannot stand here unescaped")),
        None => Ok(()),
    }
}

/// An intent action: dotted, as Android writes them.
pub fn action(text: &str) -> Checked {
    value(text)?;
    match text
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || "._".contains(*c)))
    {
        Some(bad) => Err(format!("`{bad}` cannot stand in an intent action")),
        None => Ok(()),
    }
}

/// A path relative to a folder, with `/`, that stays below the folder on every system.
pub fn relative_path(text: &str) -> Checked {
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if let Some(bad) = text.chars().find(|c| c.is_control()) {
        return Err(format!("it holds {}", describe(bad)));
    }
    if text.contains('\\') {
        return Err("`\\` separates folders on Windows only; write `/`".into());
    }
    if text.starts_with('/') || text.chars().nth(1) == Some(':') {
        return Err("it is absolute, and every path is relative to the spec".into());
    }
    for segment in text.split('/') {
        let stem = segment.split('.').next().unwrap_or_default();
        if segment.is_empty() {
            return Err("it has an empty segment".into());
        }
        if segment == ".." {
            return Err("`..` leaves the project".into());
        }
        if segment != "." && segment.ends_with(['.', ' ']) {
            return Err(format!("`{segment}` ends in a dot or a space"));
        }
        if WINDOWS_DEVICES.contains(&stem.to_ascii_lowercase().as_str()) {
            return Err(format!("`{segment}` is the name of a device on Windows"));
        }
    }
    Ok(())
}

fn segment_error(text: &str, segment: &str, reason: &str) -> String {
    if segment.is_empty() {
        format!("`{}` has an empty segment", text.escape_debug())
    } else if segment == text {
        reason.to_owned()
    } else {
        format!("in the segment `{}`, {reason}", segment.escape_debug())
    }
}

fn printable(c: char) -> String {
    c.escape_debug().to_string()
}

fn describe(c: char) -> String {
    if c.is_control() || c.is_whitespace() || !c.is_ascii() {
        format!("the character U+{:04X}", u32::from(c))
    } else {
        format!("`{c}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for good in ["com.example.A", "com.example.A$B", "a.b_c.D1"] {
            assert_eq!(class(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "A",
            ".A",
            "com..A",
            "com.class.A",
            "com.1a.A",
            "com.a-b.A",
            "com.a A",
            "com.x.A { *; }\n-printseeds /tmp/x",
            "com.x.A @/etc/passwd",
            "**",
            "*",
            "com.x.**",
            "com.x.A # ",
            "com.x.../../x",
            "com/../../x",
            "com.new.app",
            "com.你的包名.R",
            "com.x.A$",
            "com.x.é",
            "com.x.A;",
            "com.x.A\n",
        ] {
            assert!(class(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn relative_names_are_completed_from_the_namespace() {
        for (name, expected) in [
            (".A", "com.x.A"),
            ("A", "com.x.A"),
            (".a.B", "com.x.a.B"),
            ("org.y.A", "org.y.A"),
        ] {
            assert_eq!(qualified(name, "com.x"), expected);
        }
    }

    #[test]
    fn values() {
        for good in ["1234567890", "a\"b'c\\u0022", "AbC+/=="] {
            assert_eq!(value(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "a b",
            "a\nb",
            "\u{202e}x",
            "１２",
            "x\u{200b}",
            "a\0",
            "${x}",
            "\u{fffe}",
        ] {
            assert!(value(bad).is_err(), "{bad:?}");
        }
        assert!(value(&"x".repeat(70_000)).is_err());
    }

    #[test]
    fn texts() {
        for good in ["", "hello world", "小米 ${x}", "\\u0022"] {
            assert_eq!(text(good), Ok(()), "{good}");
        }
        for bad in [
            "a\nb",
            "\u{202e}x",
            "\u{200b}",
            "\0",
            "\u{fffe}",
            "\u{feff}x",
        ] {
            assert!(text(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn paths_stay_below() {
        for good in ["app", "src/main/AndroidManifest.xml", ".", "a/./b"] {
            assert_eq!(relative_path(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "..",
            "a/../b",
            "/etc/passwd",
            "C:/x",
            "a\\b",
            "a//b",
            "a/",
            "nul",
            "com1.txt",
            "a./b",
            "a\0b",
            "a\nb",
        ] {
            assert!(relative_path(bad).is_err(), "{bad:?}");
        }
    }
}
