//! The command line. The only place that knows clap; nothing here acts.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Weaves the push SDKs of Android device vendors into an app: patches AndroidManifest.xml without
/// disturbing a byte that it does not own, writes keep rules and Constants.java.
#[derive(Debug, Parser)]
#[command(name = "pushweave", version, arg_required_else_help = true)]
pub struct Cli {
    /// When to use colours.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, global = true, value_name = "WHEN")]
    pub color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Weave what the spec asks for into the project.
    Apply(ApplyArgs),
    /// Take hand-written entries under management, unchanged.
    Adopt(AdoptArgs),
    /// Find what is wrong in a project, with or without a spec.
    Check(CheckArgs),
    /// Take vendors out of the spec and the project.
    Remove(RemoveArgs),
    /// List the catalogue, or what one vendor's SDK needs.
    Vendors(VendorsArgs),
    /// Print the spec as it is for a variant, with where each value comes from.
    Spec(SpecArgs),
    /// Print what the vendors' consoles take to open the activity of [click].
    IntentUri(IntentUriArgs),
    /// Print the page of a rule: what it finds, why, and what mends it.
    Explain(ExplainArgs),
    /// List the rules.
    Rules(RulesArgs),
    /// Write the script that runs pushweave in a Gradle build.
    Gradle(GradleArgs),
}

/// Which project.
#[derive(Debug, Args)]
pub struct ProjectArgs {
    /// The folder to look for pushweave.toml in, and above.
    #[arg(short = 'C', value_name = "DIR", default_value = ".")]
    pub directory: PathBuf,
    /// The spec itself.
    #[arg(long, value_name = "FILE", conflicts_with = "directory")]
    pub spec: Option<PathBuf>,
}

/// Which variant of the app.
#[derive(Debug, Args)]
pub struct VariantArgs {
    /// The variant that is meant, by Gradle's name of it, such as freeDebug.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// Its build type, where the build's scripts do not tell.
    #[arg(long, value_name = "NAME", requires = "variant")]
    pub build_type: Option<String>,
    /// Its flavors, in the order of their dimensions, where the build's scripts do not tell.
    #[arg(long = "flavor", value_name = "NAME", requires = "build_type")]
    pub flavors: Vec<String>,
}

/// Which vendors there are.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    /// A folder of vendor files beside and over the built-in ones, in place of the spec's.
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Let them take away protections of built-in entries.
    #[arg(long, requires = "catalogue")]
    pub allow_weaker: bool,
}

/// What happens instead of writing.
#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// Write nothing; list what would change, and exit with 1 if anything would.
    #[arg(long)]
    pub check: bool,
    /// Write nothing; print what would change as a diff.
    #[arg(long)]
    pub diff: bool,
    /// Print each change with its reason.
    #[arg(short, long)]
    pub verbose: bool,
}

/// `apply`
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Which vendors there are.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    /// Leave the sources alone and write everything below this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Which variant, with --out: what stands in the sources is shared by all.
    #[command(flatten)]
    pub variant: VariantArgs,
    /// With --out: write a manifest that holds only what must be added, for the manifest merger.
    #[arg(long, requires = "out")]
    pub overlay: bool,
    /// Weave the overlay into a copy of this manifest, which is the variant's own.
    #[arg(long, requires = "overlay", value_name = "FILE")]
    pub overlay_onto: Option<PathBuf>,
    /// A manifest of another source set, which wins over the main one; the highest priority first.
    #[arg(long, requires = "overlay", value_name = "FILE")]
    pub source_manifest: Vec<PathBuf>,
    /// The module that is built; refused where the spec is about another.
    #[arg(long, value_name = "DIR")]
    pub module: Option<PathBuf>,
    /// What happens instead of writing.
    #[command(flatten)]
    pub preview: PreviewArgs,
    /// What to do where the manifest contradicts an SDK.
    #[arg(long, value_enum, default_value_t = ConflictChoice::Fail, value_name = "HOW")]
    pub on_conflict: ConflictChoice,
    /// Write nothing; print what the result depends on: what would be read, with digests.
    #[arg(long, conflicts_with_all = ["check", "diff", "verbose", "catalogue"])]
    pub inputs: bool,
}

/// What to do where the manifest contradicts an SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConflictChoice {
    /// Show both sides and write nothing.
    Fail,
    /// Keep what the manifest has, with a warning.
    Keep,
    /// Write what the SDK needs; `remove` brings back what was there.
    Replace,
}

