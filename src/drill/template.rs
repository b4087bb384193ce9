//! Computed drills: numbers drawn from declared ranges, and the text they fill.

use std::collections::BTreeMap;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

use super::Expression;
use super::expression::Ready;

/// A number to work out from numbers drawn each time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compute {
    /// The ranges drawn from, by name.
    pub draw: Vec<(String, Range)>,
    /// Further named values, each over what stands before it.
    pub derived: Vec<(String, Expression)>,
    /// The right answer.
    pub answer: Expression,
    /// What the answer is in: `%`, `pp`, `CNY`, `min` …; empty for a plain number.
    pub unit: String,
    /// How far from the right answer still counts, in the unit or as a share of it.
    pub tolerance: Tolerance,
    /// Typical mistakes.
    pub traps: Vec<Trap>,
}

/// Values `from`, `from + step`, … up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The least value.
    pub from: f64,
    /// The greatest value.
    pub to: f64,
    /// The distance of neighbours, above 0.
    pub step: f64,
}

/// How far from the right answer still counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tolerance {
    /// In the unit of the answer.
    Absolute(f64),
    /// As a share of the answer, 0 to 1.
    Relative(f64),
}

/// A typical mistake: the number it gives and the confusion that betrays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trap {
    /// The number the mistake gives.
    pub answer: Expression,
    /// The confusion, after "that is …" in spirit.
    pub says: String,
}

/// One draw of a computed drill, everything worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Every named value.
    pub values: BTreeMap<String, f64>,
    /// The right answer.
    pub answer: f64,
    /// The numbers that the mistakes give; `None` where one cannot be worked out.
    pub traps: Vec<Option<f64>>,
}

impl Range {
    /// Returns how many values the range holds.
    pub fn len(&self) -> u64 {
        if self.step <= 0.0 || self.to < self.from {
            return 0;
        }
        ((self.to - self.from) / self.step + 1e-9).floor() as u64 + 1
    }

    /// Tells whether the range holds no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn value(&self, index: u64) -> f64 {
        let raw = self.from + self.step * index as f64;
        // The sum of decimal steps is off in the last bits; what is shown must be what is computed.
        (raw * 1e9).round() / 1e9
    }
}

impl Tolerance {
    /// Tells whether `given` counts as `right`.
    pub fn accepts(self, right: f64, given: f64) -> bool {
        let slack = match self {
            Self::Absolute(slack) => slack,
            Self::Relative(share) => share * right.abs(),
        };
        (given - right).abs() <= slack + 1e-9 * right.abs().max(1.0)
    }
}

impl Compute {
    /// Draws the numbers of one attempt.
    ///
    /// # Errors
    /// Says which expression has no finite value for these numbers.
    pub fn draw(&self, seed: u64) -> Result<Drawn, String> {
        let solver = self.solver()?;
        let mut values = Vec::new();
        let (answer, traps) = solver.solve(seed, &mut values)?;
        Ok(Drawn { values: solver.names.into_iter().zip(values).collect(), answer, traps })
    }

    /// Makes the drill ready to be drawn many times.
    ///
    /// # Errors
    /// Names a value that no expression can know.
    pub fn solver(&self) -> Result<Solver, String> {
        let mut names: Vec<String> = self.draw.iter().map(|(name, _)| name.clone()).collect();
        let mut derived = Vec::new();
        for (name, expression) in &self.derived {
            derived.push(expression.ready(&names).map_err(|fault| format!("`{name}`: {fault}"))?);
            names.push(name.clone());
        }
        let answer = self.answer.ready(&names).map_err(|fault| format!("`answer`: {fault}"))?;
        let traps = self.traps.iter().map(|trap| trap.answer.ready(&names)).collect::<Result<_, _>>()?;
        Ok(Solver {
            ranges: self.draw.iter().map(|(_, range)| *range).collect(),
            names,
            derived,
            answer,
            traps,
        })
    }

    /// Returns the mistake that a wrong number betrays.
    pub fn trap<'a>(&'a self, drawn: &Drawn, given: f64) -> Option<&'a Trap> {
        self.traps
            .iter()
            .zip(&drawn.traps)
            .find(|(_, value)| value.is_some_and(|value| self.tolerance.accepts(value, given)))
            .map(|(trap, _)| trap)
    }
}

