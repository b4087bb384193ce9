//! A learner whose model the planner knows: how close to the best any policy could do?

use std::ops::Range;

use hotseat::memory::Parameters;
use hotseat::schedule::dual::Workspace;
use hotseat::schedule::problem::Problem;
use hotseat::schedule::{Effort, Horizon, Item, Model, prices};
use serde_json::{Value, json};

use crate::baseline::{Fixed, Greedy, Random, Rule, variants};
use crate::figures::{Mean, bar, table};
use crate::learner::{Learner, Theory};
use crate::planner::{Options, Planner};
use crate::world::{FIRST_TRY, Policy, Setting, study};

/// Returns the converged dual bound of a setting.
pub fn bound(setting: &Setting) -> f64 {
    let mut model = Model::new(Parameters::default(), Vec::new());
    model.pooled = FIRST_TRY;
    let items: Vec<Item> = (0..setting.drills).map(|drill| Item::new(drill as u64, 0, None)).collect();
    let horizon = Horizon::even(0, setting.days, setting.minutes);
    let problem = Problem::new(&items, &horizon, &model);
    let mut work = Workspace::default();
    let found = prices::settle(&problem, None, Effort::THOROUGH, &mut work);
    problem.evaluate(&found, 0.0, &mut work).value / problem.weight
}

/// Runs one policy over the seeds.
pub fn over_seeds(setting: &Setting, seeds: Range<u64>, make: impl Fn(u64) -> Box<dyn Policy>) -> Vec<f64> {
    seeds
        .map(|seed| {
            let mut learner = Learner::new(Theory::Fsrs6, setting.drills, Some(FIRST_TRY), seed);
            study(setting, &mut learner, make(seed).as_mut())
        })
        .collect()
}

/// Runs the settings and prints the table.
pub fn run(settings: &[Setting], seeds: Range<u64>, judge: bool) -> Value {
    println!(
        "Known model (FSRS-6 at the defaults, first tries right {FIRST_TRY}); \
         drills/days/minutes, {} seeds, readiness on the day\n",
        seeds.end - seeds.start
    );
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    let (mut to_bound, mut to_anki) = (Vec::new(), Vec::new());
    let (mut over_fixed, mut over_bound) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut large = None;
    for setting in settings {
        let (n, days) = (setting.drills, setting.days);
        let run = |make: &dyn Fn(u64) -> Box<dyn Policy>| over_seeds(setting, seeds.clone(), make);
        let anki = run(&|seed| Box::new(Fixed::anki(n, seed)));
        let rivals = [
            run(&|seed| Box::new(Fixed::sensible(n, days, seed))),
            run(&|seed| Box::new(Fixed::even(n, Rule::Sm2, days, seed))),
            run(&|seed| Box::new(Fixed::even(n, Rule::Leitner, days, seed))),
            run(&|seed| Box::new(Random::new(n, seed))),
            run(&|seed| Box::new(Greedy::new(n, days, seed))),
        ];
        let count = variants(n, 0).len();
        let best = (0..count)
            .map(|index| {
                run(&|seed| {
                    let mut all = variants(n, seed);
                    Box::new(all.swap_remove(index))
                })
            })
            .max_by(|a, b| Mean::of(a).mean.total_cmp(&Mean::of(b).mean))
            .unwrap_or_default();
        let ours = run(&|seed| Box::new(Planner::new(*setting, Options::knowing(), seed)));
        let bound = bound(setting);
        let our_mean = Mean::of(&ours);
        let ratio = our_mean.mean / bound;
        let edge = Mean::of_difference(&ours, &best);
        to_bound.push(ratio);
        to_anki.push(our_mean.mean / Mean::of(&anki).mean);
        // In standard errors: how far under the best fixed, how far over the bound.
        over_fixed = over_fixed.min(edge.mean / edge.error.max(1e-6));
        over_bound = over_bound.max((our_mean.mean - bound) / our_mean.error.max(1e-6));
        if n == 1000 && days == 45 && setting.minutes > 30.0 {
            large = Some(edge.mean);
        }
        let mut row = vec![setting.name(), Mean::of(&anki).to_string()];
        row.extend(rivals.iter().map(|r| format!("{:.3}", Mean::of(r).mean)));
        row.push(format!("{:.3}", Mean::of(&best).mean));
        row.push(our_mean.to_string());
        row.push(format!("{bound:.4}"));
        row.push(format!("{ratio:.3}"));
        rows.push(row);
        cells.push(json!({
            "setting": setting.name(), "anki": Mean::of(&anki).json(),
            "sensible": Mean::of(&rivals[0]).json(), "sm2": Mean::of(&rivals[1]).json(),
            "leitner": Mean::of(&rivals[2]).json(), "random": Mean::of(&rivals[3]).json(),
            "greedy": Mean::of(&rivals[4]).json(), "best_fixed": Mean::of(&best).json(),
            "hotseat": our_mean.json(), "over_best_fixed": edge.json(),
            "bound": bound, "ratio_to_bound": ratio,
        }));
    }
    table(
        &[
            "setting",
            "Anki",
            "sensible",
            "SM-2",
            "Leitner",
            "random",
            "greedy",
            "best fixed",
            "Hotseat",
            "bound",
            "ratio",
        ],
        &rows,
    );
    let mut bars = Vec::new();
    if judge {
        let least = to_bound.iter().copied().fold(f64::INFINITY, f64::min);
        bar(&mut bars, "least ratio to the bound", least, 0.98, true);
        bar(&mut bars, "mean ratio to the bound", Mean::of(&to_bound).mean, 0.99, true);
        bar(&mut bars, "mean ratio to stock Anki", Mean::of(&to_anki).mean, 1.10, true);
        bar(&mut bars, "over best fixed, in standard errors, least", over_fixed, -1.0, true);
        bar(&mut bars, "over the bound, in standard errors, most", over_bound, 3.0, false);
        if let Some(edge) = large {
            bar(&mut bars, "over best fixed at 1000/45/40", edge, 0.02, true);
        }
    }
    println!();
    json!({"seeds": seeds.end - seeds.start, "cells": cells, "bars": bars})
}

