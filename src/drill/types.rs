//! The drill and its seven kinds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Compute, DrillId, Tags};
use crate::grade::Check;

/// One drill of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drill {
    /// The author's id, which the history hangs on.
    pub id: DrillId,
    /// The slug that progress is counted by.
    pub area: String,
    /// The question.
    pub ask: String,
    /// What is shown after the answer.
    pub why: String,
    /// Where the drill's facts come from.
    pub source: Source,
    /// The reference that goes with the source.
    pub reference: Option<String>,
    /// A strong answer.
    pub model: Option<String>,
    /// Whom the drill is for.
    pub tags: Tags,
    /// Seconds after which an answer is late.
    pub seconds: Option<u32>,
    /// How much it matters on the day, 1 to 5.
    pub weight: u8,
    /// What is asked, and what is right.
    pub kind: Kind,
    /// A hash of the drill's text, to notice that it changed since a review.
    pub text_hash: u64,
}

/// Says how far a drill's facts can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A filing, a standard, a vendor's documentation.
    Official,
    /// Published by others: books, papers, articles.
    Public,
    /// Common usage without one author.
    Community,
    /// Written for this pack; its figures are invented for the scenario.
    Original,
    /// What one author says; the drill says so.
    Claim,
}

impl Source {
    /// Every source, as written in files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("official", Self::Official),
        ("public", Self::Public),
        ("community", Self::Community),
        ("original", Self::Original),
        ("claim", Self::Claim),
    ];

    /// Returns the source as written in files.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, source)| *source == self).map_or("original", |(text, _)| text)
    }
}

/// What a drill asks, and what is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// Pick the strongest answer, then name the flaw of a weak one.
    Contrast {
        /// The strong answer.
        strong: String,
        /// One to three weak answers, each with its flaw.
        weak: Vec<Weak>,
        /// Further flaws that fit none of the answers.
        decoys: Vec<String>,
    },
    /// Pick the right option.
    Choose(Choice),
    /// Pick a sentence that breaks the rule.
    Spot {
        /// A drawing in text, shown above the sentences.
        sketch: Option<String>,
        /// The sentences.
        text: Vec<String>,
        /// Indexes of the sentences that break the rule, from 0.
        faulty: Vec<usize>,
    },
    /// Put the steps in order.
    Order {
        /// The steps in the right order.
        steps: Vec<String>,
    },
    /// Work out a number.
    Compute(Compute),
    /// Say it freely; held against points.
    Recall {
        /// Points that count.
        must: Vec<Point>,
        /// Points that are shown.
        nice: Vec<Point>,
        /// Accepted answers.
        references: Vec<String>,
    },
    /// Say it freely; held to a check.
    Open {
        /// The check.
        check: Check,
        /// The longest answer wanted, in words.
        max_words: Option<u32>,
        /// The challenge that a grill reply answers.
        challenge: Option<String>,
        /// The question that a grill reply answers.
        question: Option<String>,
        /// Technical terms of the idea, each with plain words for it.
        terms: Vec<Term>,
        /// Points that only a person can judge.
        confirm: Vec<String>,
    },
}

/// A weak answer and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weak {
    /// The answer.
    pub text: String,
    /// Its flaw.
    pub flaw: String,
}

/// One right option and at least three wrong ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The right option.
    pub right: String,
    /// The wrong options.
    pub wrong: Vec<Wrong>,
}

/// A wrong option and why it is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The option.
    pub text: String,
    /// Why it is wrong; shown when it is picked.
    pub because: String,
}

/// A point of a recalled answer and the phrasings that meet it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The point.
    pub point: String,
    /// Accepted phrasings.
    pub say: Vec<String>,
}

/// A technical term and plain words for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The term.
    pub term: String,
    /// Plain words.
    pub plain: String,
}

/// The name of a kind, as written in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KindName {
    /// See [`Kind::Contrast`].
    Contrast,
    /// See [`Kind::Choose`].
    Choose,
    /// See [`Kind::Spot`].
    Spot,
    /// See [`Kind::Order`].
    Order,
    /// See [`Kind::Compute`].
    Compute,
    /// See [`Kind::Recall`].
    Recall,
    /// See [`Kind::Open`].
    Open,
}

impl KindName {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 7] =
        [Self::Contrast, Self::Choose, Self::Spot, Self::Order, Self::Compute, Self::Recall, Self::Open];

    /// Returns the kind as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contrast => "contrast",
            Self::Choose => "choose",
            Self::Spot => "spot",
            Self::Order => "order",
            Self::Compute => "compute",
            Self::Recall => "recall",
            Self::Open => "open",
        }
    }

    /// Tells whether the learner writes freely, so that a verdict wants confirming.
    pub const fn is_free_text(self) -> bool {
        matches!(self, Self::Recall | Self::Open)
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for KindName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("{text:?} is not one of {}", known.join(", "))
        })
    }
}

impl Kind {
    /// Returns the kind's name.
    pub const fn name(&self) -> KindName {
        match self {
            Self::Contrast { .. } => KindName::Contrast,
            Self::Choose(_) => KindName::Choose,
            Self::Spot { .. } => KindName::Spot,
            Self::Order { .. } => KindName::Order,
            Self::Compute(_) => KindName::Compute,
            Self::Recall { .. } => KindName::Recall,
            Self::Open { .. } => KindName::Open,
        }
    }

    /// Returns the chance of being right by guessing, 0 to 1.
    pub fn guess(&self) -> f64 {
        match self {
            Self::Contrast { weak, .. } => 1.0 / (weak.len() + 1) as f64,
            Self::Choose(choice) => 1.0 / (choice.wrong.len() + 1) as f64,
            Self::Spot { text, faulty, .. } => faulty.len() as f64 / text.len().max(1) as f64,
            Self::Order { .. } | Self::Compute(_) | Self::Recall { .. } | Self::Open { .. } => 0.0,
        }
    }
}
