//! What is remembered of an answer: the review, its amendment, and what counts of them.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::memory::Grade;

/// A locked answer about to be committed.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The drill's id, or `challenge/<type>` for a reply in a grilling round.
    pub drill: String,
    /// The drill's area.
    pub area: String,
    /// The drill's kind, or `grill`.
    pub kind: String,
    /// A hash of the drill's text at the time.
    pub text_hash: u64,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// The seed of the numbers drawn and the order shown.
    pub seed: u64,
    /// What was answered, as text.
    pub answer: String,
    /// The score, 0 to 1; none where there was too little to score.
    pub score: Option<f64>,
    /// The grade.
    pub grade: Grade,
    /// How sure the learner was, 0 to 1.
    pub confidence: Option<f64>,
    /// Seconds from the question to the answer.
    pub elapsed_s: f64,
    /// The time the drill gives itself, where the answer is free text.
    pub seconds: Option<f64>,
    /// Whether it came after the drill's time.
    pub late: bool,
    /// Whether it repeats a drill failed earlier in the session.
    pub retry: bool,
    /// Whether the grade waits for the learner's word.
    pub provisional: bool,
    /// The chance of being right by guessing.
    pub guess: f64,
    /// The program's verdict on each point: (id, met/missed/undecided).
    pub points: Vec<(String, String)>,
    /// The grilling round it belongs to.
    pub round: Option<String>,
}

/// A committed review with its latest amendment applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Its uuid.
    pub id: String,
    /// Its place in the log.
    pub n: i64,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// On which study day.
    pub day: i64,
    /// The grade that counts.
    pub grade: Grade,
    /// The score that counts.
    pub score: Option<f64>,
    /// Whether it repeats a drill failed earlier in the session.
    pub retry: bool,
    /// The chance of being right by guessing.
    pub guess: f64,
    /// How sure the learner was.
    pub confidence: Option<f64>,
}

/// One event of a drill's memory: what FSRS is told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// The grade.
    pub grade: Grade,
    /// The study day, never before the one of the event before it.
    pub day: i64,
    /// The chance of being right by guessing.
    pub guess: f64,
    /// Whether it is a day's first review, and not the repair of one.
    pub first: bool,
}

/// Returns what the next review adds to a drill's memory, given its last event, if anything.
///
/// One session a drill a day: the first review of a day counts; when that failed, the first right
/// one after it on the same day enters as one same-day Good. A clock set back never makes a day
/// come before the one that was reviewed already.
pub fn next_event(last: Option<(Grade, i64)>, grade: Grade, day: i64, guess: f64) -> Option<Counted> {
    match last {
        Some((_, last_day)) if day > last_day => Some(Counted { grade, day, guess, first: true }),
        Some((Grade::Again, last_day)) if grade.is_right() => {
            Some(Counted { grade: Grade::Good, day: last_day, guess, first: false })
        }
        Some(_) => None,
        None => Some(Counted { grade, day, guess, first: true }),
    }
}

/// Returns what counts of a drill's reviews, oldest first; see [`next_event`].
pub fn counted(reviews: &[Review]) -> Vec<Counted> {
    let mut out: Vec<Counted> = Vec::with_capacity(reviews.len());
    for review in reviews {
        let last = out.last().map(|event| (event.grade, event.day));
        out.extend(next_event(last, review.grade, review.day, review.guess));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(day: i64, grade: Grade, retry: bool) -> Review {
        Review {
            id: String::new(),
            n: 0,
            at: DateTime::parse_from_rfc3339("2026-12-01T10:00:00+00:00").unwrap(),
            day,
            grade,
            score: None,
            retry,
            guess: 0.0,
            confidence: None,
        }
    }

    #[test]
    fn a_failed_drill_repaired_enters_as_one_same_day_good() {
        let log = [
            review(10, Grade::Again, false),
            review(10, Grade::Again, true),
            review(10, Grade::Hard, true),
            review(10, Grade::Good, true),
            review(12, Grade::Good, false),
        ];
        let grades: Vec<(Grade, i64)> = counted(&log).iter().map(|c| (c.grade, c.day)).collect();
        assert_eq!(grades, [(Grade::Again, 10), (Grade::Good, 10), (Grade::Good, 12)]);
    }

    #[test]
    fn a_clock_set_back_never_goes_back() {
        let log =
            [review(10, Grade::Good, false), review(3, Grade::Again, false), review(11, Grade::Good, false)];
        let days: Vec<i64> = counted(&log).iter().map(|c| c.day).collect();
        assert_eq!(days, [10, 11]);
    }
}
