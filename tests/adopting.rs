//! Entries of the app's own that are taken as if they had been woven: the text stays as it is, a
//! run afterwards changes what it would have changed before, and taking them out is exact.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pushweave::lock::{Lock, Scaffold};
use pushweave::manifest::document::ManifestDoc;
use pushweave::plan::{self, Adoption, Change, OnConflict, Scope, Verb, Wish};
use pushweave::source::SourceFile;
use support::{
    Resolved, accepted_manifests, assert_same, in_parallel, messages, resolved, spec_text, weave,
    weave_with,
};

const CLICK: &str = "
[click]
activity = \".chat.ChatActivity\"
scheme = \"pushscheme\"
host = \"com.example.chat\"
path = \"/detail\"
";

const ALL: Scope<'static> = Scope {
    vendors: &[],
    platform_permissions: true,
};

/// Every vendor alone at the release that asks most, and all of them together.
fn vendor_sets() -> Vec<(String, Resolved)> {
    let pairs: Vec<_> = pushweave::catalogue::ids()
        .map(|id| (id, support::fullest(id)))
        .collect();
    let mut sets: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.0.to_owned(), resolved(&spec_text(&[*pair], ""))))
        .collect();
    sets.push(("all".into(), resolved(&spec_text(&pairs, CLICK))));
    sets
}

#[track_caller]
fn adopt(case: &str, text: &str, lock: &Lock, set: &Resolved, scope: &Scope<'_>) -> Adoption {
    let manifest = Arc::new(SourceFile::new("AndroidManifest.xml", text.to_owned()));
    let wish = Wish {
        manifest: &manifest,
        lock,
        requirements: &set.resolution.requirements,
        remnants: &set.resolution.remnants,
        names: &set.names,
        spec: &set.spec.file,
        on_conflict: OnConflict::Fail,
    };
    match plan::adopt(&wish, scope) {
        Ok(adoption) => adoption,
        Err(findings) => panic!("{case}: {}", messages(&findings)),
    }
}

/// What a run would change; `None` where the manifest contradicts the wish.
fn changes(text: &str, lock: &Lock, set: &Resolved) -> Option<Vec<Change>> {
    let woven = weave_with(text, lock, set, OnConflict::Fail).ok()?;
    Some(woven.changes)
}

/// The lock without what only those who wove can know: how an element ended before it was opened,
/// and what of the skeleton was not there.
fn told_by_the_text(lock: &Lock) -> Lock {
    let mut lock = lock.clone();
    lock.scaffolds
        .retain(|scaffold| matches!(scaffold, Scaffold::Created { route } if route == "queries"));
    lock
}

/// The properties that hold for every text, whatever the app has by hand.
#[track_caller]
fn check_adoption(case: &str, text: &str, set: &Resolved) -> Adoption {
    let adoption = adopt(case, text, &Lock::default(), set, &ALL);
    let (before, after) = (
        changes(text, &Lock::default(), set),
        changes(text, &adoption.lock, set),
    );
    assert_eq!(after, before, "{case}: what the next run would change");
    if before.as_deref() == Some(&[]) {
        let again = weave(case, text, &adoption.lock, set);
        assert_same(&format!("{case}: the next run"), &again.text, text);
        assert_eq!(again.lock, adoption.lock, "{case}: the next run");
    }
    let twice = adopt(case, text, &adoption.lock, set, &ALL);
    assert_eq!(twice.lock, adoption.lock, "{case}: adopted twice");
    assert_eq!(twice.changes, [], "{case}: adopted twice");
    assert_removed(case, text, &adoption.lock);
    adoption
}

/// Taking out what was adopted deletes these elements with what is before them on their lines, and
/// nothing else: as many as the lock names, and every line that is left was there.
#[track_caller]
fn assert_removed(case: &str, text: &str, lock: &Lock) {
    let nothing = resolved(&spec_text(&[], ""));
    let removed = weave(case, text, lock, &nothing);
    assert_eq!(removed.lock.render(), None, "{case}: removed");
    let mut bytes = text.bytes();
    let is_left = removed.text.bytes().all(|byte| bytes.any(|it| it == byte));
    assert!(is_left, "{case}: removing wrote something");
    let count = |text: &str| {
        let file = Arc::new(SourceFile::new("AndroidManifest.xml", text.to_owned()));
        let doc = ManifestDoc::parse(&file).expect("well-formed");
        let all = doc.root().descendants();
        all.filter(|it| !inner(it.tag()) && it.tag() != "queries")
            .count()
    };
    let whole = lock.elements.iter().filter(|entry| {
        let last = entry.route.rsplit(" > ").next().unwrap_or_default();
        !inner(last.split(' ').next().unwrap_or_default())
    });
    let gone = count(text) - count(&removed.text);
    assert_eq!(gone, whole.count(), "{case}: elements taken out");
}

