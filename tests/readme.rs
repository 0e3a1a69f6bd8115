//! The documentation is run: what README.md, CONTRIBUTING.md and docs/ show is what happens.
//!
//! Each document gets a folder of its own, with a fresh copy of `fixtures/projects` and an empty
//! `target`, and its commands run there in order, as one reader would type them.
//!
//! - In a ```` ```console ```` fence, a line that begins with `$ ` is run by `sh`. The lines up to
//!   the next one are what it prints, all of it, stdout and stderr together. White space at the end
//!   of a line does not count.
//! - In a ```` ```sh ```` fence, the lines that begin with `pushweave` or `cargo run` are run. What
//!   they print is not compared; other lines are not run.
//! - A command succeeds, unless it ends with the comment `# exits with N`.
//! - `cargo run … -- ARGS` is run as `pushweave ARGS`. Other uses of cargo are not run.
//!
//! With `INSTA_UPDATE=always`, the transcripts are rewritten with what the commands print.

#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushweave::catalogue::{self, check};
use pushweave::finding::Code;

const BINARY: &str = env!("CARGO_BIN_EXE_pushweave");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every document whose commands are run.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let mut documents = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    let docs = fs::read_dir(root.join("docs")).expect("docs");
    let mut guides: Vec<PathBuf> = docs
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    guides.sort();
    documents.append(&mut guides);
    documents
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a line of a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fence {
    Prose,
    Console,
    Shell,
    Other,
}

/// One command of a document.
struct Step {
    /// Its number in the document, counted from 1.
    line: usize,
    command: String,
    /// What it prints; `None` where that is not compared.
    output: Option<String>,
}

/// The commands of `text`, in order.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut fence = Fence::Prose;
    for (at, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            fence = match (fence, info) {
                (Fence::Prose, "console") => Fence::Console,
                (Fence::Prose, "sh") => Fence::Shell,
                (Fence::Prose, _) => Fence::Other,
                _ => Fence::Prose,
            };
            continue;
        }
        let step = |command: &str, output| Step {
            line: at + 1,
            command: command.to_owned(),
            output,
        };
        match fence {
            Fence::Console => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(step(command, Some(String::new()))),
                (
                    None,
                    Some(Step {
                        output: Some(output),
                        ..
                    }),
                ) => {
                    output.push_str(line.trim_end());
                    output.push('\n');
                }
                (None, _) => panic!("line {}: output without a command", at + 1),
            },
            Fence::Shell if line.starts_with("pushweave ") || line.starts_with("cargo run ") => {
                steps.push(step(line, None));
            }
            Fence::Prose | Fence::Shell | Fence::Other => {}
        }
    }
    assert!(fence == Fence::Prose, "a fence is not closed");
    steps
}

/// The command as it is run; `None` for what only a person runs.
fn runnable(command: &str) -> Option<String> {
    if !command.starts_with("cargo ") {
        return Some(command.to_owned());
    }
    let arguments = command.strip_prefix("cargo run ")?;
    let (_, arguments) = arguments.split_once("-- ")?;
    Some(format!("pushweave {arguments}"))
}

