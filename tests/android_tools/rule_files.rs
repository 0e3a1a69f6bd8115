//! What we say that ProGuard says of a rules file, and what it says.
//!
//! The rules are those of `fixtures/keep`, before and after the repairs, and generated ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use pushweave::keep::{Tool, in_full, options, parse};

use crate::rules;
use crate::tools::{installed, present, repository, say, succeed};

/// Reads every file of the list in its first argument, and writes to the second one, a line a file, what
/// is wrong. ProGuard prints notes of its own.
const BATCH: &str = r#"
import java.io.*;
import java.nio.file.*;
import java.util.*;

class Batch {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(arguments[1], "UTF-8");
        for (String file : Files.readAllLines(Paths.get(arguments[0]))) {
            out.println(read(new File(file)).replace("\n", " ").replace("\r", " "));
        }
        out.close();
    }

    static String read(File file) {
        try {
            new proguard.ConfigurationParser(file, System.getProperties())
                .parse(new proguard.Configuration());
            return "";
        } catch (proguard.ParseException | IOException refused) {
            return refused.getMessage();
        } catch (RuntimeException crashed) {
            return "crashed: " + crashed;
        }
    }
}
"#;

/// A release of ProGuard, and where it is.
struct Proguard {
    tool: Tool,
    class_path: PathBuf,
}

impl Proguard {
    fn find(tool: Tool) -> Option<Self> {
        let (name, class_path, there) = match tool {
            Tool::Proguard6 => {
                let jar = PathBuf::from("/usr/share/java/proguard.jar");
                ("ProGuard 6", jar.clone(), jar)
            }
            _ => {
                let jars = repository().join(".tools/proguard-7");
                ("ProGuard 7", jars.join("*"), jars)
            }
        };
        let found = installed(&["java", "javac"]) && present(name, &there);
        found.then_some(Self { tool, class_path })
    }

    /// What ProGuard prints for each of `texts`, and the path that it was given; nothing if it takes it.
    fn read(&self, texts: &[String]) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("Batch.java"), BATCH).expect("the program");
        let class_path = format!("{}:{}", self.class_path.display(), folder.path().display());
        let javac = ["-cp", &class_path, "-d"];
        succeed(
            Command::new("javac")
                .args(javac)
                .arg(folder.path())
                .arg(path("Batch.java")),
        );
        let files: Vec<String> = (0..texts.len())
            .map(|at| path(&format!("{at}.pro")).display().to_string())
            .collect();
        for (file, text) in files.iter().zip(texts) {
            fs::write(file, text).expect("a rules file");
        }
        fs::write(path("list"), files.join("\n")).expect("the list");
        let java = [
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            &class_path,
        ];
        let (list, written) = (path("list"), path("said"));
        succeed(
            Command::new("java")
                .args(java)
                .arg("Batch")
                .args([&list, &written]),
        );
        let said = fs::read_to_string(&written).expect("what was said");
        let lines: Vec<String> = said.lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), files.len());
        lines.into_iter().zip(files).collect()
    }

    /// Holds what we say against what ProGuard says; gives how many files it refused.
    fn compare(&self, texts: &[String]) -> usize {
        let mut wrong = Vec::new();
        let mut refused = 0;
        for (text, (said, file)) in texts.iter().zip(self.read(texts)) {
            refused += usize::from(!said.is_empty());
            let expected = self.expected(text, &file);
            let agree = match &expected {
                Some(expected) => said.starts_with(expected) || said.starts_with("crashed: "),
                None => said.is_empty(),
            };
            if !agree && !is_about_the_system(&said) {
                wrong.push(format!("{text:?}\n  says {said:?}\n  we   {expected:?}"));
            }
        }
        let tool = self.tool;
        assert!(
            wrong.is_empty(),
            "{tool:?}: {} of {}\n{}",
            wrong.len(),
            texts.len(),
            wrong[..wrong.len().min(20)].join("\n")
        );
        refused
    }

    /// The start of what ProGuard should print.
    fn expected(&self, text: &str, file: &str) -> Option<String> {
        let refusal = self.tool.refusal(text)?;
        let message = refusal.message.replace(['\n', '\r'], " ");
        // These have no place, or that of an earlier word.
        if message.contains("-resourcejars") || message.contains("for java type") {
            return Some(message);
        }
        let before = &text[..refusal.at];
        let line = match before.len() == text.len() {
            true => lines(text).max(1),
            false => {
                lines(before) + usize::from(before.is_empty() || before.ends_with(['\n', '\r']))
            }
        };
        Some(in_full(&message, line, file))
    }
}

