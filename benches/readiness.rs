use hotseat::memory::*;
use hotseat::schedule::dual::Workspace;
use hotseat::schedule::problem::Problem;
use hotseat::schedule::*;
use std::time::Instant;
fn main() {
    for (n, t, b, bound) in [
        (120, 7, 20.0, 0.8652),
        (120, 14, 10.0, 0.8191),
        (300, 21, 20.0, 0.87),
        (1000, 45, 20.0, 0.6343),
        (1000, 45, 40.0, 0.9212),
    ] {
        let mut model = Model::new(Parameters::default(), vec![]);
        model.pooled = 0.3;
        let items: Vec<Item> = (0..n).map(|i| Item::new(i, 0, None)).collect();
        let horizon = Horizon::even(0, t, b);
        let t0 = Instant::now();
        let problem = Problem::new(&items, &horizon, &model);
        let t1 = Instant::now();
        let mut work = Workspace::default();
        for e in [Effort::WARM, Effort::COLD, Effort::THOROUGH] {
            let t2 = Instant::now();
            let p = prices::settle(&problem, None, e, &mut work);
            let t3 = Instant::now();
            let v = problem.evaluate(&p, 0.0, &mut work);
            let t4 = Instant::now();
            let f = problem.follow(&p, e.temperatures[e.temperatures.len() - 1], &mut work);
            let t5 = Instant::now();
            let r: f64 = problem
                .groups
                .iter()
                .zip(&f.recall)
                .map(|(g, r)| g.weight * r)
                .sum::<f64>()
                / problem.weight;
            let s: f64 = f.seconds.iter().sum::<f64>() / problem.steps.seconds.iter().sum::<f64>();
            println!(
                "{n}/{t}/{b} setup {:?} settle {:?} eval {:?} follow {:?} bound {:.4} (ref {bound}) follow {r:.4} used {s:.3} p0 {:.5} p_end {:.5}",
                t1 - t0,
                t3 - t2,
                t4 - t3,
                t5 - t4,
                v.value / problem.weight,
                p[0] * 600.0 / problem.weight,
                p[p.len() - 1] * 600.0 / problem.weight
            );
        }
    }
}
