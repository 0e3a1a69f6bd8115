//! `[vendors.*]`: the release in use, and values for the catalogue to judge.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::outputs::below;
use super::section::{Located, Reading, Section, article};
use super::{Value, VendorSpec};
use crate::catalogue;
use crate::catalogue::schema::{Delivery, Necessity};
use crate::grammar;
use crate::version::Version;

/// The words for how much is woven.
pub(super) const INCLUDE: &[(&str, Necessity)] = &[
    ("required", Necessity::Required),
    ("recommended", Necessity::Recommended),
    ("optional", Necessity::Optional),
];

const DELIVERY: &[(&str, Delivery)] = &[("jar", Delivery::Jar), ("aar", Delivery::Aar)];

pub(super) fn read_vendors(mut section: Section<'_>, reading: &mut Reading) -> Vec<VendorSpec> {
    let mut vendors = Vec::new();
    for (id, value) in section.entries() {
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
        let section = Section::new(path, table, id.span.clone());
        vendors.push(read_vendor(&id, section, reading));
    }
    vendors.sort_by_cached_key(|vendor| (catalogue::rank(&vendor.id), vendor.id.clone()));
    vendors
}

fn read_vendor(id: &Located<&str>, mut section: Section<'_>, reading: &mut Reading) -> VendorSpec {
    let sdk = read_sdk(&mut section, reading);
    let delivery = section.choice("delivery", DELIVERY, reading);
    let include = section.choice("include", INCLUDE, reading);
    let mut values = Vec::new();
    for (key, value) in section.entries() {
        if matches!(key.value, "sdk" | "delivery" | "include") {
            continue;
        }
        let path = format!("vendors.{}.{}", id.value, key.value);
        let read = read_value(&path, value, reading).unwrap_or(Value::Unreadable);
        let key = Located::new(key.value.to_owned(), key.span);
        values.push((key, Located::new(read, value.span())));
    }
    VendorSpec {
        id: id.value.to_owned(),
        span: id.span.clone(),
        unlisted: matches!(sdk, Some(Sdk::Stated { unlisted: true, .. })),
        auto: match &sdk {
            Some(Sdk::Auto(span)) => Some(span.clone()),
            _ => None,
        },
        sdk: match sdk {
            Some(Sdk::Stated { version, .. }) => Some(version),
            _ => None,
        },
        delivery,
        include: include.map(|include| include.value),
        values,
    }
}

/// What a vendor's `sdk` says.
enum Sdk {
    /// `"3.6.12"`, or `{ version = "3.6.13", unlisted = true }`
    Stated {
        version: Located<Version>,
        unlisted: bool,
    },
    /// `"auto"`
    Auto(Range<usize>),
}

fn read_sdk(section: &mut Section<'_>, reading: &mut Reading) -> Option<Sdk> {
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
    if text.value == "auto" {
        return Some(Sdk::Auto(text.span));
    }
    match text.value.parse() {
        Ok(version) => Some(Sdk::Stated {
            version: Located::new(version, text.span),
            unlisted,
        }),
        Err(_) => {
            reading.invalid(
                format!("`{}` is not a version", text.value.escape_debug()),
                text.span,
                "cannot be compared with a release",
                "write the exact version of the SDK in use, such as `sdk = \"3.6.12\"`, or \"auto\"",
            );
            None
        }
    }
}

fn read_value(path: &str, value: &Spanned<DeValue<'_>>, reading: &mut Reading) -> Option<Value> {
    match value.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
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
        },
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
