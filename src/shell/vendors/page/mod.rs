//! Pages of documentation: a vendor, all vendors, an upgrade.
//!
//! What is in them is gathered here, how they look stands in the templates.

mod generations;
mod manifest;
mod markdown;
mod reference;
mod upgrades;

use serde::Serialize;

use super::super::Stop;
use super::list;
use super::show;
use crate::catalogue::Vendor;
use crate::catalogue::schema::{ClickForm, Delivery, Necessity, Parameter, ValueShape};
use crate::catalogue::setup::{Entry, Part, Setup, Topic};
use crate::cli::VendorsArgs;
use crate::finding::{Code, Finding, listed};
use crate::render::{self, Page};
use crate::version::Version;
use generations::{Generation, generations};
use markdown::{code, codes, footnotes, prose, reason, releases};

pub(super) use upgrades::upgrade;

/// A vendor's page is about all of its versions.
pub(super) fn refuse_choice(args: &VendorsArgs) -> Result<(), Stop> {
    if args.sdk.is_none() && args.delivery.is_none() {
        return Ok(());
    }
    let message = "a page is about every version and delivery of a vendor";
    Err(Finding::error(Code::ARGUMENT_INVALID, message)
        .help("leave `--sdk` and `--delivery` out, or `--format markdown`")
        .into())
}

/// The list of all vendors.
pub(super) fn index(vendors: &[Vendor]) -> String {
    #[derive(Serialize)]
    struct Row {
        id: String,
        name: String,
        releases: String,
        count: usize,
        deliveries: String,
        manufacturers: String,
    }
    #[derive(Serialize)]
    struct Index {
        vendors: Vec<Row>,
    }
    let vendors = vendors
        .iter()
        .map(|vendor| Row {
            id: vendor.id.clone(),
            name: prose(&vendor.name),
            releases: list::releases(vendor),
            count: vendor.releases.len(),
            deliveries: list::deliveries(vendor),
            manufacturers: match vendor.manufacturers.as_slice() {
                [] => "of any make".to_owned(),
                some => codes(some.iter().map(String::as_str)),
            },
        })
        .collect();
    render::page(Page::Vendors, &Index { vendors })
}

/// A cell of a table, or a line: escaped already.
type Text = String;

#[derive(Serialize)]
struct VendorPage {
    id: String,
    name: Text,
    range: String,
    count: usize,
    manufacturers: Text,
    click: Option<&'static str>,
    parameters: Vec<[Text; 4]>,
    secrets: Vec<Text>,
    forms: Vec<[Text; 2]>,
    form_sources: Text,
    has_jar: bool,
    has_aar: bool,
    versions: Vec<[Text; 3]>,
    /// Parameters whose value may need an escape.
    escaped: Text,
    generations: Vec<Shown>,
    entries: Vec<reference::Table>,
    aar: Vec<[Text; 4]>,
    bundles: Vec<[Text; 3]>,
    levels: Vec<[Text; 3]>,
    classes: Vec<reference::Class>,
    calls: Vec<reference::CallText>,
    brand_tests: Vec<[Text; 4]>,
    console: Vec<[Text; 3]>,
    advisories: Vec<[Text; 4]>,
    mistakes: Vec<[Text; 5]>,
    samples: Vec<[Text; 2]>,
    documents: Vec<[Text; 2]>,
}

/// A generation as it is shown.
#[derive(Serialize)]
struct Shown {
    title: String,
    /// Whether it is the newest in its delivery, and so shown at once.
    open: bool,
    xml: String,
    rules: Vec<String>,
    build: Vec<Text>,
    obsolete: Vec<Text>,
    uncertain: Vec<Text>,
}

