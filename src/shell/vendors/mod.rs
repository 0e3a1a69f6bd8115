//! `pushweave vendors`

mod choose;
mod json;
mod lint;
mod list;
mod page;
mod print;
mod show;
mod upgrade;

use std::io::Write as _;

use super::{Status, Stop, Terminal, load};
use crate::catalogue::setup::Setup;
use crate::catalogue::{Catalogue, Vendor};
use crate::cli::{Format, VendorsArgs};
use crate::finding::Code;

pub(super) fn vendors(args: &VendorsArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    if let Some(file) = &args.lint {
        return lint::lint(file, terminal);
    }
    let mut findings = Vec::new();
    let catalogue = load::catalogue(None, &args.catalogue, &mut findings)?;
    terminal.findings(&findings)?;
    let Some(id) = &args.vendor else {
        list::list(&catalogue, args.format, terminal)?;
        return Ok(Status::Clean);
    };
    let vendor = whole(&catalogue, id)?;
    if args.since.is_some() {
        upgrade::upgrade(&vendor, args, terminal)?;
        return Ok(Status::Clean);
    }
    if args.format == Format::Markdown {
        page::refuse_choice(args)?;
        write!(terminal.out, "{}", page::vendor(&vendor))?;
        return Ok(Status::Clean);
    }
    let version = choose::version(&vendor, args.sdk.as_deref())?;
    let chosen = choose::delivery(&vendor, &version, args.delivery)?;
    let setup = Setup::of(&vendor, &version, chosen.delivery);
    match args.format {
        Format::Json => writeln!(terminal.out, "{:#}", json::setup(&vendor, &setup, &chosen))?,
        _ => show::show(&vendor, &setup, &chosen, args.all, terminal)?,
    }
    Ok(Status::Clean)
}

/// The vendor `id` with all that is known of it.
fn whole(catalogue: &Catalogue, id: &str) -> Result<Vendor, Stop> {
    let found = catalogue.load_whole(id);
    load::loaded(catalogue, id, found, Code::ARGUMENT_INVALID)
}
