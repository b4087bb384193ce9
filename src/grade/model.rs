//! Fitted weights of a check: a linear model a criterion over windows of the text.
//!
//! A window's logit is `bias + flags + scale · (sparse features + word vectors)`, where `scale`
//! shrinks with the window's length, so that a few strong words count and company does not. The
//! answer's logit is that of its best window, calibrated on answers by writers the model had not
//! seen; two bounds on the calibrated probability leave a band undecided.

use std::collections::HashMap;

use super::checks::rules::Rules;
use super::features::{Feature, FeatureId, id_of_name};
use super::text::Analysis;
use super::text::clause::Range;
use super::text::words::{DIMS, vector};

/// Calibration and bounds of one criterion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Slope on the best window's logit.
    pub slope: f32,
    /// Slope on the second-best window's logit.
    pub second: f32,
    /// Intercept.
    pub intercept: f32,
    /// Below this probability it is missed (for an absence, met).
    pub low: f32,
    /// From this probability it is met (for an absence, missed).
    pub high: f32,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { slope: 1.0, second: 0.0, intercept: 0.0, low: 0.4, high: 0.6 }
    }
}

impl Calibration {
    /// Turns window logits into the probability that the criterion's words are there.
    pub fn probability(&self, best: f32, second: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * best + self.second * second + self.intercept)).exp())
    }
}

/// The weights of a check.
#[derive(Default)]
pub struct Model {
    criteria: usize,
    bias: Vec<f32>,
    dense: Vec<Vec<f32>>,
    sparse: HashMap<FeatureId, Vec<(u8, f32)>>,
    calibration: Vec<Calibration>,
}

/// The lowest logit, that of an answer without a window.
pub const NOTHING: f32 = -8.0;

/// How a window's sum is scaled by its number of tokens.
pub fn scale(tokens: usize) -> f32 {
    0.5 * (12.0 / (tokens as f32 + 4.0)).powf(0.3)
}

impl Model {
    /// Reads weights; a missing or foreign line is passed over, priors of pattern groups are the
    /// weights where nothing was fitted.
    pub fn parse(text: &str, rules: &Rules) -> Self {
        let count = rules.criteria.len();
        let mut model = Model {
            criteria: count,
            bias: vec![-1.0; count],
            dense: vec![vec![0.0; DIMS]; count],
            sparse: HashMap::new(),
            calibration: vec![Calibration::default(); count],
        };
        let index = |id: &str| rules.criteria.iter().position(|c| c.id == id);
        let mut columns: Vec<Option<usize>> = Vec::new();
        let mut fitted = false;
        for line in text.lines() {
            let mut parts = line.split('\t');
            let Some(head) = parts.next() else { continue };
            let rest: Vec<&str> = parts.collect();
            let numbers = || rest.iter().skip(1).map(|v| v.parse::<f32>().unwrap_or(0.0)).collect::<Vec<_>>();
            match head {
                "criteria" => {
                    columns = rest.iter().map(|id| index(id)).collect();
                    fitted = true;
                }
                "bias" | "dense" | "calibration" => {
                    let Some(c) = rest.first().and_then(|id| index(id)) else {
                        continue;
                    };
                    let values = numbers();
                    match (head, values.as_slice()) {
                        ("bias", [bias]) => model.bias[c] = *bias,
                        ("dense", row) if row.len() == DIMS => model.dense[c] = row.to_vec(),
                        ("calibration", &[slope, second, intercept, low, high]) => {
                            model.calibration[c] = Calibration { slope, second, intercept, low, high };
                        }
                        _ => {}
                    }
                }
                name => {
                    let Some(id) = id_of_name(name) else { continue };
                    let row = rest.iter().filter_map(|cell| {
                        let (column, value) = cell.split_once(' ')?;
                        let c = *columns.get(column.parse::<usize>().ok()?)?;
                        Some((c? as u8, value.parse::<f32>().ok()? / 100.0))
                    });
                    model.sparse.insert(id, row.collect());
                }
            }
        }
        if !fitted {
            for (name, c, prior) in rules.priors() {
                if let Some(id) = id_of_name(&format!("p:{name}")) {
                    model.sparse.entry(id).or_default().push((c as u8, prior));
                }
            }
        }
        model
    }

    /// Returns the calibration of a criterion.
    pub fn calibration(&self, criterion: usize) -> Calibration {
        self.calibration.get(criterion).copied().unwrap_or_default()
    }

    /// Scores every window: one logit a criterion a window.
    pub fn score(
        &self,
        analysis: &Analysis,
        features: &[Feature],
        windows: &[Range],
        flags: &[Vec<FeatureId>],
    ) -> Vec<Vec<f32>> {
        let count = self.criteria;
        // Per token: the dense part and the features that sit on it alone, as running sums.
        let mut sums = vec![0.0f32; (analysis.tokens.len() + 1) * count];
        let mut wide: Vec<(Range, &[(u8, f32)])> = Vec::new();
        for (i, token) in analysis.tokens.iter().enumerate() {
            if let Some(word) = token.word.filter(|_| !analysis.masked[i]) {
                let row: Vec<f32> = vector(word).collect();
                for (c, weights) in self.dense.iter().enumerate() {
                    sums[(i + 1) * count + c] += row.iter().zip(weights).map(|(a, b)| a * b).sum::<f32>();
                }
            }
        }
        for feature in features {
            let Some(row) = self.sparse.get(&feature.id) else {
                continue;
            };
            if feature.range.len() == 1 {
                for &(c, weight) in row {
                    sums[feature.range.end * count + usize::from(c)] += weight;
                }
            } else {
                wide.push((feature.range, row));
            }
        }
        for i in count..sums.len() {
            sums[i] += sums[i - count];
        }
        wide.sort_by_key(|(range, _)| range.start);
        windows
            .iter()
            .zip(flags)
            .map(|(window, flags)| {
                let mut total: Vec<f32> = (0..count)
                    .map(|c| sums[window.end * count + c] - sums[window.start * count + c])
                    .collect();
                let from = wide.partition_point(|(range, _)| range.start < window.start);
                for (range, row) in wide[from..].iter().take_while(|(range, _)| range.start < window.end) {
                    if range.end <= window.end {
                        row.iter().for_each(|&(c, weight)| total[usize::from(c)] += weight);
                    }
                }
                let scale = scale(window.len());
                for (c, value) in total.iter_mut().enumerate() {
                    *value = *value * scale + self.bias[c];
                }
                for row in flags.iter().filter_map(|id| self.sparse.get(id)) {
                    for &(c, weight) in row {
                        total[usize::from(c)] += weight;
                    }
                }
                total
            })
            .collect()
    }
}
