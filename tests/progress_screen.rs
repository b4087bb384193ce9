//! What one sees of progress: one screen wide or narrow, nothing but text in pipes.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod seeded;

use std::process::Command;

use seeded::{Learner, NOW, fill, hotseat, text};
use unicode_width::UnicodeWidthStr as _;

fn at(folder: &std::path::Path, columns: &str, locale: &str, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args(args)
        .env_clear()
        .envs([("HOTSEAT_NOW", NOW), ("HOTSEAT_SEED", "5"), ("COLUMNS", columns), ("LC_ALL", locale)])
        .env("HOTSEAT_DATA", folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn one_screen_answers_in_order_and_fits() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Learner { days: 30, a_day: 14, seed: 4 });
    hotseat(folder.path(), &["plan", "--interview", "2026-12-14", "--minutes", "20"]);
    for (columns, rows) in [(80, 23), (60, 23), (40, 14)] {
        let shown = at(folder.path(), &columns.to_string(), "C.UTF-8", &["progress"]);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines.len() <= rows, "{} rows at {columns} columns:\n{shown}", lines.len());
        assert!(lines.iter().all(|line| line.width() < columns), "{shown}");
        assert!(!shown.contains('\u{1b}'));
    }
    let shown = at(folder.path(), "80", "C.UTF-8", &["progress"]);
    let places: Vec<usize> = ["Readiness ", "14 December", "Weakest areas", "This week", "Next "]
        .iter()
        .map(|word| shown.find(word).unwrap_or_else(|| panic!("{word}:\n{shown}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}\n{shown}");
    assert!(shown.contains("in a row") && shown.contains("⣀") || shown.contains('⠤') || shown.contains('⠒'));
}

#[test]
fn without_utf_8_everything_is_ascii() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Learner { days: 12, a_day: 14, seed: 4 });
    hotseat(folder.path(), &["plan", "--interview", "2026-12-14", "--minutes", "20"]);
    for args in [&["progress"][..], &["progress", "--weak"], &["progress", "--calibration"], &["plan"]] {
        let shown = at(folder.path(), "80", "C", args);
        assert!(shown.is_ascii(), "{shown}");
    }
}

#[test]
fn calibration_and_disagreement_show_their_counts() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Learner { days: 20, a_day: 14, seed: 4 });
    let shown = text(folder.path(), &["progress", "--calibration"]);
    assert!(shown.contains("50 % sure") && shown.contains("Brier score"), "{shown}");
    assert!(shown.contains("You and the program") && shown.contains("sample:"), "{shown}");
}
