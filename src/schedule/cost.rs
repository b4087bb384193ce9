//! How long drills take this learner, learned from the log kind by kind.

use serde::{Deserialize, Serialize};

use super::Cost;

/// Answers that the prior counts for.
const PRIOR_ANSWERS: f64 = 8.0;
/// A single answer counts for at most this many times the estimate, and at least its inverse: a
/// coffee break in the middle of a drill is no drill time.
const CLIP: f64 = 3.0;
/// Limits of the learned factor.
const LIMITS: (f64, f64) = (0.1, 10.0);

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Tally {
    answers: f64,
    /// Sum of elapsed over expected time.
    ratio: f64,
}

/// Sums how long one kind of drill took, against what was expected.
///
/// A small table, updated answer by answer; never needs the log again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct KindCosts {
    ok: Tally,
    fail: Tally,
    new_ok: Tally,
    new_fail: Tally,
}

impl Tally {
    fn factor(&self) -> f64 {
        ((PRIOR_ANSWERS + self.ratio) / (PRIOR_ANSWERS + self.answers)).clamp(LIMITS.0, LIMITS.1)
    }

    fn observe(&mut self, expected_s: f64, elapsed_s: f64) {
        if elapsed_s.is_finite() && elapsed_s > 0.0 && expected_s > 0.0 {
            let factor = self.factor();
            self.answers += 1.0;
            self.ratio += (elapsed_s / expected_s).clamp(factor / CLIP, factor * CLIP);
        }
    }
}

impl KindCosts {
    /// Counts one drill: whether it was new, whether it was right, and the seconds it took in
    /// all, its repair on the same day included. Elapsed times of 0 say nothing.
    pub fn observe(&mut self, prior: &Cost, new: bool, right: bool, elapsed_s: f64) {
        let (tally, expected) = match (new, right) {
            (false, true) => (&mut self.ok, prior.ok_s),
            (false, false) => (&mut self.fail, prior.fail_s),
            (true, true) => (&mut self.new_ok, prior.new_ok_s),
            (true, false) => (&mut self.new_fail, prior.new_fail_s),
        };
        tally.observe(expected, elapsed_s);
    }

    /// Returns the expected cost of a drill of this kind whose prior is given.
    pub fn cost(&self, prior: &Cost) -> Cost {
        Cost {
            ok_s: prior.ok_s * self.ok.factor(),
            fail_s: prior.fail_s * self.fail.factor(),
            new_ok_s: prior.new_ok_s * self.new_ok.factor(),
            new_fail_s: prior.new_fail_s * self.new_fail.factor(),
        }
    }
}

/// Learns the costs of one kind from a log of (prior, new, right, elapsed seconds).
pub fn kind_costs<'a>(log: impl IntoIterator<Item = (&'a Cost, bool, bool, f64)>) -> KindCosts {
    let mut costs = KindCosts::default();
    for (prior, new, right, elapsed_s) in log {
        costs.observe(prior, new, right, elapsed_s);
    }
    costs
}

/// Returns the cost expected before there is evidence: the drill's own seconds where the answer
/// is written or spoken freely (recall, open), else 20/40 s, new 30/60 s.
pub fn prior_cost(own_seconds: Option<f64>) -> Cost {
    match own_seconds.filter(|s| s.is_finite() && *s > 0.0) {
        Some(seconds) => {
            let seconds = seconds.clamp(5.0, 3600.0);
            Cost { ok_s: seconds, fail_s: 1.5 * seconds, new_ok_s: 1.25 * seconds, new_fail_s: 2.0 * seconds }
        }
        None => Cost::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_follow_the_learner_and_ignore_a_coffee_break() {
        let prior = prior_cost(None);
        assert_eq!(KindCosts::default().cost(&prior), prior);
        let slow = kind_costs((0..60).map(|_| (&prior, false, true, 30.0))).cost(&prior);
        assert!((slow.ok_s - 29.0).abs() < 1.0, "{slow:?}");
        assert!((slow.fail_s - prior.fail_s).abs() < 1e-9);
        let mut costs = kind_costs((0..60).map(|_| (&prior, false, true, 20.0)));
        costs.observe(&prior, false, true, 7200.0);
        assert!(costs.cost(&prior).ok_s < 21.0);
        for odd in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            let before = costs;
            costs.observe(&prior, true, false, odd);
            assert_eq!(before, costs);
        }
    }

    #[test]
    fn written_answers_start_from_their_own_seconds() {
        let cost = prior_cost(Some(90.0));
        assert!((cost.ok_s - 90.0).abs() < 1e-9 && cost.fail_s > cost.ok_s);
        assert_eq!(prior_cost(Some(f64::NAN)), Cost::default());
    }
}
