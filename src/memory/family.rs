//! A small family of ways to forget, and what the learner's own reviews say about each.
//!
//! The family varies four things of the parameters in force: the first stabilities, the decay of
//! the forgetting curve, the growth at each success, and whether a success adds more when more
//! was forgotten. Difficulty depends on the grades alone, so a drill needs one stability for each
//! member and one difficulty for all. The evidence is a
//! sum over spaced reviews: it is kept as one number a member and never needs the history again.

use serde::{Deserialize, Serialize};

use super::{Grade, Memory, Parameters, state};

/// Scales of the first stabilities.
const SCALES: [f64; 5] = [0.12, 0.3, 0.6, 1.0, 2.0];
/// Decays beside the one in force; the last is close to exponential forgetting.
const DECAYS: [f64; 4] = [0.1542, 0.32, 0.76, 2.5];
/// Two decays closer than this ratio are one.
const SAME_DECAY: f64 = 1.2;
/// Scales of the growth of stability at a success.
const GROWTHS: [f64; 4] = [0.1, 0.35, 1.0, 2.2];
/// Strengths of the spacing effect: whole, or none.
const SPACINGS: [f64; 2] = [1.0, 0.0];
/// Log-odds against there being none.
const NO_SPACING: f64 = 2.0;
/// Centre of the log-normal prior to predict with, and its standard deviations: wider, and less
/// hopeful. A wrong hope costs trust, a wrong plan only some minutes.
const CAUTION: (f64, f64, f64) = (-0.2, 0.4, -0.5);
const CAUTIOUS_SPREADS: (f64, f64, f64) = (0.9, 1.1, 1.0);
const CAUTIOUS_NO_SPACING: f64 = 1.0;
/// Standard deviations of the log-normal prior on scale, decay and growth.
const SPREADS: (f64, f64, f64) = (0.8, 0.9, 0.8);

/// Holds one way to forget.
#[derive(Debug, Clone, PartialEq)]
pub struct Hypothesis {
    /// FSRS-6 parameters under this hypothesis.
    pub parameters: Parameters,
    /// Logarithm of its prior probability, up to a constant, for choosing what to plan on.
    pub log_prior: f64,
    /// The same for predicting: wider, and less hopeful than the parameters in force.
    pub log_caution: f64,
}

/// Lists the hypotheses around the parameters in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    members: Vec<Hypothesis>,
    neutral: usize,
}

/// Holds a drill's memory under every member of a family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    stabilities: Vec<f32>,
    difficulty: f32,
    last_day: i64,
    reviews: u32,
    lapses: u32,
    sessions: u32,
}

/// Holds one review as the evidence needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Grade, amendments applied.
    pub grade: Grade,
    /// Study day.
    pub day: i64,
    /// Chance of a right answer without knowing (one over the options of a choice), 0..1.
    pub guess: f64,
    /// Chance of a wrong answer in spite of knowing, 0..1.
    pub slip: f64,
}

/// Sums the evidence of all spaced reviews for each member of a family.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Beliefs {
    log_likelihood: Vec<f64>,
    /// Spaced reviews counted.
    pub spaced_reviews: u32,
}

