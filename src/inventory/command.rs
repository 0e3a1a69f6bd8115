//! Statements that call or assign something, and what the inventory takes from them.

use std::ops::Range;

use super::lexer::Kind;
use super::reader::Reader;
use super::script::{Declared, Visibility};
use super::statement::{Operator, Statement};
use super::syntax::{Argument, Expr};
use super::values::RECEIVERS;

/// What a `dependencies` block holds beside dependencies.
const NO_CONFIGURATION: [&str; 11] = [
    "artifactTypes",
    "attributesSchema",
    "because",
    "changing",
    "components",
    "constraints",
    "exclude",
    "module",
    "modules",
    "println",
    "transitive",
];

/// What reaches no app.
const TOOLS: [&str; 3] = ["annotationProcessor", "classpath", "lintChecks"];

/// What takes the name of an element, and configures it in the block that follows.
const NAMING: [&str; 8] = [
    "configure",
    "create",
    "getByName",
    "getByType",
    "maybeCreate",
    "named",
    "register",
    "the",
];

/// The types of what scripts call `android`.
const ANDROID: [&str; 8] = [
    "AppExtension",
    "ApplicationExtension",
    "BaseAppModuleExtension",
    "BaseExtension",
    "CommonExtension",
    "DynamicFeatureExtension",
    "LibraryExtension",
    "TestedExtension",
];

/// How many tokens a type argument may have.
const MAX_TYPE: usize = 24;
/// How many names a path with elements of containers in it may have.
const MAX_SEGMENTS: usize = 12;

/// A command as far as it was read.
struct Command {
    path: Vec<String>,
    name: Range<usize>,
    arguments: Vec<Argument>,
    /// Where these stand, with their parentheses.
    called: Range<usize>,
    /// What its block is kept under.
    names: Vec<String>,
}

/// What a command is called with.
struct Told<'a> {
    arguments: &'a [Argument],
    /// Where that stands, with the parentheses.
    span: Range<usize>,
    /// The number of the statement.
    by: Option<usize>,
}

