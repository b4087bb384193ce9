//! Answers that fail their own drill: models, references, computed numbers.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Remark;
use crate::drill::{Compute, Drill, Kind, Point, Term};
use crate::grade::points::{self, points};
use crate::grade::{Check, Context, Outcome, Verdict, check};

/// How often a computed drill is drawn.
const DRAWS: u64 = 1_000;

/// Holds a drill to the rules about answers; `known` remembers what was found before.
pub(super) fn remarks(drill: &Drill, known: &mut HashMap<u64, Vec<Remark>>, out: &mut Vec<Remark>) {
    let mut hash = DefaultHasher::new();
    let judge: Box<dyn Fn() -> Vec<Remark>> = match &drill.kind {
        Kind::Open { check, challenge, question, terms, .. } => {
            (*check, challenge, question, &drill.model).hash(&mut hash);
            terms.iter().for_each(|term| term.term.hash(&mut hash));
            Box::new(move || open(drill, *check, challenge.as_deref(), question.as_deref(), terms))
        }
        Kind::Recall { must, references, .. } => {
            must.iter().for_each(|point| (&point.point, &point.say).hash(&mut hash));
            references.hash(&mut hash);
            Box::new(move || recall(drill, must, references))
        }
        Kind::Compute(compute) => {
            for (name, range) in &compute.draw {
                name.hash(&mut hash);
                [range.from, range.to, range.step].map(f64::to_bits).hash(&mut hash);
            }
            for (name, expression) in &compute.derived {
                (name, expression.as_str()).hash(&mut hash);
            }
            (compute.answer.as_str(), format!("{:?}", compute.tolerance)).hash(&mut hash);
            compute.traps.iter().for_each(|trap| trap.answer.as_str().hash(&mut hash));
            Box::new(move || draws(compute))
        }
        _ => return,
    };
    out.extend(known.entry(hash.finish()).or_insert_with(judge).iter().cloned());
}

fn open(
    drill: &Drill,
    name: Check,
    challenge: Option<&str>,
    question: Option<&str>,
    terms: &[Term],
) -> Vec<Remark> {
    let Some(model) = &drill.model else { return Vec::new() };
    let terms: Vec<String> = terms.iter().map(|term| term.term.clone()).collect();
    let context = Context { challenge, question, terms: &terms, ..Context::default() };
    let report = check(name, model, &context);
    let message = if report.outcome == Outcome::TooShort {
        format!("the model answer is too short for `{name}`: {} words", report.words)
    } else {
        let failed: Vec<&str> = report
            .criteria
            .iter()
            .filter(|criterion| criterion.verdict != Verdict::Met)
            .map(|criterion| criterion.id.as_str())
            .collect();
        if failed.is_empty() {
            return Vec::new();
        }
        format!("the model answer does not pass `{name}`: {}", failed.join(", "))
    };
    vec![Remark {
        field: "model",
        code: "model-fails",
        message,
        help: "say what is missing, in plain words; `hotseat grade` shows what was found",
    }]
}

fn recall(drill: &Drill, must: &[Point], references: &[String]) -> Vec<Remark> {
    let mut out = Vec::new();
    let graded: Vec<points::Point> = must
        .iter()
        .map(|point| points::Point { text: point.point.clone(), say: point.say.clone() })
        .collect();
    let lower: Vec<Vec<String>> =
        must.iter().map(|point| point.say.iter().map(|say| say.to_lowercase()).collect()).collect();
    for (index, reference) in references.iter().enumerate() {
        // A phrasing that stands there word for word needs no grading.
        let text = reference.to_lowercase();
        if lower.iter().all(|say| say.iter().any(|say| text.contains(say.as_str()))) {
            continue;
        }
        let report = points(&graded, &[], &[], reference);
        let missed: Vec<&str> = report
            .points
            .iter()
            .filter(|point| point.verdict != Verdict::Met)
            .map(|point| point.text.as_str())
            .collect();
        if !missed.is_empty() {
            let of_model = index == 0 && drill.model.is_some();
            let which = if of_model {
                "the model answer".to_owned()
            } else {
                format!("reference {}", index + usize::from(drill.model.is_none()))
            };
            out.push(Remark {
                field: if of_model { "model" } else { "references" },
                code: "reference-misses",
                message: format!("{which} misses: {}", missed.join("; ")),
                help: "add a phrasing to the point's `say`, or say the point in the answer",
            });
        }
    }
    out
}

fn draws(compute: &Compute) -> Vec<Remark> {
    let remark = |field, code, message, help| vec![Remark { field, code, message, help }];
    let help = "choose ranges and steps for which every draw has an answer worth working out";
    let solver = match compute.solver() {
        Ok(solver) => solver,
        Err(fault) => return remark("answer", "degenerate-draw", fault, help),
    };
    let mut values = Vec::new();
    let mut first = None;
    let mut constant = true;
    let mut equal = vec![0_u32; compute.traps.len()];
    for seed in 0..DRAWS {
        let (answer, traps) = match solver.solve(seed, &mut values) {
            Ok(solved) => solved,
            Err(fault) => {
                let message = format!("of {DRAWS} draws one has no value: {fault}");
                return remark("draw", "degenerate-draw", message, help);
            }
        };
        if answer.abs() < 1e-9 {
            let message = format!("of {DRAWS} draws one has the answer 0");
            return remark("draw", "degenerate-draw", message, help);
        }
        constant &= (*first.get_or_insert(answer) - answer).abs() < 1e-12;
        for (count, trap) in equal.iter_mut().zip(traps) {
            *count += u32::from(trap.is_some_and(|trap| compute.tolerance.accepts(answer, trap)));
        }
    }
    if constant {
        return remark("answer", "constant-answer", "every draw has the same answer".to_owned(), help);
    }
    let mut out = Vec::new();
    for (trap, count) in compute.traps.iter().zip(equal).filter(|(_, count)| *count > 0) {
        out.push(Remark {
            field: "traps",
            code: "trap-is-answer",
            message: format!(
                "the trap `{}` gives the right answer in {count} of {DRAWS} draws",
                trap.answer.as_str()
            ),
            help: "choose ranges that keep the mistake away from the answer, or a tighter tolerance",
        });
    }
    out
}
