//! Findings that somebody said are meant: `tools:ignore` in a manifest, a comment in any other file,
//! `[lint]` in the spec.
//!
//! A comment `pushweave: allow PW607` is about its own line, or about the next one where it stands
//! alone; `pushweave: allow-file PW607` is about the whole file. Codes and names are taken, several
//! with commas.

use std::ops::Range;
use std::sync::Arc;

use globset::Glob;

use super::module::Manifest;
use super::tree::Tree;
use super::{ALL, find};
use crate::edit::Edit;
use crate::finding::{Code, Finding, Fix, did_you_mean};
use crate::manifest::{TOOLS, surgery};
use crate::source::SourceFile;
use crate::spec::{LintSettings, Located};

/// A permission for one kind of finding at some place.
#[derive(Debug)]
pub struct Directive {
    /// The file that it stands in.
    pub file: Arc<SourceFile>,
    /// The code or name in it.
    pub span: Range<usize>,
    /// What it says: a code or a name, as it is written.
    pub word: String,
    /// What to delete to take it back.
    removal: Range<usize>,
    scope: Scope,
}

#[derive(Debug)]
enum Scope {
    /// This part of the directive's own file.
    Bytes(Range<usize>),
    /// The files that fit the pattern; all of them where there is none.
    Files(Option<globset::GlobMatcher>),
}

impl Directive {
    /// Whether it names a rule that there is.
    pub fn is_known(&self) -> bool {
        find(&self.word).is_some()
    }

    /// Whether it is about `finding`, in a tree whose files are shown below `prefix`.
    pub fn covers(&self, finding: &Finding, prefix: &str) -> bool {
        let Some(first) = finding.labels.first() else {
            return false;
        };
        let code = finding.code;
        let is_meant = self.word.eq_ignore_ascii_case(code.id())
            || self.word.eq_ignore_ascii_case(code.name());
        is_meant
            && match &self.scope {
                Scope::Bytes(range) => {
                    first.file.name == self.file.name && range.contains(&first.span.start)
                }
                Scope::Files(None) => true,
                Scope::Files(Some(pattern)) => {
                    let name = first.file.name.strip_prefix(prefix);
                    name.is_some_and(|path| pattern.is_match(path.trim_start_matches('/')))
                }
            }
    }
}

/// What to delete to take the item at `item` out of the list at `list`, whose members are separated
/// by commas; `whole` where it is the only one.
fn removal(
    text: &str,
    list: &Range<usize>,
    item: &Range<usize>,
    whole: Range<usize>,
) -> Range<usize> {
    let after = &text[item.end..list.end];
    let follows = after.trim_start().starts_with(',');
    if follows {
        let comma = item.end + after.find(',').unwrap_or(0) + 1;
        let space = text[comma..list.end].len() - text[comma..list.end].trim_start().len();
        return item.start..comma + space;
    }
    let before = text[list.start..item.start].trim_end();
    match before.strip_suffix(',') {
        Some(before) => list.start + before.trim_end().len()..item.end,
        None => whole,
    }
}

/// A finding for each directive that is unknown, or that covered nothing although every rule ran.
pub(super) fn unused<'d>(
    directives: impl Iterator<Item = &'d Directive>,
) -> impl Iterator<Item = Finding> {
    directives.map(|directive| {
        let (message, label) = if directive.is_known() {
            let message = format!("nothing here is a finding of `{}`", directive.word);
            (message, "not needed")
        } else {
            (
                format!("there is no rule `{}`", directive.word.escape_debug()),
                "unknown",
            )
        };
        let words = ALL
            .iter()
            .flat_map(|rule| [rule.code.id(), rule.code.name()]);
        let near = did_you_mean(&directive.word, words).filter(|_| !directive.is_known());
        let help = near.map_or("delete it".to_owned(), |near| {
            format!("did you mean `{near}`?")
        });
        let fix =
            Fix::safe("delete it").edit(&directive.file, Edit::deletion(directive.removal.clone()));
        Finding::warning(UNUSED, message)
            .at(&directive.file, directive.span.clone(), label)
            .help(help)
            .fix(fix)
    })
}

/// The kind of finding for a directive without a use.
pub(super) const UNUSED: Code = Code::new(&["PW902", "unused-or-unknown-suppression"]);

/// The directives in the `tools:ignore` attributes of `manifest`. Words that cannot be ours are
/// Android Lint's.
pub(super) fn in_manifest(manifest: &Manifest<'_>) -> Vec<Directive> {
    let mut directives = Vec::new();
    for element in manifest.elements() {
        let Some(ignore) = element.attribute(TOOLS, "ignore") else {
            continue;
        };
        let list = ignore.value_range();
        let start = list.start;
        for (at, word) in words(ignore.source()) {
            if looks_like_ours(word) {
                let span = start + at..start + at + word.len();
                let whole = surgery::remove_attribute(element, &ignore).range;
                directives.push(Directive {
                    file: Arc::clone(manifest.file),
                    removal: removal(manifest.doc.text(), &list, &span, whole),
                    span,
                    word: word.to_owned(),
                    scope: Scope::Bytes(element.range()),
                });
            }
        }
    }
    directives
}

const MARK: &str = "pushweave: allow";

