//! Versions of vendor SDKs, and the intervals in which a fact holds.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// The version of a vendor SDK.
///
/// Vendors do not follow SemVer: `2.6.3.301`, `6_0_1-C_3rd`, `V3.5.3` and `3.0.0.4_484` are all
/// real. What orders them is the numbers before the first suffix; missing numbers count as zero, and
/// the suffix (a build, a region) never decides. Equality follows the order.
#[derive(Clone, Debug)]
pub struct Version {
    text: String,
}

/// A text that no vendor version looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidVersion;

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        if text.len() > 64 || !text.is_ascii() {
            return Err(InvalidVersion);
        }
        let (numeric, suffix) = parts(text);
        if !suffix.is_empty() && !suffix.starts_with(['-', '_', '+']) {
            return Err(InvalidVersion);
        }
        if !suffix
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+'))
        {
            return Err(InvalidVersion);
        }
        if numbers(numeric).any(|number| number.is_none()) {
            return Err(InvalidVersion);
        }
        Ok(Self {
            text: text.to_owned(),
        })
    }
}

/// What orders a version, and the suffix.
fn parts(text: &str) -> (&str, &str) {
    let body = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let bytes = body.as_bytes();
    // `6_0_1` separates by `_`; in `3.0.0.4_484` the `_` begins a build suffix.
    let separator = if bytes.contains(&b'.') { b'.' } else { b'_' };
    let ends = |byte: &u8| !byte.is_ascii_digit() && *byte != separator;
    body.split_at(bytes.iter().position(ends).unwrap_or(bytes.len()))
}

/// The numbers in what orders a version; `None` for one that is missing or too large.
fn numbers(numeric: &str) -> impl Iterator<Item = Option<u64>> {
    numeric
        .as_bytes()
        .split(|byte| !byte.is_ascii_digit())
        .map(|digits| {
            let digit = |number: u64, digit: &u8| {
                number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
            };
            let mut number = 0;
            for byte in digits {
                number = digit(number, byte)?;
            }
            (!digits.is_empty()).then_some(number)
        })
}

impl Version {
    /// The numbers that order it. There are a few comparisons for many versions that are read, so
    /// they are not kept.
    fn numbers(&self) -> impl Iterator<Item = u64> {
        numbers(parts(&self.text).0).flatten()
    }

    /// The version as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first word of the suffix, such as the `G` of `5_0_6-G_3rd`.
    pub fn build(&self) -> Option<&str> {
        let (_, suffix) = self.text.split_once('-')?;
        suffix.split(['-', '_', '.', '+']).next()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut one, mut other) = (self.numbers(), other.numbers());
        loop {
            let ordering = match (one.next(), other.next()) {
                (None, None) => return Ordering::Equal,
                (one, other) => one.unwrap_or(0).cmp(&other.unwrap_or(0)),
            };
            if ordering.is_ne() {
                return ordering;
            }
        }
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Missing numbers count as zero, so zeros at the end do not count.
        let mut zeros = 0;
        for number in self.numbers() {
            if number == 0 {
                zeros += 1;
                continue;
            }
            (zeros, number).hash(state);
            zeros = 0;
        }
    }
}

/// The half-open interval `since <= v < until` of versions in which a fact holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate<V = Version> {
    /// The first version it holds for; `None` is "from the beginning".
    pub since: Option<V>,
    /// The first version it no longer holds for; `None` is "to this day".
    pub until: Option<V>,
}

impl<V> Default for Gate<V> {
    fn default() -> Self {
        Self::OPEN
    }
}

impl<V> Gate<V> {
    /// The gate of what holds for every version.
    pub const OPEN: Self = Self {
        since: None,
        until: None,
    };
}

impl<V: Ord> Gate<V> {
    /// Whether the fact holds at `version`.
    pub fn contains(&self, version: &V) -> bool {
        self.since.as_ref().is_none_or(|since| since <= version)
            && self.until.as_ref().is_none_or(|until| version < until)
    }

    /// Whether some version lies in both intervals.
    pub fn overlaps(&self, other: &Self) -> bool {
        fn starts_before<V: Ord>(since: Option<&V>, until: Option<&V>) -> bool {
            match (since, until) {
                (Some(since), Some(until)) => since < until,
                _ => true,
            }
        }
        starts_before(self.since.as_ref(), other.until.as_ref())
            && starts_before(other.since.as_ref(), self.until.as_ref())
            && self.is_ordered()
            && other.is_ordered()
    }

    /// Whether `since` is before `until`.
    pub fn is_ordered(&self) -> bool {
        match (&self.since, &self.until) {
            (Some(since), Some(until)) => since < until,
            _ => true,
        }
    }

    /// Whether it holds for every version.
    pub fn is_unbounded(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }
}

impl<V: fmt::Display> fmt::Display for Gate<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.since, &self.until) {
            (None, None) => f.write_str("every version"),
            (Some(since), None) => write!(f, "since {since}"),
            (None, Some(until)) => write!(f, "until {until}"),
            (Some(since), Some(until)) => write!(f, "since {since}, until {until}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse()
            .unwrap_or_else(|_| panic!("`{text}` is a version"))
    }

    /// Version strings as vendors wrote them, in ascending order; `=` separates equal ones.
    const ORDERED: &[&str] = &[
        "1.0.1",
        "2.2.5",
        "2.2.19 = 2_2_19 = V2.2.19 = 2.2.19.0",
        "2.5.1.300",
        "2.6.3.301",
        "2.6.3.306",
        "2.9.0.0 = 2.9 = v2.9.0.0",
        "3.0.0.4 = 3.0.0.4_484",
        "3.0.0.7_488",
        "3.3.161222",
        "3.3.170505",
        "3.4.2",
        "3.5.2 = 3.5.2-release-20240516",
        "3.5.3 = V3.5.3",
        "3.6.12",
        "4.9.1",
        "5.0.6-G = 5_0_6-G_3rd",
        "6_0_1-C_3rd = 6.0.1",
        "6.13.0.301",
        "10.0.13.305",
        "2705",
    ];

    #[test]
    fn real_versions_are_ordered() {
        for (at, row) in ORDERED.iter().enumerate() {
            let equals: Vec<Version> = row.split(" = ").map(version).collect();
            for other in &equals {
                assert_eq!(&equals[0], other, "{row}");
            }
            for later in &ORDERED[at + 1..] {
                let later = version(later.split(" = ").next().expect("non-empty"));
                assert!(equals[0] < later, "{} < {later}", equals[0]);
            }
        }
    }

    #[test]
    fn what_is_not_a_version_is_refused() {
        for text in [
            "",
            "v",
            "latest",
            "3.6.+",
            "3.6.x",
            "1..2",
            ".1",
            "1.",
            "-1",
            "１.２",
            "3.6 12",
            "99999999999999999999",
            "1.2;3",
            "$v",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_gate_is_half_open() {
        let gate = Gate {
            since: Some(version("3.0.1")),
            until: Some(version("5.0.3")),
        };
        for (text, holds) in [
            ("3.0.0", false),
            ("3.0.1", true),
            ("4.9.1", true),
            ("5.0.3", false),
        ] {
            assert_eq!(gate.contains(&version(text)), holds, "{text}");
        }
        let later = Gate {
            since: Some(version("5.0.3")),
            until: None,
        };
        assert!(!gate.overlaps(&later));
        assert!(gate.overlaps(&Gate::default()));
    }
}
