//! The page of progress: the figures as charts in one self-contained file.
//!
//! The template escapes whatever it is given; the shapes here hold numbers already laid out.

use askama::Template;
use chrono::{Datelike, Duration, NaiveDate};

use super::charts::{shade, weekly};
use super::figures::{AreaFigures, Figures, share};
use super::ink::{Canvas, fit};
use super::weak::Reason;
use super::words::{away, between, count, date, percent, points, short_date, spent, thousands};

/// Left, right, top and bottom of a chart's field.
const LEFT: f64 = 34.0;
const RIGHT: f64 = 332.0;
const TOP: f64 = 12.0;
/// Weeks of the calendar.
const WEEKS: i64 = 24;
/// Rows at most of lists that may grow for ever.
const WEAK_ROWS: usize = 24;
const ROUND_ROWS: usize = 24;
const STORIES: usize = 24;
const AREA_ROWS: usize = 150;
/// Characters of a name at most.
const NAME: usize = 80;

#[derive(Template)]
#[template(path = "progress.html")]
struct View {
    title: String,
    date: String,
    scope: String,
    headline: String,
    subline: String,
    reviews: i64,
    course: Course,
    calendar: Calendar,
    week: Week,
    retention: Bars,
    areas: Vec<Table>,
    calibration: Calibration,
    weak: Vec<(String, String, String)>,
    weak_more: usize,
    rounds: Rounds,
    stories: Vec<Story>,
    forecast: Bars,
}

#[derive(Default)]
struct Grid {
    y: String,
    text_y: String,
    label: String,
}

#[derive(Default)]
struct Course {
    words: String,
    grid: Vec<Grid>,
    was: String,
    coming: String,
    band: String,
    marks: Vec<Spot>,
    ticks: Vec<Tick>,
    rows: Vec<(String, String)>,
}

struct Tick {
    x: String,
    anchor: &'static str,
    label: String,
}

struct Spot {
    class: &'static str,
    x: String,
    y: String,
    label_x: String,
    label_y: String,
    anchor: &'static str,
    label: String,
}

struct Label {
    x: String,
    y: String,
    label: String,
}

struct Cell {
    x: String,
    y: String,
    shade: usize,
    label: String,
}

struct Calendar {
    weeks: i64,
    words: String,
    labels: Vec<Label>,
    days: Vec<Cell>,
    rows: Vec<(String, i64, String)>,
}

struct Week {
    words: String,
    moves: Vec<(String, String)>,
}

struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    label: String,
}

#[derive(Default)]
struct Bars {
    words: String,
    grid: Vec<Grid>,
    bars: Vec<Bar>,
    rows: Vec<(String, String, String)>,
}

struct Table {
    title: &'static str,
    caption: &'static str,
    empty: &'static str,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    enough: bool,
    share: String,
    low: String,
    width: String,
    share_words: String,
    likely: String,
    reviews: String,
}

#[derive(Default)]
struct Calibration {
    words: String,
    grid: Vec<Grid>,
    points: String,
    dots: Vec<Label>,
    rows: Vec<(String, String, String)>,
    disagreement: String,
}

#[derive(Default)]
struct Rounds {
    words: String,
    grid: Vec<Grid>,
    points: String,
    dots: Vec<Label>,
    rows: Vec<RoundRow>,
}

struct RoundRow {
    name: String,
    score: String,
    level: String,
    turns: String,
}

struct Story {
    name: String,
    words: String,
    points: String,
    dots: Vec<Label>,
}

/// Writes the page.
///
/// # Errors
/// None in practice; the template's own.
pub fn page(figures: &Figures) -> Result<String, askama::Error> {
    let (headline, subline) = head(figures);
    let view = View {
        title: format!("Hotseat: {headline}"),
        date: date(figures.today, figures.today),
        scope: figures.scope.area.as_deref().map(name).unwrap_or_default(),
        headline,
        subline,
        reviews: figures.reviews,
        course: course(figures),
        calendar: calendar(figures),
        week: week(figures),
        retention: retention(figures),
        areas: vec![
            Table {
                title: "Areas",
                caption: "Share of an area’s drills you would get right now",
                empty: "There is no area.",
                rows: rows(&figures.areas),
            },
            Table {
                title: "Challenges in grilling",
                caption: "Share of replies that held",
                empty: "None was met yet.",
                rows: rows(&figures.challenges),
            },
        ],
        calibration: calibration(figures),
        weak: weak(figures),
        weak_more: figures.weak.len().saturating_sub(WEAK_ROWS),
        rounds: rounds(figures),
        stories: stories(figures),
        forecast: forecast(figures),
    };
    // A figure stays on one line with its sign.
    Ok(view.render()?.replace(" %", "\u{a0}%"))
}

