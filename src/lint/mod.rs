//! The linter: what is wrong in a module, found by rules that each look for one kind of problem.
//!
//! A run gathers what it knows of a module ([`Module`]): its manifests, its spec, what its Gradle
//! scripts say, and which SDKs are in it. What `apply` would change is worked out once, by the plan
//! itself, and handed to the rules as findings. Then each rule looks.

mod android;
mod call;
mod certain;
mod config_file;
mod credentials;
mod declared;
mod demanded;
mod edited;
pub mod fix;
mod generated;
mod gradle;
pub mod java;
mod keep_files;
mod knowledge;
mod leftover;
mod levels;
mod merge_log;
mod merge_output;
mod misnamed;
mod misspelt;
mod module;
mod own;
pub mod page;
mod pairs;
mod prompt;
mod push_elements;
mod releases;
mod rule;
mod rules;
mod samples;
mod select;
mod sources;
mod suppress;
mod tools;
mod traced;
mod tree;
mod variants;
mod vendors;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

use crate::catalogue::Vendor;
use crate::finding::{Code, Finding, Severity, has_errors};
use crate::inventory::build::Build;
use crate::inventory::{Files, Inventory};
use crate::lock::Lock;
use crate::manifest::document::ManifestDoc;
use crate::plan::{self, Mend, OnConflict, Wish};
use crate::project::LOCK;
use crate::requirement::Requirement;
use crate::source::SourceFile;
use crate::spec::{self, Spec};
use crate::variant::Variant;

use declared::Declared;
pub use edited::EditedTree;
pub use knowledge::{Knowledge, Known};
pub use module::{App, Manifest, Module};
pub use rule::{Category, Input, Remedy, Rule};
pub use rules::ALL;
pub use select::Selection;
pub use sources::Sources;
pub use suppress::Directive;
pub use tree::{
    MANIFEST, Role, SCRIPTS, Shared, Target, Tree, manifest_target, module_targets, spec_target,
};
pub use vendors::{InUse, KnownFrom};

/// What a run found in one target.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings of every rule, in the order of files and places.
    pub findings: Vec<Finding>,
    /// The SDKs that were taken to be there without a spec.
    pub inferred: Vec<String>,
    /// How many findings somebody said are meant.
    pub suppressed: usize,
    /// The names of the files that were read.
    pub files: Vec<String>,
}

/// The rule with the code or the name `word`, in any case.
pub fn find(word: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| {
        rule.code.id().eq_ignore_ascii_case(word) || rule.code.name().eq_ignore_ascii_case(word)
    })
}

/// Runs every rule on `target`, a part of `tree`; for all of its variants, where its spec has
/// something different for some of them.
pub fn check(tree: &dyn Tree, target: &Target, knowledge: &Knowledge) -> Checked {
    let (checked, spec) = check_as(tree, target, knowledge, None);
    let Some(spec) = spec.filter(|spec| !spec.variants.is_empty()) else {
        return checked;
    };
    let inventory = Inventory::take(Box::new(tree), &target.module);
    let build = inventory.build();
    let merged = target.manifests.iter().find(|it| it.1 == Role::Merged);
    if let Some((path, _)) = merged {
        let mut variants = build.variants().into_iter();
        let variant = variants.find(|variant| variant.is_made_at(path));
        return match variant {
            Some(variant) => check_as(tree, target, knowledge, Some(&variant)).0,
            None => checked,
        };
    }
    let mut shared = Some(checked);
    let mut each = Vec::new();
    for class in variants::classes(&spec, &build) {
        let checked = match &class.variant {
            Some(variant) => check_as(tree, target, knowledge, Some(variant)).0,
            // What all variants share stands in the sources, or else is a class like the others.
            None if target.is_built => shared.take().unwrap_or_default(),
            None => continue,
        };
        each.push((class, checked));
    }
    let shared = shared.filter(|_| !target.is_built);
    let unknown = variants::unknown(&spec, &build);
    variants::together(shared, each, unknown)
}