/// The page of a vendor.
pub(super) fn vendor(vendor: &Vendor) -> String {
    let mistakes = vendor.mistakes.iter().map(|it| {
        [
            show::place(it.place).to_owned(),
            code(&it.wrong),
            it.right
                .as_deref()
                .map_or_else(|| "nothing at all".to_owned(), code),
            releases(&it.versions, &it.why),
            reason(&it.why),
        ]
    });
    let samples = vendor
        .sample_packages
        .iter()
        .map(|it| [code(&it.name), reason(&it.why)]);
    let console = vendor.console_fields.iter().map(|it| {
        let value = it.value.as_deref().map(prose).unwrap_or_default();
        [prose(&it.name), value, reason(&it.why)]
    });
    let bundles = vendor.bundles.iter().map(|it| {
        let coordinate = code(&format!("{}:{}", it.coordinate, it.version));
        [coordinate, it.holds.to_string(), reason(&it.why)]
    });
    let secrets = vendor.server_secrets.iter().map(|secret| {
        let keys = codes(secret.keys.iter().map(String::as_str));
        format!(
            "{} ({keys}): it {}.",
            prose(&secret.name),
            prose(&secret.reason)
        )
    });
    let documents = vendor
        .documents
        .iter()
        .map(|(key, title)| [key.clone(), prose(title)]);
    let page = VendorPage {
        id: vendor.id.clone(),
        name: prose(&vendor.name),
        range: list::releases(vendor),
        count: vendor.releases.len(),
        manufacturers: codes(vendor.manufacturers.iter().map(String::as_str)),
        click: vendor.click.map(|form| match form {
            ClickForm::IntentUri => "an `intent://` URI, which `pushweave intent-uri` prints",
            ClickForm::Activity => "the activity's class name",
            ClickForm::Action => "the action of one of the activity's intent filters",
        }),
        parameters: vendor
            .parameters
            .iter()
            .map(|it| parameter(vendor, it))
            .collect(),
        secrets: secrets.collect(),
        forms: forms(vendor),
        form_sources: reason(&vendor.delivery.why),
        has_jar: vendor.delivery.jar.is_some(),
        has_aar: vendor.delivery.aar.is_some(),
        versions: upgrades::versions(vendor),
        escaped: escaped(vendor),
        generations: shown(vendor),
        entries: reference::tables(vendor),
        aar: reference::aar(vendor),
        bundles: bundles.collect(),
        levels: reference::levels(vendor),
        classes: reference::classes(vendor),
        calls: reference::calls(vendor),
        brand_tests: reference::brand_tests(vendor),
        console: console.collect(),
        advisories: reference::advisories(vendor),
        mistakes: mistakes.collect(),
        samples: samples.collect(),
        documents: documents.collect(),
    };
    render::page(Page::Vendor, &page)
}

fn parameter(vendor: &Vendor, parameter: &Parameter) -> [Text; 4] {
    let constant = vendor.constant(parameter);
    let constant = constant.map(|name| code(&format!("{} {name}", parameter.kind.java_type())));
    let mut looks: Vec<String> = Vec::new();
    if !parameter.lengths.is_empty() {
        looks.push(lengths(&parameter.lengths));
    }
    looks.extend(parameter.shape.map(|shape| {
        match shape {
            ValueShape::Digits => "digits",
            ValueShape::Hex => "lower-case hexadecimal digits",
            ValueShape::Alphanumeric => "letters and digits",
        }
        .to_owned()
    }));
    let mut looks = looks.join(" ");
    if let Some(begins) = &parameter.begins {
        looks.push_str(&format!(" beginning with {}", code(begins)));
    }
    let mut meaning = prose(&parameter.description);
    if !looks.is_empty() {
        meaning.push_str(&format!(" ({})", looks.trim()));
    }
    meaning.push_str(&footnotes(&parameter.why));
    let needed = if parameter.required {
        "required"
    } else {
        "optional"
    };
    [
        code(&parameter.key),
        needed.to_owned(),
        constant.unwrap_or_default(),
        meaning,
    ]
}

/// `22 to 28 or 32`.
fn lengths(lengths: &[usize]) -> String {
    let runs = lengths.chunk_by(|one, next| one + 1 == *next);
    let runs: Vec<String> = runs
        .map(|run| match run {
            [only] => only.to_string(),
            _ => format!("{} to {}", run[0], run[run.len() - 1]),
        })
        .collect();
    listed(&runs, "or")
}

/// Which releases come as what.
fn forms(vendor: &Vendor) -> Vec<[Text; 2]> {
    let form = |release: &Version| match vendor.delivery.of(release).as_slice() {
        [Delivery::Jar] => "JAR",
        [Delivery::Aar] => "AAR",
        [] => "unknown",
        _ => "JAR and AAR",
    };
    let runs = vendor
        .releases
        .chunk_by(|one, other| form(one) == form(other));
    runs.map(|run| {
        [
            list::span(run.first(), run.last()),
            form(&run[0]).to_owned(),
        ]
    })
    .collect()
}

