//! The plan up to the interview: how ready the learner will be, what more or less time changes,
//! and what each day holds.

use std::collections::BTreeMap;

use super::dual::{Flow, Workspace};
use super::prices::{Effort, settle};
use super::problem::Problem;
use super::queue::chance_on;
use super::today::{Today, rank, solve};
use super::{Horizon, Item, Model, Prices};

/// Temperature at which a plan is followed to its end.
const FOLLOW: f32 = 0.002;
/// Effort spent on making the prices sharp enough to follow.
const SHARPEN: Effort = Effort { temperatures: &[FOLLOW], evaluations: 10, tolerance: 0.01 };
/// A group is left unseen where asking it never is this likely.
const UNSEEN: f64 = 0.2;
/// Minutes a day beyond which no figure is given for covering everything.
const MOST_MINUTES: f64 = 600.0;

/// Holds what one day of a plan is expected to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct DayForecast {
    /// Study day.
    pub day: i64,
    /// Minutes of study expected.
    pub minutes: f64,
    /// New drills expected.
    pub new: f64,
    /// Reviews expected.
    pub reviews: f64,
    /// Areas by index, the most asked first.
    pub areas: Vec<u16>,
}

/// Holds a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Prices, index and order for today.
    pub today: Today,
    /// Share of the drills one would get right today, 0..1.
    pub readiness_now: f64,
    /// The same on the day of the interview, point estimate; see [`super::outlook`] for its
    /// uncertainty.
    pub readiness_on_day: f64,
    /// By drill: chance of a right answer on the day, by memory alone.
    pub recall_on_day: Vec<f64>,
    /// Readiness that ten more minutes on each study day would buy.
    pub ten_more: f64,
    /// Readiness that skipping today costs.
    pub skip_today: f64,
    /// Drills that stay unseen.
    pub unseen: usize,
    /// From today to the day before the interview.
    pub days: Vec<DayForecast>,
}

/// Makes the plan for a horizon.
///
/// Takes a few solves: the practice path needs [`super::today`] alone.
pub fn plan(items: &[Item], horizon: &Horizon, model: &Model, warm: Option<&Prices>, seed: u64) -> Plan {
    let problem = Problem::new(items, horizon, model);
    let mut work = Workspace::default();
    let mut prices = solve(&problem, horizon, warm, &mut work);
    if !prices.is_empty() {
        prices = settle(&problem, Some(prices), SHARPEN, &mut work);
    }
    let today = rank(&problem, &prices, items, horizon, seed, &mut work);
    let flow = problem.follow(&prices, FOLLOW, &mut work);
    let recall_on_day = spread(&problem, &flow.recall);
    let (readiness_now, readiness_on_day) = readiness(items, model, horizon, &recall_on_day);
    let bound = today.bound;
    let ten_more = bound_at(items, &more(horizon, 10.0), model, &today.prices) - bound;
    let skip_today = bound - bound_at(items, &without_today(horizon), model, &today.prices);
    Plan {
        readiness_now,
        readiness_on_day,
        ten_more: ten_more.clamp(0.0, 1.0),
        skip_today: skip_today.clamp(0.0, 1.0),
        unseen: unseen(&problem, &flow),
        days: days(&problem, &flow, horizon, items),
        recall_on_day,
        today,
    }
}

/// Returns the least minutes a day at which every drill is seen before the interview, in whole
/// minutes; none where a day would not suffice. Days off stay off.
pub fn minutes_to_cover(items: &[Item], horizon: &Horizon, model: &Model, prices: &Prices) -> Option<f64> {
    let left_unseen = |minutes: f64| {
        let horizon = Horizon {
            minutes: horizon.minutes.iter().map(|&m| if m > 0.0 { minutes } else { 0.0 }).collect(),
            ..*horizon
        };
        let problem = Problem::new(items, &horizon, model);
        let mut work = Workspace::default();
        let found = solve(&problem, &horizon, Some(prices), &mut work);
        unseen(&problem, &problem.follow(&found, FOLLOW, &mut work))
    };
    let mut low = horizon.minutes.iter().copied().fold(0.0, f64::max);
    if low <= 0.0 || horizon.days_left() == 0 {
        return None;
    }
    let mut high = low;
    while left_unseen(high) > 0 {
        low = high;
        high *= 1.5;
        if high > MOST_MINUTES {
            return None;
        }
    }
    while high - low > 0.5 && high.ceil() > low.ceil() {
        let middle = f64::midpoint(low, high);
        if left_unseen(middle) > 0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high.ceil())
}

/// Returns the weighted share right now and on the day; areas lift or lower memory.
fn readiness(items: &[Item], model: &Model, horizon: &Horizon, recall: &[f64]) -> (f64, f64) {
    let (mut weight, mut now, mut then) = (0.0, 0.0, 0.0);
    for (item, &recall) in items.iter().zip(recall) {
        let w = item.sane_weight();
        weight += w;
        now += w * chance_on(item, model, horizon.today);
        then += w * lifted(item, model, recall);
    }
    if weight > 0.0 { (now / weight, then / weight) } else { (0.0, 0.0) }
}

