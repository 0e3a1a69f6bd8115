//! Which SDKs a module has, and what they ask of it: from its spec, else from what its Gradle
//! scripts bring in, else from what its manifest has of them.

use std::sync::Arc;

use super::Knowledge;
use super::module::{App, Manifest};
use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Delivery, Necessity, ParameterKind};
use crate::finding::{Code, Finding};
use crate::inventory::{Evidence, Inventory, Kind as EvidenceKind, Place, Verdict, as_listed};
use crate::manifest::identity;
use crate::requirement::{Kind, MetaValue};
use crate::resolve::{Resolution, resolve};
use crate::source::SourceFile;
use crate::spec::{self, Located, Output, Spec, Substitution, Value, VendorSpec};
use crate::version::Version;

/// An SDK that a module has.
pub struct InUse<'a> {
    /// The vendor.
    pub vendor: &'a Vendor,
    /// The release, where something tells.
    pub version: Option<Version>,
    /// How it comes, where something tells.
    pub delivery: Option<Delivery>,
    /// What tells that the module has it.
    pub known_from: KnownFrom,
    /// The place that says so, where it is in a text.
    pub place: Option<Place>,
}

/// What tells that a module has an SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownFrom {
    /// The spec.
    Spec,
    /// A dependency of its own.
    Dependency,
    /// An aggregator's package, which brings its own declarations.
    Bundle,
    /// Elements of the manifest.
    Manifest,
}

/// What some SDKs ask of a module, and who says that they are in it.
pub(super) struct Asked {
    /// The file that `resolution` refers to.
    pub(super) file: Arc<SourceFile>,
    pub(super) resolution: Resolution,
    /// Whether what is missing in the manifest may come from elsewhere.
    pub(super) absence_is_open: bool,
    /// Whether it is what one release asks for, not what all of them have in common.
    pub(super) is_of_release: bool,
    /// Whether a component may, whatever else does not.
    pub(super) components_are_open: bool,
}

/// What a project itself has to do with an SDK.
pub(super) struct ByHand {
    /// Whether a manifest has something of it, or a source.
    pub(super) somehow: bool,
    /// Whether a component is among it. An aggregator leaves ids to the app, and no component.
    pub(super) with_components: bool,
}

/// Stands for a value that only the app knows. It fits every grammar; nothing that a person
/// writes equals it.
const STAND_IN: &str = "707795700000000001";

/// Stands for a namespace that nothing tells.
const NAMESPACE: &str = "com.example.namespace";

/// What the SDKs of `spec` ask for, and what is wrong with how it asks. Values that cannot be
/// looked up here are taken as they are in the manifest.
pub(super) fn of_spec(
    spec: &mut Spec,
    knowledge: &Knowledge,
    inventory: &Inventory<'_>,
    lookup: &dyn Fn(&Value) -> Result<String, String>,
) -> (Resolution, Vec<Finding>) {
    let mut findings = Vec::new();
    let file = Arc::clone(&spec.file);
    let ids = || knowledge.vendors().iter().map(|vendor| vendor.id.as_str());
    spec.vendors.retain(|asked| {
        let is_known = knowledge.vendor(&asked.id).is_some();
        if !is_known {
            let finding = crate::catalogue::unknown_vendor(ids(), &asked.id, Code::SPEC_INVALID);
            findings.push(finding.at(&file, asked.span.clone(), "not in the catalogue"));
        }
        is_known
    });
    let vendors: Vec<&Vendor> = spec
        .vendors
        .iter()
        .filter_map(|asked| knowledge.vendor(&asked.id))
        .collect();
    findings.extend(crate::inventory::settle(inventory, spec, &vendors));
    let known_or_open = |value: &Value| Ok(lookup(value).unwrap_or_else(|_| STAND_IN.to_owned()));
    let (mut resolution, found) = resolve(spec, &vendors, &known_or_open);
    // The rules look at the levels themselves, with and without a spec.
    let levels = [Code::SDK_TOO_OLD_FOR_TARGET, Code::MIN_SDK_BELOW_VENDOR];
    findings.extend(found.into_iter().filter(|it| !levels.contains(&it.code)));
    open_values(&mut resolution);
    (resolution, findings)
}

