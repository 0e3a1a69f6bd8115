//! Generated manifests in every way of writing them, and texts that no one should ever write.
//!
//! `PROPTEST_CASES=20000 cargo test --release --test properties` looks longer.

mod support;

use std::collections::HashSet;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use pushweave::catalogue::schema::Vendor;
use pushweave::finding::{Code, Finding};
use pushweave::lock::{Lock, Scaffold};
use pushweave::manifest::document::ManifestDoc;
use pushweave::plan::{OnConflict, Woven};
use pushweave::requirement::{Filter, Kind, Requirement};
use pushweave::source::{BOM, SourceFile};
use pushweave::version::Version;
use support::{Resolved, assert_parses, assert_same, messages, resolved, spec_text, try_resolved};

const ANDROID: &str = "http://schemas.android.com/apk/res/android";
const APPLICATION_ID: &str = "com.example.chat";
const CLICK: &str = "
[click]
activity = \".chat.ChatActivity\"
scheme = \"pushscheme\"
host = \"com.example.chat\"
path = \"/detail\"
";

fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked { default.cases } else { cases },
        failure_persistence: None,
        ..default
    }
}

// ---------------------------------------------------------------- specs

fn catalogue() -> &'static [Vendor] {
    static VENDORS: OnceLock<Vec<Vendor>> = OnceLock::new();
    VENDORS.get_or_init(|| pushweave::catalogue::ids().map(support::vendor).collect())
}

/// What is chosen freely in a spec; the namespace is the app's and the same in all its specs.
#[derive(Clone, Debug)]
struct Choices {
    releases: Vec<Option<Index>>,
    click: bool,
    literal: bool,
    include: &'static str,
    target_sdk: u32,
}

fn choices() -> impl Strategy<Value = Choices> {
    (
        prop::collection::vec(prop::option::of(any::<Index>()), catalogue().len()),
        any::<bool>(),
        any::<bool>(),
        select(vec!["required", "recommended", "optional"]),
        select(vec![34u32, 31, 26, 23]),
    )
        .prop_map(|(releases, click, literal, include, target_sdk)| Choices {
            releases,
            click,
            literal,
            include,
            target_sdk,
        })
}

impl Choices {
    fn text(&self, namespace: &str) -> String {
        let chosen: Vec<(&str, String)> = catalogue()
            .iter()
            .zip(&self.releases)
            .filter_map(|(vendor, release)| {
                let release = release.as_ref()?.get(&vendor.releases);
                Some((vendor.id.as_str(), release.to_string()))
            })
            .collect();
        let pairs: Vec<(&str, &str)> = chosen.iter().map(|(id, sdk)| (*id, sdk.as_str())).collect();
        let mut app = format!("[app]\nnamespace = \"{namespace}\"\n");
        app += &format!("include = \"{}\"\n", self.include);
        if self.literal {
            app += "substitution = \"literal\"\n";
        }
        spec_text(&pairs, if self.click { CLICK } else { "" })
            .replacen("[app]\n", &app, 1)
            .replacen(
                "target-sdk = 34",
                &format!("target-sdk = {}", self.target_sdk),
                1,
            )
    }
}

fn nothing(namespace: &str) -> Resolved {
    let none = Choices {
        releases: Vec::new(),
        click: false,
        literal: false,
        include: "required",
        target_sdk: 34,
    };
    resolved(&none.text(namespace))
}

// ---------------------------------------------------------------- manifests

