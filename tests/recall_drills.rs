//! The shipped recall drills hold to their own rule: the model and every reference make every must
//! point, the question alone makes none, and another drill's answer does not pass.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

use std::path::{Path, PathBuf};

use hotseat::drill::{Drill, Kind, parse};
use hotseat::grade::Verdict;
use hotseat::grade::points::{Point, PointsReport, points_asked};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the drills are readable");
    for path in entries.flatten().map(|e| e.path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "toml") {
            found.push(path);
        }
    }
}

struct Recall {
    drill: Drill,
    must: Vec<Point>,
    nice: Vec<Point>,
    answers: Vec<String>,
}

impl Recall {
    fn grade(&self, answer: &str) -> PointsReport {
        points_asked(Some(&self.drill.ask), &self.must, &self.nice, &self.answers, answer)
    }
}

fn shipped() -> Vec<Recall> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("drills"), &mut paths);
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("the file is readable");
        for (drill, _) in parse(&text).drills {
            let Kind::Recall { must, nice, references } = &drill.kind else { continue };
            let convert = |list: &[hotseat::drill::Point]| {
                list.iter().map(|p| Point { text: p.point.clone(), say: p.say.clone() }).collect::<Vec<_>>()
            };
            let answers = drill.model.iter().chain(references).cloned().collect();
            all.push(Recall { must: convert(&must[..]), nice: convert(&nice[..]), answers, drill });
        }
    }
    all
}

#[test]
fn every_shipped_answer_makes_every_must_point() {
    let mut failures = Vec::new();
    for recall in shipped() {
        for answer in &recall.answers {
            let report = recall.grade(answer);
            for point in report.points.iter().filter(|p| p.must && p.verdict != Verdict::Met) {
                failures.push(format!("{}: “{}” in “{answer}”", recall.drill.id, point.text));
            }
            if let Some(suspicion) = report.swapped {
                failures.push(format!("{}: asks {} about “{answer}”", recall.drill.id, suspicion.question));
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_question_alone_makes_no_point() {
    for recall in shipped() {
        let report = recall.grade(&recall.drill.ask);
        assert_eq!(report.score, Some(0.0), "{}", recall.drill.id);
    }
}

#[test]
fn answers_to_other_drills_do_not_pass() {
    let all = shipped();
    let mut passed = Vec::new();
    let mut tried = 0;
    for (i, recall) in all.iter().enumerate() {
        // Every drill against a spread of the others; all pairs would take minutes unoptimised.
        for other in all.iter().skip(i % 5).step_by(5).filter(|o| o.drill.id != recall.drill.id) {
            for answer in &other.answers {
                tried += 1;
                if recall.grade(answer).score == Some(1.0) {
                    passed.push(format!("{} by {}: “{answer}”", recall.drill.id, other.drill.id));
                }
            }
        }
    }
    assert!(passed.len() * 500 < tried, "{} of {tried}\n{}", passed.len(), passed.join("\n"));
}
