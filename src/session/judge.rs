//! What an answer is worth: a drill as shown and an answer become a score and its evidence.

use crate::drill::{Drill, Kind, fill};
use crate::grade::numbers::read_number;
use crate::grade::points::{self, points};
use crate::grade::{self, Context, Criterion, Evidence, Outcome, Verdict};

use super::{Input, Presented};

/// One option as the learner names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// By its place as shown, from 1.
    Place(usize),
    /// By its text, or by its place in digits.
    Text(String),
}

/// An answer to one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One option, or several.
    Picks(Vec<Pick>),
    /// A number or free text, as typed.
    Text(String),
}

/// Says why an answer cannot be used; the question stays open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// Stable for scripts.
    pub code: &'static str,
    /// For people: what to give instead.
    pub message: String,
}

/// What an answer is worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// The score, 0 to 1; none where there was too little to score.
    pub score: Option<f64>,
    /// The answer as text, for the history.
    pub answer: String,
    /// How a number was read.
    pub read_as: Option<String>,
    /// What was right.
    pub expected: Option<String>,
    /// The confusion that a wrong answer betrays.
    pub trap: Option<String>,
    /// The verdict on each point of a free answer.
    pub criteria: Vec<Criterion>,
    /// A question that a doubtful wording raises; it never changes the score.
    pub asks: Option<String>,
}

/// What comes of one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// There is a second step.
    Next,
    /// The drill is answered.
    Done(Box<Judged>),
}

