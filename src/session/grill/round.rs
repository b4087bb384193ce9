//! The interviewer as a pure state machine: events in, effects out.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

use crate::drill::{self, Challenge, Level, Line, Scenario, Tactic, Topic};
use crate::grade::verdict::Criterion;
use crate::memory::Grade;

use super::ladder::{DEEPEST, Ladder};
use super::ledger::Ledger;
use super::lines::{self, Slots};
use super::reply::{self, Asked, DriftNote, Judged};
use super::scorecard::{Earlier, Scorecard};

/// How a round is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The same time for every reply.
    #[default]
    Steady,
    /// Less time for every further reply, and more tactics.
    Pressure,
    /// The first failed reply ends the round.
    SuddenDeath,
}

/// What the candidate defends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// The scenario's id, or the story's name.
    pub id: String,
    /// What the candidate reads.
    pub text: String,
    /// How the claim is asked for.
    pub ask: String,
    /// What is true; empty for a story.
    pub facts: drill::Ledger,
}

impl From<&Scenario> for Subject {
    fn from(scenario: &Scenario) -> Self {
        Self {
            id: scenario.id.to_string(),
            text: scenario.brief.clone(),
            ask: scenario.ask.clone(),
            facts: scenario.ledger.clone(),
        }
    }
}

/// Everything a round needs before it starts.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What the candidate defends.
    pub subject: Subject,
    /// The interviewer's lines.
    pub lines: Arc<[Line]>,
    /// The level applied for.
    pub level: Level,
    /// How the round is run.
    pub mode: Mode,
    /// Number of challenges, 6 to 10 (others are clamped).
    pub turns: usize,
    /// Seconds for a reply.
    pub seconds: f64,
    /// How weak the candidate has been in each type, 0..1.
    pub weakness: BTreeMap<Challenge, f64>,
    /// Whether the interviewer may interrupt and fall silent (a terminal).
    pub live: bool,
    /// Earlier rounds, oldest first, to compare with.
    pub earlier: Vec<Earlier>,
}

impl Setup {
    /// Sets a round up with 8 turns of 60 seconds, steady, for P7, without history.
    pub fn new(subject: Subject, lines: Arc<[Line]>) -> Self {
        Self {
            subject,
            lines,
            level: Level::P7,
            mode: Mode::Steady,
            turns: 8,
            seconds: 60.0,
            weakness: BTreeMap::new(),
            live: false,
            earlier: Vec::new(),
        }
    }
}

/// What happens to a round.
#[derive(Clone, Debug)]
pub enum Event {
    /// The opening claim.
    Claim {
        /// Its words.
        text: String,
        /// How long it took.
        elapsed_s: f64,
    },
    /// The reply being typed has this many words.
    Typed {
        /// Words so far.
        words: usize,
    },
    /// Time passed since the challenge was put.
    Tick {
        /// Seconds since then.
        elapsed_s: f64,
    },
    /// A reply, also one that the clock cut off.
    Submit {
        /// Its words.
        text: String,
        /// How long it took.
        elapsed_s: f64,
        /// Whether the time ran out.
        timed_out: bool,
    },
    /// The review of the last reply is kept.
    Committed {
        /// The review's id.
        review: String,
        /// When its type comes back, RFC 3339.
        due: Option<String>,
    },
    /// The candidate stops.
    Stop,
}

/// What the shell does next, in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Effect {
    /// Show the brief and ask for the claim.
    Brief {
        /// The scenario's id, or the story's name.
        scenario: String,
        /// What the candidate reads.
        text: String,
        /// How the claim is asked for.
        ask: String,
    },
    /// Put a challenge and start its clock.
    Challenge(Put),
    /// Break in while the candidate types.
    Interrupt {
        /// What is said.
        line: String,
    },
    /// Wait before the next challenge.
    Silence {
        /// What is shown.
        line: String,
        /// How long to wait.
        seconds: f64,
    },
    /// Keep a review of the reply, then send [`Event::Committed`].
    Commit(Box<Turn>),
    /// Show the verdict on a reply whose review is kept.
    Verdict(Box<ReplyVerdict>),
    /// The round is over.
    Summary(Box<Scorecard>),
}

