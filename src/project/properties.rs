//! Java properties files.

use std::collections::HashMap;

/// The keys and values of a Java properties file.
pub(super) fn properties(text: &str) -> HashMap<String, String> {
    let mut properties = HashMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut logical = line.trim_start().to_owned();
        if logical.starts_with(['#', '!']) || logical.is_empty() {
            continue;
        }
        while (logical.len() - logical.trim_end_matches('\\').len()) & 1 == 1 {
            logical.pop();
            match lines.next() {
                Some(next) => logical.push_str(next.trim_start()),
                None => break,
            }
        }
        let mut escaped = false;
        let split = logical.find(|c: char| {
            let separates = !escaped && (matches!(c, '=' | ':') || c.is_ascii_whitespace());
            escaped = !escaped && c == '\\';
            separates
        });
        let (key, rest) = logical.split_at(split.unwrap_or(logical.len()));
        let rest = rest.trim_start();
        let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
        properties.insert(unescape(key), unescape(value));
    }
    properties
}

/// Resolves the escapes of a properties file.
fn unescape(text: &str) -> String {
    crate::manifest::value::decode_string(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_files() {
        let text = "# c\n! c\n\na=1\n b : two words \nc\\ d=x\\=y\nlong=a\\\n   b\ne\\:f\tg\nu=\\u0041\nempty=\n";
        let found = properties(text);
        for (key, value) in [
            ("a", "1"),
            ("b", "two words "),
            ("c d", "x=y"),
            ("long", "ab"),
            ("e:f", "g"),
            ("u", "A"),
            ("empty", ""),
        ] {
            assert_eq!(found.get(key).map(String::as_str), Some(value), "{key}");
        }
    }
}
