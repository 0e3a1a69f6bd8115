//! What the harnesses share: fixtures, specs, weaving in memory.

#![allow(dead_code, unreachable_pub, reason = "every harness uses a part of it")]

pub mod documents;
pub mod lint;
pub mod memory;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use pushweave::catalogue;
use pushweave::catalogue::schema::{ParameterKind, Vendor};
use pushweave::finding::{Code, Finding};
use pushweave::lock::Lock;
use pushweave::manifest::document::ManifestDoc;
use pushweave::manifest::identity::Names;
use pushweave::plan::{self, Above, OnConflict, Overlay, Wish, Woven};
use pushweave::resolve::{Resolution, resolve};
use pushweave::source::SourceFile;
use pushweave::spec::{self, Spec};
use pushweave::version::Version;

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a fixture folder, by name, with their bytes.
pub fn fixtures(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = root().join("fixtures").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} has no fixtures", folder.display());
    paths
        .into_iter()
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a readable fixture"))
        })
        .collect()
}

/// The accepted manifests and the example's, as text.
pub fn accepted_manifests() -> Vec<(String, String)> {
    let mut manifests: Vec<(String, String)> = fixtures("manifests/accepted")
        .into_iter()
        .map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8")))
        .collect();
    let example = root().join("fixtures/projects/chat-app/app/src/main/AndroidManifest.xml");
    let text = fs::read_to_string(example).expect("the example");
    manifests.push(("chat-app".into(), text));
    manifests
}

/// The vendor file `id`.
pub fn vendor(id: &str) -> Vendor {
    catalogue::load(id)
        .unwrap_or_else(|| panic!("no vendor {id}"))
        .unwrap_or_else(|error| panic!("{id}: {}", error.message))
}

/// The vendor file `id` with what an AAR declares and what only people read.
pub fn whole_vendor(id: &str) -> Vendor {
    catalogue::load_whole(id)
        .unwrap_or_else(|| panic!("no vendor {id}"))
        .unwrap_or_else(|error| panic!("{id}: {}", error.message))
}

/// The `[vendors.ID]` table with a value for every key that the vendor takes.
pub fn vendor_table(id: &str, sdk: &str) -> String {
    let vendor = vendor(id);
    let mut table = format!("[vendors.{id}]\nsdk = \"{sdk}\"\n");
    let release = sdk.parse().expect("a version");
    // Where both exist, the one that asks more.
    if vendor.delivery.of(&release).len() == 2 {
        table.push_str("delivery = \"jar\"\n");
    }
    for (at, parameter) in vendor.parameters.iter().enumerate() {
        let value = match parameter.kind {
            ParameterKind::Class => {
                format!("\".push.{}{}\"", class_word(id), class_word(&parameter.key))
            }
            ParameterKind::Long => (6666 + at).to_string(),
            // The value that the fixtures with a hand-written integration have.
            ParameterKind::String if id == "huawei" => "\"1234567890\"".to_owned(),
            ParameterKind::String => format!("\"28823037615170{at:05}\""),
        };
        table.push_str(&format!("{} = {value}\n", parameter.key));
    }
    table
}

/// The release of the vendor `id` that asks most of an app: the oldest of those.
pub fn fullest(id: &str) -> &'static str {
    static FULLEST: OnceLock<HashMap<String, String>> = OnceLock::new();
    let fullest = FULLEST.get_or_init(|| {
        let of = |id: &str| {
            let count = |release: &Version| {
                resolved(&spec_text(&[(id, release.as_str())], ""))
                    .resolution
                    .requirements
                    .len()
            };
            let releases = vendor(id).releases;
            let most = releases.iter().rev().max_by_key(|release| count(release));
            most.expect("a release").to_string()
        };
        catalogue::ids().map(|id| (id.to_owned(), of(id))).collect()
    });
    &fullest[id]
}