impl Family {
    /// Builds the family around the parameters in force.
    pub fn around(base: &Parameters) -> Self {
        let mut members = Vec::new();
        let mut neutral = 0;
        let ratio = |decay: f64| (decay / base.decay()).max(base.decay() / decay);
        let decays: Vec<f64> = std::iter::once(base.decay())
            .chain(DECAYS.into_iter().filter(|&d| ratio(d) >= SAME_DECAY))
            .collect();
        for scale in SCALES {
            for &decay in &decays {
                for (growth, spacing) in GROWTHS.into_iter().flat_map(|g| SPACINGS.map(|s| (g, s))) {
                    let parameters = base.varied(scale, decay, growth, spacing);
                    let z = [
                        scale.ln() / SPREADS.0,
                        (parameters.decay() / base.decay()).ln() / SPREADS.1,
                        growth.ln() / SPREADS.2,
                    ];
                    let none = 1.0 - spacing;
                    let half_square = |z: [f64; 3]| 0.5 * z.iter().map(|z| z * z).sum::<f64>();
                    if half_square(z) < 1e-18 && spacing > 0.5 {
                        neutral = members.len();
                    }
                    let cautious = [
                        (scale.ln() - CAUTION.0) / CAUTIOUS_SPREADS.0,
                        ((parameters.decay() / base.decay()).ln() - CAUTION.1) / CAUTIOUS_SPREADS.1,
                        (growth.ln() - CAUTION.2) / CAUTIOUS_SPREADS.2,
                    ];
                    members.push(Hypothesis {
                        parameters,
                        log_prior: -half_square(z) - NO_SPACING * none,
                        log_caution: -half_square(cautious) - CAUTIOUS_NO_SPACING * none,
                    });
                }
            }
        }
        Self { members, neutral }
    }

    /// Holds one set of parameters alone, where nothing is to be calibrated.
    pub fn of_one(parameters: Parameters) -> Self {
        Self { members: vec![Hypothesis { parameters, log_prior: 0.0, log_caution: 0.0 }], neutral: 0 }
    }

    /// Lists the members.
    pub fn members(&self) -> &[Hypothesis] {
        &self.members
    }

    /// Returns the parameters of a member; those in force where there is no such member.
    pub fn parameters(&self, member: usize) -> &Parameters {
        &self.members[if member < self.members.len() { member } else { self.neutral }].parameters
    }

    /// Returns a number that differs where traces and beliefs must be rebuilt: when the parameters
    /// in force or the family itself have changed.
    pub fn fingerprint(&self) -> u64 {
        self.members
            .iter()
            .flat_map(|member| {
                let values = member.parameters.values();
                let spacing = member.parameters.forgotten(0.0);
                values.iter().copied().chain([spacing, member.log_prior])
            })
            .fold(0xCBF2_9CE4_8422_2325, |hash: u64, value| {
                (hash ^ value.to_bits()).wrapping_mul(0x0000_0100_0000_01B3)
            })
    }

    /// Returns how far a member is from the parameters in force, in standard deviations.
    pub fn oddness(&self, member: usize) -> f64 {
        let log_prior = self.members.get(member).map_or(0.0, |m| m.log_prior);
        (-2.0 * log_prior).max(0.0).sqrt()
    }

    /// Returns the index of the member that changes nothing.
    pub const fn neutral(&self) -> usize {
        self.neutral
    }
}

impl Trace {
    /// Starts a drill's traces at its first review.
    pub fn first(family: &Family, grade: Grade, day: i64) -> Self {
        let (_, difficulty) = state::first(family.parameters(family.neutral), grade);
        Self {
            stabilities: family
                .members
                .iter()
                .map(|member| state::first(&member.parameters, grade).0 as f32)
                .collect(),
            difficulty: difficulty as f32,
            last_day: day,
            reviews: 1,
            lapses: 0,
            sessions: 1,
        }
    }

    /// Tells whether the trace belongs to a family of this size (else it must be rebuilt).
    pub fn fits(&self, family: &Family) -> bool {
        self.stabilities.len() == family.members.len()
    }

    /// Returns the memory under one member.
    pub fn memory(&self, member: usize) -> Memory {
        Memory {
            stability_days: self.stabilities.get(member).map_or(1.0, |&stability| f64::from(stability)),
            difficulty: f64::from(self.difficulty),
            last_day: self.last_day,
            reviews: self.reviews,
            lapses: self.lapses,
            sessions: self.sessions,
        }
    }

