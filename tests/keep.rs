//! Reading rules files: the cases of `fixtures/keep`, and properties of whatever is read.
//!
//! A case is a rules file, and after `--- found` what the parser makes of it, with what each tool says.
//! `UPDATE=1 cargo test --test keep` writes that anew; read the diff. Whether the tools do say so is
//! tested in `tests/android_tools/rule_files.rs`.

#[path = "support/rules.rs"]
mod rules;

use std::fmt::Write;
use std::fs;
use std::ops::Range;

use proptest::prelude::*;
use pushweave::keep::{
    Argument, Base, ClassPattern, ClassSpec, Member, MemberKind, Name, ProblemKind, RuleFile,
    Statement, Tool, Written, check, options, parse,
};

const TOOLS: [(Tool, &str); 3] = [
    (Tool::Proguard6, "ProGuard 6"),
    (Tool::Proguard7, "ProGuard 7"),
    (Tool::R8, "R8"),
];

#[test]
fn every_case_is_read_as_it_says() {
    let paths = rules::paths();
    assert!(paths.len() > 25, "only {} cases", paths.len());
    let mut failures = Vec::new();
    for path in paths {
        let (text, expected) = rules::read(&path);
        let found = describe(&text);
        if found == expected {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, format!("{text}{}{found}", rules::MARKER)).expect("written");
        } else {
            failures.push(format!("{}\n{found}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is made of `text`, for people.
fn describe(text: &str) -> String {
    let file = parse(text);
    let mut out = String::new();
    for statement in &file.statements {
        let _ = writeln!(out, "{}", statement_line(statement));
    }
    for comment in &file.comments {
        let _ = writeln!(out, "comment {:?}", &text[comment.clone()]);
    }
    for problem in &file.problems {
        let line = 1 + text[..problem.span.start].matches('\n').count();
        let _ = writeln!(
            out,
            "\n{:?} in line {line}: {:?}",
            problem.kind,
            &text[problem.span.clone()]
        );
        if let Some(edit) = &problem.repair {
            let before = &text[edit.range.clone()];
            let _ = writeln!(out, "  repair: {before:?} becomes {:?}", edit.text);
        }
        let said = [("ProGuard", &problem.proguard), ("R8", &problem.r8)];
        for (tool, message) in said {
            if let Some(message) = message {
                let _ = writeln!(out, "  {tool}: {message}");
            }
        }
    }
    let repaired = rules::repaired(text, &file);
    if repaired != text {
        let _ = write!(out, "\n--- repaired\n{repaired}");
        if !repaired.ends_with('\n') {
            out.push('\n');
        }
    }
    for (what, text) in [("", text), (" when repaired", &repaired)] {
        for (tool, name) in TOOLS {
            if let Some(refusal) = tool.refusal(text) {
                let _ = writeln!(out, "--- {name}{what}: {}", refusal.message);
            }
        }
    }
    out
}

fn statement_line(statement: &Statement) -> String {
    let name = statement.name.unwrap_or("unknown");
    let mut line = match statement.option.text == name {
        true => name.to_owned(),
        false => format!("{} ({name})", statement.option.text),
    };
    if statement.conditional {
        line.push_str(" if");
    }
    match &statement.argument {
        Argument::None => {}
        Argument::Names(names) => line += &format!(" {}", list(&names.names)),
        Argument::Words(words) => line += &format!(" {:?}", texts(words)),
        Argument::Class(class) => line += &class_text(class),
    }
    line
}

fn class_text(class: &ClassSpec) -> String {
    let mut text = String::new();
    for word in &class.suboptions {
        let _ = write!(text, " ,{}", word.text);
    }
    for annotation in &class.annotations {
        let _ = write!(text, " @{}", annotation.text);
    }
    for word in class.modifiers.iter().chain(&class.keyword) {
        let _ = write!(text, " {}", word.text);
    }
    let _ = write!(text, " {}", list(&class.names.names));
    if let Some(Base { keyword, names, .. }) = &class.base {
        let _ = write!(text, " {} {}", keyword.text, list(&names.names));
    }
    if let Some(members) = &class.members {
        let members: Vec<String> = members.list.iter().map(member_text).collect();
        let _ = write!(text, " {members:?}");
    }
    text
}

fn member_text(member: &Member) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(member.annotations.iter().map(|it| format!("@{}", it.text)));
    words.extend(member.modifiers.iter().map(|it| it.text.clone()));
    words.push(match &member.kind {
        MemberKind::All => "any".to_owned(),
        MemberKind::Fields => "any field".to_owned(),
        MemberKind::Methods => "any method".to_owned(),
        MemberKind::Field { of, name } => format!("field {} of {}", name.text, of.text),
        MemberKind::Method {
            returns,
            name,
            arguments,
        } => format!(
            "method {}({}) returns {}",
            name.text,
            list(arguments),
            returns.text
        ),
        MemberKind::Constructor { name, arguments } => {
            format!("constructor {}({})", name.text, list(arguments))
        }
    });
    words.join(" ")
}

fn list(names: &[Name]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|it| format!("{}{}", if it.negated { "!" } else { "" }, it.text))
        .collect();
    names.join(",")
}

fn texts(words: &[Written]) -> Vec<&str> {
    words.iter().map(|word| word.text.as_str()).collect()
}

// ---------------------------------------------------------------- what holds of every file

/// What can always be mended.
const REPAIRABLE: &[ProblemKind] = &[
    ProblemKind::SpaceInName,
    ProblemKind::SemicolonMissing,
    ProblemKind::BraceMissing,
    ProblemKind::SlashComment,
    ProblemKind::ForeignPunctuation,
];

fn assert_spans(text: &str, file: &RuleFile) {
    let mut end = 0;
    for statement in &file.statements {
        let span = &statement.span;
        assert!(end <= span.start && span.start < span.end, "{statement:?}");
        end = span.end;
        for inner in spans(statement) {
            assert!(text.get(inner.clone()).is_some(), "{inner:?}");
            assert!(
                span.start <= inner.start && inner.end <= span.end,
                "{inner:?} {statement:?}"
            );
        }
    }
    assert!(text.get(..end).is_some(), "{end}");
    let mut end = 0;
    for comment in &file.comments {
        assert!(
            text[comment.clone()].starts_with(['#', '＃']),
            "{comment:?}"
        );
        assert!(end <= comment.start, "{comment:?}");
        end = comment.end;
    }
    let mut start = 0;
    for problem in &file.problems {
        assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
        assert!(start <= problem.span.start, "{problem:?}");
        start = problem.span.start;
        if let Some(edit) = &problem.repair {
            assert!(text.get(edit.range.clone()).is_some(), "{problem:?}");
        }
    }
}

fn spans(statement: &Statement) -> Vec<Range<usize>> {
    let mut spans = vec![statement.option.span.clone()];
    let names = |pattern: &ClassPattern| -> Vec<_> {
        pattern.names.iter().map(|it| it.span.clone()).collect()
    };
    match &statement.argument {
        Argument::None => {}
        Argument::Names(pattern) => spans.extend(names(pattern)),
        Argument::Words(words) => spans.extend(words.iter().map(|it| it.span.clone())),
        Argument::Class(class) => {
            spans.extend(names(&class.names));
            spans.extend(class.keyword.iter().map(|it| it.span.clone()));
            spans.extend(class.base.iter().flat_map(|it| names(&it.names)));
            spans.extend(class.members.iter().map(|it| it.span.clone()));
            let members = class.members.iter().flat_map(|it| &it.list);
            spans.extend(members.map(|it| it.span.clone()));
        }
    }
    spans
}

/// Repairs lead somewhere: each round there are fewer problems of a known kind, and at the end no
/// repairs. What a tool refuses besides may come to light on the way.
fn assert_repairs(text: &str) {
    let mut text = text.to_owned();
    let mut file = parse(&text);
    while repairs(&file) > 0 {
        let next = rules::repaired(&text, &file);
        let left = parse(&next);
        assert!(
            known(&left) < known(&file),
            "{text:?}\n{:#?}\n{next:?}\n{:#?}",
            file.problems,
            left.problems
        );
        (text, file) = (next, left);
    }
    let left = file
        .problems
        .iter()
        .find(|it| REPAIRABLE.contains(&it.kind));
    assert_eq!(left, None, "{text:?}");
}

fn repairs(file: &RuleFile) -> usize {
    let repairs = file.problems.iter().filter(|it| it.repair.is_some());
    repairs.count()
}

fn known(file: &RuleFile) -> usize {
    let known = file
        .problems
        .iter()
        .filter(|it| it.kind != ProblemKind::Other);
    known.count()
}

/// A problem is reported for a tool if, and only if, the tool refuses the file.
fn assert_blame(text: &str, file: &RuleFile) {
    let by_proguard = file.problems.iter().map(|it| it.proguard.as_ref());
    let by_r8 = file.problems.iter().map(|it| it.r8.as_ref());
    for (tool, said) in [
        (Tool::Proguard7, by_proguard.collect::<Vec<_>>()),
        (Tool::R8, by_r8.collect()),
    ] {
        let refusal = tool.refusal(text).map(|refusal| refusal.message);
        let is_said = match &refusal {
            Some(_) => said.contains(&refusal.as_ref()),
            None => said.iter().all(Option::is_none),
        };
        assert!(
            is_said,
            "{tool:?} {refusal:?} {text:?}\n{:#?}",
            file.problems
        );
    }
}

fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked { default.cases } else { cases },
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn anything_can_be_read(text in any::<String>()) {
        assert_spans(&text, &parse(&text));
    }

    #[test]
    fn bytes_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        assert_spans(&text, &parse(&text));
    }

    #[test]
    fn rules_have_places_and_repairs(text in rules::rules()) {
        let file = parse(&text);
        assert_spans(&text, &file);
        assert_repairs(&text);
    }

    #[test]
    fn the_tools_are_quoted_where_they_refuse(text in rules::rules()) {
        assert_blame(&text, &parse(&text));
    }
}

