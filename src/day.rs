//! Study days: a day begins at the rollover hour of the place where the learner is.

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveTime};

/// Day 0 is 1970-01-01.
fn epoch() -> NaiveDate {
    NaiveDate::default()
}

/// Returns the number of the study day that holds an instant; `rollover` is an hour, 0 to 23.
pub fn study_day(at: DateTime<FixedOffset>, rollover: u32) -> i64 {
    let local = at.naive_local() - Duration::hours(i64::from(rollover.min(23)));
    number_of(local.date())
}

/// Returns the number of a calendar day.
pub fn number_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - i64::from(epoch().num_days_from_ce())
}

/// Returns the calendar day of a number, held within the calendar's range.
pub fn date_of(day: i64) -> NaiveDate {
    let days = day.clamp(-700_000, 90_000_000);
    epoch().checked_add_signed(Duration::days(days)).unwrap_or(NaiveDate::MAX)
}

/// Returns the instant at which a study day begins, at the offset of `here`.
pub fn start_of(day: i64, rollover: u32, here: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let time = NaiveTime::from_hms_opt(rollover.min(23), 0, 0).unwrap_or_default();
    let local = date_of(day).and_time(time);
    local.and_local_timezone(*here.offset()).single().unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn a_night_owl_is_still_on_the_day_before() {
        assert_eq!(
            study_day(at("2026-12-02T03:59:00+08:00"), 4),
            study_day(at("2026-12-01T23:00:00+08:00"), 4)
        );
        assert_eq!(
            study_day(at("2026-12-02T04:00:00+08:00"), 4),
            study_day(at("2026-12-01T23:00:00+08:00"), 4) + 1
        );
    }

    #[test]
    fn a_day_begins_where_it_is_counted() {
        let here = at("2026-12-02T12:00:00-05:00");
        let day = study_day(here, 4);
        assert_eq!(start_of(day, 4, here), at("2026-12-02T04:00:00-05:00"));
    }

    proptest! {
        #[test]
        fn numbers_and_dates_agree(day in -700_000_i64..2_000_000) {
            prop_assert_eq!(number_of(date_of(day)), day);
        }
    }
}
