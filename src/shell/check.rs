//! `pushweave check`

use std::io::{IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::load::{catalogue, refuse_other_module};
use super::mend::mend;
use super::{INPUTS, Status, Stop, Terminal};
use crate::cli::{CheckArgs, ReportFormat, SeverityChoice};
use crate::finding::{Code, Finding, Safety, Severity};
use crate::lint::{self, Checked, EditedTree, Knowledge, Selection, Target, Tree};
use crate::project::{self, FileChange, Found};
use crate::report::{Report, baseline, fingerprint, github, human, json, sarif};
use crate::spec::{self, Spec};

/// Parts of one project, and what they are checked with.
pub(super) struct Run<'a> {
    targets: &'a [Target],
    knowledge: &'a Knowledge,
    bar: &'a ProgressBar,
}

/// What checking several targets gave.
#[derive(Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    inferred: Vec<String>,
    suppressed: usize,
    files: Vec<String>,
}

pub(super) fn check(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let least = match args.min_severity {
        Some(SeverityChoice::Error) => Severity::Error,
        Some(SeverityChoice::Warning) => Severity::Warning,
        Some(SeverityChoice::Info) => Severity::Info,
        None if args.pedantic => Severity::Info,
        None => Severity::Warning,
    };
    let selection = Selection::new(&args.select, &args.ignore, args.pedantic, least)?;
    let mut all = discovered(args)?;
    if args.overlay {
        let targets = all.iter_mut().flat_map(|found| &mut found.targets);
        targets.for_each(|target| target.is_built = true);
    }
    for found in &all {
        if let (true, Some(spec)) = (args.module.is_some(), found_spec(found)) {
            refuse_other_module(&found.project, &spec, args.module.as_deref())?;
        }
    }
    if args.inputs {
        return inputs(args, all, terminal);
    }
    let bar = progress(&all, terminal);
    let mut total = Examined::default();
    let mut mended = 0;
    let mut knowledge = Shared::default();
    for found in &all {
        let run = Run {
            targets: &found.targets,
            knowledge: knowledge.for_project(found, args)?,
            bar: &bar,
        };
        let tree = found.project.tree();
        if args.fix || args.diff {
            let most = if args.unsafe_fixes {
                Safety::Unsafe
            } else {
                Safety::Safe
            };
            let mut edited = EditedTree::new(&tree);
            let (examined, count) = mend(&run, &mut edited, &selection, most);
            mended += count;
            write_or_show(found, &tree, &edited, args, terminal)?;
            total.add(examined);
        } else {
            total.add(examine(&run, &tree));
        }
    }
    bar.finish_and_clear();
    if all.is_empty() && args.format == ReportFormat::Human {
        writeln!(
            terminal.out,
            "nothing to check: no `{}`, manifest or build script was found",
            project::SPEC
        )?;
        return Ok(Status::Clean);
    }
    total.report(args, &selection, mended, terminal)
}

/// Prints what the findings depend on.
fn inputs(args: &CheckArgs, all: Vec<Found>, terminal: &mut Terminal) -> Result<Status, Stop> {
    let mut knowledge = Shared::default();
    writeln!(terminal.out, "{INPUTS}")?;
    for found in all {
        let found = Found {
            project: found.project.recording(),
            ..found
        };
        let run = Run {
            targets: &found.targets,
            knowledge: knowledge.for_project(&found, args)?,
            bar: &ProgressBar::hidden(),
        };
        examine(&run, &found.project.tree());
        terminal
            .out
            .write_all(found.project.recorded().as_bytes())?;
    }
    Ok(Status::Clean)
}

/// Checks every target, several at a time. What they share is reported once.
pub(super) fn examine(run: &Run<'_>, tree: &dyn Tree) -> Examined {
    let checked: Vec<Checked> = run
        .targets
        .par_iter()
        .map(|target| {
            let checked = lint::check(tree, target, run.knowledge);
            run.bar.inc(1);
            checked
        })
        .collect();
    let mut examined = Examined::default();
    for checked in checked {
        examined.findings.extend(checked.findings);
        examined.inferred.extend(checked.inferred);
        examined.suppressed += checked.suppressed;
        examined.files.extend(checked.files);
    }
    examined.findings = lint::in_order(examined.findings);
    examined
}

/// What there is to check.
fn discovered(args: &CheckArgs) -> Result<Vec<Found>, Finding> {
    if let Some(spec) = &args.spec {
        return Ok(vec![project::at_spec(spec)?]);
    }
    let mut all = Vec::new();
    for path in &args.paths {
        all.extend(project::discover(path)?);
    }
    Ok(all)
}

/// The spec of what was found; `None` where there is none, or it cannot be read, and checking it
/// says what is wrong.
fn found_spec(found: &Found) -> Option<Spec> {
    found.targets.iter().find(|target| target.spec.is_some())?;
    let file = found.project.read_spec().ok()?;
    spec::read(&file).0
}

