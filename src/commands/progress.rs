//! `hotseat progress`: am I getting ready?

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;

use super::agenda::Agenda;
use super::app::{App, Usage};
use super::forecast;
use super::report::{self, Working};
use crate::cli;
use crate::day::{date_of, number_of};
use crate::drill::nearest;
use crate::library::Library;
use crate::progress::facts::{DrillFact, Facts};
use crate::progress::{Scope, figures, text};
use crate::store::{DrillState, Store};

/// Runs `progress`.
pub fn run(args: &cli::Progress, app: &App) -> Result<ExitCode> {
    let mut store = app.store()?;
    let library = app.library()?;
    let agenda = Agenda::lay_out(app, &store, &library, &app.settings.profile)?;
    let facts = gather(app, &mut store, &library, &agenda)?;
    let scope = scope(args, app, &facts)?;
    let figures = figures(&facts, &scope);
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
        minutes: app.settings.minutes,
        new: app.settings.new.saturating_sub(store.firsts_on(agenda.today)?),
    })
}
