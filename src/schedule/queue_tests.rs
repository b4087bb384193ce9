//! What a learner would notice about the order of a session.

use super::*;
use crate::memory::{AreaState, Grade};
use crate::schedule::{key_of, today as rank_today};

fn model(areas: usize) -> Model {
    Model::new(Parameters::default(), vec![AreaState::default(); areas])
}

fn seen(area: u16, name: &str, history: &[(Grade, i64)]) -> Item {
    let memory = Memory::replay(&Parameters::default(), history);
    Item::new(key_of(name), area, memory)
}

fn no_three_in_a_row(items: &[Item], queue: &[Choice]) -> bool {
    queue.windows(3).all(|three| {
        let area = |choice: &Choice| items[choice.index].area;
        area(&three[0]) != area(&three[1]) || area(&three[1]) != area(&three[2])
    })
}

#[test]
fn due_drills_come_first_and_rested_ones_not_at_all() {
    let items = [
        Item::new(key_of("new"), 0, None),
        seen(0, "rested", &[(Grade::Easy, 9)]),
        seen(0, "due", &[(Grade::Good, 1)]),
        seen(1, "today", &[(Grade::Again, 10)]),
        seen(1, "failed", &[(Grade::Again, 9)]),
    ];
    let queue = queue_without_date(&items, &model(2), 10, 0.9, 6, 1);
    let order: Vec<_> = queue.iter().map(|c| (c.index, c.reason)).collect();
    assert_eq!(order, [(2, Reason::Due), (4, Reason::Due), (0, Reason::New)]);
}

#[test]
fn a_confident_mistake_comes_early_and_weak_areas_before_strong_ones() {
    let mut areas = vec![AreaState::default(); 3];
    areas[0].theta = 1.0;
    areas[1].theta = -1.0;
    let model = Model::new(Parameters::default(), areas);
    let mut items = vec![
        seen(0, "strong", &[(Grade::Good, 0)]),
        seen(1, "weak", &[(Grade::Good, 0)]),
        seen(2, "sure", &[(Grade::Good, 0), (Grade::Again, 9)]),
    ];
    items[2].confident_mistake = true;
    let queue = queue_without_date(&items, &model, 10, 0.9, 6, 1);
    let order: Vec<_> = queue.iter().map(|c| c.index).collect();
    assert_eq!(order, [2, 1, 0]);
    assert_eq!(queue[0].reason, Reason::ConfidentMistake);
}

#[test]
fn new_drills_keep_to_the_limit_and_mix_their_areas() {
    let items: Vec<Item> = (0..40).map(|n| Item::new(key_of(&format!("d{n}")), n / 10, None)).collect();
    let queue = queue_without_date(&items, &model(4), 5, 0.9, 6, 3);
    assert_eq!(queue.len(), 6);
    assert!(no_three_in_a_row(&items, &queue));
    let areas: std::collections::BTreeSet<u16> = queue.iter().map(|c| items[c.index].area).collect();
    assert_eq!(areas.len(), 4);
    let other = queue_without_date(&items, &model(4), 5, 0.9, 6, 4);
    assert_ne!(queue, other, "another seed, another draw among equals");
}

#[test]
fn a_plan_orders_by_index_spaces_areas_and_leaves_out_todays() {
    let mut items: Vec<Item> = (0..60).map(|n| Item::new(key_of(&format!("d{n}")), n % 3, None)).collect();
    for (n, item) in items.iter_mut().enumerate().take(20) {
        let day = if n < 5 { 10 } else { 8 };
        item.memory = Some(Memory::first(&Parameters::default(), Grade::Good, day));
    }
    items[30].open_today = false;
    let model = model(3);
    let horizon = Horizon::even(10, 20, 15.0);
    let plan = rank_today(&items, &horizon, &model, None, 7);
    let queue = queue_with_plan(&items, &horizon, &model, &plan, 0.1, 7);
    assert!(!queue.is_empty());
    assert!(no_three_in_a_row(&items, &queue));
    assert!(queue.iter().all(|c| c.index >= 5 && c.index != 30));
    let probes: Vec<_> = queue.iter().filter(|c| c.reason == Reason::Probe).collect();
    let spent: f64 = probes.iter().map(|c| c.expected_s).sum();
    assert!(!probes.is_empty() && spent <= 0.1 * 900.0 + 20.0);
    assert!(probes.iter().all(|c| items[c.index].memory.is_some_and(|m| m.sessions == 1)));
    let mut seen: Vec<_> = queue.iter().map(|c| c.index).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), queue.len(), "no drill twice");
    let late = Horizon::even(10, 12, 15.0);
    let plan = rank_today(&items, &late, &model, None, 7);
    let queue = queue_with_plan(&items, &late, &model, &plan, 0.1, 7);
    assert!(queue.iter().all(|c| c.reason == Reason::Planned));
}

#[test]
fn a_drill_starts_while_half_of_it_fits() {
    assert!(may_start(20.0, 40.0));
    assert!(!may_start(19.9, 40.0));
    assert!(!may_start(0.0, 0.0));
}
