//! Which Gradle and which Android plugin a build runs with.

use std::sync::Arc;

use super::dependencies::Dependency;
use super::fact::Fact;
use super::plugins::Plugin;
use super::values::shared;
use crate::finding::Finding;
use crate::inventory::place::Place;
use crate::inventory::unresolved::pinned;
use crate::inventory::values::Scope;
use crate::inventory::{Files, Reason, join};
use crate::source::SourceFile;
use crate::version::Version;

const ANDROID: &str = "com.android.tools.build:gradle";
const WRAPPER: &str = "gradle/wrapper/gradle-wrapper.properties";
const MAX_WRAPPER: usize = 1 << 16;

/// The version of the Android Gradle plugin: of a plugin that is asked for, of the class path, or
/// what the catalogue has for a build of build logic that was not read.
pub(super) fn android(
    scope: &Scope,
    plugins: &[Plugin],
    dependencies: &[Dependency],
) -> Option<Fact<Version>> {
    let mut found: Vec<Fact<Version>> = Vec::new();
    for plugin in plugins {
        let is_android = plugin.id.known().is_some_and(|id| is_android(id));
        found.extend(plugin.version.clone().filter(|_| is_android));
    }
    let modules = dependencies.iter();
    found.extend(modules.filter_map(|it| it.version_of(ANDROID)).cloned());
    if found.is_empty() {
        let plugins = scope.libraries.plugins().into_iter();
        let plugins = plugins.filter(|it| is_android(&it.id));
        let plugins = plugins.filter_map(|it| Some(shared(it.version.as_ref()?, &it.place)));
        let libraries = scope.libraries.of_coordinate(ANDROID).into_iter();
        let libraries = libraries.filter_map(|it| Some(shared(it.version.as_ref()?, &it.place)));
        found.extend(plugins.chain(libraries));
    }
    let known: Vec<&Fact<Version>> = found.iter().filter(|it| it.value.is_ok()).collect();
    let first = known.first().copied().or(found.first())?;
    let mut version = first.clone();
    if known.iter().any(|it| it.value != first.value) {
        version.value = Err(Reason::Ambiguous(ANDROID.to_owned()));
    }
    Some(version)
}

fn is_android(id: &str) -> bool {
    let kind = id.strip_prefix("com.android.");
    kind.is_some_and(|it| matches!(it, "application" | "library" | "dynamic-feature" | "test"))
}

/// The version of Gradle that the wrapper gets.
///
/// # Errors
///
/// When that file is there and cannot be read.
pub(super) fn gradle(files: &dyn Files, scope: &Scope) -> Result<Option<Fact<Version>>, Finding> {
    let file = files.text(&join(&scope.root, WRAPPER))?;
    let file = file.filter(|it| it.text.len() <= MAX_WRAPPER);
    Ok(file.and_then(|file| distribution(&Arc::new(file))))
}

/// The version in `distributionUrl=https\://…/gradle-8.5-bin.zip`.
fn distribution(file: &Arc<SourceFile>) -> Option<Fact<Version>> {
    let mut start = 0;
    let mut found = None;
    for line in file.text.split_inclusive('\n') {
        let is_url = line.trim_start().starts_with("distributionUrl");
        found = if is_url { Some((start, line)) } else { found };
        start += line.len();
    }
    let (start, line) = found?;
    let line = line.trim_end();
    let name = line.rfind('/').map_or(0, |slash| slash + 1);
    let version = line[name..].strip_prefix("gradle-")?;
    let from = name + "gradle-".len();
    let version = ["-bin.zip", "-all.zip"]
        .into_iter()
        .find_map(|end| version.strip_suffix(end))?;
    Some(Fact {
        value: pinned(version),
        place: Place {
            file: Arc::clone(file),
            span: start + from..start + from + version.len(),
        },
        defined: None,
        property: None,
    })
}