/// How a manifest is written.
#[derive(Clone, Debug)]
struct Habits {
    /// Empty: everything stands on one line.
    ending: &'static str,
    unit: &'static str,
    quote: char,
    closing: &'static str,
    attributes: Attributes,
    equals: &'static str,
    /// Used in turn, one a declaration.
    prefixes: [&'static str; 2],
    /// The depth of the elements that bind the prefix; the root has 0.
    bound_at: usize,
    bom: bool,
    declaration: &'static str,
    final_newline: bool,
}

#[derive(Clone, Copy, Debug)]
enum Attributes {
    Joined,
    PerLine,
    FirstJoined,
}

fn habits() -> impl Strategy<Value = Habits> {
    let lines = (
        select(vec!["\n", "\r\n", ""]),
        select(vec!["    ", "  ", "\t", " ", ""]),
        select(vec!['"', '\'']),
        select(vec![" />", "/>", "\n/>"]),
        select(vec![
            Attributes::Joined,
            Attributes::PerLine,
            Attributes::FirstJoined,
        ]),
        select(vec!["=", "=", "=", " = "]),
    );
    let frame = (
        select(vec!["android", "a", "ns0"]),
        select(vec!["android", "a", "b"]),
        select(vec![0usize, 0, 1, 2]),
        any::<bool>(),
        select(vec![
            "",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
            "<?xml version='1.0' encoding='UTF-8' standalone=\"no\" ?>",
        ]),
        any::<bool>(),
    );
    (lines, frame).prop_map(|(lines, frame)| Habits {
        ending: lines.0,
        unit: lines.1,
        quote: lines.2,
        closing: lines.3,
        attributes: lines.4,
        equals: lines.5,
        prefixes: [frame.0, frame.1],
        bound_at: frame.2,
        bom: frame.3,
        declaration: frame.4,
        final_newline: frame.5,
    })
}

/// What stands before something.
#[derive(Clone, Copy, Debug)]
enum Gap {
    Line,
    Nothing,
    Space,
    BlankLine,
    Trailing,
    OddIndent,
}

fn gap() -> impl Strategy<Value = Gap> {
    prop_oneof![
        5 => Just(Gap::Line),
        1 => Just(Gap::Nothing),
        1 => Just(Gap::Space),
        1 => Just(Gap::BlankLine),
        1 => Just(Gap::Trailing),
        1 => Just(Gap::OddIndent),
    ]
}

#[derive(Clone, Debug)]
struct Element {
    tag: &'static str,
    /// Local names of Android's namespace, or with a colon or `package` as they are.
    attributes: Vec<(String, String)>,
    children: Vec<(Gap, Item)>,
    end: Gap,
    /// How it is written without children: 0 self-closed, 1 as a pair, 2 as a pair over two lines.
    empty: u8,
    /// Whether values are written with a character reference.
    coded: bool,
}

#[derive(Clone, Debug)]
enum Item {
    Element(Element),
    /// A part of what a vendor needs.
    Vendor {
        pick: Index,
        /// The bits say which attributes and children are there.
        mask: u64,
        spelling: Spelling,
        coded: bool,
    },
    Comment(&'static str),
    Other(&'static str),
}

#[derive(Clone, Copy, Debug)]
enum Spelling {
    AsItIs,
    Literal,
    Placeholder,
    Short,
}

fn element(
    tag: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: impl Strategy<Value = Vec<(Gap, Item)>>,
) -> impl Strategy<Value = Element> {
    let attributes: Vec<(String, String)> = attributes
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    (children, gap(), 0u8..3, any::<bool>()).prop_map(move |(children, end, empty, coded)| {
        Element {
            tag,
            attributes: attributes.clone(),
            children,
            end,
            empty,
            coded,
        }
    })
}

fn noise() -> impl Strategy<Value = Item> {
    prop_oneof![
        4 => select(vec![
            " note ",
            "小米推送",
            " </application> ",
            " <application/> ",
            " </manifest>\n\t<uses-permission android:name=\"x\" /> ",
            "",
            " two\n      lines ",
        ])
        .prop_map(Item::Comment),
        1 => select(vec![
            "<?note?>",
            "<?note </application> \"?>",
            "text",
            "&amp; ]] > 文",
            "<![CDATA[]]>",
            "<![CDATA[ </application><service/> ]]>",
            "<a:b xmlns:a='urn:x'/>",
        ])
        .prop_map(Item::Other),
    ]
}

fn vendor_item() -> impl Strategy<Value = Item> {
    (
        any::<Index>(),
        prop_oneof![Just(u64::MAX), any::<u64>()],
        select(vec![
            Spelling::AsItIs,
            Spelling::Literal,
            Spelling::Placeholder,
            Spelling::Short,
        ]),
        any::<bool>(),
    )
        .prop_map(|(pick, mask, spelling, coded)| Item::Vendor {
            pick,
            mask,
            spelling,
            coded,
        })
}

fn no_children() -> impl Strategy<Value = Vec<(Gap, Item)>> {
    prop::collection::vec((gap(), noise()), 0..2)
}

fn filter() -> impl Strategy<Value = Item> {
    let leaf = |tag, name: &'static str| {
        element(tag, vec![("name", name.into())], no_children()).prop_map(Item::Element)
    };
    let leaves = prop_oneof![
        leaf("action", "android.intent.action.MAIN"),
        leaf("action", "android.intent.action.VIEW"),
        leaf("category", "android.intent.category.DEFAULT"),
        leaf("category", "android.intent.category.LAUNCHER"),
        element("data", vec![("scheme", "pushscheme".into())], no_children())
            .prop_map(Item::Element),
        noise(),
    ];
    let leaves = prop::collection::vec((gap(), leaves), 0..4);
    element("intent-filter", Vec::new(), leaves).prop_map(Item::Element)
}

fn activity() -> impl Strategy<Value = Item> {
    let names = select(vec![
        ".A",
        "A",
        "com.example.chat.A",
        "${applicationId}.A",
        ".chat.ChatActivity",
        "chat.ChatActivity",
        "com.example.chat.chat.ChatActivity",
        "${applicationId}.chat.ChatActivity",
    ]);
    let more = select(vec![
        vec![],
        vec![("label", "聊天 & <chat> \"1\" '2'")],
        vec![("exported", "true"), ("label", "@string/app_name")],
        vec![("theme", "@style/A"), ("tools:ignore", "All")],
    ]);
    let children = prop::collection::vec((gap(), prop_oneof![filter(), noise()]), 0..3);
    (names, more, children).prop_flat_map(|(name, more, children)| {
        let mut attributes = vec![("name", name.to_owned())];
        attributes.extend(more.into_iter().map(|(name, value)| (name, value.into())));
        element("activity", attributes, Just(children)).prop_map(Item::Element)
    })
}

fn in_application() -> impl Strategy<Value = Item> {
    let other = select(vec![
        (
            "service",
            vec![("name", ".Own"), ("process", ":pushservice")],
        ),
        (
            "provider",
            vec![("authorities", "${applicationId}.own"), ("name", ".P")],
        ),
        (
            "meta-data",
            vec![("name", "com.example.own"), ("value", "x&y")],
        ),
        ("uses-library", vec![("name", "org.apache.http.legacy")]),
    ])
    .prop_flat_map(|(tag, attributes)| {
        let attributes = attributes.into_iter();
        element(
            tag,
            attributes
                .map(|(name, value)| (name, value.into()))
                .collect(),
            no_children(),
        )
    })
    .prop_map(Item::Element);
    prop_oneof![2 => activity(), 1 => other, 2 => vendor_item(), 2 => noise()]
}

fn in_manifest() -> impl Strategy<Value = Item> {
    let other = select(vec![
        (
            "uses-permission",
            vec![("name", "android.permission.INTERNET")],
        ),
        ("uses-permission", vec![("name", "android.permission.NFC")]),
        (
            "permission",
            vec![
                ("name", "${applicationId}.permission.OWN"),
                ("protectionLevel", "normal"),
            ],
        ),
        ("uses-sdk", vec![("minSdkVersion", "21")]),
        (
            "uses-feature",
            vec![("name", "android.hardware.nfc"), ("required", "false")],
        ),
        ("queries", vec![]),
        ("supports-screens", vec![]),
    ])
    .prop_flat_map(|(tag, attributes)| {
        let attributes = attributes.into_iter();
        element(
            tag,
            attributes
                .map(|(name, value)| (name, value.into()))
                .collect(),
            no_children(),
        )
    })
    .prop_map(Item::Element);
    prop_oneof![2 => other, 2 => vendor_item(), 2 => noise()]
}

/// A manifest whose vendor items are still to be picked.
#[derive(Clone, Debug)]
struct Draft {
    habits: Habits,
    prologue: Vec<(Gap, Item)>,
    root: Element,
    epilogue: Vec<(Gap, Item)>,
}

fn draft() -> impl Strategy<Value = Draft> {
    let items = |most| prop::collection::vec((gap(), in_manifest()), 0..most);
    let attributes = select(vec![
        vec![],
        vec![("name", ".App"), ("label", "小米 & co")],
        vec![("tools:targetApi", "31")],
    ])
    .prop_map(|list| {
        let list = list.into_iter();
        list.map(|(name, value)| (name, value.to_owned()))
            .collect::<Vec<_>>()
    });
    let children = prop::collection::vec((gap(), in_application()), 0..7);
    let application = (attributes, children)
        .prop_flat_map(|(attributes, children)| element("application", attributes, Just(children)));
    let application = prop_oneof![
        5 => application.prop_map(Some),
        1 => Just(None),
    ];
    let outside = || {
        prop::collection::vec(
            (
                gap(),
                select(vec!["note", " <manifest/> "]).prop_map(Item::Comment),
            ),
            0..2,
        )
    };
    (
        habits(),
        outside(),
        (items(5), gap(), application, items(3)),
        (gap(), 0u8..3, any::<bool>(), any::<bool>()),
        outside(),
    )
        .prop_map(|(habits, prologue, content, root, epilogue)| {
            let (mut children, gap, application, after) = content;
            children.extend(application.map(|element| (gap, Item::Element(element))));
            children.extend(after);
            let mut attributes = Vec::new();
            if root.2 {
                attributes.push(("package".to_owned(), APPLICATION_ID.to_owned()));
            }
            if root.3 && habits.bound_at == 0 {
                attributes.push(("versionName".to_owned(), "1.0 'β'".to_owned()));
            }
            Draft {
                habits,
                prologue,
                root: Element {
                    tag: "manifest",
                    attributes,
                    children,
                    end: root.0,
                    empty: root.1,
                    coded: false,
                },
                epilogue,
            }
        })
}

/// `requirement`, with the parts that `mask` leaves.
fn part(requirement: &Requirement, mask: u64, spelling: Spelling, namespace: &str) -> Element {
    let mut mask = mask;
    let mut keep = || {
        mask = mask.rotate_right(1);
        mask & 1 == 1
    };
    let spelt = |value: &str, class: bool| match spelling {
        Spelling::AsItIs => value.to_owned(),
        Spelling::Literal => value.replace("${applicationId}", APPLICATION_ID),
        Spelling::Placeholder => match value.strip_prefix(APPLICATION_ID) {
            Some(rest) if rest.starts_with('.') => format!("${{applicationId}}{rest}"),
            _ => value.to_owned(),
        },
        Spelling::Short => match value.strip_prefix(namespace) {
            Some(rest) if class && rest.starts_with('.') => rest.to_owned(),
            _ => value.to_owned(),
        },
    };
    let bare = |tag, attributes, children| Element {
        tag,
        attributes,
        children,
        end: Gap::Line,
        empty: 0,
        coded: false,
    };
    let name_of = |name: &str| ("name".to_owned(), spelt(name, false));
    let mut attributes = vec![(
        "name".to_owned(),
        spelt(&requirement.name, is_component(requirement.kind)),
    )];
    for (name, value) in &requirement.attributes {
        if keep() {
            attributes.push((name.clone(), spelt(value, false)));
        }
    }
    if let Some(value) = requirement.value.as_ref().filter(|_| keep()) {
        attributes.push(("value".to_owned(), value.raw.clone()));
    }
    let mut children = Vec::new();
    for filter in requirement
        .filters
        .iter()
        .filter(|_| keep())
        .collect::<Vec<_>>()
    {
        let mut leaves = Vec::new();
        for (tag, names) in [
            ("action", &filter.actions),
            ("action", &filter.optional),
            ("category", &filter.categories),
        ] {
            for name in names {
                if keep() {
                    let leaf = bare(tag, vec![name_of(name)], Vec::new());
                    leaves.push((Gap::Line, Item::Element(leaf)));
                }
            }
        }
        for data in &filter.data {
            let attributes = data
                .iter()
                .map(|(name, value)| (name.clone(), spelt(value, false)));
            let leaf = bare("data", attributes.collect(), Vec::new());
            leaves.push((Gap::Line, Item::Element(leaf)));
        }
        let filter = bare("intent-filter", Vec::new(), leaves);
        children.push((Gap::Line, Item::Element(filter)));
    }
    for (name, value) in &requirement.meta_data {
        if keep() {
            let mut attributes = vec![name_of(name)];
            if keep() {
                attributes.push(("value".to_owned(), value.raw.clone()));
            }
            let leaf = bare("meta-data", attributes, Vec::new());
            children.push((Gap::Line, Item::Element(leaf)));
        }
    }
    bare(requirement.kind.tag(), attributes, children)
}

fn is_component_tag(tag: &str) -> bool {
    Kind::of(tag, Some("application")).is_some_and(is_component)
}

fn is_component(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Activity | Kind::Service | Kind::Receiver | Kind::Provider
    )
}

/// What `name` stands for, by the rules of the manifest merger.
fn resolve_name(name: &str, component: bool, namespace: &str) -> String {
    let name = name.replace("${applicationId}", APPLICATION_ID);
    if component && name.starts_with('.') {
        format!("{namespace}{name}")
    } else if component && !name.contains('.') {
        format!("{namespace}.{name}")
    } else {
        name
    }
}

/// Writes a draft.
struct Writer<'a> {
    habits: &'a Habits,
    resolved: &'a Resolved,
    namespace: &'a str,
    out: String,
    declared: usize,
    /// Tags and names that were written; a second one would be an error of its own.
    seen: HashSet<(String, String)>,
}

