//! What a challenge or a tactic asks of a reply, read from `data/needs.toml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::drill::{Challenge, Tactic, Topic};
use crate::grade::text::Analysis;
use crate::grade::text::clause::Range;
use crate::grade::text::lexicon::Lexicon;
use crate::grade::text::pattern::{ClassMap, Pattern, PatternSet};
use crate::grade::verdict::Evidence;

/// A feature of a reply beside the criteria of the check `grill-reply`.
#[derive(Clone, Debug, Deserialize)]
pub struct Feature {
    /// Its name, such as `two-dates`.
    pub id: String,
    /// What it asks for, one line.
    pub text: String,
    /// What to do when it is missing, one line.
    pub advice: String,
    /// Whether it counts; one that does not is shown only.
    #[serde(default = "yes")]
    pub must: bool,
    /// Whether the ledger decides it, not the patterns.
    #[serde(default)]
    pub ledger: bool,
    any: Vec<String>,
}

fn yes() -> bool {
    true
}

/// What a reply is held to.
#[derive(Clone, Debug, Deserialize)]
pub struct Need {
    name: String,
    /// Criteria of the check `grill-reply`, by name.
    pub criteria: Vec<String>,
    /// Whether it asks for another figure than the claimed one, so that "it" is that one.
    #[serde(default)]
    pub other_figure: bool,
    /// Features of its own.
    #[serde(rename = "feature")]
    pub features: Vec<Feature>,
}

#[derive(Deserialize)]
struct File {
    classes: BTreeMap<String, String>,
    challenge: Vec<Need>,
    tactic: Vec<Need>,
    rescue: Vec<Rescue>,
}

/// Patterns that show a criterion of the check where its model sees nothing.
#[derive(Deserialize)]
struct Rescue {
    id: String,
    any: Vec<String>,
}

#[derive(Deserialize)]
struct Common {
    classes: BTreeMap<String, String>,
}

/// All needs, compiled.
pub struct Needs {
    lexicon: Lexicon,
    by_topic: HashMap<String, (Need, PatternSet)>,
    rescues: Vec<String>,
    rescue: PatternSet,
}

/// Returns the shipped needs.
pub fn needs() -> &'static Needs {
    static NEEDS: LazyLock<Needs> = LazyLock::new(|| {
        Needs::parse(include_str!("data/needs.toml"), include_str!("../../grade/data/common.toml"))
            .expect("the embedded needs are well-formed")
    });
    &NEEDS
}

fn name(topic: Topic) -> &'static str {
    match topic {
        Topic::Challenge(challenge) => challenge.as_str(),
        Topic::Tactic(tactic) => {
            Tactic::ALL.iter().find(|(t, _)| *t == tactic).map_or("why", |(_, name)| name)
        }
    }
}

impl Needs {
    fn parse(own: &str, common: &str) -> Result<Self, String> {
        let file: File = toml::from_str(own).map_err(|e| e.to_string())?;
        let common: Common = toml::from_str(common).map_err(|e| e.to_string())?;
        let mut lexicon = Lexicon::default();
        for (name, words) in
            file.classes.iter().chain(common.classes.iter().filter(|(n, _)| !file.classes.contains_key(*n)))
        {
            lexicon.add(name, words);
        }
        let mut rescue = PatternSet::default();
        for (number, entry) in file.rescue.iter().enumerate() {
            for source in &entry.any {
                rescue.add(Pattern::new(source, &lexicon).map_err(|e| e.to_string())?, number);
            }
        }
        let rescues = file.rescue.into_iter().map(|r| r.id).collect();
        let mut by_topic = HashMap::new();
        for need in file.challenge.into_iter().chain(file.tactic) {
            let mut set = PatternSet::default();
            for (number, feature) in need.features.iter().enumerate() {
                for source in &feature.any {
                    set.add(Pattern::new(source, &lexicon).map_err(|e| e.to_string())?, number);
                }
            }
            by_topic.insert(need.name.clone(), (need, set));
        }
        for (challenge, name, _) in Challenge::ALL {
            if !by_topic.contains_key(name) {
                return Err(format!("{challenge} has no needs"));
            }
        }
        Ok(Self { lexicon, by_topic, rescues, rescue })
    }

    /// Returns what a topic asks for; interruption and silence ask for what a "why" does.
    pub fn of(&self, topic: Topic) -> &Need {
        let (need, _) = self.by_topic.get(name(topic)).unwrap_or(&self.by_topic["why"]);
        need
    }

    /// Finds words that show a criterion of the check which its model did not see.
    pub fn rescue(&self, id: &str, analysis: &Analysis) -> Option<Evidence> {
        let number = self.rescues.iter().position(|r| r == id)?;
        let classes = ClassMap::new(analysis, &self.lexicon);
        let found = self.rescue.matches(analysis, &classes);
        let range = found.into_iter().find(|(n, _)| *n == number).map(|(_, range)| range)?;
        let (start, end) = analysis.bytes(range);
        Some(Evidence::cut(analysis.text, start, end)).filter(|e| !e.text.is_empty())
    }

    /// Finds the words that show each feature of a topic; empty where none do.
    pub fn find(&self, topic: Topic, analysis: &Analysis) -> Vec<Vec<Evidence>> {
        let (need, set) = self.by_topic.get(name(topic)).unwrap_or(&self.by_topic["why"]);
        let classes = ClassMap::new(analysis, &self.lexicon);
        let mut found: Vec<Vec<Range>> = vec![Vec::new(); need.features.len()];
        for (number, range) in set.matches(analysis, &classes) {
            let list = &mut found[number];
            let said = range.end <= analysis.masked.len()
                && !analysis.masked[range.start..range.end].iter().all(|m| *m);
            if said && !list.iter().any(|r| r.overlaps(range)) {
                list.push(range);
            }
        }
        found
            .into_iter()
            .map(|ranges| {
                ranges
                    .into_iter()
                    .take(2)
                    .map(|range| {
                        let (start, end) = analysis.bytes(range);
                        Evidence::cut(analysis.text, start, end)
                    })
                    .filter(|e| !e.text.is_empty())
                    .collect()
            })
            .collect()
    }
}
