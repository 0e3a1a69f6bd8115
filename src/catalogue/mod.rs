//! The catalogue: what each vendor SDK needs, as data.
//!
//! One TOML file a vendor, embedded in the binary (also as JSON, see `build.rs`) and read only when
//! a command asks for that vendor. No vendor's id, class or permission stands in Rust code.

pub mod advisories;
pub mod check;
pub mod expand;
mod overlay;
pub mod schema;
pub mod setup;
pub mod upgrade;

use std::ops::Range;
use std::sync::Arc;

use crate::finding::{Code, Finding, did_you_mean, one_of};
use crate::source::SourceFile;

pub use schema::Vendor;

/// A vendor file that cannot be used.
#[derive(Debug)]
pub struct CatalogueError {
    /// Which file.
    pub id: String,
    /// What is wrong.
    pub message: String,
    /// Where in the file, as far as that is known.
    pub span: Option<Range<usize>>,
}

/// A vendor file in the binary.
struct BuiltIn {
    id: &'static str,
    /// What weaving needs of it.
    json: &'static str,
    /// All of it.
    whole: &'static str,
}

impl BuiltIn {
    /// All of it, as a file is read.
    fn table(&self) -> toml::Table {
        serde_json::from_str(self.whole).unwrap_or_default()
    }
}

macro_rules! vendors {
    ($($id:literal,)+) => {
        /// The built-in vendor files, in the order in which vendors are woven.
        const BUILT_IN: &[BuiltIn] = &[
            $(BuiltIn {
                id: $id,
                json: include_str!(concat!(env!("OUT_DIR"), "/", $id, ".json")),
                whole: include_str!(concat!(env!("OUT_DIR"), "/", $id, ".whole.json")),
            },)+
        ];
    };
}

vendors! {
    "xiaomi",
    "huawei",
    "huawei-hwpush",
    "honor",
    "meizu",
    "oppo",
    "vivo",
    "fcm",
    "tencent-qal",
}

/// The ids of all vendors, in the order in which they are woven.
pub fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|vendor| vendor.id)
}

/// Where `id` stands in the order of weaving.
pub fn rank(id: &str) -> usize {
    ids().position(|known| known == id).unwrap_or(usize::MAX)
}

fn built_in(id: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|vendor| vendor.id == id)
}

/// What weaving needs of the built-in vendor `id`; `None` when there is none.
pub fn load(id: &str) -> Option<Result<Vendor, CatalogueError>> {
    Some(embedded(id, built_in(id)?.json))
}

/// The built-in vendor `id` with the tables that only people read; `None` when there is none.
pub fn load_whole(id: &str) -> Option<Result<Vendor, CatalogueError>> {
    Some(embedded(id, built_in(id)?.whole))
}

fn embedded(id: &str, json: &str) -> Result<Vendor, CatalogueError> {
    serde_json::from_str(json).map_err(|error| CatalogueError {
        id: id.to_owned(),
        message: error.to_string(),
        span: None,
    })
}

/// Reads the vendor file `id` from its text.
pub fn parse(id: &str, text: &str) -> Result<Vendor, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError::new(id, &error))
}

impl CatalogueError {
    fn new(id: &str, error: &toml::de::Error) -> Self {
        Self {
            id: id.to_owned(),
            message: error.message().to_owned(),
            span: error.span(),
        }
    }

    fn finding(self, file: &Arc<SourceFile>) -> Finding {
        Finding::error(Code::CATALOGUE_INVALID, self.message)
            .at(file, self.span.unwrap_or(0..0), "here")
            .help("`docs/catalogue.md` describes every key of a vendor file")
    }
}

/// The vendors that a run knows: the built-in ones, and a company's own beside and over them.
#[derive(Default)]
pub struct Catalogue {
    own: Vec<Vendor>,
}

impl Catalogue {
    /// The built-in vendors with `files` beside and over them. A file that takes away a protection
    /// of a built-in entry is refused, unless `allow_weaker`.
    pub fn with(files: &[Arc<SourceFile>], allow_weaker: bool) -> (Self, Vec<Finding>) {
        let mut catalogue = Self::default();
        let mut findings = Vec::new();
        for file in files {
            let (vendor, mut found) = overlay::read(file, allow_weaker);
            catalogue.own.extend(vendor);
            findings.append(&mut found);
        }
        (catalogue, findings)
    }

    /// The ids of all vendors, in the order in which they are woven.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let own = self.own.iter().map(|vendor| vendor.id.as_str());
        let shipped = BUILT_IN.iter().map(|vendor| -> &str { vendor.id });
        shipped.chain(own.filter(|id| built_in(id).is_none()))
    }

    /// What weaving needs of the vendor `id`; `None` when there is none.
    pub fn load(&self, id: &str) -> Option<Result<Vendor, CatalogueError>> {
        self.own(id).map_or_else(|| load(id), |own| Some(Ok(own)))
    }

    /// The vendor `id` with the tables that only people read; `None` when there is none.
    pub fn load_whole(&self, id: &str) -> Option<Result<Vendor, CatalogueError>> {
        self.own(id)
            .map_or_else(|| load_whole(id), |own| Some(Ok(own)))
    }

    fn own(&self, id: &str) -> Option<Vendor> {
        self.own.iter().find(|vendor| vendor.id == id).cloned()
    }
}

/// The finding of the kind `code` for the vendor `id`, which is none of `ids`.
pub fn unknown_vendor<'a>(ids: impl Iterator<Item = &'a str>, id: &str, code: Code) -> Finding {
    let ids: Vec<&str> = ids.collect();
    let help = match did_you_mean(id, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the catalogue has {}", one_of(ids)),
    };
    Finding::error(code, format!("unknown vendor `{}`", id.escape_debug())).help(help)
}

/// The id that `file` must have.
fn id_of(file: &SourceFile) -> &str {
    let name = file.name.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".toml").unwrap_or(name)
}

/// Reads a vendor file and checks it. The vendor is there unless the file has another form.
pub fn read(file: &Arc<SourceFile>) -> (Option<Vendor>, Vec<Finding>) {
    let id = id_of(file);
    let vendor = match parse(id, &file.text) {
        Ok(vendor) => vendor,
        Err(error) => return (None, vec![error.finding(file)]),
    };
    let findings = check::problems(id, &vendor)
        .iter()
        .map(|problem| {
            let span = check::place(&file.text, problem);
            Finding::error(Code::CATALOGUE_INVALID, &problem.message).at(
                file,
                span,
                format!("in [[{}]]", problem.table),
            )
        })
        .collect();
    (Some(vendor), findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vendor_file_is_registered() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalogue/vendors");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the vendor files")
            .map(|entry| {
                let name = entry.expect("an entry").file_name();
                name.to_string_lossy().trim_end_matches(".toml").to_owned()
            })
            .collect();
        files.sort();
        let mut registered: Vec<&str> = ids().collect();
        registered.sort_unstable();
        assert_eq!(files, registered, "list new vendor files in `vendors!`");
    }

    #[test]
    fn every_vendor_file_loads_and_passes_its_checks() {
        for id in ids() {
            let file = format!(
                "{}/src/catalogue/vendors/{id}.toml",
                env!("CARGO_MANIFEST_DIR")
            );
            let text = std::fs::read_to_string(file).expect("a vendor file");
            let vendor = parse(id, &text).unwrap_or_else(|error| panic!("{id}: {}", error.message));
            let problems = check::problems(id, &vendor);
            assert_eq!(problems, [], "{id}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = parse("x", "id = \"x\"\ncolour = 1\n").expect_err("unknown key");
        assert!(error.message.contains("colour"), "{}", error.message);
    }
}
