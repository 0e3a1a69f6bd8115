//! What a run is about to change, file by file.

use std::path::Path;
use std::sync::Arc;

use super::counts::{constants, keep_rules, pieces};
use crate::finding::{Code, Finding};
use crate::lock::Lock;
use crate::manifest::identity::Names;
use crate::plan::{self, Change, OnConflict, Wish};
use crate::project::{LOCK, Project, Transaction};
use crate::render::{self, Ownership};
use crate::resolve::Resolution;
use crate::source::SourceFile;
use crate::spec::{ConstantsMode, Spec};

/// Everything a run changes.
pub(super) struct Outcome {
    pub(super) files: Vec<PlannedFile>,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Vec<Finding>,
    /// Values that must not be shown, with what stands for them.
    pub(super) confidential: Vec<(String, String)>,
    /// Whether what is taken out may hold values that must not be shown either.
    pub(super) hide_old_values: bool,
}

/// One file of the outcome.
pub(super) struct PlannedFile {
    pub(super) path: String,
    pub(super) before: Option<Arc<String>>,
    pub(super) after: Option<Arc<String>>,
    pub(super) summary: String,
}

impl PlannedFile {
    pub(super) fn new(
        path: &str,
        before: Option<Arc<String>>,
        after: Option<Arc<String>>,
        summary: impl Into<String>,
    ) -> Self {
        Self {
            path: path.to_owned(),
            before,
            after,
            summary: summary.into(),
        }
    }

    pub(super) fn is_change(&self) -> bool {
        self.before != self.after
    }

    pub(super) fn verb(&self) -> &'static str {
        match (&self.before, &self.after) {
            (before, after) if before == after => "unchanged",
            (None, _) => "created",
            (_, None) => "deleted",
            _ => "updated",
        }
    }
}

/// Where the outcome goes.
pub(super) enum Target<'a> {
    /// Over the sources.
    InPlace,
    /// Over the sources, with nothing that is not in them already.
    OnlyWoven,
    /// Below this folder; the sources stay as they are.
    Out(&'a Path),
}

/// What decides the outcome.
pub(super) struct Order<'a> {
    pub(super) project: &'a Project,
    pub(super) spec: &'a Spec,
    pub(super) resolution: &'a Resolution,
    pub(super) on_conflict: OnConflict,
    pub(super) target: Target<'a>,
    pub(super) preview: bool,
    pub(super) hide_old_values: bool,
}

/// Plans all files.
pub(super) fn plan(order: &Order<'_>) -> Result<(Outcome, Transaction), Vec<Finding>> {
    let one = |finding: Finding| vec![finding];
    let (project, spec) = (order.project, order.spec);
    let manifest_path = spec.output.manifest.value.as_str();
    let manifest = read_manifest(project, spec).map_err(one)?;
    let old_lock = read_lock(project, manifest_path).map_err(one)?;
    let lock = match &old_lock {
        Some((_, lock)) => lock.clone(),
        None => Lock::default(),
    };
    let names = names(spec);
    let weave = match order.target {
        Target::OnlyWoven => plan::weave_again,
        Target::InPlace | Target::Out(_) => plan::weave,
    };
    let mut woven = weave(&Wish {
        manifest: &manifest,
        lock: &lock,
        requirements: &order.resolution.requirements,
        remnants: &order.resolution.remnants,
        names: &names,
        spec: &spec.file,
        on_conflict: order.on_conflict,
    })?;
    let transaction = match order.target {
        Target::InPlace | Target::OnlyWoven => project.transaction(),
        Target::Out(folder) => project
            .transaction_in(folder, !order.preview)
            .map_err(one)?,
    };
    let mut plan = Plan {
        order,
        transaction: &transaction,
        old_files: lock.files.clone(),
        old_regions: lock.regions.clone(),
        keeps_endings: true,
        lock: Lock {
            manifest: manifest_path.to_owned(),
            files: Vec::new(),
            regions: Vec::new(),
            ..woven.lock.clone()
        },
        files: Vec::new(),
        findings: Vec::new(),
    };
    if let Target::Out(_) = order.target {
        plan.start_out()?;
    }
    let lock_is_missing = old_lock.is_none();
    plan.manifest(&manifest, &woven);
    plan.keep_rules();
    plan.constants();
    plan.leftovers();
    if lock_is_missing {
        plan.warn_of_missing_lock();
    }
    plan.write_lock(old_lock.map(|(text, _)| text));
    woven.findings.append(&mut plan.findings);
    let files = plan.files;
    if crate::finding::has_errors(&woven.findings) {
        return Err(woven.findings);
    }
    let outcome = Outcome {
        files,
        changes: woven.changes,
        findings: woven.findings,
        confidential: order.resolution.confidential.clone(),
        hide_old_values: order.hide_old_values,
    };
    Ok((outcome, transaction))
}

