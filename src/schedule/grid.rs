//! The grid of memory states on which the planner tabulates values, and where a review leads
//! from each of its points.

use crate::memory::{Grade, Parameters, state};

/// Points of the stability axis.
pub const STABILITIES: usize = 48;
/// Points of the difficulty axis: 1, 2, … 10.
pub const DIFFICULTIES: usize = 10;
/// Points of the grid; point (d, s) is at `d * STABILITIES + s`.
pub const POINTS: usize = STABILITIES * DIFFICULTIES;
/// Outcomes of a review: again (with its repair on the same day), hard, good, easy.
pub const OUTCOMES: usize = 4;

const LEAST: f64 = 0.02;
const GREATEST: f64 = 1500.0;

/// Holds a place between two neighbouring points of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place {
    /// Lower point.
    pub low: u16,
    /// Share of the upper point, 0..1.
    pub share: f32,
}

fn log_step() -> f64 {
    (GREATEST / LEAST).ln() / (STABILITIES - 1) as f64
}

/// Returns the logarithm of the stability at a point of the axis.
pub fn log_stability(point: usize) -> f64 {
    LEAST.ln() + point as f64 * log_step()
}

/// Places the logarithm of a stability on its axis; beyond the ends counts as the end.
pub fn place_log_stability(log: f64) -> Place {
    place((log - LEAST.ln()) / log_step(), STABILITIES)
}

/// Places a difficulty on its axis.
pub fn place_difficulty(difficulty: f64) -> Place {
    place(difficulty - 1.0, DIFFICULTIES)
}

fn place(x: f64, points: usize) -> Place {
    let x = x.clamp(0.0, (points - 1) as f64);
    let low = (x as usize).min(points - 2);
    Place { low: low as u16, share: (x - low as f64) as f32 }
}

/// Interpolates a table over the grid.
pub fn interpolate(table: &[f32], s: Place, d: Place) -> f32 {
    let low = usize::from(d.low) * STABILITIES + usize::from(s.low);
    let high = low + STABILITIES;
    let at = |row: usize| table[row] + s.share * (table[row + 1] - table[row]);
    let lower = at(low);
    lower + d.share * (at(high) - lower)
}

/// Holds what a review leaves of one memory: for each outcome the stability (as a logarithm) and
/// the difficulty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct After {
    /// ln of the stability in days, by outcome.
    pub log_stability: [f64; OUTCOMES],
    /// Difficulty, by outcome.
    pub difficulty: [f64; OUTCOMES],
}

/// Returns what a review leaves after some days; a failure is repaired by one good the same day.
pub fn after_review(w: &Parameters, stability: f64, difficulty: f64, days: f64) -> After {
    outcomes(|grade| state::next(w, stability, difficulty, days, grade), w)
}

/// Returns what a first try leaves.
pub fn after_first(w: &Parameters) -> After {
    outcomes(|grade| state::first(w, grade), w)
}

fn outcomes(next: impl Fn(Grade) -> (f64, f64), w: &Parameters) -> After {
    let mut after = After { log_stability: [0.0; OUTCOMES], difficulty: [0.0; OUTCOMES] };
    for (outcome, grade) in Grade::ALL.into_iter().enumerate() {
        let (mut s, mut d) = next(grade);
        if grade == Grade::Again {
            (s, d) = state::next(w, s, d, 0.0, Grade::Good);
        }
        after.log_stability[outcome] = s.ln();
        after.difficulty[outcome] = d;
    }
    after
}

/// Tabulates the reviews after one lag for every point of the grid.
#[derive(Debug, Clone)]
pub struct LagTable {
    /// Recall by stability point: it does not depend on difficulty.
    pub recall: [f32; STABILITIES],
    /// Place of the next stability, by point and outcome.
    pub next: Vec<[Place; OUTCOMES]>,
}

