//! How ready does a learner get on the day, under Hotseat and under what people use today?

mod baseline;
mod learner;
mod planner;
mod world;

use hotseat::memory::Parameters;
use hotseat::schedule::dual::Workspace;
use hotseat::schedule::problem::Problem;
use hotseat::schedule::{Effort, Horizon, Item, Model, prices};

use baseline::{Fixed, Greedy, Order, Random, Rule};
use learner::{Learner, Theory};
use planner::{Options, Planner};
use world::{SETTINGS, Setting, study};

fn bound(s: &Setting) -> f64 {
    let mut model = Model::new(Parameters::default(), Vec::new());
    model.pooled = 0.3;
    let items: Vec<Item> = (0..s.drills)
        .map(|i| Item::new(i as u64, 0, None))
        .collect();
    let problem = Problem::new(&items, &Horizon::even(0, s.days, s.minutes), &model);
    let mut work = Workspace::default();
    let p = prices::settle(&problem, None, Effort::THOROUGH, &mut work);
    problem.evaluate(&p, 0.0, &mut work).value / problem.weight
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mode = args.get(1).cloned().unwrap_or_default();
    let seeds: u64 = args.get(2).and_then(|a| a.parse().ok()).unwrap_or(4);
    if mode == "known" {
        for s in &SETTINGS {
            let b = bound(s);
            let run = |f: &mut dyn FnMut(u64) -> Box<dyn world::Policy>| {
                (0..seeds)
                    .map(|seed| {
                        study(
                            s,
                            &mut Learner::new(Theory::Fsrs6, s.drills, Some(0.3), seed),
                            f(seed).as_mut(),
                        )
                    })
                    .sum::<f64>()
                    / seeds as f64
            };
            let anki = run(&mut |seed| Box::new(Fixed::anki(s.drills, seed)));
            let sens = run(&mut |seed| Box::new(Fixed::sensible(s.drills, s.days, seed)));
            let sm2 = run(&mut |seed| {
                Box::new(Fixed::new(
                    s.drills,
                    Rule::Sm2,
                    20,
                    Order::Mixed,
                    false,
                    seed,
                ))
            });
            let lei = run(&mut |seed| {
                Box::new(Fixed::new(
                    s.drills,
                    Rule::Leitner,
                    20,
                    Order::Mixed,
                    false,
                    seed,
                ))
            });
            let ran = run(&mut |seed| Box::new(Random::new(s.drills, seed)));
            let gre = run(&mut |seed| Box::new(Greedy::new(s.drills, s.days, seed)));
            let mut time = std::time::Duration::ZERO;
            let mut n = 0;
            let pl = (0..seeds)
                .map(|seed| {
                    let mut p = Planner::new(
                        *s,
                        Options {
                            believed: Parameters::default(),
                            calibrate: false,
                            probes: 0.0,
                            first_try: Some(0.3),
                            predict_on: vec![],
                        },
                        seed,
                    );
                    let r = study(
                        s,
                        &mut Learner::new(Theory::Fsrs6, s.drills, Some(0.3), seed),
                        &mut p,
                    );
                    time += p.solves.iter().sum::<std::time::Duration>();
                    n += p.solves.len() as u32;
                    r
                })
                .sum::<f64>()
                / seeds as f64;
            println!(
                "{:12} anki {anki:.3} sens {sens:.3} sm2 {sm2:.3} leit {lei:.3} rand {ran:.3} greedy {gre:.3} plan {pl:.4} bound {b:.4} ratio {:.4} solve {:?}",
                s.name(),
                pl / b,
                time / n
            );
        }
    }
    if mode == "wrong" {
        for theory in Theory::ALL {
            let mut sums = [0.0; 6];
            for s in &SETTINGS[..8] {
                for seed in 0..seeds {
                    let l = || Learner::new(theory, s.drills, None, seed);
                    sums[0] += study(s, &mut l(), &mut Fixed::anki(s.drills, seed));
                    sums[1] += study(s, &mut l(), &mut Fixed::sensible(s.drills, s.days, seed));
                    sums[2] += study(s, &mut l(), &mut Greedy::new(s.drills, s.days, seed));
                    for (k, (cal, pr)) in [(false, 0.0), (true, 0.0), (true, 0.1)]
                        .into_iter()
                        .enumerate()
                    {
                        let mut p = Planner::new(
                            *s,
                            Options {
                                believed: Parameters::default(),
                                calibrate: cal,
                                probes: pr,
                                first_try: None,
                                predict_on: vec![],
                            },
                            seed,
                        );
                        sums[3 + k] += study(s, &mut l(), &mut p);
                    }
                }
            }
            let m = sums.map(|x| x / (8 * seeds) as f64);
            println!(
                "{:15} anki {:.3} sens {:.3} greedy {:.3} plan-nocal {:.3} cal {:.3} cal+probe {:.3} ratio {:.3} vs sens {:+.3}",
                theory.name(),
                m[0],
                m[1],
                m[2],
                m[3],
                m[4],
                m[5],
                m[5] / m[0],
                m[5] - m[1]
            );
        }
    }
}
