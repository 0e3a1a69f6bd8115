//! What there is to an element of the manifest, line by line.

use super::Detail;
use crate::catalogue::schema::{Attributes, Fact, Filter};
use crate::version::Version;

/// What there is to `fact` beside its name, as it is for `version`.
pub(super) fn details(fact: &Fact, version: &Version) -> Vec<Detail> {
    let mut details = Vec::new();
    if let Some(value) = fact
        .value
        .as_ref()
        .or(fact.raw.as_ref())
        .or_else(|| fact.value_at(version))
    {
        details.push(Detail::Line(format!("value = {value}")));
    }
    let attribute = |(name, value): &(String, String)| format!("android:{name}=\"{value}\"");
    details.extend(
        fact.shape
            .0
            .iter()
            .map(|it| Detail::Attribute(attribute(it))),
    );
    let mut line = |text: String| details.push(Detail::Line(text));
    for it in &fact.forbid.0 {
        line(format!("never {}", attribute(it)));
    }
    for name in &fact.alternatives {
        line(format!("or {name}"));
    }
    if let Some(base) = &fact.extends {
        line(format!("extends {base}"));
    }
    for filter in &fact.filters {
        line(format!("filter: {}", filter_text(filter)));
    }
    for child in &fact.meta_data {
        let value = child.value.as_ref().or(child.raw.as_ref());
        line(format!(
            "meta-data: {} = {}",
            child.name,
            value.map_or("", String::as_str)
        ));
    }
    details
}

fn filter_text(filter: &Filter) -> String {
    let mut parts = filter.actions.clone();
    parts.extend(filter.optional.iter().map(|action| format!("({action})")));
    parts.extend(
        filter
            .categories
            .iter()
            .map(|name| format!("category {name}")),
    );
    parts.extend(
        filter
            .data
            .iter()
            .map(|data| format!("data {}", attributes_text(data))),
    );
    parts.extend(
        filter
            .priority
            .map(|priority| format!("priority {priority}")),
    );
    parts.join(", ")
}

fn attributes_text(attributes: &Attributes) -> String {
    let texts: Vec<String> = attributes
        .0
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect();
    texts.join(" ")
}