fn class_word(text: &str) -> String {
    text.split('-')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// A spec for `com.example.chat` with `vendors` and whatever else is in `rest`.
pub fn spec_text(vendors: &[(&str, &str)], rest: &str) -> String {
    let tables: Vec<String> = vendors
        .iter()
        .map(|(id, sdk)| vendor_table(id, sdk))
        .collect();
    format!(
        "schema = 1\n[app]\napplication-id = \"com.example.chat\"\ntarget-sdk = 34\n\n{}\n{rest}",
        tables.join("\n")
    )
}

/// A spec, read and resolved.
pub struct Resolved {
    pub spec: Spec,
    pub resolution: Resolution,
    pub names: Names,
}

/// For every vendor the release that asks most of an app, in the catalogue's order.
pub fn every_fullest() -> Vec<(&'static str, &'static str)> {
    catalogue::ids().map(|id| (id, fullest(id))).collect()
}

/// What a tapped notification opens.
pub const CLICK: &str = "
[click]
activity = \".chat.ChatActivity\"
scheme = \"pushscheme\"
host = \"com.example.chat\"
path = \"/detail\"
";

/// Every vendor alone, all together, five as most apps have them, none but the click.
pub fn vendor_sets() -> Vec<(String, Resolved)> {
    let pairs = every_fullest();
    let mut sets: Vec<(String, Resolved)> = pairs
        .iter()
        .map(|pair| (pair.0.to_owned(), resolved(&spec_text(&[*pair], ""))))
        .collect();
    sets.push(("all".into(), resolved(&spec_text(&pairs, CLICK))));
    let five = [
        ("xiaomi", "3.6.12"),
        ("huawei", "2.6.3.301"),
        ("meizu", "3.8.7"),
        ("oppo", "2.0.2"),
        ("vivo", "2.3.4"),
    ];
    sets.push(("five".into(), resolved(&spec_text(&five, CLICK))));
    let literal = spec_text(&five, CLICK).replacen("[app]", "[app]\nsubstitution = \"literal\"", 1);
    sets.push(("literal".into(), resolved(&literal)));
    sets.push(("click".into(), resolved(&spec_text(&[], CLICK))));
    sets
}

/// Reads and resolves `text`; the findings when that fails.
pub fn try_resolved(text: &str) -> Result<Resolved, Vec<Finding>> {
    let file = Arc::new(SourceFile::new("pushweave.toml", text.to_owned()));
    let (spec, findings) = spec::read(&file);
    let spec = match spec {
        Some(spec) if !pushweave::finding::has_errors(&findings) => spec,
        _ => return Err(findings),
    };
    if let Some(unknown) = spec
        .vendors
        .iter()
        .find(|asked| catalogue::load(&asked.id).is_none())
    {
        return Err(vec![Finding::error(
            Code::SPEC_INVALID,
            format!("unknown vendor {}", unknown.id),
        )]);
    }
    let vendors: Vec<Vendor> = spec.vendors.iter().map(|asked| vendor(&asked.id)).collect();
    let no_lookup = |_: &spec::Value| Err("not looked up in this test".to_owned());
    let (resolution, findings) = resolve(&spec, &vendors, &no_lookup);
    if pushweave::finding::has_errors(&findings) {
        return Err(findings);
    }
    let names = Names {
        application_id: spec.app.application_id.clone(),
        namespace: spec.app.namespace.clone(),
    };
    Ok(Resolved {
        spec,
        resolution,
        names,
    })
}

/// Reads and resolves a spec that must be right.
#[track_caller]
pub fn resolved(text: &str) -> Resolved {
    match try_resolved(text) {
        Ok(resolved) => resolved,
        Err(findings) => panic!("{}\n{text}", messages(&findings)),
    }
}

/// The messages of `findings`, a line each.
pub fn messages(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| {
            let labels: Vec<&str> = finding
                .labels
                .iter()
                .map(|label| label.text.as_str())
                .collect();
            format!(
                "{} {}: {}\n",
                finding.code,
                finding.message,
                labels.join(" / ")
            )
        })
        .collect()
}

