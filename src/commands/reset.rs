//! `hotseat reset`: erases the history, the answer texts, or everything.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::app::App;
use super::{ask, backup as copies};
use crate::cli;
use crate::store::{DATABASE, backup};

/// Runs `reset`.
pub fn run(args: &cli::Reset, app: &App) -> Result<ExitCode> {
    let question = if args.everything {
        "Erase the history, stories, imported cards, settings and every backup?"
    } else if args.answers {
        "Erase the text of every answer, in the history and in the backups kept here? Grades stay."
    } else {
        "Erase the history? A backup is made first."
    };
    let mut out = std::io::stdout().lock();
    if !ask::sure(app, args.yes, question)? {
        writeln!(out, "Nothing was changed.")?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.everything {
        everything(app, &mut out)?;
    } else if !copies::has_history(app) && (!args.answers || backup::list(&copies::folder(app)).is_empty()) {
        writeln!(out, "There is no history in {} yet.", app.data_dir.display())?;
    } else if args.answers {
        answers(app, &mut out)?;
    } else {
        let to = copies::fresh(app, "before-reset");
        let mut store = app.store()?;
        store.back_up(&to)?;
        backup::inspect(&to)?;
        store.erase_history()?;
        writeln!(out, "Erased the history. What was there is kept in {}", to.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn answers(app: &App, out: &mut dyn Write) -> Result<()> {
    if copies::has_history(app) {
        app.store()?.erase_answers()?;
    }
    let (mut cleaned, mut removed) = (0, 0);
    for copy in every_copy(&copies::folder(app)) {
        if backup::erase_answers_of(&copy)? {
            cleaned += 1;
        } else {
            removed += 1;
        }
    }
    writeln!(out, "Erased the text of every answer; grades, scores and times are kept.")?;
    writeln!(out, "Backups cleaned: {cleaned}; removed because they could not be cleaned: {removed}.")?;
    writeln!(
        out,
        "Stories stay (`hotseat story delete` erases one), and so do copies and exports made elsewhere."
    )?;
    Ok(())
}

/// Lists the files of the folder of copies that may hold answers, set-aside histories included.
fn every_copy(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_file()).collect()
}

fn everything(app: &App, out: &mut dyn Write) -> Result<()> {
    for name in [
        DATABASE,
        "hotseat.db-wal",
        "hotseat.db-shm",
        "hotseat.db-journal",
        "backups",
        "packs",
        "cache",
        "drafts",
        "stories",
    ] {
        erase(&app.data_dir.join(name))?;
    }
    erase(&app.settings.path)?;
    erase(&app.settings.path.with_extension("toml.new"))?;
    for folder in [Some(app.data_dir.as_path()), app.settings.path.parent()].into_iter().flatten() {
        // A folder that holds anything else is the learner's own and stays.
        let _ = fs::remove_dir(folder);
    }
    writeln!(out, "Erased everything that Hotseat kept.")?;
    if let Ok(rest) = fs::read_dir(&app.data_dir) {
        let count = rest.count();
        writeln!(out, "{} holds {count} files or folders of yours, which stay.", app.data_dir.display())?;
    }
    Ok(())
}

fn erase(path: &Path) -> Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    let done = if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    done.with_context(|| format!("cannot erase {}", path.display()))
}