/// The manifest that the spec means.
pub(super) fn read_manifest(project: &Project, spec: &Spec) -> Result<Arc<SourceFile>, Finding> {
    let manifest = &spec.output.manifest;
    let found = project.read_manifest(&manifest.value);
    found.map_err(|finding| match finding.labels.as_slice() {
        [] => {
            let named = manifest.span.clone();
            finding.at(&spec.file, named, "the manifest that the spec means")
        }
        _ => finding,
    })
}

/// What short names in the app's manifests stand for.
pub(super) fn names(spec: &Spec) -> Names {
    Names {
        application_id: spec.app.application_id.clone(),
        namespace: spec.app.namespace.clone(),
    }
}

/// The lock of the project, with its text, which must be about `manifest`.
pub(super) fn read_lock(
    project: &Project,
    manifest: &str,
) -> Result<Option<(Arc<String>, Lock)>, Finding> {
    let Some(file) = project.read(LOCK)? else {
        return Ok(None);
    };
    let file = Arc::new(file);
    let lock = Lock::parse(&file)?;
    if !lock.manifest.is_empty() && lock.manifest != manifest {
        let start = file.text.find(&lock.manifest).unwrap_or(0);
        return Err(Finding::error(
            Code::GENERATED_DRIFT,
            format!("the lock is about another manifest than `{manifest}`"),
        )
        .at(
            &file,
            start..start + lock.manifest.len(),
            "woven into this one",
        )
        .help("write the old path into the spec, run `pushweave remove --all`, then change it"));
    }
    Ok(Some((file.content(), lock)))
}

/// The files of an outcome in the making.
pub(super) struct Plan<'a> {
    pub(super) order: &'a Order<'a>,
    pub(super) transaction: &'a Transaction,
    pub(super) old_files: Vec<String>,
    pub(super) old_regions: Vec<String>,
    /// Whether what is written anew gets the line endings that it had.
    pub(super) keeps_endings: bool,
    pub(super) lock: Lock,
    pub(super) files: Vec<PlannedFile>,
    pub(super) findings: Vec<Finding>,
}

