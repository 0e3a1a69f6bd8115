//! What the name of a file in `libs/` tells.

use crate::version::Version;

use super::unresolved::Reason;

const HOLE: &str = "{version}";

/// What `name` tells when it is one that `pattern` is for.
///
/// Case does not count, nor which of `-`, `_`, `.` and blank separates words.
pub(super) fn version_in(pattern: &str, name: &str) -> Option<Result<Version, Reason>> {
    let (pattern, name) = (pattern.trim(), name.trim());
    let Some((before, after)) = pattern.split_once(HOLE) else {
        return same(pattern, name).then_some(Err(Reason::Nameless));
    };
    // What follows the version: only its end tells where that is.
    let end = name.len().checked_sub(after.len())?;
    let tail = name.get(end..)?;
    if !same(after, tail) {
        return None;
    }
    let stem = before.trim_end_matches(separates);
    if let Some(middle) = name.get(before.len()..end)
        && name
            .get(..before.len())
            .is_some_and(|head| same(before, head))
        && begins_version(middle)
    {
        return Some(middle.parse().map_err(|_| Reason::NoVersion));
    }
    // `PushSDK.aar`, `PushSDK-release.aar`: the archive may tell.
    let head = name.get(..stem.len())?;
    let rest = name.get(stem.len()..end)?.trim_start_matches(separates);
    let plain = rest.is_empty()
        || ["release", "debug", "latest"]
            .iter()
            .any(|it| same(it, rest));
    (same(stem, head) && !stem.is_empty() && plain).then_some(Err(Reason::Nameless))
}

fn begins_version(text: &str) -> bool {
    let digits = text.strip_prefix(['v', 'V']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

fn separates(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ' ')
}

fn same(one: &str, other: &str) -> bool {
    let fold = |c: char| {
        if separates(c) {
            '-'
        } else {
            c.to_ascii_lowercase()
        }
    };
    one.chars().map(fold).eq(other.chars().map(fold))
}

/// Whether the last part of `pattern`, in which `*` and `?` stand for others, is for `name`.
pub(super) fn includes(pattern: &str, name: &str) -> bool {
    let pattern = pattern.rsplit('/').next().unwrap_or_default();
    if pattern.len() > 256 || name.len() > 256 {
        return false;
    }
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut retry = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                retry = Some((p + 1, n));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    (p, n) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_versions() {
        for (pattern, name, expected) in [
            (
                "MiPush_SDK_Client_{version}.jar",
                "MiPush_SDK_Client_3_6_12.jar",
                "3_6_12",
            ),
            (
                "MiPush_SDK_Client_{version}.aar",
                "mipush_sdk_client_6_0_1-C_3rd.AAR",
                "6_0_1-C_3rd",
            ),
            (
                "vivo_pushSDK_{version}.aar",
                "vivo_pushSDK_v3.0.0.7_488.aar",
                "v3.0.0.7_488",
            ),
            (
                "vivo_pushSDK_v{version}.aar",
                "vivo_pushSDK_v3.0.0.7_488.aar",
                "3.0.0.7_488",
            ),
            (
                "com.heytap.msp-push-{version}.aar",
                "com.heytap.msp-push-2.1.0.aar",
                "2.1.0",
            ),
            (
                "com.heytap.msp-push-{version}.aar",
                "com.heytap.msp_push_V3.5.3.aar",
                "V3.5.3",
            ),
            (
                "HiPushSDK-{version}.aar",
                "HiPushSDK-8.0.12.307.aar",
                "8.0.12.307",
            ),
            ("push-{version}.aar", "push-internal-4.1.4.aar", "-"),
            ("push-{version}.aar", "push-4.x.aar", "NoVersion"),
            ("push-{version}.aar", "push-4.1.4(1).aar", "NoVersion"),
            ("push-{version}.aar", "push.aar", "Nameless"),
            ("push-{version}.aar", "push-release.aar", "Nameless"),
            ("push-{version}.aar", "push-4.1.4.jar", "-"),
            ("push-{version}.aar", "p.aar", "-"),
            ("push-{version}.aar", "小米小米小米.aar", "-"),
            ("plain.aar", "Plain.aar", "Nameless"),
        ] {
            let found = match version_in(pattern, name) {
                None => "-".to_owned(),
                Some(Ok(version)) => version.to_string(),
                Some(Err(reason)) => format!("{reason:?}"),
            };
            assert_eq!(found, expected, "{pattern} {name}");
        }
    }

    #[test]
    fn patterns_include() {
        for (pattern, name, expected) in [
            ("*.jar", "a.jar", true),
            ("**/*.jar", "a.jar", true),
            ("*.jar", "a.aar", false),
            ("a?c*", "abcd", true),
            ("*a*b*", "xaxxb", true),
            ("", "a", false),
        ] {
            assert_eq!(includes(pattern, name), expected, "{pattern} {name}");
        }
    }
}
