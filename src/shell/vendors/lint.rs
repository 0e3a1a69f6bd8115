//! `pushweave vendors --lint`

use std::io::Write as _;
use std::path::Path;

use super::super::{Status, Stop, Terminal};
use crate::catalogue;
use crate::project;
use crate::report::human;

/// Checks the vendor file at `path`.
pub(super) fn lint(path: &Path, terminal: &mut Terminal) -> Result<Status, Stop> {
    let file = project::read_file(path)?;
    let (_, findings) = catalogue::read(&file);
    terminal.findings(&findings)?;
    if findings.is_empty() {
        writeln!(terminal.err, "{}: nothing is wrong", file.name)?;
        return Ok(Status::Clean);
    }
    writeln!(terminal.err, "{}", human::tally(&findings))?;
    Ok(Status::Changes)
}
