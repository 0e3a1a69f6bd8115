//! What weaving would change, as findings: the linter and the patcher cannot disagree, since both
//! compare the same wish with the same manifest.

use std::sync::Arc;

use super::desire::{Desire, Form, Piece, Prepared};
use super::layers::Layer;
use super::ledger::{Ledger, State};
use super::{OnConflict, Wish, describe, desire, index, ledger, remnants};
use crate::catalogue::schema::Necessity;
use crate::finding::{Code, Finding, Fix, Severity, one_of};
use crate::lock::Lock;
use crate::manifest::document::{Element, ManifestDoc};
use crate::manifest::fragment::Fragment;
use crate::manifest::identity::Route;
use crate::manifest::style::Style;
use crate::manifest::surgery::{self, Place};
use crate::requirement::{Kind, Origin, Requirement};
use crate::source::SourceFile;

/// What Android 13 wants an app to request before it shows notifications.
const POST_NOTIFICATIONS: &str = "android.permission.POST_NOTIFICATIONS";

/// One difference between the wish and the manifest.
#[derive(Debug)]
pub struct Drift<'w> {
    /// What it is.
    pub finding: Finding,
    /// What asks for it, where a whole element is missing, which another file of the app may have.
    pub absent: Option<&'w Requirement>,
}

/// How a difference is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// `pushweave apply` does it.
    Apply,
    /// There is no spec: a person writes it.
    ByHand,
    /// The build weaves a manifest of its own: nothing is missing, only what contradicts is wrong.
    Build,
}

/// Every difference between `wish` and `doc`, which is its manifest. Contradictions are reported
/// whatever the wish says about conflicts.
pub fn drift<'w>(doc: &ManifestDoc<'_>, wish: &Wish<'w>, mend: Mend) -> Vec<Drift<'w>> {
    let requirements = wish.requirements;
    let wish = &Wish {
        on_conflict: OnConflict::Report,
        ..*wish
    };
    let prepared: Vec<Prepared<'_>> = wish
        .requirements
        .iter()
        .map(|requirement| Prepared::new(requirement, wish.names))
        .collect();
    let index = index::Index::read(doc, &prepared, wish.remnants, wish.lock, wish.names);
    let ledger = ledger::Ledger::read(doc, &index, wish.lock, wish.names);
    let layers = [Layer::alone(wish, doc, &index, &ledger)];
    let desire = desire::desire(&layers, wish, &prepared);
    let mut report = Report {
        doc,
        wish,
        requirements,
        mend,
        style: Style::observe(doc),
        found: Vec::new(),
    };
    for finding in desire.findings.iter().cloned() {
        let code = report.sharper(&finding);
        report.add(Finding { code, ..finding });
    }
    if mend != Mend::Build {
        report.pieces(&desire, &ledger);
        report.superfluous(&desire, &ledger);
    }
    for finding in remnants::findings(&index, &ledger, &prepared, wish) {
        report.add(finding);
    }
    report.found
}

/// Where the manifest `above`, that of a source set with its own text, contradicts or takes out what
/// `wish` asks for; `main` is the manifest of the wish.
pub fn drift_of_source_set(
    main: &ManifestDoc<'_>,
    (file, above): (&Arc<SourceFile>, &ManifestDoc<'_>),
    wish: &Wish<'_>,
) -> Vec<Finding> {
    let (wish, nothing) = (
        &Wish {
            on_conflict: OnConflict::Report,
            ..*wish
        },
        &Lock::default(),
    );
    let prepared: Vec<Prepared<'_>> = wish
        .requirements
        .iter()
        .map(|requirement| Prepared::new(requirement, wish.names))
        .collect();
    let read = |doc, lock| index::Index::read(doc, &prepared, wish.remnants, lock, wish.names);
    let indexes = [read(above, nothing), read(main, wish.lock)];
    let ledgers = [
        ledger::Ledger::read(above, &indexes[0], nothing, wish.names),
        ledger::Ledger::read(main, &indexes[1], wish.lock, wish.names),
    ];
    let layer = |at: usize, file, doc| Layer {
        file,
        doc,
        index: &indexes[at],
        ledger: &ledgers[at],
    };
    let layers = [layer(0, file, above), layer(1, wish.manifest, main)];
    let mut findings = desire::desire(&layers, wish, &prepared).findings;
    findings.retain(|finding| {
        let place = finding.labels.first();
        place.is_some_and(|place| Arc::ptr_eq(&place.file, file))
    });
    findings
}

struct Report<'a, 'w, 'r> {
    doc: &'a ManifestDoc<'a>,
    wish: &'a Wish<'w>,
    requirements: &'r [Requirement],
    mend: Mend,
    style: Style,
    found: Vec<Drift<'r>>,
}

