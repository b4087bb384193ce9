//! Recall with references alone ranks short answers of graded quality; the set is in
//! `tests/grading/recall/`. It guards against regressions: the figure that counts is measured elsewhere.

use hotseat::grade::reference;
use hotseat::grade::text::token::tokenize;

struct Question {
    text: String,
    references: Vec<String>,
    answers: Vec<(u8, String)>,
}

fn questions() -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for line in include_str!("grading/recall/answers.txt").lines() {
        let Some((mark, rest)) = line.split_once(' ') else { continue };
        let rest = rest.to_owned();
        match (mark, all.last_mut()) {
            ("?", _) => all.push(Question { text: rest, references: vec![], answers: vec![] }),
            ("=", Some(question)) => question.references.push(rest),
            (grade, Some(question)) => {
                question.answers.extend(grade.parse().ok().map(|grade| (grade, rest)));
            }
            _ => {}
        }
    }
    all
}

/// Mean over questions of the share of answer pairs of different grade that are ranked right, ties a half.
fn ranking(score: impl Fn(&Question, &str) -> f64) -> f64 {
    let all = questions();
    let mut sum = 0.0;
    for question in &all {
        let scored: Vec<(u8, f64)> = question.answers.iter().map(|(g, a)| (*g, score(question, a))).collect();
        let (mut right, mut pairs) = (0.0, 0.0);
        for (better, high) in &scored {
            for (_, low) in scored.iter().filter(|(worse, _)| worse < better) {
                pairs += 1.0;
                right += match high.total_cmp(low) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                };
            }
        }
        sum += right / pairs;
    }
    sum / all.len() as f64
}

/// Share of the best reference's stems that the answer has.
fn stemmed(question: &Question, answer: &str) -> f64 {
    let own: Vec<u32> = tokenize(answer).iter().map(|t| t.stem).collect();
    let share = |reference: &String| {
        let wanted = tokenize(reference);
        wanted.iter().filter(|t| own.contains(&t.stem)).count() as f64 / wanted.len().max(1) as f64
    };
    question.references.iter().map(share).fold(0.0, f64::max)
}

#[test]
fn references_rank_answers_better_than_counting_stems() {
    let ours = ranking(|q, a| reference::score(Some(&q.text), &q.references, a).score);
    let plain = ranking(stemmed);
    println!("ranked right: {ours:.3}; by stems alone: {plain:.3}");
    assert!(ours > plain + 0.03 && ours > 0.75, "{ours:.3} against {plain:.3}");
}
