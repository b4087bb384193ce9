//! One reply against what its challenge asks for.

use serde::{Deserialize, Serialize};

use crate::drill::{Challenge, Topic};
use crate::grade::text::clause::Range;
use crate::grade::text::{Analysis, count_words};
use crate::grade::verdict::{Check, Context, Criterion, Evidence, Outcome, Verdict, check};
use crate::memory::Grade;

use super::ledger::{Drift, Heard, Ledger};
use super::needs::needs;
use super::phrases;

/// A reply that attacks, drifts or misses the point altogether scores at most this.
const SPOILT: f64 = 0.5;

/// A number that moved without a word about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftNote {
    /// The earlier figure, as spelled.
    pub said: String,
    /// The figure just said, as spelled.
    pub now: String,
    /// The reply in which the earlier one was said; 0 is the opening claim.
    pub turn: usize,
}

impl From<&Drift> for DriftNote {
    fn from(drift: &Drift) -> Self {
        Self { said: drift.said.clone(), now: drift.now.clone(), turn: drift.turn }
    }
}

/// What was found in a reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Words of the reply.
    pub words: usize,
    /// Share of what the challenge asks for, 0..=1; none when too short to judge.
    pub score: Option<f64>,
    /// The grade of the review.
    pub grade: Grade,
    /// Whether it answers the challenge well enough to go deeper.
    pub passed: bool,
    /// What was asked for, with the words.
    pub criteria: Vec<Criterion>,
    /// Features that are shown and do not count.
    pub extra: Vec<Criterion>,
    /// A number that moved unflagged.
    pub drift: Option<DriftNote>,
    /// Numbers that were openly corrected.
    pub corrected: Vec<DriftNote>,
    /// Defensive phrases.
    pub phrases: Vec<String>,
    /// Absolutes ("no doubt").
    pub absolutes: Vec<String>,
}

/// What a reply answers.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The challenge or the tactic.
    pub topic: Topic,
    /// The challenge, also where a tactic presses it.
    pub challenge: Challenge,
    /// The line as said.
    pub line: &'a str,
    /// Everything said before, the opening claim first.
    pub earlier: &'a [String],
    /// The number of the turn, from 1.
    pub turn: usize,
}