/// Judges the answer to a step of a drill.
///
/// # Errors
/// An answer that cannot be used: the step stays open.
pub fn judge(drill: &Drill, shown: &Presented, step: u8, answer: &Answer) -> Result<Step, Unusable> {
    let ask = shown.ask(drill, step);
    let done = |judged: Judged| Ok(Step::Done(Box::new(judged)));
    match (&drill.kind, ask.input) {
        (Kind::Contrast { strong, weak, .. }, _) => {
            let place = one(&ask.options, answer)?;
            let chosen = ask.options[place].clone();
            if step == 1 {
                let index = shown.order[place];
                if index == 0 {
                    return Ok(Step::Next);
                }
                return done(Judged {
                    score: Some(0.0),
                    answer: chosen,
                    expected: Some(strong.clone()),
                    trap: weak.get(index - 1).map(|weak| weak.flaw.clone()),
                    ..Judged::default()
                });
            }
            let flaw = shown.second.as_ref().map_or("", |(index, _)| weak[*index].flaw.as_str());
            done(Judged {
                score: Some(if chosen == flaw { 1.0 } else { 0.7 }),
                answer: chosen,
                expected: Some(flaw.to_owned()),
                ..Judged::default()
            })
        }
        (Kind::Choose(choice), _) => {
            let place = one(&ask.options, answer)?;
            let index = shown.order[place];
            done(Judged {
                score: Some(if index == 0 { 1.0 } else { 0.0 }),
                answer: ask.options[place].clone(),
                expected: Some(choice.right.clone()),
                trap: (index > 0).then(|| choice.wrong[index - 1].because.clone()),
                ..Judged::default()
            })
        }
        (Kind::Spot { text, faulty, .. }, _) => {
            let mut places = several(text, answer)?;
            places.sort_unstable();
            places.dedup();
            if places.is_empty() {
                return Err(unusable("empty-answer", "pick at least one sentence"));
            }
            let right = places.iter().all(|place| faulty.contains(place));
            let numbers: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
            let expected: Vec<String> =
                faulty.iter().map(|&index| format!("{}. {}", index + 1, text[index])).collect();
            done(Judged {
                score: Some(if right { 1.0 } else { 0.0 }),
                answer: numbers.join(", "),
                expected: Some(expected.join("\n")),
                ..Judged::default()
            })
        }
        (Kind::Order { steps }, _) => {
            let places = several(&ask.options, answer)?;
            let mut sorted = places.clone();
            sorted.sort_unstable();
            sorted.dedup();
            if places.len() != steps.len() || sorted.len() != steps.len() {
                let message = format!("name each of the {} steps once, in order", steps.len());
                return Err(unusable("incomplete-order", &message));
            }
            let given: Vec<usize> = places.iter().map(|&place| shown.order[place]).collect();
            let answer: Vec<&str> = given.iter().map(|&index| steps[index].as_str()).collect();
            done(Judged {
                score: Some(share_in_order(&given)),
                answer: answer.join(" → "),
                expected: Some(numbered(steps)),
                ..Judged::default()
            })
        }
        (Kind::Compute(compute), _) => {
            let Answer::Text(text) = answer else {
                return Err(unusable("wrong-type", "give a number"));
            };
            let Some(drawn) = &shown.drawn else {
                return Err(unusable("no-value", "this drill has no value; skip it"));
            };
            let read = read_number(text, &compute.unit)
                .map_err(|error| unusable("unreadable-number", &error.to_string()))?;
            let right = compute.tolerance.accepts(drawn.answer, read.value);
            let trap = if right { None } else { compute.trap(drawn, read.value) };
            let expected = format!("{} {}", crate::drill::number(rounded(drawn.answer), None), compute.unit);
            done(Judged {
                score: Some(if right { 1.0 } else { 0.0 }),
                answer: text.trim().to_owned(),
                read_as: Some(read.as_read),
                expected: Some(expected.trim_end().to_owned()),
                trap: trap.map(|trap| fill(&trap.says, &drawn.values)),
                ..Judged::default()
            })
        }
        (Kind::Recall { must, nice, references }, _) => {
            let text = free_text(answer)?;
            let point = |point: &crate::drill::Point| points::Point {
                text: point.point.clone(),
                say: point.say.clone(),
            };
            let must: Vec<_> = must.iter().map(point).collect();
            let nice: Vec<_> = nice.iter().map(point).collect();
            if must.is_empty() && nice.is_empty() {
                let recalled = grade::reference::score(Some(&drill.ask), references, &text);
                let score = (recalled.score * 100.0).round() / 100.0;
                return done(Judged {
                    score: (!text.trim().is_empty()).then_some(score),
                    answer: text,
                    expected: references.first().cloned(),
                    ..Judged::default()
                });
            }
            let report = points(&must, &nice, references, &text);
            let (mut musts, mut nices) = (0, 0);
            let criteria = report
                .points
                .iter()
                .map(|point| {
                    let counter = if point.must { &mut musts } else { &mut nices };
                    *counter += 1;
                    let id = format!("{}-{counter}", if point.must { "must" } else { "nice" });
                    Criterion {
                        id,
                        text: point.text.clone(),
                        verdict: point.verdict,
                        evidence: point.evidence.clone(),
                        advice: None,
                    }
                })
                .collect::<Vec<_>>();
            let score = report.score.map(|_| recall_score(&criteria));
            done(Judged {
                score,
                answer: text,
                criteria,
                asks: report.swapped.map(|suspicion| suspicion.question),
                ..Judged::default()
            })
        }
        (Kind::Open { check, challenge, question, terms, confirm, .. }, _) => {
            let text = free_text(answer)?;
            let terms: Vec<String> = terms.iter().map(|term| term.term.clone()).collect();
            let context = Context {
                challenge: challenge.as_deref(),
                question: question.as_deref(),
                earlier: &[],
                terms: &terms,
            };
            let report = grade::check(*check, &text, &context);
            let mut criteria = report.criteria;
            let scored = matches!(report.outcome, Outcome::Scored(_));
            if scored {
                criteria.extend(confirm.iter().enumerate().map(|(index, point)| Criterion {
                    id: format!("confirm-{}", index + 1),
                    text: point.clone(),
                    verdict: Verdict::Undecided,
                    evidence: Vec::new(),
                    advice: Some("Only you can tell: tick it if it was there.".to_owned()),
                }));
            }
            let score = scored.then(|| share_met(criteria.iter().map(|criterion| criterion.verdict)));
            done(Judged { score, answer: text, criteria, ..Judged::default() })
        }
    }
}

/// Returns the score of ticked points: of the musts where there are musts, else of all.
pub fn recall_score(criteria: &[Criterion]) -> f64 {
    let musts: Vec<Verdict> =
        criteria.iter().filter(|c| !c.id.starts_with("nice-")).map(|c| c.verdict).collect();
    if musts.is_empty() {
        share_met(criteria.iter().map(|c| c.verdict))
    } else {
        share_met(musts.into_iter())
    }
}

fn share_met(verdicts: impl ExactSizeIterator<Item = Verdict>) -> f64 {
    let count = verdicts.len().max(1);
    verdicts.filter(|verdict| *verdict == Verdict::Met).count() as f64 / count as f64
}