impl Report<'_, '_, '_> {
    fn add(&mut self, finding: Finding) {
        self.found.push(Drift {
            finding,
            absent: None,
        });
    }

    /// The kind of a contradiction. A provider that is open to all is worse than a wrong flag.
    fn sharper(&self, finding: &Finding) -> Code {
        let is_provider = finding.labels.first().is_some_and(|label| {
            self.doc.root().descendants().any(|element| {
                let exported = element.android("exported");
                element.tag() == "provider" && exported.is_some_and(|it| it.range == label.span)
            })
        });
        match finding.code {
            Code::WRONG_COMPONENT_FLAG if is_provider => Code::PROVIDER_OVEREXPOSED,
            code => code,
        }
    }

    fn pieces(&mut self, desire: &Desire<'_>, ledger: &Ledger<'_>) {
        let woven = describe::woven(ledger, self.wish.names);
        for piece in &desire.pieces {
            match woven.get(&piece.identity) {
                Some(digest) if *digest == piece.digest => {}
                Some(_) => self.outdated(piece),
                None => self.missing(piece),
            }
        }
    }

    /// Something woven that the wish now has in another form.
    fn outdated(&mut self, piece: &Piece<'_>) {
        let what = describe::describe(piece);
        let message = format!("{what} was woven for another spec");
        let target = self.wish.names.find(self.doc, piece.target());
        let span = target.map_or(0..0, Element::tag_range);
        let finding = Finding::warning(Code::GENERATED_DRIFT, message)
            .at(self.wish.manifest, span, "out of date in here")
            .help("run `pushweave apply`");
        let finding = self.because(finding, &piece.requirement.origins[0], "it");
        self.add(finding);
    }

    fn missing(&mut self, piece: &Piece<'_>) {
        match &piece.form {
            Form::Element { parent, fragment } => self.missing_element(piece, parent, fragment),
            Form::Attribute {
                route, name, value, ..
            } => self.missing_attribute(piece.requirement, route, name, value),
        }
    }

    fn missing_element(&mut self, piece: &Piece<'_>, parent: &Route, fragment: &Fragment) {
        let requirement = piece.requirement;
        // Its absence is a finding of its own already.
        if requirement.expected && fragment.tag == requirement.kind.tag() {
            return;
        }
        let whole = fragment.tag == requirement.kind.tag() && parent.0.len() < 2;
        let code = if whole {
            absence(requirement)
        } else if requirement.expected {
            Code::CLICK_TARGET
        } else if fragment.tag == "meta-data" {
            Code::META_DATA_MISSING
        } else {
            Code::INTENT_ACTION_MISSING
        };
        let holder = match self.wish.names.find(self.doc, parent) {
            Some(element) if !whole => element,
            _ => self.holder(requirement.kind),
        };
        let severity = match requirement.necessity {
            Necessity::Required if code != Code::CLICK_TARGET => Severity::Error,
            _ => Severity::Warning,
        };
        let message = self.absence_in_words(piece, fragment, whole);
        let place = holder
            .android("name")
            .filter(|_| !whole)
            .map_or_else(|| holder.tag_range(), |name| name.value_range());
        let finding =
            Finding::new(code, severity, message).at(self.wish.manifest, place, "not in here");
        let mut finding =
            self.because(finding, &requirement.origins[0], "it")
                .help(match self.mend {
                    Mend::Apply | Mend::Build => "run `pushweave apply`, which adds it".to_owned(),
                    Mend::ByHand => format!("add\n{}", self.text(fragment)),
                });
        if self.mend == Mend::ByHand && !is_apps_to_fill_in(requirement, whole) {
            finding.fix = self
                .insertion(holder, fragment, describe::describe(piece))
                .map(Box::new);
        }
        let is_it = |other: &&Requirement| std::ptr::eq(*other, requirement);
        self.found.push(Drift {
            finding,
            absent: self.requirements.iter().find(is_it).filter(|_| whole),
        });
    }

    fn absence_in_words(&self, piece: &Piece<'_>, fragment: &Fragment, whole: bool) -> String {
        let requirement = piece.requirement;
        let tag = requirement.kind.tag();
        let mut demanded = requirement.filters.iter().flat_map(|it| &it.actions);
        // Nobody has said yet what the app's class is called.
        let is_unnamed = whole && requirement.names_app_class && self.mend == Mend::ByHand;
        if let Some(action) = demanded.clone().next().filter(|_| is_unnamed) {
            return format!("no {tag} answers to `{action}`");
        }
        let target = self.wish.names.find(self.doc, piece.target());
        let name = target.and_then(|element| Some(element.android("name")?.value));
        let (Some(name), "intent-filter") = (name, fragment.tag.as_str()) else {
            return format!("{} is missing", describe::describe(piece));
        };
        let named = |tag: &'static str| {
            let children = fragment.children().filter(move |it| it.tag == tag);
            children.filter_map(|it| it.android("name"))
        };
        let actions = named("action").filter(|it| demanded.any(|demanded| demanded == it));
        let mut message = format!("{tag} `{name}` does not answer to {}", one_of(actions));
        if let Some(category) = named("category").next() {
            message.push_str(&format!(" in the category `{category}`"));
        }
        message
    }

    /// What writes `fragment` into `holder`, where that is one edit.
    fn insertion(&self, holder: Element<'_>, fragment: &Fragment, what: String) -> Option<Fix> {
        let is_queries = matches!(fragment.tag.as_str(), "intent" | "package");
        let is_beside = matches!(fragment.tag.as_str(), "uses-permission" | "permission");
        if !is_beside && holder.parent().is_none() {
            // There is no `<application>` to hold it.
            return None;
        }
        if surgery::is_closed(holder) || holder.android_prefix().is_none() || is_queries {
            return None;
        }
        let mut same = holder.children().filter(|it| it.tag() == fragment.tag);
        let place = match (same.next_back(), self.doc.application()) {
            (Some(last), _) => Place::After(last),
            (None, Some(application)) if holder.parent().is_none() => Place::Before(application),
            _ => Place::End(holder),
        };
        let edit = surgery::insert(place, fragment, &self.style.at(holder));
        Some(Fix::safe(format!("add {what}")).edit(self.wish.manifest, edit))
    }

    fn missing_attribute(
        &mut self,
        requirement: &Requirement,
        route: &Route,
        name: &str,
        value: &str,
    ) {
        let Some(element) = self.wish.names.find(self.doc, route) else {
            return;
        };
        let is_to_choose = name != "value" && super::agreement::code(name).is_none();
        if self.mend == Mend::ByHand && (is_to_choose || is_default(requirement, element, name)) {
            return;
        }
        let has_filter = element.intent_filters().next().is_some();
        let code = match name {
            "exported" if has_filter => Code::EXPORTED_MISSING,
            "value" => Code::META_DATA_MISSING,
            other => super::agreement::code(other).unwrap_or(Code::WRONG_COMPONENT_FLAG),
        };
        let confidential = requirement
            .value
            .as_ref()
            .filter(|meta| name == "value" && (meta.confidential.is_some() || !meta.is_known));
        let (subject, shown) = match confidential {
            Some(meta) => (name, meta.shown()),
            None => (name, format!("`android:{name}=\"{value}\"`")),
        };
        let named = element.android("name");
        let place = named
            .as_ref()
            .map_or_else(|| element.tag_range(), |name| name.value_range());
        let of = named.map_or(requirement.name.as_str(), |name| name.value);
        let severity = if is_to_choose || is_default(requirement, element, name) {
            Severity::Info
        } else if requirement.necessity != Necessity::Required
            // Up to Android 11, a filter makes a component exported.
            || (name, value, has_filter) == ("exported", "true", true)
        {
            Severity::Warning
        } else {
            Severity::Error
        };
        let mut finding = Finding::new(
            code,
            severity,
            format!("`{of}` has no `android:{subject}`"),
        )
        .at(self.wish.manifest, place, "on this element");
        if confidential.is_none() && element.android_prefix().is_some() {
            let edit = surgery::add_attributes(element, &[(name, value)], &self.style.at(element));
            finding = finding.fix(Fix::safe(format!("add {shown}")).edit(self.wish.manifest, edit));
        }
        let finding = self
            .because(finding, &requirement.origins[0], &shown)
            .help(format!("add {shown}"));
        self.add(finding);
    }

    /// What was woven and the wish no longer asks for.
    fn superfluous(&mut self, desire: &Desire<'_>, ledger: &Ledger<'_>) {
        for (entry, state) in &ledger.elements {
            let State::Pristine(element) = state else {
                continue;
            };
            let route = Route::parse(&entry.route);
            let wished = Route::parse(entry.wished_route());
            let identity = desire::identity(&wished, self.wish.names);
            if !desire.asked.contains_key(&identity) {
                let vendors = entry.vendors.join(", ");
                let shown = describe::shown_route(&route);
                let finding = Finding::warning(
                    Code::GENERATED_DRIFT,
                    format!("{shown} was woven for {vendors}, and is no longer needed"),
                )
                .at(self.wish.manifest, element.tag_range(), "no longer needed")
                .help("run `pushweave apply`, which takes it out");
                self.add(finding);
            }
        }
    }

    /// Adds who asks for it, and why.
    fn because(&self, finding: Finding, origin: &Origin, wanted: &str) -> Finding {
        origin.explain(finding, self.wish.spec, wanted)
    }

    /// The element that holds those of `kind`.
    fn holder(&self, kind: Kind) -> Element<'_> {
        let application = self.doc.application();
        application
            .filter(|_| kind.parent() == Some("application"))
            .unwrap_or_else(|| self.doc.root())
    }

    fn text(&self, fragment: &Fragment) -> String {
        let mut text = String::new();
        fragment.render(&self.style, Some(("\n", "")), &mut text);
        text
    }
}

