//! A package that a document or a demo prints is still there, where the app's own belongs.
//!
//! # Why
//!
//! Guides of push SDKs print the package of their demo in permissions, authorities, categories,
//! class names and keep rules, and not always with a comment that says so. What is pasted works in
//! the demo only. The SDK asks for the permission of the running app's own package, so push stays
//! silent; and two apps that declare one permission, or one authority, cannot be installed together,
//! whoever made them.
//!
//! # What you see
//!
//! Nothing in the build. When another app with the same leftovers is on the device, the installer
//! says
//!
//! > `INSTALL_FAILED_DUPLICATE_PERMISSION: Package A attempting to redeclare permission
//! > com.example.gcm.permission.C2D_MESSAGE already owned by B`
//!
//! or
//!
//! > `INSTALL_FAILED_CONFLICTING_PROVIDER: ... Can't install because provider name X (in package Y)
//! > is already used by Z`
//!
//! # Example
//!
//! ```xml fails
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="com.tencent.qcloud.tim.tuikit.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="com.tencent.qcloud.tim.tuikit.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! ```xml passes
//! <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.acme.chat">
//!     <permission
//!         android:name="${applicationId}.permission.MIPUSH_RECEIVE"
//!         android:protectionLevel="signature" />
//!     <uses-permission android:name="${applicationId}.permission.MIPUSH_RECEIVE" />
//! </manifest>
//! ```
//!
//! # Fix
//!
//! Safe where the SDK itself builds the name from the applicationId: `${applicationId}` is written,
//! which the build fills in for each variant. Unsafe for other names, which code may have as a
//! literal. Where the right permission is there as well, deleting the leftover is unsafe, too. Classes,
//! keep rules, constants and the spec are yours to change.
//!
//! # Known problems
//!
//! An app whose applicationId or namespace begins with a package of the list is left alone. Common
//! ones such as `com.example` count only where the app's own name is known. A class that is in the
//! module's sources is no leftover, whatever its package.
//!
//! # References
//!
//! - openhab/openhab-android, issues 32 and 54: two unrelated apps with the permission of one guide
//! - flutter_callkit_incoming, issue 713; DownloadInstaller, issue 6
//! - The documents that the findings name

use std::collections::{HashMap, HashSet};

use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, Severity};
use crate::lint::knowledge::APPLICATION_ID;
use crate::lint::own::place_of;
use crate::lint::samples::{Sample, Samples, elsewhere};
use crate::lint::tools::is_under_node_instruction;
use crate::lint::{Category, Input, Manifest, Module, Remedy, Role, Rule};
use crate::manifest::document::{Attribute, Element};
use crate::manifest::identity::is_component;
use crate::manifest::surgery;

pub(super) const RULE: Rule = Rule {
    code: CODE,
    severity: Severity::Error,
    category: Category::Correctness,
    inputs: &[
        Input::Manifest,
        Input::Spec,
        Input::KeepRules,
        Input::Sources,
    ],
    remedy: Remedy::Mixed,
    pedantic: false,
    cwe: None,
    android_lint: None,
    page: "",
    check,
};

const CODE: Code = Code::new(&["PW101", "placeholder-package-left"]);

fn check(module: &Module<'_>, findings: &mut Vec<Finding>) {
    let samples = Samples::of(module);
    for manifest in module.manifests {
        let permissions = Permissions::of(module, manifest, &samples);
        for element in manifest.elements().filter(|it| !is_under_node_instruction(*it)) {
            let looked = Looked {
                module,
                manifest,
                element,
                samples: &samples,
                permissions: &permissions,
            };
            match element.tag() {
                "permission" | "uses-permission" => findings.extend(looked.permission()),
                "category" => findings.extend(looked.category()),
                tag if is_component(tag) => {
                    findings.extend(looked.class());
                    findings.extend(looked.guards());
                    findings.extend(looked.authorities());
                }
                _ => {}
            }
        }
    }
    findings.extend(elsewhere(module, &samples, CODE));
}

