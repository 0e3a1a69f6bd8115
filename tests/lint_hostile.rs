//! Manifests that are made to mislead the linter, or to keep it busy.
//!
//! Nothing here is timed. The large ones are so large that work which grows with the square of their
//! size would not come to an end.

mod support;

use std::collections::HashMap;
use std::fmt::Write as _;

use pushweave::finding::{Finding, Safety, Severity};
use pushweave::inventory::{Files, ReadSeek};
use pushweave::lint::{self, Shared, Tree, fix, manifest_target};
use pushweave::manifest::refusal;
use pushweave::source::SourceFile;
use pushweave::spec::Value;
use support::lint::KNOWLEDGE;

const PATH: &str = "AndroidManifest.xml";
const ANDROID: &str = "xmlns:android=\"http://schemas.android.com/apk/res/android\"";
const TOOLS: &str = "xmlns:tools=\"http://schemas.android.com/tools\"";

/// A manifest as bytes, and nothing else.
struct Bytes(Vec<u8>);

impl Files for Bytes {
    fn text(&self, _: &str) -> Result<Option<SourceFile>, Finding> {
        Ok(None)
    }

    fn properties(&self, _: &str) -> Result<HashMap<String, String>, Finding> {
        Ok(HashMap::new())
    }

    fn names(&self, _: &str) -> Result<Vec<String>, Finding> {
        Ok(Vec::new())
    }

    fn archive(&self, _: &str) -> Option<Box<dyn ReadSeek>> {
        None
    }
}

impl Tree for Bytes {
    fn shared(&self) -> &Shared {
        // Each check sees the files as they are then.
        Box::leak(Box::default())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }

    fn manifest(&self, path: &str) -> Result<Option<SourceFile>, Finding> {
        refusal::decode(path, self.0.clone()).map(Some)
    }

    fn paths(&self, _: &str, _: &[&str]) -> Vec<String> {
        Vec::new()
    }

