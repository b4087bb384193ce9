//! Fits one criterion: a linear model over windows, trained so that an answer's best window
//! decides (multiple-instance learning), with the marked evidence as the window where it is known.

use hotseat::grade::checks::rules::Method;
use hotseat::grade::model::{Calibration, NOTHING};
use hotseat::grade::text::words::DIMS;

use crate::data::{Columns, Prepared, present};

/// Knobs of the fit; the defaults are the ones used for the embedded weights.
#[derive(Clone, Copy, Debug)]
pub struct Knobs {
    pub epochs: usize,
    pub rate: f32,
    pub decay: f32,
    pub dense_decay: f32,
    pub background: f32,
    pub dense: bool,
    pub fewest_documents: u32,
}

impl Knobs {
    /// Reads overrides such as `KNOB_DECAY=0.01`, for experiments.
    pub fn from_env() -> Self {
        let get = |name: &str, default: f32| {
            std::env::var(format!("KNOB_{name}")).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
        };
        Self {
            epochs: get("EPOCHS", 40.0) as usize,
            rate: get("RATE", 0.03),
            decay: get("DECAY", 0.01),
            dense_decay: get("DENSE_DECAY", 0.004),
            background: get("BACKGROUND", 0.1),
            dense: get("DENSE", 1.0) > 0.0,
            fewest_documents: get("FEWEST", 2.0) as u32,
        }
    }
}

/// A fitted criterion.
pub struct Fit {
    pub bias: f32,
    pub sparse: Vec<f32>,
    pub dense: [f32; DIMS],
}

/// One training answer of a criterion.
struct Case<'a> {
    windows: Vec<&'a crate::data::Window>,
    present: bool,
    /// Windows that match the marked evidence; empty if none is marked.
    marked: Vec<usize>,
    /// Windows that share nothing with it.
    apart: Vec<usize>,
}

fn case<'a>(prepared: &'a Prepared, id: &str, method: Method) -> Option<Case<'a>> {
    let present = present(&prepared.labelled, id, method)?;
    let windows: Vec<_> = prepared
        .windows
        .iter()
        .zip(&prepared.opening)
        .filter(|(_, o)| method != Method::Opening || **o)
        .map(|(w, _)| w)
        .collect();
    let (mut marked, mut apart) = (Vec::new(), Vec::new());
    if present && let Some(spans) = prepared.labelled.evidence.get(id) {
        let answer = &prepared.labelled.answer;
        let places: Vec<(usize, usize)> =
            spans.all().into_iter().filter_map(|s| answer.find(s).map(|at| (at, at + s.len()))).collect();
        let shared = |w: (usize, usize), p: (usize, usize)| w.1.min(p.1).saturating_sub(w.0.max(p.0)) as f32;
        let mut best = (0.0, 0);
        for (i, window) in windows.iter().enumerate() {
            let overlap = places
                .iter()
                .map(|&p| {
                    shared(window.bytes, p) / ((window.bytes.1 - window.bytes.0).max(p.1 - p.0).max(1)) as f32
                })
                .fold(0.0, f32::max);
            let touched = places.iter().any(|&p| shared(window.bytes, p) > 0.0);
            if overlap > best.0 {
                best = (overlap, i);
            }
            if overlap >= 0.6 {
                marked.push(i);
            }
            if !touched {
                apart.push(i);
            }
        }
        if marked.is_empty() && best.0 > 0.15 {
            marked.push(best.1);
        }
    }
    Some(Case { windows, present, marked, apart })
}

struct Parameters {
    value: Vec<f32>,
    squares: Vec<f32>,
    prior: Vec<f32>,
}

impl Parameters {
    fn new(prior: Vec<f32>) -> Self {
        Self { value: prior.clone(), squares: vec![1e-6; prior.len()], prior }
    }

