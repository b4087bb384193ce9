//! Means with their standard errors, and tables.

use serde_json::{Value, json};

/// Holds a sample's mean and the standard error of that mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    pub mean: f64,
    pub error: f64,
}

impl Mean {
    pub fn of(sample: &[f64]) -> Self {
        let n = sample.len().max(1) as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let squares: f64 = sample.iter().map(|x| (x - mean) * (x - mean)).sum();
        Self { mean, error: (squares / (n - 1.0).max(1.0) / n).sqrt() }
    }

    /// Returns the mean difference of paired samples.
    pub fn of_difference(a: &[f64], b: &[f64]) -> Self {
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::of(&differences)
    }

    pub fn json(self) -> Value {
        json!({"mean": self.mean, "error": self.error})
    }
}

impl std::fmt::Display for Mean {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} ±{:.3}", self.mean, self.error)
    }
}

/// Prints rows under a head, columns aligned.
pub fn table(head: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(column, name)| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .chain([name.chars().count()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let line = |cells: &[String]| {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        println!("{}", padded.join("  ").trim_end());
    };
    line(&head.iter().map(ToString::to_string).collect::<Vec<_>>());
    for row in rows {
        line(row);
    }
    println!();
}

/// Prints whether a bar is reached.
pub fn bar(met: &mut Vec<Value>, name: &str, value: f64, limit: f64, at_least: bool) {
    let reached = if at_least { value >= limit } else { value <= limit };
    let sign = if at_least { "≥" } else { "≤" };
    let mark = if reached { "reached" } else { "MISSED " };
    println!("  {mark}  {name}: {value:.4} ({sign} {limit})");
    met.push(json!({"bar": name, "value": value, "limit": limit, "at_least": at_least, "reached": reached}));
}
