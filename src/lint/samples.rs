//! Packages that documents and demos print where an app's own belongs.

use std::sync::Arc;

use super::Module;
use super::java::{self, Language};
use crate::finding::{Code, Finding};
use crate::spec::Value;

/// Packages that stand for any app's, whoever wrote the sample.
const GENERIC: &[&str] = &["com.example", "com.mycompany", "com.mydomain"];

/// A package of a sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample<'k> {
    /// The package.
    pub(super) name: &'k str,
    /// Who printed it; nobody in particular where it is a common one.
    pub(super) document: Option<&'k str>,
    /// Whether classes of a library are below it, too.
    pub(super) library: bool,
}

impl Sample<'_> {
    /// Whether nothing but a sample can be called like that.
    pub(super) fn is_certain(&self) -> bool {
        self.document.is_some() && !self.library
    }

    /// Where it comes from, for a label.
    pub(super) fn origin(&self) -> String {
        match self.document {
            Some(document) => format!("printed in: {document}"),
            None => "what documents print for any app".to_owned(),
        }
    }
}

/// The samples that are none in the module at hand.
pub(super) struct Samples<'k>(Vec<Sample<'k>>);

impl<'k> Samples<'k> {
    /// Every sample but those that the module's own name begins with. What stands for any app's
    /// name is one only where the module's own is known.
    pub(super) fn of(module: &Module<'k>) -> Self {
        let own = [&module.app.application_id, &module.app.namespace];
        let own: Vec<&str> = own.into_iter().flatten().map(String::as_str).collect();
        let mut samples: Vec<Sample<'k>> = Vec::new();
        for vendor in module.knowledge.vendors() {
            for sample in &vendor.sample_packages {
                if samples.iter().all(|known| known.name != sample.name) {
                    let document = sample.why.docs.first();
                    let title = document.and_then(|key| vendor.documents.get(key));
                    samples.push(Sample {
                        name: &sample.name,
                        document: Some(title.map_or(vendor.name.as_str(), String::as_str)),
                        library: sample.library,
                    });
                }
            }
        }
        if !own.is_empty() {
            samples.extend(GENERIC.iter().copied().map(|name| Sample {
                name,
                document: None,
                library: false,
            }));
        }
        samples.retain(|sample| !own.iter().any(|own| is_in(own, sample.name)));
        samples.sort_by_key(|sample| std::cmp::Reverse(sample.name.len()));
        Self(samples)
    }

    /// The sample that `name` begins with.
    pub(super) fn begin(&self, name: &str) -> Option<Sample<'k>> {
        let mut samples = self.0.iter().copied();
        samples.find(|sample| is_in(name, sample.name))
    }

    /// Every one.
    pub(super) fn iter(&self) -> impl Iterator<Item = Sample<'k>> + '_ {
        self.0.iter().copied()
    }
}

/// Whether `name` is `package` or something in it.
fn is_in(name: &str, package: &str) -> bool {
    let rest = name.strip_prefix(package);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A finding of the kind `code` for each sample in what the app has beside its manifests: keep
/// rules, sources and the spec.
pub(super) fn elsewhere(module: &Module<'_>, samples: &Samples<'_>, code: Code) -> Vec<Finding> {
    let mut findings = in_spec(module, samples, code);
    if module.has_files() {
        findings.extend(in_keep_rules(module, samples, code));
        findings.extend(in_sources(module, samples, code));
    }
    findings
}

fn in_spec(module: &Module<'_>, samples: &Samples<'_>, code: Code) -> Vec<Finding> {
    let Some(spec) = module.spec else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (_, value) in spec.vendors.iter().flat_map(|vendor| &vendor.values) {
        let Value::Text(text) = &value.value else {
            continue;
        };
        let has_class = || module.sources().file(text).is_some();
        if let Some(sample) = samples.begin(text).filter(|_| !has_class()) {
            let message = format!("`{text}` is in the package of a sample, not in this app's");
            let finding = Finding::warning(code, message)
                .at(&spec.file, value.span.clone(), sample.origin())
                .help("name the class of your app");
            findings.push(finding);
        }
    }
    if let Some(click) = &spec.click {
        let host = samples.iter().find(|sample| sample.name == click.host);
        let text = format!("\"{}\"", click.host);
        let rest = spec.file.text.get(click.span.start..).unwrap_or_default();
        let place = rest.find(&text).map_or(click.span.clone(), |at| {
            let start = click.span.start + at;
            start..start + text.len()
        });
        if let Some(sample) = host {
            let message = format!("the host `{}` is the package of a sample", click.host);
            let finding = Finding::warning(code, message)
                .at(&spec.file, place, sample.origin())
                .help(format!(
                    "write `host = \"{}\"`, and the same on the server",
                    spec.app.application_id
                ));
            findings.push(finding);
        }
    }
    findings
}

fn in_keep_rules(module: &Module<'_>, samples: &Samples<'_>, code: Code) -> Vec<Finding> {
    let generated = module.spec.map(|spec| spec.output.proguard.value.as_str());
    let folder = module.target.module.as_str();
    let paths = module.tree.paths(folder, &[".pro", "proguard-rules.txt"]);
    // The folder of the whole project holds those of other modules as well.
    let is_own = |path: &&String| !folder.is_empty() || !path.contains('/');
    let mut findings = Vec::new();
    for path in paths.iter().filter(is_own) {
        let file = module.tree.text(path).ok().flatten();
        let Some(file) = file.filter(|_| Some(path.as_str()) != generated) else {
            continue;
        };
        let file = Arc::new(file);
        for (name, start) in names(&file.text) {
            let Some(sample) = samples.begin(name).filter(|sample| !sample.library) else {
                continue;
            };
            let mut classes = module.sources().files();
            if classes.any(|(class, _)| is_in(class, sample.name)) {
                continue;
            }
            let message =
                format!("the rule for `{name}` keeps a class of a sample, not of this app");
            let finding = Finding::warning(code, message)
                .at(&file, start..start + name.len(), sample.origin())
                .help("name the class of your app, or delete the rule");
            findings.push(finding);
        }
    }
    findings
}

/// The names in keep rules, each with its place; those in comments are left out.
fn names(rules: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in rules.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || "._$*".contains(c);
        let mut at = 0;
        for word in code.split(|c| !is_name(c)) {
            if word.contains('.') {
                found.push((word, start + at));
            }
            at += word.len()
                + code[at + word.len()..]
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8);
        }
        start += line.len();
    }
    found
}

/// Intent URIs that a server or the app was given for the demo.
fn in_sources(module: &Module<'_>, samples: &Samples<'_>, code: Code) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, file) in module.sources().files() {
        if ["/test/", "/androidTest/"]
            .iter()
            .any(|set| file.name.contains(set))
        {
            continue;
        }
        if !file.text.contains("intent:") && !file.text.contains("component=") {
            continue;
        }
        for (literal, span) in java::strings(&file.text, Language::of(&file.name)) {
            let found = |sample: &Sample<'_>| {
                let component = format!("component={}/", sample.name);
                sample.document.is_some() && literal.contains(&component)
            };
            if let Some(sample) = samples.iter().find(found) {
                let message = format!("this intent opens `{}`, the app of a sample", sample.name);
                let finding = Finding::error(code, message)
                    .at(file, span.clone(), sample.origin())
                    .help("`pushweave intent-uri` prints the URI of your app");
                findings.push(finding);
            }
        }
    }
    findings
}
