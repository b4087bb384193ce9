//! Figures in words: dates, counts, shares.

use chrono::{Datelike, NaiveDate};

/// Writes a day, with its year where that is not the one of `today`.
pub fn date(day: NaiveDate, today: NaiveDate) -> String {
    let format = if day.year() == today.year() { "%A %-d %B" } else { "%A %-d %B %Y" };
    day.format(format).to_string()
}

/// Writes a day shortly.
pub fn short_date(day: NaiveDate, today: NaiveDate) -> String {
    let format = if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
    day.format(format).to_string()
}

/// Says how far away a day is.
pub fn away(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {} days", thousands(days)),
    }
}

/// Writes a count with its noun, which takes an s where there is not one of it.
pub fn count(n: i64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// Writes a whole number with its thousands set apart.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if n < 0 { format!("-{out}") } else { out }
}

/// Writes a share as a whole percentage; only all is 100 % and only none is 0 %.
pub fn percent(share: f64) -> String {
    format!("{} %", whole_percent(share))
}

/// Returns a share as a whole percentage; only all is 100 and only none is 0.
pub fn whole_percent(share: f64) -> i64 {
    let share = share.clamp(0.0, 1.0);
    let whole = (share * 100.0).round() as i64;
    if share > 0.0 && share < 1.0 { whole.clamp(1, 99) } else { whole }
}

/// Writes an interval of shares.
pub fn between(low: f64, high: f64) -> String {
    format!("{}–{} %", whole_percent(low), whole_percent(high))
}

/// Writes a change of a share in points, with its sign.
pub fn points(delta: f64) -> String {
    let tenths = (delta * 1000.0).round() / 10.0;
    let sign = if tenths > 0.0 {
        "+"
    } else if tenths < 0.0 {
        "−"
    } else {
        "±"
    };
    let size = tenths.abs();
    let figure = if size < 2.0 { format!("{size:.1}") } else { format!("{size:.0}") };
    let noun = if figure == "1.0" { "point" } else { "points" };
    format!("{sign}{} {noun}", figure.trim_end_matches(".0"))
}

/// Writes minutes without needless digits.
pub fn minutes(minutes: f64) -> String {
    let tenths = (minutes * 10.0).round() / 10.0;
    let figure = if tenths.fract().abs() < 0.05 || tenths >= 20.0 {
        thousands(tenths.round() as i64)
    } else {
        format!("{tenths:.1}")
    };
    let noun = if figure == "1" { "minute" } else { "minutes" };
    format!("{figure} {noun}")
}

/// Writes a time spent, in hours and minutes where it is long.
pub fn spent(total: f64) -> String {
    let whole = total.round() as i64;
    if whole < 100 {
        return minutes(total);
    }
    match (whole / 60, whole % 60) {
        (hours, 0) => count(hours, "hour"),
        (hours, rest) => format!("{} h {rest} min", thousands(hours)),
    }
}

/// Joins names as in a sentence.
pub fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Returns the full name of a weekday given as `mon` … `sun`.
pub fn weekday(short: &str) -> &str {
    match short {
        "mon" => "Mondays",
        "tue" => "Tuesdays",
        "wed" => "Wednesdays",
        "thu" => "Thursdays",
        "fri" => "Fridays",
        "sat" => "Saturdays",
        "sun" => "Sundays",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(thousands(-1_234_567), "-1,234,567");
        assert_eq!(count(1, "drill"), "1 drill");
        assert_eq!(count(1000, "drill"), "1,000 drills");
        assert_eq!(
            (percent(0.999), percent(1.0), percent(0.001)),
            ("99 %".into(), "100 %".into(), "1 %".into())
        );
        assert_eq!(points(0.051), "+5 points");
        assert_eq!(points(-0.012), "−1.2 points");
        assert_eq!(points(0.0), "±0 points");
        assert_eq!(points(0.01), "+1 point");
        assert_eq!(minutes(20.0), "20 minutes");
        assert_eq!(minutes(7.5), "7.5 minutes");
        assert_eq!(minutes(1.0), "1 minute");
        assert_eq!(
            (spent(161.2), spent(99.0), spent(120.0)),
            ("2 h 41 min".into(), "99 minutes".into(), "2 hours".into())
        );
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(date(day("2026-12-14"), day("2026-12-01")), "Monday 14 December");
        assert_eq!(short_date(day("2027-01-04"), day("2026-12-01")), "4 Jan 2027");
        assert_eq!(away(2), "in 2 days");
    }
}
