//! The spec, `pushweave.toml`: from text to a [`Spec`] and findings.
//!
//! All problems of one file are reported at once: reading goes on past each of them. What a vendor
//! takes is the catalogue's to say, so the vendors' tables are checked by [`crate::resolve`].

pub mod edit;
mod section;

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::catalogue;
use crate::catalogue::schema::Necessity;
use crate::finding::{Code, Finding, did_you_mean, one_of};
use crate::grammar;
use crate::source::SourceFile;
use crate::version::Version;

pub use section::Located;
use section::{Reading, Section, article};

/// The version of the spec's format.
const SCHEMA: i64 = 1;
/// A spec is written by hand; past this size it is something else.
const MAX_BYTES: usize = 1 << 20;

/// A spec whose own keys are all valid.
#[derive(Debug)]
pub struct Spec {
    /// The file.
    pub file: Arc<SourceFile>,
    /// `[app]`.
    pub app: App,
    /// `[output]`.
    pub output: Output,
    /// `[vendors.*]`, in the order in which vendors are woven.
    pub vendors: Vec<VendorSpec>,
    /// `[click]`.
    pub click: Option<Click>,
    /// `[constants]`.
    pub constants: Vec<OwnConstant>,
}

/// `[app]`: the app that the SDKs go into.
#[derive(Debug)]
pub struct App {
    /// The applicationId.
    pub application_id: String,
    /// What `.Foo` is relative to; the applicationId unless given.
    pub namespace: String,
    /// How the applicationId is written into the manifest.
    pub substitution: Substitution,
    /// The app's minSdk; gates on it are open where it is not given.
    pub min_sdk: Option<u32>,
    /// The app's targetSdk; gates on it are open where it is not given.
    pub target_sdk: Option<u32>,
    /// The least necessity that is woven.
    pub include: Necessity,
}

/// How `${applicationId}` is written into the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Substitution {
    /// As the manifest placeholder, which the merger fills in for each variant.
    Placeholder,
    /// As the applicationId itself.
    Literal,
}

/// `[output]`: where things go. Paths are relative to the spec, with `/`.
#[derive(Debug)]
pub struct Output {
    /// The manifest to patch.
    pub manifest: Located<String>,
    /// The file of keep rules.
    pub proguard: Option<Located<String>>,
    /// The class of constants.
    pub constants: Option<ConstantsOutput>,
}

/// `output.constants`.
#[derive(Debug)]
pub struct ConstantsOutput {
    /// The fully qualified class.
    pub class: Located<String>,
    /// The path of the Java file.
    pub path: String,
    /// What of the file the tool owns.
    pub mode: ConstantsMode,
}

/// What of the Java file the tool owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstantsMode {
    /// All of it.
    File,
    /// The lines between the two marker comments.
    Region,
}

/// One `[vendors.*]` table.
#[derive(Debug)]
pub struct VendorSpec {
    /// The vendor's id.
    pub id: String,
    /// The key in the spec.
    pub span: Range<usize>,
    /// The release in use.
    pub sdk: Located<Version>,
    /// Whether the release may be one that the catalogue does not list.
    pub unlisted: bool,
    /// The least necessity that is woven, where it differs from the app's.
    pub include: Option<Necessity>,
    /// Everything else, for the catalogue to judge.
    pub values: Vec<(Located<String>, Located<Value>)>,
}

/// The value of a vendor's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// The value of an environment variable.
    Environment(String),
    /// The value of a key in a properties file.
    Property {
        /// The key.
        key: String,
        /// The file, relative to the spec.
        file: String,
    },
}

/// `[click]`: the activity that a tapped notification opens.
#[derive(Debug)]
pub struct Click {
    /// Where the table stands.
    pub span: Range<usize>,
    /// The fully qualified activity.
    pub activity: Located<String>,
    /// The scheme of the VIEW filter.
    pub scheme: String,
    /// The host of the VIEW filter.
    pub host: String,
    /// The path of the VIEW filter, with its leading `/`.
    pub path: String,
    /// The action for consoles that take one.
    pub action: Option<String>,
}

/// A constant of the app's own.
#[derive(Debug)]
pub struct OwnConstant {
    /// Its Java name.
    pub name: Located<String>,
    /// Its value.
    pub value: ConstantValue,
}

/// The value of a Java constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstantValue {
    /// `int`
    Int(i32),
    /// `long`
    Long(i64),
    /// `boolean`
    Boolean(bool),
    /// `String`
    Text(String),
}