    fn folders(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn is_ignored(&self, _: &str) -> Option<bool> {
        None
    }

    fn value(&self, _: &Value) -> Result<String, String> {
        Err("it is not at hand".to_owned())
    }
}

fn lint(manifest: impl Into<Vec<u8>>) -> Vec<Finding> {
    let tree = Bytes(manifest.into());
    lint::check(&tree, &manifest_target(PATH, false), &KNOWLEDGE).findings
}

/// The codes of what is found, each once, sorted.
fn codes(manifest: impl Into<Vec<u8>>) -> Vec<&'static str> {
    let mut codes: Vec<&str> = lint(manifest)
        .iter()
        .map(|finding| finding.code.id())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// How many findings of the kind `code` there are.
fn count(findings: &[Finding], code: &str) -> usize {
    findings
        .iter()
        .filter(|finding| finding.code.id() == code)
        .count()
}

fn manifest(inside: &str) -> String {
    format!("<manifest {ANDROID} {TOOLS} package=\"com.acme.chat\">{inside}</manifest>")
}

fn application(inside: &str) -> String {
    manifest(&format!("<application>{inside}</application>"))
}

/// A service that must not be exported, in the hands of somebody who exports it.
const EXPOSED: &str = "<service android:name=\"com.xiaomi.push.service.XMJobService\" \
    android:enabled=\"true\" android:exported=\"true\" \
    android:permission=\"android.permission.BIND_JOB_SERVICE\" android:process=\":pushservice\"/>";

#[test]
fn a_document_type_is_neither_followed_nor_expanded() {
    let external = format!(
        "<!DOCTYPE manifest [<!ENTITY p SYSTEM \"file:///etc/hostname\">]>{}",
        application("<activity android:name=\".A\" android:label=\"&p;\"/>")
    );
    assert_eq!(codes(external.as_str()), ["PW002"]);
    assert!(lint(external).iter().all(|finding| finding.fix.is_none()));

    let mut laughs = String::from("<!DOCTYPE manifest [<!ENTITY l0 \"ha\">");
    for level in 1..40 {
        let below = format!("&l{};", level - 1).repeat(10);
        let _ = write!(laughs, "<!ENTITY l{level} \"{below}\">");
    }
    laughs.push_str("]>");
    laughs.push_str(&application("<activity android:name=\"&l39;\"/>"));
    assert_eq!(codes(laughs), ["PW002"]);

    let swollen = "x".repeat(1 << 20);
    let blowup = format!(
        "<!DOCTYPE manifest [<!ENTITY x \"{swollen}\">]>{}",
        application(&"&x;".repeat(100_000))
    );
    assert_eq!(codes(blowup), ["PW002"]);
}

#[test]
fn what_no_manifest_looks_like_is_refused_early() {
    let mut huge = application("").into_bytes();
    huge.resize((16 << 20) + 1, b' ');
    assert_eq!(codes(huge), ["PW001"]);
    let deep = "<a>".repeat(1_000_000);
    assert_eq!(codes(manifest(&deep)), ["PW001"]);
    let wide: String = (0..1_000_000).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(codes(format!("<manifest{wide}/>")), ["PW001"]);
}

const MANY: usize = 30_000;

#[test]
fn many_siblings_take_no_longer_than_their_number() {
    let distinct: String = (0..MANY)
        .map(|n| format!("<service android:name=\".S{n}\" android:exported=\"false\"/>"))
        .collect();
    assert!(codes(application(&distinct)).is_empty());

    let alike = "<service android:name=\".S\" android:exported=\"false\"/>".repeat(MANY);
    assert_eq!(count(&lint(application(&alike)), "PW008"), MANY - 1);

    // One large element, and as many small ones that are compared with it.
    let children = "<meta-data android:name=\"k\" android:value=\"v\"/>".repeat(MANY);
    let first =
        format!("<service android:name=\".S\" android:exported=\"false\">{children}</service>");
    let found = lint(application(&(first + &alike)));
    assert_eq!(count(&found, "PW008"), 2 * MANY - 1);
}

#[test]
fn many_mistakes_take_no_longer_than_their_number() {
    let actions = "<action android:name=\"a\"/>".repeat(MANY);
    let receiver = format!(
        "<receiver android:name=\".R\" android:exported=\"false\"><intent-filter>\
         <action android:name=\"a\"/></intent-filter>{actions}</receiver>"
    );
    assert_eq!(count(&lint(application(&receiver)), "PW004"), MANY);

    let permissions =
        "<permission android:name=\"a.P\" android:protectionLevel=\"signture\"/>".repeat(MANY);
    let found = lint(application(&permissions));
    assert_eq!(count(&found, "PW004"), MANY);
    assert_eq!(count(&found, "PW009"), MANY);

    let unknown = "<reciever/>".repeat(MANY);
    assert_eq!(count(&lint(application(&unknown)), "PW004"), MANY);

    let bare = "<service name=\".S\" exported=\"false\"/>;".repeat(MANY);
    let found = lint(application(&bare));
    assert_eq!(count(&found, "PW005"), 2 * MANY);
    assert_eq!(count(&found, "PW006"), MANY);

    let many = "android:exported,exported,".repeat(MANY);
    let replace = format!("<service android:name=\".S\" tools:replace=\"{many}\"/>");
    assert!(count(&lint(application(&replace)), "PW709") > 0);
}

#[test]
fn long_words_are_not_compared_letter_by_letter() {
    let long = "a".repeat(4 << 20);
    for text in [
        format!("<{long}/>"),
        format!("<permission android:name=\"a.P\" android:protectionLevel=\"{long}\"/>"),
        format!("<service android:name=\".S\" android:exported=\"{long}\"/>"),
        format!(
            "<service android:name=\".{long}\" android:process=\":{long}\" tools:node=\"{long}\"/>"
        ),
        format!("<service {long}:name=\".S\"/>"),
        format!("<service xmlns:a=\"{long}\" android:name=\".S\" android:exported=\"false\"/>"),
    ] {
        // Whatever is found: it comes to an end.
        lint(application(&text));
    }
}

#[test]
fn an_encoding_hides_nothing() {
    let text = application(EXPOSED);
    assert_eq!(codes(text.as_str()), ["PW203"]);
    assert_eq!(codes(format!("\u{feff}{text}")), ["PW203"]);
    let utf_16 = |order: fn(u16) -> [u8; 2], bom: bool| -> Vec<u8> {
        let bom = bom.then_some(0xfeff);
        let units = bom.into_iter().chain(text.encode_utf16());
        units.flat_map(order).collect()
    };
    for bytes in [
        utf_16(u16::to_le_bytes, true),
        utf_16(u16::to_be_bytes, true),
        utf_16(u16::to_le_bytes, false),
        utf_16(u16::to_be_bytes, false),
        format!("<?xml version=\"1.0\" encoding=\"utf-7\"?>{text}").into_bytes(),
        format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{text}").into_bytes(),
        format!("<?xml version='1.0' encoding='utf-16'?>{text}").into_bytes(),
        [text.as_bytes(), b"\xff"].concat(),
    ] {
        assert_eq!(codes(bytes), ["PW001"]);
    }
}

#[test]
fn a_prefix_hides_nothing() {
    let android = "\"http://schemas.android.com/apk/res/android\"";
    let exposed = EXPOSED.replace("android:", "a:");
    for text in [
        format!("<manifest xmlns:a={android}><application>{exposed}</application></manifest>"),
        // Declared on the element itself, and under a name that means something else outside.
        format!(
            "<manifest xmlns:a=\"urn:a\"><application>{}</application></manifest>",
            exposed.replacen("<service", &format!("<service xmlns:a={android}"), 1)
        ),
        format!(
            "<manifest xmlns=\"\" xmlns:a={android} xmlns:b={android}><application>{}</application></manifest>",
            exposed.replacen("a:exported", "b:exported", 1)
        ),
    ] {
        assert_eq!(codes(text), ["PW203"]);
    }
    // Here `android:` is not Android's, so that nothing says what the service is.
    let disguised =
        application(&EXPOSED.replacen("<service", "<service xmlns:android=\"urn:a\"", 1));
    let found = codes(disguised);
    assert!(found.contains(&"PW003"), "{found:?}");
    assert!(!found.contains(&"PW203"), "{found:?}");
    // An element in a namespace is none of Android's, whatever it is called.
    let foreign = application(&format!(
        "<x:box xmlns:x=\"urn:x\"><x:permission/>{EXPOSED}</x:box>"
    ));
    assert!(!codes(foreign).contains(&"PW004"));
}

#[test]
fn only_elements_count() {
    let twin = "<service android:name=\".S\" android:exported=\"false\"/>";
    assert!(codes(application(&format!("{twin}<!-- {EXPOSED}{twin} -->"))).is_empty());
    assert_eq!(
        codes(application(&format!("{twin}<![CDATA[{EXPOSED}{twin}]]>"))),
        ["PW006"]
    );
    assert!(codes(application(&format!("{twin}<?php {EXPOSED}{twin} ?>"))).is_empty());
}

#[test]
fn two_applications_and_instructions_for_all_of_it_are_reported() {
    let two = manifest("<application/><application android:label=\"x\"/>");
    assert_eq!(codes(two), ["PW008"]);
    for node in ["remove", "removeAll", "replace"] {
        let text = manifest(&format!("<application tools:node=\"{node}\"/>"));
        assert_eq!(codes(text), ["PW709"], "{node}");
    }
    for node in ["merge", "merge-only-attributes", "strict"] {
        let text = manifest(&format!("<application tools:node=\"{node}\"/>"));
        assert!(codes(text).is_empty(), "{node}");
    }
}

#[test]
fn odd_manners_of_writing_are_left_as_they_are() {
    let odd = format!(
        "<?xml version='1.0'?>\r\n<manifest {ANDROID}\r\n\t>\r\n\t<application\t>\r\n\
         \t\t<service\r\n\t\t\tandroid:name = '.S'   android:exported\t=\t\"fALSE\"/>\r\n\
         <!-- a --> <receiver android:exported=\"false\" android:name=\".R\" /><!-- b -->\r\n\
         \t</application>\r\n</manifest>"
    );
    let findings = lint(odd.as_str());
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].severity, Severity::Error);
    let fixed = fix::apply(&findings, Safety::Safe);
    let [(file, text)] = fixed.files.as_slice() else {
        panic!("{:?}", fixed.files);
    };
    let after = file.with_text(text.clone());
    assert_eq!(*after.content(), odd.replace("fALSE", "false"));
    assert!(lint(text.as_str()).is_empty());
}

#[test]
fn a_compiled_manifest_is_not_read() {
    let mut compiled = vec![0x03, 0x00, 0x08, 0x00];
    compiled.extend([0; 600]);
    let findings = lint(compiled);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code.id(), "PW001");
    assert!(
        findings[0].message.contains("compiled"),
        "{}",
        findings[0].message
    );
}
