//! The options of R8.

use super::{InR8, LOG_LEVEL};

/// What follows an option, for R8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::keep) enum R8Takes {
    Nothing,
    Word,
    WordOptional,
    Integer,
    File,
    FileOptional,
    ClassPath,
    /// A list of paths, perhaps none.
    Paths,
    Package,
    Attributes,
    /// A list of class names, perhaps none.
    Names,
    Optimizations,
    KotlinNullChecks,
    Keep,
    Condition,
    Class,
    ClassWithValues,
    LogLevel,
}

/// The options of R8 with what it does with them and what follows them.
///
/// Read from `com.android.tools.r8.shaking.ProguardConfigurationParser` of 2025; options for R8's own
/// tests are left out. R8 tries them one after the other and takes the first that the text goes on
/// with, in an order that comes to the longest.
pub(super) const ALL: &[(InR8, R8Takes, &[&str])] = &[
    (
        InR8::Ignored,
        R8Takes::Word,
        &[
            "-protomapping",
            "-target",
            "-maximuminlinedcodelength",
            "-outjars",
        ],
    ),
    (
        InR8::Ignored,
        R8Takes::WordOptional,
        &["-runtype", "-laststageoutput", "-dump"],
    ),
    (
        InR8::Ignored,
        R8Takes::Nothing,
        &[
            "-forceprocessing",
            "-dontpreverify",
            "-experimentalshrinkunusedprotofields",
            "-filterlibraryjarswithorginalprogramjars",
            "-dontskipnonpubliclibraryclasses",
            "-dontskipnonpubliclibraryclassmembers",
            "-invokebasemethod",
            "-overloadaggressively",
            "-mergeinterfacesaggressively",
            "-android",
            "-allowruntypeandignoreoptimizationpasses",
            "-dontshrinkduringoptimization",
            "-convert_proto_enum_to_string",
            "-adaptkotlinmetadata",
            "-verbose",
            "-dontusemixedcaseclassnames",
            "-addconfigurationdebugging",
            "-useuniqueclassmembernames",
        ],
    ),
    (
        InR8::Ignored,
        R8Takes::ClassWithValues,
        &[
            "-checkenumstringsdiscarded",
            "-isclassnamestring",
            "-whyarenotsimple",
            "-assumenoexternalsideeffects",
            "-assumenoescapingparameters",
            "-assumenoexternalreturnvalues",
        ],
    ),
    (InR8::Ignored, R8Takes::Optimizations, &["-optimizations"]),
    (InR8::Ignored, R8Takes::Integer, &["-optimizationpasses"]),
    (
        InR8::Unsupported,
        R8Takes::Nothing,
        &["-skipnonpubliclibraryclasses"],
    ),
    (
        InR8::Known,
        R8Takes::Nothing,
        &[
            "-keepkotlinmetadata",
            "-keepparameternames",
            "-dontoptimize",
            "-dontobfuscate",
            "-dontrepackage",
            "-dontshrink",
            "-printblastradius",
            "-shrinkunusedprotofields",
            "-ignorewarnings",
            "-allowaccessmodification",
        ],
    ),
    (
        InR8::Known,
        R8Takes::Keep,
        &[
            "-keep",
            "-keepnames",
            "-keepclassmembers",
            "-keepclassmembernames",
            "-keepclasseswithmembers",
            "-keepclasseswithmembernames",
        ],
    ),
    (InR8::Known, R8Takes::Condition, &["-if"]),
    (
        InR8::Known,
        R8Takes::Class,
        &[
            "-checkdiscard",
            "-whyareyoukeeping",
            "-alwaysinline",
            "-identifiernamestring",
            "-checkenumunboxed",
            "-convertchecknotnull",
            "-whyareyounotobfuscating",
            "-whyareyounotinlining",
        ],
    ),
    (
        InR8::Known,
        R8Takes::ClassWithValues,
        &["-assumenosideeffects", "-assumevalues"],
    ),
    (InR8::Known, R8Takes::LogLevel, &[LOG_LEVEL]),
    (InR8::Known, R8Takes::Attributes, &["-keepattributes"]),
    (
        InR8::Known,
        R8Takes::Names,
        &[
            "-keeppackagenames",
            "-dontwarn",
            "-dontnote",
            "-adaptclassstrings",
        ],
    ),
    (
        InR8::Known,
        R8Takes::Paths,
        &[
            "-keepdirectories",
            "-adaptresourcefilenames",
            "-adaptresourcefilecontents",
        ],
    ),
    (
        InR8::Known,
        R8Takes::FileOptional,
        &[
            "-printconfiguration",
            "-printmapping",
            "-printseeds",
            "-printusage",
        ],
    ),
    (
        InR8::Known,
        R8Takes::File,
        &[
            "-include",
            "-basedirectory",
            "-applymapping",
            "-obfuscationdictionary",
            "-classobfuscationdictionary",
            "-packageobfuscationdictionary",
        ],
    ),
    (
        InR8::Known,
        R8Takes::ClassPath,
        &["-injars", "-libraryjars"],
    ),
    (
        InR8::Known,
        R8Takes::Package,
        &["-repackageclasses", "-flattenpackagehierarchy"],
    ),
    (
        InR8::Known,
        R8Takes::WordOptional,
        &["-renamesourcefileattribute"],
    ),
    (
        InR8::Known,
        R8Takes::KotlinNullChecks,
        &["-processkotlinnullchecks"],
    ),
];

/// The option of R8 that `text` starts with.
pub(in crate::keep) fn find(text: &str) -> Option<(&'static str, InR8, R8Takes)> {
    let all = ALL
        .iter()
        .flat_map(|(in_r8, takes, names)| names.iter().map(|name| (*name, *in_r8, *takes)));
    all.filter(|(name, ..)| text.starts_with(name))
        .max_by_key(|(name, ..)| name.len())
}
