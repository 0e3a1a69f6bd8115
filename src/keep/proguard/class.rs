//! Class specifications.

use super::{KEYWORD, Reader, Step};
use crate::keep::options;
use crate::keep::words::{Mode, Words};

const SUBOPTIONS: &[&str] = &[
    "includedescriptorclasses",
    "includecode",
    "allowshrinking",
    "allowoptimization",
    "allowobfuscation",
];

const NAME: &str = "class name or interface name";

/// The flags of a class, and the bits that they are in a class file.
const FLAGS: &[(&str, u16)] = &[
    ("public", 0x1),
    ("final", 0x10),
    ("interface", 0x200),
    ("abstract", 0x400),
    ("synthetic", 0x1000),
    ("@", 0x2000),
    ("enum", 0x4000),
];

impl Reader<'_> {
    pub(super) fn condition(&mut self) -> Step {
        self.class(true, false)?;
        let word = self.text();
        if word.starts_with('-') && options::keeps(word, self.release) {
            return self.keep();
        }
        self.refuse(format!(
            "Expecting '-keep' option after '-if' option, before {}",
            self.here()
        ))
    }

    pub(super) fn keep(&mut self) -> Step {
        loop {
            self.need(KEYWORD, Mode::Plain, true)?;
            if !self.is(",") {
                break;
            }
            self.need(
                "keyword 'allowshrinking', 'allowoptimization', or 'allowobfuscation'",
                Mode::Plain,
                false,
            )?;
            let word = self.text();
            if !SUBOPTIONS.iter().any(|known| known.starts_with(word)) {
                let known = "keyword 'includedescriptorclasses', 'includecode', \
                             'allowshrinking', 'allowoptimization', or 'allowobfuscation'";
                return self.expecting(known);
            }
        }
        self.class(false, false)
    }

    pub(super) fn class(&mut self, read_first: bool, values: bool) -> Step {
        if read_first {
            self.need(KEYWORD, Mode::Plain, true)?;
        }
        self.class_flags()?;
        self.need(NAME, Mode::Plain, false)?;
        let first = self.word.as_ref().map_or(0, |word| word.span.start);
        self.names(NAME)?;
        if self.is_over(false) {
            return Ok(());
        }
        let class = self.names_from(first);
        if self.is("implements") || self.is("extends") {
            self.super_class()?;
        }
        if self.is_over(false) {
            return Ok(());
        }
        if !self.is("{") {
            return self.refuse(format!("Expecting opening '{{' at {}", self.here()));
        }
        self.members(&class, values)
    }

    /// The list of names from `first` to the current word, as ProGuard puts it together.
    fn names_from(&self, first: usize) -> String {
        let end = self.word.as_ref().map_or(first, |word| word.span.start);
        let mut words = Words::new(&self.words.text()[..end]);
        words.seek(first);
        std::iter::from_fn(|| words.next(Mode::Plain).map(|word| word.text)).collect()
    }

    fn class_flags(&mut self) -> Step {
        let (mut set, mut unset) = (0, 0);
        while !self.is("class") && !self.is_over(true) {
            let word = self.text();
            let bare = word.strip_prefix('!').unwrap_or(word);
            let Some((_, flag)) = FLAGS.iter().find(|(name, _)| *name == bare) else {
                return self.refuse(format!("Unexpected keyword {}", self.here()));
            };
            if bare == "@" {
                let what = "annotation type or keyword 'interface'";
                self.need(what, Mode::Plain, false)?;
                if !["interface", "enum", "class"].contains(&self.text()) {
                    self.names("annotation type")?;
                    continue;
                }
            }
            *(if word == bare { &mut set } else { &mut unset }) |= flag;
            if set & unset != 0 {
                let message = format!(
                    "Conflicting class access modifiers for '{bare}' before {}",
                    self.here()
                );
                return self.refuse(message);
            }
            if bare == "interface" || bare == "enum" {
                return Ok(());
            }
            if bare != "@" {
                self.need(KEYWORD, Mode::Plain, true)?;
            }
        }
        Ok(())
    }

    fn super_class(&mut self) -> Step {
        self.need(NAME, Mode::Plain, true)?;
        if self.is("@") {
            self.need("annotation type", Mode::Plain, false)?;
            self.names("annotation type")?;
        }
        self.names(NAME)
    }
}
