//! The options of ProGuard.

use super::LOG_LEVEL;

/// What follows an option, for ProGuard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::keep) enum Takes {
    Nothing,
    /// A file name, called so in messages.
    File(&'static str),
    FileOptional,
    ClassPath,
    /// A class path, perhaps with the name of a feature and commas around it, in ProGuard 7.
    ClassPathOfFeature,
    JavaVersion,
    Integer,
    WordOptional,
    List(List),
    Keep,
    Condition,
    /// A class specification; in ProGuard 6 what `-keep` takes.
    ClassAsKept,
    /// A class specification whose members may have values.
    ClassWithValues,
    /// A class specification that ProGuard reads for R8's sake.
    ClassForR8,
    /// An integer, and perhaps a class specification.
    LogLevel,
    /// Nothing: the option itself is refused.
    Refused,
}

/// A list with commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::keep) struct List {
    /// What the messages call an element.
    pub(in crate::keep) what: &'static str,
    pub(in crate::keep) may_be_empty: bool,
    pub(in crate::keep) of_files: bool,
    /// Whether every element must be a Java name, perhaps with wildcards.
    pub(in crate::keep) of_names: bool,
}

const fn files(what: &'static str) -> Takes {
    Takes::List(List {
        what,
        may_be_empty: true,
        of_files: true,
        of_names: false,
    })
}

const fn names(what: &'static str) -> Takes {
    Takes::List(List {
        what,
        may_be_empty: true,
        of_files: false,
        of_names: true,
    })
}

const fn words(what: &'static str) -> Takes {
    Takes::List(List {
        what,
        may_be_empty: false,
        of_files: false,
        of_names: false,
    })
}

/// The options of ProGuard 7.6.1 with the first release that has them, in the order in which
/// `proguard.ConfigurationParser.parse` tries them.
///
/// Read from `ConfigurationConstants` and the byte code of `ConfigurationParser` of 6.2.2 and of
/// 7.6.1; `tests/android_tools/rule_files.rs` asks both about each.
pub(super) const ALL: &[(&str, Takes, u8)] = &[
    ("-include", Takes::File("configuration file name"), 6),
    ("-basedirectory", Takes::File("base directory name"), 6),
    ("-injars", Takes::ClassPathOfFeature, 6),
    ("-outjars", Takes::ClassPath, 6),
    ("-libraryjars", Takes::ClassPath, 6),
    ("-resourcejars", Takes::Refused, 6),
    ("-skipnonpubliclibraryclasses", Takes::Nothing, 6),
    ("-dontskipnonpubliclibraryclasses", Takes::Nothing, 6),
    ("-dontskipnonpubliclibraryclassmembers", Takes::Nothing, 6),
    ("-target", Takes::JavaVersion, 6),
    ("-dontcompress", files("file name"), 7),
    ("-zipalign", Takes::Integer, 7),
    ("-forceprocessing", Takes::Nothing, 6),
    ("-if", Takes::Condition, 6),
    ("-keep", Takes::Keep, 6),
    ("-keepclassmembers", Takes::Keep, 6),
    ("-keepclasseswithmembers", Takes::Keep, 6),
    ("-keepnames", Takes::Keep, 6),
    ("-keepclassmembernames", Takes::Keep, 6),
    ("-keepclasseswithmembernames", Takes::Keep, 6),
    ("-keepcode", Takes::Keep, 7),
    ("-printseeds", Takes::FileOptional, 6),
    ("-keepdirectories", files("directory name"), 6),
    ("-dontshrink", Takes::Nothing, 6),
    ("-printusage", Takes::FileOptional, 6),
    ("-whyareyoukeeping", Takes::ClassAsKept, 6),
    ("-dontoptimize", Takes::Nothing, 6),
    ("-optimizationpasses", Takes::Integer, 6),
    ("-optimizations", words("optimization name"), 6),
    ("-assumenosideeffects", Takes::ClassWithValues, 6),
    ("-assumenoexternalsideeffects", Takes::ClassWithValues, 6),
    ("-assumenoescapingparameters", Takes::ClassWithValues, 6),
    ("-assumenoexternalreturnvalues", Takes::ClassWithValues, 6),
    ("-assumevalues", Takes::ClassWithValues, 6),
    ("-allowaccessmodification", Takes::Nothing, 6),
    ("-mergeinterfacesaggressively", Takes::Nothing, 6),
    ("-dontobfuscate", Takes::Nothing, 6),
    ("-printmapping", Takes::FileOptional, 6),
    ("-applymapping", Takes::File("file name"), 6),
    ("-obfuscationdictionary", Takes::File("file name"), 6),
    ("-classobfuscationdictionary", Takes::File("file name"), 6),
    ("-packageobfuscationdictionary", Takes::File("file name"), 6),
    ("-overloadaggressively", Takes::Nothing, 6),
    ("-useuniqueclassmembernames", Takes::Nothing, 6),
    ("-dontusemixedcaseclassnames", Takes::Nothing, 6),
    ("-keeppackagenames", names("package name"), 6),
    ("-flattenpackagehierarchy", Takes::WordOptional, 6),
    ("-repackageclasses", Takes::WordOptional, 6),
    ("-defaultpackage", Takes::WordOptional, 6),
    ("-keepattributes", names("attribute name"), 6),
    ("-keepparameternames", Takes::Nothing, 6),
    ("-renamesourcefileattribute", Takes::WordOptional, 6),
    ("-adaptclassstrings", names("class name"), 6),
    ("-adaptresourcefilenames", files("resource file name"), 6),
    ("-adaptresourcefilecontents", files("resource file name"), 6),
    ("-dontprocesskotlinmetadata", Takes::Nothing, 7),
    ("-keepkotlinmetadata", Takes::Nothing, 7),
    ("-dontpreverify", Takes::Nothing, 6),
    ("-microedition", Takes::Nothing, 6),
    ("-android", Takes::Nothing, 6),
    ("-keystore", Takes::File("file name"), 7),
    ("-keystorepassword", words("keystore password"), 7),
    ("-keyalias", words("key"), 7),
    ("-keypassword", words("key password"), 7),
    ("-verbose", Takes::Nothing, 6),
    ("-dontnote", names("class name"), 6),
    ("-dontwarn", names("class name"), 6),
    ("-ignorewarnings", Takes::Nothing, 6),
    ("-printconfiguration", Takes::FileOptional, 6),
    ("-dump", Takes::FileOptional, 6),
    ("-addconfigurationdebugging", Takes::Nothing, 6),
    ("-optimizeaggressively", Takes::Nothing, 7),
    ("-alwaysinline", Takes::ClassForR8, 7),
    ("-identifiernamestring", Takes::ClassForR8, 7),
    (LOG_LEVEL, Takes::LogLevel, 7),
];

/// Whether ProGuard of the given release takes `word` behind an `-if`.
pub(in crate::keep) fn keeps(word: &str, release: u8) -> bool {
    ALL.iter().any(|(name, takes, since)| {
        *takes == Takes::Keep && *since <= release && name.starts_with(word)
    })
}

/// What ProGuard of the given release, 6 or 7, takes `word` for: the first option in its order that
/// starts with it, so that `-ignorewarning` is `-ignorewarnings`, and `-k` is `-keep`.
pub(in crate::keep) fn find(word: &str, release: u8) -> Option<(&'static str, Takes)> {
    let known = ALL.iter().find(|(name, _, since)| {
        let matches = name.starts_with(word) && (*name != LOG_LEVEL || word == LOG_LEVEL);
        *since <= release && matches
    });
    known.map(|(name, takes, _)| (*name, *takes))
}
