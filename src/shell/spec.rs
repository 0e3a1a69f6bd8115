//! `pushweave spec`

use std::io::Write as _;

use super::load::{read_spec, variant};
use super::{Status, Stop, Terminal, open};
use crate::cli::SpecArgs;
use crate::finding::has_errors;
use crate::report::human::printable;
use crate::spec::effective;

pub(super) fn spec(args: &SpecArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let project = open(&args.project)?;
    let variant = variant(&project, &args.variant)?;
    let (spec, findings) = read_spec(&project, variant.as_ref())?;
    if has_errors(&findings) {
        return Err(findings.into());
    }
    terminal.findings(&findings)?;
    for line in effective(&spec, variant.as_ref()).lines() {
        writeln!(terminal.out, "{}", printable(line))?;
    }
    Ok(Status::Clean)
}
