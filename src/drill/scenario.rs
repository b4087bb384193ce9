//! What a grilling round is made of: scenarios and interviewer lines.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{DrillId, Source, Tags};

/// A situation that a candidate defends in a grilling round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The author's id.
    pub id: DrillId,
    /// A short name.
    pub title: String,
    /// What the candidate knows.
    pub brief: String,
    /// How the candidate is asked for the claim.
    pub ask: String,
    /// A claim that fits the brief.
    pub claim: String,
    /// What is true in this scenario.
    pub ledger: Ledger,
    /// Whom it is for.
    pub tags: Tags,
    /// Where its facts come from.
    pub source: Source,
    /// The reference that goes with the source.
    pub reference: Option<String>,
}

/// What is true in a scenario; a field that is empty does not apply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// The system, table or report of the figure.
    pub source: String,
    /// Who owns it.
    pub owner: String,
    /// The dates it covers.
    pub window: String,
    /// How much it rests on.
    pub sample: String,
    /// Where the measure stood.
    pub baseline: String,
    /// What it was compared with.
    pub control: String,
    /// What it does not show.
    pub limits: Vec<String>,
    /// Who disagreed, and why.
    pub objection: String,
    /// What it cost.
    pub cost: String,
}

/// One of the twenty challenges an interviewer raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the variants are the words of the field guide")]
pub enum Challenge {
    Source,
    Definition,
    Window,
    Sample,
    Logging,
    Survivorship,
    Seasonality,
    Mix,
    CherryPicking,
    Causation,
    PlatformChange,
    Novelty,
    Baseline,
    Cannibalising,
    UnitCost,
    Transfer,
    Decision,
    Dissent,
    Ownership,
    Contradiction,
}

impl Challenge {
    /// Every challenge with its name and its level, from provenance (1) to pressure (5).
    pub const ALL: [(Self, &'static str, u8); 20] = [
        (Self::Source, "source", 1),
        (Self::Definition, "definition", 1),
        (Self::Window, "window", 1),
        (Self::Sample, "sample", 2),
        (Self::Logging, "logging", 2),
        (Self::Survivorship, "survivorship", 2),
        (Self::Seasonality, "seasonality", 2),
        (Self::Mix, "mix", 2),
        (Self::CherryPicking, "cherry-picking", 2),
        (Self::Causation, "causation", 3),
        (Self::PlatformChange, "platform-change", 3),
        (Self::Novelty, "novelty", 3),
        (Self::Baseline, "baseline", 3),
        (Self::Cannibalising, "cannibalising", 4),
        (Self::UnitCost, "unit-cost", 4),
        (Self::Transfer, "transfer", 4),
        (Self::Decision, "decision", 4),
        (Self::Dissent, "dissent", 5),
        (Self::Ownership, "ownership", 5),
        (Self::Contradiction, "contradiction", 5),
    ];

    /// Returns the challenge's name.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(challenge, ..)| *challenge == self).map_or("", |(_, name, _)| name)
    }

    /// Returns the challenge's level, 1 to 5.
    pub fn level(self) -> u8 {
        Self::ALL.iter().find(|(challenge, ..)| *challenge == self).map_or(1, |(.., level)| *level)
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Challenge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .find(|(_, name, _)| name.eq_ignore_ascii_case(text))
            .map(|(challenge, ..)| *challenge)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ALL.iter().map(|(_, name, _)| *name).collect();
                format!("{text:?} is not one of {}", known.join(", "))
            })
    }
}

/// What an interviewer does besides challenging evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tactic {
    /// Asks why again.
    Why,
    /// Dismisses the reply flatly.
    Dismissal,
    /// Puts an extreme hypothetical.
    Extreme,
    /// Invites agreement with something false.
    FalseAgreement,
    /// Breaks into a long reply.
    Interruption,
    /// Waits.
    Silence,
}

impl Tactic {
    /// Every tactic with its name.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Why, "why"),
        (Self::Dismissal, "dismissal"),
        (Self::Extreme, "extreme"),
        (Self::FalseAgreement, "false-agreement"),
        (Self::Interruption, "interruption"),
        (Self::Silence, "silence"),
    ];
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// It raises a challenge.
    Challenge(Challenge),
    /// It applies pressure.
    Tactic(Tactic),
}

/// One interviewer line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is for.
    pub topic: Topic,
    /// How hard it is put, 1 to 3.
    pub sharpness: u8,
    /// The words, with slots such as `{number}`.
    pub text: String,
}