/// Reads the spec. The findings hold every problem of the file; the spec is there when none of them
/// is an error.
pub fn read(file: &Arc<SourceFile>) -> (Option<Spec>, Vec<Finding>) {
    let mut reading = Reading {
        file: Arc::clone(file),
        findings: Vec::new(),
    };
    if file.text.len() > MAX_BYTES {
        reading.invalid(
            "the spec is larger than 1 MiB",
            0..0,
            "of this file",
            "a spec is a page of settings; check that this is the right file",
        );
        return (None, reading.findings);
    }
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let message = format!("not TOML: {}", error.message().trim_end());
        reading.invalid(message, span, "here", "see toml.io for the syntax");
    }
    if !errors.is_empty() {
        return (None, reading.findings);
    }
    let spec = read_spec(table.get_ref(), &mut reading);
    let failed = crate::finding::has_errors(&reading.findings);
    (spec.filter(|_| !failed), reading.findings)
}

fn read_spec<'a>(table: &'a DeTable<'a>, reading: &mut Reading) -> Option<Spec> {
    let mut root = Section::new("", table, 0..0);
    match root.integer("schema", 1..=i64::MAX, reading) {
        Some(schema) if schema.value != SCHEMA => reading.invalid(
            format!("schema {} is not known", schema.value),
            schema.span,
            format!("this pushweave reads schema {SCHEMA}"),
            "update pushweave, or write the spec for this version",
        ),
        None if !table.contains_key("schema") => {
            root.missing("schema", &SCHEMA.to_string(), reading);
        }
        _ => {}
    }
    let app = match root.section("app", reading) {
        Some(section) => read_app(section, reading),
        None => {
            if !table.contains_key("app") {
                root.missing("app", "{ application-id = \"com.example.app\" }", reading);
            }
            None
        }
    };
    let namespace = app.as_ref().map(|app| app.namespace.clone());
    let output = match root.section("output", reading) {
        Some(section) => read_output(section, reading),
        None => read_output(Section::new("output", &DeTable::new(), 0..0), reading),
    };
    let vendors = match root.section("vendors", reading) {
        Some(section) => read_vendors(section, reading),
        None => Vec::new(),
    };
    let click = root
        .section("click", reading)
        .and_then(|section| read_click(section, namespace.as_deref(), reading));
    let constants = match root.section("constants", reading) {
        Some(section) => read_constants(section, reading),
        None => Vec::new(),
    };
    if let Some(mut lint) = root.section("lint", reading) {
        read_lint(&mut lint, reading);
        lint.finish(reading);
    }
    root.finish(reading);
    Some(Spec {
        file: Arc::clone(&reading.file),
        app: app?,
        output: output?,
        vendors,
        click,
        constants,
    })
}

const INCLUDE: &[(&str, Necessity)] = &[
    ("required", Necessity::Required),
    ("recommended", Necessity::Recommended),
    ("optional", Necessity::Optional),
];

fn read_app(mut section: Section<'_>, reading: &mut Reading) -> Option<App> {
    let example = "com.example.chat";
    let application_id = section.checked(
        "application-id",
        "an applicationId",
        example,
        grammar::package,
        reading,
    );
    if application_id.is_none() && section.get("application-id").is_none() {
        section.missing("application-id", "\"com.example.chat\"", reading);
    }
    let namespace = section.checked("namespace", "a package", example, grammar::package, reading);
    let substitution = section.choice(
        "substitution",
        &[
            ("placeholder", Substitution::Placeholder),
            ("literal", Substitution::Literal),
        ],
        reading,
    );
    let sdk = |found: Option<Located<i64>>| found.and_then(|level| u32::try_from(level.value).ok());
    let min_sdk = sdk(section.integer("min-sdk", 1..=1000, reading));
    let target_sdk = sdk(section.integer("target-sdk", 1..=1000, reading));
    if let (Some(min), Some(target)) = (min_sdk, target_sdk)
        && min > target
        && let Some(value) = section.get("min-sdk")
    {
        reading.invalid(
            "`app.min-sdk` is above `app.target-sdk`",
            value.span(),
            format!("above {target}"),
            "write a min-sdk that is at most the target-sdk",
        );
    }
    let include = section.choice("include", INCLUDE, reading);
    section.finish(reading);
    let application_id = application_id?.value;
    Some(App {
        namespace: namespace.map_or_else(|| application_id.clone(), |namespace| namespace.value),
        application_id,
        substitution: substitution.map_or(Substitution::Placeholder, |found| found.value),
        min_sdk,
        target_sdk,
        include: include.map_or(Necessity::Recommended, |found| found.value),
    })
}

