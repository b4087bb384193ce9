//! `hotseat check`: every fault of every drill file at once. It changes nothing; what it found in a
//! very large pack it keeps in the cache ([`kept`]).

mod kept;
mod scan;
mod show;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use super::FAULTS;
use super::app::App;
use crate::cli;
use crate::drill::Severity;
use crate::library::{Root, roots};
use show::Show;
pub use show::escaped;

/// Runs `check`.
pub fn run(args: &cli::Check, app: &App) -> Result<ExitCode> {
    let roots: Vec<Root> = if args.paths.is_empty() {
        roots(&app.in_use())
    } else {
        args.paths.iter().cloned().map(Root::Folder).collect()
    };
    let report = scan::scan(&roots, &app.data_dir.join("cache"));
    let count = |severity| report.faults().filter(|fault| fault.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        let mut faults = Vec::new();
        report.each(&mut |file, lines, fault| {
            let place = lines.position(fault.span.start);
            faults.push(json!({
                "file": file,
                "line": place.line,
                "column": place.column,
                "code": fault.code,
                "severity": fault.severity,
                "message": fault.message,
                "help": fault.help,
            }));
            Ok(())
        })?;
        let whole =
            json!({ "schema": 1, "files": report.files(), "drills": report.drills, "faults": faults });
        writeln!(out, "{}", escaped(&whole.to_string()))?;
    } else {
        let show = Show::new(app.color);
        report.each(&mut |file, lines, fault| writeln!(out, "{}\n", show.fault(file, lines, fault)))?;
        writeln!(out, "{}", Show::summary(report.files(), report.drills, errors, warnings))?;
    }
    out.flush()?;
    Ok(if errors > 0 { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS })
}