/// A challenge as put.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Put {
    /// Number of the ask, from 1.
    pub id: usize,
    /// Number of the turn, from 1.
    pub turn: usize,
    /// Turns of the round.
    pub of: usize,
    /// The type of challenge.
    pub challenge: Challenge,
    /// The tactic, where the line presses the last challenge instead of raising one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tactic: Option<Tactic>,
    /// The challenge's level, 1 to 5.
    pub level: u8,
    /// How hard it is put, 1 to 3.
    pub sharpness: u8,
    /// What is said.
    pub line: String,
    /// Seconds after which a reply is late.
    pub late_after_s: f64,
}

/// One challenge with its reply and what was found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The challenge.
    #[serde(flatten)]
    pub put: Put,
    /// The reply.
    pub answer: String,
    /// How long it took.
    pub elapsed_s: f64,
    /// Whether the time ran out.
    pub timed_out: bool,
    /// Whether it was late.
    pub late: bool,
    /// What was found.
    #[serde(flatten)]
    pub judged: Judged,
    /// The review's id, once kept.
    pub review: Option<String>,
}

/// The verdict on one reply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReplyVerdict {
    /// Number of the ask.
    pub id: usize,
    /// The type of challenge.
    pub challenge: Challenge,
    /// The review's id.
    pub review: String,
    /// Share of what was asked for, 0..=1; null when too short to judge.
    pub score: Option<f64>,
    /// The review's grade.
    pub grade: Grade,
    /// What was asked for, with the words.
    pub criteria: Vec<Criterion>,
    /// A number that moved unflagged.
    pub drift: Option<DriftNote>,
    /// Numbers openly corrected.
    pub corrected: Vec<DriftNote>,
    /// Defensive phrases.
    pub phrases: Vec<String>,
    /// When the type comes back, RFC 3339.
    pub due: Option<String>,
}

/// A round as played: enough to show it again and to mark it anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What was defended.
    pub subject: Subject,
    /// The opening claim.
    pub claim: String,
    /// How the round was run.
    pub mode: Mode,
    /// The level applied for.
    pub level: Level,
    /// The seed.
    pub seed: u64,
    /// Turns planned.
    pub of: usize,
    /// The deepest level the candidate worked down to, 1 to 5.
    pub level_reached: u8,
    /// The turns, in order.
    pub turns: Vec<Turn>,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Claiming,
    Asked { put: Put, interrupt_at: Option<usize> },
    Committing,
    Over,
}

/// A round in progress.
#[derive(Clone, Debug)]
pub struct Round {
    setup: Setup,
    rng: Xoshiro256PlusPlus,
    state: State,
    ledger: Ledger,
    ladder: Ladder,
    record: Record,
    used: Vec<usize>,
    said: Vec<String>,
    replies: Vec<String>,
    contradictions_left: u8,
    tactics: u8,
    interruptions: u8,
    /// Whether the last challenge of the ladder was passed; tactics in between do not count.
    passed: Option<bool>,
}

impl Round {
    /// Starts a round; the same setup, seed and events give the same effects.
    pub fn start(mut setup: Setup, seed: u64) -> (Self, Vec<Effect>) {
        setup.turns = setup.turns.clamp(6, 10);
        let facts = &setup.subject.facts;
        let mut known: Vec<&str> = vec![
            &setup.subject.text,
            &facts.sample,
            &facts.baseline,
            &facts.control,
            &facts.objection,
            &facts.cost,
        ];
        known.extend(facts.limits.iter().map(String::as_str));
        let brief = Effect::Brief {
            scenario: setup.subject.id.clone(),
            text: setup.subject.text.clone(),
            ask: setup.subject.ask.clone(),
        };
        let round = Self {
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
            state: State::Claiming,
            ledger: Ledger::new(known),
            ladder: Ladder::new(setup.level, setup.weakness.clone()),
            record: Record {
                subject: setup.subject.clone(),
                claim: String::new(),
                mode: setup.mode,
                level: setup.level,
                seed,
                of: setup.turns,
                level_reached: 1,
                turns: Vec::new(),
            },
            used: Vec::new(),
            said: Vec::new(),
            replies: Vec::new(),
            contradictions_left: 0,
            tactics: 0,
            interruptions: 0,
            passed: None,
            setup,
        };
        (round, vec![brief])
    }

