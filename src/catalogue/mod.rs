//! The catalogue: what each vendor SDK needs, as data.
//!
//! One TOML file a vendor, embedded in the binary (as JSON, see `build.rs`) and read only when a
//! command asks for that vendor. No vendor's id, class or permission stands in Rust code.

pub mod check;
pub mod expand;
pub mod schema;

use std::ops::Range;
use std::sync::Arc;

use crate::finding::{Code, Finding};
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

macro_rules! vendors {
    ($($id:literal,)+) => {
        /// The built-in vendor files as JSON, in the order in which vendors are woven.
        const BUILT_IN: &[(&str, &str)] = &[
            $(($id, include_str!(concat!(env!("OUT_DIR"), "/", $id, ".json"))),)+
        ];
    };
}

vendors! {
    "xiaomi",
    "huawei",
    "huawei-hwpush",
    "meizu",
    "oppo",
    "vivo",
    "tencent-qal",
}

/// The ids of all vendors, in the order in which they are woven.
pub fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(id, _)| *id)
}

/// Where `id` stands in the order of weaving.
pub fn rank(id: &str) -> usize {
    ids().position(|known| known == id).unwrap_or(usize::MAX)
}

/// The vendor called `id`; `None` when there is none.
pub fn load(id: &str) -> Option<Result<Vendor, CatalogueError>> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id)?;
    let vendor = serde_json::from_str(text).map_err(|error| CatalogueError {
        id: id.to_owned(),
        message: error.to_string(),
        span: None,
    });
    Some(vendor)
}

/// Reads the vendor file `id` from its text.
pub fn parse(id: &str, text: &str) -> Result<Vendor, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError {
        id: id.to_owned(),
        message: error.message().to_owned(),
        span: error.span(),
    })
}

/// Reads a vendor file and checks it. The vendor is there unless the file has another form.
pub fn read(file: &Arc<SourceFile>) -> (Option<Vendor>, Vec<Finding>) {
    let name = file.name.rsplit('/').next().unwrap_or_default();
    let id = name.strip_suffix(".toml").unwrap_or(name);
    let vendor = match parse(id, &file.text) {
        Ok(vendor) => vendor,
        Err(error) => {
            let span = error.span.unwrap_or(0..0);
            let finding = Finding::error(Code::CatalogueInvalid, error.message)
                .at(file, span, "here")
                .help("`docs/catalogue.md` describes every key of a vendor file");
            return (None, vec![finding]);
        }
    };
    let findings = check::problems(id, &vendor)
        .iter()
        .map(|problem| {
            let span = check::place(&file.text, problem);
            Finding::error(Code::CatalogueInvalid, &problem.message).at(
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
            let embedded = load(id).expect("registered").expect("loads");
            assert_eq!(
                format!("{vendor:?}"),
                format!("{embedded:?}"),
                "{id}: as embedded"
            );
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
