//! Measures the grader as shipped on labelled answers.
//!
//! `cargo run --release --example evaluate -- [--check NAME] [--errors] FILES or FOLDERS`
//! Prints κ, accuracy, coverage, share right among the decided and precision per criterion and
//! check with bootstrap intervals, then faithfulness (evidence removed, an unrelated sentence
//! removed), what empty texts still meet, and the speed. On files the weights were fitted on the
//! figures flatter; the honest ones for those come from `--example fit` (writers held out).

mod data;
mod measure;

use std::path::PathBuf;
use std::time::Instant;

use hotseat::grade::checks::rules::Method;
use hotseat::grade::text::Analysis;
use hotseat::grade::{Check, Context, Report, Verdict, check};

use data::Labelled;
use measure::{Decision, figures, head, interval, macro_kappa, macro_mean, row};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut wanted, mut paths, mut errors) = (Vec::new(), Vec::new(), false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => wanted.extend(arguments.next().and_then(|n| n.parse::<Check>().ok())),
            "--errors" => errors = true,
            path => paths.push(PathBuf::from(path)),
        }
    }
    if paths.is_empty() {
        paths.push(data::answers());
    }
    let mut all = data::load(&paths);
    all.retain(|a| wanted.is_empty() || wanted.contains(&a.check));
    for check in Check::ALL {
        let _ = check.criteria();
    }
    let reports: Vec<Report> = all.iter().map(grade).collect();
    table(&all, &reports, errors);
    faithfulness(&all, &reports);
    emptiness(&all);
    let started = Instant::now();
    for labelled in &all {
        let _ = grade(labelled);
    }
    let speed = all.len() as f64 / started.elapsed().as_secs_f64();
    println!("{speed:.0} answers a second");
    longest();
}

/// Times answers of 10,000 words in several scripts.
fn longest() {
    for (script, piece) in [
        ("English", "and then we cut the fee by 8 % because, "),
        ("ideographs", "我们停了八个项目"),
        ("digits", "1,2.3 one two "),
        ("commas", ",,a "),
        ("one word", "word "),
        ("Thai", "สวัสดีครับ "),
    ] {
        let mut text = String::new();
        while hotseat::grade::text::count_words(&text) < 10_000 {
            text.push_str(&piece.repeat(200));
        }
        let time = |kind: Check| {
            let started = Instant::now();
            let _ = check(kind, &text, &Context::default());
            started.elapsed().as_secs_f64() * 1000.0
        };
        let slowest = Check::ALL.into_iter().map(time).fold(0.0, f64::max);
        println!("10,000 words of {script}: at most {slowest:.1} ms");
    }
}

fn grade(labelled: &Labelled) -> Report {
    judge(labelled, &labelled.answer)
}

fn judge(labelled: &Labelled, answer: &str) -> Report {
    check(labelled.check, answer, &Context { question: labelled.question.as_deref(), ..Context::default() })
}

fn table(all: &[Labelled], reports: &[Report], errors: bool) {
    head();
    let mut groups: Vec<Vec<(usize, Decision)>> = vec![Vec::new(); all.len()];
    let mut offset = 0;
    for kind in Check::ALL {
        let criteria = kind.criteria();
        for (a, (labelled, report)) in
            all.iter().zip(reports).enumerate().filter(|(_, (l, _))| l.check == kind)
        {
            for (c, criterion) in report.criteria.iter().enumerate() {
                let Some(label) = labelled.labels.get(&criterion.id) else {
                    continue;
                };
                let truth = label == "met";
                let said = match criterion.verdict {
                    Verdict::Met => Some(true),
                    Verdict::Missed => Some(false),
                    Verdict::Undecided => None,
                };
                if errors && said != Some(truth) {
                    let shown: Vec<&str> = criterion.evidence.iter().map(|e| e.text.as_str()).collect();
                    println!(
                        "{}/{} truth={label} said={:?} on {shown:?}\n    {}",
                        labelled.id, criterion.id, criterion.verdict, labelled.answer
                    );
                }
                groups[a]
                    .push((offset + c, Decision { truth, said, forced: said == Some(true), dev: false }));
            }
        }
        let own: Vec<(usize, Decision)> =
            groups.iter().flatten().filter(|(c, _)| *c >= offset).copied().collect();
        if !own.is_empty() {
            for (c, info) in criteria.iter().enumerate() {
                let of: Vec<Decision> = own.iter().filter(|d| d.0 == offset + c).map(|d| d.1).collect();
                if !of.is_empty() {
                    row(&format!("  {}", info.id), &figures(&of));
                }
            }
            summary(kind.as_str(), &own);
        }
        offset += criteria.len();
    }
    groups.retain(|g| !g.is_empty());
    let flat: Vec<(usize, Decision)> = groups.iter().flatten().copied().collect();
    if flat.is_empty() {
        return;
    }
    summary("all (macro κ)", &flat);
    let plain = |d: &[(usize, Decision)]| d.iter().map(|d| d.1).collect::<Vec<_>>();
    for (name, (low, high)) in [
        ("macro κ", interval(&groups, 400, macro_kappa)),
        ("right among decided", interval(&groups, 400, |d| figures(&plain(d)).right)),
        ("coverage", interval(&groups, 400, |d| figures(&plain(d)).coverage)),
    ] {
        println!("{name}: 95 % interval {low:.3}–{high:.3}");
    }
}

