//! What is woven, merged with the manifests of the AARs by Google's manifest merger.
//!
//! Debian's merger is of 2016. It hands on what it does not know, such as `<queries>`, without
//! looking into it, and does not ask for `android:exported`; `faults` looks at both instead.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pushweave::catalogue;
use pushweave::catalogue::schema::{Delivery, Fact, Filter, MetaData, ReadAs, Vendor};
use pushweave::lock::Lock;
use pushweave::manifest::document::ManifestDoc;
use pushweave::manifest::fragment::Fragment;
use pushweave::manifest::style::Style;
use pushweave::requirement::{Kind, MetaValue, Requirement};
use pushweave::source::SourceFile;
use pushweave::version::Version;

use crate::project::APPLICATION_ID;
use crate::support;
use crate::tools::{installed, present, say, succeed};

/// Where Debian has its jars. With all of them on the class path the merger finds another parser of
/// XML than its own, and stops.
pub(crate) const JARS: &str = "/usr/share/java";
pub(crate) const CLASS_PATH: &[&str] = &[
    "com.android.tools.build.manifest-merger.jar",
    "com.android.tools.common.jar",
    "com.android.tools.sdk-common.jar",
    "com.android.tools.sdklib.jar",
    "com.android.tools.annotations.jar",
    "com.android.tools.layoutlib.layoutlib-api.jar",
    "gson.jar",
    "guava.jar",
    "kxml2.jar",
];

/// Merges in every folder of its arguments, `FOLDER MIN-SDK TARGET-SDK`, as a build does.
const BATCH: &str = r#"
import com.android.manifmerger.*;
import com.android.utils.StdLogger;
import java.io.*;
import java.nio.file.*;

class Batch {
    public static void main(String[] arguments) throws Exception {
        for (int at = 0; at < arguments.length; at += 3) {
            merge(new File(arguments[at]), arguments[at + 1], arguments[at + 2]);
        }
    }

    static void merge(File folder, String minSdk, String targetSdk) throws Exception {
        ManifestMerger2.Invoker<?> merger = ManifestMerger2.newMerger(
            new File(folder, "main.xml"),
            new StdLogger(StdLogger.Level.ERROR),
            ManifestMerger2.MergeType.APPLICATION);
        for (int at = 0; new File(folder, at + ".xml").exists(); at++) {
            merger.addFlavorAndBuildTypeManifest(new File(folder, at + ".xml"));
        }
        File library = new File(folder, "library.xml");
        if (library.exists()) {
            merger.addLibraryManifest(library);
        }
        merger.setOverride(ManifestSystemProperty.PACKAGE, "APPLICATION_ID");
        merger.setOverride(ManifestSystemProperty.MIN_SDK_VERSION, minSdk);
        merger.setOverride(ManifestSystemProperty.TARGET_SDK_VERSION, targetSdk);
        merger.withFeatures(
            ManifestMerger2.Invoker.Feature.REMOVE_TOOLS_DECLARATIONS,
            ManifestMerger2.Invoker.Feature.SKIP_BLAME);
        MergingReport report;
        try {
            report = merger.merge();
        } catch (ManifestMerger2.MergeFailureException | RuntimeException failure) {
            write(folder, "said.txt", failure.toString());
            return;
        }
        StringBuilder said = new StringBuilder();
        for (MergingReport.Record record : report.getLoggingRecords()) {
            // An instruction that takes out what no library has is no conflict.
            boolean idle = record.getMessage().contains("no other declaration present");
            if (record.getSeverity() != MergingReport.Record.Severity.INFO && !idle) {
                said.append(record).append('\n');
            }
        }
        write(folder, "said.txt", said.toString());
        if (report.getResult().isSuccess()) {
            write(folder, "merged.xml",
                report.getMergedDocument(MergingReport.MergedManifestKind.MERGED));
        }
    }

    static void write(File folder, String name, String text) throws IOException {
        Files.write(folder.toPath().resolve(name), text.getBytes("UTF-8"));
    }
}
"#;

pub(crate) fn merger_is_there() -> bool {
    let jars = Path::new(JARS);
    let there = |jar: &&str| present("Google's manifest merger", &jars.join(jar));
    installed(&["java", "javac"]) && CLASS_PATH.iter().all(there)
}

/// What a build merges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merge {
    /// The app's manifest.
    pub(crate) main: String,
    /// Those that win over it, the highest priority first.
    pub(crate) overlays: Vec<String>,
    /// The manifest of the library that it has, if any.
    pub(crate) library: Option<String>,
    pub(crate) min_sdk: u32,
    pub(crate) target_sdk: u32,
}