fn name(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    fit(&shown, NAME, &Canvas { columns: NAME, unicode: true })
}

fn n(figure: f64) -> String {
    format!("{:.1}", if figure.is_finite() { figure } else { 0.0 })
}

/// Finds the height of a share in a field that ends at `bottom`.
fn level(share: f64, bottom: f64) -> f64 {
    bottom - (bottom - TOP) * share.clamp(0.0, 1.0)
}

fn grid(bottom: f64) -> Vec<Grid> {
    [0.0, 0.5, 1.0]
        .into_iter()
        .map(|share| Grid {
            y: n(level(share, bottom)),
            text_y: n(level(share, bottom) + 4.0),
            label: format!("{:.0} %", share * 100.0),
        })
        .collect()
}

fn head(figures: &Figures) -> (String, String) {
    let until = figures.interview.map(|day| {
        let days = (day - figures.today).num_days();
        format!("The interview is on {}, {}.", date(day, figures.today), away(days))
    });
    let until = until.unwrap_or_else(|| "No interview date is saved.".to_owned());
    let Some(now) = figures.readiness.now else {
        return (
            "Not enough evidence yet".to_owned(),
            format!("{} so far. {until}", count(figures.reviews, "review")),
        );
    };
    let mut headline = format!("Readiness {}", percent(now));
    if let Some(on_day) = figures.readiness.on_day.filter(|_| figures.interview > Some(figures.today)) {
        headline += &format!(" now, {} on the day", percent(on_day));
        if let (Some(low), Some(high)) = (figures.readiness.low, figures.readiness.high) {
            headline += &format!(" (likely {})", between(low, high));
        }
    }
    let mut subline = format!("That is the share of drills you would get right. {until}");
    if figures.scope.area.is_none() {
        if let Some(open) = figures.open.now.filter(|_| figures.open.seen > 0) {
            subline += &format!(" Open answers alone: {}.", percent(open));
        }
        if let Some(score) = figures.grilling.score {
            subline += &format!(" Grilling, counted apart: {}.", percent(score));
        }
    }
    (headline, subline)
}

fn course(figures: &Figures) -> Course {
    const BOTTOM: f64 = 165.0;
    let (Some(first), Some(last)) = (figures.course.first(), figures.course.last()) else {
        return Course::default();
    };
    let end = figures
        .interview
        .filter(|day| *day > figures.today && figures.readiness.on_day.is_some())
        .unwrap_or(figures.today);
    let span = (end - first.date).num_days().max(1) as f64;
    let x = |day: NaiveDate| LEFT + (RIGHT - LEFT) * (day - first.date).num_days() as f64 / span;
    let at = |day: NaiveDate, share: f64| format!("{},{}", n(x(day)), n(level(share, BOTTOM)));
    let mut out = Course {
        grid: grid(BOTTOM),
        was: figures.course.iter().map(|p| at(p.date, p.readiness)).collect::<Vec<_>>().join(" "),
        rows: figures
            .course
            .iter()
            .rev()
            .map(|point| (short_date(point.date, figures.today), percent(point.readiness)))
            .collect(),
        words: if first.date == last.date {
            format!("{} today.", percent(last.readiness))
        } else {
            format!(
                "{} on {}, {} today.",
                percent(first.readiness),
                short_date(first.date, figures.today),
                percent(last.readiness)
            )
        },
        ..Course::default()
    };
    let anchor = |x: f64| if x > 270.0 { "end" } else { "start" };
    let now_x = x(figures.today);
    out.marks.push(Spot {
        class: "now",
        x: n(now_x),
        y: n(level(last.readiness, BOTTOM)),
        label_x: n(now_x),
        label_y: n(level(last.readiness, BOTTOM) - 8.0),
        anchor: if now_x > 270.0 { "end" } else { "middle" },
        label: percent(last.readiness),
    });
    out.ticks.push(Tick { x: n(LEFT), anchor: "start", label: short_date(first.date, figures.today) });
    if let (Some(on_day), Some(low), Some(high)) =
        (figures.readiness.on_day, figures.readiness.low, figures.readiness.high)
        && end > figures.today
    {
        let here = at(figures.today, last.readiness);
        out.coming = format!("{here} {}", at(end, on_day));
        out.band = format!("{here} {} {}", at(end, high), at(end, low));
        out.marks.push(Spot {
            class: "then",
            x: n(RIGHT),
            y: n(level(on_day, BOTTOM)),
            label_x: n(RIGHT - 6.0),
            label_y: n(level(on_day, BOTTOM) - 10.0),
            anchor: "end",
            label: percent(on_day),
        });
        out.rows.insert(
            0,
            (
                format!("{} (forecast)", short_date(end, figures.today)),
                format!("{}, likely {}", percent(on_day), between(low, high)),
            ),
        );
        out.words += &format!(
            " Forecast for {}: {}, likely {}; the dashed line to it is straight.",
            short_date(end, figures.today),
            percent(on_day),
            between(low, high)
        );
        out.ticks.push(Tick {
            x: n(RIGHT),
            anchor: "end",
            label: format!("interview {}", short_date(end, figures.today)),
        });
        if now_x > LEFT + 70.0 && now_x < RIGHT - 110.0 {
            out.ticks.push(Tick { x: n(now_x), anchor: "middle", label: "today".to_owned() });
        }
    } else if first.date < figures.today {
        out.ticks.push(Tick { x: n(RIGHT), anchor: anchor(RIGHT), label: "today".to_owned() });
    }
    out
}