/// Runs every rule on `target` as it is for `variant`. The spec is given back where it can be used.
fn check_as(
    tree: &dyn Tree,
    target: &Target,
    knowledge: &Knowledge,
    variant: Option<&Variant>,
) -> (Checked, Option<Spec>) {
    let mut findings = Vec::new();
    let has = |role: Role| target.manifests.iter().any(|(_, it)| *it == role);
    let is_merged = has(Role::Merged);
    let is_alone = has(Role::Alone) || (is_merged && target.spec.is_none());
    let files: Box<dyn Files + '_> = if is_alone {
        Box::new(Nothing)
    } else {
        Box::new(tree)
    };
    let inventory = Inventory::take(files, &target.module);
    findings.extend(inventory.notes().iter().cloned());
    let read_spec = |path: &String| match tree.text(path) {
        Ok(file) => file.map(|file| spec::read_for(&Arc::new(file), variant)),
        Err(finding) => Some((None, vec![finding])),
    };
    let (mut spec, spec_findings) = target.spec.as_ref().and_then(read_spec).unwrap_or_default();
    let is_broken = has_errors(&spec_findings);
    findings.extend(spec_findings);

    let texts = read_manifests(tree, target, &mut findings);
    let docs: Vec<(usize, ManifestDoc<'_>)> = texts
        .iter()
        .enumerate()
        .filter_map(|(at, (_, _, file))| match ManifestDoc::parse(file) {
            Ok(doc) => Some((at, doc)),
            Err(finding) => {
                findings.push(finding);
                None
            }
        })
        .collect();
    if let Some(spec) = &spec {
        findings.extend(without_manifest(tree, spec, target, &texts));
    }
    let main = docs.first().map(|(_, doc)| doc);
    let build = inventory.build();
    findings.extend(build.notes().iter().cloned());
    let mut app = App::of(spec.as_ref(), &build, main);
    if is_merged {
        app.take_package(main);
    }
    let manifests: Vec<Manifest<'_>> = docs
        .into_iter()
        .map(|(at, doc)| {
            let (path, role, file) = &texts[at];
            Manifest {
                file,
                path,
                role: *role,
                doc,
                names: &app.names,
            }
        })
        .collect();

    let main = manifests.first();
    let id = app.application_id.as_deref();
    let declared = Declared::of(tree, target, &manifests, id);
    let sources = OnceCell::new();
    let mut drift = Vec::new();
    let mut vendors = Vec::new();
    let mut inferred = Vec::new();
    match &mut spec {
        Some(spec) => {
            let lookup = |value: &spec::Value| tree.value(value);
            let (mut resolution, found) = vendors::of_spec(spec, knowledge, &inventory, &lookup);
            let is_usable = !is_broken && !has_errors(&found);
            findings.extend(found);
            vendors = vendors::in_spec(spec, knowledge);
            if is_usable && let Some(main) = main {
                // The merger does not tell what was woven, and what is too much may be a library's.
                let lock = if is_merged {
                    resolution.remnants.clear();
                    Lock::default()
                } else {
                    read_lock(tree, target, &mut findings)
                };
                let asked = vendors::Asked {
                    file: Arc::clone(&spec.file),
                    resolution,
                    absence_is_open: false,
                    is_of_release: true,
                    components_are_open: false,
                };
                let is_in_place = variant.is_none() && !target.is_built;
                // What the merger made holds what the build wove, too.
                let mend = if is_in_place || is_merged {
                    Mend::Apply
                } else {
                    Mend::Build
                };
                let how = (mend, Severity::Error);
                drift.extend(drift_of(main, &asked, &lock, how, |_| false));
                drift.extend(against_source_sets(&manifests, &asked, &lock, &build));
                if is_in_place && !is_merged {
                    let path = target.spec.as_deref().unwrap_or_default();
                    drift.extend(generated::drift(tree, spec, path, &asked.resolution));
                }
            }
        }
        None => {
            let by_hand = |vendor: &Vendor| {
                let has = |components| declared.has_some_of(knowledge, vendor, components);
                let sources = || sources.get_or_init(|| sources::read(tree, target));
                let with_components = has(true) || sources().have_to_do_with(vendor);
                vendors::ByHand {
                    somehow: with_components || has(false),
                    with_components,
                }
            };
            let (in_build, mut asked) =
                vendors::in_build(knowledge, &inventory, &app, main, &by_hand);
            vendors.extend(in_build);
            for manifest in &manifests {
                let found = vendors::in_manifest(knowledge, manifest, &vendors);
                vendors.extend(found);
            }
            if let Some(main) = main {
                let untold = vendors.iter().filter(|in_use| in_use.version.is_none());
                asked.extend(untold.map(|it| vendors::certain(it.vendor, main.file)));
                let most = if target.has_siblings {
                    Severity::Warning
                } else {
                    Severity::Error
                };
                for asked in &asked {
                    let lock = Lock::default();
                    let how = (Mend::ByHand, most);
                    let is_met = |absent: &Requirement| declared.meets(absent);
                    drift.extend(drift_of(main, asked, &lock, how, is_met));
                    // What else contradicts an SDK there, rules find that need no spec.
                    let found = against_source_sets(&manifests, asked, &lock, &build).into_iter();
                    drift.extend(found.filter(|it| it.code == Code::TOOLS_INSTRUCTION));
                }
            }
            inferred.extend(vendors.iter().map(InUse::shown));
        }
    }
    let module = Module {
        tree,
        target,
        knowledge,
        spec: spec.as_ref().filter(|_| !is_broken),
        manifests: &manifests,
        app: &app,
        inventory: &inventory,
        build: &build,
        vendors: &vendors,
        drift: &drift,
        declared: &declared,
        sources,
        keep_texts: OnceCell::new(),
        keep: OnceCell::new(),
    };
    for rule in ALL {
        (rule.check)(&module, &mut findings);
    }
    let mut traced_away = 0;
    if let Some(main) = main.filter(|_| is_merged) {
        let spec = spec.as_ref().map(|spec| spec.file.name.as_str());
        findings.retain_mut(|finding| {
            let first = finding.labels.first().map(|label| label.file.name.as_str());
            let is_here = first == Some(main.file.name.as_str());
            if is_here {
                // The next build makes the file anew.
                finding.fix = None;
            }
            is_here || first.is_none() || first == spec
        });
        (findings, traced_away) = traced::trace(tree, main, findings);
    }
    let mut directives: Vec<Directive> = manifests.iter().flat_map(suppress::in_manifest).collect();
    let files = module.texts();
    directives.extend(suppress::in_files(&files));
    if let Some(spec) = &spec {
        directives.extend(suppress::in_spec(&spec.lint, &spec.file));
    }
    let (findings, suppressed) = suppress::apply(in_order(findings), &directives, tree);
    let files = files.iter().map(|file| file.name.clone());
    let manifests = texts.iter().map(|(_, _, file)| file.name.clone());
    let checked = Checked {
        findings: in_order(findings),
        inferred,
        suppressed: suppressed + traced_away,
        files: manifests.chain(files).collect(),
    };
    (checked, spec.filter(|_| !is_broken))
}

