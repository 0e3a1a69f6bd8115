//! What several commands read before they do anything: the spec, the vendors, what these need.

use std::path::Path;

use crate::catalogue::{Catalogue, CatalogueError, Vendor, unknown_vendor};
use crate::cli::{CatalogueArgs, VariantArgs};
use crate::finding::{Code, Finding, did_you_mean, has_errors, one_of};
use crate::inventory::settle;
use crate::project::{self, Project};
use crate::report::human::printable;
use crate::resolve::{Resolution, resolve};
use crate::spec::{self, Spec};
use crate::variant::Variant;

use super::Stop;

/// The spec and what is wrong with it. With errors it serves to look for more of them.
pub(super) fn read_spec(
    project: &Project,
    variant: Option<&Variant>,
) -> Result<(Spec, Vec<Finding>), Stop> {
    let file = project.read_spec()?;
    let (spec, findings) = spec::read_for(&file, variant);
    match spec {
        Some(spec) => Ok((spec, findings)),
        None => Err(findings.into()),
    }
}

/// Refuses `module`, the folder of the module that is built, where the spec is about another one.
pub(super) fn refuse_other_module(
    project: &Project,
    spec: &Spec,
    module: Option<&Path>,
) -> Result<(), Finding> {
    let Some(module) = module else {
        return Ok(());
    };
    let about = &spec.output.module;
    if project.is_folder(about, module)? {
        return Ok(());
    }
    let named = |folder: &str| match folder.trim_end_matches('/') {
        "" => ".".to_owned(),
        folder => printable(folder).into_owned(),
    };
    let about = named(&project.shown(about));
    let message = format!(
        "the spec is about the module `{about}`, and this is `{}`",
        named(&module.to_string_lossy().replace('\\', "/"))
    );
    let instead = match project.inside(module) {
        Ok(path) => format!("for this one, write `module = \"{}\"`; ", named(&path)),
        Err(_) => String::new(),
    };
    let help = format!("{instead}a spec is about one module, and each has one of its own");
    let place = spec.output.module_span.clone();
    Err(Finding::error(Code::ARGUMENT_INVALID, message)
        .at(&spec.file, place, format!("the module is `{about}`"))
        .help(help))
}

/// The variant that is meant, with its parts where somebody tells them: the command line, else the
/// build's scripts.
pub(super) fn variant(project: &Project, args: &VariantArgs) -> Result<Option<Variant>, Stop> {
    let Some(name) = &args.variant else {
        return Ok(None);
    };
    if let Some(build_type) = &args.build_type {
        let variant = Variant {
            name: name.clone(),
            build_type: Some(build_type.clone()),
            flavors: args.flavors.clone(),
        };
        return Ok(Some(variant));
    }
    let (spec, _) = read_spec(project, None)?;
    let variants = project.inventory(&spec.output.module).build().variants();
    let names = || variants.iter().map(|known| known.name.as_str());
    match variants.iter().find(|known| known.name == *name) {
        Some(known) => Ok(Some(known.clone())),
        None if variants.is_empty() => Ok(Some(Variant::named(name))),
        None => {
            let message = format!("the build has no variant `{}`", printable(name));
            let help = match did_you_mean(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "its scripts tell of {}; for another, say what it is made of, with \
                     `--build-type` and `--flavor`",
                    one_of(names())
                ),
            };
            Err(Finding::error(Code::ARGUMENT_INVALID, message)
                .help(help)
                .into())
        }
    }
}

/// What the spec's vendors need.
pub(super) fn resolved(
    project: &Project,
    spec: &mut Spec,
    args: &CatalogueArgs,
    findings: &mut Vec<Finding>,
) -> Result<Resolution, Stop> {
    let vendors = vendors_of(project, spec, args, findings)?;
    if !spec.vendors.is_empty() {
        let inventory = project.inventory(&spec.output.module);
        findings.extend(settle(&inventory, spec, &vendors));
    }
    let values = project.values();
    let (resolution, mut found) = resolve(spec, &vendors, &values);
    findings.append(&mut found);
    if has_errors(findings) {
        return Err(std::mem::take(findings).into());
    }
    Ok(resolution)
}

/// The catalogue's files for the spec's vendors, in the same order. Vendors that there are none of
/// are taken out of the spec, with a finding.
pub(super) fn vendors_of(
    project: &Project,
    spec: &mut Spec,
    args: &CatalogueArgs,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Vendor>, Stop> {
    let catalogue = catalogue(Some((project, spec)), args, findings)?;
    let file = &spec.file;
    spec.vendors.retain(|asked| {
        let known = catalogue.ids().any(|known| known == asked.id);
        if !known {
            let finding = unknown_vendor(catalogue.ids(), &asked.id, Code::SPEC_INVALID);
            findings.push(finding.at(file, asked.span.clone(), "not in the catalogue"));
        }
        known
    });
    spec.vendors
        .iter()
        .map(|asked| {
            let found = catalogue.load(&asked.id);
            loaded(&catalogue, &asked.id, found, Code::SPEC_INVALID)
        })
        .collect()
}

/// The vendors that there are, for a project or without one.
pub(super) fn catalogue(
    project: Option<(&Project, &Spec)>,
    args: &CatalogueArgs,
    findings: &mut Vec<Finding>,
) -> Result<Catalogue, Stop> {
    let own = project.and_then(|(project, spec)| Some((project, spec, spec.catalogue.as_ref()?)));
    let (files, allow_weaker) = match (&args.catalogue, own) {
        (Some(folder), _) => (project::read_folder(folder)?, args.allow_weaker),
        (None, Some((project, spec, own))) => {
            let files = project
                .read_catalogue(&own.folder.value)
                .map_err(|finding| {
                    let named = own.folder.span.clone();
                    finding.at(&spec.file, named, "the folder that the spec means")
                })?;
            (files, own.allow_weaker)
        }
        (None, None) => return Ok(Catalogue::default()),
    };
    let (catalogue, mut found) = Catalogue::with(&files, allow_weaker);
    findings.append(&mut found);
    if has_errors(findings) {
        return Err(std::mem::take(findings).into());
    }
    Ok(catalogue)
}

/// The vendor `id`, as `found` in `catalogue`; where there is none, a finding of the kind `unknown`.
pub(super) fn loaded(
    catalogue: &Catalogue,
    id: &str,
    found: Option<Result<Vendor, CatalogueError>>,
    unknown: Code,
) -> Result<Vendor, Stop> {
    match found {
        Some(Ok(vendor)) => Ok(vendor),
        Some(Err(error)) => {
            let message = format!(
                "the catalogue's `{}` cannot be read: {}",
                error.id, error.message
            );
            Err(Finding::error(Code::CATALOGUE_INVALID, message).into())
        }
        None => Err(unknown_vendor(catalogue.ids(), id, unknown).into()),
    }
}
