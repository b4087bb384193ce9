//! What a plan comes to: the figures that `plan` shows and prints.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Holds a plan's figures. Shares are 0 to 1, minutes minutes; none where a figure is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// The version of this form.
    pub schema: u32,
    /// The day of the interview; none where there is none.
    pub interview: Option<NaiveDate>,
    /// Days until then, 0 on the day.
    pub days_left: Option<i64>,
    /// Minutes a day.
    pub minutes: Option<f64>,
    /// Days of the week without practice: `mon` … `sun`.
    pub days_off: Vec<String>,
    /// Share of the drills one would get right today.
    pub readiness_now: Option<f64>,
    /// The same on the day of the interview.
    pub readiness_on_day: Option<f64>,
    /// Tenth percentile of that.
    pub low: Option<f64>,
    /// Ninetieth percentile of that.
    pub high: Option<f64>,
    /// Drills in all.
    pub drills: usize,
    /// Reviews that the figures rest on.
    pub reviews: u64,
    /// Whether every drill is seen before the day.
    pub fits: Option<bool>,
    /// Drills that stay unseen.
    pub unseen: Option<usize>,
    /// Minutes a day that would cover every drill.
    pub minutes_to_cover: Option<f64>,
    /// Readiness that ten more minutes a day would buy.
    pub ten_more: Option<f64>,
    /// Readiness that skipping today costs.
    pub skip_today: Option<f64>,
    /// Open answers, a part of the drills.
    pub open: Open,
    /// Grilling, which is no part of the readiness.
    pub grilling: Grilling,
    /// From today to the day before the interview.
    pub days: Vec<Day>,
    /// By area.
    pub areas: Vec<Area>,
}

/// Holds the readiness in open answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Open {
    /// How many drills ask for one.
    pub drills: usize,
    /// How many were tried.
    pub seen: usize,
    /// Share one would get right today.
    pub now: Option<f64>,
    /// The same on the day of the interview.
    pub on_day: Option<f64>,
}

/// Holds how the latest grilling rounds went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grilling {
    /// Rounds finished in all.
    pub rounds: u64,
    /// Mean score of the latest five.
    pub score: Option<f64>,
}

/// Holds what one day is expected to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// Minutes of practice.
    pub minutes: f64,
    /// New drills.
    pub new: i64,
    /// Reviews.
    pub reviews: i64,
    /// Areas, the most asked first.
    pub areas: Vec<String>,
}

/// Holds an area's readiness; none where there are fewer than five reviews to go by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its name.
    pub area: String,
    /// Share one would get right today.
    pub now: Option<f64>,
    /// The same on the day of the interview.
    pub on_day: Option<f64>,
    /// Tenth percentile of that.
    pub low: Option<f64>,
    /// Ninetieth percentile of that.
    pub high: Option<f64>,
}

impl Planned {
    /// Returns the figures of no plan at all.
    pub fn none() -> Self {
        Self {
            schema: 1,
            interview: None,
            days_left: None,
            minutes: None,
            days_off: Vec::new(),
            readiness_now: None,
            readiness_on_day: None,
            low: None,
            high: None,
            drills: 0,
            reviews: 0,
            fits: None,
            unseen: None,
            minutes_to_cover: None,
            ten_more: None,
            skip_today: None,
            open: Open::default(),
            grilling: Grilling::default(),
            days: Vec::new(),
            areas: Vec::new(),
        }
    }
}

/// Rounds expected counts to whole ones whose running sum stays within half of the expected one.
pub fn whole(expected: impl IntoIterator<Item = f64>) -> Vec<i64> {
    let (mut sum, mut given) = (0.0, 0);
    expected
        .into_iter()
        .map(|n| {
            sum += if n.is_finite() { n.max(0.0) } else { 0.0 };
            let next = (f64::round(sum) as i64).max(given);
            let n = next - given;
            given = next;
            n
        })
        .collect()
}

/// Rounds a share or an amount to four digits after the point, so that it reads well.
pub fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_loses_no_drill_over_the_days() {
        let days = [0.4, 0.4, 0.4, 2.6, f64::NAN, 0.2];
        let whole = whole(days);
        assert_eq!(whole.iter().sum::<i64>(), 4);
        assert_eq!(whole, [0, 1, 0, 3, 0, 0]);
    }
}