fn summary(name: &str, decisions: &[(usize, Decision)]) {
    let mut total = figures(&decisions.iter().map(|d| d.1).collect::<Vec<_>>());
    total.kappa = macro_mean(decisions, |f| f.kappa);
    total.forced = macro_mean(decisions, |f| f.forced);
    row(name, &total);
}

/// Removes what a verdict shows, and in turn a sentence it does not rest on.
fn faithfulness(all: &[Labelled], reports: &[Report]) {
    let (mut removed, mut fell, mut unrelated, mut same) = (0, 0, 0, 0);
    for (labelled, report) in all.iter().zip(reports) {
        let analysis = Analysis::new(&labelled.answer, &[]);
        for (c, criterion) in report.criteria.iter().enumerate() {
            if criterion.verdict == Verdict::Met && !criterion.evidence.is_empty() {
                let mut spans: Vec<(usize, usize)> =
                    criterion.evidence.iter().map(|e| (e.start, e.end)).collect();
                spans.sort_unstable();
                let rest = without(&labelled.answer, &spans);
                removed += 1;
                fell += usize::from(
                    judge(labelled, &rest).criteria.get(c).is_none_or(|k| k.verdict != Verdict::Met),
                );
            }
        }
        let sentences: Vec<(usize, usize)> = analysis.sentences.iter().map(|s| analysis.bytes(*s)).collect();
        if sentences.len() < 3 {
            continue;
        }
        for &(start, end) in &sentences {
            let after = judge(labelled, &without(&labelled.answer, &[(start, end)]));
            for (c, criterion) in report.criteria.iter().enumerate() {
                let info = &labelled.check.criteria()[c];
                let marked = labelled.evidence.get(&criterion.id).is_some_and(|s| {
                    s.all()
                        .iter()
                        .any(|m| labelled.answer.find(m).is_some_and(|at| at < end && start < at + m.len()))
                });
                let shown = criterion.evidence.iter().any(|e| e.start < end && start < e.end);
                // Only where the marks tell which sentences matter.
                if !info.method.fitted()
                    || marked
                    || shown
                    || labelled.evidence.is_empty()
                    || after.criteria.is_empty()
                {
                    continue;
                }
                unrelated += 1;
                same += usize::from(after.criteria[c].verdict == criterion.verdict);
            }
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    println!("evidence removed: no longer met {:.3} of {removed}", share(fell, removed));
    println!("unrelated sentence removed: verdict unchanged {:.3} of {unrelated}", share(same, unrelated));
}

fn without(answer: &str, spans: &[(usize, usize)]) -> String {
    let mut rest = String::new();
    let mut at = 0;
    for &(start, end) in spans {
        if start >= at {
            rest.push_str(&answer[at..start]);
            at = end;
        }
    }
    rest.push_str(&answer[at..]);
    rest
}

/// Texts that say nothing: the codebook, the question, keyword lists, empty talk.
fn emptiness(all: &[Labelled]) {
    let (mut asked, mut met) = (0, 0);
    let mut count = |kind: Check, text: &str, question: Option<&str>| {
        let report = check(kind, text, &Context { question, ..Context::default() });
        for (criterion, info) in report.criteria.iter().zip(kind.criteria()) {
            if !matches!(info.method, Method::Absence | Method::Words | Method::SentenceLength) {
                asked += 1;
                met += usize::from(criterion.verdict == Verdict::Met);
                if criterion.verdict == Verdict::Met && std::env::var_os("SHOW").is_some() {
                    println!("  empty but met: {kind}/{}: {:?}", criterion.id, criterion.evidence);
                }
            }
        }
    };
    for line in include_str!("empty.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        for kind in Check::ALL {
            count(kind, line, None);
        }
    }
    for kind in Check::ALL {
        let texts: Vec<&str> = kind.criteria().iter().map(|c| c.text.as_str()).collect();
        count(kind, &texts.join(". "), None);
        count(kind, &texts.join(", ").to_lowercase(), None);
    }
    for labelled in all {
        if let Some(question) = &labelled.question {
            count(labelled.check, &format!("{question} {question}"), Some(question));
        }
    }
    println!("empty texts: nothing met {:.3} of {asked}", 1.0 - met as f64 / asked.max(1) as f64);
}
