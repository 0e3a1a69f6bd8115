//! `pushweave apply`

use std::io::Write as _;

use super::load::{read_spec, refuse_other_module, resolved, variant};
use super::outcome::{self, Order, Outcome, Target};
use super::overlay::{self, Above};
use super::{INPUTS, Status, Stop, Terminal, open, open_to_write};
use crate::cli::{ApplyArgs, ConflictChoice};
use crate::finding::{Code, Finding, has_errors};
use crate::plan::OnConflict;
use crate::project::{Project, Transaction};
use crate::report::human::printable;
use crate::spec::{OutputMode, Spec, Substitution};

pub(super) fn apply(args: &ApplyArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    if args.inputs {
        return inputs(args, terminal);
    }
    let preview = args.preview.check || args.preview.diff;
    let (project, _turn) = open_to_write(&args.project, preview)?;
    if preview && args.out.is_none() && is_woven_by_the_build(&project)? {
        let done =
            "nothing to look at: the build weaves this spec, and `pushweave check` checks it";
        writeln!(terminal.out, "{done}")?;
        return Ok(Status::Clean);
    }
    let (outcome, transaction) = planned(args, &project, preview)?;
    outcome.carry_out(&transaction, &args.preview, terminal)
}

/// Prints what the result depends on. Where a run is refused, that depends on what it had read until
/// then, and the run itself says why.
fn inputs(args: &ApplyArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let project = open(&args.project)?.recording();
    let _ = planned(args, &project, true);
    writeln!(terminal.out, "{INPUTS}")?;
    terminal.out.write_all(project.recorded().as_bytes())?;
    Ok(Status::Clean)
}

fn planned(
    args: &ApplyArgs,
    project: &Project,
    preview: bool,
) -> Result<(Outcome, Transaction), Stop> {
    let variant = variant(project, &args.variant)?;
    if let (Some(variant), None) = (&variant, &args.out) {
        let message = format!("`--variant {}` needs `--out`", printable(&variant.name));
        let finding = Finding::error(Code::ARGUMENT_INVALID, message).help(
            "the manifest of `src/main` is shared by all variants: write what is woven for one of \
             them into a folder of the build, as in `--out build/pushweave`",
        );
        return Err(finding.into());
    }
    let (mut spec, mut findings) = read_spec(project, variant.as_ref())?;
    refuse_other_module(project, &spec, args.module.as_deref())?;
    if spec.output.mode == OutputMode::Overlay && args.out.is_none() {
        findings.push(woven_by_the_build());
        return Err(findings.into());
    }
    if args.out.is_none() && !has_errors(&findings) {
        findings.extend(not_in_place(&spec));
    }
    let resolution = resolved(project, &mut spec, &args.catalogue, &mut findings)?;
    let order = Order {
        project,
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
            let above = Above::of(args, project, &spec, variant.as_ref())?;
            overlay::plan(&order, folder, &above)
        }
        _ => outcome::plan(&order),
    };
    let (mut outcome, transaction) = planned?;
    outcome.findings.splice(0..0, findings);
    Ok((outcome, transaction))
}

fn is_woven_by_the_build(project: &Project) -> Result<bool, Stop> {
    let (spec, _) = read_spec(project, None)?;
    Ok(spec.output.mode == OutputMode::Overlay)
}

fn woven_by_the_build() -> Finding {
    let message = "the build weaves this spec: `output.mode` is \"overlay\"";
    Finding::error(Code::ARGUMENT_INVALID, message)
        .help("add `--overlay --out DIR`; to weave into the sources, write `mode = \"in-place\"`")
}

/// A warning at the first table of `[variants]` that says what cannot be woven into the sources. An
/// applicationId can: the placeholder for it is what the build makes of it.
fn not_in_place(spec: &Spec) -> Option<Finding> {
    let is_literal = spec.app.substitution == Substitution::Literal;
    let tables = spec.variants.iter();
    let first = tables
        .filter(|table| table.changes_more || table.changes_id && is_literal)
        .min_by_key(|table| table.name.span.start)?;
    let message = "what [variants] says is not woven into the sources";
    let label = "all variants share the sources";
    Some(
        Finding::warning(Code::SPEC_INVALID, message)
            .at(&spec.file, first.name.span.clone(), label)
            .help(
                "weave for one variant with `--out DIR --variant NAME`, or write \
                 `mode = \"overlay\"` into [output] and let the build weave",
            ),
    )
}