/// Lifts a recall by what is known of the drill's area.
pub(super) fn lifted(item: &Item, model: &Model, recall: f64) -> f64 {
    model.areas.get(usize::from(item.area)).map_or(recall, |area| area.lifted(recall))
}

/// Gives each drill its group's figure.
pub(super) fn spread(problem: &Problem, by_group: &[f64]) -> Vec<f64> {
    problem.group_of.iter().map(|&g| by_group[g]).collect()
}

fn unseen(problem: &Problem, flow: &Flow) -> usize {
    let drills: f64 = problem
        .groups
        .iter()
        .zip(&flow.never)
        .filter(|(group, never)| group.new && **never > UNSEEN)
        .map(|(group, never)| group.items.len() as f64 * never)
        .sum();
    drills.round() as usize
}

fn bound_at(items: &[Item], horizon: &Horizon, model: &Model, prices: &Prices) -> f64 {
    let problem = Problem::new(items, horizon, model);
    let mut work = Workspace::default();
    let mut found = solve(&problem, horizon, Some(prices), &mut work);
    if !found.is_empty() {
        found = settle(&problem, Some(found), SHARPEN, &mut work);
    }
    problem.evaluate(&found, 0.0, &mut work).value / problem.weight
}

fn more(horizon: &Horizon, minutes: f64) -> Horizon {
    Horizon {
        minutes: horizon.minutes.iter().map(|&m| if m > 0.0 { m + minutes } else { 0.0 }).collect(),
        ..*horizon
    }
}

fn without_today(horizon: &Horizon) -> Horizon {
    let mut minutes = horizon.minutes.clone();
    if let Some(first) = minutes.first_mut() {
        *first = 0.0;
    }
    Horizon { minutes, ..*horizon }
}

fn days(problem: &Problem, flow: &Flow, horizon: &Horizon, items: &[Item]) -> Vec<DayForecast> {
    let left = usize::try_from(horizon.days_left()).unwrap_or(0);
    let mut days: Vec<DayForecast> = (0..left)
        .map(|offset| DayForecast {
            day: horizon.day(offset),
            minutes: 0.0,
            new: 0.0,
            reviews: 0.0,
            areas: Vec::new(),
        })
        .collect();
    let by_area = drills_by_area(problem, items);
    // What is asked for the first time from now on is known by area; what follows from it goes
    // with everything asked so far.
    let mut so_far: BTreeMap<u16, f64> = BTreeMap::new();
    for step in 0..problem.steps.len() {
        let mut asked: BTreeMap<u16, f64> = BTreeMap::new();
        let mut direct = 0.0;
        for (next, areas) in flow.next.iter().zip(&by_area) {
            let share = next.get(step).copied().unwrap_or(0.0);
            if share > 1e-4 {
                for (&area, &drills) in areas {
                    *asked.entry(area).or_default() += share * drills;
                    direct += share * drills;
                }
            }
        }
        let follow_up = (flow.new[step] + flow.reviews[step] - direct).max(0.0);
        let before: f64 = so_far.values().sum();
        for (&area, &drills) in &so_far {
            *asked.entry(area).or_default() += follow_up * drills / before.max(1e-9);
        }
        for (next, areas) in flow.next.iter().zip(&by_area) {
            let share = next.get(step).copied().unwrap_or(0.0);
            for (&area, &drills) in areas {
                *so_far.entry(area).or_default() += share * drills;
            }
        }
        let mut areas: Vec<(u16, f64)> = asked.into_iter().filter(|&(_, n)| n >= 0.5).collect();
        areas.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let areas: Vec<u16> = areas.into_iter().map(|(area, _)| area).collect();
        let total = problem.steps.seconds[step];
        let first = problem.steps.first_day[step];
        let end = problem.steps.first_day.get(step + 1).copied().unwrap_or(left);
        for (offset, day) in days.iter_mut().enumerate().take(end).skip(first) {
            let share = horizon.seconds(offset) / total;
            if share > 0.0 {
                day.minutes = (flow.seconds[step] * share).min(horizon.seconds(offset)) / 60.0;
                day.new = flow.new[step] * share;
                day.reviews = flow.reviews[step] * share;
                day.areas.clone_from(&areas);
            }
        }
    }
    days
}

fn drills_by_area(problem: &Problem, items: &[Item]) -> Vec<BTreeMap<u16, f64>> {
    problem
        .groups
        .iter()
        .map(|group| {
            let mut areas = BTreeMap::new();
            for &index in &group.items {
                *areas.entry(items[index].area).or_insert(0.0) += 1.0;
            }
            areas
        })
        .collect()
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
