//! Archives: AARs with a manifest as text, in binary XML, and as aapt2 compiles it.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use pushweave::inventory::{Kind, Verdict};
use pushweave::project::Project;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::tools::{installed, present, succeed};

const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";
const META_DATA: &str = "com.meizu.push.VERSION";

/// An archive with `manifest`.
pub(crate) fn zipped(manifest: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, bytes) in [
        ("classes.jar", &b"none"[..]),
        ("AndroidManifest.xml", manifest),
    ] {
        writer.start_file(name, options).expect("begun");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("closed").into_inner()
}

/// A JAR with the class `a.B` in `bytes`.
pub(crate) fn jar(bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.start_file("a/B.class", options).expect("begun");
    writer.write_all(bytes).expect("written");
    writer.finish().expect("closed").into_inner()
}

/// A class file of `class B { static final String VERSION_NAME = version; }`.
pub(crate) fn class(version: &str) -> Vec<u8> {
    let text = |text: &str| {
        let mut entry = vec![1, 0, u8::try_from(text.len()).expect("a short text")];
        entry.extend(text.bytes());
        entry
    };
    let mut bytes = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, 0, 10];
    bytes.extend(text("a/B"));
    bytes.extend([7, 0, 1]);
    bytes.extend(text("java/lang/Object"));
    bytes.extend([7, 0, 3]);
    bytes.extend(text("VERSION_NAME"));
    bytes.extend(text("Ljava/lang/String;"));
    bytes.extend(text("ConstantValue"));
    bytes.extend(text(version));
    bytes.extend([8, 0, 8]);
    // Access, this class, its base, no interfaces, one field with one attribute, nothing else.
    bytes.extend([0, 0x20, 0, 2, 0, 4, 0, 0, 0, 1]);
    bytes.extend([0, 0x18, 0, 5, 0, 6, 0, 1, 0, 7, 0, 0, 0, 2, 0, 9]);
    bytes.extend([0, 0, 0, 0]);
    bytes
}

#[test]
fn the_constant_of_a_class_tells_where_the_name_does_not() {
    let jar = jar(&class("4.1.4"));
    expect(&jar, "push-internal.aar", Kind::Archive, "4.1.4");
    expect(&jar, "push-internal-5.0.3.aar", Kind::FileName, "5.0.3");
    let nothing = verdict("meizu", "push-internal.aar", &self::jar(b"no class"));
    assert!(matches!(nothing, Verdict::Unresolved(_)), "{nothing:?}");
}

fn text_manifest(name: &str, value: &str) -> String {
    format!(
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"a.b\">\n\
         <application>\n\
         <meta-data android:name=\"other\" android:value=\"9.9\"/>\n\
         <meta-data android:name=\"{name}\" android:value=\"{value}\"/>\n\
         </application>\n</manifest>\n"
    )
}

/// A manifest in binary XML with one meta-data, by the layout of AOSP's `ResourceTypes.h`.
pub(crate) fn binary_manifest(name: &str, value: &str) -> Vec<u8> {
    let strings = ["name", "value", "meta-data", name, value];
    let (mut offsets, mut data) = (Vec::new(), Vec::new());
    for text in strings {
        offsets.extend(u32::try_from(data.len()).expect("small").to_le_bytes());
        let length = u8::try_from(text.len()).expect("short");
        data.extend([length, length]);
        data.extend(text.bytes());
        data.push(0);
    }
    while data.len() % 4 != 0 {
        data.push(0);
    }
    let words = |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|w| w.to_le_bytes()).collect() };
    let size = |bytes: usize| u32::try_from(bytes).expect("small");
    let start = 28 + offsets.len();
    let mut pool = words(&[
        0x001C_0001,
        size(start + data.len()),
        5,
        0,
        1 << 8,
        size(start),
        0,
    ]);
    pool.extend(offsets);
    pool.extend(data);
    let ids = words(&[0x0008_0180, 16, 0x0101_0003, 0x0101_0024]);
    let none = u32::MAX;
    let string = 0x0300_0008;
    let mut element = words(&[0x0010_0102, 76, 1, none, none, 2, 0x0014_0014, 2, 0]);
    element.extend(words(&[none, 0, 3, string, 3]));
    element.extend(words(&[none, 1, 4, string, 4]));
    let body = [pool, ids, element].concat();
    let mut all = words(&[0x0008_0003, size(body.len() + 8)]);
    all.extend(body);
    all
}

