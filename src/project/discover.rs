//! What there is to lint below a folder.

use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use super::{Project, Result, SPEC, reason, relative, unusable};
use crate::grammar;
use crate::lint::{MANIFEST, Role, SCRIPTS, Target, manifest_target, module_targets, spec_target};

/// Parts of one project.
pub struct Found {
    /// The project.
    pub project: Project,
    /// The parts.
    pub targets: Vec<Target>,
}

/// Folders that hold nothing that a person wrote.
const GENERATED: [&str; 5] = ["build", "node_modules", "Pods", "DerivedData", "target"];
/// What makes a folder the root of a Gradle build.
const SETTINGS: [&str; 2] = ["settings.gradle", "settings.gradle.kts"];

/// What there is to lint at `path`: a spec, a manifest, or a folder with any number of modules.
/// A folder that a spec above it is about is linted by that spec.
///
/// # Errors
///
/// When there is nothing at `path`, or it cannot be read.
pub fn discover(path: &Path) -> Result<Vec<Found>> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let place = std::fs::canonicalize(path).map_err(|error| unusable(&shown, reason(&error)))?;
    if place.to_str().is_none_or(|name| name.contains(steers)) {
        return Err(unusable(&shown, "no output could hold this name"));
    }
    let path = &relative(path);
    if place.is_dir() {
        return in_folder(path, &place);
    }
    let name = place.file_name().map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default().into_owned();
    if name.ends_with(".toml") {
        return Ok(vec![at_spec(path)?]);
    }
    let folder = place.parent().unwrap_or(&place);
    if name.ends_with(".xml") {
        if let Some(module) = module_of_merged(&place) {
            return Ok(vec![merged(&place, module)?]);
        }
        let is_merged = place.components().any(|part| {
            let part = part.as_os_str().to_string_lossy();
            part.starts_with("merged_manifest")
        });
        return Ok(vec![Found {
            project: Project::folder(folder)?,
            targets: vec![manifest_target(&name, is_merged)],
        }]);
    }
    in_folder(path.parent().unwrap_or(path), folder)
}

/// The folders of a build's intermediates that hold merged manifests, from plugin 1.x to today's.
const MERGED: [&str; 6] = [
    "merged_manifest/",
    "merged_manifests/",
    "packaged_manifests/",
    "bundle_manifest/",
    "instant_app_manifest/",
    "manifests/full/",
];

/// The module whose build made the merged manifest at `place`; `None` where it is no such file.
fn module_of_merged(place: &Path) -> Option<&Path> {
    let build = place.ancestors().find(|folder| {
        let inside = place.strip_prefix(folder.join("intermediates"));
        folder.file_name().is_some_and(|name| name == "build")
            && inside.is_ok_and(|inside| {
                let inside = slashes(inside);
                MERGED.iter().any(|folder| inside.starts_with(folder))
            })
    })?;
    build.parent()
}

/// The merged manifest at `place`, which the build of `module` made, with the spec that is about the
/// module if there is one.
fn merged(place: &Path, module: &Path) -> Result<Found> {
    for ancestor in module.ancestors() {
        let spec = ancestor.join(SPEC);
        if !spec.is_file() {
            continue;
        }
        let mut found = at_spec(&relative(&spec))?;
        let root = found.project.root.clone();
        let is_about = |target: &Target| root.join(&target.module) == module;
        if let (true, Ok(path)) = (
            found.targets.iter().all(is_about),
            place.strip_prefix(&root),
        ) {
            for target in &mut found.targets {
                target.manifests = vec![(slashes(path), Role::Merged)];
            }
            return Ok(found);
        }
        break;
    }
    let root = root_of(module);
    let path = slashes(place.strip_prefix(&root).unwrap_or(place));
    Ok(Found {
        project: Project::folder(&root)?,
        targets: vec![manifest_target(&path, true)],
    })
}