/// Sets the believed decay wrong, and has the right model calibrate and probe for nothing.
pub fn mistakes(settings: &[Setting], seeds: Range<u64>) -> Value {
    println!(
        "What mistakes cost (same learner, {} seeds, mean of {} settings)\n",
        seeds.end - seeds.start,
        settings.len()
    );
    let mean = |options: &dyn Fn() -> Options| -> Vec<f64> {
        settings
            .iter()
            .flat_map(|s| over_seeds(s, seeds.clone(), |seed| Box::new(Planner::new(*s, options(), seed))))
            .collect()
    };
    let right = mean(&Options::knowing);
    let mut rows = Vec::new();
    let mut out = Vec::new();
    let mut worst: f64 = 0.0;
    for decay in [0.1, 0.2, 0.3, 0.5] {
        let mut w = *Parameters::default().values();
        w[20] = decay;
        let believed = Parameters::new(w).unwrap_or_default();
        let wrong = |calibrate: bool| Options {
            believed: believed.clone(),
            calibrate,
            probe: calibrate,
            ..Options::knowing()
        };
        let kept = Mean::of_difference(&right, &mean(&|| wrong(false)));
        let mended = Mean::of_difference(&right, &mean(&|| wrong(true)));
        worst = worst.max(mended.mean);
        rows.push(vec![format!("decay believed {decay}"), kept.to_string(), mended.to_string()]);
        out.push(json!({"decay": decay, "loss_uncalibrated": kept.json(), "loss": mended.json()}));
    }
    table(&["", "loss, uncalibrated", "loss, calibrated"], &rows);
    let learning = |probe: bool| Options { probe, ..Options::learning() };
    let without = mean(&|| learning(false));
    let cost = Mean::of_difference(&without, &mean(&|| learning(true)));
    let mut bars = Vec::new();
    bar(&mut bars, "loss with the decay set wrong", worst, 0.025, false);
    bar(&mut bars, "cost of probes where the model is right", cost.mean, 0.005, false);
    println!();
    json!({"seeds": seeds.end - seeds.start, "decay": out, "probes": cost.json(), "bars": bars})
}
