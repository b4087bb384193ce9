//! `hotseat drills`: lists drills, shows one, or prints a template to start from.

mod list;
mod show;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::app::App;
use crate::cli::{Drills, DrillsList, DrillsVerb, When};
use crate::drill::template_of;
use crate::terminal::{ColorWhen, Look};

/// Runs `drills`.
pub fn run(args: &Drills, app: &App) -> Result<ExitCode> {
    match &args.verb {
        None => list::run(&DrillsList::default(), app),
        Some(DrillsVerb::List(args)) => list::run(args, app),
        Some(DrillsVerb::Show { id, json }) => show::run(id, *json, app),
        Some(DrillsVerb::New { kind }) => {
            write!(std::io::stdout().lock(), "{}", template_of(*kind))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Looks at the terminal, as the flags and settings want it.
pub(super) fn look(color: When) -> Look {
    Look::detect(match color {
        When::Auto => ColorWhen::Auto,
        When::Always => ColorWhen::Always,
        When::Never => ColorWhen::Never,
    })
}
