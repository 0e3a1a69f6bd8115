//! `pushweave apply`

use super::outcome::{self, Order, Target};
use super::{Status, Stop, Terminal, load_vendor, open_to_write};
use crate::catalogue::Vendor;
use crate::cli::{ApplyArgs, ConflictChoice};
use crate::finding::{Finding, has_errors};
use crate::plan::OnConflict;
use crate::project::Project;
use crate::resolve::{Resolution, resolve};
use crate::spec::{self, Spec};

pub(super) fn apply(args: &ApplyArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let preview = args.preview.check || args.preview.diff;
    let (project, _turn) = open_to_write(&args.project, preview)?;
    let (spec, mut findings) = read_spec(&project)?;
    let resolution = resolved(&project, &spec, &mut findings)?;
    let (mut outcome, transaction) = outcome::plan(&Order {
        project: &project,
        spec: &spec,
        resolution: &resolution,
        on_conflict: match args.on_conflict {
            ConflictChoice::Fail => OnConflict::Fail,
            ConflictChoice::Keep => OnConflict::Keep,
            ConflictChoice::Replace => OnConflict::Replace,
        },
        target: match &args.out {
            Some(folder) => Target::Out(folder),
            None => Target::InPlace,
        },
        preview,
        hide_old_values: spec.looks_up_values(),
    })?;
    outcome.findings.splice(0..0, findings);
    outcome.carry_out(&transaction, &args.preview, terminal)
}

/// The spec and what is wrong with it. With errors it serves to look for more of them.
pub(super) fn read_spec(project: &Project) -> Result<(Spec, Vec<Finding>), Stop> {
    let file = project.read_spec()?;
    let (spec, findings) = spec::read(&file);
    match spec {
        Some(spec) => Ok((spec, findings)),
        None => Err(findings.into()),
    }
}

/// What the spec's vendors need.
pub(super) fn resolved(
    project: &Project,
    spec: &Spec,
    findings: &mut Vec<Finding>,
) -> Result<Resolution, Stop> {
    let vendors = vendors_of(spec)?;
    let values = project.values();
    let (resolution, mut found) = resolve(spec, &vendors, &values);
    findings.append(&mut found);
    if has_errors(findings) {
        return Err(std::mem::take(findings).into());
    }
    Ok(resolution)
}

/// The catalogue's files for the spec's vendors, in the same order.
pub(super) fn vendors_of(spec: &Spec) -> Result<Vec<Vendor>, Stop> {
    spec.vendors
        .iter()
        .map(|asked| load_vendor(&asked.id))
        .collect()
}
