//! What each vendor's SDK needs at each known release, as a text that a reviewer can read.
//!
//! The snapshots are in `tests/snapshots`; `INSTA_UPDATE=always cargo test` writes them anew.

mod support;

use std::fmt::Write as _;

use pushweave::catalogue::schema::{Delivery, Necessity, Terms, Vendor};
use pushweave::requirement::Requirement;
use pushweave::resolve::resolve;
use pushweave::spec::Value;
use pushweave::version::Version;
use support::{resolved, spec_text};

/// Everything that an app with `sdk` in this delivery needs, one line each, and what the AAR has.
fn lines_of(id: &str, sdk: &Version, delivery: Delivery) -> Vec<String> {
    let mut lines = lines(id, sdk.as_str(), delivery);
    let vendor = support::vendor(id);
    let brings = |terms: Terms<'_>| delivery == Delivery::Aar && terms.is_in_aar(sdk);
    for (table, facts) in vendor.facts() {
        let brought = facts.iter().filter(|fact| brings(fact.terms()));
        lines.extend(brought.map(|fact| format!("the AAR has {table} {}", fact.name)));
    }
    let rules = vendor.keep_rules.iter().filter(|rule| brings(rule.terms()));
    lines.extend(rules.map(|rule| format!("the AAR has keep rule {}", rule.rule)));
    lines
}

/// What an app needs: what is woven by default first, then what is optional.
fn lines(id: &str, sdk: &str, delivery: Delivery) -> Vec<String> {
    let stated = format!("delivery = \"{delivery}\"\n");
    let spec = spec_text(&[(id, sdk)], "")
        .replacen("[app]", "[app]\ninclude = \"optional\"", 1)
        .replace("delivery = \"jar\"\n", &stated);
    let resolved = resolved(&spec);
    let mut lines: Vec<String> = resolved
        .resolution
        .requirements
        .iter()
        .map(requirement_line)
        .collect();
    for group in &resolved.resolution.keep_groups {
        lines.extend(group.rules.iter().map(|rule| format!("keep rule {rule}")));
    }
    for group in &resolved.resolution.constant_groups {
        for constant in &group.constants {
            lines.push(format!("constant {}", constant.name));
        }
    }
    lines
}

fn requirement_line(requirement: &Requirement) -> String {
    let mut line = format!("{} {}", requirement.kind.tag(), requirement.name);
    for (name, value) in &requirement.attributes {
        write!(line, " {name}={value}").expect("a string");
    }
    for (name, value) in &requirement.forbidden {
        write!(line, " never {name}={value}").expect("a string");
    }
    if let Some(value) = &requirement.value {
        write!(line, " = {}", value.raw).expect("a string");
    }
    for filter in &requirement.filters {
        let optional = filter.optional.iter().map(|action| format!("({action})"));
        let parts: Vec<String> = filter
            .actions
            .iter()
            .cloned()
            .chain(optional)
            .chain(
                filter
                    .categories
                    .iter()
                    .map(|category| format!("in {category}")),
            )
            .collect();
        write!(line, " <{}>", parts.join(" ")).expect("a string");
    }
    for (name, value) in &requirement.meta_data {
        write!(line, " [{name} = {}]", value.raw).expect("a string");
    }
    if requirement.necessity != Necessity::Required {
        write!(line, " ({})", requirement.necessity).expect("a string");
    }
    line
}

/// The set at the oldest release, and what each later one adds and takes away; the releases that
/// come as a JAR first.
fn history(id: &str) -> String {
    let mut text = String::new();
    let mut before: Vec<String> = Vec::new();
    let vendor = support::vendor(id);
    let vendor = &vendor;
    let of = |delivery| {
        let releases = vendor.releases.iter();
        releases
            .filter(move |release| vendor.delivery.of(release).contains(&delivery))
            .map(move |release| (release, delivery))
    };
    for (release, delivery) in of(Delivery::Jar).chain(of(Delivery::Aar)) {
        let now = lines_of(id, release, delivery);
        let (added, removed): (Vec<_>, Vec<_>) = (
            now.iter().filter(|line| !before.contains(line)).collect(),
            before.iter().filter(|line| !now.contains(line)).collect(),
        );
        let count = now.len();
        writeln!(text, "{release} as {delivery}: {count} entries").expect("a string");
        for line in removed {
            writeln!(text, "  - {line}").expect("a string");
        }
        for line in added {
            writeln!(text, "  + {line}").expect("a string");
        }
        before = now;
    }
    text
}

#[test]
fn the_requirements_at_every_release() {
    for id in pushweave::catalogue::ids() {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("needs-of-{id}"), history(id));
        });
    }
}

/// `build.rs` leaves out what weaving does not ask for: nothing may depend on it.
#[test]
fn what_is_embedded_resolves_like_the_whole_file() {
    for id in pushweave::catalogue::ids() {
        let embedded = support::vendor(id);
        let whole = support::whole_vendor(id);
        for release in &embedded.releases {
            let text = spec_text(&[(id, release.as_str())], "").replacen(
                "[app]",
                "[app]\ninclude = \"optional\"",
                1,
            );
            let spec = resolved(&text).spec;
            let resolve = |vendor: &Vendor| {
                let none = |_: &Value| Err("not looked up".to_owned());
                format!("{:?}", resolve(&spec, std::slice::from_ref(vendor), &none))
            };
            assert_eq!(resolve(&embedded), resolve(&whole), "{id} {release}");
        }
    }
}

/// The gates that matter most, said once more without a snapshot.
#[test]
fn the_gates_that_people_know() {
    let has = |id: &str, sdk: &str, what: &str| {
        lines(id, sdk, Delivery::Jar)
            .iter()
            .any(|line| line.contains(what) && !line.contains("(optional)"))
    };
    for (id, what, since, before) in [
        ("xiaomi", "XMJobService", "3.0.1", "2.2.19"),
        ("huawei", "HmsMsgService", "2.6.3.301", "2.6.1.301"),
        ("huawei", "PROCESS_PUSH_MSG", "2.6.3.301", "2.6.1.301"),
        ("oppo", "com.heytap.mcssdk.AppPushService", "2.0.2", "1.0.1"),
        ("xiaomi", "NotificationClickedActivity", "4.9.1", "4.8.2"),
    ] {
        assert!(has(id, since, what), "{id} {since} needs {what}");
        assert!(!has(id, before, what), "{id} {before} does not need {what}");
    }
    for (id, what, until, last) in [
        ("xiaomi", "READ_PHONE_STATE", "3.7.9", "3.7.6"),
        ("xiaomi", "GET_TASKS", "3.7.9", "3.7.6"),
        ("vivo", "LinkProxyClientActivity", "2.3.4", "2.3.1"),
        ("oppo", "com.coloros.mcssdk.PushService", "2.0.2", "1.0.1"),
    ] {
        assert!(has(id, last, what), "{id} {last} needs {what}");
        assert!(!has(id, until, what), "{id} {until} no longer needs {what}");
    }
    assert!(has("xiaomi", "2.2.5", "MessageHandleService"));
}