impl Writer<'_> {
    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.out += self.habits.unit;
        }
    }

    fn gap(&mut self, gap: Gap, depth: usize) {
        let ending = self.habits.ending;
        match gap {
            Gap::Nothing => return,
            Gap::Space => {
                self.out.push(' ');
                return;
            }
            Gap::Line => self.out += ending,
            Gap::BlankLine => {
                self.out += ending;
                self.out += ending;
            }
            Gap::Trailing => {
                self.out += "  ";
                self.out += ending;
            }
            Gap::OddIndent => {
                self.out += ending;
                self.out += "   ";
            }
        }
        if !ending.is_empty() {
            self.indent(depth);
        }
    }

    fn lines(&mut self, text: &str) {
        self.out += &text.replace('\n', self.habits.ending);
    }

    /// Whether a second `tag` of that name would stand beside another.
    fn is_twin(&mut self, element: &Element) -> bool {
        let Some((_, name)) = element.attributes.iter().find(|(name, _)| name == "name") else {
            return false;
        };
        let component = is_component_tag(element.tag);
        let name = resolve_name(name, component, self.namespace);
        !self.seen.insert((element.tag.to_owned(), name))
    }

    fn items(&mut self, items: &[(Gap, Item)], depth: usize, inside: bool, bound: Option<&str>) {
        for (gap, item) in items {
            let picked;
            let element = match item {
                Item::Comment(text) => {
                    self.gap(*gap, depth);
                    self.lines(&format!("<!--{text}-->"));
                    continue;
                }
                Item::Other(text) => {
                    self.gap(*gap, depth);
                    self.lines(text);
                    continue;
                }
                Item::Element(element) => element,
                Item::Vendor {
                    pick,
                    mask,
                    spelling,
                    coded,
                } => {
                    let parent = inside.then_some("application");
                    let candidates = self.resolved.resolution.requirements.iter();
                    let candidates: Vec<&Requirement> = candidates
                        .filter(|requirement| requirement.kind.parent() == parent)
                        .collect();
                    if candidates.is_empty() {
                        continue;
                    }
                    let requirement = pick.get(&candidates);
                    picked = Element {
                        coded: *coded,
                        ..part(requirement, *mask, *spelling, self.namespace)
                    };
                    &picked
                }
            };
            if depth <= 2 && self.is_twin(element) {
                continue;
            }
            self.gap(*gap, depth);
            self.element(element, depth, bound);
        }
    }

    fn attribute(&mut self, name: &str, value: &str, coded: bool, first: bool, depth: usize) {
        let Habits { ending, quote, .. } = *self.habits;
        let joined = match self.habits.attributes {
            Attributes::Joined => true,
            Attributes::PerLine => false,
            Attributes::FirstJoined => first,
        };
        if joined || ending.is_empty() {
            self.out.push(' ');
        } else {
            self.out += ending;
            self.indent(depth + 1);
            self.out += "  ";
        }
        self.out += name;
        self.out += self.habits.equals;
        self.out.push(quote);
        for (at, c) in value.chars().enumerate() {
            match c {
                '&' => self.out += "&amp;",
                '<' => self.out += "&lt;",
                _ if c == quote => self.out += if c == '"' { "&quot;" } else { "&apos;" },
                _ if coded && at % 5 == 3 => self.out += &format!("&#x{:x};", u32::from(c)),
                _ => self.out.push(c),
            }
        }
        self.out.push(quote);
    }

    fn element(&mut self, element: &Element, depth: usize, bound: Option<&str>) {
        self.out.push('<');
        self.out += element.tag;
        let is_android = |name: &str| name != "package" && !name.contains(':');
        let needed = element.attributes.iter().any(|(name, _)| is_android(name));
        let mut bound = bound.map(str::to_owned);
        let mut first = true;
        if bound.is_none() && (needed || depth >= self.habits.bound_at) {
            let prefix = self.habits.prefixes[self.declared % 2];
            self.declared += 1;
            self.attribute(&format!("xmlns:{prefix}"), ANDROID, false, true, depth);
            bound = Some(prefix.to_owned());
            first = false;
        }
        for (name, value) in &element.attributes {
            let name = if is_android(name) {
                format!("{}:{name}", bound.as_deref().unwrap_or_default())
            } else {
                name.clone()
            };
            if name.starts_with("tools:") {
                let uri = "http://schemas.android.com/tools";
                self.attribute("xmlns:tools", uri, false, first, depth);
            }
            self.attribute(&name, value, element.coded, first, depth);
            first = false;
        }
        if element.children.is_empty() && element.empty == 0 {
            self.lines(self.habits.closing);
            return;
        }
        self.out.push('>');
        let inside = element.tag == "application";
        self.items(&element.children, depth + 1, inside, bound.as_deref());
        if !element.children.is_empty() || element.empty == 2 {
            self.gap(element.end, depth);
        }
        self.out += "</";
        self.out += element.tag;
        self.out.push('>');
    }

    fn manifest(&mut self, draft: &Draft) {
        if self.habits.bom {
            self.out += BOM;
        }
        let start = self.out.len();
        self.out += self.habits.declaration;
        self.items(&draft.prologue, 0, false, None);
        if self.out.len() > start {
            self.out += self.habits.ending;
        }
        self.element(&draft.root, 0, None);
        self.items(&draft.epilogue, 0, false, None);
        if self.habits.final_newline {
            self.out += self.habits.ending;
        }
    }
}

