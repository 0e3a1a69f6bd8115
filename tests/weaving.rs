//! The invariants of weaving, on every fixture × every vendor set × every way to write a file.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use pushweave::lock::Lock;
use pushweave::plan::OnConflict;
use pushweave::requirement::Requirement;
use pushweave::source::BOM;
use support::{
    CLICK, Resolved, accepted_manifests, assert_parses, assert_same, every_fullest, in_parallel,
    resolved, spec_text, vendor_sets, weave, weave_with,
};

/// `text` written in other ways. What a way does not apply to is left out.
fn variants(name: &str, text: &str) -> Vec<(String, String)> {
    let bare = text.strip_prefix(BOM).unwrap_or(text);
    let lf = bare.replace("\r\n", "\n");
    let crlf = lf.replace('\n', "\r\n");
    let tabs: String = lf
        .split_inclusive('\n')
        .map(|line| {
            let content = line.trim_start_matches(' ');
            let depth = (line.len() - content.len()).div_ceil(4);
            "\t".repeat(depth) + content
        })
        .collect();
    let mut variants = vec![
        ("as it is".to_owned(), text.to_owned()),
        ("LF".to_owned(), lf.clone()),
        ("CRLF".to_owned(), crlf.clone()),
        ("BOM".to_owned(), format!("{BOM}{lf}")),
        ("BOM and CRLF".to_owned(), format!("{BOM}{crlf}")),
        ("tabs".to_owned(), tabs),
        ("no final newline".to_owned(), lf.trim_end().to_owned()),
    ];
    variants.extend(self_closed(&lf).map(|text| ("self-closed".to_owned(), text)));
    let prefix = lf
        .replace("android:", "a:")
        .replace("xmlns:android=", "xmlns:a=");
    let usable = !prefix.contains("xmlns:android") && roxmltree::Document::parse(&prefix).is_ok();
    variants.extend(usable.then(|| ("other prefix".to_owned(), prefix)));
    variants
        .into_iter()
        .map(|(way, text)| (format!("{name}, {way}"), text))
        .collect()
}

/// `text` with an `<application/>` in the place of its application.
fn self_closed(text: &str) -> Option<String> {
    let document = roxmltree::Document::parse(text).ok()?;
    let application = document
        .root_element()
        .children()
        .find(|child| child.has_tag_name("application"))?;
    let range = application.range();
    let start = &text[range.clone()];
    let end = application
        .attributes()
        .next_back()
        .map_or("<application".len(), |last| last.range().end - range.start);
    let tag_ends = start[end..].trim_start().starts_with(['>', '/']);
    tag_ends.then(|| {
        format!(
            "{}{} />{}",
            &text[..range.start],
            &start[..end],
            &text[range.end..]
        )
    })
}

/// Every line of `before` stands in `after`, in the same order; at most `touched` may differ, not
/// counting lines that hold several tags, or text behind a tag, and may have got something between
/// them. And no byte is lost: those of `before` stand in `after` in the same order.
fn assert_untouched(case: &str, before: &str, after: &str, touched: usize) {
    let mut rest = after.lines();
    let missing: Vec<&str> = before
        .lines()
        .filter(|line| {
            let ahead = rest.clone();
            let found = rest.by_ref().any(|other| other == *line);
            if !found {
                rest = ahead;
            }
            let several = line.matches('<').count() > 1 || line.contains("</");
            !found && !several && line.trim_end().ends_with('>')
        })
        .collect();
    let mut bytes = after.bytes();
    assert!(
        before
            .bytes()
            .all(|byte| bytes.by_ref().any(|other| other == byte)),
        "{case}"
    );
    assert!(missing.len() <= touched, "{case}: lost {missing:#?}");
}

fn line_endings_are_pure_crlf(text: &str) -> bool {
    text.contains('\n') && !text.replace("\r\n", "").contains('\n')
}

#[track_caller]
fn check_invariants(case: &str, text: &str, set: &Resolved, nothing: &Resolved) {
    assert_parses(case, text);
    let none = Lock::default();
    let woven = weave(case, text, &none, set);
    assert_parses(case, &woven.text);
    let touched = 2 * (woven.lock.scaffolds.len() + woven.lock.attributes.len());
    let lines = text.lines().count();
    if lines > 1 {
        assert_untouched(case, text, &woven.text, touched);
    }
    if line_endings_are_pure_crlf(text) {
        assert!(
            line_endings_are_pure_crlf(&woven.text),
            "{case}: mixed line endings"
        );
    }
    assert_eq!(text.starts_with(BOM), woven.text.starts_with(BOM), "{case}");

    let again = weave(case, &woven.text, &woven.lock, set);
    assert_same(&format!("{case}: the second run"), &again.text, &woven.text);
    assert_eq!(again.changes, [], "{case}: the second run");
    assert_eq!(again.lock, woven.lock, "{case}: the second run");

    let removed = weave(case, &woven.text, &woven.lock, nothing);
    assert_same(&format!("{case}: removed"), &removed.text, text);
    assert_eq!(removed.lock.render(), None, "{case}: removed");
}

