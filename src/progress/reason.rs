//! Why a drill is, or is not, asked today, in one sentence.

use chrono::NaiveDate;

use super::words::{away, minutes, percent, points, short_date};
use crate::day::date_of;
use crate::schedule::Why;

/// Words a reason; `today` is a study day.
pub fn sentence(drill: &str, why: &Why, today: i64) -> String {
    let here = date_of(today);
    let when = |day: i64| -> String {
        let date: NaiveDate = date_of(day);
        match day - today {
            1 => "tomorrow".to_owned(),
            days @ 2..=14 => format!("on {} ({})", short_date(date, here), away(days)),
            _ => format!("on {}", short_date(date, here)),
        }
    };
    let ago = |day: i64| match today - day {
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    };
    match *why {
        Why::DoneToday => {
            format!("{drill} had its turn today; one a day is what counts, so it is not asked again today.")
        }
        Why::LeftOut => format!("{drill} was skipped today; it may come back tomorrow."),
        Why::Due { recall, due_day } => format!(
            "{drill} is asked today: it fell due {}, and you would get it right with a chance of {}.",
            ago(due_day),
            percent(recall)
        ),
        Why::Rested { recall, due_day } => format!(
            "{drill} is not asked today: you would still get it right with a chance of {}; it falls due {}.",
            percent(recall),
            when(due_day)
        ),
        Why::New => {
            format!("{drill} was never asked; it waits among the new drills, a few of which come each day.")
        }
        Why::Asked { recall, rank, gain, seconds } => format!(
            "{drill} is asked today, number {rank} in the order: about {} for {} of readiness, at a chance of {} now.",
            if seconds < 90.0 { format!("{seconds:.0} seconds") } else { minutes(seconds / 60.0) },
            points(gain),
            percent(recall)
        ),
        Why::NoTime { recall, rank, fit } => format!(
            "{drill} is worth asking (chance now {}) but comes as number {rank}, and today's minutes hold about {fit}.",
            percent(recall)
        ),
        Why::Later { recall, day, recall_then } => format!(
            "{drill} is not asked today: waiting until {} buys more; your chance is {} now and will be {} then.",
            when(day).trim_start_matches("on "),
            percent(recall),
            percent(recall_then)
        ),
        Why::Enough { recall_on_day, new: false, .. } => format!(
            "{drill} is not asked again before the interview: left alone you would still get it right with a \
             chance of {}, and the minutes buy more elsewhere.",
            percent(recall_on_day)
        ),
        Why::Enough { new: true, .. } => format!(
            "{drill} was never asked, and it stays so: at these minutes a day other drills buy more readiness."
        ),
    }
}