/// A manifest and two specs for its app.
#[derive(Clone, Debug)]
struct Case {
    namespace: &'static str,
    manifest: String,
    spec: String,
    other: String,
}

fn case() -> impl Strategy<Value = Case> {
    let namespace = select(vec!["com.example.chat", "com.example.code"]);
    (draft(), choices(), choices(), namespace).prop_map(|(draft, spec, other, namespace)| {
        let spec = spec.text(namespace);
        let resolved = resolved(&spec);
        let mut writer = Writer {
            habits: &draft.habits,
            resolved: &resolved,
            namespace,
            out: String::new(),
            declared: 0,
            seen: HashSet::new(),
        };
        writer.manifest(&draft);
        Case {
            namespace,
            manifest: writer.out,
            spec,
            other: other.text(namespace),
        }
    })
}

// ---------------------------------------------------------------- properties

/// Reads `text` again, without any of our own reading, and looks for every requirement in it.
fn assert_satisfied(text: &str, requirements: &[Requirement], namespace: &str) {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let document = roxmltree::Document::parse(text).expect("well-formed");
    let root = document.root_element();
    let expand = |value: &str| value.replace("${applicationId}", APPLICATION_ID);
    for requirement in requirements {
        let component = is_component(requirement.kind);
        let name = resolve_name(&requirement.name, component, namespace);
        let parents: Vec<_> = match requirement.kind.parent() {
            Some(tag) => root
                .children()
                .filter(|child| child.has_tag_name(tag))
                .collect(),
            None => vec![root],
        };
        let named = |child: &roxmltree::Node<'_, '_>| match requirement.kind {
            Kind::QueriesIntent => child.children().any(|action| {
                action.attribute((ANDROID, "name")).map(expand) == Some(expand(&name))
            }),
            _ => child
                .attribute((ANDROID, "name"))
                .is_some_and(|found| resolve_name(found, component, namespace) == name),
        };
        let found: Vec<_> = parents
            .iter()
            .flat_map(roxmltree::Node::children)
            .filter(|child| child.has_tag_name(requirement.kind.tag()))
            .filter(named)
            .collect();
        let [found] = found.as_slice() else {
            panic!("{} times {} {name}", found.len(), requirement.kind.tag());
        };
        let value = |name: &str| found.attribute((ANDROID, name)).map(expand);
        for (attribute, wanted) in &requirement.attributes {
            assert_eq!(
                value(attribute),
                Some(expand(wanted)),
                "{name}: {attribute}"
            );
        }
        for (attribute, refused) in &requirement.forbidden {
            assert_ne!(
                value(attribute).as_ref(),
                Some(refused),
                "{name}: {attribute}"
            );
        }
        if let Some(wanted) = &requirement.value {
            assert_eq!(value("value").as_ref(), Some(&wanted.raw), "{name}");
        }
        for filter in &requirement.filters {
            for action in &filter.actions {
                let answered = found
                    .children()
                    .filter(|child| child.has_tag_name("intent-filter"))
                    .any(|child| answers(child, action, filter));
                assert!(answered, "{name}: nothing answers to {action}");
            }
        }
        for (wanted, value) in &requirement.meta_data {
            let there = found.children().any(|child| {
                child.has_tag_name("meta-data")
                    && child.attribute((ANDROID, "name")) == Some(wanted)
                    && child.attribute((ANDROID, "value")) == Some(&value.raw)
            });
            assert!(there, "{name}: no meta-data {wanted}");
        }
    }
}

