//! The readiness predicted for the day, with its uncertainty.
//!
//! 200 draws over how this learner forgets, how good each area really is, how often an unseen
//! drill is right, and then over the drills themselves. The middle 80 % is what is shown.

use super::dual::Workspace;
use super::plan::spread;
use super::prices::{Effort, settle};
use super::problem::Problem;
use super::today::solve;
use super::{Horizon, Item, Model, Prices, mix, unit};
use crate::memory::{Beliefs, ENOUGH_REVIEWS, Family, Memory, Trace, logit, sigmoid};

/// Draws of an outlook.
const DRAWS: u64 = 200;
/// Hypotheses whose future is worked out.
const SCENARIOS: usize = 9;
/// Half width that an interval keeps while there is little evidence.
const FLOOR: f64 = 0.05;
/// Spaced reviews after which that floor falls to [`LATE_FLOOR`].
const MUCH_EVIDENCE: u32 = 200;
const LATE_FLOOR: f64 = 0.03;
/// Standard deviation, on the logit scale and far ahead, of what no hypothesis knows.
const DISCREPANCY: f64 = 0.35;
/// What each standard deviation of a hypothesis's oddness adds to it: the further a learner is
/// from the ordinary, the less any member of the family describes them.
const ODD_DISCREPANCY: f64 = 0.09;
/// What it takes from the logit far ahead: plans for odd learners hope too much.
const ODD_OPTIMISM: f64 = 0.1;
/// Days ahead at which those reach √½ of their size.
const FAR_AHEAD_DAYS: f64 = 5.0;
const QUICK: Effort = Effort { temperatures: &[0.006], evaluations: 8, tolerance: 0.03 };

/// Holds a predicted share of right answers with the middle 80 % of its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Mean.
    pub mean: f64,
    /// Tenth percentile.
    pub low: f64,
    /// Ninetieth percentile.
    pub high: f64,
}

/// Holds the outlook for the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// All drills, by weight.
    pub all: Range,
    /// By area; none where there are fewer than five reviews to go by.
    pub areas: Vec<Option<Range>>,
}

/// Holds one way to forget with its probability and what it leaves of each drill on the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Probability; a set need not sum to 1.
    pub probability: f64,
    /// How far from the ordinary it is, in standard deviations of the prior.
    pub oddness: f64,
    /// By drill: recall on the day if the plan goes on.
    pub recall: Vec<f64>,
}

/// Predicts the readiness on the day from the beliefs about this learner.
///
/// `traces` are the drills' traces, in the order of the items (none for new ones); `prices` are
/// those of the plan in force.
#[expect(clippy::too_many_arguments, reason = "each is a fact of its own kind")]
pub fn outlook(
    items: &[Item],
    traces: &[Option<&Trace>],
    horizon: &Horizon,
    model: &Model,
    family: &Family,
    beliefs: &Beliefs,
    prices: &Prices,
    seed: u64,
) -> Outlook {
    let scenarios = scenarios(items, traces, horizon, model, family, beliefs, prices);
    draw(items, &scenarios, model, beliefs.spaced_reviews, horizon.days_left() as f64, seed)
}

/// Works out the future under a representative choice of hypotheses.
pub fn scenarios(
    items: &[Item],
    traces: &[Option<&Trace>],
    horizon: &Horizon,
    model: &Model,
    family: &Family,
    beliefs: &Beliefs,
    prices: &Prices,
) -> Vec<Scenario> {
    let mut work = Workspace::default();
    representative(family, &beliefs.cautious(family))
        .into_iter()
        .map(|(member, probability)| {
            let model = Model { parameters: family.parameters(member).clone(), ..model.clone() };
            let items: Vec<Item> = items
                .iter()
                .zip(traces)
                .map(|(item, trace)| Item {
                    memory: trace.map_or(item.memory, |trace| item.memory.and(Some(trace.memory(member)))),
                    ..*item
                })
                .collect();
            let problem = Problem::new(&items, horizon, &model);
            let found = solve_quick(&problem, horizon, prices, &mut work);
            let flow = problem.follow(&found, QUICK.temperatures[0], &mut work);
            Scenario { probability, oddness: family.oddness(member), recall: spread(&problem, &flow.recall) }
        })
        .collect()
}

