//! The plan's figures, worked out once and kept until an answer, a day or a setting changes them.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::agenda::{self, Agenda, warm_prices};
use super::app::App;
use crate::day::date_of;
use crate::library::Library;
use crate::memory::Trace;
use crate::progress::planned::{Area, Day, Grilling, Open, Planned, rounded, whole};
use crate::schedule::{self, Horizon, Plan, Prices, area_mastery, chance_on, mix};
use crate::store::{Interview, Store};

/// Rounds whose scores are shown.
const ROUNDS: usize = 5;
/// Days up to which a plan made from nothing is looked at again.
const SETTLED_DAYS: i64 = 60;
/// The setting that keeps the latest figures.
const KEPT: &str = "forecast";

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    key: String,
    /// Whether the minutes that would cover everything were looked for.
    covered: bool,
    plan: Planned,
}

/// Works out the plan's figures, or returns those kept since the last change.
///
/// `cover`: also look for the minutes that would cover every drill, which takes a few more solves.
///
/// # Errors
/// A history that cannot be read.
pub fn forecast(
    app: &App,
    store: &mut Store,
    library: &Library,
    agenda: &Agenda,
    cover: bool,
) -> Result<Planned> {
    let key = key(store, agenda)?;
    let kept = store.setting(KEPT)?.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
    if let Some(kept) = kept
        && kept.key == key
        && (kept.covered || !cover)
    {
        return Ok(kept.plan);
    }
    let plan = work_out(app, store, library, agenda, cover)?;
    if plan.interview.is_some() {
        let kept = Kept { key, covered: cover, plan };
        // Figures that cannot be kept are worked out again.
        let _ = store.set(KEPT, &serde_json::to_string(&kept)?);
        return Ok(kept.plan);
    }
    Ok(plan)
}

/// Names everything the figures depend on.
fn key(store: &Store, agenda: &Agenda) -> Result<String> {
    let items = agenda.items.iter().fold(agenda.items.len() as u64, |sum, item| {
        let place = u64::from(item.area) << 1 | u64::from(item.open_today);
        mix(mix(sum, item.key), item.weight.to_bits() ^ place)
    });
    let parameters = agenda.model.parameters.values().iter().fold(0, |sum, value| mix(sum, value.to_bits()));
    let interview = agenda.interview.as_ref().map(|i| format!("{} {} {:?}", i.date, i.minutes, i.days_off));
    Ok(format!(
        "{} {} {} {items:x} {parameters:x} {interview:?}",
        env!("CARGO_PKG_VERSION"),
        store.log_mark()?,
        agenda.today
    ))
}

fn work_out(
    app: &App,
    store: &mut Store,
    library: &Library,
    agenda: &Agenda,
    cover: bool,
) -> Result<Planned> {
    let (rounds, scores) = store.round_scores(ROUNDS)?;
    let mut out = Planned {
        drills: agenda.items.len(),
        reviews: store.reviews()?,
        grilling: Grilling {
            rounds,
            score: (!scores.is_empty()).then(|| rounded(scores.iter().sum::<f64>() / scores.len() as f64)),
        },
        ..Planned::none()
    };
    let now = area_mastery(&agenda.items, &agenda.model, agenda.today);
    out.areas = areas(agenda, &now);
    let open: Vec<usize> = (0..agenda.items.len())
        .filter(|&index| library.cards()[agenda.drills[index]].kind == crate::drill::KindName::Open)
        .collect();
    out.open = Open {
        drills: open.len(),
        seen: open.iter().filter(|&&index| agenda.items[index].memory.is_some()).count(),
        now: mean(&open, agenda, |index| chance_on(&agenda.items[index], &agenda.model, agenda.today)),
        on_day: None,
    };
    let all: Vec<usize> = (0..agenda.items.len()).collect();
    out.readiness_now =
        mean(&all, agenda, |index| chance_on(&agenda.items[index], &agenda.model, agenda.today));
    let (Some(interview), Some(horizon)) = (&agenda.interview, agenda.horizon(store)?) else {
        return Ok(out);
    };
    out.interview = Some(interview.date);
    out.days_left = Some(horizon.days_left());
    out.minutes = Some(interview.minutes);
    out.days_off.clone_from(&interview.days_off);
    if agenda.items.is_empty() {
        return Ok(out);
    }
    let seed = app.draws(store);
    let warm = warm_prices(store)?;
    let mut plan = schedule::plan(&agenda.items, &horizon, &agenda.model, warm.as_ref(), seed);
    // Prices found from nothing are rough; where the days are few, a second look settles them.
    if warm.is_none() && (1..=SETTLED_DAYS).contains(&horizon.days_left()) {
        for _ in 0..2 {
            plan = schedule::plan(&agenda.items, &horizon, &agenda.model, Some(&plan.today.prices), seed);
        }
    }
    if horizon.days_left() > 0 {
        let _ = store.set("prices", &serde_json::to_string(&plan.today.prices)?);
    }
    fill(&mut out, app, store, library, agenda, &horizon, &plan)?;
    if out.unseen.is_some_and(|unseen| unseen > 0) && cover && horizon.days_left() > 0 {
        out.minutes_to_cover = minutes_to_cover(agenda, &horizon, interview, &plan.today.prices);
    }
    Ok(out)
}

