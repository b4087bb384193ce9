//! Six simulated learners, one for each theory of forgetting.
//!
//! Each says how likely a drill is recalled on a day and changes with every session. None of the
//! figures comes from real people: the equations are published, the constants of ACT-R, DASH and
//! HLR are set so that the learner is an ordinary one (ACT-R, DASH) or a harsh one (HLR, whose
//! forgetting is exponential).

use hotseat::memory::{Grade, Memory, Parameters, sigmoid};
use hotseat::schedule::{mix, unit};

/// Names a theory of forgetting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theory {
    /// FSRS-6 with the default parameters.
    Fsrs6,
    /// FSRS-6 with parameters sampled for each learner and drill.
    Fsrs6Sampled,
    /// ACT-R with the spacing effect of Pavlik and Anderson (2005).
    ActR,
    /// DASH: logistic in counts over time windows (Lindsey et al. 2014).
    Dash,
    /// Half-life regression: exponential forgetting (Settles and Meeder 2016).
    Hlr,
    /// FSRS-7: two power curves and a short-term stability.
    Fsrs7,
}

impl Theory {
    pub const ALL: [Self; 6] =
        [Self::Hlr, Self::ActR, Self::Dash, Self::Fsrs7, Self::Fsrs6Sampled, Self::Fsrs6];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Fsrs6 => "FSRS-6",
            Self::Fsrs6Sampled => "FSRS-6 sampled",
            Self::ActR => "ACT-R",
            Self::Dash => "DASH",
            Self::Hlr => "HLR",
            Self::Fsrs7 => "FSRS-7",
        }
    }
}

#[derive(Debug, Clone)]
enum State {
    New,
    Fsrs6(Memory),
    ActR(Vec<(f64, f64)>),
    Counts(Vec<(f64, bool)>),
    Fsrs7 { s: f64, d: f64, last: f64 },
}

/// Holds one simulated learner.
pub struct Learner {
    theory: Theory,
    seed: u64,
    parameters: Vec<Parameters>,
    shift: Vec<f64>,
    first_try: Vec<f64>,
    tries: Vec<u64>,
    states: Vec<State>,
}

/// Areas of a learner whose first-try rates differ.
pub const AREAS: usize = 10;

impl Learner {
    /// Builds a learner of `drills` drills; the same seed gives the same luck to every policy.
    ///
    /// `first_try` fixes the chance of a right first try; none draws it area by area from
    /// Beta(2, 4).
    pub fn new(theory: Theory, drills: usize, first_try: Option<f64>, seed: u64) -> Self {
        let areas: Vec<f64> = (0..AREAS as u64)
            .map(|area| first_try.unwrap_or_else(|| beta_2_4(mix(seed, 77), area)))
            .collect();
        let own = mix(seed, 99);
        let base = if theory == Theory::Fsrs6Sampled { sampled(own) } else { Parameters::default() };
        let per_drill: Vec<Parameters> = if theory == Theory::Fsrs6Sampled {
            (0..drills as u64)
                .map(|drill| {
                    let mut w = *base.values();
                    let scale = (0.4 * normal(own, 1000 + 2 * drill)).exp();
                    for first in &mut w[..4] {
                        *first *= scale;
                    }
                    w[4] += 0.8 * normal(own, 500_000 + 2 * drill);
                    Parameters::new(w).unwrap_or_default()
                })
                .collect()
        } else {
            vec![base]
        };
        Self {
            theory,
            seed,
            parameters: per_drill,
            shift: (0..drills as u64).map(|drill| normal(own, 900_000 + 2 * drill)).collect(),
            first_try: (0..drills).map(|drill| areas[drill % AREAS]).collect(),
            tries: vec![0; drills],
            states: vec![State::New; drills],
        }
    }

    pub fn drills(&self) -> usize {
        self.states.len()
    }

    pub fn is_new(&self, drill: usize) -> bool {
        matches!(self.states[drill], State::New)
    }

    /// Returns the chance of a right answer on a day.
    pub fn recall(&self, drill: usize, day: f64) -> f64 {
        match &self.states[drill] {
            State::New => self.first_try[drill],
            State::Fsrs6(memory) => memory.retrievability(self.fsrs6(drill), day - memory.last_day as f64),
            State::ActR(trace) => act_r_recall(activation(trace, day)),
            State::Counts(log) if self.theory == Theory::Dash => dash(log, day, 0.4 * self.shift[drill]),
            State::Counts(log) => hlr(log, day, 0.3 * self.shift[drill]),
            State::Fsrs7 { s, last, .. } => fsrs7::recall((day - last).max(0.0), *s),
        }
    }

