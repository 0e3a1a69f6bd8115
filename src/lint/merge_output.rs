//! What a build left beside a merged manifest: the merger's logs, and the sources that they name.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::merge_log::{MergeLog, Place};
use super::tree::{MANIFEST, Tree};
use crate::grammar;
use crate::source::SourceFile;

/// More sources than any variant of a module merges.
const MAX_SOURCES: usize = 64;

/// What the path of a merged manifest tells.
pub(super) struct Output<'p> {
    /// The module's folder, with `/` behind it; empty for the tree's own.
    pub(super) module: &'p str,
    /// The folder of the build's outputs.
    build: &'p str,
    /// What the variant may be called, in lower case without anything between its parts.
    variants: Vec<String>,
}

/// The build's folder.
const BUILD: &str = "build/";

impl<'p> Output<'p> {
    /// Of a path such as `app/build/intermediates/merged_manifest/freeDebug/AndroidManifest.xml`.
    pub(super) fn of(path: &'p str) -> Option<Self> {
        let inner = "build/intermediates/";
        let at = match path.starts_with(inner) {
            true => 0,
            false => path.rfind(&format!("/{inner}"))? + 1,
        };
        let (folder, _) = path[at + inner.len()..].rsplit_once('/')?;
        let mut segments: Vec<&str> = folder.split('/').collect();
        // `manifests/full/free/debug` of old plugins, `merged_manifest/freeDebug/…` of later ones.
        let first = if segments.get(1) == Some(&"full") {
            2
        } else {
            1
        };
        let segments = segments.split_off(first.min(segments.len()));
        Some(Self {
            module: &path[..at],
            build: &path[..at + BUILD.len()],
            variants: vec![
                plain(segments.first().copied().unwrap_or_default()),
                plain(&segments.concat()),
            ],
        })
    }

    /// The logs about the variant, the best first.
    pub(super) fn logs(&self, tree: &dyn Tree) -> Vec<MergeLog> {
        let mut logs = Vec::new();
        for (folder, prefix) in [
            (
                "intermediates/manifest_merge_blame_file",
                "manifest-merger-blame-",
            ),
            ("outputs/logs", "manifest-merger-"),
        ] {
            let paths = tree.paths(&format!("{}{folder}", self.build), &["-report.txt"]);
            let about = paths.iter().filter(|path| {
                let name = path.rsplit('/').next().unwrap_or_default();
                let variant = name
                    .strip_prefix(prefix)
                    .and_then(|rest| rest.strip_suffix("-report.txt"));
                variant.is_some_and(|variant| self.variants.contains(&plain(variant)))
            });
            // What cannot be read is as good as not there.
            let texts = about.filter_map(|path| tree.text(path).ok().flatten());
            logs.extend(texts.filter_map(|file| MergeLog::parse(&file.text)));
        }
        logs
    }

    /// The module's own manifests that `logs` name, and those of its source sets in the variant:
    /// logs of old plugins leave out what one of these adds to an element of another.
    pub(super) fn sources(
        &self,
        tree: &dyn Tree,
        logs: &[MergeLog],
    ) -> Vec<(String, Arc<SourceFile>)> {
        let places = logs.iter().flat_map(MergeLog::places);
        let mut paths: BTreeSet<String> = places.filter_map(|place| self.source(place)).collect();
        let folder = format!("{}src", self.module);
        let sets = tree.folders(&folder).into_iter().filter(|set| {
            let set = plain(set);
            set == "main" || self.variants.iter().any(|variant| variant.contains(&set))
        });
        paths.extend(sets.map(|set| format!("{folder}/{set}/{MANIFEST}")));
        let files = paths.into_iter().take(MAX_SOURCES).filter_map(|path| {
            let file = tree.manifest(&path).ok()??;
            Some((path, Arc::new(file)))
        });
        files.collect()
    }

    /// The path in the tree of the module's own file at `place`. The log may be of another machine,
    /// so what counts is the path from the module on.
    pub(super) fn source(&self, place: &Place) -> Option<String> {
        if place.library.is_some() {
            return None;
        }
        let within = if self.module.is_empty() {
            let at = place.path.rfind("/src/")?;
            &place.path[at + 1..]
        } else {
            let at = place.path.rfind(&format!("/{}", self.module))?;
            &place.path[at + 1 + self.module.len()..]
        };
        let is_written = !within.starts_with(BUILD) && within.ends_with(".xml");
        let path = format!("{}{within}", self.module);
        (is_written && grammar::relative_path(&path).is_ok()).then_some(path)
    }
}

/// The name of a variant in a form that all of its spellings share.
fn plain(variant: &str) -> String {
    variant.replace(['-', '_'], "").to_lowercase()
}

/// The library at `place`, by its coordinates, which old plugins have in the path only.
pub(super) fn library(place: &Place) -> Option<String> {
    if let Some(library) = &place.library {
        return Some(library.clone());
    }
    let (_, unpacked) = place.path.split_once("/exploded-aar/")?;
    let (folder, _) = unpacked.rsplit_once('/')?;
    Some(folder.replace('/', ":"))
}
