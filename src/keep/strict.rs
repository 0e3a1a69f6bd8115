//! The grammar in which the catalogue writes keep rules, which both ProGuard and R8 accept.
//!
//! R8 wants the full word of an option and `class`, `interface` or `enum` after `-keep`; ProGuard
//! 6 and 7 accept that too. Only the forms that the catalogue needs are let through.

const CLASS_OPTIONS: &[&str] = &[
    "-keep",
    "-keepclassmembers",
    "-keepclasseswithmembers",
    "-keepnames",
    "-keepclassmembernames",
    "-keepclasseswithmembernames",
];
const MODIFIERS: &[&str] = &["public", "final", "abstract"];
const MEMBER_MODIFIERS: &[&str] = &[
    "public",
    "protected",
    "private",
    "static",
    "final",
    "abstract",
    "native",
    "synchronized",
];
const CLASS_WORDS: &[&str] = &["class", "interface", "enum"];

/// Whether `rule` is one rule in the common grammar; the reason where it is not.
pub fn check(rule: &str) -> Result<(), String> {
    let (option, rest) = rule.split_once(' ').ok_or("a rule needs an argument")?;
    match option {
        "-dontwarn" | "-dontnote" => {
            for pattern in rest.split(',') {
                class_pattern(pattern.trim())?;
            }
            Ok(())
        }
        "-keepattributes" => {
            let valid = |name: &str| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '*')
            };
            match rest.split(',').find(|name| !valid(name.trim())) {
                Some(name) => Err(format!("`{name}` is no attribute")),
                None => Ok(()),
            }
        }
        _ if CLASS_OPTIONS.contains(&option) => class_rule(rest),
        _ => Err(format!(
            "`{option}` is not an option that ProGuard and R8 share"
        )),
    }
}

fn class_rule(rest: &str) -> Result<(), String> {
    let (head, members) = match rest.split_once('{') {
        Some((head, members)) => (head, Some(members)),
        None => (rest, None),
    };
    let mut words = head.split_whitespace().peekable();
    while words.next_if(|word| MODIFIERS.contains(word)).is_some() {}
    if words.next_if(|word| CLASS_WORDS.contains(word)).is_none() {
        return Err("`class`, `interface` or `enum` must stand before the class name".into());
    }
    class_pattern(words.next().ok_or("the class name is missing")?)?;
    if words
        .next_if(|word| matches!(*word, "extends" | "implements"))
        .is_some()
    {
        class_pattern(words.next().ok_or("the base class is missing")?)?;
    }
    if let Some(word) = words.next() {
        return Err(format!("`{word}` is one word too many"));
    }
    let Some(members) = members else {
        return Err("the members are missing: write `{ *; }`".into());
    };
    let members = members
        .strip_suffix(" }")
        .and_then(|members| members.strip_prefix(' '))
        .and_then(|members| members.strip_suffix(';'))
        .ok_or("the members are written `{ *; }`, each with its `;`")?;
    members.split("; ").try_for_each(member)
}

/// `*`, `<init>(...)`, `public void onMessage(android.content.Context, **)` and the like.
fn member(member: &str) -> Result<(), String> {
    let refused = || Err(format!("`{member}` is no member"));
    let words = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.retain(|word| !MEMBER_MODIFIERS.contains(&word.as_str()));
        words
    };
    let (head, arguments) = match member.split_once('(') {
        Some((head, rest)) => match rest.strip_suffix(')') {
            Some(arguments) => (head, Some(arguments)),
            None => return refused(),
        },
        None => (member, None),
    };
    let words = words(head);
    let valid = match (words.as_slice(), arguments) {
        ([any], None) => matches!(any.as_str(), "*" | "<fields>" | "<methods>"),
        ([init], Some(_)) => init == "<init>",
        ([kind, name], _) => type_pattern(kind) && type_pattern(name) && !name.contains('.'),
        _ => false,
    };
    let all_types = arguments.is_none_or(|arguments| {
        matches!(arguments, "" | "...") || arguments.split(", ").all(type_pattern)
    });
    if valid && all_types {
        Ok(())
    } else {
        refused()
    }
}

fn type_pattern(pattern: &str) -> bool {
    let class = pattern.trim_end_matches("[]");
    class == "***" || class_pattern(class).is_ok()
}

fn class_pattern(pattern: &str) -> Result<(), String> {
    let valid = |segment: &str| {
        matches!(segment, "*" | "**")
            || (!segment.is_empty()
                && segment
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_$*".contains(c)))
    };
    match pattern.split('.').find(|segment| !valid(segment)) {
        Some(_) => Err(format!("`{pattern}` is no class pattern")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_grammar() {
        for rule in [
            "-keep class com.x.A { *; }",
            "-keep class com.x.** { *; }",
            "-keep public class * extends android.app.Service { *; }",
            "-keep class com.x.A { <init>(...); }",
            "-keepclassmembers class com.x.A { public *; }",
            "-keep class com.x.A { public static final ** CREATOR; void on(int, java.lang.String[]); }",
            "-keepattributes *Annotation*",
            "-keepattributes SourceFile,LineNumberTable",
            "-dontwarn com.x.**",
        ] {
            assert_eq!(check(rule), Ok(()), "{rule}");
        }
        for rule in [
            "-keep com.x.A { *; }",
            "-keep class com.x. y.** { *; }",
            "-keep class com.x.A {*}",
            "-keep class com.x.A",
            "-keep class com.x.A { * }",
            "-keep class com.x.A { public; }",
            "-keep class com.x.A { void on(int; }",
            "-keep class com.x.A { on(int); }",
            "-ignorewarning",
            "-ignorewarnings",
            "-keep class com/x/A { *; }",
            "-keep class ${a} { *; }",
            "-keep class com.x.A { *; }\n-printseeds x",
            "-include x.pro",
        ] {
            assert!(check(rule).is_err(), "{rule}");
        }
    }
}