fn calendar(figures: &Figures) -> Calendar {
    let known: std::collections::HashMap<NaiveDate, _> =
        figures.days.iter().map(|day| (day.date, day)).collect();
    let monday = figures.today - Duration::days(i64::from(figures.today.weekday().num_days_from_monday()));
    let first = monday - Duration::days(7 * (WEEKS - 1));
    let mut days = Vec::new();
    let mut labels: Vec<Label> = [("Mon", 0), ("Wed", 2), ("Fri", 4), ("Sun", 6)]
        .into_iter()
        .map(|(label, row)| Label { x: n(0.0), y: n(26.0 + 13.0 * f64::from(row)), label: label.to_owned() })
        .collect();
    let mut month = None;
    let (mut practised, mut total) = (0, 0);
    for offset in 0..=(figures.today - first).num_days() {
        let day = first + Duration::days(offset);
        let (column, row) = (offset / 7, offset % 7);
        let x = 30.0 + 12.9 * column as f64;
        if row == 0 && month != Some(day.month()) {
            if day.day() <= 7 && column < WEEKS - 1 {
                labels.push(Label { x: n(x), y: n(10.0), label: day.format("%b").to_string() });
            }
            month = Some(day.month());
        }
        let (reviews, minutes) = known.get(&day).map_or((0, 0.0), |day| (day.reviews, day.minutes));
        total += 1;
        practised += i64::from(reviews > 0);
        days.push(Cell {
            x: n(x),
            y: n(17.0 + 13.0 * row as f64),
            shade: shade(minutes, reviews),
            label: format!("{}: {}", short_date(day, figures.today), count(reviews, "review")),
        });
    }
    Calendar {
        weeks: WEEKS,
        words: format!(
            "Practised on {practised} of {total} days; {} in a row up to now.",
            count(figures.streak, "day")
        ),
        labels,
        days,
        rows: figures
            .days
            .iter()
            .rev()
            .filter(|day| day.date >= first)
            .map(|day| (short_date(day.date, figures.today), day.reviews, format!("{:.0}", day.minutes)))
            .collect(),
    }
}

fn week(figures: &Figures) -> Week {
    let week = &figures.week;
    Week {
        words: if week.reviews == 0 {
            "Nothing yet.".to_owned()
        } else {
            format!(
                "{} in {}, {} right.",
                count(week.reviews, "review"),
                spent(week.minutes),
                percent(week.correct as f64 / week.reviews as f64)
            )
        },
        moves: week
            .change
            .iter()
            .take(AREA_ROWS)
            .map(|change| {
                let delta = points(change.delta);
                (name(&change.area), delta.split(' ').next().unwrap_or_default().to_owned())
            })
            .collect(),
    }
}

