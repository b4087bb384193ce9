//! The price of a second on each day left: the prices at which the dual bound is least.
//!
//! A spectral projected gradient on the softened bound (Birgin, Martínez & Raydan 2000: steps of
//! Barzilai and Borwein, a non-monotone line search), sharpened in stages. It needs about half
//! the evaluations an accelerated gradient does here.

use serde::{Deserialize, Serialize};

use super::dual::{Evaluation, Workspace};
use super::problem::Problem;

/// Holds the price of a second on each study day, in readiness.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// Study day of the first price.
    pub first_day: i64,
    /// Readiness a second, day by day.
    pub per_second: Vec<f64>,
}

/// Says how hard to look for the prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Temperatures, one stage each.
    pub temperatures: &'static [f32],
    /// Evaluations at most in each stage.
    pub evaluations: usize,
    /// Relative projected gradient at which a stage ends.
    pub tolerance: f64,
}

impl Effort {
    /// Replans from yesterday's prices.
    pub const WARM: Self = Self { temperatures: &[0.004], evaluations: 12, tolerance: 0.02 };
    /// Plans from nothing.
    pub const COLD: Self = Self { temperatures: &[0.02, 0.008, 0.004], evaluations: 25, tolerance: 0.02 };
    /// Looks for a bound as tight as the grid allows.
    pub const THOROUGH: Self =
        Self { temperatures: &[0.02, 0.008, 0.003, 0.001, 0.0005], evaluations: 120, tolerance: 0.002 };
}

impl Prices {
    /// Returns the price of a second on a study day.
    pub fn on(&self, day: i64) -> Option<f64> {
        let offset = usize::try_from(day.checked_sub(self.first_day)?).ok()?;
        self.per_second.get(offset).copied().filter(|price| price.is_finite() && *price >= 0.0)
    }
}

/// Looks for the prices of a problem's steps, in units of weight a second.
pub fn settle(problem: &Problem, start: Option<Vec<f64>>, effort: Effort, work: &mut Workspace) -> Vec<f64> {
    let mut prices = match start {
        Some(prices) => prices,
        None => level(problem, work),
    };
    for &temperature in effort.temperatures {
        prices = descend(problem, prices, temperature, effort, work);
    }
    prices
}

/// Finds one price for all steps at which the whole budget is about used.
fn level(problem: &Problem, work: &mut Workspace) -> Vec<f64> {
    let n = problem.steps.len();
    let budget: f64 = problem.steps.seconds.iter().sum();
    let seconds_a_weight = problem.classes.iter().map(|class| class.fail).fold(1.0_f64, f64::max);
    let (mut low, mut high) = (0.0, 2.0 / seconds_a_weight);
    for _ in 0..8 {
        let middle = f64::midpoint(low, high);
        let used: f64 = problem.evaluate(&vec![middle; n], 0.02, work).usage.iter().sum();
        if used > budget {
            low = middle;
        } else {
            high = middle;
        }
    }
    vec![f64::midpoint(low, high); n]
}

fn descend(
    problem: &Problem,
    start: Vec<f64>,
    temperature: f32,
    effort: Effort,
    work: &mut Workspace,
) -> Vec<f64> {
    let gradient = |evaluation: &Evaluation| -> Vec<f64> {
        problem.steps.seconds.iter().zip(&evaluation.usage).map(|(budget, used)| budget - used).collect()
    };
    let budget: f64 = problem.steps.seconds.iter().sum();
    let mut x = start;
    let first = problem.evaluate(&x, temperature, work);
    let mut g = gradient(&first);
    let mut value = first.value;
    let mut recent = vec![value];
    let mut best = (value, x.clone());
    let typical = x.iter().copied().fold(1e-9, f64::max);
    let mut step = 0.1 * typical / g.iter().fold(1e-9, |top: f64, g| top.max(g.abs()));
    let mut evaluations = 1;
    while evaluations < effort.evaluations {
        let direction: Vec<f64> = x.iter().zip(&g).map(|(x, g)| (x - step * g).max(0.0) - x).collect();
        // Seconds in the wrong place: where the price could still move.
        let misplaced: f64 =
            x.iter().zip(&g).map(|(&x, &g)| if x > 0.0 || g < 0.0 { g.abs() } else { 0.0 }).sum();
        if misplaced <= effort.tolerance * budget {
            break;
        }
        let slope: f64 = direction.iter().zip(&g).map(|(d, g)| d * g).sum();
        if slope > -1e-14 {
            break;
        }
        let ceiling = recent.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut share = 1.0;
        let (next, evaluation) = loop {
            let next: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| (x + share * d).max(0.0)).collect();
            let evaluation = problem.evaluate(&next, temperature, work);
            evaluations += 1;
            if evaluation.value <= ceiling + 1e-4 * share * slope || evaluations >= effort.evaluations {
                break (next, evaluation);
            }
            // Minimum of the parabola through both ends, held within sensible shares.
            let curvature = evaluation.value - value - share * slope;
            let minimum = -slope * share * share / (2.0 * curvature.max(1e-300));
            share = minimum.clamp(0.1 * share, 0.5 * share);
        };
        let next_gradient = gradient(&evaluation);
        let (mut moved, mut bent) = (0.0, 0.0);
        for ((new, old), (new_g, old_g)) in next.iter().zip(&x).zip(next_gradient.iter().zip(&g)) {
            moved += (new - old) * (new - old);
            bent += (new - old) * (new_g - old_g);
        }
        step = if bent > 0.0 { (moved / bent).clamp(step * 1e-3, step * 1e3) } else { step * 4.0 };
        x = next;
        g = next_gradient;
        value = evaluation.value;
        if value < best.0 {
            best = (value, x.clone());
        }
        recent.push(value);
        if recent.len() > 5 {
            recent.remove(0);
        }
    }
    best.1
}
