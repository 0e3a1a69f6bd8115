//! Findings in a merged manifest, taken back to the file that a person wrote.
//!
//! The merger's log says where a part of the merged manifest comes from. It is believed where that
//! file of the module has, at that very place, the same element or attribute; a log of another day,
//! or about files elsewhere, changes nothing. What a library brought stays where it was found, and
//! the library is named.

use std::ops::Range;
use std::sync::Arc;

use super::merge_log::{MergeLog, Place};
use super::merge_output::{Output, library};
use super::module::Manifest;
use super::suppress::{self, Directive};
use super::tree::{MANIFEST, Role, Tree};
use crate::finding::{Finding, Label};
use crate::manifest::ANDROID;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::identity::{FilterKey, Route};
use crate::source::{SourceFile, offset_of};

/// `findings` of the merged manifest `merged`, each at the place that a person wrote where the
/// merger's log tells; and how many a person said there are meant.
pub(super) fn trace(
    tree: &dyn Tree,
    merged: &Manifest<'_>,
    findings: Vec<Finding>,
) -> (Vec<Finding>, usize) {
    let Some(output) = Output::of(merged.path) else {
        return (findings, 0);
    };
    let logs = output.logs(tree);
    if logs.is_empty() {
        return (findings, 0);
    }
    let files = output.sources(tree, &logs);
    let docs: Vec<Manifest<'_>> = files
        .iter()
        .filter_map(|(path, file)| {
            let doc = ManifestDoc::parse(file).ok()?;
            Some(Manifest {
                file,
                path,
                role: Role::SourceSet,
                doc,
                names: merged.names,
            })
        })
        .collect();
    let texts: Vec<Option<Arc<SourceFile>>> = logs.iter().map(text_of).collect();
    let logs: Vec<Log<'_>> = logs
        .iter()
        .zip(&texts)
        .filter_map(|(log, text)| {
            let doc = text.as_ref().map(ManifestDoc::parse_edited).transpose();
            Some(Log {
                log,
                doc: doc.ok()?,
            })
        })
        .collect();
    let tracer = Tracer {
        merged,
        logs,
        sources: docs,
        output,
    };
    let all = findings.len();
    let traced = findings.into_iter().map(|finding| tracer.traced(finding));
    let meant: Vec<Directive> = tracer
        .sources
        .iter()
        .flat_map(suppress::in_manifest)
        .collect();
    // The merger takes `tools:ignore` out.
    let left: Vec<Finding> = traced
        .filter(|finding| !meant.iter().any(|directive| directive.covers(finding, "")))
        .collect();
    let suppressed = all - left.len();
    (left, suppressed)
}

/// The text that a blame file is about.
fn text_of(log: &MergeLog) -> Option<Arc<SourceFile>> {
    match log {
        MergeLog::Blame { text, .. } => Some(Arc::new(SourceFile::new("", text.clone()))),
        MergeLog::Report { .. } => None,
    }
}

/// A log, with the manifest that it is about where it holds one.
struct Log<'l> {
    log: &'l MergeLog,
    doc: Option<ManifestDoc<'l>>,
}

struct Tracer<'a> {
    merged: &'a Manifest<'a>,
    logs: Vec<Log<'a>>,
    sources: Vec<Manifest<'a>>,
    output: Output<'a>,
}

/// An element of one of the sources.
#[derive(Clone, Copy)]
struct Found<'d> {
    file: &'d Arc<SourceFile>,
    element: Element<'d>,
}

