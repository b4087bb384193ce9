//! Progress on one screen.

use super::charts;
use super::figures::{AreaFigures, Figures};
use super::ink::{Canvas, Line, Mark, beside, fit};
use super::weak::Reason;
use super::words::{away, between, count, date, minutes, percent, points, spent, thousands};

/// Column at which the right half of a wide screen begins.
const RIGHT: usize = 47;
/// Weeks of the calendar.
const WEEKS: i64 = 12;

/// Writes the screen; `None` is an empty row.
pub fn screen(figures: &Figures, canvas: &Canvas) -> Vec<Option<Line>> {
    if figures.reviews == 0 {
        return nothing_yet(figures);
    }
    if canvas.is_wide() { wide(figures, canvas) } else { narrow(figures, canvas) }
}

fn nothing_yet(figures: &Figures) -> Vec<Option<Line>> {
    let what = figures.scope.area.as_ref().map_or(String::new(), |area| format!(" in {area}"));
    let mut out = vec![
        Some(Line::of(Mark::Strong, format!("Nothing is answered yet{what}."))),
        None,
        Some(Line::plain("Ten minutes of practice make a start: hotseat")),
    ];
    out.push(Some(match figures.interview {
        Some(day) => Line::plain(format!("The interview is on {}.", date(day, figures.today))),
        None => {
            Line::plain("An interview date makes a plan: hotseat plan --interview 2026-12-14 --minutes 20")
        }
    }));
    out
}

fn wide(figures: &Figures, canvas: &Canvas) -> Vec<Option<Line>> {
    let mut out: Vec<Option<Line>> = head(figures, canvas).into_iter().map(Some).collect();
    out.push(None);
    let mut left = vec![Line::of(Mark::Faint, "Readiness over time")];
    left.extend(charts::course(figures, RIGHT - 3, 7, canvas));
    let mut right = vec![Line::of(Mark::Faint, format!("Practice, {WEEKS} weeks"))];
    right.extend(charts::calendar(&figures.days, figures.today, WEEKS, canvas));
    right.push(Line::of(Mark::Faint, streak(figures)));
    out.extend(beside(left, right, RIGHT).into_iter().map(Some));
    out.push(None);
    let mut left = vec![Line::of(Mark::Faint, "Weakest areas  (reviews)")];
    left.extend(weakest(&figures.areas, 4, 15, canvas));
    let mut right = vec![Line::of(Mark::Faint, "Weakest challenges")];
    if figures.challenges.is_empty() {
        right.push(Line::plain("none met yet: hotseat grill"));
    } else {
        right.extend(weakest(&figures.challenges, 4, 10, &Canvas { columns: 30, ..*canvas }));
    }
    out.extend(beside(left, right, RIGHT).into_iter().map(Some));
    out.push(None);
    out.push(Some(week(figures, 4, canvas.columns)));
    out.push(Some(retention(figures, canvas)));
    out.push(Some(next(figures, 21, canvas)));
    out.extend(hint(figures).map(Some));
    out
}

fn narrow(figures: &Figures, canvas: &Canvas) -> Vec<Option<Line>> {
    let mut out: Vec<Option<Line>> = head(figures, canvas).into_iter().map(Some).collect();
    out.extend(charts::course(figures, canvas.columns, 3, canvas).into_iter().map(Some));
    out.extend(weakest(&figures.areas, 3, 12, canvas).into_iter().map(Some));
    out.push(Some(week(figures, 0, canvas.columns)));
    let back = 14;
    let strip = charts::strip(&figures.days, figures.today, back, canvas);
    out.push(Some(strip.add(Mark::Faint, format!(" 2 weeks, {}", streak(figures)))));
    out.push(Some(next(figures, 7, canvas)));
    out
}

