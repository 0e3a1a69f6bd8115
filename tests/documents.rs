//! The vendors' documents against what is woven: every element, rule and constant that they print
//! is in the output, or `documents.toml` says what stands there instead, and why.
//!
//! The documents are not part of this repository. Where `../shared/seeds` is missing, the check is
//! skipped.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use pushweave::lock::Lock;
use pushweave::render;
use pushweave::requirement::Kind;
use roxmltree::Node;
use serde::Deserialize;
use support::documents::{available, fences, read};
use support::{resolved, weave};

const ANDROID: &str = "http://schemas.android.com/apk/res/android";
const APPLICATION_ID: &str = "com.example.chat";
const MANIFEST: &str = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">
    <application>
    </application>
</manifest>
";

/// A document, and the specs whose output it is compared with.
struct Document {
    /// What its file's name begins with.
    number: &'static str,
    title: &'static str,
    /// Vendors with versions; the first one's version names the run in `documents.toml`.
    runs: &'static [&'static [(&'static str, &'static str)]],
    /// What it prints for the names of the app, with what the spec has for them.
    app: &'static [(&'static str, &'static str)],
    elements: usize,
    rules: usize,
    constants: usize,
}

const DOCUMENTS: &[Document] = &[
    Document {
        number: "000",
        title: "Mi Push, English edition",
        runs: &[
            &[("xiaomi", "2.2.5")],
            &[("xiaomi", "3.0.1")],
            &[("xiaomi", "3.6.12")],
        ],
        app: &[
            (
                "com.tencent.qcloud.uipojo.thirdpush.XiaomiMsgReceiver",
                "com.example.chat.push.XiaomiReceiver",
            ),
            (
                "com.tencent.qcloud.tim.demo.thirdpush.XiaomiMsgReceiver",
                "com.example.chat.push.XiaomiReceiver",
            ),
            (
                "com.tencent.qcloud.tim.demo.chat.ChatActivity",
                "com.example.chat.chat.ChatActivity",
            ),
            ("com.tencent.qcloud.tim.tuikit", APPLICATION_ID),
            ("com.tencent.qcloud.tim", APPLICATION_ID),
        ],
        elements: 31,
        rules: 2,
        constants: 3,
    },
    Document {
        number: "001",
        title: "Mi Push, Chinese edition",
        runs: &[
            &[("xiaomi", "2.2.5")],
            &[("xiaomi", "3.0.1")],
            &[("xiaomi", "3.6.12")],
        ],
        app: &[
            (
                "com.tencent.qcloud.uipojo.thirdpush.XiaomiMsgReceiver",
                "com.example.chat.push.XiaomiReceiver",
            ),
            ("com.tencent.qcloud.tim.tuikit", APPLICATION_ID),
        ],
        elements: 27,
        rules: 2,
        constants: 3,
    },
    Document {
        number: "002",
        title: "Huawei push, English edition",
        runs: &[&[("huawei", "2.6.3.301")]],
        app: &[
            (
                "com.tencent.qcloud.tim.demo.thirdpush.HUAWEIPushReceiver",
                "com.example.chat.push.HuaweiReceiver",
            ),
            (
                "com.tencent.qcloud.tim.demo.chat.ChatActivity",
                "com.example.chat.chat.ChatActivity",
            ),
            ("com.tencent.qcloud.tim.tuikit", APPLICATION_ID),
            ("com.tencent.qcloud.tim", APPLICATION_ID),
        ],
        elements: 28,
        rules: 11,
        constants: 2,
    },
    Document {
        number: "003",
        title: "Meizu push, Chinese edition",
        runs: &[&[("meizu", "3.6.0")]],
        app: &[
            (
                "com.tencent.qcloud.tim.demo.thirdpush.MEIZUPushReceiver",
                "com.example.chat.push.MeizuReceiver",
            ),
            ("com.tencent.qcloud.tim.tuikit", APPLICATION_ID),
        ],
        elements: 14,
        rules: 1,
        constants: 3,
    },
    Document {
        number: "004",
        title: "ImSDK 2.5, QAL, Mi Push and HwPush, Chinese edition",
        runs: &[&[
            ("tencent-qal", "2.5.0"),
            ("xiaomi", "3.6.12"),
            ("huawei-hwpush", "2705"),
        ]],
        app: &[
            (
                "com.tencent.imsdk.MiPushMessageReceiver",
                "com.example.chat.push.XiaomiReceiver",
            ),
            (
                "com.tencent.imsdk.test.HwPushMessageReceiver",
                "com.example.chat.push.HuaweiHwpushReceiver",
            ),
            ("com.tencent.imsdk", APPLICATION_ID),
        ],
        elements: 65,
        rules: 6,
        constants: 0,
    },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corrections {
    correction: Vec<Correction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Correction {
    /// `NUMBER TITLE` of each document that it is for.
    documents: Vec<String>,
    /// The element as `tag name`, or the rule.
    what: String,
    /// How the output differs.
    difference: Vec<String>,
    /// The versions in which it does; all that the documents are compared with, unless given.
    sdk: Option<Vec<String>>,
    /// Why.
    reason: String,
}

/// A document, a version, an element or rule, and how it differs.
type Difference = (String, String, String, String);

fn key(document: &Document) -> String {
    format!("{} {}", document.number, document.title)
}

/// The fences with elements in them, as manifests.
fn snippets(fences: &[String]) -> Vec<String> {
    fences
        .iter()
        .filter(|fence| fence.trim_start().starts_with('<'))
        .map(|fence| format!("<manifest xmlns:android=\"{ANDROID}\">{fence}</manifest>"))
        .collect()
}

/// What is woven for one run.
struct Output {
    manifest: String,
    rules: BTreeSet<String>,
    constants: String,
}

fn spec(vendors: &[(&str, &str)], include: &str) -> String {
    let mut spec = format!(
        "schema = 1\n[app]\napplication-id = \"{APPLICATION_ID}\"\ntarget-sdk = 34\n\
         include = \"{include}\"\n[click]\nactivity = \".chat.ChatActivity\"\n\
         scheme = \"pushscheme\"\nhost = \"{APPLICATION_ID}\"\npath = \"/detail\"\n"
    );
    for (id, sdk) in vendors {
        spec += &format!("[vendors.{id}]\nsdk = \"{sdk}\"\n");
        for parameter in support::vendor(id).parameters {
            // The sample values of the documents.
            let value = match (*id, parameter.key.as_str()) {
                ("xiaomi", "receiver") => "\".push.XiaomiReceiver\"",
                ("huawei", "receiver") => "\".push.HuaweiReceiver\"",
                ("huawei-hwpush", "receiver") => "\".push.HuaweiHwpushReceiver\"",
                ("meizu", "receiver") => "\".push.MeizuReceiver\"",
                ("huawei", "app-id") => "\"1234567890\"",
                (_, "certificate-id") => "6666",
                (_, "app-id") => "\"1234512345123451234\"",
                (_, "app-key") => "\"1234512345123\"",
                // No document has one.
                _ => continue,
            };
            spec += &format!("{} = {value}\n", parameter.key);
        }
    }
    spec
}

fn output(vendors: &[(&str, &str)], include: &str) -> Output {
    let resolved = resolved(&spec(vendors, include));
    let woven = weave("the documents' app", MANIFEST, &Lock::default(), &resolved);
    let groups = &resolved.resolution;
    Output {
        manifest: woven.text.to_string(),
        rules: render::keep_rules("pushweave.toml", &groups.keep_groups)
            .lines()
            .filter(|line| line.starts_with('-'))
            .map(str::to_owned)
            .collect(),
        constants: render::constants(
            "pushweave.toml",
            "com.example.chat.Constants",
            &groups.constant_groups,
        ),
    }
}

/// Compares one document with one output.
struct Comparison<'a> {
    document: &'a Document,
    sdk: &'a str,
    /// What is woven as it is by default, and with everything that is optional.
    output: &'a Output,
    all: &'a Output,
    found: BTreeSet<Difference>,
}

impl Comparison<'_> {
    fn differs(&mut self, what: &str, difference: String) {
        let document = key(self.document);
        let difference = (document, self.sdk.to_owned(), what.to_owned(), difference);
        self.found.insert(difference);
    }

    /// `printed`, with the spec's names for those of the document's app.
    fn expected(&self, printed: &str) -> String {
        for (theirs, ours) in self.document.app {
            match printed.strip_prefix(theirs) {
                Some("") => return (*ours).to_owned(),
                Some(rest) if rest.starts_with('.') && *ours == APPLICATION_ID => {
                    return format!("{ours}{rest}");
                }
                _ => {}
            }
        }
        printed.to_owned()
    }

    /// The names of the app's own classes and permissions as they are in the catalogue.
    fn shown(&self, printed: &str) -> String {
        let expected = self.expected(printed);
        match expected.strip_prefix(APPLICATION_ID) {
            Some(rest) if expected != printed => format!("${{applicationId}}{rest}"),
            _ => printed.to_owned(),
        }
    }

    fn elements(&mut self) {
        for snippet in snippets(&fences(&read(self.document.number))) {
            let printed = roxmltree::Document::parse(&snippet).expect("a snippet that is XML");
            let (output, all) = (&self.output.manifest, &self.all.manifest);
            let woven = roxmltree::Document::parse(output).expect("a manifest");
            let all = roxmltree::Document::parse(all).expect("a manifest");
            for printed in elements(printed.root_element()) {
                self.declaration(printed, &woven, &all);
            }
        }
    }

    fn declaration(
        &mut self,
        printed: Node<'_, '_>,
        woven: &roxmltree::Document<'_>,
        all: &roxmltree::Document<'_>,
    ) {
        let tag = printed.tag_name().name();
        if tag == "application" {
            let woven = find(woven.root_element(), tag, None).expect("an application");
            self.attributes("application", printed, woven);
            assert_eq!(elements(printed).count(), 0, "an application with children");
            return;
        }
        let name = attribute(printed, "name").expect("a declaration with a name");
        let what = format!("{tag} {}", self.shown(&name));
        let inside = Kind::of(tag, None).is_none();
        let expected = self.expected(&name);
        let find = |document: &roxmltree::Document<'_>| {
            let root = document.root_element();
            let parent = if inside {
                find(root, "application", None)?
            } else {
                root
            };
            find(parent, tag, Some(&expected)).map(|node| node.id())
        };
        match find(woven).and_then(|id| woven.get_node(id)) {
            Some(woven) => self.element(&what, printed, woven),
            None if find(all).is_some() => self.differs(&what, "only with optional".to_owned()),
            None => self.differs(&what, "missing".to_owned()),
        }
    }

    fn element(&mut self, what: &str, printed: Node<'_, '_>, woven: Node<'_, '_>) {
        self.attributes(what, printed, woven);
        let filters = |node: Node<'_, '_>| {
            let filters = elements(node).filter(|child| child.has_tag_name("intent-filter"));
            filters
                .map(|filter| (filter.id(), self.leaves(filter, "action", node == printed)))
                .collect::<Vec<_>>()
        };
        let (theirs, ours) = (filters(printed), filters(woven));
        for (id, actions) in &theirs {
            let filter = printed.document().get_node(*id).expect("a filter");
            match ours.iter().find(|(_, found)| found == actions) {
                Some((id, _)) => {
                    let found = woven.document().get_node(*id).expect("a filter");
                    self.filter(what, filter, found);
                }
                None => self.differs(what, format!("no filter for {}", join(actions))),
            }
        }
        for (_, actions) in &ours {
            if !theirs.iter().any(|(_, found)| found == actions) {
                self.differs(what, format!("a filter for {}", join(actions)));
            }
        }
        let children = |node: Node<'_, '_>| -> BTreeMap<String, _> {
            elements(node)
                .filter(|child| !child.has_tag_name("intent-filter"))
                .map(|child| {
                    let name = attribute(child, "name").expect("a child with a name");
                    (format!("{} {name}", child.tag_name().name()), child.id())
                })
                .collect()
        };
        let (theirs, ours) = (children(printed), children(woven));
        for (child, id) in &theirs {
            match ours.get(child) {
                Some(found) => {
                    let printed = printed.document().get_node(*id).expect("a child");
                    let woven = woven.document().get_node(*found).expect("a child");
                    self.attributes(&format!("{what} > {child}"), printed, woven);
                    assert_eq!(elements(printed).count(), 0, "deeper than expected");
                }
                None => self.differs(what, format!("{child}: missing")),
            }
        }
        for child in ours.keys().filter(|child| !theirs.contains_key(*child)) {
            self.differs(what, format!("{child}: not printed"));
        }
    }

    fn attributes(&mut self, what: &str, printed: Node<'_, '_>, woven: Node<'_, '_>) {
        let all = |node: Node<'_, '_>, is_printed: bool| -> BTreeMap<String, String> {
            node.attributes()
                .map(|attribute| {
                    assert_eq!(attribute.namespace(), Some(ANDROID), "{what}");
                    let value = if is_printed {
                        self.expected(attribute.value())
                    } else {
                        expand(attribute.value())
                    };
                    (attribute.name().to_owned(), value)
                })
                .collect()
        };
        let (theirs, ours) = (all(printed, true), all(woven, false));
        for (name, value) in &theirs {
            match ours.get(name) {
                None => self.differs(what, format!("{name}: missing, printed `{value}`")),
                Some(found) if found != value => {
                    self.differs(what, format!("{name}: `{found}`, printed `{value}`"));
                }
                Some(_) => {}
            }
        }
        for (name, value) in ours.iter().filter(|(name, _)| !theirs.contains_key(*name)) {
            self.differs(what, format!("{name}: `{value}`, not printed"));
        }
    }

    /// The attributes of the children called `tag`, each as one text.
    fn leaves(&self, filter: Node<'_, '_>, tag: &str, is_printed: bool) -> BTreeSet<String> {
        elements(filter)
            .filter(|leaf| leaf.has_tag_name(tag))
            .map(|leaf| {
                let mut attributes: Vec<String> = leaf
                    .attributes()
                    .map(|attribute| {
                        let value = if is_printed {
                            self.expected(attribute.value())
                        } else {
                            expand(attribute.value())
                        };
                        match attribute.name() {
                            "name" => value,
                            name => format!("{name}={value}"),
                        }
                    })
                    .collect();
                attributes.sort();
                attributes.join(",")
            })
            .collect()
    }

    fn filter(&mut self, what: &str, printed: Node<'_, '_>, woven: Node<'_, '_>) {
        for leaf in elements(printed) {
            let tag = leaf.tag_name().name();
            assert!(
                ["action", "category", "data"].contains(&tag),
                "{what}: {tag}"
            );
        }
        for tag in ["category", "data"] {
            let theirs = self.leaves(printed, tag, true);
            let ours = self.leaves(woven, tag, false);
            for leaf in theirs.difference(&ours) {
                self.differs(what, format!("{tag} {leaf}: missing"));
            }
            for leaf in ours.difference(&theirs) {
                self.differs(what, format!("{tag} {leaf}: not printed"));
            }
        }
    }

    fn rules(&mut self, rules: &[String]) {
        for printed in rules {
            let mut rule = printed.clone();
            for (theirs, ours) in self
                .document
                .app
                .iter()
                .filter(|(_, ours)| *ours != APPLICATION_ID)
            {
                rule = rule.replace(theirs, ours);
            }
            // How members are spaced is taste.
            let spaced = rule.replace("{*;}", " { *; }").replace("  {", " {");
            let keyword = spaced.replacen("-keep ", "-keep class ", 1);
            let joined = spaced.replace(". ", ".");
            let what = match printed.strip_prefix("-keep com.") {
                Some(_) => "-keep RECEIVER",
                None => printed.trim_end(),
            };
            if self.output.rules.contains(&spaced) {
                continue;
            }
            let difference = if self.output.rules.contains(&keyword) {
                "with `class`"
            } else if self.output.rules.contains(&joined) {
                "without the space in the name"
            } else if self.all.rules.contains(&spaced) {
                "only with optional"
            } else {
                "missing"
            };
            self.differs(what, difference.to_owned());
        }
    }

    fn constants(&mut self, constants: &[String]) {
        for printed in constants {
            let is_long = printed.contains(" long ");
            let expected = if is_long {
                printed.replace(';', "L;")
            } else {
                printed.clone()
            };
            if !self
                .output
                .constants
                .lines()
                .any(|line| line.trim() == expected)
            {
                self.differs(printed, "missing".to_owned());
            }
        }
    }
}

fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute((ANDROID, name)).map(str::to_owned)
}

fn expand(value: &str) -> String {
    value.replace("${applicationId}", APPLICATION_ID)
}

fn find<'a, 'i>(parent: Node<'a, 'i>, tag: &str, name: Option<&str>) -> Option<Node<'a, 'i>> {
    elements(parent).find(|child| {
        child.has_tag_name(tag)
            && name.is_none_or(|name| {
                attribute(*child, "name").is_some_and(|found| expand(&found) == name)
            })
    })
}

fn join(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("+")
}

#[test]
fn every_printed_line_is_woven_or_corrected() {
    if !available(
        "documents",
        "nothing was compared with the vendors' documents",
    ) {
        return;
    }
    let mut found: BTreeSet<Difference> = BTreeSet::new();
    for document in DOCUMENTS {
        let fences = fences(&read(document.number));
        let lines = |start: &str| -> Vec<String> {
            let lines = fences.iter().flat_map(|fence| fence.lines());
            lines
                .map(str::trim)
                .filter(|line| line.starts_with(start))
                // What follows the semicolon is a comment.
                .map(|line| match line.split_once("; //") {
                    Some((line, _)) => format!("{line};"),
                    None => line.to_owned(),
                })
                .collect()
        };
        let (rules, constants) = (lines("-"), lines("public static final "));
        let count: usize = snippets(&fences)
            .iter()
            .map(|snippet| {
                let snippet = roxmltree::Document::parse(snippet).expect("XML");
                let all = snippet.root_element().descendants();
                all.filter(Node::is_element).count() - 1
            })
            .sum();
        assert_eq!(
            (count, rules.len(), constants.len()),
            (document.elements, document.rules, document.constants),
            "elements, rules and constants of {}",
            key(document)
        );
        for run in document.runs {
            let (output, all) = (output(run, "recommended"), output(run, "optional"));
            let mut comparison = Comparison {
                document,
                sdk: run[0].1,
                output: &output,
                all: &all,
                found: BTreeSet::new(),
            };
            comparison.elements();
            comparison.rules(&rules);
            comparison.constants(&constants);
            found.extend(comparison.found);
        }
    }
    let listed = listed();
    let show = |differences: Vec<&Difference>| {
        let lines = differences.into_iter();
        lines
            .map(|(document, sdk, what, difference)| {
                format!("{document} ({sdk})\n    {what}\n    {difference}\n")
            })
            .collect::<String>()
    };
    let unlisted = show(found.difference(&listed).collect());
    let stale = show(listed.difference(&found).collect());
    assert!(
        unlisted.is_empty() && stale.is_empty(),
        "differences that tests/documents.toml does not list:\n{unlisted}\n\
         corrections in tests/documents.toml that do not occur:\n{stale}"
    );
}