/// A finding where the manifest that `spec` means is not there.
fn without_manifest(
    tree: &dyn Tree,
    spec: &Spec,
    target: &Target,
    texts: &[(&str, Role, Arc<SourceFile>)],
) -> Option<Finding> {
    let manifest = &spec.output.manifest;
    let is_it = |path: &str| path == manifest.value;
    let is_missing = target.manifests.iter().any(|(path, _)| is_it(path))
        && !texts.iter().any(|(path, ..)| is_it(path))
        && tree.manifest(&manifest.value).is_ok_and(|it| it.is_none());
    is_missing.then(|| {
        let shown = tree.shown(&manifest.value);
        Finding::error(
            Code::FILE_UNUSABLE,
            format!("`{shown}`: there is no such file"),
        )
        .at(
            &spec.file,
            manifest.span.clone(),
            "the manifest that the spec means",
        )
    })
}

/// The texts of the target's manifests, with their paths and roles.
fn read_manifests<'t>(
    tree: &dyn Tree,
    target: &'t Target,
    findings: &mut Vec<Finding>,
) -> Vec<(&'t str, Role, Arc<SourceFile>)> {
    let mut texts = Vec::new();
    for (path, role) in &target.manifests {
        match tree.manifest(path) {
            Ok(Some(file)) => texts.push((path.as_str(), *role, Arc::new(file))),
            Ok(None) => {}
            Err(finding) => findings.push(finding),
        }
    }
    texts
}

