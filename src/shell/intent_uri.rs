//! `pushweave intent-uri`

use std::io::Write as _;

use super::load::{read_spec, variant, vendors_of};
use super::{Status, Stop, Terminal, open};
use crate::catalogue::schema::ClickForm;
use crate::cli::IntentUriArgs;
use crate::finding::{Code, Finding, has_errors};
use crate::resolve::click_action;
use crate::spec::{Click, Spec};

/// `Intent.FLAG_ACTIVITY_CLEAR_TOP`: the activity comes to the front instead of a second one.
const LAUNCH_FLAGS: &str = "0x4000000";

pub(super) fn intent_uri(args: &IntentUriArgs, terminal: &mut Terminal) -> Result<Status, Stop> {
    let project = open(&args.project)?;
    let variant = variant(&project, &args.variant)?;
    let (mut spec, mut findings) = read_spec(&project, variant.as_ref())?;
    let vendors = vendors_of(&project, &mut spec, &args.catalogue, &mut findings)?;
    if has_errors(&findings) {
        return Err(findings.into());
    }
    terminal.findings(&findings)?;
    let Some(click) = &spec.click else {
        let finding = Finding::error(Code::SPEC_INVALID, "the spec has no [click]")
            .at(&spec.file, 0..0, "nothing says which activity a notification opens")
            .help(
                "add `[click]` with `activity = \".chat.ChatActivity\"`, `scheme`, `host` and `path`",
            );
        return Err(finding.into());
    };
    let rows: Vec<(&str, String)> = vendors
        .iter()
        .zip(&spec.vendors)
        .filter_map(|(vendor, asked)| {
            let value = match vendor.click? {
                ClickForm::IntentUri => uri(&spec, click),
                ClickForm::Activity => click.activity.value.clone(),
                ClickForm::Action => click_action(click, &spec.app.application_id),
            };
            Some((asked.id.as_str(), value))
        })
        .collect();
    if rows.is_empty() {
        writeln!(terminal.out, "{}", uri(&spec, click))?;
    }
    let width = rows.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    for (id, value) in rows {
        writeln!(terminal.out, "{id:width$}  {value}")?;
    }
    Ok(Status::Clean)
}

fn uri(spec: &Spec, click: &Click) -> String {
    format!(
        "intent://{}{}#Intent;scheme={};launchFlags={LAUNCH_FLAGS};component={}/{};end",
        click.host, click.path, click.scheme, spec.app.application_id, click.activity.value
    )
}