fn answers(found: roxmltree::Node<'_, '_>, action: &str, filter: &Filter) -> bool {
    let expand = |value: &str| value.replace("${applicationId}", APPLICATION_ID);
    let has = |tag: &str, attribute: &str, value: &str| {
        found
            .children()
            .filter(|child| child.has_tag_name(tag))
            .filter_map(|child| child.attribute((ANDROID, attribute)))
            .any(|found| expand(found) == expand(value))
    };
    has("action", "name", action)
        && filter
            .categories
            .iter()
            .all(|category| has("category", "name", category))
        && filter
            .data
            .iter()
            .flatten()
            .all(|(attribute, value)| has("data", attribute, value))
}

/// Weaves. A finding about a mistake of our own is one.
fn weave_with(
    text: &str,
    lock: &Lock,
    spec: &Resolved,
    on_conflict: OnConflict,
) -> Result<Woven, Vec<Finding>> {
    let woven = support::weave_with(text, lock, spec, on_conflict);
    if let Err(findings) = &woven {
        let internal = findings
            .iter()
            .find(|finding| finding.code == Code::INTERNAL);
        assert!(internal.is_none(), "{}", messages(findings));
    }
    woven
}

fn is_pure_crlf(text: &str) -> bool {
    text.contains('\n') && !text.replace("\r\n", "").contains('\n')
}

