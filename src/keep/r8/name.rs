//! Names with wildcards.

use super::{Reader, Step};

/// What may stand in a name of a class specification.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A class: `<` starts a reference to a wildcard.
    Class,
    /// A type or a member: `<` may also be a letter.
    Any,
}

/// Whether `c` may be part of a name in a DEX file.
pub(super) fn is_dex(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "$-_".contains(c)
        || matches!(c, '\u{a1}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{d7ff}')
        || matches!(c, '\u{e000}'..='\u{ffef}' | '\u{10000}'..)
}

pub(super) fn is_of_class_name(c: char) -> bool {
    is_dex(c) || ".*?%[]".contains(c)
}

impl Reader<'_> {
    /// A list of class names, each perhaps with a `!`.
    pub(super) fn class_names(&mut self) -> Step {
        loop {
            self.class_name(true)?;
            self.cursor.skip_blanks();
            if !self.cursor.accept(",") {
                return Ok(());
            }
        }
    }

    pub(super) fn class_name(&mut self, may_be_negated: bool) -> Step<String> {
        let name = self.name(Kind::Class, may_be_negated)?;
        if name.is_empty() {
            return self.refuse("Class name expected");
        }
        Ok(name)
    }

    /// The name that follows, empty if there is none.
    pub(super) fn name(&mut self, kind: Kind, may_be_negated: bool) -> Step<String> {
        self.cursor.skip_blanks();
        let quote = self.cursor.accept_quote();
        if may_be_negated {
            self.cursor.accept("!");
        }
        let start = self.cursor.at();
        loop {
            self.cursor.take_while(|c| is_of_class_name(c) || c == '>');
            if !self.cursor.accept("<") {
                break;
            }
            self.reference(kind)?;
        }
        let name = self.cursor.since(start).to_owned();
        if let (Some(quote), Some(next)) = (quote, self.cursor.peek())
            && !self.cursor.accept_char(quote)
        {
            return self.refuse(format!("Invalid character '{next}', expected end-quote."));
        }
        Ok(name)
    }

    /// What follows a `<`.
    fn reference(&mut self, kind: Kind) -> Step {
        let start = self.cursor.at();
        self.cursor.accept("-");
        self.cursor.take_while(|c| c.is_ascii_digit());
        let number = self.cursor.since(start).to_owned();
        if self.cursor.accept(">") {
            return match number.parse::<u32>() {
                Ok(1..) => Ok(()),
                _ => self.refuse_at(start - 1, format!("Wildcard <{number}> is invalid.")),
            };
        }
        match kind {
            Kind::Any => Ok(()),
            Kind::Class if self.cursor.is_at_end() => {
                self.refuse("Missing closing angular bracket")
            }
            Kind::Class => self.refuse("Use of generics not allowed for java type."),
        }
    }
}
