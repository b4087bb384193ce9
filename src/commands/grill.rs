//! `hotseat grill`: a round against the interviewer, played at a terminal, in lines or in JSON events.

use std::collections::{BTreeMap, VecDeque};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use serde_json::json;

use super::app::{App, NothingUsable, Usage};
use super::grill_json::Json;
use super::grill_people::{InLines, OnTerminal};
use super::mock::Whole;
use super::{grill_debrief, practice, story_file};
use crate::cli;
use crate::drill::{Challenge, Level, Profile, Scenario, nearest};
use crate::library::Library;
use crate::review::Draft;
use crate::schedule::mix;
use crate::session::grill::round::Put;
use crate::session::grill::{Earlier, Effect, Event, Mode, Record, Round, Scorecard, Setup, Subject, Turn};
use crate::session::practice::{Asked, Told};
use crate::store::Store;
use crate::store::rounds::Begin;
use crate::terminal::Look;

/// Seconds a reply has when nothing else is said.
const SECONDS: f64 = 60.0;
/// Words within which an interruption may come.
const LONGEST_LOOK_AHEAD: usize = 200;
/// How a story's claim is asked for.
const STORY_ASK: &str = "In two or three sentences: what did you decide, and what changed because of it?";
/// The exit code after Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Who sits across: shows what is said and hears the replies.
pub trait Table {
    /// Shows a brief, a challenge, an interruption, a silence or a verdict.
    fn show(&mut self, effect: &Effect) -> Result<()>;
    /// Shows what a round came to.
    fn summary(&mut self, round: &str, card: &Scorecard) -> Result<()>;
    /// Takes the claim, or the reply to a challenge.
    fn hear(&mut self, waiting: &Waiting<'_>) -> Result<Said>;
    /// Asks an open question of a mock interview.
    fn ask(&mut self, asked: &Asked) -> Result<Said>;
    /// Shows the verdict on an open answer.
    fn told(&mut self, told: &Told) -> Result<()>;
    /// Shows what a mock interview came to.
    fn whole(&mut self, whole: &Whole<'_>) -> Result<()>;
    /// Tells whether the interviewer may interrupt and fall silent.
    fn is_live(&self) -> bool {
        false
    }
}

/// What is open while a reply is awaited.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    /// The challenge; none while the claim is open.
    pub put: Option<&'a Put>,
    /// When the interviewer breaks in, in words, and with what.
    pub interruption: Option<(usize, &'a str)>,
}

/// What was heard.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A claim or a reply.
    Reply {
        /// Its words.
        text: String,
        /// How long it took.
        elapsed_s: f64,
        /// Whether the time ran out.
        timed_out: bool,
        /// Whether the interviewer broke in.
        interrupted: bool,
    },
    /// The candidate stops.
    Stop,
    /// The input ended.
    EndOfInput,
    /// Ctrl-C.
    Interrupted,
}

/// Runs `grill`.
pub fn run(args: &cli::Grill, app: &mut App) -> Result<ExitCode> {
    if let Some(id) = &args.replay {
        return grill_debrief::replay(id, args.export.as_deref(), args.json, app);
    }
    let library = app.library()?;
    let mut store = app.store()?;
    let mut table = table(args.json, app);
    let mut played = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for _ in 0..args.rounds.unwrap_or(1) {
        let wanted = Wanted {
            scenario: args.scenario.as_deref(),
            story: args.story.as_deref(),
            level: args.level,
            mode: args.mode.unwrap_or_default(),
            turns: args.turns.unwrap_or(8) as usize,
            seconds: args.seconds.map_or(SECONDS, f64::from),
        };
        let game = Game::begin(&wanted, app, &mut store, &library, table.is_live())?;
        let done = game.play(app, &mut store, table.as_mut(), &Terms::default())?;
        let reason = done.card.reason.clone();
        if done.interrupted {
            code = ExitCode::from(INTERRUPTED);
        }
        played.push(done);
        if !matches!(reason.as_str(), "done" | "failed" | "no-lines") {
            break;
        }
    }
    drop(table);
    if let Some(file) = &args.export {
        let rounds: Vec<(&str, &Record, &Scorecard)> =
            played.iter().map(|done| (done.at.as_str(), &done.record, &*done.card)).collect();
        grill_debrief::export(file, &rounds)?;
    }
    Ok(code)
}

/// Picks how a round is played from where the program runs.
pub fn table(as_json: bool, app: &App) -> Box<dyn Table> {
    if as_json {
        return Box::new(Json::new());
    }
    if Look::detect(practice::desk::color(app.color)).interactive {
        return Box::new(OnTerminal::new(app));
    }
    Box::new(InLines::new(app))
}

/// What round is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// A scenario's id or slug; one for the profile when absent.
    pub scenario: Option<&'a str>,
    /// One of the learner's stories instead.
    pub story: Option<&'a str>,
    /// The level applied for; the profile's when absent.
    pub level: Option<Level>,
    /// How the clock and the end behave.
    pub mode: cli::Mode,
    /// Challenges, 6 to 10 (others are clamped).
    pub turns: usize,
    /// Seconds a reply.
    pub seconds: f64,
}

