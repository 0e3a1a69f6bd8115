//! Keep rules, constants and pages as text. The only place that knows tera.
//!
//! A generated file begins with a line that carries the fingerprint of the rest. It says that the
//! file is ours to overwrite, and shows when a person has edited it.

use serde::Serialize;
use tera::{Context, Tera};

use crate::finding::{Code, Finding};
use crate::manifest::fragment::digest;
use crate::resolve::{Constant, ConstantGroup, KeepGroup};
use crate::source::{SourceFile, line_ending_at};
use crate::spec::ConstantValue;

const KEEP_RULES: &str = include_str!("../templates/keep-rules.pro.tera");
const CONSTANTS: &str = include_str!("../templates/Constants.java.tera");
const VENDOR: &str = include_str!("../templates/vendor.md.tera");
const VENDORS: &str = include_str!("../templates/vendors.md.tera");
const UPGRADE: &str = include_str!("../templates/upgrade.md.tera");
const GRADLE: &str = include_str!("../templates/gradle/pushweave.gradle");

const MARK: &str = "pushweave:generated";
const BEGIN: &str = "// pushweave:begin";
const END: &str = "// pushweave:end";

/// Whose a generated file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The tool wrote it, and nobody has touched it since.
    Ours,
    /// The tool wrote it, and somebody has edited it.
    Edited,
    /// The tool did not write it.
    Foreign,
}

/// The keep rules, one group a vendor.
pub fn keep_rules(spec: &str, groups: &[KeepGroup]) -> String {
    #[derive(Serialize)]
    struct Group {
        title: String,
        rules: Vec<String>,
    }
    let groups: Vec<Group> = groups
        .iter()
        .map(|group| Group {
            title: comment(&group.title),
            rules: group.rules.clone(),
        })
        .collect();
    let mut context = Context::new();
    context.insert("spec", &comment(spec));
    context.insert("groups", &groups);
    sealed("#", &fill(KEEP_RULES, &context))
}

/// The class of constants as a file of its own. `class` is fully qualified.
pub fn constants(spec: &str, class: &str, groups: &[ConstantGroup]) -> String {
    let (package, name) = class.rsplit_once('.').unwrap_or(("", class));
    let mut context = Context::new();
    context.insert("spec", &comment(spec));
    context.insert("package", package);
    context.insert("class", name);
    context.insert("lines", &constant_lines(groups));
    sealed("//", &fill(CONSTANTS, &context))
}

/// The script that runs pushweave in a Gradle build, written by `version` of it. Groovy has `${…}` of
/// its own, so this template is filled by replacement.
pub fn gradle_script(version: &str) -> String {
    sealed("//", &GRADLE.replace("@VERSION@", version))
}

/// The overlay manifest `text`, marked as generated. The mark stands on the first line, or behind the
/// XML declaration, which nothing can precede.
pub fn overlay(spec: &str, text: &str) -> String {
    let (head, body) = split_declaration(text);
    let ending = line_ending_at(text, 0).unwrap_or("\n");
    // Two dashes would end the comment.
    let spec = comment(spec).replace("--", "- -").replace("--", "- -");
    let note = format!(
        "<!-- What the app's own manifests lack for the vendor push SDKs, for the manifest merger.{ending}\
         \x20    Written by pushweave from {spec}: edit that file, not this one. -->{ending}"
    );
    let body = format!("{note}{body}");
    let seal = digest(&format!("{head}{body}").replace("\r\n", "\n"));
    format!("{head}<!-- {MARK} {seal} -->{ending}{body}")
}

/// `text` up to the end of the line with its XML declaration, and the rest.
fn split_declaration(text: &str) -> (String, &str) {
    let end = text
        .starts_with("<?xml ")
        .then(|| text.find("?>"))
        .flatten()
        .map_or(0, |at| at + "?>".len());
    let (head, rest) = text.split_at(end);
    let ending = line_ending_at(text, 0).unwrap_or("\n");
    match rest.strip_prefix(ending) {
        _ if head.is_empty() => (String::new(), rest),
        Some(rest) => (format!("{head}{ending}"), rest),
        None => (format!("{head}{ending}"), rest),
    }
}

/// A page of documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A vendor.
    Vendor,
    /// The list of all vendors.
    Vendors,
    /// An upgrade.
    Upgrade,
}