/// The SDKs of `spec`.
pub(super) fn in_spec<'a>(spec: &Spec, knowledge: &'a Knowledge) -> Vec<InUse<'a>> {
    let in_use = spec.vendors.iter().filter_map(|asked| {
        let vendor = knowledge.vendor(&asked.id)?;
        let version = asked.sdk.as_ref().map(|sdk| sdk.value.clone());
        let delivery = asked.delivery.as_ref().map(|it| it.value).or_else(|| {
            match vendor.delivery.of(version.as_ref()?).as_slice() {
                [only] => Some(*only),
                _ => None,
            }
        });
        let span = asked
            .sdk
            .as_ref()
            .map_or(asked.span.clone(), |sdk| sdk.span.clone());
        Some(InUse {
            vendor,
            version,
            delivery,
            known_from: KnownFrom::Spec,
            place: Some(Place {
                file: Arc::clone(&spec.file),
                span,
            }),
        })
    });
    in_use.collect()
}

/// The SDKs that the Gradle scripts bring in, with what they ask for where the release is known.
/// `by_hand` says whether the project itself has to do with a vendor's SDK: a library may do so in
/// its place, and have in its own manifest what an AAR leaves to the app.
pub(super) fn in_build<'a>(
    knowledge: &'a Knowledge,
    inventory: &Inventory<'_>,
    app: &App,
    main: Option<&Manifest<'_>>,
    by_hand: &dyn Fn(&Vendor) -> ByHand,
) -> (Vec<InUse<'a>>, Vec<Asked>) {
    let mut in_use = Vec::new();
    let mut asked = Vec::new();
    for vendor in knowledge.vendors() {
        let evidence = inventory.evidence(vendor);
        let Some(first) = evidence.first().cloned() else {
            continue;
        };
        let found = match Verdict::of(evidence) {
            Verdict::Found(found) => Some(found),
            _ => None,
        };
        let version = found
            .as_ref()
            .and_then(|found| found.version.as_ref().ok())
            .map(|version| as_listed(vendor, version));
        let told = found.unwrap_or(first);
        let delivery =
            told.delivery
                .or_else(|| match vendor.delivery.of(version.as_ref()?).as_slice() {
                    [only] => Some(*only),
                    _ => None,
                });
        if let (Some(version), Some(main)) = (&version, main) {
            let mut it = ask(vendor, version, delivery, &told, app, main);
            let by_hand = by_hand(vendor);
            let is_jar = delivery == Some(Delivery::Jar);
            it.absence_is_open |= app.is_library || !(is_jar || by_hand.somehow);
            it.components_are_open = !(is_jar || by_hand.with_components);
            asked.push(it);
        }
        in_use.push(InUse {
            vendor,
            version,
            delivery,
            known_from: match told.kind {
                EvidenceKind::Bundle => KnownFrom::Bundle,
                _ => KnownFrom::Dependency,
            },
            place: told.place,
        });
    }
    (in_use, asked)
}

/// What `version` of `vendor`'s SDK asks for, without a spec.
fn ask(
    vendor: &Vendor,
    version: &Version,
    delivery: Option<Delivery>,
    evidence: &Evidence,
    app: &App,
    main: &Manifest<'_>,
) -> Asked {
    let (file, span) = match &evidence.place {
        Some(place) => (Arc::clone(&place.file), place.span.clone()),
        None => (Arc::clone(main.file), 0..0),
    };
    let located = |value: Value| Located::new(value, span.clone());
    let namespace = app.namespace.as_deref().unwrap_or(NAMESPACE);
    let unknown = app.names.namespace.as_str();
    let own_class = |key: &str| {
        let class = class_for(vendor, key, main)?;
        Some(class.replace(unknown, namespace))
    };
    let values = vendor.parameters.iter().map(|parameter| {
        let value = match parameter.kind {
            ParameterKind::Long => Value::Integer(1),
            ParameterKind::String => Value::Text(STAND_IN.to_owned()),
            ParameterKind::Class => {
                Value::Text(own_class(&parameter.key).unwrap_or_else(|| ".PushReceiver".into()))
            }
        };
        let key = Located::new(parameter.key.clone(), span.clone());
        (key, located(value))
    });
    let spec = Spec {
        file: Arc::clone(&file),
        app: spec::App {
            application_id: app.names.application_id.clone(),
            namespace: namespace.to_owned(),
            substitution: Substitution::Placeholder,
            // What only some levels ask for is not asked for where the level is unknown.
            min_sdk: app.min_sdk.or(Some(1)),
            target_sdk: app.target_sdk.or(Some(1)),
            include: Necessity::Required,
        },
        output: Output::unused(),
        catalogue: None,
        vendors: vec![VendorSpec {
            id: vendor.id.clone(),
            span: span.clone(),
            sdk: Some(Located::new(version.clone(), span.clone())),
            auto: None,
            unlisted: true,
            delivery: Some(Located::new(
                delivery.unwrap_or(Delivery::Aar),
                span.clone(),
            )),
            include: None,
            values: values.collect(),
        }],
        click: None,
        constants: Vec::new(),
        variants: Vec::new(),
        lint: spec::LintSettings::default(),
    };
    let nothing = |_: &Value| Err(String::new());
    let (mut resolution, _) = resolve(&spec, &[vendor], &nothing);
    open_values(&mut resolution);
    for requirement in &mut resolution.requirements {
        requirement.name = requirement.name.replace(NAMESPACE, unknown);
    }
    if evidence.kind == EvidenceKind::Bundle {
        // Nobody knows what an aggregator leaves of the vendor's own manifest.
        resolution.remnants.clear();
    }
    Asked {
        file,
        resolution,
        absence_is_open: delivery.is_none() || evidence.kind == EvidenceKind::Bundle,
        is_of_release: true,
        components_are_open: false,
    }
}