/// Whether Android takes what is asked for where `element` says nothing.
fn is_default(requirement: &Requirement, element: Element<'_>, name: &str) -> bool {
    let has_filter = || element.intent_filters().next().is_some();
    let asked = requirement.attributes.iter().find(|(it, _)| it == name);
    match (name, asked.map(|(_, value)| value.as_str())) {
        ("enabled", Some("true")) | ("grantUriPermissions", Some("false")) => true,
        ("exported", Some("false")) => !has_filter(),
        _ => false,
    }
}

/// Whether the text of what is missing has a part that only the app knows.
fn is_apps_to_fill_in(requirement: &Requirement, whole: bool) -> bool {
    let children = requirement.meta_data.iter().map(|(_, value)| value);
    let mut values = requirement.value.iter().chain(children);
    (whole && requirement.names_app_class) || values.any(|value| !value.is_known)
}

/// The kind of finding for a whole element that is missing.
fn absence(requirement: &Requirement) -> Code {
    match requirement.kind {
        Kind::UsesPermission if requirement.name == POST_NOTIFICATIONS => {
            Code::POST_NOTIFICATIONS_MISSING
        }
        Kind::UsesPermission => Code::PERMISSION_UNREQUESTED,
        Kind::Permission => Code::PERMISSION_UNDECLARED,
        Kind::QueriesIntent | Kind::QueriesPackage => Code::QUERIES_MISSING,
        Kind::MetaData => Code::META_DATA_MISSING,
        _ => Code::COMPONENT_MISSING,
    }
}
