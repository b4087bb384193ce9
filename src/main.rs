//! Enters; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    hotseat::commands::run()
}
