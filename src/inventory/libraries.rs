//! `gradle/libs.versions.toml`, the file that modules share their versions through.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Place;
use super::unresolved::Reason;
use crate::finding::{Code, Finding};
use crate::source::SourceFile;

const MAX_TEXT: usize = 256;

/// The libraries, versions and bundles that scripts name as `libs.…`, by their names with dots.
#[derive(Default)]
pub(super) struct Libraries {
    versions: HashMap<String, Shared>,
    libraries: HashMap<String, Library>,
    bundles: HashMap<String, Vec<String>>,
    plugins: HashMap<String, Plugin>,
    file: Option<Arc<SourceFile>>,
}

/// A version and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) text: Result<String, Reason>,
    pub(super) place: Place,
}

/// An entry under `[libraries]`.
#[derive(Clone, Debug)]
pub(super) struct Library {
    pub(super) group: String,
    pub(super) name: String,
    pub(super) version: Option<Shared>,
    pub(super) place: Place,
}

/// An entry under `[plugins]`.
#[derive(Clone, Debug)]
pub(super) struct Plugin {
    pub(super) id: String,
    pub(super) version: Option<Shared>,
    pub(super) place: Place,
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
}

impl Libraries {
    /// Reads `file`. What has another form than Gradle takes is left out.
    ///
    /// # Errors
    ///
    /// When it is not TOML.
    pub(super) fn read(file: &Arc<SourceFile>) -> Result<Self, Finding> {
        let root = DeTable::parse(&file.text).map_err(|error| {
            let message = format!("`{}` is not read: {}", file.name, error.message());
            let span = error.span().unwrap_or(0..0);
            Finding::warning(Code::FILE_UNUSABLE, message).at(file, span, "here")
        })?;
        let root = root.into_inner();
        let reader = Reader { file };
        let mut read = Self::default();
        for (name, value) in entries(&root, "versions") {
            let version = reader.version(value, &HashMap::new());
            read.versions.extend(version.map(|it| (accessor(name), it)));
        }
        for (name, value) in entries(&root, "libraries") {
            let library = reader.library(value, &read.versions);
            read.libraries
                .extend(library.map(|it| (accessor(name), it)));
        }
        for (name, value) in entries(&root, "bundles") {
            if let DeValue::Array(members) = value.get_ref() {
                let members = members.iter().filter_map(|it| text(it.get_ref()));
                let members = members.map(accessor).collect();
                read.bundles.insert(accessor(name), members);
            }
        }
        for (name, value) in entries(&root, "plugins") {
            let plugin = reader.plugin(value, &read.versions);
            read.plugins.extend(plugin.map(|it| (accessor(name), it)));
        }
        read.file = Some(Arc::clone(file));
        Ok(read)
    }

    /// The file that it was read from.
    pub(super) fn file(&self) -> Option<&Arc<SourceFile>> {
        self.file.as_ref()
    }

    /// The plugin that scripts name as `libs.plugins.NAME`.
    pub(super) fn plugin(&self, name: &str) -> Option<&Plugin> {
        self.plugins.get(&accessor(name))
    }

    /// All plugins, in the order of the file.
    pub(super) fn plugins(&self) -> Vec<&Plugin> {
        let mut plugins: Vec<&Plugin> = self.plugins.values().collect();
        plugins.sort_by_key(|it| it.place.span.start);
        plugins
    }

    /// The libraries with this `group:name`, in the order of the file.
    pub(super) fn of_coordinate(&self, coordinate: &str) -> Vec<&Library> {
        let is = |it: &&Library| coordinate.split_once(':') == Some((&it.group, &it.name));
        let mut libraries: Vec<&Library> = self.libraries.values().filter(is).collect();
        libraries.sort_by_key(|it| it.place.span.start);
        libraries
    }

    /// The version that scripts name as `libs.versions.NAME`.
    pub(super) fn version(&self, name: &str) -> Option<&Shared> {
        self.versions.get(&accessor(name))
    }

    /// The libraries that scripts name as `libs.NAME`: one, or those of a bundle.
    pub(super) fn named(&self, name: &str) -> Vec<&Library> {
        let name = accessor(name);
        let bundle = name.strip_prefix("bundles.");
        match bundle.and_then(|bundle| self.bundles.get(bundle)) {
            Some(members) => members
                .iter()
                .filter_map(|member| self.libraries.get(member))
                .collect(),
            None => self.libraries.get(&name).into_iter().collect(),
        }
    }
}

