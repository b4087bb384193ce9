//! A practice session: what is asked next, what comes of each answer, when it ends.
//!
//! The machine never touches the history. It asks for a commit and waits for [`Event::Committed`]
//! before it shows a verdict, so that what was shown is always on disk.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::judge::{self, Answer, Judged, Step, Unusable};
use super::{Ask, Presented};
use crate::drill::{Drill, Kind, KindName};
use crate::grade::{Criterion, Verdict};
use crate::memory::Grade;
use crate::review::Draft;
use crate::schedule::{key_of, may_start, mix};

/// Others that are asked before a failed drill returns.
const BETWEEN: usize = 3;
/// How often a failed drill returns at most.
const RETURNS: u32 = 2;

/// When a session ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// After this many drills, returns not counted.
    Count(usize),
    /// After this many seconds.
    Seconds(f64),
}

/// One place of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The drill's place in the library.
    pub drill: usize,
    /// Seconds it is expected to take.
    pub expected_s: f64,
    /// Reviews of it so far, not undone.
    pub reviews: u32,
    /// Whether its last counted answer was wrong.
    pub was_wrong: bool,
}

/// What a session is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What to ask, in order; longer than the limit allows.
    pub queue: Vec<Planned>,
    /// When it ends.
    pub limit: Limit,
    /// What every shuffle and draw comes from, with the drill's id and attempt.
    pub seed: u64,
}

/// What happens to a session.
#[derive(Clone, Debug)]
pub enum Event {
    /// The step that is open was answered.
    Answer {
        /// The answer.
        answer: Answer,
        /// Seconds since it was asked.
        elapsed_s: f64,
        /// How sure the learner is, 0 to 1.
        confidence: Option<f64>,
    },
    /// The review is on disk.
    Committed {
        /// Its uuid.
        review: String,
        /// When the drill is due again.
        due: String,
    },
    /// The learner ticked the points of a free answer.
    Ticked(Vec<bool>),
    /// The learner accepts the verdict; a better grade is only taken after a full score in time.
    Accept(Option<Grade>),
    /// The learner grades an answer that has nothing to tick.
    Graded(Grade),
    /// The amendment is on disk.
    Amended {
        /// When the drill is due again.
        due: String,
    },
    /// The drill is skipped.
    Skip,
    /// The last answer is taken back.
    Undo,
    /// The undo is on disk.
    Undone,
    /// The session ends.
    Stop(Reason),
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was left to ask, or the count was reached.
    Done,
    /// The learner stopped.
    Stop,
    /// The input ended.
    Eof,
    /// The time was used up.
    Budget,
}

impl Reason {
    /// Returns the reason as scripts read it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Stop => "stop",
            Self::Eof => "eof",
            Self::Budget => "budget",
        }
    }
}

/// What the shell has to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Ask a step.
    Ask(Box<Asked>),
    /// Commit a review, then say [`Event::Committed`].
    Commit(Box<Draft>),
    /// Show a verdict.
    Verdict(Box<Told>),
    /// Ask the learner to confirm the points of a free answer.
    Confirm {
        /// The review.
        review: String,
        /// The points; empty where there is nothing to tick.
        items: Vec<Criterion>,
    },
    /// Commit the learner's word, then say [`Event::Amended`].
    Amend {
        /// The review.
        review: String,
        /// The score that counts.
        score: Option<f64>,
        /// The grade that counts.
        grade: Grade,
        /// The learner's verdicts.
        points: Vec<(String, String)>,
    },
    /// Show that the learner's word is kept.
    Amended {
        /// The review.
        review: String,
        /// The score that counts.
        score: Option<f64>,
        /// The grade that counts.
        grade: Grade,
        /// When the drill is due again.
        due: String,
    },
    /// Note that a drill comes back tomorrow, and show it.
    Skipped(String),
    /// Take a review back on disk, then say [`Event::Undone`].
    Undo {
        /// The review.
        review: String,
    },
    /// Show that it is taken back.
    Undone {
        /// The review.
        review: String,
        /// Its drill.
        drill: String,
    },
    /// Say why an input cannot be used; what was asked stays open.
    Refused(Unusable),
    /// Show the summary; the session is over.
    Over(Box<Summary>),
}