    fn advance(&mut self, family: &Family, grade: Grade, day: i64) {
        let days = day.saturating_sub(self.last_day).max(0) as f64;
        let difficulty = f64::from(self.difficulty);
        for (stability, member) in self.stabilities.iter_mut().zip(&family.members) {
            *stability =
                state::next(&member.parameters, f64::from(*stability), difficulty, days, grade).0 as f32;
        }
        self.difficulty = state::next_difficulty(family.parameters(family.neutral), difficulty, grade) as f32;
        self.sessions = self.sessions.saturating_add(u32::from(day != self.last_day));
        self.last_day = day;
        self.reviews = self.reviews.saturating_add(1);
        self.lapses = self.lapses.saturating_add(u32::from(!grade.is_right()));
    }
}

impl Beliefs {
    /// Counts one review: adds its evidence where it is spaced, and carries the drill's traces on.
    pub fn observe(&mut self, family: &Family, trace: &mut Option<Trace>, answer: Answer) {
        self.log_likelihood.resize(family.members.len(), 0.0);
        match trace {
            Some(known) if known.fits(family) => {
                let days = answer.day.saturating_sub(known.last_day).max(0) as f64;
                if days > 0.0 {
                    self.spaced_reviews = self.spaced_reviews.saturating_add(1);
                    for ((sum, member), &stability) in
                        self.log_likelihood.iter_mut().zip(&family.members).zip(&known.stabilities)
                    {
                        let recall = state::retrievability(&member.parameters, f64::from(stability), days);
                        *sum += log_chance(recall, answer);
                    }
                }
                known.advance(family, answer.grade, answer.day);
            }
            _ => *trace = Some(Trace::first(family, answer.grade, answer.day)),
        }
    }

    /// Replays one drill's history, oldest first: its traces and the evidence it alone gives.
    pub fn replay(family: &Family, history: &[Answer]) -> (Option<Trace>, Self) {
        let mut beliefs = Self::default();
        let mut trace = None;
        for &answer in history {
            beliefs.observe(family, &mut trace, answer);
        }
        (trace, beliefs)
    }

    /// Adds the evidence of another drill.
    pub fn add(&mut self, other: &Self) {
        self.combine(other, 1.0);
        self.spaced_reviews = self.spaced_reviews.saturating_add(other.spaced_reviews);
    }

    /// Takes back the evidence of a drill whose history was undone or amended.
    pub fn retract(&mut self, other: &Self) {
        self.combine(other, -1.0);
        self.spaced_reviews = self.spaced_reviews.saturating_sub(other.spaced_reviews);
    }

    /// Returns the posterior probability of each member; they sum to 1.
    pub fn posterior(&self, family: &Family) -> Vec<f64> {
        self.weigh(family, |member| member.log_prior)
    }

    /// Returns the posterior to predict with, from the wider and less hopeful prior.
    pub fn cautious(&self, family: &Family) -> Vec<f64> {
        self.weigh(family, |member| member.log_caution)
    }

    fn weigh(&self, family: &Family, prior: impl Fn(&Hypothesis) -> f64) -> Vec<f64> {
        let logs: Vec<f64> = family
            .members
            .iter()
            .enumerate()
            .map(|(index, member)| {
                let likelihood = self.log_likelihood.get(index).copied().unwrap_or(0.0);
                prior(member) + likelihood
            })
            .collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut shares: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
        let sum: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= sum;
        }
        shares
    }

    /// Returns the most likely member, which the planner uses.
    pub fn chosen(&self, family: &Family) -> usize {
        let mut best = (family.neutral, f64::NEG_INFINITY);
        for (index, share) in self.posterior(family).into_iter().enumerate() {
            if share > best.1 {
                best = (index, share);
            }
        }
        best.0
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        let size = self.log_likelihood.len().max(other.log_likelihood.len());
        self.log_likelihood.resize(size, 0.0);
        for (sum, part) in self.log_likelihood.iter_mut().zip(&other.log_likelihood) {
            *sum += sign * part;
        }
    }
}

