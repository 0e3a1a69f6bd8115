//! A rule's page, taken apart: its summary, its sections, and the examples in them.
//!
//! A page is Markdown of a small kind: first the summary, a paragraph; then headings of the first
//! level, each with prose and fenced code. The info string of a fence is its language and, for an
//! example that is run, `fails` or `passes` and the path of the file that it is, where the language
//! does not say that.

/// The headings that a page has, in this order, and whether each must be there.
pub const SECTIONS: &[(&str, bool)] = &[
    ("Why", true),
    ("What you see", true),
    ("Example", true),
    ("Fix", true),
    ("Known problems", false),
    ("References", true),
];

/// The heading in the place of `Example`, of a rule that no text of a module can show.
pub const WITHOUT_EXAMPLE: &str = "Without an example";

/// A page in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<'p> {
    /// The first paragraph, in its lines.
    pub summary: &'p str,
    /// What stands below each heading.
    pub sections: Vec<Section<'p>>,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'p> {
    /// The heading.
    pub title: &'p str,
    /// Prose and code, in order.
    pub blocks: Vec<Block<'p>>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block<'p> {
    /// Paragraphs, lists and quotations, in their lines.
    Prose(&'p str),
    /// A fence.
    Code(Example<'p>),
}

/// What stands in a fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example<'p> {
    /// The first word of the info string, such as `xml`.
    pub language: &'p str,
    /// What the rule says of it; `None` for code that only shows something.
    pub outcome: Option<Outcome>,
    /// The path of the file that it is, where the info string has one.
    pub path: Option<&'p str>,
    /// The lines between the fences.
    pub code: &'p str,
}

/// What a rule says of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The rule finds something in it.
    Fails,
    /// The rule finds nothing in it.
    Passes,
}

impl Outcome {
    /// The word for it, in an info string and on a page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Passes => "passes",
        }
    }
}

impl<'p> Page<'p> {
    /// Takes `text` apart. Whatever it is, nothing of it gets lost: an open fence ends with the page.
    pub fn parse(text: &'p str) -> Self {
        let mut parser = Parser::new(text);
        parser.run();
        Self {
            summary: parser.summary,
            sections: parser.sections,
        }
    }

    /// The section with this heading.
    pub fn section(&self, title: &str) -> Option<&Section<'p>> {
        self.sections.iter().find(|section| section.title == title)
    }

    /// The examples that are run, of all sections.
    pub fn examples(&self) -> impl Iterator<Item = Example<'p>> + '_ {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Code(example) if example.outcome.is_some() => Some(*example),
            _ => None,
        })
    }
}

impl Section<'_> {
    /// The first paragraph of prose, in one line.
    pub fn lead(&self) -> Option<String> {
        let prose = self.blocks.iter().find_map(|block| match block {
            Block::Prose(text) => text.split("\n\n").next(),
            Block::Code(_) => None,
        });
        prose.map(|text| text.replace('\n', " "))
    }
}

/// Where the reading of a page has come to.
struct Parser<'p> {
    text: &'p str,
    /// Where the prose begins that belongs to no block yet.
    from: usize,
    summary: &'p str,
    sections: Vec<Section<'p>>,
    /// The info string of the open fence, and where its code begins.
    fence: Option<(&'p str, usize)>,
}

impl<'p> Parser<'p> {
    fn new(text: &'p str) -> Self {
        Self {
            text,
            from: 0,
            summary: "",
            sections: Vec::new(),
            fence: None,
        }
    }

    fn run(&mut self) {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let next = at + line.len();
            let words = line.trim_end();
            if let Some(info) = words.strip_prefix("```") {
                self.fence_line(info, at, next);
            } else if let (None, Some(title)) = (self.fence, words.strip_prefix("# ")) {
                self.prose_until(at);
                self.sections.push(Section {
                    title,
                    blocks: Vec::new(),
                });
                self.from = next;
            }
            at = next;
        }
        match self.fence {
            Some(_) => self.fence_line("", at, at),
            None => self.prose_until(at),
        }
    }

    fn fence_line(&mut self, info: &'p str, at: usize, next: usize) {
        match self.fence.take() {
            None => {
                self.prose_until(at);
                self.fence = Some((info, next));
            }
            Some((info, start)) => {
                self.push(Block::Code(example(info, &self.text[start..at])));
                self.from = next;
            }
        }
    }

    fn prose_until(&mut self, at: usize) {
        let prose = self.text[self.from..at].trim();
        if self.sections.is_empty() && self.summary.is_empty() {
            self.summary = prose;
        } else if !prose.is_empty() {
            self.push(Block::Prose(prose));
        }
    }

    /// Adds a block; what stands before the first heading and is no summary gets a heading without a
    /// name.
    fn push(&mut self, block: Block<'p>) {
        if self.sections.is_empty() {
            self.sections.push(Section {
                title: "",
                blocks: Vec::new(),
            });
        }
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }
}

fn example<'p>(info: &'p str, code: &'p str) -> Example<'p> {
    let mut words = info.split_whitespace();
    let language = words.next().unwrap_or_default();
    let outcome = match words.next() {
        Some("fails") => Some(Outcome::Fails),
        Some("passes") => Some(Outcome::Passes),
        _ => None,
    };
    Example {
        language,
        outcome,
        path: outcome.and(words.next()),
        code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
A summary
in two lines.

# Why

One paragraph,
and more.

Another.

# Example

```xml fails app/AndroidManifest.xml
<a/>
# no heading

```

Or:

```text
x
```
";

    #[test]
    fn a_page_is_taken_apart() {
        let page = Page::parse(PAGE);
        assert_eq!(page.summary, "A summary\nin two lines.");
        let why = page.section("Why").expect("a section");
        assert_eq!(why.lead().as_deref(), Some("One paragraph, and more."));
        let blocks = &page.section("Example").expect("a section").blocks;
        assert_eq!(blocks.len(), 3);
        let examples: Vec<Example<'_>> = page.examples().collect();
        assert_eq!(
            examples,
            [Example {
                language: "xml",
                outcome: Some(Outcome::Fails),
                path: Some("app/AndroidManifest.xml"),
                code: "<a/>\n# no heading\n\n",
            }]
        );
    }

    #[test]
    fn an_open_fence_ends_with_the_page() {
        let page = Page::parse("s\n\n# Why\n\n```java passes\nx");
        let examples: Vec<Example<'_>> = page.examples().collect();
        assert_eq!((examples.len(), examples[0].code), (1, "x"));
        assert_eq!(Page::parse("").sections, []);
        assert_eq!(Page::parse("```\nx\n```\n").sections.len(), 1);
    }
}