impl Reader<'_> {
    /// The statement that begins with `path`, which stands at `name`, behind the cursor.
    pub(super) fn command(&mut self, path: Vec<String>, name: Range<usize>) {
        let assigns = self.cursor.is(b'=') && self.cursor.kind_after(1) != Some(Kind::Punct(b'='));
        let adds = self.cursor.is(b'+') && self.cursor.kind_after(1) == Some(Kind::Punct(b'='));
        if assigns || adds {
            return self.assignment(path, name, adds);
        }
        let mut names = path.clone();
        let last = path.last().map_or("", String::as_str);
        let names_android = self.type_argument().is_some_and(|it| ANDROID.contains(&it));
        if names_android && NAMING.contains(&last) {
            names.pop();
            names.push("android".to_owned());
        }
        let at = self.cursor.at;
        let mut arguments = Vec::new();
        let mut called = self.cursor.offset()..self.cursor.offset();
        if self.is_command() {
            arguments = self.arguments();
            called = self.cursor.since(called.start);
            self.plugin_options(&mut arguments);
        }
        self.name_element(&path, &arguments, &mut names);
        // `buildTypes.getByName("release").isMinifyEnabled = true`
        let chained = self.cursor.at > at && self.cursor.is(b'.');
        if NAMING.contains(&last) && chained && path.len() < MAX_SEGMENTS {
            self.path_from(&mut names);
            let name = self.cursor.since(name.start);
            return self.command(names, name);
        }
        let command = Command {
            path,
            name,
            arguments,
            called,
            names,
        };
        self.called(command);
    }

    /// Puts what `path` names with its `arguments` into `names`: `getByName("release")` is `release`.
    fn name_element(&self, path: &[String], arguments: &[Argument], names: &mut Vec<String>) {
        let last = path.last().map_or("", String::as_str);
        let Some(first) = arguments.first().filter(|it| it.name.is_none()) else {
            return;
        };
        if NAMING.contains(&last)
            && let Some(name) = first.value.literal()
        {
            names.truncate(path.len() - 1);
            names.push(name.to_owned());
        } else if matches!(last, "with" | "configure")
            && let Expr::Path(path) = &first.value.expr
        {
            names.extend(path.iter().cloned());
        }
    }

    /// `path = value` and `path += value`, from the operator on.
    fn assignment(&mut self, path: Vec<String>, name: Range<usize>, adds: bool) {
        let in_extra = self.innermost() == "ext";
        let receivers = &path[..path.len().saturating_sub(1)];
        let kind = if !adds && (is_extra(receivers) || (in_extra && path.len() == 1)) {
            Visibility::Extra
        } else {
            Visibility::Assigned
        };
        let start = self.cursor.offset();
        self.cursor.at += 1 + usize::from(adds);
        let operator_span = self.cursor.since(start);
        self.cursor.newlines();
        let value = self.cursor.expression();
        let own = path.iter();
        let own = own.skip_while(|it| RECEIVERS.contains(&it.as_str()));
        let own: Vec<String> = own.cloned().collect();
        self.define(&own, value.clone(), kind);
        let head = self.cursor.since(name.start);
        let statement = Statement {
            block: None,
            path,
            name,
            operator: if adds {
                Operator::Add
            } else {
                Operator::Assign
            },
            operator_span,
            arguments: vec![Argument::unnamed(value)],
            span: head.clone(),
            head,
            opens: None,
        };
        let within = self.within();
        let by = self.script.statements.add(within, statement);
        self.rest("", &[], by);
    }

    /// A command that is read but for its block.
    fn called(&mut self, command: Command) {
        let Command {
            path,
            name,
            arguments,
            called,
            names,
        } = command;
        let head = self.cursor.since(name.start);
        let statement = Statement {
            block: None,
            path: path.clone(),
            operator_span: name.end..name.end,
            name,
            operator: Operator::Call,
            arguments: Vec::new(),
            span: head.clone(),
            head,
            opens: None,
        };
        let within = self.within();
        let by = self.script.statements.add(within, statement);
        if !arguments.is_empty() {
            let told = Told {
                arguments: &arguments,
                span: called,
                by,
            };
            self.told(&path, &told);
            self.script.statements.called_with(by, arguments);
        }
        let block = self.block_name(&path).to_owned();
        self.rest(&block, &names, by);
    }

    /// The name that tells what a block is for, of one that begins with `path`.
    fn block_name<'p>(&self, path: &'p [String]) -> &'p str {
        let name = path.last().map_or("", String::as_str);
        let receivers = &path[..path.len().saturating_sub(1)];
        match name {
            "apply" | "with" if is_extra(receivers) => "ext",
            "extra" => "ext",
            // `commonTest.dependencies`
            _ => path
                .iter()
                .map(String::as_str)
                .find(|it| is_test(it))
                .unwrap_or(name),
        }
    }

    /// Takes what the call of `path` tells.
    fn told(&mut self, path: &[String], told: &Told<'_>) {
        let arguments = told.arguments;
        let name = path.last().map_or("", String::as_str);
        let receivers = &path[..path.len().saturating_sub(1)];
        let values = arguments.iter().map(|it| &it.value).cloned();
        let named = |key: &str| {
            let named = arguments.iter();
            let named = named.filter(|it| it.name.as_deref() == Some(key));
            named.map(|it| it.value.clone()).collect::<Vec<_>>()
        };
        match name {
            "set" if is_extra(receivers) || self.innermost() == "ext" => {
                if let [key, value] = arguments
                    && let Some(key) = key.value.literal()
                {
                    let key = [key.to_owned()];
                    self.define(&key, value.value.clone(), Visibility::Extra);
                }
            }
            "apply" => self.script.applied.extend(named("from")),
            "from" if self.innermost() == "apply" => self.script.applied.extend(values),
            "dirs" | "dir" if self.innermost() == "flatDir" => {
                self.script.flat_dirs.extend(values);
            }
            "flatDir" => self.script.flat_dirs.extend(named("dirs")),
            "strictly" | "require" | "prefer" if self.innermost() == "version" => {
                let version = arguments.first().map(|it| it.value.clone());
                if let (Some(version), Some(last)) = (version, self.script.dependencies.last_mut())
                {
                    last.version = Some(version);
                }
            }
            _ if self.is_configuration(name) => self.dependency(name, told),
            _ => {}
        }
    }

    /// The last word of the type in angle brackets that is here, before what is called with it.
    fn type_argument(&mut self) -> Option<&str> {
        if !(self.cursor.is(b'<') && self.cursor.is_adjacent()) {
            return None;
        }
        let (mut depth, mut last) = (0_usize, None);
        for ahead in 0..MAX_TYPE {
            match self.cursor.kind_after(ahead)? {
                Kind::Word => last = last.or(self.cursor.word_after(ahead)),
                Kind::Punct(b'.') => last = None,
                Kind::Punct(b'<') => depth += 1,
                Kind::Punct(b'>') => depth = depth.checked_sub(1)?,
                Kind::Punct(b',' | b'?' | b'*') => {}
                _ => return None,
            }
            if depth == 0 {
                let next = self.cursor.kind_after(ahead + 1);
                if !matches!(next, Some(Kind::Punct(b'(' | b'{'))) {
                    return None;
                }
                self.cursor.at += ahead + 1;
                return last;
            }
        }
        None
    }

    /// Whether arguments follow, in parentheses or as Groovy's commands take them.
    fn is_command(&self) -> bool {
        match self.cursor.kind() {
            Some(Kind::Word | Kind::Open | Kind::Number | Kind::Punct(b'(' | b'[')) => true,
            // `minifyEnabled !debug`, and neither `a!!` nor `a != b`.
            Some(Kind::Punct(b'!')) => {
                let next = self.cursor.kind_after(1);
                !self.cursor.is_adjacent() && !matches!(next, Some(Kind::Punct(b'!' | b'=')))
            }
            _ => false,
        }
    }

    fn arguments(&mut self) -> Vec<Argument> {
        if self.cursor.take(b'(') {
            return self.cursor.arguments(b')', 0);
        }
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.cursor.argument(0));
            if !self.cursor.take(b',') {
                return arguments;
            }
            self.cursor.newlines();
        }
    }

    /// `version '1.0' apply false`, after the plugin in a block of them.
    fn plugin_options(&mut self, arguments: &mut Vec<Argument>) {
        if self.innermost() != "plugins" {
            return;
        }
        for _ in 0..2 {
            let dot = usize::from(self.cursor.is(b'.'));
            let Some(option @ ("version" | "apply")) = self.cursor.word_after(dot) else {
                return;
            };
            self.cursor.at += dot;
            let start = self.cursor.offset();
            self.cursor.at += 1;
            let key = self.cursor.since(start);
            let value = if self.is_command() && self.cursor.is(b'(') {
                self.arguments().into_iter().next().map(|it| it.value)
            } else {
                Some(self.cursor.expression())
            };
            arguments.extend(value.map(|value| Argument {
                name: Some(option.to_owned()),
                key,
                value,
            }));
        }
    }

    fn innermost(&self) -> &str {
        self.blocks.last().map_or("", |block| block.name.as_str())
    }

    /// Whether the block here is one of `dependencies`, and `name` may be a configuration.
    fn is_configuration(&self, name: &str) -> bool {
        let mut blocks = self.blocks.iter().rev().map(|block| block.name.as_str());
        let nearest = blocks.find(|name| !matches!(*name, "if" | "else" | "for" | "each" | ""));
        nearest == Some("dependencies")
            && !matches!(name, "if" | "else" | "for" | "return" | "while")
            && !NO_CONFIGURATION.contains(&name)
    }

    /// Whether what `configuration` takes in the block here may reach the app.
    fn reaches_app(&self, configuration: &str) -> bool {
        !self.blocks.iter().any(|block| {
            let name = block.name.as_str();
            matches!(name, "buildscript" | "pluginManagement") || is_test(name)
        }) && !is_test(configuration)
            && !TOOLS.contains(&configuration)
            && !["kapt", "ksp"]
                .iter()
                .any(|tool| configuration.starts_with(tool))
    }

    fn dependency(&mut self, name: &str, told: &Told<'_>) {
        let mut arguments = told.arguments.to_vec();
        let mut configuration = name.to_owned();
        if name == "add" && !arguments.is_empty() {
            match arguments.remove(0).value.literal() {
                Some(literal) => literal.clone_into(&mut configuration),
                None => return,
            }
        }
        let shared = self.blocks.iter().any(|block| {
            matches!(
                block.name.as_str(),
                "allprojects" | "subprojects" | "configure"
            )
        });
        self.script.dependencies.push(Declared {
            reaches_app: self.reaches_app(&configuration),
            configuration,
            statement: told.by,
            arguments,
            span: told.span.clone(),
            version: None,
            shared,
        });
    }
}

fn is_extra(names: &[String]) -> bool {
    names.iter().any(|name| name == "ext" || name == "extra")
}

/// Whether `name` is that of a configuration or source set for tests.
fn is_test(name: &str) -> bool {
    name.starts_with("test") || name.contains("Test")
}
