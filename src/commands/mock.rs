//! `hotseat mock`: open answers and a grilling round against the clock, no verdict before the end.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Value, json};

use super::agenda::Agenda;
use super::app::App;
use super::grill::{self, Done, Game, INTERRUPTED, Said, Table, Terms, Wanted};
use super::{grill_json, wire};
use crate::cli;
use crate::drill::{Drill, KindName};
use crate::library::Library;
use crate::schedule::{key_of, mix};
use crate::session::practice::Told;
use crate::session::{Answer, Effect, Event, Limit, Planned, Practice, Setup};
use crate::store::Store;

/// Minutes when nothing else is said.
const MINUTES: f64 = 30.0;
/// Seconds an open answer is taken to need where its drill does not say.
const OPEN_S: f64 = 180.0;
/// Seconds a challenge is taken to need, reading included.
const TURN_S: f64 = 75.0;
/// Seconds a reply has.
const REPLY_S: f64 = 60.0;

/// What the whole came to.
#[derive(Debug)]
pub struct Whole<'a> {
    /// Why it ended: `done`, `stop`, `eof`, `budget`…
    pub reason: &'a str,
    /// The open answers, in order.
    pub opens: &'a [Told],
    /// The grilling round, if it was reached.
    pub round: Option<&'a Done>,
    /// Minutes of answering.
    pub minutes: f64,
}

/// Runs `mock`.
pub fn run(args: &cli::Mock, app: &mut App) -> Result<ExitCode> {
    let library = app.library()?;
    let mut store = app.store()?;
    let mut table = grill::table(args.json, app);
    let budget_s = args.minutes.unwrap_or(MINUTES) * 60.0;
    let mut wanted = Wanted {
        scenario: None,
        story: None,
        level: None,
        mode: cli::Mode::Steady,
        turns: 0,
        seconds: REPLY_S,
    };
    // Better to hear at the start that there is nothing to be grilled on.
    grill::fits(&wanted, app, &library)?;
    let mut opens = Opens { told: Vec::new(), spent_s: 0.0, left: None };
    let queue = choose(app, &store, &library, budget_s / 2.0)?;
    for (at, planned) in queue.iter().enumerate() {
        if opens.left.is_some() || (at > 0 && opens.spent_s >= budget_s / 2.0) {
            break;
        }
        opens.ask(planned, (at + 1, queue.len()), app, &mut store, &library, table.as_mut())?;
    }
    let mut done = None;
    if opens.left.is_none() && opens.spent_s < budget_s {
        let left_s = budget_s - opens.spent_s;
        wanted.turns = (left_s / TURN_S) as usize;
        let game = Game::begin(&wanted, app, &mut store, &library, table.is_live())?;
        let terms = Terms { hold: true, budget_s: Some(left_s) };
        done = Some(game.play(app, &mut store, table.as_mut(), &terms)?);
    }
    for told in &opens.told {
        table.told(told)?;
    }
    for verdict in done.iter().flat_map(|done| &done.held) {
        table.show(verdict)?;
    }
    let interrupted =
        opens.left == Some(Said::Interrupted) || done.as_ref().is_some_and(|done| done.interrupted);
    let reason = match (&opens.left, &done) {
        (Some(Said::EndOfInput), _) => "eof",
        (Some(_), _) => "stop",
        (None, Some(done)) => done.card.reason.as_str(),
        (None, None) => "budget",
    };
    let spent_s = opens.spent_s + done.as_ref().map_or(0.0, |done| done.spent_s);
    let minutes = (spent_s / 6.0).round() / 10.0;
    table.whole(&Whole { reason, opens: &opens.told, round: done.as_ref(), minutes })?;
    Ok(if interrupted { ExitCode::from(INTERRUPTED) } else { ExitCode::SUCCESS })
}

