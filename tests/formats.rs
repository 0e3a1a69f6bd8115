//! The formats of a report: that they point at the right place, that they have the form that they
//! claim, that nothing in a project can steer whoever reads them, and that nothing hidden is shown.

#[path = "formats/documents.rs"]
mod documents;
#[path = "formats/hostile.rs"]
mod hostile;
#[path = "formats/positions.rs"]
mod positions;
#[path = "formats/schemas.rs"]
mod schemas;
mod support;

use std::sync::Arc;

use pushweave::edit::Edit;
use pushweave::finding::{Code, Finding, Fix, Severity};
use pushweave::lint;
use pushweave::report::human::{self, Look};
use pushweave::report::{Report, github, json, sarif};
use pushweave::source::SourceFile;

/// A manifest as the page of PW203 has it.
const MANIFEST: &str = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
    <application>
        <service
            android:name="com.xiaomi.push.service.XMJobService"
            android:enabled="true"
            android:exported="true"
            android:permission="android.permission.BIND_JOB_SERVICE"
            android:process=":pushservice" />
    </application>
</manifest>
"#;

const SPEC: &str = "package = \"com.acme.chat\"\n\n[vendors.xiaomi]\nsdk = \"3.6.12\"\n";

fn file(name: &str, text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(name, text.to_owned()))
}

/// Adds a place: the first occurrence of `words`.
fn at(finding: Finding, file: &Arc<SourceFile>, words: &str, text: &str) -> Finding {
    let start = file.text.find(words).expect("the words are there");
    finding.at(file, start..start + words.len(), text)
}

/// One finding of each severity, with and without a place and a fix.
fn samples() -> Vec<Finding> {
    let manifest = file("app/src/main/AndroidManifest.xml", MANIFEST);
    let spec = file("pushweave.toml", SPEC);
    let flag = r#"android:exported="true""#;
    let value = manifest.text.find(flag).expect("the flag") + "android:exported=\"".len();
    let mending =
        Fix::safe("write `false`").edit(&manifest, Edit::replacement(value..value + 4, "false"));
    let error = Finding::error(
        Code::WRONG_COMPONENT_FLAG,
        "`com.xiaomi.push.service.XMJobService` has `android:exported=\"true\"`",
    );
    let error = at(error, &manifest, flag, "contradicts the SDK");
    let error = at(
        error,
        &spec,
        "vendors.xiaomi",
        "xiaomi 3.6.12 needs `android:exported=\"false\"`",
    );
    let error = error
        .help("write `android:exported=\"false\"`")
        .fix(mending);
    let warning = Finding::warning(Code::OBSOLETE_COMPONENT, "nothing needs `XMJobService`");
    let from = manifest.text.find("<service").expect("a service");
    let to = manifest.text.find("/>").expect("its end") + 2;
    let removal = Fix::risky("take it out").edit(&manifest, Edit::deletion(from..to));
    let warning = warning.at(&manifest, from..to, "left over").fix(removal);
    let note = Finding::new(
        Code::VERSION_UNCERTAIN,
        Severity::Info,
        "3.6.12 was not inspected",
    );
    let note = at(note, &spec, "3.6.12", "between 3.6.8 and 3.6.19");
    let bare = Finding::error(Code::FILE_UNUSABLE, "`app/build.gradle` cannot be read");
    vec![error, warning, note, bare]
}

/// With one rule, so that what is shown stays when another comes.
fn report(findings: &[Finding]) -> Report<'_> {
    let rule = lint::find("PW203").expect("a rule");
    Report::new(findings, std::slice::from_ref(rule), 3)
}

fn human(findings: &[Finding]) -> String {
    let look = Look {
        color: false,
        width: 100,
    };
    human::report(&report(findings), look)
}

/// The four formats by name.
fn rendered(findings: &[Finding]) -> [(&'static str, String); 4] {
    let report = report(findings);
    [
        ("human", human(findings)),
        ("json", json::render(&report)),
        ("sarif", sarif::render(&report)),
        ("github", github::render(&report)),
    ]
}

#[test]
fn reports_look_like_this() {
    insta::assert_snapshot!("report-human", human(&samples()));
    insta::assert_snapshot!("report-github", github::render(&report(&samples())));
    let findings = json::render(&report(&samples()));
    insta::assert_snapshot!("report-json", without_version(&findings));
    let log = sarif::render(&report(&samples()));
    insta::assert_snapshot!("report-sarif", without_pages(&log));
}

#[test]
fn what_is_left_out_is_counted() {
    let none = Report {
        suppressed: 2,
        baselined: 3,
        ..report(&[])
    };
    let look = Look {
        color: false,
        width: 100,
    };
    assert_eq!(
        human::report(&none, look),
        "nothing is wrong in 3 files; 2 suppressed; 3 in the baseline\n"
    );
    assert_eq!(github::render(&none), "");
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let of = |text: &str| {
        let manifest = file("m.xml", text);
        let place = |at: usize| {
            Finding::error(Code::WRONG_COMPONENT_FLAG, "m").at(&manifest, at..at + 5, "")
        };
        let places: Vec<Finding> = text.match_indices("a =").map(|(at, _)| place(at)).collect();
        report(&places).fingerprints
    };
    let before = of("a = 1 a = 1 a = 2");
    assert_eq!(before, of("\n\nx\na = 1\r\na =\t1 a = 2"));
    assert!(before[0] != before[1] && before[1] != before[2]);
    assert_eq!(before[2], of("a = 2")[0]);
    assert!(before.iter().all(|it| it.len() == 32));
}

fn without_version(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// A log without the texts of the page, which `docs/rules.md` shows.
fn without_pages(log: &str) -> String {
    let mut log: serde_json::Value = serde_json::from_str(log).expect("JSON");
    let rule = &mut log["runs"][0]["tool"]["driver"]["rules"][0];
    for key in ["help", "fullDescription", "shortDescription"] {
        rule[key] = "…".into();
    }
    without_version(&format!("{log:#}"))
}
