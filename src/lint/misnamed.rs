//! What is there under a name that is not the app's. A rule of its own says that and mends it, so
//! that it is missing under the right name is no second finding, and no second fix.

use super::Module;
use super::knowledge::APPLICATION_ID;
use super::samples::Samples;
use crate::finding::Finding;
use crate::manifest::document::Element;
use crate::manifest::identity::FilterKey;
use crate::requirement::Kind;

impl Module<'_> {
    /// Whether the permission whose `absence` was found is in the main manifest as an element of
    /// `kind`, with the package of a sample or of another app in front.
    pub(super) fn is_misnamed(&self, kind: Kind, absence: &Finding) -> bool {
        let Some(main) = self.whole() else {
            return false;
        };
        let samples = Samples::of(self);
        let owner = self.owner_in(main);
        let is_foreign = |name: &str, found: &str| {
            let is_package = crate::grammar::package(name).is_ok();
            is_package
                && owner.as_ref().is_some_and(|it| it != found)
                && !self.is_of_namespace(name)
        };
        let absent = absence
            .message
            .strip_suffix(" is missing")
            .unwrap_or_default();
        let last = absent.rsplit('.').next().unwrap_or_default();
        let mut elements = main.elements().filter(|it| it.tag() == kind.tag());
        elements.any(|element| {
            let name = element.android("name").map_or("", |name| name.value);
            if !name.ends_with(last) {
                return false;
            }
            let own = self.knowledge.own_permission(name);
            own.is_some_and(|own| {
                absent.ends_with(own.rest)
                    && (samples.begin(name).is_some() || is_foreign(name, own.owner))
            })
        })
    }

    /// Whether the guard that `finding` points at has the package of a sample in
    /// front, in a place where only the app's own can be right.
    pub(super) fn is_guarded_by_sample(&self, finding: &Finding) -> bool {
        let label = finding.labels.first();
        let text = label.and_then(|label| label.file.text.get(label.span.clone()));
        let value = text.unwrap_or_default().split(['"', '\'']).nth(1);
        let samples = Samples::of(self);
        value.is_some_and(|value| {
            let sample = samples.begin(value);
            sample
                .is_some_and(|it| it.is_certain() || self.knowledge.own_permission(value).is_some())
        })
    }

    /// Whether the filter that `absence` misses is there, but for the category that stands for the
    /// app, in whose place is another package: `Some(true)` where the rule that says so is as sure
    /// of it.
    pub(super) fn misnamed_category(&self, absence: &Finding) -> Option<bool> {
        let label = absence.labels.first()?;
        let (_, wanted) = absence.message.split_once(" does not answer to ")?;
        let (actions, category) = wanted.split_once(" in the category ")?;
        if category.trim_matches('`') != APPLICATION_ID {
            return None;
        }
        let actions: Vec<&str> = actions.split('`').skip(1).step_by(2).collect();
        let manifest = self
            .manifests
            .iter()
            .find(|it| it.file.name == label.file.name)?;
        let mut components = manifest.components();
        let component = components.find(|it| {
            let name = it.android("name");
            name.is_some_and(|name| name.value_range() == label.span)
        })?;
        let samples = Samples::of(self);
        let owner = self.owner_in(manifest);
        let filters = component
            .children()
            .filter(|it| it.tag() == "intent-filter");
        filters
            .filter(|filter| {
                let found = FilterKey::of(*filter).actions;
                actions
                    .iter()
                    .all(|action| found.iter().any(|it| it == action))
            })
            .find_map(|filter| {
                let categories = filter.children().filter(|it| it.tag() == "category");
                let mut names = categories.filter_map(|it| it.android("name"));
                names.find_map(|name| {
                    let name = name.value;
                    let is_sample = samples.begin(name).is_some();
                    let is_foreign = owner.as_ref().is_some_and(|owner| owner != name)
                        && !name.starts_with("android.")
                        && crate::grammar::package(name).is_ok()
                        && !self.is_of_namespace(name);
                    let is_sure = || is_sample || self.always_has_category(component, filter);
                    (is_sample || is_foreign).then(is_sure)
                })
            })
    }

    /// Whether no intent that `filter` is for comes without the category that stands for the app.
    fn always_has_category(&self, component: Element<'_>, filter: Element<'_>) -> bool {
        let found = FilterKey::of(filter).actions;
        let answered = self.knowledge.answered(component.tag(), filter);
        answered.iter().any(|(_, wanted)| {
            wanted.categories.iter().any(|it| it == APPLICATION_ID)
                && wanted.optional.iter().any(|it| found.contains(it))
        })
    }
}
