//! What the planner is compared with: what people use today, and what they could have used.

use hotseat::memory::{Grade, Memory, Parameters, state};
use hotseat::schedule::{Cost, mix, unit};

use crate::world::Policy;

/// Says which drills come first in a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// New drills spread evenly among reviews, as Anki does by default.
    Mixed,
    ReviewsFirst,
    NewFirst,
}

/// Says how the next day of a drill is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// FSRS-6 with default parameters at a desired retention.
    Fsrs(f64),
    /// SM-2 with its ease factor; one day, six days, then by the factor.
    Sm2,
    /// Boxes of 1, 2, 4, 8, 16 days; a failure goes back to the first.
    Leitner,
}

#[derive(Debug, Clone, Copy)]
struct Card {
    memory: Memory,
    due: i64,
    interval: f64,
    ease: f64,
    right_in_a_row: u32,
}

/// Holds a scheduler with a due date for each drill.
pub struct Fixed {
    rule: Rule,
    new_a_day: usize,
    order: Order,
    /// Whether spare time goes to reviews ahead of their day, the weakest first.
    ahead: bool,
    reviews_a_day: usize,
    parameters: Parameters,
    cards: Vec<Option<Card>>,
    seed: u64,
}

impl Fixed {
    /// Stock Anki: FSRS at .9, 20 new a day, at most 200 reviews.
    pub fn anki(drills: usize, seed: u64) -> Self {
        Self::new(drills, Rule::Fsrs(0.9), 20, Order::Mixed, false, seed)
    }

    /// A sensible exam user of Anki: everything introduced by .7 of the days, and spare time
    /// spent on reviews ahead.
    pub fn sensible(drills: usize, days: i64, seed: u64) -> Self {
        Self::even(drills, Rule::Fsrs(0.9), days, seed)
    }

    /// Any rule used as sensibly as that.
    pub fn even(drills: usize, rule: Rule, days: i64, seed: u64) -> Self {
        let by = (0.7 * days as f64).max(1.0);
        let new = (drills as f64 / by).ceil() as usize;
        Self::new(drills, rule, new, Order::Mixed, true, seed)
    }

    pub fn new(drills: usize, rule: Rule, new_a_day: usize, order: Order, ahead: bool, seed: u64) -> Self {
        Self {
            rule,
            new_a_day,
            order,
            ahead,
            reviews_a_day: if ahead { usize::MAX } else { 200 },
            parameters: Parameters::default(),
            cards: vec![None; drills],
            seed,
        }
    }
}

/// The 72 variants among which the best is chosen afterwards.
pub fn variants(drills: usize, seed: u64) -> Vec<Fixed> {
    let mut all = Vec::new();
    for retention in [0.7, 0.75, 0.8, 0.85, 0.9, 0.95] {
        for new in [5, 10, 20, 30, 50, 1000] {
            for order in [Order::ReviewsFirst, Order::NewFirst] {
                all.push(Fixed::new(drills, Rule::Fsrs(retention), new, order, true, seed));
            }
        }
    }
    all
}

impl Policy for Fixed {
    fn queue(&mut self, day: i64, _budget_s: f64) -> Vec<(usize, f64)> {
        let day_seed = mix(self.seed, day as u64);
        let cost = Cost::default();
        let mut due = Vec::new();
        let mut new = Vec::new();
        let mut rest = Vec::new();
        for (drill, card) in self.cards.iter().enumerate() {
            match card {
                None => new.push((mix(self.seed, drill as u64), drill)),
                Some(card) if card.memory.last_day == day => {}
                Some(card) if card.due <= day => {
                    due.push((card.due, mix(day_seed, drill as u64), drill));
                }
                Some(card) => {
                    rest.push((card.memory.recall_on(&self.parameters, day), drill));
                }
            }
        }
        due.sort_unstable();
        due.truncate(self.reviews_a_day);
        new.sort_unstable();
        new.truncate(self.new_a_day);
        let due: Vec<usize> = due.into_iter().map(|(_, _, drill)| drill).collect();
        let new: Vec<usize> = new.into_iter().map(|(_, drill)| drill).collect();
        let mut queue = match self.order {
            Order::ReviewsFirst => [due, new].concat(),
            Order::NewFirst => [new, due].concat(),
            Order::Mixed => mixed(&due, &new),
        };
        if self.ahead {
            rest.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            queue.extend(rest.into_iter().map(|(_, drill)| drill));
        }
        queue
            .into_iter()
            .map(|drill| {
                let expected = match &self.cards[drill] {
                    Some(card) => cost.review(card.memory.recall_on(&self.parameters, day)),
                    None => cost.first_try(0.3),
                };
                (drill, expected)
            })
            .collect()
    }

