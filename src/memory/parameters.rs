//! The 21 parameters of FSRS-6.

use serde::{Deserialize, Serialize};

/// Holds the 21 parameters w0..w20 of FSRS-6; w20 is the decay of the forgetting curve.
///
/// Every value lies within the limits the reference implementation clips to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub struct Parameters {
    w: [f64; 21],
    /// Strength of the spacing effect: 1 is FSRS-6, at 0 a success adds as much as at R = .9
    /// whenever it comes. Only hypotheses differ from 1.
    spacing: f64,
}

/// Says that a list of numbers is no parameter set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("memory parameters must be 21 finite numbers; reset them with a refit")]
pub struct BadParameters;

/// Limits of each parameter, those of crate `fsrs` 6.6.2 with one relearning step.
const LIMITS: [(f64, f64); 21] = [
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (1.0, 10.0),
    (0.001, 4.0),
    (0.001, 4.0),
    (0.001, 0.75),
    (0.0, 4.5),
    (0.0, 0.8),
    (0.001, 3.5),
    (0.001, 5.0),
    (0.001, 0.25),
    (0.001, 0.9),
    (0.0, 4.0),
    (0.0, 1.0),
    (1.0, 6.0),
    (0.0, 2.0),
    (0.0, 2.0),
    (0.0, 0.8),
    (0.1, 0.8),
];

impl Parameters {
    /// Clips 21 numbers to the limits; an error where one is not finite.
    pub fn new(values: [f64; 21]) -> Result<Self, BadParameters> {
        if values.iter().any(|value| !value.is_finite()) {
            return Err(BadParameters);
        }
        let mut clipped = values;
        for (value, (low, high)) in clipped.iter_mut().zip(LIMITS) {
            *value = value.clamp(low, high);
        }
        Ok(Self { w: clipped, spacing: 1.0 })
    }

    /// Returns the same parameters with first stabilities and growth scaled, another decay and
    /// another strength of the spacing effect.
    ///
    /// Growth and decay may lie beyond what the reference clips to (towards a decay of 10 the
    /// curve becomes exponential): these are hypotheses, not fitted parameters.
    #[must_use]
    pub(super) fn varied(&self, scale: f64, decay: f64, growth: f64, spacing: f64) -> Self {
        let mut values = self.w;
        for first in &mut values[..4] {
            *first = (*first * scale).clamp(LIMITS[0].0, LIMITS[0].1);
        }
        values[8] += growth.ln();
        values[20] = decay.clamp(LIMITS[20].0, 10.0);
        Self { w: values, spacing: spacing.clamp(0.0, 1.0) }
    }

    /// Returns how much a success at a recall counts as forgotten before it, 0..1.
    pub fn forgotten(&self, recall: f64) -> f64 {
        self.spacing * (1.0 - recall) + (1.0 - self.spacing) * 0.1
    }

    /// Returns w0..w20.
    pub const fn values(&self) -> &[f64; 21] {
        &self.w
    }

    /// Returns the decay w20 of the forgetting curve, positive.
    pub const fn decay(&self) -> f64 {
        self.w[20]
    }

    /// Returns F of R(t,S) = (1 + F·t/S)^(−w20), which makes R(S,S) = .9.
    pub fn factor(&self) -> f64 {
        (0.9_f64.ln() / -self.w[20]).exp() - 1.0
    }

    /// Returns the parameters in the precision of the reference crate.
    pub fn single_precision(&self) -> [f32; 21] {
        self.w.map(|value| value as f32)
    }
}

impl Default for Parameters {
    /// Returns the defaults of crate `fsrs`, fitted to the average of many learners.
    fn default() -> Self {
        Self {
            // Through the decimal form, so that .212 is .212 and not its nearest f32.
            w: fsrs::DEFAULT_PARAMETERS
                .map(|value| value.to_string().parse().unwrap_or_else(|_| f64::from(value))),
            spacing: 1.0,
        }
    }
}

impl TryFrom<Vec<f64>> for Parameters {
    type Error = BadParameters;

    fn try_from(values: Vec<f64>) -> Result<Self, BadParameters> {
        let values: [f64; 21] = values.try_into().map_err(|_| BadParameters)?;
        Self::new(values)
    }
}

impl From<Parameters> for Vec<f64> {
    fn from(parameters: Parameters) -> Self {
        parameters.w.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_within_the_limits_and_go_round() {
        let default = Parameters::default();
        assert_eq!(Parameters::new(*default.values()).as_ref(), Ok(&default));
        let json = serde_json::to_string(&default).unwrap();
        assert_eq!(serde_json::from_str::<Parameters>(&json).unwrap(), default, "{json}");
    }

    #[test]
    fn damaged_parameters_are_refused() {
        assert!(Parameters::new([f64::NAN; 21]).is_err());
        assert!(serde_json::from_str::<Parameters>("[1,2,3]").is_err());
    }

    #[test]
    fn limits_are_those_of_the_crate() {
        // A parameter set beyond every limit behaves as the clipped one does in the crate.
        for extreme in [-1e6, 1e6] {
            let ours = Parameters::new([extreme; 21]).unwrap();
            let crates = fsrs::FSRS::new(&[extreme as f32; 21]).unwrap();
            let clipped = fsrs::FSRS::new(&ours.single_precision()).unwrap();
            assert_eq!(crates.next_states(None, 0.9, 0).unwrap(), clipped.next_states(None, 0.9, 0).unwrap());
        }
    }
}
