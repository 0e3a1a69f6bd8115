//! The files with keep rules that a build names.

use super::fact::{Fact, Owner};
use super::said::{Everything, Said, members, owner};
use crate::inventory::place::Place;
use crate::inventory::statement::Operator;
use crate::inventory::syntax::{Expr, Node};

/// A file with keep rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesFile {
    /// `getDefaultProguardFile('…')`, by the name in it.
    Default(String),
    /// A path, from the project.
    File(String),
}

/// A file with keep rules, where the build names it.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What it is for.
    pub owner: Owner,
    /// Whether it is for the apps that take this library, and not for the module itself.
    pub consumer: bool,
    /// Whether the statement takes the place of what was there.
    pub replaces: bool,
    /// The file; the place is the one of its name.
    pub file: Fact<RulesFile>,
    /// The whole statement.
    pub statement: Place,
    /// Whether it may not be reached.
    pub conditional: bool,
}

/// The files with keep rules that the scripts name for the module.
pub(super) fn read(all: &Everything<'_>) -> Vec<Rules> {
    let mut rules = Vec::new();
    for said in all.of_module() {
        let consumer = match said.name.as_str() {
            "proguardFile" | "proguardFiles" => false,
            "consumerProguardFile" | "consumerProguardFiles" => true,
            _ => continue,
        };
        let Some(holders) = said.below("android") else {
            continue;
        };
        for argument in said.arguments().iter().filter(|it| it.name.is_none()) {
            for node in members(&argument.value) {
                rules.push(Rules {
                    owner: owner(&holders),
                    consumer,
                    replaces: said.operator == Operator::Assign,
                    file: file(all, said, node),
                    statement: all.head(said),
                    conditional: said.is_conditional(),
                });
            }
        }
    }
    rules
}

fn file(all: &Everything<'_>, said: &Said<'_>, node: &Node) -> Fact<RulesFile> {
    match &node.expr {
        Expr::Call(name, arguments) if name == "getDefaultProguardFile" => {
            let name = arguments.first().map_or(node, |it| &it.value);
            all.text(said, name)
                .and_then(|name| Ok(RulesFile::Default(name)))
        }
        _ => all
            .path(said, node)
            .and_then(|path| Ok(RulesFile::File(path))),
    }
}