/// Merges each of `merges`: the result, or what the merger has to say against it, if only as a
/// warning.
pub(crate) fn merge(merges: &[Merge]) -> Vec<Result<String, String>> {
    let merged = merge_in_spite(merges).into_iter();
    let strict = |(merged, said): (Option<String>, String)| match merged {
        Some(merged) if said.is_empty() => Ok(merged),
        _ => Err(said),
    };
    merged.map(strict).collect()
}

/// Merges each of `merges`: the result, if there is one, and what the merger has to say.
pub(crate) fn merge_in_spite(merges: &[Merge]) -> Vec<(Option<String>, String)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let batch = folder.path().join("Batch.java");
    fs::write(&batch, BATCH.replace("APPLICATION_ID", APPLICATION_ID)).expect("the program");
    let jars: Vec<PathBuf> = CLASS_PATH
        .iter()
        .map(|jar| Path::new(JARS).join(jar))
        .collect();
    let mut java = Command::new("java");
    java.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"])
        .arg(std::env::join_paths(jars).expect("no path has a colon"))
        .arg(batch);
    for (at, merge) in merges.iter().enumerate() {
        let case = folder.path().join(at.to_string());
        fs::create_dir(&case).expect("a folder for the case");
        fs::write(case.join("main.xml"), prepared(&merge.main)).expect("the app's manifest");
        for (at, overlay) in merge.overlays.iter().enumerate() {
            fs::write(case.join(format!("{at}.xml")), overlay).expect("an overlay");
        }
        if let Some(library) = &merge.library {
            fs::write(case.join("library.xml"), library).expect("the library's manifest");
        }
        java.arg(case);
        java.args([merge.min_sdk, merge.target_sdk].map(|level| level.to_string()));
    }
    succeed(&mut java);
    let read =
        |at: usize, name: &str| fs::read_to_string(folder.path().join(format!("{at}/{name}")));
    (0..merges.len())
        .map(|at| match (read(at, "said.txt"), read(at, "merged.xml")) {
            (Ok(said), merged) => (merged.ok(), said),
            (Err(error), _) => panic!("case {at} was not merged: {error}"),
        })
        .collect()
}

/// `manifest` as this merger takes it: with a package, which newer builds take from the namespace,
/// and without an attribute for Lint that it takes for an instruction of its own.
pub(crate) fn prepared(manifest: &str) -> String {
    let mut text = manifest.to_owned();
    if !manifest.contains(" package=\"") {
        // A comment before it may speak of a `<manifest`.
        let document = roxmltree::Document::parse(&text);
        let root = document.map(|document| document.root_element().range().start);
        // What is no XML goes to the merger as well, which refuses it.
        let root = root.ok().or_else(|| text.find("<manifest"));
        if let Some(root) = root {
            let name = root + "<manifest".len();
            text.insert_str(name, &format!(" package=\"{APPLICATION_ID}\""));
        }
    }
    while let Some((before, after)) = text.split_once(" tools:targetApi=\"") {
        let (_, after) = after.split_once('"').expect("a quoted value");
        text = format!("{before}{after}");
    }
    text
}

/// A manifest as its root element.
pub(crate) fn root(manifest: &str) -> Fragment {
    let file = Arc::new(SourceFile::new("AndroidManifest.xml", manifest.to_owned()));
    match ManifestDoc::parse(&file) {
        Ok(document) => document.root().fragment(),
        Err(finding) => panic!("{}\n{manifest}", finding.message),
    }
}

/// Everything of `manifest` that the catalogue can speak of.
pub(crate) fn elements(manifest: &str) -> Vec<(Kind, Fragment)> {
    fn of_kind(element: &Fragment, parent: Option<&str>, found: &mut Vec<(Kind, Fragment)>) {
        if let Some(kind) = Kind::of(&element.tag, parent) {
            found.push((kind, element.clone()));
        }
    }
    let mut found = Vec::new();
    for element in root(manifest).children() {
        of_kind(element, None, &mut found);
        for child in element.children() {
            of_kind(child, Some(&element.tag), &mut found);
        }
    }
    found
}

/// What an element is called: `android:name`, and for an `<intent>` its action.
pub(crate) fn name(kind: Kind, element: &Fragment) -> String {
    let named = match kind {
        Kind::QueriesIntent => element.children().find(|child| child.tag == "action"),
        _ => Some(element),
    };
    let name = named.and_then(|named| named.android("name"));
    name.unwrap_or_default().to_owned()
}

