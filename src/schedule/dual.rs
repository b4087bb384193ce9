//! The dual function of a plan at given prices: an upper bound on what any policy can reach, and
//! the seconds its own policy would use on each step.
//!
//! Backward: the value just after a session, for every memory on the grid, when every later
//! second costs its step's price. Forward: the mass of drills flows along the choices made.
//! Choices are softened by a temperature so that the bound is smooth in the prices.

use super::grid::{DIFFICULTIES, OUTCOMES, POINTS, Place, STABILITIES, interpolate};
use super::problem::{Class, Group, Offer, Problem};

/// Choices this many temperatures below the best are left out.
const CUT: f32 = 12.0;

/// Holds the dual function at some prices.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Upper bound in units of weight (exactly one only at temperature 0 and for one class).
    pub value: f64,
    /// Expected seconds used at each step.
    pub usage: Vec<f64>,
}

/// Holds what a choice may lead to in each step, per group: share asked and expected final recall.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Drills first tried in each step.
    pub new: Vec<f64>,
    /// Drills reviewed in each step.
    pub reviews: Vec<f64>,
    /// Seconds used in each step.
    pub seconds: Vec<f64>,
    /// By group: expected recall on the day.
    pub recall: Vec<f64>,
    /// By group: chance of never being asked again.
    pub never: Vec<f64>,
    /// By group: chance of being asked next in each step.
    pub next: Vec<Vec<f64>>,
}

type Row = [[f32; OUTCOMES]; STABILITIES];

/// Keeps the tables between evaluations; the values are those of the last one.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// By class, step and point: value after a session.
    values: Vec<Vec<f32>>,
    /// By step: values of the current class, interpolated at each outcome's next difficulty.
    ahead: Vec<[Row; DIFFICULTIES]>,
    candidates: Vec<f32>,
    choices: Vec<(u16, f32)>,
    /// Range of `choices` by step and point.
    spans: Vec<(u32, u32)>,
    mass: Vec<f32>,
}

impl Workspace {
    /// Returns the values after a session of a class, step by step, by point.
    pub fn class_values(&self, class: usize) -> &[f32] {
        self.values.get(class).map_or(&[], Vec::as_slice)
    }
}

impl Problem {
    /// Evaluates the dual function; prices in units of weight per second, not negative.
    pub fn evaluate(&self, prices: &[f64], temperature: f32, work: &mut Workspace) -> Evaluation {
        let n = self.steps.len();
        let mut usage = vec![0.0; n];
        let mut value: f64 =
            prices.iter().zip(&self.steps.seconds).map(|(price, seconds)| price * seconds).sum();
        work.values.resize(self.classes.len(), Vec::new());
        let mut options = Vec::with_capacity(n);
        for (index, class) in self.classes.iter().enumerate() {
            self.backward(index, *class, prices, temperature, work);
            work.mass.clear();
            work.mass.resize(n * POINTS, 0.0);
            for group in self.groups.iter().filter(|group| group.class == index) {
                self.options(group, prices, &work.values[index], &mut options);
                let (soft, best) = soften(&mut options, group.never as f32, temperature);
                value += group.weight * f64::from(best + soft);
                for (step, &share) in (group.from..n).zip(&options) {
                    if share > 1e-6 {
                        let weight = group.weight * f64::from(share);
                        let offer = &group.offers[step];
                        usage[step] += weight * offer.cost;
                        let mass = &mut work.mass[step * POINTS..(step + 1) * POINTS];
                        for outcome in 0..OUTCOMES {
                            spread(
                                mass,
                                weight as f32 * offer.chances[outcome],
                                offer.s[outcome],
                                offer.d[outcome],
                            );
                        }
                    }
                }
            }
            self.forward(*class, &mut usage, None, work);
        }
        Evaluation { value, usage }
    }

    /// Follows the choices at some prices to the end: what is asked when, and what it leaves.
    pub fn follow(&self, prices: &[f64], temperature: f32, work: &mut Workspace) -> Flow {
        let n = self.steps.len();
        let mut flow = Flow {
            new: vec![0.0; n],
            reviews: vec![0.0; n],
            seconds: vec![0.0; n],
            recall: vec![0.0; self.groups.len()],
            never: vec![0.0; self.groups.len()],
            next: vec![Vec::new(); self.groups.len()],
        };
        work.values.resize(self.classes.len(), Vec::new());
        let mut options = Vec::with_capacity(n);
        for (index, class) in self.classes.iter().enumerate() {
            self.backward(index, *class, prices, temperature, work);
            let finals = self.finals(work);
            work.mass.clear();
            work.mass.resize(n * POINTS, 0.0);
            for (number, group) in self.groups.iter().enumerate() {
                if group.class != index {
                    continue;
                }
                self.options(group, prices, &work.values[index], &mut options);
                soften(&mut options, group.never as f32, temperature);
                let mut left = 1.0;
                let mut recall = 0.0;
                let mut next = vec![0.0; n];
                // Mass counts drills here, so that the days' figures do.
                let drills = group.items.len() as f64;
                for (step, &share) in (group.from..n).zip(&options) {
                    let share = f64::from(share);
                    if share <= 1e-6 {
                        continue;
                    }
                    left -= share;
                    next[step] = share;
                    let offer = &group.offers[step];
                    let table = &finals[step * POINTS..(step + 1) * POINTS];
                    recall += share * f64::from(expect(offer, table));
                    flow.seconds[step] += share * group.weight * offer.cost;
                    if group.new {
                        flow.new[step] += share * drills;
                    } else {
                        flow.reviews[step] += share * drills;
                    }
                    let mass = &mut work.mass[step * POINTS..(step + 1) * POINTS];
                    for outcome in 0..OUTCOMES {
                        spread(
                            mass,
                            (drills * share) as f32 * offer.chances[outcome],
                            offer.s[outcome],
                            offer.d[outcome],
                        );
                    }
                }
                flow.never[number] = left.clamp(0.0, 1.0);
                flow.recall[number] = recall + flow.never[number] * group.never;
                flow.next[number] = next;
            }
            let mean_weight = self.mean_weight(index);
            let per_drill = Class { ok: class.ok * mean_weight, fail: class.fail * mean_weight };
            self.forward(per_drill, &mut flow.seconds, Some(&mut flow.reviews), work);
        }
        flow
    }

