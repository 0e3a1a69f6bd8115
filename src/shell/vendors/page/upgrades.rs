//! What changes from release to release, and from one release to another.

use serde::Serialize;

use super::markdown::{code, few, footnotes, needed, prose, reason, releases};
use super::{Text, manifest};
use crate::catalogue::Vendor;
use crate::catalogue::schema::{Delivery, Mistake};
use crate::catalogue::setup::{Entry, Topic};
use crate::catalogue::upgrade::{Cause, Step, Upgrade, between};
use crate::render::{self, Page};
use crate::shell::vendors::print::noun;
use crate::shell::vendors::show::place;
use crate::shell::vendors::upgrade::{because, verbs};

/// A row a release: version, delivery, what changed.
pub(super) fn versions(vendor: &Vendor) -> Vec<[Text; 3]> {
    let mut rows = Vec::new();
    let mut previous = None;
    for release in &vendor.releases {
        let known = vendor.delivery.of(release);
        let form = match known.as_slice() {
            [] => "unknown".to_owned(),
            forms => forms
                .iter()
                .map(|form| form.to_string().to_uppercase())
                .collect::<Vec<_>>()
                .join(", "),
        };
        // An app stays with the JAR as long as there is one.
        let delivery = known.first().copied().unwrap_or(Delivery::Jar);
        let mut texts: Vec<Text> = vendor
            .changes
            .iter()
            .filter(|change| change.version == *release)
            .map(|change| format!("{}{}", sentence(&change.text), footnotes(&change.why)))
            .collect();
        if let Some(before) = previous.replace((release, delivery)) {
            texts.extend(summary(&between(vendor, before, (release, delivery))));
        }
        rows.push([release.to_string(), form, texts.join(" ")]);
    }
    rows
}

