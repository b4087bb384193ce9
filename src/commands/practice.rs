//! `hotseat practice`: chooses the queue and runs the session against the history.

mod asking;
mod closing;
mod confirming;
pub(super) mod desk;
mod first_run;
mod opening;
mod pages;
mod plain;
mod spoken;
mod terminal;
mod verdict;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Value, json};

use super::agenda::{Agenda, warm_prices};
use super::app::{App, NothingUsable};
use crate::cli;
use crate::drill::{Drill, Profile, nearest};
use crate::library::Library;
use crate::memory::Grade;
use crate::schedule::{Choice, Reason as Why};
use crate::session::practice::Reason;
use crate::session::{Effect, Event, Limit, Planned, Practice, Setup, Summary};
use crate::store::{Amendment, Store};
use crate::terminal::Look;

/// Runs `practice`.
pub fn run(args: &cli::Practice, app: &mut App) -> Result<ExitCode> {
    if args.json {
        return super::practice_json::run(args, app);
    }
    // A terminal that cannot be redrawn is served in lines, as a pipe is.
    if Look::detect(desk::color(app.color)).interactive {
        return terminal::run(args, app);
    }
    plain::run(args, app)
}

/// A session ready to start, and what it was chosen from.
#[derive(Debug)]
pub struct Ready {
    /// The session's setup.
    pub setup: Setup,
    /// What there was to ask.
    pub agenda: Agenda,
    /// Whether today's minutes of the plan are used up.
    pub plan_done: bool,
}

/// Merges the flags over the profile of the settings.
pub fn profile(args: &cli::Practice, app: &App) -> Profile {
    let kept = app.settings.profile;
    Profile {
        track: args.track.or(kept.track),
        level: args.level.or(kept.level),
        division: args.division.or(kept.division),
    }
}

/// Chooses what to ask.
///
/// # Errors
/// No drill that matches, or a history that cannot be read.
pub fn prepare(args: &cli::Practice, app: &App, store: &mut Store, library: &Library) -> Result<Ready> {
    let profile = profile(args, app);
    let mut agenda = Agenda::lay_out(app, store, library, &profile)?;
    keep_areas(&mut agenda, args, library)?;
    if agenda.items.is_empty() {
        return Err(nothing(library, &profile).into());
    }
    let seed = app.draws(store);
    let horizon = agenda.horizon(store)?.filter(|horizon| horizon.days_left() > 0);
    let mut plan_done = false;
    let fresh = app.settings.new.saturating_sub(store.firsts_on(agenda.today)?);
    let (choices, limit) = if let (Some(horizon), None) = (&horizon, args.only) {
        let mut horizon = horizon.clone();
        let own = args.minutes.or(if args.count.is_some() { Some(600.0) } else { None });
        plan_done = own.is_none() && horizon.minutes.first().is_none_or(|minutes| *minutes < 0.25);
        if let (Some(minutes), Some(first)) = (own, horizon.minutes.first_mut()) {
            *first = minutes;
        }
        let budget = horizon.minutes.first().copied().unwrap_or(0.0) * 60.0;
        let (choices, plan) = agenda.planned_queue(&horizon, warm_prices(store)?.as_ref(), seed);
        if own.is_none() {
            store.set("prices", &serde_json::to_string(&plan.prices)?)?;
        }
        let choices = limit_new(choices, &agenda, args.new);
        (choices, args.count.map_or(Limit::Seconds(budget), Limit::Count))
    } else {
        let limit = match (args.count, args.minutes) {
            (Some(count), _) => Limit::Count(count),
            (None, minutes) => Limit::Seconds(minutes.unwrap_or(app.settings.minutes) * 60.0),
        };
        let choices = match args.only {
            None => agenda.due_queue(args.new.unwrap_or(fresh), seed),
            Some(cli::Only::Due) => agenda.due_queue(0, seed),
            Some(cli::Only::New) => {
                let all = agenda.due_queue(args.new.unwrap_or(usize::MAX), seed);
                all.into_iter().filter(|choice| choice.reason == Why::New).collect()
            }
            Some(cli::Only::Weak) => weak_queue(&agenda, library),
        };
        (choices, limit)
    };
    let queue = choices.iter().map(|choice| planned(choice, &agenda, library)).collect();
    Ok(Ready { setup: Setup { queue, limit, seed }, agenda, plan_done })
}

fn keep_areas(agenda: &mut Agenda, args: &cli::Practice, library: &Library) -> Result<()> {
    if args.area.is_empty() {
        return Ok(());
    }
    let known: Vec<&str> = agenda.areas.iter().map(String::as_str).collect();
    for wanted in &args.area {
        if !known.iter().any(|area| area.eq_ignore_ascii_case(wanted)) {
            let message = match nearest(wanted, &known) {
                Some(area) => format!("no drill for you is in area {wanted:?}; did you mean {area}?"),
                None => format!("no drill for you is in area {wanted:?}; the areas are {}", known.join(", ")),
            };
            return Err(NothingUsable(message).into());
        }
    }
    let wanted = |place: usize| {
        let area = &library.cards()[place].area;
        args.area.iter().any(|wanted| wanted.eq_ignore_ascii_case(area))
    };
    for (item, place) in agenda.items.iter_mut().zip(&agenda.drills) {
        item.open_today &= wanted(*place);
    }
    Ok(())
}

