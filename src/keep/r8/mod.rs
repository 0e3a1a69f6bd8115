//! R8's own reading of a rules file, as far as the first thing that it refuses.
//!
//! This follows `com.android.tools.r8.shaking.ProguardConfigurationParser`, with its messages. R8 has no
//! words: it goes from letter to letter, and takes the first option or keyword that the text goes on
//! with. Files and system properties are taken to be there.

mod class;
mod cursor;
mod member;
mod name;

use super::Refusal;
use super::options::{self, InR8, R8Takes};
use cursor::Cursor;

type Step<T = ()> = Result<T, Refusal>;

/// What R8 says of `text`, of which it reads the options that start before `end`.
pub(super) fn refusal(text: &str, end: usize) -> Option<Refusal> {
    let mut reader = Reader {
        cursor: Cursor::new(text),
    };
    reader.file(end).err()
}

struct Reader<'a> {
    cursor: Cursor<'a>,
}

impl Reader<'_> {
    fn file(&mut self, end: usize) -> Step {
        loop {
            self.cursor.skip_blanks();
            if self.cursor.is_at_end() || self.cursor.at() >= end {
                return Ok(());
            }
            self.option()?;
        }
    }

    fn option(&mut self) -> Step {
        let start = self.cursor.at();
        if self.cursor.rest().len() >= 2 && self.cursor.accept("@") {
            return self.file_name(false);
        }
        if !self.cursor.rest().starts_with('-') {
            return self.expect('-');
        }
        let Some((name, in_r8, takes)) = options::r8(self.cursor.rest()) else {
            self.cursor.accept("-");
            return self.unknown_option(start);
        };
        self.cursor.accept(name);
        if in_r8 == InR8::Unsupported {
            return self.refuse_at(start, format!("Unsupported option: {name}"));
        }
        self.argument(start, name, takes)
    }

    fn argument(&mut self, start: usize, name: &str, takes: R8Takes) -> Step {
        match takes {
            R8Takes::Nothing => Ok(()),
            R8Takes::Word => {
                self.skip_word();
                Ok(())
            }
            R8Takes::WordOptional => self.word_optional(),
            R8Takes::Integer => self.integer(start, name),
            R8Takes::File => self.file_name(false),
            R8Takes::FileOptional => {
                self.cursor.skip_blanks();
                if self.has_argument() {
                    self.file_name(false)?;
                }
                Ok(())
            }
            R8Takes::ClassPath => self.class_path(),
            R8Takes::Paths => self.paths(),
            R8Takes::Package => self.package(),
            R8Takes::Attributes => self.attributes(),
            R8Takes::Names => {
                self.cursor.skip_blanks();
                if self.has_argument() {
                    self.class_names()?;
                }
                Ok(())
            }
            R8Takes::Optimizations => self.optimizations(),
            R8Takes::KotlinNullChecks => self.kotlin_null_checks(),
            R8Takes::Keep => self.keep(start, name),
            R8Takes::Condition => self.condition(start),
            R8Takes::Class => self.class(false),
            R8Takes::ClassWithValues => self.class(true),
            R8Takes::LogLevel => self.log_level(),
        }
    }

    fn refuse<T>(&self, message: impl Into<String>) -> Step<T> {
        self.refuse_at(self.cursor.at(), message)
    }

    fn refuse_at<T>(&self, at: usize, message: impl Into<String>) -> Step<T> {
        Err(Refusal {
            message: message.into(),
            at,
        })
    }

    fn unknown_option<T>(&mut self, start: usize) -> Step<T> {
        let word = self.cursor.take_while(|c| !super::words::is_whitespace(c));
        let word = if word.is_empty() { "null" } else { word };
        self.refuse_at(start, format!("Unknown option \"-{word}\""))
    }

    fn expect(&mut self, c: char) -> Step {
        if self.cursor.accept_char(c) {
            return Ok(());
        }
        self.refuse(format!("Expected char '{c}'"))
    }

    fn has_argument(&self) -> bool {
        self.cursor.peek().is_some_and(|c| c != '-' && c != '@')
    }

    fn skip_word(&mut self) {
        self.cursor.skip_blanks();
        self.cursor.take_while(|c| !super::words::is_whitespace(c));
    }

    fn word_optional(&mut self) -> Step {
        self.cursor.skip_blanks();
        if !self.has_argument() {
            return Ok(());
        }
        let quote = self.cursor.accept_quote();
        let ends = |c| super::words::is_whitespace(c) || Some(c) == quote;
        self.cursor.take_while(|c| !ends(c));
        self.closing_quote(quote)
    }

    fn closing_quote(&mut self, quote: Option<char>) -> Step {
        match quote {
            Some(quote) if !self.cursor.accept_char(quote) => self.refuse("Missing closing quote"),
            _ => Ok(()),
        }
    }

    fn integer(&mut self, start: usize, name: &str) -> Step {
        self.cursor.skip_blanks();
        if self.cursor.take_while(|c| c.is_ascii_digit()).is_empty() {
            return self.refuse_at(start, format!("Missing n of \"{name} n\""));
        }
        Ok(())
    }

    fn log_level(&mut self) -> Step {
        self.cursor.skip_blanks();
        if self.cursor.take_while(|c| c.is_ascii_digit()).is_empty() {
            return self.refuse("Expected integer greater than or equal to 1");
        }
        if self.class_flags()? {
            return self.class_from_keyword(false);
        }
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        if self.class_keyword() {
            return self.class_from_names(false);
        }
        self.cursor.seek(start);
        Ok(())
    }

    /// A file name; with `several`, one of a class path.
    fn file_name(&mut self, several: bool) -> Step {
        let start = self.cursor.at();
        self.cursor.skip_blanks();
        let quote = self.cursor.accept_quote();
        let ends = |c| match quote {
            Some(quote) => c == quote,
            None => super::words::is_whitespace(c) || c == '(' || (several && c == ':'),
        };
        if self.cursor.take_while(|c| !ends(c)).is_empty() {
            return self.refuse_at(start, "File name expected");
        }
        match quote {
            Some(quote) if !self.cursor.accept_char(quote) => {
                self.refuse_at(start, format!("No closing {quote} quote"))
            }
            _ => Ok(()),
        }
    }

    fn class_path(&mut self) -> Step {
        loop {
            self.file_name(true)?;
            self.filters()?;
            if !self.cursor.accept(":") {
                return Ok(());
            }
        }
    }

    fn filters(&mut self) -> Step {
        self.cursor.skip_blanks();
        if !self.cursor.accept("(") {
            return Ok(());
        }
        loop {
            let start = self.cursor.at();
            self.cursor.skip_blanks();
            let ends = |c| ",;)".contains(c) || super::words::is_whitespace(c);
            if self.cursor.take_while(|c| !ends(c)).is_empty() {
                return self.refuse_at(start, "file filter expected");
            }
            self.cursor.skip_blanks();
            if !self.cursor.accept(",") {
                break;
            }
        }
        if self.cursor.peek() == Some(';') {
            return self.refuse("Only class file filters are supported in classpath");
        }
        self.expect(')')
    }

    fn paths(&mut self) -> Step {
        self.cursor.skip_blanks();
        if !self.has_argument() {
            return Ok(());
        }
        loop {
            self.cursor.skip_blanks();
            self.cursor.accept("!");
            self.cursor.skip_blanks();
            let ends = |c| c == ',' || super::words::is_whitespace(c);
            if self.cursor.take_while(|c| !ends(c)).is_empty() {
                return self.refuse("Path filter expected");
            }
            self.cursor.skip_blanks();
            if !self.cursor.accept(",") {
                return Ok(());
            }
        }
    }

    fn package(&mut self) -> Step {
        self.cursor.skip_blanks();
        let quote = self.cursor.accept_quote();
        if quote.is_some() || self.cursor.peek() != Some('-') {
            self.cursor.take_while(name::is_of_class_name);
        }
        self.closing_quote(quote)
    }

    fn attributes(&mut self) -> Step {
        self.cursor.skip_blanks();
        if !self.attribute()? {
            return self.refuse("Expected attribute pattern list");
        }
        let mut end = self.cursor.at();
        loop {
            self.cursor.skip_blanks();
            if !self.cursor.accept(",") {
                break;
            }
            self.cursor.skip_blanks();
            let start = self.cursor.at();
            if !self.attribute()? {
                return self.refuse_at(start, "Expected list element");
            }
            end = self.cursor.at();
        }
        if self.has_argument() {
            return self.refuse("Unexpected attribute");
        }
        self.cursor.seek(end);
        Ok(())
    }

    fn attribute(&mut self) -> Step<bool> {
        let quote = self.cursor.accept_quote();
        let is_of_attribute = |c| name::is_dex(c) || "!*.".contains(c);
        let pattern = self.cursor.take_while(is_of_attribute);
        self.closing_quote(quote)?;
        Ok(!pattern.is_empty())
    }

    fn optimizations(&mut self) -> Step {
        loop {
            self.cursor.skip_blanks();
            let quote = self.cursor.accept_quote();
            self.cursor.skip_blanks();
            self.cursor.accept("!");
            self.cursor.skip_blanks();
            self.cursor
                .take_while(|c| c.is_alphabetic() || c == '/' || c == '*');
            self.cursor.skip_blanks();
            self.closing_quote(quote)?;
            if !self.cursor.accept(",") {
                return Ok(());
            }
        }
    }

    fn kotlin_null_checks(&mut self) -> Step {
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        self.word_optional()?;
        let value = self.cursor.since(start).trim_matches(['"', '\'']);
        if ["", "keep", "remove", "remove_message"].contains(&value) {
            return Ok(());
        }
        self.refuse_at(start, "Illegal value for -processkotlinnullchecks")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What R8's own tests hold of its parser: what it takes, and what it says where.
    #[test]
    fn what_r8_tests_of_itself() {
        for text in [
            "-optimizations '!code/simplification/advanced','code/simplification/*'",
            "-optimizations xxx\n-optimizationpasses 5\n-optimizations yyy",
            "-runtype FINAL\n-laststageoutput /some/file/name",
            "-renamesourcefileattribute\n-keepattributes SourceFile",
            "-renamesourcefileattribute ''\n-keepattributes SourceFile",
            "-keepattributes       'xxx'   ,   'yyy'     \n",
            "-keeppackagenames !c?m.**, !?r?.*",
            "-adaptresourcefilenames\n-adaptresourcefilecontents\n-keepdirectories",
            "-if class **$R**\n-keep class **D<2> {\n  int id<<*>>;\n}",
            "-dump\n-android\n-dump class_files.txt",
            "-keep class A {\n  A <fields>;\n}",
            "-keep public @ interface test.MyAnnotation",
            "-keepclassmembernames class A {\n  <public methods>;\n}",
            "-assumenoexternalsideeffects class A { public A(); B x(char[], int); }",
            "-printconfiguration\n@other.pro",
        ] {
            assert_eq!(refusal(text, text.len()), None, "{text}");
        }
        for (text, message, at) in [
            ("-keepx public class *", "Unknown option \"-keepx\"", 0),
            ("-keepclassx class *", "Unknown option \"-keepclassx\"", 0),
            ("-keep", "Expected [!]interface|@interface|class|enum", 5),
            ("-keepattributes xxx,", "Expected list element", 20),
            ("--no-locals", "Unknown option \"--no-locals\"", 0),
            (
                "-if class **$$A\n-if class **$$B",
                "Expecting '-keep' option after '-if' option.",
                0,
            ),
        ] {
            let message = message.to_owned();
            let expected = Some(Refusal { message, at });
            assert_eq!(refusal(text, text.len()), expected, "{text}");
        }
    }
}
