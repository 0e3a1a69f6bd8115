//! `pushweave adopt`

use std::sync::Arc;

use super::load::{read_spec, resolved};
use super::outcome::{self, Outcome, PlannedFile};
use super::remove::only_in;
use super::{Status, Stop, Terminal, open_to_write};
use crate::cli::AdoptArgs;
use crate::finding::{Code, Finding, has_errors, listed};
use crate::lock::Lock;
use crate::manifest::identity::Names;
use crate::plan::{self, OnConflict, Scope, Wish};
use crate::project::{LOCK, Project};
use crate::render::{self, Ownership};
use crate::resolve::Resolution;
use crate::source::SourceFile;
use crate::spec::{ConstantsMode, Spec};

pub(super) fn adopt(args: &AdoptArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let preview = args.preview.check || args.preview.diff;
    let (project, _turn) = open_to_write(&args.project, preview)?;
    let (mut spec, mut findings) = read_spec(&project, None)?;
    if has_errors(&findings) {
        return Err(findings.into());
    }
    for id in &args.vendors {
        let tables = only_in(&spec, id)?;
        if let [first, ..] = tables.as_slice() {
            let names = tables
                .iter()
                .map(|only| format!("[variants.{}]", only.table));
            let names = listed(&names.collect::<Vec<_>>(), "and");
            let message = format!("`{id}` stands in {names} only");
            let finding = Finding::error(Code::ARGUMENT_INVALID, message)
                .at(&spec.file, first.span.clone(), "not for all variants")
                .help(format!(
                    "what is adopted stands in the sources, which all variants share: write \
                     `[vendors.{id}]` if all have it; else take it out of the sources, and let \
                     `apply --out DIR --variant NAME` weave it"
                ));
            return Err(finding.into());
        }
    }
    let resolution = resolved(&project, &mut spec, &args.catalogue, &mut findings)?;
    let path = spec.output.manifest.value.as_str();
    let manifest = outcome::read_manifest(&project, &spec)?;
    let old = outcome::read_lock(&project, path)?;
    let (before, lock) = old.map_or((None, Lock::default()), |(text, lock)| (Some(text), lock));
    let names = Names {
        application_id: spec.app.application_id.clone(),
        namespace: spec.app.namespace.clone(),
    };
    let wish = Wish {
        manifest: &manifest,
        lock: &lock,
        requirements: &resolution.requirements,
        remnants: &resolution.remnants,
        names: &names,
        spec: &spec.file,
        on_conflict: OnConflict::Report,
    };
    let scope = Scope {
        vendors: &args.vendors,
        platform_permissions: args.platform_permissions,
    };
    let mut adoption = plan::adopt(&wish, &scope)?;
    adoption.lock.manifest = path.to_owned();
    findings.append(&mut adoption.findings);
    if args.vendors.is_empty() {
        generated(
            &project,
            &spec,
            &resolution,
            &mut adoption.lock,
            &mut findings,
        )?;
    }
    let after = adoption.lock.render().map(Arc::new);
    let summary = super::counts::pieces(&adoption.changes);
    let outcome = Outcome {
        files: vec![PlannedFile::new(LOCK, before, after, summary)],
        changes: adoption.changes,
        findings,
        confidential: resolution.confidential,
        hide_old_values: spec.looks_up_values(),
    };
    outcome.carry_out(&project.transaction(), &args.preview, terminal)
}

/// Lists in `lock` what an earlier run generated, and says what becomes of files that were written
/// by hand in the same place.
fn generated(
    project: &Project,
    spec: &Spec,
    resolution: &Resolution,
    lock: &mut Lock,
    findings: &mut Vec<Finding>,
) -> Result<(), Finding> {
    if !resolution.keep_groups.is_empty() {
        let help = "name another file under `output.proguard`; \
                    then take out of yours the rules that this one will have";
        whole_file(project, &spec.output.proguard.value, help, lock, findings)?;
    }
    let Some(constants) = &spec.output.constants else {
        return Ok(());
    };
    let groups = &resolution.constant_groups;
    match constants.mode.value {
        _ if groups.is_empty() => Ok(()),
        ConstantsMode::File => {
            let help = "write `mode = \"region\"` into [output.constants] and the lines \
                        `// pushweave:begin` and `// pushweave:end` into the class; \
                        or name another class";
            whole_file(project, &constants.path, help, lock, findings)
        }
        ConstantsMode::Region => {
            let source = project.read(&constants.path)?.map(Arc::new);
            let is_written = source.is_some_and(|source| {
                let text = render::constants_region(&source, groups);
                text.is_ok_and(|text| text == *source.text)
            });
            if is_written && !lock.regions.contains(&constants.path) {
                lock.regions.push(constants.path.clone());
            }
            Ok(())
        }
    }
}

fn whole_file(
    project: &Project,
    path: &str,
    help: &str,
    lock: &mut Lock,
    findings: &mut Vec<Finding>,
) -> Result<(), Finding> {
    let Some(file) = project.read(path)? else {
        return Ok(());
    };
    match render::ownership(&file) {
        Ownership::Ours if !lock.files.iter().any(|other| other == path) => {
            lock.files.push(path.to_owned());
        }
        Ownership::Foreign => findings.push(foreign(file, help)),
        // `apply` refuses a generated file that was edited, and says what to do.
        Ownership::Ours | Ownership::Edited => {}
    }
    Ok(())
}

fn foreign(file: SourceFile, help: &str) -> Finding {
    let file = Arc::new(file);
    let end = file.text.lines().next().map_or(0, str::len);
    Finding::warning(
        Code::NOT_ADOPTED,
        format!(
            "`{}` stays yours, and `apply` will not write over it",
            file.name
        ),
    )
    .at(&file, 0..end, "written by hand")
    .help(help)
}
