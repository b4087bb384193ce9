//! A history to look at: a simulated learner's answers put into a data folder, the same every time.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::Path;
use std::process::{Command, Output};

use chrono::{DateTime, Duration, FixedOffset};
use hotseat::day::study_day;
use hotseat::library::{Library, Sources};
use hotseat::memory::Grade;
use hotseat::review::Draft;
use hotseat::schedule::{mix, unit};
use hotseat::store::{Amendment, Stamp, Store};

/// The moment at which the history ends.
pub const NOW: &str = "2026-12-01T19:00:00+08:00";

/// What to simulate.
#[derive(Clone, Copy, Debug)]
pub struct Learner {
    /// Days of practice before now.
    pub days: i64,
    /// Answers on each of them.
    pub a_day: u64,
    /// The seed.
    pub seed: u64,
}

pub fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(NOW).expect("a time")
}

pub fn stamp(at: DateTime<FixedOffset>, seed: u64) -> Stamp {
    Stamp { at, day: study_day(at, 4), seed }
}

/// Makes a draft of a choice answer.
pub fn draft(drill: &str, area: &str, grade: Grade, confidence: Option<f64>) -> Draft {
    Draft {
        drill: drill.to_owned(),
        area: area.to_owned(),
        kind: "choose".to_owned(),
        text_hash: 1,
        attempt: 1,
        seed: 1,
        answer: "an answer".to_owned(),
        score: Some(if grade.is_right() { 1.0 } else { 0.0 }),
        grade,
        confidence,
        elapsed_s: 24.0,
        seconds: None,
        late: false,
        retry: false,
        provisional: false,
        guess: 0.25,
        points: Vec::new(),
        round: None,
    }
}

/// Puts a simulated learner's history over the shipped drills into a folder.
pub fn fill(folder: &Path, learner: Learner) {
    let mut store = Store::open(folder, 7).expect("a store");
    let library = Library::open(&Sources { shipped: true, folders: Vec::new() }).expect("drills");
    let cards = library.cards();
    let mut tries = vec![0_i32; cards.len()];
    let mut n = 0_u64;
    for back in (0..learner.days).rev() {
        // Some days are missed.
        if back > 0 && unit(learner.seed, 9000 + back as u64) < 0.25 {
            continue;
        }
        for place in 0..learner.a_day {
            n += 1;
            let at =
                now() - Duration::days(back) - Duration::minutes(60) + Duration::seconds(place as i64 * 25);
            let known = (tries.iter().filter(|tries| **tries > 0).count() as u64).max(8);
            let reach = (known + known / 5 + 2).min(cards.len() as u64);
            // A fixed stride walks through every area.
            let index = (mix(learner.seed, n) % reach * 37 % cards.len() as u64) as usize;
            let card = &cards[index];
            let skill = if matches!(&*card.area, "metrics" | "speed") { 0.25 } else { 0.0 };
            let chance = 0.35 + 0.13 * f64::from(tries[index].min(4)) + skill;
            let right = unit(mix(learner.seed, n), 3) < chance;
            let grade = match (right, unit(mix(learner.seed, n), 4)) {
                (false, _) => Grade::Again,
                (true, luck) if luck < 0.2 => Grade::Hard,
                (true, luck) if luck < 0.9 => Grade::Good,
                (true, _) => Grade::Easy,
            };
            tries[index] += 1;
            let sure = [0.5, 0.75, 0.95][(mix(learner.seed, n) >> 9) as usize % 3];
            let mut draft = draft(card.id.as_str(), &card.area, grade, Some(sure));
            draft.kind = card.kind.as_str().to_owned();
            draft.attempt = tries[index] as u32;
            draft.text_hash = card.text_hash;
            draft.elapsed_s = 12.0 + 40.0 * unit(mix(learner.seed, n), 6);
            if card.kind.is_free_text() {
                draft.confidence = None;
                draft.provisional = true;
                draft.points = vec![("source".into(), "met".into()), ("sample".into(), "missed".into())];
            }
            let done = store.append(&draft, stamp(at, n)).expect("appended");
            if draft.provisional {
                let differs = unit(mix(learner.seed, n), 7) < 0.3;
                let word = if differs { "met" } else { "missed" };
                let amendment = Amendment {
                    review: done.review,
                    score: draft.score,
                    grade,
                    points: vec![("source".into(), "met".into()), ("sample".into(), word.into())],
                };
                store.amend(&amendment, stamp(at, n)).expect("amended");
            }
        }
    }
    for n in 0..6_u64.min(learner.days as u64 / 4) {
        round(&mut store, n, learner);
    }
}

fn round(store: &mut Store, n: u64, learner: Learner) {
    let at = now() - Duration::days(20 - 3 * n as i64);
    let mut turns = Vec::new();
    for (turn, challenge) in ["source", "sample", "window", "causation", "decision"].iter().enumerate() {
        let score = (unit(learner.seed, 50 + n * 9 + turn as u64) * 0.6 + 0.1 * n as f64).min(1.0);
        let grade = if score >= 0.6 { Grade::Good } else { Grade::Again };
        let name = format!("challenge/{challenge}");
        let mut draft = draft(&name, &name, grade, None);
        draft.kind = "grill".to_owned();
        draft.guess = 0.0;
        store.append(&draft, stamp(at, 700_000 + n * 9 + turn as u64)).expect("appended");
        turns.push(serde_json::json!({ "challenge": challenge, "level": 1 + turn, "score": score }));
    }
    let score = turns.iter().filter_map(|turn| turn["score"].as_f64()).sum::<f64>() / 5.0;
    let summary = serde_json::json!({ "score": score, "level_reached": 2 + n / 2, "turns": turns });
    let connection = store.connection();
    connection
        .execute(
            "INSERT INTO round (id, scenario, story, at, at_s, seed, setup, events, summary)
             VALUES (?1, 'grilling/checkout-speed', NULL, ?2, ?3, 1, '{}', '[]', ?4)",
            (format!("round-{n}"), at.to_rfc3339(), at.timestamp(), summary.to_string()),
        )
        .expect("a round");
    connection
        .execute(
            "INSERT INTO story_version (story, kind, text, score, report, at, at_s)
             VALUES ('migration', 'post-mortem', 'text', ?1, '{}', ?2, ?3)",
            (0.3 + 0.1 * n as f64, at.to_rfc3339(), at.timestamp()),
        )
        .expect("a version");
}

/// Runs the program on a folder; the environment is empty but for the clock, the seed and the size.
pub fn hotseat(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args(args)
        .env_clear()
        .env("HOTSEAT_DATA", folder)
        .env("HOTSEAT_NOW", NOW)
        .env("HOTSEAT_SEED", "5")
        .env("HOME", folder)
        .output()
        .expect("it runs")
}

/// Runs the program and reads the JSON it prints.
#[track_caller]
pub fn json(folder: &Path, args: &[&str]) -> serde_json::Value {
    let output = hotseat(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Runs the program and returns what it prints.
#[track_caller]
pub fn text(folder: &Path, args: &[&str]) -> String {
    let output = hotseat(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}
