//! The settings, and the days of study under a policy.

use hotseat::memory::Grade;
use hotseat::schedule::{Cost, may_start};

use crate::learner::Learner;

/// Holds a setting: how many drills, how many days, how many minutes a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    pub drills: usize,
    pub days: i64,
    pub minutes: f64,
}

impl Setting {
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.drills, self.days, self.minutes)
    }
}

const fn setting(drills: usize, days: i64, minutes: f64) -> Setting {
    Setting { drills, days, minutes }
}

/// The twelve settings; the first eight are also run on learners the planner does not know.
pub const SETTINGS: [Setting; 12] = [
    setting(120, 7, 20.0),
    setting(120, 14, 10.0),
    setting(120, 14, 20.0),
    setting(120, 21, 20.0),
    setting(300, 7, 40.0),
    setting(300, 14, 20.0),
    setting(300, 21, 20.0),
    setting(300, 21, 40.0),
    setting(300, 45, 20.0),
    setting(1000, 21, 40.0),
    setting(1000, 45, 20.0),
    setting(1000, 45, 40.0),
];

/// First-try rate of the learners the planner knows.
pub const FIRST_TRY: f64 = 0.3;

/// Decides what to ask.
pub trait Policy {
    /// Lists today's drills in order, each with the seconds expected.
    fn queue(&mut self, day: i64, budget_s: f64) -> Vec<(usize, f64)>;
    /// Learns from an answer.
    fn learn(&mut self, drill: usize, day: i64, grade: Grade, first: bool);
}

/// Lets a learner study under a policy up to the eve of the interview; returns the readiness.
///
/// A drill starts if half its expected cost fits; what a day overshoots is taken from the next.
pub fn study(setting: &Setting, learner: &mut Learner, policy: &mut dyn Policy) -> f64 {
    let cost = Cost::default();
    let mut carried = 0.0;
    for day in 0..setting.days {
        let mut left = setting.minutes * 60.0 + carried;
        for (drill, expected_s) in policy.queue(day, left) {
            if !may_start(left, expected_s) {
                break;
            }
            let first = learner.is_new(drill);
            let (right, grade) = learner.answer(drill, day);
            left -= match (first, right) {
                (false, true) => cost.ok_s,
                (false, false) => cost.fail_s,
                (true, true) => cost.new_ok_s,
                (true, false) => cost.new_fail_s,
            };
            policy.learn(drill, day, grade, first);
        }
        carried = left.min(0.0);
    }
    learner.readiness(setting.days as f64)
}