fn must_weave(what: &str, text: &str, lock: &Lock, spec: &Resolved) -> Woven {
    match weave_with(text, lock, spec, OnConflict::Fail) {
        Ok(woven) => woven,
        Err(findings) => panic!("{what}: {}", messages(&findings)),
    }
}

fn lock_of(text: &str) -> Lock {
    let file = Arc::new(SourceFile::new("pushweave.lock", text.to_owned()));
    Lock::parse(&file).expect("a lock of our own")
}

#[track_caller]
fn assert_restored(text: &str, woven: &str, lock: &Lock, nothing: &Resolved) {
    let back = must_weave("taking out", woven, lock, nothing);
    assert_same("taken out", &back.text, text);
    assert_eq!(back.lock.render(), None, "something is left in the lock");
}

#[track_caller]
fn check(case: &Case) {
    let none = Lock::default();
    let text = case.manifest.as_str();
    assert_parses("as generated", text);
    let spec = resolved(&case.spec);
    let other = resolved(&case.other);
    let nothing = nothing(case.namespace);

    let woven = must_weave("weaving", text, &none, &spec);
    assert_parses("woven", &woven.text);
    assert_satisfied(&woven.text, &spec.resolution.requirements, case.namespace);
    // White space inside of a `<a />` goes, and comes back, when something is put into the element.
    let opened = woven.lock.scaffolds.iter().any(|scaffold| {
        matches!(scaffold, Scaffold::Opened { original, .. } if original.trim() != original)
    });
    let counts = |byte: &u8| !opened || !byte.is_ascii_whitespace();
    let mut bytes = woven.text.bytes();
    assert!(
        text.bytes()
            .filter(counts)
            .all(|byte| bytes.by_ref().any(|other| other == byte)),
        "a byte was lost"
    );
    if is_pure_crlf(text) {
        assert!(is_pure_crlf(&woven.text), "mixed line endings");
    }

    let again = must_weave("weaving again", &woven.text, &woven.lock, &spec);
    assert_same("the second run", &again.text, &woven.text);
    assert_eq!(again.changes, [], "the second run");
    assert_eq!(again.lock, woven.lock, "the second run");

    assert_restored(text, &woven.text, &woven.lock, &nothing);
    if let Some(written) = woven.lock.render() {
        let read = lock_of(&written);
        assert_eq!(read.render().as_ref(), Some(&written), "the lock");
        assert_eq!(
            Lock {
                schema: woven.lock.schema,
                ..read.clone()
            },
            woven.lock,
            "the lock"
        );
        assert_restored(text, &woven.text, &read, &nothing);
    }

    if let Ok(afresh) = weave_with(text, &none, &other, OnConflict::Fail) {
        let changed = must_weave("changing", &woven.text, &woven.lock, &other);
        assert_same("another spec", &changed.text, &afresh.text);
        assert_eq!(changed.lock, afresh.lock, "another spec");
    }
    assert_overlaid(text, &woven.text, &spec);
}

/// An overlay for `text` holds what it lacks, wherever that is put, and `woven` lacks nothing.
#[track_caller]
fn assert_overlaid(text: &str, woven: &str, spec: &Resolved) {
    let made = support::overlay("the overlay", text, &[], None, spec);
    assert_parses("the overlay", &made.text);
    // Names in full are from the package that the manifest says, which is what the merger goes by;
    // where a spec says another namespace, the two are not found to be the same here.
    let document = roxmltree::Document::parse(text).expect("a manifest");
    let package = document.root_element().attribute("package");
    let is_one = package.is_none_or(|package| package == spec.names.namespace);
    for (what, main, above, onto) in [
        ("of the patched source", woven, vec![], None),
        ("beside itself", text, vec![made.text.as_str()], None),
        ("woven into itself", text, vec![], Some(made.text.as_str())),
    ] {
        if !is_one && main == text {
            continue;
        }
        let again = support::overlay(what, main, &above, onto, spec);
        assert_eq!(again.changes, [], "{what}");
    }
    let onto = support::overlay("onto", BARE, &[], Some(text), spec);
    assert_parses("onto", &onto.text);
    let again = support::overlay("onto it again", BARE, &[], Some(&onto.text), spec);
    assert_same("onto it again", &again.text, &onto.text);
}

const BARE: &str = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"/>";

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn generated_manifests_are_woven_and_restored(case in case()) {
        check(&case);
    }
}

// ---------------------------------------------------------------- hostile text

/// A change that nobody meant.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Index, char),
    Delete(Index, usize),
    Duplicate(Index, usize, Index),
    Insert(Index, &'static str),
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let tokens = select(vec![
        "<",
        ">",
        "/>",
        "\"",
        "'",
        "=",
        "&",
        "&#0;",
        "&#x10;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<application>",
        "</application>",
        "<application/>",
        "</manifest>",
        "<manifest>",
        " xmlns:android=\"x\"",
        " xmlns=\"\"",
        " xmlns=\"urn:x\"",
        "android:name=\"A\"",
        "\u{feff}",
        "\0",
        "\r",
        "\n",
        "\r\n",
        "\u{2028}",
        "é",
        "😀",
        "[",
        "]",
        "[[element]]",
        "\"\"\"",
        "\\u",
        "99999999999999999999",
        "{ env = \"X\" }",
        ".",
        ":",
        "${applicationId}",
        "${",
        "tools:node=\"remove\"",
    ]);
    let any_char = prop_oneof![
        select(
            " <>/\"'=&;:.-![]?\n\r\tabz019\\{}#"
                .chars()
                .collect::<Vec<_>>()
        ),
        any::<char>(),
    ];
    let mutation = prop_oneof![
        (any::<Index>(), any_char).prop_map(|(at, c)| Mutation::Replace(at, c)),
        (any::<Index>(), 1usize..40).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (any::<Index>(), 1usize..200, any::<Index>())
            .prop_map(|(at, length, to)| Mutation::Duplicate(at, length, to)),
        (any::<Index>(), tokens).prop_map(|(at, token)| Mutation::Insert(at, token)),
    ];
    prop::collection::vec(mutation, 1..4)
}

