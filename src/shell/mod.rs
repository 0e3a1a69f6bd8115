//! One function a subcommand: load, plan, write, print.

mod adopt;
mod apply;
mod carry_out;
mod check;
mod counts;
mod diff;
mod explain;
mod gradle;
mod intent_uri;
mod load;
mod mend;
mod outcome;
mod overlay;
mod remove;
mod rules;
mod spec;
mod table;
mod vendors;

use std::io::{self, Write};

use anstream::AutoStream;
use anstream::ColorChoice as StreamColor;

use crate::cli::{Cli, ColorChoice, Command, ProjectArgs};
use crate::finding::{Finding, has_errors};
use crate::project::{Project, Turn};
use crate::report::human::{self, Look};

/// The first line of what `--inputs` prints: another release may give another result.
const INPUTS: &str = concat!("pushweave ", env!("CARGO_PKG_VERSION"), " inputs");

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing to do, or done.
    Clean,
    /// `--check` found something to change.
    Changes,
    /// The command, the input or the disk stood in the way; nothing was written.
    Refused,
}

impl Status {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Changes => 1,
            Self::Refused => 2,
        }
    }
}

/// What stops a command.
#[derive(Debug)]
enum Stop {
    Findings(Vec<Finding>),
    Output(io::Error),
}

impl From<Vec<Finding>> for Stop {
    fn from(findings: Vec<Finding>) -> Self {
        Self::Findings(findings)
    }
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Findings(vec![finding])
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Where a command prints.
struct Terminal {
    out: AutoStream<io::Stdout>,
    err: AutoStream<io::Stderr>,
}

impl Terminal {
    fn new(color: ColorChoice) -> Self {
        let choice = match color {
            ColorChoice::Auto => StreamColor::Auto,
            ColorChoice::Always => StreamColor::Always,
            ColorChoice::Never => StreamColor::Never,
        };
        Self {
            out: AutoStream::new(io::stdout(), choice),
            err: AutoStream::new(io::stderr(), choice),
        }
    }

    fn look(&self) -> Look {
        Look {
            color: self.err.current_choice() != StreamColor::Never,
            width: columns(),
        }
    }

    /// How findings are drawn that go to standard output.
    fn out_look(&self) -> Look {
        Look {
            color: self.out.current_choice() != StreamColor::Never,
            width: columns(),
        }
    }

    fn findings(&mut self, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let drawn = human::findings(findings, self.look());
        self.err.write_all(drawn.as_bytes())
    }
}

/// The width of the terminal, as far as the shell says.
fn columns() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .map_or(100, |columns: usize| columns.clamp(60, 160))
}

/// Runs a command and prints what there is to say.
pub fn run(cli: &Cli) -> Status {
    let mut terminal = Terminal::new(cli.color);
    let done = match &cli.command {
        Command::Apply(args) => apply::apply(args, &mut terminal),
        Command::Adopt(args) => adopt::adopt(args, &mut terminal),
        Command::Check(args) => check::check(args, &mut terminal),
        Command::Remove(args) => remove::remove(args, &mut terminal),
        Command::Vendors(args) => vendors::vendors(args, &mut terminal),
        Command::Spec(args) => spec::spec(args, &mut terminal),
        Command::IntentUri(args) => intent_uri::intent_uri(args, &mut terminal),
        Command::Explain(args) => explain::explain(args, &mut terminal),
        Command::Rules(args) => rules::rules(args, &mut terminal),
        Command::Gradle(args) => gradle::gradle(args, &mut terminal),
    };
    match done {
        Ok(status) => status,
        // Whoever reads has read enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Status::Clean,
        Err(Stop::Output(_)) => Status::Refused,
        Err(Stop::Findings(findings)) => {
            debug_assert!(has_errors(&findings));
            // Nobody is left to tell if this fails too.
            let _ = terminal.findings(&findings);
            let mut tally = human::tally(&findings);
            if matches!(
                cli.command,
                Command::Apply(_) | Command::Adopt(_) | Command::Remove(_) | Command::Gradle(_)
            ) {
                tally.push_str("; nothing was written");
            }
            let _ = writeln!(terminal.err, "{tally}");
            Status::Refused
        }
    }
}

fn open(args: &ProjectArgs) -> Result<Project, Finding> {
    match &args.spec {
        Some(spec) => Project::at_spec(spec),
        None => Project::containing(&args.directory),
    }
}

/// The project, and unless this is a preview the turn to write to it, which ends when it is dropped.
fn open_to_write(args: &ProjectArgs, preview: bool) -> Result<(Project, Option<Turn>), Finding> {
    let project = open(args)?;
    let turn = if preview {
        None
    } else {
        Some(project.take_turn()?)
    };
    Ok((project, turn))
}
