//! What a question looks like, on a terminal and in a pipe.

use chrono::DateTime;

use crate::day;
use crate::drill::{Drill, Kind};
use crate::session::practice::Asked;
use crate::terminal::{Look, Page, Sign, Span, Tone};

/// Draws a question: where one is, what is new, then the question itself.
pub fn question(asked: &Asked, minutes_left: Option<f64>, notes: &[String], look: &Look) -> Page {
    let dot = format!(" {} ", Sign::Dot.text(look));
    let narrow = look.width < NARROW;
    let mut left = vec![asked.drill.area.clone()];
    if asked.retry {
        left.push("once more".to_owned());
    }
    if asked.ask.steps > 1 {
        left.push(if narrow {
            format!("{}/{}", asked.ask.step, asked.ask.steps)
        } else {
            format!("step {} of {}", asked.ask.step, asked.ask.steps)
        });
    }
    let mut right = vec![format!("{} of {}", asked.n, asked.of)];
    right.extend(minutes_left.map(|left| minutes(left, narrow)));
    let mut page = Page::new().ends(left.join(&dot), right.join(&dot));
    for note in notes {
        page = page.dim(note);
    }
    page = page.gap();
    let (first, rest) = asked.ask.prompt.split_once("\n\n").unwrap_or((&asked.ask.prompt, ""));
    page = page.strong(first);
    if !rest.is_empty() {
        page = page.gap().text(rest);
    }
    if let Some(sketch) = &asked.ask.sketch {
        page = page.gap().text(sketch.trim_matches('\n'));
    }
    page.gap()
}

/// Below this width words are left off.
const NARROW: usize = 60;

fn minutes(left: f64, narrow: bool) -> String {
    match left.ceil() {
        left if left < 1.0 => "last one".to_owned(),
        left if narrow => format!("{left:.0} min"),
        left => format!("{left:.0} min left"),
    }
}

/// Says a few words on how a free answer is wanted.
pub fn hint(drill: &Drill) -> String {
    match &drill.kind {
        Kind::Open { max_words: Some(most), .. } => format!("Say it in {most} words at most."),
        Kind::Open { .. } => "As you would say it there.".to_owned(),
        _ => "Every point, in your own words.".to_owned(),
    }
}

/// Returns the longest answer wanted, in words.
pub fn max_words(drill: &Drill) -> Option<usize> {
    match &drill.kind {
        Kind::Open { max_words, .. } => max_words.map(|most| most as usize),
        _ => None,
    }
}

/// Says where a drill's facts come from, in one line.
pub fn source(drill: &Drill, look: &Look) -> String {
    let says = match drill.source.as_str() {
        "official" => "a filing, standard or vendor's documentation",
        "public" => "published",
        "community" => "common usage",
        "claim" => "one author's claim",
        _ => "written for this pack; its figures are invented",
    };
    let reference = drill.reference.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
    format!("{} {} {says}{reference}", drill.id, Sign::Dash.text(look))
}

/// Says when a drill comes back, counted from a study day.
pub fn back(due: &str, today: i64, rollover: u32) -> String {
    let Ok(at) = DateTime::parse_from_rfc3339(due) else { return String::new() };
    let on = day::study_day(at, rollover);
    match on - today {
        ..=0 => "back today".to_owned(),
        1 => "back tomorrow".to_owned(),
        days @ 2..=20 => format!("back in {days} days"),
        _ => format!("back on {}", day::date_of(on).format("%-d %B")),
    }
}

/// Draws a verdict's first row: a sign, what it is, and what follows from it.
pub fn headline(sign: Sign, says: &str, then: &str, look: &Look) -> Page {
    let mut spans = vec![Span::new(Tone::Bold, says)];
    if !then.is_empty() {
        spans.push(Span::new(Tone::Dim, format!(" {} {then}", Sign::Dot.text(look))));
    }
    Page::new().marked(Tone::Accent, sign.text(look), 0, spans)
}

/// Columns of the labels of a verdict.
const LABEL: usize = 5;

/// Adds a labelled paragraph: labels in one column, texts in another.
pub fn labelled(page: Page, label: &str, tone: Tone, text: &str) -> Page {
    page.marked(Tone::Dim, format!("{label:LABEL$}"), 0, vec![Span::new(tone, text)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_is_told_in_words() {
        let today = day::number_of(chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a date"));
        assert_eq!(back("2026-12-01T04:00:00+08:00", today, 4), "back today");
        assert_eq!(back("2026-12-02T04:00:00+08:00", today, 4), "back tomorrow");
        assert_eq!(back("2026-12-09T04:00:00+08:00", today, 4), "back in 8 days");
        assert_eq!(back("2027-02-03T04:00:00+08:00", today, 4), "back on 3 February");
        assert_eq!(back("", today, 4), "");
    }
}
