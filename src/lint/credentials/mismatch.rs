//! Types and literals that do not hold a credential.

use std::sync::Arc;

use super::found::{carried, own_constants};
use super::is_shipped_by_hand;
use crate::catalogue::schema::ParameterKind;
use crate::lint::Module;
use crate::lint::java::{Constant, Language, Literal};
use crate::source::SourceFile;

/// A constant that carries a parameter.
pub(in crate::lint) struct Carrier<'s> {
    /// The file.
    pub(in crate::lint) file: &'s Arc<SourceFile>,
    /// The constant.
    pub(in crate::lint) constant: &'s Constant,
    language: Language,
    kind: ParameterKind,
}

/// The constants that carry parameters, but for those that `apply` writes.
pub(in crate::lint) fn constants<'s>(module: &'s Module<'_>) -> Vec<Carrier<'s>> {
    let own = own_constants(module).filter(|(file, _)| is_shipped_by_hand(file));
    let found = own.filter_map(|(file, constant)| {
        let (_, parameter) = carried(module, &constant.name)?;
        Some(Carrier {
            file,
            constant,
            language: Language::of(&file.name),
            kind: parameter.kind,
        })
    });
    found.collect()
}

/// What is wrong with a constant, and what to write.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::lint) struct Mismatch {
    /// What it is, after the constant's name.
    pub(in crate::lint) reason: &'static str,
    /// Whether a compiler takes it all the same.
    pub(in crate::lint) compiles: bool,
    /// What to do, as an instruction that does not hold the value.
    pub(in crate::lint) title: String,
    /// The literal that is right; `None` where there is none.
    pub(in crate::lint) literal: Option<String>,
    /// The type that is right, where it is another.
    pub(in crate::lint) kind: Option<&'static str>,
}

/// What types are called.
struct Types {
    whole: &'static str,
    wholes: &'static [&'static str],
    /// Those of them that hold 32 bits.
    short: &'static [&'static str],
}

const JAVA: Types = Types {
    whole: "long",
    wholes: &["long", "int", "Long", "Integer"],
    short: &["int", "Integer"],
};
const KOTLIN: Types = Types {
    whole: "Long",
    wholes: &["Long", "Int"],
    short: &["Int"],
};

/// A number in decimal digits.
struct Digits {
    text: String,
    has_suffix: bool,
}

impl Digits {
    /// The digits of `written`; none where it has a sign, a fraction or another base.
    fn of(written: &str) -> Option<Self> {
        let body = written.strip_suffix(['L', 'l']);
        let text = body.unwrap_or(written).replace('_', "");
        let is_whole = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        is_whole.then(|| Self {
            text,
            has_suffix: body.is_some(),
        })
    }

    fn has_zero(&self) -> bool {
        self.text.len() > 1 && self.text.starts_with('0')
    }

    fn fits(&self, most: u64) -> bool {
        self.text.parse::<u64>().is_ok_and(|number| number <= most)
    }

    /// Whether the literal by itself is one that javac reads.
    fn is_literal(&self) -> bool {
        if self.has_zero() {
            return !self.text.contains(['8', '9']);
        }
        self.fits(if self.has_suffix {
            i64::MAX as u64
        } else {
            i32::MAX as u64
        })
    }

    /// The digits without leading zeros, as a long.
    fn long(&self) -> Option<String> {
        let text = self.text.trim_start_matches('0');
        let text = if text.is_empty() { "0" } else { text };
        let fits = text.parse::<i64>().is_ok();
        fits.then(|| format!("{text}L"))
    }
}

/// The value of the number `written`, in decimal; none where it is not written so.
pub(super) fn decimal(written: &str) -> Option<String> {
    let digits = Digits::of(written)?;
    (!digits.has_zero()).then_some(digits.text)
}

impl Carrier<'_> {
    /// What is wrong with the constant's type or literal.
    pub(in crate::lint) fn mismatch(&self) -> Option<Mismatch> {
        let types = match self.language {
            Language::Kotlin => KOTLIN,
            _ => JAVA,
        };
        let (declared, _) = self.constant.declared.as_ref()?;
        let is_string = declared == "String";
        if !is_string && !types.wholes.contains(&declared.as_str()) {
            return None;
        }
        match (self.kind, &self.constant.literal) {
            (ParameterKind::Long, Literal::Text(text)) => {
                quoted_number(text, is_string, declared, &types)
            }
            (ParameterKind::Long, Literal::Number(written)) => {
                let digits = Digits::of(written)?;
                number(&digits, is_string, declared, &types, self.language)
            }
            (ParameterKind::String, Literal::Number(written)) => {
                let digits = Digits::of(written)?;
                let compiles =
                    !is_string && digits.is_literal() && holds(&digits, declared, &types);
                Some(Mismatch {
                    reason: "is a number, and the SDK takes a string",
                    compiles,
                    title: "put the digits into quotes".to_owned(),
                    literal: Some(format!("\"{}\"", digits.text)),
                    kind: (!is_string).then_some("String"),
                })
            }
            _ => None,
        }
    }
}

/// Whether a variable of the type `declared` takes the literal.
fn holds(digits: &Digits, declared: &str, types: &Types) -> bool {
    let is_short = types.short.contains(&declared);
    !(is_short && digits.has_suffix)
}

/// A string where a number belongs.
fn quoted_number(text: &str, is_string: bool, declared: &str, types: &Types) -> Option<Mismatch> {
    let literal = Digits::of(text).and_then(|digits| digits.long());
    if literal.is_none() && is_string {
        return None;
    }
    let is_long = declared == types.whole;
    Some(Mismatch {
        reason: "is a string, and the id is a number",
        compiles: is_string,
        title: "write the number without quotes".to_owned(),
        kind: (literal.is_some() && !is_long).then_some(types.whole),
        literal,
    })
}

fn number(
    digits: &Digits,
    is_string: bool,
    declared: &str,
    types: &Types,
    language: Language,
) -> Option<Mismatch> {
    let long = digits.long();
    let kind = |is_wrong: bool| (is_wrong && long.is_some()).then_some(types.whole);
    let wrong = |reason, compiles, title: &str, is_wrong_type| {
        Some(Mismatch {
            reason,
            compiles,
            title: title.to_owned(),
            kind: kind(is_wrong_type),
            literal: long.clone(),
        })
    };
    let is_short = types.short.contains(&declared);
    if long.is_none() {
        return wrong(
            "is larger than a long",
            false,
            "write the id as the console shows it",
            false,
        );
    }
    if is_string {
        let title = format!("declare it as `{}`", types.whole);
        return wrong(
            "is declared as a string, and is a number",
            false,
            &title,
            true,
        );
    }
    if digits.has_zero() && language == Language::Java {
        let compiles = digits.is_literal() && holds(digits, declared, types);
        return wrong(
            "begins with a zero, which makes it octal",
            compiles,
            "write it without the leading zero",
            is_short,
        );
    }
    if is_short && (digits.has_suffix || !digits.fits(i32::MAX as u64)) {
        let title = format!("declare it as `{}`", types.whole);
        return wrong("does not fit its type", false, &title, true);
    }
    if language == Language::Java && !digits.is_literal() {
        return wrong("is too large for an int literal", false, "add `L`", false);
    }
    None
}
