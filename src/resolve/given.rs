//! What the spec gives for a vendor, judged by what the catalogue takes.

use std::collections::HashMap;

use super::{Resolver, Scope};
use crate::catalogue::Vendor;
use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Necessity, Parameter, ParameterKind};
use crate::finding::{Code, Finding, did_you_mean, one_of};
use crate::grammar;
use crate::spec::{Located, Value, VendorSpec};
use crate::version::Version;

/// The value of a parameter.
pub(super) struct Given {
    pub(super) text: String,
    pub(super) number: Option<i64>,
    pub(super) confidential: Option<String>,
}

impl Resolver<'_> {
    /// Refuses a release that the vendor never had, as far as the catalogue knows.
    pub(super) fn release(&mut self, sdk: &Located<Version>, unlisted: bool, vendor: &Vendor) {
        let version = &sdk.value;
        let (Some(oldest), Some(newest)) = (vendor.releases.first(), vendor.releases.last()) else {
            return;
        };
        if version < oldest {
            self.invalid(
                format!(
                    "{} {version} is older than its first known fact",
                    vendor.name
                ),
                sdk.span.clone(),
                format!("the catalogue begins at {oldest}"),
                format!("use {oldest} or newer"),
            );
            return;
        }
        if unlisted && version > newest {
            let finding = Finding::warning(
                Code::SPEC_INVALID,
                format!(
                    "{} {version} is newer than everything that is known",
                    vendor.name
                ),
            )
            .at(
                self.file(),
                sdk.span.clone(),
                format!("woven as {newest} would be"),
            )
            .help("compare with the vendor's document, or with the SDK's own manifest");
            self.findings.push(finding);
        }
        if unlisted || vendor.releases.contains(version) {
            return;
        }
        let label = if version > newest {
            format!("the newest known release is {newest}")
        } else {
            "not among the known releases".to_owned()
        };
        self.invalid(
            format!("{} has no known release {version}", vendor.name),
            sdk.span.clone(),
            label,
            format!(
                "known nearby: {}; if the SDK in use really is this one, write \
                 `sdk = {{ version = \"{version}\", unlisted = true }}`",
                nearby(version, &vendor.releases)
            ),
        );
    }

    /// The values of the vendor's parameters.
    pub(super) fn values<'v>(
        &mut self,
        asked: &'v VendorSpec,
        vendor: &'v Vendor,
    ) -> HashMap<&'v str, Given> {
        let mut values = HashMap::new();
        for (key, value) in &asked.values {
            let parameter = vendor
                .parameters
                .iter()
                .find(|known| known.key == key.value);
            match parameter {
                Some(parameter) => {
                    if let Some(given) = self.given(parameter, key, value, vendor) {
                        values.insert(parameter.key.as_str(), given);
                    }
                }
                None => self.unknown_key(key, value, vendor),
            }
        }
        for parameter in vendor.parameters.iter().filter(|known| known.required) {
            let stands = asked
                .values
                .iter()
                .any(|(key, _)| key.value == parameter.key);
            if !stands {
                self.missing(parameter, asked, vendor);
            }
        }
        values
    }

    fn missing(&mut self, parameter: &Parameter, asked: &VendorSpec, vendor: &Vendor) {
        let example = match parameter.kind {
            ParameterKind::String => "\"…\"",
            ParameterKind::Long => "6666",
            ParameterKind::Class => "\".push.MyPushReceiver\"",
        };
        self.invalid(
            format!("`vendors.{}.{}` is missing", vendor.id, parameter.key),
            asked.span.clone(),
            format!("{} needs it", vendor.name),
            format!(
                "add `{} = {example}`: {}",
                parameter.key, parameter.description
            ),
        );
    }

    /// Whether every parameter in `text` has a value. Where a required entry lacks one, that is an
    /// error; what is less needed is left out.
    pub(super) fn has_values(
        &mut self,
        text: &str,
        necessity: Necessity,
        scope: &Scope<'_>,
    ) -> bool {
        let lacking = |name: &&str| !scope.values.contains_key(name);
        let Some(name) = parameters(text).find(lacking) else {
            return true;
        };
        let stands = scope.asked.values.iter().any(|(key, _)| key.value == name);
        let parameter = scope.vendor.parameters.iter().find(|it| it.key == name);
        // One that stands there was reported, and so was one that is always required.
        if let Some(parameter) = parameter
            && necessity == Necessity::Required
            && !stands
            && !parameter.required
            && self
                .reported
                .insert((scope.vendor.id.clone(), name.to_owned()))
        {
            self.missing(parameter, scope.asked, scope.vendor);
        }
        false
    }

    fn unknown_key(&mut self, key: &Located<String>, value: &Located<Value>, vendor: &Vendor) {
        let secret = vendor
            .server_secrets
            .iter()
            .find(|secret| secret.keys.contains(&key.value));
        if let Some(secret) = secret {
            let finding = Finding::error(
                Code::SERVER_SECRET,
                format!("{} of {} does not belong into the app", secret.name, vendor.name),
            )
            .at(self.file(), key.span.clone(), format!("it {}", secret.reason))
            .redact(value.span.clone())
            .help(format!(
                "delete `{}` from the spec, keep it on the server, and renew it if it was committed",
                key.value
            ));
            self.findings.push(finding);
            return;
        }
        let known = || {
            ["sdk", "delivery", "include"]
                .into_iter()
                .chain(vendor.parameters.iter().map(|known| known.key.as_str()))
        };
        let help = match did_you_mean(&key.value, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("[vendors.{}] takes {}", vendor.id, one_of(known())),
        };
        self.invalid(
            format!(
                "unknown key `{}` in [vendors.{}]",
                key.value.escape_debug(),
                vendor.id
            ),
            key.span.clone(),
            "not a key of this vendor",
            help,
        );
    }

    /// The checked value of `parameter`. Messages never hold a value that was looked up.
    fn given(
        &mut self,
        parameter: &Parameter,
        key: &Located<String>,
        value: &Located<Value>,
        vendor: &Vendor,
    ) -> Option<Given> {
        let path = format!("vendors.{}.{}", vendor.id, key.value);
        let source = match &value.value {
            Value::Environment(name) => Some(format!("the environment variable {name}")),
            Value::Property { key, file } => Some(format!("{key} in {file}")),
            Value::Text(_) | Value::Integer(_) => None,
            Value::Unreadable => return None,
        };
        let (text, number) = match &value.value {
            Value::Text(text) => (text.clone(), None),
            Value::Integer(number) => (number.to_string(), Some(*number)),
            looked_up => match (self.lookup)(looked_up) {
                Ok(text) => {
                    let number = text.parse().ok();
                    (text, number)
                }
                Err(reason) => {
                    self.invalid(
                        format!("`{path}` has no value"),
                        value.span.clone(),
                        reason,
                        format!("set it, or write the value here: {}", parameter.description),
                    );
                    return None;
                }
            },
        };
        let from_source = source.is_some();
        let problem = match parameter.kind {
            ParameterKind::String if number.is_some() && !from_source => Some((
                "this is an integer".to_owned(),
                format!(
                    "write `{} = \"{text}\"`: a string keeps every digit",
                    key.value
                ),
            )),
            ParameterKind::String => grammar::value(&text).err().map(|reason| {
                (
                    reason,
                    format!("write {} as the console shows it", parameter.description),
                )
            }),
            ParameterKind::Long => match number {
                Some(0..) => None,
                _ => Some((
                    "not a whole number from 0 on".to_owned(),
                    format!(
                        "write `{} = 6666`, with the number of your certificate",
                        key.value
                    ),
                )),
            },
            ParameterKind::Class => {
                let class = grammar::qualified(&text, &self.spec.app.namespace);
                grammar::class(&class).err().map(|reason| {
                    let example = format!("`{} = \".push.MyPushReceiver\"`", key.value);
                    (
                        reason,
                        format!("write a class of the app, such as {example}"),
                    )
                })
            }
        };
        if let Some((reason, help)) = problem {
            let wanted = match parameter.kind {
                ParameterKind::String => "a string that a literal can hold",
                ParameterKind::Long => "a certificate number",
                ParameterKind::Class => "a Java class name",
            };
            let label = match &source {
                Some(source) => format!("{source}: {reason}"),
                None => reason,
            };
            self.invalid(
                format!("`{path}` is not {wanted}"),
                value.span.clone(),
                label,
                help,
            );
            return None;
        }
        if let Some(source) = &source {
            let entry = (text.clone(), source.clone());
            self.resolution.confidential.push(entry);
        }
        let text = match parameter.kind {
            ParameterKind::Class => grammar::qualified(&text, &self.spec.app.namespace),
            _ => text,
        };
        Some(Given {
            text,
            number,
            confidential: source,
        })
    }
}

/// The known releases on both sides of `version`.
fn nearby(version: &Version, releases: &[Version]) -> String {
    let after = releases.partition_point(|release| release < version);
    releases[after.saturating_sub(2)..releases.len().min(after + 2)]
        .iter()
        .map(Version::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