fn mutate(text: &str, mutations: &[Mutation]) -> String {
    let mut text = text.to_owned();
    for mutation in mutations {
        let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        places.push(text.len());
        let end_of = |place: usize, length: usize| places[(place + length).min(places.len() - 1)];
        match mutation {
            Mutation::Replace(at, c) => {
                let place = at.index(places.len());
                text.replace_range(places[place]..end_of(place, 1), &c.to_string());
            }
            Mutation::Delete(at, length) => {
                let place = at.index(places.len());
                text.replace_range(places[place]..end_of(place, *length), "");
            }
            Mutation::Duplicate(at, length, to) => {
                let place = at.index(places.len());
                let copy = text[places[place]..end_of(place, *length)].to_owned();
                text.insert_str(*to.get(&places), &copy);
            }
            Mutation::Insert(at, token) => text.insert_str(*at.get(&places), token),
        }
    }
    text
}

/// Texts of pieces that mean something to one of the readers.
fn soup() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "<manifest",
        "<manifest>",
        "</manifest>",
        "<application",
        "<application/>",
        "/>",
        ">",
        "<a",
        "</a>",
        " xmlns:android=\"http://schemas.android.com/apk/res/android\"",
        " android:name=\"A\"",
        " x='1'",
        "<!--",
        "-->",
        "<!DOCTYPE",
        "<?xml",
        "?>",
        "&amp;",
        "&x;",
        "text",
        "\n",
        "\r\n",
        " ",
        "schema = 1\n",
        "[app]\n",
        "application-id = \"com.x.y\"\n",
        "[vendors.xiaomi]\n",
        "sdk = ",
        "\"3.6.12\"\n",
        "{",
        "}",
        "[[element]]\n",
        "route = \"\"\n",
        "vendors = []\n",
        "digest = \"\"\n",
        "[",
        "]",
        "=",
        "\"",
        "'''",
        "1",
        ".",
        "-",
        "é",
        "\u{feff}",
        "\0",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

fn example() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let path = support::root().join("fixtures/projects/chat-app/pushweave.toml");
        std::fs::read_to_string(path).expect("the example's spec")
    })
}

fn manifests() -> &'static [(String, String)] {
    static MANIFESTS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    MANIFESTS.get_or_init(|| {
        let manifests = support::accepted_manifests().into_iter();
        // A large one takes long and shows nothing that a small one does not.
        manifests.filter(|(_, text)| text.len() < 8_000).collect()
    })
}

/// Everything that reads a text survives it.
fn read_as_everything(text: &str) {
    let file = Arc::new(SourceFile::new("text", text.to_owned()));
    let _ = ManifestDoc::parse(&file);
    let _ = Lock::parse(&file);
    let (spec, findings) = pushweave::spec::read(&file);
    assert!(
        spec.is_some() || !findings.is_empty(),
        "refused without a reason"
    );
    let _ = Version::from_str(text);
}

/// Weaving `text` fails with findings, or can be taken back to the byte.
#[track_caller]
fn weave_hostile(text: &str, spec: &Resolved, on_conflict: OnConflict) -> Option<(String, Lock)> {
    overlay_hostile(text, spec, on_conflict);
    let nothing = nothing(APPLICATION_ID);
    match weave_with(text, &Lock::default(), spec, on_conflict) {
        Ok(woven) => {
            assert_parses("woven", &woven.text);
            assert_restored(text, &woven.text, &woven.lock, &nothing);
            Some((woven.text.to_string(), woven.lock))
        }
        Err(findings) => {
            assert!(!findings.is_empty(), "refused without a reason");
            None
        }
    }
}

/// An overlay is made, or refused with findings, wherever `text` stands among the manifests.
#[track_caller]
fn overlay_hostile(text: &str, spec: &Resolved, on_conflict: OnConflict) {
    for (main, above, onto) in [
        (text, vec![], None),
        (example(), vec![text], None),
        (example(), vec![], Some(text)),
    ] {
        match support::overlay_with(main, &above, onto, spec, on_conflict) {
            Ok(overlay) => assert_parses("an overlay", &overlay.text),
            Err(findings) => {
                let internal = findings.iter().find(|it| it.code == Code::INTERNAL);
                assert!(internal.is_none(), "{}", messages(&findings));
                assert!(!findings.is_empty(), "refused without a reason");
            }
        }
    }
}

fn all_vendors() -> &'static Resolved {
    static ALL: OnceLock<Resolved> = OnceLock::new();
    ALL.get_or_init(|| {
        let ids = catalogue().iter().map(|vendor| vendor.id.as_str());
        let pairs: Vec<(&str, &str)> = ids.map(|id| (id, support::fullest(id))).collect();
        resolved(&spec_text(&pairs, CLICK))
    })
}

/// What a person made of a woven manifest and its lock.
#[derive(Clone, Debug)]
struct Edited {
    manifest: String,
    lock: String,
}

