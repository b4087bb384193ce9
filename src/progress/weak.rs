//! Weak drills, and why: leeches, fragile ones, and those that were wrong with confidence.

use serde::Serialize;

use super::facts::{DrillFact, Facts};
use super::figures::chance_now;
use super::planned::rounded;
use crate::day::number_of;
use crate::schedule::chance_on;

/// Lapses from which a drill is a leech.
const LEECH: u32 = 4;
/// Study days up to which a right drill has had few tries.
const FEW: u32 = 2;
/// Days ahead at which a fragile drill would be lost, where there is no interview before.
const WEEK: i64 = 7;
/// Chance then below which it counts as lost.
const HELD: f64 = 0.9;

/// Names why a drill is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// Its last answer was wrong and given with confidence.
    Overconfident,
    /// It was forgotten again and again.
    Lapses,
    /// It was right, but on few days, and fades within the week.
    Fragile,
}

/// Holds a weak drill.
#[derive(Clone, Debug, Serialize)]
pub struct Weak {
    /// Its id.
    pub drill: String,
    /// Its area.
    pub area: String,
    /// Why.
    pub reason: Reason,
    /// Reviews.
    pub reviews: u32,
    /// Those that were right.
    pub correct: u32,
    /// Chance of a right answer now.
    pub chance: f64,
}

/// Lists weak drills, those wrong with confidence first, then leeches, then fragile ones.
pub fn weak(facts: &Facts, wanted: impl Fn(&DrillFact) -> bool) -> Vec<Weak> {
    let ahead = facts
        .plan
        .interview
        .map(number_of)
        .filter(|day| *day > facts.today)
        .map_or(facts.today + WEEK, |day| day.min(facts.today + WEEK));
    let mut out: Vec<Weak> = facts
        .drills
        .iter()
        .filter(|drill| wanted(drill))
        .filter_map(|drill| {
            Some(Weak {
                drill: drill.id.clone(),
                area: facts.areas.get(usize::from(drill.item.area)).cloned().unwrap_or_default(),
                reason: reason(facts, drill, ahead)?,
                reviews: drill.reviews,
                correct: drill.rights,
                chance: rounded(chance_now(facts, drill)),
            })
        })
        .collect();
    out.sort_by(|a, b| {
        a.reason
            .cmp(&b.reason)
            .then_with(|| a.chance.total_cmp(&b.chance))
            .then_with(|| a.drill.cmp(&b.drill))
    });
    out
}

fn reason(facts: &Facts, drill: &DrillFact, ahead: i64) -> Option<Reason> {
    let memory = drill.item.memory?;
    if drill.sure_wrong {
        Some(Reason::Overconfident)
    } else if memory.lapses >= LEECH {
        Some(Reason::Lapses)
    } else if drill.last_grade.is_some_and(crate::memory::Grade::is_right)
        && memory.sessions <= FEW
        && chance_on(&drill.item, &facts.model, ahead) < HELD
    {
        Some(Reason::Fragile)
    } else {
        None
    }
}
