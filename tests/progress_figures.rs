//! The figures of progress agree with what the log says.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod seeded;

use std::path::PathBuf;

use seeded::{Learner, fill};

/// Leaves a history where `SEEDED` says, to look at: `SEEDED=/tmp/x DAYS=40 A_DAY=50 cargo test
/// --test progress_figures -- --ignored leave`.
#[test]
#[ignore = "leaves a history to look at"]
fn leave_a_history() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let folder = PathBuf::from(std::env::var("SEEDED").expect("SEEDED"));
    fill(&folder, Learner { days: number("DAYS", 40) as i64, a_day: number("A_DAY", 50), seed: 3 });
}