/// A page of Markdown, with at most one empty line in a row. The texts in `content` are escaped
/// already.
pub fn page(page: Page, content: &impl Serialize) -> String {
    let template = match page {
        Page::Vendor => VENDOR,
        Page::Vendors => VENDORS,
        Page::Upgrade => UPGRADE,
    };
    let context = match Context::from_serialize(content) {
        Ok(context) => context,
        Err(error) => unreachable!("a page is no table: {error}"),
    };
    let mut text = String::new();
    let mut is_empty = true;
    for line in fill(template, &context).lines().map(str::trim_end) {
        if !(is_empty && line.is_empty()) {
            text.push_str(line);
            text.push('\n');
        }
        is_empty = line.is_empty();
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn fill(template: &str, context: &Context) -> String {
    match Tera::default().render_str(template, context, false) {
        Ok(text) => text,
        Err(error) => unreachable!("a built-in template cannot be filled: {error}"),
    }
}

/// The lines that declare the constants; an empty one between groups.
fn constant_lines(groups: &[ConstantGroup]) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        if let Some(title) = &group.title {
            lines.push(format!("// {}", comment(title)));
        }
        lines.extend(group.constants.iter().map(declaration));
    }
    lines
}

fn declaration(constant: &Constant) -> String {
    let (kind, literal) = match &constant.value {
        ConstantValue::Int(number) => ("int", number.to_string()),
        ConstantValue::Long(number) => ("long", format!("{number}L")),
        ConstantValue::Boolean(flag) => ("boolean", flag.to_string()),
        ConstantValue::Text(text) => ("String", java_string(text)),
    };
    format!("public static final {kind} {} = {literal};", constant.name)
}

/// `text` as a Java string literal in ASCII.
///
/// Java resolves `\uXXXX` before it looks for the end of a literal or a comment, unless an odd
/// number of backslashes stands before the `u`'s. So each backslash becomes two, and everything
/// outside of printable ASCII becomes an escape of our own.
pub fn java_string(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            ' '..='~' => literal.push(c),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // An octal escape cannot end a literal, which `\u000a` would.
                    if *unit < 0x80 {
                        literal.push_str(&format!("\\{unit:03o}"));
                    } else {
                        literal.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
    }
    literal.push('"');
    literal
}

