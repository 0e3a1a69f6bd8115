//! Members of classes.

use super::{Reader, Step, is_generic};
use crate::keep::words::Mode;

/// The flags of a member, and the bits that they are in a class file; two pairs share theirs.
const FLAGS: &[(&str, u16)] = &[
    ("public", 0x1),
    ("private", 0x2),
    ("protected", 0x4),
    ("static", 0x8),
    ("final", 0x10),
    ("synchronized", 0x20),
    ("volatile", 0x40),
    ("transient", 0x80),
    ("bridge", 0x40),
    ("varargs", 0x80),
    ("native", 0x100),
    ("abstract", 0x400),
    ("strictfp", 0x800),
    ("synthetic", 0x1000),
];

/// The flags that no field can have.
const NOT_OF_FIELDS: u16 = 0x20 | 0x100 | 0x400 | 0x800;

const SEPARATOR: &str = "separator ';'";

impl Reader<'_> {
    pub(super) fn members(&mut self, class: &str, values: bool) -> Step {
        loop {
            let what = "class member description or closing '}'";
            self.need(what, Mode::Plain, true)?;
            if self.is("}") {
                return self.read(Mode::Plain);
            }
            self.member(class, values)?;
        }
    }

    fn member(&mut self, class: &str, values: bool) -> Step {
        let flags = self.member_flags()?;
        if self.release == 6 {
            self.member_of_6(class, values, flags)
        } else {
            self.member_of_7(class, values, flags)
        }
    }

    fn member_of_6(&mut self, class: &str, values: bool, flags: u16) -> Step {
        let word = self.text();
        if ["*", "<fields>", "<methods>"].contains(&word) {
            if word != "<methods>" {
                self.check_field(flags)?;
            }
            return self.separator();
        }
        self.check_name("java type", true)?;
        self.need("class member name", Mode::Plain, false)?;
        self.after_type(class, word, values, flags)
    }

    /// Release 7 looks at the name before it judges the type, so that `*` can be one.
    fn member_of_7(&mut self, class: &str, values: bool, flags: u16) -> Step {
        let word = self.text();
        self.need("class member name", Mode::Plain, false)?;
        let all = word == "*" && self.is(";");
        if all || word == "<fields>" || word == "<methods>" {
            if word != "<methods>" {
                self.check_field(flags)?;
            }
            if !self.is(";") {
                return self.expecting(SEPARATOR);
            }
            return Ok(());
        }
        if !super::is_name(word) {
            return self.expecting("java type");
        }
        self.after_type(class, word, values, flags)
    }

    /// What follows the type, of which the first word was read.
    fn after_type(&mut self, class: &str, kind: &str, values: bool, flags: u16) -> Step {
        let name = self.text();
        let mut kind = kind;
        if name == "(" {
            self.check_constructor(class, kind)?;
            kind = "void";
        } else {
            self.check_name("class member name", true)?;
            let what = "opening '(' or separator ';'";
            self.need(what, Mode::Plain, false)?;
        }
        if self.release > 6 && is_generic(kind) {
            return self.refuse(format!(
                "Generics are not allowed (erased) for java type'{kind}'"
            ));
        }
        match self.text() {
            ";" => self.field(name, flags),
            "=" | "return" if values => {
                self.check_field(flags)?;
                self.value(kind)?;
                self.separator()
            }
            "(" => self.method(name, kind, values, flags),
            _ => self.expecting("opening '(' or separator ';'"),
        }
    }

    fn check_constructor(&self, class: &str, kind: &str) -> Step {
        let short = class.rsplit('.').next();
        if kind == "<init>" || kind == class || Some(kind) == short {
            return Ok(());
        }
        self.expecting(&format!("type and name instead of just '{kind}'"))
    }

    fn field(&self, name: &str, flags: u16) -> Step {
        self.check_field(flags)?;
        if self.release > 6 && name == "<fields>" {
            return self.refuse(format!(
                "Not expecting field type before with wildcard '<fields>before {}",
                self.here()
            ));
        }
        Ok(())
    }

    fn method(&mut self, name: &str, kind: &str, values: bool, flags: u16) -> Step {
        self.arguments()?;
        if !self.is(")") {
            return self.expecting("separating ',' or closing ')'");
        }
        self.need(SEPARATOR, Mode::Plain, false)?;
        match self.text() {
            ";" if self.release > 6 && name == "<methods>" => self.refuse(format!(
                "Not expecting method descriptor with wildcard '<methods>before {}",
                self.here()
            )),
            ";" => Ok(()),
            "=" | "return" if values => {
                self.check_field(flags)?;
                self.value(kind)?;
                self.separator()
            }
            _ => self.expecting(SEPARATOR),
        }
    }

    fn arguments(&mut self) -> Step {
        self.need("argument", Mode::Plain, false)?;
        if self.text().is_empty() {
            return self.need("closing ')'", Mode::Plain, false);
        }
        if self.is(")") {
            return Ok(());
        }
        loop {
            self.check_name("java type", false)?;
            self.need("separating ',' or closing ')'", Mode::Plain, false)?;
            if !self.is(",") {
                return Ok(());
            }
            self.need("argument", Mode::Plain, false)?;
        }
    }

    fn separator(&mut self) -> Step {
        self.need(SEPARATOR, Mode::Plain, false)?;
        if self.is(";") {
            return Ok(());
        }
        self.expecting(SEPARATOR)
    }

    fn check_field(&self, flags: u16) -> Step {
        if flags & NOT_OF_FIELDS == 0 {
            return Ok(());
        }
        self.refuse(format!(
            "Invalid method access modifier for field before {}",
            self.here()
        ))
    }

    /// Reads annotations and flags; gives the flags, with or without `!`.
    fn member_flags(&mut self) -> Step<u16> {
        let (mut set, mut unset) = (0, 0);
        while !self.is_over(true) {
            if self.is("@") {
                self.need("annotation type", Mode::Plain, false)?;
                self.names("annotation type")?;
                continue;
            }
            let word = self.text();
            let bare = word.strip_prefix('!').unwrap_or(word);
            let Some((_, flag)) = FLAGS.iter().find(|(name, _)| *name == bare) else {
                break;
            };
            *(if word == bare { &mut set } else { &mut unset }) |= flag;
            if set & unset != 0 {
                let message = format!(
                    "Conflicting class member access modifiers for {}",
                    self.here()
                );
                return self.refuse(message);
            }
            self.need("class member description", Mode::Plain, false)?;
        }
        Ok(set | unset)
    }
}
