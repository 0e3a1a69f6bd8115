//! The catalogue against AARs of a vendor: what they declare, keep and ask of a subclass, and what
//! is woven, merged with them. Most vendors have theirs where only a person can fetch it; Meizu has
//! two on Maven Central.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pushweave::catalogue::schema::{BaseClass, Callback, Vendor};
use pushweave::version::Version;
use tempfile::TempDir;

use crate::merger::{self, Case, aar_manifest, merger_is_there};
use crate::support;
use crate::tools::{installed, present, repository, run, say, text};

/// An AAR and what the catalogue has of it.
struct Aar {
    vendor: Vendor,
    version: Version,
    path: PathBuf,
}

/// All AARs, or none where one is missing.
fn aars() -> Vec<Aar> {
    let of = |release: &str| {
        let file = format!(".tools/aars/push-internal-publish-{release}.aar");
        let path = repository().join(file);
        present("push-internal-publish", &path).then(|| Aar {
            vendor: support::whole_vendor("meizu"),
            version: release.parse().expect("a version"),
            path,
        })
    };
    let aars: Option<Vec<Aar>> = ["3.3.170123", "3.3.170214"].into_iter().map(of).collect();
    aars.unwrap_or_default()
}

impl Aar {
    fn read(&self, name: &str) -> Vec<u8> {
        let file = fs::File::open(&self.path).expect("an AAR");
        let mut archive = zip::ZipArchive::new(file).expect("an archive");
        let mut entry = archive.by_name(name).expect(name);
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect(name);
        bytes
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("UTF-8")
    }

    /// What only one of the two says, of which `real` is the AAR's.
    fn differences(&self, real: &BTreeSet<String>, known: &BTreeSet<String>) -> Vec<String> {
        let version = &self.version;
        let lacks = real.difference(known).map(|one| format!("has {one}"));
        let invents = known.difference(real).map(|one| format!("lacks {one}"));
        let all = lacks.chain(invents);
        all.map(|what| format!("{version} {what}")).collect()
    }
}

/// Adds what `element` of a manifest says, and what is in it, a text for each statement.
fn statements(element: roxmltree::Node<'_, '_>, path: &str, said: &mut BTreeSet<String>) {
    let tag = element.tag_name().name();
    let mut title = format!("{path}{tag}");
    let mut attributes = Vec::new();
    for attribute in element.attributes() {
        match attribute.name() {
            "name" => title = format!("{title} {}", attribute.value()),
            // None of them tells what the library declares.
            "package" | "versionCode" | "versionName" | "targetSdkVersion" => {}
            name => attributes.push(format!("{name}={}", attribute.value())),
        }
    }
    let children = element.children().filter(roxmltree::Node::is_element);
    if tag == "intent-filter" {
        // Nothing tells one filter from another but all that is in it.
        let mut inside = BTreeSet::new();
        children.for_each(|child| statements(child, "", &mut inside));
        attributes.extend(inside);
        said.insert(format!("{title} {}", attributes.join(", ")));
        return;
    }
    let path = format!("{title} > ");
    children.for_each(|child| statements(child, &path, said));
    said.extend(attributes.iter().map(|one| format!("{title} {one}")));
    said.insert(title);
}

fn said(manifest: &str) -> BTreeSet<String> {
    let document = roxmltree::Document::parse(manifest).expect("well-formed XML");
    let mut said = BTreeSet::new();
    statements(document.root_element(), "", &mut said);
    said
}

#[test]
fn the_manifests_of_aars_say_what_the_catalogue_does() {
    let aars = aars();
    if aars.is_empty() {
        return;
    }
    let differences = |aar: &Aar| {
        let known = aar_manifest(&aar.vendor, &aar.version);
        aar.differences(&said(&aar.text("AndroidManifest.xml")), &said(&known))
    };
    let wrong: Vec<String> = aars.iter().flat_map(differences).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    say(&format!(
        "real AARs: {} declare what the catalogue says",
        aars.len()
    ));
}

