//! `[lint]`: what the linter leaves alone.

use super::section::{Located, Reading, Section};

/// What the linter leaves alone.
#[derive(Debug, Default)]
pub struct LintSettings {
    /// Rules, by code or name, that are allowed everywhere.
    pub allow: Vec<Located<String>>,
    /// Rules that are allowed in files whose path below the spec's folder fits the pattern.
    pub paths: Vec<(Located<String>, Vec<Located<String>>)>,
}

pub(super) fn read_lint(mut section: Section<'_>, reading: &mut Reading) -> LintSettings {
    let mut settings = LintSettings {
        allow: rules(&mut section, "allow", reading),
        paths: Vec::new(),
    };
    if let Some(mut paths) = section.section("paths", reading) {
        let patterns: Vec<_> = paths.entries().into_iter().map(|(key, _)| key).collect();
        for pattern in patterns {
            let allowed = rules(&mut paths, pattern.value, reading);
            let pattern = Located::new(pattern.value.to_owned(), pattern.span);
            settings.paths.push((pattern, allowed));
        }
        paths.finish(reading);
    }
    section.finish(reading);
    settings
}

/// The list at `key`, without what can be neither a code nor a name.
fn rules<'a>(
    section: &mut Section<'a>,
    key: &'a str,
    reading: &mut Reading,
) -> Vec<Located<String>> {
    let mut rules = section.strings(key, reading).unwrap_or_default();
    rules.retain(|rule| {
        let is_valid = is_code(&rule.value) || is_name(&rule.value);
        if !is_valid {
            reading.invalid(
                format!("`{}` is no rule", rule.value.escape_debug()),
                rule.span.clone(),
                "neither a code nor a name",
                "write a code such as `PW504`, or a name such as `device-id-permission`",
            );
        }
        is_valid
    });
    rules
}

fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix("PW");
    digits.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()))
}

fn is_name(word: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    word.contains('-') && word.split('-').all(is_part)
}
