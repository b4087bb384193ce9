//! The figures of progress, from facts alone; their names are those of `progress --json`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::course::{self, Course};
use super::facts::{DrillFact, Facts, Round, StoryVersion};
use super::planned::{Grilling, Open, rounded};
use super::weak::{Weak, weak};
use crate::day::date_of;
use crate::memory::ENOUGH_REVIEWS;
use crate::schedule::{DESIRED_RETENTION, chance_on, expected_seconds};

/// Answers with a confidence below which calibration is not shown.
const ENOUGH_SURE: i64 = 20;
/// Confidences told apart at most; beyond that they are gathered by tenths.
const CONFIDENCES: usize = 12;
/// Days ahead that are forecast without a plan.
const DAYS_AHEAD: i64 = 14;

/// Says what to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Only this area.
    pub area: Option<String>,
    /// Only reviews since this study day; what is known now stays as it is.
    pub since: Option<i64>,
}

/// Holds the figures. Shares are 0 to 1; none where there is too little to go by.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The version of this form.
    pub schema: u32,
    /// The nearest interview.
    pub interview: Option<NaiveDate>,
    /// The share of the drills one would get right.
    pub readiness: Readiness,
    /// By area, sorted by name.
    pub areas: Vec<AreaFigures>,
    /// By challenge type that was met.
    pub challenges: Vec<AreaFigures>,
    /// The last seven days.
    pub week: Week,
    /// Days with reviews, oldest first.
    pub days: Vec<DayFigures>,
    /// Days in a row with reviews, up to today or yesterday.
    pub streak: i64,
    /// How sure, and how right.
    pub calibration: Calibration,
    /// Weak drills, and why.
    pub weak: Vec<Weak>,
    /// What the coming days hold.
    pub forecast: Vec<Ahead>,
    /// How readiness went, under today's beliefs.
    pub course: Vec<Point>,
    /// Open answers, a part of the drills.
    pub open: Open,
    /// Grilling, which is no part of readiness.
    pub grilling: Grilling,
    /// Where program and learner disagreed.
    pub disagreement: DisagreementFigures,
    /// Grilling rounds, for the page.
    #[serde(skip)]
    pub rounds: Vec<Round>,
    /// Story versions, for the page.
    #[serde(skip)]
    pub stories: Vec<StoryVersion>,
    /// The day the figures are of.
    #[serde(skip)]
    pub today: NaiveDate,
    /// Reviews in all.
    #[serde(skip)]
    pub reviews: i64,
    /// The scope.
    #[serde(skip)]
    pub scope: Scope,
    /// Minutes a day that the plan has.
    #[serde(skip)]
    pub minutes: Option<f64>,
    /// New drills the plan, or the settings, have for today.
    #[serde(skip)]
    pub new_today: i64,
}

/// Holds readiness now and on the day of the interview.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Readiness {
    /// Now.
    pub now: Option<f64>,
    /// On the day.
    pub on_day: Option<f64>,
    /// Tenth percentile of that.
    pub low: Option<f64>,
    /// Ninetieth percentile of that.
    pub high: Option<f64>,
}

/// Holds one area, or one challenge type.
#[derive(Clone, Debug, Serialize)]
pub struct AreaFigures {
    /// Its name; the type of a challenge.
    pub area: String,
    /// Drills.
    pub drills: usize,
    /// Drills tried.
    pub seen: usize,
    /// Reviews.
    pub reviews: i64,
    /// Drills whose first try was right.
    pub first_try_correct: usize,
    /// Share of the drills one would get right now.
    pub mastery: Option<f64>,
    /// Tenth percentile of that.
    pub low: Option<f64>,
    /// Ninetieth percentile of that.
    pub high: Option<f64>,
    /// Whether there are enough reviews to say.
    pub enough: bool,
}

/// Holds the last seven days.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Week {
    /// Reviews.
    pub reviews: i64,
    /// Minutes of practice.
    pub minutes: f64,
    /// Reviews graded hard or better.
    pub correct: i64,
    /// Change of each area's mastery, the greatest first.
    pub change: Vec<Change>,
}

/// Holds how far an area moved in the last seven days.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its name.
    pub area: String,
    /// Mastery now less mastery then.
    pub delta: f64,
}

/// Holds one day.
#[derive(Clone, Debug, Serialize)]
pub struct DayFigures {
    /// The day.
    pub date: NaiveDate,
    /// Reviews.
    pub reviews: i64,
    /// Minutes of practice.
    pub minutes: f64,
    /// Reviews graded hard or better.
    pub correct: i64,
}

/// Holds how sure, and how right.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Calibration {
    /// Answers given with a confidence.
    pub n: i64,
    /// Mean squared error of the confidence; none below twenty answers.
    pub brier: Option<f64>,
    /// By confidence, rising; empty below twenty answers.
    pub bins: Vec<Bin>,
}