/// The app's own class that answers to the actions of the entry whose name is `${key}`.
fn class_for(vendor: &Vendor, key: &str, main: &Manifest<'_>) -> Option<String> {
    for (table, facts) in vendor.facts() {
        let kind = Kind::of_table(table)?;
        let of_key = facts
            .iter()
            .filter(|fact| parameters(&fact.name).any(|name| name == key));
        let actions: Vec<&String> = of_key
            .flat_map(|fact| &fact.filters)
            .flat_map(|filter| &filter.actions)
            .collect();
        let answers = main.components().find(|element| {
            element.tag() == kind.tag()
                && identity::actions(*element)
                    .iter()
                    .any(|action| actions.contains(&action))
        });
        if let Some(class) = answers.and_then(|element| main.class(element)) {
            return Some(class);
        }
    }
    None
}

/// Marks the values that only the app knows.
fn open_values(resolution: &mut Resolution) {
    let taken = std::mem::take(&mut resolution.confidential).into_iter();
    let (unknown, known): (Vec<_>, Vec<_>) = taken.partition(|(value, _)| value == STAND_IN);
    resolution.confidential = known;
    resolution.unknown = unknown.into_iter().map(|(_, source)| source).collect();
    let open = |value: &mut MetaValue| {
        if value.text.contains(STAND_IN) {
            value.is_known = false;
            value.raw = "…".to_owned();
        }
    };
    for requirement in &mut resolution.requirements {
        requirement.value.iter_mut().for_each(open);
        for (_, value) in &mut requirement.meta_data {
            open(value);
        }
    }
}

/// The vendors that `manifest` has something of, beside those `known`.
pub(super) fn in_manifest<'a>(
    knowledge: &'a Knowledge,
    manifest: &Manifest<'_>,
    known: &[InUse<'a>],
) -> Vec<InUse<'a>> {
    let mut in_use: Vec<InUse<'a>> = Vec::new();
    for element in manifest.elements() {
        let parent = element.parent().map(|parent| parent.tag());
        let Some(kind) = Kind::of(element.tag(), parent.filter(|tag| *tag != "manifest")) else {
            continue;
        };
        let Some(name) = element.android("name") else {
            continue;
        };
        for entry in knowledge.entries(kind, name.value) {
            let is_new = |in_use: &InUse<'_>| in_use.vendor.id != entry.vendor.id;
            if entry.is_telling() && known.iter().all(is_new) && in_use.iter().all(is_new) {
                in_use.push(InUse {
                    vendor: entry.vendor,
                    version: None,
                    delivery: None,
                    known_from: KnownFrom::Manifest,
                    place: Some(Place {
                        file: Arc::clone(manifest.file),
                        span: name.value_range(),
                    }),
                });
            }
        }
    }
    in_use
}

/// What every release of `vendor` asks for alike, of what is there: for an SDK whose release
/// nobody tells.
pub(super) fn certain(vendor: &Vendor, file: &Arc<SourceFile>) -> Asked {
    Asked {
        file: Arc::clone(file),
        resolution: Resolution {
            requirements: super::certain::requirements(vendor),
            ..Resolution::default()
        },
        absence_is_open: true,
        is_of_release: false,
        components_are_open: true,
    }
}

impl InUse<'_> {
    /// `Xiaomi Mi Push 3.6.12`, or the name alone.
    pub fn shown(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.vendor.name),
            None => self.vendor.name.clone(),
        }
    }
}