impl LagTable {
    /// Builds the table of one lag in days.
    ///
    /// The equations of [`state::next`] in logarithms, with what depends on one axis alone
    /// taken out of the loop; a test holds the two together.
    pub fn new(w: &Parameters, days: f64) -> Self {
        let p = w.values();
        let mut recall = [0.0_f32; STABILITIES];
        let mut next = vec![[Place::default(); OUTCOMES]; POINTS];
        let limits = (state::STABILITY.0.ln(), state::STABILITY.1.ln());
        for s in 0..STABILITIES {
            let log_s = log_stability(s);
            let stability = log_s.exp();
            let r = state::retrievability(w, stability, days);
            recall[s] = r as f32;
            let growth = p[8].exp() * (-p[9] * log_s).exp() * (w.forgotten(r) * p[10]).exp_m1();
            let failure =
                p[11].ln() + ((stability + 1.0).powf(p[13]) - 1.0).max(1e-12).ln() + (1.0 - r) * p[14];
            let ceiling = log_s - p[17] * p[18];
            for d in 0..DIFFICULTIES {
                let difficulty = (d + 1) as f64;
                let here = &mut next[d * STABILITIES + s];
                let base = growth * (11.0 - difficulty);
                for (outcome, factor) in [(1, p[15]), (2, 1.0), (3, p[16])] {
                    let log = log_s + (base * factor).ln_1p();
                    here[outcome] = place_log_stability(log.clamp(limits.0, limits.1));
                }
                let failed = (failure - p[12] * difficulty.ln()).min(ceiling).clamp(limits.0, limits.1);
                let repaired = failed + (p[17] * p[18] - p[19] * failed).max(0.0);
                here[0] = place_log_stability(repaired.clamp(limits.0, limits.1));
            }
        }
        Self { recall, next }
    }
}

/// Places the next difficulty of each difficulty point and outcome.
pub fn difficulty_table(w: &Parameters) -> [[Place; OUTCOMES]; DIFFICULTIES] {
    let mut table = [[Place::default(); OUTCOMES]; DIFFICULTIES];
    for (d, row) in table.iter_mut().enumerate() {
        for (outcome, grade) in Grade::ALL.into_iter().enumerate() {
            let mut next = state::next_difficulty(w, (d + 1) as f64, grade);
            if grade == Grade::Again {
                next = state::next_difficulty(w, next, Grade::Good);
            }
            row[outcome] = place_difficulty(next);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_follow_the_equations() {
        let w = Parameters::default();
        let difficulties = difficulty_table(&w);
        for days in [1.0, 3.0, 30.0] {
            let table = LagTable::new(&w, days);
            for s in 0..STABILITIES {
                for (d, row) in difficulties.iter().enumerate() {
                    let after = after_review(&w, log_stability(s).exp(), (d + 1) as f64, days);
                    for (outcome, &place) in row.iter().enumerate() {
                        let expected = place_log_stability(after.log_stability[outcome]);
                        let got = table.next[d * STABILITIES + s][outcome];
                        let x = |place: Place| f64::from(place.low) + f64::from(place.share);
                        assert!((x(expected) - x(got)).abs() < 1e-4, "{s} {d} {outcome}");
                        let expected = place_difficulty(after.difficulty[outcome]);
                        assert!((x(expected) - x(place)).abs() < 1e-4);
                    }
                }
            }
        }
    }

    #[test]
    fn interpolation_is_exact_for_a_plane() {
        let table: Vec<f32> = (0..POINTS)
            .map(|point| (point % STABILITIES) as f32 + 3.0 * (point / STABILITIES) as f32)
            .collect();
        let s = place_log_stability(log_stability(7) + 0.25 * log_step());
        let d = place_difficulty(4.5);
        assert!((interpolate(&table, s, d) - (7.25 + 3.0 * 3.5)).abs() < 1e-4);
        let beyond = interpolate(&table, place_log_stability(99.0), place_difficulty(f64::from(99)));
        assert!((beyond - (47.0 + 27.0)).abs() < 1e-4);
    }
}