/// What is found of `id` in a project with `archive` as `name` in `libs/`.
fn verdict(id: &str, name: &str, archive: &[u8]) -> Verdict {
    let work = tempfile::tempdir().expect("a folder");
    let libs = work.path().join("app/libs");
    fs::create_dir_all(&libs).expect("made");
    fs::write(libs.join(name), archive).expect("written");
    let build = "dependencies { implementation fileTree('libs') }\n";
    fs::write(work.path().join("app/build.gradle"), build).expect("written");
    let spec = work.path().join("pushweave.toml");
    fs::write(&spec, "").expect("a spec");
    let project = Project::at_spec(&spec).expect("a project");
    let vendors = crate::vendors();
    let vendor = vendors.iter().find(|vendor| vendor.id == id);
    Verdict::of(
        project
            .inventory("app")
            .evidence(vendor.expect("a vendor of the cases")),
    )
}

#[track_caller]
fn expect(archive: &[u8], name: &str, kind: Kind, version: &str) {
    match verdict("meizu", name, archive) {
        Verdict::Found(found) => {
            assert_eq!(found.kind, kind, "{name}");
            assert_eq!(
                found.version.expect("a version").as_str(),
                version,
                "{name}"
            );
        }
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn the_manifest_tells_what_the_name_does_not() {
    let text = zipped(text_manifest(META_DATA, "4.1.4").as_bytes());
    let binary = zipped(&binary_manifest(META_DATA, "4.1.4"));
    for archive in [&text, &binary] {
        expect(archive, "push-internal.aar", Kind::Archive, "4.1.4");
        // A file that somebody renamed.
        expect(archive, "push-internal-5.0.3.aar", Kind::Archive, "4.1.4");
    }
    let other = zipped(text_manifest("another", "4.1.4").as_bytes());
    for archive in [&other[..], b"no archive", b""] {
        expect(archive, "push-internal-5.0.3.aar", Kind::FileName, "5.0.3");
        let verdict = verdict("meizu", "push-internal.aar", archive);
        assert!(matches!(verdict, Verdict::Unresolved(_)), "{verdict:?}");
    }
}

#[test]
fn a_manifest_that_unpacks_to_gigabytes_is_left_alone() {
    let mut text = text_manifest(META_DATA, "4.1.4");
    text.push_str(&" ".repeat(5 << 20));
    let bomb = zipped(text.as_bytes());
    assert!(bomb.len() < 100_000, "it is small as long as it is packed");
    expect(&bomb, "push-internal-5.0.3.aar", Kind::FileName, "5.0.3");
}

#[test]
fn what_aapt2_compiles_is_read() {
    if !(installed(&["aapt2"]) && present("android-framework-res", Path::new(FRAMEWORK))) {
        return;
    }
    for (value, told) in [("4.1.4", true), ("5", true), ("4.10", false)] {
        let work = tempfile::tempdir().expect("a folder");
        let manifest = work.path().join("AndroidManifest.xml");
        fs::write(&manifest, text_manifest(META_DATA, value)).expect("written");
        let apk = work.path().join("linked.apk");
        succeed(
            Command::new("aapt2")
                .args(["link", "-I", FRAMEWORK, "--manifest"])
                .arg(&manifest)
                .arg("-o")
                .arg(&apk),
        );
        let bytes = fs::read(&apk).expect("an APK");
        if told {
            expect(&bytes, "push-internal.aar", Kind::Archive, value);
        } else {
            // Compiled to a float, which has lost the last digit.
            expect(&bytes, "push-internal-5.0.3.aar", Kind::FileName, "5.0.3");
        }
    }
}