/// On which terms a round is played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// Whether verdicts and the scorecard wait until the caller shows them.
    pub hold: bool,
    /// Seconds of answering after which the round ends.
    pub budget_s: Option<f64>,
}

/// A round that is over.
#[derive(Debug)]
pub struct Done {
    /// Its uuid.
    pub id: String,
    /// When it began, RFC 3339.
    pub at: String,
    /// What was said.
    pub record: Record,
    /// What it came to.
    pub card: Box<Scorecard>,
    /// Verdicts that wait to be shown.
    pub held: Vec<Effect>,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
    /// Seconds of answering.
    pub spent_s: f64,
}

/// A round that has begun.
#[derive(Debug)]
pub struct Game {
    id: String,
    at: String,
    machine: Round,
    effects: VecDeque<Effect>,
}

impl Game {
    /// Sets a round up and notes on disk that it begins.
    ///
    /// # Errors
    /// A scenario or story that is not there; no scenario that fits the profile.
    pub fn begin(
        wanted: &Wanted<'_>,
        app: &App,
        store: &mut Store,
        library: &Library,
        live: bool,
    ) -> Result<Self> {
        let seed = mix(mix(app.seed.value, 0x0067_7269_6c6c), store.count_rounds()?);
        let subject = match wanted.story {
            Some(name) => {
                let story = story_file::read(app, name)?;
                Subject { id: story.name, text: story.text, ask: STORY_ASK.to_owned(), ..Subject::default() }
            }
            None => Subject::from(choose(wanted, app, library.scenarios(), seed)?),
        };
        let lines: Arc<[_]> = library.lines().to_vec().into();
        if lines.is_empty() {
            let message = "these packs have no interviewer lines; add --with-shipped";
            return Err(NothingUsable(message.to_owned()).into());
        }
        let about = subject.id.clone();
        let mut setup = Setup::new(subject, lines);
        setup.level = wanted.level.or(app.settings.profile.level).unwrap_or(Level::P7);
        setup.mode = match wanted.mode {
            cli::Mode::Steady => Mode::Steady,
            cli::Mode::Pressure => Mode::Pressure,
            cli::Mode::SuddenDeath => Mode::SuddenDeath,
        };
        setup.turns = wanted.turns;
        setup.seconds = wanted.seconds;
        setup.weakness = weakness(store)?;
        setup.live = live;
        setup.earlier = earlier(store)?;
        let described = json!({ "mode": setup.mode, "level": setup.level, "turns": setup.turns, "seconds": setup.seconds });
        let is_story = wanted.story.is_some();
        let begin = Begin {
            scenario: (!is_story).then_some(about.as_str()),
            story: is_story.then_some(about.as_str()),
            seed,
            setup: &described.to_string(),
        };
        let stamp = app.stamp();
        let id = store.begin_round(&begin, stamp)?;
        let (machine, effects) = Round::start(setup, seed);
        Ok(Self { id, at: stamp.at.to_rfc3339(), machine, effects: effects.into() })
    }