/// Holds the answers given with about the same confidence.
#[derive(Clone, Debug, Serialize)]
pub struct Bin {
    /// Mean confidence.
    pub confidence: f64,
    /// Answers.
    pub n: i64,
    /// Those that were right.
    pub correct: i64,
}

/// Holds what a coming day is expected to hold.
#[derive(Clone, Debug, Serialize)]
pub struct Ahead {
    /// The day.
    pub date: NaiveDate,
    /// Drills to be asked.
    pub due: i64,
    /// Minutes they take.
    pub minutes: f64,
}

/// Holds readiness at the end of a day.
#[derive(Clone, Debug, Serialize)]
pub struct Point {
    /// The day.
    pub date: NaiveDate,
    /// Readiness.
    pub readiness: f64,
}

/// Holds how often the learner's word on a point differed from the program's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisagreementFigures {
    /// Answers looked at: the latest that the learner confirmed.
    pub answers: usize,
    /// Points the program decided in them.
    pub points: usize,
    /// Points on which the two differ.
    pub differ: usize,
    /// By point, the most disputed first.
    pub about: Vec<Disputed>,
}

/// Holds one disputed point.
#[derive(Clone, Debug, Serialize)]
pub struct Disputed {
    /// Its id.
    pub point: String,
    /// How often the program decided it.
    pub points: usize,
    /// How often the learner said otherwise.
    pub differ: usize,
}

/// Works out the figures of a scope.
pub fn figures(facts: &Facts, scope: &Scope) -> Figures {
    let in_area = |area: &str| scope.area.as_ref().is_none_or(|wanted| wanted == area);
    let wanted = |drill: &DrillFact| in_area(area_of(facts, drill));
    let recent = |day: i64| scope.since.is_none_or(|since| day >= since);
    let all: i64 = facts.tallies.iter().filter(|t| in_area(&t.area)).map(|t| t.reviews).sum();
    let days = by_day(facts, |t| in_area(&t.area) && recent(t.day));
    let first = facts.tallies.iter().filter(|t| in_area(&t.area) && t.reviews > 0).map(|t| t.day).min();
    let looked_at = course::days(first.unwrap_or(facts.today), scope.since, facts.today);
    let course = if first.is_some() { course::follow(facts, &looked_at, wanted) } else { Vec::new() };
    Figures {
        schema: 1,
        interview: facts.plan.interview,
        readiness: readiness(facts, scope, all),
        areas: areas(facts, scope),
        challenges: challenges(facts, scope),
        week: week(facts, scope),
        streak: streak(&by_day(facts, |t| in_area(&t.area)), facts.today),
        days: days
            .iter()
            .map(|(&day, sum)| DayFigures {
                date: date_of(day),
                reviews: sum.0,
                minutes: tenth(sum.1 / 60.0),
                correct: sum.2,
            })
            .collect(),
        calibration: calibration(facts, |area, day| in_area(area) && recent(day)),
        weak: weak(facts, wanted),
        forecast: forecast(facts, wanted, scope),
        course: points(&course),
        open: facts.plan.open.clone(),
        grilling: facts.plan.grilling.clone(),
        disagreement: DisagreementFigures {
            answers: facts.disagreement.answers,
            points: facts.disagreement.points,
            differ: facts.disagreement.differ,
            about: facts
                .disagreement
                .about
                .iter()
                .map(|(point, points, differ)| Disputed {
                    point: point.clone(),
                    points: *points,
                    differ: *differ,
                })
                .collect(),
        },
        rounds: facts.rounds.clone(),
        stories: facts.stories.clone(),
        today: date_of(facts.today),
        reviews: all,
        scope: scope.clone(),
        minutes: facts.plan.minutes,
        new_today: new_today(facts, scope),
    }
}

fn area_of<'a>(facts: &'a Facts, drill: &DrillFact) -> &'a str {
    facts.areas.get(usize::from(drill.item.area)).map_or("", String::as_str)
}

fn readiness(facts: &Facts, scope: &Scope, reviews: i64) -> Readiness {
    if reviews < i64::from(ENOUGH_REVIEWS) {
        return Readiness::default();
    }
    if let Some(area) = &scope.area {
        let found = facts.plan.areas.iter().find(|known| known.area == *area);
        let now = course::follow(facts, &[facts.today], |drill| area_of(facts, drill) == area);
        return Readiness {
            now: now.last().map(|point| rounded(point.1)),
            on_day: found.and_then(|area| area.on_day),
            low: found.and_then(|area| area.low),
            high: found.and_then(|area| area.high),
        };
    }
    Readiness {
        now: facts.plan.readiness_now,
        on_day: facts.plan.readiness_on_day,
        low: facts.plan.low,
        high: facts.plan.high,
    }
}

