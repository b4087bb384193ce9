//! `hotseat backup`: copies the history, and once a day after practice without being asked.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use super::app::App;
use crate::day;
use crate::store::{DATABASE, backup};

/// Returns the folder of the copies that the program keeps.
pub fn folder(app: &App) -> PathBuf {
    app.data_dir.join("backups")
}

/// Returns a fresh name in the folder of copies, by what it was made before and when.
pub fn fresh(app: &App, why: &str) -> PathBuf {
    let stamp = app.clock.now().format("%Y-%m-%d-%H%M%S");
    let folder = folder(app);
    let mut path = folder.join(format!("{why}-{stamp}.db"));
    for n in 2..1000 {
        if !path.exists() {
            break;
        }
        path = folder.join(format!("{why}-{stamp}-{n}.db"));
    }
    path
}

/// Tells whether there is a history to copy.
pub fn has_history(app: &App) -> bool {
    std::fs::metadata(app.data_dir.join(DATABASE)).is_ok_and(|file| file.len() > 0)
}

/// Runs `backup`.
pub fn run(file: Option<&Path>, app: &App) -> Result<ExitCode> {
    if !has_history(app) {
        bail!("there is no history in {} yet", app.data_dir.display());
    }
    let to = file.map_or_else(|| fresh(app, "backup"), Path::to_owned);
    if to.is_dir() {
        bail!("{} is a folder; name a file in it", to.display());
    }
    let same = |other: &str| {
        let other = app.data_dir.join(other);
        matches!((other.canonicalize(), to.canonicalize()), (Ok(a), Ok(b)) if a == b)
    };
    if same(DATABASE) || same("hotseat.db-wal") || same("hotseat.db-shm") {
        bail!("{} is the history itself; name another file", to.display());
    }
    let store = app.store()?;
    store.back_up(&to)?;
    let copied = backup::inspect(&to)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Copied {} to {}", reviews(copied.reviews), to.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Says how many reviews there are.
pub fn reviews(count: u64) -> String {
    if count == 1 { "1 review".to_owned() } else { format!("{count} reviews") }
}

/// Makes today's copy where there is none yet and thins the older ones; a failure is a warning.
pub fn daily(app: &App) {
    let today = day::date_of(app.today());
    let to = folder(app).join(backup::daily_name(today));
    if to.exists() || !has_history(app) {
        return;
    }
    let made = (|| -> Result<()> {
        app.store()?.back_up(&to)?;
        backup::inspect(&to)?;
        Ok(())
    })();
    match made {
        Ok(()) => backup::thin(&folder(app)),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "hotseat: today's backup was not made: {error}");
        }
    }
}
