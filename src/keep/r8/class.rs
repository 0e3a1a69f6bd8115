//! Class specifications.

use super::{Reader, Step};
use crate::keep::options::{self, R8Takes};
use crate::keep::words::is_whitespace;

impl Reader<'_> {
    pub(super) fn keep(&mut self, start: usize, name: &str) -> Step {
        let next = self.cursor.peek();
        if next.is_some_and(|c| !is_whitespace(c) && c != ',') {
            // So many letters R8 goes back, whichever of the options it was.
            let back = if name == "-keep" {
                start
            } else {
                self.cursor.at() - "-keep".len()
            };
            self.cursor.seek(back);
            self.cursor.accept("-");
            return self.unknown_option(back);
        }
        self.cursor.skip_blanks();
        while self.cursor.accept(",") {
            self.cursor.skip_blanks();
            self.suboption();
            self.cursor.skip_blanks();
        }
        self.class(false)
    }

    fn suboption(&mut self) {
        if self.cursor.accept("allow") {
            self.cursor.accept_one(&[
                "shrinking",
                "optimization",
                "obfuscation",
                "accessmodification",
                "repackage",
                "permittedsubclassesremoval",
            ]);
        } else {
            self.cursor
                .accept_one(&["includedescriptorclasses", "includecode"]);
        }
    }

    pub(super) fn condition(&mut self, start: usize) -> Step {
        self.class(false)?;
        self.cursor.skip_blanks();
        let keep = self.cursor.at();
        if !self.cursor.rest().starts_with("-keep") {
            return self.refuse_at(start, "Expecting '-keep' option after '-if' option.");
        }
        // Whatever starts so is read as an option to keep classes.
        let name = options::r8(self.cursor.rest())
            .filter(|(_, _, takes)| *takes == R8Takes::Keep)
            .map_or("-keep", |(name, ..)| name);
        self.cursor.accept(name);
        self.keep(keep, name)
    }

    pub(super) fn class(&mut self, values: bool) -> Step {
        self.class_flags()?;
        self.class_from_keyword(values)
    }

    /// Reads annotations and flags; whether there were any.
    pub(super) fn class_flags(&mut self) -> Step<bool> {
        let mut any = false;
        loop {
            if self.annotation()? {
                any = true;
                continue;
            }
            let start = self.cursor.at();
            self.cursor.accept("!");
            self.cursor.skip_blanks();
            let flag = self.cursor.accept_one(&["public", "final", "abstract"]);
            if flag.is_none() {
                self.cursor.seek(start);
                return Ok(any);
            }
            any = true;
        }
    }

    /// Reads an annotation, which is no `@interface`; whether there was one.
    pub(super) fn annotation(&mut self) -> Step<bool> {
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        if !self.cursor.accept("@") {
            return Ok(false);
        }
        if self.class_name(false)? == "interface" {
            self.cursor.seek(start);
            return Ok(false);
        }
        Ok(true)
    }

    /// Reads `class` and its kin; whether it was there.
    pub(super) fn class_keyword(&mut self) -> bool {
        self.cursor.accept("!");
        if self.cursor.accept("@") {
            self.cursor.skip_blanks();
            return self.cursor.accept("interface");
        }
        let words = ["interface", "class", "enum"];
        self.cursor.accept_one(&words).is_some()
    }

    pub(super) fn class_from_keyword(&mut self, values: bool) -> Step {
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        if !self.class_keyword() {
            return self.refuse_at(start, "Expected [!]interface|@interface|class|enum");
        }
        self.class_from_names(values)
    }

    pub(super) fn class_from_names(&mut self, values: bool) -> Step {
        self.class_names()?;
        self.cursor.skip_blanks();
        let inheritance = self.cursor.accept_one(&["implements", "extends"]);
        if inheritance.is_some() {
            while self.annotation()? {}
            self.class_name(false)?;
        }
        self.cursor.skip_blanks();
        if !self.cursor.accept("{") {
            return Ok(());
        }
        while self.member(values)? {}
        self.cursor.skip_blanks();
        self.expect('}')
    }
}
