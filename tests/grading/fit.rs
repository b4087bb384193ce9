//! Fits the weights of the checks and cross-validates them over writers.
//!
//! `cargo run --release --example fit -- [--check NAME]… [--write] [--errors] [FILES or FOLDERS]`
//! Without files: every `tests/grading/answers/*.jsonl`. Each writer is held out in turn, the rest
//! is fitted, and the held-out answers are decided; calibration and bounds come from those
//! held-out logits. `--write` then fits on everything and writes `src/grade/data/weights/`.
//! `--without PREFIX` leaves out the writers whose name starts so (to try shipped weights on them).
//! `--errors` lists the held-out answers that came out wrong, with the words that decided.

mod data;
mod measure;
mod train;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hotseat::grade::Check;
use hotseat::grade::checks::{self, rules::Method};
use hotseat::grade::model::Calibration;

use data::{Columns, Prepared, prepare, present};
use measure::{Decision, figures, head, interval, macro_kappa, macro_mean, row};
use train::{Fit, Knobs, best_two, calibrate, fit};

struct Outcome {
    id: String,
    method: Method,
    /// For each answer: its index, best logit, second logit, presence.
    points: Vec<(usize, f32, f32, bool)>,
    calibration: Calibration,
    decisions: Vec<(usize, Decision)>,
    last: Option<Fit>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut wanted, mut paths, mut write, mut errors, mut risk) =
        (Vec::new(), Vec::new(), false, false, 0.25f32);
    let mut without: Vec<String> = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => wanted.extend(arguments.next().and_then(|n| n.parse::<Check>().ok())),
            "--write" => write = true,
            "--errors" => errors = true,
            "--without" => without.extend(arguments.next()),
            "--risk" => {
                risk = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(risk);
            }
            path => paths.push(PathBuf::from(path)),
        }
    }
    if paths.is_empty() {
        paths.push(data::answers());
    }
    let mut all = data::load(&paths);
    all.retain(|a| !without.iter().any(|w| a.writer.starts_with(w.as_str())));
    let knobs = Knobs::from_env();
    let checks: Vec<Check> =
        Check::ALL.into_iter().filter(|c| wanted.is_empty() || wanted.contains(c)).collect();
    let mut groups: Vec<Vec<(usize, Decision)>> = Vec::new();
    let mut offset = 0;
    head();
    for check in checks {
        let rules = &checks::ready(check).rules;
        let mut columns = Columns::default();
        let answers: Vec<Prepared> = all
            .iter()
            .filter(|a| a.check == check)
            .cloned()
            .map(|a| prepare(a, rules, &mut columns))
            .collect();
        let outcomes = cross_validate(check, &answers, &columns, &knobs, risk, write);
        let mut pooled: Vec<Vec<(usize, Decision)>> = vec![Vec::new(); answers.len()];
        for (c, outcome) in outcomes.iter().enumerate() {
            let decisions: Vec<Decision> = outcome.decisions.iter().map(|d| d.1).collect();
            row(&format!("  {}", outcome.id), &figures(&decisions));
            for &(a, d) in &outcome.decisions {
                pooled[a].push((offset + c, d));
            }
        }
        let flat: Vec<Decision> = pooled.iter().flatten().map(|d| d.1).collect();
        let mut total = figures(&flat);
        total.kappa = macro_kappa(&shift(&pooled, offset));
        total.forced = macro_mean(&shift(&pooled, offset), |f| f.forced);
        row(check.as_str(), &total);
        if errors {
            list_errors(&answers, &outcomes);
        }
        if write {
            write_weights(check, &columns, &outcomes);
        }
        offset += outcomes.len();
        groups.extend(pooled);
    }
    groups.retain(|g| !g.is_empty());
    let flat: Vec<(usize, Decision)> = groups.iter().flatten().copied().collect();
    let plain = |d: &[(usize, Decision)]| d.iter().map(|d| d.1).collect::<Vec<_>>();
    let mut total = figures(&plain(&flat));
    total.kappa = macro_kappa(&flat);
    total.forced = macro_mean(&flat, |f| f.forced);
    row("all (macro κ)", &total);
    let (low, high) = interval(&groups, 400, macro_kappa);
    println!("macro κ 95 % {low:.3}–{high:.3}");
    let dev: Vec<(usize, Decision)> = groups.iter().flatten().filter(|d| d.1.dev).copied().collect();
    if !dev.is_empty() {
        let mut total = figures(&plain(&dev));
        total.kappa = macro_kappa(&dev);
        total.forced = macro_mean(&dev, |f| f.forced);
        row("of these, dev.jsonl", &total);
    }
    let (low, high) = interval(&groups, 400, |d| figures(&plain(d)).right);
    println!("right among decided 95 % {low:.3}–{high:.3}");
}

