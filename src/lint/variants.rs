//! A module whose spec has something different for some variants is checked once for each set of
//! variants for which it is the same, and each finding says in which variants it holds.

use std::collections::{HashMap, HashSet};

use super::suppress::UNUSED;
use super::{Checked, in_order};
use crate::finding::{Code, Finding, did_you_mean};
use crate::inventory::build::Build;
use crate::spec::Spec;
use crate::variant::Variant;

/// Variants for which a spec is the same.
pub(super) struct Class {
    /// One of them; `None` where no table of `[variants]` is about them.
    pub(super) variant: Option<Variant>,
    /// How they are called in findings.
    names: Vec<String>,
}

/// The classes of a build's variants. Where the scripts do not tell these, each table of
/// `[variants]` stands for itself, and what all share for the rest.
pub(super) fn classes(spec: &Spec, build: &Build) -> Vec<Class> {
    let tables = || spec.variants.iter().map(|it| it.name.value.as_str());
    let variants = build.variants();
    if variants.is_empty() {
        let shared = Class {
            variant: None,
            names: vec!["all others".to_owned()],
        };
        let each = tables().map(|name| Class {
            variant: Some(Variant::named(name)),
            names: vec![name.to_owned()],
        });
        return std::iter::once(shared).chain(each).collect();
    }
    let mut classes: Vec<(Vec<&str>, Class)> = Vec::new();
    for variant in variants {
        let layers = variant.layers(tables());
        match classes.iter_mut().find(|(known, _)| *known == layers) {
            Some((_, class)) => class.names.push(variant.name),
            None => {
                let names = vec![variant.name.clone()];
                let variant = (!layers.is_empty()).then_some(variant);
                classes.push((layers, Class { variant, names }));
            }
        }
    }
    classes.into_iter().map(|(_, class)| class).collect()
}

/// The variants of `build` that the manifest at `path` is part of, where that is not all of them.
pub(super) fn with_source_set(build: &Build, path: &str) -> Vec<String> {
    let variants = build.variants();
    let all = variants.len();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let set = folder.rsplit('/').next().unwrap_or_default();
    let has_it = |it: &Variant| it.source_sets().iter().any(|own| own == set);
    let with_it = variants.into_iter().filter(has_it);
    let names: Vec<String> = with_it.map(|it| it.name).collect();
    if names.len() == all {
        Vec::new()
    } else {
        names
    }
}

/// A warning for each table of `[variants]` that is about no variant of the build.
pub(super) fn unknown(spec: &Spec, build: &Build) -> Vec<Finding> {
    let variants = build.variants();
    if variants.is_empty() {
        return Vec::new();
    }
    let is_about_none = |name: &str| variants.iter().all(|it| it.layers([name]).is_empty());
    let names = spec.variants.iter().map(|it| &it.name);
    let stray = names.filter(|name| is_about_none(&name.value));
    stray
        .map(|name| {
            let parts = || {
                let named = build.build_types().iter().chain(build.flavors());
                let named = named.map(|it| it.name.as_str());
                named.chain(["debug", "release"])
            };
            let help = match did_you_mean(&name.value, parts()) {
                Some(near) => format!("did you mean `[variants.{near}]`?"),
                None => {
                    "name a build type, a flavor, a combination of flavors, or a variant".to_owned()
                }
            };
            let message = format!("no variant of the build is made of `{}`", name.value);
            Finding::warning(Code::SPEC_INVALID, message)
                .at(
                    &spec.file,
                    name.span.clone(),
                    "not known to the build's scripts",
                )
                .help(help)
        })
        .collect()
}

/// What was found in `each` class, and in what is `shared` where that stands in the sources. What
/// was found in some classes only says in which.
pub(super) fn together(
    shared: Option<Checked>,
    each: Vec<(Class, Checked)>,
    unknown: Vec<Finding>,
) -> Checked {
    let mut total = shared.unwrap_or_default();
    let everywhere: HashSet<String> = total.findings.iter().map(key).collect();
    let classes = each.len();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<(Finding, Vec<usize>)> = Vec::new();
    let mut names = Vec::new();
    for (at, (class, checked)) in each.into_iter().enumerate() {
        names.push(class.names);
        total.inferred.extend(checked.inferred);
        total.files.extend(checked.files);
        total.suppressed = total.suppressed.max(checked.suppressed);
        for finding in checked.findings {
            let key = key(&finding);
            if everywhere.contains(&key) {
                continue;
            }
            let known = *places.entry(key).or_insert(found.len());
            match found.get_mut(known) {
                Some((_, holds_in)) => holds_in.push(at),
                None => found.push((finding, vec![at])),
            }
        }
    }
    for (finding, mut holds_in) in found {
        holds_in.dedup();
        if holds_in.len() == classes {
            total.findings.push(finding);
        // What is suppressed in one variant only is no unused suppression.
        } else if finding.code != UNUSED {
            let variants = holds_in.iter().flat_map(|class| names[*class].clone());
            let mut variants: Vec<String> = variants.collect();
            // A manifest of a source set is part of some variants only.
            let own = finding.variants();
            variants.retain(|variant| own.is_empty() || own.contains(variant));
            if variants.is_empty() {
                variants = own.to_vec();
            }
            total.findings.push(finding.in_variants(variants));
        }
    }
    total.findings.extend(unknown);
    total.findings = in_order(total.findings);
    total
}

/// The same for two findings that say the same of the same places.
fn key(finding: &Finding) -> String {
    let mut key = format!("{}\0{}", finding.code, finding.message);
    for label in &finding.labels {
        let (file, span) = (&label.file.name, &label.span);
        key.push_str(&format!(
            "\0{file}\0{}\0{}\0{}",
            span.start, span.end, label.text
        ));
    }
    key
}