fn expected_code(command: &str) -> i32 {
    match command.split_once("# exits with ") {
        Some((_, code)) => code.trim().parse().expect("an exit code"),
        None => 0,
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A folder that looks like this repository to a reader who has just built it.
struct Checkout {
    folder: tempfile::TempDir,
}

impl Checkout {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path().join("repository");
        copy(
            &Path::new(ROOT).join("fixtures/projects"),
            &here.join("fixtures/projects"),
        );
        fs::create_dir(here.join("target")).expect("a folder");
        let binaries = folder.path().join("bin");
        fs::create_dir(&binaries).expect("a folder");
        std::os::unix::fs::symlink(BINARY, binaries.join("pushweave")).expect("a link");
        Self { folder }
    }

    /// What `command` prints, and its exit code.
    fn run(&self, command: &str) -> (String, Option<i32>) {
        let path = std::env::var("PATH").unwrap_or_default();
        let binaries = self.folder.path().join("bin");
        // In a group on lines of its own, so that a comment at the end does not reach the `}`.
        let done = Command::new("sh")
            .arg("-c")
            .arg(format!("{{\n{command}\n}} 2>&1"))
            .current_dir(self.folder.path().join("repository"))
            .env("PATH", format!("{}:{path}", binaries.display()))
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("COLUMNS")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .expect("sh");
        let printed = String::from_utf8(done.stdout).expect("UTF-8");
        let lines: String = printed
            .lines()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect();
        (lines, done.status.code())
    }
}

/// `text` with `outputs` in the place of what its console fences show.
fn rewritten(text: &str, outputs: &[String]) -> String {
    let mut outputs = outputs.iter();
    let mut out = String::new();
    let mut in_console = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console && !line.starts_with("$ ") {
            continue;
        }
        out.push_str(line);
        out.push('\n');
        if in_console && line.starts_with("$ ") {
            out.push_str(outputs.next().expect("one for each command"));
        }
    }
    out
}

#[test]
fn the_documentation_does_what_it_says() {
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always");
    let mut problems = String::new();
    for document in documents() {
        let name = document.strip_prefix(ROOT).unwrap_or(&document).display();
        let text = read(&document);
        let checkout = Checkout::new();
        let mut outputs = Vec::new();
        for step in steps(&text) {
            let Step {
                line,
                command,
                output,
            } = step;
            let shown = match runnable(&command) {
                Some(runnable) => {
                    let (printed, code) = checkout.run(&runnable);
                    if code != Some(expected_code(&command)) {
                        let _ = writeln!(
                            problems,
                            "{name}:{line}: exit {code:?}: {command}\n{printed}"
                        );
                    }
                    printed
                }
                None => output.clone().unwrap_or_default(),
            };
            let Some(output) = output else { continue };
            if output != shown && !update {
                let _ = writeln!(
                    problems,
                    "{name}:{line}: {command}\n--- the document says\n{output}--- it prints\n{shown}"
                );
            }
            outputs.push(shown);
        }
        let updated = rewritten(&text, &outputs);
        if update && updated != text {
            fs::write(&document, updated).expect("written");
        }
    }
    assert!(
        problems.is_empty(),
        "{problems}\nif the new output is right: INSTA_UPDATE=always cargo test --test readme"
    );
}

/// The options that `pushweave ARGUMENTS --help` lists, and the subcommands.
fn help(checkout: &Checkout, arguments: &str) -> (Vec<String>, Vec<String>) {
    let (text, code) = checkout.run(&format!("pushweave {arguments} --help"));
    assert_eq!(code, Some(0), "{text}");
    let (mut options, mut commands) = (Vec::new(), Vec::new());
    let mut section = "";
    for line in text.lines() {
        if !line.is_empty() && !line.starts_with(' ') {
            section = line;
        }
        let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
        match section {
            "Options:" if line.trim_start().starts_with('-') && !line.contains(" - ") => options
                .extend(
                    words
                        .take_while(|word| word.starts_with('-'))
                        .map(str::to_owned),
                ),
            "Commands:" if line.starts_with("  ") => {
                commands.extend(words.next().map(str::to_owned))
            }
            _ => {}
        }
    }
    (options, commands)
}

#[test]
fn every_command_and_option_is_in_the_readme() {
    let readme = read(&Path::new(ROOT).join("README.md"));
    let checkout = Checkout::new();
    let (mut options, commands) = help(&checkout, "");
    assert!(commands.len() > 3, "{commands:?}");
    for command in commands.iter().filter(|command| *command != "help") {
        assert!(
            readme.contains(&format!("### `pushweave {command}")),
            "README.md has no section on `pushweave {command}`"
        );
        options.append(&mut help(&checkout, command).0);
    }
    assert!(options.len() > 10, "{options:?}");
    for option in options {
        let named = ["`", " ", "]"]
            .iter()
            .any(|end| readme.contains(&format!("`{option}{end}")));
        assert!(named, "README.md does not name `{option}`");
    }
}