impl Tracer<'_> {
    fn traced(&self, finding: Finding) -> Finding {
        let Some(first) = finding.labels.first() else {
            return finding;
        };
        if first.file.name != self.merged.file.name {
            return finding;
        }
        let span = first.span.clone();
        let Some(element) = self.innermost(&span) else {
            return finding;
        };
        let attribute = element
            .attributes()
            .find(|(.., attribute)| contains(&attribute.range, &span))
            .map(|(namespace, name, _)| (namespace, name));
        let place = match attribute {
            Some((namespace, name)) => self.attribute(element, namespace, name, &span),
            None => self.element(element).map(|found| {
                let (merged, source) = (&self.merged.file.text, &found.file.text);
                let span = same_part((element, merged), (found.element, source), &span);
                (found.file, span)
            }),
        };
        match place {
            Some((file, place)) => self.moved(finding, file, place),
            None => self.named(finding, element, attribute),
        }
    }

    /// `finding` at `place` of `file`.
    fn moved(&self, mut finding: Finding, file: &Arc<SourceFile>, place: Range<usize>) -> Finding {
        if !finding.redacted().is_empty() {
            // What must not be shown is marked in the merged manifest only.
            let at = file.line_column(place.start);
            let note = format!("written in {}:{}:{}", file.name, at.line, at.column);
            add_reason(&mut finding, note);
            return finding;
        }
        let seen = finding.labels[0].span.clone();
        let text = std::mem::take(&mut finding.labels[0].text);
        finding.labels[0] = Label {
            file: Arc::clone(file),
            span: place,
            text,
        };
        finding.at(self.merged.file, seen, "here in the merged manifest")
    }

    /// `finding` with the library that brought `element`, or its attribute, if one did.
    fn named(
        &self,
        mut finding: Finding,
        element: Element<'_>,
        attribute: Option<(Option<&str>, &str)>,
    ) -> Finding {
        let of_attribute = attribute
            .into_iter()
            .flat_map(|(namespace, name)| self.places(element, Some((namespace, name))));
        let all: Vec<&Place> = of_attribute.chain(self.places(element, None)).collect();
        let is_own = |place: &&&Place| self.output.source(place).is_some();
        // An element that the app has, too, may come from anywhere.
        if all.first().filter(is_own).is_none()
            && let Some(library) = all.iter().find_map(|place| library(place))
        {
            add_reason(&mut finding, format!("`{library}` brings it"));
        }
        finding
    }

    fn innermost(&self, span: &Range<usize>) -> Option<Element<'_>> {
        let all = self.merged.doc.root().descendants();
        all.filter(|element| contains(&element.range(), span))
            .last()
    }

    /// Where a log says that `element`, or an attribute of it, was written.
    fn places(&self, element: Element<'_>, attribute: Option<(Option<&str>, &str)>) -> Vec<&Place> {
        let mut places = Vec::new();
        for log in &self.logs {
            match log.log {
                MergeLog::Blame { lines, .. } => {
                    let Some(doc) = &log.doc else { continue };
                    let Some(twin) = self.merged.names.find(doc, &Route::to(element)) else {
                        continue;
                    };
                    let start = match attribute {
                        None => Some(twin.range().start),
                        Some((namespace, name)) => {
                            let mut all = twin.attributes();
                            all.find(|(other, local, _)| (*other, *local) == (namespace, name))
                                .map(|(.., attribute)| attribute.range.start)
                        }
                    };
                    let Some(start) = start else { continue };
                    let line = doc.text()[..start].matches('\n').count() + 1;
                    places.extend(lines.get(&line).into_iter().flatten());
                }
                MergeLog::Report {
                    elements,
                    attributes,
                } => {
                    // The key of what is deeper is not unique.
                    if Route::to(element).0.len() > 2 {
                        continue;
                    }
                    let found: Vec<(&str, &Vec<Place>)> = match attribute {
                        None => elements
                            .iter()
                            .filter(|(key, _)| is_key(key, element))
                            .map(|(key, places)| (key.as_str(), places))
                            .collect(),
                        Some((namespace, name)) => {
                            let is_android = namespace == Some(ANDROID);
                            let prefix = if is_android { "android:" } else { "" };
                            let name = format!("{prefix}{name}");
                            attributes
                                .iter()
                                .filter(|((key, other), _)| *other == name && is_key(key, element))
                                .map(|((key, _), places)| (key.as_str(), places))
                                .collect()
                        }
                    };
                    // A name that is written out goes before one with a placeholder.
                    let (open, known): (Vec<_>, Vec<_>) =
                        found.into_iter().partition(|(key, _)| key.contains("${"));
                    let found = known.into_iter().chain(open);
                    places.extend(found.flat_map(|(_, places)| places));
                }
            }
        }
        places
    }

    /// What of the sources stands at `place`.
    fn at<'d, T>(
        &'d self,
        place: &Place,
        find: impl Fn(&'d ManifestDoc<'_>, usize) -> Option<T>,
    ) -> Option<(&'d Arc<SourceFile>, T)> {
        let path = self.output.source(place)?;
        let source = self.sources.iter().find(|source| source.path == path)?;
        let offset = offset_of(&source.file.text, place.line, place.column);
        find(&source.doc, offset).map(|found| (source.file, found))
    }

    /// The element of a source that `element` was made of.
    fn element(&self, element: Element<'_>) -> Option<Found<'_>> {
        if element.parent().is_some() {
            return self.logged(element);
        }
        // Blame files of old plugins have no place for the root, which is that of the main manifest.
        let main = format!("{}src/main/{MANIFEST}", self.output.module);
        self.logged(element).or_else(|| {
            let source = self.sources.iter().find(|source| source.path == main)?;
            Some(Found {
                file: source.file,
                element: source.doc.root(),
            })
        })
    }

    /// The same, as the logs have it.
    fn logged(&self, element: Element<'_>) -> Option<Found<'_>> {
        for place in self.places(element, None) {
            let found = self.at(place, |doc, offset| {
                let mut all = doc.root().descendants();
                all.find(|it| it.range().start == offset && is_same(*it, element))
            });
            if let Some((file, element)) = found {
                return Some(Found { file, element });
            }
        }
        // A report has no places of what is deep inside.
        let outer = self.logged(element.parent()?)?;
        let mut same = outer.element.children().filter(|it| is_same(*it, element));
        let (only, None) = (same.next()?, same.next()) else {
            return None;
        };
        Some(Found {
            file: outer.file,
            element: only,
        })
    }

    /// The place of what `span` covers of the attribute `name` of `element`.
    fn attribute(
        &self,
        element: Element<'_>,
        namespace: Option<&str>,
        name: &str,
        span: &Range<usize>,
    ) -> Option<(&Arc<SourceFile>, Range<usize>)> {
        let get = |element: Element<'_>| {
            let mut all = element.attributes();
            all.find(|(other, local, _)| (*other, *local) == (namespace, name))
                .map(|(.., attribute)| {
                    let (whole, value) = (attribute.range.clone(), attribute.value_range());
                    (whole, value, attribute.value.to_owned())
                })
        };
        let (whole, inside, value) = get(element)?;
        let covered = &self.merged.file.text[span.clone()];
        let part = |file: &Arc<SourceFile>, own: (Range<usize>, Range<usize>, String)| {
            if *span == whole {
                return own.0;
            }
            let value = &file.text[own.1.clone()];
            let mut found = value.match_indices(covered);
            match (found.next(), found.next()) {
                (Some((at, _)), None) if *span != inside => {
                    own.1.start + at..own.1.start + at + covered.len()
                }
                _ => own.1,
            }
        };
        let found = self.element(element);
        if let Some(found) = found
            && let Some(own) = get(found.element)
            && is_value(&own.2, &value, name)
        {
            return Some((found.file, part(found.file, own)));
        }
        for place in self.places(element, Some((namespace, name))) {
            let found = self.at(place, |doc, offset| {
                let mut all = doc.root().descendants();
                all.find_map(|it| {
                    get(it).filter(|own| own.0.start == offset && is_value(&own.2, &value, name))
                })
            });
            if let Some((file, own)) = found {
                return Some((file, part(file, own)));
            }
        }
        // Old plugins do not log what another source adds to the element: it is of the only one that
        // says so.
        found?;
        let mut all = self.sources.iter().flat_map(|source| {
            let elements = source.doc.root().descendants();
            let same = elements.filter(|it| is_same(*it, element) && it.android("name").is_some());
            let own = same.filter_map(get);
            own.filter(|own| is_value(&own.2, &value, name))
                .map(|own| (source.file, own))
        });
        match (all.next(), all.next()) {
            (Some((file, own)), None) => Some((file, part(file, own))),
            _ => None,
        }
    }
}