/// `my-lib_core` as scripts write it: `my.lib.core`.
fn accessor(name: &str) -> String {
    name.replace(['-', '_'], ".")
}

fn text<'a>(value: &'a DeValue<'_>) -> Option<&'a str> {
    match value {
        DeValue::String(text) => Some(text),
        _ => None,
    }
}

fn entries<'a>(
    root: &'a DeTable<'_>,
    table: &str,
) -> impl Iterator<Item = (&'a str, &'a Spanned<DeValue<'a>>)> {
    let table = root.get(table).and_then(|value| match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    });
    let entries = table.into_iter().flat_map(|table| table.iter());
    entries.map(|(name, value)| (name.get_ref().as_ref(), value))
}

impl Reader<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        Place {
            file: Arc::clone(self.file),
            span,
        }
    }

    /// A version as text, as a table of `strictly`, `require` and `prefer`, or as a reference.
    fn version(
        &self,
        value: &Spanned<DeValue<'_>>,
        known: &HashMap<String, Shared>,
    ) -> Option<Shared> {
        let shared = |text: &str, span| {
            let text = if text.len() > MAX_TEXT {
                Err(Reason::NoVersion)
            } else {
                Ok(text.to_owned())
            };
            let place = self.place(span);
            Shared { text, place }
        };
        match value.get_ref() {
            DeValue::String(text) => Some(shared(text, value.span())),
            DeValue::Table(table) => {
                if let Some(name) = table.get("ref") {
                    return Some(self.referenced(name, known));
                }
                let stated = ["strictly", "require", "prefer"]
                    .into_iter()
                    .find_map(|key| table.get(key))?;
                Some(shared(text(stated.get_ref())?, stated.span()))
            }
            _ => None,
        }
    }

    fn referenced(&self, name: &Spanned<DeValue<'_>>, known: &HashMap<String, Shared>) -> Shared {
        let key = text(name.get_ref()).unwrap_or_default();
        known
            .get(&accessor(key))
            .cloned()
            .unwrap_or_else(|| Shared {
                text: Err(Reason::Unknown(key.chars().take(64).collect())),
                place: self.place(name.span()),
            })
    }

    fn plugin(
        &self,
        value: &Spanned<DeValue<'_>>,
        versions: &HashMap<String, Shared>,
    ) -> Option<Plugin> {
        let place = self.place(value.span());
        match value.get_ref() {
            DeValue::String(text) => {
                let (id, version) = text.split_once(':')?;
                let text = Ok(version.to_owned());
                Some(Plugin {
                    id: id.to_owned(),
                    version: Some(Shared {
                        text,
                        place: place.clone(),
                    }),
                    place,
                })
            }
            DeValue::Table(table) => Some(Plugin {
                id: text(table.get("id")?.get_ref())?.to_owned(),
                version: table
                    .get("version")
                    .and_then(|it| self.version(it, versions)),
                place,
            }),
            _ => None,
        }
    }

    fn library(
        &self,
        value: &Spanned<DeValue<'_>>,
        versions: &HashMap<String, Shared>,
    ) -> Option<Library> {
        let place = self.place(value.span());
        match value.get_ref() {
            DeValue::String(text) => {
                let mut parts = text.splitn(3, ':');
                let (group, name) = (parts.next()?, parts.next()?);
                let version = parts.next().map(|version| Shared {
                    text: Ok(version.to_owned()),
                    place: place.clone(),
                });
                Some(Library {
                    group: group.to_owned(),
                    name: name.to_owned(),
                    version,
                    place,
                })
            }
            DeValue::Table(table) => {
                let text_of = |key: &str| table.get(key).and_then(|it| text(it.get_ref()));
                let (group, name) = match text_of("module") {
                    Some(module) => module.split_once(':')?,
                    None => (text_of("group")?, text_of("name")?),
                };
                let version = table.get("version");
                Some(Library {
                    group: group.to_owned(),
                    name: name.to_owned(),
                    version: version.and_then(|it| self.version(it, versions)),
                    place,
                })
            }
            _ => None,
        }
    }
}
