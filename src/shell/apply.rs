//! `pushweave apply`

use super::load::{read_spec, resolved};
use super::outcome::{self, Order, Target};
use super::overlay::{self, Above};
use super::{Status, Stop, Terminal, open_to_write};
use crate::cli::{ApplyArgs, ConflictChoice};
use crate::plan::OnConflict;

pub(super) fn apply(args: &ApplyArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let preview = args.preview.check || args.preview.diff;
    let (project, _turn) = open_to_write(&args.project, preview)?;
    let (mut spec, mut findings) = read_spec(&project)?;
    let resolution = resolved(&project, &mut spec, &args.catalogue, &mut findings)?;
    let order = Order {
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
    };
    let planned = match &args.out {
        Some(folder) if args.overlay => {
            let above = Above::of(args, &project, &spec)?;
            overlay::plan(&order, folder, &above)
        }
        _ => outcome::plan(&order),
    };
    let (mut outcome, transaction) = planned?;
    outcome.findings.splice(0..0, findings);
    outcome.carry_out(&transaction, &args.preview, terminal)
}