/// The rules of a ProGuard file, each without blanks.
fn rules(file: &str) -> BTreeSet<String> {
    let mut rules: Vec<String> = Vec::new();
    for line in file.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let compact: String = line.split_whitespace().collect();
        match rules.last_mut() {
            Some(rule) if !line.starts_with('-') => rule.push_str(&compact),
            _ => rules.push(compact),
        }
    }
    rules.into_iter().filter(|rule| !rule.is_empty()).collect()
}

#[test]
fn the_keep_rules_of_aars_are_those_of_the_catalogue() {
    let mut wrong = Vec::new();
    for aar in aars() {
        let all = rules(&aar.text("proguard.txt"));
        let known = aar.vendor.keep_rules.iter();
        let known = known.filter(|rule| rule.terms().is_in_aar(&aar.version));
        let known: String = known.map(|known| known.rule.clone() + "\n").collect();
        let known = rules(&known);
        // The catalogue leaves general rules out, and warnings about classes that are kept.
        let of_the_sdk = all.iter().filter(|rule| {
            let kept = rule.strip_prefix("-dontwarn").is_some_and(|class| {
                let kept = format!("-keepclass{class}{{");
                all.iter().any(|rule| rule.starts_with(&kept)) && !class.ends_with('*')
            });
            rule.contains("com.meizu.") && !kept || known.contains(*rule)
        });
        wrong.extend(aar.differences(&of_the_sdk.cloned().collect(), &known));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_merger_takes_what_is_woven_beside_real_aars() {
    let aars = aars();
    if aars.is_empty() || !merger_is_there() {
        return;
    }
    let mut cases = Vec::new();
    for aar in &aars {
        for target_sdk in [28, 34] {
            for include in ["recommended", "optional"] {
                let mut case = Case::new(&aar.vendor, &aar.version, target_sdk, include);
                case.merge.library = Some(aar.text("AndroidManifest.xml"));
                cases.push(case);
            }
        }
    }
    let merges: Vec<_> = cases.iter().map(|case| case.merge.clone()).collect();
    let merged = merger::merge(&merges);
    let faults = cases.iter().zip(&merged);
    let wrong: Vec<String> = faults
        .flat_map(|(case, merged)| case.faults(merged))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the classes of an SDK need of Android to be compiled against.
const ANDROID: &[(&str, &str)] = &[
    ("BroadcastReceiver", "public abstract class"),
    ("Context", "public abstract class"),
    ("Intent", "public class"),
];

/// A class that extends one of the SDK, with `callbacks`.
fn subclass(name: &str, base: &BaseClass, callbacks: &[&Callback]) -> String {
    let mut source = String::from("package com.example.chat.push;\n");
    let imports = callbacks.iter().flat_map(|callback| &callback.imports);
    let imports: BTreeSet<_> = imports.chain(&base.imports).collect();
    for import in imports {
        let _ = writeln!(source, "import {import};");
    }
    let extended = base.name.rsplit('.').next().unwrap_or_default();
    let _ = writeln!(source, "public class {name} extends {extended} {{");
    for callback in callbacks {
        let _ = writeln!(source, "@Override {} {{}}", callback.signature);
    }
    source.push_str("}\n");
    source
}

/// A folder to compile in: the classes of the SDK, and stubs of Android's.
fn workshop(aar: &Aar) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let jar = folder.path().join("classes.jar");
    fs::write(jar, aar.read("classes.jar")).expect("the SDK's classes");
    let android = folder.path().join("android/content");
    fs::create_dir_all(&android).expect("a folder for stubs");
    for (class, kind) in ANDROID {
        let stub = format!("package android.content;\n{kind} {class} {{}}\n");
        fs::write(android.join(format!("{class}.java")), stub).expect("a stub");
    }
    folder
}

/// Compiles `classes`, by name and source, in `folder`.
fn compile(folder: &Path, classes: &[(String, String)]) -> Output {
    let mut javac = Command::new("javac");
    javac.args(["-implicit:none", "-proc:none", "-cp", "classes.jar"]);
    javac.args(["-sourcepath", ".", "-d", "compiled"]);
    for (name, source) in classes {
        let file = format!("{name}.java");
        fs::write(folder.join(&file), source).expect("a source");
        javac.arg(file);
    }
    run(javac.current_dir(folder))
}

/// The method that `signature` declares.
fn method(signature: &str) -> &str {
    let (head, _) = signature.split_once('(').expect("a method");
    head.rsplit(' ').next().unwrap_or_default()
}

#[test]
fn a_subclass_compiles_with_the_callbacks_of_the_catalogue_and_with_no_fewer() {
    let aars = aars();
    if !installed(&["javac"]) {
        return;
    }
    for aar in &aars {
        let (vendor, version) = (&aar.vendor, &aar.version);
        let holds = |base: &&BaseClass| base.versions.contains(version);
        let base = vendor.base_classes.iter().find(holds);
        let base = base.expect("a base class");
        let callbacks = vendor.callbacks.iter();
        let all: Vec<&Callback> = callbacks
            .filter(|callback| callback.versions.contains(version) && callback.class == base.name)
            .collect();
        let demanded = all.iter().filter(|callback| callback.is_abstract);
        let demanded: Vec<&Callback> = demanded.copied().collect();
        assert!(!demanded.is_empty() && demanded.len() < all.len());

        let folder = workshop(aar);
        let good = [("All", &all), ("Least", &demanded)];
        let good = good.map(|(name, with)| (name.to_owned(), subclass(name, base, with)));
        let said = compile(folder.path(), &good);
        assert!(said.status.success(), "{version}: {}", text(&said));

        let without = |at: usize| {
            let name = format!("Lacks{at}");
            let mut others = demanded.clone();
            others.remove(at);
            let source = subclass(&name, base, &others);
            (name, source)
        };
        let bad: Vec<_> = (0..demanded.len()).map(without).collect();
        let said = text(&compile(folder.path(), &bad));
        for ((name, _), left_out) in bad.iter().zip(&demanded) {
            let method = method(&left_out.signature);
            let error =
                format!("{name} is not abstract and does not override abstract method {method}(");
            assert!(said.contains(&error), "{version}: {error}\n{said}");
        }
    }
}

#[test]
fn the_code_of_the_catalogue_compiles() {
    let aars = aars();
    if !installed(&["javac"]) {
        return;
    }
    for aar in &aars {
        let (vendor, version) = (&aar.vendor, &aar.version);
        let of_the_sdk = |imports: &[String]| {
            let mut imports = imports.iter();
            imports.any(|import| import.starts_with("com.meizu."))
        };
        let mut imports = BTreeSet::from(["android.content.Context"]);
        let mut body = String::new();
        for test in &vendor.brand_tests {
            if test.versions.contains(version) && of_the_sdk(&test.imports) {
                imports.extend(test.imports.iter().map(String::as_str));
                let _ = writeln!(body, "if (!{}) return;", test.test);
            }
        }
        for call in &vendor.calls {
            let example = call.example.as_ref();
            if let Some(example) = example.filter(|_| call.versions.contains(version)) {
                imports.extend(call.imports.iter().map(String::as_str));
                let _ = writeln!(body, "{example};");
            }
        }
        assert_eq!(body.lines().count(), 2, "{body}");
        let mut source = String::from("package com.example.chat.push;\n");
        for import in imports {
            let _ = writeln!(source, "import {import};");
        }
        let _ = write!(
            source,
            "class App extends Context {{\nvoid onCreate() {{\n{body}}}\n}}\n"
        );
        let constants = "package com.example.chat.push;\nclass Constants {\n\
                         static final String MZ_PUSH_APPID = \"\", MZ_PUSH_APPKEY = \"\";\n}\n";
        let folder = workshop(aar);
        let classes = [("App", source.as_str()), ("Constants", constants)];
        let classes = classes.map(|(name, source)| (name.to_owned(), source.to_owned()));
        let said = compile(folder.path(), &classes);
        assert!(said.status.success(), "{version}: {}", text(&said));
    }
}
