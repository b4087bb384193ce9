//! Four grades, and how a score becomes one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Grades one review; numbered 1..4 as in FSRS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Forgotten or wrong.
    Again = 1,
    /// Right, with effort, late or unsure; never "forgot".
    Hard = 2,
    /// Right.
    Good = 3,
    /// Right at once; only when the learner says so.
    Easy = 4,
}

impl Grade {
    /// Lists the grades from worst to best.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// Grades a score in 0..1: below .6 again, below .75 hard, else good; late or with a
    /// confidence below one half at most hard. Easy never comes by itself.
    pub fn from_score(q: f64, late: bool, low_confidence: bool) -> Self {
        if q.is_nan() || q < 0.6 {
            Self::Again
        } else if q < 0.75 || late || low_confidence {
            Self::Hard
        } else {
            Self::Good
        }
    }

    /// Returns the grade of a number 1..4.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Again),
            2 => Some(Self::Hard),
            3 => Some(Self::Good),
            4 => Some(Self::Easy),
            _ => None,
        }
    }

    /// Returns the number 1..4.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Tells whether the drill was recalled.
    pub fn is_right(self) -> bool {
        self != Self::Again
    }

    /// Returns the lowercase name used in JSON and in the history.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }
}

/// Grades a score without a confidence; see [`Grade::from_score`].
pub fn grade_from_score(q: f64, late: bool) -> Grade {
    Grade::from_score(q, late, false)
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Says that a text names no grade.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no grade; use again, hard, good or easy")]
pub struct NoSuchGrade(String);

impl FromStr for Grade {
    type Err = NoSuchGrade;

    fn from_str(text: &str) -> Result<Self, NoSuchGrade> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|grade| grade.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| NoSuchGrade(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_meet_the_published_limits() {
        for (q, grade) in [
            (0.0, Grade::Again),
            (0.599, Grade::Again),
            (0.6, Grade::Hard),
            (0.749, Grade::Hard),
            (0.75, Grade::Good),
            (1.0, Grade::Good),
            (f64::NAN, Grade::Again),
        ] {
            assert_eq!(grade_from_score(q, false), grade, "score {q}");
        }
    }

    #[test]
    fn late_or_unsure_answers_are_at_most_hard() {
        assert_eq!(grade_from_score(1.0, true), Grade::Hard);
        assert_eq!(Grade::from_score(1.0, false, true), Grade::Hard);
        assert_eq!(Grade::from_score(0.2, true, true), Grade::Again);
    }

    #[test]
    fn names_go_round() {
        for grade in Grade::ALL {
            assert_eq!(grade.to_string().parse(), Ok(grade));
            assert_eq!(Grade::from_number(grade.number()), Some(grade));
            let json = serde_json::to_string(&grade).unwrap();
            assert_eq!(json, format!("\"{grade}\""));
        }
        assert!("fine".parse::<Grade>().is_err());
        assert_eq!(Grade::from_number(0), None);
    }
}
