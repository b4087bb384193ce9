//! The rules of a check as data: its criteria, word classes and patterns, read from TOML.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::grade::text::lexicon::Lexicon;
use crate::grade::text::pattern::{Pattern, PatternError, PatternSet};

/// How a criterion is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Met when a window says it.
    Presence,
    /// Met when two separate windows say it.
    Twice,
    /// Met when the opening of the answer says it.
    Opening,
    /// Missed when a window commits the fault.
    Absence,
    /// Missed when a technical term is left unexplained.
    Jargon,
    /// Counted: words at most `limit`.
    Words,
    /// Counted: mean sentence length at most `limit` words.
    SentenceLength,
}

impl Method {
    /// Tells whether a fitted model takes part.
    pub fn fitted(self) -> bool {
        !matches!(self, Method::Words | Method::SentenceLength | Method::Jargon)
    }
}

/// What is known about a criterion before any answer is seen.
#[derive(Clone, Debug, Deserialize)]
pub struct CriterionInfo {
    /// Its name.
    pub id: String,
    /// What it asks for, one line.
    pub text: String,
    /// What to do when it is missed, one line.
    pub advice: String,
    /// How it is decided.
    pub method: Method,
    /// The bound of a counted criterion.
    #[serde(default)]
    pub limit: f64,
    /// Groups of patterns that speak for it (prior above 0) or against it (below 0).
    #[serde(default)]
    pub patterns: BTreeMap<String, Group>,
}

/// A group of patterns that mean the same thing.
#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    /// The weight of a match before anything is fitted; 2 is a strong sign.
    pub prior: f32,
    /// The patterns; any may match.
    pub any: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    classes: BTreeMap<String, String>,
    criterion: Vec<CriterionInfo>,
}

#[derive(Deserialize)]
struct Common {
    classes: BTreeMap<String, String>,
}

/// The compiled rules of a check.
pub struct Rules {
    /// The criteria, in order.
    pub criteria: Vec<CriterionInfo>,
    /// The word classes of the check and the common ones.
    pub lexicon: Lexicon,
    /// The patterns, numbered by group.
    pub patterns: PatternSet,
    groups: Vec<(String, usize, f32)>,
}

/// Why a rules file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// It is not the TOML expected.
    #[error("the rules are not well-formed: {0}")]
    Toml(#[from] toml::de::Error),
    /// A pattern does not compile.
    #[error(transparent)]
    Pattern(#[from] PatternError),
}

impl Rules {
    /// Compiles a check's rules from its file and the common classes.
    pub fn parse(own: &str, common: &str) -> Result<Self, RulesError> {
        let file: File = toml::from_str(own)?;
        let common: Common = toml::from_str(common)?;
        let mut lexicon = Lexicon::default();
        for (name, words) in common.classes.iter().chain(&file.classes) {
            lexicon.add(name, words);
        }
        let mut patterns = PatternSet::default();
        let mut groups = Vec::new();
        for (index, criterion) in file.criterion.iter().enumerate() {
            for (name, group) in &criterion.patterns {
                let number = groups.len();
                groups.push((format!("{}.{name}", criterion.id), index, group.prior));
                for source in &group.any {
                    patterns.add(Pattern::new(source, &lexicon)?, number);
                }
            }
        }
        Ok(Self { criteria: file.criterion, lexicon, patterns, groups })
    }

    /// Returns the name of a group, such as `threshold.reach`.
    pub fn group_name(&self, number: usize) -> &str {
        self.groups.get(number).map_or("", |g| g.0.as_str())
    }

    /// Lists (group name, its criterion's index, its prior weight).
    pub fn priors(&self) -> impl Iterator<Item = (&str, usize, f32)> {
        self.groups.iter().map(|(n, c, p)| (n.as_str(), *c, *p))
    }
}