    fn mean_weight(&self, class: usize) -> f64 {
        let (weight, drills) = self
            .groups
            .iter()
            .filter(|group| group.class == class)
            .fold((0.0, 0), |(weight, drills), group| (weight + group.weight, drills + group.items.len()));
        weight / f64::from(u32::try_from(drills.max(1)).unwrap_or(u32::MAX))
    }

    /// Lists the values of asking a group at each step from its first.
    pub fn options(&self, group: &Group, prices: &[f64], values: &[f32], into: &mut Vec<f32>) {
        into.clear();
        for step in group.from..self.steps.len() {
            let offer = &group.offers[step];
            let table = &values[step * POINTS..(step + 1) * POINTS];
            into.push(expect(offer, table) - (prices[step] * offer.cost) as f32);
        }
    }

    /// Computes the values of one class at all steps, last first, and the choices they rest on.
    fn backward(&self, index: usize, class: Class, prices: &[f64], temperature: f32, work: &mut Workspace) {
        let n = self.steps.len();
        let values = &mut work.values[index];
        values.clear();
        values.resize(n * POINTS, 0.0);
        work.ahead.resize(n, [[[0.0; OUTCOMES]; STABILITIES]; DIFFICULTIES]);
        work.choices.clear();
        work.spans.clear();
        work.spans.resize(n * POINTS, (0, 0));
        let [hard, good, easy] = self.right_grades;
        for i in (0..n).rev() {
            let later = n - i - 1;
            work.candidates.clear();
            work.candidates.resize(later * POINTS, 0.0);
            for (j, out) in (i + 1..n).zip(work.candidates.chunks_exact_mut(POINTS)) {
                let table = &self.tables[self.lags.between(i, j)];
                let ok = (prices[j] * class.ok) as f32;
                let fail = (prices[j] * class.fail) as f32;
                for ((out, next), row) in out
                    .chunks_exact_mut(STABILITIES)
                    .zip(table.next.chunks_exact(STABILITIES))
                    .zip(&work.ahead[j])
                {
                    for ((out, places), &r) in out.iter_mut().zip(next).zip(&table.recall) {
                        let right = hard * along(row, places[1], 1)
                            + good * along(row, places[2], 2)
                            + easy * along(row, places[3], 3);
                        *out = r * (right - ok) + (1.0 - r) * (along(row, places[0], 0) - fail);
                    }
                }
            }
            for point in 0..POINTS {
                let never = self.never[i][point % STABILITIES];
                let mut best = never;
                for j in 0..later {
                    best = best.max(work.candidates[j * POINTS + point]);
                }
                let start = work.choices.len();
                let value = &mut values[i * POINTS + point];
                if temperature > 0.0 {
                    let floor = best - CUT * temperature;
                    let mut sum = ((never - best) / temperature).exp();
                    for j in 0..later {
                        let candidate = work.candidates[j * POINTS + point];
                        if candidate > floor {
                            let share = ((candidate - best) / temperature).exp();
                            sum += share;
                            work.choices.push(((i + 1 + j) as u16, share));
                        }
                    }
                    for (_, share) in &mut work.choices[start..] {
                        *share /= sum;
                    }
                    *value = best + temperature * sum.ln();
                } else {
                    if best > never {
                        for j in 0..later {
                            if work.candidates[j * POINTS + point] >= best {
                                work.choices.push(((i + 1 + j) as u16, 1.0));
                                break;
                            }
                        }
                    }
                    *value = best;
                }
                work.spans[i * POINTS + point] = (start as u32, work.choices.len() as u32);
            }
            self.look_ahead(&values[i * POINTS..(i + 1) * POINTS], &mut work.ahead[i]);
        }
    }

