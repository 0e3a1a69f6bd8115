//! Which release and which delivery are meant.

use super::super::Stop;
use crate::catalogue::Vendor;
use crate::catalogue::schema::Delivery;
use crate::cli::DeliveryChoice;
use crate::finding::{Code, Finding};
use crate::version::Version;

/// A delivery, and how it was arrived at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    /// The delivery.
    pub(super) delivery: Delivery,
    /// Whether there is another one, and nobody said which.
    pub(super) assumed: bool,
}

impl From<DeliveryChoice> for Delivery {
    fn from(choice: DeliveryChoice) -> Self {
        match choice {
            DeliveryChoice::Jar => Self::Jar,
            DeliveryChoice::Aar => Self::Aar,
        }
    }
}

/// The version asked for, which must be one of the vendor's; else the newest.
pub(super) fn version(vendor: &Vendor, asked: Option<&str>) -> Result<Version, Stop> {
    let Some(text) = asked else {
        return match vendor.releases.last() {
            Some(newest) => Ok(newest.clone()),
            None => Err(Finding::error(Code::ARGUMENT_INVALID, "no releases are known").into()),
        };
    };
    let parsed = text.parse::<Version>().ok();
    if let Some(version) = &parsed
        && vendor.releases.contains(version)
    {
        return Ok(version.clone());
    }
    let message = format!(
        "{} has no known release {}",
        vendor.name,
        text.escape_debug()
    );
    let finding = Finding::error(Code::ARGUMENT_INVALID, message);
    Err(finding.help(nearby(vendor, parsed.as_ref())).into())
}

/// The known releases that `wanted` lies between, or all of them.
fn nearby(vendor: &Vendor, wanted: Option<&Version>) -> String {
    const FEW: usize = 8;
    let all: Vec<&str> = vendor.releases.iter().map(Version::as_str).collect();
    let Some(wanted) = wanted.filter(|_| all.len() > FEW) else {
        return format!("known releases: {}", all.join(", "));
    };
    let before = vendor.releases.iter().rfind(|release| *release < wanted);
    let after = vendor.releases.iter().find(|release| *release > wanted);
    match (before, after) {
        (Some(before), Some(after)) => {
            format!("the nearest known releases are {before} and {after}")
        }
        (Some(newest), None) => format!("the newest known release is {newest}"),
        (None, Some(oldest)) => format!("the oldest known release is {oldest}"),
        (None, None) => "no releases are known".to_owned(),
    }
}

/// The delivery of `version`; an AAR where there are both and nobody said which.
pub(super) fn delivery(
    vendor: &Vendor,
    version: &Version,
    asked: Option<DeliveryChoice>,
) -> Result<Chosen, Stop> {
    one(vendor, version, asked, "--delivery", Delivery::Aar)
}

/// The deliveries on both sides of an upgrade. Where nobody said which, an app stays with the JAR
/// as long as there is one.
pub(super) fn deliveries(
    vendor: &Vendor,
    from: (&Version, Option<DeliveryChoice>),
    to: (&Version, Option<DeliveryChoice>),
) -> Result<(Chosen, Chosen), Stop> {
    let has_jar = |version: &Version| vendor.delivery.of(version).contains(&Delivery::Jar);
    let stays = match (from.1, to.1) {
        (_, Some(choice)) => Delivery::from(choice) == Delivery::Jar,
        (Some(choice), None) => Delivery::from(choice) == Delivery::Jar && has_jar(to.0),
        (None, None) => has_jar(from.0) && has_jar(to.0),
    };
    let usual = if stays { Delivery::Jar } else { Delivery::Aar };
    Ok((
        one(vendor, from.0, from.1, "--from-delivery", usual)?,
        one(vendor, to.0, to.1, "--delivery", usual)?,
    ))
}

fn one(
    vendor: &Vendor,
    version: &Version,
    asked: Option<DeliveryChoice>,
    option: &str,
    usual: Delivery,
) -> Result<Chosen, Stop> {
    let known = vendor.delivery.of(version);
    let asked = asked.map(Delivery::from);
    if let Some(asked) = asked
        && !known.contains(&asked)
    {
        let message = format!(
            "{} {version} is not known as {}",
            vendor.name,
            asked.in_words()
        );
        let finding = Finding::error(Code::ARGUMENT_INVALID, message);
        let finding = match known.first() {
            Some(only) => finding.help(format!("it is {}: leave `{option}` out", only.in_words())),
            None => finding,
        };
        return Err(finding.into());
    }
    Ok(match (asked, known.as_slice()) {
        (Some(delivery), _) => Chosen {
            delivery,
            assumed: false,
        },
        (None, [only]) => Chosen {
            delivery: *only,
            assumed: false,
        },
        (None, _) => Chosen {
            delivery: usual,
            assumed: true,
        },
    })
}
