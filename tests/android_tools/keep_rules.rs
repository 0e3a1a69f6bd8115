//! The keep rules as ProGuard reads them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushweave::catalogue::{self, expand::expand};
use tempfile::TempDir;

use crate::project::{Project, VENDORS, Vendor, spec};
use crate::tools::{in_parallel, installed, present, repository, succeed};

const MANIFEST: &[u8] =
    br#"<manifest xmlns:android="http://schemas.android.com/apk/res/android"><application/></manifest>"#;
const MAIN: &str = "com.example.chat.Main";
const UNRELATED: &str = "com.example.chat.Unrelated";

/// Classes of the SDKs that only the rules for their packages keep.
const SDK_CLASSES: &[(&str, &str)] = &[
    ("huawei", "com.huawei.hms.api.Stub"),
    ("huawei-hwpush", "com.huawei.android.pushselfshow.Stub"),
    ("oppo", "com.heytap.mcssdk.Stub"),
    ("vivo", "com.vivo.vms.Stub"),
];

/// A small app with the receivers of all vendors, compiled.
struct App {
    folder: TempDir,
    classes: PathBuf,
    /// What stands in for `java.lang`: ProGuard 6 cannot read that of Java 17.
    library: PathBuf,
}

fn source(folder: &Path, class: &str, declaration: &str) -> PathBuf {
    let (package, name) = class.rsplit_once('.').expect("a qualified class");
    let path = folder.join(format!("{}.java", class.replace('.', "/")));
    fs::create_dir_all(path.parent().expect("a folder")).expect("the package's folder");
    let declaration = declaration.replace("NAME", name);
    fs::write(&path, format!("package {package};\n{declaration}\n")).expect("a class");
    path
}

fn javac(sources: &[PathBuf], library: &Path, classes: &Path) {
    fs::create_dir_all(classes).expect("a folder for the classes");
    let mut javac = Command::new("javac");
    javac.args([
        "-source",
        "8",
        "-target",
        "8",
        "-Xlint:-options",
        "-bootclasspath",
    ]);
    succeed(javac.arg(library).arg("-d").arg(classes).args(sources));
}

fn app() -> App {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (sources, library) = (folder.path().join("src"), folder.path().join("library"));
    let core = [
        source(&sources, "java.lang.Object", "public class NAME {}"),
        source(&sources, "java.lang.Class", "public final class NAME {}"),
        source(&sources, "java.lang.String", "public final class NAME {}"),
    ];
    javac(&core, &library, &library);

    let mut files = vec![
        source(
            &sources,
            MAIN,
            "public class NAME { public static void main(String[] a) { new Unrelated().work(); } }",
        ),
        source(
            &sources,
            UNRELATED,
            "public class NAME { public void work() {} }",
        ),
    ];
    for (_, class) in SDK_CLASSES {
        files.push(source(
            &sources,
            class,
            "public class NAME { void unreached() {} }",
        ));
    }
    for (class, base) in VENDORS.iter().filter_map(|vendor| vendor.receiver) {
        files.push(source(&sources, base, "public class NAME {}"));
        let declaration = format!("public class NAME extends {base} {{ void unreached() {{}} }}");
        files.push(source(&sources, class, &declaration));
    }
    let classes = folder.path().join("classes");
    javac(&files, &library, &classes);
    App {
        folder,
        classes,
        library,
    }
}

/// What ProGuard printed about what it kept.
struct Kept {
    seeds: String,
    mapping: String,
}

impl Kept {
    /// Whether the class keeps its name, and its method that nothing calls.
    fn whole(&self, class: &str) -> bool {
        let seed = |seed: &str| self.seeds.lines().any(|line| line == seed);
        let mut mapping = self.mapping.lines();
        seed(class)
            && seed(&format!("{class}: void unreached()"))
            && mapping.any(|line| line == format!("{class} -> {class}:"))
            // Line numbers may stand before a member, and ProGuard 7 adds comments.
            && mapping
                .take_while(|line| line.starts_with([' ', '#']))
                .any(|line| line.ends_with("void unreached() -> unreached"))
    }

    fn names(&self, class: &str) -> bool {
        self.mapping.contains(&format!("{class} -> {class}:"))
    }
}

