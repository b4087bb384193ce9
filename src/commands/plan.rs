//! `hotseat plan`: saves the interview, and shows what fits until then.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::agenda::{Agenda, warm_prices};
use super::app::{App, Usage};
use super::report::{self, Working};
use super::{forecast, report::canvas};
use crate::cli::{self, PlanVerb};
use crate::day::date_of;
use crate::drill::nearest;
use crate::library::Library;
use crate::progress::planned::Planned;
use crate::progress::words::{away, date, minutes};
use crate::progress::{Line, Mark, plan_text, reason};
use crate::schedule::{DESIRED_RETENTION, Horizon, why};
use crate::store::{Interview, Store};

/// Years ahead that a plan may reach.
const YEARS: i64 = 10;
/// The names of the days, as they are kept.
const WEEK: [(&str, &str); 7] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
];

/// Runs `plan`.
pub fn run(args: &cli::Plan, app: &App) -> Result<ExitCode> {
    match &args.verb {
        Some(PlanVerb::List(json)) => return list(json.json, app),
        Some(PlanVerb::Clear(json)) => return clear(json.json, app),
        None => {}
    }
    let wanted = Wanted::read(args, app)?;
    let mut store = app.store()?;
    let saved = save(&wanted, app, &mut store)?;
    let library = app.library()?;
    let agenda = Agenda::lay_out(app, &store, &library, &app.settings.profile)?;
    if let Some(drill) = &args.why {
        return explain(drill, args.json, app, &store, &library, &agenda);
    }
    let working = Working::on("Working out the plan");
    let plan = if agenda.interview.is_some() {
        forecast::forecast(app, &mut store, &library, &agenda, true)?
    } else {
        Planned::none()
    };
    drop(working);
    if args.json {
        writeln!(std::io::stdout(), "{}", serde_json::to_string(&plan)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let look = report::look(app);
    let today = date_of(app.today());
    let mut lines = Vec::new();
    if let (Some(saved), Some(nearest)) = (&saved, plan.interview)
        && saved.date != nearest
    {
        let text =
            format!("Saved the interview on {}; until then the nearer one counts.", date(saved.date, today));
        lines.extend([Some(Line::plain(text)), None]);
    }
    lines.extend(plan_text::plan_text(&plan, today, &canvas(&look)));
    report::show(&lines, &look)?;
    Ok(ExitCode::SUCCESS)
}

/// What the flags ask for, checked.
struct Wanted {
    date: Option<NaiveDate>,
    minutes: Option<f64>,
    days_off: Option<Vec<String>>,
}

impl Wanted {
    fn read(args: &cli::Plan, app: &App) -> Result<Self> {
        let today = date_of(app.today());
        if let Some(date) = args.interview {
            let days = (date - today).num_days();
            if days < 0 {
                let text =
                    format!("{date} has passed (today is {today}); give the day of an interview to come");
                return Err(Usage(text).into());
            }
            if days > YEARS * 366 {
                let text = format!("{date} is more than {YEARS} years away; give a nearer day");
                return Err(Usage(text).into());
            }
        }
        if let Some(minutes) = args.minutes
            && !(0.0..=1440.0).contains(&minutes)
        {
            return Err(
                Usage(format!("--minutes is {minutes}; give the minutes of a day, from 0 to 1440")).into()
            );
        }
        let days_off = args.days_off.as_deref().map(days_off).transpose()?;
        Ok(Self { date: args.interview, minutes: args.minutes, days_off })
    }
}

/// Reads the names of days; `none` stands for no day at all.
fn days_off(names: &[String]) -> Result<Vec<String>> {
    let mut off = Vec::new();
    for name in names {
        let name = name.trim().to_lowercase();
        if name.is_empty() || name == "none" {
            continue;
        }
        let name = name.strip_suffix('s').filter(|name| name.ends_with("day")).unwrap_or(&name);
        let found = WEEK
            .iter()
            .find(|(short, long)| name.len() >= 3 && name.starts_with(short) && long.starts_with(name));
        let Some((short, _)) = found else {
            let names: Vec<&str> = WEEK.iter().flat_map(|(short, long)| [*short, *long]).collect();
            let hint = match nearest(name, &names) {
                Some(near) => format!("did you mean {near}?"),
                None => "give days as sat,sun, or none".to_owned(),
            };
            return Err(Usage(format!("--days-off: there is no day {name:?}; {hint}")).into());
        };
        if !off.contains(short) {
            off.push(*short);
        }
    }
    Ok(WEEK.iter().map(|(short, _)| *short).filter(|day| off.contains(day)).map(str::to_owned).collect())
}

/// Saves what the flags give, over the plan they are about.
fn save(wanted: &Wanted, app: &App, store: &mut Store) -> Result<Option<Interview>> {
    if wanted.date.is_none() && wanted.minutes.is_none() && wanted.days_off.is_none() {
        return Ok(None);
    }
    let near = store.next_interview(date_of(app.today()))?;
    let same = store.interviews()?.into_iter().find(|interview| Some(interview.date) == wanted.date);
    let base = same.or(near);
    let Some(date) = wanted.date.or(base.as_ref().map(|interview| interview.date)) else {
        let text = "no interview is saved to change; add its day, as --interview 2026-12-14";
        return Err(Usage(text.to_owned()).into());
    };
    let interview = Interview {
        date,
        minutes: wanted.minutes.or(base.as_ref().map(|i| i.minutes)).unwrap_or(app.settings.minutes),
        days_off: wanted.days_off.clone().or(base.map(|i| i.days_off)).unwrap_or_default(),
    };
    store.save_interview(&interview)?;
    Ok(Some(interview))
}

fn list(json: bool, app: &App) -> Result<ExitCode> {
    let store = app.store()?;
    let today = date_of(app.today());
    let interviews = store.interviews()?;
    let mut out = std::io::stdout().lock();
    if json {
        let interviews: Vec<_> = interviews
            .iter()
            .map(|interview| {
                json!({
                    "date": interview.date,
                    "minutes": interview.minutes,
                    "days_off": interview.days_off,
                    "days_left": (interview.date - today).num_days(),
                })
            })
            .collect();
        writeln!(out, "{}", json!({ "schema": 1, "interviews": interviews }))?;
        return Ok(ExitCode::SUCCESS);
    }
    if interviews.is_empty() {
        writeln!(
            out,
            "No interview is saved. `hotseat plan --interview 2026-12-14 --minutes 20` saves one."
        )?;
    }
    for interview in &interviews {
        let days = (interview.date - today).num_days();
        let when = if days < 0 { "past".to_owned() } else { away(days) };
        let off = if interview.days_off.is_empty() {
            String::new()
        } else {
            format!(", off on {}", interview.days_off.join(", "))
        };
        writeln!(out, "{}  {}, {} a day{off}", interview.date, when, minutes(interview.minutes))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn clear(json: bool, app: &App) -> Result<ExitCode> {
    let mut store = app.store()?;
    let cleared = store.clear_interviews()?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", json!({ "schema": 1, "cleared": cleared }))?;
    } else {
        match cleared {
            0 => writeln!(out, "No interview was saved.")?,
            1 => writeln!(out, "Forgot the interview. Practice follows each drill's own due date again.")?,
            n => writeln!(out, "Forgot {n} interviews. Practice follows each drill's own due date again.")?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn explain(
    wanted: &str,
    json: bool,
    app: &App,
    store: &Store,
    library: &Library,
    agenda: &Agenda,
) -> Result<ExitCode> {
    let ids: Vec<&str> = library.cards().iter().map(|card| card.id.as_str()).collect();
    let Some(place) = ids.iter().position(|id| id.eq_ignore_ascii_case(wanted)) else {
        let hint = match nearest(wanted, &ids) {
            Some(near) => format!("did you mean {near}?"),
            None => "`hotseat drills list` lists them".to_owned(),
        };
        return Err(Usage(format!("there is no drill {wanted:?}; {hint}")).into());
    };
    let id = ids[place];
    let sentence = match agenda.drills.iter().position(|&drill| drill == place) {
        None => format!(
            "{id} is not for your profile, so it is never asked; `hotseat config list` shows the profile."
        ),
        Some(index) => {
            let saved = agenda.horizon(store)?.filter(|horizon| horizon.days_left() > 0);
            let plan = saved.as_ref().map(|horizon| -> Result<_> {
                let working = Working::on("Working out the plan");
                let warm = warm_prices(store)?;
                let seed = app.draws(store);
                let plan = crate::schedule::today(&agenda.items, horizon, &agenda.model, warm.as_ref(), seed);
                drop(working);
                Ok(plan)
            });
            let plan = plan.transpose()?;
            let horizon = saved.unwrap_or_else(|| Horizon::even(agenda.today, agenda.today, 0.0));
            let why = why(index, &agenda.items, &horizon, &agenda.model, plan.as_ref(), DESIRED_RETENTION);
            match why {
                Some(why) => reason::sentence(id, &why, agenda.today),
                None => format!("{id} is not among the drills in use."),
            }
        }
    };
    if json {
        writeln!(std::io::stdout(), "{}", json!({ "schema": 1, "drill": id, "why": sentence }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let look = report::look(app);
    report::show(&[Some(Line::of(Mark::Plain, sentence))], &look)?;
    Ok(ExitCode::SUCCESS)
}
