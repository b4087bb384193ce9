//! The order of a session, with and without an interview date.

use std::collections::BTreeMap;

use super::today::Today;
use super::{Horizon, Item, Model, mix};
use crate::memory::{Memory, Parameters};

/// Default chance of recall at which a drill falls due without a date.
pub const DESIRED_RETENTION: f64 = 0.9;
/// Default number of new drills a day without a date.
pub const NEW_A_DAY: usize = 6;
/// Days before the interview from which nothing is spent on probes.
const LAST_PROBE_DAYS: i64 = 2;
/// Share of the budget that goes to probes while nothing is known of how this learner forgets.
const PROBE_SHARE: f64 = 0.1;
/// Share that it falls to.
const LEAST_PROBE_SHARE: f64 = 0.05;
/// Rate at which it falls: to nothing at this many spaced reviews, were there no least share.
const PROBED_ENOUGH: f64 = 150.0;

/// Says why a drill is in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its last answer was wrong and given with confidence.
    ConfidentMistake,
    /// Its recall has fallen below the desired retention.
    Due,
    /// It was never tried.
    New,
    /// The plan values it most now.
    Planned,
    /// It was seen once and shows how fast this learner forgets.
    Probe,
}

/// Holds one place in the queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Index of the drill among the items.
    pub index: usize,
    /// Why it is here.
    pub reason: Reason,
    /// Seconds it is expected to take.
    pub expected_s: f64,
}

/// Tells whether a drill may still be started: half its expected cost fits into what is left.
pub fn may_start(left_s: f64, expected_s: f64) -> bool {
    left_s > 0.0 && left_s >= expected_s / 2.0
}

/// Returns the seconds a drill is expected to take today.
pub fn expected_seconds(item: &Item, model: &Model, today: i64) -> f64 {
    match item.memory {
        Some(memory) => item.cost.review(memory.recall_on(&model.parameters, today)),
        None => item.cost.first_try(model.first_try_rate(item.area)),
    }
}

/// Tells whether a reviewed drill is due on a study day.
pub fn is_due(memory: &Memory, parameters: &Parameters, retention: f64, today: i64) -> bool {
    memory.last_day != today && memory.due_day(parameters, retention) <= today
}

/// Orders a session without a date: confident mistakes, then what is due, weak areas first, then
/// at most `new_limit` new ones; no three of one area in a row while there are others.
pub fn queue_without_date(
    items: &[Item],
    model: &Model,
    today: i64,
    desired_retention: f64,
    new_limit: usize,
    seed: u64,
) -> Vec<Choice> {
    let mastery = area_mastery(items, model, today);
    let area = |index: usize| mastery.get(&items[index].area).copied().unwrap_or(0.5);
    let choice = |index: usize, reason| Choice {
        index,
        reason,
        expected_s: expected_seconds(&items[index], model, today),
    };
    let mut due: Vec<(usize, f64, Reason)> = Vec::new();
    let mut new: Vec<usize> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if !item.may_be_asked(today) {
            continue;
        }
        match item.memory {
            Some(memory) if item.confident_mistake => {
                let recall = memory.recall_on(&model.parameters, today);
                due.push((index, recall, Reason::ConfidentMistake));
            }
            Some(memory) if is_due(&memory, &model.parameters, desired_retention, today) => {
                let recall = memory.recall_on(&model.parameters, today);
                due.push((index, recall, Reason::Due));
            }
            Some(_) => {}
            None => new.push(index),
        }
    }
    due.sort_by(|a, b| {
        (a.2 != Reason::ConfidentMistake)
            .cmp(&(b.2 != Reason::ConfidentMistake))
            .then_with(|| area(a.0).total_cmp(&area(b.0)))
            .then_with(|| a.1.total_cmp(&b.1))
            .then_with(|| mix(seed, items[a.0].key).cmp(&mix(seed, items[b.0].key)))
    });
    new.sort_by(|&a, &b| {
        items[b]
            .sane_weight()
            .total_cmp(&items[a].sane_weight())
            .then_with(|| mix(seed, items[a].key).cmp(&mix(seed, items[b].key)))
    });
    let new = deal_by_area(items, &new, &area, new_limit);
    let choices: Vec<Choice> = due
        .into_iter()
        .map(|(index, _, reason)| choice(index, reason))
        .chain(new.into_iter().map(|index| choice(index, Reason::New)))
        .collect();
    space_areas(items, choices)
}

/// Returns the share of the budget that goes to probes: a tenth at first, falling with each
/// spaced review to a twentieth.
pub fn probe_share(spaced_reviews: u32) -> f64 {
    let share = PROBE_SHARE * (1.0 - f64::from(spaced_reviews) / PROBED_ENOUGH);
    share.max(LEAST_PROBE_SHARE)
}

