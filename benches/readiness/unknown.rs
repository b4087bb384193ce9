//! Learners the planner does not know: it believes the defaults and learns from their reviews.

use std::ops::Range;

use serde_json::{Value, json};

use crate::baseline::{Fixed, Greedy};
use crate::figures::{Mean, bar, table};
use crate::learner::{Learner, Theory};
use crate::planner::{Options, Planner};
use crate::world::{Setting, study};

/// Moments of a plan at which the readiness on the day is predicted.
const MOMENTS: [&str; 4] = ["start", "1/3", "2/3", "eve"];

#[derive(Default)]
struct Predictions {
    covered: [Vec<f64>; 4],
    width: [Vec<f64>; 4],
    bias: [Vec<f64>; 4],
}

/// Runs every theory over the settings and prints both tables.
pub fn run(settings: &[Setting], seeds: Range<u64>, judge: bool) -> Value {
    println!(
        "Unknown learners: ten areas whose first-try rates differ, {} seeds, \
         mean of {} settings\n",
        seeds.end - seeds.start,
        settings.len()
    );
    let mut rows = Vec::new();
    let mut outlook_rows = Vec::new();
    let mut cells = Vec::new();
    let mut bars = Vec::new();
    let mut all_bars: Vec<(String, f64, f64, bool)> = Vec::new();
    let (mut worst_ratio, mut worst_edge, mut worst_cell) = (f64::MAX, f64::MAX, f64::MAX);
    let (mut worst_cover, mut worst_width, mut worst_bias) = (f64::MAX, 0.0_f64, 0.0_f64);
    for theory in Theory::ALL {
        let mut results: [Vec<f64>; 5] = Default::default();
        let mut by_setting = Vec::new();
        let mut predictions = Predictions::default();
        for setting in settings {
            let (n, days) = (setting.drills, setting.days);
            let mut here: [Vec<f64>; 5] = Default::default();
            for seed in seeds.clone() {
                let learner = || Learner::new(theory, n, None, seed);
                here[0].push(study(setting, &mut learner(), &mut Fixed::anki(n, seed)));
                let mut sensible = Fixed::sensible(n, days, seed);
                here[1].push(study(setting, &mut learner(), &mut sensible));
                here[2].push(study(setting, &mut learner(), &mut Greedy::new(n, days, seed)));
                let plain = Options { calibrate: false, probe: false, ..Options::learning() };
                let mut plain = Planner::new(*setting, plain, seed);
                here[3].push(study(setting, &mut learner(), &mut plain));
                let moments = [0, days / 3, 2 * days / 3, days - 1];
                let options = Options { predict_on: moments.to_vec(), ..Options::learning() };
                let mut planner = Planner::new(*setting, options, seed);
                let mut student = learner();
                here[4].push(study(setting, &mut student, &mut planner));
                let outcome = student.exam(days as f64);
                for (day, look) in &planner.outlooks {
                    for (moment, _) in moments.iter().enumerate().filter(|(_, m)| *m == day) {
                        let within = look.all.low <= outcome && outcome <= look.all.high;
                        predictions.covered[moment].push(f64::from(u8::from(within)));
                        predictions.width[moment].push(look.all.high - look.all.low);
                        predictions.bias[moment].push(look.all.mean - outcome);
                    }
                }
            }
            worst_cell = worst_cell.min(Mean::of(&here[4]).mean / Mean::of(&here[0]).mean);
            by_setting.push(json!({
                "setting": setting.name(), "anki": Mean::of(&here[0]).json(),
                "sensible": Mean::of(&here[1]).json(), "greedy": Mean::of(&here[2]).json(),
                "uncalibrated": Mean::of(&here[3]).json(), "hotseat": Mean::of(&here[4]).json(),
            }));
            for (all, here) in results.iter_mut().zip(here) {
                all.extend(here);
            }
        }
        let means: Vec<Mean> = results.iter().map(|r| Mean::of(r)).collect();
        let ratio = means[4].mean / means[0].mean;
        let edge = Mean::of_difference(&results[4], &results[1]);
        worst_ratio = worst_ratio.min(ratio);
        worst_edge = worst_edge.min(edge.mean);
        let mut row = vec![theory.name().to_owned()];
        row.extend(means.iter().map(|m| format!("{:.3}", m.mean)));
        row.push(format!("{ratio:.3}"));
        row.push(edge.to_string());
        rows.push(row);
        let mut moments = Vec::new();
        for (moment, name) in MOMENTS.iter().enumerate() {
            let (covered, width, bias) = (
                Mean::of(&predictions.covered[moment]).mean,
                Mean::of(&predictions.width[moment]).mean,
                Mean::of(&predictions.bias[moment]).mean,
            );
            outlook_rows.push(vec![
                if moment == 0 { theory.name() } else { "" }.to_owned(),
                (*name).to_owned(),
                format!("{covered:.2}"),
                format!("{width:.3}"),
                format!("{bias:+.3}"),
            ]);
            moments.push(json!({"moment": name, "coverage": covered, "width": width, "bias": bias}));
        }
        let every = |of: &[Vec<f64>; 4]| Mean::of(&of[1..].concat()).mean;
        let (covered, width, bias) =
            (every(&predictions.covered), every(&predictions.width), every(&predictions.bias));
        outlook_rows.push(vec![
            String::new(),
            "1/3 on".to_owned(),
            format!("{covered:.2}"),
            format!("{width:.3}"),
            format!("{bias:+.3}"),
        ]);
        worst_cover = worst_cover.min(covered);
        worst_width = worst_width.max(width);
        worst_bias = worst_bias.max(bias.abs());
        cells.push(json!({
            "learner": theory.name(), "settings": by_setting, "ratio_to_anki": ratio,
            "over_sensible": edge.json(), "prediction": moments,
            "coverage": covered, "width": width, "bias": bias,
        }));
        all_bars.push((format!("{}: ratio to stock Anki", theory.name()), ratio, 1.07, true));
    }
    table(
        &["learner", "Anki", "sensible", "greedy", "uncalibrated", "Hotseat", "to Anki", "over sensible"],
        &rows,
    );
    println!("The predicted readiness: 80 % interval against one exam on the day\n");
    table(&["learner", "predicted at", "coverage", "width", "bias"], &outlook_rows);
    if judge {
        for (name, value, limit, at_least) in all_bars {
            bar(&mut bars, &name, value, limit, at_least);
        }
        bar(&mut bars, "over sensible, least of the learners", worst_edge, 0.02, true);
        bar(&mut bars, "least cell against stock Anki", worst_cell, 0.99, true);
        bar(&mut bars, "coverage, least", worst_cover, 0.75, true);
        bar(&mut bars, "width, most", worst_width, 0.25, false);
        bar(&mut bars, "bias, most", worst_bias, 0.07, false);
    }
    println!();
    json!({"seeds": seeds.end - seeds.start, "cells": cells, "bars": bars, "least_ratio": worst_ratio})
}
