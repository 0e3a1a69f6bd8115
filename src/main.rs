//! The `pushweave` command: arguments, run, exit code.

use std::process::ExitCode;

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
