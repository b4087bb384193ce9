//! What the scheduler is told: the drills, the days left and the model of the learner.

use serde::{Deserialize, Serialize};

use crate::memory::{AreaState, Memory, Parameters, pooled_first_try_rate};

/// Holds the seconds a drill is expected to take.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// A review that is right.
    pub ok_s: f64,
    /// A review that is wrong, its repair on the same day included.
    pub fail_s: f64,
    /// A first try that is right.
    pub new_ok_s: f64,
    /// A first try that is wrong, its repair included.
    pub new_fail_s: f64,
}

impl Default for Cost {
    fn default() -> Self {
        Self { ok_s: 20.0, fail_s: 40.0, new_ok_s: 30.0, new_fail_s: 60.0 }
    }
}

impl Cost {
    /// Returns the expected seconds of a review recalled with chance `recall`.
    pub fn review(&self, recall: f64) -> f64 {
        (recall * self.ok_s + (1.0 - recall) * self.fail_s).max(0.1)
    }

    /// Returns the expected seconds of a first try that is right with chance `right`.
    pub fn first_try(&self, right: f64) -> f64 {
        (right * self.new_ok_s + (1.0 - right) * self.new_fail_s).max(0.1)
    }
}

/// Holds one drill as the scheduler sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Hash of the drill's id; breaks ties, with the seed.
    pub key: u64,
    /// Index of its area in [`Model::areas`].
    pub area: u16,
    /// Weight in readiness, above 0.
    pub weight: f64,
    /// Memory under the model's parameters; none for a drill never tried.
    pub memory: Option<Memory>,
    /// Expected seconds.
    pub cost: Cost,
    /// Whether it may be asked today: not skipped, not left out by a filter. A drill reviewed
    /// today is left out in any case: one counted session a drill a day.
    pub open_today: bool,
    /// Whether its last counted answer was a mistake made with confidence.
    pub confident_mistake: bool,
}

impl Item {
    /// Builds a drill with defaults: weight 1, default costs, open today.
    pub fn new(key: u64, area: u16, memory: Option<Memory>) -> Self {
        Self {
            key,
            area,
            weight: 1.0,
            memory,
            cost: Cost::default(),
            open_today: true,
            confident_mistake: false,
        }
    }

    /// Tells whether a counted session may still take place on a study day.
    pub fn may_be_asked(&self, today: i64) -> bool {
        self.open_today && self.memory.is_none_or(|memory| memory.last_day != today)
    }

    /// Returns the weight, held within sensible limits.
    pub fn sane_weight(&self) -> f64 {
        if self.weight.is_finite() { self.weight.clamp(1e-3, 1e3) } else { 1.0 }
    }
}

/// Holds the days left until the interview and the minutes on each.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    /// Study-day number of today.
    pub today: i64,
    /// Study-day number of the interview.
    pub interview: i64,
    /// Minutes of today, tomorrow, … up to the day before the interview; 0 on days off. Today's
    /// are already less what was used and what yesterday overshot. Missing days repeat nothing: 0.
    pub minutes: Vec<f64>,
}

impl Horizon {
    /// Builds a horizon with the same minutes on every day left.
    pub fn even(today: i64, interview: i64, minutes: f64) -> Self {
        let days = interview.saturating_sub(today).clamp(0, 36_500);
        Self { today, interview, minutes: vec![minutes; days as usize] }
    }

    /// Returns the days until the interview, 0 on the day and after it.
    pub fn days_left(&self) -> i64 {
        self.interview.saturating_sub(self.today).max(0)
    }

    /// Returns the part of the preparation today belongs to.
    pub fn phase(&self) -> Phase {
        match self.interview.saturating_sub(self.today) {
            ..0 => Phase::After,
            0 => Phase::Morning,
            1..=MOCK_DAYS => Phase::LastDays,
            _ => Phase::Plan,
        }
    }

    /// Returns the study day some days after today.
    pub fn day(&self, offset: usize) -> i64 {
        self.today.saturating_add(i64::try_from(offset).unwrap_or(i64::MAX))
    }

    /// Returns the seconds of study of a day after today, 0 for unusable figures.
    pub fn seconds(&self, offset: usize) -> f64 {
        let minutes = self.minutes.get(offset).copied().unwrap_or(0.0);
        if minutes.is_finite() && self.day(offset) < self.interview {
            minutes.clamp(0.0, 1440.0) * 60.0
        } else {
            0.0
        }
    }
}

/// Names the part of the preparation a day belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The plan decides.
    Plan,
    /// The plan decides, and a mock is worth offering: at most three days are left.
    LastDays,
    /// The day of the interview: a warm-up is worth offering.
    Morning,
    /// After the interview: back to due dates.
    After,
}

/// Days before the interview from which mocks are offered.
const MOCK_DAYS: i64 = 3;

/// Holds what is believed about the learner.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// FSRS-6 parameters, those of the most likely hypothesis.
    pub parameters: Parameters,
    /// Mastery of each area, by [`Item::area`].
    pub areas: Vec<AreaState>,
    /// First-try rate over all areas.
    pub pooled: f64,
    /// Shares of hard, good and easy among right answers; they sum to 1.
    pub right_grades: [f64; 3],
}

/// Shares of hard, good and easy among right answers before there is evidence.
pub const RIGHT_GRADES: [f64; 3] = [0.15, 0.70, 0.15];

impl Model {
    /// Builds the model of a learner from parameters and areas.
    pub fn new(parameters: Parameters, areas: Vec<AreaState>) -> Self {
        let pooled = pooled_first_try_rate(&areas);
        Self { parameters, areas, pooled, right_grades: RIGHT_GRADES }
    }

    /// Returns the chance that an unseen drill of an area is right at the first try.
    pub fn first_try_rate(&self, area: u16) -> f64 {
        self.areas
            .get(usize::from(area))
            .map_or(self.pooled, |state| state.first_try_rate(self.pooled))
            .clamp(0.01, 0.99)
    }
}

/// Mixes a seed and a key into 64 well-spread bits (the finaliser of SplitMix64).
pub fn mix(seed: u64, key: u64) -> u64 {
    let mut z =
        seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(key).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Mixes a seed and a key into a number 0..1.
pub fn unit(seed: u64, key: u64) -> f64 {
    (mix(seed, key) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Hashes a drill's id (FNV-1a), the same on every machine.
pub fn key_of(id: &str) -> u64 {
    id.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_follow_the_date() {
        let phase = |today| Horizon::even(today, 20, 10.0).phase();
        assert_eq!(phase(1), Phase::Plan);
        assert_eq!(phase(17), Phase::LastDays);
        assert_eq!(phase(19), Phase::LastDays);
        assert_eq!(phase(20), Phase::Morning);
        assert_eq!(phase(21), Phase::After);
        assert_eq!(phase(i64::MIN), Phase::Plan);
    }

    #[test]
    fn unusable_weights_and_shares_do_no_harm() {
        let mut item = Item::new(key_of("a"), 9, None);
        for weight in [f64::NAN, f64::INFINITY, -3.0, 0.0] {
            item.weight = weight;
            assert!(item.sane_weight() > 0.0 && item.sane_weight().is_finite());
        }
        let model = Model::new(Parameters::default(), Vec::new());
        assert!((model.first_try_rate(9) - 0.3).abs() < 1e-9);
        assert_ne!(key_of("metrics/take-rate"), key_of("metrics/gmv"));
    }
}
