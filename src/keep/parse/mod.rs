//! From text to statements, past everything that is wrong.

mod class;
mod member;
mod name;

use std::ops::Range;

use super::blame::blame;
use super::options::{self, InR8, R8Takes, Takes};
use super::pattern::ClassPattern;
use super::problem::{Problem, ProblemKind};
use super::rules::{Argument, RuleFile, Statement, Written};
use super::shadow::Shadow;
use super::words::{Mode, Word, Words, is_delimiter, is_whitespace};
use crate::edit::Edit;

/// Reads a rules file, whatever it holds, in time that grows with its length.
pub fn parse(text: &str) -> RuleFile {
    let shadow = Shadow::new(text);
    let mut parser = Parser {
        words: Words::new(&shadow.text),
        shadow: &shadow,
        word: None,
        passed: 0..0,
        statements: Vec::new(),
        problems: Vec::new(),
        starts: vec![0],
        is_lost: false,
    };
    parser.file();
    let mut problems = parser.problems;
    let repairs: Vec<Edit> = problems.iter().filter_map(|it| it.repair.clone()).collect();
    problems.extend(shadow.problems(&repairs));
    problems.sort_by_key(|problem| problem.span.start);
    let comments = parser.words.comments.iter();
    RuleFile {
        statements: parser.statements,
        comments: comments
            .map(|it| shadow.original(it.start)..shadow.original(it.end))
            .collect(),
        problems: blame(text, &parser.starts, problems),
    }
}

/// The words of a file, and what was made of them. Offsets of words are those of the shadow; what is
/// handed on has those of the file.
struct Parser<'a> {
    shadow: &'a Shadow<'a>,
    words: Words<'a>,
    /// The word that is to be dealt with.
    word: Option<Word<'a>>,
    /// The word before it.
    passed: Range<usize>,
    statements: Vec<Statement>,
    problems: Vec<Problem>,
    /// Where a tool can begin to read.
    starts: Vec<usize>,
    /// Whether nothing can be said for sure up to the next option.
    is_lost: bool,
}

/// What follows an option.
enum Shape {
    Nothing,
    Names,
    Class,
    /// A number, and perhaps a class specification.
    LogLevel,
    Word,
    File,
    /// Elements with commas.
    List(Mode),
    ClassPath,
}

impl<'a> Parser<'a> {
    fn file(&mut self) {
        self.next();
        while let Some(word) = self.word.clone() {
            if word.is_option() || self.is("@") {
                self.statement(&word);
            } else {
                self.text_outside(word.span.start);
            }
        }
    }

    fn statement(&mut self, word: &Word<'a>) {
        self.is_lost = word.unclosed;
        let name = self.option_name(word);
        let shape = name.map_or(Shape::ClassPath, shape);
        let follows_condition = self
            .statements
            .last()
            .is_some_and(|last| last.name == Some("-if"));
        let is_keep = options::keeps(word.text, 7);
        let takes_no_members = name.is_some() && !matches!(shape, Shape::Class | Shape::LogLevel);
        let conditional = follows_condition && is_keep;
        if !conditional {
            self.starts.push(self.shadow.original(word.span.start));
        }
        let argument = match shape {
            _ if name.is_none() => {
                self.next();
                self.skip_to_option();
                Argument::None
            }
            shape => self.argument(&shape),
        };
        let mut option = self.written(word);
        let end = self.shadow.original(self.passed.end);
        if word.text == "@" {
            option.text = "@".to_owned();
        }
        self.statements.push(Statement {
            span: option.span.start..end,
            option,
            name,
            argument,
            conditional,
        });
        while takes_no_members && self.is("{") {
            self.members_not_allowed();
        }
    }