fn read_lock(tree: &dyn Tree, target: &Target, findings: &mut Vec<Finding>) -> Lock {
    let beside = target
        .spec
        .as_deref()
        .and_then(|spec| spec.rsplit_once('/'))
        .map_or(LOCK.to_owned(), |(folder, _)| format!("{folder}/{LOCK}"));
    let lock = match tree.text(&beside) {
        Ok(Some(file)) => Lock::parse(&Arc::new(file)),
        Ok(None) => return Lock::default(),
        Err(finding) => Err(finding),
    };
    lock.unwrap_or_else(|finding| {
        findings.push(finding);
        Lock::default()
    })
}

/// What `asked` would change in `manifest`. What is missing and may be elsewhere, or `is_met` there,
/// is no finding, and what is missing is at `most` this bad.
fn drift_of(
    manifest: &Manifest<'_>,
    asked: &vendors::Asked,
    lock: &Lock,
    (mend, most): (Mend, Severity),
    is_met: impl Fn(&Requirement) -> bool,
) -> Vec<Finding> {
    let wish = wish_for(manifest, asked, lock);
    let drift = plan::drift(&manifest.doc, &wish, mend);
    let is_open = asked.absence_is_open || matches!(manifest.role, Role::Alone | Role::SourceSet);
    // A release that nobody knows may do without what the app takes out.
    let is_meant = |code: Code| code == Code::TOOLS_INSTRUCTION && !asked.is_of_release;
    let may_be_elsewhere = |absent: &Requirement| {
        is_open || (asked.components_are_open && absent.kind.is_component()) || is_met(absent)
    };
    drift
        .into_iter()
        .filter(|drift| !drift.absent.is_some_and(may_be_elsewhere))
        .filter(|drift| !is_meant(drift.finding.code))
        .map(|drift| Finding {
            severity: if drift.absent.is_some() {
                drift.finding.severity.min(most)
            } else {
                drift.finding.severity
            },
            ..drift.finding
        })
        .collect()
}

/// Where the manifests of build types and flavors contradict, or take out, what is `asked` of the
/// first of `manifests`. A release that nobody knows may do without it.
fn against_source_sets(
    manifests: &[Manifest<'_>],
    asked: &vendors::Asked,
    lock: &Lock,
    build: &Build,
) -> Vec<Finding> {
    let Some((main, others)) = manifests.split_first().filter(|_| asked.is_of_release) else {
        return Vec::new();
    };
    let wish = wish_for(main, asked, lock);
    let others = others.iter().filter(|it| it.role == Role::SourceSet);
    others
        .flat_map(|other| {
            let found = plan::drift_of_source_set(&main.doc, (other.file, &other.doc), &wish);
            let variants = variants::with_source_set(build, other.path);
            found
                .into_iter()
                .map(move |finding| match variants.as_slice() {
                    [] => finding,
                    some => finding.in_variants(some.to_vec()),
                })
        })
        .collect()
}

/// What is `asked` of `manifest`, for a report.
fn wish_for<'w>(manifest: &Manifest<'w>, asked: &'w vendors::Asked, lock: &'w Lock) -> Wish<'w> {
    Wish {
        manifest: manifest.file,
        lock,
        requirements: &asked.resolution.requirements,
        remnants: &asked.resolution.remnants,
        names: manifest.names,
        spec: &asked.file,
        on_conflict: OnConflict::Report,
    }
}

/// `findings` by file and place, without those that say the same of the same place.
pub fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    let key = |finding: &Finding| {
        let first = finding.labels.first();
        let name = first.map_or(String::new(), |label| label.file.name.clone());
        let (start, end) = first.map_or((0, 0), |label| (label.span.start, label.span.end));
        (name, start, end, finding.code, finding.message.clone())
    };
    findings.sort_by_cached_key(key);
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert(key(finding)));
    findings
}

/// No files at all.
struct Nothing;

impl Files for Nothing {
    fn text(&self, _: &str) -> Result<Option<SourceFile>, Finding> {
        Ok(None)
    }

    fn properties(&self, _: &str) -> Result<std::collections::HashMap<String, String>, Finding> {
        Ok(std::collections::HashMap::new())
    }

    fn names(&self, _: &str) -> Result<Vec<String>, Finding> {
        Ok(Vec::new())
    }

    fn archive(&self, _: &str) -> Option<Box<dyn crate::inventory::ReadSeek>> {
        None
    }
}
