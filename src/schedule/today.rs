//! What each drill is worth today: the index that orders a session with an interview date.

use super::dual::{Workspace, expect};
use super::grid::POINTS;
use super::prices::{Effort, Prices, settle};
use super::problem::Problem;
use super::{Horizon, Item, Model, mix};

/// Holds the prices and what follows from them for today's session.
#[derive(Debug, Clone, PartialEq)]
pub struct Today {
    /// Price of a second on each day left; the start of the next plan.
    pub prices: Prices,
    /// Upper bound on the readiness any policy can reach on the day, by memory alone.
    pub bound: f64,
    /// By drill: readiness gained a second by asking it today rather than later or never; not
    /// above 0 where waiting is better or it may not be asked.
    pub index: Vec<f64>,
    /// Drills worth asking today, the best first.
    pub order: Vec<usize>,
    /// By drill: study day that is best for it if not today; none for never.
    pub later: Vec<Option<i64>>,
}

/// Solves for the prices and ranks the drills for today; the path of a practice session.
///
/// An empty order where nothing is left to plan: on the day of the interview, after it, or with
/// no time today. The seed breaks ties between identical drills.
pub fn today(items: &[Item], horizon: &Horizon, model: &Model, warm: Option<&Prices>, seed: u64) -> Today {
    let problem = Problem::new(items, horizon, model);
    let mut work = Workspace::default();
    let prices = solve(&problem, horizon, warm, &mut work);
    rank(&problem, &prices, items, horizon, seed, &mut work)
}

/// Settles the prices of a problem, from earlier ones where they cover its days.
pub(super) fn solve(
    problem: &Problem,
    horizon: &Horizon,
    warm: Option<&Prices>,
    work: &mut Workspace,
) -> Vec<f64> {
    if problem.steps.is_empty() || problem.groups.is_empty() {
        return vec![0.0; problem.steps.len()];
    }
    if let Some(start) = warm.and_then(|prices| start_from(problem, horizon, prices)) {
        return settle(problem, Some(start), Effort::WARM, work);
    }
    if problem.classes.len() == 1 {
        return settle(problem, None, Effort::COLD, work);
    }
    // One value table is enough to come near.
    let near = settle(&problem.coarse(), None, Effort::COLD, work);
    settle(problem, Some(near), Effort::WARM, work)
}

/// Ranks the drills for today at settled prices.
pub(super) fn rank(
    problem: &Problem,
    prices: &[f64],
    items: &[Item],
    horizon: &Horizon,
    seed: u64,
    work: &mut Workspace,
) -> Today {
    let bound = problem.evaluate(prices, 0.0, work).value / problem.weight;
    let day = |step: usize| horizon.day(problem.steps.first_day[step]);
    let now = usize::from(problem.steps.starts_today());
    let mut options = Vec::new();
    let ranked: Vec<(f64, Option<i64>)> = problem
        .groups
        .iter()
        .map(|group| {
            let values = work.class_values(group.class);
            problem.options(group, prices, values, &mut options);
            let later = &options[(now.max(group.from) - group.from).min(options.len())..];
            let first_later = now.max(group.from);
            let (mut best, mut best_step) = (group.never as f32, None);
            for (offset, &value) in later.iter().enumerate() {
                if value > best {
                    (best, best_step) = (value, Some(first_later + offset));
                }
            }
            let index = if now == 1 && group.from == 0 {
                let offer = &group.offers[0];
                let gain = f64::from(expect(offer, &values[..POINTS]) - best);
                gain / offer.cost / problem.weight
            } else {
                0.0
            };
            (index, best_step.map(day))
        })
        .collect();
    let index: Vec<f64> = problem.group_of.iter().map(|&g| ranked[g].0).collect();
    let later = problem.group_of.iter().map(|&g| ranked[g].1).collect();
    let mut order: Vec<usize> = (0..items.len()).filter(|&i| index[i] > 0.0).collect();
    order.sort_by(|&a, &b| {
        index[b]
            .total_cmp(&index[a])
            .then_with(|| mix(seed, items[a].key).cmp(&mix(seed, items[b].key)))
            .then_with(|| a.cmp(&b))
    });
    Today { prices: by_day(problem, horizon, prices), bound, index, order, later }
}

/// Spreads the steps' prices over the study days.
fn by_day(problem: &Problem, horizon: &Horizon, prices: &[f64]) -> Prices {
    let mut per_second = Vec::with_capacity(horizon.minutes.len());
    let mut step = 0;
    for offset in 0..usize::try_from(horizon.days_left()).unwrap_or(0) {
        while step + 1 < prices.len() && problem.steps.first_day[step + 1] <= offset {
            step += 1;
        }
        per_second.push(prices.get(step).map_or(0.0, |price| price / problem.weight));
    }
    Prices { first_day: horizon.today, per_second }
}

pub(super) fn start_from(problem: &Problem, horizon: &Horizon, prices: &Prices) -> Option<Vec<f64>> {
    let start: Option<Vec<f64>> = problem
        .steps
        .first_day
        .iter()
        .map(|&offset| prices.on(horizon.day(offset)).map(|price| price * problem.weight))
        .collect();
    start.filter(|prices| prices.iter().any(|&price| price > 0.0))
}