    /// The full name of the option, and what is wrong with the short one.
    fn option_name(&mut self, word: &Word<'a>) -> Option<&'static str> {
        if word.text == "@" {
            return Some("-include");
        }
        let exact = options::all().find(|name| *name == word.text);
        if let Some(name) = exact {
            let by_r8 = options::in_r8(name).is_some_and(|it| it != InR8::Unsupported);
            if !by_r8 {
                self.problem(ProblemKind::NotInR8, word.span.clone());
            } else if !options::in_proguard(name) {
                self.problem(ProblemKind::NotInProguard, word.span.clone());
            }
            return exact;
        }
        let Some((name, _)) = options::proguard(word.text, 7).filter(|_| word.text.len() > 1)
        else {
            self.problem(ProblemKind::UnknownOption, word.span.clone());
            return None;
        };
        let mut candidates = options::all().filter(|name| name.starts_with(word.text));
        let is_only = candidates.nth(1).is_none();
        let is_near = name.len() - word.text.len() <= 2;
        let kind = ProblemKind::AbbreviatedOption;
        if is_only || is_near {
            let edit = Edit::replacement(word.span.clone(), name);
            self.repairable(kind, word.span.clone(), edit);
        } else {
            self.problem(kind, word.span.clone());
        }
        Some(name)
    }

    fn argument(&mut self, shape: &Shape) -> Argument {
        match shape {
            Shape::Nothing => {
                self.next();
                Argument::None
            }
            Shape::Names => {
                self.next();
                let names = self.names();
                Argument::Names(ClassPattern { names })
            }
            Shape::Class => {
                self.next();
                Argument::Class(Box::new(self.class()))
            }
            Shape::LogLevel => {
                let level = self.list(Mode::Plain, false);
                if level.is_empty() || self.is_over(true) {
                    return Argument::Words(level);
                }
                Argument::Class(Box::new(self.class()))
            }
            Shape::Word => Argument::Words(self.list(Mode::Plain, false)),
            Shape::File => Argument::Words(self.list(Mode::File, false)),
            Shape::List(mode) => Argument::Words(self.list(*mode, true)),
            Shape::ClassPath => Argument::Words(self.class_path()),
        }
    }

    /// One word, or with `several` all with commas between them.
    fn list(&mut self, mode: Mode, several: bool) -> Vec<Written> {
        let mut list = Vec::new();
        loop {
            self.read(mode);
            let there = |word: &Word<'_>| !word.is_option() && !is_mark(word);
            let Some(word) = self.word.clone().filter(there) else {
                return list;
            };
            list.push(self.written(&word));
            self.next();
            if !several || !self.is(",") {
                return list;
            }
        }
    }

    fn class_path(&mut self) -> Vec<Written> {
        let mut list = Vec::new();
        self.read(Mode::Files);
        while let Some(word) = self.word.clone().filter(|_| !self.is_over(false)) {
            if !word.text.is_empty() && !is_mark(&word) {
                list.push(self.written(&word));
            }
            let mode = if self.is(":") {
                Mode::Files
            } else {
                Mode::Plain
            };
            self.read(mode);
        }
        list
    }

    fn members_not_allowed(&mut self) {
        let gap = self.passed.end;
        let start = self.word.as_ref().map_or(gap, |word| word.span.start);
        while !self.is("}") && !self.is_over(true) {
            self.next();
        }
        let is_closed = self.is("}");
        if is_closed {
            self.next();
        }
        let span = start..self.passed.end;
        let is_clear = is_closed && (self.is_over(true) || self.is("{"));
        self.too_much(ProblemKind::MembersNotAllowed, span, gap, is_clear);
    }

    fn text_outside(&mut self, start: usize) {
        let mut only_marks = true;
        while self.word.as_ref().is_some_and(|word| !word.is_option()) {
            only_marks &= self.is("}") || self.is(";");
            self.next();
        }
        let span = start..self.passed.end;
        if only_marks {
            self.too_much(ProblemKind::StrayPunctuation, span, start, true);
        } else {
            self.problem(ProblemKind::TextOutside, span);
        }
    }

    /// Reports what is too much behind an option. If that `is_clear` it can go, from `start` on, unless
    /// the option lacks something or a comment would go, too.
    fn too_much(&mut self, kind: ProblemKind, span: Range<usize>, start: usize, is_clear: bool) {
        let is_complete = self.statements.last().is_some_and(Statement::is_complete);
        let gone = self.original(&(start..span.end));
        let problems = self.problems.iter().rev();
        let mut problems = problems.take_while(|it| it.span.end > gone.start);
        let comments = self.words.comments.iter().rev();
        let mut comments = comments.take_while(|it| it.end > start);
        let holds_more =
            problems.any(|it| it.span.start < gone.end) || comments.any(|it| it.start < span.end);
        if !is_clear || !is_complete || holds_more {
            return self.problem(kind, span);
        }
        let text = self.words.text();
        let (before, after) = (&text[..start], &text[span.end..]);
        // Words must not grow together.
        let apart =
            before.ends_with(is_whitespace) || after.starts_with(is_whitespace) || after.is_empty();
        let edit = Edit::replacement(start..span.end, if apart { "" } else { " " });
        self.repairable(kind, span, edit);
    }

    fn skip_to_option(&mut self) {
        while !self.is_over(true) {
            self.next();
        }
    }

    /// Reads the next word, which may not be what it looks like.
    fn read(&mut self, mode: Mode) {
        if let Some(word) = &self.word {
            self.passed = word.span.clone();
        }
        self.word = self.words.next(mode);
        let unclosed = self.word.as_ref().filter(|word| word.unclosed);
        if let Some(span) = unclosed.map(|word| word.span.clone()) {
            self.problem(ProblemKind::QuoteMissing, span);
            self.is_lost = true;
        }
    }

    /// Reads the next word. `//` and what follows on the line is no word.
    fn next(&mut self) {
        self.read(Mode::Plain);
        while let Some(word) = self.word.as_mut().filter(|word| !word.quoted) {
            let Some(at) = word.text.find("//") else {
                return;
            };
            let slashes = word.span.start + at;
            if at > 0 {
                word.text = &word.text[..at];
                word.span.end = slashes;
                self.words.seek(slashes);
                return;
            }
            let end = self.words.line_end(slashes);
            let edit = Edit::replacement(slashes..slashes + 2, "#");
            self.words.seek(end);
            self.repairable(ProblemKind::SlashComment, slashes..end, edit);
            let passed = self.passed.clone();
            self.read(Mode::Plain);
            self.passed = passed;
        }
    }

    fn is(&self, text: &str) -> bool {
        let is_text = |word: &Word<'_>| word.text == text && !word.quoted;
        self.word.as_ref().is_some_and(is_text)
    }

    fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Whether the option ends before the current word.
    fn is_over(&self, may_be_at: bool) -> bool {
        match &self.word {
            Some(word) => word.is_option() || (!may_be_at && self.is("@")),
            None => true,
        }
    }

    fn written(&self, word: &Word<'_>) -> Written {
        Written {
            text: word.text.to_owned(),
            span: self.original(&word.span),
        }
    }

    fn original(&self, span: &Range<usize>) -> Range<usize> {
        self.shadow.original(span.start)..self.shadow.original(span.end)
    }

    fn problem(&mut self, kind: ProblemKind, span: Range<usize>) {
        let problem = Problem::new(kind, self.original(&span));
        self.report(problem);
    }

    fn repairable(&mut self, kind: ProblemKind, span: Range<usize>, edit: Edit) {
        let mut problem = Problem::new(kind, self.original(&span));
        problem.repair = self.shadow.edit(edit);
        self.report(problem);
    }

    fn report(&mut self, problem: Problem) {
        if !self.is_lost {
            self.problems.push(problem);
        }
    }
}

/// Whether `word` is a delimiter or `@`.
fn is_mark(word: &Word<'_>) -> bool {
    let mark = |c: char| is_delimiter(c) || c == '@';
    !word.quoted && word.text.len() == 1 && word.text.starts_with(mark)
}

fn shape(name: &str) -> Shape {
    match options::proguard(name, 7).filter(|(exact, _)| *exact == name) {
        Some((_, takes)) => match takes {
            Takes::Nothing => Shape::Nothing,
            Takes::File(_) | Takes::FileOptional => Shape::File,
            Takes::ClassPath | Takes::ClassPathOfFeature | Takes::Refused => Shape::ClassPath,
            Takes::JavaVersion | Takes::Integer | Takes::WordOptional => Shape::Word,
            Takes::List(list) if list.of_names => Shape::Names,
            Takes::List(list) if list.of_files => Shape::List(Mode::File),
            Takes::List(_) => Shape::List(Mode::Plain),
            Takes::LogLevel => Shape::LogLevel,
            _ => Shape::Class,
        },
        None => match options::r8(name).map(|(_, _, takes)| takes) {
            Some(R8Takes::Nothing) | None => Shape::Nothing,
            Some(R8Takes::Names) => Shape::Names,
            Some(R8Takes::Class | R8Takes::ClassWithValues) => Shape::Class,
            Some(_) => Shape::Word,
        },
    }
}
