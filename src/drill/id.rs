//! Drill ids: written by authors, unique across packs, and what history hangs on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Identifies a drill as `area/slug`: lower-case letters, digits and hyphens in two or more parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DrillId(String);

/// Says why a text is no drill id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IdFault {
    /// The text lacks a part before or after a slash.
    #[error("an id has the form `area/slug`")]
    Shape,
    /// The text holds a character that ids do not have.
    #[error("an id holds lower-case letters, digits and hyphens, not {0:?}")]
    Character(char),
    /// The text is longer than 120 bytes.
    #[error("an id is at most 120 characters long")]
    TooLong,
}

impl DrillId {
    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DrillId {
    type Err = IdFault;

    fn from_str(text: &str) -> Result<Self, IdFault> {
        if text.len() > 120 {
            return Err(IdFault::TooLong);
        }
        let alien = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '/');
        if let Some(c) = text.chars().find(|&c| alien(c)) {
            return Err(IdFault::Character(c));
        }
        let parts: Vec<&str> = text.split('/').collect();
        if parts.len() < 2 || parts.iter().any(|part| part.is_empty()) {
            return Err(IdFault::Shape);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for DrillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_an_area_and_a_slug() {
        assert!("metrics/take-rate".parse::<DrillId>().is_ok());
        assert!("imported/finance/q-1".parse::<DrillId>().is_ok());
        assert_eq!("metrics".parse::<DrillId>(), Err(IdFault::Shape));
        assert_eq!("metrics/".parse::<DrillId>(), Err(IdFault::Shape));
        assert_eq!("Metrics/x".parse::<DrillId>(), Err(IdFault::Character('M')));
    }
}