/// The number of lines, as `java.io.LineNumberReader` counts them.
fn lines(text: &str) -> usize {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .lines()
        .count()
}

/// Whether what was said is about a file or a property that is not there, of which we know nothing.
fn is_about_the_system(said: &str) -> bool {
    let files = ["(No such file", "(Is a directory)", "protocol"];
    said.starts_with("Value of system property ") || files.iter().any(|what| said.contains(what))
}

fn of_cases() -> Vec<String> {
    let rules = rules::paths().into_iter().map(|path| rules::read(&path).0);
    let both = rules.flat_map(|text| {
        let repaired = rules::repaired(&text, &parse(&text));
        [text, repaired]
    });
    // ProGuard stops at the first mistake, so each line is asked about, too.
    let both: Vec<String> = both.collect();
    let lines = both.iter().flat_map(|text| text.lines()).map(str::to_owned);
    lines.chain(both.iter().cloned()).collect()
}

fn of_options() -> Vec<String> {
    let full = options::all().map(str::to_owned);
    let short = options::all().map(|name| name[..name.len() - 1].to_owned());
    let names: Vec<String> = full.chain(short).collect();
    let with = |argument: &str| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{name}{argument}\n-verbose\n"))
            .collect()
    };
    [
        with(""),
        with(" class a.B"),
        with(" class a.B { int x = 3; }"),
        with(" { x }"),
        with(" a.B,c.D"),
        with(" /x/y,z w"),
        with(" 3"),
        with(",allowshrinking class a.B"),
    ]
    .concat()
    .into_iter()
    .filter(|text| !text.starts_with("-target"))
    .collect()
}

fn generated() -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let rules = rules::rules();
    let tree = |_| rules.new_tree(&mut runner).expect("rules").current();
    (0..20_000).map(tree).collect()
}

fn says_what_we_say(tool: Tool) {
    let Some(proguard) = Proguard::find(tool) else {
        return;
    };
    let texts = [of_cases(), of_options(), generated()].concat();
    let refused = proguard.compare(&texts);
    say(&format!(
        "{tool:?}: refuses {refused} of {} rules files, as we say",
        texts.len()
    ));
}

#[test]
fn proguard_6_says_what_we_say() {
    says_what_we_say(Tool::Proguard6);
}

#[test]
fn proguard_7_says_what_we_say() {
    says_what_we_say(Tool::Proguard7);
}

/// Where every problem has a repair, ProGuard takes the repaired file.
#[test]
fn proguard_takes_repaired_files() {
    let Some(proguard) = Proguard::find(Tool::Proguard7) else {
        return;
    };
    let mut repaired = Vec::new();
    for path in rules::paths() {
        let text = rules::read(&path).0;
        let file = parse(&text);
        let open = |it: &pushweave::keep::Problem| it.repair.is_none() && it.proguard.is_some();
        if file.problems.iter().any(|it| it.repair.is_some()) && !file.problems.iter().any(open) {
            repaired.push((name(&path), rules::repaired(&text, &file)));
        }
    }
    assert!(repaired.len() > 12, "only {}", repaired.len());
    let texts: Vec<String> = repaired.iter().map(|(_, text)| text.clone()).collect();
    for ((name, _), (said, _)) in repaired.iter().zip(proguard.read(&texts)) {
        assert_eq!(said, "", "{name}");
    }
}

fn name(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}
