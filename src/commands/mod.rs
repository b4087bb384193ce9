//! One file a verb; this one picks it, and turns its outcome into an exit code.

pub mod agenda;
pub mod app;
mod ask;
mod backup;
mod check;
mod completions;
mod config;
mod doctor;
mod drills;
mod export;
pub mod forecast;
mod grade;
mod grill;
mod grill_debrief;
mod grill_json;
mod grill_pages;
mod grill_people;
mod import;
mod man;
mod mock;
mod plan;
mod practice;
mod practice_json;
mod private_file;
mod progress;
mod report;
mod reset;
mod restore;
mod story;
mod story_file;
mod undo;
mod wire;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Verb};
use crate::store::StoreError;
use crate::terminal::sanitise::visible;
use crate::terminal::wrap::wrap;
use app::{App, NothingUsable, Usage};

/// Something failed.
const FAILED: u8 = 1;
/// The command line cannot be used.
const USAGE: u8 = 2;
/// `check` found faults, or no usable drill is left.
pub(crate) const FAULTS: u8 = 3;
/// The history is from a newer version.
const NEWER: u8 = 4;

/// Runs the command line.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; a closed pipe is none either.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { 0 });
        }
    };
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut app = App::new(&cli.global)?;
    match cli.verb.unwrap_or_else(|| Verb::Practice(crate::cli::Practice::default())) {
        Verb::Practice(args) => {
            let code = practice::run(&args, &mut app)?;
            backup::daily(&app);
            Ok(code)
        }
        Verb::Grade(args) => grade::run(&args),
        Verb::Check(args) => check::run(&args, &app),
        Verb::Drills(args) => drills::run(&args, &app),
        Verb::Plan(args) => plan::run(&args, &app),
        Verb::Progress(args) => progress::run(&args, &app),
        Verb::Grill(args) => grill::run(&args, &mut app),
        Verb::Undo(args) => undo::run(&args, &app),
        Verb::Config(args) => config::run(&args, &mut app),
        Verb::Export(args) => export::run(&args, &app),
        Verb::Import(args) => import::run(&args, &app),
        Verb::Backup { file } => backup::run(file.as_deref(), &app),
        Verb::Restore { file, yes } => restore::run(&file, yes, &app),
        Verb::Doctor(args) => doctor::run(&args, &app),
        Verb::Reset(args) => reset::run(&args, &app),
        Verb::Completions { shell } => completions::run(shell),
        Verb::Man => man::run(),
        Verb::Story(args) => story::run(&args, &app),
        Verb::Mock(args) => mock::run(&args, &mut app),
    }
}

/// Says what went wrong, and returns the exit code that belongs to it.
fn report(error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let mut message = String::from("hotseat: ");
    message.push_str(&error.to_string());
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !message.contains(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
    }
    // A message may quote a file or a flag, so it is made safe; a terminal gets whole words.
    let message = visible(&message);
    let columns = match crossterm::terminal::size() {
        Ok((columns, _)) if std::io::stderr().is_terminal() => usize::from(columns.max(20)),
        _ => usize::MAX,
    };
    for row in wrap(&message, columns) {
        let _ = writeln!(std::io::stderr(), "{row}");
    }
    ExitCode::from(if error.is::<Usage>() {
        USAGE
    } else if error.is::<NothingUsable>() {
        FAULTS
    } else if matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Newer { .. })) {
        NEWER
    } else {
        FAILED
    })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