fn path_in(
    section: &mut Section<'_>,
    key: &'static str,
    default: &str,
    reading: &mut Reading,
) -> Option<Located<String>> {
    let found = section.checked(
        key,
        "a path below the spec's folder",
        default,
        grammar::relative_path,
        reading,
    );
    if found.is_none() && section.get(key).is_none() {
        return Some(Located::new(default.to_owned(), section.span()));
    }
    found
}

fn below(folder: &str, path: &str) -> String {
    let clean = |path: &str| {
        path.split('/')
            .filter(|segment| *segment != ".")
            .collect::<Vec<_>>()
            .join("/")
    };
    let (folder, path) = (clean(folder), clean(path));
    if folder.is_empty() {
        path
    } else {
        format!("{folder}/{path}")
    }
}

fn read_output(mut section: Section<'_>, reading: &mut Reading) -> Option<Output> {
    let module = path_in(&mut section, "module", "app", reading);
    let manifest = path_in(
        &mut section,
        "manifest",
        "src/main/AndroidManifest.xml",
        reading,
    );
    let proguard = path_in(&mut section, "proguard", "proguard-push.pro", reading);
    let module_path = module.as_ref().map_or("", |module| &module.value);
    let constants = section
        .section("constants", reading)
        .and_then(|constants| read_constants_output(constants, module_path, reading));
    section.finish(reading);
    let module = module?;
    let in_module = |path: Located<String>| {
        let value = below(&module.value, &path.value);
        Located::new(value, path.span)
    };
    let output = Output {
        manifest: in_module(manifest?),
        proguard: Some(in_module(proguard?)),
        constants,
    };
    distinct(&output, reading);
    Some(output)
}

/// Refuses two outputs on one path, also where the file system ignores case.
fn distinct(output: &Output, reading: &mut Reading) {
    let mut paths = vec![(&output.manifest.value, &output.manifest.span)];
    if let Some(proguard) = &output.proguard {
        paths.push((&proguard.value, &proguard.span));
    }
    if let Some(constants) = &output.constants {
        paths.push((&constants.path, &constants.class.span));
    }
    for (at, (path, span)) in paths.iter().enumerate() {
        let same = paths[..at]
            .iter()
            .any(|(other, _)| other.to_lowercase() == path.to_lowercase());
        if same {
            reading.invalid(
                format!("`{path}` is named for two outputs"),
                (*span).clone(),
                "written twice",
                "give each output a file of its own",
            );
        }
    }
}

fn read_constants_output(
    mut section: Section<'_>,
    module: &str,
    reading: &mut Reading,
) -> Option<ConstantsOutput> {
    let example = "com.example.chat.push.Constants";
    let outer_class = |text: &str| {
        grammar::class(text)?;
        if text.contains('$') {
            return Err("an inner class has no file of its own".into());
        }
        grammar::relative_path(&text.replace('.', "/"))
    };
    let class = section.checked("class", "a class name", example, outer_class, reading);
    if class.is_none() && section.get("class").is_none() {
        section.missing("class", &format!("\"{example}\""), reading);
    }
    let root = path_in(&mut section, "source-root", "src/main/java", reading);
    let mode = section.choice(
        "mode",
        &[
            ("file", ConstantsMode::File),
            ("region", ConstantsMode::Region),
        ],
        reading,
    );
    section.finish(reading);
    let class = class?;
    let file = format!("{}.java", class.value.replace('.', "/"));
    Some(ConstantsOutput {
        path: below(module, &below(&root?.value, &file)),
        class,
        mode: mode.map_or(ConstantsMode::File, |mode| mode.value),
    })
}

fn read_vendors(mut section: Section<'_>, reading: &mut Reading) -> Vec<VendorSpec> {
    let mut vendors = Vec::new();
    for (id, value) in section.entries() {
        if !catalogue::ids().any(|known| known == id.value) {
            let help = match did_you_mean(id.value, catalogue::ids()) {
                Some(near) => format!("did you mean `[vendors.{near}]`?"),
                None => format!("the catalogue has {}", one_of(catalogue::ids())),
            };
            reading.invalid(
                format!("unknown vendor `{}`", id.value.escape_debug()),
                id.span,
                "not in the catalogue",
                help,
            );
            continue;
        }
        let DeValue::Table(table) = value.get_ref() else {
            reading.invalid(
                format!("`vendors.{}` must be a table", id.value),
                value.span(),
                format!("this is {}", article(value.get_ref().type_str())),
                format!("write `[vendors.{}]`, and `sdk = \"…\"` below it", id.value),
            );
            continue;
        };
        let path = format!("vendors.{}", id.value);
        vendors.extend(read_vendor(&id, Section::new(path, table, id.span.clone()), reading));
    }
    vendors.sort_by_key(|vendor| catalogue::rank(&vendor.id));
    vendors
}