/// A bar on a terminal, where there is enough to do for one.
fn progress(all: &[Found], terminal: &Terminal) -> ProgressBar {
    let count: usize = all.iter().map(|found| found.targets.len()).sum();
    if count < 20 || !std::io::stderr().is_terminal() || !terminal.look().color {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    let template = "{bar:40.green} {pos}/{len} modules";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The catalogues of a run: the built-in one is read once.
#[derive(Default)]
struct Shared {
    built_in: Option<Knowledge>,
    own: Option<Knowledge>,
}

impl Shared {
    fn for_project(&mut self, found: &Found, args: &CheckArgs) -> Result<&Knowledge, Stop> {
        // A spec that cannot be read has no catalogue of its own.
        let spec = found_spec(found);
        let has_own = spec.as_ref().is_some_and(|spec| spec.catalogue.is_some());
        let place = if has_own || args.catalogue.catalogue.is_some() {
            self.own = None;
            &mut self.own
        } else {
            &mut self.built_in
        };
        if let Some(knowledge) = place {
            return Ok(knowledge);
        }
        let mut findings = Vec::new();
        let project = spec.as_ref().map(|spec| (&found.project, spec));
        let catalogue = catalogue(project, &args.catalogue, &mut findings)?;
        let knowledge = Knowledge::of(&catalogue).map_err(|error| {
            let message = format!("the catalogue's `{}`: {}", error.id, error.message);
            Finding::error(Code::CATALOGUE_INVALID, message)
        })?;
        Ok(place.insert(knowledge))
    }
}

/// Writes what fixing changed, all of it or nothing; or shows it.
fn write_or_show(
    found: &Found,
    tree: &dyn Tree,
    edited: &EditedTree<'_>,
    args: &CheckArgs,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let mut changes = Vec::new();
    for (path, after) in edited.changes() {
        let before = tree.text(&path)?.map(|file| file.content());
        changes.push((path, before, after));
    }
    if args.diff {
        for (path, before, after) in &changes {
            let before = before.as_ref().map(|text| text.as_str());
            let name = tree.shown(path);
            super::diff::print(&name, before, Some(after), |line| line.to_owned(), terminal)?;
        }
        return Ok(());
    }
    let changes: Vec<FileChange<'_>> = changes
        .iter()
        .map(|(path, before, after)| FileChange {
            path,
            before: before.as_ref().map(|text| text.as_str()),
            after: Some(after),
        })
        .collect();
    if !changes.is_empty() {
        found.project.transaction().commit(&changes)?;
    }
    Ok(())
}

impl Examined {
    fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.inferred.extend(other.inferred);
        self.suppressed += other.suppressed;
        self.files.extend(other.files);
    }

    fn report(
        mut self,
        args: &CheckArgs,
        selection: &Selection,
        mended: usize,
        terminal: &mut Terminal,
    ) -> Result<Status, Stop> {
        self.findings = lint::in_order(self.findings);
        self.findings.retain(|finding| selection.counts(finding));
        let mut fingerprints = fingerprint::of(&self.findings);
        let mut baselined = 0;
        if let Some(path) = &args.baseline {
            if args.update_baseline {
                let text = baseline::render(&self.findings, &fingerprints);
                project::write_file(path, &text)?;
            }
            let known = baseline::read(&*project::read_file(path)?)?;
            let all = self.findings.len();
            let mut marks = fingerprints.iter();
            self.findings
                .retain(|_| marks.next().is_none_or(|mark| !known.contains(mark)));
            fingerprints.retain(|mark| !known.contains(mark));
            baselined = all - self.findings.len();
        }
        self.files.sort();
        self.files.dedup();
        let report = Report {
            findings: &self.findings,
            fingerprints,
            rules: lint::ALL,
            files_checked: self.files.len(),
            suppressed: self.suppressed,
            baselined,
        };
        let text = match args.format {
            ReportFormat::Human => {
                self.inferred.sort();
                self.inferred.dedup();
                if !self.inferred.is_empty() {
                    let found = self.inferred.join(", ");
                    writeln!(
                        terminal.err,
                        "without a spec, checked for what is there: {}",
                        human::printable(&found)
                    )?;
                }
                if mended > 0 {
                    let done = if args.diff { "would mend" } else { "mended" };
                    writeln!(terminal.err, "{done} {}", human::plural(mended, "finding"))?;
                }
                human::report(&report, terminal.out_look())
            }
            ReportFormat::Json => json::render(&report),
            ReportFormat::Sarif => sarif::render(&report),
            ReportFormat::Github => github::render(&report),
        };
        terminal.out.write_all(text.as_bytes())?;
        let is_clean = self.findings.is_empty() && !(args.diff && mended > 0);
        Ok(if is_clean || args.exit_zero {
            Status::Clean
        } else {
            Status::Changes
        })
    }
}
