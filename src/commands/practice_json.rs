//! `practice --json`: one object a line out, one a line in.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use super::app::App;
use super::practice::{Runner, figures, prepare, profile};
use super::wire::{self, Open, Said};
use crate::cli;
use crate::session::practice::Reason;
use crate::session::{Effect, Event};

/// Lines longer than this are refused, in bytes.
const LONGEST_LINE: usize = 4 << 20;

/// Runs the protocol on standard input and output.
pub fn run(args: &cli::Practice, app: &mut App) -> Result<ExitCode> {
    let library = app.library()?;
    let mut store = app.store()?;
    let ready = prepare(args, app, &mut store, &library)?;
    let profile = profile(args, app);
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let (mut runner, mut effects) = Runner::start(app, &mut store, &library, ready.setup)?;
    let mut open: Option<Open> = None;
    loop {
        for effect in effects.drain(..) {
            let line = match effect {
                Effect::Ask(asked) => {
                    open = Some(Open::Ask(asked.id, asked.ask.input));
                    wire::ask(&asked)
                }
                Effect::Verdict(told) => {
                    if told.provisional {
                        open = Some(Open::Confirm(told.id));
                    }
                    wire::verdict(&told)
                }
                Effect::Confirm { review, items } => wire::confirm(&review, &items),
                Effect::Amended { review, score, grade, due } => wire::event(
                    "amended",
                    json!({ "review": review, "score": score.map(wire::rounded), "grade": grade, "due": due }),
                ),
                Effect::Skipped(drill) => wire::event("skipped", json!({ "drill": drill })),
                Effect::Undone { review, drill } => {
                    wire::event("undone", json!({ "review": review, "drill": drill }))
                }
                Effect::Refused(unusable) => wire::error(unusable.code, &unusable.message),
                Effect::Over(summary) => {
                    let figures =
                        figures(&summary, runner.app(), runner.store(), runner.library(), &profile)?;
                    say(&mut output, &figures.to_json())?;
                    return Ok(ExitCode::SUCCESS);
                }
                Effect::Commit(_) | Effect::Amend { .. } | Effect::Undo { .. } => continue,
            };
            say(&mut output, &line)?;
        }
        let event = match (next_line(&mut input)?, open) {
            (Line::End, _) | (_, None) => Event::Stop(Reason::Eof),
            (Line::TooLong, _) => {
                say(&mut output, &wire::error("too-long", "a line is at most 4 MiB long"))?;
                continue;
            }
            (Line::NotText, _) => {
                say(&mut output, &wire::error("bad-json", "the line is not UTF-8"))?;
                continue;
            }
            (Line::Text(line), Some(open)) => {
                if line.trim().is_empty() {
                    continue;
                }
                match wire::read(&line, open) {
                    Ok(Said::Event(event)) => event,
                    Ok(Said::Stop) => Event::Stop(Reason::Stop),
                    Err(unusable) => {
                        say(&mut output, &wire::error(unusable.code, &unusable.message))?;
                        continue;
                    }
                }
            }
        };
        effects = runner.handle(event)?;
    }
}

/// A line of input.
#[derive(Debug)]
pub enum Line {
    /// Its text.
    Text(String),
    /// It is longer than anything useful.
    TooLong,
    /// It is not UTF-8.
    NotText,
    /// There is none.
    End,
}

/// Reads a line in bounded memory.
pub fn next_line(input: &mut impl BufRead) -> std::io::Result<Line> {
    let mut bytes = Vec::new();
    let mut too_long = false;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            if bytes.is_empty() && !too_long {
                return Ok(Line::End);
            }
            break;
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(available.len(), |end| end + 1);
        if bytes.len() + taken > LONGEST_LINE {
            too_long = true;
            bytes.clear();
        } else if !too_long {
            bytes.extend_from_slice(&available[..taken]);
        }
        input.consume(taken);
        if end.is_some() {
            break;
        }
    }
    if too_long {
        return Ok(Line::TooLong);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Line::Text(text.trim_end_matches(['\n', '\r']).to_owned())),
        Err(_) => Ok(Line::NotText),
    }
}

/// Prints one event and flushes it: whoever listens is waiting for it.
pub fn say(output: &mut impl Write, value: &Value) -> Result<()> {
    writeln!(output, "{}", super::check::escaped(&serde_json::to_string(value)?))?;
    output.flush()?;
    Ok(())
}