/// Weaves `resolved` into the manifest `text`.
pub fn weave_with(
    text: &str,
    lock: &Lock,
    resolved: &Resolved,
    on_conflict: OnConflict,
) -> Result<Woven, Vec<Finding>> {
    let manifest = Arc::new(SourceFile::new("AndroidManifest.xml", text.to_owned()));
    let mut woven = plan::weave(&Wish {
        manifest: &manifest,
        lock,
        requirements: &resolved.resolution.requirements,
        remnants: &resolved.resolution.remnants,
        names: &resolved.names,
        spec: &resolved.spec.file,
        on_conflict,
    })?;
    woven.text = manifest.with_text(woven.text.to_string()).content();
    Ok(woven)
}

/// Weaves where nothing may stand in the way.
#[track_caller]
pub fn weave(case: &str, text: &str, lock: &Lock, resolved: &Resolved) -> Woven {
    match weave_with(text, lock, resolved, OnConflict::Fail) {
        Ok(woven) => woven,
        Err(findings) => panic!("{case}: {}", messages(&findings)),
    }
}

/// The overlay of `resolved` for the manifest `main` below those `above`, woven into `onto`.
pub fn overlay_with(
    main: &str,
    above: &[&str],
    onto: Option<&str>,
    resolved: &Resolved,
    on_conflict: OnConflict,
) -> Result<Overlay, Vec<Finding>> {
    let file = |text: &str| Arc::new(SourceFile::new("AndroidManifest.xml", text.to_owned()));
    let manifests: Vec<Arc<SourceFile>> = above.iter().map(|text| file(text)).collect();
    plan::overlay(
        &Wish {
            manifest: &file(main),
            lock: &Lock::default(),
            requirements: &resolved.resolution.requirements,
            remnants: &resolved.resolution.remnants,
            names: &resolved.names,
            spec: &resolved.spec.file,
            on_conflict,
        },
        &Above {
            manifests: &manifests,
            onto: onto.map(file).as_ref(),
        },
    )
}

/// The same where nothing may stand in the way.
#[track_caller]
pub fn overlay(
    case: &str,
    main: &str,
    above: &[&str],
    onto: Option<&str>,
    set: &Resolved,
) -> Overlay {
    match overlay_with(main, above, onto, set, OnConflict::Fail) {
        Ok(overlay) => overlay,
        Err(findings) => panic!("{case}: {}", messages(&findings)),
    }
}

/// Whether the tree parser, our own reading and the event parser all accept `text`.
#[track_caller]
pub fn assert_parses(case: &str, text: &str) {
    let file = Arc::new(SourceFile::new("AndroidManifest.xml", text.to_owned()));
    if let Err(finding) = ManifestDoc::parse(&file) {
        panic!("{case}: {}\n{text}", finding.message);
    }
    if let Err(error) = roxmltree::Document::parse(&file.text) {
        panic!("{case}: roxmltree: {error}\n{text}");
    }
    let mut reader = quick_xml::Reader::from_str(&file.text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{case}: quick-xml: {error}\n{text}"),
        }
    }
}

/// Copies the folder `from` with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

/// The texts of the files below `folder` that `is_wanted` by their names, in order.
pub fn texts_below(folder: &Path, is_wanted: fn(&str) -> bool) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    let texts = paths.iter().flat_map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        if path.is_dir() {
            texts_below(path, is_wanted)
        } else if is_wanted(&name) {
            // Some cases are no UTF-8 on purpose.
            let bytes = fs::read(path).expect("a readable file");
            vec![String::from_utf8_lossy(&bytes).into_owned()]
        } else {
            Vec::new()
        }
    });
    texts.collect()
}

/// Runs `work` on every item, on all cores.
pub fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(item) =
                    items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    work(item);
                }
            });
        }
    });
}

/// Fails with the first line that differs, not with both texts.
#[track_caller]
pub fn assert_same(case: &str, found: &str, expected: &str) {
    if found == expected {
        return;
    }
    let (mut line, mut lines) = (
        1,
        (found.split_inclusive('\n'), expected.split_inclusive('\n')),
    );
    loop {
        let (one, other) = (lines.0.next(), lines.1.next());
        assert!(
            one == other,
            "{case}: line {line}\n   found: {one:?}\nexpected: {other:?}"
        );
        line += 1;
    }
}
