//! The `pushweave` command: arguments, run, exit code.

use std::process::ExitCode;

/// A run reads a manifest into a tree twice. This allocator uses the first tree's memory again for
/// the second, where the system's gives it back and takes it anew, page by page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match pushweave::cli::parse() {
        Ok(cli) => ExitCode::from(pushweave::shell::run(&cli).code()),
        Err(message) => {
            // If not even this can be printed, the exit code has to do.
            let _ = message.print();
            ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2))
        }
    }
}
