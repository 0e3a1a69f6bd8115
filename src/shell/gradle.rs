//! `pushweave gradle`

use std::io::Write as _;
use std::sync::Arc;

use super::{Status, Stop, Terminal};
use crate::cli::GradleArgs;
use crate::finding::{Code, Finding};
use crate::project::{FileChange, Project};
use crate::render::{self, Ownership};
use crate::report::human::printable;
use crate::source::SourceFile;

/// Where the script goes, from the root of the Gradle build.
const SCRIPT: &str = "gradle/pushweave.gradle";

/// Writes the Gradle script, or says whether the one that is there is current.
pub(super) fn gradle(args: &GradleArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let root = Project::folder(&args.directory)?;
    let found = root.read(SCRIPT)?.map(Arc::new);
    let mut script = render::gradle_script(env!("CARGO_PKG_VERSION"));
    if let Some(found) = &found {
        script = render::with_endings_of(&script, found);
        refuse_what_is_not_ours(found, &script)?;
    }
    let before = found.map(|found| found.content());
    let shown = root.shown(SCRIPT);
    let shown = printable(&shown);
    if before.as_ref().is_some_and(|before| **before == script) {
        writeln!(terminal.out, "nothing changed")?;
        return Ok(Status::Clean);
    }
    let verb = match before {
        Some(_) => "updated",
        None => "created",
    };
    if args.check {
        writeln!(terminal.out, "would be {verb}  {shown}")?;
        return Ok(Status::Changes);
    }
    root.transaction().commit(&[FileChange {
        path: SCRIPT,
        before: before.as_ref().map(|text| text.as_str()),
        after: Some(&script),
    }])?;
    writeln!(terminal.out, "{verb}  {shown}")?;
    Ok(Status::Clean)
}

/// A script that somebody wrote or edited is theirs.
fn refuse_what_is_not_ours(found: &Arc<SourceFile>, script: &str) -> Result<(), Finding> {
    let (message, label, help) = match render::ownership(found) {
        Ownership::Ours => return Ok(()),
        _ if *found.content() == script => return Ok(()),
        Ownership::Edited => (
            "the Gradle script was edited by hand",
            "not what pushweave wrote",
            "move your lines into the module's `build.gradle`, delete this file, and run \
             `pushweave gradle --init` again",
        ),
        Ownership::Foreign => (
            "there is another script where pushweave's goes",
            "written by somebody else",
            "move this script elsewhere, and run `pushweave gradle --init` again",
        ),
    };
    let first = found.text.find(['\r', '\n']).unwrap_or(found.text.len());
    Err(Finding::error(Code::GENERATED_DRIFT, message)
        .at(found, 0..first, label)
        .help(help))
}