fn nothing(library: &Library, profile: &Profile) -> NothingUsable {
    if library.cards().is_empty() {
        return NothingUsable(
            "there is no usable drill here; `hotseat check` says what is wrong, and without --drills the shipped \
             ones are asked"
                .to_owned(),
        );
    }
    let parts = [
        profile.track.map(|track| track.to_string()),
        profile.level.map(|level| level.to_string()),
        profile.division.map(|division| division.to_string()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    NothingUsable(format!(
        "none of the {} drills is for {}; widen it with `hotseat config set division all`, or other flags",
        library.cards().len(),
        parts.join(" ")
    ))
}

fn limit_new(choices: Vec<Choice>, agenda: &Agenda, new: Option<usize>) -> Vec<Choice> {
    let Some(mut left) = new else { return choices };
    choices
        .into_iter()
        .filter(|choice| {
            if agenda.items[choice.index].memory.is_some() {
                return true;
            }
            let keep = left > 0;
            left = left.saturating_sub(1);
            keep
        })
        .collect()
}

/// Lists the weak drills that may be asked today, the shakiest first.
fn weak_queue(agenda: &Agenda, library: &Library) -> Vec<Choice> {
    let mut weak: Vec<(f64, usize)> = Vec::new();
    for (index, item) in agenda.items.iter().enumerate() {
        let id = library.cards()[agenda.drills[index]].id.as_str();
        let is_weak = agenda.states.get(id).is_some_and(|state| agenda.is_weak(state));
        if is_weak && item.may_be_asked(agenda.today) {
            let recall =
                item.memory.map_or(0.0, |memory| memory.recall_on(&agenda.model.parameters, agenda.today));
            weak.push((recall, index));
        }
    }
    weak.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    weak.into_iter()
        .map(|(_, index)| Choice {
            index,
            reason: Why::Due,
            expected_s: crate::schedule::expected_seconds(&agenda.items[index], &agenda.model, agenda.today),
        })
        .collect()
}

fn planned(choice: &Choice, agenda: &Agenda, library: &Library) -> Planned {
    let drill = agenda.drills[choice.index];
    let state = agenda.states.get(library.cards()[drill].id.as_str());
    Planned {
        drill,
        expected_s: choice.expected_s,
        reviews: state.map_or(0, |state| state.reviews),
        was_wrong: state.is_some_and(|state| state.last_grade == Some(Grade::Again)),
    }
}

/// Runs a session against the history: does what effects ask for on disk and passes the rest on.
pub struct Runner<'a> {
    app: &'a mut App,
    store: &'a mut Store,
    library: &'a Library,
    session: Practice,
}

impl<'a> Runner<'a> {
    /// Starts a session; the effects are to be shown.
    pub fn start(
        app: &'a mut App,
        store: &'a mut Store,
        library: &'a Library,
        setup: Setup,
    ) -> Result<(Self, Vec<Effect>)> {
        let (session, effects) = Practice::start(setup, &|index| library.drill(index));
        let mut runner = Self { app, store, library, session };
        let shown = runner.carry_out(effects)?;
        Ok((runner, shown))
    }

    /// Tells the session how long the learner has been sitting here.
    pub fn running(&mut self, seconds: f64) {
        self.session.running(seconds);
    }

    /// Takes an event; the effects that come back are to be shown, everything else is on disk.
    pub fn handle(&mut self, event: Event) -> Result<Vec<Effect>> {
        if let Event::Answer { elapsed_s, .. } = &event {
            self.app.clock.advance(*elapsed_s);
        }
        let effects = self.step(event);
        self.carry_out(effects)
    }

    /// Returns the history.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Returns what every command starts from.
    pub fn app(&self) -> &App {
        self.app
    }

    /// Returns the drills in use.
    pub fn library(&self) -> &Library {
        self.library
    }

    fn step(&mut self, event: Event) -> Vec<Effect> {
        let library = self.library;
        self.session.handle(event, &|index: usize| -> Option<Arc<Drill>> { library.drill(index) })
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<Vec<Effect>> {
        let mut shown = Vec::new();
        let mut pending: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = pending.pop_front() {
            let next = match effect {
                Effect::Commit(draft) => {
                    let done = self.store.append(&draft, self.app.stamp())?;
                    let due = self.app.start_of(done.due_day).to_rfc3339();
                    self.step(Event::Committed { review: done.review, due })
                }
                Effect::Amend { review, score, grade, points } => {
                    let amendment = Amendment { review, score, grade, points };
                    let due_day = self.store.amend(&amendment, self.app.stamp())?;
                    let due = self.app.start_of(due_day).to_rfc3339();
                    self.step(Event::Amended { due })
                }
                Effect::Undo { review } => {
                    self.store.undo(Some(&review), self.app.stamp())?;
                    self.step(Event::Undone)
                }
                Effect::Skipped(drill) => {
                    self.store.skip(&drill, self.app.today())?;
                    shown.push(Effect::Skipped(drill));
                    continue;
                }
                other => {
                    shown.push(other);
                    continue;
                }
            };
            for effect in next.into_iter().rev() {
                pending.push_front(effect);
            }
        }
        Ok(shown)
    }
}

/// What a session came to, in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Why it ended.
    pub reason: Reason,
    /// Drills asked, returns not counted.
    pub asked: usize,
    /// Drills answered, returns not counted.
    pub answered: usize,
    /// Drills skipped.
    pub skipped: usize,
    /// Answers graded hard or better, returns not counted.
    pub correct: usize,
    /// Returns of failed drills.
    pub retries: usize,
    /// Minutes spent answering.
    pub minutes: f64,
    /// Asked and correct by area.
    pub by_area: BTreeMap<String, (usize, usize)>,
    /// Drills answered wrong, oldest first.
    pub weakest: Vec<String>,
    /// Drills answered right that were wrong the time before.
    pub improved: Vec<String>,
    /// What waits tomorrow: due, new, minutes.
    pub tomorrow: (usize, usize, f64),
}

/// Works out what a session came to, and what waits tomorrow.
pub fn figures(
    summary: &Summary,
    app: &App,
    store: &Store,
    library: &Library,
    profile: &Profile,
) -> Result<Figures> {
    let counted: Vec<_> = summary.done.iter().filter(|done| !done.retry).collect();
    let answered: Vec<_> = counted.iter().filter(|done| done.grade.is_some()).collect();
    let right = |grade: Option<Grade>| grade.is_some_and(Grade::is_right);
    let mut by_area: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for done in &counted {
        let area = by_area.entry(done.area.clone()).or_default();
        area.0 += 1;
        area.1 += usize::from(right(done.grade));
    }
    let mut weakest: Vec<String> = Vec::new();
    for done in &answered {
        if !right(done.grade) && !weakest.contains(&done.drill) {
            weakest.push(done.drill.clone());
        }
    }
    let improved: Vec<String> = answered
        .iter()
        .filter(|done| done.was_wrong && right(done.grade))
        .map(|done| done.drill.clone())
        .collect();
    Ok(Figures {
        reason: summary.reason,
        asked: counted.len(),
        answered: answered.len(),
        skipped: counted.len() - answered.len(),
        correct: answered.iter().filter(|done| right(done.grade)).count(),
        retries: summary.done.iter().filter(|done| done.retry && done.grade.is_some()).count(),
        minutes: (summary.seconds / 6.0).round() / 10.0,
        by_area,
        weakest,
        improved,
        tomorrow: tomorrow(app, store, library, profile)?,
    })
}

/// Estimates what waits tomorrow: drills due, new ones, minutes.
fn tomorrow(app: &App, store: &Store, library: &Library, profile: &Profile) -> Result<(usize, usize, f64)> {
    let agenda = Agenda::lay_out(app, store, library, profile)?;
    let next_day = agenda.today + 1;
    let unseen = agenda.items.iter().filter(|item| item.memory.is_none()).count();
    let due: Vec<f64> = agenda
        .items
        .iter()
        .filter(|item| {
            item.memory.is_some_and(|memory| {
                memory.due_day(&agenda.model.parameters, crate::schedule::DESIRED_RETENTION) <= next_day
            })
        })
        .map(|item| crate::schedule::expected_seconds(item, &agenda.model, next_day))
        .collect();
    let minutes = match &agenda.interview {
        Some(interview) => interview.minutes,
        None => app.settings.minutes,
    };
    let each = agenda
        .items
        .iter()
        .filter(|item| item.memory.is_none())
        .map(|item| crate::schedule::expected_seconds(item, &agenda.model, next_day))
        .sum::<f64>()
        / unseen.max(1) as f64;
    let due_s: f64 = due.iter().sum();
    let room = ((minutes * 60.0 - due_s).max(0.0) / each.max(1.0)).round() as usize;
    let new = if agenda.interview.is_some() { unseen.min(room) } else { unseen.min(app.settings.new) };
    let total = (due_s + new as f64 * each) / 60.0;
    Ok((due.len(), new, (total.min(minutes.max(1.0)) * 10.0).round() / 10.0))
}

impl Figures {
    /// Writes the summary event.
    pub fn to_json(&self) -> Value {
        let by_area: Vec<Value> = self
            .by_area
            .iter()
            .map(|(area, (asked, correct))| json!({ "area": area, "asked": asked, "correct": correct }))
            .collect();
        super::wire::event(
            "summary",
            json!({
                "reason": self.reason.as_str(),
                "asked": self.asked,
                "answered": self.answered,
                "skipped": self.skipped,
                "correct": self.correct,
                "retries": self.retries,
                "minutes": self.minutes,
                "by_area": by_area,
                "weakest": self.weakest,
                "improved": self.improved,
                "tomorrow": { "due": self.tomorrow.0, "new": self.tomorrow.1, "minutes": self.tomorrow.2 },
            }),
        )
    }
}