fn head(figures: &Figures, canvas: &Canvas) -> Vec<Line> {
    let name =
        figures.scope.area.as_ref().map_or("Readiness".to_owned(), |area| format!("Readiness in {area}"));
    let Some(now) = figures.readiness.now else {
        let mut out = vec![
            Line::of(Mark::Strong, format!("{name}: not enough evidence yet"))
                .add(Mark::Plain, format!(" ({})", count(figures.reviews, "review"))),
        ];
        out.extend(until(figures));
        return out;
    };
    let mut line = Line::of(Mark::Strong, format!("{name} {}", percent(now)));
    if let (Some(on_day), Some(day)) = (figures.readiness.on_day, figures.interview)
        && day > figures.today
    {
        if !canvas.is_wide() {
            let days = (day - figures.today).num_days();
            line = line.add(Mark::Plain, format!(", {} ", away(days))).add(Mark::Accent, percent(on_day));
            if let (Some(low), Some(high)) = (figures.readiness.low, figures.readiness.high) {
                let bounds = between(low, high);
                line = line.add(Mark::Plain, format!(" ({})", bounds.trim_end_matches(" %")));
            }
            return vec![line];
        }
        line = line.add(Mark::Plain, " now, ").add(Mark::Accent, percent(on_day));
        if let (Some(low), Some(high)) = (figures.readiness.low, figures.readiness.high) {
            line = line.add(Mark::Plain, format!(" ({})", between(low, high)));
        }
        let days = (day - figures.today).num_days();
        line = line.add(Mark::Plain, format!(" on {}, {}", date(day, figures.today), away(days)));
        return vec![line, beside_it(figures)];
    }
    if let Some(day) = figures.interview {
        line =
            line.add(Mark::Plain, format!(" – the interview is {}", away((day - figures.today).num_days())));
    } else if canvas.is_wide() {
        line = line.add(Mark::Plain, " now; no interview date: hotseat plan");
    }
    let mut out = vec![line];
    if canvas.is_wide() {
        out.push(beside_it(figures));
    }
    out
}

fn until(figures: &Figures) -> Option<Line> {
    let day = figures.interview?;
    let days = (day - figures.today).num_days();
    Some(Line::plain(format!("Interview on {}, {}", date(day, figures.today), away(days))))
}

fn beside_it(figures: &Figures) -> Line {
    let mut text = "share of drills you would get right".to_owned();
    if figures.scope.area.is_none() {
        if let Some(open) = figures.open.now.filter(|_| figures.open.seen > 0) {
            text += &format!(", open answers {}", percent(open));
        }
        if let Some(score) = figures.grilling.score {
            text += &format!("; grilling apart {}", percent(score));
        }
    }
    Line::of(Mark::Faint, text)
}

fn streak(figures: &Figures) -> String {
    match figures.streak {
        0 => "a new start today".to_owned(),
        1 => "1 day in a row".to_owned(),
        n => format!("{} days in a row", thousands(n)),
    }
}

/// Lists the weakest areas with enough evidence, then says how many have too little.
fn weakest(areas: &[AreaFigures], rows: usize, name: usize, canvas: &Canvas) -> Vec<Line> {
    let mut known: Vec<&AreaFigures> = areas.iter().filter(|area| area.mastery.is_some()).collect();
    known.sort_by(|a, b| a.mastery.unwrap_or(0.0).total_cmp(&b.mastery.unwrap_or(0.0)));
    let unknown = areas.len() - known.len();
    let shown = if unknown > 0 && known.len() >= rows { rows - 1 } else { rows };
    let room = canvas.columns.min(RIGHT - 3);
    let mut out: Vec<Line> = known
        .iter()
        .take(shown)
        .map(|area| {
            let (mastery, low, high) =
                (area.mastery.unwrap_or(0.0), area.low.unwrap_or(0.0), area.high.unwrap_or(0.0));
            let line = Line::plain(fit(&area.area, name, canvas)).pad_to(name + 1);
            let figures = format!(
                " {:>4} {:>7}",
                percent(mastery),
                format!("{}–{}", (low * 100.0).round(), (high * 100.0).round())
            );
            let reviews = format!(" {:>5}", format!("({})", thousands(area.reviews)));
            let bar = room.saturating_sub(name + 1 + figures.len() + 4);
            if bar >= 6 {
                line.join(charts::bar(mastery, low, high, bar.min(9), canvas))
                    .add(Mark::Strong, figures)
                    .add(Mark::Faint, reviews)
            } else {
                line.add(Mark::Strong, figures.trim_start()).add(Mark::Faint, reviews)
            }
        })
        .collect();
    if unknown > 0 && out.len() < rows {
        let what = if known.is_empty() { "" } else { "elsewhere " };
        let text = format!("{what}not enough evidence yet");
        out.push(Line::of(Mark::Faint, fit(&text, room, canvas)));
    }
    out
}

