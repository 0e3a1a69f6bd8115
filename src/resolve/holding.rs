//! Which facts hold for one release in one delivery, which no longer do, and how sure that is.

use super::{Resolver, Scope, origin};
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Delivery, Fact, Necessity, Terms, Vendor, When, for_app};
use crate::finding::{Code, Finding};
use crate::requirement::{Kind, Origin, Remnant};
use crate::spec::{Located, VendorSpec};
use crate::version::{Gate, Version};

impl Resolver<'_> {
    /// The delivery of the release in use; `None` where nothing tells, which is reported.
    pub(super) fn delivery(
        &mut self,
        asked: &VendorSpec,
        sdk: &Located<Version>,
        vendor: &Vendor,
    ) -> Option<Delivery> {
        let known = vendor.delivery.of(&sdk.value);
        if let Some(stated) = &asked.delivery {
            if let [other] = known.as_slice()
                && *other != stated.value
            {
                let finding = Finding::warning(
                    Code::SPEC_INVALID,
                    format!(
                        "{} {} is only known as {}",
                        vendor.name,
                        sdk.value,
                        other.in_words()
                    ),
                )
                .at(self.file(), stated.span.clone(), "woven as this says")
                .help("delete the line, unless the SDK was repacked");
                self.findings.push(finding);
            }
            return Some(stated.value);
        }
        match known.as_slice() {
            [only] => Some(*only),
            [] => Some(Delivery::Jar),
            _ => {
                self.invalid(
                    format!("{} {} comes as a JAR and as an AAR", vendor.name, sdk.value),
                    sdk.span.clone(),
                    "the version does not tell which",
                    "add `delivery = \"jar\"` or `delivery = \"aar\"`, whichever is in the app",
                );
                None
            }
        }
    }

    /// Warns of levels that the SDK was not made for.
    pub(super) fn floors(&mut self, sdk: &Located<Version>, vendor: &Vendor) {
        let app = &self.spec.app;
        let too_old = vendor
            .target_sdks
            .iter()
            .filter(|floor| app.target_sdk.is_some_and(|target| target >= floor.level))
            .filter(|floor| sdk.value < floor.needs)
            .max_by_key(|floor| floor.level);
        if let Some(floor) = too_old {
            let finding = Finding::warning(
                Code::SDK_TOO_OLD_FOR_TARGET,
                format!("{} {} is too old for the targetSdk", vendor.name, sdk.value),
            )
            .at(
                self.file(),
                sdk.span.clone(),
                format!("target SDK {} needs {} or newer", floor.level, floor.needs),
            )
            .help(
                floor
                    .why
                    .note
                    .clone()
                    .unwrap_or_else(|| "upgrade the SDK".into()),
            );
            self.findings.push(finding);
        }
        let too_low = vendor.min_sdks.iter().find(|floor| {
            floor.versions.contains(&sdk.value) && app.min_sdk.is_some_and(|min| min < floor.level)
        });
        if let Some(floor) = too_low {
            let finding = Finding::warning(
                Code::MIN_SDK_BELOW_VENDOR,
                format!("{} {} needs minSdk {}", vendor.name, sdk.value, floor.level),
            )
            .at(self.file(), sdk.span.clone(), "the app's minSdk is lower")
            .help("raise the app's minSdk: the manifest merger refuses a library that needs more");
            self.findings.push(finding);
        }
    }

    fn is_open(&self, when: &When) -> bool {
        let app = &self.spec.app;
        let open =
            |gate: &Gate<u32>, level: Option<u32>| level.is_none_or(|level| gate.contains(&level));
        open(&when.target_sdk, app.target_sdk) && open(&when.min_sdk, app.min_sdk)
    }

    /// The places of what holds for the app, among entries that each have an identity. What may
    /// hold, because its boundary is only known as a bracket, does; it is noted in `uncertain`.
    pub(super) fn holding(
        &self,
        entries: &[(&str, Terms<'_>)],
        scope: &Scope<'_>,
        uncertain: &mut Vec<String>,
    ) -> Vec<usize> {
        let mut holding = for_app(entries, scope.version, scope.delivery);
        holding.retain(|at| {
            let (_, terms) = &entries[*at];
            terms.necessity >= scope.least && self.is_open(terms.when)
        });
        for at in &holding {
            let (name, terms) = &entries[*at];
            let continued = || {
                entries.iter().any(|(other, next)| {
                    other == name
                        && next.necessity >= scope.least
                        && next.versions.since == terms.versions.until
                })
            };
            let has_begun = terms.versions.contains(scope.version);
            if !has_begun || (terms.may_have_ended(scope.version) && !continued()) {
                uncertain.push((*name).to_owned());
            }
        }
        holding
    }

    /// What of `facts` should not be in the app's manifest.
    pub(super) fn remnants(&mut self, kind: Kind, facts: &[Fact], scope: &Scope<'_>) {
        let (version, delivery) = (scope.version, scope.delivery);
        let is_component = kind.is_component();
        let mut seen: Vec<&str> = Vec::new();
        for fact in facts {
            if seen.contains(&fact.name.as_str()) {
                continue;
            }
            let names_class = parameters(&fact.name).next().is_some();
            let twins = || facts.iter().filter(|other| other.name == fact.name);
            let in_app = twins().any(|twin| {
                twin.necessity > Necessity::Obsolete && twin.terms().concerns_app(version, delivery)
            });
            let in_aar =
                delivery == Delivery::Aar && twins().any(|twin| twin.terms().is_in_aar(version));
            let ended = twins()
                .filter(|twin| {
                    twin.versions
                        .until
                        .as_ref()
                        .is_some_and(|until| until <= version)
                })
                .max_by_key(|twin| twin.versions.until.clone());
            let obsolete = twins().find(|twin| {
                twin.necessity == Necessity::Obsolete
                    && twin.terms().concerns_app(version, delivery)
            });
            let (about, code, reason) = match (obsolete, ended) {
                _ if in_app => continue,
                _ if in_aar && (is_component || kind == Kind::Permission) => (
                    fact,
                    Code::LEFT_WITH_AAR,
                    "the AAR declares it itself".to_owned(),
                ),
                (Some(obsolete), _) => {
                    let note = obsolete.why.note.clone().unwrap_or_default();
                    (obsolete, Code::OBSOLETE_COMPONENT, note)
                }
                (None, Some(ended)) if is_component && !in_aar => {
                    let until = ended.versions.until.as_ref().unwrap_or(version);
                    let reason = format!("no release since {until} has it");
                    (ended, Code::OBSOLETE_COMPONENT, reason)
                }
                _ => continue,
            };
            seen.push(&fact.name);
            let actions = twins().flat_map(|twin| &twin.filters);
            let actions = actions.flat_map(|filter| &filter.actions);
            self.resolution.remnants.push(Remnant {
                kind,
                name: (!names_class).then(|| fact.name.clone()),
                actions: actions.filter(|_| names_class).cloned().collect(),
                code,
                reason,
                origin: Origin {
                    note: None,
                    ..origin(&about.versions, &about.why, scope)
                },
            });
        }
    }

    /// Meta-data whose value is another at each release, and not known at this one.
    pub(super) fn unknown_value(&mut self, name: &str, scope: &Scope<'_>) {
        let (vendor, version) = (scope.vendor, scope.version);
        let finding = Finding::warning(
            Code::VERSION_UNCERTAIN,
            format!(
                "nobody looked what `{name}` is in {} {version}",
                vendor.name
            ),
        )
        .at(self.file(), scope.asked.span.clone(), "left out")
        .help("copy the meta-data from the manifest of the SDK's AAR, or from its document");
        self.findings.push(finding);
    }

    pub(super) fn warn_of_uncertainty(
        &mut self,
        sdk: &Located<Version>,
        uncertain: &[String],
        scope: &Scope<'_>,
    ) {
        let vendor = scope.vendor;
        let bounds = vendor.delivery.why.bounds.as_ref();
        let bracket = bounds.and_then(|bounds| bounds.since.as_ref());
        let unknown_delivery = scope.asked.delivery.is_none()
            && bracket.is_some_and(|(last, first)| *last < sdk.value && sdk.value < *first);
        if unknown_delivery {
            let finding = Finding::warning(
                Code::VERSION_UNCERTAIN,
                format!(
                    "nobody looked whether {} {} comes as a JAR or as an AAR",
                    vendor.name, sdk.value
                ),
            )
            .at(
                self.file(),
                sdk.span.clone(),
                format!("woven as for {}", scope.delivery.in_words()),
            )
            .help("add `delivery = \"jar\"` or `delivery = \"aar\"`, whichever is in the app");
            self.findings.push(finding);
        }
        if uncertain.is_empty() {
            return;
        }
        let names: Vec<String> = uncertain.iter().map(|name| format!("`{name}`")).collect();
        let finding = Finding::warning(
            Code::VERSION_UNCERTAIN,
            format!(
                "nobody looked whether {} {} needs {}",
                vendor.name,
                sdk.value,
                names.join(", ")
            ),
        )
        .at(
            self.file(),
            sdk.span.clone(),
            "between two releases that were looked at",
        )
        .help(
            "it is woven to be on the safe side; use one of the releases on either side to be sure",
        );
        self.findings.push(finding);
    }
}
