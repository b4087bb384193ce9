//! Mastery of an area: what is right at the first try, and how much better or worse than memory
//! alone the learner answers there.

use serde::{Deserialize, Serialize};

/// Variance of an area's offset before any evidence: N(0, 0.6²) on the logit scale.
const PRIOR_VARIANCE: f64 = 0.36;
/// Growth of that variance with each day.
const DRIFT_A_DAY: f64 = 0.01;
/// First tries that the pooled rate counts for.
const PRIOR_TRIES: f64 = 3.0;
/// First-try rate before any evidence at all.
pub const FIRST_TRY_RATE: f64 = 0.3;
/// Reviews from which an area's figures are shown.
pub const ENOUGH_REVIEWS: u32 = 5;
/// Standard deviations that hold the middle 80 % of a normal distribution.
const MIDDLE_80: f64 = 1.281_551_6;

/// Counts what an area's answers have shown so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaState {
    /// First tries known, guesses discounted.
    pub right: f64,
    /// First tries.
    pub tries: f64,
    /// Offset above memory on the logit scale.
    pub theta: f64,
    /// Variance of that offset.
    pub variance: f64,
    /// Study day of the last review.
    pub last_day: Option<i64>,
    /// Reviews counted, first tries included.
    pub reviews: u32,
}

impl Default for AreaState {
    fn default() -> Self {
        Self { right: 0.0, tries: 0.0, theta: 0.0, variance: PRIOR_VARIANCE, last_day: None, reviews: 0 }
    }
}

/// Holds an area's mastery now with the middle 80 % of its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mastery {
    /// Share of the area's drills one would get right, 0..1.
    pub mean: f64,
    /// Tenth percentile.
    pub low: f64,
    /// Ninetieth percentile.
    pub high: f64,
    /// Whether there are enough reviews to show the figures.
    pub enough: bool,
}

impl AreaState {
    /// Counts the first try of a drill that could be guessed with chance `guess` (0 for none).
    pub fn first_try(&mut self, right: bool, guess: f64, pooled: f64, day: i64) {
        let guess = guess.clamp(0.0, 0.95);
        let prior = self.first_try_rate(pooled);
        let known = if right { prior / (prior + (1.0 - prior) * guess).max(1e-9) } else { 0.0 };
        self.right += known;
        self.tries += 1.0;
        self.reviews = self.reviews.saturating_add(1);
        self.reach(day);
    }

    /// Updates the offset from a spaced review whose recall was expected at `recall`.
    ///
    /// One step of an extended Kalman filter; without guess and slip it is
    /// P′ = 1/(1/P + p(1−p)), θ′ = θ + P′(y − p).
    pub fn review(&mut self, recall: f64, right: bool, guess: f64, slip: f64, day: i64) {
        self.reach(day);
        self.reviews = self.reviews.saturating_add(1);
        let q = sigmoid(logit(recall) + self.theta);
        let span = (1.0 - guess - slip).clamp(0.05, 1.0);
        let p = (guess + span * q).clamp(1e-3, 1.0 - 1e-3);
        let slope = span * q * (1.0 - q);
        let information = slope * slope / (p * (1.0 - p));
        self.variance = 1.0 / (1.0 / self.variance + information);
        let surprise = f64::from(u8::from(right)) - p;
        self.theta += self.variance * slope / (p * (1.0 - p)) * surprise;
    }

    /// Returns the chance that an unseen drill of the area is right at the first try.
    pub fn first_try_rate(&self, pooled: f64) -> f64 {
        ((self.right + PRIOR_TRIES * pooled) / (self.tries + PRIOR_TRIES)).clamp(0.01, 0.99)
    }

    /// Returns the standard deviation of [`Self::first_try_rate`].
    pub fn first_try_deviation(&self, pooled: f64) -> f64 {
        let rate = self.first_try_rate(pooled);
        (rate * (1.0 - rate) / (self.tries + PRIOR_TRIES + 1.0)).sqrt()
    }

    /// Returns the chance of a right answer where memory alone gives `recall`.
    pub fn lifted(&self, recall: f64) -> f64 {
        sigmoid(logit(recall) + self.theta)
    }

