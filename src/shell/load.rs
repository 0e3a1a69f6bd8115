//! What several commands read before they do anything: the spec, the vendors, what these need.

use crate::catalogue::{Catalogue, Vendor};
use crate::cli::CatalogueArgs;
use crate::finding::{Code, Finding, did_you_mean, has_errors, one_of};
use crate::project::{self, Project};
use crate::resolve::{Resolution, resolve};
use crate::spec::{self, Spec};

use super::Stop;

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
    spec: &mut Spec,
    args: &CatalogueArgs,
    findings: &mut Vec<Finding>,
) -> Result<Resolution, Stop> {
    let vendors = vendors_of(project, spec, args, findings)?;
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
            let finding = unknown_vendor(&catalogue, &asked.id, Code::SpecInvalid);
            findings.push(finding.at(file, asked.span.clone(), "not in the catalogue"));
        }
        known
    });
    spec.vendors
        .iter()
        .map(|asked| loaded(&catalogue, &asked.id))
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
            let files = project.read_catalogue(&own.folder.value).map_err(|finding| {
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

/// The finding for a vendor that `catalogue` does not have.
pub(super) fn unknown_vendor(catalogue: &Catalogue, id: &str, code: Code) -> Finding {
    let help = match did_you_mean(id, catalogue.ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the catalogue has {}", one_of(catalogue.ids())),
    };
    Finding::error(code, format!("unknown vendor `{}`", id.escape_debug())).help(help)
}

fn loaded(catalogue: &Catalogue, id: &str) -> Result<Vendor, Stop> {
    let message = match catalogue.load(id) {
        Some(Ok(vendor)) => return Ok(vendor),
        Some(Err(error)) => format!(
            "the catalogue's `{}` cannot be read: {}",
            error.id, error.message
        ),
        None => format!("the catalogue has no `{id}`"),
    };
    Err(Finding::error(Code::SpecInvalid, message).into())
}
