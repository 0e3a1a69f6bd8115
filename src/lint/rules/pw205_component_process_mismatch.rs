//! Components of an SDK that must share a process run in different ones.
//!
//! # Why
//!
//! An SDK keeps its connection in one process, and its parts find each other there through static
//! fields. Moved apart, each sees an empty half. MiPush compares the processes of its services when
//! push is registered, and gives up where they differ. Which process it is does not matter, as long
//! as it is the same.
//!
//! # What you see
//!
//! Nothing in the build. MiPush logs under the tag `ManifestChecker`:
//!
//! > `"com.xiaomi.push.service.XMJobService" and "com.xiaomi.push.service.XMPushService" must be
//! > running in the same process.`
//!
//! vivo's SDK throws:
//!
//! > `module : X process :Y  check process fail`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.push.service.XMPushService"
//!             android:enabled="true"
//!             android:process=":pushservice" />
//!         <service
//!             android:name="com.xiaomi.push.service.XMJobService"
//!             android:enabled="true"
//!             android:exported="false"
//!             android:permission="android.permission.BIND_JOB_SERVICE"
//!             android:process=":jobs" />
//!     </application>
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <application>
//!         <service
//!             android:name="com.xiaomi.push.service.XMPushService"
//!             android:enabled="true"
//!             android:process=":pushservice" />
//!         <service
//!             android:name="com.xiaomi.push.service.XMJobService"
//!             android:enabled="true"
//!             android:exported="false"
//!             android:permission="android.permission.BIND_JOB_SERVICE"
//!             android:process=":pushservice" />
//!     </application>
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe: the process that the vendor's document has is written.
//!
//! # Known problems
//!
//! With a spec, every other process than the documented one is reported, since `apply` would write
//! that one. Without a spec, a process that all of them have is left alone.
//!
//! # References
//!
//! - The vendor's own document, which the finding names

use crate::catalogue::schema::{Fact, MatchBy, Necessity};
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::own::takes_any_class;
use crate::lint::releases::Releases;
use crate::lint::{Category, InUse, Input, Manifest, Module, Remedy, Rule};
use crate::manifest::TOOLS;
use crate::manifest::document::Element;
use crate::manifest::style::Style;
use crate::manifest::surgery;
use crate::requirement::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::COMPONENT_PROCESS,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[Input::Manifest, Input::Spec, Input::Gradle],
    remedy: Remedy::Safe,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

/// A component, and the process that it is in.
struct Member<'a> {
    element: Element<'a>,
    name: &'a str,
    process: String,
}

/// Components that share a process, which the SDK's documents name unless it is the app's own.
struct Group<'a> {
    documented: Option<String>,
    members: Vec<Member<'a>>,
}

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let by_spec = module.spec.is_some();
    if by_spec {
        findings.extend(module.drift(Code::COMPONENT_PROCESS));
    }
    for manifest in module.manifests {
        for in_use in module.vendors {
            let groups = groups(module, manifest, in_use).into_iter();
            // Of a process with a name, the plan has spoken.
            let open = groups.filter(|group| !by_spec || group.documented.is_none());
            findings.extend(open.flat_map(|group| apart(manifest, &group)));
        }
    }
}

/// The components of the SDK in `manifest`, by the process that they share.
fn groups<'a>(
    module: &Module<'a>,
    manifest: &'a Manifest<'a>,
    in_use: &InUse<'_>,
) -> Vec<Group<'a>> {
    let releases = Releases::of(in_use);
    let mut groups: Vec<Group<'a>> = Vec::new();
    for element in manifest.components() {
        let Some((name, kind)) = named(element) else {
            continue;
        };
        let known = module.knowledge.entries(kind, name).into_iter();
        let mine = known.filter(|it| it.vendor.id == in_use.vendor.id && it.is_telling());
        let twins: Vec<&Fact> = mine.map(|it| it.fact).collect();
        let Some(documented) = documented(kind, &releases.holding(&twins)) else {
            continue;
        };
        let Some(process) = process(manifest, element) else {
            // One that only the build knows may be that of any other.
            continue;
        };
        let member = Member {
            element,
            name,
            process,
        };
        match groups.iter_mut().find(|it| it.documented == documented) {
            Some(group) => group.members.push(member),
            None => groups.push(Group {
                documented,
                members: vec![member],
            }),
        }
    }
    groups
}

