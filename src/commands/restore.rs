//! `hotseat restore`: puts a copy back in the place of the history.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::app::App;
use super::{ask, backup as copies};
use crate::store::{DATABASE, StoreError, backup};

/// Runs `restore`.
pub fn run(file: &Path, yes: bool, app: &App) -> Result<ExitCode> {
    let copied = match backup::inspect(file) {
        Err(StoreError::Damaged { detail, .. }) => {
            bail!("{} cannot be put back: {detail}; nothing was changed", file.display())
        }
        other => other?,
    };
    let database = app.data_dir.join(DATABASE);
    if matches!((file.canonicalize(), database.canonicalize()), (Ok(a), Ok(b)) if a == b) {
        bail!("{} is the history itself; name a copy of it", file.display());
    }
    let question =
        format!("Replace your history by the {} in {}?", copies::reviews(copied.reviews), file.display());
    let mut out = std::io::stdout().lock();
    if !ask::sure(app, yes, &question)? {
        writeln!(out, "Nothing was changed.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let from = backup::open_untouched(file)?;
    let mut kept = None;
    if copies::has_history(app) {
        match app.store() {
            Ok(mut store) => {
                let to = copies::fresh(app, "before-restore");
                store.back_up(&to)?;
                store.replace_with(&from)?;
                kept = Some(to);
            }
            Err(error) if is_damaged(&error) => {
                kept = Some(set_aside(app, &database)?);
                backup::copy(&from, &database)?;
            }
            Err(error) => return Err(error),
        }
    } else {
        let mut store = app.store()?;
        store.replace_with(&from)?;
    }
    // Opening brings an older format up to date.
    app.store()?;
    writeln!(out, "Put back {} from {}", copies::reviews(copied.reviews), file.display())?;
    if let Some(kept) = kept {
        writeln!(out, "What was there before is kept in {}", kept.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn is_damaged(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Damaged { .. }))
}

/// Moves a damaged history aside, its log with it: nothing is deleted.
fn set_aside(app: &App, database: &Path) -> Result<std::path::PathBuf> {
    let to = copies::fresh(app, "damaged").with_extension("broken");
    let folder = copies::folder(app);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::rename(database, &to).with_context(|| format!("cannot move {}", database.display()))?;
    for end in ["-wal", "-shm"] {
        let mut side = database.as_os_str().to_owned();
        side.push(end);
        if Path::new(&side).exists() {
            let mut side_to = to.as_os_str().to_owned();
            side_to.push(end);
            fs::rename(&side, &side_to)
                .with_context(|| format!("cannot move {}", Path::new(&side).display()))?;
        }
    }
    Ok(to)
}