/// A step as it is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// A number that grows with each drill asked.
    pub id: u64,
    /// The drill.
    pub drill: Arc<Drill>,
    /// What is shown.
    pub ask: Ask,
    /// Which drill of the session it is, from 1.
    pub n: usize,
    /// How many are expected.
    pub of: usize,
    /// Which attempt at the drill it is, from 1.
    pub attempt: u32,
    /// Whether it returns after a failure.
    pub retry: bool,
}

/// A verdict as it is shown.
#[derive(Clone, Debug)]
pub struct Told {
    /// The number of the ask.
    pub id: u64,
    /// The drill.
    pub drill: Arc<Drill>,
    /// The review; none where the answer was too short and is asked once more.
    pub review: Option<String>,
    /// What the answer is worth.
    pub judged: Judged,
    /// The grade; none where the answer is asked once more.
    pub grade: Option<Grade>,
    /// Whether the learner is asked to confirm it.
    pub provisional: bool,
    /// Whether it came late.
    pub late: bool,
    /// The model answer.
    pub model: Option<String>,
    /// When the drill is due again.
    pub due: Option<String>,
}

/// One answered or skipped drill of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The drill's id.
    pub drill: String,
    /// Its area.
    pub area: String,
    /// The grade; none where it was skipped.
    pub grade: Option<Grade>,
    /// Whether it returned after a failure.
    pub retry: bool,
    /// Whether the last answer before this session was wrong.
    pub was_wrong: bool,
    /// Seconds it took.
    pub elapsed_s: f64,
}

/// What a session came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Why it ended.
    pub reason: Reason,
    /// Everything answered or skipped, oldest first.
    pub done: Vec<Done>,
    /// Seconds spent answering.
    pub seconds: f64,
}

#[derive(Clone, Debug)]
struct Current {
    planned: Planned,
    drill: Arc<Drill>,
    shown: Presented,
    id: u64,
    step: u8,
    retry: bool,
    attempt: u32,
    elapsed_s: f64,
    confidence: Option<f64>,
    was_short: bool,
}

#[derive(Clone, Debug)]
struct Record {
    current: Current,
    done: Done,
    review: Option<String>,
    charged_s: f64,
}

#[derive(Clone, Debug)]
struct Return {
    planned: Planned,
    ready_at: usize,
    attempt: u32,
}

#[derive(Clone, Debug)]
enum Phase {
    Asking(Current),
    Committing(Current, Judged, Grade),
    Confirming { current: Current, judged: Judged, review: String, late: bool },
    Amending { review: String, score: Option<f64>, grade: Grade },
    Undoing { record: Box<Record>, waiting: Option<Box<Current>> },
    Over,
}

/// A practice session.
pub struct Practice {
    queue: VecDeque<Planned>,
    returns: Vec<Return>,
    tries: HashMap<usize, u32>,
    records: Vec<Record>,
    phase: Phase,
    limit: Limit,
    seed: u64,
    next_id: u64,
    position: usize,
    counted: usize,
    spent_s: f64,
    running_s: Option<f64>,
}

/// Gives a drill of the library.
pub type Shelf<'a> = &'a dyn Fn(usize) -> Option<Arc<Drill>>;

impl Practice {
    /// Starts a session and asks its first drill.
    pub fn start(setup: Setup, shelf: Shelf<'_>) -> (Self, Vec<Effect>) {
        let mut session = Self {
            queue: setup.queue.into(),
            returns: Vec::new(),
            tries: HashMap::new(),
            records: Vec::new(),
            phase: Phase::Over,
            limit: setup.limit,
            seed: setup.seed,
            next_id: 1,
            position: 0,
            counted: 0,
            spent_s: 0.0,
            running_s: None,
        };
        let effects = session.advance(shelf);
        (session, effects)
    }