impl Plan<'_> {
    fn is_out(&self) -> bool {
        matches!(self.order.target, Target::Out(_))
    }

    /// In an output folder, what its own lock lists is ours.
    pub(super) fn start_out(&mut self) -> Result<(), Vec<Finding>> {
        let text = self
            .transaction
            .read(LOCK)
            .map_err(|finding| vec![finding])?;
        let lock = match text {
            Some(text) => {
                let file = Arc::new(SourceFile::new(self.transaction.shown(LOCK), text));
                let lock = Lock::parse(&file).map_err(|finding| vec![finding])?;
                // What it lists is deleted where it is no longer made.
                if !lock.manifest.is_empty() {
                    let message = format!("`{}` is the lock of a project", file.name);
                    let end = file.text.lines().next().map_or(0, str::len);
                    return Err(vec![
                        Finding::error(Code::GENERATED_DRIFT, message)
                            .at(&file, 0..end, "knows what is woven in place")
                            .help("name a folder with `--out` that nothing else is in"),
                    ]);
                }
                lock
            }
            None => Lock::default(),
        };
        self.old_files = lock.files;
        self.old_regions = Vec::new();
        Ok(())
    }

    fn read(&mut self, path: &str) -> Option<Arc<String>> {
        match self.transaction.read(path) {
            Ok(text) => text.map(Arc::new),
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }

    fn manifest(&mut self, manifest: &SourceFile, woven: &plan::Woven) {
        let path = self.lock.manifest.clone();
        let after = manifest.with_text(Arc::clone(&woven.text)).content();
        let summary = pieces(&woven.changes);
        let before = if self.is_out() {
            self.before_in_out(&path)
        } else {
            Some(manifest.content())
        };
        self.files
            .push(PlannedFile::new(&path, before, Some(after), summary));
    }

    /// What is at `path` of the output folder, which must be ours by the folder's own lock.
    fn before_in_out(&mut self, path: &str) -> Option<Arc<String>> {
        let before = self.read(path);
        let known = self.old_files.iter().any(|file| file == path);
        if let Some(text) = before.as_ref().filter(|_| !known) {
            self.foreign(path, text);
        }
        self.lock.files.push(path.to_owned());
        before
    }

    fn foreign(&mut self, path: &str, text: &str) {
        let shown = self.transaction.shown(path);
        let file = Arc::new(SourceFile::new(shown.as_str(), text.to_owned()));
        let end = file.text.lines().next().map_or(0, str::len);
        let finding = Finding::error(
            Code::GENERATED_DRIFT,
            format!("`{shown}` exists, and pushweave did not write it"),
        )
        .at(&file, 0..end, "not a file of pushweave's")
        .help(if self.is_out() {
            "name another folder with `--out`, or move this file away; nothing is overwritten"
        } else {
            "name another file in [output], or move this one away; nothing is overwritten"
        });
        self.findings.push(finding);
    }

    /// Plans a file that is generated as a whole.
    pub(super) fn generated(&mut self, path: &str, text: String, summary: String) {
        let before = self.read(path);
        let mut after = text;
        if let Some(before) = &before {
            let existing =
                SourceFile::new(self.transaction.shown(path), before.as_str().to_owned());
            if self.keeps_endings {
                after = render::with_endings_of(&after, &existing);
            }
            match render::ownership(&existing) {
                Ownership::Ours => {}
                Ownership::Edited => self.edited(existing),
                Ownership::Foreign => self.foreign(path, before),
            }
        }
        self.lock.files.push(path.to_owned());
        self.files.push(PlannedFile::new(
            path,
            before,
            Some(Arc::new(after)),
            summary,
        ));
    }

    fn edited(&mut self, existing: SourceFile) {
        let end = existing.text.find('\n').unwrap_or(0);
        let file = Arc::new(existing);
        let finding = Finding::error(
            Code::GENERATED_DRIFT,
            format!("`{}` was edited by hand", file.name),
        )
        .at(
            &file,
            0..end,
            "the fingerprint does not fit the rest any more",
        )
        .help("move your lines into a file of your own, and delete this one");
        self.findings.push(finding);
    }

    fn keep_rules(&mut self) {
        let groups = &self.order.resolution.keep_groups;
        if groups.is_empty() {
            return;
        }
        let output = &self.order.spec.output.proguard;
        let text = render::keep_rules(self.order.project.spec_path(), groups);
        self.generated(&output.value, text, keep_rules(groups));
    }

    fn constants(&mut self) {
        let groups = &self.order.resolution.constant_groups;
        let Some(output) = self.order.spec.output.constants.as_ref() else {
            return;
        };
        let summary = constants(groups);
        match output.mode.value {
            ConstantsMode::File if groups.is_empty() => {}
            ConstantsMode::File => {
                let spec = self.order.project.spec_path();
                let text = render::constants(spec, &output.class.value, groups);
                self.generated(&output.path, text, summary);
            }
            ConstantsMode::Region => self.region(&output.path, summary),
        }
    }

    /// Plans the region of a Java file that belongs to the app. It is read from the sources, also
    /// when the result goes elsewhere.
    fn region(&mut self, path: &str, summary: String) {
        let groups = &self.order.resolution.constant_groups;
        let source = match self.order.project.read_required(path) {
            Ok(source) => source,
            Err(finding) => {
                self.findings.push(finding.help(
                    "with `mode = \"region\"` the class is yours: write it, with the lines \
                     `// pushweave:begin` and `// pushweave:end` inside",
                ));
                return;
            }
        };
        let after = match render::constants_region(&source, groups) {
            Ok(text) => source.with_text(text).content(),
            Err(finding) => {
                self.findings.push(finding);
                return;
            }
        };
        let before = if self.is_out() {
            self.before_in_out(path)
        } else {
            if !groups.is_empty() {
                self.lock.regions.push(path.to_owned());
            }
            Some(source.content())
        };
        self.files
            .push(PlannedFile::new(path, before, Some(after), summary));
    }

    /// Generated files without a lock tell that the lock was lost, and with it the knowledge of
    /// what in the manifest is woven.
    fn warn_of_missing_lock(&mut self) {
        if self.is_out() {
            return;
        }
        let generated = self.files.iter().find(|file| {
            let is_ours = |text: &Arc<String>| {
                let file = SourceFile::new(file.path.as_str(), text.to_string());
                render::ownership(&file) == Ownership::Ours
            };
            self.lock.files.contains(&file.path) && file.before.as_ref().is_some_and(is_ours)
        });
        if let Some(file) = generated {
            let finding = Finding::warning(
                Code::GENERATED_DRIFT,
                format!(
                    "there is no `{LOCK}`, although `{}` was generated",
                    file.path
                ),
            )
            .help(
                "take it from version control again, or run `pushweave adopt`: without it, entries \
                 that are in the manifest already count as yours, and `remove` leaves them",
            );
            self.findings.push(finding);
        }
    }

    /// Deletes what an earlier run generated and this one does not.
    pub(super) fn leftovers(&mut self) {
        let planned = |plan: &Self, path: &String| plan.files.iter().any(|file| file.path == *path);
        for path in std::mem::take(&mut self.old_files) {
            if planned(self, &path) {
                continue;
            }
            let Some(before) = self.read(&path) else {
                continue;
            };
            let existing =
                SourceFile::new(self.transaction.shown(&path), before.as_str().to_owned());
            if self.is_out() || render::ownership(&existing) == Ownership::Ours {
                self.files.push(PlannedFile::new(
                    &path,
                    Some(before),
                    None,
                    "no longer needed",
                ));
            } else {
                let finding = Finding::warning(
                    Code::GENERATED_DRIFT,
                    format!(
                        "`{}` is no longer needed, but was edited by hand: it stays",
                        existing.name
                    ),
                )
                .help("delete it if nothing else needs it");
                self.findings.push(finding);
            }
        }
        for path in std::mem::take(&mut self.old_regions) {
            if planned(self, &path) {
                continue;
            }
            let Ok(Some(source)) = self.order.project.read(&path) else {
                continue;
            };
            let source = Arc::new(source);
            match render::constants_region(&source, &[]) {
                Ok(text) => {
                    let before = Some(source.content());
                    let after = Some(source.with_text(text).content());
                    self.files
                        .push(PlannedFile::new(&path, before, after, "no longer needed"));
                }
                Err(finding) => self.findings.push(finding.into_warning()),
            }
        }
    }

    pub(super) fn write_lock(&mut self, old: Option<Arc<String>>) {
        let before = if self.is_out() { self.read(LOCK) } else { old };
        let lock = if self.is_out() {
            Lock {
                files: self.lock.files.clone(),
                ..Lock::default()
            }
        } else {
            self.lock.clone()
        };
        let after = lock.render().map(Arc::new);
        self.files.push(PlannedFile::new(LOCK, before, after, ""));
    }
}