fn add_reason(finding: &mut Finding, note: String) {
    let reason = match finding.reason.take() {
        Some(reason) => format!("{reason}\n{note}"),
        None => note,
    };
    finding.reason = Some(reason.into());
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The part of `source` that `span` is of `merged`: the name in its tag, the tag, all of it, or a
/// text inside.
fn same_part(
    merged: (Element<'_>, &str),
    source: (Element<'_>, &str),
    span: &Range<usize>,
) -> Range<usize> {
    let ((merged, merged_text), (source, text)) = (merged, source);
    if *span == merged.start_tag() {
        return source.start_tag();
    }
    if *span == merged.range() {
        return source.range();
    }
    if *span == merged.tag_range() {
        return source.tag_range();
    }
    let inside = &merged_text[span.clone()];
    if let Some(same) = source.texts().find(|range| text[range.clone()] == *inside) {
        return same;
    }
    // Such as a namespace's declaration.
    let tag = source.start_tag();
    let mut found = text[tag.clone()].match_indices(inside);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => tag.start + at..tag.start + at + inside.len(),
        _ => source.tag_range(),
    }
}

/// Whether a report means `element` by `key`, in which it may have left placeholders.
fn is_key(key: &str, element: Element<'_>) -> bool {
    match (key.split_once('#'), element.android("name")) {
        (Some((tag, name)), Some(found)) => tag == element.tag() && is_name(name, found.value),
        // There is one, whatever class it names.
        (None, _) => key == element.tag(),
        (Some(_), None) => false,
    }
}

/// Whether the merger may have made `merged` of `source`: it fills in placeholders and writes names
/// of classes in full.
fn is_same(source: Element<'_>, merged: Element<'_>) -> bool {
    if source.tag() != merged.tag() || source.tag().is_empty() {
        return false;
    }
    if matches!(source.tag(), "intent-filter" | "intent") {
        let (one, other) = (FilterKey::of(source).actions, FilterKey::of(merged).actions);
        let has = |action: &String| other.iter().any(|it| is_name(action, it));
        return one.len() == other.len() && one.iter().all(has);
    }
    match (source.android("name"), merged.android("name")) {
        (Some(one), Some(other)) => is_name(one.value, other.value),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn is_value(source: &str, merged: &str, name: &str) -> bool {
    source == merged || source.contains("${") || (name == "name" && is_name(source, merged))
}

fn is_name(source: &str, merged: &str) -> bool {
    if source == merged {
        return true;
    }
    match source.rsplit_once('}') {
        Some((_, rest)) => merged.ends_with(rest),
        None if source.starts_with('.') => merged.ends_with(source),
        None => !source.contains('.') && merged.ends_with(&format!(".{source}")),
    }
}
