//! What speaks for a version of a vendor's SDK.

use super::coordinate::Module;
use super::dependency::What;
use super::{Inventory, Place, Reason, archive, names};
use crate::catalogue::Vendor;
use crate::catalogue::schema::{Artifact, Bundle, Delivery};
use crate::version::Version;

/// One thing in the project that tells a version, or should.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it is.
    pub kind: Kind,
    /// The version that it tells.
    pub version: Result<Version, Reason>,
    /// How the SDK comes.
    pub delivery: Option<Delivery>,
    /// What to call it: `libs/MiPush_SDK_Client_3_6_12.jar`, `com.acme:push:1.2`.
    pub shown: String,
    /// Where a script brings it in.
    pub place: Option<Place>,
    /// Where the version stands, where that is elsewhere.
    pub defined: Option<Place>,
    /// The name and the properties file that the version comes from. Such files also hold secrets,
    /// so no part of them is quoted.
    pub property: Option<(String, String)>,
}

/// What tells a version, the most trustworthy first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The manifest in an archive.
    Archive,
    /// The name of a file that a script brings in.
    FileName,
    /// A dependency in a script.
    Dependency,
    /// A dependency on an aggregator's package that holds the SDK.
    Bundle,
    /// A file in `libs/` that no script brings in, or whose name says too little.
    LooseFile,
}

impl Inventory<'_> {
    /// Everything that tells the version of `vendor`'s SDK, the most trustworthy first.
    pub fn evidence(&self, vendor: &Vendor) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        for (path, place) in &self.binaries {
            evidence.extend(self.of_file(vendor, path, place.as_ref()));
        }
        for dependency in &self.dependencies {
            if let What::Module(module) = &dependency.what {
                evidence.extend(of_module(vendor, module, &dependency.place));
            }
        }
        evidence.sort_by_key(|it| it.kind);
        evidence
    }

    /// The coordinates that the module depends on with a version that can be told.
    pub fn modules(&self) -> impl Iterator<Item = (&str, &Version, &Place)> {
        self.dependencies.iter().filter_map(|it| match &it.what {
            What::Module(module) => {
                let version = module.version.as_ref().ok()?;
                Some((module.coordinate.as_str(), version, &it.place))
            }
            _ => None,
        })
    }

    /// The dependencies that cannot be told without running Gradle, any of which may be the SDK.
    pub fn unreadable(&self) -> impl Iterator<Item = (&Place, &Reason)> {
        self.dependencies.iter().filter_map(|it| match &it.what {
            What::Unreadable(reason) => Some((&it.place, reason)),
            _ => None,
        })
    }

    fn of_file(&self, vendor: &Vendor, path: &str, place: Option<&Place>) -> Option<Evidence> {
        let name = path.rsplit('/').next().unwrap_or_default();
        let mut matching: Vec<(&Artifact, Result<Version, Reason>)> = Vec::new();
        for artifact in &vendor.artifacts {
            let Some(pattern) = artifact.file.as_deref() else {
                continue;
            };
            // A name such as `push-{version}.aar` is one vendor's from some release on only.
            let fits = |version: &Result<Version, Reason>| match version {
                Ok(version) => artifact.versions.contains(version),
                Err(_) => artifact.versions.is_unbounded(),
            };
            let told = names::version_in(pattern, name).filter(fits);
            matching.extend(told.map(|version| (artifact, version)));
        }
        // A file that does not tell may hold a release whose name some artifact has.
        let named = vendor.artifacts.iter().filter(|artifact| {
            let pattern = artifact.file.as_deref();
            pattern.is_some_and(|pattern| names::version_in(pattern, name).is_some())
        });
        let is_told = matching.iter().any(|(_, version)| version.is_ok());
        let inside = named.clone().find_map(|artifact| {
            let version = self.inside(path, artifact, is_told)?;
            let fits = artifact.versions.contains(&version);
            fits.then_some((artifact, version))
        });
        let best = matching
            .iter()
            .find(|(_, version)| version.is_ok())
            .or(matching.first())
            .cloned()
            .or_else(|| {
                let (artifact, version) = inside.as_ref()?;
                Some((*artifact, Ok(version.clone())))
            })?;
        let inside = inside.map(|(_, version)| version);
        let (kind, version) = match (inside, place) {
            (Some(version), Some(_)) => (Kind::Archive, Ok(version)),
            (None, Some(_)) if best.1 != Err(Reason::Nameless) => (Kind::FileName, best.1.clone()),
            (None, Some(_)) => (Kind::LooseFile, best.1.clone()),
            // A file that nothing brings in stays the last to be asked, whatever is in it.
            (Some(version), None) => (Kind::LooseFile, Ok(version)),
            (None, None) => (Kind::LooseFile, best.1.clone()),
        };
        Some(Evidence {
            kind,
            version,
            delivery: Some(best.0.delivery),
            shown: path.to_owned(),
            place: place.cloned(),
            defined: None,
            property: None,
        })
    }

    /// The version that the archive at `path` has inside: in its manifest, or where neither that nor
    /// its name tells, in its classes, which take far longer to unpack.
    fn inside(&self, path: &str, artifact: &Artifact, is_told: bool) -> Option<Version> {
        let is_aar = path.to_ascii_lowercase().ends_with(".aar");
        let in_manifest = artifact.version_meta_data.as_deref().filter(|_| is_aar);
        let told = in_manifest.and_then(|key| {
            let value = archive::meta_data(self.files.archive(path)?, key)?;
            value.parse().ok()
        });
        let in_classes = artifact.version_constant.as_deref().filter(|_| !is_told);
        told.or_else(|| {
            let value = archive::constant(self.files.archive(path)?, in_classes?)?;
            value.parse().ok()
        })
    }
}

fn of_module(vendor: &Vendor, module: &Module, place: &Place) -> Option<Evidence> {
    let artifacts: Vec<&Artifact> = vendor
        .artifacts
        .iter()
        .filter(|it| it.coordinate.as_deref() == Some(&module.coordinate))
        .collect();
    let bundles: Vec<&Bundle> = vendor
        .bundles
        .iter()
        .filter(|it| it.coordinate == module.coordinate)
        .collect();
    let (kind, version, delivery) = match &module.version {
        _ if artifacts.is_empty() && bundles.is_empty() => return None,
        Err(reason) if artifacts.is_empty() => (Kind::Bundle, Err(reason.clone()), None),
        Err(reason) => {
            let delivery = artifacts.first().map(|it| it.delivery);
            (Kind::Dependency, Err(reason.clone()), delivery)
        }
        Ok(version) if artifacts.is_empty() => {
            let held = bundles.iter().find(|it| it.version == *version);
            let held = held.map(|it| it.holds.clone()).ok_or(Reason::UnknownBundle);
            (Kind::Bundle, held, None)
        }
        Ok(version) => {
            let artifact = artifacts.iter().find(|it| it.versions.contains(version));
            let delivery = artifact.map(|it| it.delivery);
            (Kind::Dependency, Ok(version.clone()), delivery)
        }
    };
    let shown = match &module.written {
        Some(version) => format!("{}:{version}", module.coordinate),
        None => module.coordinate.clone(),
    };
    Some(Evidence {
        kind,
        version,
        delivery,
        shown: shown.escape_debug().to_string(),
        place: Some(place.clone()),
        defined: module.defined.clone(),
        property: module.property.clone(),
    })
}