#[test]
fn what_the_catalogue_may_write_has_no_problem() {
    for rule in [
        "-keep class com.x.A { *; }",
        "-keep public class * extends android.app.Service { *; }",
        "-keep class com.x.A { public static final ** CREATOR; void on(int, java.lang.String[]); }",
        "-keepattributes *Annotation*",
        "-dontwarn com.x.**",
    ] {
        assert_eq!(check(rule), Ok(()));
        assert_eq!(parse(rule).problems, []);
    }
}

#[test]
fn every_option_is_an_option_of_somebody() {
    for option in options::all() {
        let file = parse(option);
        assert_eq!(file.statements[0].name, Some(option));
        let unknown = |it: &ProblemKind| *it == ProblemKind::UnknownOption;
        assert!(
            !file.problems.iter().any(|it| unknown(&it.kind)),
            "{option}"
        );
    }
}

/// Long files of the kind that makes parsers slow. Each takes well below a second in a release.
#[test]
fn time_grows_with_the_length() {
    let million = 1_000_000;
    let files = [
        "{".repeat(million),
        "}".repeat(million),
        format!("-keep class a {}", "{".repeat(million)),
        format!("-keep class a {{{}", "*".repeat(million)),
        format!("-keep class a {{{}", "a(".repeat(million)),
        format!(
            "-keep class a {{{}}}",
            "*".to_owned() + &";".repeat(million)
        ),
        format!("-keep class a {{ {}", "void x() ".repeat(million / 8)),
        format!("-keep class {}", "a. ".repeat(million / 2)),
        format!("-dontwarn {}", "${a}".repeat(million / 2)),
        format!("-dontwarn {}", "a,".repeat(million)),
        format!("-keep {}", "@a ".repeat(million / 2)),
        format!("-keep class a {{ {} }}", "@a ".repeat(million / 2)),
        format!("-keep class {}", "<1>".repeat(million / 2)),
        format!("-keep class a {{ x{}(); }}", "<1>".repeat(million / 2)),
        "-keep a\n".repeat(million / 4),
        "-keep class a.B { *; }\n".repeat(million / 3),
        "//\n".repeat(million),
        "a//".repeat(million),
        "-keep x y ".to_owned() + &"# c\n".repeat(million),
        "｛".repeat(million),
        "-keep class a｛*；｝\n".repeat(million / 20),
        "'".repeat(million),
        "-".repeat(million),
        "-if class a ".repeat(million / 8),
        "-if class a -keep class a ".repeat(million / 16),
        "@".repeat(million),
    ];
    for text in files {
        let file = parse(&text);
        assert!(file.problems.len() <= text.len() + 1);
    }
}
