//! The planning problem: drills gathered into groups that face the same choice, and classes that
//! share a value table.

use std::collections::BTreeMap;

use super::grid::{
    After, DIFFICULTIES, LagTable, OUTCOMES, Place, STABILITIES, after_first, after_review, difficulty_table,
    log_stability, place_difficulty, place_log_stability,
};
use super::steps::{Lags, Steps};
use super::{Horizon, Item, Model};
use crate::memory::state;

/// Value tables at most; more kinds of cost per weight are gathered into the nearest.
const CLASSES: usize = 5;

/// Holds the costs of a review in seconds per unit of weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    /// A right review.
    pub ok: f64,
    /// A wrong one.
    pub fail: f64,
}

/// Holds what asking a group at one step costs and where it leads.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// Chance of each outcome: again, hard, good, easy.
    pub chances: [f32; OUTCOMES],
    /// Expected seconds per unit of weight.
    pub cost: f64,
    /// Next stability, by outcome.
    pub s: [Place; OUTCOMES],
    /// Next difficulty, by outcome.
    pub d: [Place; OUTCOMES],
}

/// Holds drills that face exactly the same choice.
#[derive(Debug, Clone)]
pub struct Group {
    /// Sum of the weights.
    pub weight: f64,
    /// Index of the value table.
    pub class: usize,
    /// Recall on the day of the interview if never asked again.
    pub never: f64,
    /// Whether the drills were never tried.
    pub new: bool,
    /// First step at which they may be asked.
    pub from: usize,
    /// Offer at each step, all of them.
    pub offers: Vec<Offer>,
    /// Indices of the drills.
    pub items: Vec<usize>,
}

/// Holds everything about a plan that does not depend on prices.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Steps on which something can be asked.
    pub steps: Steps,
    /// Lags between steps.
    pub lags: Lags,
    /// Review tables by lag class.
    pub tables: Vec<LagTable>,
    /// Next difficulty by difficulty point and outcome.
    pub difficulties: [[Place; OUTCOMES]; DIFFICULTIES],
    /// Recall on the day, by step and stability point, if never asked again.
    pub never: Vec<[f32; STABILITIES]>,
    /// Costs by value table.
    pub classes: Vec<Class>,
    /// Groups of drills.
    pub groups: Vec<Group>,
    /// Group of each drill.
    pub group_of: Vec<usize>,
    /// Shares of hard, good, easy among right answers.
    pub right_grades: [f32; 3],
    /// Sum of all weights.
    pub weight: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    memory: Option<(u64, u64, i64)>,
    first_try: u64,
    costs: (u64, u64),
    from: usize,
}