    fn learn(&mut self, drill: usize, day: i64, grade: Grade, _first: bool) {
        let w = &self.parameters;
        let before = self.cards[drill];
        let mut memory = match before {
            Some(card) => card.memory.after(w, grade, day),
            None => Memory::first(w, grade, day),
        };
        if !grade.is_right() {
            memory = memory.after(w, Grade::Good, day);
        }
        let mut card =
            before.unwrap_or(Card { memory, due: day, interval: 0.0, ease: 2.5, right_in_a_row: 0 });
        card.memory = memory;
        card.right_in_a_row = if grade.is_right() { card.right_in_a_row + 1 } else { 0 };
        card.interval = match self.rule {
            Rule::Fsrs(retention) => memory.interval(w, retention),
            Rule::Sm2 => {
                let quality = f64::from(grade.number()) + 1.0;
                let off = 5.0 - quality;
                card.ease = (card.ease + 0.1 - off * (0.08 + off * 0.02)).max(1.3);
                match card.right_in_a_row {
                    0 | 1 => 1.0,
                    2 => 6.0,
                    _ => card.interval * card.ease,
                }
            }
            Rule::Leitner => f64::from(1_u32 << card.right_in_a_row.saturating_sub(1).min(4)),
        };
        card.due = day + card.interval.round().clamp(1.0, 36_500.0) as i64;
        self.cards[drill] = Some(card);
    }
}

fn mixed(due: &[usize], new: &[usize]) -> Vec<usize> {
    let total = due.len() + new.len();
    let mut queue = Vec::with_capacity(total);
    let (mut d, mut n) = (0, 0);
    for place in 0..total {
        if n < new.len() && (n + 1) * total <= (place + 1) * new.len() || d >= due.len() {
            queue.push(new[n]);
            n += 1;
        } else {
            queue.push(due[d]);
            d += 1;
        }
    }
    queue
}

/// Asks drills at random.
pub struct Random {
    drills: usize,
    seed: u64,
}

impl Random {
    pub const fn new(drills: usize, seed: u64) -> Self {
        Self { drills, seed }
    }
}

impl Policy for Random {
    fn queue(&mut self, day: i64, _budget_s: f64) -> Vec<(usize, f64)> {
        let seed = mix(self.seed, 31 + day as u64);
        let mut all: Vec<(f64, usize)> =
            (0..self.drills).map(|drill| (unit(seed, drill as u64), drill)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.into_iter().map(|(_, drill)| (drill, 30.0)).collect()
    }

    fn learn(&mut self, _drill: usize, _day: i64, _grade: Grade, _first: bool) {}
}

/// Asks what gains most on the day of the interview for each second, as if nothing were asked
/// afterwards.
pub struct Greedy {
    target: i64,
    first_try: f64,
    parameters: Parameters,
    memories: Vec<Option<Memory>>,
    seed: u64,
}

impl Greedy {
    pub fn new(drills: usize, target: i64, seed: u64) -> Self {
        Self { target, first_try: 0.3, parameters: Parameters::default(), memories: vec![None; drills], seed }
    }

    fn worth(&self, drill: usize, day: i64) -> (f64, f64) {
        let w = &self.parameters;
        let cost = Cost::default();
        let left = (self.target - day) as f64;
        let then = |memory: Memory| memory.retrievability(w, left);
        let (recall, never, seconds) = match &self.memories[drill] {
            None => (self.first_try, self.first_try, cost.first_try(self.first_try)),
            Some(memory) => {
                let recall = memory.recall_on(w, day);
                let never = memory.recall_on(w, self.target);
                (recall, never, cost.review(recall))
            }
        };
        let after = |grade| {
            let memory = match &self.memories[drill] {
                None => Memory::first(w, grade, day),
                Some(memory) => memory.after(w, grade, day),
            };
            if grade == Grade::Again { then(memory.after(w, Grade::Good, day)) } else { then(memory) }
        };
        let right = 0.15 * after(Grade::Hard) + 0.7 * after(Grade::Good) + 0.15 * after(Grade::Easy);
        let gain = recall * right + (1.0 - recall) * after(Grade::Again) - never;
        (gain / seconds, seconds)
    }
}

impl Policy for Greedy {
    fn queue(&mut self, day: i64, _budget_s: f64) -> Vec<(usize, f64)> {
        let mut all: Vec<(f64, u64, usize, f64)> = (0..self.memories.len())
            .filter(|&drill| self.memories[drill].is_none_or(|m| m.last_day != day))
            .map(|drill| {
                let (worth, seconds) = self.worth(drill, day);
                (worth, mix(self.seed, drill as u64), drill, seconds)
            })
            .filter(|(worth, ..)| *worth > 0.0)
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.into_iter().map(|(_, _, drill, s)| (drill, s)).collect()
    }

    fn learn(&mut self, drill: usize, day: i64, grade: Grade, _first: bool) {
        let w = &self.parameters;
        let mut memory = match self.memories[drill] {
            Some(memory) => memory.after(w, grade, day),
            None => Memory::first(w, grade, day),
        };
        if !grade.is_right() {
            memory = memory.after(w, Grade::Good, day);
        }
        debug_assert!(memory.stability_days >= state::STABILITY.0);
        self.memories[drill] = Some(memory);
    }
}
