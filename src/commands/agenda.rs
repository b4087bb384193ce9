//! What there is to ask: the library, the history and the settings laid out for the scheduler.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::app::App;
use crate::day;
use crate::drill::{KindName, Profile};
use crate::library::Library;
use crate::memory::{AreaState, Memory, pooled_first_try_rate};
use crate::schedule::{
    Choice, Cost, DESIRED_RETENTION, Horizon, Item, KindCosts, Model, Prices, Today, key_of, prior_cost,
    probe_share, queue_with_plan, queue_without_date, today,
};
use crate::store::{DrillState, Interview, Store};

/// The most that yesterday's overshoot takes from today, in seconds: one long drill.
const MOST_OVERSHOOT_S: f64 = 240.0;

/// What there is to ask, for one learner on one day.
#[derive(Debug)]
pub struct Agenda {
    /// For each item, the drill's place in the library.
    pub drills: Vec<usize>,
    /// The items that match the profile.
    pub items: Vec<Item>,
    /// What is believed of the learner.
    pub model: Model,
    /// The areas, as [`Item::area`] counts them.
    pub areas: Vec<String>,
    /// What is known of every drill.
    pub states: HashMap<String, DrillState>,
    /// The study day.
    pub today: i64,
    /// Spaced reviews so far.
    pub spaced_reviews: u32,
    /// The nearest interview.
    pub interview: Option<Interview>,
}

impl Agenda {
    /// Lays out the drills that match a profile.
    pub fn lay_out(app: &App, store: &Store, library: &Library, profile: &Profile) -> Result<Self> {
        let today = app.today();
        let states = store.states()?;
        let interview = store.next_interview(day::date_of(today))?;
        let beliefs = store.beliefs()?;
        let family = store.family();
        // Without a date the intervals are FSRS's own; with one, the plan believes what fits best.
        let member = if interview.is_some() { beliefs.chosen(family) } else { family.neutral() };
        let traced: HashMap<String, Memory> =
            if interview.is_some() { store.memories(member)? } else { HashMap::new() };
        let area_states = store.areas()?;
        let paces = store.paces()?;
        let skipped = store.skipped(today)?;

        let mut areas: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, u16> = HashMap::new();
        let mut costs: BTreeMap<(KindName, Option<u32>), Cost> = BTreeMap::new();
        let (mut drills, mut items) = (Vec::new(), Vec::new());
        for (place, card) in library.cards().iter().enumerate() {
            if !profile.wants(&card.tags) {
                continue;
            }
            let area = *numbers.entry(card.area.to_string()).or_insert_with(|| {
                areas.push(card.area.to_string());
                (areas.len() - 1) as u16
            });
            let id = card.id.as_str();
            let state = states.get(id);
            let memory = traced.get(id).copied().or_else(|| state.and_then(|state| state.memory));
            let mut item = Item::new(key_of(id), area, memory);
            item.weight = f64::from(card.weight);
            let own = if card.kind.is_free_text() { card.seconds } else { None };
            item.cost = *costs.entry((card.kind, own)).or_insert_with(|| {
                let learned: KindCosts = paces.get(card.kind.as_str()).copied().unwrap_or_default();
                learned.cost(&prior_cost(own.map(f64::from)))
            });
            item.open_today = !skipped.iter().any(|skipped| skipped == id);
            item.confident_mistake = state.is_some_and(|state| state.sure_wrong);
            drills.push(place);
            items.push(item);
        }
        let states_of: Vec<AreaState> =
            areas.iter().map(|area| area_states.get(area).copied().unwrap_or_default()).collect();
        let mut model = Model::new(family.parameters(member).clone(), states_of);
        model.pooled = pooled_first_try_rate(
            area_states.iter().filter(|(name, _)| !name.starts_with("challenge/")).map(|(_, state)| state),
        );
        Ok(Self {
            drills,
            items,
            model,
            areas,
            states,
            today,
            spaced_reviews: beliefs.spaced_reviews,
            interview,
        })
    }

    /// Returns the days left and their minutes; today's less what was practised already.
    pub fn horizon(&self, store: &Store) -> Result<Option<Horizon>> {
        let Some(interview) = &self.interview else { return Ok(None) };
        let mut horizon = horizon(self.today, interview);
        let planned = |day: i64| minutes_on(day::date_of(day), interview) * 60.0;
        let overshoot =
            (store.seconds_on(self.today - 1)? - planned(self.today - 1)).clamp(0.0, MOST_OVERSHOOT_S);
        let used = store.seconds_on(self.today)? + overshoot;
        if let Some(first) = horizon.minutes.first_mut() {
            *first = (*first - used / 60.0).max(0.0);
        }
        Ok(Some(horizon))
    }

    /// Orders a session without a date.
    pub fn due_queue(&self, new: usize, seed: u64) -> Vec<Choice> {
        queue_without_date(&self.items, &self.model, self.today, DESIRED_RETENTION, new, seed)
    }

    /// Orders a session that follows the plan, and returns the prices to start the next one from.
    pub fn planned_queue(&self, horizon: &Horizon, warm: Option<&Prices>, seed: u64) -> (Vec<Choice>, Today) {
        let plan = today(&self.items, horizon, &self.model, warm, seed);
        let probes = probe_share(self.spaced_reviews);
        (queue_with_plan(&self.items, horizon, &self.model, &plan, probes, seed), plan)
    }

    /// Tells whether a drill was answered wrong or shakily of late.
    pub fn is_weak(&self, state: &DrillState) -> bool {
        state.sure_wrong
            || state.last_grade.is_some_and(|grade| grade.number() <= 2)
            || state.memory.is_some_and(|memory| memory.lapses >= 2)
    }
}

/// Returns the prices that the last plan settled on.
pub fn warm_prices(store: &Store) -> Result<Option<Prices>> {
    Ok(store.setting("prices")?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Returns the days until an interview and their minutes.
pub fn horizon(today: i64, interview: &Interview) -> Horizon {
    let on = day::number_of(interview.date);
    let minutes = (today..on).map(|day| minutes_on(day::date_of(day), interview)).collect();
    Horizon { today, interview: on, minutes }
}

fn minutes_on(date: NaiveDate, interview: &Interview) -> f64 {
    let weekday = date.weekday().to_string().to_lowercase();
    if interview.days_off.iter().any(|off| weekday.starts_with(off.as_str())) {
        0.0
    } else {
        interview.minutes
    }
}