fn read_vendor(
    id: &Located<&str>,
    mut section: Section<'_>,
    reading: &mut Reading,
) -> Option<VendorSpec> {
    let sdk = read_sdk(&mut section, reading);
    let include = section.choice("include", INCLUDE, reading);
    let mut values = Vec::new();
    for (key, value) in section.entries() {
        if matches!(key.value, "sdk" | "include") {
            continue;
        }
        if let Some(read) = read_value(&format!("vendors.{}.{}", id.value, key.value), value, reading)
        {
            let key = Located::new(key.value.to_owned(), key.span);
            values.push((key, Located::new(read, value.span())));
        }
    }
    let (sdk, unlisted) = sdk?;
    Some(VendorSpec {
        id: id.value.to_owned(),
        span: id.span.clone(),
        sdk,
        unlisted,
        include: include.map(|include| include.value),
        values,
    })
}

/// `sdk = "3.6.12"`, or `sdk = { version = "3.6.13", unlisted = true }`.
fn read_sdk(section: &mut Section<'_>, reading: &mut Reading) -> Option<(Located<Version>, bool)> {
    let Some(value) = section.get("sdk") else {
        section.missing("sdk", "\"<the SDK's version>\"", reading);
        return None;
    };
    let (text, unlisted) = if let DeValue::Table(_) = value.get_ref() {
        let mut inner = section.section("sdk", reading)?;
        let text = inner.string("version", reading);
        if text.is_none() && inner.get("version").is_none() {
            inner.missing("version", "\"…\"", reading);
        }
        let unlisted = inner
            .boolean("unlisted", reading)
            .is_some_and(|flag| flag.value);
        inner.finish(reading);
        (text?, unlisted)
    } else {
        (section.string("sdk", reading)?, false)
    };
    match text.value.parse() {
        Ok(version) => Some((Located::new(version, text.span), unlisted)),
        Err(_) => {
            reading.invalid(
                format!("`{}` is not a version", text.value.escape_debug()),
                text.span,
                "cannot be compared with a release",
                "write the exact version of the SDK in use, such as `sdk = \"3.6.12\"`",
            );
            None
        }
    }
}

fn read_value(path: &str, value: &Spanned<DeValue<'_>>, reading: &mut Reading) -> Option<Value> {
    match value.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Integer(number) => {
            match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Some(Value::Integer(number)),
                Err(_) => {
                    reading.invalid(
                        format!("`{path}` is out of range"),
                        value.span(),
                        "this number does not fit into 64 bits",
                        "write a smaller number, or a string",
                    );
                    None
                }
            }
        }
        DeValue::Table(table) => {
            let mut source = Section::new(path, table, value.span());
            let environment = source.string("env", reading);
            let property = source.string("property", reading);
            let file = source.checked(
                "file",
                "a path below the spec's folder",
                "local.properties",
                grammar::relative_path,
                reading,
            );
            source.finish(reading);
            match (environment, property, file) {
                (Some(name), None, None) => Some(Value::Environment(name.value)),
                (None, Some(key), Some(file)) => Some(Value::Property {
                    key: key.value,
                    file: below(".", &file.value),
                }),
                _ => {
                    reading.invalid(
                        format!("`{path}` does not say where its value comes from"),
                        value.span(),
                        "neither an environment variable nor a property",
                        "write `{ env = \"NAME\" }`, or `{ property = \"key\", file = \"local.properties\" }`",
                    );
                    None
                }
            }
        }
        other => {
            reading.invalid(
                format!("`{path}` must be a string, a number or a source"),
                value.span(),
                format!("this is {}", article(other.type_str())),
                "write `\"…\"`, a whole number, or `{ env = \"NAME\" }`",
            );
            None
        }
    }
}