/// `text` as prose with an end.
fn sentence(text: &str) -> Text {
    let text = prose(text);
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

/// ``New for the app: `a`. Different: `b`. Gone: `c`.``
fn summary(upgrade: &Upgrade<'_>) -> Option<Text> {
    let names = |wanted: &dyn Fn(&Step<'_>) -> bool| -> Vec<String> {
        let mut names = Vec::new();
        // Of the files and coordinates that it is published as, an app takes any one.
        let steps = upgrade
            .steps
            .iter()
            .filter(|step| step.entry().table != "artifact");
        for step in steps.filter(|step| wanted(step)) {
            // A permission may be defined and used.
            let name = &step.entry().name;
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    };
    let is_limit = |step: &Step<'_>| step.topic() == Topic::Levels;
    let parts: Vec<Text> = [
        (
            "New for the app",
            names(&|step| matches!(step, Step::Add(_))),
        ),
        ("Different", names(&|step| matches!(step, Step::Alter(_)))),
        (
            "Now in the AAR",
            names(&|step| matches!(step, Step::Remove(_, Cause::InAar(_)))),
        ),
        (
            "Gone",
            names(&|step| {
                let gone = matches!(step, Step::Remove(_, Cause::Gone | Cause::Obsolete(_)));
                gone && !is_limit(step)
            }),
        ),
        (
            "No limit any more",
            names(&|step| matches!(step, Step::Remove(..)) && is_limit(step)),
        ),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(title, names)| format!("{title}: {}.", few(&names)))
    .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[derive(Serialize)]
struct UpgradePage {
    name: Text,
    from: String,
    from_form: &'static str,
    to: String,
    to_form: &'static str,
    is_empty: bool,
    topics: Vec<TopicText>,
    xml: String,
    uncertain: Vec<Text>,
    brought: Vec<Text>,
    dropped: Vec<Text>,
    changes: Vec<[Text; 2]>,
    mistakes: Vec<[Text; 4]>,
    documents: Vec<[Text; 2]>,
}

#[derive(Serialize)]
struct TopicText {
    title: String,
    /// What is done to what is new, different and gone.
    verbs: [&'static str; 3],
    add: Vec<Text>,
    change: Vec<Altered>,
    remove: Vec<Text>,
}

#[derive(Serialize)]
struct Altered {
    head: Text,
    gone: Vec<Text>,
    new: Vec<Text>,
}

/// The migration guide.
pub(in crate::shell::vendors) fn upgrade(vendor: &Vendor, upgrade: &Upgrade<'_>) -> String {
    let topics = Topic::ALL
        .into_iter()
        .filter_map(|topic| topic_text(upgrade, topic))
        .collect();
    let brought = |entries: &[Entry<'_>]| -> Vec<Text> {
        let line = |entry: &Entry<'_>| {
            format!(
                "{} {} {}",
                noun(entry.table),
                code(&entry.name),
                footnotes(entry.why)
            )
        };
        entries.iter().map(line).collect()
    };
    let mistake = |(is_new, it): &(bool, &Mistake)| {
        let right = it
            .right
            .as_deref()
            .map_or_else(|| "nothing at all".to_owned(), code);
        let place = place(it.place);
        let place = if *is_new {
            format!("{place}, right before")
        } else {
            place.to_owned()
        };
        [place, code(&it.wrong), right, reason(&it.why)]
    };
    let uncertain = upgrade.uncertain.iter().filter_map(|(version, entry)| {
        let (first, second) = entry.uncertain?;
        let entry = format!("{} {}", noun(entry.table), code(&entry.name));
        Some(format!(
            "{version}: {entry}: nothing was inspected between {first} and {second}"
        ))
    });
    let text = UpgradePage {
        name: prose(&vendor.name),
        from: upgrade.from.version.to_string(),
        from_form: upgrade.from.delivery.in_words(),
        to: upgrade.to.version.to_string(),
        to_form: upgrade.to.delivery.in_words(),
        is_empty: upgrade.is_empty(),
        topics,
        xml: manifest::manifest(vendor, &upgrade.to),
        uncertain: uncertain.collect(),
        brought: brought(&upgrade.brought),
        dropped: brought(&upgrade.dropped),
        changes: upgrade
            .changes
            .iter()
            .map(|it| {
                [
                    it.version.to_string(),
                    format!("{}{}", sentence(&it.text), footnotes(&it.why)),
                ]
            })
            .collect(),
        mistakes: upgrade.mistakes.iter().map(mistake).collect(),
        documents: vendor
            .documents
            .iter()
            .map(|(key, title)| [key.clone(), prose(title)])
            .collect(),
    };
    render::page(Page::Upgrade, &text)
}

fn topic_text(upgrade: &Upgrade<'_>, topic: Topic) -> Option<TopicText> {
    let title = topic.to_string();
    let mut text = TopicText {
        title: title[..1].to_uppercase() + &title[1..],
        verbs: verbs(topic),
        add: Vec::new(),
        change: Vec::new(),
        remove: Vec::new(),
    };
    for step in upgrade.steps.iter().filter(|step| step.topic() == topic) {
        match step {
            Step::Add(entry) => {
                let details: Vec<String> = entry
                    .details
                    .iter()
                    .map(|detail| code(&detail.to_string()))
                    .collect();
                let details = if details.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", details.join(", "))
                };
                let needed = match needed(entry) {
                    terms if terms.is_empty() => terms,
                    terms => format!(", {terms}"),
                };
                text.add.push(format!(
                    "{}{needed}{details}: {}",
                    head(entry),
                    reason(entry.why)
                ));
            }
            Step::Alter(alteration) => {
                let (gone, new) = alteration.differences();
                let codes = |lines: &[String]| lines.iter().map(|line| code(line)).collect();
                text.change.push(Altered {
                    head: format!(
                        "{}: {}",
                        head(&alteration.after),
                        reason(alteration.after.why)
                    ),
                    gone: codes(&gone),
                    new: codes(&new),
                });
            }
            Step::Remove(entry, cause) => {
                let (because, why) = because(upgrade, entry, cause);
                text.remove
                    .push(format!("{}: {because}. {}", head(entry), reason(why)));
            }
        }
    }
    let is_empty = text.add.is_empty() && text.change.is_empty() && text.remove.is_empty();
    (!is_empty).then_some(text)
}

/// The kind and the name, and a mark where it is uncertain.
fn head(entry: &Entry<'_>) -> Text {
    let head = format!("{} {}", noun(entry.table), code(&entry.name));
    if entry.uncertain.is_some() {
        format!(
            "{head} (uncertain: {})",
            releases(entry.versions, entry.why)
        )
    } else {
        head
    }
}