/// Judges a reply and enters its numbers into the ledger.
pub fn judge(asked: Asked, answer: &str, late: bool, ledger: &mut Ledger) -> Judged {
    let Asked { topic, challenge, line, earlier, turn } = asked;
    let words = count_words(answer);
    let settled =
        (topic == Topic::Challenge(Challenge::Contradiction)).then(|| ledger.settle(answer)).flatten();
    let heard = ledger.hear(turn, answer, needs().of(topic).other_figure);
    let phrases = phrases::defensive(answer);
    let context = Context { challenge: Some(challenge.as_str()), question: Some(line), earlier, terms: &[] };
    let report = check(Check::GrillReply, answer, &context);
    let contradiction = topic == Topic::Challenge(Challenge::Contradiction);
    let judged_by_check = matches!(report.outcome, Outcome::Scored(_));
    let need = needs().of(topic);
    let analysis = Analysis::new(answer, &[line]);
    let found = needs().find(topic, &analysis);

    let mut criteria: Vec<Criterion> = Vec::new();
    let mut extra = Vec::new();
    let mut specific = 0;
    if judged_by_check {
        for id in &need.criteria {
            let Some(mut criterion) = report.criteria.iter().find(|c| c.id == *id).cloned() else { continue };
            if id == "calm" && !phrases.is_empty() {
                criterion.verdict = Verdict::Missed;
                criterion.evidence.retain(|e| !phrases.iter().any(|p| p.start < e.end && e.start < p.end));
                criterion.evidence.splice(0..0, phrases.iter().cloned());
            }
            // To refuse or to hold back under a tactic is right; only the phrases count against it.
            if id == "calm" && phrases.is_empty() && matches!(topic, Topic::Tactic(_)) {
                criterion.verdict = Verdict::Met;
                criterion.evidence.clear();
                criterion.advice = None;
            }
            if criterion.verdict != Verdict::Met
                && let Some(words) = needs().rescue(id, &analysis)
            {
                meet(&mut criterion, words);
            }
            let general = matches!(id.as_str(), "direct" | "calm" | "brief");
            specific += usize::from(!general && criterion.verdict == Verdict::Met);
            criteria.push(criterion);
        }
    }
    for (feature, words) in need.features.iter().zip(found) {
        if !judged_by_check && !feature.ledger {
            continue;
        }
        let evidence: Vec<Evidence> =
            if feature.ledger { settled.clone().into_iter().collect() } else { words };
        let met = !evidence.is_empty();
        let criterion = Criterion {
            id: feature.id.clone(),
            text: feature.text.clone(),
            verdict: if met { Verdict::Met } else { Verdict::Missed },
            evidence,
            advice: (!met).then(|| feature.advice.clone()),
        };
        if feature.must {
            specific += usize::from(met);
            criteria.push(criterion);
        } else {
            extra.push(criterion);
        }
    }
    answer_first(&mut criteria, &analysis);
    let Heard { drift, corrections } = heard;
    let drift = drift.into_iter().next();
    if judged_by_check {
        criteria.extend(steady(drift.as_ref(), corrections.first().map(|c| &c.evidence)));
    }

    let calm = phrases.is_empty() && !criteria.iter().any(|c| c.id == "calm" && c.verdict == Verdict::Missed);
    let scored = judged_by_check || contradiction && settled.is_some();
    let met = criteria.iter().filter(|c| c.verdict == Verdict::Met).count();
    let share = met as f64 / criteria.len().max(1) as f64;
    let spoilt = !calm || drift.is_some() || specific == 0;
    let score = scored.then_some(if spoilt { share.min(SPOILT) } else { share });
    let grade = Grade::from_score(score.unwrap_or(0.0), late, false);
    let mut named: Vec<String> = phrases.into_iter().map(|e| e.text).collect();
    let hostile = criteria.iter().filter(|c| c.id == "calm" && c.verdict == Verdict::Missed);
    if named.is_empty() {
        named.extend(hostile.flat_map(|c| c.evidence.iter().map(|e| e.text.clone())));
    }
    Judged {
        words,
        score,
        grade,
        passed: grade.is_right() && calm && drift.is_none(),
        criteria,
        extra,
        drift: drift.as_ref().map(DriftNote::from),
        corrected: corrections
            .into_iter()
            .map(|c| DriftNote { said: c.said, now: c.now, turn: c.turn })
            .collect(),
        phrases: named,
        absolutes: phrases::absolute(answer).into_iter().map(|e| e.text).collect(),
    }
}

fn meet(criterion: &mut Criterion, words: Evidence) {
    criterion.verdict = Verdict::Met;
    criterion.evidence = vec![words];
    criterion.advice = None;
}

/// A reply whose first sentence holds what the challenge asks for is direct, whatever the model says.
fn answer_first(criteria: &mut [Criterion], analysis: &Analysis) {
    // "Let me see." and "Good question." answer nothing and delay nothing.
    let words = |s: &&Range| analysis.tokens[s.start..s.end].iter().filter(|t| t.spoken()).count() > 3;
    let end = match analysis.sentences.iter().find(words) {
        Some(first) => analysis.bytes(*first).1,
        None => return,
    };
    let answers =
        |c: &&Criterion| !matches!(c.id.as_str(), "direct" | "calm" | "brief") && c.verdict == Verdict::Met;
    let words = criteria.iter().filter(answers).flat_map(|c| &c.evidence).find(|e| e.start < end).cloned();
    let direct = criteria.iter_mut().find(|c| c.id == "direct" && c.verdict != Verdict::Met);
    if let (Some(direct), Some(words)) = (direct, words) {
        meet(direct, words);
    }
}

/// The criterion on stable numbers: there where a number moved, met if it was corrected openly.
fn steady(drift: Option<&Drift>, correction: Option<&Evidence>) -> Option<Criterion> {
    let (verdict, evidence, advice) = match (drift, correction) {
        (Some(drift), _) => (
            Verdict::Missed,
            drift.evidence.clone(),
            Some(format!("You said {} before. Say so when a figure changes, and why.", drift.said)),
        ),
        (None, Some(evidence)) => (Verdict::Met, evidence.clone(), None),
        (None, None) => return None,
    };
    Some(Criterion {
        id: "steady".to_owned(),
        text: "Keeps its numbers, or corrects them openly".to_owned(),
        verdict,
        evidence: vec![evidence],
        advice,
    })
}