/// Orders a session with a plan: probes early, then by index; the whole list, so that a fast
/// learner does not run out: the session ends it by [`may_start`].
///
/// A share of the budget (see [`probe_share`]) goes to drills seen on one day only, until two
/// days before: without them a tight plan postpones reviews and never observes forgetting.
pub fn queue_with_plan(
    items: &[Item],
    horizon: &Horizon,
    model: &Model,
    plan: &Today,
    probe_share: f64,
    seed: u64,
) -> Vec<Choice> {
    let today = horizon.today;
    let choice = |index: usize, reason| Choice {
        index,
        reason,
        expected_s: expected_seconds(&items[index], model, today),
    };
    let mut probes = Vec::new();
    if horizon.days_left() > LAST_PROBE_DAYS && probe_share > 0.0 {
        let mut once: Vec<usize> = (0..items.len())
            .filter(|&index| {
                items[index].may_be_asked(today) && items[index].memory.is_some_and(|m| m.sessions == 1)
            })
            .collect();
        let day_seed = mix(seed, today as u64);
        once.sort_by_key(|&index| (mix(day_seed, items[index].key), index));
        let mut left = horizon.seconds(0) * probe_share.clamp(0.0, 0.5);
        for index in once {
            let probe = choice(index, Reason::Probe);
            if !may_start(left, probe.expected_s) {
                break;
            }
            left -= probe.expected_s;
            probes.push(probe);
        }
    }
    let mut chosen = vec![false; items.len()];
    for probe in &probes {
        chosen[probe.index] = true;
    }
    let choices = probes
        .iter()
        .copied()
        .chain(
            plan.order.iter().filter(|&&index| !chosen[index]).map(|&index| choice(index, Reason::Planned)),
        )
        .collect();
    space_areas(items, choices)
}

/// Returns each area's mean chance of a right answer today, weights considered.
pub fn area_mastery(items: &[Item], model: &Model, today: i64) -> BTreeMap<u16, f64> {
    let mut sums: BTreeMap<u16, (f64, f64)> = BTreeMap::new();
    for item in items {
        let sum = sums.entry(item.area).or_default();
        sum.0 += item.sane_weight();
        sum.1 += item.sane_weight() * chance_on(item, model, today);
    }
    sums.into_iter().map(|(area, (weight, right))| (area, right / weight)).collect()
}

/// Returns the chance that a drill is right on a study day: recall lifted by its area's offset,
/// or the area's first-try rate.
pub fn chance_on(item: &Item, model: &Model, day: i64) -> f64 {
    match item.memory {
        Some(memory) => {
            let recall = memory.recall_on(&model.parameters, day);
            model.areas.get(usize::from(item.area)).map_or(recall, |area| area.lifted(recall))
        }
        None => model.first_try_rate(item.area),
    }
}

/// Deals new drills area by area, the weakest first, each area's best first.
fn deal_by_area(
    items: &[Item],
    sorted: &[usize],
    mastery: &dyn Fn(usize) -> f64,
    limit: usize,
) -> Vec<usize> {
    let mut turn: BTreeMap<u16, usize> = BTreeMap::new();
    let mut dealt: Vec<(usize, f64, usize)> = sorted
        .iter()
        .map(|&index| {
            let round = turn.entry(items[index].area).or_default();
            *round += 1;
            (*round, mastery(index), index)
        })
        .collect();
    dealt.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)));
    dealt.into_iter().take(limit).map(|(_, _, index)| index).collect()
}

/// Moves drills as little as possible so that no three of one area follow each other.
fn space_areas(items: &[Item], choices: Vec<Choice>) -> Vec<Choice> {
    let mut spaced: Vec<Choice> = Vec::with_capacity(choices.len());
    let mut held: std::collections::VecDeque<Choice> = std::collections::VecDeque::new();
    let mut rest = choices.into_iter();
    loop {
        let barred = match spaced.as_slice() {
            [.., a, b] if items[a.index].area == items[b.index].area => Some(items[b.index].area),
            _ => None,
        };
        let open = |choice: &Choice| Some(items[choice.index].area) != barred;
        if let Some(place) = held.iter().position(open) {
            spaced.extend(held.remove(place));
            continue;
        }
        let mut found = false;
        for choice in rest.by_ref() {
            if open(&choice) {
                spaced.push(choice);
                found = true;
                break;
            }
            held.push_back(choice);
        }
        if !found {
            // One area alone is left: then there is no better order.
            spaced.extend(held);
            return spaced;
        }
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
