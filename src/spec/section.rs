//! A TOML table being read: typed access that notes every problem and goes on.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Code, Finding, did_you_mean, one_of};
use crate::source::SourceFile;

/// A value and the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the spec.
    pub span: Range<usize>,
}

impl<T> Located<T> {
    /// `value`, which stands at `span`.
    pub fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }
}

/// What all sections of one file share.
pub(super) struct Reading {
    pub(super) file: Arc<SourceFile>,
    pub(super) findings: Vec<Finding>,
}

impl Reading {
    /// A reading of the same file whose findings nobody asks for.
    pub(super) fn aside(&self) -> Self {
        Self {
            file: Arc::clone(&self.file),
            findings: Vec::new(),
        }
    }

    pub(super) fn invalid(
        &mut self,
        message: impl Into<String>,
        span: Range<usize>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Finding::error(Code::SPEC_INVALID, message)
            .at(&self.file, span, label)
            .help(help);
        self.findings.push(finding);
    }
}

/// One table.
pub(super) struct Section<'a> {
    /// The path of the table, such as `vendors.xiaomi`; empty for the file.
    path: String,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    asked: Vec<&'a str>,
    seen: HashSet<&'a str>,
}

impl<'a> Section<'a> {
    pub(super) fn new(path: impl Into<String>, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self {
            path: path.into(),
            table,
            span,
            asked: Vec::new(),
            seen: HashSet::new(),
        }
    }

    /// `key` with the path of its table.
    fn full(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Where the table stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value of `key`, which becomes a known key.
    pub(super) fn get(&mut self, key: &'a str) -> Option<&'a Spanned<DeValue<'a>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let (stored, value) = self.table.get_key_value(key)?;
        self.seen.insert(stored.get_ref());
        Some(value)
    }

    /// Every key with its value; all become known.
    pub(super) fn entries(&mut self) -> Vec<(Located<&'a str>, &'a Spanned<DeValue<'a>>)> {
        self.table
            .iter()
            .map(|(key, value)| {
                self.seen.insert(key.get_ref());
                (Located::new(key.get_ref().as_ref(), key.span()), value)
            })
            .collect()
    }

    fn wrong_type(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
        example: &str,
        reading: &mut Reading,
    ) {
        reading.invalid(
            format!("`{}` must be {wanted}", self.full(key)),
            value.span(),
            format!("this is {}", article(value.get_ref().type_str())),
            format!("write `{key} = {example}`"),
        );
    }

    /// A string.
    pub(super) fn string(
        &mut self,
        key: &'a str,
        reading: &mut Reading,
    ) -> Option<Located<String>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Located::new(text.to_string(), value.span())),
            DeValue::Integer(number) => {
                let example = format!("\"{number}\"");
                self.wrong_type(key, value, "a string", &example, reading);
                None
            }
            _ => {
                self.wrong_type(key, value, "a string", "\"…\"", reading);
                None
            }
        }
    }

    /// A string that `check` accepts.
    pub(super) fn checked(
        &mut self,
        key: &'a str,
        what: &str,
        example: &str,
        check: impl Fn(&str) -> Result<(), String>,
        reading: &mut Reading,
    ) -> Option<Located<String>> {
        let text = self.string(key, reading)?;
        match check(&text.value) {
            Ok(()) => Some(text),
            Err(reason) => {
                reading.invalid(
                    format!("`{}` is not {what}", self.full(key)),
                    text.span,
                    reason,
                    format!("write {what}, such as `{key} = \"{example}\"`"),
                );
                None
            }
        }
    }

    /// One of the words of `choices`.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'a str,
        choices: &[(&str, T)],
        reading: &mut Reading,
    ) -> Option<Located<T>> {
        let text = self.string(key, reading)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Some(Located::new(*value, text.span));
        }
        let words = || choices.iter().map(|(word, _)| *word);
        let help = match did_you_mean(&text.value, words()) {
            Some(word) => format!("did you mean `{key} = \"{word}\"`?"),
            None => format!("write {}", one_of(words())),
        };
        reading.invalid(
            format!("`{}` must be {}", self.full(key), one_of(words())),
            text.span,
            "not one of them",
            help,
        );
        None
    }

    /// A whole number within `range`.
    pub(super) fn integer(
        &mut self,
        key: &'a str,
        range: std::ops::RangeInclusive<i64>,
        example: i64,
        reading: &mut Reading,
    ) -> Option<Located<i64>> {
        let value = self.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            let example = example.to_string();
            self.wrong_type(key, value, "a whole number", &example, reading);
            return None;
        };
        match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if range.contains(&number) => Some(Located::new(number, value.span())),
            _ => {
                reading.invalid(
                    format!("`{}` is out of range", self.full(key)),
                    value.span(),
                    "this number does not fit",
                    format!("write a number from {} to {}", range.start(), range.end()),
                );
                None
            }
        }
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, key: &'a str, reading: &mut Reading) -> Option<Located<bool>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(Located::new(*flag, value.span())),
            _ => {
                self.wrong_type(key, value, "a boolean", "true", reading);
                None
            }
        }
    }

    /// A list of strings.
    pub(super) fn strings(
        &mut self,
        key: &'a str,
        reading: &mut Reading,
    ) -> Option<Vec<Located<String>>> {
        let value = self.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of strings", "[\"…\"]", reading);
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => {
                    texts.push(Located::new(text.to_string(), item.span()));
                }
                _ => self.wrong_type(key, item, "a list of strings", "[\"…\"]", reading),
            }
        }
        Some(texts)
    }

    /// A table below this one.
    pub(super) fn section(&mut self, key: &'a str, reading: &mut Reading) -> Option<Section<'a>> {
        let value = self.get(key)?;
        let path = self.full(key);
        match value.get_ref() {
            DeValue::Table(table) => Some(Section::new(path, table, value.span())),
            _ => {
                let wanted = format!("`{path}` must be a table");
                reading.invalid(
                    wanted,
                    value.span(),
                    format!("this is {}", article(value.get_ref().type_str())),
                    format!("write `[{path}]` on a line of its own, and the keys below it"),
                );
                None
            }
        }
    }

    /// Says that `key` must be there.
    pub(super) fn missing(&self, key: &str, example: &str, reading: &mut Reading) {
        let span = if self.path.is_empty() {
            0..0
        } else {
            self.span.clone()
        };
        reading.invalid(
            format!("`{}` is missing", self.full(key)),
            span,
            "needed here",
            format!("add `{key} = {example}`"),
        );
    }

    /// Says that the table `key` must be there, with `content` in it.
    pub(super) fn missing_table(&self, key: &str, content: &str, reading: &mut Reading) {
        reading.invalid(
            format!("[{}] is missing", self.full(key)),
            0..0,
            "needed in this file",
            format!("add `[{}]`, and {content} below it", self.full(key)),
        );
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self, reading: &mut Reading) {
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if self.seen.contains(name) {
                continue;
            }
            let place = if self.path.is_empty() {
                "the spec".to_owned()
            } else {
                format!("[{}]", self.path)
            };
            let help = match did_you_mean(name, self.asked.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{place} takes {}", one_of(self.asked.iter().copied())),
            };
            reading.invalid(
                format!("unknown key `{}` in {place}", name.escape_debug()),
                key.span(),
                "not a key here",
                help,
            );
        }
    }
}

/// `type_name` with its article.
pub(super) fn article(type_name: &str) -> String {
    let article = if type_name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {type_name}")
}