/// `text` as the merger fills it in.
pub(crate) fn filled(text: &str) -> String {
    text.replace("${applicationId}", APPLICATION_ID)
}

/// The manifest of the AAR of a release, as far as the catalogue knows it.
pub(crate) fn aar_manifest(vendor: &Vendor, version: &Version) -> String {
    let empty = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"/>";
    let file = Arc::new(SourceFile::new("AndroidManifest.xml", empty.to_owned()));
    let style = Style::observe(&ManifestDoc::parse(&file).expect("a manifest"));
    let brought = brought(vendor, version);
    let block = |parent: Option<&str>, indent: &str| {
        let mut text = String::new();
        for (_, element) in brought.iter().filter(|(kind, _)| kind.parent() == parent) {
            text.push_str(indent);
            element.render(&style, Some(("\n", indent)), &mut text);
            text.push('\n');
        }
        text
    };
    let mut text = format!(
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"\n\
         \x20   package=\"com.example.aar.{}\">\n",
        vendor.id.replace('-', "_")
    );
    let level = min_sdk(vendor, version);
    let _ = writeln!(text, "    <uses-sdk android:minSdkVersion=\"{level}\" />");
    let queries = block(Some("queries"), "        ");
    if !queries.is_empty() {
        let _ = write!(text, "    <queries>\n{queries}    </queries>\n");
    }
    text.push_str(&block(None, "    "));
    let application = block(Some("application"), "        ");
    let _ = write!(
        text,
        "    <application>\n{application}    </application>\n</manifest>\n"
    );
    text
}

/// The lowest level that the AAR of a release allows. Every AAR says one: what says none is taken
/// for a library of the first Android, and gets the permissions that everything had then.
pub(crate) fn min_sdk(vendor: &Vendor, version: &Version) -> u32 {
    let mut floors = vendor.min_sdks.iter();
    let floor = floors.find(|floor| floor.versions.contains(version));
    floor.map_or(14, |floor| floor.level)
}

/// What the AAR of a release declares.
pub(crate) fn brought(vendor: &Vendor, version: &Version) -> Vec<(Kind, Fragment)> {
    let mut brought: Vec<(Kind, Fragment)> = Vec::new();
    for (table, facts) in vendor.facts() {
        let kind = Kind::of_table(table).expect("a kind for each table");
        for fact in facts.iter().filter(|fact| fact.terms().is_in_aar(version)) {
            let element = element(kind, fact, version);
            // Facts for several levels of the app may be one element of the AAR.
            if brought.contains(&(kind, element.clone())) {
                continue;
            }
            let twin = |(other, twin): &(Kind, Fragment)| {
                *other == kind && name(kind, twin) == name(kind, &element)
            };
            assert!(
                !brought.iter().any(twin),
                "{} {version}: the AAR has two of `{}`",
                vendor.id,
                fact.name
            );
            brought.push((kind, element));
        }
    }
    brought
}

/// The element of an AAR that `fact` speaks of.
fn element(kind: Kind, fact: &Fact, version: &Version) -> Fragment {
    let mut attributes = vec![("name", fact.name.clone())];
    if kind == Kind::QueriesIntent {
        let action = Fragment::new("action", attributes, Vec::new());
        return Fragment::new(kind.tag(), [], vec![action]);
    }
    let shape = fact.shape.0.iter();
    attributes.extend(shape.map(|(name, value)| (name.as_str(), value.clone())));
    if kind == Kind::MetaData {
        let at_release = fact.values.iter().find(|(release, _)| {
            release
                .parse::<Version>()
                .is_ok_and(|release| release == *version)
        });
        let text = at_release.map(|(_, value)| value).or(fact.value.as_ref());
        // The catalogue need not know a value that no app writes.
        let text = text.map_or_else(|| version.to_string(), Clone::clone);
        let value = value(Some(&text), fact.raw.as_ref(), fact.read_as);
        attributes.push(("value", value));
    }
    let mut children: Vec<Fragment> = fact.filters.iter().map(filter).collect();
    children.extend(fact.meta_data.iter().map(meta_data));
    Fragment::new(kind.tag(), attributes, children)
}