/// A computed drill, ready to be drawn many times.
#[derive(Clone, Debug)]
pub struct Solver {
    ranges: Vec<Range>,
    names: Vec<String>,
    derived: Vec<Ready>,
    answer: Ready,
    traps: Vec<Ready>,
}

impl Solver {
    /// Draws one attempt into `values` and returns the right answer and the numbers of the mistakes.
    ///
    /// # Errors
    /// Says which expression has no finite value for these numbers.
    pub fn solve(&self, seed: u64, values: &mut Vec<f64>) -> Result<(f64, Vec<Option<f64>>), String> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        values.clear();
        for range in &self.ranges {
            values.push(range.value(random.random_range(0..range.len().max(1))));
        }
        for (expression, name) in self.derived.iter().zip(self.names.iter().skip(self.ranges.len())) {
            let value = expression.value(values).map_err(|fault| format!("`{name}`: {fault}"))?;
            values.push(value);
        }
        let answer = self.answer.value(values).map_err(|fault| format!("`answer`: {fault}"))?;
        Ok((answer, self.traps.iter().map(|trap| trap.value(values).ok()).collect()))
    }
}

/// Fills `{name}` and `{name:2}` in a text; unknown names stay as they are.
pub fn fill(text: &str, values: &BTreeMap<String, f64>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let filled = after.find('}').and_then(|end| {
            let (name, decimals) = match after[..end].split_once(':') {
                Some((name, decimals)) => (name.trim(), decimals.trim().parse::<usize>().ok()),
                None => (after[..end].trim(), None),
            };
            values.get(name).map(|value| (number(*value, decimals), end))
        });
        if let Some((value, end)) = filled {
            out.push_str(&value);
            rest = &after[end + 1..];
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Lists the names in the slots of a text.
pub(super) fn slots(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(slot, _)| slot.split(':').next().unwrap_or(slot).trim())
        .collect()
}

/// Writes a number for people: thousands separated, at most `decimals` (default 4) decimals.
pub(crate) fn number(value: f64, decimals: Option<usize>) -> String {
    let text = match decimals {
        Some(decimals) => format!("{value:.*}", decimals.min(12)),
        None => {
            let text = format!("{value:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gpm() -> Compute {
        Compute {
            draw: vec![
                ("gmv".to_owned(), Range { from: 20_000.0, to: 90_000.0, step: 5_000.0 }),
                ("views".to_owned(), Range { from: 10_000.0, to: 40_000.0, step: 2_000.0 }),
            ],
            derived: vec![("gpm".to_owned(), Expression::parse("gmv * 1000 / views").unwrap())],
            answer: Expression::parse("gpm").unwrap(),
            unit: "CNY".to_owned(),
            tolerance: Tolerance::Relative(0.01),
            traps: vec![Trap {
                answer: Expression::parse("gmv / views").unwrap(),
                says: "GMV per view".to_owned(),
            }],
        }
    }

    #[test]
    fn a_seed_draws_the_same_numbers_again() {
        assert_eq!(gpm().draw(7), gpm().draw(7));
        assert!((0..20).any(|seed| gpm().draw(seed) != gpm().draw(seed + 1)));
    }

    #[test]
    fn a_wrong_number_betrays_its_confusion() {
        let compute = gpm();
        let drawn = compute.draw(1).unwrap();
        let wrong = drawn.values["gmv"] / drawn.values["views"];
        assert_eq!(compute.trap(&drawn, wrong).unwrap().says, "GMV per view");
        assert!(compute.trap(&drawn, drawn.answer).is_none());
    }

    #[test]
    fn texts_are_filled_for_people() {
        let values = BTreeMap::from([("n".to_owned(), 1_234_567.5), ("r".to_owned(), 2.0 / 3.0)]);
        assert_eq!(fill("{n} and {r:2}, {other} {", &values), "1,234,567.5 and 0.67, {other} {");
        assert_eq!(number(-1000.0, None), "-1,000");
        assert_eq!(number(0.05, None), "0.05");
    }

    #[test]
    fn decimal_steps_stay_exact() {
        let range = Range { from: 0.1, to: 0.5, step: 0.1 };
        assert_eq!(range.len(), 5);
        assert_eq!(range.value(2), 0.3);
    }
}