fn retention(figures: &Figures) -> Bars {
    const BOTTOM: f64 = 105.0;
    const BACK: i64 = 12;
    let weeks = weekly(&figures.days, figures.today, BACK);
    let step = (RIGHT - LEFT) / BACK as f64;
    let mut said = Vec::new();
    let bars = weeks
        .iter()
        .enumerate()
        .filter_map(|(index, percent)| {
            let percent = (*percent)?;
            let y = level(percent as f64 / 100.0, BOTTOM);
            let start = figures.today - Duration::days(7 * (BACK - 1 - index as i64) + 6);
            let label = format!("week from {}: {percent} %", short_date(start, figures.today));
            said.push(format!("{percent} %"));
            Some(Bar {
                x: n(LEFT + step * index as f64 + 2.0),
                y: n(y),
                width: n(step - 4.0),
                height: n((BOTTOM - y).max(0.5)),
                label,
            })
        })
        .collect();
    let words = if said.is_empty() {
        "Nothing of late.".to_owned()
    } else {
        format!("Oldest first: {}.", said.join(", "))
    };
    Bars { words, grid: grid(BOTTOM), bars, rows: Vec::new() }
}

fn rows(areas: &[AreaFigures]) -> Vec<Row> {
    let mut sorted: Vec<&AreaFigures> = areas.iter().collect();
    sorted.sort_by(|a, b| {
        a.mastery.unwrap_or(2.0).total_cmp(&b.mastery.unwrap_or(2.0)).then_with(|| a.area.cmp(&b.area))
    });
    sorted
        .into_iter()
        .take(AREA_ROWS)
        .map(|area| {
            let (mastery, low, high) =
                (area.mastery.unwrap_or(0.0), area.low.unwrap_or(0.0), area.high.unwrap_or(0.0));
            Row {
                name: name(&area.area),
                enough: area.mastery.is_some(),
                share: n(mastery * 100.0),
                low: n(low * 100.0),
                width: n((high - low) * 100.0),
                share_words: percent(mastery),
                likely: between(low, high),
                reviews: thousands(area.reviews),
            }
        })
        .collect()
}

fn calibration(figures: &Figures) -> Calibration {
    const BOTTOM: f64 = 170.0;
    let known = &figures.calibration;
    let disputed = &figures.disagreement;
    let disagreement = if disputed.points == 0 {
        String::new()
    } else {
        let about: Vec<String> = disputed
            .about
            .iter()
            .take(5)
            .map(|point| format!("{} ({} of {})", name(&point.point), point.differ, point.points))
            .collect();
        let about =
            if about.is_empty() { String::new() } else { format!(", most often on {}", about.join(", ")) };
        format!(
            "In the last {} you saw {} of {} otherwise than the program{about}.",
            count(disputed.answers as i64, "confirmed answer"),
            thousands(disputed.differ as i64),
            count(disputed.points as i64, "point")
        )
    };
    let Some(brier) = known.brier else {
        let words = format!(
            "Not enough evidence yet: {} with a confidence so far, 20 make a picture.",
            count(known.n, "answer")
        );
        return Calibration { words, disagreement, ..Calibration::default() };
    };
    let dots: Vec<Label> = known
        .bins
        .iter()
        .map(|bin| {
            let (right, ..) = share(bin.correct, bin.n);
            Label {
                x: n(LEFT + (RIGHT - LEFT) * bin.confidence),
                y: n(level(right, BOTTOM)),
                label: format!(
                    "{} sure: {} right of {}",
                    percent(bin.confidence),
                    percent(right),
                    thousands(bin.n)
                ),
            }
        })
        .collect();
    Calibration {
        words: format!(
            "Brier score {brier:.3} over {}; 0 is perfect, 0.25 is what tossing a coin earns.",
            count(known.n, "answer")
        ),
        grid: grid(BOTTOM),
        points: polyline(&dots),
        rows: known
            .bins
            .iter()
            .map(|bin| (percent(bin.confidence), percent(share(bin.correct, bin.n).0), thousands(bin.n)))
            .collect(),
        dots,
        disagreement,
    }
}

fn polyline(dots: &[Label]) -> String {
    dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect::<Vec<_>>().join(" ")
}

fn weak(figures: &Figures) -> Vec<(String, String, String)> {
    figures
        .weak
        .iter()
        .take(WEAK_ROWS)
        .map(|weak| {
            let why = match weak.reason {
                Reason::Overconfident => "sure, but wrong",
                Reason::Lapses => "forgotten often",
                Reason::Fragile => "right, but fading",
            };
            (name(&weak.drill), why.to_owned(), format!("{} of {}", weak.correct, weak.reviews))
        })
        .collect()
}

/// Lays scores out from left to right.
fn scores(scores: &[(f64, String)], from: f64, bottom: f64) -> Vec<Label> {
    let step = (RIGHT - from) / (scores.len().max(2) - 1) as f64;
    scores
        .iter()
        .enumerate()
        .map(|(index, (score, label))| Label {
            x: n(from + step * index as f64),
            y: n(level(*score, bottom)),
            label: label.clone(),
        })
        .collect()
}