fn value(text: Option<&String>, raw: Option<&String>, read_as: ReadAs) -> String {
    let encoded = |text: &String| MetaValue::new(text.clone(), read_as, None).raw;
    let raw = raw.cloned();
    raw.or_else(|| text.map(encoded)).unwrap_or_default()
}

fn meta_data(child: &MetaData) -> Fragment {
    let value = value(child.value.as_ref(), child.raw.as_ref(), child.read_as);
    let attributes = [("name", child.name.clone()), ("value", value)];
    Fragment::new("meta-data", attributes, Vec::new())
}

fn filter(filter: &Filter) -> Fragment {
    let named = |tag: &str, name: &String| Fragment::new(tag, [("name", name.clone())], Vec::new());
    let actions = filter.actions.iter().chain(&filter.optional);
    let mut children: Vec<Fragment> = actions.map(|name| named("action", name)).collect();
    children.extend(filter.categories.iter().map(|name| named("category", name)));
    children.extend(filter.data.iter().map(|data| {
        let data = data.0.iter();
        let data = data.map(|(name, value)| (name.as_str(), value.clone()));
        Fragment::new("data", data, Vec::new())
    }));
    let priority = filter
        .priority
        .map(|priority| ("priority", priority.to_string()));
    Fragment::new("intent-filter", priority, children)
}

/// What is wrong with a `merged` manifest of an app that demands `requirements` and has a library
/// that declares `brought`.
pub(crate) fn faults(
    merged: &str,
    requirements: &[Requirement],
    brought: &[(Kind, Fragment)],
    target_sdk: u32,
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut by_name: BTreeMap<(Kind, String), Vec<Fragment>> = BTreeMap::new();
    for (kind, element) in elements(merged) {
        let found = by_name.entry((kind, name(kind, &element))).or_default();
        found.push(element);
    }
    let demanded = requirements.iter().map(|one| (one.kind, one.fragment()));
    for (kind, wanted) in demanded.chain(brought.iter().cloned()) {
        let name = filled(&name(kind, &wanted));
        let Some([found, ..]) = by_name.get(&(kind, name.clone())).map(Vec::as_slice) else {
            faults.push(format!("{} `{name}` is missing", kind.tag()));
            continue;
        };
        for (attribute, value) in &wanted.attributes {
            let value = filled(value);
            if !found
                .attributes
                .contains(&(attribute.clone(), value.clone()))
            {
                faults.push(format!(
                    "{} `{name}` lacks {attribute:?} = `{value}`",
                    kind.tag()
                ));
            }
        }
    }
    for ((kind, name), found) in &by_name {
        // This merger puts the <queries> of a library beside those of the app.
        if found.len() > 1 && kind.parent() != Some("queries") {
            faults.push(format!(
                "{} `{name}` stands there {} times",
                kind.tag(),
                found.len()
            ));
        }
        let filtered = |element: &&Fragment| {
            let mut children = element.children();
            children.any(|child| child.tag == "intent-filter")
        };
        for element in found.iter().filter(filtered) {
            if target_sdk >= 31 && element.android("exported").is_none() {
                faults.push(format!(
                    "{} `{name}` has a filter and no exported",
                    kind.tag()
                ));
            }
        }
    }
    if let Some((_, rest)) = merged.split_once("${") {
        let end = rest.find('}').unwrap_or(rest.len());
        faults.push(format!("nothing filled in `${{{}}}`", &rest[..end]));
    }
    faults
}

const SMALL: &str = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n\
                     \x20   <application />\n\
                     </manifest>\n";

/// A vendor's release as an AAR in an app of its own.
pub(crate) struct Case {
    title: String,
    requirements: Vec<Requirement>,
    brought: Vec<(Kind, Fragment)>,
    pub(crate) merge: Merge,
}

impl Case {
    pub(crate) fn new(vendor: &Vendor, version: &Version, target_sdk: u32, include: &str) -> Self {
        let (id, least) = (&vendor.id, min_sdk(vendor, version));
        let title = format!("{id} {version}, target SDK {target_sdk}, {include}");
        // The app declares more beside a JAR, so that is the table's choice where there are both.
        let table = support::vendor_table(id, version.as_str()).replace("delivery = \"jar\"\n", "");
        let spec = format!(
            "schema = 1\n[app]\napplication-id = \"{APPLICATION_ID}\"\nmin-sdk = {least}\n\
             target-sdk = {target_sdk}\ninclude = \"{include}\"\n{table}delivery = \"aar\"\n"
        );
        let resolved = support::resolved(&spec);
        let woven = support::weave(&title, SMALL, &Lock::default(), &resolved);
        Self {
            title,
            requirements: resolved.resolution.requirements,
            brought: brought(vendor, version),
            merge: Merge {
                main: woven.text.to_string(),
                overlays: Vec::new(),
                library: Some(aar_manifest(vendor, version)),
                min_sdk: least,
                target_sdk,
            },
        }
    }

