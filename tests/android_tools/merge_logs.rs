//! The logs of Google's manifest merger, on the manifests of all cases of the linter: what is wrong
//! in a merged manifest is found in the source that it was made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushweave::finding::{Finding, Label};
use pushweave::lint::{self, manifest_target};

use crate::merger::{CLASS_PATH, JARS, merger_is_there, prepared};
use crate::support::lint::{KNOWLEDGE, cases};
use crate::support::memory::Memory;
use crate::tools::{say, succeed};

/// Merges in every folder of its arguments, with both logs.
const PROGRAM: &str = r#"
import com.android.manifmerger.*;
import com.android.manifmerger.MergingReport.MergedManifestKind;
import com.android.utils.StdLogger;
import java.io.*;
import java.nio.file.*;

class Logs {
    public static void main(String[] arguments) throws Exception {
        for (String folder : arguments) {
            File root = new File(folder);
            ManifestMerger2.Invoker<?> merger = ManifestMerger2.newMerger(
                new File(root, "src/main/AndroidManifest.xml"),
                new StdLogger(StdLogger.Level.ERROR),
                ManifestMerger2.MergeType.APPLICATION);
            merger.setOverride(ManifestSystemProperty.MIN_SDK_VERSION, "21");
            merger.setOverride(ManifestSystemProperty.TARGET_SDK_VERSION, "29");
            merger.setMergeReportFile(new File(root, "REPORT"));
            MergingReport report;
            try {
                report = merger.merge();
            } catch (ManifestMerger2.MergeFailureException | RuntimeException failure) {
                continue;
            }
            if (report.getResult().isSuccess()) {
                write(root, "MERGED", report.getMergedDocument(MergedManifestKind.MERGED));
                write(root, "BLAME", report.getMergedDocument(MergedManifestKind.BLAME));
            }
        }
    }

    static void write(File root, String name, String text) throws IOException {
        Path path = root.toPath().resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, text.getBytes("UTF-8"));
    }
}
"#;

const SOURCE: &str = "src/main/AndroidManifest.xml";
const MERGED: &str = "build/intermediates/merged_manifest/debug/AndroidManifest.xml";
const BLAME: &str =
    "build/intermediates/manifest_merge_blame_file/debug/manifest-merger-blame-debug-report.txt";
const REPORT: &str = "build/outputs/logs/manifest-merger-debug-report.txt";

/// Every manifest of the linter's cases that stands for a module's main one, by case.
fn manifests() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (code, name, tree) in cases() {
        let mut main = tree.0.iter().filter(|(path, _)| path.ends_with(SOURCE));
        if let Some((_, text)) = main.next() {
            // One package is enough.
            let text = match text.contains("package=") {
                true => text.clone(),
                false => prepared(text),
            };
            all.push((format!("{code}/{name}"), text));
        }
    }
    all
}

fn merge(folder: &Path, manifests: &[(String, String)]) -> Vec<PathBuf> {
    let program = folder.join("Logs.java");
    let text = PROGRAM
        .replace("REPORT", REPORT)
        .replace("\"MERGED\"", &format!("\"{MERGED}\""))
        .replace("\"BLAME\"", &format!("\"{BLAME}\""));
    fs::write(&program, text).expect("the program");
    let jars = CLASS_PATH.iter().map(|jar| Path::new(JARS).join(jar));
    let mut java = Command::new("java");
    java.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"])
        .arg(std::env::join_paths(jars).expect("no path has a colon"))
        .arg(program);
    let mut folders = Vec::new();
    for (at, (_, text)) in manifests.iter().enumerate() {
        let case = folder.join(at.to_string());
        let source = case.join(SOURCE);
        fs::create_dir_all(source.parent().expect("a folder")).expect("made");
        fs::write(source, text).expect("the manifest");
        java.arg(&case);
        folders.push(case);
    }
    succeed(&mut java);
    folders
}

fn check(folder: &Path, log: &str) -> Vec<Finding> {
    let paths = [SOURCE, MERGED, log];
    let files: BTreeMap<String, String> = paths
        .iter()
        .filter_map(|path| {
            Some((
                (*path).to_owned(),
                fs::read_to_string(folder.join(path)).ok()?,
            ))
        })
        .collect();
    lint::check(&Memory(files), &manifest_target(MERGED, true), &KNOWLEDGE).findings
}

fn text(label: &Label) -> &str {
    &label.file.text[label.span.clone()]
}

/// Whether the merger may have made `merged` of `source`, both of the same kind.
fn fits(source: &str, merged: &str) -> bool {
    let open = |text: &str| text.starts_with('<');
    let name = |text: &str| {
        text.split([' ', '\n', '\r', '\t', '>', '/'])
            .next()
            .map(str::to_owned)
    };
    match (source.split_once('='), merged.split_once('=')) {
        _ if open(source) || open(merged) => name(source) == name(merged),
        (Some((one, _)), Some((other, _))) => {
            let local = |name: &str| name.rsplit(':').next().map(str::to_owned);
            local(one) == local(other)
        }
        // A text that the merger writes anew is not found again, only the element around it.
        _ if matches!(source, "manifest" | "application") => true,
        _ => {
            let end = source.rsplit_once('}').map_or(source, |(_, end)| end);
            // A part of a value with a placeholder is all of that value.
            source.contains("${") || merged.trim().ends_with(end.trim())
        }
    }
}

#[test]
fn findings_in_merged_manifests_are_those_of_the_sources() {
    if !merger_is_there() {
        return;
    }
    let manifests = manifests();
    assert!(manifests.len() > 200, "only {} manifests", manifests.len());
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let folders = merge(temporary.path(), &manifests);
    for log in [BLAME, REPORT] {
        let (mut merges, mut moved, mut left) = (0, 0, Vec::new());
        for ((name, _), folder) in manifests.iter().zip(&folders) {
            if !folder.join(MERGED).exists() {
                continue;
            }
            merges += 1;
            assert!(folder.join(log).exists(), "{name}: no {log}");
            for finding in check(folder, log) {
                let Some(first) = finding.labels.first() else {
                    continue;
                };
                if first.file.name == MERGED {
                    left.push(format!(
                        "{name}: {} {}: {:?}",
                        finding.code,
                        finding.message,
                        text(first)
                    ));
                    continue;
                }
                assert_eq!(first.file.name, SOURCE, "{name}: {}", finding.message);
                let seen = finding.labels.last().expect("two labels");
                assert_eq!(seen.file.name, MERGED, "{name}: {}", finding.message);
                assert!(
                    fits(text(first), text(seen)),
                    "{name}: {}: {:?} is not {:?}",
                    finding.message,
                    text(first),
                    text(seen)
                );
                moved += 1;
            }
        }
        say(&format!(
            "{log}: {merges} merges, {moved} findings taken back, {} not",
            left.len()
        ));
        assert!(merges > 150, "only {merges} merges");
        assert!(left.len() * 20 < moved, "{log}:\n{}", left.join("\n"));
    }
}
