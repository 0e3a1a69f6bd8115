//! Manifests as aapt2 reads them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushweave::manifest::value::{Type, infer};

use crate::project::{APPLICATION_ID, Project, VENDORS, spec};
use crate::tools::{in_parallel, installed, present, repository, run, say, succeed, text};

const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";
const BOM: char = '\u{feff}';

pub(crate) fn aapt2_is_there() -> bool {
    installed(&["aapt2"]) && present("android-framework-res", Path::new(FRAMEWORK))
}

/// Links `manifest` with compiled `resources` into an APK; what aapt2 says where it cannot.
fn link(manifest: &str, resources: Option<&Path>, folder: &Path) -> Result<PathBuf, String> {
    // Debian's aapt2 is older than <queries> and <property>.
    let leniently = Some(Path::new("--warn-manifest-validation"));
    link_with(manifest, leniently.into_iter().chain(resources), folder)
}

/// Links `manifest` as a build does, with everything that aapt2 says against it as an error.
pub(crate) fn link_strictly(manifest: &str, folder: &Path) -> Result<PathBuf, String> {
    link_with(manifest, std::iter::empty(), folder)
}

fn link_with<'a>(
    manifest: &str,
    more: impl Iterator<Item = &'a Path>,
    folder: &Path,
) -> Result<PathBuf, String> {
    let input = folder.join("AndroidManifest.xml");
    let apk = folder.join("linked.apk");
    fs::write(&input, manifest).expect("the manifest to link");
    let output = run(Command::new("aapt2")
        .args(["link", "-I", FRAMEWORK, "--auto-add-overlay"])
        .arg("--manifest")
        .arg(&input)
        .arg("-o")
        .arg(&apk)
        .args(more));
    if output.status.success() {
        Ok(apk)
    } else {
        Err(text(&output))
    }
}

/// The manifest of an APK, one line an attribute.
fn dump(apk: &Path) -> String {
    succeed(
        Command::new("aapt2")
            .args(["dump", "xmltree", "--file", "AndroidManifest.xml"])
            .arg(apk),
    )
}

/// `manifest` as the merger hands it on: with a package, and without placeholders for it.
fn merged(manifest: &str) -> String {
    let (bom, text) = match manifest.strip_prefix(BOM) {
        Some(text) => ("\u{feff}", text),
        None => ("", manifest),
    };
    let document = roxmltree::Document::parse(text).expect("well-formed XML");
    let root = document.root_element();
    let package = if root.has_attribute("package") {
        String::new()
    } else {
        format!(" package=\"{APPLICATION_ID}\"")
    };
    let (before, after) = text.split_at(root.range().start + "<manifest".len());
    format!("{bom}{before}{package}{after}").replace("${applicationId}", APPLICATION_ID)
}

/// Compiles the resources in `from` into the archive `to`.
fn compile(from: &Path, to: &Path) {
    let mut command = Command::new("aapt2");
    succeed(
        command
            .args(["compile", "--dir"])
            .arg(from)
            .arg("-o")
            .arg(to),
    );
}

/// The resources of the app itself that `manifest` refers to, as types and names.
fn references(manifest: &str) -> Vec<(&str, &str)> {
    let values = manifest.split(['"', '\'']);
    let resources = values.filter_map(|value| value.strip_prefix('@')?.split_once('/'));
    let valid = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.".contains(c))
    };
    resources
        .filter(|(kind, name)| valid(kind) && valid(name))
        .collect()
}

/// Resources that stand in for those that the `manifests` of the corpus refer to.
fn stub_resources(manifests: &[PathBuf], folder: &Path) {
    let mut stubs = BTreeSet::new();
    for path in manifests {
        let manifest = fs::read_to_string(path).expect("UTF-8");
        stubs.extend(
            references(&manifest)
                .into_iter()
                .map(|(kind, name)| match kind {
                    "style" => format!("<style name=\"{name}\" parent=\"\"/>"),
                    _ => format!("<item type=\"{kind}\" name=\"{name}\">@null</item>"),
                }),
        );
    }
    let values = folder.join("values");
    fs::create_dir_all(&values).expect("a folder of resources");
    let stubs: String = stubs.into_iter().collect();
    let text = format!("<resources>{stubs}</resources>");
    fs::write(values.join("stubs.xml"), text).expect("the resources");
}

/// What aapt2 makes of a manifest before and after `apply`.
struct Linked {
    name: String,
    original: Result<PathBuf, String>,
    patched: Result<PathBuf, String>,
    changed: bool,
}

fn link_before_and_after(path: &Path, resources: &Path) -> Linked {
    let original = fs::read(path).expect("a fixture");
    let project = Project::new(&spec(VENDORS, ""), &original);
    project.apply();
    let original = String::from_utf8(original).expect("UTF-8");
    let patched = fs::read_to_string(project.manifest()).expect("UTF-8");
    Linked {
        name: path.display().to_string(),
        original: link(&merged(&original), Some(resources), project.folder()),
        patched: link(&merged(&patched), Some(resources), project.folder()),
        changed: original != patched,
    }
}

