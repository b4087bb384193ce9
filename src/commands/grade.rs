//! `hotseat grade`: holds an answer from standard input to a check.

use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::app::Usage;
use super::practice_json::{Line, next_line};
use super::wire;
use crate::cli;
use crate::grade::{Check, Context, Outcome, Report, Verdict, check, reference};

/// Longest answer that is read, in bytes.
const LONGEST: u64 = 4 << 20;

/// Runs `grade`.
pub fn run(args: &cli::Grade) -> Result<ExitCode> {
    if args.batch {
        return batch();
    }
    let name = args.check.as_deref().unwrap_or_default();
    let wanted: Check = name.parse().map_err(|error| Usage(format!("{error}")))?;
    let earlier = args.earlier.as_deref().map(lines_of).transpose()?.unwrap_or_default();
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
    let answer = String::from_utf8(bytes).context("the answer is not UTF-8 text")?;
    let context = Context {
        challenge: args.challenge.as_deref(),
        question: args.question.as_deref(),
        earlier: &earlier,
        terms: &[],
    };
    let report = check(wanted, &answer, &context);
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", super::check::escaped(&object(&report, None).to_string()))?;
    } else {
        show(&mut out, &report)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn lines_of(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Writes a report as the contract has it.
pub fn object(report: &Report, id: Option<&Value>) -> Value {
    let (verdict, score) = match report.outcome {
        Outcome::Scored(score) => ("scored", Some(wire::rounded(score))),
        Outcome::TooShort => ("too-short", None),
    };
    let criteria: Vec<Value> = report.criteria.iter().map(wire::criterion).collect();
    let mut out = json!({ "schema": 1 });
    if let (Some(id), Value::Object(map)) = (id, &mut out) {
        map.insert("id".to_owned(), id.clone());
    }
    if let (Value::Object(map), Value::Object(rest)) = (
        &mut out,
        json!({
            "check": report.check.as_str(),
            "words": report.words,
            "verdict": verdict,
            "score": score,
            "criteria": criteria,
        }),
    ) {
        map.extend(rest);
    }
    out
}

/// Writes a report for people.
pub fn show(out: &mut impl Write, report: &Report) -> Result<()> {
    match report.outcome {
        Outcome::TooShort => {
            let needed = report.check.fewest_words();
            writeln!(
                out,
                "Too short to judge: {} words; {needed} is the least for {}.",
                report.words, report.check
            )?;
        }
        Outcome::Scored(_) => {
            let met = report.criteria.iter().filter(|c| c.verdict == Verdict::Met).count();
            writeln!(
                out,
                "{}: {met} of {} met, {} words",
                report.check,
                report.criteria.len(),
                report.words
            )?;
            for criterion in &report.criteria {
                let (sign, word) = match criterion.verdict {
                    Verdict::Met => ("+", "met"),
                    Verdict::Missed => ("-", "missed"),
                    Verdict::Undecided => ("?", "undecided"),
                };
                writeln!(out, "\n{sign} {} ({word}): {}", criterion.id, criterion.text)?;
                for evidence in &criterion.evidence {
                    let words: Vec<&str> = evidence.text.split_whitespace().collect();
                    writeln!(
                        out,
                        "    \u{201c}{}\u{201d}",
                        crate::terminal::sanitise::visible(&words.join(" "))
                    )?;
                }
                if let Some(advice) = &criterion.advice {
                    writeln!(out, "    {advice}")?;
                }
            }
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    check: Option<String>,
    answer: Option<String>,
    challenge: Option<String>,
    question: Option<String>,
    #[serde(default)]
    earlier: Option<Vec<String>>,
    #[serde(default)]
    references: Option<Vec<String>>,
}

fn batch() -> Result<ExitCode> {
    let mut input = std::io::stdin().lock();
    let mut out = BufWriter::new(std::io::stdout().lock());
    loop {
        let reply = match next_line(&mut input)? {
            Line::End => break,
            Line::TooLong => json!({ "schema": 1, "id": null, "error": "a line is at most 4 MiB long" }),
            Line::NotText => json!({ "schema": 1, "id": null, "error": "the line is not UTF-8" }),
            Line::Text(line) if line.trim().is_empty() => continue,
            Line::Text(line) => answer_line(&line),
        };
        writeln!(out, "{}", super::check::escaped(&reply.to_string()))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn answer_line(line: &str) -> Value {
    let fault = |id: &Value, message: String| json!({ "schema": 1, "id": id, "error": message });
    let request: Request = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => {
            let id = serde_json::from_str::<Value>(line)
                .ok()
                .and_then(|value| value.get("id").cloned())
                .unwrap_or(Value::Null);
            return fault(&id, format!("not a request: {error}"));
        }
    };
    let (Some(name), Some(answer)) = (&request.check, &request.answer) else {
        return fault(&request.id, "a request has `check` and `answer`".to_owned());
    };
    if name == "recall" {
        let references = request.references.unwrap_or_default();
        if references.is_empty() {
            return fault(&request.id, "recall needs `references`".to_owned());
        }
        let recalled = reference::score(request.question.as_deref(), &references, answer);
        return json!({
            "schema": 1,
            "id": request.id,
            "check": "recall",
            "score": recalled.score,
            "matched": recalled.matched,
            "missing": recalled.missing,
        });
    }
    let wanted: Check = match name.parse() {
        Ok(wanted) => wanted,
        Err(error) => return fault(&request.id, format!("{error}")),
    };
    let earlier = request.earlier.unwrap_or_default();
    let context = Context {
        challenge: request.challenge.as_deref(),
        question: request.question.as_deref(),
        earlier: &earlier,
        terms: &[],
    };
    object(&check(wanted, answer, &context), Some(&request.id))
}
