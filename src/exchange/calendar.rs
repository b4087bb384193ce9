//! The plan as calendar events.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike};

/// The hour at which practice stands in the calendar, in the place where the calendar is read.
const HOUR: u32 = 19;

/// Writes the plan: one event a day with minutes, and the interview itself. A later export of a
/// changed plan updates the same events.
pub fn calendar(days: &[(NaiveDate, f64)], interview: NaiveDate, now: DateTime<FixedOffset>) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Hotseat");
    let stamp = now.with_timezone(&Utc);
    for (date, minutes) in days.iter().filter(|(_, minutes)| *minutes >= 1.0) {
        let start = date.and_time(NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default());
        let length = Duration::seconds((minutes * 60.0).round() as i64);
        let days_left = (interview - *date).num_days();
        calendar.push(
            Event::new()
                .uid(&format!("practice-{date}@hotseat"))
                .timestamp(stamp)
                .summary(&format!("Interview practice, {minutes:.0} min"))
                .description(&format!("Run `hotseat`. Days until the interview: {days_left}."))
                .starts(start)
                .ends(start + length)
                .alarm(alarm("Interview practice", Duration::minutes(10), &format!("practice-{date}"), stamp))
                .done(),
        );
    }
    calendar.push(
        Event::new()
            .uid(&format!("interview-{interview}@hotseat"))
            .timestamp(stamp)
            .summary("Interview")
            .starts(interview)
            .ends(interview.succ_opt().unwrap_or(interview))
            .alarm(alarm("Interview tomorrow", Duration::hours(12), &format!("interview-{interview}"), stamp))
            .done(),
    );
    calendar.done().to_string()
}

/// Makes an alarm whose name and stamp do not change from one export to the next.
fn alarm(text: &str, before: Duration, of: &str, stamp: DateTime<Utc>) -> Alarm {
    let mut alarm = Alarm::display(text, -before);
    alarm.uid(&format!("alarm-{of}@hotseat")).timestamp(stamp);
    alarm
}
