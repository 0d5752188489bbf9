//! One binary that does it all, so that one image does it all.

use std::process::ExitCode;

use carewright::commands;

fn main() -> ExitCode {
    commands::run()
}
