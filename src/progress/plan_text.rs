//! A plan in words.

use chrono::NaiveDate;

use super::ink::{Canvas, Line, Mark, fit};
use super::planned::{Day, Planned};
use super::words::{
    away, between, count, date, list, minutes, percent, points, short_date, thousands, weekday,
};

/// Days listed one by one.
const DAYS_SHOWN: usize = 7;
/// Areas listed, the weakest on the day.
const AREAS_SHOWN: usize = 4;

/// Writes the plan; `None` in the list is an empty row.
pub fn plan_text(plan: &Planned, today: NaiveDate, canvas: &Canvas) -> Vec<Option<Line>> {
    let Some(interview) = plan.interview else { return nothing_saved() };
    let mut out = vec![Some(head(plan, interview, today)), None];
    let (Some(now), Some(on_day)) = (plan.readiness_now, plan.readiness_on_day) else {
        out.push(Some(Line::plain("There is no drill to plan with.")));
        return out;
    };
    out.push(Some(Line::plain("Readiness is the share of the drills that you would get right.")));
    out.extend(table(plan, now, on_day, canvas).into_iter().map(Some));
    out.extend(grounds(plan).map(Some));
    out.push(None);
    out.extend(bargains(plan).into_iter().map(Some));
    out.push(None);
    out.push(Some(fits(plan)));
    out.extend(days(plan, today, canvas));
    out.extend(areas(plan, canvas));
    out.push(None);
    out.push(Some(next(plan)));
    out
}

fn nothing_saved() -> Vec<Option<Line>> {
    vec![
        Some(Line::of(Mark::Strong, "No interview date is saved.")),
        None,
        Some(Line::plain("Save one, with the minutes you have each day:")),
        Some(Line::plain("hotseat plan --interview 2026-12-14 --minutes 20 --days-off sun").set_in(2)),
        None,
        Some(Line::of(Mark::Faint, "Until then practice follows each drill's own due date.")),
    ]
}

fn head(plan: &Planned, interview: NaiveDate, today: NaiveDate) -> Line {
    let days = plan.days_left.unwrap_or(0);
    let mut rest = format!(", {}", away(days));
    if days > 0 {
        rest += &format!(", at {} a day", minutes(plan.minutes.unwrap_or(0.0)));
        if !plan.days_off.is_empty() {
            let names: Vec<&str> = plan.days_off.iter().map(|day| weekday(day)).collect();
            rest += &format!(" but {}", list(&names));
        }
    }
    Line::of(Mark::Strong, format!("Interview on {}", date(interview, today))).add(Mark::Plain, rest)
}

fn table(plan: &Planned, now: f64, on_day: f64, canvas: &Canvas) -> Vec<Line> {
    let label = |text: &str| Line::plain(text).pad_to(if canvas.is_wide() { 15 } else { 12 });
    let figure = |share: f64| format!("{:>5}", percent(share));
    if plan.days_left == Some(0) {
        let mut line = label("today").add(Mark::Strong, figure(now));
        if let (Some(low), Some(high)) = (plan.low, plan.high) {
            line = line.add(Mark::Faint, format!("  likely {}", between(low, high)));
        }
        return vec![line.set_in(2)];
    }
    let mut then = label("on the day").add(Mark::Accent, figure(on_day));
    if let (Some(low), Some(high)) = (plan.low, plan.high) {
        let text = if canvas.is_wide() { "likely (four times in five) " } else { "likely " };
        then = then.add(Mark::Faint, format!("  {text}{}", between(low, high)));
    }
    let mut out = vec![label("now").add(Mark::Strong, figure(now)).set_in(2), then.set_in(2)];
    if let (Some(now), Some(then)) = (plan.open.now, plan.open.on_day) {
        let text = format!("{} now, {} on the day", percent(now), percent(then));
        out.push(label("open answers").add(Mark::Plain, text).set_in(2));
    }
    let grilling = match plan.grilling.score {
        Some(score) => {
            let rounds = i64::try_from(plan.grilling.rounds.min(5)).unwrap_or(5);
            format!("{} in the last {}", percent(score), count(rounds, "round"))
        }
        None => "no round yet".to_owned(),
    };
    out.push(label("grilling").add(Mark::Plain, grilling).add(Mark::Faint, " (counted apart)").set_in(2));
    out
}

fn grounds(plan: &Planned) -> Option<Line> {
    let text = match plan.reviews {
        0 => "Nothing is answered yet, so these figures are no more than assumptions.".to_owned(),
        n @ 1..50 => format!(
            "They rest on {} and will move.",
            if n == 1 { "1 answer".to_owned() } else { format!("{n} answers") }
        ),
        _ => return None,
    };
    Some(Line::of(Mark::Faint, text))
}

fn bargains(plan: &Planned) -> Vec<Line> {
    let mut out = Vec::new();
    if let Some(more) = plan.ten_more {
        out.push(
            Line::plain("Ten more minutes a day would buy ")
                .add(Mark::Strong, points(more))
                .add(Mark::Plain, "."),
        );
    }
    if let Some(skip) = plan.skip_today {
        let line = if skip < 0.000_5 {
            Line::plain("Skipping today would cost next to nothing.")
        } else {
            Line::plain("Skipping today would cost ")
                .add(Mark::Strong, points(skip).trim_start_matches('+').to_owned())
                .add(Mark::Plain, ".")
        };
        out.push(line);
    }
    out
}