/// An element that is looked at.
struct Looked<'m, 'a> {
    module: &'m Module<'a>,
    manifest: &'m Manifest<'a>,
    element: Element<'m>,
    samples: &'m Samples<'a>,
    permissions: &'m Permissions<'m>,
}

/// The permissions of a manifest by tag and name.
struct Permissions<'m> {
    /// Those that are there, as they are once the build has filled in the app's name.
    there: HashSet<(&'m str, String)>,
    /// What leftovers will be called, with the place of the first one.
    to_be: HashMap<(&'m str, String), usize>,
}

impl<'m> Permissions<'m> {
    fn of(module: &Module<'_>, manifest: &'m Manifest<'_>, samples: &Samples<'_>) -> Self {
        let mut found = Self { there: HashSet::new(), to_be: HashMap::new() };
        let all = manifest.elements();
        for element in all.filter(|it| matches!(it.tag(), "permission" | "uses-permission")) {
            let Some(name) = element.android("name") else {
                continue;
            };
            let expanded = manifest.names.expand(name.value).into_owned();
            found.there.insert((element.tag(), expanded));
            let is_left = samples.begin(name.value).is_some() && !is_under_node_instruction(element);
            let own = module.knowledge.own_permission(name.value);
            if let Some(own) = own.filter(|_| is_left) {
                let right = manifest.names.expand(&own.right()).into_owned();
                let first = found.to_be.entry((element.tag(), right));
                first.or_insert(element.range().start);
            }
        }
        found
    }

    /// Whether there is another `tag` called `name` beside the leftover at `start`, or an earlier
    /// leftover that will be called so.
    fn has_beside(&self, manifest: &Manifest<'_>, tag: &'m str, name: &str, start: usize) -> bool {
        let key = (tag, manifest.names.expand(name).into_owned());
        self.there.contains(&key) || self.to_be.get(&key).is_some_and(|first| *first < start)
    }
}

/// What should stand in the place of an attribute's value.
struct Right {
    value: String,
    is_certain: bool,
}

impl Looked<'_, '_> {
    fn permission(&self) -> Option<Finding> {
        let name = self.element.android("name")?;
        let sample = self.samples.begin(name.value)?;
        let own = self.module.knowledge.own_permission(name.value);
        let declares = self.element.tag() == "permission";
        let is_left = own.is_some() || sample.is_certain() || (declares && !sample.library);
        let right = match &own {
            Some(own) => Some(Right {
                value: own.right(),
                is_certain: true,
            }),
            None => replaced(name.value, sample),
        };
        let twin = right.as_ref().is_some_and(|right| {
            let start = self.element.range().start;
            self.permissions.has_beside(self.manifest, self.element.tag(), &right.value, start)
        });
        is_left.then(|| {
            let finding = self.finding(&name, 0..name.value.len(), sample, right);
            if !twin {
                return finding;
            }
            let finding = Finding { fix: None, ..finding };
            let finding = finding.help("delete it: the right one is there as well");
            if self.manifest.role == Role::Merged {
                return finding;
            }
            let fix = Fix::risky("delete it");
            finding.fix(fix.edit(self.manifest.file, surgery::remove(self.element)))
        })
    }

    /// The category that stands for the app in a filter of its push receiver.
    fn category(&self) -> Option<Finding> {
        let name = self.element.android("name")?;
        let sample = self.samples.begin(name.value)?;
        let filter = self.element.parent()?;
        let tag = filter.parent()?.tag();
        let answered = self.module.knowledge.answered(tag, filter);
        let is_apps = answered.iter().any(|(_, wanted)| {
            let mut categories = wanted.categories.iter();
            categories.any(|category| category == APPLICATION_ID)
        });
        let right = Right {
            value: APPLICATION_ID.to_owned(),
            is_certain: is_apps,
        };
        let is_left = is_apps || sample.is_certain();
        is_left.then(|| self.finding(&name, 0..name.value.len(), sample, Some(right)))
    }

    fn guards(&self) -> Vec<Finding> {
        let names = ["permission", "readPermission", "writePermission"];
        let guards = names.iter().filter_map(|name| {
            let guard = self.element.android(name)?;
            let sample = self.samples.begin(guard.value)?;
            let right = match self.module.knowledge.own_permission(guard.value) {
                Some(own) => Right {
                    value: own.right(),
                    is_certain: true,
                },
                None => replaced(guard.value, sample)?,
            };
            Some(self.finding(&guard, 0..guard.value.len(), sample, Some(right)))
        });
        guards.collect()
    }

    fn authorities(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(attribute) = self.element.android("authorities") else {
            return findings;
        };
        let value = attribute.value;
        let mut start = 0;
        for part in value.split(';') {
            let range = start..start + part.len();
            start = range.end + 1;
            let Some(sample) = self.samples.begin(part) else {
                continue;
            };
            let own = self.module.knowledge.own_authority(part);
            if own.is_none() && sample.library {
                continue;
            }
            let right = match own {
                Some(rest) => Some(Right {
                    value: format!("{APPLICATION_ID}{rest}"),
                    is_certain: true,
                }),
                None => replaced(part, sample),
            };
            let right = right.map(|right| Right {
                value: format!("{}{}{}", &value[..range.start], right.value, &value[range.end..]),
                ..right
            });
            findings.push(self.finding(&attribute, range, sample, right));
        }
        findings
    }

    /// A class that is in no source of the module. Without sources, it may be there.
    fn class(&self) -> Option<Finding> {
        let name = self.element.android("name")?;
        let class = self.manifest.class(self.element)?;
        let sample = self.samples.begin(&class)?;
        let has_files = self.module.has_files();
        if has_files && self.module.sources().file(&class).is_some() {
            return None;
        }
        let knowledge = self.module.knowledge;
        let tag = self.element.tag();
        let mut filters = self.element.children();
        let answers = filters.any(|filter| {
            filter.tag() == "intent-filter" && !knowledge.answered(tag, filter).is_empty()
        });
        if !(answers || sample.is_certain()) {
            return None;
        }
        let mut finding = self.finding(&name, 0..name.value.len(), sample, None);
        let is_sure = has_files
            && !self.module.sources().is_empty()
            && !self.module.target.has_siblings;
        if !is_sure {
            finding = finding.into_warning();
        }
        Some(finding.help("name the class of your app"))
    }

    fn finding(
        &self,
        attribute: &Attribute<'_>,
        range: std::ops::Range<usize>,
        sample: Sample<'_>,
        right: Option<Right>,
    ) -> Finding {
        let file = self.manifest.file;
        let message = format!(
            "`{}` is in the package of a sample, not in this app's",
            &attribute.value[range.clone()]
        );
        let place = place_of(attribute, range);
        let finding = Finding::error(CODE, message).at(file, place, sample.origin());
        let Some(right) = right else {
            return finding.help("write the name that your app has in its place");
        };
        let finding = finding.help(format!("write `{}`", right.value));
        if self.manifest.role == Role::Merged {
            return finding;
        }
        let title = format!("write `{}`", right.value);
        let fix = if right.is_certain {
            Fix::safe(title)
        } else {
            Fix::risky(title)
        };
        let edit: Edit = surgery::replace_value(self.element, attribute, &right.value);
        finding.fix(fix.edit(file, edit))
    }
}

/// `name` with the applicationId in the place of the sample's package, where that is the whole of
/// what belongs to the sample.
fn replaced(name: &str, sample: Sample<'_>) -> Option<Right> {
    let rest = name.strip_prefix(sample.name)?;
    sample.is_certain().then(|| Right {
        value: format!("{APPLICATION_ID}{rest}"),
        is_certain: false,
    })
}