/// Returns ln p of an answer, with p = g + (1−g−s)·R the chance of a right one.
fn log_chance(recall: f64, answer: Answer) -> f64 {
    let guess = answer.guess.clamp(0.0, 0.95);
    let slip = answer.slip.clamp(0.0, 0.95 - guess);
    let right = (guess + (1.0 - guess - slip) * recall).clamp(1e-4, 1.0 - 1e-4);
    if answer.grade.is_right() { right.ln() } else { (1.0 - right).ln() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(grade: Grade, day: i64) -> Answer {
        Answer { grade, day, guess: 0.0, slip: 0.0 }
    }

    #[test]
    fn the_neutral_member_is_the_parameters_in_force() {
        let base = Parameters::default();
        let family = Family::around(&base);
        let neutral = family.parameters(family.neutral());
        for (ours, given) in neutral.values().iter().zip(base.values()) {
            assert!((ours - given).abs() < 1e-12);
        }
        assert_eq!(Beliefs::default().chosen(&family), family.neutral());
        assert!(family.oddness(family.neutral()) < 1e-9);
        let mut other = *base.values();
        other[20] = 0.3;
        let other = Family::around(&Parameters::new(other).unwrap());
        assert_ne!(family.fingerprint(), other.fingerprint());
        assert_eq!(family.fingerprint(), Family::around(&base).fingerprint());
    }

    #[test]
    fn a_trace_follows_the_memory_of_each_member() {
        let family = Family::around(&Parameters::default());
        let history =
            [answer(Grade::Good, 0), answer(Grade::Again, 4), answer(Grade::Good, 4), answer(Grade::Hard, 7)];
        let (trace, beliefs) = Beliefs::replay(&family, &history);
        let trace = trace.unwrap();
        let log: Vec<_> = history.iter().map(|a| (a.grade, a.day)).collect();
        for member in 0..family.members().len() {
            let expected = Memory::replay(family.parameters(member), &log).unwrap();
            let got = trace.memory(member);
            let relative = got.stability_days / expected.stability_days - 1.0;
            assert!(relative.abs() < 1e-4, "member {member}");
            assert_eq!((got.reviews, got.lapses), (4, 1));
        }
        // The same-day repair gives no evidence.
        assert_eq!(beliefs.spaced_reviews, 2);
    }

    #[test]
    fn fast_forgetting_is_noticed_and_taken_back() {
        let family = Family::around(&Parameters::default());
        let mut beliefs = Beliefs::default();
        let forgets = [answer(Grade::Good, 0), answer(Grade::Again, 3)];
        let keeps = [answer(Grade::Good, 0), answer(Grade::Good, 3)];
        for drill in 0..40 {
            let history = if drill % 2 == 0 { &forgets } else { &keeps };
            beliefs.add(&Beliefs::replay(&family, history).1);
        }
        let (trace, _) = Beliefs::replay(&family, &forgets[..1]);
        let trace = trace.unwrap();
        let recall = |member: usize| trace.memory(member).retrievability(family.parameters(member), 3.0);
        let chosen = beliefs.chosen(&family);
        assert!(recall(family.neutral()) > 0.85);
        assert!((recall(chosen) - 0.5).abs() < 0.2, "{}", recall(chosen));
        for drill in 0..40 {
            let history = if drill % 2 == 0 { &forgets } else { &keeps };
            beliefs.retract(&Beliefs::replay(&family, history).1);
        }
        assert_eq!(beliefs.spaced_reviews, 0);
        assert_eq!(beliefs.chosen(&family), family.neutral());
    }

    #[test]
    fn posterior_is_a_distribution_and_survives_storage() {
        let family = Family::around(&Parameters::default());
        let (trace, beliefs) = Beliefs::replay(&family, &[answer(Grade::Hard, 0), answer(Grade::Good, 9)]);
        let sum: f64 = beliefs.posterior(&family).iter().sum();
        assert!((sum - 1.0).abs() < 1e-9);
        let bytes = serde_json::to_string(&(&trace, &beliefs)).unwrap();
        let back: (Option<Trace>, Beliefs) = serde_json::from_str(&bytes).unwrap();
        assert_eq!(back.0, trace);
        assert!(back.0.unwrap().fits(&family));
    }
}