fn read_click(
    mut section: Section<'_>,
    namespace: Option<&str>,
    reading: &mut Reading,
) -> Option<Click> {
    let span = section.span();
    let class = |text: &str| grammar::class(&grammar::qualified(text, "a.b"));
    let activity = section.checked("activity", "a class name", ".chat.ChatActivity", class, reading);
    let scheme = section.checked("scheme", "a URI scheme", "pushscheme", scheme, reading);
    let host = section.checked("host", "a host", "com.example.chat", grammar::uri_part, reading);
    let path = section.checked("path", "a path", "/detail", click_path, reading);
    let action = section.checked(
        "action",
        "an intent action",
        "com.example.chat.action.PUSH",
        grammar::action,
        reading,
    );
    for (key, found, example) in [
        ("activity", activity.is_some(), "\".chat.ChatActivity\""),
        ("scheme", scheme.is_some(), "\"pushscheme\""),
        ("host", host.is_some(), "\"com.example.chat\""),
        ("path", path.is_some(), "\"/detail\""),
    ] {
        if !found && section.get(key).is_none() {
            section.missing(key, example, reading);
        }
    }
    section.finish(reading);
    let activity = activity?;
    Some(Click {
        span,
        activity: Located::new(
            grammar::qualified(&activity.value, namespace?),
            activity.span,
        ),
        scheme: scheme?.value,
        host: host?.value,
        path: path?.value,
        action: action.map(|action| action.value),
    })
}

fn scheme(text: &str) -> Result<(), String> {
    grammar::value(text)?;
    let valid = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c));
    if valid {
        Ok(())
    } else {
        Err("Android compares schemes exactly: lower-case letters, digits, `+`, `-` and `.`".into())
    }
}

fn click_path(text: &str) -> Result<(), String> {
    grammar::uri_part(text)?;
    if text.starts_with('/') {
        Ok(())
    } else {
        Err("a path begins with `/`".into())
    }
}

fn read_constants(mut section: Section<'_>, reading: &mut Reading) -> Vec<OwnConstant> {
    let mut constants = Vec::new();
    for (name, value) in section.entries() {
        if let Err(reason) = grammar::identifier(name.value) {
            reading.invalid(
                format!("`{}` cannot be a Java constant", name.value.escape_debug()),
                name.span,
                reason,
                "write a name such as `SDKAPPID`",
            );
            continue;
        }
        let path = format!("constants.{}", name.value);
        let DeValue::Table(table) = value.get_ref() else {
            reading.invalid(
                format!("`{path}` must say its type and its value"),
                value.span(),
                format!("this is {}", article(value.get_ref().type_str())),
                format!("write `{} = {{ type = \"int\", value = 1 }}`", name.value),
            );
            continue;
        };
        let constant = Section::new(path, table, value.span());
        if let Some(value) = read_constant(constant, reading) {
            constants.push(OwnConstant {
                name: Located::new(name.value.to_owned(), name.span),
                value,
            });
        }
    }
    constants
}

#[derive(Clone, Copy)]
enum ConstantType {
    Int,
    Long,
    Boolean,
    Text,
}

fn read_constant(mut section: Section<'_>, reading: &mut Reading) -> Option<ConstantValue> {
    let kinds = &[
        ("int", ConstantType::Int),
        ("long", ConstantType::Long),
        ("boolean", ConstantType::Boolean),
        ("String", ConstantType::Text),
    ];
    let kind = section.choice("type", kinds, reading);
    if kind.is_none() && section.get("type").is_none() {
        section.missing("type", "\"int\"", reading);
    }
    if section.get("value").is_none() {
        section.missing("value", "1", reading);
    }
    let value = kind.and_then(|kind| match kind.value {
        ConstantType::Int => {
            let range = i64::from(i32::MIN)..=i64::from(i32::MAX);
            let number = section.integer("value", range, reading)?;
            i32::try_from(number.value).ok().map(ConstantValue::Int)
        }
        ConstantType::Long => section
            .integer("value", i64::MIN..=i64::MAX, reading)
            .map(|number| ConstantValue::Long(number.value)),
        ConstantType::Boolean => section
            .boolean("value", reading)
            .map(|flag| ConstantValue::Boolean(flag.value)),
        ConstantType::Text => section
            .checked("value", "a value that a literal can hold", "…", grammar::value, reading)
            .map(|text| ConstantValue::Text(text.value)),
    });
    section.finish(reading);
    value
}

/// `[lint]` belongs to the linter; here it is only checked for its form.
fn read_lint(section: &mut Section<'_>, reading: &mut Reading) {
    for code in section.strings("allow", reading).unwrap_or_default() {
        let digits = code.value.strip_prefix("PW");
        let valid = digits.is_some_and(|digits| {
            digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit())
        });
        if !valid {
            let finding = Finding::error(
                Code::SpecInvalid,
                format!("`{}` is no rule", code.value.escape_debug()),
            )
            .at(&reading.file, code.span, "not a code")
            .help("write a code such as `PW504`");
            reading.findings.push(finding);
        }
    }
}