fn solve_quick(problem: &Problem, horizon: &Horizon, prices: &Prices, work: &mut Workspace) -> Vec<f64> {
    let start = super::today::start_from(problem, horizon, prices);
    if start.is_some() { settle(problem, start, QUICK, work) } else { solve(problem, horizon, None, work) }
}

/// Picks members that stand for the whole posterior: its mass, sorted from fast to slow
/// forgetting, is cut into equal parts and each part's middle member stands for it.
fn representative(family: &Family, posterior: &[f64]) -> Vec<(usize, f64)> {
    let mut members: Vec<(f64, usize)> = (0..posterior.len())
        .map(|member| {
            let w = family.parameters(member);
            let memory = Memory::first(w, crate::memory::Grade::Good, 0);
            let later = memory.after(w, crate::memory::Grade::Good, 3);
            (later.retrievability(w, 10.0), member)
        })
        .collect();
    members.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut picked: Vec<(usize, f64)> = Vec::new();
    let part = 1.0 / SCENARIOS as f64;
    let mut mass = 0.0;
    let mut next = part / 2.0;
    for (_, member) in members {
        mass += posterior[member];
        while next <= mass + 1e-12 && next < 1.0 {
            match picked.last_mut() {
                Some(last) if last.0 == member => last.1 += part,
                _ => picked.push((member, part)),
            }
            next += part;
        }
    }
    picked
}

/// Draws the readiness on the day from scenarios, the areas' uncertainty and the drills' chance.
pub fn draw(
    items: &[Item],
    scenarios: &[Scenario],
    model: &Model,
    spaced_reviews: u32,
    days_left: f64,
    seed: u64,
) -> Outlook {
    let areas = model.areas.len();
    let total: f64 = scenarios.iter().map(|s| s.probability).sum();
    let mut all = Vec::with_capacity(DRAWS as usize);
    let mut by_area: Vec<Vec<f64>> = vec![Vec::with_capacity(DRAWS as usize); areas];
    let weights: f64 = items.iter().map(Item::sane_weight).sum::<f64>().max(1e-9);
    let mut area_weights = vec![0.0; areas];
    for item in items {
        if let Some(sum) = area_weights.get_mut(usize::from(item.area)) {
            *sum += item.sane_weight();
        }
    }
    let logits: Vec<Vec<f64>> =
        scenarios.iter().map(|scenario| scenario.recall.iter().map(|&r| logit(r)).collect()).collect();
    let ahead = (days_left / (days_left + FAR_AHEAD_DAYS)).sqrt();
    for number in 0..DRAWS {
        if scenarios.is_empty() {
            break;
        }
        let stream = mix(seed, number);
        // Stratified over scenarios: each comes up as often as it is likely.
        let mut at = (number as f64 + 0.5) / DRAWS as f64 * total;
        let chosen = scenarios
            .iter()
            .position(|scenario| {
                at -= scenario.probability;
                at <= 0.0
            })
            .unwrap_or(scenarios.len() - 1);
        let oddness = scenarios[chosen].oddness;
        let discrepancy = (ahead * DISCREPANCY + ODD_DISCREPANCY * oddness) * normal(stream, 1 << 40)
            - ahead * ODD_OPTIMISM * oddness;
        let offsets: Vec<(f64, f64)> = model
            .areas
            .iter()
            .enumerate()
            .map(|(index, area)| {
                let first = normal(stream, 4 * index as u64);
                let second = normal(stream, 4 * index as u64 + 2);
                let rate = area.first_try_rate(model.pooled);
                (
                    area.theta + area.variance.sqrt() * first,
                    (rate + area.first_try_deviation(model.pooled) * second).clamp(0.0, 1.0) - rate,
                )
            })
            .collect();
        let mut sum = 0.0;
        let mut sums = vec![0.0; areas];
        for (index, (item, &logit)) in items.iter().zip(&logits[chosen]).enumerate() {
            let (theta, rate) = offsets.get(usize::from(item.area)).copied().unwrap_or((0.0, 0.0));
            let recall = scenarios[chosen].recall[index];
            let untouched = item.memory.is_none() && (recall - model.first_try_rate(item.area)).abs() < 1e-9;
            let chance = if untouched { recall + rate } else { sigmoid(logit + theta + discrepancy) };
            if unit(stream, mix(1, index as u64)) < chance {
                sum += item.sane_weight();
                if let Some(sum) = sums.get_mut(usize::from(item.area)) {
                    *sum += item.sane_weight();
                }
            }
        }
        all.push(sum / weights);
        for ((draws, sum), weight) in by_area.iter_mut().zip(sums).zip(&area_weights) {
            draws.push(sum / f64::max(*weight, 1e-9));
        }
    }
    let floor = if spaced_reviews < MUCH_EVIDENCE { FLOOR } else { LATE_FLOOR };
    Outlook {
        all: range(all, floor),
        areas: by_area
            .into_iter()
            .zip(&model.areas)
            .map(|(draws, area)| (area.reviews >= ENOUGH_REVIEWS).then(|| range(draws, floor)))
            .collect(),
    }
}