    /// Lets the learner answer; a wrong answer is repaired on the same day.
    pub fn answer(&mut self, drill: usize, day: i64) -> (bool, Grade) {
        let draw = mix(self.seed, (drill as u64) << 20 | self.tries[drill]);
        self.tries[drill] += 1;
        let right = unit(draw, 0) < self.recall(drill, day as f64);
        let grade = match unit(draw, 1) {
            _ if !right => Grade::Again,
            u if u < 0.15 => Grade::Hard,
            u if u < 0.85 => Grade::Good,
            _ => Grade::Easy,
        };
        self.states[drill] = self.after(drill, day, grade);
        (right, grade)
    }

    /// Returns the mean chance of a right answer on a day over all drills.
    pub fn readiness(&self, day: f64) -> f64 {
        let sum: f64 = (0..self.drills()).map(|d| self.recall(d, day)).sum();
        sum / self.drills() as f64
    }

    /// Returns the share right when every drill is asked once on a day.
    pub fn exam(&self, day: f64) -> f64 {
        let right = (0..self.drills())
            .filter(|&d| unit(mix(self.seed, 4_242), d as u64) < self.recall(d, day))
            .count();
        right as f64 / self.drills() as f64
    }

    fn fsrs6(&self, drill: usize) -> &Parameters {
        &self.parameters[drill % self.parameters.len()]
    }

    fn after(&self, drill: usize, day: i64, grade: Grade) -> State {
        let right = grade.is_right();
        let now = day as f64;
        match (self.theory, self.states[drill].clone()) {
            (Theory::Fsrs6 | Theory::Fsrs6Sampled, state) => {
                let w = self.fsrs6(drill);
                let mut memory = match state {
                    State::Fsrs6(memory) => memory.after(w, grade, day),
                    _ => Memory::first(w, grade, day),
                };
                if !right {
                    memory = memory.after(w, Grade::Good, day);
                }
                State::Fsrs6(memory)
            }
            (Theory::ActR, state) => {
                let mut trace = match state {
                    State::ActR(trace) => trace,
                    _ => Vec::new(),
                };
                let decay = if trace.is_empty() {
                    ACT_R_DECAY
                } else {
                    ACT_R_SCALE * activation(&trace, now).exp() + ACT_R_DECAY
                };
                trace.push((now, decay));
                State::ActR(trace)
            }
            (Theory::Dash | Theory::Hlr, state) => {
                let mut log = match state {
                    State::Counts(log) => log,
                    _ => Vec::new(),
                };
                log.push((now, right));
                State::Counts(log)
            }
            (Theory::Fsrs7, state) => {
                let (mut s, mut d) = match state {
                    State::Fsrs7 { s, d, last } => fsrs7::next(s, d, now - last, grade),
                    _ => fsrs7::first(grade),
                };
                if !right {
                    (s, d) = fsrs7::next(s, d, 0.004, Grade::Good);
                }
                State::Fsrs7 { s, d, last: now }
            }
        }
    }
}

const ACT_R_DECAY: f64 = 0.177;
const ACT_R_SCALE: f64 = 0.217;
const ACT_R_NOISE: f64 = 0.255;
const ACT_R_THRESHOLD: f64 = -1.6;
/// Seconds of a day that count against memory, interference outside sessions being weak.
const ACT_R_DAY: f64 = 86_400.0 * 0.025;

fn activation(trace: &[(f64, f64)], day: f64) -> f64 {
    trace.iter().map(|&(then, decay)| ((day - then) * ACT_R_DAY).max(1.0).powf(-decay)).sum::<f64>().ln()
}

fn act_r_recall(activation: f64) -> f64 {
    sigmoid((activation - ACT_R_THRESHOLD) / ACT_R_NOISE)
}

fn dash(log: &[(f64, bool)], day: f64, shift: f64) -> f64 {
    // Weights of ln(1 + tries) and ln(1 + right tries) in windows of 1, 7, 30 days and ever.
    const WINDOWS: [(f64, f64, f64); 4] =
        [(1.0, 0.20, 0.60), (7.0, 0.13, 0.60), (30.0, -0.15, 0.57), (f64::INFINITY, 0.09, 0.48)];
    let mut sum = -0.2 + shift;
    for (window, tries, right) in WINDOWS {
        let within = log.iter().filter(|(then, _)| day - then <= window);
        let (n, c) = within.fold((0.0, 0.0), |(n, c), &(_, ok)| (n + 1.0, c + f64::from(u8::from(ok))));
        sum += tries * f64::ln_1p(n) + right * f64::ln_1p(c);
    }
    sigmoid(sum)
}

