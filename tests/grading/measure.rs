//! Accuracy, κ, coverage and precision, with bootstrap intervals over answers.
// Shared by two tools, each of which uses a part.
#![allow(dead_code)]

/// One decision: what was true, what was said (none: undecided).
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    pub truth: bool,
    pub said: Option<bool>,
    /// What would be said without an undecided band.
    pub forced: bool,
    /// Whether the answer is by a writer of `dev.jsonl`.
    pub dev: bool,
}

/// The figures of a set of decisions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub n: usize,
    /// Undecided read as missed.
    pub accuracy: f64,
    /// Cohen's κ, undecided read as missed.
    pub kappa: f64,
    /// Cohen's κ without an undecided band.
    pub forced: f64,
    /// Share decided.
    pub coverage: f64,
    /// Share right among the decided.
    pub right: f64,
    /// Share truly met among those called met.
    pub precision: f64,
}

pub fn figures(decisions: &[Decision]) -> Figures {
    let n = decisions.len() as f64;
    let count = |f: &dyn Fn(&Decision) -> bool| decisions.iter().filter(|d| f(d)).count() as f64;
    let said = |d: &Decision| d.said == Some(true);
    let p = count(&|d| d.truth) / n;
    let kappa = |agree: f64, q: f64| {
        let chance = p * q + (1.0 - p) * (1.0 - q);
        if chance < 1.0 { (agree - chance) / (1.0 - chance) } else { 0.0 }
    };
    let agree = count(&|d| said(d) == d.truth) / n;
    let decided = count(&|d| d.said.is_some());
    Figures {
        n: decisions.len(),
        accuracy: agree,
        kappa: kappa(agree, count(&|d| said(d)) / n),
        forced: kappa(count(&|d| d.forced == d.truth) / n, count(&|d| d.forced) / n),
        coverage: decided / n,
        right: count(&|d| d.said == Some(d.truth)) / decided.max(1.0),
        precision: count(&|d| said(d) && d.truth) / count(&|d| said(d)).max(1.0),
    }
}

/// 95 % interval of a figure over resampled groups (answers) of decisions.
pub fn interval(
    groups: &[Vec<(usize, Decision)>],
    rounds: usize,
    figure: impl Fn(&[(usize, Decision)]) -> f64,
) -> (f64, f64) {
    let mut state = 42u64;
    let mut values: Vec<f64> = (0..rounds)
        .map(|_| {
            let mut sample = Vec::new();
            for _ in 0..groups.len() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                sample.extend_from_slice(&groups[(state >> 33) as usize % groups.len()]);
            }
            figure(&sample)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |q: f64| values[((values.len() - 1) as f64 * q) as usize];
    (at(0.025), at(0.975))
}

/// Mean κ over criteria (the first of each pair names the criterion).
pub fn macro_kappa(decisions: &[(usize, Decision)]) -> f64 {
    macro_mean(decisions, |f| f.kappa)
}

/// Mean of a figure over criteria.
pub fn macro_mean(decisions: &[(usize, Decision)], figure: impl Fn(&Figures) -> f64) -> f64 {
    let most = decisions.iter().map(|d| d.0).max().unwrap_or(0);
    let kappas: Vec<f64> = (0..=most)
        .filter_map(|c| {
            let own: Vec<Decision> = decisions.iter().filter(|d| d.0 == c).map(|d| d.1).collect();
            (!own.is_empty()).then(|| figure(&figures(&own)))
        })
        .collect();
    kappas.iter().sum::<f64>() / kappas.len().max(1) as f64
}

/// Prints a table row.
pub fn row(name: &str, f: &Figures) {
    println!(
        "{name:<34} {:>5} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3}",
        f.n, f.kappa, f.forced, f.accuracy, f.coverage, f.right, f.precision
    );
}

/// Prints the head of the table.
pub fn head() {
    println!(
        "{:<34} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "", "n", "κ", "forced", "acc.", "cover", "right", "prec."
    );
}
