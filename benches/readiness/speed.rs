//! How long a plan takes.

use std::time::Instant;

use hotseat::memory::{AreaState, Beliefs, Family, Grade, Memory, Parameters};
use hotseat::schedule::{Cost, Horizon, Item, Model, mix, outlook, plan, prior_cost, today, unit};
use serde_json::{Value, json};

use crate::figures::{bar, table};

/// Builds drills half of which were reviewed, of all weights and several kinds.
fn drills(count: usize) -> Vec<Item> {
    let w = Parameters::default();
    (0..count as u64)
        .map(|key| {
            let mut item = Item::new(mix(3, key), (key % 12) as u16, None);
            item.weight = 1.0 + (mix(5, key) % 5) as f64;
            item.cost = match key % 6 {
                0 => prior_cost(Some(60.0)),
                1 => prior_cost(Some(120.0)),
                _ => Cost::default(),
            };
            if unit(7, key) < 0.5 {
                let first = 90 - (mix(9, key) % 20).cast_signed();
                let second = first + 1 + (mix(11, key) % 8).cast_signed();
                let memory = Memory::first(&w, Grade::Good, first);
                let grade = if unit(13, key) < 0.8 { Grade::Good } else { Grade::Again };
                item.memory = Some(memory.after(&w, grade, second));
            }
            item
        })
        .collect()
}

/// Measures cold plans, replans and full forecasts.
pub fn run(repeats: usize) -> Value {
    println!(
        "Time of a plan (five kinds of weight, three of cost, half the drills reviewed; best of {repeats})\n"
    );
    let model = Model::new(Parameters::default(), vec![AreaState::default(); 12]);
    let mut rows = Vec::new();
    let mut out = Vec::new();
    let mut bars = Vec::new();
    for (count, days, minutes) in [
        (75, 21, 20.0),
        (150, 21, 20.0),
        (300, 21, 20.0),
        (600, 21, 20.0),
        (1000, 45, 40.0),
        (2000, 45, 40.0),
        (4000, 45, 40.0),
        (1000, 730, 20.0),
    ] {
        let items = drills(count);
        let eve = Horizon::even(99, 99 + days + 1, minutes);
        let horizon = Horizon::even(100, 100 + days, minutes);
        let timed = |work: &mut dyn FnMut()| {
            (0..repeats)
                .map(|_| {
                    let start = Instant::now();
                    work();
                    start.elapsed().as_secs_f64() * 1e3
                })
                .fold(f64::INFINITY, f64::min)
        };
        let yesterday = today(&items, &eve, &model, None, 1);
        let cold = timed(&mut || {
            today(&items, &horizon, &model, None, 1);
        });
        let warm = timed(&mut || {
            today(&items, &horizon, &model, Some(&yesterday.prices), 1);
        });
        let full = timed(&mut || {
            plan(&items, &horizon, &model, Some(&yesterday.prices), 1);
        });
        let family = Family::around(&model.parameters);
        let beliefs = Beliefs::default();
        let traces = vec![None; items.len()];
        let predicted = timed(&mut || {
            outlook(&items, &traces, &horizon, &model, &family, &beliefs, &yesterday.prices, 1);
        });
        rows.push(vec![
            format!("{count}/{days}/{minutes}"),
            format!("{warm:.1} ms"),
            format!("{cold:.1} ms"),
            format!("{full:.1} ms"),
            format!("{predicted:.1} ms"),
        ]);
        out.push(json!({"drills": count, "days": days, "replan_ms": warm, "cold_ms": cold, "plan_ms": full, "outlook_ms": predicted}));
        match (count, days) {
            (300, 21) => bar(&mut bars, "replan at 300/21, ms", warm, 150.0, false),
            (1000, 45) => bar(&mut bars, "replan at 1000/45, ms", warm, 500.0, false),
            _ => {}
        }
    }
    let at = |drills: u64| {
        let cell = out.iter().find(|c| c["drills"] == drills && c["days"] == 45);
        cell.and_then(|c| c["replan_ms"].as_f64()).unwrap_or(f64::NAN)
    };
    let growth = at(4000) / (4.0 * at(1000));
    bar(&mut bars, "replan at 4000 over four times that at 1000", growth, 1.2, false);
    println!();
    table(&["drills/days/minutes", "replan", "from nothing", "with forecast", "the interval"], &rows);
    json!({"cells": out, "bars": bars})
}