fn rounds(figures: &Figures) -> Rounds {
    const BOTTOM: f64 = 105.0;
    let all = &figures.rounds[figures.rounds.len().saturating_sub(ROUND_ROWS)..];
    let known: Vec<(f64, String)> = all
        .iter()
        .filter_map(|round| {
            let score = round.score?;
            Some((score, format!("{}: {}", short_date(round.date, figures.today), percent(score))))
        })
        .collect();
    let dots = scores(&known, LEFT, BOTTOM);
    let said: Vec<String> = known.iter().map(|(score, _)| percent(*score)).collect();
    Rounds {
        words: if said.is_empty() {
            "No score yet.".to_owned()
        } else {
            format!("Oldest first: {}.", said.join(", "))
        },
        grid: grid(BOTTOM),
        points: polyline(&dots),
        dots,
        rows: all
            .iter()
            .rev()
            .map(|round| RoundRow {
                name: format!("{}, {}", name(&round.about), short_date(round.date, figures.today)),
                score: round.score.map_or_else(|| "–".to_owned(), percent),
                level: round.level.map_or_else(|| "–".to_owned(), |level| level.to_string()),
                turns: round
                    .turns
                    .iter()
                    .take(20)
                    .map(|(challenge, score)| {
                        let score = score.map_or_else(|| "–".to_owned(), percent);
                        format!("{} {score}", name(challenge))
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            })
            .collect(),
    }
}

fn stories(figures: &Figures) -> Vec<Story> {
    figures
        .stories
        .chunk_by(|a, b| a.story == b.story)
        .take(STORIES)
        .map(|versions| {
            let known: Vec<(f64, String)> = versions
                .iter()
                .filter_map(|version| {
                    let score = version.score?;
                    Some((score, format!("{}: {}", short_date(version.date, figures.today), percent(score))))
                })
                .collect();
            let dots = scores(&known, 8.0, 52.0);
            let said: Vec<String> = known.iter().map(|(score, _)| percent(*score)).collect();
            Story {
                name: format!("{} ({})", name(&versions[0].story), name(&versions[0].check)),
                words: format!(
                    "{}, oldest first: {}",
                    count(versions.len() as i64, "version"),
                    said.join(", ")
                ),
                points: polyline(&dots),
                dots,
            }
        })
        .collect()
}

fn forecast(figures: &Figures) -> Bars {
    const BOTTOM: f64 = 105.0;
    const AHEAD: usize = 42;
    let days = &figures.forecast[..figures.forecast.len().min(AHEAD)];
    if days.is_empty() {
        return Bars::default();
    }
    let most = days.iter().map(|day| day.minutes).fold(0.0, f64::max);
    let top = if most > 0.0 { most } else { 1.0 };
    let step = (RIGHT - LEFT) / days.len().max(7) as f64;
    let total: f64 = days.iter().map(|day| day.minutes).sum();
    let drills: i64 = days.iter().map(|day| day.due).sum();
    Bars {
        words: format!(
            "{} in the next {}, {} in all; at most {} a day.",
            count(drills, "drill"),
            count(days.len() as i64, "day"),
            spent(total),
            spent(most)
        ),
        grid: [0.0, 1.0]
            .into_iter()
            .map(|share| Grid {
                y: n(level(share, BOTTOM)),
                text_y: n(level(share, BOTTOM) + 4.0),
                label: format!("{:.0} m", share * most),
            })
            .collect(),
        bars: days
            .iter()
            .enumerate()
            .map(|(index, day)| {
                let y = level(day.minutes / top, BOTTOM);
                Bar {
                    x: n(LEFT + step * index as f64 + 1.0),
                    y: n(y),
                    width: n((step - 2.0).max(1.0)),
                    height: n(BOTTOM - y),
                    label: format!("{}: {}", short_date(day.date, figures.today), count(day.due, "drill")),
                }
            })
            .collect(),
        rows: days
            .iter()
            .map(|day| {
                (short_date(day.date, figures.today), thousands(day.due), format!("{:.0}", day.minutes))
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_to_one_line_and_a_length() {
        assert_eq!(name("a\nb\u{1b}c"), "a\u{fffd}b\u{fffd}c");
        assert!(name(&"x".repeat(500)).chars().count() <= NAME);
    }
}