impl Whole<'_> {
    /// Writes the summary event: the round's, with the open answers.
    pub fn to_json(&self) -> Result<Value> {
        let mut out = match self.round {
            Some(done) => grill_json::summary(&done.id, &done.card)?,
            None => json!({
                "round": null, "score": null, "level_reached": 0, "turns": [], "drift": [], "phrases": [], "advice": [],
            }),
        };
        let opens: Vec<Value> = self
            .opens
            .iter()
            .map(|told| {
                json!({
                    "drill": told.drill.id.as_str(),
                    "area": told.drill.area,
                    "review": told.review,
                    "score": told.judged.score.map(wire::rounded),
                    "grade": told.grade,
                })
            })
            .collect();
        if let Value::Object(map) = &mut out {
            map.insert("reason".to_owned(), json!(self.reason));
            map.insert("opens".to_owned(), json!(opens));
            map.insert("minutes".to_owned(), json!(self.minutes));
        }
        Ok(wire::event("summary", out))
    }
}

/// Picks open questions for the profile that fit the seconds, one an area before a second of any.
fn choose(app: &App, store: &Store, library: &Library, seconds: f64) -> Result<Vec<Planned>> {
    let agenda = Agenda::lay_out(app, store, library, &app.settings.profile)?;
    // Another mock, another choice.
    let seed = mix(app.draws(store), store.count_rounds()?);
    let mut places: Vec<usize> = (0..agenda.items.len())
        .filter(|&at| library.cards()[agenda.drills[at]].kind == KindName::Open)
        .collect();
    places.sort_by_key(|&at| mix(seed, key_of(library.cards()[agenda.drills[at]].id.as_str())));
    let mut seen: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    let mut ranked: Vec<(usize, usize)> = places
        .into_iter()
        .map(|at| {
            let rank = seen.entry(&library.cards()[agenda.drills[at]].area).or_default();
            *rank += 1;
            (*rank, at)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let (mut queue, mut planned_s) = (Vec::new(), 0.0);
    for (_, at) in ranked {
        let card = &library.cards()[agenda.drills[at]];
        let expected_s = card.seconds.map_or(OPEN_S, f64::from);
        if !queue.is_empty() && planned_s + expected_s > seconds {
            break;
        }
        planned_s += expected_s;
        let reviews = agenda.states.get(card.id.as_str()).map_or(0, |state| state.reviews);
        queue.push(Planned { drill: agenda.drills[at], expected_s, reviews, was_wrong: false });
    }
    Ok(queue)
}

/// The open answers so far.
struct Opens {
    told: Vec<Told>,
    spent_s: f64,
    /// How the candidate left.
    left: Option<Said>,
}

impl Opens {
    /// Asks one open question; its review is on disk when this returns, with the grade of the check.
    fn ask(
        &mut self,
        planned: &Planned,
        (n, of): (usize, usize),
        app: &mut App,
        store: &mut Store,
        library: &Library,
        table: &mut dyn Table,
    ) -> Result<()> {
        let shelf = |index: usize| -> Option<Arc<Drill>> { library.drill(index) };
        let setup = Setup { queue: vec![planned.clone()], limit: Limit::Count(1), seed: app.draws(store) };
        let (mut session, effects) = Practice::start(setup, &shelf);
        let mut pending: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = pending.pop_front() {
            match effect {
                // It returns after a failure in practice, never here.
                Effect::Ask(asked) if asked.retry => return Ok(()),
                Effect::Ask(mut asked) => {
                    (asked.id, asked.n, asked.of) = (n as u64, n, of);
                    match table.ask(&asked)? {
                        Said::Reply { text, elapsed_s, .. } => {
                            app.clock.advance(elapsed_s);
                            self.spent_s += elapsed_s;
                            let answer = Answer::Text(text);
                            pending.extend(
                                session.handle(Event::Answer { answer, elapsed_s, confidence: None }, &shelf),
                            );
                        }
                        left => {
                            self.left = Some(left);
                            return Ok(());
                        }
                    }
                }
                Effect::Commit(draft) => {
                    let done = store.append(&draft, app.stamp())?;
                    let due = app.start_of(done.due_day).to_rfc3339();
                    let next = session.handle(Event::Committed { review: done.review, due }, &shelf);
                    next.into_iter().rev().for_each(|effect| pending.push_front(effect));
                }
                Effect::Verdict(mut told) if told.grade.is_some() => {
                    told.id = n as u64;
                    self.told.push(*told);
                }
                // Nothing is confirmed under the clock: the grade of the check stands.
                Effect::Confirm { .. } | Effect::Over(_) => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }
}