fn range(mut draws: Vec<f64>, floor: f64) -> Range {
    if draws.is_empty() {
        return Range { mean: 0.0, low: 0.0, high: 0.0 };
    }
    draws.sort_by(f64::total_cmp);
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let at = |share: f64| draws[((draws.len() - 1) as f64 * share).round() as usize];
    Range {
        mean,
        low: at(0.1).min(mean - floor).clamp(0.0, 1.0),
        high: at(0.9).max(mean + floor).clamp(0.0, 1.0),
    }
}

/// Draws from the standard normal distribution (Box and Muller).
fn normal(seed: u64, key: u64) -> f64 {
    let radius = (-2.0 * unit(seed, key).max(1e-12).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(seed, key + 1)).cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{AreaState, Parameters};
    use crate::schedule::key_of;

    fn items(n: u64) -> Vec<Item> {
        (0..n).map(|i| Item::new(key_of(&i.to_string()), (i % 2) as u16, None)).collect()
    }

    #[test]
    fn the_range_holds_its_mean_and_narrows_with_evidence() {
        let items = items(80);
        let family = Family::around(&Parameters::default());
        let mut model = Model::new(Parameters::default(), vec![AreaState::default(); 2]);
        let horizon = Horizon::even(0, 8, 8.0);
        let none = vec![None; items.len()];
        let look = |model: &Model, beliefs: &Beliefs| {
            let args = (Prices::default(), 5);
            outlook(&items, &none, &horizon, model, &family, beliefs, &args.0, args.1)
        };
        let early = look(&model, &Beliefs::default());
        assert!(early.all.low < early.all.mean && early.all.mean < early.all.high);
        assert!(early.all.high - early.all.low >= 2.0 * FLOOR - 1e-9);
        assert!(early.areas.iter().all(Option::is_none), "too little to say");
        for area in &mut model.areas {
            area.reviews = 50;
            area.variance = 0.02;
            area.tries = 40.0;
            area.right = 12.0;
        }
        let late = look(&model, &Beliefs::default());
        assert!(late.all.high - late.all.low <= early.all.high - early.all.low);
        assert!(late.areas.iter().all(Option::is_some));
        assert_eq!(late, look(&model, &Beliefs::default()), "same seed, same figures");
    }

    #[test]
    fn representatives_carry_the_whole_probability() {
        let family = Family::around(&Parameters::default());
        let picked = representative(&family, &Beliefs::default().posterior(&family));
        let sum: f64 = picked.iter().map(|p| p.1).sum();
        assert!((sum - 1.0).abs() < 1e-9 && picked.len() > 4);
        let mut certain = vec![0.0; family.members().len()];
        certain[3] = 1.0;
        let sole = representative(&family, &certain);
        assert_eq!(sole.len(), 1);
        assert!(sole[0].0 == 3 && (sole[0].1 - 1.0).abs() < 1e-9);
    }
}