fn corpus() -> Vec<PathBuf> {
    let folder = repository().join("fixtures/manifests/accepted");
    let entries = fs::read_dir(folder).expect("the corpus");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the corpus").path())
        .collect();
    paths.sort();
    paths
}

#[test]
fn aapt2_links_every_patched_manifest_whose_original_it_links() {
    if !aapt2_is_there() {
        return;
    }
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let app = repository().join("fixtures/projects/chat-app/app/src/main");
    let real = scratch.path().join("real.zip");
    compile(&app.join("res"), &real);
    let stubs = scratch.path().join("stubs.zip");
    stub_resources(&corpus(), &scratch.path().join("res"));
    compile(&scratch.path().join("res"), &stubs);

    let mut manifests = vec![(app.join("AndroidManifest.xml"), &real)];
    manifests.extend(corpus().into_iter().map(|path| (path, &stubs)));
    let linked = in_parallel(&manifests, |(path, resources)| {
        link_before_and_after(path, resources)
    });
    let mut originals = 0;
    let mut broken = Vec::new();
    let mut unlinked = Vec::new();
    for one in &linked {
        assert!(one.changed, "{} was not patched", one.name);
        match (&one.original, &one.patched) {
            (Ok(_), Ok(_)) => originals += 1,
            (Ok(_), Err(said)) => broken.push(format!("{}\n{said}", one.name)),
            // aapt2 cannot read these at all, such as flags of a later Android.
            (Err(said), _) => unlinked.push(format!("{}\n{said}", one.name)),
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(linked[0].original.is_ok(), "{:?}", linked[0].original);
    assert!(
        originals >= 30,
        "few originals link:\n{}",
        unlinked.join("\n")
    );
    say(&format!(
        "aapt2: {originals} of {} originals link, all {originals} patched ones do",
        linked.len()
    ));
}

/// The line of `dump` that has the value of the `<meta-data>` with this name.
fn value_line<'a>(dump: &'a str, name: &str) -> &'a str {
    let named = format!("=\"{name}\" ");
    let mut lines = dump.lines().skip_while(|line| !line.contains(&named));
    let line = lines.nth(1).unwrap_or_default();
    match line.split_once("android:value(0x01010024)=") {
        Some((_, value)) => value,
        None => panic!("{name} has no value in\n{dump}"),
    }
}

/// A string as `aapt2 dump` shows it.
fn shown_string(text: &str) -> String {
    format!("\"{text}\" (Raw: \"{text}\")")
}

fn huawei(sdk: &str, app_id: &str) -> String {
    let receiver = "receiver = '.push.HUAWEIPushReceiver'";
    format!("[vendors.huawei]\nsdk = '{sdk}'\napp-id = '{app_id}'\n{receiver}\n")
}

fn vivo(credential: &str) -> String {
    let keys = format!("app-id = '{credential}'\napp-key = '{credential}'");
    format!("[vendors.vivo]\nsdk = '2.3.4'\n{keys}\nreceiver = '.push.VivoPushReceiver'\n")
}

const HWPUSH: &str = "[vendors.huawei-hwpush]\nsdk = '2705'\nreceiver = '.push.HwReceiver'\n";

/// The manifest that `apply` writes for these vendors, as aapt2 compiles it.
fn compiled_manifest(vendors: &str) -> String {
    let empty: &[u8] =
        br#"<manifest xmlns:android="http://schemas.android.com/apk/res/android"><application/></manifest>"#;
    let project = Project::new(&spec(&[], vendors), empty);
    project.apply();
    let patched = fs::read_to_string(project.manifest()).expect("UTF-8");
    match link(&merged(&patched), None, project.folder()) {
        Ok(apk) => dump(&apk),
        Err(said) => panic!("{said}\n{patched}"),
    }
}

/// A credential, and whether an SDK that reads it with `toString()` gets it from an `int` too.
const CREDENTIALS: &[(&str, bool)] = &[
    ("1234567890", true),
    ("2147483648", false),
    ("2882303761517479259", false),
    ("12E4567", false),
    ("0x1F", false),
    ("+0x1F", false),
    ("true", false),
    ("@null", false),
    ("?attr/x", false),
    ("#fff", false),
    ("007", false),
    ("+5", false),
    ("-0", false),
    ("+inf", false),
    (r"a\u0041b", false),
    (r"\n", false),
    (r"ab\", false),
    ("\"a'b<&>", false),
];

#[test]
fn aapt2_reads_meta_data_values_as_the_spec_gave_them() {
    if !aapt2_is_there() {
        return;
    }
    in_parallel(CREDENTIALS, |(credential, whole)| {
        // A literal string of TOML, which has no escapes, cannot hold a single quote.
        let credential = &credential.replace('\'', "");
        let bare = |dump: &str, name: &str| {
            let found = value_line(dump, name);
            let kept = found == shown_string(credential) || (*whole && found == credential);
            assert!(kept, "{name}: {credential} became {found}");
        };
        let huawei_id = "com.huawei.hms.client.appid";
        let old = compiled_manifest(&huawei("2.5.1.300", credential));
        bare(&old, huawei_id);
        let vendors = [&huawei("2.6.3.301", credential), &vivo(credential), HWPUSH].concat();
        let new = compiled_manifest(&vendors);
        let prefixed = format!("appid={credential}");
        assert_eq!(value_line(&new, huawei_id), shown_string(&prefixed));
        bare(&new, "com.vivo.push.app_id");
        bare(&new, "com.vivo.push.api_key");
        assert_eq!(value_line(&new, "CS_cloud_version"), shown_string("2705"));
    });
}

/// What aapt2 makes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compiled {
    /// The text, with escapes resolved.
    Text,
    /// A whole number that prints as the value was written.
    SameDigits,
    /// Something else that is no text.
    Retyped,
    /// A reference to a resource that is not there.
    Refused,
}

