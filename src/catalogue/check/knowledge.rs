//! Checks on the tables that no element of the manifest comes from.

use super::Check;
use crate::catalogue::schema::{Advisory, Artifact, Delivery, Mistake, MistakePlace, Why};
use crate::grammar;
use crate::version::Gate;

impl<'a> Check<'a> {
    pub(super) fn knowledge(&mut self) {
        let vendor = self.vendor;
        self.each(
            "artifact",
            &vendor.artifacts,
            |it| (&it.versions, &it.why),
            Self::artifact,
        );
        self.each(
            "bundle",
            &vendor.bundles,
            |it| (&Gate::OPEN, &it.why),
            |check, bundle| {
                check.coordinate(&bundle.coordinate);
                check.known(Some(&bundle.holds));
            },
        );
        self.each(
            "repository",
            &vendor.repositories,
            |it| (&it.versions, &it.why),
            nothing,
        );
        self.each(
            "dependency",
            &vendor.dependencies,
            |it| (&it.versions, &it.why),
            |check, it| {
                check.coordinate(&it.coordinate);
            },
        );
        self.each(
            "plugin",
            &vendor.plugins,
            |it| (&it.versions, &it.why),
            |check, it| {
                check.coordinate(&it.classpath);
            },
        );
        self.each(
            "config-file",
            &vendor.config_files,
            |it| (&it.versions, &it.why),
            nothing,
        );
        self.each(
            "advisory",
            &vendor.advisories,
            |it| (&it.versions, &it.why),
            Self::advisory,
        );
        self.each(
            "manifest-placeholder",
            &vendor.manifest_placeholders,
            |it| (&Gate::OPEN, &it.why),
            |check, it| {
                if let Some(parameter) = &it.parameter
                    && !check.is_parameter(parameter)
                {
                    check.problem(parameter, format!("`{parameter}` is no [[parameter]]"));
                }
            },
        );
        self.each(
            "min-sdk",
            &vendor.min_sdks,
            |it| (&it.versions, &it.why),
            nothing,
        );
        self.each(
            "target-sdk",
            &vendor.target_sdks,
            |it| (&Gate::OPEN, &it.why),
            |check, it| {
                check.known(Some(&it.needs));
            },
        );
        self.each(
            "base-class",
            &vendor.base_classes,
            |it| (&it.versions, &it.why),
            |check, it| {
                check.class(&it.name);
            },
        );
        self.each(
            "callback",
            &vendor.callbacks,
            |it| (&it.versions, &it.why),
            |check, it| {
                let mut classes = check.vendor.base_classes.iter();
                if !classes.any(|class| class.name == it.class) {
                    check.problem(&it.class, format!("`{}` is no [[base-class]]", it.class));
                }
                if !(it.signature.starts_with("public ") && it.signature.ends_with(')')) {
                    check.problem(
                        &it.signature,
                        "a signature goes from `public` to its closing parenthesis",
                    );
                }
            },
        );
        self.each(
            "call",
            &vendor.calls,
            |it| (&it.versions, &it.why),
            |check, it| {
                for import in &it.imports {
                    check.class(import);
                }
            },
        );
        self.each(
            "brand-test",
            &vendor.brand_tests,
            |it| (&it.versions, &it.why),
            nothing,
        );
        self.each(
            "console-field",
            &vendor.console_fields,
            |it| (&Gate::OPEN, &it.why),
            nothing,
        );
        self.changes();
        self.each(
            "mistake",
            &vendor.mistakes,
            |it| (&it.versions, &it.why),
            Self::mistake,
        );
        self.each(
            "sample-package",
            &vendor.sample_packages,
            |it| (&Gate::OPEN, &it.why),
            |check, it| check.package(&it.name),
        );
    }

    /// Looks at every entry of `table`: its gate, its reason, and what `more` looks at.
    fn each<T>(
        &mut self,
        table: &'static str,
        entries: &'a [T],
        terms: impl Fn(&'a T) -> (&'a Gate, &'a Why),
        more: impl Fn(&mut Self, &'a T),
    ) {
        for (at, entry) in entries.iter().enumerate() {
            self.entry = (table, Some(at));
            let (versions, why) = terms(entry);
            self.bounded(versions, why);
            more(self, entry);
        }
    }

    fn class(&mut self, name: &str) {
        if let Err(reason) = grammar::class(name) {
            self.problem(name, format!("`{name}`: {reason}"));
        }
    }

    fn package(&mut self, name: &str) {
        if let Err(reason) = grammar::package(name) {
            self.problem(name, format!("`{name}`: {reason}"));
        }
    }

    fn coordinate(&mut self, coordinate: &str) {
        let parts: Vec<&str> = coordinate.split(':').collect();
        let valid = |part: &&str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        };
        if parts.len() != 2 || !parts.iter().all(valid) {
            self.problem(coordinate, format!("`{coordinate}` is no `group:name`"));
        }
    }

    fn artifact(&mut self, artifact: &'a Artifact) {
        match (&artifact.file, &artifact.coordinate) {
            (Some(file), None) => {
                let suffix = match artifact.delivery {
                    Delivery::Jar => ".jar",
                    Delivery::Aar => ".aar",
                };
                if file.matches("{version}").count() != 1 || !file.ends_with(suffix) {
                    self.problem(
                        file,
                        format!("a file name has `{{version}}` once and ends with `{suffix}`"),
                    );
                }
            }
            (None, Some(coordinate)) => self.coordinate(coordinate),
            _ => self.problem("artifact", "an artifact has one of `file` and `coordinate`"),
        }
        if let Some(constant) = &artifact.version_constant {
            self.class(constant);
        }
    }

    fn advisory(&mut self, advisory: &'a Advisory) {
        self.known(advisory.fixed_in.as_ref());
        let fixed = advisory.fixed_in.as_ref();
        if let Some(fixed) = fixed.filter(|fixed| advisory.versions.contains(fixed)) {
            self.problem(
                fixed.as_str(),
                format!("{fixed} has it, and is said to be without it"),
            );
        }
    }

    fn changes(&mut self) {
        for (at, change) in self.vendor.changes.iter().enumerate() {
            self.entry = ("change", Some(at));
            self.known(Some(&change.version));
            self.why(&change.why);
            let earlier = at.checked_sub(1).map(|at| &self.vendor.changes[at].version);
            if earlier.is_some_and(|earlier| *earlier > change.version) {
                let version = &change.version;
                self.problem(version.as_str(), format!("{version} stands too late"));
            }
        }
    }

    fn mistake(&mut self, mistake: &'a Mistake) {
        if mistake.right.as_ref() == Some(&mistake.wrong) {
            self.problem(&mistake.wrong, "this is what is right as well");
        }
        let Some(right) = mistake
            .right
            .as_ref()
            .filter(|_| mistake.place == MistakePlace::Permission)
        else {
            return;
        };
        let vendor = self.vendor;
        let mut names = vendor
            .permissions
            .iter()
            .chain(&vendor.uses_permissions)
            .map(|fact| &fact.name);
        let mut guards = vendor
            .services
            .iter()
            .chain(&vendor.receivers)
            .filter_map(|fact| fact.shape.get("permission"));
        if !names.any(|name| name == right) && !guards.any(|guard| guard == right) {
            self.problem(right, format!("no entry knows the permission `{right}`"));
        }
    }
}

fn nothing<T>(_: &mut Check<'_>, _: &T) {}
