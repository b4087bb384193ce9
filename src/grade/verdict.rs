//! Verdicts: what a check says about an answer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::checks;
use super::checks::rules::CriterionInfo;
use super::text::count_words;

/// Byte offsets into an answer, on character boundaries, `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// Whether a criterion is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The answer does it.
    Met,
    /// The answer does not.
    Missed,
    /// The words point both ways; never counted as met.
    Undecided,
}

/// The words a verdict rests on: `answer[start..end] == text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

impl Evidence {
    /// Cuts the words out of an answer; `start` and `end` must lie on character boundaries.
    pub fn cut(answer: &str, start: usize, end: usize) -> Self {
        Self { start, end, text: answer.get(start..end).unwrap_or_default().to_owned() }
    }
}

/// The verdict on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// The criterion's name in its check, such as `stop-rule`.
    pub id: String,
    /// What it asks for, in one line for people.
    pub text: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The words it rests on; for an undecided one, the closest words.
    pub evidence: Vec<Evidence>,
    /// What to do about it, where missed or undecided.
    pub advice: Option<String>,
}

/// Whether an answer could be scored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// The share of criteria met, 0..=1.
    Scored(f64),
    /// Too few words to judge.
    TooShort,
}

/// What a check says about one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The check.
    pub check: Check,
    /// Words of the answer (each ideograph one).
    pub words: usize,
    /// The score, if there is one.
    pub outcome: Outcome,
    /// The criteria in the check's order; empty when too short.
    pub criteria: Vec<Criterion>,
}

/// The eight checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A roadmap item as a falsifiable hypothesis.
    Hypothesis,
    /// A failure told as one's own decision error.
    PostMortem,
    /// A technical idea for a non-technical listener.
    PlainLanguage,
    /// A conflict between three teams, settled without escalation.
    DependencyMap,
    /// A roadmap redirected within 48 hours.
    Pivot,
    /// Fast iteration on live data.
    Speed,
    /// The technical bar.
    TradeOff,
    /// A reply under pressure.
    GrillReply,
}

impl Check {
    /// Every check.
    pub const ALL: [Check; 8] = [
        Check::Hypothesis,
        Check::PostMortem,
        Check::PlainLanguage,
        Check::DependencyMap,
        Check::Pivot,
        Check::Speed,
        Check::TradeOff,
        Check::GrillReply,
    ];

    /// Returns the name, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            Check::Hypothesis => "hypothesis",
            Check::PostMortem => "post-mortem",
            Check::PlainLanguage => "plain-language",
            Check::DependencyMap => "dependency-map",
            Check::Pivot => "pivot",
            Check::Speed => "speed",
            Check::TradeOff => "trade-off",
            Check::GrillReply => "grill-reply",
        }
    }

    /// Returns the criteria, in order.
    pub fn criteria(self) -> &'static [CriterionInfo] {
        checks::info(self)
    }

    /// Answers of fewer words are too short to score.
    pub fn fewest_words(self) -> usize {
        if self == Check::GrillReply { 4 } else { 12 }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The name is none of the eight checks.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error(
    "no check is called \u{201c}{0}\u{201d}; there are hypothesis, post-mortem, plain-language, dependency-map, pivot, speed, trade-off, grill-reply"
)]
pub struct UnknownCheck(pub String);

impl FromStr for Check {
    type Err = UnknownCheck;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_lowercase();
        Check::ALL.into_iter().find(|c| c.as_str() == wanted).ok_or_else(|| UnknownCheck(text.to_owned()))
    }
}

/// What else is known when an answer is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The type of challenge a reply answers (`source`, `sample`…).
    pub challenge: Option<&'a str>,
    /// The question asked; repeating it says nothing.
    pub question: Option<&'a str>,
    /// Earlier replies of the round, oldest first.
    pub earlier: &'a [String],
    /// Technical terms of a plain-language drill, beside the known ones.
    pub terms: &'a [String],
}

/// Holds an answer to a check.
pub fn check(check: Check, answer: &str, context: &Context) -> Report {
    let words = count_words(answer);
    if words < check.fewest_words() {
        return Report { check, words, outcome: Outcome::TooShort, criteria: Vec::new() };
    }
    let criteria = checks::judge(check, answer, words, context);
    let met = criteria.iter().filter(|c| c.verdict == Verdict::Met).count();
    Report { check, words, outcome: Outcome::Scored(met as f64 / criteria.len().max(1) as f64), criteria }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for check in Check::ALL {
            assert_eq!(check.to_string().to_uppercase().parse(), Ok(check));
        }
        assert!("nope".parse::<Check>().is_err());
    }

    #[test]
    fn short_answers_are_not_scored() {
        let report = check(Check::Hypothesis, "We believe it works.", &Context::default());
        assert_eq!(report.outcome, Outcome::TooShort);
        assert!(matches!(
            check(Check::GrillReply, "I do not know that yet.", &Context::default()).outcome,
            Outcome::Scored(_)
        ));
    }
}
