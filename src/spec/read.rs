//! The spec from its text: sections, one after the other, each noting its problems.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::lint::read_lint;
use super::outputs::{below, read_output};
use super::section::{Located, Reading, Section, article};
use super::variants::{self, read_variants};
use super::vendors::{INCLUDE, read_vendors};
use super::{App, Click, ConstantValue, OwnCatalogue, OwnConstant, Spec, Substitution};
use crate::catalogue::schema::Necessity;
use crate::finding::{Code, Finding};
use crate::grammar;
use crate::source::SourceFile;
use crate::variant::Variant;

/// The version of the spec's format.
const SCHEMA: i64 = 1;
/// The words for how the applicationId is written.
pub(super) const SUBSTITUTION: &[(&str, Substitution)] = &[
    ("placeholder", Substitution::Placeholder),
    ("literal", Substitution::Literal),
];
/// A spec is written by hand; past this size it is something else.
const MAX_BYTES: usize = 1 << 20;

/// Reads the spec. The findings hold every problem of the file. Unless it is no TOML at all, there
/// is a spec also when there are errors, with defaults where something is wrong: it serves to look
/// for further problems, and for nothing else.
///
/// What is wrong in a table of `[variants]` is found too; the spec is the one that all variants
/// share.
pub fn read(file: &Arc<SourceFile>) -> (Option<Spec>, Vec<Finding>) {
    read_for(file, None)
}

/// The same as [`read`], with the spec as it is for `variant`.
pub fn read_for(file: &Arc<SourceFile>, variant: Option<&Variant>) -> (Option<Spec>, Vec<Finding>) {
    let mut reading = Reading {
        file: Arc::clone(file),
        findings: Vec::new(),
    };
    let Some(table) = parse(file, &mut reading) else {
        return (None, reading.findings);
    };
    let shared = read_spec(&table, &mut reading);
    variants::left_out_for_nothing(&table, &mut reading);
    // A table may be wrong only together with what it is laid over.
    let mut chosen = None;
    let each = variants::names(&table).into_iter().map(Variant::named);
    for (at, other) in variant.cloned().into_iter().chain(each).enumerate() {
        let (merged, _) = variants::laid_over(&table, &other);
        let mut aside = reading.aside();
        let spec = read_spec(&merged, &mut aside);
        let known = |it: &Finding| reading.findings.contains(it);
        let new: Vec<Finding> = aside.findings.into_iter().filter(|it| !known(it)).collect();
        reading.findings.extend(new);
        if at == 0 && variant.is_some() {
            chosen = Some(spec);
        }
    }
    (Some(chosen.unwrap_or(shared)), reading.findings)
}

/// The spec's table; without one, there are findings.
pub(super) fn parse<'t>(file: &'t SourceFile, reading: &mut Reading) -> Option<DeTable<'t>> {
    if file.text.len() > MAX_BYTES {
        reading.invalid(
            "the spec is larger than 1 MiB",
            0..0,
            "of this file",
            "a spec is a page of settings; check that this is the right file",
        );
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let message = format!("not TOML: {}", error.message().trim_end());
        reading.invalid(message, span, "here", "see toml.io for the syntax");
    }
    errors.is_empty().then(|| table.into_inner())
}

