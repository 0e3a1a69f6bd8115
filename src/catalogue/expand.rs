//! `${…}` in the catalogue's texts.

/// The names inside `${…}` in `text`.
pub fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("${")
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The parameters among the [`references`] in `text`; the applicationId is none.
pub fn parameters(text: &str) -> impl Iterator<Item = &str> {
    references(text).filter(|name| *name != "applicationId")
}

/// `text` with every `${name}` for which `value` knows something replaced.
pub fn expand(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        let name = &rest[start + 2..start + length];
        out.push_str(&rest[..start]);
        match value(name) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_expanded() {
        let value = |name: &str| (name == "a").then(|| "1".to_owned());
        assert_eq!(expand("x${a}${b}${a", value), "x1${b}${a");
        assert_eq!(references("${a}.${b}").collect::<Vec<_>>(), ["a", "b"]);
    }
}