    fn step(&mut self, at: usize, gradient: f32, rate: f32, decay: f32) {
        let gradient = gradient + decay * (self.value[at] - self.prior[at]);
        self.squares[at] += gradient * gradient;
        self.value[at] -= rate * gradient / self.squares[at].sqrt();
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl Fit {
    /// Scores one window.
    pub fn logit(&self, window: &crate::data::Window) -> f32 {
        let sparse: f32 =
            window.sparse.iter().map(|&(c, v)| self.sparse.get(c as usize).copied().unwrap_or(0.0) * v).sum();
        let dense: f32 = window.dense.iter().zip(&self.dense).map(|(a, b)| a * b).sum();
        self.bias + sparse + dense
    }
}

/// Fits a criterion on some answers.
pub fn fit(
    answers: &[&Prepared],
    columns: &Columns,
    id: &str,
    method: Method,
    priors: &[(u32, f32)],
    knobs: &Knobs,
) -> Fit {
    let cases: Vec<Case> = answers.iter().filter_map(|p| case(p, id, method)).collect();
    let width = columns.names.len();
    let usable: Vec<bool> = columns.documents.iter().map(|&n| n >= knobs.fewest_documents).collect();
    let mut prior = vec![0.0; width];
    for &(column, weight) in priors {
        prior[column as usize] = weight;
    }
    let mut sparse = Parameters::new(prior);
    let mut dense = Parameters::new(vec![0.0; DIMS]);
    let mut bias = Parameters::new(vec![-1.0]);
    let mut average = (vec![0.0f32; width], [0.0f32; DIMS], 0.0f32, 0.0f32);
    let (yes, no) =
        cases.iter().fold((1.0, 1.0), |(y, n), c| if c.present { (y + 1.0, n) } else { (y, n + 1.0) });
    let balance = |present: bool| {
        if present { (yes + no) / (2.0 * yes) } else { (yes + no) / (2.0 * no) }
    };
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut state = 0x9e37_79b9_u64;
    for epoch in 0..knobs.epochs {
        for i in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (state >> 33) as usize % (i + 1));
        }
        for &k in &order {
            let case = &cases[k];
            if case.windows.is_empty() || (case.present && case.marked.is_empty() && epoch < 3) {
                continue;
            }
            let logits: Vec<f32> = case
                .windows
                .iter()
                .map(|w| {
                    let s: f32 = w
                        .sparse
                        .iter()
                        .filter(|(c, _)| usable[*c as usize])
                        .map(|&(c, v)| sparse.value[c as usize] * v)
                        .sum();
                    let d: f32 = w.dense.iter().zip(&dense.value).map(|(a, b)| a * b).sum();
                    bias.value[0] + s + d
                })
                .collect();
            let top = |among: &mut dyn Iterator<Item = usize>| {
                among.max_by(|&a, &b| logits[a].total_cmp(&logits[b]))
            };
            let mut updates: Vec<(usize, f32)> = Vec::new();
            let weight = balance(case.present);
            if case.present {
                let best = if case.marked.is_empty() {
                    top(&mut (0..logits.len()))
                } else {
                    top(&mut case.marked.iter().copied())
                };
                if let Some(best) = best {
                    updates.push((best, weight * (sigmoid(logits[best]) - 1.0)));
                }
                if let Some(wrong) = top(&mut case.apart.iter().copied()) {
                    updates.push((wrong, weight * knobs.background * sigmoid(logits[wrong])));
                }
            } else {
                let mut ranked: Vec<usize> = (0..logits.len()).collect();
                ranked.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
                let share = [0.6, 0.25, 0.15];
                for (&i, share) in ranked.iter().zip(share) {
                    updates.push((i, weight * share * sigmoid(logits[i])));
                }
            }
            for (i, gradient) in updates {
                let window = case.windows[i];
                for &(c, v) in window.sparse.iter().filter(|(c, _)| usable[*c as usize]) {
                    sparse.step(c as usize, gradient * v, knobs.rate, knobs.decay);
                }
                if knobs.dense {
                    for (d, v) in window.dense.iter().enumerate() {
                        dense.step(d, gradient * v, knobs.rate, knobs.dense_decay);
                    }
                }
                bias.step(0, gradient, knobs.rate, 0.0);
            }
        }
        if epoch * 2 >= knobs.epochs {
            average.0.iter_mut().zip(&sparse.value).for_each(|(a, v)| *a += v);
            average.1.iter_mut().zip(&dense.value).for_each(|(a, v)| *a += v);
            average.2 += bias.value[0];
            average.3 += 1.0;
        }
    }
    let n = average.3.max(1.0);
    for (c, value) in average.0.iter_mut().enumerate() {
        *value = if usable[c] || priors.iter().any(|p| p.0 as usize == c) { *value / n } else { 0.0 };
    }
    average.1.iter_mut().for_each(|v| *v /= n);
    Fit { bias: average.2 / n, sparse: average.0, dense: average.1 }
}

/// Logits of the best window and of the best that does not overlap it.
pub fn best_two(fit: &Fit, prepared: &Prepared, method: Method) -> (f32, f32) {
    let scored: Vec<_> = prepared
        .windows
        .iter()
        .zip(&prepared.opening)
        .filter(|(_, o)| method != Method::Opening || **o)
        .map(|(w, _)| (w.range, fit.logit(w)))
        .collect();
    let picked = hotseat::grade::checks::judge::pick(&scored, Calibration::default(), method);
    (picked.best.max(NOTHING), picked.second.max(NOTHING))
}

/// Fits slope and intercept on held-out logits by gradient descent (Platt, with his targets).
pub fn calibrate(points: &[(f32, f32, bool)], twice: bool) -> Calibration {
    let (yes, no) = points.iter().fold((0.0, 0.0), |(y, n), p| if p.2 { (y + 1.0, n) } else { (y, n + 1.0) });
    let (target_yes, target_no) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
    let (mut a, mut s, mut b) = (1.0f32, 0.0f32, 0.0f32);
    for _ in 0..4000 {
        let (mut ga, mut gs, mut gb) = (0.0, 0.0, 0.0);
        for &(x, y, label) in points {
            let error = sigmoid(a * x + s * y + b) - if label { target_yes } else { target_no };
            ga += error * x;
            gs += error * y;
            gb += error;
        }
        let n = points.len().max(1) as f32;
        a -= 0.3 * ga / n;
        if twice {
            s = (s - 0.3 * gs / n).max(0.0);
        }
        b -= 0.3 * gb / n;
        a = a.max(0.05);
    }
    Calibration { slope: a, second: s, intercept: b, low: 0.5, high: 0.5 }
}
