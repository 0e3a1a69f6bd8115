//! All vendors.

use std::io::Write as _;

use serde_json::{Value, json};

use super::super::{Stop, Terminal};
use super::{page, print, whole};
use crate::catalogue::schema::Delivery;
use crate::catalogue::{Catalogue, Vendor};
use crate::cli::Format;
use crate::version::Version;

/// Prints a row a vendor.
pub(super) fn list(
    catalogue: &Catalogue,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let vendors: Vec<Vendor> = catalogue
        .ids()
        .map(|id| whole(catalogue, id))
        .collect::<Result<_, _>>()?;
    match format {
        Format::Json => {
            let vendors: Vec<Value> = vendors.iter().map(summary).collect();
            let document = json!({ "schema": super::json::SCHEMA, "vendors": vendors });
            writeln!(terminal.out, "{document:#}")?;
        }
        Format::Markdown => write!(terminal.out, "{}", page::index(&vendors))?,
        Format::Human => {
            let rows: Vec<[String; 4]> = vendors
                .iter()
                .map(|vendor| {
                    [
                        vendor.id.clone(),
                        vendor.name.clone(),
                        releases(vendor),
                        deliveries(vendor),
                    ]
                })
                .collect();
            let header = ["id", "vendor", "releases", "comes as"].map(str::to_owned);
            print::table(Some(header), &rows, "", terminal)?;
        }
    }
    Ok(())
}

fn summary(vendor: &Vendor) -> Value {
    json!({
        "id": vendor.id,
        "name": vendor.name,
        "manufacturers": vendor.manufacturers,
        "releases": vendor.releases,
    })
}

/// The oldest and the newest release.
pub(super) fn releases(vendor: &Vendor) -> String {
    span(vendor.releases.first(), vendor.releases.last())
}

/// `1.0 to 3.0`, or the only release.
pub(super) fn span(first: Option<&Version>, last: Option<&Version>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    }
}

/// What the newest release comes as, and what others came as.
pub(super) fn deliveries(vendor: &Vendor) -> String {
    let has = |delivery: Delivery| {
        let mut releases = vendor.releases.iter();
        releases.any(|release| vendor.delivery.of(release).contains(&delivery))
    };
    match (has(Delivery::Jar), has(Delivery::Aar)) {
        (true, true) => "JAR, AAR".to_owned(),
        (true, false) => "JAR".to_owned(),
        (false, true) => "AAR".to_owned(),
        (false, false) => String::new(),
    }
}
