//! `pushweave remove`

use std::sync::Arc;

use super::load::{read_spec, resolved};
use super::outcome::{self, Order, PlannedFile, Target};
use super::{Status, Stop, Terminal, open_to_write};
use crate::cli::RemoveArgs;
use crate::finding::{Code, Finding, did_you_mean, has_errors, one_of};
use crate::plan::OnConflict;
use crate::resolve::Resolution;
use crate::spec::{self, Spec, VendorSpec, edit::without_vendor};

pub(super) fn remove(args: &RemoveArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let preview = args.preview.check || args.preview.diff;
    let (project, _turn) = open_to_write(&args.project, preview)?;
    let (mut spec, mut findings) = read_spec(&project, None)?;
    let before = Arc::clone(&spec.file);
    let hide_old_values = spec.looks_up_values();
    if has_errors(&findings) {
        return Err(findings.into());
    }
    let resolution = if args.all {
        Resolution::default()
    } else {
        spec = without(&spec, &args.vendors)?;
        resolved(&project, &mut spec, &args.catalogue, &mut findings)?
    };
    let (mut outcome, transaction) = outcome::plan(&Order {
        project: &project,
        spec: &spec,
        resolution: &resolution,
        // A contradiction elsewhere is no reason not to take something out.
        on_conflict: OnConflict::Keep,
        target: Target::InPlace,
        preview,
        hide_old_values,
    })?;
    outcome.findings.splice(0..0, findings);
    if !args.all {
        outcome.files.push(PlannedFile::new(
            project.spec_path(),
            Some(before.content()),
            Some(spec.file.content()),
            format!("without {}", args.vendors.join(", ")),
        ));
    }
    outcome.carry_out(&transaction, &args.preview, terminal)
}

/// The vendor `id` of the spec.
pub(super) fn named<'s>(spec: &'s Spec, id: &str) -> Result<&'s VendorSpec, Finding> {
    let known = || spec.vendors.iter().map(|vendor| vendor.id.as_str());
    if let Some(asked) = spec.vendors.iter().find(|vendor| vendor.id == id) {
        return Ok(asked);
    }
    let help = match did_you_mean(id, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if spec.vendors.is_empty() => "the spec has no vendors".to_owned(),
        None => format!("the spec has {}", one_of(known())),
    };
    let message = format!("`{}` is not in the spec", id.escape_debug());
    Err(Finding::error(Code::ARGUMENT_INVALID, message).help(help))
}

/// `spec` as it reads without `vendors`.
fn without(spec: &Spec, vendors: &[String]) -> Result<Spec, Stop> {
    let mut file = Arc::clone(&spec.file);
    for id in vendors {
        let asked = named(spec, id)?;
        let text = without_vendor(&file, id).map_err(|reason| {
            Finding::error(
                Code::SPEC_INVALID,
                format!("`{id}` cannot be taken out of the spec"),
            )
            .at(&spec.file, asked.span.clone(), reason)
        })?;
        file = Arc::new(file.with_text(text));
    }
    match spec::read(&file) {
        (Some(spec), findings) if !has_errors(&findings) => Ok(spec),
        (_, findings) => Err(findings.into()),
    }
}