/// Returns the share of pairs that stand in their right order, 0 to 1.
fn share_in_order(given: &[usize]) -> f64 {
    let mut pairs = 0_u32;
    let mut right = 0_u32;
    for (index, first) in given.iter().enumerate() {
        for second in &given[index + 1..] {
            pairs += 1;
            right += u32::from(first < second);
        }
    }
    f64::from(right) / f64::from(pairs.max(1))
}

fn numbered(steps: &[String]) -> String {
    let lines: Vec<String> =
        steps.iter().enumerate().map(|(index, step)| format!("{}. {step}", index + 1)).collect();
    lines.join("\n")
}

fn rounded(value: f64) -> f64 {
    let scale = if value.abs() >= 1000.0 { 1.0 } else { 1e4 };
    (value * scale).round() / scale
}

fn free_text(answer: &Answer) -> Result<String, Unusable> {
    match answer {
        Answer::Text(text) => Ok(text.clone()),
        Answer::Picks(_) => Err(unusable("wrong-type", "give the answer as text")),
    }
}

fn one(options: &[String], answer: &Answer) -> Result<usize, Unusable> {
    match several(options, answer)?.as_slice() {
        [place] => Ok(*place),
        [] => Err(unusable("empty-answer", "pick one option")),
        _ => Err(unusable("too-many", "pick one option only")),
    }
}

fn several(options: &[String], answer: &Answer) -> Result<Vec<usize>, Unusable> {
    let picks = match answer {
        Answer::Picks(picks) => picks.clone(),
        Answer::Text(text) => vec![Pick::Text(text.clone())],
    };
    picks.iter().map(|pick| place(options, pick)).collect()
}

fn place(options: &[String], pick: &Pick) -> Result<usize, Unusable> {
    let number = match pick {
        Pick::Place(number) => Some(*number),
        Pick::Text(text) => {
            if let Some(index) = options.iter().position(|option| option == text) {
                return Ok(index);
            }
            let trimmed = text.trim();
            if let Some(index) = options.iter().position(|option| option.trim() == trimmed) {
                return Ok(index);
            }
            trimmed.parse().ok()
        }
    };
    match number {
        Some(number) if (1..=options.len()).contains(&number) => Ok(number - 1),
        _ => Err(unusable("unknown-option", &format!("options go from 1 to {}", options.len()))),
    }
}

fn unusable(code: &'static str, message: &str) -> Unusable {
    Unusable { code, message: message.to_owned() }
}

/// Marks the points of a free answer as the learner ticked them.
pub fn ticked(criteria: &[Criterion], points: &[bool]) -> Vec<Criterion> {
    criteria
        .iter()
        .zip(points)
        .map(|(criterion, &met)| Criterion {
            verdict: if met { Verdict::Met } else { Verdict::Missed },
            ..criterion.clone()
        })
        .collect()
}

/// Returns the words a criterion rests on, joined for one line.
pub fn words_of(evidence: &[Evidence]) -> String {
    let words: Vec<&str> = evidence.iter().map(|part| part.text.as_str()).collect();
    words.join(" … ")
}

/// Tells how a drill kind is answered.
pub fn input_of(kind: &Kind) -> Input {
    match kind {
        Kind::Contrast { .. } | Kind::Choose(_) => Input::Choice,
        Kind::Spot { .. } => Input::Choices,
        Kind::Order { .. } => Input::Order,
        Kind::Compute(_) => Input::Number,
        Kind::Recall { .. } | Kind::Open { .. } => Input::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_earns_its_pairs() {
        assert_eq!(share_in_order(&[0, 1, 2, 3]), 1.0);
        assert_eq!(share_in_order(&[3, 2, 1, 0]), 0.0);
        assert_eq!(share_in_order(&[1, 0, 2]), 2.0 / 3.0);
    }

    #[test]
    fn a_pick_is_the_text_first_and_then_a_number() {
        let options = ["2".to_owned(), "1".to_owned(), "three".to_owned()];
        assert_eq!(place(&options, &Pick::Text("2".into())), Ok(0));
        assert_eq!(place(&options, &Pick::Place(2)), Ok(1));
        assert_eq!(place(&options, &Pick::Text("3".into())), Ok(2));
        assert!(place(&options, &Pick::Text("4".into())).is_err());
        assert!(place(&options, &Pick::Place(0)).is_err());
    }
}