fn week(figures: &Figures, moves: usize, columns: usize) -> Line {
    let week = &figures.week;
    if week.reviews == 0 {
        return Line::of(Mark::Strong, "This week").add(Mark::Plain, " nothing yet");
    }
    let right = percent(week.correct as f64 / week.reviews as f64);
    if moves == 0 {
        let text = format!(" {}, {right} right", count(week.reviews, "review"));
        return Line::of(Mark::Strong, "This week").add(Mark::Plain, text);
    }
    let text = format!(" {} in {}, {right} right", count(week.reviews, "review"), spent(week.minutes));
    let mut line = Line::of(Mark::Strong, "This week").add(Mark::Plain, text);
    let mut moved: Vec<_> = week.change.iter().filter(|change| change.delta.abs() >= 0.005).collect();
    moved.sort_by(|a, b| b.delta.abs().total_cmp(&a.delta.abs()));
    for change in moved.iter().take(moves) {
        let delta = points(change.delta);
        let text = format!("; {} {}", change.area, delta.split(' ').next().unwrap_or_default());
        if line.width() + text.chars().count() <= columns {
            line = line.add(Mark::Plain, text);
        }
    }
    line
}

fn retention(figures: &Figures, canvas: &Canvas) -> Line {
    let weeks = charts::weekly(&figures.days, figures.today, WEEKS);
    let weeks: Vec<Option<i64>> = weeks.into_iter().skip_while(Option::is_none).collect();
    let known: Vec<i64> = weeks.iter().copied().flatten().collect();
    let amounts: Vec<f64> = weeks.iter().map(|week| week.map_or(0.0, |percent| percent as f64)).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Line::of(Mark::Strong, "Right answers").add(Mark::Plain, " none of late");
    };
    let text = if known.len() == 1 {
        format!("  {last} %")
    } else {
        format!("  {first} % {} {last} %", canvas.either("→", "->"))
    };
    Line::of(Mark::Strong, "Right answers")
        .add(Mark::Plain, " by week ")
        .add(Mark::Plain, charts::profile(&amounts, 100.0, canvas))
        .add(Mark::Plain, text)
}

fn next(figures: &Figures, ahead: usize, canvas: &Canvas) -> Line {
    let line = Line::of(Mark::Strong, "Next");
    let Some(today) = figures.forecast.first() else {
        return line.add(Mark::Plain, " the interview is today: a short warm-up, hotseat --minutes 10");
    };
    let planned = figures.minutes.is_some() && figures.scope.area.is_none();
    let text = if planned && today.due == 0 {
        match figures.forecast.iter().skip(1).find(|day| day.due > 0) {
            Some(day) => {
                let days = (day.date - figures.today).num_days();
                let lead = if canvas.is_wide() { "nothing more today; " } else { "" };
                format!(" {lead}{} {} drills", away(days), thousands(day.due))
            }
            None => " nothing more is planned".to_owned(),
        }
    } else if planned {
        let again = (today.due - figures.new_today).max(0);
        format!(" today {}: {} new, {again} again", minutes(today.minutes), figures.new_today)
    } else {
        format!(" today {} due, {} new", thousands(today.due), figures.new_today)
    };
    let loads: Vec<f64> = figures.forecast.iter().take(ahead).map(|day| day.minutes).collect();
    let line = line.add(Mark::Plain, text);
    if !canvas.is_wide() {
        return line;
    }
    let most = loads.iter().copied().fold(0.0, f64::max);
    let label = "  minutes ahead ";
    let top = format!(" up to {most:.0}");
    let room = canvas.columns.saturating_sub(line.width() + label.len() + top.len());
    let loads = &loads[..loads.len().min(room)];
    if loads.len() < 5 {
        return line;
    }
    line.add(Mark::Plain, label).add(Mark::Accent, charts::profile(loads, most, canvas)).add(Mark::Faint, top)
}

fn hint(figures: &Figures) -> Option<Line> {
    if figures.weak.is_empty() {
        return None;
    }
    let n = |reason| figures.weak.iter().filter(|weak| weak.reason == reason).count();
    let (over, lapses, fragile) = (n(Reason::Overconfident), n(Reason::Lapses), n(Reason::Fragile));
    let parts: Vec<String> = [(over, "surely wrong"), (lapses, "forgotten often"), (fragile, "fragile")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| format!("{n} {name}"))
        .collect();
    Some(
        Line::of(Mark::Strong, "Weak")
            .add(Mark::Plain, format!(" {}", parts.join(", ")))
            .add(Mark::Faint, "  (progress --weak)"),
    )
}