    /// Interpolates a value table at the next difficulty of each outcome.
    fn look_ahead(&self, values: &[f32], into: &mut [Row; DIFFICULTIES]) {
        for (row, places) in into.iter_mut().zip(&self.difficulties) {
            for (outcome, place) in places.iter().enumerate() {
                let low = usize::from(place.low) * STABILITIES;
                let (lower, upper) =
                    (&values[low..low + STABILITIES], &values[low + STABILITIES..low + 2 * STABILITIES]);
                for ((cell, &a), &b) in row.iter_mut().zip(lower).zip(upper) {
                    cell[outcome] = a + place.share * (b - a);
                }
            }
        }
    }

    /// Lets the mass in the workspace flow along the choices, adding up what it uses.
    fn forward(
        &self,
        class: Class,
        usage: &mut [f64],
        mut reviews: Option<&mut Vec<f64>>,
        work: &mut Workspace,
    ) {
        let n = self.steps.len();
        let [hard, good, easy] = self.right_grades;
        for i in 0..n {
            let (done, open) = work.mass.split_at_mut((i + 1) * POINTS);
            for point in 0..POINTS {
                let mass = done[i * POINTS + point];
                if mass < 1e-7 {
                    continue;
                }
                let (start, end) = work.spans[i * POINTS + point];
                for &(step, share) in &work.choices[start as usize..end as usize] {
                    let j = usize::from(step);
                    let moved = mass * share;
                    if moved < 1e-8 {
                        continue;
                    }
                    let table = &self.tables[self.lags.between(i, j)];
                    let r = table.recall[point % STABILITIES];
                    usage[j] += f64::from(moved) * (class.fail + f64::from(r) * (class.ok - class.fail));
                    if let Some(reviews) = reviews.as_deref_mut() {
                        reviews[j] += f64::from(moved);
                    }
                    let into = &mut open[(j - i - 1) * POINTS..(j - i) * POINTS];
                    let places = &table.next[point];
                    let difficulties = &self.difficulties[point / STABILITIES];
                    for (outcome, chance) in [1.0 - r, r * hard, r * good, r * easy].into_iter().enumerate() {
                        spread(into, moved * chance, places[outcome], difficulties[outcome]);
                    }
                }
            }
        }
    }

    /// Computes the expected recall on the day under the choices in the workspace.
    fn finals(&self, work: &Workspace) -> Vec<f32> {
        let n = self.steps.len();
        let [hard, good, easy] = self.right_grades;
        let mut finals = vec![0.0; n * POINTS];
        for i in (0..n).rev() {
            let (early, later) = finals.split_at_mut((i + 1) * POINTS);
            for point in 0..POINTS {
                let (start, end) = work.spans[i * POINTS + point];
                let mut left = 1.0;
                let mut sum = 0.0;
                for &(step, share) in &work.choices[start as usize..end as usize] {
                    let j = usize::from(step);
                    let table = &self.tables[self.lags.between(i, j)];
                    let r = table.recall[point % STABILITIES];
                    let from = &later[(j - i - 1) * POINTS..(j - i) * POINTS];
                    let places = &table.next[point];
                    let difficulties = &self.difficulties[point / STABILITIES];
                    let at = |outcome: usize| interpolate(from, places[outcome], difficulties[outcome]);
                    let right = hard * at(1) + good * at(2) + easy * at(3);
                    sum += share * (r * right + (1.0 - r) * at(0));
                    left -= share;
                }
                early[i * POINTS + point] = sum + left.max(0.0) * self.never[i][point % STABILITIES];
            }
        }
        finals
    }
}

/// Interpolates along the stability axis within one difficulty.
fn along(row: &Row, place: Place, outcome: usize) -> f32 {
    let low = usize::from(place.low);
    let a = row[low][outcome];
    a + place.share * (row[low + 1][outcome] - a)
}

/// Returns the expected value of an offer in a table.
pub fn expect(offer: &Offer, table: &[f32]) -> f32 {
    (0..OUTCOMES)
        .map(|outcome| offer.chances[outcome] * interpolate(table, offer.s[outcome], offer.d[outcome]))
        .sum()
}

/// Turns the values of options into the shares chosen; returns (soft surplus, best value).
fn soften(options: &mut [f32], never: f32, temperature: f32) -> (f32, f32) {
    let best = options.iter().copied().fold(never, f32::max);
    if temperature > 0.0 {
        let mut sum = ((never - best) / temperature).exp();
        for option in options.iter_mut() {
            let below = (*option - best) / temperature;
            *option = if below > -CUT { below.exp() } else { 0.0 };
            sum += *option;
        }
        for option in options.iter_mut() {
            *option /= sum;
        }
        (temperature * sum.ln(), best)
    } else {
        let mut open = best > never;
        for option in options.iter_mut() {
            let chosen = open && *option >= best;
            open &= !chosen;
            *option = f32::from(u8::from(chosen));
        }
        (0.0, best)
    }
}

/// Adds mass to the four points around a place.
fn spread(mass: &mut [f32], amount: f32, s: Place, d: Place) {
    let low = usize::from(d.low) * STABILITIES + usize::from(s.low);
    let upper = amount * d.share;
    let lower = amount - upper;
    mass[low] += lower * (1.0 - s.share);
    mass[low + 1] += lower * s.share;
    mass[low + STABILITIES] += upper * (1.0 - s.share);
    mass[low + STABILITIES + 1] += upper * s.share;
}
