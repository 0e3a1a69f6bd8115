//! Whether an element of the app's own says what is asked for, and nothing else: only then can it
//! be treated as if it had been woven, for taking it out takes out all that it says.

use std::ops::Range;

use super::agreement;
use super::desire::is_unknown;
use crate::manifest::ANDROID;
use crate::manifest::document::{Attribute, Element};
use crate::manifest::identity::Names;
use crate::requirement::{Filter, Kind, MetaValue, Requirement};

/// What an element says beyond what is asked for, or against it.
#[derive(Clone, Debug)]
pub(super) struct Obstacle {
    /// Where.
    pub(super) span: Range<usize>,
    /// What is there, in a few words.
    pub(super) what: String,
    /// What a person can do about it.
    pub(super) help: &'static str,
}

type Result = std::result::Result<(), Obstacle>;

const DECIDE: &str = "keep it as it is, or take that out and run `pushweave adopt` again";
const SPELL: &str = "write what the SDK asks for and run `pushweave adopt` again, or keep yours";

fn obstacle(span: Range<usize>, what: impl Into<String>, help: &'static str) -> Result {
    Err(Obstacle {
        span,
        what: what.into(),
        help,
    })
}

/// Whether all that `element` says is asked for by `requirement`. What it lacks is no matter here.
pub(super) fn whole(element: Element<'_>, requirement: &Requirement, names: &Names) -> Result {
    remark(element)?;
    for (namespace, name, attribute) in element.attributes() {
        let asked = requirement.attributes.iter().find(|(it, _)| it == name);
        let is_named = requirement.kind != Kind::QueriesIntent;
        match (name, &requirement.value, asked) {
            _ if namespace != Some(ANDROID) => return foreign(&attribute),
            ("name", _, _) if is_named => {}
            ("value", Some(value), _) => same_value(value, &attribute)?,
            (_, _, Some((_, demanded))) => same(names, name, demanded, &attribute)?,
            _ if is_implied(name, attribute.value, requirement) => {}
            _ => return unasked(name, &attribute),
        }
    }
    for child in element.children() {
        match child.tag() {
            "intent-filter" => within(child, &requirement.filters, names)?,
            "meta-data" => {
                let mut asked = requirement.meta_data.iter();
                match asked.find(|(name, _)| names.is(child, "meta-data", name)) {
                    Some((_, value)) => meta_data(child, value)?,
                    None => return another(child),
                }
            }
            "action" if requirement.kind == Kind::QueriesIntent => named_only(child)?,
            _ => return another(child),
        }
    }
    Ok(())
}

/// Whether the attribute says what holds without it, or what is asked for by forbidding its opposite.
fn is_implied(name: &str, value: &str, requirement: &Requirement) -> bool {
    let value = value.trim();
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    let mut forbidden = requirement.forbidden.iter();
    (name == "enabled" && is("true"))
        || ((is("true") || is("false"))
            && forbidden.any(|(it, refused)| it == name && !is(refused)))
}

/// Whether the `<intent-filter>` `found` is what `filter` asks for, no more and no less.
pub(super) fn filter(found: Element<'_>, filter: &Filter, names: &Names) -> Result {
    within(found, std::slice::from_ref(filter), names)?;
    let missing = agreement::missing_actions(names, filter, &[found]);
    match missing.first() {
        None => Ok(()),
        Some(action) => obstacle(
            found.start_tag(),
            format!("does not answer to `{action}` as the SDK asks for it"),
            SPELL,
        ),
    }
}

/// Whether the `<meta-data>` `found` gives `value` and nothing else.
pub(super) fn meta_data(found: Element<'_>, value: &MetaValue) -> Result {
    remark(found)?;
    for (namespace, name, attribute) in found.attributes() {
        match name {
            _ if namespace != Some(ANDROID) => return foreign(&attribute),
            "name" => {}
            "value" => same_value(value, &attribute)?,
            _ => return unasked(name, &attribute),
        }
    }
    match found.children().next() {
        Some(child) => another(child),
        None => Ok(()),
    }
}