fn compiled_value(value: &str, folder: &Path) -> Compiled {
    let escaped = value
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('\t', "&#9;");
    let manifest = format!(
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"a.b\">\
         <application><meta-data android:name=\"x\" android:value=\"{escaped}\"/></application>\
         </manifest>"
    );
    let Ok(apk) = link(&manifest, None, folder) else {
        return Compiled::Refused;
    };
    let dump = dump(&apk);
    let found = value_line(&dump, "x");
    if found.starts_with('"') {
        Compiled::Text
    } else if found == value && value.parse::<i32>().is_ok() {
        Compiled::SameDigits
    } else {
        Compiled::Retyped
    }
}

/// Whether taking a value for `inferred` loses nothing where aapt2 makes `compiled` of it.
fn safe(inferred: Type, compiled: Compiled) -> bool {
    match compiled {
        Compiled::Text => true,
        Compiled::SameDigits => inferred != Type::String,
        Compiled::Retyped | Compiled::Refused => !matches!(inferred, Type::String | Type::Integer),
    }
}

/// Values of every type, and some that only look like one. Those in `CAUTIOUS` are among them.
const VALUES: &[&str] = &[
    "0",
    "-0",
    "00",
    "007",
    "08",
    "5",
    "-5",
    "+5",
    "-05",
    "1234567890",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "2882303761517479259",
    "1.5",
    ".5",
    "5.",
    "-.5",
    "+.5",
    ".",
    "-",
    "+",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "12E4567",
    "e5",
    "5e",
    "5e+",
    "1e400",
    "1.5.2",
    "12ab",
    "1_000",
    "1,000",
    "0b1",
    "1f",
    "5d",
    "--5",
    "+-5",
    "inf",
    "+inf",
    "-inf",
    "INF",
    "-INF",
    "infinity",
    "+infinity",
    "nan",
    "NaN",
    "+nan",
    "-nan",
    "+nan(1)",
    "-nan()",
    "nan(1)",
    "0x1F",
    "0X1f",
    "+0x1F",
    "-0x1F",
    "+0X1.8p1",
    "0x",
    "+0x",
    "0x1G",
    "0xFFFFFFFF",
    "0x100000000",
    "0x1.8p3",
    "0x1P-2",
    "0x.8",
    "0x.",
    "0x1p",
    "#",
    "#fff",
    "#FFFF",
    "#123456",
    "#12345678",
    "#ggg",
    "#12345",
    "true",
    "True",
    "TRUE",
    "tRue",
    "false",
    "False",
    "FALSE",
    "5dp",
    "5px",
    "10%",
    "10%p",
    "",
    " ",
    " 12",
    "12 ",
    "\t12",
    " true ",
    " #fff",
    " @null",
    " 0x1F",
    "@",
    "?",
    "@null",
    "@empty",
    "@x",
    "@string/x",
    "@+id/x",
    "@android:string/ok",
    "?x",
    "?attr/x",
    "?android:attr/theme",
    r"\u0032705",
    r"\u0040null",
    r"\u00231",
    r"5\u0031",
    r"\u00312E4567",
    r"\#fff",
    r"\@null",
    r"\?x",
    r"\ 12",
    "a:b",
    "appid=12",
    "\u{a0}12",
    "\u{ff11}\u{ff12}",
    "abc",
];

/// Values that aapt2 keeps as text although `infer` takes them for something else: an escape too
/// many, and no harm.
const CAUTIOUS: &[&str] = &["0x.", "0x1p", "@x"];

#[test]
fn aapt2_types_agree_with_our_inference() {
    if !aapt2_is_there() {
        return;
    }
    let compiled = in_parallel(VALUES, |value| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        compiled_value(value, folder.path())
    });
    let mut wrong = Vec::new();
    let mut cautious = Vec::new();
    for (value, compiled) in VALUES.iter().zip(compiled) {
        let inferred = infer(value);
        if !safe(inferred, compiled) {
            wrong.push(format!(
                "{value:?}: {inferred:?}, but aapt2 says {compiled:?}"
            ));
        } else if compiled == Compiled::Text && inferred != Type::String {
            cautious.push(*value);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cautious, CAUTIOUS);
}