impl Problem {
    /// Lays out the problem of a set of drills, a horizon and a model.
    pub fn new(items: &[Item], horizon: &Horizon, model: &Model) -> Self {
        let steps = Steps::new(horizon);
        let lags = Lags::new(&steps);
        let w = &model.parameters;
        let tables = lags.days.iter().map(|&days| LagTable::new(w, days)).collect();
        let never = steps
            .days
            .iter()
            .map(|day| {
                std::array::from_fn(|s| {
                    state::retrievability(w, log_stability(s).exp(), steps.target - day) as f32
                })
            })
            .collect();
        let (classes, class_of) = classes(items);
        let mut problem = Self {
            steps,
            lags,
            tables,
            difficulties: difficulty_table(w),
            never,
            classes,
            groups: Vec::new(),
            group_of: Vec::with_capacity(items.len()),
            right_grades: sane_shares(model.right_grades),
            weight: items.iter().map(Item::sane_weight).sum::<f64>().max(1e-9),
        };
        let first = after_first(w);
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            let key = problem.key(item, model, horizon.today);
            let group = if let Some(&group) = known.get(&key) {
                group
            } else {
                let class = class_of[index];
                let group = problem.group(item, class, key.from, model, horizon, &first);
                problem.groups.push(group);
                known.insert(key, problem.groups.len() - 1);
                problem.groups.len() - 1
            };
            problem.groups[group].weight += item.sane_weight();
            problem.groups[group].items.push(index);
            problem.group_of.push(group);
        }
        problem
    }

    /// Returns the problem with a single value table, for a quick start.
    #[must_use]
    pub fn coarse(&self) -> Self {
        let mut coarse = self.clone();
        let (mut weight, mut ok, mut fail) = (0.0, 0.0, 0.0);
        for group in &mut coarse.groups {
            let class = self.classes[group.class];
            weight += group.weight;
            ok += group.weight * class.ok;
            fail += group.weight * class.fail;
            group.class = 0;
        }
        coarse.classes = vec![Class { ok: ok / weight, fail: fail / weight }];
        coarse
    }

    fn key(&self, item: &Item, model: &Model, today: i64) -> Key {
        let weight = item.sane_weight();
        Key {
            memory: item.memory.map(|memory| {
                (memory.stability_days.to_bits(), memory.difficulty.to_bits(), memory.last_day)
            }),
            first_try: if item.memory.is_none() { model.first_try_rate(item.area).to_bits() } else { 0 },
            costs: if item.memory.is_none() {
                (
                    (item.cost.new_ok_s / weight).to_bits(),
                    (item.cost.fail_s / weight).to_bits()
                        ^ (item.cost.new_fail_s / weight).to_bits().rotate_left(7),
                )
            } else {
                ((item.cost.ok_s / weight).to_bits(), (item.cost.fail_s / weight).to_bits())
            },
            from: usize::from(self.steps.starts_today() && !item.may_be_asked(today)),
        }
    }

    fn group(
        &self,
        item: &Item,
        class: usize,
        from: usize,
        model: &Model,
        horizon: &Horizon,
        first: &After,
    ) -> Group {
        let w = &model.parameters;
        let weight = item.sane_weight();
        let mut offers = Vec::with_capacity(self.steps.len());
        let never;
        if let Some(memory) = item.memory {
            never = memory.recall_on(w, horizon.today.saturating_add(horizon.days_left()));
            let elapsed = horizon.today.saturating_sub(memory.last_day) as f64;
            for &day in &self.steps.days {
                let days = (elapsed + day).max(0.0);
                let recall = memory.retrievability(w, days);
                let after = after_review(w, memory.stability_days, memory.difficulty, days);
                offers.push(self.offer(recall, item.cost.review(recall) / weight, &after));
            }
        } else {
            never = model.first_try_rate(item.area);
            let offer = self.offer(never, item.cost.first_try(never) / weight, first);
            offers.resize(self.steps.len(), offer);
        }
        Group { weight: 0.0, class, never, new: item.memory.is_none(), from, offers, items: Vec::new() }
    }

    fn offer(&self, recall: f64, cost: f64, after: &After) -> Offer {
        let r = recall as f32;
        let [hard, good, easy] = self.right_grades;
        Offer {
            chances: [1.0 - r, r * hard, r * good, r * easy],
            cost,
            s: after.log_stability.map(place_log_stability),
            d: after.difficulty.map(place_difficulty),
        }
    }
}

fn sane_shares(shares: [f64; 3]) -> [f32; 3] {
    let clean = shares.map(|share| if share.is_finite() { share.max(0.0) } else { 0.0 });
    let sum: f64 = clean.iter().sum();
    if sum > 0.0 {
        clean.map(|share| (share / sum) as f32)
    } else {
        super::RIGHT_GRADES.map(|share| share as f32)
    }
}

/// Gathers the drills' costs per weight into at most [`CLASSES`] classes.
fn classes(items: &[Item]) -> (Vec<Class>, Vec<usize>) {
    let of = |item: &Item| {
        let weight = item.sane_weight();
        Class { ok: item.cost.ok_s.max(0.1) / weight, fail: item.cost.fail_s.max(0.1) / weight }
    };
    let mut distinct: Vec<(u64, u64)> = Vec::new();
    for item in items {
        let class = of(item);
        let bits = (class.fail.to_bits(), class.ok.to_bits());
        if let Err(place) = distinct.binary_search(&bits) {
            distinct.insert(place, bits);
        }
    }
    // Neighbours in cost share a table; positive floats sort as their bits do.
    let size = distinct.len().div_ceil(CLASSES).max(1);
    let mut sums = vec![(0.0, 0.0, 0.0); distinct.len().div_ceil(size)];
    let class_of: Vec<usize> = items
        .iter()
        .map(|item| {
            let class = of(item);
            let bits = (class.fail.to_bits(), class.ok.to_bits());
            let index = distinct.binary_search(&bits).unwrap_or(0) / size;
            let weight = item.sane_weight();
            let sum = &mut sums[index];
            sum.0 += weight;
            sum.1 += weight * class.ok;
            sum.2 += weight * class.fail;
            index
        })
        .collect();
    let classes = sums
        .into_iter()
        .map(|(weight, ok, fail): (f64, f64, f64)| Class { ok: ok / weight, fail: fail / weight })
        .collect();
    (classes, class_of)
}
