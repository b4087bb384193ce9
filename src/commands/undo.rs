//! `hotseat undo`: takes the last answer back.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use super::app::App;
use super::wire;
use crate::cli;

/// Runs `undo`.
pub fn run(args: &cli::Json, app: &App) -> Result<ExitCode> {
    let mut store = app.store()?;
    let undone = store.undo(None, app.stamp())?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let event = wire::event("undone", json!({ "review": undone.review, "drill": undone.drill }));
        writeln!(out, "{event}")?;
    } else {
        writeln!(out, "Took back your last answer to {}.", undone.drill)?;
    }
    Ok(ExitCode::SUCCESS)
}
