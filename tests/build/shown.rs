//! The facts of a build as text.

use std::fmt::{Debug, Write};

use pushweave::inventory::build::{
    Build, Dependency, Element, Fact, Notation, Placeholders, Plugin, Repository, Rules, Setting,
};
use pushweave::inventory::{Inventory, Place};

/// `app/build.gradle:3:5 «text»`
pub(crate) fn at(place: &Place) -> String {
    let at = place.file.line_column(place.span.start);
    let text = &place.file.text[place.span.clone()];
    let text = text.escape_debug().to_string().replace("\\'", "'");
    let text = text.replace("\\\"", "\"");
    format!("{}:{}:{} «{text}»", place.file.name, at.line, at.column)
}

fn fact<T: Debug>(fact: &Fact<T>) -> String {
    let mut out = match &fact.value {
        Ok(value) => format!("{value:?}"),
        Err(reason) => format!("? ({reason})"),
    };
    let _ = write!(out, " at {}", at(&fact.place));
    if let Some(place) = &fact.defined {
        let _ = write!(out, " from {}", at(place));
    }
    if let Some((name, file)) = &fact.property {
        let _ = write!(out, " from {name} in {file}");
    }
    out
}

fn maybe(conditional: bool) -> &'static str {
    if conditional { " maybe" } else { "" }
}

struct Facts {
    out: String,
}

impl Facts {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn one<T: Debug>(&mut self, name: &str, value: Option<&Fact<T>>) {
        if let Some(value) = value {
            self.line(&format!("{name} = {}", fact(value)));
        }
    }

    fn settings<T: Debug>(&mut self, name: &str, settings: &[Setting<T>]) {
        for it in settings {
            let maybe = maybe(it.conditional);
            self.line(&format!("{}.{name}{maybe} = {}", it.owner, fact(&it.fact)));
            self.line(&format!("  in {}", at(&it.statement)));
        }
    }

    fn elements(&mut self, name: &str, elements: &[Element]) {
        for it in elements {
            self.line(&format!("{name} {} at {}", it.name, at(&it.place)));
        }
    }

    fn plugin(&mut self, it: &Plugin) {
        let applied = if it.applied { "applied" } else { "named" };
        let maybe = maybe(it.conditional);
        self.line(&format!(
            "plugin{maybe} {applied} {:?} {}",
            it.section,
            fact(&it.id)
        ));
        self.one("  version", it.version.as_ref());
        self.line(&format!("  in {}", at(&it.statement)));
    }

    fn placeholders(&mut self, it: &Placeholders) {
        let complete = if it.complete { "" } else { ", and others" };
        let maybe = maybe(it.conditional);
        self.line(&format!(
            "placeholders{maybe} {:?} for {}{complete}",
            it.change, it.owner
        ));
        for entry in &it.entries {
            self.line(&format!("  {} at {}", entry.key, at(&entry.place)));
            self.line(&format!("    = {}", fact(&entry.value)));
        }
        if let Some(operator) = &it.operator {
            self.line(&format!("  by {}", at(operator)));
        }
        self.line(&format!("  in {}", at(&it.statement)));
    }

    fn rules(&mut self, it: &Rules) {
        let consumer = if it.consumer { "consumer " } else { "" };
        let replaces = if it.replaces { " replacing" } else { "" };
        let maybe = maybe(it.conditional);
        self.line(&format!(
            "{consumer}rules{maybe}{replaces} for {} = {}",
            it.owner,
            fact(&it.file)
        ));
        self.line(&format!("  in {}", at(&it.statement)));
    }

    fn repository(&mut self, it: &Repository) {
        self.line(&format!(
            "repository {:?} {:?} at {}",
            it.kind,
            it.section,
            at(&it.place)
        ));
        self.one("  url", it.url.as_ref());
        self.one("  allows insecure", it.allows_insecure.as_ref());
        if it.whole != it.place {
            self.line(&format!("  whole {}", at(&it.whole)));
        }
    }

    fn dependency(&mut self, it: &Dependency) {
        let removed = if it.is_removed_configuration() {
            " (removed)"
        } else {
            ""
        };
        let app = if it.reaches_app {
            ""
        } else {
            " not in the app"
        };
        let configuration = at(&it.configuration_place);
        self.line(&format!(
            "{}{removed} {:?}{app} by {configuration}",
            it.configuration, it.section
        ));
        match &it.what {
            Notation::Module {
                coordinate,
                version,
                version_text,
            } => {
                self.line(&format!("  {coordinate} at {}", at(&it.place)));
                self.line(&format!("  version {}", fact(version)));
                if let Some(text) = version_text {
                    self.line(&format!("  text {}", at(text)));
                }
            }
            other => self.line(&format!("  {other:?} at {}", at(&it.place))),
        }
        self.line(&format!("  in {}", at(&it.statement)));
    }
}

/// All that `build` says.
pub(crate) fn facts(inventory: &Inventory<'_>, build: &Build) -> String {
    let mut facts = Facts { out: String::new() };
    let scripts = inventory.scripts();
    let names: Vec<&str> = scripts.iter().map(|it| it.name.as_str()).collect();
    facts.line(&format!("scripts {}", names.join(" ")));
    if !build.is_gradle() {
        facts.line("no Gradle");
    }
    facts.line(&format!(
        "{:?} in {:?} of {:?}",
        build.kind(),
        build.module(),
        build.root()
    ));
    facts.one("android plugin", build.android_plugin());
    facts.one("gradle", build.gradle());
    build.plugins().iter().for_each(|it| facts.plugin(it));
    facts.one("namespace", build.namespace());
    facts.one("application id", build.application_id());
    facts.one("min sdk", build.min_sdk());
    facts.one("target sdk", build.target_sdk());
    facts.one("compile sdk", build.compile_sdk());
    facts.elements("build type", build.build_types());
    facts.elements("flavor", build.flavors());
    for it in build
        .variants()
        .iter()
        .filter(|_| !build.flavors().is_empty())
    {
        facts.line(&format!("variant {} of {:?}", it.name, it.flavors));
    }
    facts.settings("applicationId", build.application_ids());
    facts.settings("applicationIdSuffix", build.application_id_suffixes());
    facts.settings("minSdk", build.min_sdks());
    facts.settings("targetSdk", build.target_sdks());
    facts.settings("minifyEnabled", build.minify());
    facts.settings("shrinkResources", build.shrink_resources());
    facts.settings("useProguard", build.use_proguard());
    build
        .placeholders()
        .iter()
        .for_each(|it| facts.placeholders(it));
    build.rules().iter().for_each(|it| facts.rules(it));
    for it in build.sources() {
        let replaces = if it.replaces { " replacing" } else { "" };
        facts.line(&format!(
            "source {} {:?}{replaces} = {}",
            it.set,
            it.kind,
            fact(&it.path)
        ));
    }
    for it in build.secrets() {
        let debug = if it.is_debug { " of debug" } else { "" };
        facts.line(&format!("secret {:?}{debug} at {}", it.kind, at(&it.place)));
    }
    build
        .repositories()
        .iter()
        .for_each(|it| facts.repository(it));
    build
        .dependencies()
        .iter()
        .for_each(|it| facts.dependency(it));
    for name in ["android.enableR8.fullMode", "android.useAndroidX"] {
        if let Some((value, file)) = build.flag(name) {
            facts.line(&format!("flag {name} = {value} in {file}"));
        }
    }
    for finding in inventory.notes().iter().chain(build.notes()) {
        facts.line(&format!("note {}", finding.message));
    }
    facts.out
}
