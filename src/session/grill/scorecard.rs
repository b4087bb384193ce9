//! What a round came to: features, composure, coverage, and what to do differently.

use serde::{Deserialize, Serialize};

use crate::drill::{Challenge, Tactic};
use crate::grade::verdict::Verdict;
use crate::memory::Grade;

use super::advice::{Advice, advise};
use super::reply::DriftNote;
use super::round::{Record, Turn};

/// A reply longer than this many times the one before is noted.
const GROWTH: f64 = 1.5;

/// Shorter replies do not count as grown.
const GROWN_WORDS: usize = 30;

/// What the scorecard cannot know.
pub const LIMITS: &str = "Text alone cannot tell whether a reply is true, or how it sounded.";

/// An earlier round, to compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its score, 0..=1.
    pub score: f64,
    /// The level it reached, 1 to 5.
    pub level_reached: u8,
    /// How many defensive phrases it had.
    pub phrases: usize,
}

/// One turn in the summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TurnScore {
    /// The type of challenge.
    pub challenge: Challenge,
    /// The tactic, if the line was one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tactic: Option<Tactic>,
    /// The challenge's level.
    pub level: u8,
    /// How hard it was put.
    pub sharpness: u8,
    /// The reply's score; null when too short to judge.
    pub score: Option<f64>,
    /// The review's grade.
    pub grade: Grade,
    /// Words of the reply.
    pub words: usize,
    /// How long it took.
    pub elapsed_s: f64,
    /// Whether it was late.
    pub late: bool,
}

/// How the replies held under pressure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Composure {
    /// Turns with a defensive phrase.
    pub defensive: Vec<usize>,
    /// Turns more than one and a half times as long as the one before.
    pub grown: Vec<usize>,
    /// Turns in which a number moved unflagged.
    pub drifted: Vec<usize>,
    /// Turns in which a number was corrected openly.
    pub corrected: Vec<usize>,
    /// Turns that the clock ended.
    pub timed_out: Vec<usize>,
    /// Absolutes ("no doubt"), as said.
    pub absolutes: Vec<String>,
    /// Share of turns without a defensive phrase, drift, growth or time-out, 0..=1.
    pub score: f64,
}

/// One level of the twenty challenges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The level, 1 to 5.
    pub level: u8,
    /// Types asked.
    pub asked: Vec<Challenge>,
    /// Types answered well.
    pub passed: Vec<Challenge>,
}

/// How often a criterion or a feature was asked for and met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Its name.
    pub id: String,
    /// What it asks for.
    pub text: String,
    /// Replies that met it.
    pub met: usize,
    /// Replies it was asked of.
    pub asked: usize,
    /// Words that met it, the first found.
    pub words: Option<String>,
}

/// This round beside earlier ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Earlier rounds.
    pub rounds: usize,
    /// Change of the score against their mean.
    pub score_delta: f64,
    /// The best earlier score.
    pub best_score: f64,
    /// The deepest earlier level.
    pub best_level: u8,
    /// Change of the number of defensive phrases against their mean.
    pub phrases_delta: f64,
}

/// The summary of a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// `done`, `stop`, `failed` (sudden death) or `no-lines`.
    pub reason: String,
    /// Mean score of the replies, 0..=1; one too short counts as 0; null without a reply.
    pub score: Option<f64>,
    /// The deepest level the candidate worked down to, 1 to 5; 0 before the first challenge.
    pub level_reached: u8,
    /// The turns, in order.
    pub turns: Vec<TurnScore>,
    /// Every number that moved unflagged.
    pub drift: Vec<DriftNote>,
    /// Every number that was corrected openly.
    pub corrected: Vec<DriftNote>,
    /// Every defensive phrase, as said.
    pub phrases: Vec<String>,
    /// Three things to do differently, as text.
    pub advice: Vec<String>,
    /// The same with their parts.
    pub advice_parts: Vec<Advice>,
    /// Which criteria and features were there.
    pub features: Vec<Tally>,
    /// How the replies held.
    pub composure: Composure,
    /// Which levels and types were reached.
    pub coverage: Vec<Coverage>,
    /// Mean seconds of a reply; null without one.
    pub mean_elapsed_s: Option<f64>,
    /// This round beside earlier ones; null without any.
    pub comparison: Option<Comparison>,
    /// What text cannot tell.
    pub limits: String,
}