/// `adopt`
#[derive(Debug, Args)]
pub struct AdoptArgs {
    /// Only what these vendors of the spec ask for.
    #[arg(value_name = "VENDOR")]
    pub vendors: Vec<String>,
    /// Also permissions of Android's own, such as INTERNET, which other parts of the app may need.
    #[arg(long)]
    pub platform_permissions: bool,
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Which vendors there are.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    /// What happens instead of writing the lock.
    #[command(flatten)]
    pub preview: PreviewArgs,
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Projects, modules, manifests, or folders with any number of modules.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Check only what this spec is about.
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub spec: Option<PathBuf>,
    /// The module that is built; refused where the spec is about another.
    #[arg(long, value_name = "DIR")]
    pub module: Option<PathBuf>,
    /// Take what is missing as woven by the build, as with `output.mode = "overlay"`.
    #[arg(long)]
    pub overlay: bool,
    /// Which vendors there are.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human, value_name = "FORMAT")]
    pub format: ReportFormat,
    /// Leave out what is less severe; `warning`, or `info` with --pedantic.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub min_severity: Option<SeverityChoice>,
    /// Only these rules: codes, beginnings of codes such as `PW2`, names, or `all`.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The pedantic rules too.
    #[arg(long)]
    pub pedantic: bool,
    /// Mend what can be mended without doing harm.
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: also what may change what the app does.
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Write nothing; print what --fix would change as a diff.
    #[arg(long)]
    pub diff: bool,
    /// Leave out the findings that this file lists.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the findings of this run into the baseline.
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
    /// Exit with 0 also where something was found.
    #[arg(long)]
    pub exit_zero: bool,
    /// Print what the findings depend on: what would be read, with digests.
    #[arg(long, conflicts_with_all = ["fix", "diff", "baseline", "catalogue", "format"])]
    pub inputs: bool,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityChoice {
    /// The build or the installation fails, push is dead, or another app can abuse it.
    Error,
    /// Probably wrong.
    Warning,
    /// Worth knowing.
    Info,
}

/// `remove`
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The vendors to take out of the spec and the project.
    #[arg(
        value_name = "VENDOR",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub vendors: Vec<String>,
    /// Take everything out of the project, and leave the spec alone.
    #[arg(long)]
    pub all: bool,
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Which vendors there are.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    /// What happens instead of writing.
    #[command(flatten)]
    pub preview: PreviewArgs,
}

/// `spec`
#[derive(Debug, Args)]
pub struct SpecArgs {
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Which variant; what all share if not given.
    #[command(flatten)]
    pub variant: VariantArgs,
}

/// `intent-uri`
#[derive(Debug, Args)]
pub struct IntentUriArgs {
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Which variant; what all share if not given.
    #[command(flatten)]
    pub variant: VariantArgs,
    /// Which vendors there are.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
}

/// `vendors`
#[derive(Debug, Args)]
pub struct VendorsArgs {
    /// The vendor to show.
    #[arg(value_name = "VENDOR")]
    pub vendor: Option<String>,
    /// The SDK's version; the newest known one if not given.
    #[arg(long, value_name = "VERSION", requires = "vendor", conflicts_with_all = ["since", "until"])]
    pub sdk: Option<String>,
    /// Whether the SDK comes as a JAR or as an AAR, where there are both.
    #[arg(long, value_enum, requires = "vendor", value_name = "FORM")]
    pub delivery: Option<DeliveryChoice>,
    /// Show what an upgrade from this version asks of the app.
    #[arg(long, value_name = "VERSION", requires = "vendor")]
    pub since: Option<String>,
    /// The version to upgrade to; the newest known one if not given.
    #[arg(long, value_name = "VERSION", requires = "since")]
    pub until: Option<String>,
    /// The same as --delivery, for the version to upgrade from.
    #[arg(long, value_enum, requires = "since", value_name = "FORM")]
    pub from_delivery: Option<DeliveryChoice>,
    /// Show what does not concern the app, too.
    #[arg(long, requires = "vendor")]
    pub all: bool,
    /// Check a vendor file instead, and exit with 1 if anything is wrong with it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["vendor", "format"])]
    pub lint: Option<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,
    /// Which vendors there are.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
}

/// How an SDK comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DeliveryChoice {
    /// Classes only.
    Jar,
    /// With a manifest of its own.
    Aar,
}

/// How to print a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// A page of documentation; of a vendor, for all of its versions.
    Markdown,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule's code, such as PW203, or its name.
    #[arg(value_name = "CODE|NAME")]
    pub rule: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,
}

/// `rules`
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// How to print them; Markdown has their pages, too.
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,
}

/// `gradle`
#[derive(Debug, Args)]
pub struct GradleArgs {
    /// Write gradle/pushweave.gradle, or bring the one there up to date.
    #[arg(long, required = true)]
    pub init: bool,
    /// The folder to write it below: the root of the Gradle build.
    #[arg(short = 'C', value_name = "DIR", default_value = ".")]
    pub directory: PathBuf,
    /// Write nothing; exit with 1 if the script is not current.
    #[arg(long)]
    pub check: bool,
}

/// How to print what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For code scanning and viewers: SARIF 2.1.0.
    Sarif,
    /// For the log of GitHub Actions, which shows it beside the lines.
    Github,
}

/// Reads the command line of this process.
///
/// # Errors
///
/// The text to print and the exit code, for mistakes as well as for `--help` and `--version`.
pub fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse()
}