/// Sums reviews, seconds and right answers by study day; days without a review are left out.
fn by_day(facts: &Facts, wanted: impl Fn(&super::facts::DayTally) -> bool) -> BTreeMap<i64, (i64, f64, i64)> {
    let mut days: BTreeMap<i64, (i64, f64, i64)> = BTreeMap::new();
    for tally in facts.tallies.iter().filter(|t| wanted(t)) {
        let day = days.entry(tally.day).or_default();
        day.0 += tally.reviews;
        day.1 += tally.seconds;
        day.2 += tally.correct;
    }
    days.retain(|_, sum| sum.0 > 0);
    days
}

fn streak(days: &BTreeMap<i64, (i64, f64, i64)>, today: i64) -> i64 {
    let last = if days.contains_key(&today) { today } else { today - 1 };
    (0..).take_while(|back| days.contains_key(&(last - back))).count() as i64
}

fn tenth(minutes: f64) -> f64 {
    (minutes.max(0.0) * 10.0).round() / 10.0
}

fn points(course: &Course) -> Vec<Point> {
    course.iter().map(|&(day, share)| Point { date: date_of(day), readiness: rounded(share) }).collect()
}

fn reviews_in(facts: &Facts, area: &str, since: Option<i64>) -> i64 {
    facts
        .tallies
        .iter()
        .filter(|t| t.area == area && since.is_none_or(|since| t.day >= since))
        .map(|t| t.reviews)
        .sum()
}

fn areas(facts: &Facts, scope: &Scope) -> Vec<AreaFigures> {
    let mut out: Vec<AreaFigures> = facts
        .areas
        .iter()
        .enumerate()
        .filter(|(_, name)| scope.area.as_ref().is_none_or(|wanted| wanted == *name))
        .map(|(number, name)| {
            let drills: Vec<&DrillFact> =
                facts.drills.iter().filter(|drill| usize::from(drill.item.area) == number).collect();
            let enough = reviews_in(facts, name, None) >= i64::from(ENOUGH_REVIEWS);
            let (mut recall, mut unseen) = (Vec::new(), 0);
            for drill in &drills {
                // A drill counts as often as it weighs, as it does in readiness.
                let times = drill.item.sane_weight().round().max(1.0) as usize;
                match drill.item.memory {
                    Some(memory) => {
                        let now = memory.recall_on(&facts.model.parameters, facts.today);
                        recall.extend(std::iter::repeat_n(now, times));
                    }
                    None => unseen += times,
                }
            }
            let state = facts.model.areas.get(number).copied().unwrap_or_default();
            let mastery = state.mastery(&recall, unseen, facts.model.pooled);
            AreaFigures {
                area: name.clone(),
                drills: drills.len(),
                seen: drills.iter().filter(|drill| drill.reviews > 0).count(),
                reviews: reviews_in(facts, name, scope.since),
                first_try_correct: drills.iter().filter(|drill| drill.first_right == Some(true)).count(),
                mastery: enough.then(|| rounded(mastery.mean)),
                low: enough.then(|| rounded(mastery.low)),
                high: enough.then(|| rounded(mastery.high)),
                enough,
            }
        })
        .collect();
    out.sort_by(|a, b| a.area.cmp(&b.area));
    out
}

fn challenges(facts: &Facts, scope: &Scope) -> Vec<AreaFigures> {
    if scope.area.as_ref().is_some_and(|area| !area.starts_with("challenge/")) {
        return Vec::new();
    }
    let mut out: Vec<AreaFigures> = facts
        .challenges
        .iter()
        .filter(|(name, _)| scope.area.as_ref().is_none_or(|wanted| wanted == name))
        .map(|(name, first_right)| challenge(facts, name, *first_right, scope.since))
        .collect();
    out.sort_by(|a, b| a.area.cmp(&b.area));
    out
}

/// A challenge type is asked in ever new words: what counts is the share of replies that held.
fn challenge(facts: &Facts, name: &str, first_right: Option<bool>, since: Option<i64>) -> AreaFigures {
    let all = reviews_in(facts, name, None);
    let right: i64 = facts.tallies.iter().filter(|t| t.area == name).map(|t| t.correct).sum();
    let enough = all >= i64::from(ENOUGH_REVIEWS);
    let (mean, low, high) = share(right, all);
    AreaFigures {
        area: name.trim_start_matches("challenge/").to_owned(),
        drills: 1,
        seen: usize::from(all > 0),
        reviews: reviews_in(facts, name, since),
        first_try_correct: usize::from(first_right == Some(true)),
        mastery: enough.then_some(mean),
        low: enough.then_some(low),
        high: enough.then_some(high),
        enough,
    }
}