/// What `documents.toml` lists.
fn listed() -> BTreeSet<Difference> {
    let text = include_str!("documents.toml");
    let corrections: Corrections = toml::from_str(text).expect("a list of corrections");
    let mut listed = BTreeSet::new();
    for correction in corrections.correction {
        let what = &correction.what;
        assert!(!correction.reason.trim().is_empty(), "{what}: no reason");
        for name in &correction.documents {
            let document = DOCUMENTS
                .iter()
                .find(|document| key(document) == *name)
                .unwrap_or_else(|| panic!("no document `{name}`"));
            for run in document.runs {
                let sdk = run[0].1.to_owned();
                if correction
                    .sdk
                    .as_ref()
                    .is_some_and(|asked| !asked.contains(&sdk))
                {
                    continue;
                }
                for difference in &correction.difference {
                    let entry = (name.clone(), sdk.clone(), what.clone(), difference.clone());
                    assert!(listed.insert(entry), "listed twice: {what}: {difference}");
                }
            }
        }
    }
    listed
}

/// Without the documents, too: the list is in order.
#[test]
fn the_list_of_corrections_reads() {
    assert!(!listed().is_empty());
}

/// Named declarations (components, permissions, meta-data, `<application>`) and the parts of their
/// filters.
#[test]
fn all_elements_are_counted() {
    let counts = |count: fn(&Document) -> usize| DOCUMENTS.iter().map(count).sum::<usize>();
    assert_eq!(counts(|document| document.elements), 165);
    assert_eq!(counts(|document| document.rules), 22);
    assert_eq!(counts(|document| document.constants), 11);
}
