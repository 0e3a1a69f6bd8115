//! The rules as a list: their codes, names and pages, and the commands that print them.

mod support;

use std::collections::BTreeSet;
use std::process::{Command, Output};

use pushweave::lint::page::{Block, Outcome, Page, SECTIONS, WITHOUT_EXAMPLE};
use pushweave::lint::{self, Remedy, Rule};
use pushweave::report::{json, pages};
use serde_json::Value;
use support::{assert_same, root};

/// What is wrong with the page of `rule`.
fn problems(rule: &Rule) -> Vec<String> {
    let page = Page::parse(rule.page);
    let mut problems = Vec::new();
    if page.summary.is_empty() || page.summary.contains("\n\n") {
        problems.push("the summary is not one paragraph".to_owned());
    }
    let titles: Vec<&str> = page.sections.iter().map(|it| it.title).collect();
    let has_examples = !titles.contains(&WITHOUT_EXAMPLE);
    let expected: Vec<&str> = SECTIONS
        .iter()
        .filter(|(title, required)| *required || titles.contains(title))
        .map(|(title, _)| match *title {
            "Example" if !has_examples => WITHOUT_EXAMPLE,
            title => title,
        })
        .collect();
    if titles != expected {
        problems.push(format!("the sections are {titles:?}, not {expected:?}"));
    }
    for section in page.sections.iter().filter(|it| it.blocks.is_empty()) {
        problems.push(format!("nothing stands below `{}`", section.title));
    }
    for outcome in [Outcome::Fails, Outcome::Passes] {
        if page.examples().any(|it| it.outcome == Some(outcome)) != has_examples {
            problems.push(format!("no example {}, or one too many", outcome.word()));
        }
    }
    problems.extend(problems_of_blocks(&page));
    problems
}

fn problems_of_blocks(page: &Page<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    for block in blocks {
        match block {
            Block::Code(code) if code.language.is_empty() => {
                problems.push(format!("a fence without a language: {:?}", code.code));
            }
            Block::Code(code) if code.code.trim().is_empty() => {
                problems.push("an empty fence".to_owned());
            }
            Block::Prose(text) if text.lines().any(|line| line.starts_with('#')) => {
                problems.push("a heading that is not of the first level".to_owned());
            }
            Block::Code(_) | Block::Prose(_) => {}
        }
    }
    problems
}

#[test]
fn every_rule_has_its_page() {
    let mut found = Vec::new();
    for rule in lint::ALL {
        let problems = problems(rule);
        found.extend(problems.iter().map(|it| format!("{}: {it}", rule.code)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_page_says_how_safe_its_fix_is() {
    for rule in lint::ALL {
        let page = Page::parse(rule.page);
        let fix = page.section("Fix").and_then(|section| section.lead());
        let fix = fix.unwrap_or_default().to_lowercase();
        let mut words = fix.split(|c: char| !c.is_alphabetic());
        let word = match rule.remedy {
            Remedy::Safe | Remedy::Mixed => "safe",
            Remedy::Unsafe => "unsafe",
            Remedy::Apply => "apply",
            Remedy::None => continue,
        };
        assert!(
            words.any(|it| it == word),
            "{}: `Fix` lacks `{word}`",
            rule.code
        );
    }
}

#[test]
fn codes_and_names_are_in_order_and_in_form() {
    for pair in lint::ALL.windows(2) {
        let (one, next) = (pair[0].code, pair[1].code);
        assert!(one.id() < next.id(), "{one} stands before {next}");
    }
    let names: BTreeSet<&str> = lint::ALL.iter().map(|rule| rule.code.name()).collect();
    assert_eq!(names.len(), lint::ALL.len(), "two rules have one name");
    for rule in lint::ALL {
        let (id, name) = (rule.code.id(), rule.code.name());
        let digits = id.strip_prefix("PW").unwrap_or_default();
        assert!(
            digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()),
            "{id}"
        );
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
        };
        assert!(name.split('-').all(is_word), "{name}");
    }
}

#[test]
fn a_file_is_called_as_its_rule() {
    let folder = std::fs::read_dir(root().join("src/lint/rules")).expect("the rules");
    let mut files: BTreeSet<String> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.retain(|name| name.starts_with("pw"));
    let rules = lint::ALL.iter().map(|rule| {
        let name = format!("{}_{}", rule.code.id(), rule.code.name());
        name.to_lowercase().replace('-', "_")
    });
    assert_eq!(files, rules.collect());
}

#[test]
fn the_page_of_the_rules_is_current() {
    let path = root().join("docs/rules.md");
    let page = pages::all(lint::ALL);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_same(
        "docs/rules.md (UPDATE=1 cargo test --test rules)",
        &committed,
        &page,
    );
    for rule in lint::ALL {
        let link = format!("](#{}-{})", rule.code.id().to_lowercase(), rule.code.name());
        assert!(page.contains(&link), "{link}");
    }
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pushweave"));
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE");
    command.output().expect("runs")
}

#[track_caller]
fn printed(code: i32, arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    let text = if code == 0 {
        output.stdout
    } else {
        output.stderr
    };
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn explain_prints_the_page() {
    let text = printed(0, &["explain", "pw203"]);
    insta::assert_snapshot!("explain", text);
    assert_eq!(text, printed(0, &["explain", "Wrong-Component-Flag"]));
    let markdown = printed(0, &["explain", "PW203", "--format", "markdown"]);
    insta::assert_snapshot!("explain-markdown", markdown);
    let colored = printed(0, &["explain", "PW203", "--color", "always"]);
    assert!(colored.contains("\u{1b}[1mWhy\u{1b}[0m\n"), "{colored:?}");
    let json: Value =
        serde_json::from_str(&printed(0, &["explain", "PW203", "--format", "json"])).expect("JSON");
    assert_eq!(json["schema"], json::SCHEMA);
    assert_eq!(json["examples"][0]["outcome"], "fails");
    assert_eq!(json["page"], lint::find("PW203").expect("a rule").page);
}

#[test]
fn an_unknown_rule_is_refused() {
    for (word, meant) in [
        ("PW230", "`PW203`"),
        ("wrong-component-flags", "`wrong-component-flag`"),
    ] {
        let text = printed(2, &["explain", word]);
        assert!(text.contains("PW904"), "{text}");
        assert!(text.contains(&format!("did you mean {meant}?")), "{text}");
    }
    assert!(!printed(2, &["explain", "nothing-like-it-at-all"]).contains("did you mean"));
}

#[test]
fn rules_lists_every_rule() {
    let human = printed(0, &["rules"]);
    let json: Value =
        serde_json::from_str(&printed(0, &["rules", "--format", "json"])).expect("JSON");
    for (at, rule) in lint::ALL.iter().enumerate() {
        let row = human.lines().find(|line| line.starts_with(rule.code.id()));
        assert!(
            row.is_some_and(|row| row.contains(rule.code.name())),
            "{human}"
        );
        assert!(human.contains(&rule.summary()), "{human}");
        assert_eq!(json["rules"][at]["code"], rule.code.id());
        assert_eq!(json["rules"][at]["summary"], rule.summary());
    }
    assert_eq!(
        printed(0, &["rules", "--format", "markdown"]),
        pages::all(lint::ALL)
    );
}

#[test]
fn a_page_on_a_terminal_has_all_of_its_lines() {
    for rule in lint::ALL {
        let shown = pages::plain(rule);
        assert!(!shown.contains('\u{1b}'), "{}", rule.code);
        for line in rule
            .page
            .lines()
            .filter(|line| !line.starts_with(['#', '`']))
        {
            assert!(shown.contains(line.trim()), "{}: {line}", rule.code);
        }
    }
}