/// What stands in a component, or in what `<queries>` holds.
fn inner(tag: &str) -> bool {
    matches!(
        tag,
        "intent-filter" | "action" | "category" | "data" | "meta-data"
    )
}

#[test]
fn what_was_woven_is_recognised_without_its_lock() {
    let sets = vendor_sets();
    let nothing = resolved(&spec_text(&[], ""));
    let (exact, all) = (AtomicUsize::new(0), AtomicUsize::new(0));
    in_parallel(&accepted_manifests(), |(name, text)| {
        for (set, wish) in &sets {
            let case = format!("{name}, {set}");
            let woven = weave(&case, text, &Lock::default(), wish);
            let adoption = check_adoption(&case, &woven.text, wish);
            // The activity that a tap opens is the app's; of it, only filters are taken.
            let expected = |route: &str| {
                let mut all = wish.resolution.requirements.iter();
                all.any(|it| it.expected && route.ends_with(&format!("activity {}", it.name)))
            };
            let elements = woven.lock.elements.iter();
            for entry in elements.filter(|entry| !expected(&entry.route)) {
                // An element that was the app's and lacked nothing but what was woven is taken
                // whole, with all that is in it.
                let is_there = adoption.lock.elements.iter().any(|other| {
                    other == entry || entry.route.starts_with(&format!("{} > ", other.route))
                });
                assert!(is_there, "{case}: {} is not taken", entry.route);
            }
            all.fetch_add(1, Ordering::Relaxed);
            if adoption.lock == told_by_the_text(&woven.lock) {
                exact.fetch_add(1, Ordering::Relaxed);
                if adoption.lock == woven.lock {
                    let removed = weave(&case, &woven.text, &adoption.lock, &nothing);
                    assert_same(&format!("{case}: removed"), &removed.text, text);
                }
            }
        }
    });
    // Where a fixture has entries of its own, these are taken, too.
    let (exact, all) = (exact.into_inner(), all.into_inner());
    assert!(exact * 2 > all, "{exact} of {all} as they were woven");
}

#[test]
fn hand_written_entries_are_taken_as_they_are() {
    let sets = vendor_sets();
    let taken = AtomicUsize::new(0);
    in_parallel(&accepted_manifests(), |(name, text)| {
        for (set, wish) in &sets {
            let adoption = check_adoption(&format!("{name}, {set}"), text, wish);
            taken.fetch_add(adoption.changes.len(), Ordering::Relaxed);
            let verbs = adoption.changes.iter().map(|change| change.verb);
            assert!(verbs.into_iter().all(|verb| verb == Verb::Adopt), "{name}");
        }
    });
    let taken = taken.into_inner();
    assert!(taken > 100, "only {taken} entries were taken");
}

/// The same app with names in other spellings: entries are taken, and an upgrade replaces them.
#[test]
fn other_spellings_stand_for_what_would_be_woven() {
    let old = resolved(&spec_text(&[("xiaomi", "3.6.12")], ""));
    let bare = "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n    \
                <application>\n    </application>\n</manifest>\n";
    let woven = weave("bare", bare, &Lock::default(), &old);
    let respelt = woven
        .text
        .replace("${applicationId}", "com.example.chat")
        .replace("\"com.example.chat.push.", "\".push.")
        .replace("\"false\"", "\"False\"");
    let adoption = check_adoption("respelt", &respelt, &old);
    assert!(
        adoption.findings.is_empty(),
        "{}",
        messages(&adoption.findings)
    );
    assert_eq!(adoption.lock.elements.len(), woven.lock.elements.len());
    let stand_ins = adoption.lock.elements.iter();
    let stand_ins = stand_ins.filter(|entry| entry.instead_of.is_some()).count();
    assert!(stand_ins > 3, "only {stand_ins} are spelt otherwise");
    let nothing = resolved(&spec_text(&[], ""));
    let removed = weave("respelt", &respelt, &adoption.lock, &nothing);
    assert_same("respelt: removed", &removed.text, bare);

    // An upgrade takes out what the new release does not want, adopted or not.
    let new = resolved(&spec_text(&[("xiaomi", "6.0.1")], ""));
    let afresh = weave("bare", bare, &Lock::default(), &new);
    let upgraded = weave("upgrade", &woven.text, &adopt_text(&woven.text, &old), &new);
    assert_same("upgrade", &upgraded.text, &afresh.text);
}

fn adopt_text(text: &str, set: &Resolved) -> Lock {
    adopt("upgrade", text, &Lock::default(), set, &ALL).lock
}