/// The project of the spec at `path`.
///
/// # Errors
///
/// When there is none.
pub fn at_spec(path: &Path) -> Result<Found> {
    let project = Project::at_spec(path)?;
    let target = spec_target(&project.tree(), project.spec_path());
    Ok(Found {
        targets: vec![target],
        project,
    })
}

/// Whether `c` would steer a terminal or break a line.
fn steers(c: char) -> bool {
    c.is_control() || grammar::is_invisible(c)
}

fn in_folder(path: &Path, place: &Path) -> Result<Vec<Found>> {
    let files = interesting(place);
    let outputs = Path::new("build/intermediates");
    if place.ancestors().any(|folder| folder.ends_with(outputs)) {
        let manifests = files.iter().filter(|file| file.ends_with(MANIFEST));
        let manifests = manifests.map(|file| place.join(file));
        return manifests
            .filter_map(|file| Some(merged(&file, module_of_merged(&file)?)))
            .collect();
    }
    let mut all = Vec::new();
    for spec in files.iter().filter(|file| file.ends_with(SPEC)) {
        all.push(at_spec(&path.join(spec))?);
    }
    if all.is_empty() {
        all.extend(spec_above(path, place)?);
    }
    let root = root_of(place);
    let inside = place.strip_prefix(&root).unwrap_or(Path::new(""));
    let below = |file: &Path| slashes(&inside.join(file));
    let paths: Vec<String> = files
        .iter()
        .filter(|file| !file.ends_with(SPEC))
        .map(|file| below(file))
        .collect();
    let covered: Vec<PathBuf> = all
        .iter()
        .flat_map(|found| {
            let root = &found.project.root;
            found.targets.iter().map(|target| root.join(&target.module))
        })
        .collect();
    let mut targets = module_targets(&paths);
    targets.retain(|target| {
        let module = root.join(&target.module);
        !covered.contains(&module)
    });
    if !targets.is_empty() {
        all.push(Found {
            project: Project::folder(&root)?,
            targets,
        });
    }
    Ok(all)
}

/// The spec above `place` whose module holds it.
fn spec_above(path: &Path, place: &Path) -> Result<Option<Found>> {
    let mut above = path.to_path_buf();
    for ancestor in place.ancestors().skip(1) {
        above.push("..");
        if !ancestor.join(SPEC).is_file() {
            continue;
        }
        let found = at_spec(&above.join(SPEC))?;
        let is_about = |target: &Target| place.starts_with(found.project.root.join(&target.module));
        return Ok(found.targets.iter().all(is_about).then_some(found));
    }
    Ok(None)
}

/// The specs, manifests and build scripts below `place`, sorted.
fn interesting(place: &Path) -> Vec<PathBuf> {
    let is_wanted = |name: &str| name == SPEC || name == MANIFEST || SCRIPTS.contains(&name);
    let mut files: Vec<PathBuf> = written_files(place, is_wanted).map(PathBuf::from).collect();
    files.sort();
    files
}

/// The files below `place` whose names are wanted, from there. What version control leaves out,
/// hidden folders and build outputs are not looked into, and links are not followed.
pub(super) fn written_files(
    place: &Path,
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = String> {
    let walk = WalkBuilder::new(place)
        .require_git(false)
        .parents(false)
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !(is_folder && GENERATED.contains(&name.as_ref()))
        })
        .build();
    walk.filter_map(move |entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().to_str()?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if !(is_file && is_wanted(name)) {
            return None;
        }
        let path = slashes(entry.path().strip_prefix(place).ok()?);
        grammar::relative_path(&path).ok()?;
        (!path.contains(steers)).then_some(path)
    })
}

/// The root of the Gradle build that `place` belongs to; else of its repository; else itself.
fn root_of(place: &Path) -> PathBuf {
    let with = |names: &[&str]| {
        place
            .ancestors()
            .find(|folder| names.iter().any(|name| folder.join(name).exists()))
            .map(Path::to_path_buf)
    };
    with(&SETTINGS)
        .or_else(|| with(&[".git"]))
        .unwrap_or_else(|| place.to_path_buf())
}

fn slashes(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}