fn shift(pooled: &[Vec<(usize, Decision)>], offset: usize) -> Vec<(usize, Decision)> {
    pooled.iter().flatten().map(|(c, d)| (c - offset, *d)).collect()
}

/// Holds each writer out in turn; the folds of all criteria are spread over two threads.
fn cross_validate(
    check: Check,
    answers: &[Prepared],
    columns: &Columns,
    knobs: &Knobs,
    risk: f32,
    full: bool,
) -> Vec<Outcome> {
    let rules = &checks::ready(check).rules;
    let writers: Vec<String> =
        answers.iter().map(|a| a.labelled.writer.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let criteria = &rules.criteria;
    let priors = |c: usize| -> Vec<(u32, f32)> {
        let own = rules.priors().filter(|(_, index, _)| *index == c);
        own.filter_map(|(name, _, prior)| columns.find(&format!("p:{name}")).map(|column| (column, prior)))
            .collect()
    };
    let mut jobs: Vec<(usize, Option<usize>)> = Vec::new();
    for (c, info) in criteria.iter().enumerate() {
        if info.method.fitted() {
            jobs.extend((0..writers.len()).map(|w| (c, Some(w))));
            jobs.extend(full.then_some((c, None)));
        }
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Option<usize>, Fit)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(&(c, held)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let train: Vec<&Prepared> = answers
                        .iter()
                        .filter(|a| held.is_none_or(|w| a.labelled.writer != writers[w]))
                        .collect();
                    let done = fit(&train, columns, &criteria[c].id, criteria[c].method, &priors(c), knobs);
                    results.lock().expect("no fit panics").push((c, held, done));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no fit panics");
    results.sort_by_key(|(c, held, _)| (*c, held.map_or(usize::MAX, |w| w)));
    let mut outcomes: Vec<Outcome> = criteria
        .iter()
        .map(|info| Outcome {
            id: info.id.clone(),
            method: info.method,
            points: Vec::new(),
            calibration: Calibration::default(),
            decisions: Vec::new(),
            last: None,
        })
        .collect();
    for (c, held, done) in results {
        let info = &criteria[c];
        match held {
            None => outcomes[c].last = Some(done),
            Some(w) => {
                for (i, answer) in answers.iter().enumerate().filter(|(_, a)| a.labelled.writer == writers[w])
                {
                    if let Some(present) = present(&answer.labelled, &info.id, info.method) {
                        let (best, second) = best_two(&done, answer, info.method);
                        outcomes[c].points.push((i, best, second, present));
                    }
                }
            }
        }
    }
    for (c, outcome) in outcomes.iter_mut().enumerate() {
        if criteria[c].method.fitted() {
            decide(outcome, answers, &writers, risk);
        } else {
            count(check, outcome, answers);
        }
    }
    outcomes
}

/// Decides each writer's answers with calibration and bounds from the other writers' points.
fn decide(outcome: &mut Outcome, answers: &[Prepared], writers: &[String], risk: f32) {
    let twice = outcome.method == Method::Twice;
    let points = |keep: &dyn Fn(&str) -> bool| -> Vec<(f32, f32, bool)> {
        outcome
            .points
            .iter()
            .filter(|p| keep(&answers[p.0].labelled.writer))
            .map(|p| (p.1, p.2, p.3))
            .collect()
    };
    let mut decisions = Vec::new();
    for writer in writers {
        let calibration = bounds(calibrate(&points(&|w| w != writer), twice), risk);
        for point in outcome.points.iter().filter(|p| &answers[p.0].labelled.writer == writer) {
            let p = calibration.probability(point.1, point.2);
            let found = if p >= calibration.high {
                Some(true)
            } else if p < calibration.low {
                Some(false)
            } else {
                None
            };
            let absence = outcome.method == Method::Absence;
            decisions.push((
                point.0,
                Decision {
                    truth: point.3 != absence,
                    said: found.map(|f| f != absence),
                    forced: (p >= 0.5) != absence,
                    dev: writer.starts_with('W'),
                },
            ));
        }
    }
    outcome.calibration = bounds(calibrate(&points(&|_| true), twice), risk);
    outcome.decisions = decisions;
}

/// Leaves undecided what would be wrong more often than `risk`.
fn bounds(mut calibration: Calibration, risk: f32) -> Calibration {
    calibration.low = risk;
    calibration.high = 1.0 - risk;
    calibration
}

fn count(check: Check, outcome: &mut Outcome, answers: &[Prepared]) {
    for (i, answer) in answers.iter().enumerate() {
        if let Some(truth) = present(&answer.labelled, &outcome.id, outcome.method) {
            let report =
                hotseat::grade::check(check, &answer.labelled.answer, &hotseat::grade::Context::default());
            let said = report.criteria.iter().find(|c| c.id == outcome.id).map(|c| c.verdict);
            let met = said == Some(hotseat::grade::Verdict::Met);
            outcome.decisions.push((
                i,
                Decision {
                    truth,
                    said: (said != Some(hotseat::grade::Verdict::Undecided)).then_some(met),
                    forced: met,
                    dev: answer.labelled.writer.starts_with('W'),
                },
            ));
        }
    }
}

fn list_errors(answers: &[Prepared], outcomes: &[Outcome]) {
    for outcome in outcomes {
        for (i, decision) in outcome.decisions.iter().filter(|d| d.1.said != Some(d.1.truth)) {
            let labelled = &answers[*i].labelled;
            let point = outcome.points.iter().find(|p| p.0 == *i).map_or((0.0, 0.0), |p| (p.1, p.2));
            let marked = labelled.evidence.get(&outcome.id).map(|s| s.all().join(" | ")).unwrap_or_default();
            println!(
                "{} {} truth={} said={:?} logit={:.2}/{:.2}\n    {}\n    marked: {}",
                outcome.id,
                labelled.id,
                decision.truth,
                decision.said,
                point.0,
                point.1,
                labelled.answer.replace('\n', " / "),
                marked
            );
        }
    }
}

/// Writes the weights of a check: names and hundredths, small ones left out.
fn write_weights(check: Check, columns: &Columns, outcomes: &[Outcome]) {
    let fits: Vec<(&Outcome, &Fit)> =
        outcomes.iter().filter_map(|o| o.last.as_ref().map(|f| (o, f))).collect();
    let mut text = String::from("criteria");
    for (outcome, _) in &fits {
        let _ = write!(text, "\t{}", outcome.id);
    }
    text.push('\n');
    for (outcome, fit) in &fits {
        let c = outcome.calibration;
        let _ = writeln!(text, "bias\t{}\t{:.4}", outcome.id, fit.bias);
        let _ = writeln!(
            text,
            "calibration\t{}\t{:.4}\t{:.4}\t{:.4}\t{:.3}\t{:.3}",
            outcome.id, c.slope, c.second, c.intercept, c.low, c.high
        );
        let dense: Vec<String> = fit.dense.iter().map(|v| format!("{v:.3}")).collect();
        let _ = writeln!(text, "dense\t{}\t{}", outcome.id, dense.join("\t"));
    }
    let mut rows: Vec<String> = Vec::new();
    for (column, name) in columns.names.iter().enumerate() {
        let mut cells = String::new();
        for (k, (_, fit)) in fits.iter().enumerate() {
            let value = (fit.sparse[column] * 100.0).round() as i32;
            if value.abs() >= 3 {
                let _ = write!(cells, "\t{k} {value}");
            }
        }
        if !cells.is_empty() {
            rows.push(format!("{name}{cells}"));
        }
    }
    rows.sort();
    text.push_str(&rows.join("\n"));
    text.push('\n');
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/grade/data/weights/{check}.tsv"));
    std::fs::write(&path, &text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    println!("  wrote {} ({} KB)", path.display(), text.len() / 1024);
}