/// Writes the weak drills.
pub fn weak(figures: &Figures, canvas: &Canvas) -> Vec<Option<Line>> {
    if figures.weak.is_empty() {
        return vec![Some(Line::plain("No drill stands out as weak."))];
    }
    let mut out = Vec::new();
    for (reason, title) in [
        (Reason::Overconfident, "Wrong, and sure of it"),
        (Reason::Lapses, "Forgotten again and again"),
        (Reason::Fragile, "Right, but on few days, and fading within the week"),
    ] {
        let of: Vec<_> = figures.weak.iter().filter(|weak| weak.reason == reason).collect();
        if of.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(None);
        }
        out.push(Some(Line::of(Mark::Strong, title).add(Mark::Faint, format!("  {}", of.len()))));
        for weak in of.iter().take(12) {
            let name = if canvas.is_wide() { 40 } else { 22 };
            let line = Line::plain(fit(&weak.drill, name - 1, canvas))
                .pad_to(name)
                .add(Mark::Plain, format!("{:>2} of {:<2} right", weak.correct, weak.reviews));
            let line = if canvas.is_wide() {
                line.add(Mark::Faint, format!("  chance now {}", percent(weak.chance)))
            } else {
                line
            };
            out.push(Some(line.set_in(2)));
        }
        if of.len() > 12 {
            out.push(Some(Line::of(Mark::Faint, format!("and {} more", of.len() - 12)).set_in(2)));
        }
    }
    out.push(None);
    out.push(Some(Line::plain("Practise them: hotseat practice --only weak")));
    out
}

/// Writes how sure, and how right.
pub fn calibration(figures: &Figures, canvas: &Canvas) -> Vec<Option<Line>> {
    let known = &figures.calibration;
    let mut out = vec![Some(Line::of(Mark::Strong, "How sure you were, and how right"))];
    match known.brier {
        None => out.push(Some(Line::plain(format!(
            "Not enough evidence yet: {} with a confidence so far, 20 make a picture.",
            count(known.n, "answer")
        )))),
        Some(brier) => {
            out.push(None);
            for bin in &known.bins {
                let (share, low, high) = super::figures::share(bin.correct, bin.n);
                let line = Line::plain(format!("{:>5} sure", percent(bin.confidence)))
                    .pad_to(13)
                    .join(charts::bar(share, low, high, if canvas.is_wide() { 30 } else { 8 }, canvas))
                    .add(Mark::Strong, format!(" {:>5} right", percent(share)))
                    .add(Mark::Faint, format!(" ({} of {})", thousands(bin.correct), thousands(bin.n)));
                out.push(Some(line));
            }
            out.push(None);
            out.push(Some(Line::plain(format!(
                "Brier score {brier:.3} over {} (0 is perfect, 0.25 is what tossing a coin earns).",
                count(known.n, "answer")
            ))));
            out.push(Some(Line::plain(verdict(figures))));
        }
    }
    out.extend(disagreement(figures));
    out
}

fn verdict(figures: &Figures) -> String {
    let n: i64 = figures.calibration.bins.iter().map(|bin| bin.n).sum();
    let sure: f64 = figures.calibration.bins.iter().map(|bin| bin.confidence * bin.n as f64).sum();
    let right: i64 = figures.calibration.bins.iter().map(|bin| bin.correct).sum();
    let (sure, right) = (sure / n.max(1) as f64, right as f64 / n.max(1) as f64);
    let gap = sure - right;
    let size = points(gap.abs());
    let size = size.trim_start_matches(['+', '±']);
    let told_apart =
        figures.calibration.bins.first().zip(figures.calibration.bins.last()).map(|(low, high)| {
            let right = |bin: &super::figures::Bin| bin.correct as f64 / bin.n.max(1) as f64;
            (high.confidence - low.confidence, right(high) - right(low))
        });
    if told_apart.is_some_and(|(surer, righter)| surer > 0.2 && righter < surer / 4.0) {
        "Being surer does not yet go with being right.".to_owned()
    } else if gap.abs() < 0.03 {
        "On the whole your confidence fits.".to_owned()
    } else if gap > 0.0 {
        format!("On the whole you are {size} surer than you are right.")
    } else {
        format!("On the whole you are right {size} more often than you think.")
    }
}

fn disagreement(figures: &Figures) -> Vec<Option<Line>> {
    let known = &figures.disagreement;
    if known.points == 0 {
        return Vec::new();
    }
    let share = known.differ as f64 / known.points as f64;
    let mut out = vec![
        None,
        Some(Line::of(Mark::Strong, "You and the program")),
        Some(Line::plain(format!(
            "In your last {} you saw {} of {} otherwise, {}.",
            count(known.answers as i64, "confirmed answer"),
            thousands(known.differ as i64),
            count(known.points as i64, "point"),
            percent(share)
        ))),
    ];
    for point in known.about.iter().take(5) {
        let text = format!("{}: {} of {}", point.point, point.differ, point.points);
        out.push(Some(Line::plain(text).set_in(2)));
    }
    out
}
