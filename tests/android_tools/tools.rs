//! Finding and running the real tools.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const REQUIRE: &str = "PUSHWEAVE_REQUIRE_TOOLS";

/// Whether all of `programs` are on the path; says so loudly where one is not.
pub(crate) fn installed(programs: &[&str]) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    programs.iter().all(|program| {
        let found = env::split_paths(&path).any(|folder| folder.join(program).is_file());
        found || missing(program)
    })
}

/// Whether the file that `tool` needs is there; says so loudly where it is not.
pub(crate) fn present(tool: &str, file: &Path) -> bool {
    file.exists() || missing(tool)
}

fn missing(tool: &str) -> bool {
    let message = format!("{tool} is not installed; run .ci/install-tools");
    assert!(env::var_os(REQUIRE).is_none(), "{message}");
    say(&format!("SKIPPED: {message}"));
    false
}

/// Writes a line that the test harness does not capture.
pub(crate) fn say(line: &str) {
    // A test does not fail for want of somebody to read this.
    let _ = writeln!(std::io::stderr(), "{line}");
}

pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn run(command: &mut Command) -> Output {
    match command.output() {
        Ok(output) => output,
        Err(error) => panic!("{command:?} does not start: {error}"),
    }
}

/// Runs `command`, which must succeed, and returns what it printed.
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = run(command);
    let printed = text(&output);
    assert!(output.status.success(), "{command:?}\n{printed}");
    printed
}

/// Everything that a program printed.
pub(crate) fn text(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{out}{err}")
}

/// `work` done for each of `items` on as many threads as there are processors, in order.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match items.get(at) {
                Some(item) => done.push((at, work(item))),
                None => return done,
            }
        }
    };
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker found a failure"))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
