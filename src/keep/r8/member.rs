//! Members of classes.

use super::name::Kind;
use super::{Reader, Step};

const FLAGS: &[&str] = &[
    "abstract",
    "bridge",
    "constructor",
    "final",
    "native",
    "public",
    "private",
    "protected",
    "synchronized",
    "static",
    "strictfp",
    "synthetic",
    "transient",
    "volatile",
];

impl Reader<'_> {
    /// Reads a member; whether there was one.
    pub(super) fn member(&mut self, values: bool) -> Step<bool> {
        while self.annotation()? {}
        self.member_flags();
        self.cursor.skip_blanks();
        if self.cursor.peek() == Some('!') {
            return self.refuse(
                "Unexpected character '!': \
                 The negation character can only be used to negate access flags",
            );
        }
        if !self.member_pattern(values)? {
            return Ok(false);
        }
        self.cursor.skip_blanks();
        self.expect(';')?;
        Ok(true)
    }

    fn member_flags(&mut self) {
        loop {
            self.cursor.skip_blanks();
            let start = self.cursor.at();
            self.cursor.accept("!");
            self.cursor.skip_blanks();
            if self.cursor.accept_one(FLAGS).is_none() {
                self.cursor.seek(start);
                return;
            }
        }
    }

    fn member_pattern(&mut self, values: bool) -> Step<bool> {
        if self.cursor.accept_one(&["<methods>", "<fields>"]).is_some() {
            return Ok(true);
        }
        if self.cursor.accept_one(&["<init>", "<clinit>"]).is_some() {
            self.arguments(values)?;
            return Ok(true);
        }
        let start = self.cursor.at();
        let first = self.name(Kind::Any, false)?;
        if first.is_empty() {
            return Ok(false);
        }
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            Some(';') if first == "*" => {}
            Some('(') => {
                self.check_name(&first, start, false)?;
                self.arguments(values)?;
            }
            _ => self.after_type(&first, values)?,
        }
        Ok(true)
    }

    fn after_type(&mut self, kind: &str, values: bool) -> Step {
        if let Some(special) = self.cursor.accept_one(&["<init>", "<clinit>"]) {
            if kind != "void" {
                return self.refuse(format!("Expected [access-flag]* void {special}"));
            }
            return self.arguments(values);
        }
        let start = self.cursor.at();
        let name = self.name(Kind::Any, false)?;
        if name.is_empty() {
            return self.refuse("Expected field or method name");
        }
        self.cursor.skip_blanks();
        if self.cursor.peek() == Some('(') {
            self.check_name(&name, start, true)?;
            self.arguments(values)?;
        }
        self.value("return", values)
    }

    /// Refuses angle brackets in the name of a method, but for references if there may be some.
    fn check_name(&self, name: &str, start: usize, references: bool) -> Step {
        if references && has_references_only(name) {
            return Ok(());
        }
        let Some(c) = ['<', '>'].into_iter().find(|c| name.contains(*c)) else {
            return Ok(());
        };
        let message = format!(
            "Unexpected character '{c}' in method name. \
             The character '{c}' is only allowed in the method name '<init>'."
        );
        self.refuse_at(start, message)
    }

    fn arguments(&mut self, values: bool) -> Step {
        self.cursor.skip_blanks();
        self.expect('(')?;
        self.cursor.skip_blanks();
        if self.cursor.accept(")") {
            return Ok(());
        }
        if !self.cursor.accept("...") {
            loop {
                self.class_name(false)?;
                self.value("=", values)?;
                if !self.cursor.accept(",") {
                    break;
                }
            }
        }
        self.cursor.skip_blanks();
        self.expect(')')
    }

    /// A value behind `sign`, if there is one.
    fn value(&mut self, sign: &str, values: bool) -> Step {
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        if !self.cursor.accept(sign) {
            return Ok(());
        }
        if !values {
            return self.refuse_at(start, "Unexpected value specification");
        }
        self.cursor.skip_blanks();
        if self.cursor.accept_one(&["true", "false", "null"]).is_some() {
            return Ok(());
        }
        if !self.digits().is_empty() {
            self.cursor.skip_blanks();
            if self.cursor.accept("..") {
                self.cursor.skip_blanks();
                if self.digits().is_empty() {
                    return self.refuse("Expected integer value");
                }
            }
            return Ok(());
        }
        if self.cursor.accept_one(&["@NonNull", "_NONNULL_"]).is_some() {
            self.cursor.skip_blanks();
            if self.cursor.peek() == Some(';') {
                return Ok(());
            }
        }
        self.cursor.skip_blanks();
        let field = |c| super::name::is_dex(c) || c == '.';
        if self.cursor.take_while(field).is_empty() {
            return self.refuse("Expected qualified field");
        }
        Ok(())
    }

    fn digits(&mut self) -> String {
        self.cursor.take_while(|c| c.is_ascii_digit()).to_owned()
    }
}

/// Whether every angle bracket in `name` belongs to a reference such as `<1>`.
fn has_references_only(name: &str) -> bool {
    let mut parts = name.split('<');
    let before = parts.next().unwrap_or_default();
    !before.contains('>')
        && parts.all(|part| match part.split_once('>') {
            Some((number, after)) => number.parse::<u32>().is_ok() && !after.contains('>'),
            None => false,
        })
}
