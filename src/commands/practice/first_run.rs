//! The very first run: three quick choices, each of which can be passed over.

use anyhow::Result;

use crate::cli;
use crate::commands::app::App;
use crate::store::Store;
use crate::terminal::select::{self, Answer};
use crate::terminal::{Look, Page};

/// Key, question, and the values with their labels.
type Choice = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CHOICES: [Choice; 3] = [
    (
        "track",
        "Which job?",
        &[("pm", "Product manager"), ("tpm", "Technical program manager"), ("", "Either")],
    ),
    ("level", "Which level?", &[("p7", "P7"), ("p8", "P8"), ("", "Either")]),
    (
        "division",
        "Which part of the company?",
        &[("commerce", "Commerce"), ("cloud", "Cloud"), ("logistics", "Logistics"), ("", "Any")],
    ),
];

/// Tells whether nobody has practised or set anything here before.
pub fn is_due(args: &cli::Practice, app: &App, store: &Store) -> Result<bool> {
    let by_flags = args.track.is_some() || args.level.is_some() || args.division.is_some();
    Ok(!app.settings.written && !by_flags && store.states()?.is_empty())
}

/// Asks the three questions and writes the settings; says where they are kept, or nothing after Ctrl-C.
pub fn ask(look: &Look, app: &mut App) -> Result<Option<String>> {
    let welcome = Page::new()
        .strong("Welcome to the hot seat.")
        .text("Three choices, then the first question. Esc passes one over: then everything applies.")
        .gap();
    print(&welcome, look)?;
    let mut chosen: Vec<(&str, &str)> = Vec::new();
    for (key, question, values) in CHOICES {
        let labels: Vec<&str> = values.iter().map(|(_, label)| *label).collect();
        match select::choose(look, question, &labels, 0)? {
            Answer::Given(index) => chosen.push((key, values.get(index).map_or("", |(value, _)| *value))),
            Answer::Passed => chosen.push((key, "")),
            Answer::Interrupted => return Ok(None),
        }
    }
    app.settings.set(&chosen)?;
    Ok(Some(format!("Kept in {}; `hotseat config` changes it.", app.settings.path.display())))
}

fn print(page: &Page, look: &Look) -> Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(page.render(look).as_bytes())?;
    Ok(out.flush()?)
}