    /// Plays the round to its end; every reply is on disk before its verdict is shown.
    pub fn play(
        mut self,
        app: &mut App,
        store: &mut Store,
        table: &mut dyn Table,
        terms: &Terms,
    ) -> Result<Done> {
        let mut put: Option<Put> = None;
        let (mut held, mut spent_s) = (Vec::new(), 0.0);
        let mut ended: Option<&str> = None;
        let mut interrupted = false;
        loop {
            while let Some(effect) = self.effects.pop_front() {
                match effect {
                    Effect::Commit(turn) => {
                        let (review, due) = commit(app, store, &turn, &self.id)?;
                        let next = self.machine.handle(Event::Committed { review, due: Some(due) });
                        store.save_round(&self.id, &serde_json::to_string(self.machine.record())?, None)?;
                        next.into_iter().rev().for_each(|effect| self.effects.push_front(effect));
                    }
                    Effect::Summary(mut card) => {
                        if let Some(reason) = ended {
                            reason.clone_into(&mut card.reason);
                        }
                        let record = self.machine.record().clone();
                        let (events, summary) =
                            (serde_json::to_string(&record)?, serde_json::to_string(&card)?);
                        store.save_round(&self.id, &events, Some(&summary))?;
                        if !terms.hold {
                            table.summary(&self.id, &card)?;
                        }
                        return Ok(Done {
                            id: self.id,
                            at: self.at,
                            record,
                            card,
                            held,
                            interrupted,
                            spent_s,
                        });
                    }
                    Effect::Verdict(_) if terms.hold => held.push(effect),
                    Effect::Challenge(challenge) => {
                        if terms.budget_s.is_some_and(|budget| spent_s >= budget) {
                            ended = Some("budget");
                            self.effects = self.machine.handle(Event::Stop).into();
                            continue;
                        }
                        table.show(&Effect::Challenge(challenge.clone()))?;
                        put = Some(challenge);
                    }
                    other => table.show(&other)?,
                }
            }
            let ahead = self.interruption();
            let waiting = Waiting {
                put: put.as_ref(),
                interruption: ahead.as_ref().map(|(words, line)| (*words, line.as_str())),
            };
            let event = match table.hear(&waiting)? {
                Said::Reply { text, elapsed_s, timed_out, interrupted } => {
                    app.clock.advance(elapsed_s);
                    spent_s += elapsed_s;
                    if let (true, Some((words, _))) = (interrupted, &ahead) {
                        // It was on the screen already; the round only has to know.
                        let _ = self.machine.handle(Event::Typed { words: *words });
                    }
                    if put.is_none() {
                        Event::Claim { text, elapsed_s }
                    } else {
                        Event::Submit { text, elapsed_s, timed_out }
                    }
                }
                Said::Stop => Event::Stop,
                Said::EndOfInput => {
                    ended = Some("eof");
                    Event::Stop
                }
                Said::Interrupted => {
                    interrupted = true;
                    Event::Stop
                }
            };
            self.effects.extend(self.machine.handle(event));
        }
    }

    /// Looks ahead for where the interviewer would break into a long reply, and with what.
    fn interruption(&self) -> Option<(usize, String)> {
        let mut ahead = self.machine.clone();
        (1..=LONGEST_LOOK_AHEAD).find_map(|words| {
            ahead.handle(Event::Typed { words }).into_iter().find_map(|effect| match effect {
                Effect::Interrupt { line } => Some((words, line)),
                _ => None,
            })
        })
    }
}

/// Tells, by its error, when no round can be played.
///
/// # Errors
/// No scenario that fits, or no interviewer lines.
pub fn fits(wanted: &Wanted<'_>, app: &App, library: &Library) -> Result<()> {
    choose(wanted, app, library.scenarios(), 0)?;
    if library.lines().is_empty() {
        let message = "these packs have no interviewer lines; add --with-shipped";
        return Err(NothingUsable(message.to_owned()).into());
    }
    Ok(())
}

