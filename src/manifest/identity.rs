//! What makes two elements one, as the manifest merger sees it.

use std::borrow::Cow;
use std::fmt;

use super::document::{Element, ManifestDoc};
use super::fragment::Fragment;
use crate::grammar;

/// The names that a manifest's short forms stand for.
#[derive(Clone, Debug)]
pub struct Names {
    /// What `${applicationId}` stands for.
    pub application_id: String,
    /// What `.Foo` is relative to.
    pub namespace: String,
}

impl Names {
    /// `text` with `${applicationId}` filled in.
    pub fn expand<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.contains('$') {
            Cow::Owned(text.replace("${applicationId}", &self.application_id))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// The fully qualified form of a class name in the manifest.
    pub fn class<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let expanded = self.expand(name);
        if !expanded.starts_with('.') && expanded.contains('.') {
            return expanded;
        }
        Cow::Owned(grammar::qualified(&expanded, &self.namespace))
    }

    /// The `android:name` that identifies `element` among its siblings of the same tag.
    fn name<'d>(&self, element: Element<'d>) -> Option<Cow<'d, str>> {
        let name = element.android("name")?.value;
        Some(if is_component(element.tag()) {
            self.class(name)
        } else {
            self.expand(name)
        })
    }

    /// Whether `element` is the `tag` called `name`.
    pub fn is(&self, element: Element<'_>, tag: &str, name: &str) -> bool {
        element.tag() == tag
            && self.name(element).is_some_and(|found| {
                if is_component(tag) {
                    found == self.class(name)
                } else {
                    found == self.expand(name)
                }
            })
    }

    /// The element at `route`.
    pub fn find<'d>(&self, doc: &'d ManifestDoc<'_>, route: &Route) -> Option<Element<'d>> {
        let mut element = doc.root();
        for step in &route.0 {
            element = element
                .children()
                .find(|child| self.matches(*child, step))?;
        }
        Some(element)
    }

    /// The elements among `element`'s children that `step` names; identical twins are several.
    pub fn matches(&self, element: Element<'_>, step: &Step) -> bool {
        if element.tag() != step.tag {
            return false;
        }
        match (step.tag.as_str(), &step.key) {
            ("intent-filter" | "intent", Some(key)) => FilterKey::of(element).to_string() == *key,
            (_, Some(key)) => self.is(element, &step.tag, key),
            (_, None) => true,
        }
    }
}

/// Every action that the component answers to.
pub fn actions(component: Element<'_>) -> Vec<String> {
    let filters = component.intent_filters();
    filters
        .flat_map(|filter| FilterKey::of(filter).actions)
        .collect()
}

/// Whether `tag` declares a component, whose name is a class.
pub fn is_component(tag: &str) -> bool {
    matches!(
        tag,
        "activity" | "activity-alias" | "service" | "receiver" | "provider"
    )
}

/// One step of a [`Route`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The element's tag.
    pub tag: String,
    /// What tells it from its siblings of the same tag; `None` where there can be only one.
    pub key: Option<String>,
}

/// The way from `<manifest>` down to an element.
///
/// Written `application > service com.example.Push`. A name is kept as it is written, so that it
/// still fits when the applicationId changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Route(pub Vec<Step>);

const SEPARATOR: &str = " > ";

impl Route {
    /// The route to `element`.
    pub fn to(element: Element<'_>) -> Self {
        let mut steps = Vec::new();
        let mut at = Some(element);
        while let Some(element) = at {
            at = element.parent();
            if at.is_some() {
                steps.push(Step::of(element));
            }
        }
        steps.reverse();
        Self(steps)
    }

    /// The route to a child of this element.
    #[must_use]
    pub fn child(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The route as text, with each key as `spelt` has it.
    pub fn written<'a>(&'a self, spelt: impl Fn(&'a Step, &'a str) -> Cow<'a, str>) -> String {
        let mut text = String::new();
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                text.push_str(SEPARATOR);
            }
            text.push_str(&step.tag);
            if let Some(key) = &step.key {
                text.push(' ');
                text.push_str(&spelt(step, key));
            }
        }
        text
    }

    /// Reads what [`Route`]'s `Display` wrote.
    pub fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let step = |step: &str| match step.split_once(' ') {
            Some((tag, key)) => Step::new(tag, Some(key)),
            None => Step::new(step, None),
        };
        Self(text.split(SEPARATOR).map(step).collect())
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(|_, key| key.into()))
    }
}

