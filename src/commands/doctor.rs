//! `hotseat doctor`: looks at the history, the files and the terminal, and changes nothing.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use super::app::App;
use super::backup as copies;
use crate::cli;
use crate::store::{Copied, DATABASE, SCHEMA, StoreError, backup};

/// Runs `doctor`; exit code 1 where something wants mending.
pub fn run(args: &cli::Json, app: &App) -> Result<ExitCode> {
    let database = app.data_dir.join(DATABASE);
    let mut problems: Vec<String> = Vec::new();
    let looked = copies::has_history(app).then(|| backup::inspect(&database));
    let (integrity, newer) = match &looked {
        None => (None, false),
        Some(Ok(_)) => (Some("ok".to_owned()), false),
        Some(Err(error)) => {
            problems.push(error.to_string());
            (Some(error.to_string()), matches!(error, StoreError::Newer { .. }))
        }
    };
    let held: Option<&Copied> = looked.as_ref().and_then(|looked| looked.as_ref().ok());
    let folder = copies::folder(app);
    let good = backup::newest_good(&folder);
    let count = backup::list(&folder).len();
    let open = open_to_others(app);
    for (path, mode) in &open {
        problems.push(format!("{path} may be read by others (mode {mode:o}); chmod {} mends it", mend(path)));
    }
    let drills = app.library().map(|library| (library.cards().len(), library.left_out.len()));
    match &drills {
        Ok((_, left_out)) if *left_out > 0 => {
            problems.push(format!("{left_out} drill files have faults; `hotseat check` names them"));
        }
        Err(error) => problems.push(format!("{error:#}")),
        Ok(_) => {}
    }
    let terminal = json!({
        "stdin": std::io::stdin().is_terminal(),
        "stdout": std::io::stdout().is_terminal(),
        "term": std::env::var("TERM").ok(),
        "columns": crossterm::terminal::size().ok().map(|(columns, _)| columns),
        "rows": crossterm::terminal::size().ok().map(|(_, rows)| rows),
    });
    let report = json!({
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "sqlite": rusqlite::version(),
        "history": {
            "path": database.display().to_string(),
            "exists": looked.is_some(),
            "integrity": integrity,
            "format": held.map(|held| held.schema),
            "known_format": SCHEMA,
            "reviews": held.map(|held| held.reviews),
            "bytes": std::fs::metadata(&database).ok().map(|file| file.len()),
        },
        "places": {
            "data": app.data_dir.display().to_string(),
            "settings": app.settings.path.display().to_string(),
            "packs": app.own_packs().display().to_string(),
            "backups": folder.display().to_string(),
        },
        "drills": drills.as_ref().ok().map(|(count, _)| count),
        "open_to_others": open.iter().map(|(path, mode)| json!({ "path": path, "mode": format!("{mode:o}") })).collect::<Vec<Value>>(),
        "terminal": terminal,
        "backup": {
            "count": count,
            "newest_good": good.as_ref().map(|(path, _)| path.display().to_string()),
            "reviews": good.as_ref().map(|(_, copied)| copied.reviews),
        },
        "problems": problems,
    });
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{report}")?;
    } else {
        show(&report, &mut out)?;
    }
    Ok(ExitCode::from(if problems.is_empty() {
        0
    } else if newer {
        super::NEWER
    } else {
        super::FAILED
    }))
}

fn show(report: &Value, out: &mut dyn Write) -> std::io::Result<()> {
    let word = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => crate::terminal::sanitise::visible(text).into_owned(),
        other => other.to_string(),
    };
    let mut row = |name: &str, value: String| writeln!(out, "{name:<10} {value}");
    row("Hotseat", format!("{}, SQLite {}", word(&report["version"]), word(&report["sqlite"])))?;
    let history = &report["history"];
    row("History", word(&history["path"]))?;
    row(
        "",
        if history["exists"] == json!(false) {
            "none yet; the first answer makes it".to_owned()
        } else if history["integrity"] == json!("ok") {
            format!("sound, {} reviews, format {}", word(&history["reviews"]), word(&history["format"]))
        } else {
            "cannot be used, see below".to_owned()
        },
    )?;
    row("Settings", word(&report["places"]["settings"]))?;
    row(
        "Packs",
        format!("{} ({} drills in use)", word(&report["places"]["packs"]), word(&report["drills"])),
    )?;
    row("Backups", word(&report["places"]["backups"]))?;
    let backup = &report["backup"];
    row(
        "",
        if backup["newest_good"].is_null() {
            format!("{} copies, none of them sound", word(&backup["count"]))
        } else {
            format!(
                "newest good one: {} ({} reviews)",
                word(&backup["newest_good"]),
                word(&backup["reviews"])
            )
        },
    )?;
    let terminal = &report["terminal"];
    row(
        "Terminal",
        format!(
            "TERM {}, {} × {}",
            word(&terminal["term"]),
            word(&terminal["columns"]),
            word(&terminal["rows"])
        ),
    )?;
    let problems = report["problems"].as_array().map(Vec::as_slice).unwrap_or_default();
    if problems.is_empty() {
        return writeln!(out, "\nNothing is wrong.");
    }
    writeln!(out)?;
    for problem in problems {
        writeln!(out, "! {}", word(problem))?;
    }
    if problems.iter().any(|problem| word(problem).contains("damaged")) && !backup["newest_good"].is_null() {
        writeln!(
            out,
            "\nhotseat restore {} puts the newest good backup back.",
            word(&backup["newest_good"])
        )?;
    }
    Ok(())
}

fn mend(path: &str) -> &'static str {
    if Path::new(path).is_dir() { "700" } else { "600" }
}

/// Lists what is there and may be read by others.
#[cfg(unix)]
fn open_to_others(app: &App) -> Vec<(String, u32)> {
    use std::os::unix::fs::PermissionsExt;
    let mut places = vec![app.data_dir.clone(), copies::folder(app)];
    for name in [DATABASE, "hotseat.db-wal", "hotseat.db-shm"] {
        places.push(app.data_dir.join(name));
    }
    places.extend(backup::list(&copies::folder(app)));
    places
        .into_iter()
        .filter_map(|path| {
            let mode = std::fs::metadata(&path).ok()?.permissions().mode() & 0o777;
            (mode & 0o077 != 0).then(|| (path.display().to_string(), mode))
        })
        .collect()
}

#[cfg(not(unix))]
fn open_to_others(_: &App) -> Vec<(String, u32)> {
    Vec::new()
}
