//! What several commands read before they do anything: the spec, the vendors, what these need.

use std::ops::Range;
use std::sync::Arc;

use crate::catalogue::{Catalogue, CatalogueError, Vendor};
use crate::cli::CatalogueArgs;
use crate::finding::{Code, Finding, did_you_mean, has_errors, one_of};
use crate::inventory::{Place, Verdict, disagreement};
use crate::project::{self, Project};
use crate::resolve::{Resolution, resolve};
use crate::spec::{self, Located, Spec};
use crate::version::Version;

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
    settle(project, spec, &vendors, findings);
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
            let finding = unknown_vendor(&catalogue, &asked.id, Code::SPEC_INVALID);
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

/// Reads from the project which release of each SDK it has: for a spec that leaves it to the
/// project, and to compare with what the spec states.
fn settle(project: &Project, spec: &mut Spec, vendors: &[Vendor], findings: &mut Vec<Finding>) {
    if spec.vendors.is_empty() {
        return;
    }
    let inventory = project.inventory(&spec.output.module);
    let asks = spec.vendors.iter().any(|asked| asked.auto.is_some());
    findings.extend(inventory.notes().iter().filter(|_| asks).cloned());
    for (asked, vendor) in spec.vendors.iter_mut().zip(vendors) {
        let evidence = inventory.evidence(vendor);
        let place = |span: &Range<usize>| Place {
            file: Arc::clone(&spec.file),
            span: span.clone(),
        };
        if let Some(stated) = &asked.sdk {
            let at = place(&stated.span);
            findings.extend(disagreement(vendor, &stated.value, &at, &evidence));
        }
        let verdict = Verdict::of(evidence);
        if let Some(span) = asked.auto.clone() {
            findings.extend(verdict.finding(vendor, &inventory, &place(&span)));
            if let Verdict::Found(found) = &verdict
                && let Ok(version) = &found.version
            {
                asked.sdk = Some(Located::new(as_listed(vendor, version), span));
                // It is there, whether the catalogue lists it or not.
                asked.unlisted = true;
            }
        }
        if let (Some(sdk), Verdict::Found(found)) = (&asked.sdk, &verdict)
            && asked.delivery.is_none()
            && found.version.as_ref() == Ok(&sdk.value)
            && vendor.delivery.of(&sdk.value).len() != 1
        {
            let located = |delivery| Located::new(delivery, sdk.span.clone());
            asked.delivery = found.delivery.map(located);
        }
    }
}

/// `version` as the catalogue writes it: file names have it in many ways. A build that some entry
/// is for is kept.
fn as_listed(vendor: &Vendor, version: &Version) -> Version {
    let build = version.build();
    let facts = vendor.facts();
    let mut builds = facts.iter().flat_map(|(_, facts)| facts.iter());
    let matters = build.is_some() && builds.any(|fact| fact.build.as_deref() == build);
    let listed = vendor.releases.iter().find(|release| *release == version);
    match listed {
        Some(listed) if !matters || listed.build() == build => listed.clone(),
        _ => version.clone(),
    }
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

/// The finding for a vendor that `catalogue` does not have.
fn unknown_vendor(catalogue: &Catalogue, id: &str, code: Code) -> Finding {
    let help = match did_you_mean(id, catalogue.ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the catalogue has {}", one_of(catalogue.ids())),
    };
    Finding::error(code, format!("unknown vendor `{}`", id.escape_debug())).help(help)
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
        None => Err(unknown_vendor(catalogue, id, unknown).into()),
    }
}
