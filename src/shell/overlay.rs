//! `pushweave apply --overlay`: a folder that a build adds to the sources, which stay as they are.
//!
//! What is in the folder is called the same in every project, so that a build can declare it, and
//! depends on nothing that was in the folder before.

use std::path::Path;
use std::sync::Arc;

use super::counts::{constants, keep_rules, pieces};
use super::outcome::{Order, Outcome, Plan, PlannedFile, names, read_manifest};
use crate::cli::ApplyArgs;
use crate::finding::{Code, Finding, has_errors};
use crate::lock::Lock;
use crate::plan::{self, Wish};
use crate::project::{Project, Transaction};
use crate::render;
use crate::report::human::printable;
use crate::source::SourceFile;
use crate::spec::{ConstantsMode, Spec};
use crate::variant::Variant;

const MANIFEST: &str = "AndroidManifest.xml";
const KEEP_RULES: &str = "keep-rules.pro";
const JAVA: &str = "java";

/// The manifests that win over the main one.
pub(super) struct Above {
    manifests: Vec<Arc<SourceFile>>,
    onto: Option<Arc<SourceFile>>,
}

impl Above {
    /// Those that `args` name, and those of `variant`'s source sets, each once; the main one, which
    /// `spec` names, is none of them.
    ///
    /// # Errors
    ///
    /// When one cannot be read, or is no file of the project.
    pub(super) fn of(
        args: &ApplyArgs,
        project: &Project,
        spec: &Spec,
        variant: Option<&Variant>,
    ) -> Result<Self, Finding> {
        let main = spec.output.manifest.value.as_str();
        let mut seen = vec![main.to_owned()];
        let mut onto = None;
        if let Some(place) = &args.overlay_onto {
            let path = project.inside(place)?;
            if path == main {
                let message = format!("`{}` is the main manifest", project.shown(&path));
                return Err(Finding::error(Code::ARGUMENT_INVALID, message)
                    .help("name the manifest of a variant, or leave `--overlay-onto` out"));
            }
            onto = Some(project.read_manifest(&path)?);
            seen.push(path);
        }
        let mut manifests = Vec::new();
        for place in &args.source_manifest {
            let path = project.inside(place)?;
            if !seen.contains(&path) {
                manifests.push(project.read_manifest(&path)?);
                seen.push(path);
            }
        }
        for set in variant.iter().flat_map(|variant| variant.source_sets()) {
            let folder = format!("{}/src/{set}", spec.output.module);
            let path = format!("{}/{MANIFEST}", folder.trim_start_matches('/'));
            if seen.contains(&path) {
                continue;
            }
            if let Some(manifest) = project.find_manifest(&path)? {
                manifests.push(Arc::new(manifest));
                seen.push(path);
            }
        }
        Ok(Self { manifests, onto })
    }
}

/// Plans all files of `folder`.
pub(super) fn plan(
    order: &Order<'_>,
    folder: &Path,
    above: &Above,
) -> Result<(Outcome, Transaction), Vec<Finding>> {
    let one = |finding: Finding| vec![finding];
    if order
        .project
        .is_below(folder, &format!("{}/src", order.spec.output.module))
    {
        let message = format!("`{}` holds sources of the app", shown(folder));
        let finding = Finding::error(Code::ARGUMENT_INVALID, message)
            .help("an overlay is made by each build: name a folder below `build`");
        return Err(vec![finding]);
    }
    let (project, spec, resolution) = (order.project, order.spec, order.resolution);
    let manifest = read_manifest(project, spec).map_err(one)?;
    let overlay = plan::overlay(
        &Wish {
            manifest: &manifest,
            lock: &Lock::default(),
            requirements: &resolution.requirements,
            remnants: &resolution.remnants,
            names: &names(spec),
            spec: &spec.file,
            on_conflict: order.on_conflict,
        },
        &plan::Above {
            manifests: &above.manifests,
            onto: above.onto.as_ref(),
        },
    )?;
    let transaction = project
        .transaction_in(folder, !order.preview)
        .map_err(one)?;
    let mut plan = Plan {
        order,
        transaction: &transaction,
        old_files: Vec::new(),
        old_regions: Vec::new(),
        keeps_endings: false,
        lock: Lock::default(),
        files: Vec::new(),
        findings: Vec::new(),
    };
    plan.start_out()?;
    let text = render::overlay(project.spec_path(), &overlay.text);
    plan.generated(MANIFEST, text, pieces(&overlay.changes));
    let rules = &resolution.keep_groups;
    let text = render::keep_rules(project.spec_path(), rules);
    plan.generated(KEEP_RULES, text, keep_rules(rules));
    plan.constants_of_overlay();
    plan.leftovers();
    plan.write_lock(None);
    let mut findings = overlay.findings;
    findings.append(&mut plan.findings);
    if has_errors(&findings) {
        return Err(findings);
    }
    let files = plan.files;
    // What the overlay adds is listed below it, and only where it is new.
    let is_new = files.first().is_some_and(PlannedFile::is_change);
    let changes = if is_new { overlay.changes } else { Vec::new() };
    let outcome = Outcome {
        files,
        changes,
        findings,
        confidential: resolution.confidential.clone(),
        hide_old_values: order.hide_old_values,
    };
    Ok((outcome, transaction))
}

fn shown(folder: &Path) -> String {
    printable(&folder.to_string_lossy()).into_owned()
}

impl Plan<'_> {
    /// The class of constants. A region stands in a class of the app's own, which an overlay leaves
    /// alone.
    fn constants_of_overlay(&mut self) {
        let (project, spec) = (self.order.project, self.order.spec);
        let groups = &self.order.resolution.constant_groups;
        let output = spec.output.constants.as_ref();
        let Some(output) = output.filter(|_| !groups.is_empty()) else {
            return;
        };
        if output.mode.value == ConstantsMode::Region {
            let message = format!("the region of `{}` is not filled", output.class.value);
            let finding = Finding::warning(Code::SPEC_INVALID, message)
                .at(
                    &spec.file,
                    output.mode.span.clone(),
                    "it stands in the sources, which an overlay leaves alone",
                )
                .help(
                    "write `mode = \"file\"`, with a class that the sources do not have; then the \
                     overlay brings the whole class",
                );
            self.findings.push(finding);
            return;
        }
        if let Ok(Some(file)) = project.read(&output.path) {
            let file = Arc::new(file);
            let end = file.text.lines().next().map_or(0, str::len);
            let class = &output.class.value;
            let finding = Finding::warning(
                Code::GENERATED_DRIFT,
                format!("`{class}` stands in the sources, too"),
            )
            .at(&file, 0..end, "javac refuses two classes of one name")
            .help("take what was woven out of the sources with `pushweave remove --all`");
            self.findings.push(finding);
        }
        let path = format!("{JAVA}/{}.java", output.class.value.replace('.', "/"));
        let text = render::constants(project.spec_path(), &output.class.value, groups);
        self.generated(&path, text, constants(groups));
    }
}