impl Step {
    /// The step to `tag` called `key`.
    pub fn new(tag: &str, key: Option<&str>) -> Self {
        Self {
            tag: tag.to_owned(),
            key: key.map(str::to_owned),
        }
    }

    /// The step to an element that is not in a manifest yet.
    pub fn of_fragment(fragment: &Fragment) -> Self {
        let key = match fragment.tag.as_str() {
            "intent-filter" | "intent" => Some(FilterKey::of_fragment(fragment).to_string()),
            _ => fragment.android("name").map(str::to_owned),
        };
        Self {
            tag: fragment.tag.clone(),
            key,
        }
    }

    fn of(element: Element<'_>) -> Self {
        let key = match element.tag() {
            // There is one, whatever class it names.
            "application" => None,
            "intent-filter" | "intent" => Some(FilterKey::of(element).to_string()),
            _ => element.android("name").map(|name| name.value.to_owned()),
        };
        Self {
            tag: element.tag().to_owned(),
            key,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{} {key}", self.tag),
            None => f.write_str(&self.tag),
        }
    }
}

/// The attributes of `<data>` that take part in matching an intent.
const DATA_ATTRIBUTES: &[&str] = &[
    "scheme",
    "host",
    "port",
    "path",
    "pathPrefix",
    "pathPattern",
    "mimeType",
];

/// What an intent filter answers to. Two filters of one component with the same key are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterKey {
    /// Actions.
    pub actions: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// The `android:` attributes of each `<data>`, as `name=value`, sorted.
    pub data: Vec<Vec<String>>,
}

impl FilterKey {
    /// The key of an `<intent-filter>`, or of an `<intent>` in `<queries>`.
    pub fn of(filter: Element<'_>) -> Self {
        Self::of_fragment(&filter.fragment())
    }

    /// The key of an `<intent-filter>` that is not in a manifest yet.
    pub fn of_fragment(filter: &Fragment) -> Self {
        let mut key = Self::default();
        for child in filter.children() {
            let name = child.android("name").map(str::to_owned);
            match child.tag.as_str() {
                "action" => key.actions.extend(name),
                "category" => key.categories.extend(name),
                "data" => key.data.push(Self::data_of(child)),
                _ => {}
            }
        }
        key
    }

    fn data_of(data: &Fragment) -> Vec<String> {
        let mut attributes: Vec<String> = DATA_ATTRIBUTES
            .iter()
            .filter_map(|name| Some(format!("{name}={}", data.android(name)?)))
            .collect();
        attributes.sort();
        attributes
    }
}

impl fmt::Display for FilterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = |names: &[String]| {
            let mut names = names.to_vec();
            names.sort();
            names.join("+")
        };
        f.write_str(&sorted(&self.actions))?;
        if !self.categories.is_empty() {
            write!(f, " in {}", sorted(&self.categories))?;
        }
        if !self.data.is_empty() {
            let data: Vec<String> = self.data.iter().map(|data| data.join(",")).collect();
            write!(f, " with {}", sorted(&data))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_one_with_the_long_ones() {
        let names = Names {
            application_id: "com.x.debug".into(),
            namespace: "com.x".into(),
        };
        assert_eq!(names.class(".a.B"), "com.x.a.B");
        assert_eq!(names.class("B"), "com.x.B");
        assert_eq!(names.class("${applicationId}.B"), "com.x.debug.B");
        assert_eq!(names.expand("${applicationId}.P"), "com.x.debug.P");
    }

    #[test]
    fn a_route_reads_back() {
        let text = "application > receiver .R > intent-filter a.A+b.B in c.C";
        assert_eq!(Route::parse(text).to_string(), text);
        assert_eq!(Route::parse(""), Route::default());
        assert_eq!(
            Route::parse("uses-permission ${applicationId}.P").0[0]
                .key
                .as_deref(),
            Some("${applicationId}.P")
        );
    }
}
