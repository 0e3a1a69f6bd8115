//! Which releases an SDK in use may be where nothing tells the one, and what holds for all of them.

use super::module::App;
use super::vendors::InUse;
use crate::catalogue::Vendor;
use crate::catalogue::schema::{Delivery, Fact, Necessity};
use crate::requirement::Kind;
use crate::version::{Gate, Version};

/// The releases that an SDK may be, each in one delivery, the oldest first.
pub(super) struct Releases<'v> {
    vendor: &'v Vendor,
    all: Vec<(Version, Delivery)>,
}

/// Why something is not the app's to declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftOver {
    /// The AAR declares it.
    InAar,
    /// No release that it may be has it any more.
    Gone,
}

/// The entries of `vendor`, those of one name together.
pub(super) fn entries(vendor: &Vendor) -> Vec<(Kind, Vec<&Fact>)> {
    let mut groups: Vec<(Kind, Vec<&Fact>)> = Vec::new();
    for (table, facts) in vendor.facts() {
        let Some(kind) = Kind::of_table(table) else {
            continue;
        };
        for fact in facts {
            let same = |(other, group): &&mut (Kind, Vec<&Fact>)| {
                *other == kind && group.first().is_some_and(|first| first.name == fact.name)
            };
            match groups.iter_mut().find(same) {
                Some((_, group)) => group.push(fact),
                None => groups.push((kind, vec![fact])),
            }
        }
    }
    groups
}

impl<'v> Releases<'v> {
    /// What `in_use` may be, as far as the spec or the build tells.
    pub(super) fn of(in_use: &InUse<'v>) -> Self {
        let vendor = in_use.vendor;
        let deliveries = |version: &Version| match in_use.delivery {
            Some(only) if in_use.version.is_some() => vec![only],
            Some(only) => {
                let mut known = vendor.delivery.of(version);
                known.retain(|delivery| *delivery == only);
                known
            }
            None => vendor.delivery.of(version),
        };
        let versions = match &in_use.version {
            Some(version) => std::slice::from_ref(version),
            None => vendor.releases.as_slice(),
        };
        let pairs = versions.iter().flat_map(|version| {
            let deliveries = deliveries(version).into_iter();
            deliveries.map(move |delivery| (version.clone(), delivery))
        });
        Self {
            vendor,
            all: pairs.collect(),
        }
    }

    /// Those of them that have the app declare something by each of `groups`.
    pub(super) fn asking_for(mut self, groups: &[Vec<&Fact>]) -> Self {
        self.all.retain(|(version, delivery)| {
            groups.iter().all(|twins| {
                twins.iter().any(|twin| {
                    twin.necessity > Necessity::Obsolete
                        && twin.terms().concerns_app(version, *delivery)
                })
            })
        });
        self
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What they require of the app: the entries of one name that say so, and whether every one of
    /// them does. Some of the oldest may not yet, as long as they are few.
    pub(super) fn required(&self, app: &App) -> Vec<(Kind, Vec<&'v Fact>, bool)> {
        let groups = entries(self.vendor).into_iter();
        groups
            .filter_map(|(kind, twins)| {
                let (requiring, by_all) = self.requiring(&twins, app)?;
                Some((kind, requiring, by_all))
            })
            .collect()
    }

    fn requiring(&self, twins: &[&'v Fact], app: &App) -> Option<(Vec<&'v Fact>, bool)> {
        let mut requiring: Vec<&'v Fact> = Vec::new();
        let mut without = 0;
        for (version, delivery) in &self.all {
            let holds = |twin: &&&'v Fact| {
                twin.necessity == Necessity::Required
                    && twin.terms().concerns_app(version, *delivery)
                    && is_met(&twin.when.target_sdk, app.target_sdk)
                    && is_met(&twin.when.min_sdk, app.min_sdk)
            };
            match twins.iter().find(holds) {
                Some(twin) if !requiring.iter().any(|it| std::ptr::eq(*it, *twin)) => {
                    requiring.push(twin);
                }
                Some(_) => {}
                // One without after one with: it was dropped again.
                None if !requiring.is_empty() => return None,
                None => without += 1,
            }
        }
        let is_rule = !requiring.is_empty() && without * 10 <= self.all.len();
        is_rule.then_some((requiring, without == 0))
    }

    /// Those of `twins` that hold for one of them, for the app or in the AAR.
    pub(super) fn holding<'f>(&self, twins: &[&'f Fact]) -> Vec<&'f Fact> {
        let holds = |twin: &Fact| {
            self.all
                .iter()
                .any(|(version, _)| twin.versions.contains(version))
        };
        twins.iter().copied().filter(|twin| holds(twin)).collect()
    }

    /// Why the app must not declare what `twins` are about, if that is so whichever it is.
    pub(super) fn left_over(&self, twins: &[&Fact]) -> Option<LeftOver> {
        let any = |holds: &dyn Fn(&Fact, &Version, Delivery) -> bool| {
            self.all
                .iter()
                .any(|(version, delivery)| twins.iter().any(|twin| holds(twin, version, *delivery)))
        };
        let is_asked = |twin: &Fact, version: &Version, delivery| {
            let terms = twin.terms();
            twin.necessity > Necessity::Obsolete
                && (terms.concerns_app(version, delivery)
                    || terms.may_have_ended(version)
                    || terms.may_begin_before(version, delivery))
        };
        if self.all.is_empty() || any(&is_asked) {
            return None;
        }
        if any(&|twin, version, delivery| {
            delivery == Delivery::Aar && twin.terms().is_in_aar(version)
        }) {
            return Some(LeftOver::InAar);
        }
        let has_ended = |version: &Version| {
            let ended = |twin: &&Fact| twin.versions.until.as_ref().is_some_and(|it| it <= version);
            twins.iter().all(ended)
        };
        let all_ended = self.all.iter().all(|(version, _)| has_ended(version));
        all_ended.then_some(LeftOver::Gone)
    }
}

/// Whether a gate on the app is known to be open.
fn is_met(gate: &Gate<u32>, level: Option<u32>) -> bool {
    gate.is_unbounded() || level.is_some_and(|level| gate.contains(&level))
}