    /// Tells the session how long it has been running, where somebody sits at a terminal; without
    /// that only the answers' own seconds count.
    pub fn running(&mut self, seconds: f64) {
        self.running_s = Some(seconds);
    }

    /// Tells whether the session is over.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// Takes an event and returns what has to be done, in order.
    pub fn handle(&mut self, event: Event, shelf: Shelf<'_>) -> Vec<Effect> {
        if let Event::Stop(reason) = event {
            return self.end(reason);
        }
        match (std::mem::replace(&mut self.phase, Phase::Over), event) {
            (Phase::Asking(current), Event::Answer { answer, elapsed_s, confidence }) => {
                self.answered(current, &answer, elapsed_s, confidence)
            }
            (Phase::Asking(current), Event::Skip) => self.skipped(current, shelf),
            (Phase::Asking(current), Event::Undo) => self.undo(Some(current)),
            (Phase::Confirming { current, judged, review, late }, Event::Undo) => {
                let _ = (judged, late, review);
                let _ = current;
                self.undo(None)
            }
            (Phase::Committing(current, judged, grade), Event::Committed { review, due }) => {
                self.committed(current, judged, grade, review, due, shelf)
            }
            (Phase::Confirming { current, judged, review, late }, event) => {
                self.confirmed(current, judged, review, late, event)
            }
            (Phase::Amending { review, score, grade }, Event::Amended { due }) => {
                self.regraded(&review, grade);
                let mut effects = vec![Effect::Amended { review, score, grade, due }];
                effects.extend(self.advance(shelf));
                effects
            }
            (Phase::Undoing { record, waiting }, Event::Undone) => self.undone(*record, waiting, shelf),
            (Phase::Over, _) => Vec::new(),
            (phase, event) => {
                self.phase = phase;
                let message = match (&self.phase, event) {
                    (Phase::Asking(_), Event::Ticked(_) | Event::Accept(_) | Event::Graded(_)) => {
                        "there is nothing to confirm: answer the question"
                    }
                    _ => "this cannot be done now",
                };
                vec![Effect::Refused(Unusable { code: "unexpected", message: message.to_owned() })]
            }
        }
    }

    fn spent(&self) -> f64 {
        self.running_s.unwrap_or(0.0).max(self.spent_s)
    }

    fn limit_allows(&self, planned: &Planned) -> bool {
        match self.limit {
            Limit::Count(count) => self.counted < count,
            Limit::Seconds(seconds) => may_start(seconds - self.spent(), planned.expected_s),
        }
    }

    /// Estimates how many more of the queue will be asked.
    fn ahead(&self) -> usize {
        match self.limit {
            Limit::Count(count) => count.saturating_sub(self.counted).min(self.queue.len()),
            Limit::Seconds(seconds) => {
                let mut left = seconds - self.spent();
                self.queue
                    .iter()
                    .take_while(|planned| {
                        let fits = may_start(left, planned.expected_s);
                        left -= planned.expected_s;
                        fits
                    })
                    .count()
            }
        }
    }

    fn advance(&mut self, shelf: Shelf<'_>) -> Vec<Effect> {
        loop {
            let fresh = self.queue.front().is_some_and(|planned| self.limit_allows(planned));
            let ready = self
                .returns
                .iter()
                .position(|back| back.ready_at <= self.position)
                .or_else(|| (!fresh && !self.returns.is_empty()).then_some(0));
            let (planned, retry, attempt) = if let Some(index) = ready {
                let back = self.returns.remove(index);
                (back.planned, true, back.attempt)
            } else if fresh && let Some(planned) = self.queue.pop_front() {
                let attempt = planned.reviews + 1;
                (planned, false, attempt)
            } else {
                let by_time = matches!(self.limit, Limit::Seconds(_)) && !self.queue.is_empty();
                return self.end(if by_time { Reason::Budget } else { Reason::Done });
            };
            let Some(drill) = shelf(planned.drill) else { continue };
            return vec![self.ask_drill(planned, drill, retry, attempt)];
        }
    }