/// `text` for a line comment: nothing in it can end the comment or become code.
fn comment(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\\' => '/',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}

fn sealed(sign: &str, body: &str) -> String {
    format!("{sign} {MARK} {}\n{body}", digest(body))
}

/// Whether the generated file `file` may be overwritten.
pub fn ownership(file: &SourceFile) -> Ownership {
    let (head, text) = split_declaration(&file.text);
    let Some((first, body)) = text.split_once('\n') else {
        return Ownership::Foreign;
    };
    let in_xml = || first.strip_prefix("<!-- ")?.trim_end().strip_suffix("-->");
    let seal = first
        .strip_prefix("# ")
        .or_else(|| first.strip_prefix("// "))
        .or_else(in_xml)
        .and_then(|rest| rest.strip_prefix(MARK));
    let body = format!("{head}{body}").replace("\r\n", "\n");
    match seal {
        Some(seal) if seal.trim() == digest(&body) => Ownership::Ours,
        Some(_) => Ownership::Edited,
        None => Ownership::Foreign,
    }
}

/// `generated` with the line endings that `existing` has.
pub fn with_endings_of(generated: &str, existing: &SourceFile) -> String {
    if line_ending_at(&existing.text, 0) == Some("\r\n") {
        generated.replace('\n', "\r\n")
    } else {
        generated.to_owned()
    }
}

/// `file` with `groups` between its two marker comments; nothing between them where there are no
/// groups.
///
/// # Errors
///
/// When the markers are not there exactly once, or what stands between them is not what the tool
/// put there.
pub fn constants_region(
    file: &std::sync::Arc<SourceFile>,
    groups: &[ConstantGroup],
) -> Result<String, Finding> {
    let text = &file.text;
    let wrong = |span, message: &str, label: &str, help: &str| {
        Err(Finding::error(Code::GENERATED_DRIFT, message)
            .at(file, span, label)
            .help(help))
    };
    let lines: Vec<std::ops::Range<usize>> = lines(text);
    let marked = |mark: &str| {
        lines
            .iter()
            .filter(|line| {
                let line = text[(*line).clone()].trim();
                line == mark
                    || line
                        .strip_prefix(mark)
                        .is_some_and(|rest| rest.starts_with(' '))
            })
            .cloned()
            .collect::<Vec<_>>()
    };
    let (begin, end) = match (marked(BEGIN).as_slice(), marked(END).as_slice()) {
        ([begin], [end]) if begin.end <= end.start => (begin.clone(), end.clone()),
        ([], []) => {
            return wrong(
                0..lines.first().map_or(0, |line| line.end),
                "the class has no region for the constants",
                "of this file",
                "add the lines `// pushweave:begin` and `// pushweave:end` inside the class",
            );
        }
        (begins, ends) => {
            let span = begins
                .iter()
                .chain(ends)
                .next_back()
                .cloned()
                .unwrap_or(0..0);
            return wrong(
                span,
                "the markers of the region are not one pair",
                "here",
                "leave one `// pushweave:begin` and, after it, one `// pushweave:end`",
            );
        }
    };
    let ending = line_ending_at(text, begin.start).unwrap_or("\n");
    let region = begin.end..end.start;
    let body = &text[region.clone()];
    let begin_line = text[begin.clone()].trim_end();
    let indent = &begin_line[..begin_line.len() - begin_line.trim_start().len()];
    let seal = begin_line.trim_start()[BEGIN.len()..].trim();
    let intact = if seal.is_empty() {
        body.is_empty()
    } else {
        seal == digest(&body.replace("\r\n", "\n"))
    };
    if !intact {
        return wrong(
            region,
            "the region was edited by hand",
            "not what pushweave wrote",
            "move your lines out of the region, or delete them",
        );
    }
    let mut lines = String::new();
    for line in constant_lines(groups) {
        if !line.is_empty() {
            lines.push_str(indent);
            lines.push_str(&line);
        }
        lines.push('\n');
    }
    let mark = if lines.is_empty() {
        format!("{indent}{BEGIN}")
    } else {
        format!("{indent}{BEGIN} {}", digest(&lines))
    };
    Ok([
        &text[..begin.start],
        &mark,
        ending,
        &lines.replace('\n', ending),
        &text[end.start..],
    ]
    .concat())
}

/// The lines of `text`, each with its line ending.
fn lines(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.len();
            start = range.end;
            range
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn group(value: ConstantValue) -> Vec<ConstantGroup> {
        vec![ConstantGroup {
            title: Some("X".into()),
            constants: vec![Constant {
                name: "A".into(),
                value,
            }],
        }]
    }

    #[test]
    fn no_value_leaves_its_literal() {
        for (text, expected) in [
            ("a\"b", r#""a\"b""#),
            ("\\u0022;", r#""\\u0022;""#),
            ("abc\\", r#""abc\\""#),
            ("\n\u{7f}é", r#""\012\177\u00e9""#),
        ] {
            assert_eq!(java_string(text), expected);
        }
        assert_eq!(comment("\\u000a x\n*/"), "/u000a x?*/");
    }

    #[test]
    fn a_sealed_file_shows_edits() {
        let text = constants(
            "pushweave.toml",
            "com.x.C",
            &group(ConstantValue::Long(6666)),
        );
        assert!(
            text.contains("    public static final long A = 6666L;\n"),
            "{text}"
        );
        let owner = |text: String| ownership(&SourceFile::new("C.java", text));
        assert_eq!(owner(text.clone()), Ownership::Ours);
        assert_eq!(owner(text.replace('\n', "\r\n")), Ownership::Ours);
        assert_eq!(owner(text.replace("6666", "1")), Ownership::Edited);
        assert_eq!(owner("class C {}\n".into()), Ownership::Foreign);
        for manifest in [
            "<manifest>\n</manifest>\n",
            "<?xml version=\"1.0\"?>\r\n<manifest>\r\n</manifest>",
            "<?xml version=\"1.0\"?><manifest/>",
        ] {
            let text = overlay("a---b.toml", manifest);
            assert!(!text.contains("a--"), "{text}");
            assert_eq!(owner(text.clone()), Ownership::Ours, "{text}");
            assert_eq!(owner(text.replace("\r\n", "\n")), Ownership::Ours);
            assert_eq!(
                owner(text.replace("1.0", "1.1")) == Ownership::Ours,
                !manifest.contains("1.0")
            );
            assert_eq!(
                owner(text.replace("manifest>", "m>").replace("/>", " />")),
                Ownership::Edited
            );
            assert_eq!(owner(manifest.into()), Ownership::Foreign);
        }
    }

    #[test]
    fn a_region_comes_and_goes() {
        let original = "class C {\r\n    // pushweave:begin\r\n    // pushweave:end\r\n}\r\n";
        let file = Arc::new(SourceFile::new("C.java", original.into()));
        let filled = constants_region(&file, &group(ConstantValue::Int(1))).expect("fills");
        assert!(
            filled.contains("\r\n    public static final int A = 1;\r\n"),
            "{filled}"
        );
        let file = Arc::new(SourceFile::new("C.java", filled.clone()));
        assert_eq!(
            constants_region(&file, &group(ConstantValue::Int(1))),
            Ok(filled.clone())
        );
        assert_eq!(constants_region(&file, &[]), Ok(original.into()));
        let edited = Arc::new(SourceFile::new("C.java", filled.replace("= 1", "= 2")));
        assert!(constants_region(&edited, &[]).is_err());
        for spoiled in ["class C {}", "// pushweave:end\n// pushweave:begin\n"] {
            let file = Arc::new(SourceFile::new("C.java", spoiled.into()));
            assert!(constants_region(&file, &[]).is_err(), "{spoiled}");
        }
    }
}