#[test]
fn every_vendor_and_its_keys_are_in_the_readme() {
    let readme = read(&Path::new(ROOT).join("README.md"));
    for id in catalogue::ids() {
        let vendor = catalogue::load(id)
            .expect("registered")
            .unwrap_or_else(|error| panic!("{id}: {}", error.message));
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{id}` |")))
            .unwrap_or_else(|| panic!("README.md has no row for `{id}` among the vendors"));
        for parameter in &vendor.parameters {
            let key = format!("`{}`", parameter.key);
            assert!(
                row.contains(&key),
                "README.md: the row of `{id}` lacks {key}"
            );
        }
    }
}

#[test]
fn the_example_of_a_vendor_file_passes_its_checks() {
    let guide = read(&Path::new(ROOT).join("docs/catalogue.md"));
    let (_, rest) = guide.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let vendor =
        catalogue::parse("acme", example).unwrap_or_else(|error| panic!("{}", error.message));
    let problems = check::problems("acme", &vendor);
    assert_eq!(problems, []);
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let mut documents = documents();
    documents.push(Path::new(ROOT).join("ARCHITECTURE.md"));
    for document in documents {
        let text = read(&document);
        let folder = document.parent().expect("a folder");
        for link in text.split("](").skip(1) {
            let link = link.split(')').next().unwrap_or_default();
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            if target.contains("://") {
                continue;
            }
            let target = match target {
                "" => document.clone(),
                target => folder.join(target),
            };
            assert!(target.exists(), "{}: no {link}", document.display());
            let is_there = anchor.is_empty() || anchors(&read(&target)).any(|it| it == anchor);
            assert!(is_there, "{}: no heading {link}", document.display());
        }
    }
}

/// What the headings of `text` are linked as.
fn anchors(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter_map(|line| {
        let heading = line.trim_start_matches('#').strip_prefix(' ')?;
        line.starts_with('#').then(|| {
            let kept = heading.chars().filter_map(|it| match it {
                ' ' => Some('-'),
                '-' | '_' => Some(it),
                _ => it.is_alphanumeric().then(|| it.to_ascii_lowercase()),
            });
            kept.collect()
        })
    })
}

#[test]
fn codes_in_the_readme_have_their_names() {
    let readme = read(&Path::new(ROOT).join("README.md"));
    let rows = readme.lines().filter(|line| line.starts_with("| PW"));
    let mut seen = 0;
    for row in rows {
        let known = Code::ALL
            .iter()
            .any(|code| row.starts_with(&format!("| {} | {} |", code.id(), code.name())));
        assert!(known, "{row}");
        seen += 1;
    }
    assert!(seen > 5, "README.md lists {seen} codes");
}

#[test]
fn fences_are_read_as_they_are_written() {
    let text =
        "```console\n$ a # exits with 2\nx  \n\n$ b\n```\n```sh\ncargo test\ncargo run -- c\n```\n";
    let found = steps(text);
    let commands: Vec<&str> = found.iter().map(|step| step.command.as_str()).collect();
    assert_eq!(commands, ["a # exits with 2", "b", "cargo run -- c"]);
    assert_eq!(found[0].output.as_deref(), Some("x\n\n"));
    assert_eq!(found[1].output.as_deref(), Some(""));
    assert_eq!(found[2].output, None);
    assert_eq!(expected_code(&found[0].command), 2);
    assert_eq!(
        runnable("cargo run --release -- c -d"),
        Some("pushweave c -d".into())
    );
    assert_eq!(runnable("cargo install --path ."), None);
    let updated = rewritten(
        "```console\n$ a\nold\n$ b\n```\n",
        &["new\n".into(), String::new()],
    );
    assert_eq!(updated, "```console\n$ a\nnew\n$ b\n```\n");
}