    /// Takes an event; one that does not fit the state has no effect.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match (event, self.state.clone()) {
            (_, State::Over) => Vec::new(),
            (Event::Stop, _) => self.finish("stop"),
            (Event::Claim { text, .. }, State::Claiming) => {
                self.ledger.hear(0, &text, false);
                self.record.claim.clone_from(&text);
                self.replies.push(text);
                self.ask()
            }
            (Event::Typed { words }, State::Asked { put, interrupt_at }) => {
                let due = interrupt_at.is_some_and(|at| words >= at);
                let interrupt_at = if due { None } else { interrupt_at };
                self.state = State::Asked { put, interrupt_at };
                let line = due.then(|| self.line(Topic::Tactic(Tactic::Interruption), 1)).flatten();
                line.map(|(line, _)| {
                    self.interruptions += 1;
                    Effect::Interrupt { line }
                })
                .into_iter()
                .collect()
            }
            (Event::Submit { text, elapsed_s, timed_out }, State::Asked { put, .. }) => {
                vec![self.submit(put, text, elapsed_s, timed_out)]
            }
            (Event::Committed { review, due }, State::Committing) => self.committed(review, due),
            _ => Vec::new(),
        }
    }

    /// Returns the round as played so far.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Tells whether the round is over.
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    fn submit(&mut self, put: Put, text: String, elapsed_s: f64, timed_out: bool) -> Effect {
        let late = timed_out || elapsed_s > put.late_after_s;
        let asked = Asked {
            topic: put.tactic.map_or(Topic::Challenge(put.challenge), Topic::Tactic),
            challenge: put.challenge,
            line: &put.line,
            earlier: &self.replies,
            turn: put.turn,
        };
        let judged = reply::judge(asked, &text, late, &mut self.ledger);
        if put.tactic.is_none() && put.challenge != Challenge::Contradiction {
            self.passed = Some(judged.passed);
        } else if !judged.passed && self.passed == Some(true) {
            // Giving way under pressure keeps the round where it is.
            self.passed = None;
        }
        self.replies.push(text.clone());
        let turn = Turn { put, answer: text, elapsed_s, timed_out, late, judged, review: None };
        self.record.turns.push(turn.clone());
        self.state = State::Committing;
        Effect::Commit(Box::new(turn))
    }

    fn committed(&mut self, review: String, due: Option<String>) -> Vec<Effect> {
        let Some(turn) = self.record.turns.last_mut() else { return Vec::new() };
        turn.review = Some(review.clone());
        let judged = turn.judged.clone();
        let verdict = ReplyVerdict {
            id: turn.put.id,
            challenge: turn.put.challenge,
            review,
            score: judged.score,
            grade: judged.grade,
            criteria: judged.criteria.into_iter().chain(judged.extra).collect(),
            drift: judged.drift,
            corrected: judged.corrected,
            phrases: judged.phrases,
            due,
        };
        let mut effects = vec![Effect::Verdict(Box::new(verdict))];
        if self.setup.mode == Mode::SuddenDeath && !judged.passed {
            effects.extend(self.finish("failed"));
        } else if self.record.turns.len() >= self.setup.turns {
            effects.extend(self.finish("done"));
        } else {
            effects.extend(self.ask());
        }
        effects
    }

    /// Puts the next challenge, after a silence now and then.
    fn ask(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let turn = self.record.turns.len() + 1;
        let one_in = if self.setup.mode == Mode::Pressure { 4 } else { 8 };
        let mute = self.rng.random_range(0..one_in) == 0;
        let pause = f64::from(self.rng.random_range(3_u8..=6));
        if self.setup.live
            && turn > 1
            && mute
            && let Some((line, _)) = self.line(Topic::Tactic(Tactic::Silence), 1)
        {
            effects.push(Effect::Silence { line, seconds: pause });
        }
        let next = self.contradiction().or_else(|| self.tactic(turn)).or_else(|| self.challenge());
        let Some((challenge, tactic, line, sharpness)) = next else {
            effects.extend(self.finish("no-lines"));
            return effects;
        };
        self.record.level_reached = self.record.level_reached.max(self.ladder.level());
        let put = Put {
            id: turn,
            turn,
            of: self.setup.turns,
            challenge,
            tactic,
            level: challenge.level(),
            sharpness,
            line,
            late_after_s: self.late_after_s(turn),
        };
        let at = self.rng.random_range(45..75);
        let may = self.rng.random_range(0..2) == 0 && self.interruptions < 2;
        let interrupt_at = (self.setup.live && may).then_some(at);
        self.state = State::Asked { put: put.clone(), interrupt_at };
        effects.push(Effect::Challenge(put));
        effects
    }

    /// Seconds for a turn's reply; under pressure each has 7 % less, down to half and never below 15.
    fn late_after_s(&self, turn: usize) -> f64 {
        let full = self.setup.seconds.clamp(5.0, 3600.0);
        if self.setup.mode != Mode::Pressure {
            return full;
        }
        let shrunk = full * 0.93_f64.powf(turn as f64 - 1.0);
        shrunk.max(full / 2.0).max(full.min(15.0)).round()
    }

    /// A number that moved is taken up at once, up to twice.
    fn contradiction(&mut self) -> Option<(Challenge, Option<Tactic>, String, u8)> {
        self.ledger.open_drift()?;
        let again = self.record.turns.last().is_some_and(|t| {
            t.put.challenge == Challenge::Contradiction && t.put.tactic.is_none() && t.judged.drift.is_none()
        });
        if !again {
            self.contradictions_left = 2;
        }
        if self.contradictions_left == 0 {
            self.ledger.drop_drift();
            return None;
        }
        self.contradictions_left -= 1;
        let sharpness = if again { 2 } else { 1 };
        let Some((line, sharpness)) = self.line(Topic::Challenge(Challenge::Contradiction), sharpness) else {
            self.ledger.drop_drift();
            return None;
        };
        Some((Challenge::Contradiction, None, line, sharpness))
    }

    /// Presses the last challenge now and then, where the round has turns to spare.
    fn tactic(&mut self, turn: usize) -> Option<(Challenge, Option<Tactic>, String, u8)> {
        const TACTICS: [Tactic; 4] =
            [Tactic::Why, Tactic::Dismissal, Tactic::Extreme, Tactic::FalseAgreement];
        let draw = self.rng.random_range(0..100);
        let which = self.rng.random_range(0..TACTICS.len());
        let chance = match self.setup.mode {
            Mode::Pressure => 40,
            Mode::Steady | Mode::SuddenDeath => 25,
        };
        let last = self.record.turns.last()?;
        let to_climb = usize::from(DEEPEST - self.ladder.level());
        let spare = (self.setup.turns + 1).saturating_sub(turn + to_climb) >= 2;
        let fits = last.put.tactic.is_none()
            && last.put.challenge != Challenge::Contradiction
            && last.judged.passed
            && self.tactics < 2
            && spare;
        if !fits || draw >= chance {
            return None;
        }
        let (challenge, sharpness) = (last.put.challenge, last.put.sharpness);
        let tactic = TACTICS[which];
        let (line, sharpness) = self.line(Topic::Tactic(tactic), sharpness)?;
        self.tactics += 1;
        Some((challenge, Some(tactic), line, sharpness))
    }

    fn challenge(&mut self) -> Option<(Challenge, Option<Tactic>, String, u8)> {
        // A type whose lines are used up gives way to another.
        for _ in 0..24 {
            let step = self.ladder.next(self.passed.take(), &mut self.rng);
            if let Some((line, sharpness)) = self.line(Topic::Challenge(step.challenge), step.sharpness) {
                return Some((step.challenge, None, line, sharpness));
            }
        }
        None
    }

    fn line(&mut self, topic: Topic, sharpness: u8) -> Option<(String, u8)> {
        let slots = Slots::gather(&self.ledger, &self.replies, self.ledger.open_drift());
        let said = lines::choose(
            &self.setup.lines,
            &self.used,
            &self.said,
            topic,
            sharpness,
            &slots,
            &mut self.rng,
        )?;
        self.used.push(said.index);
        self.said.push(said.text.clone());
        Some((said.text, said.sharpness))
    }

    fn finish(&mut self, reason: &str) -> Vec<Effect> {
        self.state = State::Over;
        vec![Effect::Summary(Box::new(Scorecard::of(&self.record, reason, &self.setup.earlier)))]
    }
}