#[test]
fn every_fixture_is_woven_and_restored() {
    let sets = vendor_sets();
    let nothing = resolved(&spec_text(&[], ""));
    let manifests = accepted_manifests();
    assert!(manifests.len() >= 60, "only {} fixtures", manifests.len());
    in_parallel(&manifests, |(name, text)| {
        for (variant, text) in variants(name, text) {
            for (set, wish) in &sets {
                check_invariants(&format!("{variant}, {set}"), &text, wish, &nothing);
            }
        }
    });
}

/// `vendor`, with others before and after it.
fn beside<'a>(vendor: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    let others = [("huawei", "2.6.3.301"), ("tencent-qal", "2.5.0")];
    let mut set = vec![vendor];
    set.extend(others.iter().copied().filter(|(id, _)| *id != vendor.0));
    set
}

/// Moving to another SDK version, from and to any, is the same as weaving that one afresh.
#[test]
fn an_upgrade_equals_weaving_afresh() {
    let manifests = accepted_manifests();
    let none = Lock::default();
    let mut steps: Vec<(String, Resolved, Resolved)> = Vec::new();
    for id in pushweave::catalogue::ids() {
        let releases = support::vendor(id).releases;
        for pair in releases.windows(2) {
            for (from, to) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
                // Two neighbours that need the same have nothing to show.
                let (from, to) = (from.to_string(), to.to_string());
                let old = resolved(&spec_text(&beside((id, &from)), CLICK));
                let new = resolved(&spec_text(&beside((id, &to)), CLICK));
                let print = |set: &Resolved| -> Vec<_> {
                    let requirements = set.resolution.requirements.iter();
                    requirements.map(Requirement::fragment).collect()
                };
                if print(&old) != print(&new) {
                    steps.push((format!("{id} {from} to {to}"), old, new));
                }
            }
        }
    }
    assert!(steps.len() > 10, "only {} steps", steps.len());
    let contradictions = AtomicUsize::new(0);
    in_parallel(&manifests, |(name, text)| {
        for (step, old, new) in &steps {
            let case = format!("{name}, {step}");
            // A fixture with hand-written entries may contradict one of the versions.
            let woven = weave_with(text, &none, old, OnConflict::Fail)
                .and_then(|before| Ok((weave_with(text, &none, new, OnConflict::Fail)?, before)));
            let Ok((afresh, before)) = woven else {
                contradictions.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            let upgraded = weave(&case, &before.text, &before.lock, new);
            assert_same(&case, &upgraded.text, &afresh.text);
            assert_eq!(upgraded.lock, afresh.lock, "{case}");
        }
    });
    let contradictions = contradictions.into_inner();
    assert!(
        contradictions * 50 < manifests.len() * steps.len(),
        "{contradictions} contradictions"
    );
}

/// Taking a vendor out of several is the same as never having had it.
#[test]
fn removing_one_vendor_equals_never_having_had_it() {
    let pairs = every_fullest();
    let all = resolved(&spec_text(&pairs, CLICK));
    let none = Lock::default();
    let rests: Vec<(&str, Resolved)> = pairs
        .iter()
        .map(|(without, _)| {
            let rest: Vec<_> = pairs
                .iter()
                .copied()
                .filter(|(id, _)| id != without)
                .collect();
            (*without, resolved(&spec_text(&rest, CLICK)))
        })
        .collect();
    in_parallel(&accepted_manifests(), |(name, text)| {
        let woven = weave(name, text, &none, &all);
        for (without, rest) in &rests {
            let case = format!("{name} without {without}");
            let removed = weave(&case, &woven.text, &woven.lock, rest);
            let afresh = weave(&case, text, &none, rest);
            assert_same(&case, &removed.text, &afresh.text);
            assert_eq!(removed.lock, afresh.lock, "{case}");
            let back = weave(&case, &removed.text, &removed.lock, &all);
            assert_same(&format!("{case}: and back"), &back.text, &woven.text);
        }
    });
}
