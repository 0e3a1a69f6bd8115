//! The spec, `pushweave.toml`: from text to a [`Spec`] and findings.
//!
//! All problems of one file are reported at once: reading goes on past each of them. What a vendor
//! takes is the catalogue's to say, so the vendors' tables are checked by [`crate::resolve`].

pub mod edit;
mod effective;
mod lint;
mod outputs;
mod read;
mod section;
mod variants;
mod vendors;

use std::ops::Range;
use std::sync::Arc;

use crate::catalogue::schema::{Delivery, Necessity};
use crate::source::SourceFile;
use crate::version::Version;

pub use effective::effective;
pub use lint::LintSettings;
pub use read::{read, read_for};
pub use section::Located;

/// A spec whose own keys are all valid.
#[derive(Debug)]
pub struct Spec {
    /// The file.
    pub file: Arc<SourceFile>,
    /// `[app]`.
    pub app: App,
    /// `[output]`.
    pub output: Output,
    /// `[catalogue]`.
    pub catalogue: Option<OwnCatalogue>,
    /// `[vendors.*]`, in the order in which vendors are woven.
    pub vendors: Vec<VendorSpec>,
    /// `[click]`.
    pub click: Option<Click>,
    /// `[constants]`.
    pub constants: Vec<OwnConstant>,
    /// The tables of `[variants]`.
    pub variants: Vec<VariantTable>,
    /// `[lint]`.
    pub lint: LintSettings,
}

impl Spec {
    /// Whether a value comes from elsewhere, and so must not be shown.
    pub fn looks_up_values(&self) -> bool {
        self.vendors.iter().any(|vendor| {
            vendor.values.iter().any(|(_, value)| {
                matches!(value.value, Value::Environment(_) | Value::Property { .. })
            })
        })
    }
}

/// `[app]`: the app that the SDKs go into.
#[derive(Debug)]
pub struct App {
    /// The applicationId.
    pub application_id: String,
    /// What `.Foo` is relative to; the applicationId unless given.
    pub namespace: String,
    /// How the applicationId is written into the manifest.
    pub substitution: Substitution,
    /// The app's minSdk; gates on it are open where it is not given.
    pub min_sdk: Option<u32>,
    /// The app's targetSdk; gates on it are open where it is not given.
    pub target_sdk: Option<u32>,
    /// The least necessity that is woven.
    pub include: Necessity,
}

/// How `${applicationId}` is written into the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Substitution {
    /// As the manifest placeholder, which the merger fills in for each variant.
    Placeholder,
    /// As the applicationId itself.
    Literal,
}

/// `[catalogue]`: vendor files beside and over the built-in ones.
#[derive(Debug)]
pub struct OwnCatalogue {
    /// Their folder, relative to the spec.
    pub folder: Located<String>,
    /// Whether they may take away protections of built-in entries.
    pub allow_weaker: bool,
}

/// `[output]`: where things go. Paths are relative to the spec, with `/`.
#[derive(Debug)]
pub struct Output {
    /// Where what is woven goes.
    pub mode: OutputMode,
    /// The folder of the Gradle module.
    pub module: String,
    /// Where the spec says so; its `[output]` where it leaves that out.
    pub module_span: Range<usize>,
    /// The manifest to patch.
    pub manifest: Located<String>,
    /// The file of keep rules.
    pub proguard: Located<String>,
    /// The class of constants.
    pub constants: Option<ConstantsOutput>,
}

impl Output {
    /// For a spec that nothing is written for.
    pub fn unused() -> Self {
        let nowhere = || Located::new(String::new(), 0..0);
        Self {
            mode: OutputMode::InPlace,
            module: String::new(),
            module_span: 0..0,
            manifest: nowhere(),
            proguard: nowhere(),
            constants: None,
        }
    }
}

/// Where what is woven goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputMode {
    /// Into the sources.
    InPlace,
    /// Into a manifest that each build writes and merges.
    Overlay,
}

/// `output.constants`.
#[derive(Debug)]
pub struct ConstantsOutput {
    /// The fully qualified class.
    pub class: Located<String>,
    /// The path of the Java file.
    pub path: String,
    /// What of the file the tool owns.
    pub mode: Located<ConstantsMode>,
}

/// What of the Java file the tool owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstantsMode {
    /// All of it.
    File,
    /// The lines between the two marker comments.
    Region,
}

/// One table of `[variants]`.
#[derive(Debug)]
pub struct VariantTable {
    /// Its name.
    pub name: Located<String>,
    /// The vendors that it says something of, by their ids.
    pub vendors: Vec<Located<String>>,
    /// Whether it changes the applicationId.
    pub changes_id: bool,
    /// Whether it changes anything else.
    pub changes_more: bool,
}

/// One `[vendors.*]` table.
#[derive(Debug)]
pub struct VendorSpec {
    /// The vendor's id.
    pub id: String,
    /// The key in the spec.
    pub span: Range<usize>,
    /// The release in use; `None` where it could not be read, or the project must tell.
    pub sdk: Option<Located<Version>>,
    /// Where the spec leaves the release to the project.
    pub auto: Option<Range<usize>>,
    /// Whether the release may be one that the catalogue does not list.
    pub unlisted: bool,
    /// How the SDK comes, where the version does not tell.
    pub delivery: Option<Located<Delivery>>,
    /// The least necessity that is woven, where it differs from the app's.
    pub include: Option<Necessity>,
    /// Everything else, for the catalogue to judge.
    pub values: Vec<(Located<String>, Located<Value>)>,
}

/// The value of a vendor's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// The value of an environment variable.
    Environment(String),
    /// The value of a key in a properties file.
    Property {
        /// The key.
        key: String,
        /// The file, relative to the spec.
        file: String,
    },
    /// None that can be used; it was reported.
    Unreadable,
}

/// `[click]`: the activity that a tapped notification opens.
#[derive(Debug)]
pub struct Click {
    /// Where the table stands.
    pub span: Range<usize>,
    /// The fully qualified activity.
    pub activity: Located<String>,
    /// The scheme of the VIEW filter.
    pub scheme: String,
    /// The host of the VIEW filter.
    pub host: String,
    /// The path of the VIEW filter, with its leading `/`.
    pub path: String,
    /// The action for consoles that take one.
    pub action: Option<String>,
}

/// A constant of the app's own.
#[derive(Debug)]
pub struct OwnConstant {
    /// Its Java name.
    pub name: Located<String>,
    /// Its value.
    pub value: ConstantValue,
}

/// The value of a Java constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstantValue {
    /// `int`
    Int(i32),
    /// `long`
    Long(i64),
    /// `boolean`
    Boolean(bool),
    /// `String`
    Text(String),
}