fn escaped(vendor: &Vendor) -> Text {
    let mut keys: Vec<Text> = Vec::new();
    for generation in generations(vendor) {
        for key in manifest::escaped(vendor, &generation.setup) {
            let key = code(&format!("${{{key}}}"));
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys.join(" or ")
}

fn shown(vendor: &Vendor) -> Vec<Shown> {
    let mut seen: Vec<Delivery> = Vec::new();
    generations(vendor)
        .iter()
        .map(|generation| {
            let delivery = generation.setup.delivery;
            let open = !seen.contains(&delivery);
            seen.push(delivery);
            generation_shown(vendor, generation, open)
        })
        .collect()
}

fn generation_shown(vendor: &Vendor, generation: &Generation<'_>, open: bool) -> Shown {
    let setup = &generation.setup;
    let of_topic = |part: Part, topic: Topic| -> Vec<&Entry<'_>> {
        setup
            .part(part)
            .filter(|entry| entry.topic() == topic)
            .collect()
    };
    let rules = of_topic(Part::App, Topic::KeepRules)
        .into_iter()
        .flat_map(|entry| {
            let mut remarks: Vec<String> = Vec::new();
            if entry.necessity < Necessity::Required {
                remarks.push(entry.necessity.to_string());
            }
            remarks.extend(entry.conditions.iter().cloned());
            let remark = (!remarks.is_empty()).then(|| format!("# {}", remarks.join(", ")));
            remark.into_iter().chain([entry.name.clone()])
        });
    let form = match setup.delivery {
        Delivery::Jar => "JAR",
        Delivery::Aar => "AAR",
    };
    let obsolete = setup.part(Part::Obsolete).map(|entry| {
        format!(
            "{} {}: {}",
            super::print::noun(entry.table),
            code(&entry.name),
            reason(entry.why)
        )
    });
    // What one release of the run is unsure of need not hold for the others.
    let mut uncertain: Vec<Text> = Vec::new();
    for release in &generation.releases {
        let setup = Setup::of(vendor, release, setup.delivery);
        let mut brackets: Vec<(&(Version, Version), Vec<String>)> = Vec::new();
        let declared = setup
            .part(Part::App)
            .filter(|entry| generations::is_declared(entry));
        for entry in declared {
            let Some(bracket) = entry.uncertain else {
                continue;
            };
            let name = code(&entry.name);
            match brackets.iter_mut().find(|(known, _)| *known == bracket) {
                Some((_, names)) => names.push(name),
                None => brackets.push((bracket, vec![name])),
            }
        }
        for ((first, second), names) in brackets {
            let names = names.join(", ");
            let line = format!("nothing was inspected between {first} and {second}: {names}");
            if !uncertain.contains(&line) {
                uncertain.push(line);
            }
        }
    }
    let releases = &generation.releases;
    let (first, last) = (releases.first().copied(), releases.last().copied());
    Shown {
        title: format!("{} as {form}", list::span(first, last)),
        open,
        xml: manifest::manifest(vendor, setup),
        rules: rules.collect(),
        build: build_lines(&of_topic(Part::App, Topic::Build)),
        obsolete: obsolete.collect(),
        uncertain,
    }
}

/// What the build needs, a line a table: ``Dependencies: `a:b` (required; version 1)``.
fn build_lines(entries: &[&Entry<'_>]) -> Vec<Text> {
    let lines = entries
        .chunk_by(|one, other| one.table == other.table)
        .map(|group| {
            let title = match group[0].table {
                "artifact" => "The SDK",
                "repository" => "Repositories",
                "dependency" => "Dependencies",
                "plugin" => "Gradle plugins",
                _ => "Files from the console",
            };
            let entries: Vec<Text> = group.iter().map(|entry| build_entry(entry)).collect();
            format!("{title}: {}", entries.join(", "))
        });
    lines.collect()
}

fn build_entry(entry: &Entry<'_>) -> Text {
    let mut terms: Vec<String> = Vec::new();
    if super::print::is_graded(entry.table) {
        terms.push(entry.necessity.to_string());
    }
    terms.extend(entry.conditions.iter().map(|text| prose(text)));
    terms.extend(
        entry
            .details
            .iter()
            .map(|detail| prose(&detail.to_string())),
    );
    if terms.is_empty() {
        code(&entry.name)
    } else {
        format!("{} ({})", code(&entry.name), terms.join("; "))
    }
}