fn fits(plan: &Planned) -> Line {
    let unseen = plan.unseen.unwrap_or(0) as i64;
    if unseen == 0 {
        return Line::plain(format!(
            "Everything fits: all {} are seen before the day.",
            count(plan.drills as i64, "drill")
        ));
    }
    if plan.days_left == Some(0) {
        return Line::plain(format!(
            "{} of {} were never seen.",
            thousands(unseen),
            count(plan.drills as i64, "drill")
        ));
    }
    let stays = if unseen == 1 { "stays" } else { "stay" };
    let mut text = format!(
        "At {} a day, {} of {} {stays} unseen",
        minutes(plan.minutes.unwrap_or(0.0)),
        thousands(unseen),
        count(plan.drills as i64, "drill"),
    );
    text += &match plan.minutes_to_cover {
        Some(cover) => format!("; {} would cover them.", minutes(cover)),
        None => "; no number of minutes a day would cover them all.".to_owned(),
    };
    Line::of(Mark::Strong, text)
}

fn days(plan: &Planned, today: NaiveDate, canvas: &Canvas) -> Vec<Option<Line>> {
    if plan.days.is_empty() {
        return Vec::new();
    }
    let mut out = vec![None, Some(Line::of(Mark::Faint, "The days ahead"))];
    let shown = plan.days.iter().take(DAYS_SHOWN);
    out.extend(shown.map(|day| Some(one_day(day, today, canvas).set_in(2))));
    let rest = &plan.days[plan.days.len().min(DAYS_SHOWN)..];
    if !rest.is_empty() {
        let total = |of: fn(&Day) -> i64| rest.iter().map(of).sum::<i64>();
        let text = format!(
            "and {} more: {} new, {}",
            count(rest.len() as i64, "day"),
            thousands(total(|day| day.new)),
            count(total(|day| day.reviews), "review")
        );
        out.push(Some(Line::of(Mark::Faint, text).set_in(2)));
    }
    out
}

fn one_day(day: &Day, today: NaiveDate, canvas: &Canvas) -> Line {
    let name = if day.date == today {
        "today".to_owned()
    } else {
        format!("{} {}", day.date.format("%a"), short_date(day.date, today))
    };
    let line = Line::plain(name).pad_to(13);
    if day.minutes < 0.05 && day.new + day.reviews == 0 {
        return line.add(Mark::Faint, canvas.either("–", "-"));
    }
    let line = line
        .add(Mark::Plain, format!("{:>4.0} min {:>4} new {:>4} again", day.minutes, day.new, day.reviews));
    let room = canvas.columns.saturating_sub(line.width() + 4);
    if !canvas.is_wide() || room < 10 {
        return line;
    }
    let names: Vec<&str> = day.areas.iter().take(3).map(String::as_str).collect();
    line.add(Mark::Faint, format!("  {}", fit(&names.join(", "), room, canvas)))
}

fn areas(plan: &Planned, canvas: &Canvas) -> Vec<Option<Line>> {
    let mut known: Vec<_> = plan.areas.iter().filter(|area| area.on_day.is_some()).collect();
    known.sort_by(|a, b| a.on_day.unwrap_or(0.0).total_cmp(&b.on_day.unwrap_or(0.0)));
    if known.is_empty() || plan.days_left == Some(0) {
        return Vec::new();
    }
    let mut out = vec![None, Some(Line::of(Mark::Faint, "Weakest on the day"))];
    for area in known.iter().take(AREAS_SHOWN) {
        let column = if canvas.is_wide() { 24 } else { 15 };
        let mut line = Line::plain(fit(&area.area, column - 1, canvas)).pad_to(column);
        let (now, on_day) = (area.now.unwrap_or(0.0), area.on_day.unwrap_or(0.0));
        let arrow = canvas.either("→", "->");
        line = line.add(Mark::Plain, format!("{:>4} {arrow} {:>4}", percent(now), percent(on_day)));
        if let (Some(low), Some(high)) = (area.low, area.high) {
            line = line.add(Mark::Faint, format!("  {}", between(low, high)));
        }
        out.push(Some(line.set_in(2)));
    }
    out
}

fn next(plan: &Planned) -> Line {
    match plan.days_left {
        Some(0) => Line::plain("Today is the day. A short warm-up: hotseat practice --minutes 10"),
        Some(1..=3) => Line::plain("Few days are left: go through it once as it will be, with hotseat mock."),
        _ if plan.minutes.is_none_or(|minutes| minutes <= 0.0) => {
            Line::plain("No minutes are set aside: hotseat plan --minutes 20 changes that.")
        }
        _ if plan.days.first().is_some_and(|day| day.new + day.reviews > 0) => {
            Line::plain("Practise now: hotseat")
        }
        _ => Line::of(Mark::Faint, "Nothing more is planned for today."),
    }
}
