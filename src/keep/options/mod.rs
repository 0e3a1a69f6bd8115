//! The options of ProGuard and of R8.

mod proguard;
mod r8;

pub(super) use proguard::{List, Takes, find as proguard, keeps};
pub(super) use r8::{R8Takes, find as r8};

/// The one option of which ProGuard wants the whole word.
const LOG_LEVEL: &str = "-maximumremovedandroidloglevel";

/// What R8 does with an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InR8 {
    /// It carries it out.
    Known,
    /// It reads past it, and may print `Ignoring option: -x`.
    Ignored,
    /// It stops with `Unsupported option: -x`.
    Unsupported,
}

/// The options that R8 refuses in the consumer rules of a library with
/// `-x not allowed in library consumer rules.`, since they act on the whole app.
///
/// Read from `com.android.tools.r8.processkeeprules.ValidateLibraryConsumerRulesKeepRuleProcessor` of
/// 2025; AGP 9 switches it on. `-maximumremovedandroidloglevel` is refused without a class only. A
/// later R8 refuses also what it ignores.
const GLOBAL: &[&str] = &[
    "-dontoptimize",
    "-dontobfuscate",
    "-dontrepackage",
    "-dontshrink",
    "-repackageclasses",
    "-flattenpackagehierarchy",
    "-allowaccessmodification",
    "-renamesourcefileattribute",
    "-whyareyoukeeping",
    "-whyareyounotinlining",
    "-whyareyounotobfuscating",
    "-processkotlinnullchecks",
    "-shrinkunusedprotofields",
    "-printconfiguration",
    "-printmapping",
    "-printseeds",
    "-printusage",
    "-applymapping",
    "-injars",
    "-libraryjars",
    "-obfuscationdictionary",
    "-classobfuscationdictionary",
    "-packageobfuscationdictionary",
    LOG_LEVEL,
];

/// The attributes that R8 refuses to keep in the consumer rules of a library with
/// `Illegal attempt to keep the attribute 'X' in library consumer rules.`
///
/// From the same class as [`GLOBAL`].
const GLOBAL_ATTRIBUTES: &[&str] = &[
    "LineNumberTable",
    "RuntimeInvisibleAnnotations",
    "RuntimeInvisibleTypeAnnotations",
    "RuntimeInvisibleParameterAnnotations",
    "SourceFile",
];

/// What R8 does with the option of exactly this name, with its `-`; none where it stops with
/// `Unknown option "-x"`.
pub fn in_r8(option: &str) -> Option<InR8> {
    r8(option)
        .filter(|(name, ..)| *name == option)
        .map(|(_, in_r8, _)| in_r8)
}

/// Whether ProGuard 7 has an option of exactly this name, with its `-`.
pub fn in_proguard(option: &str) -> bool {
    proguard(option, 7).is_some_and(|(name, _)| name == option)
}

/// All options of ProGuard 7 and of R8, with their `-`.
pub fn all() -> impl Iterator<Item = &'static str> {
    let of_r8 = r8::ALL
        .iter()
        .flat_map(|(_, _, names)| names.iter().copied());
    let of_r8_alone = of_r8.filter(|name| !in_proguard(name));
    proguard::ALL
        .iter()
        .map(|(name, ..)| *name)
        .chain(of_r8_alone)
}

/// Whether R8 refuses this option, with its `-`, in the consumer rules of a library.
pub fn is_global(option: &str) -> bool {
    GLOBAL.contains(&option)
}

/// The attributes that R8 refuses to keep in the consumer rules of a library and that the elements of
/// a `-keepattributes` keep; `*` stands for any letters and `!` takes away.
pub fn global_attributes(elements: &[&str]) -> Vec<&'static str> {
    let kept = |attribute: &str| {
        for element in elements {
            let (negated, pattern) = match element.strip_prefix('!') {
                Some(pattern) => (true, pattern),
                None => (false, *element),
            };
            if super::pattern::matches(pattern, attribute) {
                return !negated;
            }
        }
        false
    };
    let attributes = GLOBAL_ATTRIBUTES.iter().copied();
    attributes.filter(|attribute| kept(attribute)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_options() {
        let name = |word| proguard(word, 7).map(|(name, _)| name);
        assert_eq!(name("-ignorewarning"), Some("-ignorewarnings"));
        assert_eq!(name("-keepclassmember"), Some("-keepclassmembers"));
        assert_eq!(name("-maximumremoved"), None);
        assert_eq!(proguard("-keepcode", 6), None);
        assert_eq!(in_r8("-ignorewarning"), None);
        assert_eq!(in_r8("-dontpreverify"), Some(InR8::Ignored));
        assert_eq!(
            in_r8("-skipnonpubliclibraryclasses"),
            Some(InR8::Unsupported)
        );
        assert_eq!(r8("-dontwarna.**").map(|it| it.0), Some("-dontwarn"));
        assert!(is_global("-dontoptimize") && !is_global("-dontwarn"));
    }

    #[test]
    fn names_are_said_once() {
        let mut names: Vec<&str> = all().collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(GLOBAL.iter().all(|name| in_r8(name).is_some()));
    }

    #[test]
    fn attributes_of_consumer_rules() {
        assert_eq!(global_attributes(&["Signature"]), [""; 0]);
        assert_eq!(
            global_attributes(&["SourceFile", "LineNumberTable"]),
            ["LineNumberTable", "SourceFile"]
        );
        assert_eq!(global_attributes(&["*Annotation*"]).len(), 3);
        assert_eq!(
            global_attributes(&["!RuntimeInvisible*", "*Annotation*"]),
            [""; 0]
        );
    }
}