    fn ask_drill(&mut self, planned: Planned, drill: Arc<Drill>, retry: bool, attempt: u32) -> Effect {
        let seed = mix(mix(self.seed, key_of(drill.id.as_str())), u64::from(attempt));
        let shown = Presented::new(&drill, seed);
        let id = self.next_id;
        self.next_id += 1;
        self.position += 1;
        if !retry {
            self.counted += 1;
        }
        let current = Current {
            planned,
            drill,
            shown,
            id,
            step: 1,
            retry,
            attempt,
            elapsed_s: 0.0,
            confidence: None,
            was_short: false,
        };
        self.ask(current)
    }

    fn ask(&mut self, current: Current) -> Effect {
        let asked = Asked {
            id: current.id,
            drill: current.drill.clone(),
            ask: current.shown.ask(&current.drill, current.step),
            n: self.counted.max(1),
            of: (self.counted + self.ahead()).max(self.counted).max(1),
            attempt: current.attempt,
            retry: current.retry,
        };
        self.phase = Phase::Asking(current);
        Effect::Ask(Box::new(asked))
    }

    fn answered(
        &mut self,
        mut current: Current,
        answer: &Answer,
        elapsed_s: f64,
        confidence: Option<f64>,
    ) -> Vec<Effect> {
        let step = match judge::judge(&current.drill, &current.shown, current.step, answer) {
            Ok(step) => step,
            Err(unusable) => {
                self.phase = Phase::Asking(current);
                return vec![Effect::Refused(unusable)];
            }
        };
        current.elapsed_s += elapsed_s.max(0.0);
        current.confidence = confidence.or(current.confidence);
        let mut judged = match step {
            Step::Next => {
                current.step = 2;
                return vec![self.ask(current)];
            }
            Step::Done(judged) => *judged,
        };
        if judged.score.is_none() && !current.was_short {
            current.was_short = true;
            let told = Told {
                id: current.id,
                drill: current.drill.clone(),
                review: None,
                judged,
                grade: None,
                provisional: false,
                late: false,
                model: None,
                due: None,
            };
            let ask = self.ask(current);
            return vec![Effect::Verdict(Box::new(told)), ask];
        }
        if judged.score.is_none() {
            judged.criteria.clear();
        }
        let late = current.is_late();
        let kind = current.drill.kind.name();
        let unsure = !kind.is_free_text() && current.confidence.is_some_and(|sure| sure < 0.5);
        let grade = Grade::from_score(judged.score.unwrap_or(0.0), late, unsure);
        let draft = current.draft(&judged, grade, late);
        self.phase = Phase::Committing(current, judged, grade);
        vec![Effect::Commit(Box::new(draft))]
    }

    fn committed(
        &mut self,
        current: Current,
        judged: Judged,
        grade: Grade,
        review: String,
        due: String,
        shelf: Shelf<'_>,
    ) -> Vec<Effect> {
        let late = current.is_late();
        let provisional = current.is_provisional(&judged);
        let charged_s = if current.elapsed_s > 0.0 { current.elapsed_s } else { current.planned.expected_s };
        self.spent_s += charged_s;
        self.records.push(Record {
            done: Done {
                drill: current.drill.id.to_string(),
                area: current.drill.area.clone(),
                grade: Some(grade),
                retry: current.retry,
                was_wrong: current.planned.was_wrong,
                elapsed_s: current.elapsed_s,
            },
            current: current.clone(),
            review: Some(review.clone()),
            charged_s,
        });
        let told = Told {
            id: current.id,
            drill: current.drill.clone(),
            review: Some(review.clone()),
            model: current.shown.model(&current.drill),
            judged: judged.clone(),
            grade: Some(grade),
            provisional,
            late,
            due: Some(due),
        };
        let mut effects = vec![Effect::Verdict(Box::new(told))];
        if provisional {
            effects.push(Effect::Confirm { review: review.clone(), items: judged.criteria.clone() });
            self.phase = Phase::Confirming { current, judged, review, late };
        } else {
            self.settle(&current, grade);
            effects.extend(self.advance(shelf));
        }
        effects
    }