/// Returns a share with its middle 80 % (Agresti and Coull's interval for a proportion).
pub fn share(right: i64, of: i64) -> (f64, f64, f64) {
    let z = 1.281_551_6_f64;
    let (right, n) = (right as f64, of as f64);
    let mean = if of > 0 { right / n } else { 0.0 };
    let (n, p) = (n + z * z, (right + z * z / 2.0) / (n + z * z));
    let half = z * (p * (1.0 - p) / n).sqrt();
    (rounded(mean), rounded((p - half).clamp(0.0, mean)), rounded((p + half).clamp(mean, 1.0)))
}

fn week(facts: &Facts, scope: &Scope) -> Week {
    let in_area = |area: &str| scope.area.as_ref().is_none_or(|wanted| wanted == area);
    let days = by_day(facts, |t| in_area(&t.area) && t.day > facts.today - 7 && t.day <= facts.today);
    let sum = days.values().fold((0, 0.0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1, sum.2 + day.2));
    let mut change: Vec<Change> = facts
        .areas
        .iter()
        .filter(|name| in_area(name) && reviews_in(facts, name, None) >= i64::from(ENOUGH_REVIEWS))
        .filter_map(|name| {
            let days = [facts.today - 7, facts.today];
            let course = course::follow(facts, &days, |drill| area_of(facts, drill) == name);
            let (then, now) = (course.first()?.1, course.last()?.1);
            Some(Change { area: name.clone(), delta: rounded(now - then) })
        })
        .collect();
    change.sort_by(|a, b| b.delta.total_cmp(&a.delta).then_with(|| a.area.cmp(&b.area)));
    Week { reviews: sum.0, minutes: tenth(sum.1 / 60.0), correct: sum.2, change }
}

fn calibration(facts: &Facts, wanted: impl Fn(&str, i64) -> bool) -> Calibration {
    let mut bins: BTreeMap<i64, (i64, i64, f64)> = BTreeMap::new();
    let (mut n, mut brier) = (0, 0.0);
    for sum in facts.sure.iter().filter(|sum| sum.n > 0 && wanted(&sum.area, sum.day)) {
        n += sum.n;
        brier += sum.brier;
        let bin = bins.entry(sum.percent).or_default();
        *bin = (bin.0 + sum.n, bin.1 + sum.correct, bin.2 + sum.confidence);
    }
    if n < ENOUGH_SURE {
        return Calibration { n, brier: None, bins: Vec::new() };
    }
    if bins.len() > CONFIDENCES {
        let mut tenths: BTreeMap<i64, (i64, i64, f64)> = BTreeMap::new();
        for (percent, bin) in bins {
            let sum = tenths.entry((percent / 10).min(9)).or_default();
            *sum = (sum.0 + bin.0, sum.1 + bin.1, sum.2 + bin.2);
        }
        bins = tenths;
    }
    Calibration {
        n,
        brier: Some(rounded((brier / n as f64).max(0.0))),
        bins: bins
            .into_values()
            .map(|(n, correct, sum)| Bin { confidence: rounded(sum / n as f64), n, correct })
            .collect(),
    }
}

fn forecast(facts: &Facts, wanted: impl Fn(&DrillFact) -> bool, scope: &Scope) -> Vec<Ahead> {
    if scope.area.is_none() && !facts.plan.days.is_empty() {
        return facts
            .plan
            .days
            .iter()
            .map(|day| Ahead { date: day.date, due: day.new + day.reviews, minutes: day.minutes })
            .collect();
    }
    let mut days = vec![(0_i64, 0.0_f64); DAYS_AHEAD as usize];
    for drill in facts.drills.iter().filter(|drill| wanted(drill)) {
        let Some(memory) = drill.item.memory else { continue };
        let due = memory.due_day(&facts.model.parameters, DESIRED_RETENTION).max(facts.today);
        let due = if memory.last_day >= facts.today { due.max(facts.today + 1) } else { due };
        if let Some(day) = days.get_mut((due - facts.today) as usize) {
            day.0 += 1;
            day.1 += expected_seconds(&drill.item, &facts.model, due);
        }
    }
    days.into_iter()
        .enumerate()
        .map(|(offset, (due, seconds))| Ahead {
            date: date_of(facts.today + offset as i64),
            due,
            minutes: tenth(seconds / 60.0),
        })
        .collect()
}

fn new_today(facts: &Facts, scope: &Scope) -> i64 {
    if let (None, Some(day)) = (&scope.area, facts.plan.days.first()) {
        return day.new;
    }
    let unseen = facts
        .drills
        .iter()
        .filter(|drill| drill.item.memory.is_none())
        .filter(|drill| scope.area.as_ref().is_none_or(|area| area_of(facts, drill) == area))
        .count();
    unseen.min(facts.new) as i64
}

/// Returns the chance that a drill is right now.
pub fn chance_now(facts: &Facts, drill: &DrillFact) -> f64 {
    chance_on(&drill.item, &facts.model, facts.today)
}
