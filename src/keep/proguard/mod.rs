//! ProGuard's own reading of a rules file, as far as the first thing that it refuses.
//!
//! This follows `proguard.ConfigurationParser` step by step, with its messages. It knows no files and
//! no system properties: what they would bring is taken to be there.

mod class;
mod member;
mod value;

use super::Refusal;
use super::options::{self, List, Takes};
use super::words::{Mode, Word, Words};

type Step<T = ()> = Result<T, Refusal>;

/// What ProGuard of the given release, 6 or 7, says of `text`, of which it reads the options that
/// start before `end`.
pub(super) fn refusal(text: &str, end: usize, release: u8) -> Option<Refusal> {
    let mut reader = Reader {
        words: Words::new(text),
        word: None,
        release,
    };
    reader.file(end).err()
}

/// The words of a file, of which the last one that was read is to be dealt with.
struct Reader<'a> {
    words: Words<'a>,
    word: Option<Word<'a>>,
    release: u8,
}

const KEYWORD: &str = "keyword 'class', 'interface', or 'enum'";

impl<'a> Reader<'a> {
    fn file(&mut self, end: usize) -> Step {
        self.read(Mode::Plain)?;
        while let Some(word) = self.word.clone().filter(|word| word.span.start < end) {
            if word.text.is_empty() || word.text == "@" {
                self.option(Takes::File("configuration file name"))?;
                continue;
            }
            match options::proguard(word.text, self.release) {
                Some((_, takes)) => self.option(takes)?,
                None => return self.refuse(format!("Unknown option {}", self.here())),
            }
        }
        Ok(())
    }

    fn option(&mut self, takes: Takes) -> Step {
        match takes {
            Takes::Nothing => self.read(Mode::Plain),
            Takes::File(what) => {
                self.need(what, Mode::File, false)?;
                self.read(Mode::Plain)
            }
            Takes::FileOptional => self.optional(Mode::File),
            Takes::WordOptional => self.optional(Mode::Plain),
            Takes::ClassPath => self.class_path(false),
            Takes::ClassPathOfFeature => self.class_path(self.release > 6),
            Takes::JavaVersion => self.java_version(),
            Takes::Integer => self.integer(),
            Takes::List(list) => self.list_of_option(list),
            Takes::Keep => self.keep(),
            Takes::Condition => self.condition(),
            Takes::ClassAsKept if self.release == 6 => self.keep(),
            Takes::ClassAsKept => self.class(true, false),
            Takes::ClassWithValues => self.class(true, true),
            Takes::ClassForR8 => {
                self.read(Mode::Plain)?;
                self.class(false, false)
            }
            Takes::LogLevel => {
                self.integer()?;
                if self.is_over(true) {
                    return Ok(());
                }
                self.class(false, false)
            }
            Takes::Refused => {
                let why = "The '-resourcejars' option is no longer supported. \
                           Please use the '-injars' option for all input";
                self.refuse(why.to_owned())
            }
        }
    }

    /// What stands at the current word, as messages name it.
    fn here(&self) -> String {
        match &self.word {
            Some(word) => format!("'{}'", word.text),
            None => "end of".to_owned(),
        }
    }

    fn refuse<T>(&self, message: String) -> Step<T> {
        let at = self.word.as_ref().map(|word| word.span.start);
        Err(Refusal {
            message,
            at: at.unwrap_or(self.words.text().len()),
        })
    }

    fn expecting<T>(&self, what: &str) -> Step<T> {
        self.refuse(format!("Expecting {what} before {}", self.here()))
    }