    /// Returns the area's mastery: mean over its drills seen (their recall) and unseen.
    pub fn mastery(&self, recall: &[f64], unseen: usize, pooled: f64) -> Mastery {
        let drills = (recall.len() + unseen).max(1) as f64;
        let spread = self.variance.sqrt() * MIDDLE_80;
        let rate = self.first_try_rate(pooled);
        let rate_spread = self.first_try_deviation(pooled) * MIDDLE_80;
        let at = |offset: f64, rate: f64| {
            let seen: f64 = recall.iter().map(|&r| sigmoid(logit(r) + self.theta + offset)).sum();
            ((seen + unseen as f64 * rate.clamp(0.0, 1.0)) / drills).clamp(0.0, 1.0)
        };
        let mean = at(0.0, rate);
        // The two sources are independent: their deviations add in squares.
        let combine = |sign: f64| {
            let by_offset = at(sign * spread, rate) - mean;
            let by_rate = at(0.0, rate + sign * rate_spread) - mean;
            (mean + sign * by_offset.hypot(by_rate)).clamp(0.0, 1.0)
        };
        Mastery { mean, low: combine(-1.0), high: combine(1.0), enough: self.reviews >= ENOUGH_REVIEWS }
    }

    fn reach(&mut self, day: i64) {
        if let Some(last) = self.last_day {
            let days = day.saturating_sub(last).clamp(0, 3650) as f64;
            self.variance = (self.variance + DRIFT_A_DAY * days).min(PRIOR_VARIANCE);
        }
        self.last_day = Some(self.last_day.map_or(day, |last| last.max(day)));
    }
}

/// Returns the first-try rate pooled over areas, drawn towards [`FIRST_TRY_RATE`] while there
/// are few.
pub fn pooled_first_try_rate<'a>(areas: impl IntoIterator<Item = &'a AreaState>) -> f64 {
    let (right, tries) =
        areas.into_iter().fold((0.0, 0.0), |(right, tries), area| (right + area.right, tries + area.tries));
    (right + PRIOR_TRIES * FIRST_TRY_RATE) / (tries + PRIOR_TRIES)
}

/// Returns ln(p/(1−p)), with p held away from 0 and 1.
pub fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

/// Returns 1/(1+e^−x).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_tries_move_the_prior_from_the_pooled_rate() {
        let mut area = AreaState::default();
        assert!((area.first_try_rate(0.4) - 0.4).abs() < 1e-12);
        for _ in 0..3 {
            area.first_try(false, 0.0, 0.4, 1);
        }
        assert!((area.first_try_rate(0.4) - 0.2).abs() < 1e-12);
        area.first_try(true, 0.0, 0.4, 1);
        assert!((area.first_try_rate(0.4) - (1.0 + 1.2) / 7.0).abs() < 1e-12);
    }

    #[test]
    fn a_lucky_choice_proves_less_than_a_free_answer() {
        let (mut free, mut choice) = (AreaState::default(), AreaState::default());
        free.first_try(true, 0.0, 0.3, 1);
        choice.first_try(true, 0.25, 0.3, 1);
        assert!(choice.first_try_rate(0.3) < free.first_try_rate(0.3));
        let (mut free, mut choice) = (AreaState::default(), AreaState::default());
        free.review(0.6, true, 0.0, 0.0, 1);
        choice.review(0.6, true, 0.25, 0.05, 1);
        assert!(choice.theta > 0.0 && choice.theta < free.theta);
    }

    #[test]
    fn the_offset_follows_the_published_update() {
        let mut area = AreaState::default();
        area.review(0.8, false, 0.0, 0.0, 4);
        let variance = 1.0 / (1.0 / 0.36 + 0.8 * 0.2);
        assert!((area.variance - variance).abs() < 1e-9);
        assert!((area.theta + variance * 0.8).abs() < 1e-9);
        let before = area.variance;
        area.review(0.8, true, 0.0, 0.0, 4);
        assert!(area.variance < before);
    }

    #[test]
    fn mastery_holds_its_mean_and_says_when_there_is_too_little() {
        let mut area = AreaState::default();
        let early = area.mastery(&[0.9, 0.5], 8, 0.3);
        assert!(early.low < early.mean && early.mean < early.high && !early.enough);
        for day in 0..20 {
            area.review(0.8, day % 5 != 0, 0.0, 0.0, day);
        }
        let late = area.mastery(&[0.9, 0.5], 8, 0.3);
        assert!(late.enough && late.high - late.low < early.high - early.low);
        let nothing = AreaState::default().mastery(&[], 0, 0.3);
        assert!(nothing.mean.is_finite() && nothing.low >= 0.0 && nothing.high <= 1.0);
    }

    #[test]
    fn a_clock_set_back_changes_no_variance() {
        let mut area = AreaState::default();
        area.review(0.8, true, 0.0, 0.0, 100);
        let mut same = area;
        let mut back = area;
        same.review(0.8, true, 0.0, 0.0, 100);
        back.review(0.8, true, 0.0, 0.0, 10);
        assert_eq!(same, back);
    }
}
