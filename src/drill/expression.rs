//! Arithmetic of computed drills: a small language over named numbers, parsed by `exmex`.

use std::collections::BTreeMap;

use exmex::prelude::*;
use exmex::{BinOp, ExError, MakeOperators, Operator, ops_factory};
use serde::{Deserialize, Serialize};

/// The longest expression accepted, in bytes; it bounds the depth of the parse as well.
const LONGEST: usize = 400;
/// The deepest nesting of brackets accepted.
const DEEPEST: usize = 24;

/// The functions of the language; no number may be named like one.
pub(super) const FUNCTIONS: [&str; 9] = ["min", "max", "abs", "round", "floor", "ceil", "sqrt", "ln", "exp"];

ops_factory!(
    Arithmetic,
    f64,
    Operator::make_bin("^", BinOp { apply: f64::powf, prio: 4, is_commutative: false }),
    Operator::make_bin("*", BinOp { apply: |a, b| a * b, prio: 2, is_commutative: true }),
    Operator::make_bin("/", BinOp { apply: |a, b| a / b, prio: 3, is_commutative: false }),
    Operator::make_bin_unary("+", BinOp { apply: |a, b| a + b, prio: 0, is_commutative: true }, |a| a),
    Operator::make_bin_unary("-", BinOp { apply: |a, b| a - b, prio: 1, is_commutative: false }, |a: f64| -a),
    Operator::make_bin("min", BinOp { apply: f64::min, prio: 0, is_commutative: true }),
    Operator::make_bin("max", BinOp { apply: f64::max, prio: 0, is_commutative: true }),
    Operator::make_unary("abs", f64::abs),
    Operator::make_unary("round", f64::round),
    Operator::make_unary("floor", f64::floor),
    Operator::make_unary("ceil", f64::ceil),
    Operator::make_unary("sqrt", f64::sqrt),
    Operator::make_unary("ln", f64::ln),
    Operator::make_unary("exp", f64::exp)
);

/// An arithmetic expression over named numbers, kept as its text.
///
/// It can loop over nothing and read nothing; its length and depth are bounded where it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expression(String);

impl Expression {
    /// Reads an expression; the error says what cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("an expression is at most {LONGEST} characters long"));
        }
        let mut depth = 0_usize;
        for c in text.chars() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Err(format!("brackets nest deeper than {DEEPEST}"));
            }
        }
        if let Some(c) = text.chars().find(|&c| !(c.is_ascii_alphanumeric() || " \t_.,()+-*/^".contains(c))) {
            return Err(format!("an expression has no {c:?}"));
        }
        Self::compiled(text).map_err(|error| error.msg().to_owned())?;
        Ok(Self(text.to_owned()))
    }

    fn compiled(text: &str) -> Result<FlatEx<f64, Arithmetic>, ExError> {
        FlatEx::<f64, Arithmetic>::parse(&marked(text))
    }

    /// Lists the names the expression uses, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            tokens(&self.0).filter(|token| is_name(token)).map(str::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Makes the expression ready to be worked out many times, over values in the order of `names`.
    ///
    /// # Errors
    /// Names a value that is not among them.
    pub fn ready(&self, names: &[String]) -> Result<Ready, String> {
        let flat = Self::compiled(&self.0).map_err(|error| error.msg().to_owned())?;
        let places = flat
            .var_names()
            .iter()
            .map(|name| {
                names
                    .iter()
                    .position(|known| known == name)
                    .ok_or_else(|| format!("`{name}` is not declared"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Ready { flat, places })
    }

    /// Returns the expression as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Works the expression out once.
    ///
    /// # Errors
    /// Names the missing value, or says that the result is no finite number.
    pub fn value(&self, values: &BTreeMap<String, f64>) -> Result<f64, String> {
        let names: Vec<String> = values.keys().cloned().collect();
        let values: Vec<f64> = values.values().copied().collect();
        self.ready(&names)?.value(&values)
    }
}

/// An expression ready to be worked out.
#[derive(Clone, Debug)]
pub struct Ready {
    flat: FlatEx<f64, Arithmetic>,
    places: Vec<usize>,
}

impl Ready {
    /// Works the expression out; `values` stand in the order of the names it was made ready for.
    ///
    /// # Errors
    /// Says that a value is missing or that the result is no finite number.
    pub fn value(&self, values: &[f64]) -> Result<f64, String> {
        let mut arguments = Vec::with_capacity(self.places.len());
        for &place in &self.places {
            arguments.push(*values.get(place).ok_or("a value is missing")?);
        }
        let result = self.flat.eval(&arguments).map_err(|error| error.msg().to_owned())?;
        if result.is_finite() { Ok(result) } else { Err("the result is not a finite number".to_owned()) }
    }
}

/// Cuts an expression into words, numbers and single marks.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let c = rest.chars().next()?;
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || (c == '.' && !rest.starts_with('.'));
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len()).max(c.len_utf8());
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic()) && !FUNCTIONS.contains(&token)
}

/// Marks each name as one, so that a name that begins like a function (`mins`) stays whole.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for token in tokens(text) {
        if is_name(token) {
            out.push('{');
            out.push_str(token);
            out.push('}');
        } else {
            out.push_str(token);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> f64 {
        let values = BTreeMap::from([("a".to_owned(), 8.0), ("b_2".to_owned(), 2.0)]);
        Expression::parse(text).unwrap().value(&values).unwrap()
    }

    #[test]
    fn arithmetic_follows_the_usual_order() {
        assert_eq!(value("1 + a * b_2"), 17.0);
        assert_eq!(value("a / b_2 / 2"), 2.0);
        assert_eq!(value("a / b_2 * 3"), 12.0);
        assert_eq!(value("a - b_2 - 1"), 5.0);
        assert_eq!(value("a - b_2 + 1"), 7.0);
        assert_eq!(value("-a + 10"), 2.0);
        assert_eq!(value("2 ^ 3 * 2"), 16.0);
        assert_eq!(value("min(a, b_2) + max(1, 3)"), 5.0);
        assert_eq!(value("round(a / 3)"), 3.0);
        assert_eq!(value("100 * (a - b_2) / a"), 75.0);
        assert_eq!(value("a * 2 / 4 * 3"), 12.0);
        let values = BTreeMap::from([("mins".to_owned(), 3.0), ("expense".to_owned(), 4.0)]);
        assert_eq!(Expression::parse("1.5 * mins + expense").unwrap().value(&values), Ok(8.5));
    }

    #[test]
    fn nonsense_is_a_fault_and_never_a_value() {
        assert!(Expression::parse("a +").is_err());
        assert!(Expression::parse(&"(".repeat(200)).is_err());
        assert!(Expression::parse("a / 0").unwrap().value(&BTreeMap::from([("a".to_owned(), 1.0)])).is_err());
        assert!(Expression::parse("c").unwrap().value(&BTreeMap::new()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            if let Ok(expression) = Expression::parse(&text) {
                let values = expression.names().into_iter().map(|name| (name, 3.0)).collect();
                let _ = expression.value(&values);
            }
        }
    }
}