/// Runs `proguard` over the app with the test's own rules and, if given, the file of generated ones.
fn shrink(proguard: &dyn Fn() -> Command, app: &App, rules: Option<&Path>) -> Kept {
    let out = tempfile::tempdir_in(app.folder.path()).expect("a folder for the outputs");
    let (seeds, mapping) = (out.path().join("seeds"), out.path().join("mapping"));
    let mut own = String::new();
    let _ = writeln!(own, "-injars {}", app.classes.display());
    let _ = writeln!(own, "-libraryjars {}", app.library.display());
    let _ = writeln!(own, "-outjars {}", out.path().join("out.jar").display());
    let _ = writeln!(own, "-printseeds {}", seeds.display());
    let _ = writeln!(own, "-printmapping {}", mapping.display());
    let _ = writeln!(own, "-dontoptimize");
    let _ = writeln!(
        own,
        "-keep class {MAIN} {{ public static void main(java.lang.String[]); }}"
    );
    let config = out.path().join("own.pro");
    fs::write(&config, own).expect("the test's own rules");
    let mut command = proguard();
    command.arg(format!("@{}", config.display()));
    if let Some(rules) = rules {
        command.arg(format!("@{}", rules.display()));
    }
    succeed(&mut command);
    Kept {
        seeds: fs::read_to_string(seeds).expect("the seeds"),
        mapping: fs::read_to_string(mapping).expect("the mapping"),
    }
}

/// The classes that the rules of `vendor` must keep.
fn wanted(vendor: &Vendor) -> impl Iterator<Item = &'static str> + use<> {
    let id = vendor.id;
    let receiver = vendor.receiver.map(|(class, _)| class);
    let stubs = SDK_CLASSES.iter().filter(move |(vendor, _)| *vendor == id);
    receiver.into_iter().chain(stubs.map(|(_, class)| *class))
}

fn keeps_what_it_must(proguard: &(dyn Fn() -> Command + Sync)) {
    let app = app();
    let without = shrink(proguard, &app, None);
    for class in VENDORS.iter().flat_map(wanted) {
        assert!(!without.names(class), "{class} stays without any rule");
    }
    let mut sets: Vec<&[Vendor]> = VENDORS.chunks(1).collect();
    sets.push(VENDORS);
    in_parallel(&sets, |vendors| {
        let project = Project::new(&spec(vendors, ""), MANIFEST);
        project.apply();
        let rules = project.keep_rules();
        // Tencent's SDK alone needs no rule, and then there is no file.
        let kept = shrink(proguard, &app, rules.exists().then_some(&rules));
        assert!(!kept.names(UNRELATED), "{}", kept.mapping);
        for vendor in VENDORS {
            let asked = vendors.iter().any(|asked| asked.id == vendor.id);
            for class in wanted(vendor) {
                let whole = kept.whole(class);
                assert!(
                    whole || !asked,
                    "{class} is lost\n{}{}",
                    kept.seeds,
                    kept.mapping
                );
                assert!(asked || !kept.names(class), "{class} is kept for nobody");
            }
        }
    });
}

/// Every rule that the catalogue has for any release, an AAR's own among them.
fn takes_every_rule(proguard: &dyn Fn() -> Command) {
    let app = app();
    let mut rules = String::new();
    for id in catalogue::ids() {
        let vendor = catalogue::load(id).expect("registered").expect("loads");
        for rule in vendor.keep_rules {
            let sample = expand(&rule.rule, |_| Some("com.example.chat.Sample".to_owned()));
            let _ = writeln!(rules, "{sample}");
        }
    }
    let count = rules.lines().count();
    assert!(count > 80, "only {count} rules");
    let file = app.folder.path().join("every-rule.pro");
    fs::write(&file, rules).expect("the rules");
    shrink(proguard, &app, Some(&file));
}

#[test]
fn proguard_accepts_the_keep_rules_and_keeps_the_receivers() {
    if !installed(&["javac", "proguard"]) {
        return;
    }
    keeps_what_it_must(&|| Command::new("proguard"));
    takes_every_rule(&|| Command::new("proguard"));
}

#[test]
fn proguard_7_accepts_the_keep_rules_and_keeps_the_receivers() {
    let jars = repository().join(".tools/proguard-7");
    if !installed(&["javac", "java"]) || !present("ProGuard 7", &jars) {
        return;
    }
    let proguard = || {
        let mut command = Command::new("java");
        command
            .arg("-cp")
            .arg(jars.join("*"))
            .arg("proguard.ProGuard");
        command
    };
    keeps_what_it_must(&proguard);
    takes_every_rule(&proguard);
}
