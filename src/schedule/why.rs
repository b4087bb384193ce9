//! Why a drill is, or is not, asked today: the reason with its figures; the shell words it.

use super::queue::{expected_seconds, is_due, may_start};
use super::today::Today;
use super::{Horizon, Item, Model};

/// Says why a drill is or is not asked today. Probabilities 0..1, days as study-day numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// It had its one counted session today.
    DoneToday,
    /// It was skipped or a filter leaves it out.
    LeftOut,
    /// Without a date: recall has fallen to the desired retention.
    Due {
        /// Chance of recall now.
        recall: f64,
        /// Day it fell due.
        due_day: i64,
    },
    /// Without a date: it is still remembered well enough.
    Rested {
        /// Chance of recall now.
        recall: f64,
        /// Day it falls due.
        due_day: i64,
    },
    /// Without a date: never tried.
    New,
    /// With a plan: asked today.
    Asked {
        /// Chance of a right answer now.
        recall: f64,
        /// Place in today's order, from 1.
        rank: usize,
        /// Readiness it is expected to gain by being asked today.
        gain: f64,
        /// Seconds it is expected to take.
        seconds: f64,
    },
    /// With a plan: worth asking, but today's minutes end before its turn.
    NoTime {
        /// Chance of a right answer now.
        recall: f64,
        /// Place in today's order, from 1.
        rank: usize,
        /// Drills that fit today.
        fit: usize,
    },
    /// With a plan: a later day is better.
    Later {
        /// Chance of a right answer now.
        recall: f64,
        /// The best day.
        day: i64,
        /// Chance of a right answer then.
        recall_then: f64,
    },
    /// With a plan: not worth its time any more.
    Enough {
        /// Chance of a right answer now.
        recall: f64,
        /// Chance of a right answer on the day if never asked again.
        recall_on_day: f64,
        /// Whether it was never tried.
        new: bool,
    },
}

/// Explains a drill's place today; `plan` is none without an interview date.
pub fn why(
    index: usize,
    items: &[Item],
    horizon: &Horizon,
    model: &Model,
    plan: Option<&Today>,
    desired_retention: f64,
) -> Option<Why> {
    let item = items.get(index)?;
    let today = horizon.today;
    if item.memory.is_some_and(|memory| memory.last_day == today) {
        return Some(Why::DoneToday);
    }
    if !item.open_today {
        return Some(Why::LeftOut);
    }
    let chance = |day: i64| match item.memory {
        Some(memory) => memory.recall_on(&model.parameters, day),
        None => model.first_try_rate(item.area),
    };
    let recall = chance(today);
    let Some(plan) = plan else {
        return Some(match item.memory {
            None => Why::New,
            Some(memory) => {
                let due_day = memory.due_day(&model.parameters, desired_retention);
                if is_due(&memory, &model.parameters, desired_retention, today) {
                    Why::Due { recall, due_day }
                } else {
                    Why::Rested { recall, due_day }
                }
            }
        });
    };
    let Some(place) = plan.order.iter().position(|&i| i == index) else {
        return Some(match plan.later.get(index).copied().flatten() {
            Some(day) => Why::Later { recall, day, recall_then: chance(day) },
            None => {
                Why::Enough { recall, recall_on_day: chance(horizon.interview), new: item.memory.is_none() }
            }
        });
    };
    let mut left = horizon.seconds(0);
    let mut fit = 0;
    for &other in &plan.order {
        let seconds = expected_seconds(&items[other], model, today);
        if !may_start(left, seconds) {
            break;
        }
        left -= seconds;
        fit += 1;
    }
    let rank = place + 1;
    Some(if place < fit {
        let seconds = expected_seconds(item, model, today);
        Why::Asked { recall, rank, gain: plan.index[index] * seconds, seconds }
    } else {
        Why::NoTime { recall, rank, fit }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{AreaState, Grade, Memory, Parameters};
    use crate::schedule::{key_of, today};

    fn seen(name: &str, history: &[(Grade, i64)]) -> Item {
        Item::new(key_of(name), 0, Memory::replay(&Parameters::default(), history))
    }

    #[test]
    fn each_state_has_its_reason() {
        let model = Model::new(Parameters::default(), vec![AreaState::default()]);
        let mut items: Vec<Item> = (0..50).map(|n| Item::new(key_of(&n.to_string()), 0, None)).collect();
        items[0] = seen("done", &[(Grade::Good, 10)]);
        items[1].open_today = false;
        items[2] = seen("fresh", &[(Grade::Easy, 9)]);
        items[3] = seen("old", &[(Grade::Good, 1)]);
        let horizon = Horizon::even(10, 16, 8.0);
        let plan = today(&items, &horizon, &model, None, 1);
        let with = |index| why(index, &items, &horizon, &model, Some(&plan), 0.9).unwrap();
        assert_eq!(with(0), Why::DoneToday);
        assert_eq!(with(1), Why::LeftOut);
        assert!(!matches!(with(2), Why::Asked { .. } | Why::LeftOut));
        let reasons: Vec<Why> = (4..50).map(with).collect();
        assert!(reasons.iter().any(|w| matches!(w, Why::Asked { gain, .. } if *gain > 0.0)));
        assert!(reasons.iter().any(|w| matches!(w, Why::NoTime { rank, fit, .. } if rank > fit)));
        let without = |index| why(index, &items, &horizon, &model, None, 0.9).unwrap();
        assert!(matches!(without(2), Why::Rested { due_day, .. } if due_day > 10));
        assert!(matches!(without(3), Why::Due { recall, .. } if recall < 0.9));
        assert_eq!(without(5), Why::New);
        assert_eq!(why(99, &items, &horizon, &model, None, 0.9), None);
    }
}
