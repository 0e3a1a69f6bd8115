//! `pushweave remove`

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::load::{read_spec, resolved};
use super::outcome::{self, Order, Outcome, PlannedFile, Target, read_lock};
use super::{Status, Stop, Terminal, open_to_write};
use crate::cli::RemoveArgs;
use crate::finding::{Code, Finding, did_you_mean, has_errors, one_of};
use crate::lock::Lock;
use crate::plan::OnConflict;
use crate::project::{Project, Transaction};
use crate::resolve::Resolution;
use crate::spec::{self, OutputMode, Spec, edit::without_vendor};

pub(super) fn remove(args: &RemoveArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let preview = args.preview.check || args.preview.diff;
    let (project, _turn) = open_to_write(&args.project, preview)?;
    let (mut spec, mut findings) = read_spec(&project, None)?;
    let before = Arc::clone(&spec.file);
    let hide_old_values = spec.looks_up_values();
    if has_errors(&findings) {
        return Err(findings.into());
    }
    if !args.all {
        spec = without(&spec, &args.vendors)?;
    }
    let woven = Woven::of(&project, &spec, args.all)?;
    let (mut outcome, transaction) = if matches!(woven, Woven::Nothing) {
        nothing_woven(&project, hide_old_values)
    } else {
        let resolution = if args.all {
            Resolution::default()
        } else {
            let resolution = resolved(&project, &mut spec, &args.catalogue, &mut findings)?;
            woven.only(resolution, &project, &mut spec)?
        };
        outcome::plan(&Order {
            project: &project,
            spec: &spec,
            resolution: &resolution,
            // A contradiction elsewhere is no reason not to take something out.
            on_conflict: OnConflict::Keep,
            target: match woven {
                Woven::Earlier(_) => Target::OnlyWoven,
                Woven::InPlace | Woven::Nothing => Target::InPlace,
            },
            preview,
            hide_old_values,
        })?
    };
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

/// What of the sources is pushweave's to write.
enum Woven {
    /// All that the spec asks for.
    InPlace,
    /// The build weaves; what this lock lists was woven before it did.
    Earlier(Lock),
    /// The build weaves, and nothing was woven before.
    Nothing,
}

impl Woven {
    fn of(project: &Project, spec: &Spec, all: bool) -> Result<Self, Finding> {
        if all || spec.output.mode == OutputMode::InPlace {
            return Ok(Self::InPlace);
        }
        let lock = read_lock(project, &spec.output.manifest.value)?;
        Ok(lock.map_or(Self::Nothing, |(_, lock)| Self::Earlier(lock)))
    }

    /// What of `resolution` is in the sources already, where the build weaves the rest.
    ///
    /// # Errors
    ///
    /// When a generated file cannot be read.
    fn only(
        &self,
        mut resolution: Resolution,
        project: &Project,
        spec: &mut Spec,
    ) -> Result<Resolution, Finding> {
        let Self::Earlier(lock) = self else {
            return Ok(resolution);
        };
        let elements = lock.elements.iter().flat_map(|entry| &entry.vendors);
        let attributes = lock.attributes.iter().flat_map(|entry| &entry.vendors);
        let known: HashSet<&String> = elements.chain(attributes).collect();
        resolution.requirements.retain_mut(|requirement| {
            let origins = &mut requirement.origins;
            origins.retain(|origin| known.contains(&origin.vendor));
            !origins.is_empty()
        });
        let text_of = |path: &String| {
            let is_ours = lock.files.contains(path) || lock.regions.contains(path);
            let file = is_ours.then(|| project.read(path)).transpose()?.flatten();
            Ok::<_, Finding>(file.map_or_else(String::new, |file| file.text.to_string()))
        };
        let rules = text_of(&spec.output.proguard.value)?;
        let has_rule = |rule: &String| rules.lines().any(|line| line == rule);
        let keep_groups = &mut resolution.keep_groups;
        keep_groups.retain(|group| group.rules.iter().any(has_rule));
        let constants = spec.output.constants.as_ref();
        let class = constants.map_or(Ok(String::new()), |constants| text_of(&constants.path))?;
        let has_constant = |name: &str| class.contains(&format!(" {name} = "));
        let constant_groups = &mut resolution.constant_groups;
        constant_groups.retain(|group| group.constants.iter().any(|it| has_constant(&it.name)));
        if constant_groups.is_empty() {
            // What is left of the class or the region is taken out as what nobody needs any more.
            spec.output.constants = None;
        }
        Ok(resolution)
    }
}

/// The outcome where nothing in the sources is pushweave's.
fn nothing_woven(project: &Project, hide_old_values: bool) -> (Outcome, Transaction) {
    let outcome = Outcome {
        files: Vec::new(),
        changes: Vec::new(),
        findings: Vec::new(),
        confidential: Vec::new(),
        hide_old_values,
    };
    (outcome, project.transaction())
}

/// The tables of `[variants]` that say something of the vendor `id`, where all variants do not
/// share it.
///
/// # Errors
///
/// When it is nowhere in the spec.
pub(super) fn only_in<'s>(spec: &'s Spec, id: &str) -> Result<Vec<Only<'s>>, Finding> {
    if spec.vendors.iter().any(|vendor| vendor.id == id) {
        return Ok(Vec::new());
    }
    let said = spec.variants.iter().flat_map(|table| {
        let name = table.name.value.as_str();
        table.vendors.iter().map(move |vendor| (name, vendor))
    });
    let mut tables: Vec<Only<'_>> = said
        .clone()
        .filter(|(_, vendor)| vendor.value == id)
        .map(|(table, vendor)| Only {
            table,
            span: vendor.span.clone(),
        })
        .collect();
    tables.sort_by_key(|only| only.span.start);
    if !tables.is_empty() {
        return Ok(tables);
    }
    let mut known: Vec<&str> = spec.vendors.iter().map(|it| it.id.as_str()).collect();
    for (_, vendor) in said {
        if !known.contains(&vendor.value.as_str()) {
            known.push(&vendor.value);
        }
    }
    let help = match did_you_mean(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the spec has no vendors".to_owned(),
        None => format!("the spec has {}", one_of(known)),
    };
    let message = format!("`{}` is not in the spec", id.escape_debug());
    Err(Finding::error(Code::ARGUMENT_INVALID, message).help(help))
}

/// A table of `[variants]` that says something of a vendor.
pub(super) struct Only<'s> {
    /// Its name.
    pub(super) table: &'s str,
    /// The vendor in it.
    pub(super) span: Range<usize>,
}

/// `spec` as it reads without `vendors`.
fn without(spec: &Spec, vendors: &[String]) -> Result<Spec, Stop> {
    let mut file = Arc::clone(&spec.file);
    for id in vendors {
        only_in(spec, id)?;
        let text = without_vendor(&file, id).map_err(|uncut| {
            let message = format!("`{id}` cannot be taken out of the spec");
            let finding = Finding::error(Code::SPEC_INVALID, message);
            let span = uncut.span.unwrap_or(0..0);
            finding.at(&file, span, uncut.reason)
        })?;
        file = Arc::new(file.with_text(text));
    }
    match spec::read(&file) {
        (Some(spec), findings) if !has_errors(&findings) => Ok(spec),
        (_, findings) => Err(findings.into()),
    }
}
