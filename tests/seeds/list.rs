//! `tests/seeds.toml`: what is found in each document, and why.

use std::collections::BTreeMap;

use serde::Deserialize;

/// All of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct List {
    pub(crate) defect: Vec<Defect>,
    pub(crate) seed: Vec<Seed>,
}

/// A mistake that is known of some documents.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Defect {
    pub(crate) name: String,
    /// The numbers of the documents that have it.
    pub(crate) documents: Vec<String>,
    /// The rules that should say it.
    pub(crate) codes: Vec<String>,
    /// Which of them do not, and why that is right.
    #[serde(default)]
    pub(crate) instead: Vec<Instead>,
}

/// Why a rule says nothing of a defect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Instead {
    pub(crate) code: String,
    /// The documents for which it does not; all that have the defect, unless given.
    #[serde(default)]
    pub(crate) documents: Vec<String>,
    pub(crate) reason: String,
}

/// A document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Seed {
    /// What its file's name begins with.
    pub(crate) document: String,
    /// Empty files, which are there by their names only.
    #[serde(default)]
    pub(crate) libs: Vec<String>,
    /// The targetSdk of the app.
    pub(crate) target_sdk: u32,
    pub(crate) spec: String,
    /// What is found without a spec: this and nothing else.
    pub(crate) found: Vec<Found>,
    /// What is found with the spec, once the names are the app's: this and nothing else.
    pub(crate) found_with_spec: Vec<Found>,
    /// What only a person can do; `--fix` and `apply` come after it.
    #[serde(default)]
    pub(crate) by_hand: Vec<Replacement>,
    /// What must still be in the manifest in the end, byte for byte.
    #[serde(default)]
    pub(crate) keeps: Vec<String>,
    /// Other apps with the same fences, which show what this one does not.
    #[serde(default)]
    pub(crate) variation: Vec<Variation>,
}

impl Seed {
    /// All that is found before anything is mended.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &Found> {
        let varied = self.variation.iter().flat_map(|it| &it.shows);
        self.found.iter().chain(&self.found_with_spec).chain(varied)
    }
}

/// An app that differs from the one that the document is pasted into, without a spec.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Variation {
    /// How it differs.
    pub(crate) app: String,
    pub(crate) change: Option<Replacement>,
    /// The files of the SDK in place of those of the other app.
    pub(crate) libs: Option<Vec<String>>,
    /// What is found in it, among others.
    pub(crate) shows: Vec<Found>,
}

/// Findings of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Found {
    pub(crate) code: String,
    /// The names of what is pointed at; one that is pointed at twice stands here twice.
    pub(crate) at: Vec<String>,
    /// Which of the known defects it is.
    pub(crate) defect: Option<String>,
    /// Why it is right where no known defect is behind it.
    pub(crate) reason: Option<String>,
}

/// A text in a file for another, everywhere in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Replacement {
    pub(crate) files: Vec<String>,
    pub(crate) texts: BTreeMap<String, String>,
    /// Why, for what a person does.
    #[serde(default)]
    pub(crate) reason: String,
}

impl List {
    pub(crate) fn read() -> Self {
        toml::from_str(include_str!("../seeds.toml")).expect("a list")
    }
}