fn read_spec<'a>(table: &'a DeTable<'a>, reading: &mut Reading) -> Spec {
    let mut root = Section::new("", table, 0..0);
    match root.integer("schema", 1..=i64::MAX, SCHEMA, reading) {
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
                root.missing_table("app", "`application-id = \"com.example.app\"`", reading);
            }
            read_app(
                Section::new("app", &DeTable::new(), 0..0),
                &mut reading.aside(),
            )
        }
    };
    let output = match root.section("output", reading) {
        Some(section) => read_output(section, reading),
        None => read_output(Section::new("output", &DeTable::new(), 0..0), reading),
    };
    let catalogue = root
        .section("catalogue", reading)
        .and_then(|section| read_catalogue(section, reading));
    let vendors = match root.section("vendors", reading) {
        Some(section) => read_vendors(section, reading),
        None => Vec::new(),
    };
    let click = root
        .section("click", reading)
        .and_then(|section| read_click(section, &app.namespace, reading));
    let constants = match root.section("constants", reading) {
        Some(section) => read_constants(section, reading),
        None => Vec::new(),
    };
    let lint = root
        .section("lint", reading)
        .map(|section| read_lint(section, reading))
        .unwrap_or_default();
    let variants = match root.section("variants", reading) {
        Some(section) => read_variants(section, reading),
        None => Vec::new(),
    };
    root.finish(reading);
    if vendors.is_empty() && click.is_none() && variants.is_empty() && reading.findings.is_empty() {
        let finding = Finding::warning(Code::SPEC_INVALID, "the spec names no vendor")
            .at(&reading.file, 0..0, "nothing to weave")
            .help("add a table such as `[vendors.xiaomi]`; `pushweave vendors` lists them");
        reading.findings.push(finding);
    }
    Spec {
        file: Arc::clone(&reading.file),
        app,
        output,
        catalogue,
        vendors,
        click,
        constants,
        variants,
        lint,
    }
}

fn read_catalogue(mut section: Section<'_>, reading: &mut Reading) -> Option<OwnCatalogue> {
    let folder = section.checked(
        "folder",
        "a path below the spec's folder",
        "push-catalogue",
        grammar::relative_path,
        reading,
    );
    if folder.is_none() && section.get("folder").is_none() {
        section.missing("folder", "\"push-catalogue\"", reading);
    }
    let allow_weaker = section.boolean("allow-weaker", reading);
    section.finish(reading);
    Some(OwnCatalogue {
        folder: folder.map(|folder| Located::new(below(".", &folder.value), folder.span))?,
        allow_weaker: allow_weaker.is_some_and(|flag| flag.value),
    })
}

fn read_app(mut section: Section<'_>, reading: &mut Reading) -> App {
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
    let substitution = section.choice("substitution", SUBSTITUTION, reading);
    let sdk = |found: Option<Located<i64>>| found.and_then(|level| u32::try_from(level.value).ok());
    let min_sdk = sdk(section.integer("min-sdk", 1..=1000, 21, reading));
    let target_sdk = sdk(section.integer("target-sdk", 1..=1000, 34, reading));
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
    // The stand-in is never used: without an applicationId there is an error.
    let application_id = application_id.map_or_else(|| example.to_owned(), |found| found.value);
    App {
        namespace: namespace.map_or_else(|| application_id.clone(), |namespace| namespace.value),
        application_id,
        substitution: substitution.map_or(Substitution::Placeholder, |found| found.value),
        min_sdk,
        target_sdk,
        include: include.map_or(Necessity::Recommended, |found| found.value),
    }
}

fn read_click(mut section: Section<'_>, namespace: &str, reading: &mut Reading) -> Option<Click> {
    let span = section.span();
    let class = |text: &str| grammar::class(&grammar::qualified(text, "a.b"));
    let activity = section.checked(
        "activity",
        "a class name",
        ".chat.ChatActivity",
        class,
        reading,
    );
    let scheme = section.checked("scheme", "a URI scheme", "pushscheme", scheme, reading);
    let host = section.checked(
        "host",
        "a host",
        "com.example.chat",
        grammar::uri_part,
        reading,
    );
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
            grammar::qualified(&activity.value, namespace),
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
            let number = section.integer("value", range, 1, reading)?;
            i32::try_from(number.value).ok().map(ConstantValue::Int)
        }
        ConstantType::Long => section
            .integer("value", i64::MIN..=i64::MAX, 1, reading)
            .map(|number| ConstantValue::Long(number.value)),
        ConstantType::Boolean => section
            .boolean("value", reading)
            .map(|flag| ConstantValue::Boolean(flag.value)),
        ConstantType::Text => section
            .checked(
                "value",
                "a text that a literal can hold",
                "hello",
                grammar::text,
                reading,
            )
            .map(|text| ConstantValue::Text(text.value)),
    });
    section.finish(reading);
    value
}
