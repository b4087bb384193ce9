//! The few plain questions of a first run and of dangerous commands, through dialoguer.

use std::io;

use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Select};

use super::{Look, guard, sanitise};

/// What became of a plain question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<T> {
    Given(T),
    /// Esc: the question was passed over.
    Passed,
    /// Ctrl-C.
    Interrupted,
}

/// Lets a person choose one of a few short labels; returns its index.
///
/// Only for an interactive look: pipes go through [`super::plain`].
pub fn choose(look: &Look, question: &str, labels: &[&str], first: usize) -> io::Result<Answer<usize>> {
    let labels: Vec<String> = labels.iter().map(|l| line(l)).collect();
    let first = first.min(labels.len().saturating_sub(1));
    ask(look, |theme| {
        Select::with_theme(theme).with_prompt(line(question)).items(&labels).default(first).interact_opt()
    })
}

/// Asks yes or no; Enter alone gives `default`.
pub fn confirm(look: &Look, question: &str, default: bool) -> io::Result<Answer<bool>> {
    ask(look, |theme| Confirm::with_theme(theme).with_prompt(line(question)).default(default).interact_opt())
}

fn ask<T>(
    look: &Look,
    run: impl FnOnce(&dyn Theme) -> dialoguer::Result<Option<T>>,
) -> io::Result<Answer<T>> {
    let theme: &dyn Theme =
        if look.colour && look.unicode { &ColorfulTheme::default() } else { &SimpleTheme };
    let result = guard::dialog(|| run(theme).map_err(|dialoguer::Error::IO(error)| error));
    match result {
        Ok(Some(value)) => Ok(Answer::Given(value)),
        Ok(None) => Ok(Answer::Passed),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(Answer::Interrupted),
        Err(error) => Err(error),
    }
}

fn line(text: &str) -> String {
    sanitise::visible(text).replace('\n', " ")
}
