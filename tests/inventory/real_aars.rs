//! The release of an AAR of a vendor, as it is in a project.

use std::fs;

use pushweave::catalogue::Vendor;
use pushweave::catalogue::schema::Delivery;
use pushweave::inventory::{Kind, Verdict};
use pushweave::project::Project;

use crate::support;
use crate::tools::{present, repository};

const RELEASE: &str = "3.3.170214";

/// What is found of `vendor` in a project with `dependencies` and, below `libs/`, `file`.
fn verdict(vendor: &Vendor, dependencies: &str, file: Option<(&str, &[u8])>) -> Verdict {
    let work = tempfile::tempdir().expect("a folder");
    let libs = work.path().join("app/libs");
    fs::create_dir_all(&libs).expect("made");
    if let Some((name, bytes)) = file {
        fs::write(libs.join(name), bytes).expect("written");
    }
    let build = format!("dependencies {{ {dependencies} }}\n");
    fs::write(work.path().join("app/build.gradle"), build).expect("written");
    let spec = work.path().join("pushweave.toml");
    fs::write(&spec, "").expect("a spec");
    let project = Project::at_spec(&spec).expect("a project");
    Verdict::of(project.inventory("app").evidence(vendor))
}

#[track_caller]
fn expect(verdict: Verdict, kind: Kind) {
    match verdict {
        Verdict::Found(found) => {
            assert_eq!(found.kind, kind);
            assert_eq!(found.version.expect("a version").as_str(), RELEASE);
            assert_eq!(found.delivery, Some(Delivery::Aar));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_real_aar_tells_its_release() {
    let name = format!("push-internal-publish-{RELEASE}.aar");
    let path = repository().join(".tools/aars").join(&name);
    if !present("push-internal-publish", &path) {
        return;
    }
    let aar = fs::read(path).expect("an AAR");
    let meizu = support::vendor("meizu");
    let tree = "implementation fileTree(dir: 'libs', include: ['*.aar'])";
    expect(verdict(&meizu, tree, Some((&name, &aar))), Kind::FileName);
    // Renamed, it still has the constant of its classes.
    let renamed = Some(("push-internal-publish.aar", aar.as_slice()));
    expect(verdict(&meizu, tree, renamed), Kind::Archive);
    let file = format!("implementation files('libs/{name}')");
    expect(verdict(&meizu, &file, Some((&name, &aar))), Kind::FileName);
    for (group, end) in [("compile", "@aar"), ("implementation", "")] {
        let line =
            format!("{group} 'com.meizu.flyme.internet:push-internal-publish:{RELEASE}{end}'");
        expect(verdict(&meizu, &line, None), Kind::Dependency);
    }

    // It is opened for a vendor whose AARs tell their release in the manifest. This one's does not.
    let vendors = crate::vendors();
    let opening = vendors.iter().find(|vendor| vendor.id == "meizu");
    let opening = opening.expect("a vendor of the cases");
    let name = format!("push-internal-{RELEASE}.aar");
    expect(verdict(opening, tree, Some((&name, &aar))), Kind::FileName);
    let found = verdict(opening, tree, Some(("push-internal.aar", &aar)));
    assert!(matches!(found, Verdict::Unresolved(_)), "{found:?}");
}
