//! Memory of one drill: stability and difficulty, carried from review to review by FSRS-6.
//!
//! The equations are those of crate `fsrs` 6.6.2, in f64, because the planner evaluates them
//! in its inner loop; the crate is the oracle in the tests.

use serde::{Deserialize, Serialize};

use super::{Grade, Parameters};

/// Least and greatest stability, in days.
pub const STABILITY: (f64, f64) = (0.001, 36_500.0);
/// Least and greatest difficulty.
pub const DIFFICULTY: (f64, f64) = (1.0, 10.0);

/// Holds what is remembered of one drill after its last review.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days until the chance of recall falls to .9.
    pub stability_days: f64,
    /// Difficulty, 1..10.
    pub difficulty: f64,
    /// Study-day number of the last review.
    pub last_day: i64,
    /// Reviews so far, same-day ones included.
    pub reviews: u32,
    /// Reviews graded again after the first.
    pub lapses: u32,
    /// Study days on which it was reviewed: counted sessions.
    pub sessions: u32,
}

impl Memory {
    /// Starts the memory of a drill at its first review.
    pub fn first(parameters: &Parameters, grade: Grade, day: i64) -> Self {
        let (stability_days, difficulty) = first(parameters, grade);
        Self { stability_days, difficulty, last_day: day, reviews: 1, lapses: 0, sessions: 1 }
    }

    /// Returns the memory after one more review; a day before the last one counts as the same day.
    #[must_use]
    pub fn after(&self, parameters: &Parameters, grade: Grade, day: i64) -> Self {
        let (stability_days, difficulty) =
            next(parameters, self.stability_days, self.difficulty, self.elapsed(day), grade);
        Self {
            stability_days,
            difficulty,
            last_day: day,
            reviews: self.reviews.saturating_add(1),
            lapses: self.lapses.saturating_add(u32::from(!grade.is_right())),
            sessions: self.sessions.saturating_add(u32::from(day != self.last_day)),
        }
    }

    /// Replays a history of (grade, study day), oldest first; nothing from an empty one.
    pub fn replay(parameters: &Parameters, history: &[(Grade, i64)]) -> Option<Self> {
        let (&(grade, day), rest) = history.split_first()?;
        let start = Self::first(parameters, grade, day);
        Some(rest.iter().fold(start, |memory, &(grade, day)| memory.after(parameters, grade, day)))
    }

    /// Returns the days since the last review on a study day, never negative.
    pub fn elapsed(&self, day: i64) -> f64 {
        day.saturating_sub(self.last_day).max(0) as f64
    }

    /// Returns the chance of recall some days after the last review.
    pub fn retrievability(&self, parameters: &Parameters, days: f64) -> f64 {
        retrievability(parameters, self.stability_days, days)
    }

    /// Returns the chance of recall on a study day.
    pub fn recall_on(&self, parameters: &Parameters, day: i64) -> f64 {
        self.retrievability(parameters, self.elapsed(day))
    }

    /// Returns the days after the last review at which recall falls to the desired retention.
    pub fn interval(&self, parameters: &Parameters, desired_retention: f64) -> f64 {
        interval(parameters, self.stability_days, desired_retention)
    }

    /// Returns the study day on which the drill falls due: the rounded interval, at least one day.
    pub fn due_day(&self, parameters: &Parameters, desired_retention: f64) -> i64 {
        let days = self.interval(parameters, desired_retention).round().clamp(1.0, STABILITY.1);
        self.last_day.saturating_add(days as i64)
    }
}

/// Returns R(t,S) = (1 + F·t/S)^(−w20); days below 0 count as 0.
pub fn retrievability(parameters: &Parameters, stability_days: f64, days: f64) -> f64 {
    let stability = stability_days.clamp(STABILITY.0, STABILITY.1);
    (1.0 + parameters.factor() * days.max(0.0) / stability).powf(-parameters.decay())
}

/// Returns the days until recall falls to the desired retention (held within .01 and .999).
pub fn interval(parameters: &Parameters, stability_days: f64, desired_retention: f64) -> f64 {
    let retention = if desired_retention.is_finite() { desired_retention.clamp(0.01, 0.999) } else { 0.9 };
    stability_days / parameters.factor() * (retention.powf(-1.0 / parameters.decay()) - 1.0)
}

/// Returns (stability in days, difficulty) after a first review.
pub fn first(parameters: &Parameters, grade: Grade) -> (f64, f64) {
    let w = parameters.values();
    let stability = w[usize::from(grade.number()) - 1].clamp(STABILITY.0, STABILITY.1);
    let difficulty = first_difficulty(w, grade).clamp(DIFFICULTY.0, DIFFICULTY.1);
    (stability, difficulty)
}

/// Returns (stability in days, difficulty) after a further review; 0 days is a same-day review.
pub fn next(
    parameters: &Parameters,
    stability_days: f64,
    difficulty: f64,
    days: f64,
    grade: Grade,
) -> (f64, f64) {
    let w = parameters.values();
    let s = stability_days.clamp(STABILITY.0, STABILITY.1);
    let d = difficulty.clamp(DIFFICULTY.0, DIFFICULTY.1);
    let stability = if days <= 0.0 {
        same_day(w, s, grade)
    } else {
        let recall = retrievability(parameters, s, days);
        if grade.is_right() {
            success(w, s, d, parameters.forgotten(recall), grade)
        } else {
            failure(w, s, d, 1.0 - recall)
        }
    };
    (stability.clamp(STABILITY.0, STABILITY.1), next_difficulty(parameters, d, grade))
}

/// Returns the difficulty, 1..10, after one more review: it depends on the grades alone.
pub fn next_difficulty(parameters: &Parameters, difficulty: f64, grade: Grade) -> f64 {
    let w = parameters.values();
    let change = -w[6] * (f64::from(grade.number()) - 3.0);
    let damped = difficulty + (10.0 - difficulty) * change / 9.0;
    let reverted = w[7] * (first_difficulty(w, Grade::Easy) - damped) + damped;
    reverted.clamp(DIFFICULTY.0, DIFFICULTY.1)
}

fn first_difficulty(w: &[f64; 21], grade: Grade) -> f64 {
    w[4] - (w[5] * (f64::from(grade.number()) - 1.0)).exp() + 1.0
}

fn success(w: &[f64; 21], s: f64, d: f64, forgotten: f64, grade: Grade) -> f64 {
    let by_grade = match grade {
        Grade::Again | Grade::Good => 1.0,
        Grade::Hard => w[15],
        Grade::Easy => w[16],
    };
    let growth = w[8].exp() * (11.0 - d) * s.powf(-w[9]) * (forgotten * w[10]).exp_m1() * by_grade;
    s * (growth + 1.0)
}

fn failure(w: &[f64; 21], s: f64, d: f64, forgotten: f64) -> f64 {
    let left = w[11] * d.powf(-w[12]) * ((s + 1.0).powf(w[13]) - 1.0) * (forgotten * w[14]).exp();
    left.min(s / (w[17] * w[18]).exp())
}

fn same_day(w: &[f64; 21], s: f64, grade: Grade) -> f64 {
    let change = (w[17] * (f64::from(grade.number()) - 3.0 + w[18])).exp() * s.powf(-w[19]);
    // The floor holds for hard too, not for good and easy alone.
    s * if grade.is_right() { change.max(1.0) } else { change }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