    fn confirmed(
        &mut self,
        current: Current,
        judged: Judged,
        review: String,
        late: bool,
        event: Event,
    ) -> Vec<Effect> {
        let items = judged.criteria.len();
        let refuse = |message: String| Unusable { code: "confirm-expected", message };
        let outcome = match event {
            Event::Ticked(points) if items > 0 && points.len() == items => {
                let ticked = judge::ticked(&judged.criteria, &points);
                let score = judge::recall_score(&ticked);
                Ok((Some(score), Grade::from_score(score, late, false), ticked))
            }
            Event::Ticked(points) => {
                Err(refuse(format!("there are {items} points to tick, not {}", points.len())))
            }
            Event::Accept(better) => {
                let settled: Vec<Criterion> = judged
                    .criteria
                    .iter()
                    .map(|criterion| Criterion {
                        verdict: if criterion.verdict == Verdict::Met {
                            Verdict::Met
                        } else {
                            Verdict::Missed
                        },
                        ..criterion.clone()
                    })
                    .collect();
                let score = judged.score;
                let grade = Grade::from_score(score.unwrap_or(0.0), late, false);
                match better {
                    None => Ok((score, grade, settled)),
                    Some(Grade::Easy) if score == Some(1.0) && !late => Ok((score, Grade::Easy, settled)),
                    Some(better) if better == grade => Ok((score, grade, settled)),
                    Some(_) => {
                        Err(refuse("easy takes a full score in time; else accept it as it is".to_owned()))
                    }
                }
            }
            Event::Graded(grade) if items == 0 => Ok((judged.score, grade, Vec::new())),
            Event::Graded(_) => Err(refuse("tick the points, or accept the verdict".to_owned())),
            _ => Err(refuse("confirm the answer before: tick the points, or accept the verdict".to_owned())),
        };
        match outcome {
            Ok((score, grade, criteria)) => {
                let points = criteria.iter().map(|c| (c.id.clone(), verdict_name(c.verdict))).collect();
                self.phase = Phase::Amending { review: review.clone(), score, grade };
                vec![Effect::Amend { review, score, grade, points }]
            }
            Err(unusable) => {
                self.phase = Phase::Confirming { current, judged, review, late };
                vec![Effect::Refused(unusable)]
            }
        }
    }

    /// Takes the learner's word into the session's own record.
    fn regraded(&mut self, review: &str, grade: Grade) {
        let Some(record) =
            self.records.iter_mut().rev().find(|record| record.review.as_deref() == Some(review))
        else {
            return;
        };
        record.done.grade = Some(grade);
        let current = record.current.clone();
        self.settle(&current, grade);
    }

    /// Lets a failed drill come back.
    fn settle(&mut self, current: &Current, grade: Grade) {
        let tries = self.tries.entry(current.planned.drill).or_insert(0);
        if grade == Grade::Again && *tries < RETURNS {
            *tries += 1;
            self.returns.push(Return {
                planned: current.planned.clone(),
                ready_at: self.position + BETWEEN,
                attempt: current.attempt + 1,
            });
        }
    }

    fn skipped(&mut self, current: Current, shelf: Shelf<'_>) -> Vec<Effect> {
        let drill = current.drill.id.to_string();
        self.records.push(Record {
            done: Done {
                drill: drill.clone(),
                area: current.drill.area.clone(),
                grade: None,
                retry: current.retry,
                was_wrong: current.planned.was_wrong,
                elapsed_s: 0.0,
            },
            current,
            review: None,
            charged_s: 0.0,
        });
        let mut effects = vec![Effect::Skipped(drill)];
        effects.extend(self.advance(shelf));
        effects
    }