fn edited() -> impl Strategy<Value = Edited> {
    static WOVEN: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let woven = WOVEN.get_or_init(|| {
        let originals = manifests().iter().filter_map(|(_, text)| {
            let (woven, lock) = weave_hostile(text, all_vendors(), OnConflict::Replace)?;
            Some((woven, lock.render()?))
        });
        originals.collect()
    });
    (
        select(woven.as_slice()),
        mutations(),
        prop::option::of(mutations()),
    )
        .prop_map(|((manifest, lock), of_manifest, of_lock)| Edited {
            manifest: mutate(&manifest, &of_manifest),
            lock: mutate(&lock, &of_lock.unwrap_or_default()),
        })
}

fn any_conflict() -> impl Strategy<Value = OnConflict> {
    select(vec![
        OnConflict::Fail,
        OnConflict::Keep,
        OnConflict::Replace,
    ])
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn no_text_makes_a_reader_panic(text in soup()) {
        read_as_everything(&text);
    }

    #[test]
    fn no_spoiled_spec_makes_the_reader_panic(mutations in mutations()) {
        let text = mutate(example(), &mutations);
        read_as_everything(&text);
        let _ = try_resolved(&text);
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn a_spoiled_manifest_is_refused_or_restored(
        pick in any::<Index>(),
        mutations in mutations(),
        on_conflict in any_conflict(),
    ) {
        let (_, text) = pick.get(manifests());
        let text = mutate(text, &mutations);
        read_as_everything(&text);
        weave_hostile(&text, all_vendors(), on_conflict);
    }

    /// Whatever a person does to a woven manifest or its lock, no run panics.
    #[test]
    fn edits_by_hand_make_no_run_panic(edited in edited(), on_conflict in any_conflict()) {
        let lock = Arc::new(SourceFile::new("pushweave.lock", edited.lock));
        let lock = Lock::parse(&lock).unwrap_or_default();
        let nothing = nothing(APPLICATION_ID);
        for spec in [all_vendors(), &nothing] {
            if let Ok(woven) = weave_with(&edited.manifest, &lock, spec, on_conflict) {
                assert_parses("woven again", &woven.text);
            }
        }
    }
}

// ---------------------------------------------------------------- found before

fn regression(manifest: &str, spec: &str, other: &str) {
    check(&Case {
        namespace: APPLICATION_ID,
        manifest: manifest.to_owned(),
        spec: spec.to_owned(),
        other: other.to_owned(),
    });
}

#[test]
fn an_opened_element_does_not_sway_the_habits() {
    regression(
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">
    <uses-permission android:name=\"android.permission.INTERNET\"/>
    <application>
        <activity android:name=\".chat.ChatActivity\" />
    </application>
</manifest>",
        &spec_text(&[("vivo", "2.3.4")], CLICK),
        &spec_text(&[("vivo", "2.3.4")], ""),
    );
}

#[test]
fn a_permission_keeps_its_place_behind_the_uses_that_were_woven_first() {
    regression(
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">
    <application />
    <permission android:name=\"${applicationId}.permission.OWN\" android:protectionLevel=\"normal\" />
</manifest>",
        &spec_text(&[("huawei-hwpush", "2705")], ""),
        &spec_text(&[("xiaomi", "2.2.5")], ""),
    );
}

#[test]
fn a_prefix_is_unbound_when_only_those_who_bind_it_themselves_are_left() {
    regression(
        "<manifest>
    <application xmlns:android=\"http://schemas.android.com/apk/res/android\" />
</manifest>",
        &spec_text(&[("meizu", "3.1.160913")], ""),
        &spec_text(&[], CLICK),
    );
}

#[test]
fn the_lock_tells_nothing_of_what_was_missing_first() {
    for manifest in [
        "<manifest>\n</manifest>",
        "<manifest>
    <application xmlns:android=\"http://schemas.android.com/apk/res/android\" />
</manifest>",
    ] {
        for first in [
            spec_text(&[], CLICK),
            spec_text(&[("tencent-qal", "1.8.0")], ""),
        ] {
            let second = spec_text(&[("oppo", "1.0.1")], "");
            regression(manifest, &first, &second);
        }
    }
}

/// What a person took out of a woven element comes back, and the run comes to an end.
#[test]
fn an_attribute_that_was_deleted_by_hand_comes_back() {
    let spec = resolved(&spec_text(&[("xiaomi", "3.6.12")], ""));
    let text = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">
    <application>
    </application>
</manifest>
";
    let woven = must_weave("weaving", text, &Lock::default(), &spec);
    for (printed, by_hand, on_conflicts) in [
        (
            " android:exported=\"true\"",
            "",
            &[OnConflict::Fail, OnConflict::Keep, OnConflict::Replace][..],
        ),
        (
            "android:exported=\"false\"",
            "android:exported=\"true\"",
            &[OnConflict::Replace],
        ),
        (
            "<action android:name=\"com.xiaomi.push.PING_TIMER\" />",
            "",
            &[OnConflict::Fail],
        ),
    ] {
        // However attributes are laid out.
        let printed = if woven.text.contains(printed) {
            printed
        } else {
            printed.trim_start()
        };
        let edited = woven.text.replacen(printed, by_hand, 1);
        assert_ne!(edited, woven.text.as_str(), "{printed}");
        for on_conflict in on_conflicts {
            let again = weave_with(&edited, &woven.lock, &spec, *on_conflict);
            let again = again.unwrap_or_else(|findings| panic!("{}", messages(&findings)));
            assert_satisfied(&again.text, &spec.resolution.requirements, APPLICATION_ID);
            let third = weave_with(&again.text, &again.lock, &spec, *on_conflict);
            let third = third.unwrap_or_else(|findings| panic!("{}", messages(&findings)));
            assert_same("the third run", &third.text, &again.text);
            assert_eq!(third.lock, again.lock, "the third run");
        }
    }
}
