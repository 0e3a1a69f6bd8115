//! Where a build takes what it depends on from.

use super::fact::Fact;
use super::said::{Everything, Said};
use crate::inventory::place::Place;
use crate::inventory::syntax::Expr;

/// Which part of the build something is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The build itself: `buildscript`.
    Buildscript,
    /// Plugins: `pluginManagement`.
    PluginManagement,
    /// All modules: `dependencyResolutionManagement` in the settings.
    Resolution,
    /// All modules: `allprojects`, `subprojects`, `configure`.
    Shared,
    /// Where the build puts what it makes: `publishing`.
    Publishing,
    /// The project of the script.
    Project,
}

impl Section {
    /// The section that `said` stands in.
    pub(super) fn of(said: &Said<'_>) -> Self {
        let sections = said.holders.iter().rev().filter_map(|it| match *it {
            "buildscript" => Some(Self::Buildscript),
            "pluginManagement" => Some(Self::PluginManagement),
            "dependencyResolutionManagement" => Some(Self::Resolution),
            "allprojects" | "subprojects" | "configure" => Some(Self::Shared),
            "publishing" | "uploadArchives" => Some(Self::Publishing),
            _ => None,
        });
        sections.into_iter().next().unwrap_or(Self::Project)
    }
}

/// What a repository is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepositoryKind {
    /// `maven`
    Maven,
    /// `ivy`
    Ivy,
    /// `jcenter()`
    JCenter,
    /// `mavenCentral()`
    MavenCentral,
    /// `mavenLocal()`
    MavenLocal,
    /// `google()`
    Google,
    /// `gradlePluginPortal()`
    PluginPortal,
    /// `flatDir`
    FlatDir,
}

/// A repository.
#[derive(Clone, Debug)]
pub struct Repository {
    /// What it is.
    pub kind: RepositoryKind,
    /// What it is for.
    pub section: Section,
    /// Its address, where the script states one.
    pub url: Option<Fact<String>>,
    /// Whether it may be reached without encryption.
    pub allows_insecure: Option<Fact<bool>>,
    /// What declares it, without its block.
    pub place: Place,
    /// What declares it, with its block.
    pub whole: Place,
}

/// The repositories of all scripts.
pub(super) fn read(all: &Everything<'_>) -> Vec<Repository> {
    all.said
        .iter()
        .filter_map(|said| repository(all, said))
        .collect()
}

fn repository(all: &Everything<'_>, said: &Said<'_>) -> Option<Repository> {
    let kind = match said.name.as_str() {
        "maven" => RepositoryKind::Maven,
        "ivy" => RepositoryKind::Ivy,
        "jcenter" => RepositoryKind::JCenter,
        "mavenCentral" => RepositoryKind::MavenCentral,
        "mavenLocal" => RepositoryKind::MavenLocal,
        "google" => RepositoryKind::Google,
        "gradlePluginPortal" => RepositoryKind::PluginPortal,
        "flatDir" => RepositoryKind::FlatDir,
        _ => return None,
    };
    let mut below = said.below("repositories")?.into_iter();
    if !below.all(|it| matches!(it, "exclusiveContent" | "forRepository")) {
        return None;
    }
    let takes_url = matches!(kind, RepositoryKind::Maven | RepositoryKind::Ivy);
    let given = said.named("url").or(said.value().filter(|it| {
        // A closure is no address.
        takes_url && !matches!(it.expr, Expr::Computed)
    }));
    let mut url = given.map(|node| all.text(said, node));
    let mut allows_insecure = None;
    for it in all.inside(said) {
        let Some(value) = it.value() else {
            continue;
        };
        match it.name.as_str() {
            "url" => url = Some(all.text(it, value)),
            "allowInsecureProtocol" => allows_insecure = Some(all.flag(it, value)),
            _ => {}
        }
    }
    Some(Repository {
        kind,
        section: Section::of(said),
        url,
        allows_insecure,
        place: all.head(said),
        whole: all.whole(said),
    })
}