/// Whether the value of the attribute `name` is the one demanded, if in another spelling.
pub(super) fn same(names: &Names, name: &str, demanded: &str, found: &Attribute<'_>) -> Result {
    let (value, wanted) = (names.expand(found.value), names.expand(demanded));
    let is_same = match name {
        "exported" | "enabled" | "grantUriPermissions" => {
            value.trim().eq_ignore_ascii_case(&wanted)
        }
        "process" => agreement::process(names, &value) == agreement::process(names, &wanted),
        _ => value == wanted,
    };
    if is_same {
        return Ok(());
    }
    let what = format!("`android:{name}` is not the SDK's `{demanded}`");
    obstacle(found.range.clone(), what, SPELL)
}

fn same_value(value: &MetaValue, found: &Attribute<'_>) -> Result {
    if value.is_known && !is_unknown(found.value) && value.agrees(found.value) {
        return Ok(());
    }
    // The value itself may have to be kept from view.
    let what = "the value is not the one of the spec";
    obstacle(found.value_range(), what, SPELL)
}

/// Whether all that the filter `found` says is in those `filters` that have an action of it.
fn within(found: Element<'_>, filters: &[Filter], names: &Names) -> Result {
    remark(found)?;
    if let Some((namespace, name, attribute)) = found.attributes().next() {
        return match namespace {
            Some(ANDROID) => unasked(name, &attribute),
            _ => foreign(&attribute),
        };
    }
    let has = |list: &[String], name: &str| {
        let name = names.expand(name);
        list.iter().any(|it| names.expand(it) == name)
    };
    let acts =
        |filter: &&Filter, name: &str| has(&filter.actions, name) || has(&filter.optional, name);
    let actions = || found.children().filter(|child| child.tag() == "action");
    let name = |child: Element<'_>| child.android("name").map(|name| name.value.to_owned());
    let asked: Vec<&Filter> = filters
        .iter()
        .filter(|filter| actions().filter_map(name).any(|it| acts(filter, &it)))
        .collect();
    if asked.is_empty() {
        return another(found);
    }
    for child in found.children() {
        let named = name(child).unwrap_or_default();
        let is_asked = match child.tag() {
            "action" => asked.iter().any(|filter| acts(filter, &named)),
            "category" => asked.iter().any(|filter| has(&filter.categories, &named)),
            "data" => {
                let is_it = |data: &&Vec<(String, String)>| is_data(child, data, names);
                asked
                    .iter()
                    .any(|filter| filter.data.iter().any(|data| is_it(&data)))
            }
            _ => false,
        };
        match child.tag() {
            _ if !is_asked => return another(child),
            "data" => {}
            _ => named_only(child)?,
        }
    }
    Ok(())
}

fn is_data(found: Element<'_>, data: &[(String, String)], names: &Names) -> bool {
    found.children().next().is_none()
        && found.attributes().count() == data.len()
        && data.iter().all(|(name, value)| {
            found
                .android(name)
                .is_some_and(|it| names.expand(it.value) == names.expand(value))
        })
}

/// Whether `android:name` is all that `element` has.
fn named_only(element: Element<'_>) -> Result {
    for (namespace, name, attribute) in element.attributes() {
        match name {
            _ if namespace != Some(ANDROID) => return foreign(&attribute),
            "name" => {}
            _ => return unasked(name, &attribute),
        }
    }
    match element.children().next() {
        Some(child) => another(child),
        None => Ok(()),
    }
}

/// Comments and text are a person's, and taking out the element would lose them.
fn remark(element: Element<'_>) -> Result {
    let is_child = |range: &Range<usize>| element.children().any(|child| child.range() == *range);
    if let Some(range) = element.content().find(|range| !is_child(range)) {
        let help = "move it in front of the element and run `pushweave adopt` again, or keep yours";
        return obstacle(range, "would be lost with the element", help);
    }
    element.children().try_for_each(remark)
}

fn foreign(attribute: &Attribute<'_>) -> Result {
    obstacle(
        attribute.range.clone(),
        "an instruction of yours, which no SDK asks for",
        DECIDE,
    )
}

fn unasked(name: &str, attribute: &Attribute<'_>) -> Result {
    let what = format!("`android:{name}` is yours: the SDK does not ask for it");
    obstacle(attribute.range.clone(), what, DECIDE)
}

fn another(child: Element<'_>) -> Result {
    let what = format!(
        "this `<{}>` is yours: the SDK does not ask for it",
        child.tag()
    );
    obstacle(child.start_tag(), what, DECIDE)
}