fn hlr(log: &[(f64, bool)], day: f64, shift: f64) -> f64 {
    let right = log.iter().filter(|(_, ok)| *ok).count() as f64;
    let wrong = log.len() as f64 - right;
    let half_life = (0.9 + 1.3 * right.sqrt() - 0.3 * wrong.sqrt() + shift).exp2();
    let last = log.last().map_or(day, |(then, _)| *then);
    (-(day - last).max(0.0) / half_life).exp2()
}

/// FSRS-7 as published with the srs-benchmark: 35 default parameters, times in days.
mod fsrs7 {
    use hotseat::memory::Grade;

    const FIRST: [f64; 4] = [0.041, 2.4175, 4.1283, 11.9709];
    const D: [f64; 3] = [5.6385, 0.4468, 3.262];
    const LONG: [f64; 9] = [2.3054, 0.1688, 1.3325, 0.3524, 0.0049, 0.7503, 0.0896, 0.6625, 1.3];
    const SHORT: [f64; 9] = [0.882, 0.3072, 3.5875, 0.303, 0.0107, 0.2279, 2.6413, 0.5594, 1.3];
    const DECAYS: [f64; 2] = [0.0723, 0.1634];
    const BASES: [f64; 2] = [0.5, 0.9555];
    const WEIGHTS: [f64; 2] = [0.2245, 0.6232];
    const POWERS: [f64; 2] = [-0.1362, 0.3862];

    pub fn recall(days: f64, s: f64) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for k in 0..2 {
            let factor = BASES[k].powf(-1.0 / DECAYS[k]) - 1.0;
            let curve = (1.0 + factor * days / s).powf(-DECAYS[k]);
            let weight = WEIGHTS[k] * s.powf(POWERS[k]);
            sum += weight * curve;
            weights += weight;
        }
        (sum / weights).clamp(1e-4, 1.0 - 1e-4)
    }

    fn first_difficulty(grade: Grade) -> f64 {
        D[0] - (D[1] * (f64::from(grade.number()) - 1.0)).exp() + 1.0
    }

    pub fn first(grade: Grade) -> (f64, f64) {
        let s = FIRST[usize::from(grade.number()) - 1];
        (s, first_difficulty(grade).clamp(1.0, 10.0))
    }

    pub fn next(s: f64, d: f64, days: f64, grade: Grade) -> (f64, f64) {
        let r = recall(days, s);
        let after = |w: &[f64; 9]| {
            let fail = w[3] * d.powf(-w[4]) * ((s + 1.0).powf(w[5]) - 1.0) * ((1.0 - r) * w[6]).exp();
            let fail = fail.min(s);
            if grade == Grade::Again {
                return fail;
            }
            let by_grade = match grade {
                Grade::Hard => w[7],
                Grade::Easy => w[8],
                _ => 1.0,
            };
            let growth =
                (w[0] - 1.5).exp() * (11.0 - d) * s.powf(-w[1]) * ((1.0 - r) * w[2]).exp_m1() * by_grade;
            fail.max(s * (1.0 + growth))
        };
        let long_share = 1.0 - (-2.5 * days).exp();
        let s = long_share * after(&LONG) + (1.0 - long_share) * after(&SHORT);
        let change = -D[2] * (f64::from(grade.number()) - 3.0);
        let damped = d + change * (10.0 - d) / 9.0;
        let d = 0.01 * first_difficulty(Grade::Easy) + 0.99 * damped;
        (s.clamp(0.0001, 36_500.0), d.clamp(1.0, 10.0))
    }
}

/// Samples a learner's FSRS-6 parameters around the defaults.
fn sampled(seed: u64) -> Parameters {
    let mut w = *Parameters::default().values();
    let scale = (0.5 * normal(seed, 0)).exp();
    for first in &mut w[..4] {
        *first *= scale;
    }
    w[8] += 0.3 * normal(seed, 2);
    w[10] *= (0.15 * normal(seed, 4)).exp();
    w[11] *= (0.2 * normal(seed, 6)).exp();
    w[15] *= (0.15 * normal(seed, 8)).exp();
    w[20] *= (0.35 * normal(seed, 10)).exp();
    Parameters::new(w).unwrap_or_default()
}

fn normal(seed: u64, key: u64) -> f64 {
    let radius = (-2.0 * unit(seed, key).max(1e-12).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(seed, key + 1)).cos()
}

/// Draws from Beta(2, 4): the second smallest of five uniform numbers.
fn beta_2_4(seed: u64, key: u64) -> f64 {
    let mut draws: Vec<f64> = (0..5).map(|k| unit(seed, 10 * key + k)).collect();
    draws.sort_by(f64::total_cmp);
    draws[1]
}
