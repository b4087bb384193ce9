//! Asks before something is erased or replaced.

use std::io::IsTerminal;

use anyhow::Result;

use super::app::{App, Usage};
use crate::cli::When;
use crate::terminal::select::{Answer, confirm};
use crate::terminal::{ColorWhen, Look};

/// Asks on a terminal; elsewhere only `--yes` will do.
///
/// # Errors
/// No terminal and no `--yes`: exit code 2.
pub fn sure(app: &App, yes: bool, question: &str) -> Result<bool> {
    if yes {
        return Ok(true);
    }
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(Usage("there is no terminal to ask on; add --yes if you are sure".to_owned()).into());
    }
    let color = match app.color {
        When::Auto => ColorWhen::Auto,
        When::Always => ColorWhen::Always,
        When::Never => ColorWhen::Never,
    };
    Ok(matches!(confirm(&Look::detect(color), question, false)?, Answer::Given(true)))
}
