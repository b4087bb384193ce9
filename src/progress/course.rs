//! How readiness went: what each drill's chance was on days gone by, under today's beliefs.

use super::facts::{DrillFact, Facts};
use crate::memory::{Memory, Parameters};
use crate::schedule::{Item, chance_on};

/// Points of a course at most.
const POINTS: i64 = 120;
/// Days looked back on where nothing else is asked for.
const DAYS_BACK: i64 = 55;

/// Holds readiness at the end of some days: (study day, share), oldest first.
pub type Course = Vec<(i64, f64)>;

/// Returns the days at which to look: from the first review, or at most eight weeks back, to today.
pub fn days(first: i64, since: Option<i64>, today: i64) -> Vec<i64> {
    let start = first.max(since.unwrap_or(today - DAYS_BACK)).min(today);
    let step = ((today - start) / POINTS + 1).max(1);
    let mut days: Vec<i64> = (0..).map(|n| today - n * step).take_while(|day| *day >= start).collect();
    days.reverse();
    days
}

/// Follows the drills that `wanted` keeps through some days, which rise.
pub fn follow(facts: &Facts, days: &[i64], wanted: impl Fn(&DrillFact) -> bool) -> Course {
    let mut sums = vec![0.0; days.len()];
    let mut weight = 0.0;
    for drill in facts.drills.iter().filter(|drill| wanted(drill)) {
        let w = drill.item.sane_weight();
        weight += w;
        for (sum, (memory, day)) in
            sums.iter_mut().zip(memories(drill, &facts.model.parameters, days).zip(days))
        {
            *sum += w * chance_on(&Item { memory, ..drill.item }, &facts.model, *day);
        }
    }
    if weight <= 0.0 {
        return Vec::new();
    }
    days.iter().copied().zip(sums.into_iter().map(|sum| sum / weight)).collect()
}

/// Replays a drill's trail and gives its memory at the end of each day.
fn memories<'a>(
    drill: &'a DrillFact,
    parameters: &'a Parameters,
    days: &'a [i64],
) -> impl Iterator<Item = Option<Memory>> + 'a {
    let mut events = drill.trail.iter().peekable();
    let mut memory: Option<Memory> = None;
    days.iter().map(move |&day| {
        while let Some((on, grade)) = events.next_if(|(on, _)| *on <= day) {
            memory = Some(match &memory {
                Some(memory) => memory.after(parameters, *grade, *on),
                None => Memory::first(parameters, *grade, *on),
            });
        }
        memory
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_looked_at_end_today_and_are_never_many() {
        assert_eq!(days(100, None, 103), [100, 101, 102, 103]);
        assert_eq!(days(1, None, 103).len(), 56);
        assert_eq!(days(1, Some(90), 93), [90, 91, 92, 93]);
        let long = days(0, Some(-10), 5000);
        assert!(long.len() <= 121 && long.last() == Some(&5000));
        assert_eq!(days(200, None, 103), [103]);
    }
}
