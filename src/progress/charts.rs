//! Charts in characters: a course with its forecast, a calendar heat map, bars, one-line profiles.

use std::collections::HashMap;

use chrono::{Datelike, Duration, NaiveDate};

use super::figures::{DayFigures, Figures};
use super::ink::{Canvas, Line, Mark};
use super::words::{short_date, whole_percent};

/// Shades of a heat map, from nothing to much.
const SHADES: [[&str; 5]; 2] = [["·", "░", "▒", "▓", "█"], [".", "-", "+", "x", "#"]];
/// Levels of a profile, from nothing to the top.
const LEVELS: [[&str; 8]; 2] =
    [["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], [".", ":", "-", "=", "+", "*", "%", "#"]];
/// Dots of a braille character by row and column.
const DOTS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
/// Columns left of a course, for its scale.
const SCALE: usize = 6;

/// Holds dots set so far: what was, what is to come, and how far that may stray.
struct Plot {
    columns: usize,
    rows: usize,
    was: Vec<bool>,
    coming: Vec<bool>,
    across: usize,
    down: usize,
}

impl Plot {
    fn new(columns: usize, rows: usize, canvas: &Canvas) -> Self {
        let (across, down) = if canvas.unicode { (2, 4) } else { (1, 1) };
        let dots = columns * across * rows * down;
        Self { columns, rows, was: vec![false; dots], coming: vec![false; dots], across, down }
    }

    fn width(&self) -> usize {
        self.columns * self.across
    }

    fn height(&self) -> usize {
        self.rows * self.down
    }

    /// Finds the dot row of a share.
    fn level(&self, share: f64) -> usize {
        let top = self.height() - 1;
        top - (share.clamp(0.0, 1.0) * top as f64).round() as usize
    }

    fn set(&mut self, x: usize, y: usize, coming: bool) {
        let at = y * self.width() + x;
        let dots = if coming { &mut self.coming } else { &mut self.was };
        if let Some(dot) = dots.get_mut(at) {
            *dot = true;
        }
    }

    /// Draws a step from one dot to the next, so that no rise leaves a gap.
    fn link(&mut self, x: usize, from: usize, to: usize) {
        for y in from.min(to)..=from.max(to) {
            self.set(x, y, false);
        }
    }

    fn row(&self, row: usize) -> Line {
        let mut line = Line::new();
        for column in 0..self.columns {
            let (mut bits, mut was, mut coming) = (0_u32, false, false);
            for down in 0..self.down {
                for across in 0..self.across {
                    let at = (row * self.down + down) * self.width() + column * self.across + across;
                    was |= self.was[at];
                    coming |= self.coming[at];
                    if self.was[at] || self.coming[at] {
                        bits |= DOTS[down][across];
                    }
                }
            }
            let text = match (self.across, was, coming) {
                (_, false, false) => ' ',
                (1, true, _) => '*',
                (1, false, true) => '.',
                _ => char::from_u32(0x2800 + bits).unwrap_or('?'),
            };
            line = line.add(if was { Mark::Strong } else { Mark::Accent }, text);
        }
        line
    }
}

/// Draws readiness over time and its forecast, `rows` high and as wide as `columns` with its scale.
///
/// The forecast is a straight line to what is predicted for the day, with the bounds of its
/// interval on the day itself.
pub fn course(figures: &Figures, columns: usize, rows: usize, canvas: &Canvas) -> Vec<Line> {
    let today = figures.today;
    let first = figures.course.first().map_or(today, |point| point.date);
    let last =
        figures.interview.filter(|day| *day > today && figures.readiness.on_day.is_some()).unwrap_or(today);
    let width = columns.saturating_sub(SCALE).max(8);
    let mut plot = Plot::new(width, rows, canvas);
    let span = (last - first).num_days().max(1) as f64;
    let edge = plot.width() - 1;
    let place = |day: NaiveDate| ((day - first).num_days() as f64 / span * edge as f64).round() as usize;
    let mut before: Option<(usize, usize)> = None;
    for point in &figures.course {
        let (x, y) = (place(point.date), plot.level(point.readiness));
        match before {
            Some((from_x, from_y)) => {
                for step in from_x + 1..=x {
                    let part = (step - from_x) as f64 / (x - from_x) as f64;
                    let level = from_y as f64 + (y as f64 - from_y as f64) * part;
                    plot.set(step, level.round() as usize, false);
                }
                if x == from_x + 1 {
                    let middle = usize::midpoint(from_y, y);
                    plot.link(from_x, from_y, middle);
                    plot.link(x, middle, y);
                }
            }
            None => plot.set(x, y, false),
        }
        before = Some((x, y));
    }
    if let (Some((from_x, _)), Some(now), Some(on_day)) =
        (before, figures.readiness.now, figures.readiness.on_day)
        && last > today
    {
        let length = edge.saturating_sub(from_x).max(1) as f64;
        for x in (from_x + 2..=edge).step_by(2) {
            let share = now + (on_day - now) * (x - from_x) as f64 / length;
            let y = plot.level(share);
            plot.set(x, y, true);
        }
        if let (Some(low), Some(high)) = (figures.readiness.low, figures.readiness.high) {
            for y in plot.level(high)..=plot.level(low) {
                plot.set(edge, y, true);
            }
        }
    }
    let bar = canvas.either("│", "|");
    let mut out: Vec<Line> = (0..rows)
        .map(|row| {
            let label = match row {
                0 => "100 %",
                r if r == rows / 2 && rows % 2 == 1 => " 50 %",
                r if r + 1 == rows => "  0 %",
                _ => "     ",
            };
            Line::of(Mark::Faint, label).add(Mark::Faint, bar).join(plot.row(row))
        })
        .collect();
    let left = short_date(first, today);
    let right =
        if last > today { format!("interview {}", short_date(last, today)) } else { "today".to_owned() };
    let mut axis =
        Line::plain(" ".repeat(SCALE)).add(Mark::Faint, if first < today { left } else { String::new() });
    let now = SCALE + place(today) / plot.across;
    if last > today && now > axis.width() + 1 && now + 6 + right.len() < columns {
        axis = axis.pad_to(now.saturating_sub(2)).add(Mark::Faint, "today");
    }
    out.push(axis.pad_to(columns.saturating_sub(right.len())).add(Mark::Faint, right));
    out
}

/// Draws the days practised as a calendar of some weeks, a row a weekday.
pub fn calendar(days: &[DayFigures], today: NaiveDate, weeks: i64, canvas: &Canvas) -> Vec<Line> {
    let minutes: HashMap<NaiveDate, (f64, i64)> =
        days.iter().map(|day| (day.date, (day.minutes, day.reviews))).collect();
    let monday = today - Duration::days(i64::from(today.weekday().num_days_from_monday()));
    let names = ["Mon", "", "Wed", "", "Fri", "", "Sun"];
    (0..7)
        .map(|weekday| {
            let mut line = Line::of(Mark::Faint, format!("{:<4}", names[weekday as usize]));
            for week in (0..weeks).rev() {
                let day = monday - Duration::days(7 * week) + Duration::days(weekday);
                if day > today {
                    line = line.add(Mark::Plain, "  ");
                    continue;
                }
                let shade = minutes.get(&day).map_or(0, |(minutes, reviews)| shade(*minutes, *reviews));
                let text = SHADES[usize::from(!canvas.unicode)][shade];
                let mark = if shade == 0 { Mark::Faint } else { Mark::Plain };
                line = line.add(mark, text.repeat(if shade == 0 { 1 } else { 2 }));
                if shade == 0 {
                    line = line.add(Mark::Plain, " ");
                }
            }
            line
        })
        .collect()
}

/// Returns the shade of a day, 0 for none to 4 for half an hour or more.
pub fn shade(minutes: f64, reviews: i64) -> usize {
    match minutes {
        _ if reviews == 0 => 0,
        m if m < 5.0 => 1,
        m if m < 15.0 => 2,
        m if m < 30.0 => 3,
        _ => 4,
    }
}

/// Draws the last days as one row of shades.
pub fn strip(days: &[DayFigures], today: NaiveDate, back: i64, canvas: &Canvas) -> Line {
    let known: HashMap<NaiveDate, usize> =
        days.iter().map(|day| (day.date, shade(day.minutes, day.reviews))).collect();
    let text = (0..back)
        .rev()
        .map(|n| {
            SHADES[usize::from(!canvas.unicode)]
                [known.get(&(today - Duration::days(n))).copied().unwrap_or(0)]
        })
        .collect::<String>();
    Line::plain(text)
}

/// Draws amounts as one row; `top` is the amount at full height.
pub fn profile(amounts: &[f64], top: f64, canvas: &Canvas) -> String {
    let levels = &LEVELS[usize::from(!canvas.unicode)];
    amounts
        .iter()
        .map(|&amount| match amount {
            a if a <= 0.0 || top <= 0.0 => " ",
            a => levels[((a / top * 8.0).ceil() as usize).clamp(1, 8) - 1],
        })
        .collect()
}

/// Draws a share as a bar with the bounds of its interval, `columns` wide.
pub fn bar(share: f64, low: f64, high: f64, columns: usize, canvas: &Canvas) -> Line {
    let at = |share: f64| (share.clamp(0.0, 1.0) * columns as f64).round() as usize;
    let (low, share, high) = (at(low), at(share), at(high).min(columns));
    let (full, maybe, none) = if canvas.unicode { ("█", "▒", "·") } else { ("#", "-", ".") };
    let solid = low.min(share).max(usize::from(share > 0 && low == 0 && high == 0));
    Line::plain(full.repeat(solid))
        .add(Mark::Plain, maybe.repeat(high.saturating_sub(solid)))
        .add(Mark::Faint, none.repeat(columns.saturating_sub(high.max(solid))))
}

/// Returns the percentage of right answers of each of the last weeks, oldest first; none without any.
pub fn weekly(days: &[DayFigures], today: NaiveDate, weeks: i64) -> Vec<Option<i64>> {
    (0..weeks)
        .rev()
        .map(|week| {
            let (from, to) = (today - Duration::days(7 * week + 6), today - Duration::days(7 * week));
            let (n, right) = days
                .iter()
                .filter(|day| day.date >= from && day.date <= to)
                .fold((0, 0), |sum, day| (sum.0 + day.reviews, sum.1 + day.correct));
            (n > 0).then(|| whole_percent(right as f64 / n as f64))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &Line) -> String {
        line.pieces.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn bars_and_profiles_keep_their_columns() {
        for unicode in [true, false] {
            let canvas = Canvas { columns: 40, unicode };
            for share in [0.0, 0.1, 0.5, 0.99, 1.0] {
                let bar = bar(share, share - 0.1, share + 0.1, 10, &canvas);
                assert_eq!(bar.width(), 10, "{}", text(&bar));
            }
            assert_eq!(profile(&[0.0, 1.0, 8.0], 8.0, &canvas).chars().count(), 3);
        }
        let ascii = Canvas { columns: 40, unicode: false };
        assert_eq!(text(&bar(0.5, 0.4, 0.6, 10, &ascii)), "####--....");
        assert_eq!(profile(&[0.0, 1.0, 8.0], 8.0, &ascii), " .#");
    }

    #[test]
    fn the_calendar_puts_a_day_in_its_row() {
        let today: NaiveDate = "2026-12-02".parse().unwrap();
        let days =
            [DayFigures { date: "2026-12-01".parse().unwrap(), reviews: 4, minutes: 40.0, correct: 2 }];
        let rows = calendar(&days, today, 2, &Canvas { columns: 80, unicode: false });
        let rows: Vec<String> = rows.iter().map(text).collect();
        assert_eq!(rows[0], "Mon . . ");
        assert_eq!(rows[1], "    . ##");
        assert_eq!(rows[2], "Wed . . ");
        assert_eq!(rows[3], "    .   ");
    }
}
