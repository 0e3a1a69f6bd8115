//! Published vulnerabilities of packages that are no vendor's SDK.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::CatalogueError;
use super::schema::Advisory;

const TEXT: &str = include_str!("advisories.toml");

/// A package, and what is known of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Package {
    /// `group:name` of its Maven coordinate.
    pub coordinate: String,
    /// Its vulnerabilities.
    #[serde(rename = "advisory")]
    pub advisories: Vec<Advisory>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    /// What the entries cite, for whoever reads the file.
    #[serde(rename = "documents")]
    _documents: BTreeMap<String, String>,
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
}

/// Every package with a published vulnerability.
///
/// # Errors
///
/// When the built-in list cannot be read.
pub fn packages() -> Result<Vec<Package>, CatalogueError> {
    match toml::from_str::<File>(TEXT) {
        Ok(file) => Ok(file.packages),
        Err(error) => Err(CatalogueError::new("advisories", &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_mended_and_cited() {
        let file: File = toml::from_str(TEXT).expect("a readable list");
        let mut cited = Vec::new();
        for package in &file.packages {
            assert_eq!(package.coordinate.split(':').count(), 2);
            for advisory in &package.advisories {
                assert!(advisory.versions.is_ordered() && !advisory.versions.is_unbounded());
                assert_eq!(advisory.fixed_in, advisory.versions.until);
                cited.extend(&advisory.why.docs);
            }
        }
        for document in file._documents.keys() {
            assert!(cited.contains(&document), "nothing cites {document}");
        }
        assert!(cited.iter().all(|it| file._documents.contains_key(*it)));
    }
}
