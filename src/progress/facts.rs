//! What the figures are made of, as the history, the library and the plan give it.

use chrono::NaiveDate;

use super::planned::Planned;
use crate::memory::Grade;
use crate::schedule::{Item, Model};

/// Holds everything that progress is told.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The study day.
    pub today: i64,
    /// The drills in use.
    pub drills: Vec<DrillFact>,
    /// What is believed of the learner.
    pub model: Model,
    /// The names of the areas, as [`Item::area`] counts them.
    pub areas: Vec<String>,
    /// What each day held, by area, oldest first; challenge types are areas called `challenge/<type>`.
    pub tallies: Vec<DayTally>,
    /// Each challenge type that was met, as `challenge/<type>`, and whether the first reply held.
    pub challenges: Vec<(String, Option<bool>)>,
    /// How sure and how right, summed.
    pub sure: Vec<SureSum>,
    /// Where program and learner disagreed.
    pub disagreement: Disagreement,
    /// The plan's figures, or those of no plan.
    pub plan: Planned,
    /// Grilling rounds finished, oldest first.
    pub rounds: Vec<Round>,
    /// Story versions, by story and oldest first.
    pub stories: Vec<StoryVersion>,
    /// New drills a day without a plan.
    pub new: usize,
}

/// Holds one drill.
#[derive(Clone, Debug, PartialEq)]
pub struct DrillFact {
    /// Its id.
    pub id: String,
    /// As the scheduler sees it.
    pub item: Item,
    /// What FSRS was told, oldest first: study day and grade.
    pub trail: Vec<(i64, Grade)>,
    /// Reviews not undone.
    pub reviews: u32,
    /// Those that were right.
    pub rights: u32,
    /// Whether the first try was right; none where it was never tried.
    pub first_right: Option<bool>,
    /// The grade of its last event.
    pub last_grade: Option<Grade>,
    /// Whether its last answer was wrong and given with confidence.
    pub sure_wrong: bool,
}

/// Holds what one day held of one area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayTally {
    /// The study day.
    pub day: i64,
    /// The area.
    pub area: String,
    /// Reviews not undone.
    pub reviews: i64,
    /// Seconds spent on them.
    pub seconds: f64,
    /// Those graded hard or better.
    pub correct: i64,
}

/// Holds how sure and how right, of answers given with about the same confidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SureSum {
    /// The study day.
    pub day: i64,
    /// The area.
    pub area: String,
    /// The confidence in whole percents.
    pub percent: i64,
    /// Answers.
    pub n: i64,
    /// Those that were right.
    pub correct: i64,
    /// Sum of the confidences, each 0 to 1.
    pub confidence: f64,
    /// Sum of the squared errors.
    pub brier: f64,
}

/// Holds how often the learner's word on a point differed from the program's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Disagreement {
    /// Answers looked at: the latest that the learner confirmed.
    pub answers: usize,
    /// Points decided by the program in them.
    pub points: usize,
    /// Points on which the two differ.
    pub differ: usize,
    /// The same by point: (id, decided, differ), most differing first.
    pub about: Vec<(String, usize, usize)>,
}

/// Holds a finished grilling round.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// What it was about: the scenario or the story.
    pub about: String,
    /// When.
    pub date: NaiveDate,
    /// Its score, 0 to 1.
    pub score: Option<f64>,
    /// The deepest level reached, 1 to 5.
    pub level: Option<i64>,
    /// Each turn's challenge and score.
    pub turns: Vec<(String, Option<f64>)>,
}

/// Holds a graded version of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryVersion {
    /// The story's name.
    pub story: String,
    /// The check it is held to.
    pub check: String,
    /// When.
    pub date: NaiveDate,
    /// Its score, 0 to 1.
    pub score: Option<f64>,
}