fn choose<'a>(wanted: &Wanted<'_>, app: &App, scenarios: &'a [Scenario], seed: u64) -> Result<&'a Scenario> {
    let slug = |scenario: &'a Scenario| scenario.id.as_str().rsplit('/').next().unwrap_or_default();
    if let Some(name) = wanted.scenario {
        let found = scenarios.iter().find(|scenario| {
            scenario.id.as_str().eq_ignore_ascii_case(name) || slug(scenario).eq_ignore_ascii_case(name)
        });
        if let Some(found) = found {
            return Ok(found);
        }
        let slugs: Vec<&str> = scenarios.iter().map(slug).collect();
        let near = nearest(name.rsplit('/').next().unwrap_or(name), &slugs);
        let near = near.and_then(|near| scenarios.iter().find(|scenario| slug(scenario) == near));
        let message = match near {
            Some(near) => format!("there is no scenario {name:?}; did you mean {}?", near.id),
            None => format!("there is no scenario {name:?}; there are {}", slugs.join(", ")),
        };
        return Err(Usage(message).into());
    }
    let kept = app.settings.profile;
    let profile = Profile { level: wanted.level.or(kept.level), ..kept };
    let fitting: Vec<&Scenario> = scenarios.iter().filter(|scenario| profile.wants(&scenario.tags)).collect();
    if fitting.is_empty() {
        return Err(NothingUsable("no scenario for grilling fits your profile and packs".to_owned()).into());
    }
    Ok(fitting[(mix(seed, 3) % fitting.len() as u64) as usize])
}

/// Says how weak the candidate has been in each type, 0 to 1; types never met are left out.
fn weakness(store: &Store) -> Result<BTreeMap<Challenge, f64>> {
    let areas = store.areas()?;
    let total = |field: &dyn Fn(&crate::memory::AreaState) -> f64| -> f64 {
        areas.iter().filter(|(area, _)| area.starts_with("challenge/")).map(|(_, state)| field(state)).sum()
    };
    // One more right and one more wrong first try, so that a few replies decide nothing.
    let pooled = (total(&|state| state.right) + 1.0) / (total(&|state| state.tries) + 2.0);
    Ok(Challenge::ALL
        .iter()
        .filter_map(|(challenge, name, _)| {
            let state = areas.get(&format!("challenge/{name}"))?;
            Some((*challenge, 1.0 - state.lifted(state.first_try_rate(pooled))))
        })
        .collect())
}

fn earlier(store: &Store) -> Result<Vec<Earlier>> {
    let cards = store.scorecards()?;
    Ok(cards
        .iter()
        .filter_map(|card| serde_json::from_str::<Scorecard>(card).ok())
        .filter_map(|card| {
            Some(Earlier {
                score: card.score?,
                level_reached: card.level_reached,
                phrases: card.phrases.len(),
            })
        })
        .collect())
}

/// Commits a reply as a review of its challenge type; returns its uuid and when it is due.
fn commit(app: &App, store: &mut Store, turn: &Turn, round: &str) -> Result<(String, String)> {
    let drill = format!("challenge/{}", turn.put.challenge);
    let points = turn
        .judged
        .criteria
        .iter()
        .map(|criterion| {
            let verdict = serde_json::to_value(criterion.verdict).unwrap_or_default();
            (criterion.id.clone(), verdict.as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let draft = Draft {
        area: drill.clone(),
        attempt: store.reviews_of(&drill)? + 1,
        drill,
        kind: "grill".to_owned(),
        text_hash: 0,
        seed: 0,
        answer: turn.answer.clone(),
        score: turn.judged.score,
        grade: turn.judged.grade,
        confidence: None,
        elapsed_s: turn.elapsed_s,
        seconds: Some(turn.put.late_after_s),
        late: turn.late,
        retry: false,
        provisional: false,
        guess: 0.0,
        points,
        round: Some(round.to_owned()),
    };
    let done = store.append(&draft, app.stamp())?;
    Ok((done.review, app.start_of(done.due_day).to_rfc3339()))
}