    /// What is wrong with the case as it was `merged`, if anything.
    pub(crate) fn faults(&self, merged: &Result<String, String>) -> Option<String> {
        let faults = match merged {
            Ok(merged) => {
                let target_sdk = self.merge.target_sdk;
                faults(merged, &self.requirements, &self.brought, target_sdk)
            }
            Err(said) => vec![said.clone()],
        };
        (!faults.is_empty()).then(|| format!("{}:\n{}", self.title, faults.join("\n")))
    }
}

#[test]
fn the_merger_takes_what_is_woven_beside_every_aar() {
    if !merger_is_there() {
        return;
    }
    let mut cases = Vec::new();
    for id in catalogue::ids() {
        let vendor = support::whole_vendor(id);
        for version in &vendor.releases {
            if !vendor.delivery.of(version).contains(&Delivery::Aar) {
                continue;
            }
            for target_sdk in [28, 34] {
                for include in ["recommended", "optional"] {
                    cases.push(Case::new(&vendor, version, target_sdk, include));
                }
            }
        }
    }
    let merges: BTreeSet<Merge> = cases.iter().map(|case| case.merge.clone()).collect();
    let merges: Vec<Merge> = merges.into_iter().collect();
    let merged = merge(&merges);
    let mut wrong = Vec::new();
    for case in &cases {
        let at = merges
            .binary_search(&case.merge)
            .expect("every case is among them");
        wrong.extend(case.faults(&merged[at]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    say(&format!(
        "manifest merger: {} releases as AARs, {} merges, no conflict",
        cases.len() / 4,
        merges.len()
    ));
}

fn library(body: &str) -> Option<String> {
    Some(format!(
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" \
         package=\"com.example.aar\">{body}</manifest>"
    ))
}

fn app(body: &str, library: Option<String>) -> Merge {
    Merge {
        main: format!(
            "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">{body}</manifest>"
        ),
        overlays: Vec::new(),
        library,
        min_sdk: 21,
        target_sdk: 34,
    }
}

/// What the tests here rely on, so that a merger that does otherwise is seen.
#[test]
fn the_merger_tells_conflicts_and_hands_queries_on() {
    if !merger_is_there() {
        return;
    }
    let permission = |level: &str| {
        format!(
            "<permission android:name=\"${{applicationId}}.P\" android:protectionLevel=\"{level}\"/>"
        )
    };
    let service = |attributes: &str| {
        format!("<application><service android:name=\"a.S\" {attributes}/></application>")
    };
    let queries =
        |package: &str| format!("<queries><package android:name=\"{package}\"/></queries>");
    let merges = [
        app(&permission("signature"), library(&permission("normal"))),
        app(
            &service("android:exported=\"true\""),
            library(&service("android:exported=\"false\"")),
        ),
        app("", library("<uses-sdk android:minSdkVersion=\"23\"/>")),
        app(
            &service("android:exported=\"true\""),
            library(&service("android:process=\":push\"")),
        ),
        app(
            &(queries("a.b") + &permission("signature")),
            library(&(queries("c.d") + &queries("a.b") + &permission("signature"))),
        ),
    ];
    let merged = merge(&merges);
    let refused = |at: usize, words: &str| match &merged[at] {
        Err(said) => assert!(said.contains(words), "{said}"),
        Ok(merged) => panic!("{merged}"),
    };
    refused(0, "protectionLevel");
    refused(1, "Attribute service#a.S@exported value=(true)");
    refused(2, "minSdkVersion 21");
    let taken = |at: usize| match &merged[at] {
        Ok(merged) => elements(merged),
        Err(said) => panic!("{said}"),
    };
    let services = taken(3);
    assert_eq!(services.len(), 1, "{services:?}");
    assert_eq!(services[0].1.android("process"), Some(":push"));
    let names: Vec<String> = taken(4)
        .iter()
        .map(|(kind, element)| format!("{} {}", kind.tag(), name(*kind, element)))
        .collect();
    let expected = [
        "package a.b",
        "permission com.example.chat.P",
        "package c.d",
        "package a.b",
    ];
    assert_eq!(names, expected);
}