    fn undo(&mut self, waiting: Option<Current>) -> Vec<Effect> {
        let Some(place) = self.records.iter().rposition(|record| record.review.is_some()) else {
            if let Some(current) = waiting {
                self.phase = Phase::Asking(current);
            }
            let message = "nothing was answered in this session yet; `hotseat undo` takes back older answers";
            return vec![Effect::Refused(Unusable { code: "nothing-to-undo", message: message.to_owned() })];
        };
        let record = self.records.remove(place);
        let review = record.review.clone().unwrap_or_default();
        self.phase = Phase::Undoing { record: Box::new(record), waiting: waiting.map(Box::new) };
        vec![Effect::Undo { review }]
    }

    fn undone(&mut self, record: Record, waiting: Option<Box<Current>>, shelf: Shelf<'_>) -> Vec<Effect> {
        // What was being asked goes back to where it came from.
        if let Some(waiting) = waiting {
            self.position = self.position.saturating_sub(1);
            if waiting.retry {
                self.returns.insert(
                    0,
                    Return { planned: waiting.planned, ready_at: self.position, attempt: waiting.attempt },
                );
            } else {
                self.counted = self.counted.saturating_sub(1);
                self.queue.push_front(waiting.planned);
            }
        }
        let current = record.current;
        // If the answer had made the drill come back, it does not any more.
        if let Some(index) = self.returns.iter().position(|back| back.planned.drill == current.planned.drill)
        {
            self.returns.remove(index);
            if let Some(tries) = self.tries.get_mut(&current.planned.drill) {
                *tries = tries.saturating_sub(1);
            }
        }
        self.spent_s = (self.spent_s - record.charged_s).max(0.0);
        self.position = self.position.saturating_sub(1);
        if !current.retry {
            self.counted = self.counted.saturating_sub(1);
        }
        let undone =
            Effect::Undone { review: record.review.unwrap_or_default(), drill: current.drill.id.to_string() };
        let Some(drill) = shelf(current.planned.drill) else { return vec![undone] };
        let ask = self.ask_drill(current.planned, drill, current.retry, current.attempt);
        vec![undone, ask]
    }

    fn end(&mut self, reason: Reason) -> Vec<Effect> {
        self.phase = Phase::Over;
        let summary = Summary {
            reason,
            done: self.records.iter().map(|record| record.done.clone()).collect(),
            seconds: self.spent(),
        };
        vec![Effect::Over(Box::new(summary))]
    }
}

impl Current {
    fn is_late(&self) -> bool {
        self.drill.seconds.is_some_and(|seconds| self.elapsed_s > f64::from(seconds))
    }

    fn is_provisional(&self, judged: &Judged) -> bool {
        self.drill.kind.name().is_free_text() && judged.score.is_some()
    }

    fn draft(&self, judged: &Judged, grade: Grade, late: bool) -> Draft {
        let kind: KindName = self.drill.kind.name();
        let points = judged.criteria.iter().map(|c| (c.id.clone(), verdict_name(c.verdict))).collect();
        Draft {
            drill: self.drill.id.to_string(),
            area: self.drill.area.clone(),
            kind: kind.to_string(),
            text_hash: self.drill.text_hash,
            attempt: self.attempt,
            seed: self.shown.seed,
            answer: judged.answer.clone(),
            score: judged.score,
            grade,
            confidence: self.confidence,
            elapsed_s: self.elapsed_s,
            seconds: own_seconds(&self.drill),
            late,
            retry: self.retry,
            provisional: self.is_provisional(judged),
            guess: self.drill.kind.guess(),
            points,
            round: None,
        }
    }
}

/// Returns the drill's own time where its answer is written or spoken freely.
pub fn own_seconds(drill: &Drill) -> Option<f64> {
    let free = matches!(drill.kind, Kind::Recall { .. } | Kind::Open { .. });
    drill.seconds.filter(|_| free).map(f64::from)
}

fn verdict_name(verdict: Verdict) -> String {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::Undecided => "undecided",
    }
    .to_owned()
}