/// The directives in the comments of `file`.
pub(super) fn in_comments(file: &Arc<SourceFile>) -> Vec<Directive> {
    let text = file.text.as_str();
    let mut directives = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let before = text[line..at].trim_end();
        let marks = ["//", "#", "*"].iter();
        let Some(code) = marks.filter_map(|mark| before.strip_suffix(mark)).next() else {
            continue;
        };
        let rest = at + MARK.len();
        let (is_file, rest) = match text[rest..line_end].strip_prefix("-file") {
            Some(_) => (true, rest + "-file".len()),
            None => (false, rest),
        };
        let range = if is_file {
            0..text.len() + 1
        } else if code.trim().is_empty() {
            let next_end = text[line_end..]
                .get(1..)
                .and_then(|next| next.find('\n'))
                .map_or(text.len() + 1, |end| line_end + 1 + end);
            line_end..next_end
        } else {
            line..line_end + 1
        };
        // What follows the words is the reason.
        let ours = words(&text[rest..line_end]).take_while(|(_, word)| looks_like_ours(word));
        let ours: Vec<Range<usize>> = ours
            .map(|(at, word)| rest + at..rest + at + word.len())
            .collect();
        let list = rest..ours.last().map_or(rest, |last| last.end);
        let comment = match code.trim_end() {
            "" => line..(line_end + 1).min(text.len()),
            code => line + code.len()..line_end,
        };
        for span in ours {
            directives.push(Directive {
                file: Arc::clone(file),
                removal: removal(text, &list, &span, comment.clone()),
                word: text[span.clone()].to_owned(),
                span,
                scope: Scope::Bytes(range.clone()),
            });
        }
    }
    directives
}

/// The directives of the spec in `file`.
pub(super) fn in_spec(settings: &LintSettings, file: &Arc<SourceFile>) -> Vec<Directive> {
    let directive = |rule: &Located<String>, pattern: Option<globset::GlobMatcher>| Directive {
        file: Arc::clone(file),
        removal: in_array(&file.text, &rule.span),
        span: rule.span.clone(),
        word: rule.value.clone(),
        scope: Scope::Files(pattern),
    };
    let everywhere = settings.allow.iter().map(|rule| directive(rule, None));
    let by_path = settings.paths.iter().flat_map(|(pattern, rules)| {
        let matcher = Glob::new(&pattern.value).map(|glob| glob.compile_matcher());
        let matcher = matcher.ok();
        rules
            .iter()
            .filter_map(move |rule| Some(directive(rule, Some(matcher.clone()?))))
    });
    everywhere.chain(by_path).collect()
}

/// What to delete to take the string at `item` out of its array.
fn in_array(text: &str, item: &Range<usize>) -> Range<usize> {
    let start = text[..item.start].rfind('[').map_or(0, |at| at + 1);
    let end = text[item.end..]
        .find(']')
        .map_or(text.len(), |at| item.end + at);
    removal(text, &(start..end), item, item.clone())
}

/// The directives of the files in `tree` that findings may be in.
pub(super) fn in_files(files: &[Arc<SourceFile>]) -> Vec<Directive> {
    files.iter().flat_map(in_comments).collect()
}

/// `findings` without those that `directives` cover, with one for each directive without a use; and
/// how many were covered.
pub(super) fn apply(
    findings: Vec<Finding>,
    directives: &[Directive],
    tree: &dyn Tree,
) -> (Vec<Finding>, usize) {
    let prefix = tree.shown("");
    let mut used = vec![false; directives.len()];
    let all = findings.len();
    let mut kept: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| {
            let mut is_covered = false;
            for (at, directive) in directives.iter().enumerate() {
                if directive.covers(finding, prefix.trim_end_matches('/')) {
                    used[at] = true;
                    is_covered = true;
                }
            }
            !is_covered
        })
        .collect();
    let suppressed = all - kept.len();
    let without_use = directives.iter().zip(used).filter(|(_, used)| !used);
    kept.extend(unused(without_use.map(|(directive, _)| directive)));
    (kept, suppressed)
}

/// The words of a list with commas or spaces, with their offsets.
fn words(list: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    list.split([',', ' ', '\t', '\r', '\n'])
        .map(move |word| {
            let start = next;
            next += word.len() + 1;
            (start, word)
        })
        .filter(|(_, word)| !word.is_empty())
}

/// Whether `word` is meant for this tool: a code, or the name of a rule.
fn looks_like_ours(word: &str) -> bool {
    let digits = word
        .get(..2)
        .filter(|start| start.eq_ignore_ascii_case("PW"));
    let is_code = digits.is_some() && word[2..].bytes().all(|byte| byte.is_ascii_digit());
    (is_code && word.len() > 2) || find(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_about_a_line_or_the_file() {
        let text = "-a # pushweave: allow PW601 because\n\
                    # pushweave: allow PW602, PW603 - the reason\n\
                    -b\n\
                    -c \"pushweave: allow PW604\"\n\
                    // pushweave: allow-file ignore-warnings-blanket\n\
                    // pushweave: allow PW9999\n";
        let file = Arc::new(SourceFile::new("rules.pro", text.to_owned()));
        let found: Vec<(String, String)> = in_comments(&file)
            .iter()
            .map(|directive| {
                assert_eq!(&file.text[directive.span.clone()], directive.word);
                let scope = match &directive.scope {
                    Scope::Bytes(range) => file.text[range.start..range.end.min(text.len())].trim(),
                    Scope::Files(_) => "",
                };
                (
                    directive.word.clone(),
                    scope.lines().next().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
        assert_eq!(
            found[..3],
            [
                pair("PW601", "-a # pushweave: allow PW601 because"),
                pair("PW602", "-b"),
                pair("PW603", "-b"),
            ]
        );
        assert_eq!(found.last(), Some(&pair("PW9999", "")));
    }
}
