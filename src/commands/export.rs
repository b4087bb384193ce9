//! `hotseat export`: writes reviews, drills or the plan to a file.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};

use super::app::{App, NothingUsable};
use super::{agenda, private_file};
use crate::cli::{Export, ExportFormat};
use crate::day;
use crate::exchange::{calendar, notes, table::guarded};
use crate::store::exchange::COLUMNS;

/// Runs `export`.
pub fn run(args: &Export, app: &App) -> Result<ExitCode> {
    match args.format {
        ExportFormat::Jsonl => {
            let store = app.store()?;
            private_file::write(&args.file, |out| store.write_lines(out))?;
        }
        ExportFormat::Csv => {
            let store = app.store()?;
            private_file::write(&args.file, |out| {
                let mut table = csv::Writer::from_writer(out);
                table.write_record(COLUMNS)?;
                store.each_review(|review| {
                    let cells: Vec<String> = review.cells().iter().map(|cell| guarded(cell)).collect();
                    table.write_record(&cells).map_err(std::io::Error::other)
                })?;
                Ok(table.flush()?)
            })?;
        }
        ExportFormat::Anki => {
            let library = app.library()?;
            if library.cards().is_empty() {
                return Err(NothingUsable("there is no usable drill to export".to_owned()).into());
            }
            private_file::write(&args.file, |out| {
                out.write_all(notes::HEAD.as_bytes())?;
                for place in 0..library.cards().len() {
                    if let Some(drill) = library.drill(place) {
                        out.write_all(notes::note(&drill).as_bytes())?;
                    }
                }
                Ok(())
            })?;
        }
        ExportFormat::Ics => {
            let store = app.store()?;
            let today = app.today();
            let Some(interview) = store.next_interview(day::date_of(today))? else {
                bail!("there is no interview to plan for; `hotseat plan --interview DATE` saves one");
            };
            let minutes = agenda::horizon(today, &interview).minutes;
            let days: Vec<_> = (today..).map(day::date_of).zip(minutes).collect();
            let text = calendar::calendar(&days, interview.date, app.clock.now());
            private_file::write(&args.file, |out| Ok(out.write_all(text.as_bytes())?))?;
        }
    }
    if args.file.as_os_str() != "-" {
        writeln!(std::io::stdout().lock(), "Wrote {}", args.file.display())?;
    }
    Ok(ExitCode::SUCCESS)
}
