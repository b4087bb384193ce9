//! What a learner would notice about a plan.

use proptest::prelude::*;

use super::*;
use crate::memory::{AreaState, Grade, Memory, Parameters};
use crate::schedule::key_of;

fn model() -> Model {
    Model::new(Parameters::default(), vec![AreaState::default(); 4])
}

fn fresh(n: u64) -> Vec<Item> {
    (0..n).map(|i| Item::new(key_of(&format!("drill/{i}")), (i % 4) as u16, None)).collect()
}

#[test]
fn more_time_never_makes_less_ready_and_everything_fits_with_enough() {
    let items = fresh(120);
    let short = plan(&items, &Horizon::even(0, 14, 4.0), &model(), None, 1);
    let long = plan(&items, &Horizon::even(0, 14, 30.0), &model(), None, 1);
    assert!(short.readiness_on_day < long.readiness_on_day);
    assert!(short.unseen > 0 && long.unseen == 0);
    assert!(short.ten_more > 0.02 && short.ten_more > long.ten_more);
    assert!(short.skip_today > 0.0);
    let horizon = Horizon::even(0, 14, 4.0);
    let cover = minutes_to_cover(&items, &horizon, &model(), &short.today.prices).unwrap();
    assert!(cover > 4.0 && cover < 30.0, "{cover}");
    let at_cover = plan(&items, &Horizon::even(0, 14, cover), &model(), None, 1);
    assert!(at_cover.unseen <= 1, "{} at {cover}", at_cover.unseen);
}

#[test]
fn days_run_to_the_eve_and_keep_to_their_minutes() {
    let mut horizon = Horizon::even(100, 110, 10.0);
    horizon.minutes[3] = 0.0;
    let plan = plan(&fresh(60), &horizon, &model(), None, 1);
    let days: Vec<i64> = plan.days.iter().map(|d| d.day).collect();
    assert_eq!(days, (100..110).collect::<Vec<_>>());
    assert!(plan.days.iter().all(|d| d.minutes <= 10.0 + 1e-9));
    assert!(plan.days[3].minutes == 0.0 && plan.days[3].new == 0.0);
    assert!(plan.days[0].new > 5.0 && plan.days[0].reviews < 0.5);
    assert!(plan.days[9].reviews > plan.days[0].reviews);
    assert!(!plan.days[0].areas.is_empty());
}

#[test]
fn odd_dates_are_plans_too() {
    let items = fresh(30);
    for (today, interview, minutes) in
        [(10, 3, 20.0), (10, 10, 20.0), (10, 11, 20.0), (10, 12, 0.0), (10, 740, 15.0)]
    {
        let horizon = Horizon::even(today, interview, minutes);
        let plan = plan(&items, &horizon, &model(), None, 1);
        assert!(plan.readiness_on_day.is_finite() && plan.readiness_on_day > 0.0);
        assert_eq!(plan.days.len(), usize::try_from(interview - today).unwrap_or(0));
        assert_eq!(plan.today.order.is_empty(), interview <= today || minutes == 0.0);
    }
    let nothing = plan(&[], &Horizon::even(0, 5, 10.0), &model(), None, 1);
    assert_eq!((nothing.readiness_now, nothing.unseen), (0.0, 0));
}

#[test]
fn a_heavier_drill_comes_first_and_a_costly_one_later() {
    let mut items = fresh(40);
    items[7].weight = 5.0;
    items[9].cost.new_ok_s = 300.0;
    items[9].cost.new_fail_s = 400.0;
    let plan = plan(&items, &Horizon::even(0, 5, 6.0), &model(), None, 1);
    assert_eq!(plan.today.order[0], 7);
    let place = |index: usize| plan.today.order.iter().position(|&i| i == index);
    assert!(place(9).is_none_or(|place| place > 20));
}

#[test]
fn a_replan_from_prices_agrees_with_one_from_nothing() {
    let items = fresh(100);
    let horizon = Horizon::even(0, 14, 15.0);
    let cold = plan(&items, &horizon, &model(), None, 1);
    let warm = plan(&items, &horizon, &model(), Some(&cold.today.prices), 1);
    assert!((cold.readiness_on_day - warm.readiness_on_day).abs() < 0.01);
    assert!((cold.today.bound - warm.today.bound).abs() < 0.01);
    assert!(cold.readiness_on_day <= cold.today.bound + 0.01);
}

fn any_item() -> impl Strategy<Value = Item> {
    (
        any::<u64>(),
        0_u16..6,
        0.2_f64..6.0,
        prop::option::of(prop::collection::vec((1_u8..5, 80_i64..105), 1..6)),
        5.0_f64..300.0,
        any::<bool>(),
    )
        .prop_map(|(key, area, weight, history, seconds, open)| {
            let history: Option<Vec<(Grade, i64)>> = history.map(|history| {
                history.into_iter().filter_map(|(g, day)| Grade::from_number(g).map(|g| (g, day))).collect()
            });
            let memory = history.and_then(|h| Memory::replay(&Parameters::default(), &h));
            let mut item = Item::new(key, area, memory);
            item.weight = weight;
            item.cost.ok_s = seconds;
            item.cost.fail_s = seconds * 2.0;
            item.open_today = open;
            item
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_plan_is_finite_and_asks_only_what_may_be_asked(
        items in prop::collection::vec(any_item(), 0..60),
        days in -2_i64..10,
        minutes in 0.0_f64..60.0,
    ) {
        let horizon = Horizon::even(100, 100 + days, minutes);
        let plan = plan(&items, &horizon, &model(), None, 3);
        for figure in [
            plan.readiness_now, plan.readiness_on_day, plan.ten_more, plan.skip_today,
        ] {
            prop_assert!((0.0..=1.0).contains(&figure), "{figure}");
        }
        prop_assert!(plan.unseen <= items.len());
        for &index in &plan.today.order {
            prop_assert!(items[index].may_be_asked(100));
            prop_assert!(plan.today.index[index] > 0.0);
        }
        for day in &plan.days {
            prop_assert!(day.minutes.is_finite() && day.minutes >= 0.0);
        }
    }
}