fn named(element: Element<'_>) -> Option<(&str, Kind)> {
    if element.attribute(TOOLS, "node").is_some() {
        return None;
    }
    let kind = Kind::of(element.tag(), Some("application"))?;
    Some((element.android("name")?.value, kind))
}

/// The process that all of `twins` name, where they belong to others by it. Without a name, only
/// services without which push does not work are known to.
fn documented(kind: Kind, twins: &[&Fact]) -> Option<Option<String>> {
    let process = |fact: &Fact| fact.shape.get("process").map(str::to_owned);
    let first = process(twins.first()?);
    let alike = twins.iter().all(|twin| process(twin) == first);
    let belong = twins.iter().all(|twin| {
        kind == Kind::Service
            && twin.match_by == MatchBy::Name
            && twin.necessity == Necessity::Required
            && !takes_any_class(twin)
    });
    (alike && (first.is_some() || belong)).then_some(first)
}

/// The process of `element`; empty for the app's own, `None` where only the build knows.
fn process(manifest: &Manifest<'_>, element: Element<'_>) -> Option<String> {
    let Some(attribute) = element.android("process") else {
        return Some(String::new());
    };
    let process = manifest.names.expand(attribute.value.trim()).into_owned();
    let app = &manifest.names.application_id;
    let open = process.contains("${") && !process.starts_with(app.as_str());
    if open || process.starts_with('@') {
        return None;
    }
    Some(process.strip_prefix(app.as_str()).unwrap_or(&process).to_owned())
}

/// The members that are not where the documents put them, unless all are in one process.
fn apart(manifest: &Manifest<'_>, group: &Group<'_>) -> Vec<Finding> {
    let Some(first) = group.members.first() else {
        return Vec::new();
    };
    if group.members.iter().all(|it| it.process == first.process) {
        return Vec::new();
    }
    let documented = group.documented.as_deref().unwrap_or_default();
    let strayed = group.members.iter().filter(|it| it.process != documented);
    let findings = strayed.filter_map(|member| {
        let others = group.members.iter();
        let mut others = others.filter(|it| it.process != member.process);
        let by_home = others.clone().find(|it| it.process == documented);
        let other = by_home.or_else(|| others.next())?;
        Some(finding(manifest, group, member, other))
    });
    findings.collect()
}

fn finding(
    manifest: &Manifest<'_>,
    group: &Group<'_>,
    member: &Member<'_>,
    other: &Member<'_>,
) -> Finding {
    let (severity, wanted) = match &group.documented {
        Some(process) => (Severity::Error, format!("write `android:process=\"{process}\"`")),
        None => (Severity::Warning, "delete the `android:process`".to_owned()),
    };
    let message = format!("`{}` and `{}` are not in the same process", member.name, other.name);
    let place = |member: &Member<'_>| {
        let attribute = member.element.android("process");
        attribute.map_or_else(|| member.element.tag_range(), |it| it.range)
    };
    Finding::new(Code::COMPONENT_PROCESS, severity, message)
        .at(manifest.file, place(member), "another process")
        .at(manifest.file, place(other), "than this one")
        .help(format!("{wanted}: the SDK looks for both in one process"))
        .fix(fix(manifest, group, member, wanted))
}

fn fix(manifest: &Manifest<'_>, group: &Group<'_>, member: &Member<'_>, title: String) -> Fix {
    let element = member.element;
    let edit = match (&group.documented, element.android("process")) {
        (Some(process), Some(found)) => surgery::replace_value(element, &found, process),
        (None, Some(found)) => surgery::remove_attribute(element, &found),
        (process, None) => {
            let process = process.as_deref().unwrap_or_default();
            let style = Style::observe(&manifest.doc).at(element);
            surgery::add_attributes(element, &[("process", process)], &style)
        }
    };
    Fix::safe(title).edit(manifest.file, edit)
}