impl Scorecard {
    /// Sums a round up; `earlier` are rounds before it, oldest first.
    pub fn of(record: &Record, reason: &str, earlier: &[Earlier]) -> Self {
        let turns = &record.turns;
        let mean = |total: f64| (!turns.is_empty()).then(|| total / turns.len() as f64);
        let score = mean(turns.iter().map(|t| t.judged.score.unwrap_or(0.0)).sum());
        let phrases: Vec<String> = turns.iter().flat_map(|t| t.judged.phrases.iter().cloned()).collect();
        let parts = advise(record);
        Self {
            reason: reason.to_owned(),
            score,
            level_reached: if turns.is_empty() { 0 } else { record.level_reached },
            turns: turns.iter().map(turn_score).collect(),
            drift: turns.iter().filter_map(|t| t.judged.drift.clone()).collect(),
            corrected: turns.iter().flat_map(|t| t.judged.corrected.iter().cloned()).collect(),
            advice: parts.iter().map(Advice::line).collect(),
            advice_parts: parts,
            features: features(turns),
            composure: composure(turns),
            coverage: coverage(turns),
            mean_elapsed_s: mean(turns.iter().map(|t| t.elapsed_s).sum()),
            comparison: score.and_then(|s| compare(s, phrases.len(), earlier)),
            phrases,
            limits: LIMITS.to_owned(),
        }
    }
}

fn turn_score(turn: &Turn) -> TurnScore {
    TurnScore {
        challenge: turn.put.challenge,
        tactic: turn.put.tactic,
        level: turn.put.level,
        sharpness: turn.put.sharpness,
        score: turn.judged.score,
        grade: turn.judged.grade,
        words: turn.judged.words,
        elapsed_s: turn.elapsed_s,
        late: turn.late,
    }
}

fn features(turns: &[Turn]) -> Vec<Tally> {
    let mut all: Vec<Tally> = Vec::new();
    for criterion in turns.iter().flat_map(|t| t.judged.criteria.iter().chain(&t.judged.extra)) {
        let index = all.iter().position(|t| t.id == criterion.id).unwrap_or_else(|| {
            all.push(Tally {
                id: criterion.id.clone(),
                text: criterion.text.clone(),
                met: 0,
                asked: 0,
                words: None,
            });
            all.len() - 1
        });
        let tally = &mut all[index];
        tally.asked += 1;
        if criterion.verdict == Verdict::Met {
            tally.met += 1;
            if tally.words.is_none() {
                tally.words = criterion.evidence.first().map(|e| e.text.clone());
            }
        }
    }
    all
}

fn composure(turns: &[Turn]) -> Composure {
    let which = |test: &dyn Fn(&Turn) -> bool| -> Vec<usize> {
        turns.iter().filter(|t| test(t)).map(|t| t.put.turn).collect()
    };
    // A tactic or a contradiction asks for a short answer; the next full one has not grown by it.
    let full: Vec<&Turn> = turns
        .iter()
        .filter(|t| t.put.tactic.is_none() && t.put.challenge != Challenge::Contradiction)
        .collect();
    let grown: Vec<usize> = full
        .windows(2)
        .filter(|pair| {
            let (before, now) = (pair[0].judged.words, pair[1].judged.words);
            now >= GROWN_WORDS && now as f64 > GROWTH * before as f64
        })
        .map(|pair| pair[1].put.turn)
        .collect();
    let defensive = which(&|t| !t.judged.phrases.is_empty());
    let drifted = which(&|t| t.judged.drift.is_some());
    let timed_out = which(&|t| t.timed_out);
    let calm = turns
        .iter()
        .filter(|t| ![&defensive, &drifted, &timed_out, &grown].iter().any(|list| list.contains(&t.put.turn)))
        .count();
    Composure {
        corrected: which(&|t| !t.judged.corrected.is_empty()),
        absolutes: turns.iter().flat_map(|t| t.judged.absolutes.iter().cloned()).collect(),
        score: if turns.is_empty() { 0.0 } else { calm as f64 / turns.len() as f64 },
        defensive,
        grown,
        drifted,
        timed_out,
    }
}

fn coverage(turns: &[Turn]) -> Vec<Coverage> {
    (1..=5)
        .map(|level| {
            let mut coverage = Coverage { level, asked: Vec::new(), passed: Vec::new() };
            for turn in turns.iter().filter(|t| t.put.level == level && t.put.tactic.is_none()) {
                let challenge = turn.put.challenge;
                if !coverage.asked.contains(&challenge) {
                    coverage.asked.push(challenge);
                }
                if turn.judged.passed && !coverage.passed.contains(&challenge) {
                    coverage.passed.push(challenge);
                }
            }
            coverage
        })
        .collect()
}

fn compare(score: f64, phrases: usize, earlier: &[Earlier]) -> Option<Comparison> {
    let n = earlier.len() as f64;
    let best = earlier.iter().map(|e| e.score).max_by(f64::total_cmp)?;
    Some(Comparison {
        rounds: earlier.len(),
        score_delta: score - earlier.iter().map(|e| e.score).sum::<f64>() / n,
        best_score: best,
        best_level: earlier.iter().map(|e| e.level_reached).max().unwrap_or(0),
        phrases_delta: phrases as f64 - earlier.iter().map(|e| e.phrases as f64).sum::<f64>() / n,
    })
}
