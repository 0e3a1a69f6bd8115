//! The rules and their pages for people: on a terminal, and as Markdown.

use std::fmt::Write as _;

use anstyle::Style;

use super::severity;
use crate::lint::Rule;
use crate::lint::page::{Block, Example, Page};

/// What is indented.
const INDENT: &str = "    ";

/// The page of `rule` as `pushweave explain` prints it, with the escapes of a terminal.
pub fn terminal(rule: &Rule) -> String {
    let style = Style::new().bold();
    let mut out = format!(
        "{style}{} {}{style:#}\n\n",
        rule.code.id(),
        rule.code.name()
    );
    out.push_str(&text(rule, style));
    let _ = writeln!(out, "\n{style}Rule{style:#}");
    for (what, value) in traits(rule) {
        let _ = writeln!(out, "{INDENT}{what:<13} {value}");
    }
    out
}

/// The page without any marks, and without the name of the rule.
pub fn plain(rule: &Rule) -> String {
    text(rule, Style::new())
}

fn text(rule: &Rule, style: Style) -> String {
    let page = Page::parse(rule.page);
    let mut out = format!("{}\n", page.summary);
    for section in &page.sections {
        let _ = writeln!(out, "\n{style}{}{style:#}", section.title);
        for (at, block) in section.blocks.iter().enumerate() {
            if at > 0 {
                out.push('\n');
            }
            match block {
                Block::Prose(text) => {
                    let _ = writeln!(out, "{text}");
                }
                Block::Code(example) => code(example, &mut out),
            }
        }
    }
    out
}

fn code(example: &Example<'_>, out: &mut String) {
    if let Some(heading) = heading(example, "") {
        let _ = writeln!(out, "{heading}\n");
    }
    for line in example.code.lines() {
        let _ = writeln!(out, "{}", format!("{INDENT}{line}").trim_end());
    }
}

/// `Fails, as app/build.gradle:`
fn heading(example: &Example<'_>, quote: &str) -> Option<String> {
    let word = match example.outcome?.word() {
        "fails" => "Fails",
        _ => "Passes",
    };
    Some(match example.path {
        Some(path) => format!("{word}, as {quote}{path}{quote}:"),
        None => format!("{word}:"),
    })
}

/// The page as Markdown without its title; `level` is that of its headings.
pub fn body(rule: &Rule, level: usize) -> String {
    let page = Page::parse(rule.page);
    let marks = "#".repeat(level);
    let mut out = format!("{}\n", page.summary);
    for section in &page.sections {
        let _ = writeln!(out, "\n{marks} {}", section.title);
        for block in &section.blocks {
            out.push('\n');
            match block {
                Block::Prose(text) => {
                    let _ = writeln!(out, "{text}");
                }
                Block::Code(example) => {
                    if let Some(heading) = heading(example, "`") {
                        let _ = writeln!(out, "{heading}\n");
                    }
                    let _ = writeln!(out, "```{}\n{}```", example.language, example.code);
                }
            }
        }
    }
    out
}

/// The page as Markdown with its title, which is a heading of `level`.
pub fn markdown(rule: &Rule, level: usize) -> String {
    let mut out = format!("{} {}\n\n", "#".repeat(level), title(rule));
    let body = body(rule, level + 1);
    // What the rule is stands below the summary, where it does not keep anybody from reading.
    let (summary, rest) = body.split_once("\n\n").unwrap_or((body.trim_end(), ""));
    let _ = writeln!(out, "{summary}\n\n| | |\n|---|---|");
    for (what, value) in traits(rule) {
        let _ = writeln!(out, "| {what} | {value} |");
    }
    if !rest.is_empty() {
        let _ = write!(out, "\n{rest}");
    }
    out
}

/// All of `rules` as one page: a table, and a section each.
pub fn all(rules: &[Rule]) -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str("| code | name | severity | fix | reads |\n|---|---|---|---|---|\n");
    for rule in rules {
        let anchor = title(rule).to_lowercase().replace(' ', "-");
        let (code, name) = (rule.code.id(), rule.code.name());
        let (severity, fix) = (default_severity(rule), rule.remedy.word());
        let reads = reads(rule);
        let _ = writeln!(
            out,
            "| [{code}](#{anchor}) | {name} | {severity} | {fix} | {reads} |"
        );
    }
    for rule in rules {
        let _ = write!(out, "\n{}", markdown(rule, 2));
    }
    out
}

const INTRODUCTION: &str = "\
# Rules

<!-- Made from the rules themselves: UPDATE=1 cargo test --test rules -->

What `pushweave check` looks for.
`pushweave explain CODE` prints the section of a rule, `pushweave rules` the table.

`fix` says what mends a finding: `--fix` (safe), `--fix --unsafe-fixes` (unsafe), or `pushweave apply` (apply).
A pedantic rule is only asked with `--pedantic`.

";

fn title(rule: &Rule) -> String {
    format!("{} {}", rule.code.id(), rule.code.name())
}

/// What a rule reads, in words.
pub fn reads(rule: &Rule) -> String {
    let inputs: Vec<&str> = rule.inputs.iter().map(|input| input.word()).collect();
    inputs.join(", ")
}

/// How bad it is, and whether one has to ask for it.
pub fn default_severity(rule: &Rule) -> String {
    let pedantic = if rule.pedantic { ", pedantic" } else { "" };
    format!("{}{pedantic}", severity(rule.severity))
}

/// What there is to know of a rule beside its page.
fn traits(rule: &Rule) -> Vec<(&'static str, String)> {
    let mut traits = vec![
        ("severity", default_severity(rule)),
        ("category", rule.category.word().to_owned()),
        ("fix", rule.remedy.word().to_owned()),
        ("reads", reads(rule)),
    ];
    if let Some(cwe) = rule.cwe {
        traits.push(("weakness", format!("CWE-{cwe}")));
    }
    if let Some(issue) = rule.android_lint {
        traits.push(("Android Lint", issue.to_owned()));
    }
    traits
}