fn fill(
    out: &mut Planned,
    app: &App,
    store: &Store,
    library: &Library,
    agenda: &Agenda,
    horizon: &Horizon,
    plan: &Plan,
) -> Result<()> {
    let interview = agenda.interview.as_ref();
    let traces = store.traces()?;
    let traces: Vec<Option<&Trace>> =
        agenda.drills.iter().map(|&place| traces.get(library.cards()[place].id.as_str())).collect();
    let outlook = schedule::outlook(
        &agenda.items,
        &traces,
        horizon,
        &agenda.model,
        store.family(),
        &store.beliefs()?,
        &plan.today.prices,
        app.draws(store),
    );
    out.readiness_now = Some(rounded(plan.readiness_now));
    out.readiness_on_day = Some(rounded(outlook.all.mean));
    out.low = Some(rounded(outlook.all.low));
    out.high = Some(rounded(outlook.all.high));
    for (area, range) in out.areas.iter_mut().zip(&outlook.areas) {
        if let Some(range) = range {
            area.on_day = Some(rounded(range.mean));
            area.low = Some(rounded(range.low));
            area.high = Some(rounded(range.high));
        }
    }
    let lifted = |index: usize| {
        let item = &agenda.items[index];
        let recall = plan.recall_on_day[index];
        agenda.model.areas.get(usize::from(item.area)).map_or(recall, |area| area.lifted(recall))
    };
    let open: Vec<usize> = (0..agenda.items.len())
        .filter(|&index| library.cards()[agenda.drills[index]].kind == crate::drill::KindName::Open)
        .collect();
    out.open.on_day = mean(&open, agenda, lifted);
    if horizon.days_left() == 0 {
        let unseen = agenda.items.iter().filter(|item| item.memory.is_none()).count();
        out.unseen = Some(unseen);
        out.fits = Some(unseen == 0);
        return Ok(());
    }
    out.unseen = Some(plan.unseen);
    out.fits = Some(plan.unseen == 0);
    out.skip_today = Some(rounded(plan.skip_today));
    out.ten_more = Some(rounded(match interview {
        // Ten more than nothing is a plan of its own.
        Some(interview) if interview.minutes <= 0.0 => {
            let ten = agenda::horizon(agenda.today, &Interview { minutes: 10.0, ..interview.clone() });
            let plan_of_ten = schedule::plan(&agenda.items, &ten, &agenda.model, None, app.draws(store));
            (plan_of_ten.readiness_on_day - plan.readiness_on_day).max(0.0)
        }
        _ => plan.ten_more,
    }));
    out.days = days(agenda, plan);
    Ok(())
}

fn days(agenda: &Agenda, plan: &Plan) -> Vec<Day> {
    let new = whole(plan.days.iter().map(|day| day.new));
    let reviews = whole(plan.days.iter().map(|day| day.reviews));
    let name = |&area: &u16| agenda.areas.get(usize::from(area)).cloned();
    plan.days
        .iter()
        .zip(new.into_iter().zip(reviews))
        .map(|(day, (new, reviews))| Day {
            date: date_of(day.day),
            minutes: (day.minutes * 10.0).round() / 10.0,
            new,
            reviews,
            areas: day.areas.iter().filter_map(name).collect(),
        })
        .collect()
}

fn areas(agenda: &Agenda, now: &BTreeMap<u16, f64>) -> Vec<Area> {
    agenda
        .areas
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let enough = agenda.model.areas[number].reviews >= crate::memory::ENOUGH_REVIEWS;
            let now = now.get(&(number as u16)).copied().filter(|_| enough);
            Area { area: name.clone(), now: now.map(rounded), on_day: None, low: None, high: None }
        })
        .collect()
}

fn mean(of: &[usize], agenda: &Agenda, share: impl Fn(usize) -> f64) -> Option<f64> {
    let weight: f64 = of.iter().map(|&index| agenda.items[index].sane_weight()).sum();
    let sum: f64 = of.iter().map(|&index| agenda.items[index].sane_weight() * share(index)).sum();
    (weight > 0.0).then(|| rounded(sum / weight))
}

fn minutes_to_cover(
    agenda: &Agenda,
    horizon: &Horizon,
    interview: &Interview,
    prices: &Prices,
) -> Option<f64> {
    if interview.minutes > 0.0 {
        return schedule::minutes_to_cover(&agenda.items, horizon, &agenda.model, prices);
    }
    let one = agenda::horizon(agenda.today, &Interview { minutes: 1.0, ..interview.clone() });
    schedule::minutes_to_cover(&agenda.items, &one, &agenda.model, prices)
}