    fn text(&self) -> &'a str {
        self.word.as_ref().map_or("", |word| word.text)
    }

    fn read(&mut self, mode: Mode) -> Step {
        self.word = self.words.next(mode);
        match &self.word {
            Some(word) if word.unclosed => {
                let written = &self.words.text()[word.span.clone()];
                self.refuse(format!("Missing closing quote for '{written}'"))
            }
            _ => Ok(()),
        }
    }

    /// Reads a word that must be there.
    fn need(&mut self, what: &str, mode: Mode, may_be_at: bool) -> Step {
        self.read(mode)?;
        if self.is_over(may_be_at) {
            return self.expecting(what);
        }
        Ok(())
    }

    /// Whether the option ends before the current word.
    fn is_over(&self, may_be_at: bool) -> bool {
        match &self.word {
            Some(word) => word.is_option() || (!may_be_at && word.text == "@"),
            None => true,
        }
    }

    fn is(&self, text: &str) -> bool {
        self.word.as_ref().is_some_and(|word| word.text == text)
    }

    fn optional(&mut self, mode: Mode) -> Step {
        self.read(mode)?;
        if self.is_over(false) {
            return Ok(());
        }
        self.read(Mode::Plain)
    }

    fn class_path(&mut self, may_have_feature: bool) -> Step {
        let what = "jar or directory name";
        self.need(what, Mode::Files, false)?;
        if may_have_feature && self.text().is_empty() {
            self.need("separating ','", Mode::Plain, false)?;
            if !self.is(",") {
                return self.expecting("separating ',' or jar or directory name'");
            }
            self.need("feature name", Mode::Plain, false)?;
            self.need(what, Mode::Files, false)?;
        }
        loop {
            self.read(Mode::Plain)?;
            if self.is("(") {
                self.filters()?;
                self.read(Mode::Plain)?;
            }
            if self.is_over(false) {
                return Ok(());
            }
            if !self.is(":") {
                return self.expecting("class path separator ':'");
            }
            self.need(what, Mode::Files, false)?;
        }
    }

    fn filters(&mut self) -> Step {
        for _ in 0..7 {
            self.filter()?;
            if !self.is(";") {
                break;
            }
        }
        if self.is(")") {
            return Ok(());
        }
        self.expecting("separating ',' or ';', or closing ')'")
    }

    fn filter(&mut self) -> Step {
        self.need("filter", Mode::File, false)?;
        if self.text().is_empty() {
            return self.need("closing ')'", Mode::Plain, false);
        }
        if self.is(")") {
            return Ok(());
        }
        loop {
            self.need("separating ',' or closing ')'", Mode::Plain, false)?;
            if !self.is(",") {
                return Ok(());
            }
            self.need("filter", Mode::File, false)?;
        }
    }

    fn java_version(&mut self) -> Step {
        self.need("java version", Mode::Plain, false)?;
        let version = self.text();
        let known = match version.strip_prefix("1.").unwrap_or(version).parse::<u8>() {
            Ok(number) => !version.starts_with('+') && is_java_version(version, number),
            Err(_) => false,
        };
        if !known {
            return self.refuse(format!("Unsupported java version {}", self.here()));
        }
        self.read(Mode::Plain)
    }

    fn integer(&mut self) -> Step {
        self.need("integer", Mode::Plain, false)?;
        let word = self.text();
        match word.parse::<i32>() {
            Ok(1..) => self.read(Mode::Plain),
            Ok(_) => self.expecting(&format!("value larger than 0, instead of '{word}'")),
            Err(_) => self.expecting(&format!("integer argument instead of '{word}'")),
        }
    }

    fn list_of_option(&mut self, list: List) -> Step {
        let mode = if list.of_files {
            Mode::File
        } else {
            Mode::Plain
        };
        if list.may_be_empty {
            self.read(mode)?;
            if self.is_over(false) {
                return Ok(());
            }
        } else {
            self.need(list.what, mode, false)?;
        }
        loop {
            if list.of_names {
                self.check_name("java type", false)?;
            }
            self.read(Mode::Plain)?;
            if !self.is(",") {
                return Ok(());
            }
            self.need(list.what, mode, false)?;
        }
    }

    /// The rest of a list of names, of which the current word is the first.
    fn names(&mut self, what: &str) -> Step {
        loop {
            self.check_name("java type", false)?;
            self.read(Mode::Plain)?;
            if !self.is(",") {
                return Ok(());
            }
            self.need(what, Mode::Plain, false)?;
        }
    }

    fn check_name(&self, what: &str, may_be_generic: bool) -> Step {
        let name = self.text();
        if !is_name(name) {
            return self.expecting(what);
        }
        if !may_be_generic && is_generic(name) {
            let message = format!(
                "Generics are not allowed (erased) in {what} {}",
                self.here()
            );
            return self.refuse(message);
        }
        Ok(())
    }
}

fn is_java_version(text: &str, number: u8) -> bool {
    match text.strip_prefix("1.") {
        Some(_) => (1..=9).contains(&number),
        None => (5..=24).contains(&number),
    }
}

/// Whether ProGuard takes `word` for a name with wildcards.
fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| is_java(c) || ".[]<>-!*?%".contains(c))
}

/// What `Character.isJavaIdentifierPart` says, but for some rare marks and numerals.
fn is_java(c: char) -> bool {
    if c.is_ascii() {
        let ignorable = matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1b}' | '\u{7f}');
        return c.is_ascii_alphanumeric() || c == '_' || c == '$' || ignorable;
    }
    let letter = c.is_alphanumeric() && !"²³¹¼½¾".contains(c);
    let mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{20a0}'..='\u{20c0}' | '¢'..='¥');
    let connector = matches!(c, '\u{203f}' | '\u{2040}' | '\u{2054}' | '＿' | '＄');
    let ignorable = matches!(c, '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    c <= '\u{ffff}' && (letter || mark || connector || ignorable)
}

/// Whether `word` has angle brackets around something else than a number.
fn is_generic(word: &str) -> bool {
    let mut rest = word;
    while let Some(open) = rest.find('<') {
        let Some(length) = rest[open + 1..].find('>') else {
            return false;
        };
        let inner = &rest[open + 1..open + 1 + length];
        if inner.parse::<i32>().is_err() {
            return true;
        }
        rest = &rest[open + length + 2..];
    }
    false
}
