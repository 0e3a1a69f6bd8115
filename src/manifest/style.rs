//! How a manifest is written: observed, and used for new text only.

use super::document::{Element, ManifestDoc};
use crate::source::indent_before;

/// The habits of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The prefix of Android's namespace.
    pub prefix: String,
    /// The quotes of attribute values.
    pub quote: char,
    /// The end of an element without content.
    pub self_closing: &'static str,
    /// Whether an element with several attributes has each on a line of its own.
    pub attribute_per_line: bool,
    /// One step of indentation.
    pub unit: String,
}

/// Elements that are looked at: habits show in the first few hundred.
const SAMPLE: usize = 400;

impl Style {
    /// What is in use in `doc`; Android Studio's habits where nothing can be seen.
    pub fn observe(doc: &ManifestDoc<'_>) -> Self {
        let text = doc.text();
        let root = doc.root();
        let mut sample = vec![root];
        let mut at = 0;
        while at < sample.len() && sample.len() < SAMPLE {
            let room = SAMPLE - sample.len();
            sample.extend(sample[at].children().take(room));
            at += 1;
        }
        let (mut double, mut single) = (0, 0);
        let (mut spaced, mut tight) = (0, 0);
        let (mut broken, mut joined) = (0, 0);
        for element in &sample {
            let ranges: Vec<_> = element.attribute_ranges().collect();
            for range in &ranges {
                if text[range.clone()].ends_with('\'') {
                    single += 1;
                } else {
                    double += 1;
                }
            }
            let tag = &text[element.start_tag()];
            if tag.ends_with(" />") {
                spaced += 1;
            } else if tag.ends_with("/>") {
                tight += 1;
            }
            if let Some(pair) = ranges.get(..2)
                && element.tag() != "manifest"
            {
                if text[pair[0].end..pair[1].start].contains('\n') {
                    broken += 1;
                } else {
                    joined += 1;
                }
            }
        }
        Self {
            prefix: root.android_prefix().unwrap_or("android").to_owned(),
            quote: if single > double { '\'' } else { '"' },
            self_closing: if tight > spaced { "/>" } else { " />" },
            attribute_per_line: broken >= joined,
            unit: unit(doc),
        }
    }

    /// The same habits, with the prefix that is bound at `element`.
    pub fn at(&self, element: Element<'_>) -> Self {
        let mut style = self.clone();
        if let Some(prefix) = element.android_prefix() {
            style.prefix = prefix.to_owned();
        }
        style
    }
}

/// How much deeper children stand than their parent.
fn unit(doc: &ManifestDoc<'_>) -> String {
    let text = doc.text();
    let indent_of = |element: Element<'_>| {
        indent_before(text, element.range().start).map(|range| text[range].to_owned())
    };
    let mut level = false;
    for parent in [Some(doc.root()), doc.application()].into_iter().flatten() {
        let Some(outer) = indent_of(parent) else {
            continue;
        };
        for inner in parent.children().filter_map(indent_of) {
            match inner.strip_prefix(&outer) {
                Some("") => level = true,
                Some(unit) => return unit.to_owned(),
                None => {}
            }
        }
    }
    if level {
        String::new()
    } else {
        "    ".to_owned()
    }
}
