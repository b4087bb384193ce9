//! `hotseat progress`: am I getting ready?

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result};

use super::agenda::Agenda;
use super::app::{App, Usage};
use super::forecast;
use super::report::{self, Working};
use crate::cli;
use crate::day::{date_of, number_of};
use crate::drill::nearest;
use crate::library::Library;
use crate::progress::facts::{DrillFact, Facts};
use crate::progress::{Scope, figures, page, text};
use crate::store::{DrillState, Store};

/// Runs `progress`.
pub fn run(args: &cli::Progress, app: &App) -> Result<ExitCode> {
    let mut store = app.store()?;
    let library = app.library()?;
    let agenda = Agenda::lay_out(app, &store, &library, &app.settings.profile)?;
    let facts = gather(app, &mut store, &library, &agenda)?;
    let scope = scope(args, app, &facts)?;
    let figures = figures(&facts, &scope);
    if let Some(file) = &args.html {
        write_page(file, &page::page(&figures)?)?;
        let to_file = file != Path::new("-");
        if !args.json && to_file {
            writeln!(std::io::stdout(), "Wrote {}", file.display())?;
        }
        if args.open && to_file {
            open(file)?;
        }
        if !args.json {
            return Ok(ExitCode::SUCCESS);
        }
    }
    if args.json {
        writeln!(std::io::stdout(), "{}", serde_json::to_string(&figures)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let look = report::look(app);
    let canvas = report::canvas(&look);
    let mut lines = Vec::new();
    if args.weak {
        lines = text::weak(&figures, &canvas);
    }
    if args.calibration {
        if !lines.is_empty() {
            lines.push(None);
        }
        lines.extend(text::calibration(&figures, &canvas));
    }
    if lines.is_empty() {
        lines = text::screen(&figures, &canvas);
    }
    report::show(&lines, &look)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the page for its owner's eyes; a page that is there is replaced whole or not at all.
fn write_page(file: &Path, text: &str) -> Result<()> {
    if file == Path::new("-") {
        std::io::stdout().write_all(text.as_bytes())?;
        return Ok(());
    }
    let draft = file.with_extension("html.new");
    let written = (|| -> std::io::Result<()> {
        let _ = fs::remove_file(&draft);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut out = options.open(&draft)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        fs::rename(&draft, file)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written.with_context(|| format!("cannot write {}", file.display()))
}

/// Opens the page in the browser that the system prefers.
fn open(file: &Path) -> Result<()> {
    let path = file.canonicalize().with_context(|| format!("cannot find {}", file.display()))?;
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started = Command::new(opener)
        .arg(&path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    started.map(drop).with_context(|| {
        format!("the page is written but {opener} cannot be started; open {} yourself", path.display())
    })
}

fn scope(args: &cli::Progress, app: &App, facts: &Facts) -> Result<Scope> {
    let today = date_of(app.today());
    if let Some(since) = args.since
        && since > today
    {
        return Err(
            Usage(format!("--since {since} is yet to come (today is {today}); give an earlier day")).into()
        );
    }
    let since = args.since.map(number_of);
    let Some(wanted) = &args.area else { return Ok(Scope { area: None, since }) };
    let known: Vec<&str> = facts
        .areas
        .iter()
        .map(String::as_str)
        .chain(facts.challenges.iter().map(|(name, _)| name.as_str()))
        .collect();
    match known.iter().find(|area| area.eq_ignore_ascii_case(wanted)) {
        Some(area) => Ok(Scope { area: Some((*area).to_owned()), since }),
        None => {
            let hint = match nearest(wanted, &known) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("the areas are {}", known.join(", ")),
            };
            Err(Usage(format!("there is no area {wanted:?}; {hint}")).into())
        }
    }
}

/// Gathers what progress is made of.
fn gather(app: &App, store: &mut Store, library: &Library, agenda: &Agenda) -> Result<Facts> {
    let working = Working::on("Working out the forecast");
    let plan = forecast::forecast(app, store, library, agenda, false)?;
    drop(working);
    let mut trails = store.trails()?;
    let unknown = DrillState::default();
    let drills = agenda
        .drills
        .iter()
        .zip(&agenda.items)
        .map(|(&place, item)| {
            let id = library.cards()[place].id.as_str();
            let state = agenda.states.get(id).unwrap_or(&unknown);
            let (trail, rights) = trails.remove(id).unwrap_or_default();
            DrillFact {
                id: id.to_owned(),
                item: *item,
                trail,
                reviews: state.reviews,
                rights,
                first_right: state.first_right,
                last_grade: state.last_grade,
                sure_wrong: state.sure_wrong,
            }
        })
        .collect();
    let mut challenges: Vec<(String, Option<bool>)> = agenda
        .states
        .iter()
        .filter(|(id, state)| id.starts_with("challenge/") && state.reviews > 0)
        .map(|(id, state)| (id.clone(), state.first_right))
        .collect();
    challenges.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Facts {
        today: agenda.today,
        drills,
        model: agenda.model.clone(),
        areas: agenda.areas.clone(),
        tallies: store.tallies()?,
        challenges,
        sure: store.sure()?,
        disagreement: store.disagreement()?,
        plan,
        rounds: store.rounds()?,
        stories: store.story_versions()?,
        new: app.settings.new.saturating_sub(store.firsts_on(agenda.today)?),
    })
}
